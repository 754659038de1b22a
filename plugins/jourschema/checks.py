"""Whom the settings name, held against the municipality's colleagues. Pure: names and the municipality in, what is wrong out."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from core.plugin_api import ConfigProblem, Municipality, list_words


def strangers(named: Iterable[str], town: Municipality) -> tuple[ConfigProblem, ...]:
    """Those of `named` who share no duty: misspelt, they would be given the days that are never theirs."""
    among = {role for each in town.roles.values() for role in each.among}
    sharing = [name for name, colleague in town.staff.items() if colleague.roles & among]
    return tuple(
        ConfigProblem(
            "",
            f"aldrig nämner {name}, som inte delar på någon jour.",
            hint=_instead(name, sharing),
            setting=("aldrig", name),
        )
        for name in named
        if name not in sharing
    )


def _instead(name: str, sharing: list[str]) -> str:
    near = get_close_matches(name, sharing, n=1) or sharing
    return (
        f"Skriv namnet under staff: {list_words(near, 'eller')}."
        if near
        else "Ta bort raden, eller lägg till medarbetaren under staff."
    )
