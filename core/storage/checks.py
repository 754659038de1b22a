"""What every store checks of a step before it is written; a mistake here is a mistake in the caller."""

from __future__ import annotations

from collections.abc import Iterable

from core.storage.port import Append


def check(batch: Append) -> None:
    """Raises ValueError unless events, numbers, case and snapshot of `batch` fit together."""
    if not batch.events:
        raise ValueError("a step without events has nothing to store")
    case = batch.case
    for number, each in enumerate(batch.events, batch.expected + 1):
        if each.seq != number or each.case != case:
            raise ValueError(f"the events of {case} do not follow {batch.expected}, each by one")
    if batch.snapshot.id != case or batch.snapshot.seq != batch.events[-1].seq:
        raise ValueError(f"the snapshot {batch.snapshot.id}/{batch.snapshot.seq} is not the case after its events")
    if any(row.case != case for row in batch.tasks) or any(job.case != case for job in batch.jobs):
        raise ValueError("open work and jobs belong to the case itself")
    if not batch.claims:
        return
    if any(claim.amount < 0 for claim in batch.claims):
        raise ValueError("a claim takes no room or some, never less")
    held = [(claim.name, claim.holder) for claim in batch.claims]
    if len(set(held)) != len(held):
        raise ValueError("a case has at most one claim a name and holder")


def check_all(batches: Iterable[Append]) -> None:
    """As `check` for each; and no case may have two steps among them, since the second would have to know the first."""
    cases: set[str] = set()
    for batch in batches:
        check(batch)
        if batch.case in cases:
            raise ValueError(f"{batch.case} has two steps in one group")
        cases.add(batch.case)
