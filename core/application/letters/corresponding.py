"""Letters of a case: what stands in each blank, as the case stood when the letter went out, or as it stands while it is being written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import cast

from core import words
from core.application.case.deciding import act_words, appeal_time, boards_of, valid_words
from core.application.case.reader import CaseReader, short_number
from core.application.case.timing import period_of_instance
from core.application.form.fact_words import number_words
from core.application.history.telling_beside import MOMENTS
from core.application.routines.routine import setting_words
from core.diagram import names
from core.engine.decisions.judging import silent_in
from core.engine.evolving.evolve import evolve_all
from core.errors import NotFound
from core.letters import Paper, compose
from core.letters.blocks import BLANK
from core.model import events as ev
from core.model.case import Case, Instance, step_of
from core.model.law import Appeal
from core.model.roads import Outcome
from core.model.steps import DecisionStep, LetterStep, Step
from core.model.telling import LetterTemplate

GAP = "…………"
"""What stands in a blank that nobody has filled in."""


def sent_letter(reader: CaseReader, number: int) -> Paper:
    """The letter that was sent as number `number` (from 1), as it was. Raises NotFound(no_letter)."""
    sent = [r for r in reader.events if isinstance(r.event, ev.LetterSent)]
    if not 1 <= number <= len(sent):
        raise NotFound("no_letter")
    recorded = sent[number - 1]
    event = cast("ev.LetterSent", recorded.event)
    before = tuple(r for r in reader.events if r.seq <= recorded.seq)
    then = CaseReader(reader.office, reader.actor, evolve_all(Case(reader.case.id), before), recorded.at)
    then.__dict__["events"] = before  # what is known is what was known then
    about = then.case.instances.get(event.instance)
    step = reader.definition.steps.get(step_of(event.instance))
    writing = Writing(then, step, recorded.by, period=period_of(then, about) if about is not None else "")
    return writing.paper(event.template, event.to)


def period_of(reader: CaseReader, instance: Instance) -> str:
    """The month, or other period, that a letter which goes out with an open step is about; "" when it does not come back."""
    return period_of_instance(reader.definition, reader.case, instance, reader.office.calendar)


_CALLED: Mapping[str, str] = {
    "slot": "tiden",
    "place": "platsen",
    "period": "perioden",
    "outcome": "vad det blev",
    "reasons": "skälen",
    "basis": "lagrummet",
    "by": "vem som beslutade",
    "valid_from": "första dagen",
    "valid_to": "sista dagen",
    "decided": "beslutsdagen",
    "documents": "handlingarna",
    "appeal": "hur det överklagas",
    "signed": "underskriften",
    "subject": "vem det gäller",
}
"""What a person calls the blanks that are no facts."""


@dataclass(frozen=True, slots=True)
class Writing:
    """A letter in the making: the case as `reader` sees it, the step it goes out with, and who sends it.

    `chosen` is the outcome that the step is about to get, when the letter is only shown. `period`: what it is about, where the step, or a
    phase around it, comes back.
    """

    reader: CaseReader
    step: Step | None
    sender: str
    chosen: Outcome | None = None
    period: str = ""

    def paper(self, template: str, to: str | None) -> Paper:
        """The letter. Raises NotFound(no_letter) when the routine has no such template."""
        found = self.reader.definition.letters.get(template)
        if found is None:
            raise NotFound("no_letter")
        blocks, missing = compose(found.text, self._blanks(found), lambda _name: GAP)
        return Paper(
            title=found.title,
            sender=self._sender(),
            receiver=self.receiver(to),
            day=words.plain_date_words(self._today()),
            reference=short_number(self.reader.case.id),
            blocks=blocks,
            missing=tuple(self._name(name) for name in missing),
        )

    def receiver(self, to: str | None) -> str:
        """Whom it is for: the person's name where that is who the receiver is, else the title of the role, unit or outside party."""
        party = self.reader.office.municipality.outside.get(to or "")
        named = self.subject("") if party is not None and party.person else None
        return named or (self.reader.title_of(to) if to else "")

    def gaps(self, template: str) -> tuple[str, ...]:
        """What the blanks are called that nobody has filled in. What the step itself brings when it is done is not among them."""
        found = self.reader.definition.letters.get(template)
        names = dict.fromkeys(BLANK.findall(found.text)) if found is not None else ()
        return tuple(
            dict.fromkeys(self._name(name) for name in names if self._is_awaited(name) and self._words(name) is None)
        )

    def silent(self, template: str) -> tuple[str, ...]:
        """What people may state in place of the plugins that some of the gaps wait for."""
        reader, text = self.reader, self.reader.definition.letters[template].text
        derived = (fact.derived for name in BLANK.findall(text) if (fact := reader.definition.facts.get(name)))
        return tuple(
            name for each in derived if each is not None and (name := silent_in(reader.definition, each, reader.values))
        )

    def _is_awaited(self, name: str) -> bool:
        head, _, what = name.partition(".")
        own = self.step is not None and head == self.step.id and what not in ("slot", "place")
        return (
            name in self.reader.definition.facts
            or name in ("slot", "place", "period")
            or (head in self.reader.definition.steps and not own)
        )

    def _today(self) -> date:
        return self.reader.office.calendar.local_date(self.reader.now)

    def _sender(self) -> tuple[str, ...]:
        """The municipality and the unit of whoever sends it, with how it is reached."""
        town = self.reader.office.municipality
        colleague = town.staff.get(self.sender)
        roles = (town.roles[r] for r in sorted(colleague.roles) if r in town.roles) if colleague else ()
        unit = next((town.units[r.unit] for r in roles if r.unit and r.unit in town.units), None)
        if unit is None:
            return (town.title,)
        phone = f"Telefon {unit.phone}" if unit.phone and unit.phone != "unknown" else ""
        return tuple(line for line in (town.title, unit.title, unit.address, phone) if line)

    def _name(self, name: str) -> str:
        """What a person calls a blank."""
        fact = self.reader.definition.facts.get(name)
        if fact is not None:
            return f"”{fact.title}”"
        step, _, what = name.partition(".")
        said = _CALLED.get(what or name, MOMENTS.get(what, what or name))
        return f"{said} ({self.reader.teller.step(step)})" if what else said

    # ---- what stands in each blank ---------------------------------------------------------------------------------

    def _blanks(self, template: LetterTemplate) -> Mapping[str, str | tuple[str, ...]]:
        names = dict.fromkeys((*template.names, *BLANK.findall(template.text)))
        found = ((name, self._words(name)) for name in names)
        return {name: said for name, said in found if said is not None}

    def _words(self, name: str) -> str | tuple[str, ...] | None:
        if name in self.reader.definition.facts:
            return self._fact(name)
        if name in {"slot", "place"}:
            return self._of_step(self.step.id, name) if self.step is not None else None
        if name == "period":
            return self.period or None
        head, _, tail = name.partition(".")
        if head in _PLAIN and (not tail or head in {"basis", "case"}):
            return _PLAIN[head](self, tail)
        if head == "settings":
            return self._setting(tail)
        if name in self.reader.definition.counters:
            return str(self.reader.case.counters.get(name, 0))
        return self._of_step(head, tail) if tail else None

    def _fact(self, name: str) -> str | None:
        fact = self.reader.definition.facts[name]
        value = self.reader.value(fact)
        if value is None:
            return None
        if fact.type == "money" and isinstance(value, int | float) and self.reader.may_see(fact):
            return _kronor(value)
        return self.reader.teller.value(name, value)

    def _setting(self, name: str) -> str | None:
        setting = self.reader.definition.settings.get(name)
        if setting is None or setting.value is None:
            return None
        if setting.type == "money" and isinstance(setting.value, int | float):
            return _kronor(setting.value)
        return setting_words(setting, names(self.reader.office.municipality), self.reader.definition)

    def _of_step(self, step: str, what: str) -> str | None:
        """A booked time or place, an outcome, a decision's reasons, days and who took it, or a moment, of a step."""
        case = self.reader.case
        booking = next((b for i, b in case.bookings.items() if step_of(i) == step), None)
        if what in {"slot", "place"}:
            if what == "place":
                usual = self.reader.definition.steps.get(step)
                return (booking.place if booking else None) or (usual.place if usual else None)
            return self.reader.teller.moment(booking.slot) if booking else None
        if what == "outcome":
            outcome = case.outcomes.get(step)
            return self.reader.teller.outcome(step, outcome) if outcome is not None else None
        if what == "by":
            return self._decided_by(step)
        made = self._decision(step)
        if what in {"reasons", "basis"}:
            return (made.reasons if what == "reasons" else made.at) if made else None
        day = case.decisions[step] if what in {"valid_from", "valid_to"} and step in case.decisions else None
        if day is not None:
            text = day.valid_from if what == "valid_from" else day.valid_to
            return words.iso_day_words(text) if text else None
        moment = case.moments.get(f"{step}.{what}")
        return self.reader.teller.moment(moment) if isinstance(moment, datetime) else None

    # ---- decisions -------------------------------------------------------------------------------------------------

    def _decision(self, step: str) -> ev.DecisionMade | None:
        """The latest decision taken at a step."""
        found = self._taken(step)
        return cast("ev.DecisionMade", found.event) if found is not None else None

    def _taken(self, step: str) -> ev.Recorded | None:
        of_step = (
            r
            for r in reversed(self.reader.events)
            if isinstance(r.event, ev.DecisionMade) and step_of(r.event.instance) == step
        )
        return next(of_step, None)

    def _decided_by(self, step: str) -> str | None:
        """The board that decided, else the colleague: 31 § förvaltningslagen wants it to be known."""
        taken = self._taken(step)
        return boards_of(self.reader, step) or self.reader.name_of(taken.by) if taken is not None else None

    def _told_of(self) -> tuple[str, ...]:
        """The decisions the letter is about: those named, the one it goes out with, or all that have been taken."""
        if isinstance(self.step, LetterStep) and self.step.decisions:
            return tuple(s for s in self.step.decisions if s in self.reader.case.decisions)
        if isinstance(self.step, DecisionStep):
            return (self.step.id,)
        return tuple(self.reader.case.decisions)

    def basis(self, tail: str) -> str | tuple[str, ...] | None:
        """The paragraph of each decision, its title, or the yardstick its law names."""
        return _one_or_several([self._basis(step, tail) for step in self._told_of()])

    def _basis(self, step: str, tail: str) -> str | None:
        made = self._decision(step)
        declared = self.reader.definition.steps.get(step)
        name = made.basis if made else declared.basis if isinstance(declared, DecisionStep) else None
        provision = self.reader.definition.laws.provisions.get(name or "")
        if made is not None and tail == "standard":
            return made.standard
        if tail == "title":
            return provision.title if provision else None
        if tail == "standard":
            version = provision.on(self._today()) if provision else None
            frozen = made.standard if made else version.standard if version else None
            return frozen or (provision.standard if provision else None)
        if made is not None and made.at:
            return self._paragraph(made.at, made.act)
        version = provision.on(self._today()) if provision else None
        return self._paragraph(version.at, version.act) if version else None

    def _paragraph(self, at: str, act: str | None) -> str:
        law = self.reader.definition.laws.acts.get(act or "")
        return f"{at} {law.short or act_words(law)}" if law else at

    def appeal(self, _tail: str) -> str | tuple[str, ...] | None:
        """How each decision is appealed; with several, each is named."""
        return self._of_each(self._appeal)

    def _of_each(self, tell: Callable[[str], str | None]) -> str | tuple[str, ...] | None:
        """What is told of the decision; with several, each is named."""
        found = [(step, tell(step)) for step in self._told_of()]
        if len(found) == 1:
            return found[0][1]
        return _one_or_several([f"{self.reader.teller.step(s)}: {text}" for s, text in found if text])

    def _appeal(self, step: str) -> str | None:
        chosen = self.chosen if self.step is not None and self.step.id == step else None
        made = self._decision(step) if chosen is None else None
        laws = self.reader.definition.laws
        declared = self.reader.definition.steps.get(step)
        if made is not None:
            return _appeal_words(laws.appeals.get(made.appeal or ""))
        provision = laws.provisions.get((declared.basis if isinstance(declared, DecisionStep) else None) or "")
        version = provision.on(self._today()) if provision else None
        by_law = version.appeal if version else None
        return _appeal_words(laws.appeals.get((chosen.appeal if chosen else None) or by_law or ""))

    def reasons(self, _tail: str) -> str | tuple[str, ...] | None:
        """The reasons of each decision; with several, each is named."""
        return self._of_each(lambda step: made.reasons if (made := self._decision(step)) else None)

    def decisions(self, _tail: str) -> tuple[str, ...]:
        """Each decision, how it fell, and how long it holds where it holds for a time."""
        made = [(s, d) for s in self._told_of() if (d := self._decision(s))]
        return tuple(self._fell(step, decision) for step, decision in made)

    def _fell(self, step: str, made: ev.DecisionMade) -> str:
        said = f"{self.reader.teller.step(step)}: {self.reader.teller.outcome(step, made.outcome)}"
        valid = valid_words(made.valid_from, made.valid_to)
        return f"{said}. Gäller {valid}" if valid else said

    def documents(self, _tail: str) -> tuple[str, ...]:
        """What the receiver is asked for."""
        names = self.step.documents if isinstance(self.step, LetterStep) else ()
        return tuple(self._name(name) for name in names)

    def about_case(self, tail: str) -> str | None:
        """The case's number, and the day it was opened."""
        if tail == "number":
            return short_number(self.reader.case.id)
        started = self.reader.case.started
        day = self.reader.office.calendar.local_date(started) if started and tail == "start" else None
        return words.date_words(day, year=True) if day else None

    def today(self, _tail: str) -> str:
        """The day the letter goes out."""
        return words.date_words(self._today(), year=True)

    def municipality(self, _tail: str) -> str:
        """The municipality's name."""
        return self.reader.office.municipality.title

    def signed(self, _tail: str) -> str:
        """Who sends it."""
        return self.reader.name_of(self.sender)

    def subject(self, _tail: str) -> str | None:
        """Whom the case is about: the name, else the number."""
        name = self.reader.case.value(self.reader.definition.subject_fact("name") or "")
        return str(name) if name else number_words(self.reader.case, self.reader.definition)


def _appeal_words(appeal: Appeal | None) -> str | None:
    if appeal is None:
        return None
    within = f" Överklagandet ska ha kommit in {found}." if (found := appeal_time(appeal)) else ""
    return f"{appeal.text or appeal.title + '.'}{within}"


def _one_or_several(texts: Iterable[str | None]) -> str | tuple[str, ...] | None:
    found = tuple(text for text in texts if text)
    return found[0] if len(found) == 1 else found or None


_PLAIN = {
    "basis": Writing.basis,
    "appeal": Writing.appeal,
    "reasons": Writing.reasons,
    "decisions": Writing.decisions,
    "documents": Writing.documents,
    "case": Writing.about_case,
    "today": Writing.today,
    "municipality": Writing.municipality,
    "signed": Writing.signed,
    "subject": Writing.subject,
}
"""Blanks that are no names of the routine's own, and who fills them."""


def _kronor(amount: float) -> str:
    """An amount without its unit: a letter says kronor itself."""
    return words.money_words(amount).removesuffix("kr").strip()
