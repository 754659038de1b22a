"""The words of the picture and of its text alternative: kinds, roles, deadlines, conditions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeGuard

from core.diagram import further
from core.diagram.conditions import clause_words, setting_values, settled
from core.diagram.shapes import NodeKind
from core.model.anytime import AnytimeEvent, Repeat
from core.model.deadlines import DeadlineDef, Limit
from core.model.definition import ProcessDefinition
from core.model.people import Municipality
from core.model.steps import Call, DecisionStep, Meeting, Phase, Reserve, Step, Wait
from core.model.values import Expression
from core.words import capital, counted_words, duration_words, expected_words, inside, list_words, window_words

CAPTIONS: Mapping[NodeKind, str] = {
    "start": "Start",
    "task": "Uppgift",
    "meeting": "Möte",
    "choice": "Val",
    "wait": "Väntan",
    "call": "Annan rutin",
    "end": "Slut",
    "phase": "Fas",
    "gate": "Fasen är klar",
    "event": "Händelse",
    "jump": "Gå till",
    "decision": "Beslut",
    "handover": "Överlämning",
    "reserve": "Plats",
    "letter": "Brev",
    "session": "Gruppträff",
}
HERE = "Du är här"
DONE = "Klart"
OTHERWISE = "i övriga fall"
SKIPPED = "Gäller inte"
STAYS = "ärendet står kvar"
BOOKED_AGAIN = "bokas på nytt"
STEPS_DONE = "när stegen är gjorda"
BY_HAND = "när någon avslutar den"
NO_TIME = "ingen tid angiven"
ANYTIME = "Kan hända när som helst"
NO_ROLE = "Ingen roll angiven"
NAMED = "Den som är utsedd"
_STOPS = {"held": "hålls ", "booked": "bokas "}


def names(municipality: Municipality) -> dict[str, str]:
    """Ids of roles, outside parties and resources with their titles: what every function here takes as `roles`."""
    titles = {resource.id: resource.title for resource in municipality.resources.values()}
    titles |= {forum.id: forum.title for forum in municipality.forums.values()}
    titles |= {unit.id: unit.title for unit in municipality.units.values()}
    titles |= {party.id: party.title for party in municipality.outside.values()}
    return titles | {role.id: role.title for role in municipality.roles.values()}


def role_titles(ids: Iterable[str], roles: Mapping[str, str]) -> list[str]:
    """The roles' titles; an id without title shows itself."""
    return [roles.get(role, role) for role in ids]


def doers(step: Step | AnytimeEvent) -> tuple[str, ...]:
    """Who a step stands by in a picture; a decision by whoever decides, not by those who present it or write it down."""
    if not isinstance(step, DecisionStep):
        return step.roles
    decides = step.decides
    given = (*decides.boards, *decides.roles, *(role for power in decides.powers for role in power.roles))
    return tuple(dict.fromkeys(given)) or step.roles


def who(step: Step | AnytimeEvent, roles: Mapping[str, str]) -> str:
    """Who does a step: one role, ``A och B tillsammans``, or ``A eller B``; empty when nobody does it."""
    first, *others = role_titles(doers(step), roles) or [""]
    titles = [first, *map(inside, others)]
    if isinstance(step, Step) and step.together and others:
        return f"{list_words(titles)} tillsammans"
    return list_words(titles, "eller")


def any_of(ids: Iterable[str], roles: Mapping[str, str]) -> str:
    """The roles, any of which does it, as they stand inside a sentence."""
    return list_words([inside(title) for title in role_titles(ids, roles)], "eller")


def title_of(step: Step, definition: ProcessDefinition) -> str:
    """What the step is called; an end by its ending."""
    ending = definition.ends.get(getattr(step, "end", ""))
    return ending.title if ending is not None else step.title


def due_lines(step: Step, definition: ProcessDefinition, *, roles: Mapping[str, str] | None = None) -> tuple[str, ...]:
    """When the step is to be done, one sentence part a line: its deadlines, then the days on which it may take place.

    A deadline that the municipality's settings have switched off is not said, nor a condition that they make always true.
    `roles`: also what else is said of a deadline, lines after it, with the titles of the roles. There is no room for it in the picture.
    """
    fixed = setting_values(definition)
    said: list[str] = []
    for deadline in step.deadlines:
        applies = None if deadline.only_if is None else settled(deadline.only_if, fixed)
        if applies is not False:
            said.append(deadline_words(deadline, step, definition, always=applies is True))
            said += further.of_deadline(deadline, definition, roles) if roles is not None else ()
    if step.window is not None and (days := window_words(step.window)):
        said.append(f"platser ges {inside(days)}" if isinstance(step, Reserve) else days)
    return tuple(capital(line) for line in said)


def deadline_words(deadline: DeadlineDef, step: Step, definition: ProcessDefinition, *, always: bool = False) -> str:
    """``hålls inom 24 timmar från bokningen``, or that nobody has decided how long. `always`: its condition need not be said."""
    stops = _STOPS.get(deadline.stops, "")
    only = f", om {clause_words(deadline.only_if, definition)}" if deadline.only_if and not always else ""
    if deadline.at_once:
        return f"{stops}genast{only}"
    if deadline.soon:
        return f"{stops}så snart som möjligt{only}"
    if deadline.within is None:
        return f"{NO_TIME}{only}"
    said = counted_words(deadline.within.parts, deadline.counting)
    started = list_words(
        [_moment(moment, step, definition) for moment in deadline.starts], "och" if deadline.all_starts else "eller"
    )
    if started and not any(amount for amount, _ in deadline.within.parts):
        return f"{stops}senast {started}{only}"
    if deadline.before:
        return f"{stops}senast {said} före {started}{only}"
    return f"{stops}inom {said}{f' från {started}' if started else ''}{only}"


def limit_words(limit: Limit, definition: ProcessDefinition) -> str:
    """``efter 2 veckor``, ``efter ”Slutdatum”``, or that nobody has decided how long."""
    if limit.within is not None:
        return f"efter {duration_words(limit.within.parts)}"
    if limit.until is not None:
        owner, dot, what = limit.until.rpartition(".")
        step = definition.steps.get(owner) if dot else None
        return f"efter {_step_moment(what, step.title) if step is not None else _day(limit.until, definition)}"
    return f"när tiden har gått ut ({NO_TIME})"


def _moment(moment: str, step: Step, definition: ProcessDefinition) -> str:
    if moment == "case.start":
        return "ärendets start"
    owner, dot, what = moment.rpartition(".")
    if dot and owner in definition.steps:
        if owner == step.id and what == "done":
            return "förra gången"
        return _step_moment(what, None if owner == step.id else definition.steps[owner].title)
    event = definition.anytime.get(moment)
    return f"händelsen ”{event.title}”" if event is not None else _day(moment, definition)


def _day(name: str, definition: ProcessDefinition) -> str:
    """The title of a day among the facts or the settings, in quotes."""
    found = definition.facts.get(name) or definition.settings.get(name.removeprefix("settings."))
    return f"”{found.title}”" if found is not None else name


def _step_moment(what: str, title: str | None) -> str:
    if what == "booked":
        return f"bokningen av ”{title}”" if title else "bokningen"
    if what == "opened":
        return f"att ”{title}” har öppnats" if title else "att steget öppnas"
    return f"”{title}”" if title else "att steget är klart"


def notes(step: Step, definition: ProcessDefinition, roles: Mapping[str, str]) -> tuple[str, ...]:
    """Small print of a step, one line each: joint work, who books, for whom it waits, when it is passed over."""
    said = [who(step, roles)] if len(doers(step)) > 1 else []
    if step.role_fact is not None and (fact := definition.facts.get(step.role_fact)) is not None:
        said.append(f"Görs av den som står i ”{fact.title}”")
    if isinstance(step, DecisionStep) and step.decides.presents:
        said.append(f"Läggs fram av {any_of(step.decides.presents, roles)}")
    elif isinstance(step, DecisionStep) and step.decides.boards:
        said.append(f"Skrivs in av {any_of(step.roles, roles)}")
    if isinstance(step, Meeting) and step.booked_by and step.booked_by != step.roles:
        said.append(f"Bokas av {any_of(step.booked_by, roles)}")
    if isinstance(step, Wait):
        said += _waiting(step, definition, roles)
    if isinstance(step, Reserve):
        said += _place(step, definition, roles)
    if step.meanwhile:
        said.append("Ärendet väntar inte på den" if isinstance(step, Call) else "Görs medan ärendet går vidare")
    if step.forum is not None:
        said.append(f"Tas upp på {inside(roles.get(step.forum, step.forum))}")
    if _may_fail(step.only_if, definition):
        said.append(f"Bara om {clause_words(step.only_if, definition)}")
    return tuple(said)


def _may_fail(condition: Expression | None, definition: ProcessDefinition) -> TypeGuard[Expression]:
    """Whether there is a condition that the municipality's settings have not already fulfilled."""
    return condition is not None and settled(condition, setting_values(definition)) is not True


def _waiting(step: Wait, definition: ProcessDefinition, roles: Mapping[str, str]) -> list[str]:
    said = [f"På {inside(roles.get(step.party, step.party))}"] if step.party else []
    if step.until_date is not None:
        said.append(f"Till {_day(step.until_date, definition)}")
    if step.until is not None:
        said.append(f"Tills {clause_words(step.until, definition)}")
    if step.expected:
        said.append(f"Brukar ta {expected_words(step.expected)}")
    if not step.by_hand:
        said.append("Ingen avslutar den i förtid")
    return said


_QUEUES = {"order": "Den som har väntat längst får platsen först", "lot": "Lediga platser lottas"}


def _place(step: Reserve, definition: ProcessDefinition, roles: Mapping[str, str]) -> list[str]:
    fact = definition.facts.get(step.resource_fact or "")
    said = [
        f"I {roles.get(step.resource, step.resource)}"
        if step.resource
        else f"I det som står i ”{fact.title if fact else ''}”"
    ]
    if step.if_full == "wait":
        said.append(_QUEUES.get(step.queue.by, "Flest poäng får platsen först"))
    if step.accepted_by:
        said.append(f"{capital(any_of(step.accepted_by, roles))} svarar innan platsen ges")
    if step.offer is not None:
        reply = duration_words(step.offer.reply.parts) if step.offer.reply is not None else None
        said.append(f"Erbjuds med svar inom {reply}" if reply else f"Erbjuds, {NO_TIME} för svaret")
    return said


def order_words(phase: Phase, definition: ProcessDefinition) -> tuple[str, ...]:
    """How the steps of a phase go together when they do not follow one another."""
    members = definition.lists.get(phase.body, ())
    if phase.order != "any" or len(members) < 2:
        return ()
    tracks = any(isinstance(definition.steps[i], Phase) for i in members)
    ways = {"all": "", "any": ", tills ett är klart"}
    needed = phase.until if isinstance(phase.until, tuple) else ()
    until = (
        ways.get(str(phase.until), "")
        if not needed
        else f", tills {list_words([f'”{definition.steps[i].title}”' for i in needed])} är {'klart' if len(needed) == 1 else 'klara'}"
    )
    return (f"{'Pågår samtidigt' if tracks else 'I valfri ordning'}{until}",)


def event_notes(event: AnytimeEvent, definition: ProcessDefinition, roles: Mapping[str, str]) -> tuple[str, ...]:
    """Small print of an anytime event: who raises it or how often it comes by itself, and during what."""
    said = [_raised(event, definition, roles)]
    if event.during:
        titles = [f"”{definition.steps[i].title}”" for i in event.during if i in definition.steps]
        said.append(f"Under {list_words(titles, 'eller')}")
    return tuple(line for line in said if line)


def _raised(event: AnytimeEvent, definition: ProcessDefinition, roles: Mapping[str, str]) -> str:
    if event.repeat is not None:
        return repeat_words(event.repeat)
    if event.at is not None:
        length = duration_words(event.at.length.parts) if event.at.length else ""
        side = "före" if event.at.before else "efter"
        return (
            f"{length} {side} {_anchor(event.at.anchor, definition)}"
            if length
            else _anchor(event.at.anchor, definition)
        )
    if event.by_itself:
        return "Händer av sig självt"
    return "När det behövs" if event.step is not None else who(event, roles)


def _anchor(moment: str, definition: ProcessDefinition) -> str:
    if moment in definition.facts:
        return _day(moment, definition)
    owner, _, what = moment.rpartition(".")
    return _step_moment(what, definition.steps[owner].title) if owner in definition.steps else "ärendets start"


_UNITS = {
    "day": ("dag", False),
    "week": ("vecka", False),
    "month": ("månad", False),
    "quarter": ("kvartal", True),
    "half_year": ("halvår", True),
    "year": ("år", True),
}
_ORDINALS = {3: "tredje", 4: "fjärde", 5: "femte", 6: "sjätte"}


def repeat_words(repeat: Repeat) -> str:
    """How often something comes back: ``Varje månad``, ``Varannan vecka``, ``3 gånger per år``; or that nobody has decided."""
    if repeat.per is not None:
        return f"{repeat.times or 1} {'gånger' if repeat.times != 1 else 'gång'} per {_UNITS[repeat.per][0]}"
    if repeat.every is None:
        return "Ingen har bestämt hur ofta"
    (amount, unit), *more = repeat.every.parts
    word, neuter = _UNITS.get(unit.removesuffix("s"), ("", False))
    if more or not word or amount > max(_ORDINALS):
        return f"Återkommer efter {duration_words(repeat.every.parts)}"
    if amount == 1:
        return f"Varje {word}"
    if amount == 2:
        return f"Var{'tannat' if neuter else 'annan'} {word}"
    return f"Var{'t' if neuter else ''} {_ORDINALS[amount]} {word}"
