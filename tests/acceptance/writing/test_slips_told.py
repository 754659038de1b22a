"""One slip at a time in a small routine, and what `rutin check` says of it: what to write, and nothing that only follows from it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.acceptance.small import small, sound

ROUTINE = """
settings:
  svar_inom: {type: duration, default: 2 weeks, title: Svar inom}
facts:
  n: {type: whole_number, title: Antal}
  d: {type: date, title: Dag}
  ort: {type: text, title: Ort}
steps:
  - start: ansokan
    title: Ansökan
    role: handlaggare
    asks: [n, d, ort]
  - task: prova
    title: Pröva
    role: handlaggare
    help: Titta
  - choice: val
    title: Val
    when:
      - {if: n > 5, end: klart}
    otherwise: {go: samtal}
  - meeting: samtal
    title: Samtal
    role: handlaggare
    outcomes:
      held: {title: Kom, end: klart}
      missed: {title: Kom inte, end: nej}
anytime:
  - event: avbryt
    title: Avbryt
    role: handlaggare
    end: nej
"""
HELP, DEADLINE = "    help: Titta", "    deadline: {within: 2 weeks, from: ansokan.done}"
OTHERWISE = "    otherwise: {go: samtal}"


def told(tmp_path: Path, old: str, new: str) -> str:
    """What is said after one slip; all of it, without the summary."""
    assert ROUTINE.count(old) == 1, old
    text = small(tmp_path, ROUTINE.replace(old, new)).check().text
    return "\n".join(line for line in text.splitlines() if ".yaml:" in line)


def test_the_routine_holds_as_it_stands(tmp_path: Path) -> None:
    sound(tmp_path, ROUTINE)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (HELP, "    deadline: {by: ort}", "ort är av typen text, och här behövs en dag. Skriv type: date på ort"),
        (HELP, DEADLINE.replace("ansokan.done", "ort"), "ort är av typen text, och här behövs en dag."),
        (HELP, DEADLINE.replace("ansokan", "ansökan"), "ansökan.done kan inte stå här. Skriv ansokan.done."),
        (HELP, DEADLINE.replace("ansokan", "Ansokan"), "Ansokan.done kan inte stå här. Skriv ansokan.done."),
        (HELP, "    deadline: {within: svar_inom}", "svar_inom är en inställning. Skriv settings.svar_inom."),
        (HELP, DEADLINE.replace(",", ""), "Det saknas ett komma före from:. Skriv within: 2 weeks, from: …"),
        (
            HELP,
            DEADLINE.replace("within: 2 weeks, from: ", "within:2 weeks, from:"),
            "Det saknas ett mellanslag efter within:. Skriv within: 2 weeks.",
        ),
        (
            HELP,
            "    deadline:\n    within: 2 weeks\n    from: ansokan.done",
            "deadline saknar värde: raderna under är inte indragna. Dra in within och from två steg, så att de hör till deadline.",
        ),
        (HELP, "    deadline: {before: 2 weeks}", "before är ingen nyckel i en frist. Skriv by: 2 weeks before DATUM"),
        (HELP, "    window: mon-tue", "mon-tue är inget namn på ett fönster. Skriv {weekdays: mon-tue}."),
        (HELP, "    window: 09:00-11:30", "Skriv {hours: 09:00-11:30}."),
        (HELP, "    window: {weekdays: monday}", "monday kan inte stå här. Skriv mon."),
        (HELP, "    if: n > 5", "if är ingen nyckel i en uppgift att göra. Ett steg som bara görs ibland: only_if: villkoret."),
        (HELP, "\u00a0\u00a0\u00a0\u00a0help: Titta", "prov.yaml:18:1 yaml-syntax Raden är indragen med ett hårt mellanslag"),
        ("title: Dag}", "title: Dag: i kronor}", 'Ett kolon står mitt i en text. Sätt citattecken runt texten: title: "Dag: i kronor".'),
        ("if: n > 5", "if: 10 < n < 100", "Två jämförelser står i rad. Skriv dem var för sig: n > 10 and n < 100."),
        ("if: n > 5", "if: n <> 5", "<> används inte i villkor. Skriv !=."),
        ("if: n > 5", 'if: "n not in [5, 6]"', "Skriv not framför hela jämförelsen: not (n in [5, 6])."),
        ("if: n > 5", "if: d > 2026-12-31", "Ett fast datum skrivs som en inställning av typen date"),
        (
            "    role: handlaggare\n    end: nej",
            "    when: n > 5\n    end: nej",
            "Villkoret och vart det leder skrivs tillsammans, i en lista under when. Skriv when: [{if: n > 5, end: nej}].",
        ),
        (OTHERWISE, "    otherwise: {go: nej}", "nej är ett slut och inget steg. Skriv end: nej i stället för go."),
        (OTHERWISE, "    otherwise: {end: samtal}", "samtal är ett steg och inget slut. Skriv go: samtal i stället för end."),
        (OTHERWISE, "    otherwise: samtal", "Skriv {go: samtal} eller {end: …}."),
        (OTHERWISE, "    otherwise: Samtal", "Här står en text, men det ska vara det som annars gäller."),
        (OTHERWISE, "    else: {go: samtal}", "och vart det annars går under otherwise: {go: steg}."),
        (OTHERWISE, "      - otherwise: {go: samtal}", "skrivs utanför listan, i samma kolumn som when: otherwise: {go: …}."),
        (
            f"end: klart}}\n{OTHERWISE}",
            "end: klart, otherwise: {go: samtal}}",
            "skrivs utanför listan, i samma kolumn som when: otherwise: {go: …}.",
        ),
        (
            "missed: {title: Kom inte, end: nej}",
            "missed: {title: Kom inte, when: [{if: n > 5, end: nej}], else: {end: nej}}",
            "Närmast: otherwise.",
        ),
        ("  - meeting: samtal", "  - möte: samtal", "Närmast: meeting. Skriv till exempel meeting: namn."),
        (
            "    title: Pröva\n    role: handlaggare",
            "    title: Pröva\n    role: cilla",
            "Rollen cilla finns inte. Tillåtet: handlaggare, chef. cilla är en person. Skriv rollen: chef.",
        ),
        ("held: {title: Kom,", "held: {title: Kom, counts: ganger,", "Räknaren ganger finns inte. Lägg till ganger under counters."),
    ],
)  # fmt: skip
def test_a_slip_is_told_once_with_what_to_write(tmp_path: Path, old: str, new: str, said: str) -> None:
    text = told(tmp_path, old, new)
    assert said in text, text
    assert text.count("\n") == 0, text


def test_a_counter_that_is_not_there_is_no_fact(tmp_path: Path) -> None:
    held = ROUTINE.replace("held: {title: Kom,", "held: {title: Kom, counts: ganger,").replace(
        "if: n > 5", "if: ganger > 5"
    )
    text = small(tmp_path, held).check().text
    assert "Räknaren ganger finns inte. Lägg till ganger under counters." in text
    assert "under facts" not in text


def test_a_decision_whose_validity_is_misspelt_is_told_once(tmp_path: Path) -> None:
    decision = "  - decision: prova\n    title: Pröva\n    role: handlaggare\n    outcomes: {ja: {title: Ja}}\n    valid: {till: d}"
    task = "  - task: prova\n    title: Pröva\n    role: handlaggare\n    help: Titta"
    text = told(tmp_path, task, decision)
    assert "till är ingen nyckel" in text
    assert "säger ingenting" not in text


def test_a_meeting_that_is_done_in_a_scenario_is_answered_with_how_it_is_booked(tmp_path: Path) -> None:
    said = sound(tmp_path, ROUTINE).play(
        """
        story:
          - {start: ansokan, with: {n: 1, d: 2026-03-05, ort: Eda}}
          - {do: prova}
          - {do: samtal}
        """
    )
    assert (
        "samtal är ett möte. Skriv book: samtal med for: dag och klockslag, och sedan hold: samtal eller miss: samtal."
        in said.text
    )
