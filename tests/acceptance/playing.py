"""Bengtsfors, or another municipality, in memory with a fixed clock."""

from __future__ import annotations

from collections.abc import Mapping

from core import bootstrap
from core.application.step import actions as act
from core.application.step.office import Office
from core.clock import FixedClock
from core.testing.playing import ZONE, Play, local, open_town

__all__ = ["GROWN_UP", "SLUG", "ZONE", "Play", "correction", "local", "office", "play"]

SLUG = "bengtsfors"
GROWN_UP = "198503129820"


def office(settings: Mapping[str, Mapping[str, object]] | None = None, slug: str = SLUG) -> Office:
    """Bengtsfors, or another municipality, as its files have it, with some settings of some routine replaced."""
    return open_town(bootstrap.CONFIGS, slug, settings=settings)


def play(moment: str, settings: Mapping[str, object] | None = None, process: str = "aktivitet") -> Play:
    """A play that begins at a local moment."""
    return Play(office({process: settings} if settings else None), FixedClock(local(moment)), SLUG)


def correction(story: Play, fact: str, value: str, reason: str = "Fel nummer") -> act.CorrectAction:
    """The form that corrects a fact of the play's case."""
    return act.CorrectAction(
        command=story.key(), case=story.case, seen=story.now.seq, fact=fact, value=value, reason=reason
    )
