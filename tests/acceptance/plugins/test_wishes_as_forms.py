"""What a plugin wishes to state is held to what the field of the form takes, and kept as the form would keep it."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.application.plugins.views import PageShown, Sent
from core.errors import PluginError
from core.model.plugins_beside import WishKind
from core.model.values import Value
from core.plugin_api import (
    API_VERSION,
    OpenCase,
    PageAnswer,
    PageCall,
    PageDef,
    PluginInfo,
    RaiseEvent,
    ReactionCall,
    ReactionDef,
    Shown,
    StateFacts,
    Wish,
)
from core.testing import Play, play
from tests.made_plugins import Hooks, plugin_with, provby

TOWN = provby("{may: [act, pages, personal_data]}")
FACTS = """
facts:
  personnummer: {type: person_number, title: Personnummer, optional: yes}
  foretag: {type: org_number, title: Företaget, optional: yes}
  epost: {type: email, title: E-post, optional: yes}
  telefon: {type: phone, title: Telefon, optional: yes}
  dag: {type: date, title: Dagen, optional: yes}
  klocka: {type: time, title: Klockan, optional: yes}
  manad: {type: month, title: Månaden, optional: yes}
  namn: {type: name, title: Namnet, optional: yes}
  kollega: {type: colleague, title: Kollegan, optional: yes}
  enhet: {type: unit, title: Enheten, optional: yes}
  belopp: {type: money, title: Beloppet, optional: yes}
"""
ROUTINE = """
process: {name}
title: Prov
about: none
{facts}
anytime:
  - event: andrat
    title: Något ändras
    role: handlaggare
    asks: [{{fact: epost, optional: yes}}]
    steps:
      - {{task: se, title: Se över, role: handlaggare}}
steps:
  - start: fraga
    title: Fråga
    role: handlaggare
    asks: [personnummer, foretag, epost, telefon, dag, klocka, manad, namn, kollega, enhet, belopp]
  - {{task: klart, title: Klart, role: handlaggare, end: klar}}
ends: {{klar: {{title: Klar, outcome: klar}}}}
"""
REFUSED: list[tuple[str, Value, str]] = [
    ("personnummer", "197001019999", "Kontrollera födelsedatumet och den sista siffran."),
    ("foretag", "5560000000", "Organisationsnumret stämmer inte."),
    ("epost", "inte-mejl", "Skriv e-postadressen med snabel-a"),
    ("telefon", "ring mig", "Skriv telefonnumret med siffror"),
    ("dag", "1026-03-02", "Året verkar fel."),
    ("klocka", "25:00", "Klockslaget finns inte."),
    ("manad", "2026-13", "Skriv år och månad"),
    ("namn", "Å" * 201, "Skriv högst 200 tecken."),
    ("kollega", "ingen", "Välj ett av alternativen i listan."),
    ("enhet", "ingenstans", "Välj ett av alternativen i listan."),
    ("belopp", 10**12, "högst tolv siffror"),
]
KEPT: list[tuple[str, Value, Value]] = [
    ("personnummer", "19850312-9820", "198503129820"),
    ("personnummer", "198503129820", "198503129820"),
    ("foretag", "212000-0142", "2120000142"),
    ("epost", " kim@example.se ", "kim@example.se"),
    ("dag", "20260302", "2026-03-02"),
    ("klocka", "8.30", "08:30"),
    ("kollega", "anna", "anna"),
    ("enhet", "kontoret", "kontoret"),
    ("belopp", 249.5, 249.5),
]


def opened(folder: Path, wish: Wish) -> Play:
    """A case in which a plugin has wished, and a page of it that wishes the same where it may."""

    def react(call: ReactionCall) -> tuple[Wish, ...]:
        return (wish,)

    def answer(call: PageCall) -> PageAnswer:
        return Shown((), opens=(wish,) if isinstance(wish, OpenCase) else ())

    may: tuple[WishKind, ...] = ("facts", "event", "case")
    reaction = ReactionDef(
        "skriver", "Skriver", ("case_started",), may, react, processes=("prov",), opens=("annat",), raises=("andrat",)
    )
    hooks: Hooks = {
        "rutin_reactions": lambda: (reaction,),
        "rutin_pages": lambda: (PageDef("sida", "Sida", ("handlaggare",), answer, opens=("annat",)),),
    }
    home = folder / "provby"
    (home / "processes").mkdir(parents=True)
    (home / "municipality.yaml").write_text(TOWN, encoding="utf-8")
    for name in ("prov", "annat"):
        text = ROUTINE.format(name=name, facts=FACTS)
        (home / "processes" / f"{name}.yaml").write_text(text, encoding="utf-8")
    made = plugin_with(
        hooks, PluginInfo("provet", "Provet", "1", API_VERSION, may=frozenset({"act", "pages", "personal_data"}))
    )
    case = play(folder, "provby", "2026-03-05 09:00", plugins={"provet": made})
    case.start("anna", "prov", "fraga")
    return case


@pytest.mark.parametrize(("fact", "value", "said"), REFUSED)
def test_what_the_form_refuses_is_refused_as_a_wish_with_the_fact_named(
    tmp_path: Path, fact: str, value: Value, said: str
) -> None:
    case = opened(tmp_path, StateFacts({fact: value}))
    with pytest.raises(PluginError) as refused:
        case.react()
    assert said in refused.value.text
    assert refused.value.details["about"] == f"value:{fact}"
    assert case.now.value(fact) is None


@pytest.mark.parametrize(("fact", "value", "kept"), KEPT)
def test_what_the_form_reads_is_kept_as_the_form_keeps_it(tmp_path: Path, fact: str, value: Value, kept: Value) -> None:
    case = opened(tmp_path, StateFacts({fact: value}))
    case.react()
    assert case.now.value(fact) == kept


def test_so_is_what_an_event_and_a_new_case_state(tmp_path: Path) -> None:
    facts: dict[str, Value] = {"epost": "inte-mejl"}
    wishes: tuple[Wish, ...] = (RaiseEvent("andrat", facts), OpenCase("annat", "fraga", facts))
    for number, wish in enumerate(wishes):
        case = opened(tmp_path / str(number), wish)
        with pytest.raises(
            PluginError, match=r"Uppgiften ”E-post” har ett värde som inte går att använda\. Skriv e-post"
        ):
            case.react()


@pytest.mark.parametrize(
    ("label", "said"), [("Rad 1", "Rad 1: "), (" Rad\u202e 1\n", "Rad 1: "), ("", ""), ("  ", ""), ("\u200b\u00a0", "")]
)
def test_and_what_a_page_opens_told_to_the_reader(tmp_path: Path, label: str, said: str) -> None:
    case = opened(tmp_path, OpenCase("annat", "fraga", {"epost": "inte-mejl"}, label))
    anna = case.rutin.actor("provby", "anna")
    shown = case.rutin.plugins.page("provby", anna, "provet", "sida", Sent("ny", (), "1" * 32))
    assert isinstance(shown, PageShown)
    assert shown.told == (
        f"{said}Uppgiften ”E-post” har ett värde som inte går att använda. "
        "Skriv e-postadressen med snabel-a, till exempel namn@example.se.",
    )


def test_a_page_that_is_only_looked_at_opens_nothing(tmp_path: Path) -> None:
    """A link from elsewhere, or a browser of its own accord, fetches it too."""
    case = opened(tmp_path, OpenCase("annat", "fraga", {"epost": "jobb@example.se"}))
    anna, before = case.rutin.actor("provby", "anna"), len(case.office.store.open_cases())
    shown = case.rutin.plugins.page("provby", anna, "provet", "sida", Sent())
    assert isinstance(shown, PageShown)
    assert shown.failed.startswith("Sidan kan inte visas just nu. Inget har ändrats.")
    assert len(case.office.store.open_cases()) == before
    (incident,) = case.rutin.plugins.stopped("provby", anna).incidents
    assert "ville öppna ärenden utan att någon hade skickat ett formulär" in incident.why
    case.rutin.plugins.page("provby", anna, "provet", "sida", Sent("ny", (), "2" * 32))
    assert len(case.office.store.open_cases()) == before + 1
