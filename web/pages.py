"""What each template gets: one frozen dataclass a page. A template reads `page` and `shell`, and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple
from urllib.parse import urlencode

from core.application.case.record_views import LetterPreview, MomentView
from core.application.case.views import CasePage, StepCard
from core.application.form.views import Field, StartForm
from core.application.forums.records import TakenUp
from core.application.lists.views import FoundCase, MunicipalityChoice, PersonChoice, RegisterPage, Scope
from core.application.reports.files import LACKS_ERASED, hiding_words
from core.application.reports.views import CellView, ReportCases, ReportChoice, ReportView, RowView
from core.application.resources.records import ResourcePage, ResourceView
from core.application.routines.directory import DirectoryView, UnitView
from core.application.routines.views import RoutineView, ValuesView
from core.application.week.duty import DutyMonth
from web.forms import FormState
from web.inputs import local_parts
from web.menu import MenuGroup
from web.times import DayChoice, Words


@dataclass(frozen=True, slots=True)
class Shell:
    """What stands around every page: heading, menu, and the sentence to show once.

    `static` is the address that styles and scripts begin with. `fragment` is true when only ``main`` is sent. `printed` stands below
    the page on paper: when it was printed, by whom and where, since the page itself says *i dag*.
    """

    title: str
    static: str
    demo: bool
    fragment: bool = False
    home: str = "/"
    municipality: str = ""
    person_id: str = ""
    person: str = ""
    roles: tuple[str, ...] = ()
    unit: str = ""
    menu: tuple[MenuGroup, ...] = ()
    message: str | None = None
    printed: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """The base of every page's context. `template` draws it; `title` is the browser's, without anything personal."""

    template = ""
    title: str


@dataclass(frozen=True, slots=True)
class MunicipalitiesPage(Page):
    """Choose a municipality. Outside the demo there is nothing to choose, since logging in is not built yet."""

    template = "municipalities.html"
    municipalities: tuple[MunicipalityChoice, ...]
    demo: bool


@dataclass(frozen=True, slots=True)
class PeoplePage(Page):
    """Choose a person to act as, in the demo. `back`: the page that was asked for; `ended`: there was a session, which is over.

    `closed`: why nobody can work in the municipality until it has been mended; "" when they can. `demo`: whether people can be chosen.
    """

    template = "people.html"
    slug: str
    municipality: str
    people: tuple[PersonChoice, ...]
    problems: int
    back: str = ""
    ended: bool = False
    closed: str = ""
    demo: bool = True


class Row(NamedTuple):
    """A row of the worklist, already in words: a tuple, since fifty are made and read for every page.

    `href` leads to the case, `there` to the step on its page. `late` and `today` mark `due`; `slot` and `who` are empty when
    there is none; `take` is what the button for taking over sends, empty when there is none. `protected` marks `person`.
    """

    href: str
    there: str
    person: str
    step: str
    process: str
    todo: str
    due: str
    late: bool
    today: bool
    slot: str
    who: str
    take: str
    protected: bool = False


@dataclass(frozen=True, slots=True)
class WorkPart:
    """Rows of the worklist that belong together: what is late, what is due or booked today, the rest."""

    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class WorklistPage(Page):
    """Mine or the unit's open work, the most urgent part first. `next` is the address of the next page.

    `roles`: whose tasks are shown, in words.
    """

    template = "worklist.html"
    base: str
    scope: Scope
    parts: tuple[WorkPart, ...]
    late: int
    next: str | None
    first: bool
    roles: str = ""


@dataclass(frozen=True, slots=True)
class StartsPage(Page):
    """The cases one may open. With `problems`, errors in the municipality's files, none can be opened."""

    template = "starts.html"
    base: str
    starts: tuple[StartForm, ...]
    problems: int = 0


@dataclass(frozen=True, slots=True)
class StartPage(Page):
    """The form that opens a case. `invented` are, in the demo, ages with a person number that nobody has, to fill in."""

    template = "start.html"
    base: str
    start: StartForm
    state: FormState
    invented: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class CaseView(Page):
    """The case page. `states` holds the form that was sent back; `make` draws the state of a new one.

    `gone`: the page no longer has that form, since the step was done by somebody else; `lost` is what was written in it. `previews` are
    letters to be looked at before they are sent, by step instance.
    """

    template = "case.html"
    base: str
    case: CasePage
    person_id: str
    words: Words
    make: Callable[[str], FormState]
    days: dict[str, tuple[DayChoice, ...]]
    returned: FormState | None = None
    lost: tuple[tuple[str, str], ...] = ()
    gone: bool = False
    previews: Mapping[str, tuple[LetterPreview, ...]] = field(default_factory=dict)

    @property
    def address(self) -> str:
        """The case's own address."""
        return f"{self.base}/arenden/{self.case.case}"

    @property
    def leads(self) -> bool:
        """Whether the page has the form that was sent back, and more than a button of it."""
        return self.returned is not None and not self.gone and not self.returned.id.startswith(("taover-", "lamna-"))

    @property
    def unanswered(self) -> tuple[Field, ...]:
        """What a plugin does not answer, for a form of its own: what the case waits for, and what a form without facts came back for."""
        besides = self.returned.besides if self.returned is not None and self.returned.apart else ()
        return tuple({field.name: field for field in (*self.case.unanswered, *besides)}.values())

    def held_at(self, card: StepCard) -> tuple[str, str]:
        """Local day and clock time to begin with when noting that a meeting was held: the booked time, once it has been."""
        if card.booking is None or card.booking.slot > self.words.now:
            return ("", "")
        return local_parts(card.booking.slot.isoformat())

    def proposed(self, moment: MomentView) -> tuple[str, str]:
        """Local day and clock time to begin with when noting a moment of a decision."""
        return local_parts(moment.proposed.isoformat()) if moment.proposed is not None else ("", "")

    def form(self, form: str) -> FormState:
        """The state of the form with id `form`."""
        if self.returned is not None and self.returned.id == form:
            return self.returned
        return self.make(form)


@dataclass(frozen=True, slots=True)
class SearchPage(Page):
    """Search by name, person number or case number, and what was found. `found` is None before a search."""

    template = "search.html"
    base: str
    words: Words
    state: FormState
    found: tuple[FoundCase, ...] | None = None


@dataclass(frozen=True, slots=True)
class RegisterView(Page):
    """A register's cases. `state` is the form that gives several of them to a colleague, `given` what came of it."""

    template = "register.html"
    base: str
    words: Words
    register: RegisterPage
    next: str | None
    state: FormState
    given: TakenUp | None = None


@dataclass(frozen=True, slots=True)
class PlacesPage(Page):
    """How the municipality's resources stand."""

    template = "places.html"
    base: str
    resources: tuple[ResourceView, ...]


@dataclass(frozen=True, slots=True)
class PlacePage(Page):
    """Who has the places of a resource and who waits. `next` is the address of the next page; `first` says that this is the first."""

    template = "place.html"
    base: str
    words: Words
    found: ResourcePage
    next: str | None
    state: FormState
    first: bool = True


@dataclass(frozen=True, slots=True)
class DutyPage(Page):
    """Who is on duty; `states` are the forms, by role."""

    template = "duty.html"
    base: str
    words: Words
    month: DutyMonth
    states: Mapping[str, FormState]


@dataclass(frozen=True, slots=True)
class ReportsPage(Page):
    """The reports that the reader may see."""

    template = "reports.html"
    base: str
    reports: tuple[ReportChoice, ...]


@dataclass(frozen=True, slots=True)
class ReportPage(Page):
    """A report for one period."""

    template = "report.html"
    base: str
    report: ReportView

    @property
    def hiding(self) -> str:
        """Why something is hidden."""
        return hiding_words(self.report.smallest)

    @property
    def lacking(self) -> str:
        """What a report of cases that have been erased has not in it."""
        return LACKS_ERASED

    def file(self, kind: str) -> str:
        """The address of the report as a file."""
        return f"{self.base}/rapporter/{self.report.id}/rapport.{kind}?{urlencode({'period': self.report.period})}"

    def cases(self, row: RowView, cell: CellView) -> str:
        """The address of the cases behind a number: codes of structure only."""
        asked = {"period": self.report.period, "figur": row.figure, "rad": cell.line, "kolumn": cell.column}
        known = urlencode({key: value for key, value in asked.items() if value is not None})
        return f"{self.base}/rapporter/{self.report.id}/arenden?{known}"


@dataclass(frozen=True, slots=True)
class ReportCasesPage(Page):
    """The cases behind a number of a report. `next` is the query of the next page's address."""

    template = "report_cases.html"
    base: str
    words: Words
    found: ReportCases
    period: str
    next: str | None


@dataclass(frozen=True, slots=True)
class RoutinesPage(Page):
    """The municipality's routines."""

    template = "routines.html"
    base: str
    routines: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class RoutinePage(Page):
    """One routine as diagram and words."""

    template = "routine.html"
    base: str
    routine: RoutineView


@dataclass(frozen=True, slots=True)
class RoutineValuesPage(Page):
    """Every value of a routine, with where it was written."""

    template = "routine_values.html"
    base: str
    process: str
    values: ValuesView


@dataclass(frozen=True, slots=True)
class AccessibilityPage(Page):
    """The accessibility statement."""

    template = "accessibility.html"


@dataclass(frozen=True, slots=True)
class ErrorPage(Page):
    """Something was not found or went wrong: a sentence, where to go, and what was written so that it is not lost.

    `elsewhere` (address, title) is opened in a tab of its own when the page with the form stays as it was.
    """

    template = "error.html"
    heading: str
    sentence: str
    links: tuple[tuple[str, str], ...] = ()
    written: tuple[tuple[str, str], ...] = field(default=())
    elsewhere: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class DirectoryPage(Page):
    """The organisation: units, outside parties and systems."""

    template = "directory.html"
    base: str
    directory: DirectoryView


@dataclass(frozen=True, slots=True)
class UnitPage(Page):
    """One unit: functions, hours, contacts, whom it refers to."""

    template = "unit.html"
    base: str
    unit: UnitView
