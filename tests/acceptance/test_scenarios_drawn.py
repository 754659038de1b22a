"""Every state that the scenarios of our municipalities come through can be drawn as a page, with every letter it has sent."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

import pytest
from click.testing import CliRunner

from core import bootstrap
from core.application.case.page import page_of
from core.application.case.reader import CaseReader
from core.application.letters.corresponding import sent_letter
from core.application.step.office import Office
from core.cli import rutin
from core.letters import to_html
from core.model.case import Case
from core.model.commands import Command
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


def test_every_state_can_be_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    templates, drawn = Templates(), Counter[str]()
    carry_out = Office.carry_out

    def and_draw(office: Office, command: Command, now: datetime) -> Case:
        case = carry_out(office, command, now)
        draw(templates, office, case, now)
        drawn[case.process] += 1
        return case

    monkeypatch.setattr(Office, "carry_out", and_draw)
    CliRunner().invoke(rutin, ["test", str(bootstrap.CONFIGS)], catch_exceptions=False)
    assert len(drawn) >= 10
