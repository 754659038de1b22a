"""Mötesby: a small municipality with standing meetings of every kind, and cases that are taken up at them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from core import bootstrap
from core.application.forums.records import AgendaInput, AgendaPage, ForumPage, TakenUp
from core.application.step import actions as act
from core.application.step.office import Office
from core.model.case import Case
from core.scenarios.people import person_number
from core.storage.port import Store
from tests.acceptance.beside.town import Desk
from tests.acceptance.playing import local

SLUG = "motesby"
TOWN = """
municipality: motesby
title: Mötesby kommun
code: 0095
units:
  ifo: {title: IFO}
  ame: {title: AME}
  afo: {title: Arbetsförmedlingen, ours: no}
roles:
  handlaggare: {title: Handläggare, unit: ifo}
  coach: {title: Coach, unit: ame}
  chef: {title: Chef, unit: ifo}
  utanfor: {title: Utanför}
staff:
  anna: {name: Anna, roles: handlaggare}
  bo: {name: Bo, roles: coach}
  cilla: {name: Cilla, roles: chef}
  disa: {name: Disa, roles: utanfor}
windows:
  forsta: {week_of_month: first}
forums:
  samverkan:
    title: Samverkansmöte
    every: month
    window: forsta
    members: [ifo, ame]
    sometimes: [{who: [chef], times: 2, per: year}]
    agenda: [Nya ärenden, Planering]
    minutes: 90
    carry_over: yes
    questions_to: [besok]
  onsdag: {title: Onsdagsmötet, every: week, window: {weekdays: wed, hours: 09:00-10:00}, members: coach}
  varannan: {title: Varannan vecka, every: 2 weeks, from: 2026-03-02, window: {weekdays: mon}, members: coach}
  konferens: {title: Elevkonferensen, every: {times: 2, per: month}, members: coach, cases: no}
  grupp: {title: Gruppen, every: {times: 2, per: month}, after: konferens, members: coach}
  tre: {title: Tre gånger om året, every: {times: 3, per: year}, members: coach}
  halvar: {title: Halvårsmötet, every: {times: 2, per: half_year}, when_needed: yes, members: coach}
  besok: {title: Besöksdag, every: {times: 2, per: month}, members: [coach, afo]}
  ibland: {title: Ibland, members: coach, question: Hur ofta?}
"""
ROUTINE = """
process: uppdrag
title: Uppdrag
about: person
facts:
  personnummer: {type: person_number, title: Personnummer}
  namn: {type: name, title: Namn}
  skyddad: {type: yes_no, title: Skyddade personuppgifter, protects: yes}
  kartlaggning: {type: text, title: Kartläggning}
  skal: {type: text, title: Skäl}
steps:
  - start: ansokan
    title: Ansökan
    role: handlaggare
    asks: [personnummer, namn, skyddad]
  - phase: fore
    title: Före mötet
    role: handlaggare
    order: any
    forum: samverkan
    steps:
      - task: beslut
        title: Fatta beslut
      - task: kartlagg
        title: Kartlägg
        asks: [kartlaggning]
  - handover: overlamning
    title: Lämnas till AME
    role: handlaggare
    to: ame
    accepted_by: coach
    with: [kartlaggning]
    forum: samverkan
    requires:
      - {if: kartlaggning != 'tom', else: Kartläggningen är tom.}
  - task: uppfoljning
    title: Uppföljning
    role: coach
    forum: samverkan
    outcomes:
      klart: {title: Klart}
      mer: {title: Mer behövs, asks: [skal], go: again}
  - end: klar
anytime:
  - event: mer
    title: Kartläggningen är kompletterad
    role: handlaggare
    asks: [kartlaggning]
ends:
  klar: {title: Klar, outcome: klar}
"""


def opened(folder: Path, store: Store | None = None, routine: str = ROUTINE) -> Office:
    """Mötesby ready to work."""
    home = folder / SLUG
    (home / "processes").mkdir(parents=True, exist_ok=True)
    (home / "municipality.yaml").write_text(TOWN, encoding="utf-8")
    (home / "processes" / "uppdrag.yaml").write_text(routine, encoding="utf-8")
    office = bootstrap.open_office(folder, SLUG, None, store=store or bootstrap.memory_store())
    assert not office.problems
    return office


class Town(Desk):
    """Cases by the names of their people, and meetings, through the same door as the pages use."""

    def at(self, moment: str) -> None:
        """Lets time pass; what happens by itself waits."""
        self.clock.set(local(moment))

    def start(self, name: str, *, protected: bool = False) -> None:
        values = {
            "personnummer": person_number(date(1990, 1, 1), len(self.cases)),
            "namn": name.capitalize(),
            "skyddad": "yes" if protected else "no",
        }
        start = act.StartAction(command=self.key(), process="uppdrag", start="ansokan", values=values)
        self.cases[name] = self.send("anna", start)

    def case(self, name: str) -> Case:
        return self.office.case(self.cases[name])

    def open(self, name: str) -> list[str]:
        return [i.step for i in self.case(name).instances.values() if i.step != "fore"]

    def do(self, name: str, step: str, by: str = "anna", outcome: str | None = None, **values: str) -> None:
        case = self.case(name)
        instance = next(i for i, each in case.instances.items() if each.step == step)
        done = act.CompleteAction(
            command=self.key(), case=case.id, seen=case.seq, instance=instance, outcome=outcome, values=values
        )
        self.send(by, done)

    def ready(self, *names: str, kartlaggning: str = "I akten") -> None:
        """New cases with everything in place before the meeting."""
        for name in names:
            self.start(name)
            self.do(name, "beslut")
            self.do(name, "kartlagg", kartlaggning=kartlaggning)

    def plan(self, day: str, forum: str = "samverkan", by: str = "anna", clock: str = "", reason: str = "") -> None:
        self.rutin.forums.plan(SLUG, self.rutin.actor(SLUG, by), forum, day, clock, reason)

    def forum(self, forum: str = "samverkan", by: str = "bo") -> ForumPage:
        return self.rutin.forums.forum(SLUG, self.rutin.actor(SLUG, by), forum)

    def agenda(self, day: str, forum: str = "samverkan", by: str = "anna") -> AgendaPage:
        return self.rutin.forums.agenda(SLUG, self.rutin.actor(SLUG, by), forum, day)

    def write(
        self, day: str, by: str = "anna", forum: str = "samverkan", seen: int | None = None, **what: object
    ) -> str:
        """Writes in an agenda as somebody who has the page before them, with `what` written over it."""
        page = self.agenda(day, forum, by)
        fields: dict[str, object] = {
            "texts": {n: text for n, (_, text) in enumerate(page.items)},
            "other": page.other,
            "present": frozenset(each.id for each in page.present if each.here),
            "answers": {q.id: q.answer for q in page.questions},
            "done": frozenset(q.id for q in page.questions if q.done),
            "passed_on": {q.id: q.to for q in page.questions},
        }
        sent = AgendaInput(self.key(), page.version if seen is None else seen, **{**fields, **what})  # type: ignore[arg-type]
        return self.rutin.forums.write(SLUG, self.rutin.actor(SLUG, by), forum, day, sent)

    def take(self, day: str, *names: str, by: str = "bo") -> TakenUp:
        page = self.agenda(day, by=by)
        wanted = {self.cases[name] for name in names}
        rows = [row.key for row in (*page.ready, *page.waiting) if row.case in wanted]
        return self.rutin.forums.take_up(SLUG, self.rutin.actor(SLUG, by), "samverkan", day, rows, self.key())
