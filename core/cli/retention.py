"""`rutin retention`: erases the cases whose time is out, or says which would be."""

from __future__ import annotations

import getpass
import json
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from core import bootstrap
from core.cli import paths
from core.errors import Refused, RutinError, StorageError

if TYPE_CHECKING:
    from core.application.step.office import Office
    from core.application.upkeep.retention import Found
    from core.storage.erasing import Erased

DONE, LEFT = 0, 1


@click.command()
@click.argument("municipality", metavar="KOMMUN")
@click.option("--dry-run", is_flag=True, help="Säg vad som skulle gallras, och ändra inget.")
@click.option(
    "--as-of",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DAG",
    help="Räkna som om det var den dagen. En kommande dag går bara med --dry-run.",
)
@click.option(
    "--log",
    is_flag=True,
    help="Visa gallringsloggen i stället: en rad för varje gallrat ärende, utan innehåll (med --format json ett objekt på varje rad).",
)
@click.option(
    "--format",
    "output",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="Hur svaret skrivs.",
)
@paths.CONFIGS
@paths.DATA
def retention(
    municipality: str, dry_run: bool, as_of: date | None, log: bool, output: str, configs: Path, data: Path
) -> None:
    """Gallra de avslutade ärenden i KOMMUN som har sparats så länge som rutinerna säger.

    Det som stod i ett gallrat ärende kan aldrig läsas igen. Historiken behåller sin form och sina kontrollsummor, och säger när ärendet
    gallrades, enligt vilken regel och av vem. Öppna ärenden gallras aldrig, och inte det som inte går att läsa eller avgöra. Prova först
    med --dry-run. Det går att avbryta och köra igen.

    Databasfilen skrivs sedan om, så att inget ligger kvar i dess fria utrymme. Det tar tid och lika mycket plats till: kör när få arbetar.

    Slutstatus: 0 när allt är gjort, 1 om något ärende måste ses över eller filen inte kunde skrivas om, 2 om det inte gick.
    """
    try:
        paths.check_database(municipality, data)
        office = bootstrap.open_office(configs, municipality, data, keep=not (dry_run or log))
        try:
            status = _show_log(office, output) if log else _run(office, as_of, output, trying=dry_run)
        finally:
            office.beside.close()
            office.store.close()
    except RutinError as error:
        paths.give_up(error)
    sys.exit(status)


def _run(office: Office, as_of: date | None, output: str, *, trying: bool) -> int:
    from core.application.upkeep.retention import Found, retain
    from core.application.upkeep.retention_words import cases, doubt_words, told
    from core.clock import SystemClock

    now = SystemClock().now()
    present = office.calendar.local_date(now)
    today = date(as_of.year, as_of.month, as_of.day) if as_of is not None else present
    if today > present and not trying:
        raise Refused("retention_future", day=today.isoformat())
    found, told_of = Found(), 0
    for found in retain(office, today, _who(), now, trying=trying):
        if found.cases > told_of:
            click.echo(f"{cases(found.cases)} granskade, {found.gone} att gallra …", err=True)
        told_of = found.cases
    swept = trying or _swept(office)
    if output == "json":
        click.echo(json.dumps(_machine(found, office, today, trying=trying, swept=swept), ensure_ascii=False, indent=2))
    else:
        for line in told(found, office.municipality.laws, today, trying=trying):
            click.echo(line)
    for doubt in found.doubts:
        click.echo(doubt_words(*doubt), err=True)
    if (more := found.in_doubt - len(found.doubts)) > 0:
        click.echo(f"Och {more} till.", err=True)
    return LEFT if found.in_doubt or not swept else DONE


def _who() -> str:
    """Who runs the command, as the computer knows them."""
    try:
        return f"cli:{getpass.getuser()}"
    except (KeyError, OSError):  # a computer without names
        return "cli"


def _swept(office: Office) -> bool:
    """Whether nothing of what is erased is left in the file's free space; why not is told."""
    try:
        office.store.sweep()
    except StorageError as error:
        left = "Ärendena är gallrade, men databasfilen kunde inte skrivas om, så äldre kopior kan ligga kvar i dess fria utrymme."
        click.echo(f"{left} {error.text} Kör rutin retention igen när det är ordnat: då skrivs den om.", err=True)
        return False
    return True


def _machine(found: Found, office: Office, today: date, *, trying: bool, swept: bool) -> dict[str, object]:
    """The answer for a program."""
    from core.application.upkeep.retention import entry_of
    from core.application.upkeep.retention_words import kept_words

    laws = office.municipality.laws
    routines = [
        {
            "process": each.process,
            "title": each.title,
            "rule": kept_words(each.rule, laws, today, each.definition),
            "after": entry_of(each.rule, today).after if each.rule is not None else "",
            "counted": each.rule.counted if each.rule is not None and each.rule.after is not None else "",
            "law": (each.rule.basis if each.rule is not None else None) or "",
            "erased": {str(year): count for year, count in sorted(each.gone.items())},
            "later": each.later,
            "kept": dict(sorted(each.kept.items())),
            "open": each.open,
            "open_without_note": each.still,
        }
        for _, each in sorted(found.routines.items())
    ]
    doubts = [{"case": case, "why": why, "missing": missing} for case, _, why, missing in found.doubts]
    return {
        "municipality": office.municipality.slug,
        "as_of": today.isoformat(),
        "dry_run": trying,
        "cases": found.cases,
        "erased": found.gone,
        "swept": swept,
        "routines": routines,
        "doubts": doubts,
    }


def _show_log(office: Office, output: str) -> int:
    """The deletion log, a line for each case, as it is read."""
    from core.storage.paging import every_page

    for page in every_page(office.store.erased_cases, lambda each: each.case):
        for each in page:
            click.echo(json.dumps(_logged(each), ensure_ascii=False) if output == "json" else _log_line(each))
    return DONE


def _log_line(each: Erased) -> str:
    if not each.rule.after:
        return f"okänt när {each.case} {each.process} gallrat innan gallring skrevs i journalen"
    law = f" {each.rule.law}" if each.rule.law else ""
    rule = f"{each.rule.after} {each.rule.counted}{law}"
    return f"{each.at:%Y-%m-%dT%H:%M:%SZ} {each.case} {each.process} {rule} sparades till {each.rule.due} {each.by}"


def _logged(each: Erased) -> dict[str, str]:
    at = each.at.strftime("%Y-%m-%dT%H:%M:%SZ") if each.rule.after else ""
    rule = {"after": each.rule.after, "counted": each.rule.counted, "law": each.rule.law, "due": each.rule.due}
    return {"case": each.case, "process": each.process, "at": at, "by": each.by, **rule}
