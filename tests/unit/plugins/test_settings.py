"""Settings arrive as texts and leave typed, complete and checked."""

from __future__ import annotations

import pytest

from core.plugin_api.settings import SchemaRefused, Trouble, settle
from tests.contract.plugins.demo.works.plugin import SCHEMA


@pytest.mark.parametrize(
    ("given", "typed"),
    [
        ({"grans": "7"}, {"grans": 7}),
        ({"grans": 7}, {"grans": 7}),
        ({"aktiv": "no"}, {"aktiv": False}),
        ({"aktiv": "yes"}, {"aktiv": True}),
        ({"faktor": "1.5"}, {"faktor": 1.5}),
        ({"platser": ["1", "2"]}, {"platser": [1, 2]}),
        ({"platser": ("1",)}, {"platser": [1]}),
        ({"djup": {"tal": "3"}}, {"djup": {"tal": 3}}),
        ({"kod": "0180"}, None),
        ({"kod": "AB"}, {"kod": "AB"}),
    ],
)
def test_texts_become_what_the_schema_says(given: dict[str, object], typed: dict[str, object] | None) -> None:
    settled, troubles = settle(SCHEMA, given)
    if typed is None:
        message = "Inställningen kod är ”0180” och följer inte villkoret pattern: ^[A-Z]+$."
        assert troubles == (Trouble(message, setting=("kod",)),)
    else:
        assert troubles == ()
        assert settled == {"grans": 3, "farg": "bla", **typed}


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"grans": "0"}, "Inställningen grans ska vara minst 1, men är ”0”."),
        ({"grans": "10"}, "Inställningen grans ska vara högst 9, men är ”10”."),
        ({"aktiv": "kanske"}, "Inställningen aktiv ska vara yes eller no, men är ”kanske”."),
        ({"faktor": "snabb"}, "Inställningen faktor ska vara ett tal, men är ”snabb”."),
        ({"platser": "1"}, "Inställningen platser ska vara en lista, men är ”1”."),
        ({"platser": ["1", "1"]}, "Inställningen platser har samma värde två gånger."),
        ({"platser": []}, "Inställningen platser ska ha minst 1 värde."),
        ({"platser": ["ett"]}, "Inställningen platser nummer 1 ska vara ett heltal, men är ”ett”."),
        ({"djup": {}}, "Inställningen djup.tal saknas."),
        ({"djup": ["x"]}, "Inställningen djup ska vara nycklar med värden, men är en lista."),
        (
            {"grans": "1234567890123456"},
            "Inställningen grans ska vara ett heltal, men är ”1234567890123456”. Det har för många siffror: högst femton.",
        ),
        ({"grans": {"a": "b"}}, "Inställningen grans ska vara ett heltal, men är nycklar med värden."),
    ],
)
def test_what_does_not_fit_is_said_in_a_sentence(given: dict[str, object], sentence: str) -> None:
    _, troubles = settle(SCHEMA, given)
    assert [t.message for t in troubles] == [sentence]


def test_every_trouble_is_told_in_the_order_of_the_settings() -> None:
    _, troubles = settle(SCHEMA, {"zz": "1", "aa": "1", "grans": "x", "farg": "y"})
    assert [t.message.split()[1] for t in troubles] == ["aa", "zz", "farg", "grans"]


def test_what_was_given_is_left_as_it_was() -> None:
    given: dict[str, object] = {"grans": "7"}
    settle(SCHEMA, given)
    assert given == {"grans": "7"}


def test_a_schema_that_is_none_is_refused() -> None:
    with pytest.raises(SchemaRefused):
        settle({"type": 7}, {"a": "1"})


@pytest.mark.parametrize("value", ["\ud800", 10**30, ["x", {"y": "\udfff"}]])
def test_a_default_that_cannot_be_sent_to_the_plugins_processes_is_refused(value: object) -> None:
    with pytest.raises(SchemaRefused, match="ett tal som är för stort, eller ett tecken som inte går att skriva"):
        settle({"type": "object", "properties": {"a": {"default": value}}}, {})


@pytest.mark.parametrize(
    ("form", "good", "bad", "said"),
    [
        ("date", "2026-03-02", "2026-13-01", "en dag, till exempel 2026-03-02"),
        ("email", "jobb@example.se", "jobb", "en e-postadress"),
        ("uuid", "0b1c2d3e-0000-4000-8000-000000000000", "0b", "skriven som uuid"),
    ],
)
def test_a_text_that_is_to_be_written_in_a_certain_way_is(form: str, good: str, bad: str, said: str) -> None:
    schema = {"type": "object", "properties": {"a": {"type": "string", "format": form}}}
    assert settle(schema, {"a": good})[1] == ()
    assert [t.message for t in settle(schema, {"a": bad})[1]] == [f"Inställningen a ska vara {said}, men är ”{bad}”."]


def test_a_setting_that_is_required_is_missed_also_when_nothing_is_given() -> None:
    _, troubles = settle({"type": "object", "required": ["a", "b"]}, {})
    assert [t.message for t in troubles] == ["Inställningen a saknas.", "Inställningen b saknas."]


def test_nothing_given_and_nothing_required_gives_the_defaults() -> None:
    assert settle(SCHEMA, {}) == ({"grans": 3, "farg": "bla"}, ())
