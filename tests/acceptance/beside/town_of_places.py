"""Platsby: a small municipality where everything is about places, with several cases played at once."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from core import bootstrap
from core.application.case.views import CasePage, StepCard
from core.application.resources.records import ResourcePage, ResourceView
from core.application.step import actions as act
from core.application.step.office import Office
from core.model.case import Case
from core.scenarios.people import person_number
from core.storage.port import Store
from tests.acceptance.beside.town import Desk

SLUG = "platsby"
TOWN = """
municipality: platsby
title: Platsby kommun
code: 0097
units:
  kontoret: {title: Kontoret}
  verkstaden: {title: Verkstaden}
  boendet: {title: Boendet}
  afo: {title: Arbetsförmedlingen, ours: no}
roles:
  handlaggare: {title: Handläggare, unit: kontoret}
  samordnare: {title: Samordnare, unit: kontoret}
  arbetsledare: {title: Arbetsledare, unit: verkstaden}
staff:
  anna: {name: Anna, roles: [handlaggare, samordnare]}
  bo: {name: Bo, roles: arbetsledare}
  cilla: {name: Cilla, roles: handlaggare}
settings:
  obestamt: {type: whole_number, title: Antal}
resources:
  boende: {title: Boendet, places: 3, role: samordnare, agreed_with: afo}
  utredning: {title: Utredningar, places: 2, per: year, question: Två eller fyra?}
  lottad: {title: Lottade platser, places: 1}
  poang: {title: Poängplatser, places: 1}
  verkstad: {title: Verkstaden, places: 1}
  kontrakt: {title: Kontrakt, places: none, target: 100, in_use: {count: 125, on: 2026-01-01}, role: samordnare}
  sagd: {title: Sagda platser, places: by_hand}
  obestamd: {title: Obestämt, places: settings.obestamt}
  ledighet: {title: Ledighet, amount: 10, unit: {one: dag, many: dagar}, per: year, account: person}
  resor: {title: Resor, amount: settings.obestamt, unit: {one: resa, many: resor}, question: Hur många?, note: Ur pärmen}
"""
PLAIN = """
process: {name}
title: Plats i {name}
about: person
facts:
  personnummer: {{type: person_number, title: Personnummer}}
  namn: {{type: name, title: Namn}}
  behov: {{type: whole_number, title: Behov, default: 1}}
steps:
  - start: ansokan
    title: Ansökan
    role: handlaggare
    asks: [personnummer, namn, behov]
  - reserve: plats
    title: Platsen
    role: handlaggare
    resource: {resource}
    held_until: [vistelse.done, avbrott]
{more}
  - task: vistelse
    title: Vistelsen
    role: handlaggare
  - task: efter
    title: Uppföljning
    role: handlaggare
  - end: klar
anytime:
  - event: avbrott
    title: Vistelsen avbryts
    role: handlaggare
  - event: flytt
    title: Personen flyttar
    role: handlaggare
    end: utan
ends:
  klar: {{title: Klart, outcome: klart}}
  utan: {{title: Utan plats, outcome: utan}}
"""
LEAVE = """
process: ledighet
title: Praktik med ledighet
about: person
facts:
  personnummer: {type: person_number, title: Personnummer}
  namn: {type: name, title: Namn}
  dagar: {type: number, title: Antal dagar}
  fran: {type: date, title: Första dagen, optional: yes}
steps:
  - start: ansokan
    title: Ansökan
    role: handlaggare
    asks: [personnummer, namn]
  - task: praktik
    title: Praktiken
    role: handlaggare
  - end: klar
anytime:
  - task: ledig
    title: Ledighet från praktiken
    role: handlaggare
    asks: [dagar, fran]
    outcomes:
      ja: {title: Beviljas, draws: {ledighet: {amount: dagar, on: fran}}}
      nej: {title: Beviljas inte}
  - event: sjuk
    title: Personen blev sjuk under ledigheten
    role: handlaggare
    asks: [dagar]
    gives_back: {ledighet: dagar}
  - event: resa
    title: En resa
    role: handlaggare
    draws: {resor: 1}
ends:
  klar: {title: Klart, outcome: klart}
"""
LEFT = "    outcomes:\n      left: {end: utan}\n"
ROUTINES = {
    "boende": ("boende", LEFT),
    "utredning": ("utredning", LEFT),
    "lottad": ("lottad", f"    by: lot\n{LEFT}"),
    "poang": ("poang", f"    by: {{points: behov}}\n{LEFT}"),
    "verkstad": ("verkstad", "    accepted_by: arbetsledare\n    offer: {reply_by: 2 weeks}\n" + LEFT
        + "      refused: {title: Verkstaden säger nej, motivate: yes, end: utan}\n"
        + "      declined: {end: utan}\n      timed_out: {end: utan}\n"),
    "kontrakt": ("kontrakt", ""),
    "sagd": ("sagd", LEFT),
    "obestamd": ("obestamd", LEFT),
    "direkt": ("boende", "    if_full: full\n    outcomes:\n      full: {title: Det är fullt, end: utan}\n"),
    "morgon": ("lottad", f"    by: lot\n    window: {{weekdays: [wed]}}\n{LEFT}"),
}  # fmt: skip


def write(folder: Path, town: str = TOWN) -> Path:
    """The municipality's files in `folder`, which then is a folder of municipalities."""
    home = folder / SLUG
    (home / "processes").mkdir(parents=True, exist_ok=True)
    (home / "municipality.yaml").write_text(town, encoding="utf-8")
    for name, (resource, more) in ROUTINES.items():
        text = PLAIN.format(name=name, resource=resource, more=more)
        (home / "processes" / f"{name}.yaml").write_text(text, encoding="utf-8")
    (home / "processes" / "ledighet.yaml").write_text(LEAVE, encoding="utf-8")
    return folder


def opened(folder: Path, town: str = TOWN, store: Store | None = None) -> Office:
    """Platsby ready to work."""
    configs = write(folder, town)
    office = bootstrap.open_office(configs, SLUG, None, store=store or bootstrap.memory_store())
    assert not office.problems
    return office


class Town(Desk):
    """Several cases, by the names of their people, acted on by colleagues through the same door as the pages use."""

    def start(self, name: str, process: str = "boende", *, work: bool = True, behov: int = 1) -> None:
        """A new case for a person of her own."""
        number = person_number(date(1990, 1, 1), len(self.cases))
        values = {"personnummer": number, "namn": name.capitalize(), "behov": str(behov)}
        start = act.StartAction(command=self.key(), process=process, start="ansokan", values=values)
        self.cases[name] = self.send("anna", start)
        if work:
            self.settle()

    def do(self, name: str, step: str, outcome: str | None = None, by: str = "anna", reason: str = "") -> None:
        """A step of somebody's case is done."""
        instance = next((i.id for i in self.case(name).instances.values() if i.step == step), f"{step}#0")
        done = act.CompleteAction(
            command=self.key(), case=self.cases[name], seen=self.case(name).seq, instance=instance, outcome=outcome,
            reason=reason,
        )  # fmt: skip
        self.send(by, done)
        self.settle()

    def happens(self, name: str, event: str) -> None:
        """An event of somebody's case."""
        seen = self.case(name).seq
        self.send("anna", act.RaiseAction(command=self.key(), case=self.cases[name], seen=seen, event=event))
        self.settle()

    def case(self, name: str) -> Case:
        return self.office.case(self.cases[name])

    def standing(self, *names: str) -> dict[str, str]:
        """How each person's place stands; what has none is not there."""
        found = {name: list(self.case(name).places.values()) for name in names or self.cases}
        return {name: places[-1].state for name, places in found.items() if places}

    def view(self, resource: str) -> ResourceView:
        views = self.rutin.resources(SLUG, self.rutin.actor(SLUG, "anna"))
        return next(view for view in views if view.id == resource)

    def page(self, resource: str, by: str = "anna") -> ResourcePage:
        return self.rutin.resource(SLUG, self.rutin.actor(SLUG, by), resource)

    def case_page(self, name: str, by: str = "anna") -> CasePage:
        return self.rutin.case(SLUG, self.rutin.actor(SLUG, by), self.cases[name])

    def card(self, name: str, by: str = "anna") -> StepCard:
        return self.case_page(name, by).cards[0]

    def history(self, name: str) -> str:
        return "\n".join(line for e in self.case_page(name).history for line in (e.text, *e.details))
