"""Group sessions and accounts as rows of the handbook: when a group meets and for how many, how much an account gives and for how long."""

from __future__ import annotations

from collections.abc import Iterator

from core import words
from core.diagram import names
from core.model.accounts import Account
from core.model.people import Municipality
from core.model.sessions import Series

_ACCRUAL = {"share": "Den första perioden bara andelen som är kvar.", "monthly": "Lika mycket för varje hel månad."}


def groups(town: Municipality) -> Iterator[tuple[str, ...]]:
    """Each group: its title, when it meets, its room and place, and what is remarked."""
    for series in town.series.values():
        room = "Antalet platser är inte bestämt" if series.counted == "undecided" else "Ingen gräns för antalet"
        room = words.amount_words(series.capacity, "plats", "platser") if series.capacity is not None else room
        where = f"{room}. {series.where}" if series.where else room
        yield series.title, _when(town, series), where, series.question or series.note or ""


def _when(town: Municipality, series: Series) -> str:
    if series.forum is not None:
        said = [f"De dagar då {words.inside(names(town).get(series.forum, series.forum))} hålls"]
    elif series.fixed:
        said = [words.capital(words.window_words(series.window))]
    else:
        return "Ingen dag är bestämd"
    said += [words.weeks_words(series.every)] if series.every > 1 else []
    said += [f"från {words.date_words(series.since, year=True)}"] if series.since is not None else []
    said += [f"till och med {words.date_words(series.until, year=True)}"] if series.until is not None else []
    return ", ".join(said)


def accounts(town: Municipality) -> Iterator[tuple[str, ...]]:
    """Each account: its title, how much it gives and what becomes of what is left, and what is remarked."""
    for account in town.accounts.values():
        yield account.title, _terms(account), account.question or account.note or ""


def _terms(account: Account) -> str:
    said = [
        f"{_much(account, account.amount)}{_per(account)}."
        if account.amount is not None
        else "Ingen har bestämt hur mycket."
    ]
    said += [_ACCRUAL[account.accrual]] if account.accrual in _ACCRUAL else []
    if account.per is not None and account.left_over is None:
        said.append("Det som är kvar följer med till nästa period.")
    elif account.per is not None and account.left_over:
        said.append(f"Högst {_much(account, account.left_over)} följer med till nästa period.")
    if account.scope == "person":
        said.append("Alla personens ärenden delar på det.")
    return " ".join(said)


def _much(account: Account, amount: float) -> str:
    return words.amount_words(amount, account.unit.one, account.unit.many)


def _per(account: Account) -> str:
    if account.per is None:
        return ""
    if isinstance(account.per, str):
        return f" per {words.PERIODS[account.per]}"
    return f" för varje {words.duration_words(account.per.parts)}"
