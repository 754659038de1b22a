"""Plugins' ways of sharing duty: they fill in the days that nobody has, and nothing else whatever they answer."""

from __future__ import annotations

from core.application.week.duty import DutyView
from core.errors import NotFound, PluginError
from tests.acceptance.plugins.town_with_plugins import SLUG, Opening, Town, named

import pytest  # isort: skip

WORKS = named("works", may="personal_data network act pages")
MISBEHAVES = named("misbehaves", may="personal_data act pages")


def shown(town: Town) -> DutyView:
    (view,) = town.rutin.duty.month(SLUG, town.rutin.actor(SLUG, "anna"), "2026-03").rotas
    return view


def fill(town: Town, way: str, sent: dict[str, str] | None = None) -> str:
    anna = town.rutin.actor(SLUG, "anna")
    return town.rutin.duty.note(SLUG, anna, "jour", sent or {}, month="2026-03", way=way)


def test_it_stands_beside_rutins_own_and_fills_in_what_nobody_has(opening: Opening) -> None:
    town = opening(WORKS)
    assert town.problems == ()
    view = shown(town)
    assert [(way.value, way.title) for way in view.ways] == [("works.sist", "den sista varje dag")]
    said = fill(town, "works.sist", {view.days[1].day.isoformat(): "anna"})
    assert said == f"Jour: {len(view.days)} dagar fylldes i. Ändra de dagar som ska bytas."
    assert [day.person for day in shown(town).days] == ["bo", "anna", *["bo"] * (len(view.days) - 2)]
    assert town.reported == []


@pytest.mark.parametrize("way", ["annan", "over", "fjarran", "inte"])
def test_what_it_may_not_give_is_told_and_nothing_is_written(opening: Opening, way: str) -> None:
    town = opening(MISBEHAVES)
    first = shown(town).days[0].day.isoformat()
    with pytest.raises(PluginError) as silent:
        fill(town, f"misbehaves.{way}", {first: "bo"})
    assert silent.value.text.startswith(
        "Tillägget Missköter sig kan inte fylla i jouren just nu, och inget har sparats."
    )
    (incident,) = town.reported
    error = "ValueError" if way == "inte" else "wrong_type"
    assert (incident.hook, incident.error, incident.case) == (f"rutin_rotas.{way}", error, None)
    assert shown(town).empty == len(shown(town).days)


def test_a_way_that_no_plugin_has_is_no_page(opening: Opening) -> None:
    with pytest.raises(NotFound):
        fill(opening(WORKS), "works.annat")


def test_a_role_that_does_not_go_round_is_told_at_start(opening: Opening) -> None:
    town = opening(named("jourschema", settings={"roller": ["handlaggare"]}), package="plugins")
    (first, _second) = town.problems
    assert first.rule == "plugin-rota"
    assert first.message == (
        "Sättet vecka att dela jour i tillägget jourschema (rutin_rotas) är för rollen handlaggare, som inte finns."
    )
    assert first.allowed == ("jour",)
    assert shown(town).ways == ()
