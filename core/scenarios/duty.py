"""Duty in scenarios: who is named for today."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.scenarios.model import Act

if TYPE_CHECKING:
    from core.scenarios.playing import Player


def note(player: Player, line: Act) -> str:
    """Somebody is named to have a role today. Who named whom; raises RutinError."""
    town, who = player.office.municipality, line.text("who") or ""
    actor = player.cast.actor(line.by) if line.by else player.cast.of_roles(town.roles[line.name].among)
    player.rutin.duty.note(town.slug, actor, line.name, {player.today().isoformat(): who})
    return f"{actor.name}: {town.staff[who].name} har {town.roles[line.name].title} i dag"
