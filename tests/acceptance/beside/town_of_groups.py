"""Gruppby: a small municipality where everything is about group sessions, with many cases played at once."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from core import bootstrap
from core.application.case.views import CasePage, StepCard
from core.application.groups.records import Attendance, AttendanceNoted, SessionPage
from core.application.step import actions as act
from core.application.step.office import Office
from core.model.case import Case
from core.scenarios.people import person_number
from core.storage.port import Store
from tests.acceptance.beside.town import Desk

SLUG = "gruppby"
TUESDAY = "2026-03-10T0900"
TOWN = """
municipality: gruppby
title: Gruppby kommun
code: 0096
units:
  kontoret: {title: Kontoret}
  klient: {title: Klienten, ours: no}
roles:
  handlaggare: {title: Handläggare, unit: kontoret}
  ledare: {title: Gruppledare, unit: kontoret}
  vaktmastare: {title: Vaktmästare, unit: kontoret}
staff:
  anna: {name: Anna, roles: handlaggare}
  lena: {name: Lena, roles: ledare}
  vera: {name: Vera, roles: vaktmastare}
series:
  tisdag: {title: Tisdagsgruppen, weekdays: tue, hours: 09:00-11:00, where: Storgatan 1, capacity: CAPACITY, closed: [2026-03-24]}
  fredag: {title: Fredagsgruppen, weekdays: fri, hours: 13:00-15:00, every: 2 weeks, from: 2026-03-06}
  slut: {title: Vårgruppen, weekdays: mon, hours: 09:00-10:00, to: 2026-03-08}
  fri: {title: Den fria gruppen, question: När träffas den?}
  kurs: {title: Kursen, weekdays: wed, hours: 09:00-10:00, starts: [2026-03-18, 2026-08-19], role: vaktmastare}
"""
ROUTINE = """
process: grupp
title: Inskrivning i grupp
about: person
facts:
  personnummer: {type: person_number, title: Personnummer}
  namn: {type: name, title: Namn}
  vilken: {type: choice, choices: {tisdag: Tisdag, fredag: Fredag, slut: Slut, fri: Fri, kurs: Kurs}, title: Vilken grupp}
  skyddad: {type: yes_no, title: Skyddade personuppgifter, protects: yes}
  varfor: {type: text, title: Varför personen inte kom}
counters:
  uteblivna: {title: Uteblivna, excused: skip}
steps:
  - start: ansokan
    title: Ansökan
    role: handlaggare
    asks: [personnummer, namn, vilken, skyddad]
  - phase: inskrivning
    title: Inskrivning
    role: handlaggare
    deadline: {within: 2 weeks, from: ansokan.done}
    steps:
      - session: traff
        title: Gruppträff
        role: ledare
        booked_by: handlaggare
        series:
          when:
            - {if: vilken == 'fredag', use: fredag}
            - {if: vilken == 'slut', use: slut}
            - {if: vilken == 'fri', use: fri}
            - {if: vilken == 'kurs', use: kurs}
          otherwise: tisdag
        sends: {template: kallelse, to: klient, by: [brev]}
        outcomes:
          attended: {go: efter}
          absent:
            counts: uteblivna
            asks: [{fact: varfor, only_if: uteblivna > 0}]
            when: [{if: uteblivna < 2, go: again}]
            otherwise: {go: trepart}
          valid_absence: {counts: uteblivna, go: again}
          excused: {counts: uteblivna}
      - meeting: trepart
        title: Trepartssamtal
      - task: efter
        title: Uppföljning
  - end: klar
waives:
  - {rule: series-never, step: traff, why: Vårgruppen är slut.}
ends:
  klar: {title: Klart, outcome: klart}
"""
LETTER = "# Kallelse\n\nHej {namn}! Välkommen {slot}.\n\nPlats: {place}\n"


def opened(folder: Path, store: Store | None = None, capacity: str = "3") -> Office:
    """Gruppby ready to work, with `capacity` places in the Tuesday group."""
    home = folder / SLUG
    (home / "processes").mkdir(parents=True, exist_ok=True)
    (home / "letters").mkdir(exist_ok=True)
    (home / "municipality.yaml").write_text(TOWN.replace("CAPACITY", capacity), encoding="utf-8")
    (home / "processes" / "grupp.yaml").write_text(ROUTINE, encoding="utf-8")
    (home / "letters" / "kallelse.md").write_text(LETTER, encoding="utf-8")
    office = bootstrap.open_office(folder, SLUG, None, store=store or bootstrap.memory_store())
    assert not office.problems
    return office


class Town(Desk):
    """Several cases, by the names of their people, acted on through the same door as the pages use."""

    def start(self, name: str, group: str = "tisdag", *, protected: bool = False) -> None:
        """A new case for a person of her own."""
        number = person_number(date(1990, 1, 1), len(self.cases))
        values = {
            "personnummer": number,
            "namn": name.capitalize(),
            "vilken": group,
            "skyddad": "yes" if protected else "no",
        }
        start = act.StartAction(command=self.key(), process="grupp", start="ansokan", values=values)
        self.cases[name] = self.send("anna", start)

    def case(self, name: str) -> Case:
        return self.office.case(self.cases[name])

    def open(self, name: str) -> list[str]:
        """The steps that are open, the stretch left out."""
        return [i.step for i in self.case(name).instances.values() if i.step != "inskrivning"]

    def book(self, name: str, day: str, clock: str = "09:00", by: str = "anna", reason: str = "Passar bäst då") -> None:
        case = self.case(name)
        instance = next(i for i, each in case.instances.items() if each.step == "traff")
        self.send(
            by,
            act.BookAction(
                command=self.key(), case=case.id, seen=case.seq, instance=instance, day=day, clock=clock, reason=reason
            ),
        )

    def booked(self, *names: str, day: str = "2026-03-10") -> None:
        """New cases, all booked for the same day."""
        for name in names:
            self.start(name)
            self.book(name, day)

    def page(self, key: str = TUESDAY, series: str = "tisdag", by: str = "lena") -> SessionPage:
        return self.rutin.groups.session(SLUG, self.rutin.actor(SLUG, by), series, key)

    def note(self, marks: dict[str, str], key: str = TUESDAY, by: str = "lena", **more: object) -> AttendanceNoted:
        """Notes how it went, by name."""
        rows = {self.cases[name]: mark for name, mark in marks.items() if name in self.cases}
        found = {row.key: rows[row.case] for row in self.page(key).rows if row.case in rows}
        found |= {name: mark for name, mark in marks.items() if name not in self.cases}
        sent = Attendance(str(more.pop("command", self.key())), found, **more)  # type: ignore[arg-type]
        return self.rutin.groups.note(SLUG, self.rutin.actor(SLUG, by), "tisdag", key, sent)

    def view(self, name: str, by: str = "anna") -> CasePage:
        return self.rutin.case(SLUG, self.rutin.actor(SLUG, by), self.cases[name])

    def card(self, name: str, by: str = "anna") -> StepCard:
        return self.view(name, by).cards[0]

    def history(self, name: str) -> list[str]:
        return [line for entry in self.view(name).history for line in (entry.text, *entry.details)]
