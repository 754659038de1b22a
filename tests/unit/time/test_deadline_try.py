"""`rutin deadline try`, as a process owner types it."""

from __future__ import annotations

import json
from datetime import datetime, time

import pytest
from click.testing import CliRunner, Result

from core.cli.deadline import deadline
from core.engine.time.calendar import Calendar
from core.engine.time.deadlines import due
from core.model.time import CalendarSpec, Rule
from tests.unit.time.support import SE, hours


def run(*arguments: str) -> Result:
    return CliRunner().invoke(deadline, ["try", *arguments])


def test_each_step_of_the_reckoning_is_shown() -> None:
    result = run("--within", "48 hours", "--counting", "working_days", "--from", "2026-04-02 10:00",
                 "--window", "fri,mon", "--outside-window", "window_wins")  # fmt: skip
    assert result.exit_code == 0
    assert result.output.splitlines() == [
        "Start     Räknas från torsdag 2 april 2026 kl. 10.00.",
        "Undantag  Räknas inte: fredag 3 april (långfredagen), lördag 4 april, söndag 5 april (påskdagen) och måndag 6 april "
        "(annandag påsk).",
        "Räkning   48 timmar på arbetsdagar leder till onsdag 8 april kl. 10.00.",
        "Fönster   Ingen tid på fredag eller måndag finns före fristens slut. Fönstret gäller: fristen flyttas till fredag 10 april.",
        "Frist     Fristen går ut fredag 10 april 2026.",
    ]


def test_pauses_and_the_end_rule_are_shown() -> None:
    result = run("--within", "3 weeks", "--from", "2026-10-02", "--rolls", "next_working_day",
                 "--pause", "2026-10-13 10:00/2026-10-21 09:00")  # fmt: skip
    assert [line.split()[0] for line in result.output.splitlines()] == ["Start", "Paus", "Räkning", "Helg", "Frist"]
    assert "lördag 31 oktober är inte en arbetsdag: fristen flyttas till måndag 2 november" in result.output.lower()


def test_json_holds_the_result_and_the_steps() -> None:
    result = run("--within", "24 hours", "--counting", "working_days", "--from", "2026-05-13 14:00",
                 "--closed", "2026-05-15", "--format", "json")  # fmt: skip
    found = json.loads(result.output)
    assert found["due"] == "2026-05-18T14:00:00+02:00"
    assert (found["whole_day"], found["latest_slot"], found["problem"]) == (False, None, None)
    assert [step["what"] for step in found["steps"]] == ["start", "skip", "count", "due"]
    assert "fredag 15 maj (stängd dag)" in found["steps"][1]["detail"]


def test_office_hours_window_hours_and_reckoning_backwards() -> None:
    office = run("--within", "10 hours", "--counting", "office_hours", "--office-hours", "08:00-12:00",
                 "--from", "2026-03-02 08:00", "--format", "json")  # fmt: skip
    assert json.loads(office.output)["due"] == "2026-03-04T10:00:00+01:00"
    hours = run("--within", "1 week", "--from", "2026-06-12", "--window", "fri", "--hours", "09:00-11:30",
                "--outside-window", "window_wins", "--format", "json")  # fmt: skip
    assert json.loads(hours.output)["latest_slot"] == "2026-06-12T11:30:00+02:00"  # the 19th is Midsummer Eve
    back = run("--within", "6 months", "--from", "2026-08-31", "--before", "--rolls", "previous_working_day")
    assert "6 månader före är lördag 28 februari" in back.output
    assert "Fristen går ut fredag 27 februari 2026." in back.output


@pytest.mark.parametrize(
    ("closed", "said"),
    [
        (range(6, 8), "tisdag 6 oktober (stängd dag) och onsdag 7 oktober (stängd dag)."),
        (
            range(6, 15),
            "7 helgdagar och stängda dagar, lördag 10 oktober (stängd dag) och söndag 11 oktober (stängd dag).",
        ),
        (range(6, 24), "14 helgdagar och stängda dagar och 6 lördagar och söndagar."),
    ],
)
def test_many_days_that_are_left_out_are_counted_and_few_are_named(closed: range, said: str) -> None:
    days = [part for day in closed for part in ("--closed", f"2026-10-{day:02}")]
    result = run("--within", "1 day", "--counting", "working_days", "--from", "2026-10-05", *days)
    assert said in result.output


def test_a_weekday_without_office_hours_is_not_called_a_weekend() -> None:
    mondays = Calendar(CalendarSpec(office_hours={0: (time(9), time(12))}))
    found = due(Rule(hours(4), "office_hours"), datetime(2026, 10, 5, 9, tzinfo=SE.zone), (), mondays)
    (skipped,) = [step.detail for step in found.steps if step.what == "skip"]
    assert skipped == "Räknas inte: lördag 10 oktober, söndag 11 oktober och 4 dagar utan kontorstid."


def test_an_open_pause_says_that_the_clock_stands_still() -> None:
    result = run("--within", "3 weeks", "--from", "2026-10-02", "--pause", "2026-10-13 10:00/")
    assert result.exit_code == 0
    assert "Klockan står still sedan tisdag 13 oktober kl. 10.00." in result.output
    assert (
        json.loads(
            run(
                "--within", "3 weeks", "--from", "2026-10-02", "--pause", "2026-10-13 10:00/", "--format", "json"
            ).output
        )["due"]
        is None
    )


def test_a_pause_after_the_end_is_not_told() -> None:
    result = run("--within", "3 days", "--from", "2026-10-02", "--pause", "2026-11-13 10:00/2026-11-14 10:00")
    assert "Klockan" not in result.output


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--within", "3 hourz", "--from", "2026-10-02"), "enheten ska vara hours"),
        (("--within", "3 hours", "--from", "2026-10-02"), "Timmar räknas från ett klockslag"),
        (("--within", "3 hours", "--from", "igår"), "skriv en dag som 2026-04-02"),
        (("--within", "3 hours", "--from", "2026-02-30"), "skriv en dag som 2026-04-02"),
        (("--within", "3 hours", "--from", "0001-01-01 00:00"), "skriv en dag som 2026-04-02"),
        (("--within", "1 week 3 hours", "--from", "2026-10-02 10:00"), "Timmar kan inte blandas"),
        (("--within", "1 week", "--counting", "working_days", "--from", "2026-10-02"), "Veckor och längre"),
        (("--within", "1 week", "--from", "2026-10-02", "--window", "fre"), "till exempel mon-fri. Menade du fri?"),
        (("--within", "1 week", "--from", "2026-10-02", "--hours", "11-9"), "skriv klockslag"),
        (("--within", "1 week", "--from", "2026-10-02", "--closed", "snart"), "skriv en dag som 2026-05-15"),
        (("--within", "1 week", "--from", "2026-10-02", "--pause", "2026-10-03"), "snedstreck"),
        (
            ("--within", "1 week", "--from", "2026-10-02", "--pause", "2026-10-03 10:00/2026-10-02 10:00"),
            "senare än dess början",
        ),
    ],
)
def test_a_mistake_is_told_in_swedish_with_exit_status_2(arguments: tuple[str, ...], said: str) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert said in " ".join(result.stderr.split())
    assert result.stdout == ""


def test_weekdays_mean_what_they_mean_in_a_routine() -> None:
    day = ("--within", "1 day", "--from", "2026-10-02", "--outside-window", "deadline_wins", "--window")
    assert "fredag–måndag kl. 01.00–01.01 är lördag 3 oktober" in run(*day, "fri-mon", "--hours", "01:00-01:01").output
    assert run(*day, "mon,").exit_code == 2
    assert "tisdag eller torsdag" in run(*day, "Tue, thu").output


def test_a_window_of_months_days_and_weeks_of_a_month() -> None:
    ten_days = ("--within", "10 days", "--from", "2026-10-02", "--outside-window", "window_wins")
    summer = run(*ten_days, "--months", "may-jun, aug").output.splitlines()
    assert summer[-2:] == [
        "Fönster   Ingen tid på arbetsdagar i maj, juni eller augusti finns före fristens slut. Fönstret gäller: fristen "
        "flyttas till måndag 3 maj 2027.",
        "Frist     Fristen går ut måndag 3 maj 2027.",
    ]
    days = run(*ten_days, "--days-of-month", "16-20").output
    assert "fredag 16 oktober 2026" in days
    assert "Ingen tid den 16–20 i månaden finns före fristens slut." in days
    assert (
        "Sista möjliga tid under månadens första vecka är onsdag 7 oktober"
        in run(*ten_days, "--week-of-month", "first").output
    )
    assert "månadens sista vecka" in run(*ten_days, "--week-of-month", "last").output


@pytest.mark.parametrize(
    ("option", "text", "said"),
    [
        ("--window", "mon-", "skriv en veckodag (mon, tue"),
        ("--window", "monday", "skriv en veckodag (mon, tue"),
        (
            "--window",
            "tor-fre",
            "skriv en veckodag (mon, tue, wed, thu, fri, sat, sun) eller två med bindestreck, till exempel mon-fri. Menade du thu-fri?",
        ),
        ("--months", "maj", "skriv en månad (jan, feb, mar"),
        ("--days-of-month", "20-16", "skriv dagar i månaden, till exempel 16-20."),
        ("--week-of-month", "femte", "skriv vilken vecka i månaden (first, second"),
    ],
)
def test_what_is_not_a_part_of_a_month_is_told_with_how_to_write_it(option: str, text: str, said: str) -> None:
    wrong = run("--within", "10 days", "--from", "2026-10-02", option, text)
    assert wrong.exit_code == 2
    assert f"{option}: «{text}»: {said}" in wrong.output
