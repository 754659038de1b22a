"""Claims as the store in memory keeps them; see `core.storage.claims.Claim`."""

from __future__ import annotations

from dataclasses import dataclass

from core.errors import Refused
from core.storage.claims import Claim, Claimed, ClaimRow
from core.storage.cursors import claim_cursor, read_claim
from core.storage.moments import from_micros, to_micros
from core.storage.port import Append, Subject


@dataclass(frozen=True, slots=True)
class Held:
    """A claim as kept. `no` is the case's number."""

    claim: Claim
    case: str
    no: int
    process: str
    since: int

    def row(self, subject: Subject) -> ClaimRow:
        """The claim as lists show it."""
        claim = self.claim
        return ClaimRow(
            claim.name,
            self.case,
            claim.holder,
            self.process,
            claim.amount,
            from_micros(self.since),
            claim.note,
            subject.name or "",
            subject.protected,
        )

    def place(self) -> tuple[int, int, str]:
        """Where it stands in the list of its name."""
        return self.since, self.no, self.claim.holder


class Claims:
    """Every claim, by name and by case and holder."""

    def __init__(self) -> None:
        self._held: dict[str, dict[tuple[str, str], Held]] = {}

    def admit(self, batch: Append) -> None:
        """Raises Refused(full) when there is not room for a claim of `batch`; nothing is changed."""
        for claim in batch.claims:
            if claim.limit is None:
                continue
            held = self._held.get(claim.name, {})
            before = sum(each.claim.amount for each in held.values())
            now = {key: each.claim.amount for key, each in held.items()}
            for name, holder in batch.released:
                if name == claim.name:
                    now.pop((batch.case, holder), None)
            now.update({(batch.case, c.holder): c.amount for c in batch.claims if c.name == claim.name})
            if before < sum(now.values()) > claim.limit:
                raise Refused("full", name=claim.name)

    def write(self, batch: Append, no: int) -> None:
        """Gives back and takes what `batch` says; a claim that was held already keeps its place in line."""
        for name, holder in batch.released:
            self._held.get(name, {}).pop((batch.case, holder), None)
        for claim in batch.claims:
            held = self._held.setdefault(claim.name, {})
            before = held.get((batch.case, claim.holder))
            since = before.since if before is not None else to_micros(batch.events[-1].recorded)
            held[batch.case, claim.holder] = Held(claim, batch.case, no, batch.process, since)

    def page(self, name: str, limit: int, after: str | None) -> tuple[list[Held], str | None]:
        """One page of a name's claims and the cursor of the next."""
        start = read_claim(after) if after is not None else None
        rest = sorted(self._held.get(name, {}).values(), key=Held.place)
        rest = [each for each in rest if start is None or each.place() > start]
        page = rest[:limit]
        return page, claim_cursor(page[-1].place()) if len(rest) > len(page) and page else None

    def claimed(self, first: str, last: str) -> tuple[Claimed, ...]:
        """What is claimed under each name of a stretch."""
        return tuple(
            Claimed(name, sum(each.claim.amount for each in held.values()), len(held))
            for name, held in sorted(self._held.items())
            if first <= name < last and held
        )

    def forget(self, case: str) -> None:
        """Takes away every claim of a case."""
        for held in self._held.values():
            for key in [key for key in held if key[0] == case]:
                del held[key]
