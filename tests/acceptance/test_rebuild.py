"""Reports and registers that are written when there are cases already: `rutin rebuild` counts the older ones too."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from click.testing import CliRunner

from core.application.rebuilding import Rebuilt, rebuild
from core.cli import rutin
from core.storage.tallies import Tally
from tests.acceptance.test_own_registers import REGISTERS, listed
from tests.acceptance.test_reports import SLUG, Town


def first_year(folder: Path) -> Town:
    """Two cases, one of them decided, before anything was counted by kind or listed."""
    routine = folder / SLUG / "processes" / "prov.yaml"
    made = Town(folder)
    made.office.store.close()
    routine.write_text(routine.read_text(encoding="utf-8").replace(", statistic: yes", ""), encoding="utf-8")
    municipality = folder / SLUG / "municipality.yaml"
    text = municipality.read_text(encoding="utf-8")
    municipality.write_text(text.replace("    split_by: slag\n", ""), encoding="utf-8")
    made = Town(folder)
    first = made.start("a")
    made.start("b")
    made.decide(first, "ja")
    made.office.store.close()
    municipality.write_text(text + REGISTERS, encoding="utf-8")
    declared = routine.read_text(encoding="utf-8").replace("title: Slag,", "title: Slag, statistic: yes,")
    routine.write_text(declared, encoding="utf-8")
    return made


def kinds(town: Town) -> dict[str, int]:
    """How many applied in March, by kind."""
    march = Tally("prov", "ansokan.done", date(2026, 3, 1), date(2026, 4, 1), by=("slag",))
    return {line.values[0]: line.cases for line in town.office.store.tally(march)}


def test_older_cases_are_counted_and_listed_after_a_rebuild_and_nothing_else_changes(tmp_path: Path) -> None:
    first_year(tmp_path)
    before = Town(tmp_path)
    assert listed(before, "vantar") == [] and kinds(before) == {"": 2}
    commits = before.office.store.verify()
    before.office.store.close()
    said = CliRunner().invoke(rutin, ["rebuild", SLUG, "--configs", str(tmp_path), "--data", str(tmp_path / "data")])
    assert said.exit_code == 0, said.output
    assert "2 ärenden räknades om. 2 har fått annan statistik eller andra register." in said.output
    after = Town(tmp_path)
    assert [name for name, _ in listed(after, "vantar")] == ["Kim Påhittad 1"]
    assert after.office.store.verify() == commits
    assert kinds(after) == {"a": 1, "b": 1}
    *_, again = rebuild(after.office)
    assert again == Rebuilt(2, 0, 0)
    after.count = 10
    later = after.start("b")
    assert [name for name, _ in listed(after, "vantar")] == ["Kim Påhittad 1", "Kim Påhittad 10"]
    after.decide(later, "nej")
    assert [name for name, _ in listed(after, "vantar")] == ["Kim Påhittad 1"]


def test_a_municipality_without_a_database_is_told(tmp_path: Path) -> None:
    said = CliRunner().invoke(rutin, ["rebuild", SLUG, "--data", str(tmp_path)])
    assert said.exit_code == 2 and SLUG in said.output
