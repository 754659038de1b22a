"""What the proof finds, before it is turned into problems: rule, step, sentence, advice, and how roads are told."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from core.diagram.conditions import text_words
from core.engine.command.completing import outcomes_of
from core.model.definition import ProcessDefinition, Spot
from core.model.problems import Problem, Severity
from core.proof.abstract import Abstract
from core.proof.graph import Edge, Graph, Picks
from core.proof.moments import is_moment
from core.proof.moves import COUNTED, LATE, Move
from core.proof.oracle import Picked
from core.proof.terms import OTHER
from core.words import called

ARROW = " → "
LATER = "later("
"""How a day that is reckoned from another begins."""
MOST_SHOWN = 14
LAST_SHOWN = 6
MOST_TOLD = 3
"""So many examples of one kind of fault are told; mending them usually mends the rest."""
_NOTED = {
    "sent": "skickas", "received": "tas emot", "announced": "tillkännages", "appealed": "överklagas", "final": "får laga kraft",
}  # fmt: skip
"""So many stretches of a road are told where only what came last matters."""


_MOMENTS = {
    "opened": "att ”{}” blir aktuellt", "booked": "bokningen av ”{}”", "held": "att ”{}” hålls", "done": "att ”{}” är klart",
    "sent": "att ”{}” skickas", "decided": "beslutet ”{}”", "received": "att ”{}” tas emot",
    "announced": "att ”{}” tillkännages", "appealed": "att ”{}” överklagas", "final": "att ”{}” får laga kraft",
    "offered": "att ”{}” erbjuds", "accepted": "att ”{}” tas emot", "granted": "att ”{}” ges", "released": "att ”{}” lämnas tillbaka",
    "valid_from": "den första dag som ”{}” gäller", "valid_to": "den sista dag som ”{}” gäller", "outcome": "utfallet av ”{}”",
}  # fmt: skip
_KEYS = {
    "choice-gap": ("when",), "no-otherwise": ("when",), "dead-way": ("when",), "other-way": ("when",), "dead-outcome": ("outcomes",),
    "pause-never": ("deadline",), "wait-length": ("expected",), "limit-past": ("at_most",), "by-itself": ("automatic",),
    "outcome-gap": ("outcomes",), "deadline-hidden": ("deadline",), "deadline-too-early": ("deadline",), "deadline-unsure": ("deadline",),
    "deadline-repeats": ("deadline",),
    "never-late": ("deadline",), "window-deadline": ("deadline",), "window-never": ("window",), "role-nobody": ("role", "decides", "among"),
}  # fmt: skip
"""The keys that the findings of a rule are about, the first that is written there."""


class Finding(Struct, frozen=True):
    """One thing the proof has to say. `step` is the step, event, fact or table it is about, for waivers; `spot`: told elsewhere.

    `fact` is the fact that is lacking, when one is.
    """

    rule: str
    message: str
    hint: str
    severity: Severity = "error"
    step: str | None = None
    spot: Spot | None = None
    fact: str | None = None


def as_problem(definition: ProcessDefinition, finding: Finding) -> Problem:
    """The finding as `rutin check` reports it."""
    line, column = finding.spot or spot_of(definition, finding)
    return Problem(
        definition.file,
        line,
        column,
        finding.rule,
        finding.message,
        hint=finding.hint or None,
        severity=finding.severity,
    )


def spot_of(definition: ProcessDefinition, finding: Finding) -> Spot:
    """Where the key stands that the finding is about, else the step, event, fact, table or row; the file's beginning when none is known."""
    name, found = finding.step or "", definition.places
    keys = (f"{name}:{key}" for key in _KEYS.get(finding.rule, ()))
    return next((found[key] for key in keys if key in found), found.get(name, (1, 1)))


def title_of(definition: ProcessDefinition, name: str) -> str:
    """What people call a step, event, fact, table or counter; the name itself when it is none of them."""
    for table in (definition.steps, definition.anytime, definition.facts, definition.tables, definition.counters):
        found = table.get(name)
        if found is not None:
            return str(getattr(found, "title", name))
    return "Gallring" if name == "retention" else name


def happening(definition: ProcessDefinition, name: str) -> str:
    """A moment or a fact as that which something waits for or is counted from: ``att ”Kalla” är klart``."""
    step, dot, moment = name.partition(".")
    if step == "settings":
        return f"”{definition.settings[moment].title}”"
    return (
        _MOMENTS.get(moment, "”{}” " + moment).format(title_of(definition, step))
        if dot
        else f"”{title_of(definition, name)}”"
    )


def counted_from(definition: ProcessDefinition, starts: Iterable[str], *, all_of_them: bool) -> str:
    """What a deadline is counted from: all of `starts`, or one of them."""
    return (" och " if all_of_them else " eller ").join(happening(definition, start) for start in starts)


def _side(definition: ProcessDefinition, name: str) -> str:
    """One of two days or amounts that are held against each other."""
    if name == "today":
        return "dagens datum"
    if "(" in name:
        said = text_words(name, definition)
        return f"dagen {said}" if name.startswith(LATER) else said
    if name not in definition.facts and not is_moment(definition, name) and not name.startswith("settings."):
        return title_of(definition, name)
    said = happening(definition, name)
    return f"den dag då {said.removeprefix('att ')}" if said.startswith("att ") else said


def _is_day(definition: ProcessDefinition, name: str) -> bool:
    """Whether what is held against another is a day, and not an amount."""
    fact = definition.facts.get(name)
    if fact is not None:
        return fact.type in ("date", "moment")
    return name == "today" or name.startswith(LATER) or is_moment(definition, name)


def quoted(titles: Iterable[str]) -> str:
    """Titles in quotes, joined as a sentence joins them."""
    words = [f"”{t}”" for t in titles]
    return " och ".join(words) if len(words) < 3 else f"{', '.join(words[:-1])} och {words[-1]}"


class Teller:
    """Tells roads and values in the routine's own words."""

    def __init__(self, made: Abstract, graph: Graph) -> None:
        self._d, self._book, self._graph = made.definition, made.book, graph

    def road(self, last: Edge | None, *, then: Move | None = None, picks: Picks = (), most: int = MOST_SHOWN) -> str:
        """The titles from the start to `last`, and the move tried after it; no more than `most`, the last ones rather than the first."""
        edges: list[Edge] = []
        while last is not None:
            edges.append(last)
            last = self._graph.states[last.source].via if last.source >= 0 else None
        told = [t for e in reversed(edges) if (t := self._values(e.picks) if e.split else self._move(e.move, e.picks))]
        if then is not None:
            told.append(self._move(then, picks))
        if len(told) > most:
            first = 4 if most == MOST_SHOWN else 1
            told = [*told[:first], "…", *told[first + 1 - most :]]
        return ARROW.join(told)

    def supposing(self, last: Edge | None, picks: Picks = ()) -> str:
        """`` Det gäller om …`` when the road rests on something that cannot be reckoned, else nothing."""
        found: dict[str, Picked] = {}
        while last is not None:
            found.update({k: v for k, v in last.picks if k not in found})
            last = self._graph.states[last.source].via if last.source >= 0 else None
        found.update(picks)
        unsure = [self._pick(k, v) for k, v in found.items() if not k.startswith(("fact:", LATE))]
        return f" Det gäller om {', '.join(unsure)}." if unsure else ""

    def answers(self, last: Edge | None, picks: Picks, facts: Iterable[str]) -> str:
        """The answers to `facts` on the road to `last`, as ``Svar: Avslag, Antal: 3``; "" when none of them was answered there."""
        wanted, found = {f"fact:{name}" for name in facts}, dict(picks)
        while last is not None:
            found = {**dict(last.picks), **found}
            last = self._graph.states[last.source].via if last.source >= 0 else None
        return ", ".join(self._pick(k, v) for k, v in sorted(found.items()) if k in wanted)

    def told_answers(self, picks: Picks) -> str:
        """The answers as ``Svar: Avslag, Antal: 3``."""
        return ", ".join(self._pick(k, v) for k, v in picks)

    def _move(self, move: Move | None, picks: Picks) -> str:
        values = self._values(picks)
        return f"{self.name(move)} {values}" if values else self.name(move)

    def _values(self, picks: Picks) -> str:
        told = [self._pick(k, v) for k, v in picks if len(self._book.domain(k)) > 1]
        return f"({', '.join(told)})" if told else ""

    def name(self, move: Move | None) -> str:
        """What a move is called."""
        if move is None:
            return "tiden går"
        title = title_of(self._d, move.step)
        if move.kind == "timer":
            return f"{title}: tiden är inne"
        if move.kind == "late":
            return f"{title}: fristen går ut"
        if move.kind == "pass":
            return f"{title}: hoppas över"
        if move.kind == "grant":
            return f"{title}: det blir en plats ledig"
        if move.kind == "offer":
            return f"{title}: erbjuds"
        if move.kind == "note":
            return f"{title}: {_NOTED[move.outcome or '']}"
        if move.kind == "approve":
            return f"{title}: {'godkänns' if move.outcome == 'yes' else 'skickas tillbaka'}"
        return f"{title}: {self._outcome(move)}" if move.outcome else title

    def _outcome(self, move: Move) -> str:
        step = self._d.steps.get(move.step)
        offered = outcomes_of(step) if step is not None else ()
        return next((o.title for o in offered if o.id == move.outcome), move.outcome or "")

    def _pick(self, key: str, value: Picked) -> str:
        title = self._book.titles.get(key, key.partition(":")[2])
        fact = self._d.facts.get(key.removeprefix("fact:"))
        if key.startswith(COUNTED):
            counter = key.removeprefix(COUNTED)
            most = "minst " if value == self._book.caps[counter] else ""
            return f"”{title_of(self._d, counter)}” är {most}{value} efter personens tidigare ärenden"
        if key.startswith("sign:"):
            first, _, second = key.removeprefix("sign:").partition("|")
            words = ("är lika med", "är mer än", "är mindre än")
            if _is_day(self._d, first):
                words = ("är" if first == "today" else "är samma dag som", "är efter", "är före")
            return f"{_side(self._d, first)} {words[int(value)]} {_side(self._d, second)}"
        if "(" in title and title == key.partition(":")[2] and not isinstance(value, bool):
            return f"{text_words(title, self._d)} är {'något annat' if value == OTHER else _number(value)}"
        if isinstance(value, bool):
            return f"{called(title)}: {'ja' if value else 'nej'}"
        if fact is not None and fact.choices:
            return f"{called(title)}: {next((c.title for c in fact.choices if c.id == value), value)}"
        return f"{called(title)}: {'något annat' if value == OTHER else _number(value)}"


def _number(value: Picked) -> str:
    return str(value).removesuffix(".0").replace(".", ",") if isinstance(value, float) else str(value)
