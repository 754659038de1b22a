"""Who belongs to the KAA register (skollagen 29 kap. 9 §, to be verified), and until when."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.expressions import functions
from core.model.identity import born
from plugins.bengtsfors_kaa import rules
from plugins.bengtsfors_kaa.plugin import rutin_expression_functions

COVERED = rules.Situation(
    age=17,
    home=True,
    compulsory_done=True,
    in_upper_secondary=False,
    has_exam=False,
    has_certificate=False,
    has_equal=False,
)


def test_somebody_who_meets_every_condition_is_covered_and_told_why() -> None:
    assessment = rules.assess(COVERED)
    assert assessment.covered
    assert assessment.in_words() == (
        "Omfattas: Är under 20 år. Kommunen är hemkommun. Har fullgjort skolplikten eller folkbokfördes i en ålder utan skolplikt. "
        "Går inte i gymnasiet eller motsvarande. Har inte gymnasieexamen. Har inte bevis från anpassad gymnasieskola. "
        "Har inte fullföljt likvärdig utbildning med godkänt resultat."
    )


@pytest.mark.parametrize(
    ("changed", "condition", "reason"),
    [
        ({"age": 20}, "under_20", "Har fyllt 20 år."),
        ({"home": False}, "home", "Kommunen är inte hemkommun."),
        ({"compulsory_done": False}, "compulsory_done", "Har inte fullgjort skolplikten."),
        ({"in_upper_secondary": True}, "not_in_upper_secondary", "Går i gymnasiet eller motsvarande."),
        ({"has_exam": True}, "no_exam", "Har gymnasieexamen."),
        ({"has_certificate": True}, "no_certificate", "Har bevis från anpassad gymnasieskola."),
        ({"has_equal": True}, "no_equal", "Har fullföljt likvärdig utbildning med godkänt resultat."),
    ],
)
def test_each_condition_alone_keeps_somebody_out(changed: dict[str, int | bool], condition: str, reason: str) -> None:
    assessment = rules.assess(replace(COVERED, **changed))  # type: ignore[arg-type]
    assert not assessment.covered
    assert [c.id for c in assessment.conditions if not c.met] == [condition]
    assert assessment.in_words() == f"Omfattas inte: {reason}"


@pytest.mark.parametrize(("age", "covered"), [(15, True), (18, True), (19, True), (20, False), (21, False)])
def test_the_age_border_is_20(age: int, covered: bool) -> None:
    assert rules.assess(replace(COVERED, age=age)).covered is covered


SITUATIONS = st.builds(
    rules.Situation,
    st.integers(0, 40), st.booleans(), st.booleans(), st.booleans(), st.booleans(), st.booleans(), st.booleans(),
)  # fmt: skip


@given(SITUATIONS)
def test_covered_is_exactly_the_law_written_out(s: rules.Situation) -> None:
    law = (
        s.age < 20
        and s.home
        and s.compulsory_done
        and not (s.in_upper_secondary or s.has_exam or s.has_certificate or s.has_equal)
    )
    assessment = rules.assess(s)
    assert assessment.covered is law
    assert len(assessment.conditions) == 7
    assert assessment.in_words().startswith("Omfattas: " if law else "Omfattas inte: ")


@given(SITUATIONS)
def test_the_reasons_in_expressions_are_those_of_the_rules(s: rules.Situation) -> None:
    words, _ = (f.call for f in rutin_expression_functions())
    arguments = (s.age, s.home, s.compulsory_done, s.in_upper_secondary, s.has_exam, s.has_certificate, s.has_equal)
    assert words(*arguments) == rules.assess(s).in_words()


@pytest.mark.parametrize(
    ("number", "day"),
    [
        ("200806152385", date(2008, 6, 15)),
        ("20080615-2385", date(2008, 6, 15)),
        ("200806752383", date(2008, 6, 15)),  # coordination number: 15 + 60
        ("200802292380", date(2008, 2, 29)),
        ("200802892381", date(2008, 2, 29)),  # 29 + 60
        ("200812912385", date(2008, 12, 31)),  # 31 + 60
    ],
)
def test_the_day_of_birth_is_read_from_the_number(number: str, day: date) -> None:
    assert born(number) == day


@pytest.mark.parametrize(
    "number", ["0806152385", "20080615238", "2008061523856", "20080230TF12", "200802302380", "²00806152385", ""]
)
def test_a_number_that_is_none_has_no_day(number: str) -> None:
    with pytest.raises(ValueError):
        born(number)


@pytest.mark.parametrize(
    ("birth", "leaves"),
    [
        (date(2008, 6, 15), date(2028, 6, 15)),
        (date(2008, 2, 29), date(2028, 2, 29)),
        (date(2007, 12, 31), date(2027, 12, 31)),
        (date(2080, 2, 29), date(2100, 3, 1)),  # 2100 is no leap year
    ],
)
def test_the_responsibility_ends_on_the_twentieth_birthday(birth: date, leaves: date) -> None:
    assert rules.leaves_on(birth) == leaves


def number_of(born: date, *, coordination: bool) -> str:
    day = born.day + 60 if coordination else born.day
    return f"{born.year:04d}{born.month:02d}{day:02d}2380"


BIRTHS = st.dates(date(1990, 1, 1), date(2099, 12, 31)) | st.integers(1992, 2096).filter(lambda y: y % 4 == 0).map(
    lambda y: date(y, 2, 29)
)


@given(BIRTHS, st.booleans())
def test_the_day_of_leaving_is_the_first_on_which_the_age_is_20_everywhere_in_rutin(
    born: date, coordination: bool
) -> None:
    age = functions("Europe/Stockholm")["age"].call
    turns = rutin_expression_functions()[1].call
    number = number_of(born, coordination=coordination)
    moment = turns(number)
    assert isinstance(moment, datetime)
    assert moment.date() == rules.leaves_on(born)
    assert age(number, moment) == 20
    assert age(number, (moment.astimezone(UTC) - timedelta(seconds=1))) == 19
