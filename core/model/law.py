"""Law as dated data: provisions, the acts they stand in, and what kind of appeal follows.

A provision is a legal question. Its paragraph changes with the law; which version holds is decided by the day of the decision and
frozen in its record (language section 4).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from msgspec import Struct, field

from core.model.time import Duration
from core.words import inside


class Act(Struct, frozen=True):
    """A law or another body of rules. `short` is how it is named in running text, `number` its number such as ``2025:400``."""

    id: str
    title: str
    number: str | None = None
    short: str | None = None
    since: date | None = None
    until: date | None = None
    successor: str | None = None
    verify: bool = False


class LawVersion(Struct, frozen=True):
    """Where a provision stands while the version is in force: from `since` to `until`, both included, None for open.

    `at` is the paragraph as printed (``11 kap. 4 §``), empty where nobody has said which.
    `appeal` is an id among the appeals. `verify` marks what is not certain.
    `act` is empty for a municipality's own rules. `standard` is the yardstick the version names, where it is not the provision's.
    """

    act: str
    at: str
    since: date | None = None
    until: date | None = None
    appeal: str | None = None
    verify: bool = False
    note: str | None = None
    standard: str | None = None


class Provision(Struct, frozen=True):
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


class Appeal(Struct, frozen=True):
    """A way to have a decision tried. `within` is counted from `starts` (``received``: when the decision reached the person)."""

    id: str
    title: str
    text: str = ""
    within: Duration | None = None
    starts: str = "received"
    process: str | None = None
    verify: bool = False

    @property
    def is_a_way(self) -> bool:
        """Whether there is a way at all: something says how, until when or in which routine. A title alone says that there is none."""
        return bool(self.text or self.within or self.process)


class Laws(Struct, frozen=True):
    """Everything that a `laws.yaml` says. `checked` is the day on which it was last compared with the law."""

    acts: Mapping[str, Act] = field(default_factory=dict)
    provisions: Mapping[str, Provision] = field(default_factory=dict)
    appeals: Mapping[str, Appeal] = field(default_factory=dict)
    checked: date | None = None

    def words(self, version: LawVersion) -> str:
        """The paragraph as it is written in running text: ``11 kap. 4 § socialtjänstlagen (2025:400)``."""
        act = self.acts.get(version.act)
        if act is None:
            return version.at or "ett lagrum som inte är angivet"
        number = f" ({act.number})" if act.number and act.number not in act.title else ""
        return f"{version.at} {act.title}{number}".strip()

    def repealed(self, name: str, day: date) -> str | None:
        """The Swedish sentence that no version of the provision is in force on `day`; None when one is."""
        provision = self.provisions.get(name)
        if provision is None or provision.on(day) is not None:
            return None
        ended = [v for v in provision.versions if v.until is not None and v.until < day]
        if ended:
            last = max(ended, key=lambda v: v.until or date.min)
            return f"{provision.title} ({name}) gäller inte {day}: {self.words(last)} upphörde att gälla efter {last.until}."
        first = min((v.since for v in provision.versions if v.since is not None), default=None)
        if first is None:
            return f"{provision.title} ({name}) gäller inte {day}."
        return f"{provision.title} ({name}) gäller först från {first}, inte {day}."

    def successor(self, name: str, day: date) -> str | None:
        """The Swedish sentence that says which provision took its place, with its paragraph on `day`; None when nobody has said."""
        seen: set[str] = set()
        following = self.provisions[name].successor if name in self.provisions else None
        while following is not None and following not in seen:
            seen.add(following)
            provision = self.provisions.get(following)
            version = provision.on(day) if provision is not None else None
            if provision is not None and version is not None:
                return f"Det ersattes av {inside(provision.title)} ({following}), {self.words(version)}."
            following = provision.successor if provision is not None else None
        return None
