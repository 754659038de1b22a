"""Protected identity holds for a person: any case may be marked, and every other case of the person is told."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from core.application.step import actions as act
from core.application.step.actions import InvalidInput
from core.engine.reading import is_protected
from core.errors import CaseErased, Refused
from core.model.case import Case
from core.model.commands import Command, Protect
from core.model.people import SYSTEM
from core.testing.playing import Play, play
from tests.acceptance.small import sound

CONFIGS = Path(__file__).parents[3] / "municipality_configs"
WHO = {"personnummer": "200303129811", "namn": "Vera Påhittad"}
OTHER = {"personnummer": "198503129820", "namn": "Kim Påhitt"}
NEVER_ASKED = """
facts:
  personnummer: {type: person_number, title: Personnummer}
  namn: {type: name, title: Namn}
  mer: {type: text, title: Mer}
steps:
  - {start: kommer, title: Kommer in, role: handlaggare, asks: [personnummer, namn]}
  - {task: gora, title: Göra, role: handlaggare, asks: [mer]}
  - {task: klarna, title: Klarna, role: chef, end: klart}
ends:
  klart: {title: Klart, outcome: klart}
"""
ASKED = """
process: fragar
title: Frågar
about: person
facts:
  personnummer: {type: person_number, title: Personnummer}
  namn: {type: name, title: Namn}
  skyddad: {type: yes_no, title: Har personen skyddade personuppgifter?, protects: yes}
steps:
  - {start: kommer, title: Kommer in, role: handlaggare, asks: [personnummer, namn, skyddad]}
  - choice: val
    title: Hur
    when: [{if: skyddad, go: post}]
    otherwise: {go: mejl}
  - {task: post, title: Skriva brev, role: handlaggare, end: klart}
  - {task: mejl, title: Skriva mejl, role: handlaggare, end: klart}
ends:
  klart: {title: Klart, outcome: klart}
"""
ASKED_LATER = """
process: senare
title: Senare
about: person
facts:
  personnummer: {type: person_number, title: Personnummer}
  namn: {type: name, title: Namn}
  skyddad: {type: yes_no, title: Har personen skyddade personuppgifter?, protects: yes}
steps:
  - {start: kommer, title: Kommer in, role: handlaggare, asks: [skyddad]}
  - task: reda_ut
    title: Reda ut vem det gäller
    role: handlaggare
    asks: [personnummer, namn]
    outcomes:
      klart: {title: Utrett, when: [{if: skyddad, go: post}], otherwise: {go: mejl}}
  - {task: post, title: Skriva brev, role: handlaggare, end: klart}
  - {task: mejl, title: Skriva mejl, role: handlaggare, end: klart}
ends:
  klart: {title: Klart, outcome: klart}
"""


@pytest.fixture
def town(tmp_path: Path) -> Play:
    """A municipality with a routine that asks whether somebody is protected, and one that does not."""
    made = sound(tmp_path, NEVER_ASKED)
    (made.folder / "processes" / "fragar.yaml").write_text(ASKED.strip("\n"), encoding="utf-8")
    (made.folder / "processes" / "senare.yaml").write_text(ASKED_LATER.strip("\n"), encoding="utf-8")
    return play(tmp_path, "liten", "2026-03-02 09:00")


def protected(played: Play, case: Case | None = None) -> bool:
    found = case or played.now
    return is_protected(played.office.definition_of(found), found)


def opened(played: Play, process: str = "prov", who: dict[str, str] = WHO, *, mark: bool = False, **values: str) -> str:
    """Opens a case through the form and gives its id."""
    sent = act.StartAction(
        command=played.key(), process=process, start="kommer", values={**who, **values}, protected=mark
    )
    played.case = played.send("anna", sent).case
    return played.case


def mark(played: Play, case: str, *, on: bool = True, reason: str = "") -> None:
    played.case = case
    seen = played.now.seq
    played.send("anna", act.ProtectAction(command=played.key(), case=case, seen=seen, on=on, reason=reason))


def names(played: Play, by: str = "cilla") -> list[tuple[str, bool]]:
    """What the search finds of Vera: the name and whether it is marked."""
    rows = played.rutin.search("liten", played.rutin.actor("liten", by), WHO["personnummer"])
    return [(row.person, row.protected) for row in rows]


def told(played: Play, case: str) -> list[str]:
    """The case's history, newest first."""
    played.case = case
    return [entry.text for entry in played.page("anna").history]


def work(played: Play, at: str = "2026-03-02 09:05") -> None:
    """Rutin's own jobs are done."""
    played.at(at)


def test_a_case_is_marked_whatever_its_routine_asks(town: Play) -> None:
    opened(town)
    page = town.page("anna")
    assert (page.may_protect, page.protected) == (True, False)
    mark(town, town.case)
    assert protected(town)
    assert town.page("anna").protected
    assert told(town, town.case)[0] == "Personen har skyddade personuppgifter"
    assert names(town) == [("Vera Påhittad", True)]


def test_the_mark_is_taken_away_with_a_reason(town: Play) -> None:
    opened(town, mark=True)
    assert protected(town)
    with pytest.raises(InvalidInput) as asked:
        mark(town, town.case, on=False)
    assert asked.value.errors == {"reason": "Skriv varför uppgifterna inte längre är skyddade."}
    mark(town, town.case, on=False, reason="Skatteverket har hävt skyddet")
    assert not protected(town)
    assert told(town, town.case)[0] == (
        "Personen har inte längre skyddade personuppgifter. Skatteverket har hävt skyddet"
    )
    assert names(town) == [("Vera Påhittad", False)]


def test_the_persons_other_cases_are_told(town: Play) -> None:
    first, last = opened(town), opened(town, "fragar", skyddad="no")
    somebody_elses = opened(town, who=OTHER)
    town.case = first
    town.do("anna", "gora", mer="x")
    town.do("cilla", "klarna")
    middle = opened(town)
    mark(town, middle)
    work(town)
    assert [protected(town, town.office.case(case)) for case in (first, middle, last)] == [True] * 3
    assert town.office.case(first).status == "ended", "lists of ended cases show names too"
    assert not protected(town, town.office.case(somebody_elses))
    assert told(town, first)[0] == ("Personen har skyddade personuppgifter. Det är känt i kommunen sedan tidigare.")
    assert town.office.case(last).value("skyddad") is True, "the routine's own conditions know"
    assert town.office.store.jobs(town.clock.now()) == ()


def test_a_new_case_knows_what_the_others_know(town: Play) -> None:
    opened(town, mark=True)
    assert protected(town, town.office.case(opened(town)))
    asked = opened(town, "fragar", skyddad="no")
    assert protected(town, town.office.case(asked)), "whoever opened it did not know"
    assert town.open == ["post"], "before the case goes on by what was answered"
    assert not protected(town, town.office.case(opened(town, who=OTHER)))


def test_a_step_that_says_who_it_is_goes_on_as_for_one_who_is_protected(town: Play) -> None:
    opened(town, mark=True)
    opened(town, "senare", who={}, skyddad="no")
    town.do("anna", "reda_ut", "klart", **WHO)
    assert town.open == ["post"], "before the case goes on by what the step says"
    assert protected(town)


def test_an_organisation_has_no_protected_identity(tmp_path: Path) -> None:
    sound(tmp_path, NEVER_ASKED.replace("personnummer: {type: person_number,", "personnummer: {type: org_number,"))
    made = play(tmp_path, "liten", "2026-03-02 09:00")
    assert [each.may_protect for each in made.rutin.starts("liten", made.rutin.actor("liten", "anna"))] == [False]
    opened(made, who={"personnummer": "992000-0008", "namn": "Påhitt AB"})
    assert not made.page("anna").may_protect


def test_another_number_is_another_person(town: Play) -> None:
    opened(town, mark=True)
    case = opened(town, who=OTHER)
    seen = town.now.seq
    fix = act.CorrectAction(
        command=town.key(), case=case, seen=seen, fact="personnummer", value=WHO["personnummer"], reason="Fel person"
    )
    town.send("anna", fix)
    assert protected(town)


def test_what_ends_in_one_case_stays_in_the_others_and_does_not_come_back(town: Play) -> None:
    first, second = opened(town, mark=True), opened(town)
    mark(town, first, on=False, reason="Skyddet har upphört")
    work(town)
    assert (protected(town, town.office.case(first)), protected(town, town.office.case(second))) == (False, True)
    town.case = first
    town.do("anna", "gora", mer="x")
    assert not protected(town)


def test_the_answer_of_a_routine_that_asks_is_changed_by_the_mark_too(town: Play) -> None:
    case = opened(town, "fragar", skyddad="yes")
    mark(town, case, on=False, reason="Skyddet har upphört")
    assert town.now.value("skyddad") is False
    assert not protected(town)
    mark(town, case)
    assert town.now.value("skyddad") is True


def test_only_who_works_in_the_routine_marks(town: Play) -> None:
    case = opened(town)
    town.office.carry_out(Protect(id="k", case=case, actor=SYSTEM, at=town.clock.now(), on=True), town.clock.now())
    stranger = town.rutin.actor("liten", "anna")
    stranger = replace(stranger, roles=frozenset({"kassor"}))
    with pytest.raises(Refused) as refused:
        town.office.carry_out(
            Protect(id="k2", case=case, actor=stranger, at=town.clock.now(), on=False, reason="x"), town.clock.now()
        )
    assert refused.value.code == "role"


def test_one_case_that_cannot_be_told_stops_no_other(town: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    """The job fails and is tried again; the others know meanwhile."""
    first, second = opened(town), opened(town)
    carry_out = town.office.carry_out

    def stumbling(command: Command, now: datetime) -> Case:
        if isinstance(command, Protect) and command.case == second:
            raise CaseErased()
        return carry_out(command, now)

    opened(town, mark=True)
    monkeypatch.setattr(town.office, "carry_out", stumbling)
    work(town)
    assert protected(town, town.office.case(first))
    assert not protected(town, town.office.case(second))
    assert [job.kind for job in town.office.store.jobs(town.clock.now() + timedelta(hours=1))] == ["protect"]
    monkeypatch.undo()
    work(town, "2026-03-02 10:00")
    assert protected(town, town.office.case(second))


def test_a_page_that_was_open_meanwhile_can_still_be_sent(town: Play) -> None:
    case = opened(town)
    seen = town.now.seq
    mark(town, case)
    sent = act.CompleteAction(
        command=town.key(), case=case, seen=seen, instance=town.instance("gora"), values={"mer": "x"}
    )
    town.send("anna", sent)
    assert town.open == ["klarna"]


def test_the_mark_goes_along_to_the_case_that_is_ordered() -> None:
    played = play(CONFIGS, "stockholm", "2026-03-02 09:00")
    played.start("hanna", "ansokan", "ansokan_in", malgrupp="uvas", **WHO)
    first = played.case
    seen = played.now.seq
    played.send("hanna", act.ProtectAction(command=played.key(), case=first, seen=seen, on=True))
    played.happens("hanna", "annat_behov", avslutas_har="no")
    played.at("2026-03-02 09:01")
    (other,) = [case for case in played.office.store.open_cases() if case != first]
    assert played.office.case(other).process == "hanvisning"
    assert protected(played, played.office.case(other))
