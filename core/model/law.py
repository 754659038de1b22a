"""Law as dated data: provisions, the acts they stand in, and what kind of appeal follows.

A provision is a legal question. Its paragraph changes with the law; which version holds is decided by the day of the decision and
frozen in its record (language section 4).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from core.model.time import Duration


@dataclass(frozen=True, slots=True)
class Act:
    """A law or another body of rules. `short` is how it is named in running text, `number` its number such as ``2025:400``."""

    id: str
    title: str
    number: str | None = None
    short: str | None = None
    since: date | None = None
    until: date | None = None
    successor: str | None = None
    verify: bool = False


@dataclass(frozen=True, slots=True)
class LawVersion:
    """Where a provision stands while the version is in force: from `since` to `until`, both included, None for open.

    `at` is the paragraph as printed (``11 kap. 4 §``). `appeal` is an id among the appeals. `verify` marks what is not certain.
    """

    act: str
    at: str
    since: date | None = None
    until: date | None = None
    appeal: str | None = None
    verify: bool = False
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Provision:
    """A legal question with the versions that answer it, oldest first. `standard` is the yardstick the law names, for texts.

    `successor` is the provision that took its place when none of its own versions is in force any more.
    """

    id: str
    title: str
    versions: tuple[LawVersion, ...]
    standard: str | None = None
    successor: str | None = None
    note: str | None = None

    def on(self, day: date) -> LawVersion | None:
        """The version in force on `day`, or None when there is none."""
        for version in self.versions:
            if (version.since is None or version.since <= day) and (version.until is None or day <= version.until):
                return version
        return None


@dataclass(frozen=True, slots=True)
class Appeal:
    """A way to have a decision tried. `within` is counted from `starts` (``received``: when the decision reached the person)."""

    id: str
    title: str
    text: str = ""
    within: Duration | None = None
    starts: str = "received"
    process: str | None = None
    verify: bool = False


@dataclass(frozen=True, slots=True)
class Laws:
    """Everything that a `laws.yaml` says."""

    acts: Mapping[str, Act] = field(default_factory=dict)
    provisions: Mapping[str, Provision] = field(default_factory=dict)
    appeals: Mapping[str, Appeal] = field(default_factory=dict)
