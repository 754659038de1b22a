"""Standing meetings for the pages: when each is next, what stands on its agenda, and which cases are ready to be taken up."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from core import words
from core.application.case.reader import followed, is_erased, short_number, titles
from core.application.forums.case import Minutes, Question, case_id, minutes_of, roles_of
from core.application.forums.days import Days, days, rule_words
from core.application.forums.items import Item, agenda_name, read_item
from core.application.forums.records import AgendaInput, AgendaPage, CaseLine, ForumPage, ForumView, Present
from core.application.groups.views import alias_of
from core.application.step.office import Office
from core.engine.time.periods import period_of
from core.errors import NotFound
from core.model.case import Case, step_of
from core.model.forums import Forum, Occasional
from core.model.people import Actor
from core.storage.claims import ClaimRow

MOST = 500
"""So many cases are shown on one agenda."""
LOOKED_BACK = 12
"""So many earlier meetings are looked into for questions that nobody has answered."""
PAST = 6
NAMED = 10
"""So many cases are named when a meeting is closed before they were taken up."""
_TODO = {"offer": "Lämnas över", "answer": "Tas emot", "do": "Görs", "wait": "Noteras", "end": "Avslutas"}


def forum_named(office: Office, name: str) -> Forum:
    """The forum `name`. Raises NotFound(no_forum)."""
    found = office.municipality.forums.get(name)
    if found is None:
        raise NotFound("no_forum", municipality=office.municipality.title)
    return found


def all_forums(office: Office, actor: Actor, now: datetime) -> tuple[ForumView, ...]:
    """Every forum of the municipality."""
    today = office.calendar.local_date(now)
    return tuple(view_of(office, actor, days(office, name, today)) for name in office.municipality.forums)


def view_of(office: Office, actor: Actor, found: Days) -> ForumView:
    """One forum with its next meeting."""
    forum = found.forum
    may_see = bool(actor.roles & set(roles_of(office.municipality, forum)))
    name = agenda_name(forum.id)
    listed = office.store.claimed(name, f"{name}\0") if may_see and forum.cases else ()
    return ForumView(
        id=forum.id,
        title=forum.title,
        how=rule_words(office.municipality, forum),
        where=forum.where or "",
        members=tuple(titles(office, forum.members)),
        sometimes=tuple(_sometimes(office, each) for each in forum.sometimes),
        may_see=may_see,
        next=found.line(found.next) if found.next is not None else None,
        cases=(listed[0].count if listed else 0) if may_see and forum.cases else None,
        note=forum.note,
        times=tuple((s.id, s.title) for s in office.municipality.series.values() if s.forum == forum.id),
    )


def _sometimes(office: Office, each: Occasional) -> str:
    who = words.list_words(titles(office, each.who), "och")
    if each.times is None or each.per is None:
        return f"{who} vid behov"
    return f"{who} {words.times_words(each.times)} per {words.PERIODS[each.per]}"


def page_of(office: Office, actor: Actor, name: str, now: datetime) -> ForumPage:
    """A forum with its meetings. Raises NotFound."""
    found = days(office, forum_named(office, name).id, office.calendar.local_date(now))
    past = [day for day in found.all if day < found.today][-PAST:]
    return ForumPage(
        view_of(office, actor, found), found.slots(), tuple(found.line(day) for day in reversed(past)), found.besides()
    )


# ---- one meeting ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Meeting:
    """One meeting of a forum: its day among the forum's days, and its case when somebody has written in it."""

    office: Office
    days: Days
    day: date

    @property
    def case_id(self) -> str:
        """The case that what is written is kept in."""
        return case_id(self.office.municipality.slug, self.days.forum.id, self.day.isoformat())

    def case(self) -> Case | None:
        """The case, or None while nobody has written."""
        return _case(self.office, self.case_id)

    def minutes(self, case: Case | None) -> Minutes:
        """What stands in it, with the questions that have come here from elsewhere and that nobody has answered."""
        own = minutes_of(case)
        if case is not None and case.status == "ended":
            return own
        known = {question.id for question in own.questions}
        return Minutes(
            own.texts,
            own.present,
            (*own.questions, *(q for q in self._carried() if q.id not in known)),
            own.taken,
            own.other,
        )

    def _carried(self) -> Iterator[Question]:
        """Unanswered questions of the meeting before this one, and those that other forums have passed on to this one."""
        forum = self.days.forum
        if forum.carry_over:
            before = self._latest(self.days)
            yield from (q for q in before.questions if not q.done and q.to in ("", forum.id))
        for other in self.office.municipality.forums.values():
            if forum.id in other.questions_to:
                theirs = self._latest(days(self.office, other.id, self.days.today), upto=True)
                yield from (q for q in theirs.questions if not q.done and q.to == forum.id)

    def _latest(self, found: Days, *, upto: bool = False) -> Minutes:
        """What stands in the latest earlier meeting that somebody has written in."""
        earlier = [day for day in found.all if day < self.day or (upto and day == self.day)]
        for day in reversed(earlier[-LOOKED_BACK:]):
            found_case = _case(self.office, case_id(self.office.municipality.slug, found.forum.id, day.isoformat()))
            if found_case is not None:
                return Meeting(self.office, found, day).minutes(found_case)
        return Minutes()


def _case(office: Office, case: str) -> Case | None:
    return office.case(case) if office.store.version(case) else None


def meeting_of(office: Office, name: str, key: str, now: datetime) -> Meeting:
    """The meeting that `key` (a day) names. Raises NotFound."""
    forum = forum_named(office, name)
    try:
        day = date.fromisoformat(key)
    except ValueError as error:
        raise NotFound("no_page") from error
    found = days(office, forum.id, office.calendar.local_date(now))
    if day not in found.all:
        raise NotFound("no_page")
    return Meeting(office, found, day)


def agenda_of(meeting: Meeting, actor: Actor) -> AgendaPage:
    """The whole agenda of a meeting; cases are rows, and none of them is looked into."""
    office, forum = meeting.office, meeting.days.forum
    case = meeting.case()
    minutes, line = meeting.minutes(case), meeting.days.line(meeting.day)
    rows, more = ((), None) if line.closed or not forum.cases else office.store.claims(agenda_name(forum.id), MOST)
    lines = [_line(office, row, read_item(row)) for row in rows]
    return AgendaPage(
        forum=view_of(office, actor, meeting.days),
        meeting=line,
        version=case.seq if case is not None else 0,
        items=tuple((item, minutes.texts.get(item, "")) for item in forum.agenda),
        other=minutes.other,
        present=tuple(_present(meeting, minutes)),
        questions=minutes.questions,
        pass_on=tuple((each, office.municipality.forums[each].title) for each in forum.questions_to),
        ready=tuple(each for each in lines if not each.missing),
        waiting=tuple(each for each in lines if each.missing),
        taken=tuple(
            ("" if is_erased(office, each.case) else each.case, short_number(each.case), each.what)
            for each in minutes.taken
        ),
        takes_cases=forum.cases,
        carries=forum.carry_over,
        more=_more(office, forum, len(rows)) if more else 0,
    )


def closing_words(agenda: AgendaPage, sent: AgendaInput, today: date) -> str:
    """What whoever closes a meeting should know: it cannot be undone, its day is to come, nobody is noted, which cases remain."""
    said = ["Ett avslutat möte kan inte öppnas igen."]
    if agenda.meeting.day > today:
        said.append(f"Mötet är först {words.date_words(agenda.meeting.day, year=today)}.")
    if not sent.present:
        said.append("Ingen är noterad som med på mötet.")
    if left := (*agenda.ready, *agenda.waiting):
        named = words.list_words([f"{each.person} ({each.case_number})" for each in left[:NAMED]])
        more = f" och {len(left) - NAMED} till" if len(left) > NAMED else ""
        many = (
            "1 ärende är inte upptaget och står" if len(left) == 1 else f"{len(left)} ärenden är inte upptagna och står"
        )
        said.append(f"{many} kvar till nästa möte: {named}{more}.")
    return " ".join((*said, "Kryssa för om mötet ska avslutas."))


def _more(office: Office, forum: Forum, shown: int) -> int:
    name = agenda_name(forum.id)
    found = office.store.claimed(name, f"{name}\0")
    return found[0].count - shown if found else 0


def row_key(row: ClaimRow) -> str:
    """What a line is called in a form."""
    return f"{row.case}.{row.holder.replace('#', '-')}"


def _line(office: Office, row: ClaimRow, item: Item) -> CaseLine:
    definition = followed(office, row, step_of(row.holder))
    step = definition.steps.get(step_of(row.holder)) if definition else None
    return CaseLine(
        key=row_key(row),
        case=row.case,
        case_number=short_number(row.case),
        person=alias_of(row.case) if item.protected else row.label or "Namn saknas",
        protected=item.protected,
        process_title=definition.title if definition else row.process,
        step_title=step.title if step else step_of(row.holder),
        missing=item.missing,
        todo=_TODO.get(item.action, ""),
        on_page=bool(item.action) and item.action not in _TODO,
    )


def _present(meeting: Meeting, minutes: Minutes) -> Iterator[Present]:
    forum, office = meeting.days.forum, meeting.office
    for each, title in zip(forum.members, titles(office, forum.members), strict=True):
        yield Present(each, title, each in minutes.present)
    for occasional in forum.sometimes:
        hint = _how_many(meeting, occasional)
        for each, title in zip(occasional.who, titles(office, occasional.who), strict=True):
            yield Present(each, title, each in minutes.present, hint)


def _how_many(meeting: Meeting, each: Occasional) -> str:
    """How often those who come only sometimes have been there in the period that holds the meeting."""
    if each.times is None or each.per is None:
        return "Deltar vid behov"
    period = period_of(each.per, meeting.day)
    within = [day for day in meeting.days.all if period_of(each.per, day) == period]
    kept = (_case(meeting.office, Meeting(meeting.office, meeting.days, day).case_id) for day in within)
    count = sum(1 for case in kept if set(each.who) & set(minutes_of(case).present))
    been = "har inte varit med än" if not count else f"har varit med {words.times_words(count)}"
    return f"Deltar {words.times_words(each.times)} per {words.PERIODS[each.per]}, {been}"
