"""Why a municipality's plugins cannot be used, as problems with the line in municipality.yaml."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import get_close_matches

from core.errors import ConfigurationError
from core.model.people import PluginUse
from core.model.problems import Problem


class PluginsRefused(ConfigurationError):  # noqa: N818 - as the other refusals are named
    """The plugins a municipality names cannot all be used; `problems` says why, each with its line in municipality.yaml."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(
            sorted(problems, key=lambda p: (p.file, p.line, p.column, p.rule, p.message))
        )
        super().__init__(reason=" ".join(f"{p.message} ({p.file}:{p.line})" for p in self.problems))


class Refusals:
    """Collects what is wrong with the plugins of one municipality, so that everything is said at once."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.found: list[Problem] = []

    def add(
        self,
        use: PluginUse,
        rule: str,
        message: str,
        *,
        allowed: Sequence[str] = (),
        given: str = "",
        hint: str | None = None,
        setting: tuple[str | int, ...] = (),
    ) -> None:
        """Notes one problem at `use`, or where its `setting` is written. The word of `allowed` nearest to `given` is offered."""
        nearest = get_close_matches(given, allowed, n=1) if given else []
        line, column = use.places.get(setting, (use.line or 0, 1 if use.line else 0))
        self.found.append(
            Problem(
                file=self.file,
                line=line,
                column=column,
                rule=rule,
                message=message,
                allowed=tuple(allowed),
                nearest=nearest[0] if nearest else None,
                hint=hint,
            )
        )

    def wrong_answer(self, use: PluginUse, hook: str, what: str) -> None:
        """Notes that `hook` answered with something it may not."""
        self.add(use, "plugin-answer", f"Tillägget {use.name} svarar fel på {hook}: {what}")

    def stop(self) -> None:
        """Raises `PluginsRefused` when anything has been noted."""
        if self.found:
            raise PluginsRefused(self.found)
