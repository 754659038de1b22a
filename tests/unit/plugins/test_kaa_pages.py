"""KAA's panel, its lists and its half-year report: pure, from what they are told."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from core.model.plugin_pages import (
    CaseLine,
    Fields,
    File,
    Form,
    Heading,
    Items,
    Notice,
    PageCall,
    PanelCall,
    Shown,
    Stated,
    Table,
)
from core.scenarios.people import person_number as made_up
from plugins.bengtsfors_kaa import half_year as half_year_page
from plugins.bengtsfors_kaa import pages, panel, report

TODAY = "2026-04-07"
NUMBER = made_up(date(2008, 6, 15))
FIRST, SECOND = report.HalfYear(2026, 1), report.HalfYear(2025, 2)


def case(entered: str = "2026-02-01", *, facts: dict[str, Any] | None = None, **more: Any) -> CaseLine:
    told = {"personnummer": NUMBER, "alder": 17, "fyller_20_den": "2028-06-15", **(facts or {})}
    moments = {"forsta_kontakt.opened": entered} if entered else {}
    return CaseLine("c" * 32, "kaa", "2026-01-15", facts=told, moments=moments | more.pop("moments", {}), **more)


def stated(value: str, day: str) -> Stated:
    return Stated(value, f"{day}T08:00:00+00:00")


def measured(kind: str, start: str, end: str = "") -> dict[str, tuple[Stated, ...]]:
    said = {"insats": kind, "insats_start": start, "insats_slut": end}
    return {name: (Stated(value, "2026-02-02T08:00:00+00:00"),) for name, value in said.items() if value}


def closed(kind: str, day: str) -> dict[str, tuple[Stated, ...]]:
    said = {"avslutad_insats": kind, "avslutad_den": day}
    return {name: (Stated(value, "2026-06-14T08:00:00+00:00"),) for name, value in said.items()}


LATE = measured("praktik", "2026-02-02") | closed("praktik", "2026-05-01")


# ---- the panel -------------------------------------------------------------------------------------------------------


def fields(line: CaseLine, revise_after: int | None = None) -> dict[str, str]:
    found = panel.standing(PanelCall(line, TODAY), revise_after)
    return dict(next(block for block in found if isinstance(block, Fields)).rows)


def test_the_panel_says_where_the_young_person_stands() -> None:
    line = case(
        stated={"kontakt_resultat": (stated("naddes_inte", "2026-03-01"), stated("naddes", "2026-03-02"))},
        moments={"kontaktforsok_gjort": "2026-03-02", "forsta_kontakt.done": "2026-02-20"},
    )
    assert fields(line) == {
        "Ålder": "17 år",
        "Fyller 20 år": "15 juni 2028 (om 800 dagar)",
        "I registret": "Sedan 1 februari 2026",
        "Försök till kontakt": "3, senast 2 mars 2026",
        "Senast uppföljd": "Inte än",
        "Nästa översyn": "Kommunen har inte bestämt hur ofta",
    }
    assert fields(case(""))["I registret"] == "Inte än"
    assert fields(case(ended="2026-03-01"))["I registret"] == "1 februari 2026 till 1 mars 2026"


def test_the_next_revision_counts_from_the_latest_follow_up_or_the_first_measure() -> None:
    assert fields(case(), 90)["Nästa översyn"] == "När en insats har erbjudits"
    assert fields(case(facts={"insats_start": "2026-03-01"}), 90)["Nästa översyn"] == "30 maj 2026"
    assert (
        fields(case(facts={"insats_start": "2026-01-01", "uppfoljd_den": "2026-04-01"}), 30)["Nästa översyn"]
        == "1 maj 2026"
    )


def test_measures_are_listed_with_their_days() -> None:
    blocks = panel.standing(PanelCall(case(stated=measured("praktik", "2026-02-02", "2026-05-01")), TODAY), None)
    assert blocks[-2:] == (Heading("Insatser"), Items(("Praktik från 2 februari 2026 till 1 maj 2026",)))


@pytest.mark.parametrize(
    ("line", "revise_after", "said"),
    [
        (case(facts={"fyller_20_den": "2026-04-19"}), None, "Ansvaret upphör om 12 dagar"),
        (case(facts={"fyller_20_den": "2026-04-08"}), None, "Ansvaret upphör om 1 dag,"),
        (case(stated=measured("praktik", "2026-03-01", "2026-04-01")), None, "Insatsen skulle ha slutat 1 april 2026"),
        (case(facts={"uppfoljd_den": "2026-01-01"}), 30, "Planen skulle ha setts över 31 januari 2026"),
    ],
)
def test_what_needs_somebody_to_look_is_said_on_top_while_the_case_is_open(
    line: CaseLine, revise_after: int | None, said: str
) -> None:
    first = panel.standing(PanelCall(line, TODAY), revise_after)[0]
    assert isinstance(first, Notice)
    assert said in first.text
    ended = CaseLine(line.case, line.process, line.started, "2026-04-02", "i_studier", line.facts, moments=line.moments)
    assert isinstance(panel.standing(PanelCall(ended, TODAY), revise_after)[0], Fields)


def test_a_measure_that_was_ended_in_time_needs_nobody() -> None:
    ended = {
        "avslutad_insats": (stated("praktik", "2026-04-01"),),
        "avslutad_den": (stated("2026-04-01", "2026-04-01"),),
    }
    line = case(stated=measured("praktik", "2026-03-01", "2026-04-01") | ended)
    assert panel.warnings(line, date(2026, 4, 7), None) == ()


def test_what_runs_without_an_end_is_said_before_the_exit_and_after_it() -> None:
    facts = {"fyller_20_den": "2026-04-19"}
    running = case(facts=facts, stated=measured("praktik", "2026-03-01"))
    said = panel.warnings(running, date(2026, 4, 7), None)
    assert said[1].startswith("Avsluta det som pågår innan dess: Praktik.")
    left = case(facts=facts, stated=measured("praktik", "2026-03-01"), ended="2026-04-19", end="fyllt_20")
    assert panel.warnings(left, date(2026, 5, 1), None) == (panel.ENDLESS,)
    ended = {
        name: (stated(said, "2026-04-02"),)
        for name, said in (("avslutad_insats", "praktik"), ("avslutad_den", "2026-04-02"))
    }
    closed = case(facts=facts, stated=measured("praktik", "2026-03-01") | ended, ended="2026-04-19", end="fyllt_20")
    assert panel.warnings(closed, date(2026, 5, 1), None) == ()


# ---- the lists -------------------------------------------------------------------------------------------------------


def ask(form: str, *known: CaseLine, **values: str) -> Shown:
    answer = pages.lists(PageCall(TODAY, "Cilla", form, values, cases=known))
    assert isinstance(answer, Shown)
    return answer


def test_a_schools_list_opens_kaa_and_the_june_list_the_routine_for_those_with_an_exam() -> None:
    school = ask("oppna", slag="skola", fran="Ågymnasiet", lista=f"Personnummer;Namn\n{NUMBER};Kim Påhittad")
    (wish,) = school.opens
    assert (wish.process, wish.start, wish.label) == ("kaa", "uppgift", "Rad 1")
    assert wish.facts == {"personnummer": NUMBER, "namn": "Kim Påhittad", "uppgift_fran": "Ågymnasiet"}
    june = ask("oppna", slag="juni", lista=f"Personnummer;Namn;Skola;Saknar\n{NUMBER};Kim;Ågymnasiet;Matematik 1")
    (wish,) = june.opens
    assert (wish.process, wish.start) == ("kaa_examen", "examen_utan_betyg")
    assert wish.facts == {"personnummer": NUMBER, "namn": "Kim", "skola": "Ågymnasiet", "saknar": "Matematik 1"}


def test_each_row_says_why_it_opens_no_case() -> None:
    grown, known = made_up(date(2006, 4, 7)), made_up(date(2009, 1, 1))
    rows = (
        f"{NUMBER};Kim",
        f"{NUMBER};Kim",
        f"{grown};Vuxen",
        f"{known};Känd",
        f"{made_up(date(2009, 2, 2))};",
        "1;Lo",
    )
    shown = ask(
        "granska",
        case(facts={"personnummer": known}),
        slag="skola",
        fran="x",
        lista="Personnummer;Namn\n" + "\n".join(rows),
    )
    (table,) = (block for block in shown.blocks if isinstance(block, Table))
    assert [row.cells[-1] for row in table.rows] == [
        "Kan öppnas", "Står redan i listan.", "Har fyllt 20 år och omfattas inte.", "Har redan ett öppet ärende.",
        "Namnet saknas.", "Personnumret ska ha tio eller tolv siffror.",
    ]  # fmt: skip
    assert shown.opens == ()


def test_the_june_list_takes_those_who_have_turned_20_and_those_in_kaa() -> None:
    grown = made_up(date(2006, 1, 1))
    text = f"Personnummer;Namn;Skola;Saknar\n{grown};Mio;Å;Ma"
    assert len(ask("oppna", case(facts={"personnummer": grown}), slag="juni", lista=text).opens) == 1


@pytest.mark.parametrize(
    ("values", "errors"),
    [
        ({}, {"slag": "Välj vilken lista det är."}),
        ({"slag": "skola", "lista": f"Personnummer;Namn\n{NUMBER};Kim"}, {"fran": "Skriv vem som har skickat listan."}),
        ({"slag": "juni"}, {"lista": "Klistra in listan eller välj en fil, med rubrikerna på första raden."}),
    ],
)
def test_what_is_lacking_is_told_at_the_field(values: dict[str, str], errors: dict[str, str]) -> None:
    shown = ask("oppna", **values)
    assert (shown.errors, shown.opens) == (errors, ())


# ---- the half-year report --------------------------------------------------------------------------------------------


def faults(*lines: CaseLine, half: report.HalfYear = FIRST, today: str = "2026-07-01") -> list[str]:
    young = report.standing(lines, (), half)
    return [fault.text for fault in report.faults(young, half, date.fromisoformat(today))]


@pytest.mark.parametrize(
    ("entered", "ended", "in_first", "in_second"),
    [
        ("2026-02-01", "", True, False),
        ("2025-08-01", "", True, True),
        ("2025-08-01", "2025-12-31", False, True),
        ("2025-08-01", "2026-01-01", True, True),
        ("2026-07-01", "", False, False),
        ("2026-06-30", "", True, False),
        ("", "2026-02-01", False, False),
    ],
)
def test_whoever_stood_in_the_register_on_some_day_is_counted(
    entered: str, ended: str, in_first: bool, in_second: bool
) -> None:
    line = case(entered, ended=ended, end="i_studier" if ended else "")
    assert (bool(report.standing((line,), (), FIRST)), bool(report.standing((line,), (), SECOND))) == (
        in_first,
        in_second,
    )


def test_the_files_have_a_line_each_and_only_what_fell_in_the_half_year() -> None:
    said: dict[str, tuple[Stated, ...]] = {
        name: (Stated(first, "2025-09-01T08:00:00+00:00"), Stated(second, "2026-02-02T08:00:00+00:00"))
        for name, first, second in (
            ("insats", "motiverande", "praktik"),
            ("insats_start", "2025-09-01", "2026-02-02"),
            ("insats_slut", "2025-12-01", "2026-05-01"),
        )
    }
    attempts = ("2025-12-31", "2026-01-01", "2026-06-15", "2026-07-01")
    said["kontakt_resultat"] = tuple(stated("naddes_inte", day) for day in attempts)
    said |= {
        name: (stated(first, "2025-12-01"), stated(second, "2026-05-01"))
        for name, first, second in (
            ("avslutad_insats", "motiverande", "praktik"),
            ("avslutad_den", "2025-12-01", "2026-05-01"),
        )
    }
    line = case("2025-08-01", ended="2026-06-15", end="i_studier", stated=said)
    young = report.standing((line,), (), FIRST)
    sex = "M" if int(NUMBER[10]) % 2 else "K"
    assert report.young_file(young) == (
        "personnummer;kon;in_i_registret;ut_ur_registret;orsak;kontaktforsok;antal_insatser\r\n"
        f"{NUMBER};{sex};2025-08-01;2026-06-15;Åter i studier;2;1\r\n"
    )
    assert report.measures_file(young) == (
        f"personnummer;insats;start;slut\r\n{NUMBER};praktik;2026-02-02;2026-05-01\r\n"
    )
    assert "motiverande" in report.measures_file(report.standing((line,), (), SECOND))


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (case(facts={"personnummer": "123"}), "Personnummer saknas eller är fel."),
        (case(facts={"personnummer": made_up(date(2006, 1, 1))}), "hade fyllt 20 år redan när den kom in"),
        (case(facts={"personnummer": made_up(date(2006, 3, 1))}), "har fyllt 20 år men står kvar"),
        (case(ended="2026-01-20", end="i_studier"), "lämnade registret innan den kom in"),
        (case(ended="2026-03-01", end="fyllt_20"), "men dagen har inte varit då"),
        (case(stated={"insats": (Stated("praktik", "a"),)}), "saknar startdag"),
        (case(stated=measured("praktik", "2026-03-01", "2026-02-15")), "slutar innan den börjar"),
        (case(stated=measured("praktik", "2026-01-20")), "innan den unge kom in i registret"),
        (case(ended="2026-03-01", end="i_studier", stated=measured("praktik", "2026-02-02")), "saknar slutdag"),
        (case(ended="2026-03-01", end="i_studier", stated=measured("praktik", "2026-02-02", "2026-02-20")), "saknar slutdag"),
        (case(ended="2026-03-01", end="i_studier", stated=LATE), "efter att den unge lämnade"),
        (case(stated=measured("praktik", "2026-02-02", "2026-06-29")), "skulle ha slutat 29 juni 2026 men är inte avslutad"),
    ],
)  # fmt: skip
def test_what_does_not_add_up_is_told_with_the_case(line: CaseLine, said: str) -> None:
    assert any(said in text for text in faults(line)), faults(line)


def test_what_adds_up_has_no_faults_and_the_same_person_twice_has() -> None:
    said = measured("praktik", "2026-02-02", "2026-05-01") | closed("praktik", "2026-05-01")
    fine = case(ended="2026-06-15", end="i_studier", stated=said)
    assert faults(fine) == []
    twice = "Samma person har flera ärenden under halvåret. Kontrollera att dagarna inte går omlott."
    assert faults(fine, case("2026-06-20")) == [twice] * 2


def half_year(*lines: CaseLine, file: str = "", **values: str) -> Shown | File:
    form = "valj" if values else ""
    return half_year_page.half_year(PageCall(TODAY, "Cilla", form, values, file, lines))


def test_the_page_shows_the_half_year_before_and_offers_its_files() -> None:
    shown = half_year(case("2025-08-01"))
    assert isinstance(shown, Shown)
    assert Heading("Andra halvåret 2025") in shown.blocks
    (numbers,) = (block for block in shown.blocks if isinstance(block, Fields))
    assert numbers.rows[0] == ("Stod i registret under halvåret", "1")
    form = shown.blocks[0]
    assert isinstance(form, Form)
    assert [code for code, _ in form.inputs[0].options] == ["2026h1", "2025h2", "2025h1"]


def test_a_half_year_that_has_not_ended_says_so() -> None:
    shown = half_year(case(), halvar="2026h1")
    assert isinstance(shown, Shown)
    assert Notice("Halvåret är inte slut. Siffrorna är de som gäller i dag.") in shown.blocks


def test_a_file_is_of_the_half_year_in_its_name_and_another_name_gives_none() -> None:
    found = half_year(case("2025-08-01"), file="kaa_ungdomar_2025h2.csv")
    assert isinstance(found, File)
    assert NUMBER in found.text
    for name in ("kaa_ungdomar_2019h1.csv", "kaa_annat_2025h2.csv", "../kaa_ungdomar_2025h2.csv"):
        assert isinstance(half_year(file=name), Shown)


def test_a_cell_is_never_a_formula_to_a_spreadsheet() -> None:
    young = report.standing((case(facts={"personnummer": "=1+1"}),), (), FIRST)
    assert "'=1+1" in report.young_file(young)
