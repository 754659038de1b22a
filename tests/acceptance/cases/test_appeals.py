"""A decision whose outcomes are appealed in different ways: what its card, its letter, its moments and the handbook say."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from core import bootstrap
from core.application.case.reader import CaseReader
from core.application.letters.corresponding import sent_letter
from core.application.routines.handbook import handbook_of, to_page
from core.application.step import actions as act
from core.letters import to_html
from core.testing import play
from tests.acceptance.small import TOWN, Small, sound

LAWS = """\
laws: liten
title: Lagrum
acts: {plan: {title: plan- och bygglagen}}
appeals:
  kungjort: {title: Överklagande till länsstyrelsen, text: Skriv till länsstyrelsen., period: {within: 4 weeks, from: announced}}
  besvar: {title: Överklagande till förvaltningsrätten, text: Skriv till förvaltningsrätten., period: {within: 3 weeks, from: received}}
  inget: {title: Beslutet får inte överklagas särskilt}
provisions:
  lov: {title: Lov, versions: [{act: plan, at: 9 kap., appeal: kungjort}]}
"""
BODY = """
steps:
  - {start: inkom, title: Ansökan, role: handlaggare}
  - decision: beslut
    title: Beslut
    role: handlaggare
    basis: lov
    sends: {template: besked, to: sokande, by: [brev]}
    outcomes:
      ja: {title: Beviljas}
      avvisas: {title: Avvisas, appeal: besvar}
      skrivs_av: {title: Skrivs av, appeal: inget}
  - wait: laga_kraft
    title: Väntar på laga kraft
    role: handlaggare
    by_hand: no
    until: known(beslut.final)
    end: klart

ends:
  klart: {title: Klart, outcome: klart}
"""
LETTER = "# Besked\n\n{appeal}"
ANNA = "anna"


def town(folder: Path) -> Small:
    """The municipality, with nothing for `rutin check` to say."""
    (folder / "liten").mkdir()
    (folder / "liten" / "laws.yaml").write_text(LAWS, encoding="utf-8")
    return sound(folder, BODY, town=TOWN, besked=LETTER)


@pytest.mark.parametrize(
    ("outcome", "said", "moments"),
    [
        ("ja", "Skriv till länsstyrelsen.", ["sent", "received", "announced", "appealed", "final"]),
        ("avvisas", "Skriv till förvaltningsrätten.", ["sent", "received", "appealed", "final"]),
        ("skrivs_av", "Beslutet får inte överklagas särskilt", ["sent", "received", "final"]),
    ],
)
def test_the_card_and_the_letter_say_how_this_outcome_is_appealed(
    tmp_path: Path, outcome: str, said: str, moments: list[str]
) -> None:
    town(tmp_path)
    game = play(tmp_path, "liten", "2026-03-05T09:00")
    game.start(ANNA, "prov", "inkom")
    seen = game.office.case(game.case).seq
    asked = act.CompleteAction(
        command="0" * 32, case=game.case, seen=seen, instance="beslut#1", outcome=outcome, values={}
    )
    shown = game.rutin.preview("liten", game.rutin.actor("liten", ANNA), asked)
    assert [said in letter.html for letter in shown] == [True], "the letter is right before the decision is taken too"
    game.do(ANNA, "beslut", outcome)
    card = game.page(ANNA).decisions[0]
    assert said in card.appeal
    assert [moment.id for moment in card.moments] == moments
    reader = CaseReader(game.office, game.rutin.actor("liten", ANNA), game.office.case(game.case), game.clock.now())
    assert said in to_html(sent_letter(reader, 1).blocks)


def test_when_it_becomes_final_follows_the_outcome(tmp_path: Path) -> None:
    played = town(tmp_path).play(
        """
        story:
          - {start: inkom}
          - {do: beslut, outcome: avvisas}
          - {moment: beslut.received}
          - {time: 2026-03-26 23:30}
          - expect: {open: [laga_kraft]}
          - {time: 2026-03-27 00:00}
          - expect: {ended: klart}
        """,
        """
        story:
          - {start: inkom}
          - {do: beslut, outcome: ja}
          - {moment: beslut.received}
          - {time: 2026-06-01 09:00}
          - expect: {open: [laga_kraft]}
          - {moment: beslut.announced}
          - {time: 2026-06-30 00:00}
          - expect: {ended: klart}
        """,
    )
    assert played.code == 0, played.text


def test_the_handbook_says_both_ways(tmp_path: Path) -> None:
    town(tmp_path)
    loaded = bootstrap.load_municipality(tmp_path, "liten")
    assert loaded.municipality is not None
    blocks = handbook_of(loaded.municipality, loaded.processes.values(), lambda _process: ())
    html = to_page(loaded.municipality, blocks, date(2026, 3, 5))
    assert "Överklagas: överklagande till länsstyrelsen inom 4 veckor" in html
    assert "Avvisas, överklagas: överklagande till förvaltningsrätten inom 3 veckor" in html
