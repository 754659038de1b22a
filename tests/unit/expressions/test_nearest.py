"""A word is offered only when it may have been meant."""

from __future__ import annotations

import pytest

from core.expressions import nearest


@pytest.mark.parametrize(
    ("given", "allowed", "expected"),
    [
        ("ocr_nummer", "org_number person_number", None),
        ("unit", "amount", None),
        ("pengar", "person money", "money"),
        ("orgnumber", "org_number person_number", "org_number"),
        ("Org_Number", "org_number", "org_number"),
        ("handlagare", "handlaggare chef", "handlaggare"),
        ("chf", "handlaggare chef", "chef"),
        ("klinken", "klinik kansli", "klinik"),
        ("granskning", "granska beslut", "granska"),
        ("besket", "besok beslut", "besok"),
        ("ansokningen", "ansokan samtal", "ansokan"),
        ("nummer", "personnummer namn", "personnummer"),
        ("titel", "title", "title"),
        ("roel", "role", "role"),
        ("deadlien", "deadline", "deadline"),
        ("hadnlaggare", "handlaggare", "handlaggare"),
        ("anhdlaggare", "handlaggare", "handlaggare"),
    ],
)
def test_the_nearest_is_near(given: str, allowed: str, expected: str | None) -> None:
    assert nearest(given, allowed.split()) == expected
