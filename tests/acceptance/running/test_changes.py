"""What happens to running cases when the municipality's files change."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from core import bootstrap
from core.clock import FixedClock
from tests.acceptance.playing import GROWN_UP, SLUG, Play, local

ROUTINE = f"{SLUG}/processes/aktivitet.yaml"


@contextmanager
def opened(configs: Path, data: Path, moment: str) -> Iterator[Play]:
    """The municipality as its files are now, on the same data."""
    clock = FixedClock(local(moment))
    office = bootstrap.open_office(configs, SLUG, data, clock=clock)
    try:
        yield Play(office, clock, SLUG)
    finally:
        office.store.close()


def _configs(folder: Path) -> Path:
    return Path(shutil.copytree(bootstrap.CONFIGS, folder / "configs"))


def _edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def _start_and_book(story: Play) -> None:
    story.start("anna", "aktivitet", "ansokan", personnummer=GROWN_UP, namn="Kim Påhittad")
    story.book("anna", "utredningssamtal", "2026-05-11 10:00")
    story.at("2026-05-11 10:30")
    story.do("anna", "utredningssamtal", "held", arbetslos="yes", berattigad="yes", annan_aktivitet="no")


def test_a_running_case_keeps_the_version_it_began_with(tmp_path: Path) -> None:
    configs = _configs(tmp_path)
    with opened(configs, tmp_path / "data", "2026-05-11 09:00") as story:
        _start_and_book(story)
        case = story.case
    _edit(configs / ROUTINE, "title: Kartläggningssamtal", "title: Första samtalet")
    _edit(configs / ROUTINE, "window: {weekdays: [tue, wed]}", "window: {weekdays: [mon]}")
    with opened(configs, tmp_path / "data", "2026-05-11 11:00") as story:
        story.case = case
        assert story.card("anna").title == "Kartläggningssamtal"
        story.book("anna", "kartlaggning", "2026-05-12 10:00")  # a Tuesday, as the version it began with has it
        story.start("anna", "aktivitet", "ansokan", personnummer="199207049850", namn="Ali Exempelsson")
        assert story.now.definition != story.office.case(case).definition


def test_a_day_that_becomes_closed_moves_open_deadlines_and_says_why(tmp_path: Path) -> None:
    configs = _configs(tmp_path)
    with opened(configs, tmp_path / "data", "2026-05-11 09:00") as story:
        _start_and_book(story)
        story.book("anna", "kartlaggning", "2026-05-12 09:00")
        assert story.due("kartlaggning") == "2026-05-12 10:30"
        case, version = story.case, story.now.seq
    with opened(configs, tmp_path / "data", "2026-05-11 11:00") as story:
        story.case = case
        assert story.now.seq == version  # nothing changed, nothing written
    _edit(configs / f"{SLUG}/municipality.yaml", "  country: SE\n", "  country: SE\n  closed: [2026-05-12]\n")
    with opened(configs, tmp_path / "data", "2026-05-11 12:00") as story:
        story.case = case
        assert story.due("kartlaggning") == "2026-05-13 10:30"
        assert "räknades om" in str(story.page("anna").history)


def test_with_errors_in_its_files_a_municipality_starts_no_case_but_goes_on_with_those_it_has(tmp_path: Path) -> None:
    configs = _configs(tmp_path)
    with opened(configs, tmp_path / "data", "2026-05-11 09:00") as story:
        _start_and_book(story)
        case = story.case
    _edit(configs / ROUTINE, "go: kartlaggning}", "go: kartlagning}")
    with opened(configs, tmp_path / "data", "2026-05-11 11:00") as story:
        story.case = case
        assert story.office.problems > 0
        story.book("anna", "kartlaggning", "2026-05-12 10:00")
        assert [s.process for s in story.rutin.starts(SLUG, story.rutin.actor(SLUG, "anna"))] == []
