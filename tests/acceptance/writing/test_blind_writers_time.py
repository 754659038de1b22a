"""Time that people who wrote routines from the guide alone could not say, or that did something else without a word."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from core import bootstrap
from core.application.case.views import CasePage
from core.cli import rutin
from core.diagram import layout, mermaid, names
from core.testing import play
from tests.acceptance.small import TOWN, small, sound

ENDS = "\nends:\n  klart: {title: Klart, outcome: klart}\n"
LAWS = """
laws: liten
title: Lagrum
acts: {plan: {title: plan- och bygglagen}}
appeals:
  kungjort:
    title: Överklagande till länsstyrelsen
    period: {within: 4 weeks, from: announced}
  besvar:
    title: Överklagande till förvaltningsrätten
    period: {within: 3 weeks, from: received}
provisions:
  lov: {title: Lov, versions: [{act: plan, at: 9 kap., appeal: APPEAL}]}
"""
START = """
steps:
  - start: inkom
    title: Ansökan
    role: handlaggare
  - decision: beslut
    title: Beslut
    role: handlaggare
    basis: lov
    outcomes:
      ja: {title: Ja}
      nej: {title: Nej}
"""


def _ruled(folder: Path, body: str, appeal: str = "besvar", *, clean: bool = True):  # type: ignore[no-untyped-def]
    (folder / "liten").mkdir()
    (folder / "liten" / "laws.yaml").write_text(LAWS.replace("APPEAL", appeal).lstrip(), encoding="utf-8")
    return (sound if clean else small)(folder, START + body + ENDS)


COUNTED = """
  - task: boka
    title: Boka
    role: handlaggare
  - task: samrad
    title: Samråd
    role: handlaggare
    deadline: {within: 1 week, from: %s}
    end: klart
"""


@pytest.mark.parametrize(
    ("said", "before", "after"),
    [
        ("[boka.done, beslut.received]", "2026-03-12", "2026-03-12"),
        ("{all: [boka.done, beslut.received]}", "none", "2026-03-17"),
        ("beslut.received", "none", "2026-03-17"),
    ],
)
def test_one_of_several_starts_or_all_of_them(tmp_path: Path, said: str, before: str, after: str) -> None:
    ran = _ruled(tmp_path, COUNTED % said).play(
        f"""
        story:
          - {{start: inkom}}
          - {{do: beslut, outcome: ja}}
          - {{do: boka}}
          - expect: {{due: {{samrad: {before}}}}}
          - {{time: 2026-03-10 09:00}}
          - {{moment: beslut.received}}
          - expect: {{due: {{samrad: {after}}}}}
        """
    )
    assert ran.code == 0, ran.text


FORKED = """
steps:
  - start: inkom
    title: Ansökan
    role: handlaggare
  - choice: vag
    title: Väg
    question: Vilken?
    when:
      - {if: month(case.start) == 3, go: a}
    otherwise: {go: b}
  - task: a
    title: A
    role: handlaggare
    go: c
  - task: b
    title: B
    role: handlaggare
  - task: c
    title: C
    role: handlaggare
    deadline: {within: 1 week, from: %s}
    end: klart
"""


def test_that_one_of_two_roads_was_taken_is_enough_and_that_both_were_is_not_sure(tmp_path: Path) -> None:
    sound(tmp_path / "1", FORKED % "[a.done, b.done]" + ENDS)
    for number, said in enumerate(("a.done", "{all: [a.done, b.done]}"), 2):
        told = small(tmp_path / str(number), FORKED % said + ENDS).check()
        assert "deadline-unsure" in told.text
        assert "Ska fristen bara finnas när det har hänt: only_if: known(" in told.text


def test_a_deadline_with_a_condition_begins_when_it_holds_and_is_gone_when_it_does_not(tmp_path: Path) -> None:
    ran = _ruled(
        tmp_path,
        """
  - task: samrad
    title: Samråd
    role: handlaggare
    deadline: {within: 1 week, from: beslut.received, only_if: known(beslut.received) and not known(beslut.appealed)}
    end: klart
""",
    ).play(
        """
        story:
          - {start: inkom}
          - {do: beslut, outcome: ja}
          - expect: {due: {samrad: none}}
          - {time: 2026-03-10 09:00}
          - {moment: beslut.received}
          - expect: {due: {samrad: 2026-03-17}}
          - {moment: beslut.appealed}
          - expect: {due: {samrad: none}}
          - {time: 2026-03-20 09:00}
          - expect: {late: none}
        """
    )
    assert ran.code == 0, ran.text


FINAL = """
  - wait: laga_kraft
    title: Väntar på laga kraft
    role: handlaggare
    by_hand: no
    until: known(beslut.final)
  - task: klar
    title: Klar
    role: handlaggare
    end: klart
"""


@pytest.mark.parametrize(
    ("appeal", "moment", "last"), [("besvar", "received", "2026-03-31"), ("kungjort", "announced", "2026-04-07")]
)
def test_a_decision_becomes_final_by_itself_when_the_time_to_appeal_is_over(
    tmp_path: Path, appeal: str, moment: str, last: str
) -> None:
    day_after = {"2026-03-31": "2026-04-01", "2026-04-07": "2026-04-08"}[last]
    ran = _ruled(tmp_path, FINAL, appeal).play(
        f"""
        story:
          - {{start: inkom}}
          - {{do: beslut, outcome: nej}}
          - {{time: 2026-03-10 09:00}}
          - {{moment: beslut.{moment}}}
          - {{time: {last} 23:30}}
          - expect: {{open: [laga_kraft]}}
          - {{time: {day_after} 00:00}}
          - expect: {{open: [klar]}}
        """,
        f"""
        story:
          - {{start: inkom}}
          - {{do: beslut, outcome: nej}}
          - {{moment: beslut.{moment}}}
          - {{moment: beslut.appealed}}
          - {{time: 2026-12-01 09:00}}
          - expect: {{open: [laga_kraft]}}
          - {{moment: beslut.final}}
          - expect: {{open: [klar]}}
        """,
    )
    assert ran.code == 0, ran.text


def test_a_last_day_that_is_a_holiday_moves_the_day_it_becomes_final(tmp_path: Path) -> None:
    ran = _ruled(tmp_path, FINAL).play(
        """
        story:
          - {start: inkom}
          - {do: beslut, outcome: ja}
          - {time: 2026-03-13 09:00}
          - {moment: beslut.received}
          - {time: 2026-04-06 23:30}
          - expect: {open: [laga_kraft]}
          - {time: 2026-04-08 00:00}
          - expect: {open: [klar]}
        """
    )
    assert ran.code == 0, ran.text


def test_the_proof_knows_that_somebody_may_note_when_it_was_received(tmp_path: Path) -> None:
    _ruled(tmp_path, FINAL.replace("beslut.final", "beslut.received"))


BOARD = """
municipality: liten
title: Lilla kommun
code: 9999
language: sv
calendar: {country: SE}
units:
  kontoret: {title: Kontoret}
  namnden: {title: Socialnämnden, board: yes}
roles:
  handlaggare: {title: Handläggare, unit: kontoret}
"""
BY_BOARD = """
steps:
  - start: inkom
    title: Ansökan
    role: handlaggare
  - decision: beslut
    title: Beslut
    decides: {by: namnden}
    role: handlaggare
    outcomes:
      ja: {title: Ja, end: klart}
      nej: {title: Nej, end: nej}
"""


def test_a_board_decides_and_somebody_writes_it_down(tmp_path: Path) -> None:
    town = sound(tmp_path, BY_BOARD, town=BOARD)
    story = """
        story:
          - {{start: inkom}}
          - {{do: beslut, by: handlaggare, outcome: ja}}
          - expect: {{decisions: {{beslut: {{outcome: ja, by: {who}}}}}}}
        """
    assert town.play(story.format(who="namnden")).code == 0
    assert town.play(story.format(who="handlaggare")).code == 1
    loaded = bootstrap.load_municipality(tmp_path, "liten")
    assert loaded.municipality is not None
    drawn = layout(loaded.processes["prov"], names(loaded.municipality))
    assert [lane.title for lane in drawn.lanes] == ["Handläggare", "Socialnämnden"]
    box = next(node for node in drawn.nodes if node.step == "beslut")
    assert "Skrivs in av handläggare" in box.notes
    assert "Beslut<br/>Socialnämnden" in mermaid(loaded.processes["prov"], names(loaded.municipality))


def test_a_paragraph_that_the_source_does_not_name_is_left_open(tmp_path: Path) -> None:
    laws = LAWS.replace("APPEAL", "besvar").replace("9 kap.", "unknown")
    (tmp_path / "liten").mkdir()
    (tmp_path / "liten" / "laws.yaml").write_text(laws.lstrip(), encoding="utf-8")
    body = START.replace("ja: {title: Ja}", "ja: {title: Ja, reasons: 'Enligt {basis}.', end: klart}")
    town = sound(tmp_path, body.replace("nej: {title: Nej}", "nej: {title: Nej, end: klart}") + ENDS)
    ran = town.play("""
        story:
          - {start: inkom}
          - {do: beslut, outcome: ja}
          - expect: {decisions: {beslut: {reasons: Enligt plan- och bygglagen.}}}
        """)
    assert ran.code == 0, ran.text
    assert "Ingen paragraf är angiven för lov. Vilken är det?" in town.check().text


HIDDEN = """
steps:
  - start: inkom
    title: Ansökan
    role: handlaggare
  - task: kontroll
    title: Kontrollera
    role: handlaggare%s
  - task: bekrafta
    title: Bekräfta
    role: handlaggare
    deadline: {within: 3 days, from: inkom.done}
    end: klart
"""


def test_a_deadline_that_nobody_sees_while_the_step_before_lies_is_warned_of(tmp_path: Path) -> None:
    said = small(tmp_path / "1", HIDDEN % "" + ENDS).check()
    assert said.code == 1
    assert "deadline-hidden Fristen för ”Bekräfta” räknas från ärendets början" in said.text
    assert "Lägg stegen från ”Kontrollera” till ”Bekräfta” i en fas" in said.text
    sound(tmp_path / "2", HIDDEN % "\n    deadline: {within: 1 day, from: inkom.done}" + ENDS)


CUT_OFF = """
facts:
  dag: {type: date, title: Dag}
steps:
  - start: inkom
    title: Ansökan
    role: handlaggare
  - meeting: mote
    title: Möte
    role: handlaggare
    with: [sokande]
    optional: yes
    outcomes:
      held: {title: Mötet är hållet, asks: [dag]}
  - task: sist
    title: Sist
    role: handlaggare
    only_if: dag > case.start
  - end: klart
"""


def test_what_follows_from_a_missing_fact_is_not_told_and_needs_no_waiver(tmp_path: Path) -> None:
    said = small(tmp_path, CUT_OFF + ENDS).check()
    assert "fact-missing" in said.text
    assert "never-comes" not in said.text


def test_a_folder_is_named_as_in_every_other_use_of_the_command(tmp_path: Path) -> None:
    town = sound(tmp_path, FORKED % "[a.done, b.done]" + ENDS)
    told = CliRunner().invoke(rutin, ["check", str(town.folder), "--explain", "liten/prov"])
    assert told.exit_code == 0, told.output
    assert "deadline" in told.output
    assert CliRunner().invoke(rutin, ["check", str(town.folder), "--explain", "prov"]).output == told.output
    wrong = CliRunner().invoke(rutin, ["check", str(tmp_path), "--explain", "stor/prov"])
    assert "Ligger kommunen i en annan mapp: rutin check MAPP --explain stor/prov." in wrong.output


def _decided(folder: Path, body: str, town: str, law: str = "") -> CasePage:
    made = small(folder, body, town=town)
    if law:
        (made.folder / "laws.yaml").write_text(LAWS.replace("APPEAL", law).lstrip(), encoding="utf-8")
    game = play(folder, "liten", "2026-03-05T09:00")
    game.start("anna", "prov", "inkom")
    game.do("anna", "beslut", "ja")
    return game.page("anna")


def test_what_may_come_after_a_decision_can_be_noted_on_its_page(tmp_path: Path) -> None:
    lawless = START.replace("    basis: lov\n", "")
    for number, (body, law, offered) in enumerate(
        (
            (lawless, "", ["sent", "received", "announced", "appealed", "final"]),
            (START, "besvar", ["sent", "received", "appealed", "final"]),
            (START, "kungjort", ["sent", "received", "announced", "appealed", "final"]),
        )
    ):
        page = _decided(tmp_path / str(number), body + FINAL + ENDS, TOWN, law)
        assert [m.id for m in page.decisions[0].moments] == offered


def test_the_page_says_that_the_board_decided_and_who_wrote_it_down(tmp_path: Path) -> None:
    town = f"{BOARD}staff:\n  anna: {{name: Anna, roles: [handlaggare]}}\n"
    page = _decided(tmp_path, BY_BOARD, town)
    assert page.decisions[0].by == "Socialnämnden, inskrivet av Anna"
