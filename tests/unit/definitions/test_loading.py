"""The one door: what belongs together, what is kept apart, and what names a version."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.definitions import Loaded, check, line, load, municipalities, targets
from core.definitions.steps.outline import MAX_STEPS
from core.definitions.text.checking import MAX_ENTRIES
from core.model.definition import ProcessDefinition
from core.model.plugins import Brought, ExpressionFunction, ProcessSource
from core.model.steps import MAIN, Phase, Wait
from core.model.time import Duration, Window

TOWN = """
municipality: testby
title: Testby
code: 0001
calendar: {office_hours: {mon-thu: 08:00-16:30, fri: 08:00-15:00}, closed: [2026-05-15]}
units: {klient: {title: Klienten, ours: no}}
roles: {handlaggare: {title: Handläggare}, chef: {title: Chef}}
staff: {anna: {name: Anna Provberg, roles: [handlaggare]}}
plugins:
  kalkyl: {settings: {antal: 3, andel: 0.5, namn: 0180, av: no, citat: "7", lista: [1, a]}, may: [personal_data], note: Ett tillägg}
"""
PROCESS = """
process: prov
title: Prov
about: person
settings:
  tid: {type: duration, title: Tid}
  fran: {type: date, default: 2026-01-01, title: Från}
  grans: {type: number, default: 2.5, title: Gräns}
facts:
  personnummer: {type: person_number, title: Personnummer}
  dag: {type: date, title: Dag}
  svar: {type: choice, title: Svar, choices: {ja: Ja, nej: Nej}}
  antal: {type: whole_number, title: Antal, default: 3}
  manader: {type: whole_number, title: Månader, is: "months(dag, today)"}
steps:
  - start: in_
    title: In
    role: handlaggare
    asks: [personnummer, dag]
  - phase: arbete
    title: Arbete
    role: {any: [handlaggare, chef], not_same_as: in_}
    ends_when: [{if: svar == 'nej', end: ut}]
    steps:
      - task: gor
        title: Gör
        asks: [svar, {fact: antal, only_if: svar == 'ja', optional: yes}]
        deadline:
          - {within: settings.tid, from: case.start, question: Hur länge?}
          - {by: 6 months before dag, warn: 1 week before, late: {tell: [chef], raise: sen}}
        checklist: [Ring, Skriv]
        window: {weekdays: mon-wed, week_of_month: {n: first, means: first_full_week}, days_of_month: 1-7}
      - wait: vanta
        title: Vänta
        for: dag
        expected: 1-3 weeks
    anytime:
      - event: ringer
        title: Klienten ringer
        role: [handlaggare, chef]
        asks: [antal]
        counts: samtal
        go: again
  - choice: val
    title: Val
    when:
      - {if: "svar == 'ja' and antal > settings.grans", go: arbete}
      - {if: "known(dag) and dag < settings.fran", end: ut}
    otherwise: {end: ut}
anytime:
  - event: sen
    title: För sent
    role: chef
    steps:
      - task: ring
        title: Ring
        role: chef
  - event: gammal
    title: Gammal
    when: [{if: manader >= 12, end: ut}]
counters: {samtal: {title: Samtal}}
ends: {ut: {title: Ut, outcome: ut}}
"""


def _town(folder: Path, process: str = PROCESS, town: str = TOWN) -> Path:
    home = folder / "testby"
    (home / "processes").mkdir(parents=True, exist_ok=True)
    (home / "municipality.yaml").write_text(town, encoding="utf-8")
    (home / "processes" / "prov.yaml").write_text(process, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Loaded:
    return load(_town(tmp_path_factory.mktemp("konfig")), "testby")


@pytest.fixture(scope="module")
def prov(loaded: Loaded) -> ProcessDefinition:
    assert [line(p) for p in loaded.problems] == []
    return loaded.processes["prov"]


def test_lists_are_flat_and_know_their_owner(prov: ProcessDefinition) -> None:
    assert prov.lists == {MAIN: ("in_", "arbete", "val"), "phase:arbete": ("gor", "vanta"), "anytime:sen": ("ring",)}
    assert prov.list_owner == {"phase:arbete": "arbete"}
    phase = prov.steps["arbete"]
    assert isinstance(phase, Phase) and phase.body == "phase:arbete" and phase.ends_when is not None
    assert phase.ends_when.when[0].route.end == "ut"


def test_a_phase_hands_its_role_down(prov: ProcessDefinition) -> None:
    assert prov.steps["gor"].roles == ("handlaggare", "chef")
    assert [prov.steps[name].not_same_as for name in ("arbete", "gor", "ring")] == ["in_", "in_", None]


def test_a_setting_nobody_decided_makes_a_deadline_that_does_not_run(prov: ProcessDefinition) -> None:
    first, second = prov.steps["gor"].deadlines
    assert (first.within, first.starts, first.question) == (None, ("case.start",), "Hur länge?")
    assert (second.within, second.before, second.starts) == (Duration(((6, "months"),)), True, ("dag",))
    assert second.late is not None and (second.late.tell, second.late.raises) == (("chef",), "sen")


def test_windows_are_read_as_written(prov: ProcessDefinition) -> None:
    assert prov.steps["gor"].window == Window(
        weekdays=frozenset({0, 1, 2}), days_of_month=(1, 7), week_of_month=1, week_means="first_full_week"
    )


def test_a_wait_for_a_date_ends_by_itself(prov: ProcessDefinition) -> None:
    wait = prov.steps["vanta"]
    assert isinstance(wait, Wait) and (wait.until_date, wait.party, wait.expected) == ("dag", None, "1-3 weeks")


def test_events_of_a_phase_happen_during_it(prov: ProcessDefinition) -> None:
    ringer, sen, gammal = (prov.anytime[name] for name in ("ringer", "sen", "gammal"))
    assert (ringer.during, ringer.counts, ringer.by_itself) == (("arbete",), "samtal", False)
    assert ringer.branch.otherwise is not None and ringer.branch.otherwise.again
    assert (sen.body, sen.branch.otherwise is not None and sen.branch.otherwise.stay) == ("anytime:sen", True)
    assert gammal.by_itself and gammal.roles == ()


def test_whole_numbers_and_decimals_may_meet(prov: ProcessDefinition) -> None:
    condition = prov.steps["val"].branch.when[0].condition
    assert condition.evaluate({"svar": "ja", "antal": 3}) is True
    assert condition.evaluate({"svar": "ja", "antal": 2}) is False


def test_office_hours_and_plugin_settings(loaded: Loaded) -> None:
    assert loaded.municipality is not None
    assert set(loaded.municipality.calendar.office_hours) == {0, 1, 2, 3, 4}
    assert dict(loaded.municipality.plugins[0].settings) == {
        "antal": 3, "andel": 0.5, "namn": "0180", "av": False, "citat": "7", "lista": [1, "a"],
    }  # fmt: skip


def test_the_digest_changes_with_the_routine_and_not_with_its_layout(tmp_path: Path, prov: ProcessDefinition) -> None:
    def digest(text: str, name: str) -> str:
        found = load(_town(tmp_path / name, text), "testby")
        assert found.problems == ()
        return found.processes["prov"].digest

    assert digest(PROCESS, "a") == prov.digest
    assert digest(PROCESS.replace("title: Prov\n", 'title: "Prov"   # namn\n\n'), "b") == prov.digest
    assert digest(PROCESS.replace("title: Prov\n", "title: Prövning\n"), "c") != prov.digest
    assert digest(PROCESS.replace("default: 2.5", "default: 2.6"), "d") != prov.digest


def test_settings_can_be_overridden_and_wrong_ones_are_told(tmp_path: Path) -> None:
    configs = _town(tmp_path)
    good = load(configs, "testby", settings={"prov": {"tid": "3 days", "grans": 4}})
    assert good.problems == ()
    assert good.processes["prov"].steps["gor"].deadlines[0].within == Duration(((3, "days"),))
    bad = load(configs, "testby", settings={"prov": {"tid": "tre dagar", "grens": 1}})
    assert [p.rule for p in bad.problems] == ["unknown-setting", "bad-value"]
    assert "prov" not in bad.processes


def test_what_plugins_carry_is_checked_like_the_rest(tmp_path: Path) -> None:
    configs = _town(tmp_path)
    extra = tmp_path / "tillagg.yaml"
    text = PROCESS.replace("process: prov", "process: extra").replace("manader >= 12", "dubbelt(manader) >= 12")
    extra.write_text(text.replace("event: gammal", "event: gammal"), encoding="utf-8")
    source = (ProcessSource(extra, "kalkyl"),)
    assert [p.rule for p in load(configs, "testby", extra=source).problems] == ["unknown-function"]
    double = ExpressionFunction("dubbelt", ("whole_number",), "whole_number", lambda n: n * 2)
    found = load(configs, "testby", extra=source, brought=Brought((double,)))
    assert [p.rule for p in found.problems] == [
        "time-condition"
    ]  # nobody knows how a plugin's function grows with time
    assert "extra" not in found.processes and "prov" in found.processes


def test_a_broken_process_does_not_take_the_others_with_it(tmp_path: Path) -> None:
    configs = _town(tmp_path)
    (configs / "testby" / "processes" / "trasig.yaml").write_text("process: trasig\n", encoding="utf-8")
    found = load(configs, "testby")
    assert set(found.processes) == {"prov"} and found.municipality is not None
    assert {Path(p.file).name for p in found.problems} == {"trasig.yaml"}


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        (("code: 0001", "code: 1"), "bad-value"),
        (("municipality: testby", "municipality: annanby"), "wrong-folder"),
        (("roles: [handlaggare]", "roles: [handlagare]"), "unknown-role"),
        (("handlaggare: {title: Handläggare}", "handlaggare: {title: Handläggare, unit: ai}"), "unknown-unit"),
        (("closed: [2026-05-15]", "closed: [2026-02-30]"), "bad-value"),
        (("mon-thu: 08:00-16:30", "mån-tor: 08:00-16:30"), "bad-value"),
        (("title: Testby\n", "title: Testby\nforums: {a: b}\n"), "wrong-shape"),
        (("title: Testby\n", "titel: Testby\n"), "unknown-key"),
        (("may: [personal_data]", "may: [allt]"), "bad-value"),
        (("calendar: {", "calendar: {timezone: Europa/Bengtsfors, "), "bad-value"),
    ],
)
def test_a_municipality_with_an_error_is_not_usable_but_its_routines_are_still_checked(
    tmp_path: Path, change: tuple[str, str], rule: str
) -> None:
    assert change[0] in TOWN
    found = load(_town(tmp_path, town=TOWN.replace(*change)), "testby")
    assert found.municipality is None
    assert [p.rule for p in found.problems] == [rule]
    assert "prov" in found.processes


def _rules(tmp_path: Path, process: str) -> list[str]:
    return sorted({p.rule for p in load(_town(tmp_path, process), "testby").problems})


def test_a_routine_has_a_size_that_can_be_checked_at_once(tmp_path: Path) -> None:
    facts = "".join(f"  u{n}: {{type: yes_no, title: U}}\n" for n in range(MAX_ENTRIES))
    assert _rules(tmp_path, PROCESS.replace("steps:\n  - start", f"{facts}steps:\n  - start")) == ["too-many"]
    steps = "".join(f"  - {{task: u{n}, title: U, role: chef}}\n" for n in range(MAX_STEPS - 100))
    inner = "".join(f"      - {{task: v{n}, title: V}}\n" for n in range(100))
    many = PROCESS.replace("  - choice: val\n", f"{steps}  - choice: val\n")
    assert _rules(tmp_path, many) == []
    assert "too-many" in _rules(tmp_path, many.replace("      - wait: vanta\n", f"{inner}      - wait: vanta\n"))


def test_conditions_are_compiled_up_to_a_number(tmp_path: Path) -> None:
    ways = "    when:\n" + "".join("      - {if: known(dag), end: ut}\n" for _ in range(490))
    events = "".join(f"  - event: e{n}\n    title: E\n    role: chef\n{ways}" for n in range(2))
    assert _rules(tmp_path, PROCESS.replace("anytime:\n  - event: sen\n", f"anytime:\n{events}  - event: sen\n")) == []
    full = PROCESS.replace("anytime:\n  - event: sen\n", f"anytime:\n{events}  - event: sen\n").replace(
        "    when:\n", ways
    )
    assert _rules(tmp_path, full) == ["too-many"]


@pytest.mark.parametrize(
    ("facts", "ring"),
    [
        ({"b": "a", "a": "b"}, True),
        ({"a": "a"}, True),
        ({"a": "b", "b": "c", "c": "d", "d": "b"}, True),
        ({"a": "b", "b": "e"}, False),
    ],
)
def test_derived_facts_never_read_themselves_on_any_way_round(
    tmp_path: Path, facts: dict[str, str], ring: bool
) -> None:
    lines = "".join(f"  {name}: {{type: yes_no, title: X, is: {other}}}\n" for name, other in facts.items())
    text = PROCESS.replace("facts:\n", f"facts:\n  e: {{type: yes_no, title: E}}\n{lines}")
    problems = load(_town(tmp_path, text), "testby").problems
    assert [p.rule for p in problems] == ["derived-cycle"] * ring


def test_calls_in_a_ring_are_told_unless_one_does_not_wait(tmp_path: Path) -> None:
    def calling(name: str, other: str, more: str = "") -> str:
        return f"""
process: {name}
title: {name}
about: none
steps:
  - {{start: s, title: S, role: chef}}
  - {{call: {other}, title: Anrop{more}}}
  - end: ut
ends: {{ut: {{title: Ut, outcome: ut}}}}
"""

    configs = _town(tmp_path, calling("ett", "tva"))
    other = configs / "testby" / "processes" / "tva.yaml"
    other.write_text(calling("tva", "ett"), encoding="utf-8")
    assert [p.rule for p in load(configs, "testby").problems] == ["call-cycle", "call-cycle"]
    other.write_text(calling("tva", "ett", ", meanwhile: yes"), encoding="utf-8")
    assert load(configs, "testby").problems == ()
    other.unlink()
    assert [p.rule for p in load(configs, "testby").problems] == ["unknown-process"]
    assert set(load(configs, "testby", lone=True).processes) == {"ett"}


def test_paths_name_a_folder_a_municipality_or_a_file(tmp_path: Path) -> None:
    configs = _town(tmp_path)
    (configs / "_national").mkdir()
    assert municipalities(configs) == ("testby",)
    file = configs / "testby" / "processes" / "prov.yaml"
    assert [t.slug for t in targets(configs)] == ["testby"]
    assert [t.slug for t in targets(configs / "testby")] == ["testby"]
    assert [t.slug for t in targets(configs / "testby" / "processes")] == ["testby"]
    assert [(t.slug, t.file) for t in targets(file)] == [("testby", file)]
    assert targets(configs / "_national") == ()
    file.write_text(PROCESS.replace("title: Prov\n", ""), encoding="utf-8")
    for path in (configs, configs / "testby", file):
        assert [p.rule for p in check([path]).problems] == ["missing-key"]
    assert check([configs / "testby" / "municipality.yaml"]).problems == ()


def test_a_draft_outside_any_municipality_is_checked_without_roles(tmp_path: Path) -> None:
    draft = tmp_path / "utkast.yaml"
    draft.write_text(PROCESS, encoding="utf-8")
    assert check([draft]).problems == ()
    draft.write_text(PROCESS.replace("        title: Gör\n", ""), encoding="utf-8")
    assert [(p.file, p.rule) for p in check([draft]).problems] == [(str(draft), "missing-key")]


def test_a_routine_with_far_too_many_steps_is_told_that_and_nothing_that_follows_from_it(tmp_path: Path) -> None:
    file = _town(tmp_path) / "testby" / "processes" / "prov.yaml"
    steps = "".join(f"  - task: s{n}\n    title: S\n    role: handlaggare\n" for n in range(1500))
    head, _, tail = PROCESS.partition("  - phase: arbete\n")
    file.write_text(f"{head}{steps}  - phase: arbete\n{tail}", encoding="utf-8")
    assert {p.rule for p in check([file]).problems} == {"too-many"}
