"""Protected identity in the municipalities' own routines: marked at any time, and along to the cases that a case orders."""

from __future__ import annotations

from pathlib import Path

from core.engine.reading import is_protected
from core.model.case import Case
from core.testing.playing import Play, play

CONFIGS = Path(__file__).parents[2] / "municipality_configs"
WHO = {"personnummer": "200303129811", "namn": "Vera Påhittad"}


def protected(played: Play, case: Case) -> bool:
    return is_protected(played.office.definition_of(case), case)


def test_the_mark_goes_along_to_the_case_that_is_ordered() -> None:
    played = play(CONFIGS, "stockholm", "2026-03-02 09:00")
    played.start("hanna", "ansokan", "ansokan_in", malgrupp="uvas", skyddad="yes", **WHO)
    first = played.case
    played.happens("hanna", "annat_behov", avslutas_har="no")
    played.at("2026-03-02 09:01")
    (other,) = [case for case in played.office.store.open_cases() if case != first]
    assert played.office.case(other).process == "hanvisning"
    assert protected(played, played.office.case(other))


def test_a_young_person_is_marked_and_unmarked_at_any_time() -> None:
    played = play(CONFIGS, "bengtsfors", "2026-03-02 09:00")
    told = {
        "overlamnad_av": "Kim Vägledare",
        "skola": "Gymnasieskolan",
        "skolkommun": "Bengtsfors",
        "meddelat_den": "2026-03-02",
    }
    played.start("cilla", "kaa", "skolan_lamnar_over", **WHO, **told)
    assert not protected(played, played.now)
    played.happens("cilla", "skyddade_uppgifter", skyddad="yes")
    assert protected(played, played.now)
    assert played.page("cilla").protected
    played.happens("cilla", "skyddade_uppgifter", skyddad="no")
    assert not protected(played, played.now)
