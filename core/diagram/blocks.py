"""The picture's parts in reading order, measured but not yet placed: boxes with their texts, ways out, and phase frames."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from msgspec import structs

from core.diagram.flow import Exit, Flow
from core.diagram.shapes import NodeKind
from core.diagram.text import BOLD, NORMAL, SMALL, wrap
from core.diagram.wording import due_lines, event_notes, notes, order_words, title_of, who
from core.model.anytime import AnytimeEvent
from core.model.steps import MAIN, Phase, Step
from core.words import capital

COLUMN = 240.0
"""Width of a lane's boxes. Two lanes fit a small laptop beside a menu; one lane fits a phone."""
SPINE = 32.0
"""How far from a box's left side the main road enters and leaves it; ways out hang to the right of it."""
PILL = 36.0
"""How far right of the spine an ending beside a step begins."""
LINE, TITLE_LINE = 16.0, 19.0
_PAD = 9.0
_INSET: Mapping[NodeKind, float] = {
    "choice": 24.0,
    "start": 18.0,
    "end": 16.0,
    "call": 17.0,
    "wait": 20.0,
    "jump": 18.0,
    "handover": 20.0,
    "letter": 14.0,
    "decision": 15.0,
    "session": 14.0,
    "reserve": 22.0,
}


@dataclass(frozen=True, slots=True)
class Pill:
    """An ending, or a "go to", drawn beside the step that leads there."""

    kind: NodeKind
    title: str
    lines: tuple[str, ...]

    @property
    def height(self) -> float:
        """Caption and title."""
        return 2 * _PAD - 4 + LINE + TITLE_LINE * len(self.lines)


@dataclass(frozen=True, slots=True)
class Row:
    """One way out below a box. `target` is a node id, None when it ends in the `pill`; `down` when it just goes on downwards."""

    target: str | None
    words: tuple[str, ...]
    lines: tuple[str, ...]
    pill: Pill | None = None
    down: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """A box before it is placed. `lo`, `home`, `hi` are lanes: it is drawn from `lo` to `hi` and its road runs in `home`."""

    id: str
    step: str | None
    kind: NodeKind
    title: str
    lines: tuple[str, ...]
    said: tuple[str, ...]
    notes: tuple[str, ...]
    due_words: tuple[str, ...]
    due: tuple[str, ...]
    rows: tuple[Row, ...]
    lo: int = 0
    home: int = 0
    hi: int = 0

    @property
    def height(self) -> float:
        """Caption, title and small print."""
        return 2 * _PAD + LINE + TITLE_LINE * len(self.lines) + LINE * len(self.notes)


@dataclass(frozen=True, slots=True)
class Open:
    """A phase's frame begins."""

    step: str
    title: str
    lines: tuple[str, ...]
    due: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Close:
    """The innermost open frame ends."""


Item = Block | Open | Close


def inset(kind: NodeKind) -> float:
    """How far from a box's sides its text begins, so that slanted and double borders stay clear of it."""
    return _INSET.get(kind, 12.0)


class Maker:
    """Makes the items of one panel. `roles` are titles; `side` is true for the column of anytime events."""

    def __init__(self, flow: Flow, roles: Mapping[str, str], *, side: bool) -> None:
        self._flow = flow
        self._roles = roles
        self._side = side

    def main(self) -> list[Item]:
        """The process's own list."""
        return _linked(list(self._list(MAIN)))

    def events(self) -> list[Item]:
        """The anytime events, each followed by its own steps; a step that may be done at any time is one box."""
        items: list[Item] = []
        for event in self._flow.definition.anytime.values():
            step = self._flow.alone(event)
            if step is not None:
                items.append(self._step(step, event_notes(event, self._flow.definition, self._roles)))
                continue
            items.append(self._event(event))
            items += self._list(event.body) if event.body else ()
        return _linked(items)

    def _list(self, list_id: str) -> Iterator[Item]:
        for step_id in self._flow.body(list_id):
            step = self._flow.definition.steps[step_id]
            if isinstance(step, Phase) and self._flow.framed(step):
                yield from self._phase(step)
            else:
                yield self._step(step)

    def _phase(self, step: Phase) -> Iterator[Item]:
        title = f"Fas: {step.title}"
        due = (*order_words(step, self._flow.definition), *due_lines(step, self._flow.definition))
        if step.only_if is not None:
            due = (*notes(structs.replace(step, roles=()), self._flow.definition, self._roles), *due)
        width = COLUMN - SPINE - 8
        yield Open(step.id, title, wrap(title, width, SMALL, BOLD), _wrapped(due, width))
        yield from self._list(step.body)
        if self._flow.gated(step):
            by_hand = ("Avslutas för hand",) if step.by_hand else ()
            yield self._block(f"{step.id}/gate", None, "gate", step.title, by_hand, (), self._flow.exits(step))
        yield Close()

    def _step(self, step: Step, more: tuple[str, ...] = ()) -> Block:
        definition = self._flow.definition
        said = (*notes(step, definition, self._roles), *more)
        if self._side and len(step.roles) == 1:
            said = (who(step, self._roles), *said)
        due = due_lines(step, definition)
        if more:  # no arrow leads here that the time could stand on
            said, due = (*said, *due), ()
        return self._block(step.id, step.id, step.kind, title_of(step, definition), said, due, self._flow.exits(step))

    def _event(self, event: AnytimeEvent) -> Block:
        said = event_notes(event, self._flow.definition, self._roles)
        ways = self._flow.event_exits(event)
        first = self._flow.body(event.body)[:1] if event.body else ()
        ways += tuple(Exit(entry, None, ()) for i in first for entry in self._flow.entries(i))
        return self._block(f"event:{event.id}", event.id, "event", event.title, said, (), ways)

    def _block(
        self, node: str, step: str | None, kind: NodeKind, title: str, said: tuple[str, ...], due: tuple[str, ...],
        ways: Sequence[Exit],
    ) -> Block:  # fmt: skip
        inner = COLUMN - 2 * inset(kind)
        lines = wrap(title, inner, NORMAL, BOLD)
        rows = tuple(self._row(way) for way in ways)
        return Block(
            node, step, kind, title, lines, said, _wrapped(said, inner), due, _wrapped(due, COLUMN - SPINE - 30), rows
        )

    def _row(self, way: Exit) -> Row:
        first, *others = way.labels or ("",)
        words = (capital(first), *(f"eller {label}" for label in others)) if first else ()
        return Row(_node(way), words, _wrapped(words, COLUMN - SPINE - 12), self._pill(way))

    def _pill(self, way: Exit) -> Pill | None:
        if way.end is None:
            return None
        ending = self._flow.definition.ends.get(way.end)
        return _make_pill("end", way.end if ending is None else ending.title)

    def jump(self, target: str) -> Pill:
        """The "go to" that stands for an arrow to `target` in the other panel."""
        return _make_pill("jump", title_of(self._flow.definition.steps[target], self._flow.definition))


def _make_pill(kind: NodeKind, title: str) -> Pill:
    return Pill(kind, title, wrap(title, COLUMN - SPINE - PILL - 2 * inset(kind), NORMAL, BOLD))


def _node(way: Exit) -> str | None:
    return f"{way.target}/gate" if way.gate else way.target


def _wrapped(lines: tuple[str, ...], limit: float) -> tuple[str, ...]:
    return tuple(part for said in lines for line in said.split("\n") for part in wrap(line, limit))


def placed_in(block: Block, lo: int, home: int, hi: int) -> Block:
    """`block` in its lanes; a wider box has its text wrapped anew."""
    if hi == lo:
        return replace(block, lo=lo, home=home, hi=hi)
    inner = (hi - lo + 1) * COLUMN - 2 * inset(block.kind)
    lines, notes_anew = wrap(block.title, inner, NORMAL, BOLD), _wrapped(block.said, inner)
    return replace(block, lo=lo, home=home, hi=hi, lines=lines, notes=notes_anew)


def _linked(items: list[Item]) -> list[Item]:
    """Each way to the very next box becomes `down` and stands last, so that the road goes straight on there."""
    following: str | None = None
    for index in range(len(items) - 1, -1, -1):
        item = items[index]
        if isinstance(item, Block):
            items[index] = replace(item, rows=_ordered(item.rows, following))
            following = item.id
    return items


def _ordered(rows: tuple[Row, ...], following: str | None) -> tuple[Row, ...]:
    aside = tuple(row for row in rows if row.target is None or row.target != following)
    down = tuple(replace(row, down=True) for row in rows if row.target is not None and row.target == following)
    return aside + down


def with_jumps(items: list[Item], maker: Maker) -> list[Item]:
    """Ways that lead out of the panel end in a "go to" beside the box instead of an arrow across the picture."""
    here = {item.id for item in items if isinstance(item, Block)}
    return [
        replace(item, rows=tuple(_jumping(row, here, maker) for row in item.rows)) if isinstance(item, Block) else item
        for item in items
    ]


def _jumping(row: Row, here: set[str], maker: Maker) -> Row:
    if row.target is None or row.target in here:
        return row
    return Row(None, row.words, row.lines, maker.jump(row.target.removesuffix("/gate")))
