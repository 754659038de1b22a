"""What steps, outcomes and events post to accounts."""

from __future__ import annotations

from core.definitions.routine.context import Context
from core.definitions.text.checking import Leaf, Record
from core.definitions.text.tree import Place
from core.model.accounts import Posting, PostingKind

_POSTED: tuple[PostingKind, ...] = ("draws", "gives_back")


def postings(context: Context, record: Record) -> tuple[Posting, ...]:
    """What the step, outcome or event of `record` means for accounts; an account begins anew before it is drawn on."""
    opened = (leaf for leaf in record.leaves("opens") if _is_known(context, leaf.place, leaf.text))
    found = [Posting(leaf.text, "opens") for leaf in opened]
    for kind in _POSTED:
        table = record.record(kind)
        for name, place in table.keys.items() if table is not None else ():
            posting = _posting(context, name, table.fields.get(name) if table is not None else None, kind)
            if posting is not None and _is_known(context, place, name):
                found.append(posting)
                context.posted.append((place, posting))
    return tuple(found)


def check_days(context: Context) -> None:
    """That days which are taken can be free again: what gives back to an account whose days are said, says which."""
    spans = {posting.account for _, posting in context.posted if posting.kind == "draws" and posting.to is not None}
    for place, posting in context.posted:
        if posting.kind == "gives_back" and posting.to is None and posting.account in spans:
            message = (
                f"Dagarna kan inte tas ut igen: det sägs inte vilka dagar som lämnas tillbaka till {posting.account}."
            )
            hint = f"Skriv gives_back: {{{posting.account}: {{amount: …, on: FÖRSTA_DAGEN, to: SISTA_DAGEN}}}}."
            context.report.add(place, "account-days", message, hint=hint, severity="warning")


def _is_known(context: Context, place: Place, name: str) -> bool:
    """Whether the municipality has the account; the routine then rests on its terms."""
    context.used_accounts.add(name)
    if not context.town.known or name in context.town.accounts:
        return True
    hint = "Konton är resurser med amount och står under resources i municipality.yaml."
    allowed = tuple(context.town.accounts)
    context.report.add(place, "unknown-account", f"Kontot {name} finns inte.", allowed=allowed, given=name, hint=hint)
    return False


def _posting(context: Context, account: str, said: object, kind: PostingKind) -> Posting | None:
    leaf, on, to = said, None, None
    if isinstance(said, Record):
        leaf = said.leaf("amount")
        on, to = (
            context.known(said.leaf(key), context.dates(), "unknown-fact", "Datumet", "Skriv ett datum bland facts.")
            for key in ("on", "to")
        )
    amount = context.expression(leaf, "number") if isinstance(leaf, Leaf) else None
    return Posting(account, kind, amount, on, to) if amount is not None else None
