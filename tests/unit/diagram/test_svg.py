from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from core.diagram import Bar, Group, bars, svg, text_alternative
from core.model.definition import ProcessDefinition
from core.model.steps import MAIN, End, Start, Step, Task
from tests.unit.diagram.samples import ROLES, activity, outreach, process

SVG = "{http://www.w3.org/2000/svg}"


def texts(picture: str) -> list[str]:
    return [element.text or "" for element in ElementTree.fromstring(picture).iter(f"{SVG}text")]


def named(title: str) -> ProcessDefinition:
    steps: list[Step] = [
        Start(id="s", title=title, roles=("r",)),
        Task(id="t", title=title, roles=("r",)),
        End(id="e", title="", end="slut"),
    ]
    return process({MAIN: steps}, title=title)


@pytest.mark.parametrize("definition", [activity(), outreach()], ids=["activity", "outreach"])
def test_it_is_well_formed_and_named_for_screen_readers(definition: ProcessDefinition) -> None:
    root = ElementTree.fromstring(svg(definition, ROLES, title_id="bild"))
    assert root.attrib["role"] == "img"
    assert root.attrib["aria-labelledby"] == "bild-title bild-desc"
    title, description = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert title is not None and title.attrib["id"] == "bild-title" and title.text == definition.title
    assert description is not None and description.attrib["id"] == "bild-desc"
    assert description.text == " ".join(text_alternative(definition, ROLES))


def test_a_strip_of_the_lanes_heads_stands_before_the_picture_for_a_page_that_scrolls_it() -> None:
    both = svg(activity(), ROLES, heads=True)
    strip, picture = (f"<svg{part}" for part in both.split("<svg")[1:])
    assert picture == svg(activity(), ROLES)
    root = ElementTree.fromstring(strip)
    assert (
        root.attrib["aria-hidden"] == "true" and root.attrib["width"] == ElementTree.fromstring(picture).attrib["width"]
    )
    assert texts(strip) == ["Socialsekreterare", "Arbetsmarknadssekreterare"]


def test_a_strict_content_policy_has_nothing_to_stop() -> None:
    picture = svg(outreach(), ROLES, here=frozenset({"samtal"}), done=frozenset({"lista"}), heads=True)
    assert not re.search(r"<script|<style|\sstyle=|\son\w+=|href|url\(|@import", picture)


def test_titles_are_escaped() -> None:
    nasty = "<script>alert(\"x\")</script> & 'y' ]]>"
    picture = svg(named(nasty), {"r": nasty}, title_id='"><b>')
    ElementTree.fromstring(picture)
    assert "<script" not in picture and "<b>" not in picture
    assert "".join(texts(picture)).replace(" ", "").count("<script>") == 3


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=60))
def test_any_title_gives_well_formed_xml(title: str) -> None:
    ElementTree.fromstring(svg(named(title), {"r": title}))


def test_where_the_case_stands_is_marked_in_words_and_shape() -> None:
    picture = svg(activity(), ROLES, here=frozenset({"kartlaggning"}))
    assert texts(picture).count("Du är här") == 1
    root = ElementTree.fromstring(picture)
    (marked,) = [group for group in root.iter(f"{SVG}g") if "rd-here" in group.attrib.get("class", "")]
    assert "Kartläggningssamtal" in [text.text for text in marked.iter(f"{SVG}text")]
    assert float(marked[0].attrib["stroke-width"]) > 3


def test_done_steps_have_a_tick_and_a_word() -> None:
    picture = svg(activity(), ROLES, done=frozenset({"ansokan", "utredningssamtal"}))
    assert texts(picture).count("Klart") == 2
    assert picture.count('class="rd-tick"') == 2


def test_where_the_case_stands_wins_over_done() -> None:
    both = frozenset({"kartlaggning"})
    assert "Klart" not in texts(svg(activity(), ROLES, here=both, done=both))


def test_a_place_behind_a_closed_way_is_drawn_and_marked() -> None:
    picture = svg(activity(), ROLES, here=frozenset({"utredning_forst"}))
    assert "Du är här" in texts(picture)


def test_kinds_are_told_apart_by_words_and_outline() -> None:
    picture = svg(outreach(), ROLES)
    assert {"Start", "Uppgift", "Väntan", "Möte", "Fas", "Händelse", "Slut", "Gå till"} <= set(texts(picture))
    root = ElementTree.fromstring(svg(activity(), ROLES))
    shapes = {
        (group.attrib["class"].split()[1], group[0].tag.removeprefix(SVG), group[0].attrib.get("rx"))
        for group in root.iter(f"{SVG}g")
        if group.attrib.get("class", "").startswith("rd-node")
    }
    kinds = {kind for kind, _, _ in shapes}
    assert {shape[1:] for shape in shapes if shape[0] == "rd-choice"} == {("polygon", None)}
    assert kinds == {"rd-start", "rd-meeting", "rd-choice", "rd-call", "rd-task", "rd-end"}


def test_no_text_is_smaller_than_twelve_pixels() -> None:
    assert min(float(size) for size in re.findall(r'font-size="([\d.]+)"', svg(outreach(), ROLES))) >= 12


def _luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one: str, other: str) -> float:
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_every_text_can_be_read_against_every_ground() -> None:
    picture = svg(outreach(), ROLES, here=frozenset({"samtal"}), done=frozenset({"lista"}))
    root = ElementTree.fromstring(picture)
    grounds = {
        e.attrib["fill"]
        for tag in ("rect", "polygon")
        for e in root.iter(f"{SVG}{tag}")
        if e.attrib.get("fill") != "none"
    }
    light = {ground for ground in grounds if _luminance(ground) > 0.5}
    inks = {text.attrib.get("fill", root.attrib["fill"]) for text in root.iter(f"{SVG}text")} - {"#ffffff"}
    assert len(light) > 5 and len(inks) > 2
    assert min(_contrast(ink, ground) for ink in inks for ground in light) >= 4.5
    badge = next(group for group in root.iter(f"{SVG}g") if group.attrib.get("class") == "rd-badge")
    assert _contrast("#ffffff", badge[0].attrib["fill"]) >= 4.5


def test_the_same_routine_gives_the_same_picture() -> None:
    assert svg(outreach(), ROLES) == svg(replace(outreach(), digest="1"), ROLES)


def test_a_group_without_bars_says_nought() -> None:
    drawn = bars("Rapport", "Avslutade: 0.", [Group("Avslutade", ()), Group("Nya", (Bar("Alla", 3),))], "rapport")
    assert ">Avslutade: 0<" in drawn
    assert ">Nya<" in drawn
