"""A scenario does as a person would: answers what is seen, motivates what must be, and is somebody who may."""

from __future__ import annotations

from pathlib import Path

from core.scenarios.demo import fill
from core.testing import play as open_play
from tests.acceptance.small import TOWN, Small, small, sound

ENDS = "\nends:\n  klart: {title: Klart, outcome: klart}\n"
TWICE = f"""
tables:
  ratt:
    title: Rätt
    hit: any
    rows:
      - {{row: trafik, title: Trafiken är farlig}}
      - {{row: sarskilda, title: Särskilda skäl, motivate: yes}}
steps:
  - {{start: inkom, title: Ansökan, role: handlaggare}}
  - {{task: utred, title: Utred, role: handlaggare, asks: [ratt]}}
  - {{task: prova, title: Pröva igen, role: handlaggare, asks: [ratt]}}
  - {{task: svara, title: Svara, role: handlaggare, end: klart}}
{ENDS}"""


def test_a_table_answered_no_is_no_in_every_line_the_second_time_too(tmp_path: Path) -> None:
    said = sound(tmp_path, TWICE).play(
        """
        story:
          - {start: inkom}
          - {do: utred, with: {ratt: no, ratt.sarskilda: yes}}
          - expect: {tables: {ratt: yes}}
          - {do: prova, with: {ratt: no}}
          - expect: {tables: {ratt: no}}
        """,
        """
        story:
          - {start: inkom}
          - {do: utred, with: {ratt: no, ratt.sarskilda: yes}}
          - {do: prova}
          - expect: {tables: {ratt: yes}}
        """,
    )
    assert said.code == 0, said.text


DELEGATED = (
    TOWN
    + """\
delegation:
  - {rule: "1.1", title: Särskilda skäl, basis: stod, if: sarskilt, to: chef}
  - {rule: "1.2", title: Klara fall, basis: stod, to: handlaggare}
"""
)
LAWS = """\
laws: liten
title: Lagrum
acts:
  stodlagen: {title: stödlagen, number: "2026:1"}
provisions:
  stod:
    title: Rätt till stöd
    versions: [{act: stodlagen, at: 1 §}]
"""
DECIDED = f"""
facts:
  sarskilt: {{type: yes_no, title: Särskilda skäl}}
  dag: {{type: date, title: Gäller från}}
steps:
  - {{start: inkom, title: Ansökan, role: handlaggare, asks: [sarskilt]}}
  - decision: beslut
    title: Beslut
    basis: stod
    decides: {{by: delegation}}
    outcomes:
      bifall: {{title: Ja, asks: [dag], end: klart}}
{ENDS}"""


def _decided(folder: Path) -> Small:
    made = small(folder, DECIDED, town=DELEGATED)
    (made.folder / "laws.yaml").write_text(LAWS, encoding="utf-8")
    assert made.check().code == 0, made.check().text
    return made


def test_who_decides_by_delegation_is_somebody_whose_line_holds(tmp_path: Path) -> None:
    said = _decided(tmp_path).play(
        """
        story:
          - {start: inkom, with: {sarskilt: no}}
          - {do: beslut, with: {dag: 2026-03-06}}
          - expect: {decisions: {beslut: {rule: "1.2"}}}
        """,
        """
        story:
          - {start: inkom, with: {sarskilt: yes}}
          - {do: beslut, with: {dag: 2026-03-06}}
          - expect: {decisions: {beslut: {rule: "1.1"}}}
        """,
    )
    assert said.code == 0, said.text


def test_who_may_not_is_told_so_before_what_the_form_lacks(tmp_path: Path) -> None:
    said = _decided(tmp_path).play(
        """
        story:
          - {start: inkom, with: {sarskilt: yes}}
          - {refused: {do: beslut, outcome: bifall, by: handlaggare}, why: role}
          - {refused: {do: beslut, outcome: bifall, by: chef}, why: dag}
        """
    )
    assert said.code == 0, said.text


HIDDEN = f"""
facts:
  anonym: {{type: yes_no, title: Anonym}}
  namn: {{type: name, title: Namn, only_if: not anonym}}
steps:
  - {{start: inkom, title: Klagomål, role: handlaggare, asks: [anonym, namn]}}
  - task: svara
    title: Svara
    role: handlaggare
    only_if: not anonym
    deadline: {{within: 2 weeks, from: inkom.done, longer: {{by_at_most: 4 weeks, if_motivated: Svårt}}}}
  - {{end: klart}}
{ENDS}"""


def test_what_is_not_asked_is_not_made_up(tmp_path: Path) -> None:
    said = sound(tmp_path, HIDDEN).play(
        """
        story:
          - {start: inkom, with: {anonym: yes}}
          - expect: {facts: {namn: none}, ended: klart}
        """,
        """
        story:
          - {start: inkom, with: {anonym: no}}
          - {lengthen: svara, added: 4 weeks, reason: Svårt}
          - expect: {facts: {namn: none}}
        """,
    )
    assert "Rad 5" not in said.text.split("Fall 2")[0]
    assert "Uppgiften namn: väntade none" in said.text
    assert "Fristen för Svara förlängs med 4 veckor" in said.text


def test_only_what_must_be_motivated_is_motivated(tmp_path: Path) -> None:
    made = sound(tmp_path, TWICE)
    (made.folder / "demo.yaml").write_text(
        "- process: prov\n  started: 2\n  story:\n    - {start: inkom}\n    - {do: utred, with: {ratt: no, ratt.trafik: yes}}\n",
        encoding="utf-8",
    )
    assert "Motivering" not in _demo_history(tmp_path)


def _demo_history(configs: Path) -> str:
    made = open_play(configs, "liten", "2026-03-05 09:00")
    fill(made.rutin, configs, made.clock.now())
    (made.case,) = made.office.store.open_cases(limit=5)
    return "\n".join(line for entry in made.page("anna").history for line in (entry.text, *entry.details))


LETTER = f"""
steps:
  - {{start: inkom, title: Ansökan, role: handlaggare}}
  - phase: pagar
    title: Pågår
    role: handlaggare
    empty: yes
    end: klart
    anytime:
      - {{task: paminn, title: Påminn, role: handlaggare, every: EVERY}}
{ENDS}"""
AGAIN = """
    story:
      - {start: inkom}
      - {time: 2026-05-20 09:00}
      - expect: {open: [pagar, OPEN]}
      - {do: paminn}
      - expect: {open: [LEFT]}
      - {time: 2026-07-20 09:00}
      - expect: {open: [THEN]}
"""


def test_what_comes_back_is_not_opened_again_while_it_is_not_done(tmp_path: Path) -> None:
    for every in ("day", "month", "{times: 2, per: month}"):
        said = sound(tmp_path / every[:3], LETTER.replace("EVERY", every)).play(
            AGAIN.replace("OPEN", "paminn").replace("LEFT", "pagar").replace("THEN", "pagar, paminn")
        )
        assert said.code == 0, (every, said.text)


def test_what_is_about_a_period_of_its_own_is_opened_for_each(tmp_path: Path) -> None:
    said = sound(tmp_path, LETTER.replace("EVERY", "month, for: this_month")).play(
        AGAIN.replace("OPEN", "paminn, paminn")
        .replace("LEFT", "pagar, paminn")
        .replace("THEN", "pagar, paminn, paminn, paminn")
    )
    assert said.code == 0, said.text
