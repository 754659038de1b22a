"""Rings in graphs: the quick way and the plain way agree."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from core.definitions.whole.loops import on_rings

NODES = "abcdefg"


def _plainly(following: dict[str, tuple[str, ...]]) -> set[str]:
    reach = {node: set(others) & set(following) for node, others in following.items()}
    for _ in following:
        reach = {node: others | {n for o in others for n in reach[o]} for node, others in reach.items()}
    return {node for node, others in reach.items() if node in others}


@given(st.dictionaries(st.sampled_from(NODES), st.lists(st.sampled_from(NODES), max_size=3).map(tuple)))
def test_what_lies_on_a_ring_is_found(following: dict[str, tuple[str, ...]]) -> None:
    assert on_rings(following) == _plainly(following)


def test_what_only_leads_to_a_ring_or_from_it_is_not_on_it() -> None:
    assert on_rings({"a": "b", "b": "c", "c": "b", "d": "d", "e": "f", "f": "", "g": "a"}) == {"b", "c", "d"}
    between = {"a": "b", "b": "ac", "c": "d", "d": "e", "e": "d"}
    assert on_rings(between) == {"a", "b", "d", "e"}
