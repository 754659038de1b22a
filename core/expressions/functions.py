"""The functions every expression may call. Days are local dates of the municipality; moments come in as aware datetimes."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from core.model.identity import born
from core.model.plugins import ExpressionFunction
from core.model.time import CalendarSpec
from core.words import parse_duration
from core.workdays import working_days


def whole_months(start: date, end: date) -> int:
    """How many whole months lie between two days; negative when `end` comes first."""
    if end < start:
        return -whole_months(end, start)
    months = (end.year - start.year) * 12 + end.month - start.month
    return months - (end.day < start.day)


EXAMPLES = {
    "age": ("age(personnummer, today) >= 18", "Hur många år personen har fyllt en dag."),
    "born": ("day_of_month(born(personnummer)) in [10, 20]", "Dagen då personen föddes."),
    "consented": ("consented(samtycke_sms)", "Ja om samtycket gäller nu."),
    "day_of_month": ("day_of_month(today) <= 15", "Vilken dag i månaden, 1 till 31."),
    "days_between": ("days_between(ansokan_dag, today) > 28", "Hur många dagar det är från den första till den andra."),
    "known": ("known(intyg_kom)", "Ja om uppgiften är ifylld, eller om ögonblicket har hänt."),
    "lasted": ("lasted(sjukskriven) >= 14", "Hur många dagar uppgiften har haft det värde den har nu."),
    "later": (
        "later(kungjord, '4 weeks')",
        "Dagen så lång tid efter. Tiden skrivs i ord inom citattecken: days, weeks, months, years. Eller en inställning: "
        "settings.svarstid.",
    ),
    "month": ("month(ansokan_dag) in [8, 9]", "Vilken månad, 1 till 12."),
    "months": ("months(forsta_dag, sista_dag) < 3", "Hur många hela månader det är från den första till den andra."),
    "week": ("week(today) == 33", "Veckans nummer."),
    "working_days": (
        "working_days(ansokan_dag, today) > 5",
        "Hur många arbetsdagar som har gått efter den första, till och med den andra.",
    ),
    "year": ("year(ansokan_dag) == year(today)", "Vilket år."),
}
"""Each function as it is written, and what it gives, for people."""


def _months_on(day: date, months: int) -> date:
    """So many months later, at most the last day of the month (lag 1930:173 1 §)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def built_in(zone: ZoneInfo, calendar: CalendarSpec) -> tuple[ExpressionFunction, ...]:
    """What every expression may call, with days reckoned in `zone` and worked by `calendar`."""

    def day(moment: datetime) -> date:
        return moment.astimezone(zone).date()

    def age(person_number: str, at: datetime) -> int:
        birth, today = born(person_number), day(at)
        return today.year - birth.year - ((today.month, today.day) < (birth.month, birth.day))

    def birthday(person_number: str) -> datetime:
        return datetime.combine(born(person_number), time(), zone)

    def months(start: datetime, end: datetime) -> int:
        return whole_months(day(start), day(end))

    def days_between(start: datetime, end: datetime) -> int:
        return (day(end) - day(start)).days

    def worked(start: datetime, end: datetime) -> int:
        return working_days(day(start), day(end), calendar)

    def week(at: datetime) -> int:
        return day(at).isocalendar().week

    def later(at: datetime, length: str) -> datetime:
        found = day(at)
        for amount, unit in parse_duration(length):
            if unit in ("years", "months"):
                found = _months_on(found, amount * (12 if unit == "years" else 1))
            else:
                found += timedelta(days=amount * (7 if unit == "weeks" else 1))
        return datetime.combine(found, time(), zone)

    return (
        ExpressionFunction("age", ("person_number", "moment"), "whole_number", age),
        ExpressionFunction("born", ("person_number",), "date", birthday),
        ExpressionFunction("months", ("moment", "moment"), "whole_number", months),
        ExpressionFunction("days_between", ("moment", "moment"), "whole_number", days_between),
        ExpressionFunction("working_days", ("moment", "moment"), "whole_number", worked),
        ExpressionFunction("week", ("moment",), "whole_number", week),
        ExpressionFunction("year", ("moment",), "whole_number", lambda at: day(at).year),
        ExpressionFunction("month", ("moment",), "whole_number", lambda at: day(at).month),
        ExpressionFunction("day_of_month", ("moment",), "whole_number", lambda at: day(at).day),
        ExpressionFunction("later", ("moment", "text"), "date", later),
    )
