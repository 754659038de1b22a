"""What the booking page needs: when a meeting may be held, by when, and what to say when the two collide (B-A1)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from msgspec import Struct
from msgspec.structs import replace

from core.engine.time.calendar import ONE_DAY, Calendar
from core.engine.time.deadlines import reckon
from core.engine.time.windows import WORKING_DAYS, Opening, is_open, last_open_moment, next_opening, openings
from core.model.time import Due, Pause, Rule, Window
from core.words import capital, date_words, due_words, in_window_words, moment_words, window_words

SUGGESTIONS = 5


class BookingAdvice(Struct, gc=False, frozen=True):
    """What to show the one who books.

    Attributes:
        due: the deadline if it runs already, or as it becomes if the booking is made now; None without a deadline.
        collision: no opening of the window lies between now and the due moment (as it was before any move).
        suggestions: the next possible openings, at most five, in UTC and in order.
        sentence: Swedish, empty when there is nothing to say.
    """

    due: Due | None
    collision: bool
    suggestions: tuple[Opening, ...]
    sentence: str


class SlotVerdict(Struct, gc=False, frozen=True):
    """Whether a slot may be booked as it is. If not, `reason_needed` says in Swedish what has to be justified."""

    ok: bool
    reason_needed: str | None = None


class _Situation(Struct, gc=False, frozen=True):
    """Deadline and window held against each other at one moment. `unmoved` is the end before any window moved it.

    `runs`: the deadline has begun, and does not begin with the booking.
    """

    due: Due | None
    unmoved: datetime | None
    unmoved_whole_day: bool
    collision: bool
    runs: bool = True

    @property
    def ends(self) -> str:
        """How the end is told."""
        return "Fristen går ut" if self.runs else "Bokar du nu går fristen ut"


def booking_advice(
    rule: Rule | None,
    window: Window | None,
    start: datetime | None,
    now: datetime,
    calendar: Calendar,
    pauses: Sequence[Pause] = (),
) -> BookingAdvice:
    """What the booking page shows at `now`.

    Args:
        rule: the deadline of the meeting, or None. Its own window is taken to be `window`.
        window: when the meeting may be held, or None for any working day.
        start: when the deadline began to run, or None when it begins with the booking.
        now: aware.
        calendar: the municipality's.
        pauses: when the deadline's clock has stood still; while it still does there is no end yet.

    Raises ValueError as `core.engine.time.deadlines.due` does.
    """
    found = _situation(rule, window, start, now, calendar, pauses)
    suggestions = _suggestions(rule, window, found, now, calendar)
    return BookingAdvice(found.due, found.collision, suggestions, _sentence(rule, window, found, now, calendar))


def check_slot(
    rule: Rule | None,
    window: Window | None,
    start: datetime | None,
    slot: datetime,
    now: datetime,
    calendar: Calendar,
    pauses: Sequence[Pause] = (),
) -> SlotVerdict:
    """Whether `slot` (aware) needs a reason when it is booked at `now`; the other arguments are those of `booking_advice`.

    A slot outside the window needs one, except where the deadline wins, no opening comes before it and the slot does. A slot
    after the due moment always needs one. Whether a slot in the past is refused is not decided here.
    """
    found = _situation(rule, window, start, now, calendar, pauses)
    reasons = []
    at = found.due.at if found.due else None
    late = at is not None and slot > at
    if window is not None and not is_open(window, slot, calendar):
        excused = rule is not None and rule.outside_window == "deadline_wins" and found.collision and not late
        if not excused:
            reasons.append(_outside_words(window, slot, now, calendar))
    if late and found.due is not None and at is not None:
        reasons.append(late_words(slot, at, found.due.whole_day, now, calendar))
    return SlotVerdict(not reasons, " ".join(reasons) or None)


def late_words(slot: datetime, due: datetime, whole_day: bool, now: datetime, calendar: Calendar, of: str = "") -> str:
    """That a slot comes after a deadline's due moment; all of them aware. `of`: what the deadline is for, when it is not the meeting."""
    today = calendar.local_date(now)
    ends = f"{'gick' if due < now else 'går'} ut {due_words(due, whole_day, calendar.zone, year=today)}"
    whose = f" för ”{of}”" if of else ""
    return f"Tiden {moment_words(slot, calendar.zone, year=today)} ligger efter fristen{whose}, som {ends}."


def _situation(
    rule: Rule | None,
    window: Window | None,
    start: datetime | None,
    now: datetime,
    calendar: Calendar,
    pauses: Sequence[Pause],
) -> _Situation:
    if rule is None:
        return _Situation(None, None, False, False)
    begins = now if start is None else start
    found = reckon(_with_window(rule, window), begins, pauses, calendar)
    weighed, end = Due(found.at, found.whole_day, found.latest_slot, found.problem), found.rolled
    if window is None or end is None:
        return _Situation(weighed, end, found.counted_whole_day, False, start is not None)
    open_still = last_open_moment(window, max(begins, now), end, calendar) is not None
    return _Situation(weighed, end, found.counted_whole_day, end >= now and not open_still, start is not None)


def _with_window(rule: Rule, window: Window | None) -> Rule:
    return rule if rule.window is window else replace(rule, window=window)


def _suggestions(
    rule: Rule | None, window: Window | None, found: _Situation, now: datetime, calendar: Calendar
) -> tuple[Opening, ...]:
    chosen: list[Opening] = []
    if found.collision and found.unmoved and rule is not None and rule.outside_window == "deadline_wins":
        for since, until in openings(WORKING_DAYS, now, calendar, SUGGESTIONS):
            if since > found.unmoved:
                break
            chosen.append((since, min(until, found.unmoved)))
    wanted = SUGGESTIONS - len(chosen)
    coming = openings(window or WORKING_DAYS, now, calendar, wanted + 1)
    chosen += [each for each in coming if not _is_evening(each, calendar)][:wanted]
    return tuple(chosen)


def _is_evening(opening: Opening, calendar: Calendar) -> bool:
    """Whether an opening begins when the office has closed for the day: nobody is booked for a night that a whole day leaves over."""
    hours = calendar.office_hours(calendar.local_date(opening[0]))
    return hours is not None and opening[0] >= hours[1]


# -- sentences


def _sentence(rule: Rule | None, window: Window | None, found: _Situation, now: datetime, calendar: Calendar) -> str:
    if rule is None or found.due is None or found.unmoved is None:
        return ""
    today = calendar.local_date(now)
    ends = due_words(found.unmoved, found.unmoved_whole_day, calendar.zone, year=today)
    if found.due.at is not None and found.due.at < now:
        past = due_words(found.due.at, found.due.whole_day, calendar.zone, year=today)
        return f"Fristen gick ut {past}. Boka första möjliga tid och skriv varför det blir efter fristen."
    if window is None:
        return ""
    if not found.collision:
        return _only_today(window, found.unmoved, f"{found.ends} {ends}", now, calendar)
    return f"{found.ends} {ends}, men {_next_words(window, now, calendar)} {_advice(rule, found, today, calendar)}"


def _only_today(window: Window, end: datetime, ends: str, now: datetime, calendar: Calendar) -> str:
    """A holiday can leave nothing but the rest of today before the end; that is no collision, but it must not surprise."""
    today = calendar.local_date(now)
    if calendar.local_date(end) == today or last_open_moment(window, calendar.midnight(today + ONE_DAY), end, calendar):
        return ""
    following = next_opening(window, end, calendar)
    then = f" Nästa tid därefter är {date_words(calendar.local_date(following[0]), year=today)}." if following else ""
    return f"{ends}. Före den finns tid {in_window_words(window)} bara i dag.{then}"


def _next_words(window: Window, now: datetime, calendar: Calendar) -> str:
    when = in_window_words(window, "en arbetsdag")
    opening = next_opening(window, now, calendar)
    if opening is None:
        return f"ingen tid {when} finns inom fem år."
    return f"nästa tid {when} är {date_words(calendar.local_date(opening[0]), year=calendar.local_date(now))}."


def _advice(rule: Rule, found: _Situation, today: date, calendar: Calendar) -> str:
    moved = found.due is not None and found.due.at is not None and found.due.at != found.unmoved
    if rule.outside_window == "window_wins" and moved and found.due is not None and found.due.at is not None:
        to = due_words(found.due.at, found.due.whole_day, calendar.zone, year=today)
        return f"Veckodagarna gäller: fristen flyttas till {to}."
    if rule.outside_window == "deadline_wins":
        return "Fristen gäller: boka en tid före den, även om det blir en annan dag."
    return "Välj en dag före fristens slut eller en senare tid, och skriv varför."


def _outside_words(window: Window, slot: datetime, now: datetime, calendar: Calendar) -> str:
    today = calendar.local_date(now)
    day = calendar.local_date(slot)
    name = calendar.holiday_name(day)
    if name and not window.holidays and calendar.is_holiday(day):
        return f"{capital(date_words(day, year=today))} är det stängt ({name})."
    when = window_words(window) or "arbetsdagar"
    return f"Tiden {moment_words(slot, calendar.zone, year=today)} ligger utanför den tid som gäller, {when}."
