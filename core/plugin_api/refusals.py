"""Why a municipality's plugins cannot be used, as problems with the line in municipality.yaml."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import get_close_matches

from core.errors import ConfigurationError
from core.model.people import PluginUse
from core.model.problems import Problem
from core.plugin_api.loaded import Plugins

_NONE = Plugins()


class PluginsRefused(ConfigurationError):  # noqa: N818 - as the other refusals are named
    """The plugins a municipality names cannot all be used; `problems` says why, each with its line in municipality.yaml.

    `sound` are those that nothing is wrong with, for whoever tells of them.
    """

    def __init__(self, problems: Iterable[Problem], sound: Plugins = _NONE) -> None:
        self.sound = sound
        self.problems: tuple[Problem, ...] = tuple(
            sorted(problems, key=lambda p: (p.file, p.line, p.column, p.rule, p.message))
        )
        super().__init__(reason=" ".join(f"{p.message} ({p.file}:{p.line})" for p in self.problems))


def _writable(text: str) -> str:
    """A sentence that may have a plugin's own words in it, without what no file can hold: half of a character is told by its number."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


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
                message=_writable(message),
                allowed=tuple(allowed),
                nearest=nearest[0] if nearest else None,
                hint=_writable(hint) if hint is not None else None,
                plugin=use.name,
            )
        )

    def wrong_answer(self, use: PluginUse, hook: str, what: str) -> None:
        """Notes that `hook` answered with something it may not."""
        self.add(use, "plugin-answer", f"Tillägget {use.name} svarar fel på {hook}: {what}")

    def stop(self, plugins: Plugins) -> None:
        """Raises `PluginsRefused` when anything has been noted, with those of `plugins` that it is not about."""
        if self.found:
            wrong = {problem.plugin for problem in self.found}
            sound = tuple(each for each in plugins.loaded if each.use.name not in wrong)
            raise PluginsRefused(self.found, Plugins(sound, plugins.notes))
