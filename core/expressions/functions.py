"""The functions every expression may call. Days are local dates of the municipality; moments come in as aware datetimes."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from core.model.identity import born
from core.model.plugins import ExpressionFunction
from core.model.time import CalendarSpec
from core.workdays import working_days


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
