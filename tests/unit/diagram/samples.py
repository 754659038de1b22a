"""Definitions made by hand: Bengtsfors' road from application to activity, and one with phases, loops and anytime events."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from msgspec.structs import replace

from core.model.anytime import AnytimeEvent, Counter
from core.model.deadlines import DeadlineDef
from core.model.definition import Ending, ProcessDefinition, Setting
from core.model.facts import Fact
from core.model.roads import STAY, Branch, Outcome, Route, Way
from core.model.steps import MAIN, Call, ChoiceStep, End, Meeting, Phase, Start, Step, Task, Wait
from core.model.time import Duration, Window
from core.model.values import Missing, Value

ROLES = {
    "socialsekreterare": "Socialsekreterare",
    "arbetsmarknadssekreterare": "Arbetsmarknadssekreterare",
    "kaa_ansvarig": "KAA-ansvarig",
    "klient": "Klienten",
}
A_DAY = Duration(((24, "hours"),))


@dataclass(frozen=True)
class Said:
    """A condition that is settled (`always`) or depends on the case."""

    text: str
    always: bool | None = None

    @property
    def names(self) -> frozenset[str]:
        return frozenset(re.findall(r"[a-z_][\w.]*", self.text))

    def evaluate(self, values: Mapping[str, object]) -> Value | Missing:
        return Missing("case") if self.always is None else self.always


def way(text: str, always: bool | None = None, **route: str | bool) -> Way:
    return Way(Said(text, always), Route(**route))  # type: ignore[arg-type]


def process(
    lists: dict[str, list[Step]], *, title: str = "Rutin", events: tuple[AnytimeEvent, ...] = (),
    ends: dict[str, str] | None = None, facts: tuple[Fact, ...] = (), settings: tuple[Setting, ...] = (),
    counters: tuple[Counter, ...] = (),
) -> ProcessDefinition:  # fmt: skip
    """A definition from its lists; places, owners and endings are filled in."""
    placed = {
        name: [replace(step, list_id=name, position=n) for n, step in enumerate(steps)] for name, steps in lists.items()
    }
    steps = {step.id: step for some in placed.values() for step in some}
    return ProcessDefinition(
        id="rutin", municipality="bengtsfors", title=title, about=("person",), digest="0", steps=steps,
        lists={name: tuple(step.id for step in some) for name, some in placed.items()},
        list_owner={step.body: step.id for step in steps.values() if isinstance(step, Phase) and step.body},
        facts={fact.id: fact for fact in facts}, settings={s.id: s for s in settings},
        counters={c.id: c for c in counters}, anytime={event.id: event for event in events},
        ends={key: Ending(key, text, key) for key, text in (ends or {"slut": "Avslutat"}).items()},
    )  # fmt: skip


def _days(*days: int) -> Window:
    return Window(weekdays=frozenset(days))


def _due(hours: int, start: str, stops: str = "held") -> tuple[DeadlineDef, ...]:
    return (DeadlineDef("1", Duration(((hours, "hours"),)), (start,), stops, counting="working_days"),)


def activity(*, wait_for_assessment: bool = False) -> ProcessDefinition:
    """Bengtsfors' aktivitet as the loader gives it."""
    soc, arb = ("socialsekreterare",), ("arbetsmarknadssekreterare",)
    goes = "alder >= 18 and alder <= 64 and arbetslos and berattigad and not annan_aktivitet"
    first = way("oklar_formaga and settings.vanta", None if wait_for_assessment else False, go="utredning_forst")
    steps: list[Step] = [
        Start(id="ansokan", title="Ansökan om ekonomiskt bistånd", roles=soc),
        Meeting(id="utredningssamtal", title="Utredningssamtal", roles=soc, participants=("klient",), window=_days(0, 1)),
        ChoiceStep(
            id="till_kartlaggning", title="Ska personen till kartläggning?",
            branch=Branch((way(goes, go="kartlaggning"),), Route(end="inte_aktuellt")),
        ),
        Meeting(
            id="kartlaggning", title="Kartläggningssamtal", roles=arb, booked_by=soc, window=_days(1, 2),
            deadlines=_due(24, "kartlaggning.booked"),
        ),
        ChoiceStep(
            id="formaga", title="Är arbetsförmågan oklar?",
            branch=Branch((first, way("oklar_formaga", go="utredning")), Route(go="trepartssamtal")),
        ),
        Call(
            id="utredning", title="Lämnas över till arbetsförmågeutredning", process="arbetsformageutredning",
            meanwhile=True, branch=Branch(otherwise=Route(end="till_utredning")),
        ),
        Call(id="utredning_forst", title="Arbetsförmågeutredning", process="arbetsformageutredning"),
        Meeting(
            id="trepartssamtal", title="Trepartssamtal", roles=arb + soc, together=True, booked_by=arb,
            window=_days(2, 3), deadlines=_due(24, "trepartssamtal.booked"),
        ),
        Task(
            id="aktivitet", title="Aktivitet", roles=arb, window=_days(4, 0),
            deadlines=_due(48, "trepartssamtal.held", "done"),
        ),
        End(id="sysselsattning_erbjuden", title="Slut", end="sysselsattning_erbjuden"),
    ]  # fmt: skip
    return process(
        {MAIN: steps},
        title="Från ansökan till aktivitet",
        facts=(
            Fact("alder", "Ålder vid ansökan", "whole_number"),
            Fact("arbetslos", "Är personen arbetslös?", "yes_no"),
            Fact("berattigad", "Har personen rätt till ekonomiskt bistånd?", "yes_no"),
            Fact("annan_aktivitet", "Har personen redan en aktivitet, sysselsättning eller praktik?", "yes_no"),
            Fact("oklar_formaga", "Är det oklart vad personen kan arbeta med?", "yes_no"),
        ),
        settings=(Setting("vanta", "Ärendet väntar på arbetsförmågeutredningen", "yes_no", wait_for_assessment),),
        ends={
            "sysselsattning_erbjuden": "Sysselsättning har erbjudits",
            "inte_aktuellt": "Inte aktuellt med kartläggning",
            "till_utredning": "Överlämnad till arbetsförmågeutredning",
        },
    )


def outreach() -> ProcessDefinition:
    """A routine with two starts, a phase with a rule for its end, a loop, a wait, and anytime events with own steps."""
    kaa, soc = ("kaa_ansvarig",), ("socialsekreterare",)
    inside: list[Step] = [
        Task(
            id="kontakt", title="Försök att nå den unge", roles=kaa, deadlines=(DeadlineDef("1", None, ("lista.done",)),),
            outcomes=(
                Outcome("nadd", "Nåddes"),
                Outcome("inte", "Nåddes inte", branch=Branch((way("forsok < 3", again=True),), Route(end="inte_nadd"))),
            ),
        ),
        Wait(id="svar", title="Den unge tänker över erbjudandet", roles=kaa, party="klient", expected="1–3 veckor"),
        Meeting(
            id="samtal", title="Motiverande samtal", roles=soc,
            outcomes=(
                Outcome("held", "Samtalet hölls"),
                Outcome("missed", "Kom inte", branch=Branch(otherwise=Route(go="kontakt"))),
            ),
        ),
    ]  # fmt: skip
    ends_when = Branch((way("i_studier", end="ater"),), STAY)
    steps: list[Step] = [
        Start(id="lista", title="Ung finns på skolans lista", roles=kaa),
        Start(id="uppgift", title="Uppgift om ung kommer in", roles=kaa),
        Task(id="registrera", title="För in i registret", roles=kaa, only_if=Said("not i_studier")),
        Phase(id="uppsok", title="Uppsökande arbete", body="phase:uppsok", ends_when=ends_when),
        Phase(id="planering", title="Planering av insats", roles=soc),
        End(id="klar", title="Slut", end="ater"),
    ]
    events = (
        AnytimeEvent(
            "fyller", "Den unge fyller 20 år", by_itself=True,
            branch=Branch((way("alder >= 20", end="fyllt_20"),), STAY),
        ),
        AnytimeEvent("flytt", "Den unge flyttar", kaa, during=("uppsok",), body="anytime:flytt"),
    )  # fmt: skip
    moving: list[Step] = [
        Task(id="meddela", title="Meddela nya kommunen", roles=kaa, deadlines=(DeadlineDef("1", A_DAY, ("flytt",)),)),
        Task(id="avsluta", title="Avsluta i registret", roles=kaa, branch=Branch(otherwise=Route(go="planering"))),
    ]
    return process(
        {MAIN: steps, "phase:uppsok": inside, "anytime:flytt": moving},
        title="Kommunens aktivitetsansvar",
        events=events,
        facts=(Fact("alder", "Ålder", "whole_number"), Fact("i_studier", "Går i gymnasieskola", "yes_no")),
        counters=(Counter("forsok", "Försök till kontakt"),),
        ends={"ater": "Åter i studier", "inte_nadd": "Gick inte att nå", "fyllt_20": "Fyllt 20 år"},
    )
