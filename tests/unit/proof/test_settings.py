"""A routine that others build on is proven for whatever its settings are; one that runs for those it has."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from core.cli import rutin
from tests.unit.proof.making import proven

START = "  - {start: ansokan, title: Ansökan, role: handlaggare}\n"

STRICT = f"""
settings:
  strangt: {{type: yes_no, default: no, title: Strängt}}
facts:
  komplett: {{type: yes_no, title: Komplett, note: För den som läser}}
steps:
{START}
  - task: granska
    title: Granska
    role: handlaggare
    requires:
      - {{if: not settings.strangt, else: Det går inte.}}
  - end: klar
"""

WAY = f"""
settings:
  vag: {{type: choice, default: kort, title: Vilken väg, choices: {{kort: Kort, lang: Lång, ingen: Ingen}}}}
steps:
{START}
  - task: valja
    title: Välj
    role: handlaggare
    outcomes:
      ett: {{title: Ett, only_if: settings.vag == 'kort'}}
      tva: {{title: Två, only_if: settings.vag == 'lang'}}
  - end: klar
"""

LIMIT = f"""
settings:
  grans: {{type: whole_number, default: 2, title: Gräns}}
counters:
  varv: {{title: Varv}}
steps:
{START}
  - task: gor
    title: Gör
    role: handlaggare
    outcomes:
      igen:
        title: Igen
        counts: varv
        when:
          - {{if: varv == settings.grans, end: klar}}
        otherwise: {{go: again}}
"""

LATE = f"""
settings:
  inom: {{type: duration, title: Inom}}
facts:
  orsak: {{type: yes_no, title: Orsak}}
steps:
{START}
  - task: gor
    title: Gör
    role: handlaggare
    deadline: {{within: settings.inom, from: ansokan.done, late: {{raise: forsenad}}}}
  - end: klar
anytime:
  - event: forsenad
    title: Försenad
    role: handlaggare
    steps:
      - {{task: skal, title: Skäl, role: handlaggare, requires: [{{if: known(orsak), else: Skriv orsaken.}}]}}
      - {{task: sist, title: Sist, role: handlaggare, asks: [orsak]}}
"""


@pytest.mark.parametrize(
    ("body", "own", "any_value", "told"),
    [
        (STRICT, [], ["dead-end"], "Det gäller om Strängt: ja."),
        (WAY, [], ["dead-end"], "Det gäller om Vilken väg: ingen."),
        (LIMIT, [], ["dead-end"], "Det gäller om Gräns: 0."),
    ],
)
def test_what_holds_for_one_value_may_not_hold_for_every_value(
    body: str, own: list[str], any_value: list[str], told: str, tmp_path: Path
) -> None:
    alone = proven(tmp_path / "a", body)
    assert alone.rules == own and alone.proof.sound is True, alone.say()
    base = proven(tmp_path / "b", body, any_settings=True)
    assert base.rules == any_value and base.proof.sound is False, base.say()
    assert told in base.say()


@pytest.mark.parametrize(
    "body",
    [
        STRICT.replace("not settings.strangt", "not settings.strangt or known(komplett)").replace(
            "role: handlaggare\n    requires", "role: handlaggare\n    asks: [komplett]\n    requires"
        ),
        WAY.replace("only_if: settings.vag == 'lang'", "only_if: settings.vag != 'kort'"),
        LIMIT.replace("varv == settings.grans", "varv >= settings.grans"),
    ],
)
def test_what_holds_for_every_value_is_sound_for_every_value(body: str, tmp_path: Path) -> None:
    base = proven(tmp_path, body, any_settings=True)
    assert base.rules == [] and base.proof.sound is True, base.say()


def test_what_nobody_has_decided_may_be_decided_by_those_who_build_on_it(tmp_path: Path) -> None:
    body = LATE.replace("title: Inom}", "title: Inom, question: Hur snart?}").replace(
        "deadline: {within: settings.inom,", "deadline: {question: Hur snart?, within: settings.inom,"
    )
    alone = proven(tmp_path / "a", body)
    base = proven(tmp_path / "b", body, any_settings=True)
    assert "dead-event" not in base.rules
    assert base.proof.states > alone.proof.states


def _shared(folder: Path, body: str) -> Path:
    from core.bootstrap import CONFIGS

    home = folder / "_lanet" / "processes"
    home.mkdir(parents=True)
    (home / "prov.yaml").write_text(
        f"process: prov\ntitle: Provet\nabout: none\nneeds: {{roles: [handlaggare]}}\n{body}\n"
        "ends:\n  klar: {title: Klart, outcome: klar}\n",
        encoding="utf-8",
    )
    own = folder / "by" / "processes"
    own.mkdir(parents=True)
    (folder / "by" / "municipality.yaml").write_text(
        "municipality: by\ntitle: By\ncode: 0095\nunits: {k: {title: K}}\nroles: {handlaggare: {title: H, unit: k}}\n",
        encoding="utf-8",
    )
    (own / "prov.yaml").write_text("process: prov\nbased_on: _lanet/prov\n", encoding="utf-8")
    shutil.copytree(
        CONFIGS / "_national", folder / "_national", ignore=shutil.ignore_patterns("processes", "scenarios")
    )
    return folder


def test_the_check_of_a_folder_tries_bases_for_every_value_and_municipalities_for_their_own(tmp_path: Path) -> None:
    folder = _shared(tmp_path, STRICT)
    for path in (folder, folder / "_lanet", folder / "_lanet" / "processes" / "prov.yaml"):
        found = CliRunner().invoke(rutin, ["check", str(path)])
        assert found.exit_code == 1
        assert [line.split()[1] for line in found.stdout.splitlines()] == ["dead-end"], found.stdout
        assert found.stdout.startswith(str(folder / "_lanet" / "processes" / "prov.yaml"))
    assert CliRunner().invoke(rutin, ["check", str(folder / "by")]).exit_code == 0
    own = folder / "by" / "processes" / "prov.yaml"
    own.write_text(own.read_text(encoding="utf-8") + "settings: {strangt: yes}\n", encoding="utf-8")
    found = CliRunner().invoke(rutin, ["check", str(folder / "by")])
    assert found.exit_code == 1 and found.stdout.startswith(f"{own}:2:11 dead-end ")


def test_a_base_has_to_say_every_role_and_party_it_speaks_of(tmp_path: Path) -> None:
    body = STRICT.replace("not settings.strangt", "true").replace(
        "    requires:",
        "    with: [klient]\n    deadline: {within: 1 week, from: ansokan.done, late: {tell: [chef]}}\n    requires:",
    )
    found = CliRunner().invoke(rutin, ["check", str(_shared(tmp_path, body) / "_lanet")])
    assert found.exit_code == 1
    assert (
        "needs-unsaid Grunden nämner chef utan att säga att kommunen behöver ha det. Skriv needs: {roles: [handlaggare, chef]}."
        in found.stdout
    )
    assert (
        "needs-unsaid Grunden nämner klient utan att säga att kommunen behöver ha det. Skriv needs: {units: [klient]}."
        in found.stdout
    )


def test_scenarios_of_a_base_are_played_in_a_municipality_that_has_what_it_needs(tmp_path: Path) -> None:
    folder = _shared(tmp_path, STRICT.replace("not settings.strangt", "true"))
    (folder / "_lanet" / "scenarios").mkdir()
    (folder / "_lanet" / "scenarios" / "prov.yaml").write_text(
        "- scenario: Den går igenom\n  process: prov\n  now: 2026-03-02 09:00\n  story:\n"
        "    - {start: ansokan, by: handlaggare}\n    - {do: granska}\n    - expect: {ended: klar}\n",
        encoding="utf-8",
    )
    found = CliRunner().invoke(rutin, ["test", str(folder)])
    assert (found.exit_code, found.stdout) == (0, "1 scenario stämmer.\n")
