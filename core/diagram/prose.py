"""The routine in Swedish sentences, in reading order: what stands beside the picture and is read aloud."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import count, groupby

from core.diagram import further
from core.diagram.flow import Exit, Flow, closed_off
from core.diagram.wording import (
    ANYTIME,
    CAPTIONS,
    DONE,
    HERE,
    due_lines,
    event_notes,
    notes,
    order_words,
    title_of,
    who,
)
from core.model.anytime import AnytimeEvent
from core.model.definition import ProcessDefinition
from core.model.steps import MAIN, Phase, Step
from core.words import capital, list_words, window_words


def text_alternative(
    definition: ProcessDefinition,
    roles: Mapping[str, str],
    *,
    here: frozenset[str] = frozenset(),
    done: frozenset[str] = frozenset(),
) -> tuple[str, ...]:
    """One text a step: number, title, who, when, where it leads; last the anytime events and what is not drawn."""
    return tuple(_Teller(Flow(definition, here), roles, here, done).tell())


class _Teller:
    """Tells one definition. Steps are numbered in reading order."""

    def __init__(self, flow: Flow, roles: Mapping[str, str], here: frozenset[str], done: frozenset[str]) -> None:
        self._flow = flow
        self._definition = flow.definition
        self._roles = roles
        self._here = here
        self._done = done
        self._numbers = count(1)

    def tell(self) -> Iterator[str]:
        yield from self._list(MAIN)
        for event in self._definition.anytime.values():
            yield from self._event(event)
        left_out = [f"”{title_of(self._definition.steps[i], self._definition)}”" for i in closed_off(self._flow)]
        if left_out:
            yield f"Används inte med kommunens inställningar: {list_words(left_out)}."

    def _event(self, event: AnytimeEvent) -> Iterator[str]:
        said = [*event_notes(event, self._definition, self._roles)]
        step = self._flow.alone(event)
        if step is not None:
            yield _sentences(
                [
                    ANYTIME,
                    *self._about(step, numbered=False),
                    *said,
                    *self._leads(self._flow.exits(step), None),
                    *self._stays(step),
                ]
            )
            return
        leads = self._leads(self._flow.event_exits(event), None)
        when = event.repeat.window if event.repeat is not None else None
        said += (capital(window_words(when)),) if when is not None else ()
        said += further.accounts(event, self._definition)
        yield _sentences([f"{ANYTIME}: {event.title}", *said, *leads, *_staying(self._flow.event_staying(event))])
        if event.body:
            yield from self._list(event.body)

    def _list(self, list_id: str) -> Iterator[str]:
        steps = [self._definition.steps[i] for i in self._flow.body(list_id)]
        for step, after in zip(steps, [*steps[1:], None], strict=True):
            following = self._flow.entry(after.id) if after else None
            if isinstance(step, Phase) and self._flow.framed(step):
                yield from self._phase(step, following)
            else:
                leads = self._leads(self._flow.exits(step), following)
                yield _sentences([*self._about(step), *leads, *self._stays(step)])

    def _phase(self, step: Phase, after: str | None) -> Iterator[str]:
        yield _sentences(self._about(step))
        yield from self._list(step.body)
        if self._flow.gated(step):
            leads = self._leads(self._flow.exits(step), after)
            yield _sentences([f"Fasen ”{step.title}” är klar", *leads, *self._stays(step)])

    def _about(self, step: Step, *, numbered: bool = True) -> list[str]:
        definition, by = self._definition, who(step, self._roles)
        mark = f" ({HERE})" if step.id in self._here else f" ({DONE})" if step.id in self._done else ""
        number = f"{next(self._numbers)}. " if numbered else ""
        said = [f"{number}{CAPTIONS[step.kind]}: {title_of(step, definition)}{mark}", by]
        said += [line for line in notes(step, definition, self._roles) if line != by]
        said += further.eyes(step, definition)
        said += order_words(step, definition) if isinstance(step, Phase) else ()
        return [*said, *due_lines(step, definition, roles=self._roles), *further.accounts(step, definition)]

    def _leads(self, ways: tuple[Exit, ...], after: str | None) -> Iterator[str]:
        for labels, together in groupby(ways, key=lambda way: way.labels):
            # what leads into tracks leads to the first step of each at once
            found = list(together)
            places = [f"{'att ' if labels and way.gate else ''}{place_words(way, self._definition)}" for way in found]
            if labels:
                yield f"{_when(found[0])} – leder till {list_words(places)}"
            elif not any(way.end is None and way.target == after and not way.gate for way in found):
                yield f"Sedan: {list_words(places)}"

    def _stays(self, step: Step) -> Iterator[str]:
        return _staying(self._flow.staying(step))


def _staying(ways: tuple[Exit, ...]) -> Iterator[str]:
    """What may come without the case going anywhere: ``Avvakta – ärendet står kvar``."""
    return (f"{_when(way)} – {way.stays}" if way.labels else capital(way.stays) for way in ways)


def _when(way: Exit) -> str:
    labels = [label.replace(":\n• ", ": ", 1).replace("\n• ", ", ") for label in way.labels]
    return capital(list_words(labels, "eller"))


def place_words(way: Exit, definition: ProcessDefinition) -> str:
    """Where a way leads: the title of a step, in quotes, ``fasen ”Utredning” är klar`` or ``slutet ”Beviljat”``."""
    if way.end is not None:
        ending = definition.ends.get(way.end)
        return f"slutet ”{way.end if ending is None else ending.title}”"
    title = f"”{title_of(definition.steps[way.target or ''], definition)}”"
    return f"fasen {title} är klar" if way.gate else title


def _sentences(parts: list[str]) -> str:
    return " ".join(part if part.removesuffix("”").endswith((".", "?", "!")) else f"{part}." for part in parts if part)
