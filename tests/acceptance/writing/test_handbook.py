"""The handbook: what a routine says stands in it, in a page that needs nothing else and in a PDF that can be read aloud."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

import pytest
from click.testing import CliRunner

from core import bootstrap
from core.application.routines.handbook import handbook_of, title_of, to_page
from core.cli import rutin
from core.definitions import Loaded
from core.words import money_words
from tests.acceptance.small import TOWN, small, sound

TOWNS = ("bengtsfors", "eda", "malmo", "stockholm", "sundbyberg")


@lru_cache
def read(town: str, configs: Path = bootstrap.CONFIGS) -> Loaded:
    return bootstrap.load_municipality(configs, town)


@lru_cache
def page(town: str, configs: Path = bootstrap.CONFIGS) -> str:
    loaded = read(town, configs)
    assert loaded.municipality is not None
    blocks = handbook_of(
        loaded.municipality,
        loaded.processes.values(),
        lambda p: bootstrap.provenance_of(configs, town, p)[0],
        loaded.questions,
    )
    return to_page(loaded.municipality, blocks, date(2026, 3, 2))


@pytest.mark.parametrize("town", TOWNS)
def test_every_routine_and_every_step_stands_in_the_handbook(town: str) -> None:
    html = page(town)
    for definition in read(town).processes.values():
        assert f"<h2>{definition.title}</h2>" in html
        for step in definition.steps.values():
            if step.kind != "end":
                assert step.title in re.sub("&#x27;", "'", html), (definition.id, step.id)


def test_the_page_needs_nothing_else_and_runs_nothing() -> None:
    html = page("sundbyberg")
    assert html.startswith('<!doctype html>\n<html lang="sv">')
    assert "Sammanställd den 2 mars 2026" in html
    assert "<script" not in html and not re.search(r'(src|href)="', html)
    levels = [int(level) for level in re.findall(r"<h([1-6])>", html)]
    assert levels[0] == 1 and all(after - before <= 1 for before, after in pairwise(levels))


def test_hours_posts_referrals_settings_and_questions_are_told() -> None:
    html = page("sundbyberg")
    assert "måndag–torsdag kl. 09.00–12.00" in html
    assert "<td>4,75</td>" in html
    assert "Register: Intake-pärmen." in html and "Rapport: Tid från ansökan till beslut." in html
    assert "<td>Beslut efter skriftlig ansökan inom</td><td>3 veckor</td>" in html
    assert "Hur lång är en längre tid?" in html


LENGTHENED = """
steps:
  - {start: inkom, title: Ansökan, role: handlaggare}
  - task: granska
    title: Granska
    role: handlaggare
    deadline: {within: 3 weeks, from: inkom.done, longer: {LONGER, if_motivated: Särskilda skäl}}
    end: klart

ends:
  klart: {title: Klart, outcome: klart}
"""


@pytest.mark.parametrize(
    ("longer", "said"),
    [("within: 6 weeks", "till sammanlagt 6 veckor"), ("by_at_most: 3 weeks", "med högst 3 veckor")],
)
def test_whoever_reads_it_learns_that_a_deadline_may_be_lengthened(tmp_path: Path, longer: str, said: str) -> None:
    sound(tmp_path, LENGTHENED.replace("LONGER", longer))
    told = f"Inom 3 veckor från ”Ansökan”. Får förlängas en gång, {said}. Grund: Särskilda skäl."
    assert told in page("liten", tmp_path)


def test_opening_hours_of_different_months_are_told_apart(tmp_path: Path) -> None:
    hours = "[{weekdays: mon-fri, hours: 09:00-12:00, months: sep-may}, {weekdays: mon, hours: 09:00-11:00, months: [jun, aug]}]"
    town = TOWN.replace("kontoret: {title: Kontoret}", f"kontoret: {{title: Kontoret, hours: {hours}}}")
    sound(tmp_path, LENGTHENED.replace("LONGER", "within: 6 weeks"), town=town)
    told = "september–maj: måndag–fredag kl. 09.00–12.00; juni och augusti: måndag kl. 09.00–11.00"
    assert told in page("liten", tmp_path)


def test_what_a_file_says_is_never_markup() -> None:
    from core.model.people import Municipality

    town = Municipality("x", "<b>Kommun</b> & {sön}", "9999", note="<script>alert(1)</script>")
    html = to_page(town, handbook_of(town, (), lambda _process: ()), date(2026, 3, 2))
    assert "<script" not in html and "&lt;b&gt;Kommun&lt;/b&gt; &amp; {sön}" in html
    assert title_of(town).startswith("Handbok för")


def test_the_command_writes_both_and_says_what_it_cannot(tmp_path: Path) -> None:
    run = CliRunner()
    for form, begins in (("html", b"<!doctype html>"), ("pdf", b"%PDF")):
        path = tmp_path / f"handbok.{form}"
        ran = run.invoke(rutin, ["handbook", "eda", "--format", form, "-o", str(path)])
        assert ran.exit_code == 0, ran.output
        assert path.read_bytes().startswith(begins)
    lost = run.invoke(rutin, ["handbook", "ingen", "-o", str(tmp_path / "x.html")])
    assert lost.exit_code == 2 and "Kommunen ingen finns inte" in lost.output
    assert not (tmp_path / "x.html").exists()


WHOLE_TOWN = (
    TOWN
    + """\
resources:
  vvs: {title: VVS-firman, places: 2, per: month}
forums:
  mote: {title: Bostadsmötet, every: 2 weeks, from: 2026-01-08, window: {weekdays: thu}, members: [kontoret]}
reports:
  antal: {title: Ansökningar, of: prov, every: month, shows: {inkomna: {title: Inkomna ansökningar, happened: inkom.done}}}
delegation:
  - {rule: "1.1", basis: stod, if: dyrt, to: chef}
  - {rule: "1.2", basis: stod, to: handlaggare}
"""
)
WHOLE_LAWS = """\
laws: liten
title: Lagrum
acts:
  stodlagen: {title: stödlagen, number: "2026:1"}
appeals:
  besvar: {title: Överklagande till rätten, period: {within: 3 weeks, from: received}}
provisions:
  stod: {title: Rätt till stöd, versions: [{act: stodlagen, at: 1 §, appeal: besvar}]}
"""
WHOLE = """
facts:
  nummer: {type: person_number, title: Nummer}
  summa: {type: money, title: Summa, min: 1}
  dyrt: {type: yes_no, title: Dyrt, is: summa > 100000}
  fore: {type: earlier_case, title: Har fått stöd, earlier: {process: prov, within: 5 years}}
  start: {type: date, title: Första dag}
  slut: {type: date, title: Sista dag}
steps:
  - {start: inkom, title: Ansökan, role: handlaggare, asks: [nummer, summa]}
  - {start: igen, title: Förlängning, role: handlaggare, asks: [nummer, summa], renews: [beslut, prov.beslut]}
  - {task: ring, title: Ring, role: handlaggare, meanwhile: yes}
  - {task: mote, title: Ta upp på mötet, role: handlaggare, forum: mote, requires: [{if: summa > 0, else: Summan ska vara känd.}]}
  - {letter: brev, title: Svarsbrev, role: handlaggare, to: sokande, by: [brev, sms]}
  - decision: beslut
    title: Beslut
    basis: stod
    decides: {by: delegation}
    outcomes:
      ja: {title: Beviljas, asks: [start, slut], valid: {from: start, until: slut}, end: klart}
      nej: {title: Avslås, end: nej}
"""


def test_the_handbook_says_what_a_routine_rests_on_asks_and_reckons(tmp_path: Path) -> None:
    made = small(tmp_path, WHOLE, town=WHOLE_TOWN, brev="# Svar")
    (made.folder / "laws.yaml").write_text(WHOLE_LAWS, encoding="utf-8")
    assert made.check().code == 0, made.check().text
    html = re.sub(r"\s*<[^>]+>\s*", "|", page("liten", tmp_path))
    html = re.sub(r"\|+", "|", html)
    for said in (
        "|VVS-firman|2 platser per månad|",
        "|Bostadsmötet|Varannan vecka, torsdag|Kontoret|",
        "|Rapport: Ansökningar. Visar inkomna ansökningar.|",
        "Lagrum: Rätt till stöd, 1 § stödlagen (2026:1). Delegation 1.1: chef, om Dyrt: ja. Delegation 1.2: handläggare. "
        "Beviljas: gäller från ”Första dag” till ”Sista dag”. Överklagas: överklagande till rätten inom 3 veckor.",
        "|Ta upp på mötet|Stoppas annars med: Summan ska vara känd|",
        "|Förlängning|Nummer och Summa. Förnyar: Beslut eller ett beslut i Provet|",
        "|Beslut|Beviljas: Första dag och Sista dag|",
        f"|Dyrt|Summa över {money_words(100000)}|",
        "|Har fått stöd|Ja, om det finns ett tidigare ärende: Provet, som högst 5 år gammalt|",
        "|Svarsbrev|Sökanden|Brev eller Sms|",
        "Ring. Handläggare. Görs medan ärendet går vidare.",
        "Tas upp på bostadsmötet.",
    ):
        assert said in html, said
