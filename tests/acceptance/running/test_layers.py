"""A running case keeps the whole routine it began with: also what its layers and their letters said then."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from core import bootstrap
from core.clock import FixedClock
from tests.acceptance.playing import GROWN_UP, Play, local

LAYERS = Path(__file__).parents[2] / "fixtures" / "layers"


@contextmanager
def opened(configs: Path, data: Path, moment: str) -> Iterator[Play]:
    clock = FixedClock(local(moment))
    office = bootstrap.open_office(configs, "bykoping", data, clock=clock)
    try:
        yield Play(office, clock, slug="bykoping")
    finally:
        office.store.close()


def _configs(folder: Path) -> Path:
    configs = Path(shutil.copytree(LAYERS, folder / "configs", ignore=shutil.ignore_patterns("invalid")))
    own = configs / "bykoping" / "processes"
    own.mkdir()
    text = "process: stod\nbased_on: _grund/stod\nsteps:\n  - {change: granska, without: [checklist]}\n"
    (own / "stod.yaml").write_text(text, encoding="utf-8")
    return configs


def _edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_a_changed_base_changes_new_cases_and_leaves_those_that_run(tmp_path: Path) -> None:
    configs, data = _configs(tmp_path), tmp_path / "data"
    with opened(configs, data, "2026-03-02 09:00") as story:
        story.start("astrid", "stod", "ansokan", personnummer=GROWN_UP, belopp="500", typ="vanlig")
        case, began = story.case, story.now.definition
        assert story.due("granska").startswith("2026-03-24")
    base = configs / "_grund" / "processes" / "stod.yaml"
    _edit(base, "title: Granska\n", "title: Bedöm\n")
    _edit(base, "default: 3 weeks", "default: 1 week")
    (configs / "_grund" / "letters" / "besked.md").write_text("# Nytt besked\n\nNytt.\n", encoding="utf-8")
    with opened(configs, data, "2026-03-02 10:00") as story:
        story.case = case
        assert story.now.definition == began != story.office.current("stod").digest
        kept = story.office.definition_of(story.now)
        assert (kept.steps["granska"].title, kept.letters["besked"].title) == ("Granska", "Besked")
        assert (story.card("astrid").title, story.due("granska")[:10]) == ("Granska", "2026-03-24")
        story.do("astrid", "granska", "vidare", komplett="yes")
        assert story.open == ["insats"]
        story.start("astrid", "stod", "ansokan", personnummer="199207049850", belopp="500", typ="vanlig")
        assert (story.card("astrid").title, story.due("granska")[:10]) == ("Bedöm", "2026-03-10")


def test_a_base_that_is_gone_is_still_there_for_the_cases_that_run(tmp_path: Path) -> None:
    configs, data = _configs(tmp_path), tmp_path / "data"
    with opened(configs, data, "2026-03-02 09:00") as story:
        story.start("astrid", "stod", "ansokan", personnummer=GROWN_UP, belopp="500", typ="vanlig")
        case = story.case
    shutil.rmtree(configs / "_grund")
    with opened(configs, data, "2026-03-02 10:00") as story:
        story.case = case
        story.do("astrid", "granska", "vidare", komplett="yes")
        assert story.open == ["insats"]
