"""The pictures of the organisation: every unit in its box, no box over another, the same in words."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st

from core.diagram import Arrow, Part, organisation_svg, organisation_text, referrals_svg, referrals_text

NAMES = st.text(st.characters(categories=("L", "N", "P", "Zs")), min_size=1, max_size=60)


@st.composite
def trees(draw: st.DrawFn) -> list[Part]:
    """Parts in tree order: each at most one deeper than the one before."""
    found: list[Part] = []
    for title in draw(st.lists(NAMES, min_size=1, max_size=25)):
        deepest = found[-1].depth + 1 if found else 0
        found.append(Part(title, draw(st.integers(0, min(deepest, 5)))))
    return found


def boxes(svg: str) -> list[tuple[float, float, float, float]]:
    """Every box but the paper: left, top, right, bottom."""
    root = ET.fromstring(svg)
    rects = [r for r in root.iter("{http://www.w3.org/2000/svg}rect") if r.get("class") != "rd-paper"]
    return [
        (x, y, x + float(r.get("width", 0)), y + float(r.get("height", 0)))
        for r in rects
        for x, y in ((float(r.get("x", 0)), float(r.get("y", 0))),)
    ]


def apart(found: list[tuple[float, float, float, float]]) -> bool:
    return not any(
        a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3] for n, a in enumerate(found) for b in found[n + 1 :]
    )


@given(trees())
def test_every_unit_has_a_box_of_its_own_inside_the_picture(parts: list[Part]) -> None:
    svg = organisation_svg("Kommunen", parts)
    found = boxes(svg)
    assert len(found) == len(parts)
    assert apart(found)
    size = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', svg)
    assert size is not None
    assert all(b[2] <= float(size[1]) and b[3] <= float(size[2]) for b in found)


@given(st.lists(NAMES, max_size=8), st.lists(NAMES, max_size=8))
def test_every_arrow_has_a_box_and_a_sentence(inward: list[str], outward: list[str]) -> None:
    ins, outs = [Arrow(t, "i vissa fall") for t in inward], [Arrow(t, outside=True) for t in outward]
    svg = referrals_svg("Mitten", ins, outs)
    found = boxes(svg)
    assert len(found) == len(inward) + len(outward) + 1
    assert apart(found)
    assert svg.count("<polygon") == len(inward) + len(outward)
    assert len(referrals_text("Mitten", ins, outs)) == len(inward) + len(outward)


def test_the_words_say_what_belongs_to_what() -> None:
    parts = [
        Part("Förvaltningen"),
        Part("Gruppen", 1, "inte startad"),
        Part("Receptionen", 2),
        Part("Arkivet", 2),
        Part("Ensam"),
    ]
    assert organisation_text(parts) == (
        "Till Förvaltningen hör Gruppen.",
        "Till Gruppen (inte startad) hör Receptionen och Arkivet.",
        "Ensam.",
    )
