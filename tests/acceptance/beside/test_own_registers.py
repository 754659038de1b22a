"""Registers that the municipality writes itself: who stands in them follows the case, step by step, in both stores."""

from __future__ import annotations

from pathlib import Path

import pytest

from core import bootstrap
from core.application.step import actions as act
from core.errors import CorruptHistory, Refused
from core.model.case import Case
from tests.acceptance.beside.test_reports import SLUG, Town

REGISTERS = """
registers:
  vantar: {title: Väntar på beslut, of: prov, at: avgor, lists: [slag]}
  sedan_ansokan: {title: Öppna ansökningar, of: prov, from: ansokan.done, to: avgor.done, role: chef}
  alla: {title: Alla öppna, of: prov, from: case.start}
"""


def town(folder: Path, *, memory: bool) -> Town:
    made = Town(folder)
    made.office.store.close()
    path = folder / SLUG / "municipality.yaml"
    path.write_text(path.read_text(encoding="utf-8") + REGISTERS, encoding="utf-8")
    routine = folder / SLUG / "processes" / "prov.yaml"
    more = "  - task: efter\n    title: Efterarbete\n    role: handlaggare\n  - end: klart\n"
    routine.write_text(routine.read_text(encoding="utf-8").replace("  - end: klart\n", more, 1), encoding="utf-8")
    return Town(folder, bootstrap.memory_store() if memory else None)


def listed(town: Town, register: str, by: str = "anna") -> list[tuple[str, tuple[str, ...]]]:
    page = town.rutin.register(SLUG, town.rutin.actor(SLUG, by), register)
    return [(row.person, row.shown) for row in page.rows]


@pytest.mark.parametrize("memory", [True, False], ids=["memory", "sqlite"])
def test_a_case_comes_into_a_register_and_leaves_it(tmp_path: Path, memory: bool) -> None:
    here = town(tmp_path, memory=memory)
    first, second = here.start("a"), here.start("b")
    assert listed(here, "vantar") == [("Kim Påhittad 0", ("Slag A",)), ("Kim Påhittad 1", ("Slag B",))]
    here.decide(first, "ja")
    assert [name for name, _ in listed(here, "vantar")] == ["Kim Påhittad 1"]
    assert [name for name, _ in listed(here, "sedan_ansokan", "cilla")] == ["Kim Påhittad 1"]
    assert [name for name, _ in listed(here, "alla")] == ["Kim Påhittad 0", "Kim Påhittad 1"]
    here.decide(second, "nej")
    assert listed(here, "vantar") == [] and [name for name, _ in listed(here, "alla")] == ["Kim Påhittad 0"]
    note = act.NoteAction(command=here.key(), case=first, seen=here.office.case(first).seq, text="Ringt")
    here.rutin.submit(SLUG, here.rutin.actor(SLUG, "anna"), note)
    assert [name for name, _ in listed(here, "alla")] == ["Kim Påhittad 0"], (
        "what does not move a case leaves it where it stands"
    )


def test_a_case_that_cannot_be_read_hides_no_other_from_a_register(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = town(tmp_path, memory=True)
    first, _second = here.start("a"), here.start("b")
    case = here.office.case

    def spoilt(asked: str) -> Case:
        if asked == first:
            raise CorruptHistory(reason="innehållet passar inte")
        return case(asked)

    monkeypatch.setattr(here.office, "case", spoilt)
    assert listed(here, "vantar") == [("Kim Påhittad 0", ("Kan inte läsas",)), ("Kim Påhittad 1", ("Slag B",))]
    assert [name for name, _ in listed(here, "alla")] == ["Kim Påhittad 0", "Kim Påhittad 1"]


def test_only_those_it_is_for_read_a_register(tmp_path: Path) -> None:
    here = town(tmp_path, memory=True)
    with pytest.raises(Refused, match="Registret läses av chef"):
        listed(here, "sedan_ansokan")
    with pytest.raises(Refused, match="Registret läses av handläggare"):
        listed(here, "vantar", "cilla")
