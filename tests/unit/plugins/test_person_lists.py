"""Lists as people paste them, and personal numbers in every way they are written."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.application.reading.identity import twelve_digits
from core.model.identity import is_born
from core.model.plugin_calls import OpenCase
from core.model.plugin_pages import CaseLine, Form, Notice, PageCall, Shown, Table
from core.scenarios.people import person_number as made_up
from plugins.personimport.plugin import Importing
from plugins.personimport.table import Unreadable, person_number, read, years_old

TODAY = date(2026, 4, 7)
NUMBER = made_up(date(2008, 6, 15))


@pytest.mark.parametrize("mark", ["\t", ";", ","])
def test_a_list_is_read_whichever_mark_parts_it_and_in_any_order(mark: str) -> None:
    text = f"\ufeffNamn{mark}Skola{mark}PERSONNUMMER\r\nKim Påhittad{mark}Ågymnasiet{mark}1\r\n\r\nMio{mark}{mark}2\n"
    lines = read(text, ("Personnummer", "Namn"))
    assert [(line.number, dict(line.cells)) for line in lines] == [
        (1, {"Personnummer": "1", "Namn": "Kim Påhittad"}), (3, {"Personnummer": "2", "Namn": "Mio"}),
    ]  # fmt: skip


def test_cells_may_hold_the_mark_in_quotes_and_short_rows_are_filled() -> None:
    assert dict(read('Namn;Saknar\n"Mio; Kim";\nLo', ("Namn", "Saknar"))[0].cells) == {"Namn": "Mio; Kim", "Saknar": ""}
    assert dict(read("Namn;Saknar\nLo", ("Namn", "Saknar"))[0].cells) == {"Namn": "Lo", "Saknar": ""}


def test_a_first_column_without_a_heading_and_what_excel_writes_first_are_read() -> None:
    kim = {"Namn": "Kim", "Personnummer": "1"}
    for text in ("\tNamn\tPersonnummer\nx\tKim\t1", ";Namn;Personnummer\n;Kim;1\n", "\n  \n;Namn;Personnummer\n;Kim;1"):
        assert dict(read(text, ("Namn", "Personnummer"))[0].cells) == kim
    for first in ("sep=;", "\ufeffSEP=;\r", '"sep=;"'):
        (line,) = read(f"{first}\nNamn;Personnummer;a,b\nKim;1;", ("Namn", "Personnummer"))
        assert (line.number, dict(line.cells)) == (1, kim)
    assert dict(read("sep=,\nNamn,Personnummer;x\nKim,1", ("Namn",))[0].cells) == {"Namn": "Kim"}


@pytest.mark.parametrize(
    ("rows", "where"),
    [
        ('1;"Kim\n2;Mio\n', "Rad 1"),
        ('1;Kim\n2;"Mio\n3;Lo" \n4;Bo', "Rad 2"),
        ('1;Kim\n2;"Mio" Lo', "Rad 2"),
        ('1;Kim\n2;"Mio\nLo";\n', "Rad 2"),
    ],
)
def test_a_quote_that_is_not_ended_takes_nobody_elses_row(rows: str, where: str) -> None:
    with pytest.raises(Unreadable, match=f"^{where} har en radbrytning eller ett citattecken"):
        read(f"Personnummer;Namn\n{rows}", ("Personnummer", "Namn"))
    with pytest.raises(Unreadable, match=r"^Raden med rubriker har"):
        read(f'Personnummer;"Namn\n{rows.replace(chr(34), "")}', ("Personnummer", "Namn"))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "Klistra in listan"),
        ("   \n ", "Klistra in listan"),
        ("Namn\nKim", "saknar rubriken Personnummer"),
        ("Personnummer;Namn", "bara rubriker"),
        ("Personnummer;Namn\n;;\n", "bara rubriker"),
        ("Personnummer;Namn\n" + "1;a\n" * 501, "fler än 500 rader"),
    ],
)
def test_a_list_that_cannot_be_read_says_what_to_do(text: str, said: str) -> None:
    with pytest.raises(Unreadable, match=said):
        read(text, ("Personnummer", "Namn"))


@given(st.text())
def test_whatever_is_pasted_is_read_or_refused_in_words(text: str) -> None:
    try:
        lines = read(text, ("Personnummer",))
    except Unreadable as wrong:
        assert str(wrong)
    else:
        assert all(set(line.cells) == {"Personnummer"} for line in lines)


@pytest.mark.parametrize(
    "written", [NUMBER, f"{NUMBER[:8]}-{NUMBER[8:]}", f"{NUMBER[2:8]}-{NUMBER[8:]}", NUMBER[2:], f" {NUMBER} "]
)
def test_a_number_is_twelve_digits_however_it_is_written(written: str) -> None:
    assert person_number(written, TODAY) == NUMBER


def test_plus_stands_from_the_year_in_which_somebody_turns_a_hundred() -> None:
    assert person_number("260615+1237", date(2026, 3, 2)) == "192606151237"
    assert person_number("260615+1237", date(2025, 3, 2)) == "182606151237"
    assert person_number(f"{NUMBER[2:8]}+{NUMBER[8:]}", TODAY)[:2] == "19"
    with pytest.raises(
        Unreadable, match=r"inte har varit\. Skriv tolv siffror om personen är född för hundra år sedan"
    ):
        person_number("2606151237", date(2026, 3, 2))


@given(st.dates(), st.sampled_from(["", "-", "+"]), st.integers(0, 999), st.dates(date(1990, 1, 1), date(2090, 1, 1)))
def test_a_number_of_ten_digits_is_read_as_rutins_own_forms_read_it(
    day: date, sign: str, serial: int, today: date
) -> None:
    nine = f"{day.year % 100:02}{day.month:02}{day.day:02}{sign}{serial:03}"
    with pytest.MonkeyPatch.context() as at:
        at.setattr("personnummer.personnummer._get_current_date", lambda: today)
        for written in (f"{nine}{last}" for last in range(10)):
            kept = twelve_digits(written)
            try:
                assert person_number(written, today) == kept
            except Unreadable:
                assert kept is None or not is_born(kept, today)


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("", "tio eller tolv siffror"),
        ("20080675", "tio eller tolv siffror"),
        ("²00806752383", "tio eller tolv siffror"),
        (NUMBER[:-1] + str((int(NUMBER[-1]) + 1) % 10), "kontrollsiffra"),
        ("200013321237", "kontrollsiffra|dag som inte finns"),
        ("200801010000", "kontrollsiffra"),
        (made_up(date(2030, 1, 1)), "inte har varit"),
    ],
)
def test_what_is_no_number_is_refused(written: str, said: str) -> None:
    with pytest.raises(Unreadable, match=said):
        person_number(written, TODAY)


@given(st.dates(date(1927, 1, 1), date(2026, 4, 7)), st.integers(0, 998))
def test_every_made_up_number_is_read_back(born: date, serial: int) -> None:
    number = made_up(born, serial)
    assert person_number(number, TODAY) == number
    assert person_number(number[2:], TODAY)[2:] == number[2:]
    assert years_old(number, born) == 0


IMPORTING = Importing("etablering", "anmalan", "personnummer", {"Personnummer": "personnummer", "Namn": "namn"})


def call(form: str, text: str, *known: str) -> Shown:
    cases = tuple(CaseLine("c", "etablering", "2026-01-01", facts={"personnummer": number}) for number in known)
    answer = IMPORTING.page(PageCall(TODAY.isoformat(), "Anna", form, {"lista": text}, cases=cases))
    assert isinstance(answer, Shown)
    return answer


def test_a_list_is_looked_through_before_anything_is_opened() -> None:
    other = made_up(date(1990, 1, 1))
    text = f"Personnummer;Namn\n{NUMBER};Kim\n{NUMBER};Kim igen\n{other};Mio\n123;Lo\n"
    shown = call("granska", text, other)
    assert shown.opens == ()
    (table,) = (block for block in shown.blocks if isinstance(block, Table))
    assert [row.cells[-1] for row in table.rows] == [
        "Kan öppnas", "Står redan i listan.", "Har redan ett öppet ärende.", "Personnumret ska ha tio eller tolv siffror.",
    ]  # fmt: skip
    form = shown.blocks[-1]
    assert isinstance(form, Form)
    assert (form.id, form.button, form.inputs[0].value) == ("oppna", "Öppna 1 ärende", text)
    assert call("oppna", text, other).opens == (
        OpenCase("etablering", "anmalan", {"personnummer": NUMBER, "namn": "Kim"}, "Rad 1"),
    )


def test_a_row_that_lacks_something_is_said_before_anything_is_opened() -> None:
    text = f"Personnummer;Namn\n{NUMBER};\n{NUMBER};Kim\n"
    (table,) = (block for block in call("granska", text).blocks if isinstance(block, Table))
    assert [row.cells[-1] for row in table.rows] == ["Namn saknas.", "Kan öppnas"]
    assert [wish.label for wish in call("oppna", text).opens] == ["Rad 2"]
    bare = replace(IMPORTING, may_be_empty=frozenset({"Namn"}))
    shown = bare.page(PageCall(TODAY.isoformat(), "Anna", "oppna", {"lista": text}))
    assert isinstance(shown, Shown)
    assert [dict(wish.facts) for wish in shown.opens] == [{"personnummer": NUMBER}]


def test_what_is_sent_again_when_all_are_open_is_looked_through_once_more() -> None:
    shown = call("oppna", f"Personnummer;Namn\n{NUMBER};Kim\n", NUMBER)
    assert not shown.opens and isinstance(shown.blocks[-1], Notice)


def test_a_list_where_nothing_can_be_opened_offers_no_button() -> None:
    assert isinstance(call("granska", "Personnummer;Namn\n1;Kim").blocks[-1], Notice)
    assert call("granska", "").errors == {
        "lista": "Klistra in listan eller välj en fil, med rubrikerna på första raden."
    }


def test_a_file_counts_before_what_is_pasted_and_its_mistakes_are_told_at_it() -> None:
    page = Importing("kaa", "uppgift", "personnummer", {"Personnummer": "personnummer", "Namn": "namn"})
    listed = f"Personnummer;Namn\n{NUMBER};Åsa Påhittad\n"
    sent = {"lista": "något annat", "fil": listed}
    shown = page.page(PageCall(TODAY.isoformat(), "Anna", "granska", sent))
    assert isinstance(shown, Shown)
    (form,) = (block for block in shown.blocks if isinstance(block, Form) and block.id == "oppna")
    assert [(each.name, each.value) for each in form.inputs] == [("lista", listed)]
    wrong = page.page(PageCall(TODAY.isoformat(), "Anna", "granska", {"lista": "", "fil": "Namn\nKim"}))
    assert isinstance(wrong, Shown)
    assert wrong.errors == {
        "fil": "Listan saknar rubriken Personnummer. Första raden ska ha rubrikerna Personnummer, Namn."
    }
    assert not wrong.opens
