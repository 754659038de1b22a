"""The board's delegation: who may decide on which provision, and up to which limit."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from core.definitions.problems.report import Report
from core.definitions.text.checking import Leaf, Record
from core.model.decisions import DelegationRule

Known = Callable[[Leaf], str | None]


def build(town: Record, provisions: Iterable[str], role: Known, report: Report) -> tuple[DelegationRule, ...]:
    """The lines of `delegation` in municipality.yaml, narrower ones first as they were written.

    Where nobody has decided on a delegation, every provision has a line without a name, to the role that stands for that.
    """
    allowed = tuple(provisions)
    open_to = role(leaf) if (leaf := town.leaf("delegation")) is not None else None
    if open_to is not None:
        return tuple(DelegationRule("", basis, (open_to,)) for basis in allowed)
    first: dict[str, int] = {}
    always: dict[str, str] = {}
    found = []
    for record in town.records("delegation"):
        name = record.text("rule") or ""
        if name in first:
            message = f"Raden {name} finns redan på rad {first[name]}."
            report.add(record.at("rule"), "duplicate-id", message, hint="Ge den ett annat nummer.")
        first.setdefault(name, record.at("rule").line)
        for leaf in record.leaves("basis"):
            if leaf.text not in allowed:
                message = f"Lagrummet {leaf.text} finns inte."
                report.add(leaf.place, "unknown-provision", message, allowed=allowed, given=leaf.text)
        roles = tuple(known for one in record.leaves("to") if (known := role(one)) is not None)
        condition, title, line = record.text("if"), record.text("title"), record.at("rule").line
        bases = tuple(leaf.text for leaf in record.leaves("basis")) or ("",)
        if all(basis in always for basis in bases):
            message = f"Raden {name} gäller aldrig: raden {always[bases[0]]} före den gäller samma lagrum utan villkor."
            hint = "Den första raden som stämmer gäller. Skriv den smalaste först, eller ta bort den som inte behövs."
            report.add(record.at("rule"), "delegation-never", message, hint=hint, severity="warning")
        if condition is None:
            always = {**dict.fromkeys(bases, name), **always}
        found += [DelegationRule(name, basis, roles, condition, title, line) for basis in bases]
    return tuple(found)
