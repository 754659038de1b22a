"""The terms of the municipality's accounts, and what makes no sense together."""

from __future__ import annotations

from typing import Literal

from core.definitions.language.scalars import duration
from core.definitions.municipality.resources import asked_of
from core.definitions.problems.report import Report
from core.definitions.text.checking import UNDECIDED, Leaf, Record
from core.model.accounts import Account, Accrual, UnitWords
from core.model.periods import MONTHS, PERIODS, Period
from core.model.time import Duration

_ACCRUALS: dict[str, Accrual] = {"at_once": "at_once", "share": "share", "monthly": "monthly"}
_SCOPES: dict[str, Literal["case", "person"]] = {"case": "case", "person": "person"}


def build(read: Record, report: Report) -> dict[str, Account]:
    """The accounts by id: the resources with an amount, in the order they were written."""
    return {
        name: _one(name, entry, read, report)
        for name, entry in read.entries("resources")
        if isinstance(entry, Record) and entry.kind == "amount"
    }


def _one(name: str, entry: Record, read: Record, report: Report) -> Account:
    unit = entry.record("unit")
    amount = entry.leaf("amount")
    made = Account(
        id=name,
        title=entry.text("title") or name,
        unit=UnitWords(unit.text("one") or "", unit.text("many") or "") if unit is not None else UnitWords("", ""),
        amount=amount.value if amount is not None and isinstance(amount.value, float) else None,
        per=_per(entry.leaf("per"), report),
        accrual=_ACCRUALS.get(entry.text("accrual") or "", "at_once"),
        left_over=_left_over(entry.text("left_over")),
        scope=_SCOPES.get(entry.text("account") or "", "case"),
        note=entry.text("note"),
        question=entry.text("question") or asked_of(read, amount),
    )
    _check(made, entry, report)
    return made


def _per(leaf: Leaf | None, report: Report) -> Period | Duration | None:
    if leaf is None or leaf.value is UNDECIDED:
        return None
    if leaf.text in PERIODS:
        return PERIODS[leaf.text]
    try:
        found = duration(leaf.text)
    except ValueError as error:
        report.add(leaf.place, "bad-value", str(error))
        return None
    if any(unit == "hours" for _, unit in found.parts):
        hint = "Skriv year, half_year, quarter, month, week eller en tid i dagar, veckor, månader eller år."
        report.add(leaf.place, "account-shape", "En period kan inte räknas i timmar.", hint=hint)
        return None
    return found


def _left_over(text: str | None) -> float | None:
    if text is None or text == "lost":
        return 0.0
    return None if text == "kept" else float(text)


def _check(made: Account, entry: Record, report: Report) -> None:
    if made.per is None and "per" not in entry.keys:
        for key in ("accrual", "left_over"):
            if key in entry.keys and entry.text(key) not in ("at_once", "lost"):
                hint = "Skriv per, eller ta bort nyckeln."
                message = f"Mängden i {made.id} gäller hela tiden, så {key} betyder inget utan per."
                report.add(entry.at(key), "account-shape", message, hint=hint)
    elif made.per is not None and made.accrual == "monthly" and _months(made.per) < 2:
        hint = "Skriv per: year, half_year, quarter eller minst två hela månader."
        message = f"Perioden i {made.id} har inga hela månader att dela mängden på."
        report.add(entry.at("accrual"), "account-shape", message, hint=hint)


def _months(per: Period | Duration | None) -> int:
    if isinstance(per, Duration):
        return sum(n * {"years": 12, "months": 1}.get(unit, 0) for n, unit in per.parts)
    return MONTHS.get(per, 0) if per is not None else 0
