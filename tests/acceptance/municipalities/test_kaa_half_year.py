"""What the half-year file says of measures and contact attempts, as they were noted, ended and put right (B-59, B-60, B-64)."""

from __future__ import annotations

from datetime import date

import pytest

from core.application.step import actions as act
from core.application.step.actions import Done
from core.errors import Refused
from core.model.plugin_pages import Form, Items, Notice, Table
from core.scenarios.people import person_number
from plugins.bengtsfors_kaa.panel import ENDLESS
from tests.acceptance.municipalities.test_kaa_pages import YOUNG, covered, file, find, opened, page, panel, play, told
from tests.acceptance.playing import Play, correction

__all__ = ["play"]

TURNS, EXIT = person_number(date(2006, 5, 4)), "2026-05-04 09:00"
FAULT = "Den unge har lämnat registret, men en insats saknar slutdag."


@pytest.fixture
def kim(play: Play) -> Play:
    """Kim is in the register since 2 February 2026."""
    opened(play)
    covered(play)
    return play


@pytest.fixture
def may(play: Play) -> Play:
    """Kim again, who turns 20 on 4 May 2026 and leaves the register then, whatever measures go on."""
    opened(play, TURNS)
    covered(play)
    return play


def offer(play: Play, kind: str, start: str, end: str = "") -> None:
    planned = {"insats_slut": end} if end else {}
    play.happens(
        "cilla", "insats_erbjuden", insats=kind, insats_mal="Prova på", insats_ansvarig="Cilla", insats_start=start, **planned
    )  # fmt: skip


def close(play: Play, kind: str, day: str, **since: str) -> None:
    play.happens("cilla", "insats_avslutad", avslutad_insats=kind, avslutad_den=day, avslut_skal="Klar", **since)


def two_at_once(play: Play) -> None:
    """Two of a kind, of which one is ended without its start."""
    offer(play, "praktik", "2026-02-09")
    offer(play, "praktik", "2026-02-16")
    close(play, "praktik", "2026-04-01")


def put_right(play: Play, start: str, end: str) -> None:
    play.happens(
        "cilla", "insats_rattas", rattad_insats="praktik", rattad_fran=start, ny_slut=end, rattad_for="Fel dag"
    )  # fmt: skip


def leaves(play: Play, moment: str) -> None:
    play.at(moment)
    play.do("cilla", "ansvaret_pagar", "come", upphor_for="i_studier")


def correct(play: Play, fact: str, value: str) -> Done:
    return play.send("cilla", correction(play, fact, value))


def measures(play: Play, half: str = "2026h1") -> list[str]:
    return [
        line.partition(";")[2] for line in file(play, f"kaa_insatser_{half}.csv").splitlines()[1:]
    ]  # fmt: skip


def faults(play: Play, half: str = "2026h1") -> list[str]:
    tables = [block for block in page(play, "halvar", "valj", halvar=half).blocks if isinstance(block, Table)]
    return [row.cells[1] for table in tables if table.columns == ("Ärende", "Vad") for row in table.rows]


def attempts(play: Play, half: str) -> str:
    return file(play, f"kaa_ungdomar_{half}.csv").splitlines()[1].split(";")[5]


# ---- the ends of measures --------------------------------------------------------------------------------------------


def test_a_measure_that_ended_before_its_planned_day_ends_that_day_also_when_another_was_offered_since(
    kim: Play,
) -> None:
    offer(kim, "praktik", "2026-02-09", "2026-06-30")
    kim.at("2026-04-01 15:00")
    close(kim, "praktik", "2026-04-01")
    kim.at("2026-04-15 09:00")
    offer(kim, "motiverande", "2026-04-15", "2026-05-29")
    assert measures(kim) == ["praktik;2026-02-09;2026-04-01", "motiverande;2026-04-15;"]
    assert panel(kim)[-1] == Items(
        (
            "Praktik från 9 februari 2026 till 1 april 2026, avslutad",
            "Motiverande samtal och insiktsbaserad coachning från 15 april 2026 till 29 maj 2026",
        )
    )


def test_of_two_at_once_the_one_that_is_said_ends(kim: Play) -> None:
    offer(kim, "praktik", "2026-02-09")
    offer(kim, "halsogrupp", "2026-02-16")
    close(kim, "praktik", "2026-04-01")
    assert measures(kim) == ["praktik;2026-02-09;2026-04-01", "halsogrupp;2026-02-16;"]


def test_of_two_of_one_kind_the_one_with_the_start_that_is_said_ends(kim: Play) -> None:
    offer(kim, "praktik", "2026-02-09")
    offer(kim, "praktik", "2026-02-16")
    close(kim, "praktik", "2026-04-01", avslutad_fran="2026-02-16")
    assert measures(kim) == ["praktik;2026-02-09;", "praktik;2026-02-16;2026-04-01"]


def test_an_end_is_of_the_one_that_had_begun(kim: Play) -> None:
    offer(kim, "praktik", "2026-02-09", "2026-06-30")
    offer(kim, "praktik", "2026-04-15")
    close(kim, "praktik", "2026-04-01")
    assert measures(kim) == ["praktik;2026-02-09;2026-04-01", "praktik;2026-04-15;"]


def test_a_measure_that_never_came_about_is_not_reported(kim: Play) -> None:
    offer(kim, "praktik", "2026-02-09")
    close(kim, "praktik", "2026-02-06", blev_av="no")
    assert measures(kim) == []
    assert faults(kim) == []
    assert told(page(kim, "halvar", "valj", halvar="2026h1").blocks)["Hade en insats"] == "0"
    assert panel(kim)[-1] == Items(("Praktik från 9 februari 2026, blev aldrig av",))
    close(kim, "praktik", "2026-04-01")
    assert measures(kim) == ["praktik;2026-02-09;2026-04-01"], "said again: it did"


def test_which_of_two_of_one_kind_ended_is_never_guessed_but_asked_for(kim: Play) -> None:
    offer(kim, "praktik", "2026-02-09")
    offer(kim, "praktik", "2026-02-16")
    close(kim, "praktik", "2026-04-01")
    assert measures(kim) == ["praktik;2026-02-09;", "praktik;2026-02-16;"]
    doubt = "Det går inte att säga vilken insats som avslutades (Praktik). Avsluta den igen, med dagen då den startade."
    assert faults(kim) == [doubt]
    assert panel(kim)[0] == Notice(doubt, warn=True)
    close(kim, "praktik", "2026-04-01", avslutad_fran="2026-02-16")
    assert measures(kim) == ["praktik;2026-02-09;", "praktik;2026-02-16;2026-04-01"]
    assert faults(kim) == []


WHICH = "Det går inte att säga vilken insats som avslutades (Praktik). "


def test_which_of_two_ended_is_settled_when_one_of_them_has_been_given_its_end(kim: Play) -> None:
    two_at_once(kim)
    put_right(kim, "2026-02-16", "2026-04-01")
    assert measures(kim) == ["praktik;2026-02-09;", "praktik;2026-02-16;2026-04-01"]
    assert faults(kim) == []


def test_an_end_is_of_the_one_that_was_not_ended_by_being_put_right_before(kim: Play) -> None:
    offer(kim, "praktik", "2026-02-09")
    offer(kim, "praktik", "2026-02-16")
    put_right(kim, "2026-02-09", "2026-03-20")
    close(kim, "praktik", "2026-04-01")
    assert measures(kim) == ["praktik;2026-02-09;2026-03-20", "praktik;2026-02-16;2026-04-01"]
    assert faults(kim) == []


def test_which_of_two_ended_is_settled_after_the_exit_too(play: Play) -> None:
    opened(play, person_number(date(2006, 7, 2)))
    covered(play)
    two_at_once(play)
    play.at("2026-07-02 09:00")
    assert faults(play) == [WHICH + "Skriv slutdagen på den under Rätta en insats i ett avslutat ärende."]
    first, second = (key for key, _ in options(play))
    assert mend(play, insats=first, blev_av="nej", rattad_for="Började aldrig")[1] == {}
    assert [text.startswith(WHICH) for text in faults(play)] == [True], "the other has not been given its end"
    assert mend(play, insats=second, ny_slut="2026-04-01", rattad_for="Fattades")[1] == {}
    assert measures(play) == ["praktik;2026-02-16;2026-04-01"]
    assert faults(play) == []


def test_an_end_of_what_was_never_offered_is_told(kim: Play) -> None:
    offer(kim, "praktik", "2026-02-09")
    close(kim, "halsogrupp", "2026-04-01")
    assert measures(kim) == ["praktik;2026-02-09;"]
    told_ = "En insats avslutades som inte har erbjudits (Hälsogrupp). "
    assert faults(kim) == [told_ + "Notera att den erbjöds, eller rätta vilken insats det var."]
    offer(kim, "halsogrupp", "2026-03-02")
    assert faults(kim) == []


NOT_OFFERED = (
    "En insats avslutades som inte har erbjudits (Hälsogrupp). Rätta den under Rätta en insats i ett avslutat ärende."
)


@pytest.fixture
def ended_in_vain(kim: Play) -> Play:
    """A measure was ended that nobody had offered, and then Kim left."""
    close(kim, "halsogrupp", "2026-04-01")
    leaves(kim, "2026-05-04 09:00")
    assert faults(kim) == [NOT_OFFERED]
    return kim


def test_an_end_of_what_was_never_offered_is_cleared_after_the_exit(ended_in_vain: Play) -> None:
    ((key, said),) = options(ended_in_vain)
    assert said.endswith(": Hälsogrupp till 1 april 2026, avslutad, startdag saknas")
    assert mend(ended_in_vain, insats=key, blev_av="nej", rattad_for="Fel ungdom")[1] == {}
    assert (faults(ended_in_vain), measures(ended_in_vain), options_left(ended_in_vain)) == ([], [], 0)


def test_what_was_ended_and_never_offered_is_written_in_after_the_exit(ended_in_vain: Play) -> None:
    ((key, _),) = options(ended_in_vain)
    assert mend(ended_in_vain, insats=key, ny_slut="2026-04-01", rattad_for="x")[1] == {
        "ny_slut": "Skriv rätt startdag."
    }
    assert mend(ended_in_vain, insats=key, ny_start="2026-03-02", rattad_for="Erbjöds på telefon")[1] == {}
    assert (faults(ended_in_vain), measures(ended_in_vain)) == ([], ["halsogrupp;2026-03-02;2026-04-01"])


def test_an_end_that_is_said_again_or_corrected_is_the_last_one_said(kim: Play) -> None:
    offer(kim, "praktik", "2026-02-09")
    close(kim, "praktik", "2026-04-01")
    close(kim, "praktik", "2026-04-02")
    assert measures(kim) == ["praktik;2026-02-09;2026-04-02"]
    correct(kim, "avslutad_den", "2026-04-03")
    assert measures(kim) == ["praktik;2026-02-09;2026-04-03"]


def test_a_planned_end_is_no_end_until_the_measure_is_ended(kim: Play) -> None:
    offer(kim, "praktik", "2026-02-09", "2026-03-27")
    assert (measures(kim), faults(kim)) == (["praktik;2026-02-09;"], [])
    kim.at("2026-04-07 09:00")
    assert faults(kim) == ["En insats skulle ha slutat 27 mars 2026 men är inte avslutad. Avsluta den i ärendet."]
    close(kim, "praktik", "2026-04-01")
    assert (measures(kim), faults(kim)) == (["praktik;2026-02-09;2026-04-01"], [])


def test_a_measure_that_nobody_ended_goes_on_in_the_next_half_year(kim: Play) -> None:
    offer(kim, "praktik", "2026-02-09", "2026-03-27")
    kim.at("2026-07-06 09:00")
    assert measures(kim, "2026h2") == ["praktik;2026-02-09;"]
    close(kim, "praktik", "2026-03-27")
    assert measures(kim, "2026h2") == []


def test_after_the_exit_a_planned_end_is_not_taken_for_the_real_one(may: Play) -> None:
    offer(may, "praktik", "2026-02-09", "2026-03-27")
    may.at(EXIT)
    assert faults(may) == [FAULT]
    assert panel(may)[0] == Notice(ENDLESS, warn=True)
    ((key, said),) = options(may)
    assert said.endswith(", slutdag saknas")
    assert mend(may, insats=key, ny_slut="2026-03-27", rattad_for="Slutade som planerat")[1] == {}
    assert (faults(may), measures(may)) == ([], ["praktik;2026-02-09;2026-03-27"])


def test_measures_are_counted_by_kind(kim: Play) -> None:
    for kind, start in (("praktik", "2026-02-09"), ("halsogrupp", "2026-02-16"), ("praktik", "2026-03-02")):
        offer(kim, kind, start)
    tables = [block for block in page(kim, "halvar", "valj", halvar="2026h1").blocks if isinstance(block, Table)]
    (kinds,) = (table for table in tables if table.columns == ("Insats", "Antal"))
    assert [row.cells for row in kinds.rows] == [("Hälsogrupp", "1"), ("Praktik", "2")]


# ---- who stood in the register ----------------------------------------------------------------------------------------


def test_a_case_that_was_of_the_wrong_person_is_not_in_the_files_and_is_told(kim: Play) -> None:
    kim.at("2026-03-02 09:00")
    kim.send("cilla", act.AnnulAction(command=kim.key(), case=kim.case, seen=kim.now.seq, reason="Fel person"))
    assert file(kim, "kaa_ungdomar_2026h1.csv").splitlines()[1:] == []
    assert told(page(kim, "halvar", "valj", halvar="2026h1").blocks)["Stod i registret under halvåret"] == "0"
    (said,) = faults(kim)
    assert said.startswith("Ärendet avslutades i förtid och är inte med i filerna.")
    assert faults(kim, "2025h2") == []


def test_whoever_turns_20_on_the_first_day_of_a_half_year_left_in_the_one_before(play: Play) -> None:
    number = person_number(date(2006, 7, 1))
    play.start("cilla", "kaa", "uppgift", personnummer=number, namn="Lo Påhittad", uppgift_fran="Skolan")
    covered(play, "Lo Påhittad")
    play.at("2026-07-02 09:00")
    assert play.now.end == "fyllt_20"
    (line,) = file(play, "kaa_ungdomar_2026h1.csv").splitlines()[1:]
    assert line.split(";")[3:5] == ["2026-07-01", "Fyllt 20 år"]
    assert file(play, "kaa_ungdomar_2026h2.csv").splitlines()[1:] == []
    assert faults(play) == []


# ---- what is put right -----------------------------------------------------------------------------------------------


def test_a_corrected_start_stands_in_the_file_and_a_corrected_planned_end_in_the_panel(kim: Play) -> None:
    offer(kim, "praktik", "2026-02-09", "2026-05-29")
    offer(kim, "halsogrupp", "2026-02-16")
    correct(kim, "insats_start", "2026-02-23")
    assert measures(kim) == ["praktik;2026-02-09;", "halsogrupp;2026-02-23;"]
    correct(kim, "insats", "annan")
    correct(kim, "insats_slut", "2026-05-30")
    assert measures(kim) == ["praktik;2026-02-09;", "annan;2026-02-23;"]
    planned = "Praktik från 9 februari 2026 till 30 maj 2026"
    assert panel(kim)[-1] == Items((planned, "Annan insats från 23 februari 2026"))


def test_a_start_that_is_corrected_to_before_the_register_is_told(kim: Play) -> None:
    offer(kim, "praktik", "2026-02-09")
    assert faults(kim) == []
    correct(kim, "insats_start", "2026-01-19")
    assert measures(kim) == ["praktik;2026-01-19;"]
    assert faults(kim) == ["En insats börjar innan den unge kom in i registret."]


def test_an_earlier_measure_is_put_right_by_its_kind_and_start(kim: Play) -> None:
    offer(kim, "praktik", "2026-02-09")
    offer(kim, "halsogrupp", "2026-02-16")
    kim.happens(
        "cilla", "insats_rattas", rattad_insats="praktik", rattad_fran="2026-02-09", ny_start="2026-02-10", rattad_for="Fel dag"
    )  # fmt: skip
    assert measures(kim) == ["praktik;2026-02-10;", "halsogrupp;2026-02-16;"]
    kim.happens(
        "cilla", "insats_rattas", rattad_insats="praktik", rattad_fran="2026-02-09", ny_slut="2026-03-10", rattad_for="Fel dag"
    )  # fmt: skip
    assert faults(kim) == ["En rättelse gäller en insats som inte finns: Praktik från 9 februari 2026."]


# ---- after the exit --------------------------------------------------------------------------------------------------


def mend(play: Play, **values: str) -> tuple[str, dict[str, str], tuple[str, ...]]:
    shown = page(play, "halvar", "ratta", halvar="2026h1", **values)
    return shown.message, dict(shown.errors), shown.told


def options(play: Play) -> tuple[tuple[str, str], ...]:
    forms = [block for block in page(play, "halvar", "valj", halvar="2026h1").blocks if isinstance(block, Form)]
    (form,) = (each for each in forms if each.id == "ratta")
    return next(each.options for each in form.inputs if each.name == "insats")


def test_a_missing_end_is_put_right_after_the_young_person_has_left(may: Play) -> None:
    offer(may, "praktik", "2026-02-09")
    may.at(EXIT)
    may.at("2026-07-02 09:00")
    assert faults(may) == [FAULT]
    with pytest.raises(Refused, match="missing_fact"):
        correct(may, "avslutad_den", "2026-04-30")
    ((key, said),) = options(may)
    assert said == f"{may.case[:8].upper()}: Praktik från 9 februari 2026, slutdag saknas"
    message, errors, told_ = mend(may, insats=key, ny_slut="2026-04-30", rattad_for="Skrevs inte in i tid")
    assert (message, errors, told_) == ("Insatsen är rättad. Kontrollerna och filerna räknar med det.", {}, ())
    assert faults(may) == []
    assert measures(may) == ["praktik;2026-02-09;2026-04-30"]
    find_mended = may.rutin.search(may.slug, may.rutin.actor(may.slug, "cilla"), TURNS)
    assert sorted(found.process_title for found in find_mended) == [
        "Kommunens aktivitetsansvar, KAA", "Rättad insats i ett avslutat KAA-ärende",
    ]  # fmt: skip


def test_the_right_one_of_several_is_put_right_and_may_be_again(may: Play) -> None:
    offer(may, "praktik", "2026-02-09")
    offer(may, "halsogrupp", "2026-02-16")
    may.at(EXIT)
    keys = [key for key, _ in options(may)]
    mend(may, insats=keys[0], ny_slut="2026-03-31", rattad_for="Skrevs inte in")
    may.at("2026-05-05 09:00")
    mend(may, insats=keys[0], ny_slut="2026-04-30", rattad_for="Fel dag")
    assert measures(may) == ["praktik;2026-02-09;2026-04-30", "halsogrupp;2026-02-16;"]


def test_a_measure_that_was_to_begin_after_the_exit_is_told_and_said_never_to_have_come_about(may: Play) -> None:
    offer(may, "praktik", "2026-06-01", "2026-06-26")
    may.at(EXIT)
    assert faults(may) == ["En insats börjar efter att den unge lämnade registret."]
    ((key, _),) = options(may)
    assert mend(may, insats=key, blev_av="nej", rattad_for="Började i skolan")[1] == {}
    assert (faults(may), measures(may)) == ([], [])


def test_an_entry_that_may_be_the_wrong_day_is_told(kim: Play) -> None:
    kim.at("2026-05-04 09:00")
    kim.send(
        "cilla", act.RedirectAction(command=kim.key(), case=kim.case, seen=kim.now.seq, to="forsta_kontakt", reason="Fel")
    )  # fmt: skip
    (said,) = faults(kim)
    assert said.startswith("Ärendet har flyttats tillbaka till den första kontakten.")


def test_what_is_lacking_in_a_mending_is_told_at_the_field(may: Play) -> None:
    offer(may, "praktik", "2026-02-09")
    assert not [b for b in page(may, "halvar").blocks if isinstance(b, Form) and b.id == "ratta"], "while it is open"
    may.at(EXIT)
    ((key, _),) = options(may)
    assert mend(may)[1] == {"insats": "Välj vilken insats det gäller.", "rattad_for": "Skriv varför det rättas."}
    wrong = {
        "": "Skriv rätt startdag eller rätt slutdag.",
        "2026-02-08": "Insatsen kan inte sluta innan den börjar.",
        "2026-05-05": "Insatsen kan inte sluta efter dagen då den unge lämnade registret.",
    }
    for day, said in wrong.items():
        assert mend(may, insats=key, ny_slut=day, rattad_for="x") == ("", {"ny_slut": said}, ())
    assert faults(may) == [FAULT]


def test_a_mending_that_names_no_case_is_told_where_it_is_put_right(kim: Play) -> None:
    kim.start(
        "cilla", "kaa_rattelse", "rattelse", personnummer=YOUNG, arende="00000000", rattad_insats="praktik",
        rattad_fran="2026-02-09", ny_slut="2026-04-01", rattad_for="Fel",
    )  # fmt: skip
    (table,) = (block for block in page(kim, "halvar", "valj", halvar="2026h1").blocks if isinstance(block, Table))
    assert [row.case for row in table.rows] == [kim.case]
    assert table.rows[0].cells[1].startswith("En rättelse hör inte till något ärende.")


def test_a_mending_that_was_written_by_hand_and_fits_no_measure_is_told(kim: Play) -> None:
    offer(kim, "praktik", "2026-02-09", "2026-04-30")
    close(kim, "praktik", "2026-04-30")
    leaves(kim, "2026-05-04 09:00")
    left = kim.case
    kim.start(
        "cilla", "kaa_rattelse", "rattelse", personnummer=YOUNG, arende=left[:8].lower(), rattad_insats="halsogrupp",
        rattad_fran="2026-02-09", ny_slut="2026-04-01", rattad_for="Fel",
    )  # fmt: skip
    assert kim.now.status == "ended"
    assert faults(kim) == ["En rättelse gäller en insats som inte finns: Hälsogrupp från 9 februari 2026."]


def options_left(play: Play) -> int:
    return sum(isinstance(b, Form) and b.id == "ratta" for b in page(play, "halvar", "valj", halvar="2026h1").blocks)


# ---- attempts at contact ---------------------------------------------------------------------------------------------


def test_attempts_count_in_the_half_year_they_were_made(kim: Play) -> None:
    kim.at("2026-06-30 16:00")
    kim.happens("cilla", "kontaktforsok_gjort", kontakt_resultat="naddes_inte")
    kim.at("2026-07-01 00:30")
    kim.happens("cilla", "kontaktforsok_gjort", kontakt_resultat="naddes_inte")
    kim.at("2026-07-20 09:00")
    kim.happens("cilla", "kontaktforsok_gjort", kontakt_resultat="naddes", kontakt_den="2026-06-29")
    assert (attempts(kim, "2026h1"), attempts(kim, "2026h2")) == ("3", "1")
    assert told(panel(kim))["Försök till kontakt"] == "4, senast 1 juli 2026"
    correct(kim, "kontakt_den", "2026-07-02")
    assert (attempts(kim, "2026h1"), attempts(kim, "2026h2")) == ("2", "2")


def test_the_first_contact_counts_the_day_it_was_made(play: Play) -> None:
    opened(play)
    find(play, "Kim Påhittad")
    no = dict.fromkeys(("gar_i_gymnasiet", "har_examen", "har_bevis", "likvardig"), "no")
    play.at("2026-06-29 09:00")
    play.do("cilla", "bedomning", hemkommun="yes", skolplikt_klar="yes", **no)
    play.at("2026-07-01 09:00")
    play.do("cilla", "forsta_kontakt", "naddes", kontakt_den="2026-06-30")
    assert (attempts(play, "2026h1"), attempts(play, "2026h2")) == ("1", "0")
