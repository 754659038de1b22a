"""What a form tells the page: which question decides whether another is asked, and which answers need a reason."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from core import bootstrap
from core.application.form.fields import FieldMaker, asked_of
from core.application.form.forms import read_one
from core.application.form.views import Field
from core.application.step.actions import InvalidInput
from core.engine.time.calendar import Calendar
from core.model.facts import Choice, Fact


def fields(town: str, process: str, step: str) -> dict[str, Field]:
    """The fields of a step as a new case would show them, by name."""
    loaded = bootstrap.load_municipality(bootstrap.CONFIGS, town)
    assert loaded.municipality is not None
    definition = loaded.processes[process]
    maker = FieldMaker(definition, loaded.municipality, Calendar(loaded.municipality.calendar), str)
    return {field.name: field for field in map(maker.field, asked_of(definition, definition.steps[step].asks))}


def test_a_fact_that_is_asked_after_an_answer_names_the_question() -> None:
    found = fields("malmo", "inskrivning_30plus", "prova_undantag")
    assert found["sjalvforsorjande"].when == ("engangs", "yes")
    assert found["engangs"].when is None


def test_what_hangs_on_more_than_one_question_is_left_to_the_server() -> None:
    found = fields("malmo", "inskrivning_30plus", "vag_in")
    assert found["ej_fullfoljt"].when is None


def test_answers_that_need_a_reason_are_named_as_the_form_sends_them() -> None:
    found = fields("malmo", "inskrivning_30plus", "vag_in")
    motivated = [field for field in found.values() if field.motivation]
    assert motivated
    assert {field.motivate for field in motivated} == {("yes",)}


@pytest.mark.parametrize(
    ("fact", "said"),
    [
        (Fact("namn", "Namn", "name"), "Fyll i ”Namn”."),
        (Fact("fran", "Beslutet gäller från", "date"), "Fyll i ”Beslutet gäller från”."),
        (Fact("efter", "Anvisas efter beslut om", "yes_no"), "Svara ja eller nej: ”Anvisas efter beslut om”."),
        (Fact("tolk", "Behövs tolk?", "yes_no"), "Svara ja eller nej: ”Behövs tolk?”"),
        (Fact("val", "Anvisas efter beslut om", "choice", choices=(Choice("a", "A"),)), "Välj ett svar: ”Anvisas efter beslut om”."),
        (Fact("flera", "Stöd", "choices", choices=(Choice("a", "A"),)), "Välj ett svar: ”Stöd”."),
        (Fact("vem", "Kontaktperson", "colleague"), "Välj i listan: ”Kontaktperson”."),
    ],
)  # fmt: skip
def test_what_is_not_answered_is_named_by_its_title_in_quotes(fact: Fact, said: str) -> None:
    with pytest.raises(InvalidInput) as empty:
        read_one(fact, "", ZoneInfo("Europe/Stockholm"))
    assert empty.value.errors == {fact.id: said}
