"""What the settings have to say, held against the routine that cases are opened in. Pure: settings and routines in, what is wrong out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final

from core.plugin_api import ConfigProblem, Municipality, ProcessDefinition, Step, list_words

EXAMPLE: Final = "Skriv rubriken i listan och uppgiften i rutinen, till exempel kolumner: "


@dataclass(frozen=True, slots=True)
class Settings:
    """Into which routine, by which start, which column becomes which fact, and which may be empty."""

    process: str
    start: str
    number: str
    columns: Mapping[str, str]
    may_be_empty: tuple[str, ...] = ()

    def wrong(self, _town: Municipality, processes: Mapping[str, ProcessDefinition]) -> tuple[ConfigProblem, ...]:
        """What would keep every row from being opened. A routine that is not there, or has faults of its own, is told by Rutin."""
        routine = processes.get(self.process)
        return (*self._start(routine), *self._columns(routine)) if routine is not None else ()

    def _start(self, routine: ProcessDefinition) -> Iterator[ConfigProblem]:
        starts = _starts(routine)
        if self.start not in starts:
            said = (
                f"Starten {self.start} finns inte i rutinen {routine.id}."
                if self.start
                else "Det står inte vilken start som öppnar ärendena."
            )
            yield _problem(said, _instead("start: ", self.start, starts), "start")

    def _columns(self, routine: ProcessDefinition) -> Iterator[ConfigProblem]:
        needed = _needed(routine, self.start)
        if not self.columns:
            example = ", ".join(
                f"{routine.facts[fact].title}: {fact}" for fact in needed or (self.number,) if fact in routine.facts
            )
            yield _problem("Det står inte vilka kolumner listan har.", f"{EXAMPLE}{{{example}}}.", "kolumner")
            return
        stated = [name for name, fact in routine.facts.items() if fact.derived is None]
        for heading, fact in self.columns.items():
            if fact not in stated:
                said = f"Kolumnen {heading} blir uppgiften {fact}, som inte finns i rutinen {routine.id} eller räknas ut där."
                yield _problem(said, _instead(f"{heading}: ", fact, stated), "kolumner", heading)
        for fact in dict.fromkeys((self.number, *needed)):
            if fact in routine.facts and fact not in self.columns.values():
                said = f"Uppgiften {fact} behövs för att öppna ett ärende, men ingen kolumn blir den."
                yield _problem(said, f"Skriv {routine.facts[fact].title}: {fact} bland kolumner.", "kolumner")
        yield from self._empty(routine, needed)

    def _empty(self, routine: ProcessDefinition, needed: tuple[str, ...]) -> Iterator[ConfigProblem]:
        for number, heading in enumerate(self.may_be_empty):
            where = ("far_vara_tomma", number)
            if heading not in self.columns:
                said = f"far_vara_tomma nämner {heading}, som inte är någon kolumn."
                yield _problem(said, _instead("", heading, list(self.columns)), *where)
            elif self.columns[heading] in (self.number, *needed):
                said = f"Kolumnen {heading} får inte vara tom: starten i rutinen {routine.id} frågar efter uppgiften."
                yield _problem(said, "Ta bort den ur far_vara_tomma.", *where)


def _problem(message: str, hint: str, *setting: str | int) -> ConfigProblem:
    return ConfigProblem("", message, hint=hint, setting=setting)


def _instead(before: str, given: str, names: list[str]) -> str:
    """What to write instead: the nearest name, or all there are."""
    near = get_close_matches(given, names, n=1)
    return f"Skriv {before}{near[0]}." if near else f"Skriv {before}{list_words(names, 'eller')}."


def _starts(routine: ProcessDefinition) -> list[str]:
    return [
        name for name, step in routine.steps.items() if step.kind == "start" and not getattr(step, "only_called", False)
    ]


def _needed(routine: ProcessDefinition, start: str) -> tuple[str, ...]:
    """The facts that the start always asks for and that may not be left out."""
    step: Step | None = routine.steps.get(start)
    asks = step.asks if step is not None else ()
    return tuple(
        ask.fact for ask in asks if not (ask.optional or routine.facts[ask.fact].optional or ask.only_if is not None)
    )
