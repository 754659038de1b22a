"""What nobody can see is no part of a text, wherever it was written."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.visible import visible


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("Kim\u200b Påhittad", "Kim Påhittad"),
        ("a\x00b\u202e", "ab"),
        ("\x1b[31mRöd\x7f\x85", "[31mRöd"),
        ("en\r\ntvå\rtre\n\tfyra", "en\ntvå\ntre\n\tfyra"),
        ("\ta\tb\nc\t\n\n", "\ta\tb\nc\t"),
        ("  kant\u00a0\ufeff ", "kant"),
        ("av\u00adstava", "avstava"),
        ("\U000e0041tagg", "tagg"),
        ("\ud800halv", "halv"),
        ("علي 👩‍🏫 می‌خواهم e\u0301", "علي 👩‍🏫 می‌خواهم e\u0301"),
        ("", ""),
    ],
)
def test_marks_that_are_not_seen_are_dropped_and_every_script_is_kept(written: str, kept: str) -> None:
    assert visible(written) == kept


@pytest.mark.parametrize(
    "written", ["\u200b", "\x00", "\u200d\u200c", "\u00a0\u2003", "\u2800", "\u3164", "\u034f", "\ufe0f", " \n\u2060\t"]
)
def test_a_text_with_nothing_to_see_is_empty(written: str) -> None:
    assert visible(written) == ""


SIGNS = st.text(
    st.sampled_from("aÅ1 .\t\n\r\u00a0\u200b\u200c\u202e\u0301\u3164\u2800\ud800\U000e0041ع👩\x00\x1c"), max_size=8
)


@settings(deadline=None, max_examples=500, derandomize=True)
@given(SIGNS | st.text(max_size=8))
def test_what_a_text_is_does_not_hang_on_a_mark_that_is_not_seen(text: str) -> None:
    """With such a mark every sign is looked at; without one, in a text that shows, none is."""
    assert visible(text) == visible(f"\u200b{text}") == visible(f"{text}\u202e")
