"""The functions every expression may call. Days are local dates of the municipality; moments come in as aware datetimes."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from core.model.plugins import ExpressionFunction
from core.model.time import CalendarSpec
from core.workdays import working_days


def born(person_number: str) -> date:
    """The day of birth in a twelve-digit personal number; a coordination number has 60 added to the day.

    Raises:
        ValueError: it is not twelve digits, or the day does not exist.
    """
    digits = person_number.replace("-", "").replace("+", "")
    if len(digits) != 12 or not digits.isascii() or not digits.isdigit():
        raise ValueError("a personal number has twelve digits")
    day = int(digits[6:8])
    return date(int(digits[:4]), int(digits[4:6]), day - 60 if day > 60 else day)


def whole_months(start: date, end: date) -> int:
    """How many whole months lie between two days; negative when `end` comes first."""
    if end < start:
        return -whole_months(end, start)
    months = (end.year - start.year) * 12 + end.month - start.month
    return months - (end.day < start.day)


def built_in(zone: ZoneInfo, calendar: CalendarSpec) -> tuple[ExpressionFunction, ...]:
    """``age``, ``months``, ``days_between``, ``working_days`` and ``week``, with days reckoned in `zone` and worked by `calendar`."""

    def day(moment: datetime) -> date:
        return moment.astimezone(zone).date()

    def age(person_number: str, at: datetime) -> int:
        birth, today = born(person_number), day(at)
        return today.year - birth.year - ((today.month, today.day) < (birth.month, birth.day))

    def months(start: datetime, end: datetime) -> int:
        return whole_months(day(start), day(end))

    def days_between(start: datetime, end: datetime) -> int:
        return (day(end) - day(start)).days

    def worked(start: datetime, end: datetime) -> int:
        return working_days(day(start), day(end), calendar)

    def week(at: datetime) -> int:
        return day(at).isocalendar().week

    return (
        ExpressionFunction("age", ("person_number", "moment"), "whole_number", age),
        ExpressionFunction("months", ("moment", "moment"), "whole_number", months),
        ExpressionFunction("days_between", ("moment", "moment"), "whole_number", days_between),
        ExpressionFunction("working_days", ("moment", "moment"), "whole_number", worked),
        ExpressionFunction("week", ("moment",), "whole_number", week),
    )
