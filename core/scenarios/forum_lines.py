"""What is asked at standing meetings in scenarios, and what is expected of a meeting itself: about no single case."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING

from core.definitions.language import scalars as s
from core.definitions.language.keys_common import NAMES
from core.definitions.language.shapes import ByNode, Key, ListOf, MapOf, Obj
from core.definitions.text.checking import Record
from core.errors import Refused
from core.model.forums import Forum
from core.model.people import Actor
from core.scenarios.lookup import Lookup
from core.scenarios.model import Act

if TYPE_CHECKING:
    from core.application.forums.case import Question
    from core.application.forums.records import AgendaPage
    from core.scenarios.playing import Player

_TEXTS = ByNode(s.TEXT, ListOf(s.TEXT))
FORUM = Obj(
    "expected_forum",
    "ett forum",
    {
        "members": Key(NAMES, "Exakt de roller, enheter och utomstående som deltar."),
        "sometimes": Key(NAMES, "Exakt de som deltar ibland."),
        "how": Key(s.TEXT, "Hur ofta och när det hålls, i samma ord som sidan Samverkan."),
        "how_long": Key(s.TEXT, "Hur länge det hålls, till exempel 60 minuter."),
        "standing": Key(_TEXTS, "Exakt det som alltid står på dagordningen, i ordning."),
        "left": Key(s.WHOLE, "Hur många möten som är kvar att planera i perioden som pågår."),
        "days": Key(_TEXTS, "Exakt de dagar att välja på i perioden som pågår. none: inga."),
        "planned": Key(_TEXTS, "Exakt de kommande dagar som det möts, i dag också. none: inga."),
        "questions": Key(_TEXTS, "Exakt de frågor utan svar som står på nästa möte, i dag också. none: inga."),
        "says": Key(s.TEXT, "En del av anmärkningen eller den öppna frågan."),
    },
)
EXPECT = {
    "meets": Key(MapOf(FORUM), "Forum, så som de står i municipality.yaml och med det som är planerat och frågat.")
}


def acts(by: Mapping[str, Key]) -> dict[str, Obj]:
    """The kinds of line about a forum; `by` is the key that others have too."""
    question = {"question": Key(s.TEXT, "Frågan.")}
    return {
        "ask": Obj(
            "line_ask",
            "en fråga på ett möte",
            {
                "ask": Key(s.ID, "En fråga skrivs på forumets möte i dag. Finns den redan lyfts den bara vidare."),
                **question,
                "passed_to": Key(s.ID, "Forumet som frågan lyfts till."),
                **by,
            },
            ("ask", "question"),
        ),
        "answer": Obj(
            "line_answer",
            "ett svar på ett möte",
            {"answer": Key(s.ID, "En fråga besvaras på forumets möte i dag."), **question, "says": Key(s.TEXT, "Svaret."), **by},
            ("answer", "question", "says"),
        ),
    }  # fmt: skip


# ---- what is done ---------------------------------------------------------------------------------------------------


def ask(player: Player, line: Act) -> str:
    """A question is written at today's meeting, and passed on where the line says so. Raises RutinError."""
    forum, actor = _who(player, line)
    text, to = line.text("question") or "", line.text("passed_to")
    if not any(each.text == text for each in _page(player, actor, forum).questions):
        _write(player, actor, forum, new_question=text)
    if to is not None:
        _write(player, actor, forum, about=_question(player, actor, forum, text), passed_to=to)
    return f"{actor.name}: {forum.title}: {text}"


def answer(player: Player, line: Act) -> str:
    """A question is answered at today's meeting. Raises RutinError."""
    forum, actor = _who(player, line)
    said = line.text("says") or ""
    about = _question(player, actor, forum, line.text("question") or "")
    _write(player, actor, forum, about=about, said=said)
    return f"{actor.name}: {forum.title}: {said}"


ACTS: Mapping[str, Callable[[Player, Act], str]] = {"ask": ask, "answer": answer}


def _slug(player: Player) -> str:
    return player.office.municipality.slug


def _who(player: Player, line: Act) -> tuple[Forum, Actor]:
    from core.application.forums.case import roles_of

    town = player.office.municipality
    forum = town.forums[line.name]
    return forum, player.cast.actor(line.by) if line.by else player.cast.of_roles(roles_of(town, forum))


def _page(player: Player, actor: Actor, forum: Forum) -> AgendaPage:
    return player.rutin.forums.agenda(_slug(player), actor, forum.id, player.today().isoformat())


def _question(player: Player, actor: Actor, forum: Forum, text: str) -> Question:
    found = [each for each in _page(player, actor, forum).questions if each.text == text]
    if not found:
        raise Refused("value", reason=f"Frågan ”{text}” står inte på dagordningen.")
    return found[0]


def _write(
    player: Player,
    actor: Actor,
    forum: Forum,
    *,
    new_question: str = "",
    about: Question | None = None,
    said: str = "",
    passed_to: str = "",
) -> None:
    """Writes in today's agenda as the page does: what stood there is sent back with it."""
    from core.application.forums.records import AgendaInput

    page = _page(player, actor, forum)
    name = about.id if about else None
    sent = AgendaInput(
        command=player.key(),
        seen=page.version,
        other=page.other,
        present=frozenset(each.id for each in page.present if each.here),
        answers={name: said} if name else {},
        done=frozenset({name} if name and said else ()),
        passed_on={name: passed_to} if name and passed_to else {},
        new_question=new_question,
    )
    player.rutin.forums.write(_slug(player), actor, forum.id, player.today().isoformat(), sent)


# ---- what is expected -----------------------------------------------------------------------------------------------


def meets(expected: Record, player: Player) -> Iterator[str]:
    """Each difference between what is expected of the forums and how they are."""
    table, known = expected.record("meets"), player.office.municipality.forums
    for name, wanted in table.fields.items() if table is not None else ():
        if isinstance(wanted, Record):
            yield from (f"Forumet {name}, {said}" for said in _forum(player, known[name], wanted))


def _forum(player: Player, forum: Forum, wanted: Record) -> Iterator[str]:
    from core.application.forums.days import days, rule_words

    office = player.office
    current = next(iter(days(office, forum.id, player.today()).slots()), None)
    length = f"{forum.minutes} minuter" if forum.minutes is not None else "inget"
    exact = {
        "how": rule_words(office.municipality, forum),
        "how_long": length,
        "left": str(current.missing) if current is not None else "inget",
    }
    for key, said in exact.items():
        if key in wanted.keys and wanted.text(key) != said:
            yield f"{key}: väntade {wanted.text(key)}, fick {said}."
    part, text = wanted.text("says"), f"{forum.note or ''} {forum.question or ''}"
    if part is not None and part.lower() not in text.lower():
        yield f"says: väntade {part}, men det står {text.strip() or 'inget'}."
    for key, got in _lists(player, forum, current.proposals if current is not None else ()).items():
        want = [leaf.text for leaf in wanted.leaves(key) if leaf.text != "none"]
        if key in wanted.keys and (want != got if key == "standing" else sorted(want) != sorted(got)):
            yield f"{key}: väntade {', '.join(want) or 'none'}, fick {', '.join(got) or 'none'}."


def _lists(player: Player, forum: Forum, proposed: tuple[date, ...]) -> dict[str, list[str]]:
    from core.application.forums.days import days

    found = days(player.office, forum.id, player.today())
    return {
        "members": list(forum.members),
        "sometimes": [who for each in forum.sometimes for who in each.who],
        "standing": list(forum.agenda),
        "days": [day.isoformat() for day in proposed],
        "planned": [day.isoformat() for day in found.all if day >= found.today],
        "questions": _questions(player, forum, found.next),
    }


def _questions(player: Player, forum: Forum, day: date | None) -> list[str]:
    from core.application.forums.case import roles_of

    if day is None:
        return []
    actor = player.cast.of_roles(roles_of(player.office.municipality, forum))
    page = player.rutin.forums.agenda(_slug(player), actor, forum.id, day.isoformat())
    return [each.text for each in page.questions if not each.done and each.to in ("", forum.id)]


def names_forum(act: Act, look: Lookup) -> None:
    """A line about a forum names forums there are."""
    look.known(act.place, "unknown-forum", "Forumet", act.name, look.town.forums)
    to = act.record.leaf("passed_to")
    if to is not None and act.name in look.town.forums:
        where = f"bland questions_to i {act.name}"
        look.known(to.place, "unknown-forum", "Forumet", to.text, look.town.forums[act.name].questions_to, where=where)


def names_expected(record: Record, look: Lookup) -> None:
    """What is expected of forums names forums, roles and parties there are."""
    table = record.record("meets")
    parties = (*look.town.roles, *look.town.nodes())
    for name, place in table.keys.items() if table is not None else ():
        wanted = table.record(name) if table is not None else None
        if look.known(place, "unknown-forum", "Forumet", name, look.town.forums) and wanted is not None:
            for leaf in (*wanted.leaves("members"), *wanted.leaves("sometimes")):
                look.known(leaf.place, "unknown-party", "Rollen, enheten eller den utomstående", leaf.text, parties)
