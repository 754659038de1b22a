"""How accounts are shown on a case's page: what is left, for which days, and every line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime

from core.application.case.reader import CaseReader
from core.application.reading.lookback import earlier_of
from core.application.resources.records import AccountLine, AccountShown
from core.application.step.office import Office
from core.engine.shared.accounts import Balance, balance, taken
from core.engine.shared.posting import Lines, lines_of
from core.model.accounts import Account, AccountEntry, Posting, UnitWords
from core.model.case import Case, step_of
from core.model.commands import EarlierCase
from core.model.plugin_pages import AccountNow
from core.words import amount_words, capital, days_words, plain_date_words


def accounts_of(reader: CaseReader) -> tuple[AccountShown, ...]:
    """The accounts that the routine posts to, as they stand today; empty where it posts to none."""
    accounts = reader.definition.accounts.values()
    return tuple(
        _shown(reader, account, _held(reader.office, reader.case, account, reader.now)) for account in accounts
    )


def left_on(office: Office, case: Case, account: str, at: datetime) -> float | None:
    """How much is left on an account on the day of `at`; None where nobody has decided how much there is."""
    terms = office.definition_of(case).accounts[account]
    held = _held(office, case, terms, at)
    return balance(terms, held.entries, held.opened, office.calendar.local_date(at)).left


def accounts_now(office: Office, case: Case, at: datetime) -> dict[str, AccountNow]:
    """How each account that the routine posts to stands on the day of `at`, as a plugin is told it."""
    today = office.calendar.local_date(at)
    found: dict[str, AccountNow] = {}
    for account in office.definition_of(case).accounts.values():
        held = _held(office, case, account, at)
        now = balance(account, held.entries, held.opened, today)
        last = now.last.isoformat() if now.last is not None else ""
        days = tuple((d.first.isoformat(), d.last.isoformat()) for d in taken(held.entries, held.opened))
        found[account.id] = AccountNow(now.used, now.first.isoformat(), last, now.left, days)
    return found


def _held(office: Office, case: Case, account: Account, at: datetime) -> Lines:
    earlier: tuple[EarlierCase, ...] = ()
    if account.scope == "person":
        earlier = earlier_of(office.definition_of(case), case, office.store)
    return lines_of(account, case, earlier, office.calendar, at)


def _shown(reader: CaseReader, account: Account, held: Lines) -> AccountShown:
    today = reader.office.calendar.local_date(reader.now)
    now = balance(account, held.entries, held.opened, today)
    return AccountShown(
        id=account.id,
        title=account.title,
        left=left_words(now, account.unit),
        period=_period_words(now),
        given=_given_words(now, account.unit),
        lines=tuple(_lines(reader, account, held)),
        shared=account.scope == "person",
    )


def left_words(now: Balance, unit: UnitWords) -> str:
    """``3 dagar kvar``, or what has been used where nobody has decided how much there is."""
    if now.left is None:
        return f"{_used_words(now, unit)}. Hur mycket som får tas ut är inte bestämt"
    if now.left < 0:
        return f"{_words(-now.left, unit)} för mycket"
    return f"{_words(now.left, unit)} kvar"


def _given_words(now: Balance, unit: UnitWords) -> str:
    """What the period has given and what of it is used; "" where nothing is, since all of it is left then."""
    if now.given is None or not (now.used or now.carried):
        return ""
    carried = f" och {_words(now.carried, unit)} från perioden före" if now.carried else ""
    used = f", varav {_used_words(now, unit)}" if now.used else ""
    return f"{_words(now.given, unit)}{carried}{used}"


def _used_words(now: Balance, unit: UnitWords) -> str:
    """What has been used, and what is to be on days that have not come; what was given back for such a day is in neither."""
    ahead = max(0.0, min(now.ahead, now.used))
    gone = _words(now.used - ahead, unit)
    if not ahead:
        return f"{gone} har tagits ut"
    later = f"{_words(ahead, unit)} ska tas ut"
    return later if now.used == ahead else f"{gone} har tagits ut och {later}"


def _period_words(now: Balance) -> str:
    if now.last is None:
        return f"från och med {plain_date_words(now.first)}"
    return f"{plain_date_words(now.first)} till och med {plain_date_words(now.last)}"


def _lines(reader: CaseReader, account: Account, held: Lines) -> Iterator[AccountLine]:
    """The lines, the latest day first."""
    today = reader.office.calendar.local_date(reader.now).isoformat()
    in_order = sorted(held.entries, key=lambda line: (line.day, line.at))
    for line in in_order[::-1]:
        yield AccountLine(
            days_words(date.fromisoformat(line.day), date.fromisoformat(line.last or line.day)),
            _line_words(line, account.unit, today),
            _source(reader, line),
            reader.name_of(line.by),
            line.at,
        )


def _line_words(line: AccountEntry, unit: UnitWords, today: str) -> str:
    if line.opens:
        return "Kontot börjar om"
    drawn = "ska tas ut" if line.day > today else "har tagits ut"
    return f"{_words(abs(line.amount), unit)} {drawn if line.amount > 0 else 'har lämnats tillbaka'}"


def _source(reader: CaseReader, line: AccountEntry) -> str:
    """The title of what the line came from; one from another routine says only that."""
    name = step_of(line.instance)
    known = reader.definition.steps.get(name) or reader.definition.anytime.get(name)
    return known.title if known is not None else "Ett annat ärende"


def _words(amount: float, unit: UnitWords) -> str:
    return amount_words(amount, unit.one, unit.many)


def hints(reader: CaseReader, postings: Iterable[Posting]) -> tuple[str, ...]:
    """What is left on each account that a form may post to, to be read before it is filled in."""
    named = {posting.account for posting in postings}
    if not named:
        return ()
    return tuple(f"{capital(each.title)}: {each.left}." for each in accounts_of(reader) if each.id in named)
