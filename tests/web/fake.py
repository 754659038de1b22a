"""An application that answers with invented, rich views: for the states of pages that are rare in real cases."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from core.application.case import views as v
from core.application.form import views as w
from core.application.forums.records import TakenUp
from core.application.lists import views as lists
from core.application.lists.allocating import Given
from core.application.plugins.views import PanelShown
from core.application.reports.files import to_csv
from core.application.reports.periods import first_of
from core.application.reports.views import ReportCases, ReportChoice, ReportView
from core.application.resources.records import ResourcePage, ResourceView
from core.application.resources.views import read_count
from core.application.routines.directory import DirectoryView, UnitView, directory_of, unit_of
from core.application.routines.views import (
    LayerView,
    OpenPoint,
    OriginView,
    RoutineView,
    SettingView,
    ValuesView,
    ValueView,
)
from core.application.service import Rutin
from core.application.step.actions import Action, Done, InvalidInput, RaiseAction
from core.clock import FixedClock
from core.errors import NotFound, Refused
from core.model.directory import Contact, Opening, OrgUnit, Referral
from core.model.people import Actor, Municipality, Role
from core.model.time import ReckoningStep
from tests.web import duty_samples, report_samples
from tests.web.calendar_samples import FakeCalendar
from tests.web.duty_samples import FakeDuty
from tests.web.forum_samples import FakeForums
from tests.web.group_samples import FakeGroups
from tests.web.place_samples import ACCOUNTS, RESOURCES, sample
from tests.web.plugin_samples import FakePlugins

NOW = datetime(2026, 4, 7, 8, 0, tzinfo=UTC)
"""Tuesday 7 April 2026, 10.00 in Sweden: the day after Easter Monday."""
NAMES = (
    "Kim Påhittad",
    "Robin Exempel",
    "Nova Testberg",
    "Charlie Låtsas",
    "Mio Demoström",
    "Tova Provgren",
    "Uno Fiktiv",
)
NASTY = "<script>alert('x')</script>\"'&<img src=x onerror=alert(1)>"
CASE = "a1b2c3d4" + "0" * 24
EARLIER = "b2c3d4e5" + "0" * 24
ANNA = lists.PersonChoice("anna", "Anna Demosson", ("Socialsekreterare",), "Ekonomiskt bistånd")
BO = lists.PersonChoice("bo", "Bo Exempelgren", ("Arbetsmarknadssekreterare",), "Arbete och integration")
YES_NO = (w.Option("yes", "Ja"), w.Option("no", "Nej"))
SHORT = tuple(w.Option(f"v{n}", f"Alternativ {n}") for n in range(3))
LONG = tuple(w.Option(f"v{n}", f"Alternativ {n}") for n in range(9))
FIELDS = (
    w.Field("namn", "Namn", "name"),
    w.Field("personnummer", "Personnummer", "person_number"),
    w.Field("text", "Kort text", "text", help="Bara en rad"),
    w.Field("lang", "Lång text", "long_text", sensitive=True),
    w.Field("arbetslos", "Är personen arbetslös", "yes_no", options=YES_NO),
    w.Field("val", "Kort lista", "choice", options=SHORT),
    w.Field("langt_val", "Lång lista", "choice", options=LONG),
    w.Field("flera", "Flera", "choices", options=SHORT, value="v0,v2"),
    w.Field("antal", "Antal", "whole_number"),
    w.Field("tal", "Timmar", "number"),
    w.Field("kronor", "Belopp", "money"),
    w.Field("startdag", "Första dagen", "date", optional=True),
    w.Field("klockan", "Klockslag", "time"),
    w.Field("nar", "När det hände", "moment"),
    w.Field("manad", "Månad", "month"),
    w.Field("telefon", "Telefon", "phone"),
    w.Field("epost", "E-post", "email"),
    w.Field("adress", "Adress", "address"),
    w.Field("kollega", "Kollega", "colleague", options=(w.Option("anna", "Anna Demosson"),)),
)
STEPS = (
    ReckoningStep("start", "2026-04-02T10:00", "Räknas från torsdag 2 april kl. 10.00."),
    ReckoningStep("due", "2026-04-07", "Klart senast tisdag 7 april kl. 10.00."),
)
DIAGRAM = (
    '<svg xmlns="http://www.w3.org/2000/svg" class="rd" width="600" height="120" viewBox="0 0 600 120" role="img">'
    '<title>Rutinen</title><rect width="600" height="120" fill="#fff"/></svg>'
)


TOWN = Municipality(
    "bengtsfors", "Bengtsfors kommun", "1460",
    units={
        "kontor": OrgUnit("kontor", "Kontoret", number="1", led_by="chef", address="Storgatan 1", phone="unknown",
                          hours=(Opening(frozenset({0, 1, 2})), Opening(unknown=True)), phone_hours=(Opening(said="när det går"),),
                          refers_to=(Referral("stod", "Behov av stöd"), Referral("klinik", "Vård", ("chef",), ("chef",), "Sällan")),
                          question="Vilka tider gäller?", note="En not", source="Underlaget, s. 3"),
        "stod": OrgUnit("stod", "Stödet", part_of="kontor", planned=True, serves=("kontor",), run_with=("klinik",)),
    },
    roles={"chef": Role("chef", "Chef", "kontor", "Delad tjänst", 0.5, "Vem ersätter?")},
    outside={
        "klinik": OrgUnit("klinik", "Kliniken", ours=False, contact=Contact(("chef",), "Kuratorn"), refers_to=(Referral("kontor"),)),
        "spar": OrgUnit("spar", "SPAR", ours=False, system=True, serves=("kontor",)),
    },
)  # fmt: skip
"""A municipality with something of everything that a directory can say."""


def deadlines() -> tuple[v.DeadlineView, ...]:
    """One of each state."""
    due = NOW + timedelta(days=1)
    return (
        v.DeadlineView("late", NOW - timedelta(days=1), False, "24 timmar", STEPS),
        v.DeadlineView("running", due, False, "24 timmar", STEPS, "Vad gäller?"),
        v.DeadlineView("late", NOW - timedelta(days=2), True, "1 vecka", stops="booked"),
        v.DeadlineView("running", due, False, "3 veckor", stops="held"),
        v.DeadlineView("soon", None, False, "snarast"),
        v.DeadlineView("soon", due, True, "2 dagar"),
        v.DeadlineView("paused", None, False, "3 veckor"),
        v.DeadlineView("waiting", None, False, "3 veckor"),
        v.DeadlineView("waiting", None, False, "24 timmar på arbetsdagar", starts="bokningen"),
        v.DeadlineView("undecided", None, False, "ingen tid angiven", (), "Hur länge?"),
    )


def advice(*, collision: bool = False) -> v.AdviceView:
    """Advice for a booking with two open days."""
    tuesday = datetime(2026, 4, 7, 22, 0, tzinfo=UTC)
    return v.AdviceView(
        "tisdag eller onsdag", NOW + timedelta(days=1), False, collision,
        "Fristen går ut innan tiden öppnar. Välj en annan tid och skriv varför." if collision else "Boka senast i morgon.",
        ((tuesday, tuesday + timedelta(days=2)), (NOW + timedelta(hours=1), NOW + timedelta(hours=3))),
    )  # fmt: skip


BOOK = v.StepCard(
    "samtal#1", "Utredningssamtal", "meeting", "book", True, "Socialsekreterare", help="Kalla personen.",
    participants=("Klienten",), invited=("Tolken", "Skolan"), advice=advice(collision=True), deadlines=deadlines(),
    may_assign=(w.Option("anna", "Anna Demosson"), w.Option("eva", "Eva Testfors")),
)  # fmt: skip
HOLD = v.StepCard(
    "kartlaggning#2", "Kartläggning", "meeting", "hold", True, "Arbetsmarknadssekreterare", fields=FIELDS,
    participants=("Klienten", "Skolan"), checklist=("Ta med papper", "Boka tolk"),
    outcomes=(w.OutcomeChoice("held", "Mötet hölls"), w.OutcomeChoice("missed", "Kom inte", (w.Field("skal", "Orsak", "text"),))),
    booking=v.BookingView(NOW - timedelta(hours=2), "Anna Demosson", "Rum 3", "Helgdag"), advice=advice(),
    assigned="anna", assigned_name="Anna Demosson", yours=True, asks_when="När mötet hölls",
    may_assign=(w.Option("anna", "Anna Demosson"),),
)  # fmt: skip
WAIT = v.StepCard(
    "vantan#1",
    "Svar från läkare",
    "wait",
    "wait",
    True,
    "Socialsekreterare",
    expected="Väntas i maj.",
    outcomes=(w.OutcomeChoice("kom", "Svaret kom"),),
)
OTHERS = v.StepCard(
    "annan#1", "Annans steg", "task", "do", False, "Chef", assigned="bo", assigned_name="Bo Exempelgren"
)


def page(cards: tuple[v.StepCard, ...] = (BOOK, HOLD, WAIT, OTHERS)) -> v.CasePage:
    """A case page with everything on it."""
    return v.CasePage(
        case=CASE, number="A1B2C3D4", version=7, process="aktivitet", process_title="Från ansökan till aktivitet",
        person="Kim Påhittad", person_number="19900101-0017", status="open", ended_title=None, started=NOW - timedelta(days=9),
        cards=cards,
        events=(
            w.EventForm(
                "flytt", "Personen flyttar", "Noteras när det är känt.", (w.Field("flyttdag", "Flyttdag", "date"),),
                left=("Ledighet: 6,5 dagar kvar.",),
            ),
        ),
        facts=(
            v.FactView(
                "namn", "Namn", "Kim Påhittad", "Anna Demosson", NOW, w.Field("namn", "Namn", "name", value="Kim Påhittad"),
                (v.EarlierValue("Kim Fel", "Bo Exempelgren", NOW - timedelta(days=3), corrected=True),), corrected=True,
            ),
            v.FactView("beslut", "Beslut", "Ja", "Systemet", NOW),
            v.FactView("forut", "Har haft en plats förut", "Ja", "Systemet", NOW, found=(EARLIER, "B2C3D4E5")),
        ),
        history=(
            v.HistoryEntry(7, NOW, NOW, "Anna Demosson", "Anteckning", ("Rad ett\nrad två",), "note"),
            v.HistoryEntry(3, NOW - timedelta(days=2), NOW - timedelta(days=1), "Bo Exempelgren", "Möte hölls", ("Tolk: Ja",), "done",
                           unchanged=("Bostad: Hyresrätt", "Hushåll: Ensam")),
            v.HistoryEntry(1, NOW - timedelta(days=9), NOW - timedelta(days=9), "Systemet", "Ärendet öppnades", (), "start"),
        ),
        waiting=("Väntar på ett annat ärende.",), questioned=(v.Questioned("kartlaggning", "En rättelse påverkar ett val."),),
        diagram=DIAGRAM, diagram_text=("Steg 1: Ansökan", "Steg 2: Samtal"), may_annul=True,
        accounts=ACCOUNTS, panels=(PanelShown("bengtsfors_kaa", "laget", "Läget i KAA"),),
    )  # fmt: skip


def item(number: int, **changes: object) -> lists.WorkItem:
    """A row of the worklist; the first ones are late."""
    base = lists.WorkItem(
        case=f"{number:032x}", instance="samtal#1", process_title="Från ansökan till aktivitet", step_title="Utredningssamtal",
        action="book", person=NAMES[number % len(NAMES)], due=NOW + timedelta(hours=number * 5 - 20), whole_day=number % 3 == 0,
        late=number < 4, slot=NOW + timedelta(days=1) if number % 2 else None, opened=NOW - timedelta(days=3), roles=("Socialsekreterare",),
        assigned="bo" if number % 4 == 0 else None, assigned_name="Bo Exempelgren" if number % 4 == 0 else None, yours=False,
    )  # fmt: skip
    return replace(base, **changes)  # type: ignore[arg-type]


@dataclass
class FakeRutin(Rutin):
    """Answers what it is told to. `refuse` is raised by `submit`; `fail` by every reading of a case."""

    case_page: v.CasePage = field(default_factory=page)
    items: tuple[lists.WorkItem, ...] = field(default_factory=lambda: tuple(item(n) for n in range(1, 51)))
    next: str | None = "2026 04/07+a"
    refuse: Exception | None = None
    fail: Exception | None = None
    search_fail: Exception | None = None
    sent: list[Action] = field(default_factory=list)
    changed: tuple[v.HistoryEntry, ...] = ()
    found: tuple[lists.FoundCase, ...] = (
        lists.FoundCase(CASE, "A1B2C3D4", "Från ansökan till aktivitet", "Kim Påhittad", "ended", NOW),
    )
    fields: tuple[w.Field, ...] = FIELDS
    problems: int = 0
    no_starts: bool = False
    closed_registers: bool = False
    gives: lists.Allocation | None = None
    given: list[Given] = field(default_factory=list)
    give_answer: TakenUp = field(default_factory=lambda: TakenUp(1, "1 ärende är fördelat."))
    no_places: bool = False
    no_reports: bool = False
    figures_only: bool = False
    fail_report: Exception | None = None

    def __post_init__(self) -> None:
        super().__init__({}, FixedClock(NOW))
        self.groups: FakeGroups = FakeGroups()
        self.duty: FakeDuty = duty_samples.fake()
        self.plugins: FakePlugins = FakePlugins()
        self.forums: FakeForums = FakeForums()
        self.calendar: FakeCalendar = FakeCalendar()

    def municipalities(self) -> tuple[lists.MunicipalityChoice, ...]:
        return (
            lists.MunicipalityChoice("bengtsfors", "Bengtsfors kommun", (ANNA, BO), self.problems),
            lists.MunicipalityChoice("eda", "Eda kommun", (ANNA,)),
        )

    def actor(self, municipality: str, person: str) -> Actor:
        return Actor(person, frozenset({"socialsekreterare"}), "Anna Demosson")

    def worklist(self, municipality: str, actor: Actor, scope: lists.Scope, after: str | None = None) -> lists.Worklist:
        late, following = sum(i.late for i in self.items), None if after else self.next
        return lists.Worklist(scope, self.items, following, late, ("Socialsekreterare", "Chef"))

    def opens_cases(self, municipality: str, actor: Actor) -> bool:
        return not self.no_starts

    def starts(self, municipality: str, actor: Actor) -> tuple[w.StartForm, ...]:
        if self.no_starts:
            return ()
        return (
            w.StartForm(
                "aktivitet",
                "Från ansökan till aktivitet",
                "ansokan",
                "Ansökan om bistånd",
                "Registrera samma dag.",
                self.fields,
            ),
        )

    def case(self, municipality: str, actor: Actor, case: str, written: Action | None = None) -> v.CasePage:
        if self.fail is not None:
            raise self.fail
        if case != self.case_page.case:
            raise NotFound("no_case", municipality="Bengtsfors kommun")
        return self.case_page

    def besides(self, municipality: str, action: Action, names: Iterable[str]) -> tuple[w.Field, ...]:
        return ()

    def changes(self, municipality: str, actor: Actor, case: str, since: int) -> tuple[v.HistoryEntry, ...]:
        return self.changed

    def written(
        self, municipality: str, actor: Actor, case: str, texts: Mapping[str, tuple[str, ...]]
    ) -> tuple[tuple[str, str], ...]:
        return tuple((f"Ruta {name}", texts[name][-1]) for name in ("f.namn", "reason", "text") if name in texts)

    async def submit_soon(self, municipality: str, actor: Actor, action: Action) -> Done:
        return self.submit(municipality, actor, action)

    def submit(self, municipality: str, actor: Actor, action: Action) -> Done:
        self.sent.append(action)
        if self.refuse is not None:
            raise self.refuse
        return Done(
            self.case_page.case,
            self.case_page.version + 1,
            "Noterat." if isinstance(action, RaiseAction) else "Sparat.",
        )

    def search(self, municipality: str, actor: Actor, text: str) -> tuple[lists.FoundCase, ...]:
        if self.search_fail is not None:
            raise self.search_fail
        return self.found

    def registers(self, municipality: str) -> tuple[tuple[str, str], ...]:
        return (("kaa", "KAA-registret"),)

    def register(self, municipality: str, actor: Actor, register: str, after: str | None = None) -> lists.RegisterPage:
        if self.closed_registers:
            raise Refused("role", roles="KAA-ansvarig")
        if register != "kaa":
            raise NotFound("no_register", municipality="Bengtsfors kommun")
        rows = tuple(replace(row, shown=("20080615-9810", "")) for row in self.found)
        return lists.RegisterPage(
            "kaa", "KAA-registret", rows, None if after else "nasta", ("Personnummer", "Fyller 20 år"), self.gives
        )

    def give_away(self, municipality: str, actor: Actor, register: str, sent: Given) -> TakenUp:
        if not sent.cases:
            raise InvalidInput({"rad": "Välj minst ett ärende."})
        self.given.append(sent)
        return self.give_answer

    def directory(self, municipality: str) -> DirectoryView:
        return directory_of(TOWN)

    def unit(self, municipality: str, unit: str) -> UnitView:
        return unit_of(TOWN, (), unit)

    def resources(self, municipality: str, actor: Actor) -> tuple[ResourceView, ...]:
        return () if self.no_places else RESOURCES

    def resource(self, municipality: str, actor: Actor, resource: str, after: str | None = None) -> ResourcePage:
        if resource not in {each.id for each in RESOURCES}:
            raise NotFound("no_resource", municipality="Bengtsfors kommun")
        return sample(resource, after)

    def note_in_use(self, municipality: str, actor: Actor, resource: str, text: str) -> str:
        count = read_count(text)
        if self.refuse is not None:
            raise self.refuse
        return f"Väntorp: {count} platser används utan ärende i Rutin."

    def reports(self, municipality: str, actor: Actor) -> tuple[ReportChoice, ...]:
        return () if self.no_reports else report_samples.CHOICES

    def report(self, municipality: str, actor: Actor, report: str, period: str | None = None) -> ReportView:
        if self.fail_report is not None:
            raise self.fail_report
        if report not in {choice.id for choice in report_samples.CHOICES}:
            raise NotFound("no_report", municipality="Bengtsfors kommun")
        if period is not None:
            first_of("month", period)
        return replace(report_samples.view(report, period), may_open=not self.figures_only)

    def report_file(self, municipality: str, actor: Actor, report: str, period: str, kind: str) -> bytes:
        return b"%PDF" if kind == "pdf" else to_csv(self.report(municipality, actor, report, period))

    def report_cases(
        self, municipality: str, actor: Actor, report: str, period: str, cell: tuple[str, str | None, str | None],
        after: str | None = None,
    ) -> ReportCases:  # fmt: skip
        return report_samples.cases(self.found, after)

    def routines(self, municipality: str) -> tuple[tuple[str, str], ...]:
        return (("aktivitet", "Från ansökan till aktivitet"),)

    def routine(self, municipality: str, process: str) -> RoutineView:
        if process != "aktivitet":
            raise NotFound("no_process", process="okänd", municipality="Bengtsfors kommun")
        own = OriginView("", "bengtsfors/processes/aktivitet.yaml", 9)
        base = OriginView("från _national", "_national/processes/grund.yaml", 3)
        ours = OriginView("", own.file, 11, "2 veckor", f"{base.file}, rad 3")
        return RoutineView(
            "aktivitet",
            "Från ansökan till aktivitet",
            "Processdokument",
            "En not",
            DIAGRAM,
            ("Steg 1",),
            (OpenPoint("Samtal", "Vad gäller?", own),),
            checks=(OpenPoint("Beslut", "Behöver jämföras med lagtexten."),),
            layers=LayerView(
                (own, base),
                (ValueView("Samtal: fristen, inom", "3 veckor", ours),),
                ("Hembesök",),
                (ValueView("Brev: titeln", "Kallelse", base),),
            ),
            settings=(
                SettingView("Samtal inom", "3 veckor", "En not", used=("Samtal", "Uppföljning"), origin=ours),
                SettingView("Beslut inom", "Inte bestämt", decided=False, origin=base),
                SettingView("Gemensam", "Ja"),
            ),
        )

    def routine_values(self, municipality: str, process: str) -> ValuesView:
        self.routine(municipality, process)
        own = OriginView("", "bengtsfors/processes/aktivitet.yaml", 9)
        return ValuesView(
            "Från ansökan till aktivitet", own.file, (("Rutinen", (ValueView("Titeln", "Från ansökan", own),)),)
        )


def form_of(values: Mapping[str, str]) -> dict[str, str]:
    """A form's texts with the envelope a page would give it."""
    return {"formular": "steg-samtal-1", "command": "c" * 32, "seen": "7", **values}
