"""Fields in a form: a table's lines together, and what hangs on an answer under the question."""

from __future__ import annotations

from dataclasses import replace

import pytest
from starlette.testclient import TestClient

from core.application.form.views import Field, Option
from tests.web.fake import YES_NO, FakeRutin
from web.rendering import by_table, nested


def field(name: str, *, table: str = "", when: tuple[str, str] | None = None) -> Field:
    return Field(name, name, "yes_no", options=YES_NO, table=table, when=when)


def test_lines_of_a_table_stand_together_where_its_first_one_stands() -> None:
    fields = [field("a"), field("b", table="T"), field("c"), field("d", table="T"), field("e")]
    assert [(table, [f.name for f in lines]) for table, lines in by_table(fields)] == [
        ("", ["a"]),
        ("T", ["b", "d"]),
        ("", ["c", "e"]),
    ]


def test_a_field_that_hangs_on_an_answer_stands_under_its_question() -> None:
    fields = [field("engangs"), field("barn"), field("egen", when=("engangs", "yes")), field("ej", when=("egen", "no"))]
    engangs, barn = nested(fields)
    assert (engangs.field.name, barn.field.name, barn.after) == ("engangs", "barn", {})
    (egen,) = engangs.after["if-yes"]
    assert [each.field.name for each in egen.after["if-no"]] == ["ej"]


def test_a_field_that_hangs_on_some_of_the_alternatives_stands_under_their_question(
    browser: TestClient, rutin: FakeRutin
) -> None:
    kinds = (Option("a", "A"), Option("b", "B"), Option("c", "C"))
    slag = replace(field("slag"), kind="choice", options=kinds)
    rutin.fields = (slag, field("bara_c", when=("slag", "c")), field("a_eller_c", when=("slag", "a c")))
    assert list(nested(rutin.fields)[0].after) == ["if-one if-3", "if-one if-1 if-3"]
    html = browser.get("/bengtsfors/nytt/aktivitet/ansokan").text
    assert html.index('class="if-one if-3"') < html.index('name="f.bara_c"') < html.index('class="if-one if-1 if-3"')


@pytest.mark.parametrize("when", [("annan", "yes"), ("sig", "yes")])
def test_a_field_whose_question_is_not_in_the_form_is_always_shown(when: tuple[str, str]) -> None:
    assert [each.field.name for each in nested([field("sig", when=when)])] == ["sig"]


def test_every_field_is_in_the_form_once(browser: TestClient, rutin: FakeRutin) -> None:
    rutin.fields = (field("a"), field("b", when=("a", "yes")), field("c", when=("b", "no")), field("d", table="T"))
    html = browser.get("/bengtsfors/nytt/aktivitet/ansokan").text
    for name in "abcd":
        assert html.count(f'name="f.{name}" value=""') == 1
    assert (
        html.index('class="if-yes"') < html.index('name="f.b"') < html.index('class="if-no"') < html.index('name="f.c"')
    )


def test_what_the_known_answers_leave_out_is_folded_with_them(browser: TestClient, rutin: FakeRutin) -> None:
    rutin.fields = (
        replace(field("grupp"), known=True, value="yes"),
        replace(field("bara_andra_gruppen"), left_out=True),
        field("fraga"),
    )
    html = browser.get("/bengtsfors/nytt/aktivitet/ansokan").text
    folded = html[html.index('<details class="plain known">') :].partition("</details>")[0]
    assert "Det som redan är känt (1 uppgift)" in folded
    assert 'name="f.grupp"' in folded and 'name="f.bara_andra_gruppen"' in folded and 'name="f.fraga"' not in folded


def test_what_is_left_out_without_anything_known_in_the_form_is_called_so(
    browser: TestClient, rutin: FakeRutin
) -> None:
    rutin.fields = (replace(field("bara_andra_gruppen"), left_out=True), field("fraga"))
    html = browser.get("/bengtsfors/nytt/aktivitet/ansokan").text
    folded = html[html.index('<details class="plain known">') :].partition("</details>")[0]
    assert "Frågor som inte behöver svar (1)" in folded and "De behöver inget svar, så länge" in folded


def test_what_one_answer_leaves_out_stays_hidden_under_its_question(browser: TestClient, rutin: FakeRutin) -> None:
    rutin.fields = (
        replace(field("a"), known=True, value="no"),
        replace(field("b", when=("a", "yes")), left_out=True),
    )
    html = browser.get("/bengtsfors/nytt/aktivitet/ansokan").text
    assert '<details class="plain known">' not in html
    assert 'name="f.b"' in html.partition('class="if-yes"')[2]
