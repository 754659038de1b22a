"""A step is somebody's for as long as what is next is theirs to do; then it stands in the list of those whose turn it is."""

from __future__ import annotations

import pytest

from core.application.step import actions as act
from core.engine.evolving.evolve import replay
from core.errors import Refused
from tests.acceptance.municipalities.test_bengtsfors import to_mapping
from tests.acceptance.playing import Play, play


def give(story: Play, by: str, to: str, step: str) -> None:
    """Gives an open step to a colleague, or takes it over."""
    story.send(
        by,
        act.AssignAction(
            command=story.key(), case=story.case, seen=story.now.seq, instance=story.instance(step), person=to
        ),
    )


def mine(story: Play, who: str) -> list[tuple[str, str | None]]:
    """The rows of *Mina uppgifter*: step and who has it."""
    found = story.rutin.worklist(story.slug, story.rutin.actor(story.slug, who), "mine", None)
    return [(row.instance, row.assigned) for row in found.items]


def same_when_replayed(story: Play) -> bool:
    """Whether the history alone makes the case that is stored."""
    return replay(story.case, story.office.store.events(story.case)) == story.now


def test_a_meeting_that_is_booked_by_one_role_is_then_in_the_list_of_those_who_hold_it() -> None:
    story = play("2026-03-02 09:00")
    to_mapping(story)
    give(story, "anna", "anna", "kartlaggning")
    assert mine(story, "anna") == [("kartlaggning#1", "anna")] and mine(story, "bo") == []
    story.book("anna", "kartlaggning", "2026-03-03 09:00")
    assert mine(story, "bo") == [("kartlaggning#1", None)] and mine(story, "anna") == []
    card = story.card("anna")
    assert (card.assigned, card.yours) == (None, False)
    assert "ingen särskild har steget längre" in str(story.page("anna").history)
    assert same_when_replayed(story)


def test_whoever_holds_a_meeting_has_it_while_it_is_booked_and_not_before() -> None:
    story = play("2026-03-02 09:00")
    to_mapping(story)
    with pytest.raises(Refused, match="Bo Exempelgren har inte den roll"):
        give(story, "anna", "bo", "kartlaggning")  # then nobody who books would see that it is to be booked
    story.book("anna", "kartlaggning", "2026-03-03 09:00")
    give(story, "bo", "bo", "kartlaggning")
    assert mine(story, "bo") == [("kartlaggning#1", "bo")]
    unbook = act.UnbookAction(
        command=story.key(), case=story.case, seen=story.now.seq, instance=story.instance("kartlaggning")
    )
    story.send("anna", unbook)
    assert mine(story, "anna") == [("kartlaggning#1", None)], "it is to be booked anew, which is not Bo's to do"
    assert same_when_replayed(story)


def test_a_meeting_of_one_role_stays_with_whoever_took_it() -> None:
    story = play("2026-03-02 09:00")
    story.start("anna", "aktivitet", "ansokan", personnummer="198503129820", namn="Kim Påhittad")
    give(story, "anna", "anna", "utredningssamtal")
    story.book("anna", "utredningssamtal", "2026-03-02 10:00")
    assert mine(story, "anna") == [("utredningssamtal#1", "anna")]
