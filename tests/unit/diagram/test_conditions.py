from __future__ import annotations

import pytest
from msgspec import structs

from core.diagram.conditions import clause_words, condition_words, other_answer, settled
from core.model.anytime import Counter
from core.model.definition import ProcessDefinition, Setting
from core.model.facts import Choice, Fact
from core.model.roads import Outcome
from core.model.steps import MAIN, End, Task
from tests.unit.diagram.samples import Said, process


@pytest.fixture(name="routine")
def fixture_routine() -> ProcessDefinition:
    steps = [
        Task(id="beslut", title="Beslut", outcomes=(Outcome("bifall", "Beviljas"), Outcome("avslag", "Avslås"))),
        End(id="e", title="", end="slut"),
    ]
    return process(
        {MAIN: steps},
        facts=(
            Fact("alder", "Ålder", "whole_number"),
            Fact("sfi", "Studerar SFI", "yes_no"),
            Fact("tolk", "Behövs tolk?", "yes_no"),
            Fact("form", "Boendeform", "choice", choices=(Choice("hyra", "Hyresrätt"),)),
        ),
        settings=(
            Setting("grans", "Gräns", "whole_number", 2),
            Setting("vanta", "Väntar", "yes_no", value=True),
            Setting("oklar", "Längsta tid", "whole_number"),
        ),
        counters=(Counter("uteblivna", "Uteblivna möten"),),
    )


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("sfi", "Studerar SFI: ja"),
        ("not sfi", "Studerar SFI: nej"),
        ("!sfi", "Studerar SFI: nej"),
        ("sfi == false", "Studerar SFI: nej"),
        ("sfi != no", "Studerar SFI: ja"),
        ("alder >= 20", "Ålder minst 20"),
        ("alder < 18", "Ålder under 18"),
        ("alder >= 18 and alder <= 64", "Ålder 18–64"),
        ("form == 'hyra'", "Boendeform: Hyresrätt"),
        ('form != "hyra"', "Boendeform: annat än Hyresrätt"),
        ("beslut.outcome == 'bifall'", "Beslut: Beviljas"),
        ("uteblivna < settings.grans", "Uteblivna möten under 2"),
        ("alder < settings.oklar", "Ålder under Längsta tid (ingen har bestämt)"),
        ("sfi and settings.vanta", "Studerar SFI: ja"),
        ("sfi && (alder > 20 || alder < 10)", "Studerar SFI: ja och (Ålder över 20 eller Ålder under 10)"),
        ("(sfi) or not (alder > 3)", "Studerar SFI: ja eller inte (Ålder över 3)"),
        ("known(alder)", "”Ålder” är ifyllt"),
        ("age(alder, today) >= 20", "Åldern minst 20"),
        ("lasted(alder) > 3", "antal dagar det har gällt: (Ålder) över 3"),
        ("tolk and alder > 3", "”Behövs tolk?”: ja och Ålder över 3"),
        ("not tolk", "”Behövs tolk?”: nej"),
        ("known(tolk)", "”Behövs tolk?” är ifyllt"),
        ("not known(tolk)", "”Behövs tolk?” saknas"),
        ("settings.vanta", "alltid"),
        ("true", "alltid"),
        ("false", "aldrig"),
        ("alder + 1 > 3", "Ålder + 1 över 3"),
    ],
)
def test_conditions_are_said_in_words(written: str, said: str, routine: ProcessDefinition) -> None:
    assert condition_words(Said(written), routine) == said


def test_after_om_inte_comes_before_the_verb(routine: ProcessDefinition) -> None:
    condition = Said("not known(beslut.decided) and not known(tolk)")
    assert condition_words(condition, routine) == "”Beslut” har inte beslutats och ”Behövs tolk?” saknas"
    assert clause_words(condition, routine) == "”Beslut” inte har beslutats och ”Behövs tolk?” saknas"


@pytest.mark.parametrize("odd", ["", ")(", "a and", "((((", "x == ", "'", "not", "and or", "[1, 2] == [", "å ~ ö"])
def test_what_cannot_be_read_is_shown_and_never_stops_the_picture(odd: str, routine: ProcessDefinition) -> None:
    assert isinstance(condition_words(Said(odd), routine), str)


def test_the_other_answer_is_known_only_for_one_yes_or_no(routine: ProcessDefinition) -> None:
    assert other_answer(Said("sfi"), routine) == "Studerar SFI: nej"
    assert other_answer(Said("not sfi and settings.vanta"), routine) == "Studerar SFI: ja"
    assert other_answer(Said("sfi and alder > 3"), routine) is None
    assert other_answer(Said("alder"), routine) is None


def test_a_condition_on_what_is_known_is_never_taken_as_settled() -> None:
    assert settled(Said("known(alder)", always=False), {}) is None
    assert settled(Said("settings.vanta", always=False), {}) is False


def test_a_plugins_function_is_called_by_its_title_and_one_without_is_said_readably(routine: ProcessDefinition) -> None:
    titled = structs.replace(routine, functions={"hyra_andel": "Hyrans andel av inkomsten", "ocr_rest": "OCR-rest"})
    for text, said in {
        "hyra_andel(alder, alder) > 60": "hyrans andel av inkomsten (Ålder, Ålder) över 60",
        "sfi and hyra_andel(alder, alder) > 60": "Studerar SFI: ja och hyrans andel av inkomsten (Ålder, Ålder) över 60",
        "ocr_rest(alder) == 1": "OCR-rest (Ålder) är 1",
        "skalig_hyra(alder)": "skalig hyra (Ålder)",
        "month(today) == 6": "månaden för dagens datum är 6",
    }.items():
        assert condition_words(Said(text), titled) == said
