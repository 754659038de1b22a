"""A meeting of a forum as a case of its own: what is written at it may be about people, so it is kept as cases are.

Encrypted with a key of its own, with history, a version that tells a clash, and erased as cases are erased. The routine behind it is made
here and is not among those of the municipality: nobody opens such a case from a list.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import msgspec

from core.clock import id_from
from core.model.case import Case
from core.model.definition import Ending, ProcessDefinition
from core.model.directory import line_of
from core.model.facts import Ask, Fact
from core.model.forums import Forum
from core.model.people import Municipality
from core.model.steps import MAIN, End, Start, Wait
from core.model.values import Missing, Value

FACT, CLOSED = "minnesanteckningar", "avslutat"
START = "oppna"
_DIGEST = "forum-1"


class Question(msgspec.Struct, frozen=True):
    """A question at a meeting. `asked` is the day (ISO) of the meeting it was raised at, `to` the forum it is passed on to."""

    id: str
    text: str
    asked: str
    by: str
    to: str = ""
    answer: str = ""
    done: bool = False


class Taken(msgspec.Struct, frozen=True):
    """A case that was taken up. Only its id stands here: names are the case's own."""

    case: str
    what: str


class Minutes(msgspec.Struct, frozen=True):
    """What was written at a meeting: a text for each standing item, who took part (roles and parties), questions, cases taken up."""

    texts: dict[str, str] = {}
    present: tuple[str, ...] = ()
    questions: tuple[Question, ...] = ()
    taken: tuple[Taken, ...] = ()
    other: str = ""


@dataclass(frozen=True, slots=True)
class _IsClosed:
    """Holds when the meeting has been closed."""

    text: str = CLOSED
    names: frozenset[str] = frozenset({CLOSED})

    def evaluate(self, values: Mapping[str, object]) -> Value | Missing:
        """Whether it has; a meeting of which nothing is said is open."""
        return values.get(CLOSED) is True


def process_of(forum: str) -> str:
    """The id of the routine that meetings of a forum follow."""
    return f"forum:{forum}"


def definition_of(forum: Forum, municipality: str, roles: tuple[str, ...]) -> ProcessDefinition:
    """The routine behind the meetings of `forum`, which people of `roles` write in: opened, written in, closed."""
    asks = (Ask(FACT), Ask(CLOSED, optional=True))
    steps = (
        Start(id=START, title=forum.title, roles=roles, asks=asks),
        Wait(id="mote", title=forum.title, position=1, roles=roles, until=_IsClosed(), by_hand=False),
        End(id="slut", title="Avslutat", position=2, end="hallet"),
    )
    return ProcessDefinition(
        id=process_of(forum.id),
        municipality=municipality,
        title=forum.title,
        about=("none",),
        digest=_DIGEST,
        steps={step.id: step for step in steps},
        lists={MAIN: tuple(step.id for step in steps)},
        facts={
            FACT: Fact(id=FACT, title="Minnesanteckningar", type="long_text", sensitive=True),
            CLOSED: Fact(id=CLOSED, title="Mötet är avslutat", type="yes_no", optional=True),
        },
        ends={"hallet": Ending("hallet", "Mötet är hållet", "hallet")},
        retention=forum.retention,
    )


def roles_of(municipality: Municipality, forum: Forum) -> tuple[str, ...]:
    """The roles whose people may see and write the agenda: those named, and those of the units that are named."""
    named = set(forum.keepers)
    nodes = municipality.nodes()
    return tuple(
        role.id
        for role in municipality.roles.values()
        if role.id in named or (role.unit is not None and named & {*line_of(nodes, role.unit)})
    )


def definitions_of(municipality: Municipality) -> dict[str, ProcessDefinition]:
    """The routines behind the meetings of every forum, by their ids."""
    made = (definition_of(f, municipality.slug, roles_of(municipality, f)) for f in municipality.forums.values())
    return {each.id: each for each in made}


def case_id(municipality: str, forum: str, day: str) -> str:
    """The case of the forum's meeting on `day`: always the same one, so that two who open it at once open one."""
    return id_from("forum", municipality, forum, day)


def minutes_of(case: Case | None) -> Minutes:
    """What stands in a meeting; nothing for one that nobody has opened."""
    return read_minutes(case.value(FACT) if case is not None else None)


def read_minutes(value: object) -> Minutes:
    """Minutes as the case keeps them."""
    return msgspec.json.decode(value, type=Minutes) if isinstance(value, str) else Minutes()


def written(minutes: Minutes) -> str:
    """The minutes as the case keeps them."""
    return msgspec.json.encode(minutes).decode()
