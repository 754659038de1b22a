"""What happened in one step is kept as one row and comes back as it was."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from core.errors import CorruptHistory
from core.model.events import FactGiven, NoteAdded, Recorded, StepOpened
from core.storage.chain import ClearColumns
from core.storage.lots import LOT, clear_of, content_of, count, unpack
from tests.contract.storage.builders import T0, events

SAID = st.one_of(
    st.builds(NoteAdded, text=st.text()),
    st.builds(FactGiven, fact=st.text(min_size=1), value=st.text() | st.integers(-(2**53), 2**53) | st.booleans()),
    st.just(StepOpened(instance="samtal#1", step="samtal", frame="f1")),
)
MOMENTS = st.integers(-(10**15), 10**15).map(lambda micros: T0 + timedelta(microseconds=micros))


@st.composite
def steps(draw: st.DrawFn) -> tuple[Recorded, ...]:
    """Events of one step; some have moments, actor or command of their own, as the clock's have."""
    said = draw(st.lists(SAID, min_size=1, max_size=6))
    written = events("a", draw(st.integers(0, 2**31)), "c", said)
    who = draw(st.lists(st.sampled_from(["eva", "system", ""]), min_size=len(said), max_size=len(said)))
    commands = draw(st.lists(st.sampled_from(["c", ""]), min_size=len(said), max_size=len(said)))
    when = draw(st.lists(st.just(T0) | MOMENTS, min_size=len(said), max_size=len(said)))
    return tuple(
        replace(each, by=by, command=command, at=at)
        for each, by, command, at in zip(written, who, commands, when, strict=True)
    )


@given(steps())
def test_a_step_comes_back_as_it_was(written: tuple[Recorded, ...]) -> None:
    clear, content = clear_of(written), content_of(written)
    assert clear[1] == written[-1].seq
    assert count(clear[2], clear[3]) == len(written)
    assert [replace(each, hash=b"") for each in unpack(clear, content, b"h")] == list(written)


def test_the_outline_tells_type_and_step_and_nothing_of_what_was_said() -> None:
    written = events("a", 0, "c", (FactGiven(fact="namn", value="Anna Hemlig"), NoteAdded(text="hemligt")))
    clear = clear_of(written)
    assert clear[:4] == ("a", 2, LOT, '[["fact_given",""],["note_added",""]]')


@pytest.mark.parametrize(
    ("outline", "content"),
    [
        ('[["note_added",""]]', b"[]"),
        ("[]", b'[[1,{"text":"x"}]]'),
        ('[["note_added",""]]', b'[[1,{"text":7}]]'),
        ('[["note_added",""]]', b'[[9,{"text":"x"}]]'),
        ('[["never_heard_of",""]]', b'[[1,{"text":"x"}]]'),
        ('[["note_added",""]]', b"nothing"),
        ("nothing", b'[[1,{"text":"x"}]]'),
    ],
)
def test_outline_and_content_that_do_not_fit_are_said(outline: str, content: bytes) -> None:
    clear: ClearColumns = ("a", 1, LOT, outline, 0, 0, "eva", "c")
    with pytest.raises(CorruptHistory):
        unpack(clear, content, b"h")
