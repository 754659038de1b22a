"""What something done means for accounts: drawn on, given back to, begun anew. Nobody may use more than there is."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from msgspec import Struct

from core.engine.command.draft import Draft
from core.engine.command.run import Run
from core.engine.shared.accounts import Days, balance, began, both, lowest, not_taken, taken
from core.engine.time.calendar import Calendar
from core.errors import Refused
from core.model import events as ev
from core.model.accounts import Account, AccountEntry, Posting
from core.model.case import Case
from core.model.commands import EarlierCase
from core.words import amount_words, days_words, plain_date_words

MOST = 1_000_000.0


def post(run: Run, postings: tuple[Posting, ...], instance: str) -> None:
    """Writes the lines that `instance` (a step's, or an event and its number) means.

    What the clock does is never refused: it is written, and the account may then stand below nothing.

    Raises:
        Lacking. Refused: ``amount``, ``before_account``, ``overdrawn``, ``given_back``, and what `_check_days` raises.
    """
    for posting in postings:
        amount = _amount(run, posting)
        account = run.definition.accounts.get(posting.account)
        if account is None or not (amount or posting.kind == "opens"):
            continue
        held = lines(run, account)
        signed = -amount if posting.kind == "gives_back" else amount
        day = _day(run, posting.on)
        last = _day(run, posting.to, day) if posting.to is not None else None
        if posting.kind != "opens" and not run.is_system():
            if last is not None:
                _check_days(posting, account, held, Days(day, last), signed)
            _check(run, posting, account, held, day, signed)
        run.emit(
            ev.AccountPosted(
                account=account.id,
                day=day.isoformat(),
                last=last.isoformat() if last is not None else "",
                instance=instance,
                amount=signed,
                opens=posting.kind == "opens",
                line=len(held.entries) + 1,
                origin=held.origin,
            )
        )


def _amount(run: Run, posting: Posting) -> float:
    """How much. A form may have said something that is no amount. Raises Lacking."""
    if posting.amount is None:
        return 0.0
    value = run.evaluate(posting.amount)
    amount = float(value) if isinstance(value, int | float) else 0.0
    if not 0 <= amount <= MOST:
        if run.is_system():
            return 0.0
        raise Refused("amount", field=_field(run, posting))
    return round(amount, 2)


def _day(run: Run, fact: str | None, otherwise: date | None = None) -> date:
    """The day that a date fact says, also one that is reckoned; where there is none, `otherwise` or the day it is done."""
    value = run.values[fact] if fact is not None and fact in run.values else None
    if isinstance(value, datetime):
        return run.calendar.local_date(value)
    return otherwise or run.calendar.local_date(run.at)


def _check_days(posting: Posting, account: Account, held: Lines, days: Days, signed: float) -> None:
    """That nobody takes days twice, nor gives back what is not taken.

    Raises:
        Refused: ``days_backwards``, ``days_taken``, ``days_not_taken``.
    """
    if days.last < days.first:
        raise Refused("days_backwards", field=posting.to, title=account.title)
    if signed < 0:
        code, wrong = "days_not_taken", not_taken(held.entries, held.opened, days, -signed)
    else:
        shared = (both(days, each) for each in taken(held.entries, held.opened))
        code, wrong = "days_taken", next((each for each in shared if each is not None), None)
    if wrong is not None:
        raise Refused(
            code, field=posting.on or posting.to, title=account.title, days=days_words(wrong.first, wrong.last)
        )


def _check(run: Run, posting: Posting, account: Account, held: Lines, day: date, signed: float) -> None:
    field, unit = _field(run, posting), account.unit
    start = began(held.entries, held.opened)
    if day < start:
        raise Refused("before_account", field=posting.on or field, title=account.title, day=plain_date_words(start))
    now = balance(account, held.entries, held.opened, day)
    if signed < 0 and now.used + signed < 0:
        raise Refused(
            "given_back", field=field, title=account.title, used=amount_words(max(0.0, now.used), unit.one, unit.many)
        )
    made = AccountEntry(account.id, day.isoformat(), signed, run.at, run.by, "")
    least = lowest(account, (*held.entries, made), held.opened, day)
    if signed > 0 and least is not None and least < 0:
        rest, amount = signed + least, amount_words(signed, unit.one, unit.many)
        left = amount_words(rest, unit.one, unit.many) if rest > 0 else "inget"
        instead = "Ta ut mindre, eller välj ett annat alternativ." if rest > 0 else "Välj ett annat alternativ."
        raise Refused("overdrawn", field=field, title=account.title, amount=amount, left=left, instead=instead)


class Lines(Struct, frozen=True):
    """An account as it stands: its lines, the day it was opened, and the case that the account of a person began in."""

    entries: tuple[AccountEntry, ...]
    opened: date
    origin: str = ""


def lines(run: Run, account: Account) -> Lines:
    """The account's lines, those of the person's other cases too where they share it."""
    return lines_of(account, run.draft, run.answers.earlier, run.calendar, run.at)


def lines_of(
    account: Account, case: Case | Draft, earlier: Iterable[EarlierCase], calendar: Calendar, at: datetime
) -> Lines:
    """The lines of `case` and, where the person's cases share the account, of the `earlier` ones. A case begins at `at` if it is new."""
    own, started = case.accounts.get(account.id, ()), case.started or at
    if account.scope == "case":
        return Lines(own, calendar.local_date(started))
    others = sorted((e for e in earlier if e.case != case.id), key=lambda e: (e.started, e.case))
    using = [e for e in others if account.id in e.accounts]
    first = min((e.started for e in using), default=started)
    origin = min([(e.started, e.case) for e in others] + [(started, case.id)])[1]
    entries = (*own, *(line for e in using for line in e.accounts[account.id]))
    return Lines(entries, calendar.local_date(min(first, started)), origin)


def _field(run: Run, posting: Posting) -> str | None:
    """The form field that the amount comes from, when it is one."""
    names = sorted(posting.amount.names) if posting.amount is not None else []
    return next((name for name in names if name in run.definition.facts), None)
