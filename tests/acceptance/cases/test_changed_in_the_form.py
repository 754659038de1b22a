"""Whoever changes in a decision's form what it rests on chooses among what may be chosen then, and not among what could be before."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from core.testing import Play, play
from tests.acceptance.browsing import seat
from tests.acceptance.small import sound

ROUTINE = """
facts:
  behov: {type: yes_no, title: Finns ett behov?}
  fran: {type: date, title: Från och med}
  annat: {type: text, title: Annat}
tables:
  krav:
    title: Krav
    hit: all
    rows: [{row: har_behov, title: Har ett behov, if: behov}]
steps:
  - {start: inkom, title: Ansökan, role: handlaggare}
  - {task: utred, title: Utred, role: handlaggare, asks: [behov]}
  - decision: beslut
    title: Beslut
    role: handlaggare
    tables: krav
    asks: [annat]
    suggests: [{if: krav, outcome: ja}]
    outcomes:
      ja: {title: Beviljas, only_if: krav, asks: [fran], end: klart}
      nej: {title: Avslås, NEJ end: nej}
"""
ALSO = "Med det du har skrivit går det också att välja ”Beviljas”. Välj igen."


class Desk:
    """The page of one case, and its form as a browser sends it: what stands in it, and what somebody changes."""

    def __init__(self, folder: Path, need: str, refused: str = "") -> None:
        sound(folder, ROUTINE.replace("NEJ", refused))
        self.made: Play = play(folder, "liten", "2026-03-02 09:00")
        self.made.start("anna", "prov", "inkom")
        self.made.do("anna", "utred", behov=need)
        self.client = seat(self.made)
        self.page = self.client.get(f"/liten/arenden/{self.made.case}").text

    @property
    def form(self) -> str:
        found = re.search(r'<form class="form" id="steg-beslut-1".*?</form>', self.page, re.DOTALL)
        assert found is not None, self.page
        return found[0]

    @property
    def offered(self) -> list[str]:
        """The outcomes that the form sends as a choice, or has as its only button."""
        return re.findall(r'<input type="(?:radio|hidden)" name="outcome" value="(\w+)"', self.form)

    def send(self, to: str = "/steg", **changed: str) -> int:
        hidden = re.findall(
            r'<input type="hidden" name="(seen|command|instance|formular|erbjudna)" value="([^"]*)"', self.form
        )
        sent: dict[str, list[str]] = {}
        for name, value in hidden:
            sent.setdefault(name, []).append(value)
        texts = {"f.annat": "Mer", "reason": "Därför.", "sakert": "ja", "outcome": self.offered[-1]}
        sent |= {name.replace("__", "."): [value] for name, value in {**texts, **changed}.items()}
        answer = self.client.post(f"/liten/arenden/{self.made.case}{to}", data=sent, follow_redirects=False)
        self.page = answer.text
        return answer.status_code


def test_what_is_changed_in_the_form_opens_what_it_allows_before_anything_is_decided(tmp_path: Path) -> None:
    desk = Desk(tmp_path, "no")
    assert desk.offered == ["nej"]
    assert desk.send(f__behov="yes") == 422
    assert desk.made.open == ["beslut"] and ALSO in desk.page
    assert desk.offered == ["ja", "nej"] and "Förslag: Beviljas" in desk.form and 'name="sakert"' not in desk.form
    assert re.search(r'name="f\.behov" value="yes"[^>]* checked', desk.form), "what was changed stands in the form"
    assert desk.send(f__behov="yes", outcome="ja") == 422, "the date is asked"
    assert desk.offered == ["ja", "nej"] and desk.made.open == ["beslut"]
    assert desk.send(f__behov="yes", outcome="ja", f__fran="2026-04-01") == 303
    assert desk.made.now.end == "klart"


def test_who_has_seen_all_that_may_be_chosen_is_not_asked_again(tmp_path: Path) -> None:
    desk = Desk(tmp_path, "no")
    desk.send(f__behov="yes")
    assert desk.send(f__behov="yes", outcome="nej", reason="Ändå inte.") == 303
    assert desk.made.now.end == "nej"


def test_what_nobody_has_changed_is_decided_when_the_only_choice_is_confirmed(tmp_path: Path) -> None:
    desk = Desk(tmp_path, "no")
    assert "Ja, fatta beslutet: Avslås" in desk.form
    assert desk.send(f__behov="no", sakert="") == 422 and desk.made.open == ["beslut"]
    assert desk.send(f__behov="no") == 303
    assert desk.made.now.end == "nej"


@pytest.mark.parametrize(("known", "said", "left"), [("yes", "no", "nej"), ("no", "yes", "ja")])
def test_a_form_never_lacks_what_alone_is_right(tmp_path: Path, known: str, said: str, left: str) -> None:
    desk = Desk(tmp_path, known, "only_if: not krav,")
    before = desk.offered
    assert before != [left]
    assert desk.send(f__behov=said, f__fran="2026-04-01") == 422
    assert desk.offered == [left]
    assert desk.send(f__behov=said, f__fran="2026-04-01") == 303
    assert desk.made.now.end == ("klart" if left == "ja" else "nej")


def test_the_letters_preview_keeps_what_was_changed(tmp_path: Path) -> None:
    desk = Desk(tmp_path, "no")
    assert desk.send("/forhandsgranska", f__behov="yes") in (200, 422)
    assert desk.offered == ["ja", "nej"]
