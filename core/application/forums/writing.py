"""Writing in an agenda: two people at once keep what each has written, and only what both have changed differently is a clash."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b

from core.application.forums.case import (
    CLOSED,
    FACT,
    START,
    Minutes,
    Question,
    minutes_of,
    process_of,
    read_minutes,
    written,
)
from core.application.forums.records import AgendaInput
from core.application.forums.views import Meeting
from core.application.step.actions import InvalidInput
from core.clock import id_from
from core.errors import Refused, RutinError, VersionClash
from core.model.case import Case
from core.model.commands import GiveFacts, StartCase
from core.model.events import FactGiven
from core.model.people import Actor
from core.model.values import Value

LONGEST = 5000
TRIES = 4


class AgendaClash(RutinError):  # noqa: N818
    """Somebody else has changed the same parts of an agenda. `theirs` has (what, how it stands now)."""

    code = "agenda_changed"

    def __init__(self, theirs: tuple[tuple[str, str], ...]) -> None:
        self.theirs = theirs
        super().__init__("agenda_changed")


@dataclass(frozen=True, slots=True)
class Writing:
    """What `actor` writes in a meeting at `now`."""

    meeting: Meeting
    actor: Actor
    now: datetime

    def save(self, sent: AgendaInput) -> Case:
        """Keeps what was written.

        Raises:
            InvalidInput: a text that is too long. AgendaClash: the same part was changed by somebody else meanwhile.
            Refused: ``ended`` when the meeting has been closed. StorageError.
        """
        _check(sent, self.meeting.days.forum.agenda)
        for attempt in range(TRIES):
            case = self.meeting.case()
            if case is not None and case.status == "ended":
                raise Refused("meeting_closed")
            base = self._as_seen(sent.seen)
            minutes = _merged(base, self.meeting.minutes(case), self._read(sent, base))
            try:
                return self.keep(minutes, case, sent.command, close=sent.close)
            except VersionClash:
                if attempt == TRIES - 1:
                    raise
            except Refused as refused:
                if refused.code != "stale" or attempt == TRIES - 1:
                    raise
        raise VersionClash

    def keep(self, minutes: Minutes, case: Case | None, command: str, *, close: bool = False) -> Case:
        """Writes the minutes on `case` as it was read. Raises Refused(stale), VersionClash when it has changed since."""
        facts: dict[str, Value] = {FACT: written(minutes)} | ({CLOSED: True} if close else {})
        office, name = self.meeting.office, self.meeting.case_id
        key = id_from(command, case.seq if case else 0)
        if case is None:
            process = process_of(self.meeting.days.forum.id)
            start = StartCase(
                id=key, case=name, actor=self.actor, at=self.now, process=process, start=START, facts=facts
            )
            return office.carry_out(start, self.now)
        if not close and minutes == minutes_of(case):
            return case
        give = GiveFacts(id=key, case=name, actor=self.actor, at=self.now, seen=case.seq, facts=facts)
        return office.carry_out(give, self.now)

    def _as_seen(self, seen: int) -> Minutes:
        """What stood in the meeting when the page was drawn."""
        case = self.meeting.case()
        if case is None or seen >= case.seq:
            return self.meeting.minutes(case)
        found = Minutes()
        for recorded in self.meeting.office.store.events(case.id, upto=seen or None) if seen else ():
            if isinstance(recorded.event, FactGiven) and recorded.event.fact == FACT:
                found = read_minutes(recorded.event.value)
        carried = self.meeting.minutes(None).questions
        known = {q.id for q in found.questions}
        return Minutes(
            found.texts,
            found.present,
            (*found.questions, *(q for q in carried if q.id not in known)),
            found.taken,
            found.other,
        )

    def _read(self, sent: AgendaInput, base: Minutes) -> Minutes:
        """What the person means: what was on the page, with what is written over it."""
        agenda = self.meeting.days.forum.agenda
        texts = {**base.texts, **{agenda[n]: text for n, text in sent.texts.items() if n < len(agenda)}}
        questions = [_answered(q, sent) if q.id in sent.answers else q for q in base.questions]
        if sent.new_question.strip():
            made = blake2b(f"{sent.command}:fraga".encode(), digest_size=8).hexdigest()
            questions.append(Question(made, sent.new_question.strip(), self.meeting.day.isoformat(), self.actor.name))
        kept = {name: text for name, text in texts.items() if text}
        return Minutes(kept, tuple(sorted(sent.present)), tuple(questions), base.taken, sent.other)


def _answered(question: Question, sent: AgendaInput) -> Question:
    answer = sent.answers[question.id].strip()
    to = sent.passed_on.get(question.id, "")
    return Question(question.id, question.text, question.asked, question.by, to, answer, question.id in sent.done)


def _check(sent: AgendaInput, agenda: tuple[str, ...]) -> None:
    texts = {f"punkt.{n}": text for n, text in sent.texts.items() if n < len(agenda)}
    texts |= {f"svar.{name}": text for name, text in sent.answers.items()}
    texts |= {"ovrigt": sent.other, "fraga": sent.new_question}
    wrong = {
        name: f"Texten är för lång. Skriv högst {LONGEST} tecken."
        for name, text in texts.items()
        if len(text) > LONGEST
    }
    if wrong:
        raise InvalidInput(wrong)


# ---- two at once ----------------------------------------------------------------------------------------------------


def _parts(minutes: Minutes) -> dict[str, object]:
    """The minutes in parts that are changed one by one."""
    found: dict[str, object] = {f"text:{name}": text for name, text in minutes.texts.items() if text}
    found |= {f"here:{each}": True for each in minutes.present}
    found |= {f"question:{q.id}": q for q in minutes.questions}
    return {**found, "other": minutes.other} if minutes.other else found


def _merged(base: Minutes, theirs: Minutes, mine: Minutes) -> Minutes:
    """What both have written. Raises AgendaClash where both have changed the same part, each differently."""
    was, now, new = _parts(base), _parts(theirs), _parts(mine)
    clashes = [name for name in {*now, *new} if _differs(was, now, new, name)]
    if clashes:
        raise AgendaClash(tuple(sorted(_said(name, now.get(name)) for name in clashes)))
    both = {
        name: new.get(name) if new.get(name) != was.get(name) else now.get(name) for name in dict.fromkeys((*now, *new))
    }
    return _whole({name: value for name, value in both.items() if value is not None}, theirs)


def _differs(was: Mapping[str, object], now: Mapping[str, object], new: Mapping[str, object], name: str) -> bool:
    mine, theirs, before = new.get(name), now.get(name), was.get(name)
    return mine not in (theirs, before) and theirs != before


def _whole(parts: Mapping[str, object], theirs: Minutes) -> Minutes:
    texts = {name.partition(":")[2]: str(value) for name, value in parts.items() if name.startswith("text:")}
    present = tuple(sorted(name.partition(":")[2] for name in parts if name.startswith("here:")))
    questions = tuple(value for value in parts.values() if isinstance(value, Question))
    return Minutes(texts, present, questions, theirs.taken, str(parts.get("other", "")))


def _said(name: str, value: object) -> tuple[str, str]:
    """A part and how it stands now, in words."""
    kind, _, what = name.partition(":")
    if isinstance(value, Question):
        return f"Frågan ”{value.text}”", value.answer or ("Besvarad" if value.done else "Inte besvarad")
    if kind == "here":
        return "Med på mötet", what
    return what or "Övrigt", str(value or "Ingen text")
