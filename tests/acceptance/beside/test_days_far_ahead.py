"""Meetings, sessions and weeks on days that are mistyped, closed or far ahead: asked about, and never lost or an error."""

from __future__ import annotations

from pathlib import Path

import pytest
from starlette.testclient import TestClient

from core.application.service import Rutin
from core.application.step.actions import InvalidInput
from core.clock import FixedClock
from tests.acceptance.beside import town_of_forums, town_of_groups
from tests.acceptance.browsing import seat
from web.app import create_app

WRONG_YEAR = "Året verkar fel. Skriv datumet som 2026-03-02."


@pytest.fixture
def forums(tmp_path: Path) -> town_of_forums.Town:
    return town_of_forums.Town(town_of_forums.opened(tmp_path))


@pytest.fixture
def groups(tmp_path: Path) -> town_of_groups.Town:
    return town_of_groups.Town(town_of_groups.opened(tmp_path))


def page(rutin: Rutin, clock: FixedClock, slug: str, person: str, address: str) -> tuple[int, str]:
    client = TestClient(
        create_app(rutin, demo=True, clock=clock), headers={"Sec-Fetch-Site": "same-origin"}, raise_server_exceptions=False
    )  # fmt: skip
    client.post(f"/{slug}/person", data={"person": person})
    answer = client.get(f"/{slug}{address}")
    return answer.status_code, answer.text


def plan(town: town_of_forums.Town, day: str, forum: str = "samverkan", reason: str = "", *, confirmed: bool = False):  # type: ignore[no-untyped-def]
    actor = town.rutin.actor(town_of_forums.SLUG, "bo")
    return town.rutin.forums.plan(town_of_forums.SLUG, actor, forum, day, "", reason, confirmed=confirmed)


def add(town: town_of_groups.Town, day: str, *, confirmed: bool = False) -> str:
    actor = town.rutin.actor(town_of_groups.SLUG, "lena")
    return town.rutin.groups.add(town_of_groups.SLUG, actor, "tisdag", day, "13.00", "14.00", confirmed=confirmed)


def shown(town: town_of_groups.Town) -> list[str]:
    actor = town.rutin.actor(town_of_groups.SLUG, "lena")
    return [each.key for each in town.rutin.groups.series(town_of_groups.SLUG, actor, "tisdag").sessions]


@pytest.mark.parametrize("day", ["9999-12-31", "2151-01-01", "1899-12-31"])
def test_a_year_that_cannot_be_meant_is_said_at_the_day(
    forums: town_of_forums.Town, groups: town_of_groups.Town, day: str
) -> None:
    with pytest.raises(InvalidInput) as planned:
        plan(forums, day, reason="Därför", confirmed=True)
    with pytest.raises(InvalidInput) as added:
        add(groups, day, confirmed=True)
    assert planned.value.errors == added.value.errors == {"day": WRONG_YEAR}


def test_days_are_read_as_everywhere_else(forums: town_of_forums.Town) -> None:
    assert str(plan(forums, "20260303")) == "2026-03-03"


def test_a_meeting_more_than_a_year_ahead_is_asked_about_and_then_listed_and_can_be_taken_away(
    forums: town_of_forums.Town,
) -> None:
    with pytest.raises(InvalidInput) as asked:
        plan(forums, "2036-03-04", reason="Därför")
    assert list(asked.value.errors) == ["sakert"] and "tisdag 4 mars 2036" in asked.value.errors["sakert"]
    plan(forums, "2036-03-04", reason="Därför", confirmed=True)
    assert [each.key for each in forums.forum().besides] == ["2036-03-04"]
    actor = forums.rutin.actor(town_of_forums.SLUG, "bo")
    forums.rutin.forums.cancel(town_of_forums.SLUG, actor, "samverkan", "2036-03-04")
    assert forums.forum().besides == ()


def test_every_day_somebody_has_planned_is_listed_once_and_those_of_the_rule_are_not_told_for_a_year(
    forums: town_of_forums.Town,
) -> None:
    plan(forums, "2026-12-03", "onsdag", "Extra")
    found = forums.forum("onsdag")
    assert [each.key for each in found.besides] == ["2026-12-03"]
    plan(forums, "2026-03-05", "onsdag", "Extra")
    found = forums.forum("onsdag")
    assert [m.key for m in found.slots[0].meetings] == ["2026-03-04", "2026-03-05"] and len(found.besides) == 1


def test_a_meeting_on_a_closed_day_is_asked_about_by_the_days_name(forums: town_of_forums.Town) -> None:
    with pytest.raises(InvalidInput) as asked:
        plan(forums, "2026-12-25", "ibland")
    assert asked.value.errors == {"reason": "Fredag 25 december är juldagen. Välj en annan dag, eller skriv varför."}
    assert str(plan(forums, "2026-12-25", "ibland", "Öppet hus")) == "2026-12-25"


def test_an_extra_session_far_ahead_is_asked_about_and_then_listed(groups: town_of_groups.Town) -> None:
    with pytest.raises(InvalidInput) as asked:
        add(groups, "2036-03-04")
    assert list(asked.value.errors) == ["sakert"]
    key = add(groups, "2036-03-04", confirmed=True)
    assert shown(groups)[-1] == key == "2036-03-04T1300"
    actor = groups.rutin.actor(town_of_groups.SLUG, "lena")
    groups.rutin.groups.call_off(town_of_groups.SLUG, actor, "tisdag", key, "Fel år", "", groups.key())
    assert key in shown(groups)


def test_an_extra_session_on_a_closed_day_is_asked_about(groups: town_of_groups.Town) -> None:
    with pytest.raises(InvalidInput) as asked:
        add(groups, "2026-12-25")
    assert asked.value.errors == {"sakert": "Fredag 25 december är juldagen. Kryssa för om träffen ändå ska vara då."}
    assert add(groups, "2026-12-25", confirmed=True) == "2026-12-25T1300"


def test_what_is_to_be_confirmed_can_be_ticked_on_the_pages(
    forums: town_of_forums.Town, groups: town_of_groups.Town
) -> None:
    for town, slug, person, address, data, box in (
        (forums, town_of_forums.SLUG, "bo", "/samverkan/samverkan", {"formular": "planera", "reason": "x"}, "planera-sakert"),
        (groups, town_of_groups.SLUG, "lena", "/grupper/tisdag", {"formular": "extra", "clock": "13:00"}, "extra-sakert"),
    ):  # fmt: skip
        client = seat(town, person, slug)
        asked = client.post(f"/{slug}{address}", data={**data, "day": "2036-03-04"})
        assert asked.status_code == 422 and f'id="{box}"' in asked.text and f'href="#{box}"' in asked.text
        done = client.post(
            f"/{slug}{address}", data={**data, "day": "2036-03-04", "sakert": "ja"}, follow_redirects=False
        )
        assert done.status_code == 303


@pytest.mark.parametrize("week", ["9999-W52", "0001-W01", "2026-W99", "0000-W01"])
def test_a_week_at_the_end_of_time_is_not_found(groups: town_of_groups.Town, week: str) -> None:
    status, text = page(groups.rutin, groups.clock, town_of_groups.SLUG, "lena", f"/kalender?vecka={week}")
    assert status == 404 and "Perioden går inte att läsa" in text


@pytest.mark.parametrize("key", ["0001-01-01T0000", "9999-12-31T2300", "9999-12-31T2359", "i-dag"])
def test_a_session_at_the_end_of_time_is_not_found(groups: town_of_groups.Town, key: str) -> None:
    for series in ("tisdag", "fri"):
        status, _ = page(groups.rutin, groups.clock, town_of_groups.SLUG, "lena", f"/grupper/{series}/{key}")
        assert status == 404


def test_a_period_whose_days_have_been_no_longer_asks_for_a_meeting(forums: town_of_forums.Town) -> None:
    forums.at("2026-11-28 09:00")
    november, december, *_ = forums.forum().slots
    assert (november.missing, november.proposals, november.over) == (1, (), True)
    assert (december.missing, december.over) == (1, False)
    _, text = page(forums.rutin, forums.clock, town_of_forums.SLUG, "bo", "/samverkan/samverkan")
    assert text.count("1 möte att planera") == 3  # the months that follow
    assert "1 möte planerades inte. De dagar som regeln anger har varit." in text


def test_whose_days_hang_on_another_body_still_asks(forums: town_of_forums.Town) -> None:
    found = forums.forum("grupp").slots[0]
    assert (found.missing, found.proposals, found.over) == (2, (), False)


def test_the_day_a_question_was_asked_stands_as_people_say_it(forums: town_of_forums.Town) -> None:
    forums.plan("2026-03-03")
    forums.write("2026-03-03", new_question="När börjar kursen?")
    _, text = page(forums.rutin, forums.clock, town_of_forums.SLUG, "bo", "/samverkan/samverkan/2026-03-03")
    assert "Ställd av Anna, mötet tisdag 3 mars 2026" in text
