"""`Rutin`: everything the pages and commands can do, one method each. Thread-safe."""

from __future__ import annotations

from core.application.actions import Action
from core.application.views import (
    CasePage,
    Done,
    FoundCase,
    HistoryEntry,
    MunicipalityChoice,
    RegisterPage,
    RoutineView,
    Scope,
    StartForm,
    Worklist,
)
from core.model.people import Actor


class Rutin:
    """The application over every municipality that was loaded. Every method may raise `RutinError` with a Swedish sentence."""

    def municipalities(self) -> tuple[MunicipalityChoice, ...]:
        """The municipalities one may choose, by title."""
        raise NotImplementedError

    def actor(self, municipality: str, person: str) -> Actor:
        """The colleague `person` as an actor. Raises NotFound."""
        raise NotImplementedError

    def worklist(self, municipality: str, actor: Actor, scope: Scope, after: str | None = None) -> Worklist:
        """A page (50 rows) of the actor's own tasks or of the unit's, earliest due first."""
        raise NotImplementedError

    def starts(self, municipality: str, actor: Actor) -> tuple[StartForm, ...]:
        """The cases the actor may open."""
        raise NotImplementedError

    def case(self, municipality: str, actor: Actor, case: str) -> CasePage:
        """The case page; the reading is logged. Raises NotFound(no_case)."""
        raise NotImplementedError

    def changes(self, municipality: str, actor: Actor, case: str, since: int) -> tuple[HistoryEntry, ...]:
        """What others did after version `since`, for a clash."""
        raise NotImplementedError

    def submit(self, municipality: str, actor: Actor, action: Action) -> Done:
        """Carries out an action durably.

        Raises:
            InvalidInput: texts that cannot be read; keep the input and show each sentence beside its field.
            Refused: with `code` and perhaps `field`; ``stale`` is a clash.
        """
        raise NotImplementedError

    def search(self, municipality: str, actor: Actor, text: str) -> tuple[FoundCase, ...]:
        """Cases by name, person number or case number; nothing else can be searched for."""
        raise NotImplementedError

    def registers(self, municipality: str) -> tuple[tuple[str, str], ...]:
        """(id, title) of the registers plugins keep here."""
        raise NotImplementedError

    def register(self, municipality: str, actor: Actor, register: str, after: str | None = None) -> RegisterPage:
        """A page of a register. Raises NotFound."""
        raise NotImplementedError

    def routines(self, municipality: str) -> tuple[tuple[str, str], ...]:
        """(id, title) of the municipality's routines."""
        raise NotImplementedError

    def routine(self, municipality: str, process: str) -> RoutineView:
        """A routine as diagram and words. Raises NotFound(no_process)."""
        raise NotImplementedError
