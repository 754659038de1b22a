from __future__ import annotations

from pathlib import Path

import pytest

from core.diagram import layout, mermaid, text_alternative
from core.model.deadlines import DeadlineDef, Longer
from core.model.roads import Branch, Route
from core.model.steps import MAIN, End, Start, Step, Task
from core.model.time import Counting, Duration
from tests.unit.diagram.samples import ROLES, activity, outreach, process


def test_the_activity_routine_in_sentences() -> None:
    told = text_alternative(activity(), ROLES, here=frozenset({"kartlaggning"}), done=frozenset({"ansokan"}))
    assert told[0] == "1. Start: Ansökan om ekonomiskt bistånd (Klart). Socialsekreterare."
    assert told[1] == "2. Möte: Utredningssamtal. Socialsekreterare. Måndag eller tisdag."
    assert told[3] == (
        "4. Möte: Kartläggningssamtal (Du är här). Arbetsmarknadssekreterare. Bokas av socialsekreterare. "
        "Hålls inom 24 timmar på arbetsdagar från bokningen. Tisdag eller onsdag."
    )
    assert "I övriga fall – leder till slutet ”Inte aktuellt med kartläggning”." in told[2]
    assert told[-1] == "Används inte med kommunens inställningar: ”Arbetsförmågeutredning”."


def test_phases_and_events_are_told_with_their_steps() -> None:
    told = text_alternative(outreach(), ROLES)
    phase = told.index("4. Fas: Uppsökande arbete.")
    assert told[phase + 1].startswith("5. Uppgift: Försök att nå den unge. KAA-ansvarig. Ingen tid angiven.")
    assert told[phase + 4].startswith(
        "Fasen ”Uppsökande arbete” är klar. När Går i gymnasieskola: ja – leder till slut"
    )
    event = told.index("Kan hända när som helst: Den unge flyttar. KAA-ansvarig. Under ”Uppsökande arbete”.")
    assert (
        told[event + 1]
        == "10. Uppgift: Meddela nya kommunen. KAA-ansvarig. Inom 24 timmar från händelsen ”Den unge flyttar”."
    )


WEEKS = Duration(((10, "weeks"),))


@pytest.mark.parametrize(
    ("within", "longer", "counting", "said"),
    [
        (WEEKS, Longer("Remissen dröjer", by_at_most=WEEKS), "every_day",
         "Inom 10 veckor från ärendets start. Får förlängas en gång, med högst 10 veckor. Grund: Remissen dröjer."),
        (WEEKS, Longer("Särskilda skäl", Duration(((6, "months"),))), "every_day",
         "Inom 10 veckor från ärendets start. Får förlängas en gång, till sammanlagt 6 månader. Grund: Särskilda skäl."),
        (Duration(((5, "days"),)), Longer("Skäl", by_at_most=Duration(((1, "days"),))), "working_days",
         "Inom 5 arbetsdagar från ärendets start. Får förlängas en gång, med högst 1 arbetsdag. Grund: Skäl."),
        (None, Longer("Skäl", by_at_most=WEEKS), "every_day", "Ingen tid angiven."),
    ],
)  # fmt: skip
def test_the_longer_time_is_told_after_its_deadline_and_not_drawn(
    within: Duration | None, longer: Longer, counting: Counting, said: str
) -> None:
    due = DeadlineDef("1", within, ("case.start",), counting=counting, longer=longer)
    steps = [Start(id="s", title="Start"), Task(id="t", title="T", deadlines=(due,)), End(id="e", title="", end="slut")]
    routine = process({MAIN: steps})
    assert text_alternative(routine, {})[1].startswith(f"2. Uppgift: T. {said}")
    drawn = next(node.entry for node in layout(routine, {}).nodes if node.id == "t")
    assert drawn is not None and drawn.words == (said.split(". ")[0].removesuffix("."),)


ACTIVITY = Path(__file__).parent / "golden" / "aktivitet.mmd"


def test_bengtsfors_activity_as_mermaid() -> None:
    assert mermaid(activity(), ROLES) == ACTIVITY.read_text(encoding="utf-8")


def test_mermaid_titles_cannot_break_out_of_their_quotes() -> None:
    steps: list[Step] = [
        Start(id="s", title='En "titel"] --> x; %% & <b>', roles=("r",)),
        Task(id="t", title="end\nsubgraph", branch=Branch(otherwise=Route(end="slut"))),
        End(id="e", title="", end="slut"),
    ]
    drawn = mermaid(process({MAIN: steps}), {"r": "`roll`"})
    assert '"Start: En #34;titel#34;#93; --#62; x#59; #37;#37; #38; #60;b#62;<br/>#96;roll#96;"' in drawn
    assert len(drawn.splitlines()) == 1 + 3 + 2
