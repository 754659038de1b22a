"""Swedish numbers: the day, the check digit and the kind of number. Only Skatteverket's test numbers and public authorities' numbers."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.application.reading.identity import twelve_digits
from plugins.svenska_nummer.rules import Taken, Wrong, check_digit, hyphenated, organisation_number, personal_number

STOCKHOLM = "2120000142"
TEST_PERSON = "198503129820"
TEST_COORDINATION = "199001619809"


def number(text: str) -> str:
    return personal_number(text, taken=Taken(test_numbers=True))


@pytest.mark.parametrize(
    "text", [TEST_PERSON, "19850312-9820", "19850312 9820", " 1985 0312-9820 ", "19850312\u20139820"]
)
def test_a_personal_number_is_kept_as_twelve_digits_however_it_is_written(text: str) -> None:
    assert number(text) == TEST_PERSON


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("8503129820", "alla tolv siffror"),
        ("850312-9820", "alla tolv siffror"),
        ("1985-03-12-9820", "alla tolv siffror"),
        ("19850312982O", "alla tolv siffror"),
        ("²98503129820", "alla tolv siffror"),
        ("kalle", "alla tolv siffror"),
        ("198513129820", "ingen sådan födelsedag"),
        ("198502309820", "ingen sådan födelsedag"),
        ("198503129821", "särskilt den sista"),
        ("198503120001", "fyra sista"),
    ],
)
def test_what_is_no_personal_number_is_said(text: str, said: str) -> None:
    with pytest.raises(Wrong, match=said):
        number(text)


def test_a_test_number_is_taken_only_where_that_is_said() -> None:
    with pytest.raises(Wrong, match="Skatteverkets testnummer"):
        personal_number(TEST_PERSON)


def test_a_coordination_number_is_taken_unless_a_personal_number_is_needed() -> None:
    written = TEST_COORDINATION[:-1] + str(check_digit(TEST_COORDINATION[2:-1]))
    assert number(written) == written
    with pytest.raises(Wrong, match="samordningsnummer"):
        personal_number(written, taken=Taken(coordination=False, test_numbers=True))


@pytest.mark.parametrize("text", [STOCKHOLM, "212000-0142", "16212000-0142"])
def test_an_organisation_number_is_kept_as_ten_digits(text: str) -> None:
    assert organisation_number(text) == STOCKHOLM


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("212000-0143", "särskilt den sista"),
        ("850312-9820", "inget organisationsnummer"),
        ("2120000", "tio siffror"),
        ("19850312-9820", "testnummer"),
    ],
)
def test_what_is_no_organisation_number_is_said(text: str, said: str) -> None:
    with pytest.raises(Wrong, match=said):
        organisation_number(text)


def test_a_persons_own_number_is_no_organisations_where_sole_traders_are_not_taken() -> None:
    with pytest.raises(Wrong, match="tio siffror"):
        organisation_number(TEST_PERSON, sole_traders=False)


def test_a_sole_traders_number_is_held_to_the_same_settings() -> None:
    assert organisation_number(TEST_PERSON, taken=Taken(test_numbers=True)) == TEST_PERSON
    written = TEST_COORDINATION[:-1] + str(check_digit(TEST_COORDINATION[2:-1]))
    with pytest.raises(Wrong, match="samordningsnummer"):
        organisation_number(written, taken=Taken(coordination=False, test_numbers=True))


@given(st.dates(), st.sampled_from([0, 60]), st.integers(0, 999))
def test_a_number_of_twelve_digits_is_taken_when_rutin_takes_it(born: date, added: int, serial: int) -> None:
    eleven = f"{born.year:04}{born.month:02}{born.day + added:02}{serial:03}"
    for digits in (f"{eleven}{last}" for last in range(10)):
        try:
            kept = number(digits)
        except Wrong:
            assert twelve_digits(digits) is None, digits
        else:
            assert kept == twelve_digits(digits)


@given(st.from_regex(r"[0-9]{9}", fullmatch=True), st.integers(0, 8), st.integers(1, 9))
def test_one_wrong_digit_is_always_found(nine: str, at: int, by: int) -> None:
    other = nine[:at] + str((int(nine[at]) + by) % 10) + nine[at + 1 :]
    assert check_digit(nine) != check_digit(other)


@given(st.text(max_size=16))
def test_any_text_is_a_number_or_is_told_why_not_and_what_is_kept_reads_as_itself(text: str) -> None:
    for read in (number, organisation_number):
        try:
            kept = read(text)
        except Wrong as wrong:
            assert str(wrong)
        else:
            assert read(kept) == kept == read(hyphenated(kept))
