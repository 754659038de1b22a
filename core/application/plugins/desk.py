"""What people do about plugins: see what has stopped, try it again or leave it, and see which plugins there are and how they fare."""

from __future__ import annotations

from collections.abc import Callable

from core.application.case.reader import LEFT, role_words
from core.application.jobs.beside import REACT, Beside
from core.application.jobs.failing import failed_view, may_answer, parts_of, what_failed
from core.application.jobs.incident_words import incidents_of
from core.application.lists.nobodys import anything_nobodys, nobodys
from core.application.lists.waiting import any_waiting, waiting_for_plugins
from core.application.plugins import pages as plugin_pages
from core.application.plugins.views import PageShown, PluginView, Sent, StoppedPage
from core.application.reading.access import not_yours, opened_by
from core.application.step.office import Office
from core.clock import Clock
from core.engine.plan import plan_of
from core.errors import NotFound, PluginError, Refused
from core.model.people import Actor
from core.model.plugin_pages import File, Notice, PageCall
from core.model.plugins_beside import PageDef
from core.plugin_api import LoadedPlugin
from core.storage.port import Incident, Note
from core.visible import visible

SHOWN = 100
GRANTS = {
    "personal_data": "personuppgifter",
    "network": "nätverket",
    "pages": "egna sidor",
    "act": "att ändra i ärenden (aldrig göra steg eller besluta)",
}


class PluginDesk:
    """The door for pages and commands. `office` gives a municipality's office, or raises NotFound(no_municipality)."""

    def __init__(self, office: Callable[[str], Office], clock: Clock) -> None:
        self.office, self.clock = office, clock

    def stopped(self, municipality: str, actor: Actor) -> StoppedPage:
        """What has failed, and the plugins. Nothing that was written in a case is in it."""
        office = self.office(municipality)
        now, failed = self.clock.now(), office.store.incidents()[::-1]
        stopped = [each for each in failed if each.retry_at is None]
        retried = [each for each in failed if each.retry_at is not None]
        return StoppedPage(
            tuple(failed_view(office, actor, each, now) for each in stopped[:SHOWN]),
            self.plugins(municipality),
            max(0, len(stopped) - SHOWN),
            waiting_for_plugins(office, actor, now),
            incidents_of(
                office,
                actor,
                frozenset(part for each in failed for part in parts_of(each)),
                frozenset(each.case for each in failed if each.kind == REACT),
            ),
            tuple(failed_view(office, actor, each, now) for each in retried[:SHOWN]),
            nobodys(office, actor),
        )

    def concerns(self, municipality: str) -> bool:
        """Whether there is anything to see: a plugin, what has failed, a case that waits for a plugin, or work that is nobody's."""
        office = self.office(municipality)
        there = office.beside.plugins.loaded or office.store.incidents() or any_waiting(office)
        return bool(there) or anything_nobodys(office)

    def plugins(self, municipality: str) -> tuple[PluginView, ...]:
        """The municipality's plugins, in the order of municipality.yaml."""
        beside = self.office(municipality).beside
        return tuple(view_of(beside, plugin) for plugin in beside.plugins.loaded)

    def again(self, municipality: str, actor: Actor, key: str) -> str:
        """Lets the worker try it once more, at once, unless it is being tried. The sentence for it. Raises NotFound, Refused(role)."""
        office, _found = self._answered_for(municipality, actor, key)
        if not office.store.job_hurried(key, self.clock.now()):
            return "Det försöks just nu. Ladda om sidan om en stund: står det kvar gick det inte."
        return "Det försöks igen nu. Ladda om sidan om en stund: står det kvar gick det inte."

    def leave(self, municipality: str, actor: Actor, key: str) -> str:
        """Takes it away for good and notes who did. The sentence for when it is done. Raises NotFound, Refused(role)."""
        office, found = self._answered_for(municipality, actor, key)
        office.store.add_note(Note(LEFT, key, what_failed(office.beside, found), actor.id, self.clock.now()))
        office.store.job_done(key)
        return "Det är borttaget och försöks inte igen."

    # ---- panels and pages --------------------------------------------------------------------------------------------

    def panel(self, municipality: str, actor: Actor, case: str, plugin: str, name: str) -> PageShown:
        """A panel beside a case; the reading is logged. Raises NotFound, Refused(case_role)."""
        office, now = self.office(municipality), self.clock.now()
        found = opened_by(office, actor, case)
        office.store.log_read(actor.id, case, now)
        title, blocks = plugin_pages.panel(office, actor, found, plugin, name, now)
        return PageShown(title, office.beside.titles.get(plugin, plugin), blocks)

    def pages(self, municipality: str, actor: Actor) -> tuple[tuple[str, str], ...]:
        """(address below the municipality's, title) of the plugins' pages that the reader may open."""
        found = plugin_pages.pages_for(self.office(municipality), actor)
        return tuple((f"tillagg/{plugin}/{page.id}", page.title) for plugin, page in found)

    def page(self, municipality: str, actor: Actor, plugin: str, name: str, sent: Sent) -> PageShown | File:
        """A plugin's page, a file of it, or what came of a form. Raises NotFound, Refused(page_role); a page that fails says so."""
        office, now = self.office(municipality), self.clock.now()
        call = PageCall("", "", sent.form, dict(sent.values), sent.file)
        try:
            page, answer, unread = plugin_pages.ask_page(office, actor, plugin, name, call, now)
            if isinstance(answer, File):
                return answer if not unread else _not_made(page, office.beside.titles[plugin], unread)
            told = plugin_pages.carry_out(office, actor, plugin, page, answer.opens, sent, now)
        except PluginError as error:
            title = plugin_pages.title_of(office, plugin, name)
            rests = plugin_pages.resting_words(error)
            what = "Filen kan inte hämtas" if sent.file else "Sidan kan inte visas"
            text = f"{what} just nu. Inget har ändrats.{rests} Felet står under Driftstörningar."
            return PageShown(title, office.beside.titles.get(plugin, plugin), (Notice(text, warn=True),), failed=text)
        message = visible(answer.message) if answer.opens and not told and not answer.errors else ""
        errors = tuple((name, visible(said)) for name, said in answer.errors.items())
        left_out = (Notice(f"{_unreadable(unread)} och är inte med. Kontakta driften.", warn=True),) if unread else ()
        opened_now = len(answer.opens) - len(told) if told else 0
        title = office.beside.titles[plugin]
        return PageShown(page.title, title, (*left_out, *answer.blocks), errors, told, message, opened=opened_now)

    def _answered_for(self, municipality: str, actor: Actor, key: str) -> tuple[Office, Incident]:
        """The job that has failed, for somebody who may say what becomes of it. Raises NotFound, Refused(role, case_role)."""
        office = self.office(municipality)
        found = next((each for each in office.store.incidents() if each.key == key), None)
        if found is None:
            raise NotFound("no_page")
        case = office.case(found.case)
        roles = plan_of(office.definition_of(case)).roles
        if not actor.roles & set(roles):
            raise Refused("role", roles=role_words(office, sorted(roles)))
        if not may_answer(office, actor, case):
            raise not_yours(office)
        return office, found


def _unreadable(count: int) -> str:
    return f"{'Ett ärende' if count == 1 else f'{count} ärenden'} kan inte läsas"


def _not_made(page: PageDef, plugin: str, unread: int) -> PageShown:
    """Instead of a file that would lack cases without anybody seeing it."""
    text = f"{_unreadable(unread)}, och utan det blir filen fel. Inget har ändrats. Kontakta driften."
    return PageShown(page.title, plugin, (Notice(text, warn=True),), failed=text)


def view_of(beside: Beside, plugin: LoadedPlugin) -> PluginView:
    """A plugin in words."""
    health = beside.hosts.health(plugin.use.name)
    return PluginView(
        name=plugin.use.name,
        title=plugin.info.title,
        version=plugin.info.version,
        granted=tuple(GRANTS.get(each, each) for each in sorted(plugin.use.may)),
        gives=gives(plugin),
        calls=health.calls,
        failed=health.failed,
    )


def gives(plugin: LoadedPlugin) -> tuple[str, ...]:
    """What a plugin brings, in words."""
    counted = (
        (len(plugin.sources), "rutin", "rutiner"),
        (len(plugin.functions), "funktion", "funktioner"),
        (len(plugin.fact_types), "typ av uppgift", "typer av uppgifter"),
        (len(plugin.assessors), "bedömare", "bedömare"),
        (len(plugin.step_kinds), "slags steg", "slags steg"),
        (len(plugin.config_checks), "kontroll av rutiner", "kontroller av rutiner"),
        (len(plugin.registers), "register", "register"),
        (len(plugin.reactions), "reaktion", "reaktioner"),
        (len(plugin.channels), "kanal", "kanaler"),
        (len(plugin.panels), "ruta", "rutor"),
        (len(plugin.pages), "sida", "sidor"),
        (len(plugin.reports), "rapport", "rapporter"),
        (len(plugin.rotas), "sätt att dela jour", "sätt att dela jour"),
        (len(plugin.demos), "fil med påhittade ärenden", "filer med påhittade ärenden"),
    )
    return tuple(f"{count} {one if count == 1 else many}" for count, one, many in counted if count)
