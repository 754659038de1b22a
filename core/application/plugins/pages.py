"""Panels and pages of plugins: what they are told of cases, what they answer, and what becomes of what they wish."""

from __future__ import annotations

from collections.abc import Iterator, Set
from datetime import date, datetime, timedelta
from functools import partial

from core.application.case.reader import role_words
from core.application.jobs.reacting import NOBODY, carry_out_wish, may_be_told, told_facts
from core.application.plugins.views import PanelShown, Sent
from core.application.reading.access import openable
from core.application.resources.account_views import accounts_now
from core.application.step.office import Office
from core.errors import CANNOT_BE_READ, NotFound, PluginError, Refused, RutinError
from core.model.case import Case
from core.model.people import Actor
from core.model.plugin_calls import OpenCase
from core.model.plugin_pages import (
    Block,
    CaseLine,
    Fields,
    File,
    Heading,
    Items,
    Notice,
    PageAnswer,
    PageCall,
    PanelCall,
    Shown,
    Stated,
    Table,
    Text,
)
from core.model.plugins_beside import CasesRead, PageDef, PanelDef
from core.plugin_api import Incident, is_resting
from core.storage.paging import every_row
from core.storage.port import CaseRow
from core.storage.tallies import END, START, Tally
from core.visible import visible

WAIT = 3.0
"""Seconds somebody waits for a panel before its place says that it did not answer."""
WAIT_PAGE = 10.0
RESTING = "Tillägget avbröts och vilar i en minut. Försök igen efter det."
MOST_CASES = 5000
MOST_PANEL, MOST_PAGE = 200_000, 2_000_000
"""Bytes of what a panel and a page may answer: a browser that gets more shows nothing for a long time. A file may be larger."""
PANEL_BLOCKS = Heading | Text | Notice | Fields | Items | Table


def panels_of(office: Office, process: str) -> tuple[PanelShown, ...]:
    """The panels that stand beside cases of a routine."""
    return tuple(
        PanelShown(plugin.use.name, panel.id, panel.title)
        for plugin in office.beside.plugins.loaded
        for panel in plugin.panels
        if process in panel.processes
    )


def panel(
    office: Office, actor: Actor, case: Case, plugin: str, panel_id: str, now: datetime
) -> tuple[str, tuple[Block, ...]]:
    """(title, blocks) of a panel beside a case; when it fails a sentence says so. Raises NotFound(no_page)."""
    found = _panel(office, case, plugin, panel_id)
    call = PanelCall(line_of(office, case, found.reads, now, actor.roles), _today(office, now).isoformat())
    answers: type[tuple[Block, ...]] = tuple[PANEL_BLOCKS, ...]  # no forms beside a case
    try:
        blocks = office.beside.hosts.call(
            plugin, "rutin_panels", panel_id, call, answers, lane="page", seconds=WAIT, case=case.id, most=MOST_PANEL
        )
    except PluginError as error:
        text = f"Rutan kan inte visas just nu. Resten av ärendet påverkas inte.{resting_words(error)} Felet står under Driftstörningar."
        return found.title, (Notice(text, warn=True),)
    return found.title, blocks


def resting_words(error: PluginError) -> str:
    """What is said besides of a panel or page that had to be stopped."""
    return f" {RESTING}" if is_resting(str(error.details.get("error"))) else ""


def _panel(office: Office, case: Case, plugin: str, panel_id: str) -> PanelDef:
    for loaded in office.beside.plugins.loaded:
        for each in loaded.panels:
            if (loaded.use.name, each.id) == (plugin, panel_id) and case.process in each.processes:
                return each
    raise NotFound("no_page")


def pages_for(office: Office, actor: Actor) -> tuple[tuple[str, PageDef], ...]:
    """(plugin, page) of the pages in the menu that the reader may open."""
    return tuple(
        (plugin.use.name, page)
        for plugin in office.beside.plugins.loaded
        for page in plugin.pages
        if page.menu and actor.roles & set(page.roles)
    )


def ask_page(
    office: Office, actor: Actor, plugin: str, page_id: str, call: PageCall, now: datetime
) -> tuple[PageDef, PageAnswer, int]:
    """What a page answers, and how many cases could not be read. Raises NotFound(no_page), Refused(page_role), PluginError."""
    page = _page(office, plugin, page_id)
    if not actor.roles & set(page.roles):
        raise Refused("page_role", roles=role_words(office, sorted(page.roles)))
    lines = [line for read in page.cases for line in _cases(office, actor, read, now)]
    cases = tuple(line for line in lines if line is not None)
    asked = PageCall(_today(office, now).isoformat(), actor.name, call.form, call.values, call.file, cases)
    answers: type[PageAnswer] = Shown | File  # type: ignore[assignment] # a union is what is decoded to
    answer = office.beside.hosts.call(
        plugin,
        "rutin_pages",
        page_id,
        asked,
        answers,
        lane="page",
        seconds=WAIT_PAGE,
        most=None if call.file else MOST_PAGE,
    )
    if call.file and isinstance(answer, Shown) and not answer.blocks:  # neither the file nor why there is none
        raise office.beside.hosts.wrong(Incident(plugin, f"rutin_pages.{page_id}", "wrong_type"))
    return page, answer, len(lines) - len(cases)


def title_of(office: Office, plugin: str, page_id: str) -> str:
    """A page's title. Raises NotFound(no_page)."""
    return _page(office, plugin, page_id).title


def _page(office: Office, plugin: str, page_id: str) -> PageDef:
    for loaded in office.beside.plugins.loaded:
        for each in loaded.pages:
            if (loaded.use.name, each.id) == (plugin, page_id):
                return each
    raise NotFound("no_page")


def carry_out(
    office: Office, actor: Actor, plugin: str, page: PageDef, opens: tuple[OpenCase, ...], sent: Sent, now: datetime
) -> tuple[str, ...]:
    """Opens the cases that a page wishes, each by itself; gives a sentence for each that could not be opened.

    Raises PluginError: it wishes what it has not declared, or nobody has sent a form.
    """
    if any(wish.process not in page.opens for wish in opens):
        known = next((w.process for w in opens if w.process not in page.opens and w.process in office.definitions), "")
        lacking = f"opens:{known}".rstrip(":")
        raise office.beside.hosts.wrong(Incident(plugin, f"rutin_pages.{page.id}", "undeclared_wish", lacking))
    if opens and not sent.form:  # a page may be fetched by a link, and by a browser of its own accord
        raise office.beside.hosts.wrong(Incident(plugin, f"rutin_pages.{page.id}", "unasked_wish", "opens"))
    told: list[str] = []
    for number, wish in enumerate(opens):
        try:
            carry_out_wish(office, actor, wish, f"sida:{sent.command}:{number}", now)
        except RutinError as error:
            label = visible(wish.label)
            told.append(f"{label}: {error.text}" if label else error.text)
    return tuple(told)


# ---- what is told of cases -------------------------------------------------------------------------------------------


def line_of(office: Office, case: Case, reads: tuple[str, ...], now: datetime, readers: Set[str] = NOBODY) -> CaseLine:
    """A case as a plugin may see it, when people with the roles `readers` read what it makes of it."""
    definition = office.definition_of(case)
    stated = {
        name: tuple(Stated(e.value, e.at.isoformat(), e.seq, e.corrected) for e in case.facts.get(name, ()))
        for name in reads
        if may_be_told(definition, name, readers)
    }
    day = office.calendar.local_date
    return CaseLine(
        case=case.id,
        process=case.process,
        started=day(case.started).isoformat() if case.started else "",
        ended=day(case.ended).isoformat() if case.ended else "",
        end=case.end or "",
        facts=told_facts(office, case, reads, now, readers),
        stated=stated,
        moments={name: day(at).isoformat() for name, at in case.moments.items()},
        counters=dict(case.counters),
        rounds=dict(case.rounds),
        accounts={name: tuple((e.day, e.amount) for e in lines) for name, lines in case.accounts.items()},
        accounts_now=accounts_now(office, case, now),
    )


def _cases(office: Office, actor: Actor, read: CasesRead, now: datetime) -> Iterator[CaseLine | None]:
    """The cases of a routine that a page reads and its reader may open, at most `MOST_CASES`, None for one that cannot be read.

    That each was read is logged.
    """
    today = _today(office, now)
    first = date(today.year - 1, 1, 1) if read.since_last_year else today + timedelta(days=1)
    after = today + timedelta(days=1)
    asked = [Tally(read.process, START, date.min, first, "standing", (END,))]
    if read.since_last_year:
        asked.append(Tally(read.process, START, first, after))
    count = 0
    for question in asked:
        for row in openable(office, actor, rows_of(office, question)):
            count += 1
            if count > MOST_CASES:
                return
            line = _line_if_readable(office, actor, row.case, read.facts, now)
            if line is not None:
                office.store.log_read(actor.id, row.case, now)
            yield line


def _line_if_readable(
    office: Office, actor: Actor, case: str, reads: tuple[str, ...], now: datetime
) -> CaseLine | None:
    """A case as a plugin may see it; None when it cannot be read."""
    try:
        return line_of(office, office.case(case), reads, now, actor.roles)
    except CANNOT_BE_READ:
        return None


def rows_of(office: Office, question: Tally) -> Iterator[CaseRow]:
    """Every case that a question of statistics counts."""
    return every_row(partial(office.store.tallied, question, ()))


def _today(office: Office, now: datetime) -> date:
    return office.calendar.local_date(now)
