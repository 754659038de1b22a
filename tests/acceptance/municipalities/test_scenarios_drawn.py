"""Every state that the scenarios of our municipalities come through: drawn as a page, with every letter it has sent, and gone over."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import datetime

import pytest
from click.testing import CliRunner
from msgspec.structs import replace

from core import bootstrap
from core.application.case.page import page_of
from core.application.case.reader import CaseReader
from core.application.letters.corresponding import sent_letter
from core.application.step.office import Office
from core.application.upkeep.planning import step_over
from core.cli import rutin
from core.engine.kernel import decide
from core.letters import to_html
from core.model.case import Case
from core.model.commands import Answers, Command
from core.model.events import CaseMigrated
from core.model.people import Actor
from web.forms import FormState
from web.pages import CaseView, Shell
from web.rendering import Templates
from web.times import Words, day_choices


def draw(templates: Templates, office: Office, case: Case, now: datetime) -> None:
    """The page for somebody with every role, and for somebody with none."""
    for roles in (frozenset(office.municipality.roles), frozenset[str]()):
        reader = CaseReader(office, Actor("prov", roles, "Prov"), case, now)
        page = page_of(reader)
        view = CaseView(
            title="Ärende",
            base="/kommun",
            case=page,
            person_id="prov",
            words=Words(now),
            make=lambda form: FormState(form, "c"),
            days={c.instance: day_choices(c.advice.openings, reader.today) for c in page.cards if c.advice is not None},
        )
        templates.draw(view, Shell("Rutin", "/static", demo=True))
        for letter in page.letters:
            to_html(sent_letter(reader, letter.number).blocks)


def shape_of(case: Case) -> object:
    """What a page is drawn by: which steps are open and how they stand, what is known, and how the case is."""
    steps = {(i.step, i.offered, i.proposal is not None, i.id in case.bookings) for i in case.instances.values()}
    return case.process, case.status, frozenset(steps), frozenset(case.facts), case.letters > 0


def goes_over(office: Office, case: Case, now: datetime) -> list[str]:
    """What going over to a version that says the same does to the case, besides that it has gone over."""
    if case.status != "open":
        return []
    old = office.definition_of(case)
    new = replace(old, digest=f"ny{old.digest[2:]}")
    decision = decide(new, case, step_over(case, now), now, office.calendar, answers=Answers(leaves=old))
    return [repr(each.event) for each in decision.events if not isinstance(each.event, CaseMigrated)]


def test_every_state_can_be_drawn_and_nothing_happens_when_the_case_goes_over_to_the_same_routine(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    templates, drawn = Templates(), set[object]()
    seen, changed = Counter[str](), list[str]()
    carry_out = Office.carry_out_made

    def and_look(office: Office, of: str, make: Callable[[], Command], now: datetime) -> Case:
        case = carry_out(office, of, make, now)
        if (shape := shape_of(case)) not in drawn:  # what differs in words only is drawn once
            draw(templates, office, case, now)
            drawn.add(shape)
        changed.extend(f"{case.process}: {what}" for what in goes_over(office, case, now))
        seen[case.process] += 1
        return case

    monkeypatch.setattr(Office, "carry_out_made", and_look)
    CliRunner().invoke(rutin, ["test", str(bootstrap.CONFIGS)], catch_exceptions=False)
    assert changed == []
    assert len(seen) >= 40 and seen.total() >= 1000 and len(drawn) >= 400
