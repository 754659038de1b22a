"""The demo starts on any day of the year, and everybody in it has something to look at."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import structlog
from click.testing import CliRunner

from core import bootstrap
from core.application.jobs.beside import Beside
from core.application.service import Rutin
from core.application.step.office import Office
from core.cli import rutin as commands
from core.clock import FixedClock
from core.definitions import plugins_of
from core.errors import ConfigurationError, StorageError
from core.plugin_api import Plugins, build_manager
from core.scenarios.demo import fill
from core.scenarios.demo_cases import cases
from tests.acceptance.beside.test_reports import SLUG as SMALL
from tests.acceptance.beside.test_reports import Town
from tests.acceptance.playing import SLUG, local, office

DAYS = [
    *(f"2026-11-{day} 08:00" for day in range(23, 30)),  # every day of an ordinary week
    "2026-04-07 06:30",  # the morning after Easter
    "2026-12-27 23:30",
    "2027-01-01 00:01",
    "2026-06-19 12:00",  # Midsummer Eve
]


def bengtsfors() -> Office:
    """With its plugins, which have people of their own to show."""
    made = office()
    made.beside = Beside(build_manager(plugins_of(bootstrap.CONFIGS, SLUG)))
    return made


@pytest.mark.parametrize("moment", DAYS)
def test_the_demo_fills_itself_and_gives_work_to_the_roles(moment: str) -> None:
    rutin = Rutin({SLUG: bengtsfors()}, FixedClock(local(moment)))
    assert fill(rutin, bootstrap.CONFIGS, local(moment)) == 9
    for person in ("anna", "bo", "cilla"):
        actor = rutin.actor(SLUG, person)
        items = [i for scope in ("mine", "unit") for i in rutin.worklist(SLUG, actor, scope).items]
        assert items, person
        for item in items:
            rutin.case(SLUG, actor, item.case)
    assert rutin.register(SLUG, rutin.actor(SLUG, "cilla"), "kaa").rows


def test_a_full_disk_is_not_told_as_a_wrong_line(monkeypatch: pytest.MonkeyPatch) -> None:
    rutin = Rutin({SLUG: bengtsfors()}, FixedClock(local(DAYS[0])))

    def full(*_arguments: object) -> None:
        raise StorageError("storage_full")

    monkeypatch.setattr(rutin.offices[SLUG].store, "append", full)
    with pytest.raises(StorageError) as caught:
        fill(rutin, bootstrap.CONFIGS, local(DAYS[0]))
    assert caught.value.code == "storage_full"


def test_filling_it_again_changes_nothing() -> None:
    moment = local(DAYS[0])
    rutin = Rutin({SLUG: bengtsfors()}, FixedClock(moment))
    fill(rutin, bootstrap.CONFIGS, moment)
    assert fill(rutin, bootstrap.CONFIGS, moment + timedelta(days=1)) == 0


@pytest.mark.parametrize("moment", DAYS)
def test_sundbybergs_places_are_as_full_as_its_demo_says(moment: str) -> None:
    slug = "sundbyberg"
    rutin = Rutin({slug: office(slug=slug)}, FixedClock(local(moment)))
    assert fill(rutin, bootstrap.CONFIGS, local(moment)) == 17
    coordinator = rutin.actor(slug, "sonja")
    standing = {each.id: (each.used, each.waiting) for each in rutin.resources(slug, coordinator)}
    assert standing == {
        "osa": (1, 0),
        "vantorp": (3, 2),
        "ulvsunda": (1, 0) if moment < "2027" else (0, 0),
        "vasabo": (2, 0),
        "sociala_kontrakt": (126, 0),
        "angsknuten": (0, 1),
        "jobbcentralen": (1, 0),
    }
    page = rutin.resource(slug, coordinator, "vantorp")
    assert [row.person for row in page.waiting] == ["Ove Demonstra", "Yusuf Fejkberg"]


WORK = {
    "malmo": (12, ("maja", "sara", "amir")),
    "eda": (5, ("ingrid", "ali", "jonas")),
    "stockholm": (6, ("hanna", "carl", "umar", "stella")),
}


@pytest.mark.parametrize("moment", DAYS)
@pytest.mark.parametrize("slug", WORK)
def test_everybody_who_works_with_cases_has_something_to_look_at(slug: str, moment: str) -> None:
    rutin = Rutin({slug: office(slug=slug)}, FixedClock(local(moment)))
    cases, people = WORK[slug]
    assert fill(rutin, bootstrap.CONFIGS, local(moment)) == cases
    for person in people:
        actor = rutin.actor(slug, person)
        assert [i for scope in ("mine", "unit") for i in rutin.worklist(slug, actor, scope).items], person


@pytest.mark.parametrize("moment", DAYS)
def test_edas_cooperation_meeting_is_planned_with_cases_on_its_agenda(moment: str) -> None:
    rutin = Rutin({"eda": office(slug="eda")}, FixedClock(local(moment)))
    fill(rutin, bootstrap.CONFIGS, local(moment))
    actor = rutin.actor("eda", "ingrid")
    coming = rutin.forums.forum("eda", actor, "samverkansmote").forum.next
    assert coming is not None and coming.day >= local(moment).date()
    page = rutin.forums.agenda("eda", actor, "samverkansmote", coming.day.isoformat())
    assert page.ready
    assert page.waiting
    # What else the step asks cannot be answered on the agenda, which leads to where it can.
    assert all(line.on_page and not line.todo for line in page.ready)


def test_a_step_that_comes_back_says_in_the_list_which_period_it_is_about() -> None:
    rutin = Rutin({"eda": office(slug="eda")}, FixedClock(local(DAYS[0])))
    fill(rutin, bootstrap.CONFIGS, local(DAYS[0]))
    rows = rutin.worklist("eda", rutin.actor("eda", "ali"), "mine").items
    certificates = [row.period for row in rows if row.step_title == "Insatsintyg"]
    assert certificates == ["oktober 2026", "november 2026"]
    assert {row.period for row in rows if row.step_title == "Följ upp tillsammans"} == {""}


WRONG = """\
- process: aktivitet
  started: 2
  story:
    - {start: ansokan, by: anna, with: {personnummer: "198503129820", namn: Kim Påhittad}}
    - %s
"""


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{boka: utredningssamtal}", "demo.yaml:5:8 unknown-kind"),
        ("{hold: utredningssamtal, by: bo}", "demo.yaml:5:8: "),
    ],
)
def test_a_line_that_cannot_be_stops_the_demo_with_its_place(tmp_path: Path, line: str, said: str) -> None:
    (tmp_path / SLUG).mkdir()
    (tmp_path / SLUG / "demo.yaml").write_text(WRONG % line, encoding="utf-8")
    rutin = Rutin({SLUG: office()}, FixedClock(local(DAYS[0])))
    with pytest.raises(ConfigurationError) as error:
        fill(rutin, tmp_path, local(DAYS[0]))
    assert said in error.value.text


def test_everything_wrong_in_a_demo_file_is_told_at_once_also_beside_an_empty_value(tmp_path: Path) -> None:
    path = tmp_path / "demo.yaml"
    path.write_text(
        "- process: aktivitet\n  started: två\n  started: 3\n  story:\n    - {boka: samtal}\n    - {do: }\n",
        encoding="utf-8",
    )
    with pytest.raises(ConfigurationError) as error:
        cases(path)
    told = error.value.text.splitlines()
    assert told[0] == "Rutin kan inte starta: "
    assert [one.split(" ")[0].rpartition("/")[2] for one in told[1:]] == [
        "demo.yaml:2:12", "demo.yaml:3:3", "demo.yaml:5:8", "demo.yaml:6:8",
    ]  # fmt: skip


def test_a_plugins_line_that_cannot_be_is_told_and_the_rest_of_the_demo_goes_on(tmp_path: Path) -> None:
    wrong = tmp_path / "fel.yaml"
    wrong.write_text(WRONG % "{hold: utredningssamtal, by: bo}", encoding="utf-8")
    made = bengtsfors()
    (kaa,) = made.beside.plugins.loaded
    made.beside = Beside(Plugins((replace(kaa, demos=(wrong, *kaa.demos)),)))
    with structlog.testing.capture_logs() as logs:
        assert fill(Rutin({SLUG: made}, FixedClock(local(DAYS[0]))), tmp_path, local(DAYS[0])) == 2
    (told,) = [entry for entry in logs if entry["event"] == "plugin_demo_left_out"]
    assert (told["plugin"], told["hook"]) == ("bengtsfors_kaa", "rutin_demo")
    assert "fel.yaml:5:8: " in told["text"]


def test_what_is_to_be_done_in_a_phase_is_late_when_the_phase_is() -> None:
    rutin = Rutin({"malmo": office(slug="malmo")}, FixedClock(local(DAYS[0])))
    fill(rutin, bootstrap.CONFIGS, local(DAYS[0]))
    found = {
        item.person: (item.step_title, item.due, item.late)
        for person in ("sara", "amir")
        for item in rutin.worklist("malmo", rutin.actor("malmo", person), "mine").items
    }
    # The phase "Inskrivning" is to be done within a week of the decision; its steps have no time of their own.
    assert found["Sven Demonstra"] == ("Inskrivningsmöte eller trepartssamtal", local("2026-11-21 00:00"), True)
    assert found["Fatima Testgren"] == ("Inskrivningsmöte", local("2026-11-04 00:00"), True)
    assert found["Leila Låtsas"][1] is None, "the municipality has not decided how long a decision may take"


def checked(folder: Path, demo: str) -> list[str]:
    """What is wrong with a municipality whose invented cases are `demo`, as `rutin check` says it."""
    if not (folder / SMALL).exists():
        Town(folder).office.store.close()
    (folder / SMALL / "demo.yaml").write_text(demo, encoding="utf-8")
    said = CliRunner().invoke(commands, ["check", str(folder / SMALL)]).stdout
    return [line.removeprefix(f"{folder / SMALL}/") for line in said.partition("Öppna frågor")[0].splitlines() if line]


STORY = "- process: prov\n  started: 2\n  story:\n    - {start: ansokan, by: anna, with: {namn: Kim Påhittad}}\n"


@pytest.mark.parametrize(
    ("right", "wrong", "told"),
    [
        ("process: prov", "process: provet", "1:3 unknown-process Rutinen provet finns inte."),
        ("start: ansokan", "start: ansok", "4:8 unknown-step Starten ansok finns inte."),
        ("start: ansokan", "do: avgr", "4:8 unknown-step Steget avgr finns inte."),
        ("by: anna", "by: annna", "4:24 unknown-person Personen eller rollen annna finns inte."),
        ("started: 2", "started: två", "2:12 "),
        ("started: 2", "startad: 2", "2:3 unknown-key"),
    ],
)
def test_the_check_of_a_municipality_reads_its_invented_cases(
    tmp_path: Path, right: str, wrong: str, told: str
) -> None:
    assert checked(tmp_path, STORY) == []
    (said,) = checked(tmp_path, STORY.replace(right, wrong))
    assert said.startswith(f"demo.yaml:{told}")


def test_invented_cases_of_a_routine_with_an_error_are_not_told_of_too(tmp_path: Path) -> None:
    checked(tmp_path, STORY)
    routine = tmp_path / SMALL / "processes" / "prov.yaml"
    routine.write_text(routine.read_text(encoding="utf-8").replace("role: handlaggare", "role: nej"), encoding="utf-8")
    said = str(checked(tmp_path, STORY))
    assert "unknown-role" in said and "demo.yaml" not in said
