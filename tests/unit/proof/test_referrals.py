"""A handover goes where the directory has an arrow, and through those whom the arrow names (SU-70)."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from core.definitions import load
from core.proof.referrals import referral_findings

TOWN = """municipality: provby
title: Provby
code: 9999
units:
  topp: {title: Toppen}
  ena: {title: Ena sektionen, part_of: topp, refers_to: ARROWS}
  enas_grupp: {title: Enas grupp, part_of: ena}
  andra: {title: Andra sektionen, part_of: topp, refers_to: [topp]}
roles:
  handlaggare: {title: Handläggare, unit: enas_grupp}
  samordnare_ena: {title: Samordnare ena, unit: ena}
  samordnare_andra: {title: Samordnare andra, unit: andra}
  handlaggare_andra: {title: Handläggare andra, unit: andra}
"""
ROUTINE = """process: kontakt
title: Kontakt mellan sektionerna
about: none
steps:
  - start: behov
    title: Behov
    role: handlaggare
  - handover: over
    title: Lämna över
    role: FROM
    to: TO
    accepted_by: BY
    outcomes:
      accepted: {title: Ja, end: klart}
      refused: {title: Nej, end: klart}
ends:
  klart: {title: Klart, outcome: klart}
"""


def rules(folder: Path, arrows: str, by: tuple[str, str], to: str = "andra") -> list[str]:
    (folder / "provby" / "processes").mkdir(parents=True)
    (folder / "provby" / "municipality.yaml").write_text(TOWN.replace("ARROWS", arrows), encoding="utf-8")
    text = ROUTINE.replace("FROM", by[0]).replace("TO", to).replace("BY", by[1])
    (folder / "provby" / "processes" / "kontakt.yaml").write_text(text, encoding="utf-8")
    loaded = load(folder, "provby", today=date(2026, 3, 2))
    assert loaded.problems == () and loaded.municipality is not None
    return [f.rule for f in referral_findings(loaded.processes["kontakt"], loaded.municipality)]


VIA = "{andra: {when: Allt, via: [samordnare_ena, samordnare_andra]}}"


@pytest.mark.parametrize(
    ("arrows", "by", "wanted"),
    [
        ("[topp]", ("handlaggare", "samordnare_andra"), ["no-referral"]),
        ("[andra]", ("handlaggare", "samordnare_andra"), []),
        (VIA, ("samordnare_ena", "samordnare_andra"), []),
        (VIA, ("handlaggare", "samordnare_andra"), ["other-way"]),
        (VIA, ("samordnare_ena", "handlaggare_andra"), ["other-way"]),
        (VIA, ("handlaggare", "handlaggare_andra"), ["other-way", "other-way"]),
        ("{andra: {by: samordnare_ena}}", ("handlaggare", "samordnare_andra"), ["other-way"]),
        ("{andra: {by: samordnare_ena}}", ("samordnare_ena", "samordnare_andra"), []),
    ],
)
def test_the_way_a_handover_goes(tmp_path: Path, arrows: str, by: tuple[str, str], wanted: list[str]) -> None:
    assert rules(tmp_path, arrows, by) == wanted


def test_inside_ones_own_line_no_arrow_is_needed(tmp_path: Path) -> None:
    assert rules(tmp_path, "[andra]", ("handlaggare", "samordnare_ena"), to="ena") == []
    assert rules(tmp_path / "b", "[andra]", ("handlaggare", "samordnare_ena"), to="topp") == []
