"""A role that is taken out of the municipality's file while it has open work: what is nobody's is told until it is back."""

from __future__ import annotations

from pathlib import Path

from core import bootstrap
from core.application.plugins.views import NobodysView
from core.application.service import Rutin
from core.application.step import actions as act
from core.clock import FixedClock
from tests.acceptance.playing import local
from tests.acceptance.small import ENDS, HEAD, TOWN

SLUG = "liten"
BODY = """
steps:
  - {start: inn, title: Start, role: handlaggare}
  - {task: avgor, title: Avgör, role: handlaggare, outcomes: {ja: {title: Ja, end: klart}, nej: {title: Nej, end: nej}}}
"""


def opened(folder: Path, role: str) -> Rutin:
    """The municipality as its owner has written it, with data of its own on the disk."""
    home = folder / SLUG
    (home / "processes").mkdir(parents=True, exist_ok=True)
    files = {home / "municipality.yaml": TOWN.lstrip(), home / "processes" / "prov.yaml": f"{HEAD}{BODY}{ENDS}"}
    for path, text in files.items():
        path.write_text(text.replace("handlaggare", role), encoding="utf-8")
    office = bootstrap.open_office(folder, SLUG, folder / "data")
    assert not office.problems
    return Rutin({SLUG: office}, FixedClock(local("2026-03-02 09:00")))


def nobodys(rutin: Rutin, person: str) -> tuple[NobodysView, ...]:
    return rutin.plugins.stopped(SLUG, rutin.actor(SLUG, person)).nobodys


def test_open_work_of_a_role_that_is_no_more_is_told(tmp_path: Path) -> None:
    rutin = opened(tmp_path, "handlaggare")
    start = act.StartAction(command="1" * 32, process="prov", start="inn", values={})
    case = rutin.submit(SLUG, rutin.actor(SLUG, "anna"), start).case
    assert not rutin.plugins.concerns(SLUG) and nobodys(rutin, "anna") == ()
    rutin.office(SLUG).store.close()

    rutin = opened(tmp_path, "utredare")
    assert rutin.worklist(SLUG, rutin.actor(SLUG, "anna"), "unit").items == ()
    assert rutin.plugins.concerns(SLUG)
    (found,) = nobodys(rutin, "anna")
    assert (found.what, found.roles, found.process_title) == ("Avgör", ("handlaggare",), "Provet")
    assert found.case == case and rutin.case(SLUG, rutin.actor(SLUG, "anna"), case).cards, (
        "the case is still theirs to read"
    )
    rutin.office(SLUG).store.close()

    rutin = opened(tmp_path, "handlaggare")
    assert not rutin.plugins.concerns(SLUG) and nobodys(rutin, "anna") == ()
    rutin.office(SLUG).store.close()
