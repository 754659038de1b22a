"""Reactions: a plugin is told what has happened and answers with what it wishes; each wish is carried out as anybody's act, once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Set
from datetime import datetime
from typing import TypedDict

import msgspec

from core.application.form.fields import FieldMaker
from core.application.form.forms import hold
from core.application.form.views import Option
from core.application.jobs.beside import React
from core.application.letters.delivering import send
from core.application.step.actions import InvalidInput
from core.application.step.office import NO_CASE, Office
from core.clock import id_from
from core.engine.reading import CaseValues, known_value
from core.errors import PluginError, Refused, RutinError, StorageError
from core.model import commands as cmd
from core.model import events as ev
from core.model.case import Case, step_of
from core.model.definition import ProcessDefinition
from core.model.events import EVENT_NAMES, Recorded
from core.model.facts import Fact
from core.model.people import PLUGIN, Actor
from core.model.plugin_calls import (
    Delivery,
    Happening,
    NotSent,
    OpenCase,
    RaiseEvent,
    ReactionCall,
    SendMessage,
    StateFacts,
    Wish,
    WriteNote,
)
from core.model.plugins_beside import ChannelDef, ReactionDef, WishKind
from core.model.secrecy import secrecy_of
from core.model.values import LONGEST, Value
from core.plugin_api import Incident, failure_told
from core.storage.port import Job
from core.visible import visible

NOBODY: frozenset[str] = frozenset()
"""The roles of whoever reads what a reaction makes of what it is told: nobody knows who does."""
LONGEST_TRAIL = 8
"""How many reactions may lead to one another before it is taken for a ring."""
MOST_WISHES = 50
"""How much one reaction may wish at once: what is written in a history stays there."""
_KIND: dict[type[Wish], WishKind] = {
    WriteNote: "note",
    StateFacts: "facts",
    RaiseEvent: "event",
    OpenCase: "case",
    SendMessage: "message",
}


class Ring(PluginError):  # noqa: N818 - what it is
    """Reactions have set each other off; no use in trying again. `about`: which, in the order in which they did."""

    code = "plugin_ring"


class WishRefused(PluginError):  # noqa: N818
    """What a reaction wished was refused. `about`: the code of the refusal, and the fact it was about after a colon where there is one."""


def react(office: Office, job: Job, now: datetime) -> None:
    """Asks the reaction and carries out what it wishes. Raises RutinError when it is worth another try, Ring when it is not."""
    payload = msgspec.json.decode(job.payload, type=React)
    reaction = office.beside.reactions.get((payload.plugin, payload.reaction))
    if reaction is None:
        return  # the plugin has been switched off since; there is nobody to ask
    case = office.case(job.case)
    wrong = _Wrong(office, case, payload.plugin, f"rutin_reactions.{reaction.id}")
    trail = (*payload.trail, f"{payload.plugin}.{payload.reaction}")
    if len(set(trail)) < len(trail) or len(trail) > LONGEST_TRAIL:
        raise wrong.told(Ring, "ring", "→".join(trail))
    (recorded,) = office.store.events(case.id, payload.seq - 1, payload.seq)
    call = _call(office, case, recorded, told_facts(office, case, reaction.reads, now), job.key)
    wishes = office.beside.hosts.call(
        payload.plugin,
        "rutin_reactions",
        reaction.id,
        call,
        tuple[Wish, ...],
        case=case.id,
    )
    if len(wishes) > MOST_WISHES:
        raise wrong.told(PluginError, "too_many_wishes")
    lacking = next((said for wish in wishes if (said := _lacking(reaction, wish)) is not None), None)
    if lacking is not None:
        raise wrong.undeclared(*lacking)
    carrier = _Carrier(office, case.id, payload.plugin, job.key, trail, now)
    # What goes to other people goes last: should something be refused before it, it is not sent twice.
    for number, wish in sorted(enumerate(wishes), key=lambda each: isinstance(each[1], SendMessage)):
        try:
            carrier.carry_out(number, wish)
        except (PluginError, StorageError):
            raise  # a channel's fault or the disk's: not this plugin's
        except RutinError as error:
            raise wrong.refused(_KIND[type(wish)], error) from None  # its own words may be what the plugin wished


def _lacking(reaction: ReactionDef, wish: Wish) -> tuple[str, str] | None:
    """(attribute, value) that the reaction has not said of itself, though it wishes such a thing; None when it has said all."""
    kind = _KIND[type(wish)]
    if kind not in reaction.wishes:
        return "wishes", kind
    if isinstance(wish, OpenCase) and wish.process not in reaction.opens:
        return "opens", wish.process
    if isinstance(wish, RaiseEvent) and wish.event not in reaction.raises:
        return "raises", wish.event
    return None


class _Wrong:
    """What one reaction to something in one case does wrong: noted as the plugin's, and kept with the job as an error."""

    def __init__(self, office: Office, case: Case, plugin: str, hook: str) -> None:
        self._office, self._case, self._plugin, self._hook = office, case, plugin, hook

    def told(self, kind: type[PluginError], error: str, about: str = "", said: str = "") -> PluginError:
        """The error to raise, now that it has been noted. `said` is only for whoever tries it out: it is never kept nor logged."""
        self._office.beside.hosts.note(Incident(self._plugin, self._hook, error, about, self._case.id))
        reason = f"{self._hook} {failure_told(error)}. {said}".strip()
        return kind(plugin=self._plugin, hook=self._hook, error=error, about=about, reason=reason)

    def undeclared(self, attribute: str, value: str) -> PluginError:
        """The same of a wish that it has not said that it wishes: which attribute of the reaction lacks what."""
        definition = self._office.definition_of(self._case)
        # What the plugin has made up may be of the person.
        known = {*_KIND.values(), *self._office.definitions, *definition.anytime}
        about = f"{attribute}:{value}" if value in known else attribute
        return self.told(PluginError, "undeclared_wish", about, f"I {attribute} saknas {value}.")

    def refused(self, kind: WishKind, error: RutinError) -> PluginError:
        """The same of a wish that was refused."""
        field = getattr(error, "field", None)
        # What the plugin has made up may be of the person.
        known = field in self._office.definition_of(self._case).facts
        return self.told(WishRefused, f"refused_{kind}", f"{error.code}:{field}" if known else error.code, error.text)


def _call(office: Office, case: Case, recorded: Recorded, facts: dict[str, Value], key: str) -> ReactionCall:
    event, definition = recorded.event, office.definition_of(case)
    about = ev.step_in_clear(event)
    outcome = event.outcome if isinstance(event, ev.StepCompleted | ev.DecisionMade) else None
    happened = Happening(
        event=EVENT_NAMES[type(event)],
        process=case.process,
        case=case.id,
        number=recorded.seq,
        at=recorded.at.isoformat(),
        about=about,
        outcome=(event.end if isinstance(event, ev.CaseEnded) else outcome) or "",
    )
    address = f"/{office.municipality.slug}/arenden/{case.id}"
    return ReactionCall(key, happened, definition.title, _title(definition, about), facts, address)


def told_facts(
    office: Office, case: Case, reads: Iterable[str], now: datetime, readers: Set[str] = NOBODY
) -> dict[str, Value]:
    """What a plugin may be told of the facts it reads, stated or derived: those that are known and `may_be_told`."""
    definition = office.definition_of(case)
    values = CaseValues(definition, case, now, office.calendar)
    found: dict[str, Value] = {}
    for fact in (definition.facts[name] for name in reads if may_be_told(definition, name, readers)):
        if (value := known_value(fact, case, values)) is not None:
            found[fact.id] = value
    return found


def may_be_told(definition: ProcessDefinition, name: str, readers: Set[str]) -> bool:
    """Whether a plugin may be told a fact when people with the roles `readers` read what it makes of it; sensitive ones never."""
    fact = definition.facts.get(name)
    if fact is None:
        return False
    secrecy = secrecy_of(definition, fact)
    return not secrecy.sensitive and secrecy.may_see(readers)


def _title(definition: ProcessDefinition, about: str) -> str:
    name = step_of(about)
    found = definition.steps.get(name) or definition.anytime.get(name)
    return found.title if found is not None else ""


class _Envelope(TypedDict):
    id: str
    case: str
    actor: Actor
    at: datetime
    trail: tuple[str, ...]


class _Carrier:
    """Carries out the wishes of one reaction. What has been carried out before is not carried out again, whatever it is wished as now."""

    def __init__(self, office: Office, case: str, plugin: str, key: str, trail: tuple[str, ...], now: datetime) -> None:
        self._office, self._case, self._plugin = office, case, plugin
        self._key, self._trail, self._now = key, trail, now

    def carry_out(self, number: int, wish: Wish) -> None:
        """One wish. Raises RutinError when it may not be, or cannot be now."""
        key = f"{self._key}:{number}"
        if isinstance(wish, SendMessage):
            self._send(key, wish)
        elif self._office.store.command(key) is None:
            held = _held(self._office, wish, self._office.case(self._case))
            self._office.carry_out(_COMMANDS[type(wish)](held, self._envelope(key)), self._now)

    def _envelope(self, key: str) -> _Envelope:
        # Steps and decisions are people's; beside them a plugin that may act may do what anybody here may.
        actor = Actor(PLUGIN + self._plugin, frozenset(self._office.municipality.roles))
        return {"id": key, "case": self._case, "actor": actor, "at": self._now, "trail": self._trail}

    def _send(self, key: str, wish: SendMessage) -> None:
        _, channel = self._office.beside.channels.get(wish.channel, ("", None))
        if channel is not None:
            _check_message(self._office, wish, channel)
        delivery = Delivery(key, wish.to, wish.subject, wish.text, sender=(self._office.municipality.title,))
        answer = send(self._office, wish.channel, delivery, self._case)
        if isinstance(answer, NotSent):
            raise RutinError("not_sent", reason=answer.reason)


def _check_message(office: Office, wish: SendMessage, channel: ChannelDef) -> None:
    """Whether a message can go by the channel as it is: to an address of its kind, with a subject in one line. Raises Refused(value)."""
    address = Fact(id="to", title="to", type=channel.address)
    try:
        hold(address, wish.to, office.calendar.zone, _none_to_pick)
    except InvalidInput as wrong:
        raise Refused("value", field="to", reason=next(iter(wrong.errors.values()))) from None
    if len(wish.text) > LONGEST["long_text"]:
        raise Refused(
            "value",
            field="text",
            reason=f"Meddelandet är för långt. Högst {LONGEST['long_text']} tecken går att skicka.",
        )
    if not wish.subject.isprintable():
        raise Refused("value", field="subject", reason="Ämnesraden ska vara en rad text.")


def _none_to_pick(_fact: Fact) -> tuple[Option, ...]:
    """An address is no choice among what the municipality has."""
    return ()


def carry_out_wish(office: Office, actor: Actor, wish: OpenCase, key: str, now: datetime) -> None:
    """Carries out a wish of a page as the reader's own act, once. Raises RutinError when it may not be, or cannot be now."""
    if office.store.command(key) is None:
        envelope: _Envelope = {"id": key, "case": "", "actor": actor, "at": now, "trail": ()}
        office.carry_out(_COMMANDS[OpenCase](_held(office, wish), envelope), now)


def _held(office: Office, wish: Wish, case: Case = NO_CASE) -> Wish:
    """The wish with its facts as a form would keep them; `case` is what it is about. Raises Refused(value) with the fact as its field."""
    if isinstance(wish, OpenCase):
        made = FieldMaker(office.current(wish.process), office.municipality, office.calendar, str)
    elif isinstance(wish, StateFacts | RaiseEvent):
        made = FieldMaker(office.definition_of(case), office.municipality, office.calendar, str, case)
    else:
        return wish
    try:
        return msgspec.structs.replace(wish, facts=made.hold(wish.facts))
    except InvalidInput as wrong:
        ((name, sentence),) = wrong.errors.items()
        title = made.definition.asked(name).title
        reason = f"Uppgiften ”{title}” har ett värde som inte går att använda. {sentence}"
        raise Refused("value", field=name, reason=reason) from None


def _note(wish: WriteNote, envelope: _Envelope) -> cmd.Command:
    return cmd.AddNote(**envelope, text=visible(wish.text))


def _facts(wish: StateFacts, envelope: _Envelope) -> cmd.Command:
    return cmd.GiveFacts(**envelope, facts=wish.facts)


def _event(wish: RaiseEvent, envelope: _Envelope) -> cmd.Command:
    return cmd.Raise(**envelope, event=wish.event, facts=wish.facts)


def _open(wish: OpenCase, envelope: _Envelope) -> cmd.Command:
    case = id_from(envelope["id"])
    own: _Envelope = {**envelope, "case": case}
    return cmd.StartCase(**own, process=wish.process, start=wish.start, facts=wish.facts)


# Each function takes the wish that its key names.
_COMMANDS: dict[type[Wish], Callable[..., cmd.Command]] = {
    WriteNote: _note,
    StateFacts: _facts,
    RaiseEvent: _event,
    OpenCase: _open,
}
