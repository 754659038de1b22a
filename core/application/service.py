"""`Rutin`: everything the pages and commands can do, one method each. Thread-safe."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import lru_cache, partial

from msgspec import structs

from core import words
from core.application.case.page import page_of
from core.application.case.reader import CaseReader, columns_of, fields_of, found_case, role_words, sought
from core.application.case.record_views import LetterPreview
from core.application.case.views import CasePage, HistoryEntry
from core.application.form.as_written import with_written
from core.application.form.fields import asked_of
from core.application.form.rewriting import written_words
from core.application.form.standing_in import fields_besides
from core.application.form.views import Field, StartForm
from core.application.forums.desk import ForumDesk
from core.application.forums.records import TakenUp
from core.application.groups.desk import GroupDesk
from core.application.letters.corresponding import sent_letter
from core.application.letters.outgoing import SENDING, previews
from core.application.lists.allocating import Given, allocation_of, give_away
from core.application.lists.views import (
    FoundCase,
    MunicipalityChoice,
    PersonChoice,
    RegisterPage,
    Scope,
    Worklist,
)
from core.application.lists.work_items import work_item
from core.application.plugins.desk import PluginDesk
from core.application.reading.access import openable, opened, opened_by, readable, roles_around
from core.application.reading.identity import twelve_digits
from core.application.reports.files import paper_of, to_csv
from core.application.reports.views import ReportCases, ReportChoice, ReportView, cases_behind, reports_for, view_of
from core.application.resources.places import IN_USE, give_free
from core.application.resources.records import ResourcePage, ResourceView
from core.application.resources.views import page_of as places_page
from core.application.resources.views import read_count, resource_of, resource_views, roles_for
from core.application.routines.directory import DirectoryView, UnitView, directory_of, unit_of
from core.application.routines.origins import Origins
from core.application.routines.routine import routine_of
from core.application.routines.views import RoutineView, ValuesView
from core.application.step.actions import Action, CaseAction, CompleteAction, Done, InvalidInput
from core.application.step.office import Office
from core.application.step.sending import Task
from core.application.step.submitting import Submission
from core.application.upkeep.calendar_desk import CalendarDesk
from core.application.week.duty import DutyDesk, roles_today
from core.clock import Clock
from core.diagram import names
from core.engine.command.starting import opening_words
from core.engine.plan import plan_of
from core.errors import NotFound, Refused
from core.letters import to_pdf
from core.model.people import Actor, Colleague
from core.model.places import Resource
from core.model.plugins import RegisterDef
from core.storage.port import CaseRow, Note
from core.storage.worklist import WorklistQuery

SEARCHED = 20
"""So many cases a search shows."""


class Rutin:
    """The application over every municipality that was loaded. Every method may raise `RutinError` with a Swedish sentence."""

    def __init__(self, offices: Mapping[str, Office], clock: Clock, closed: Iterable[MunicipalityChoice] = ()) -> None:
        self.offices, self.clock = dict(offices), clock
        self._closed = tuple(closed)
        self.groups = GroupDesk(self.office, clock)
        self.duty = DutyDesk(self.office, clock)
        self.plugins = PluginDesk(self.office, clock)
        self.forums = ForumDesk(self.office, clock)
        self.calendar = CalendarDesk(self.office, clock)
        # A row put into words once is kept: offices do not change while they are open, and lists are read all day.
        self._item = lru_cache(maxsize=8192)(partial(work_item, self.offices))
        self._origins = lru_cache(maxsize=256)(partial(_origins, self.offices))

    def office(self, municipality: str) -> Office:
        """The municipality's office. Raises NotFound(no_municipality)."""
        found = self.offices.get(municipality)
        if found is None:
            raise NotFound("no_municipality", slug=municipality[:60])
        return found

    # ---- people ----------------------------------------------------------------------------------------------------

    def municipalities(self) -> tuple[MunicipalityChoice, ...]:
        """The municipalities there are, by title; one that cannot be used says why."""
        choices = (
            MunicipalityChoice(
                office.municipality.slug,
                office.municipality.title,
                tuple(_person(office, c) for c in office.municipality.staff.values()),
                office.problems,
            )
            for office in self.offices.values()
        )
        return tuple(sorted((*choices, *self._closed), key=lambda c: c.title))

    def actor(self, municipality: str, person: str) -> Actor:
        """The colleague `person` as an actor. Raises NotFound."""
        colleague = self.office(municipality).municipality.staff.get(person)
        if colleague is None:
            raise NotFound("person")
        return Actor(colleague.id, roles_today(self.office(municipality), colleague, self.clock.now()), colleague.name)

    # ---- reading ---------------------------------------------------------------------------------------------------

    def worklist(self, municipality: str, actor: Actor, scope: Scope, after: str | None = None) -> Worklist:
        """A page (50 rows) of the actor's own tasks or of the unit's, earliest due first."""
        office = self.office(municipality)
        roles = actor.roles if scope == "mine" else roles_around(office, actor)
        page = office.store.worklist(WorklistQuery(roles, actor.id if scope == "mine" else None, after=after))
        now = self.clock.now()
        items = tuple(
            self._item(
                municipality,
                row,
                actor.id,
                late=row.late or (row.due is not None and row.due < now),
                may_take=not actor.roles.isdisjoint(row.roles),
            )
            for row in page.rows
        )
        whose = tuple(role.title for role in office.municipality.roles.values() if role.id in roles)
        return Worklist(scope, items, page.next, page.late, whose)

    def starts(self, municipality: str, actor: Actor) -> tuple[StartForm, ...]:
        """The cases the actor may open; none while the municipality's files have errors."""
        office = self.office(municipality)
        if office.problems:
            return ()
        now = self.clock.now()
        day = office.calendar.local_date(now)
        return tuple(
            StartForm(
                definition.id,
                definition.title,
                start.id,
                start.title,
                start.help,
                tuple(map(maker.field, asked_of(definition, start.asks))),
                opening_words(start, now, office.calendar),
                plan_of(definition).identity.may_mark(ask.fact for ask in start.asks),
            )
            for definition in office.definitions.values()
            for maker in (fields_of(office, definition),)
            for start in definition.starts()
            if actor.roles & set(start.roles) and (start.since is None or start.since <= day)
        )

    def opens_cases(self, municipality: str, actor: Actor) -> bool:
        """Whether the actor's roles open cases in any routine, whenever that is."""
        starts = (
            start for definition in self.office(municipality).definitions.values() for start in definition.starts()
        )
        return any(actor.roles & set(start.roles) for start in starts)

    def case(self, municipality: str, actor: Actor, case: str, written: Action | None = None) -> CasePage:
        """The case page; the reading is logged. `written`: what is drawn again is the form of this action, with what was written in it.

        Raises NotFound(no_case), Refused(case_role).
        """
        office, now = self.office(municipality), self.clock.now()
        found = opened_by(office, actor, case)
        office.store.log_read(actor.id, case, now)
        reader = CaseReader(office, actor, found, now)
        page = page_of(reader)
        if not isinstance(written, CompleteAction):
            return page
        facts = Submission(office, actor, now).facts_of(written)
        return replace(page, cards=with_written(reader, page.cards, written, facts))

    def besides(self, municipality: str, action: Action, names: Iterable[str]) -> tuple[Field, ...]:
        """The fields of those of `names` that people state when a plugin does not answer, for a form that comes back."""
        return fields_besides(self.office(municipality), action, names)

    def changes(self, municipality: str, actor: Actor, case: str, since: int) -> tuple[HistoryEntry, ...]:
        """What others did after version `since`, for a clash. Raises NotFound(no_case), Refused(case_role)."""
        office = self.office(municipality)
        reader = CaseReader(office, actor, opened_by(office, actor, case), self.clock.now())
        return tuple(entry for entry in reader.history() if entry.seq > since)

    def written(
        self, municipality: str, actor: Actor, case: str, texts: Mapping[str, tuple[str, ...]]
    ) -> tuple[tuple[str, str], ...]:
        """What somebody wrote in a form that the page has no more, as (what it is called, the answer in the form's words)."""
        office = self.office(municipality)
        found = opened_by(office, actor, case)
        return tuple(written_words(CaseReader(office, actor, found, self.clock.now()), texts))

    def search(self, municipality: str, actor: Actor, text: str) -> tuple[FoundCase, ...]:
        """Cases that the actor may open, by name, person number or case number.

        Nothing else can be searched for (förordning 2001:637, 15 §). Raises InvalidInput.
        """
        office = self.office(municipality)
        wanted = sought(text)
        office.store.log_read(actor.id, "", self.clock.now())  # that a search was made, not for what
        if not wanted or len(wanted) > 200:
            raise InvalidInput(
                {"text": "Skriv ett namn, ett personnummer, ett organisationsnummer eller ett ärendenummer."}
            )
        rows = _found(office, actor, twelve_digits(wanted) or wanted)
        return tuple(found_case(office, row) for row in rows)

    def registers(self, municipality: str) -> tuple[tuple[str, str], ...]:
        """(id, title) of the registers that are kept here."""
        return tuple((r.id, r.title) for r in self.office(municipality).registers)

    def register(self, municipality: str, actor: Actor, register: str, after: str | None = None) -> RegisterPage:
        """A page of a register, for those who answer for something in its routine. Raises NotFound, Refused(role)."""
        office, found = self._register(municipality, actor, register)
        definition = office.current(found.process)
        rows, following = readable(office, actor, lambda at: office.store.register(register, after=at), after)
        shown = [definition.facts[f] for f in found.shows if f != definition.subject_fact("name")]
        now = self.clock.now()
        listed = tuple(
            replace(found_case(office, row), shown=columns_of(office, definition, row.case, shown, now)) for row in rows
        )
        columns, gives = tuple(f.title for f in shown), allocation_of(office, actor, found)
        return RegisterPage(found.id, found.title, listed, following, columns, gives)

    def give_away(self, municipality: str, actor: Actor, register: str, sent: Given) -> TakenUp:
        """Gives chosen cases of a register to a colleague. Raises InvalidInput, NotFound, Refused(role), StorageError."""
        office, found = self._register(municipality, actor, register)
        return give_away(office, actor, found, sent, self.clock.now())

    def _register(self, municipality: str, actor: Actor, register: str) -> tuple[Office, RegisterDef]:
        office = self.office(municipality)
        found = next((r for r in office.registers if r.id == register), None)
        if found is None:
            raise NotFound("no_register", municipality=office.municipality.title)
        definition = office.current(found.process)
        allowed = sorted(found.roles or {role for s in definition.steps.values() for role in s.roles})
        if not actor.roles & set(allowed):
            raise Refused("register_role", roles=role_words(office, allowed))
        return office, found

    # ---- places ----------------------------------------------------------------------------------------------------

    def resources(self, municipality: str, actor: Actor) -> tuple[ResourceView, ...]:
        """How the municipality's resources stand; figures only, which everybody here may see."""
        return resource_views(self.office(municipality), actor, self.clock.now())

    def resource(self, municipality: str, actor: Actor, resource: str, after: str | None = None) -> ResourcePage:
        """Who has the places of a resource and who waits, for those who answer for it. Raises NotFound, Refused(page_role)."""
        office = self.office(municipality)
        self._check_answers_for(office, actor, resource)
        return places_page(office, actor, resource, self.clock.now(), after)

    def note_in_use(self, municipality: str, actor: Actor, resource: str, text: str) -> str:
        """Notes how many places are used by people without a case here; what becomes free is given to those who wait.

        Raises InvalidInput (field ``antal``), NotFound, Refused(page_role), StorageError. The sentence for when it has been noted.
        """
        office, now = self.office(municipality), self.clock.now()
        found = self._check_answers_for(office, actor, resource)
        count = read_count(text)
        office.store.add_note(Note(IN_USE, resource, str(count), actor.id, now))
        give_free(office, resource, f"noted:{now.isoformat()}", now)
        return f"{found.title}: {words.amount_words(count, 'plats', 'platser')} används utan ärende i Rutin."

    def _check_answers_for(self, office: Office, actor: Actor, resource: str) -> Resource:
        found = resource_of(office, resource)
        allowed = roles_for(office, found)
        if not actor.roles & allowed:
            raise Refused("page_role", roles=role_words(office, sorted(allowed)))
        return found

    # ---- reports ---------------------------------------------------------------------------------------------------

    def reports(self, municipality: str, actor: Actor) -> tuple[ReportChoice, ...]:
        """The reports that the actor may read."""
        return reports_for(self.office(municipality), actor)

    def report(self, municipality: str, actor: Actor, report: str, period: str | None = None) -> ReportView:
        """A report for a period (None: the one that was over last). Raises NotFound, Refused(report_role)."""
        return view_of(self.office(municipality), actor, report, period, self.clock.now())

    def report_file(self, municipality: str, actor: Actor, report: str, period: str, kind: str) -> bytes:
        """A report as ``csv`` or (tagged) ``pdf``, with the same numbers hidden as on the page. Raises NotFound, Refused(report_role)."""
        view = self.report(municipality, actor, report, period)
        if kind not in ("csv", "pdf"):
            raise NotFound("no_page")
        return to_csv(view) if kind == "csv" else to_pdf(paper_of(self.office(municipality), view, self.clock.now()))

    def report_cases(
        self, municipality: str, actor: Actor, report: str, period: str, cell: tuple[str, str | None, str | None],
        after: str | None = None,
    ) -> ReportCases:  # fmt: skip
        """A page of the cases behind a number: figure, line and column, None for all; the reading is logged.

        Raises NotFound, Refused(report_role) for those who do nothing in the routine.
        """
        office, now = self.office(municipality), self.clock.now()
        found = cases_behind(office, actor, report, period, cell, now, after)
        office.store.log_read(actor.id, "", now)  # that cases were listed, as for a search
        return found

    # ---- routines --------------------------------------------------------------------------------------------------

    def routines(self, municipality: str) -> tuple[tuple[str, str], ...]:
        """(id, title) of the municipality's routines."""
        return tuple((d.id, d.title) for d in self.office(municipality).definitions.values())

    def routine(self, municipality: str, process: str) -> RoutineView:
        """A routine as diagram and words. Raises NotFound(no_process)."""
        office = self.office(municipality)
        known = names(office.municipality)
        origins, laws = self._origins(municipality, process), office.municipality.laws
        return routine_of(office.current(process), known, origins, office.questions, laws)

    def routine_values(self, municipality: str, process: str) -> ValuesView:
        """Every value of a routine with the file and line it comes from. Raises NotFound(no_process)."""
        title = self.office(municipality).current(process).title
        found = self._origins(municipality, process)
        return ValuesView(title, found.home, tuple(found.groups()))

    # ---- the organisation ------------------------------------------------------------------------------------------

    def directory(self, municipality: str) -> DirectoryView:
        """The municipality's units, outside parties and systems."""
        office = self.office(municipality)
        return directory_of(office.municipality, office.questions)

    def unit(self, municipality: str, unit: str) -> UnitView:
        """One unit with its functions, hours, contacts and arrows. Raises NotFound(no_page)."""
        office = self.office(municipality)
        return unit_of(office.municipality, office.definitions.values(), unit)

    # ---- letters ---------------------------------------------------------------------------------------------------

    def letter(self, municipality: str, actor: Actor, case: str, number: int) -> bytes:
        """The letter sent as number `number` in the case, as a tagged PDF; the reading is logged. Raises NotFound, Refused(case_role)."""
        office = self.office(municipality)
        found = opened_by(office, actor, case)
        office.store.log_read(actor.id, case, self.clock.now())
        return to_pdf(sent_letter(CaseReader(office, actor, found, self.clock.now()), number))

    def preview(self, municipality: str, actor: Actor, action: CaseAction) -> tuple[LetterPreview, ...]:
        """The letters that an action would send, as they would read; nothing is stored.

        Raises InvalidInput, NotFound, Refused: ``stale`` too, since the form is drawn again beside them, on a page that is new.
        """
        office = self.office(municipality)
        now = self.clock.now()
        shown = structs.replace(action, unfilled=True) if isinstance(action, SENDING) else action
        submission = Submission(office, actor, now)
        command, _ = submission.command(shown)  # what is not filled in is seen in what is shown
        submission.check_fresh(action)
        return previews(CaseReader(office, actor, opened(office, actor, office.latest(action.case)), now), command)

    # ---- acting ----------------------------------------------------------------------------------------------------

    def submit(self, municipality: str, actor: Actor, action: Action) -> Done:
        """Carries out an action durably.

        Raises:
            InvalidInput: texts that cannot be read; keep the input and show each sentence beside its field.
            Refused: with `code` and perhaps `field`; ``stale`` is a clash.
        """
        task = Task(self.office(municipality), actor, action, self.clock.now())
        try:
            return task.done(task.office.carry_out_made(task.case, task.make, task.now))
        except Refused as refused:
            raise task.in_words(refused) from refused

    async def submit_soon(self, municipality: str, actor: Actor, action: Action) -> Done:
        """As `submit`, for a task of an event loop: it waits without a thread of its own."""
        task = Task(self.office(municipality), actor, action, self.clock.now())
        try:
            return task.done(await task.office.carry_out_soon(task.case, task.make, task.now))
        except Refused as refused:
            raise task.in_words(refused) from refused


def _found(office: Office, actor: Actor, wanted: str) -> tuple[CaseRow, ...]:
    """The newest cases that are found by `wanted` and that the actor may open; those of others never stand in the way of them."""
    for most in (SEARCHED, SEARCHED * 10, SEARCHED * 100):
        rows = office.store.search(wanted, most)
        found = tuple(openable(office, actor, rows))[:SEARCHED]
        if len(rows) < most or len(found) == SEARCHED:
            break
    return found


def _origins(offices: Mapping[str, Office], municipality: str, process: str) -> Origins:
    return Origins(offices[municipality].origins(process), municipality)


def _person(office: Office, colleague: Colleague) -> PersonChoice:
    roles = [office.municipality.roles[r] for r in sorted(colleague.roles) if r in office.municipality.roles]
    homes = office.municipality.units
    units = [homes[r.unit].title for r in roles if r.unit is not None and r.unit in homes]
    return PersonChoice(
        colleague.id, colleague.name, tuple(r.title for r in roles), words.list_words(list(dict.fromkeys(units)))
    )
