"""`rutin plan`: what new files would do to every open case, and the step over to them."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from core import bootstrap
from core.cli import paths
from core.errors import RutinError
from core.words import amount_words, list_words

if TYPE_CHECKING:
    from core.application.step.office import Office
    from core.application.upkeep.planning import Fate, Outlook

DONE, LEFT = 0, 1
EACH = 5000
"""How many cases are looked at between two lines of how far it has come."""
HEADINGS: dict[Fate, str] = {
    "unaffected": "Följer redan den versionen",
    "automatic": "Går över av sig själva",
    "needs_decision": "Går över, men någon behöver bedöma något",
    "impossible": "Kan inte gå över",
}


@click.command()
@click.argument("municipality", metavar="KOMMUN")
@click.option("--configs", type=paths.FOLDER, required=True, help="Mappen med de nya filerna.")
@paths.DATA
@click.option("--case", "numbers", multiple=True, metavar="NUMMER", help="Bara det ärendet. Kan skrivas flera gånger.")
@click.option(
    "--migrate", is_flag=True, help="Låt ärendena gå över: de som gör det av sig själva, och de som --case nämner."
)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="text (förval) eller json.")
def plan(municipality: str, configs: Path, data: Path, numbers: tuple[str, ...], migrate: bool, form: str) -> None:
    """Säg vad nya filer skulle göra med varje öppet ärende i KOMMUN.

    Ett öppet ärende följer den version av rutinen som det började med, också när filerna ändras. Här står vilka ärenden som kan gå
    över till den nya versionen, vad som då händer med deras frister, och varför de andra inte kan. Inget skrivs utan --migrate.

    Slutstatus: 0 när det är sagt (och gjort), 1 när något ärende inte kunde gå över med --migrate, 2 om det inte gick.
    """
    try:
        paths.check_database(municipality, data)
        left = _planned(municipality, configs, data, numbers, migrate=migrate, form=form)
    except RutinError as error:
        paths.give_up(error)
    sys.exit(LEFT if left else DONE)


def _planned(
    municipality: str, configs: Path, data: Path, numbers: tuple[str, ...], *, migrate: bool, form: str
) -> bool:
    """Tells the outlooks, and carries out those that are to be; whether some that were to go over could not."""
    from core.clock import SystemClock

    store = bootstrap.open_store(municipality, data, upgrade=migrate)
    try:
        office = bootstrap.open_office(configs, municipality, data, store=store, keep=migrate)
        if office.problems:
            paths.give_up(f"De nya filerna har fel. Kör rutin check {configs / municipality}.")
        now = SystemClock().now()
        found = _chosen(office, numbers, now)
        click.echo(_as_json(found) if form == "json" else _as_text(found), nl=form == "json")
        if not migrate:
            return False
        return _carried_out(office, found, now, all_of_them=bool(numbers))
    finally:
        store.close()


def _chosen(office: Office, numbers: tuple[str, ...], now: datetime) -> list[Outlook]:
    """The outlooks of the cases that are named, else of every open one. Exits with 2 when one that is named is not open."""
    from core.application.upkeep.planning import outlooks

    wanted = {number.strip().upper()[:8] for number in numbers}
    found: list[Outlook] = []
    for count, each in enumerate(outlooks(office, now), 1):
        if not wanted or each.number in wanted:
            found.append(each)
        if count % EACH == 0:
            click.echo(f"{count} ärenden prövade …", err=True)
    if absent := sorted(wanted - {each.number for each in found}):
        what = "inget öppet ärende" if len(absent) == 1 else "inga öppna ärenden"
        paths.give_up(f"{list_words(absent)} är {what}. Skriv numret som står på ärendets sida.")
    return found


def _carried_out(office: Office, found: Iterable[Outlook], now: datetime, *, all_of_them: bool) -> bool:
    from core.application.upkeep.planning import step_over

    moved = failed = 0
    for each in found:
        if each.fate == "impossible" and all_of_them:
            failed += 1
        if each.fate != "automatic" and not (each.fate == "needs_decision" and all_of_them):
            continue
        try:
            office.carry_out(step_over(office.case(each.case), now), now)
            moved += 1
        except RutinError as error:
            failed += 1
            click.echo(f"{each.number}: {error.text}", err=True)
    click.echo(f"{amount_words(moved, 'ärende', 'ärenden')} gick över till den nya versionen.", err=True)
    return failed > 0


def _as_json(found: Iterable[Outlook]) -> str:
    rows = [
        {"case": e.case, "number": e.number, "process": e.process, "fate": e.fate, "lines": list(e.lines)}
        for e in found
    ]
    return json.dumps(rows, ensure_ascii=False, indent=2)


def _as_text(found: list[Outlook]) -> str:
    if not found:
        return "Inga öppna ärenden.\n"
    parts: dict[tuple[str, str], list[Outlook]] = {}
    for each in found:
        parts.setdefault((each.process_title, each.process), []).append(each)
    return "\n".join(_process(title, process, rows) for (title, process), rows in sorted(parts.items()))


def _process(title: str, process: str, found: list[Outlook]) -> str:
    heading = f"{title} ({process})" if process else "Ärenden som inte går att läsa"
    lines = [f"{heading}: {len(found)} öppna"]
    for fate, said in HEADINGS.items():
        rows = [each for each in found if each.fate == fate]
        if not rows:
            continue
        lines.append(f"  {said}: {len(rows)}")
        if fate != "unaffected":
            lines += [line for each in rows for line in _case(each)]
    return "\n".join(lines) + "\n"


def _case(each: Outlook) -> Iterable[str]:
    yield f"    {each.number}" + (f"  {each.lines[0]}" if each.lines else "  Inget ändras nu.")
    yield from (f"              {line}" for line in each.lines[1:])
