"""What process owners really get wrong, in two whole routines: each slip is answered with what to write instead."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from core.cli import rutin

TOWN = """\
municipality: alby
title: Alby kommun
code: 9999
language: sv

calendar:
  country: SE
  office_hours: 08:00-16:30

units:
  stodenheten: {title: Stödenheten}
  skolan: {title: Skolan}
  sokande: {title: Sökanden, ours: no}
  ungdom: {title: Ungdomen, ours: no}

roles:
  handlaggare: {title: Handläggare, unit: stodenheten}
  enhetschef: {title: Enhetschef, unit: stodenheten}
  ledare: {title: Gruppledare, unit: stodenheten}
  coach: {title: Coach, unit: skolan}

staff:
  anna: {name: Anna, roles: [handlaggare]}
  bo: {name: Bo, roles: [handlaggare, ledare]}
  cilla: {name: Cilla, roles: [enhetschef]}
  dag: {name: Dag, roles: [coach]}

windows:
  besokstid: {weekdays: mon-thu, hours: 09:00-15:00}

series:
  kurs: {title: Teknikgruppen, weekdays: tue, hours: 13:00-15:00, capacity: 6}

resources:
  dator: {title: Lånedatorer, places: 10}

delegation:
  - {rule: "3.1", basis: lan, if: varde <= 10000, to: handlaggare}
  - {rule: "3.2", basis: lan, to: enhetschef}
"""
LOAN = """\
process: stodlan
title: Stödlån av utrustning
about: person
owner: enhetschef

settings:
  grans: {type: whole_number, default: 3, title: Uteblivna träffar innan lånet prövas om}
  svarstid: {type: duration, default: 2 weeks, title: Beslut inom}

facts:
  personnummer: {type: person_number, title: Personnummer}
  namn: {type: name, title: Namn}
  varde: {type: money, title: Värde på utrustningen, min: 0}
  behov: {type: choice, title: Vad den ska användas till, choices: {studier: Studier, arbete: Arbete, annat: Annat}}
  till: {type: date, title: Lånet gäller till och med}
  skick: {type: choice, note: För den som tar emot, title: Skick, choices: {hel: Helt, trasig: Trasigt}}
  fortsatt: {type: yes_no, title: Ska lånet fortsätta?}

counters:
  uteblivna: {title: Uteblivna träffar}

steps:
  - start: ansokan
    title: Ansökan om stödlån
    role: handlaggare
    asks: [personnummer, namn, varde, behov]

  - task: utred
    title: Utred behovet
    role: handlaggare
    deadline: {within: settings.svarstid, from: ansokan.done, late: {tell: [enhetschef]}}
    asks: [kriterier]

  - decision: beslut
    title: Beslut om stödlån
    basis: lan
    tables: kriterier
    decides: {by: delegation}
    suggests:
      - {if: kriterier, outcome: ja}
    outcomes:
      ja:
        title: Beviljas
        asks: [till]
        valid: {until: till}
      nej: {title: Avslås, motivate: yes, end: avslag}

  - reserve: dator
    title: Dator ur förrådet
    role: handlaggare
    resource: dator
    held_until: aterlamna.done
    outcomes:
      left: {title: Behövs inte längre, end: avslutat}

  - session: traff
    title: Teknikgruppen
    role: ledare
    booked_by: handlaggare
    series: kurs
    deadline: {within: 3 weeks, from: beslut.decided, to: held}
    outcomes:
      attended: {go: aterlamna}
      absent:
        counts: uteblivna
        when:
          - {if: uteblivna < settings.grans, go: again}
        otherwise: {go: omprova}

  - task: omprova
    title: Pröva om lånet ska fortsätta
    role: enhetschef
    asks: [fortsatt]

  - choice: fortsatter
    title: Fortsätter lånet
    when:
      - {if: fortsatt, go: aterlamna}
    otherwise: {end: avslutat}

  - task: aterlamna
    title: Ta emot utrustningen
    role: handlaggare
    asks: [skick]
    window: besokstid
    outcomes:
      hel: {title: Allt är med, end: klart}
      saknas: {title: Något saknas, go: again}

tables:
  kriterier:
    title: Kriterier för stödlån
    hit: all
    rows:
      - {row: ratt_syfte, title: Studier eller arbete, if: "behov in ['studier', 'arbete']"}
      - {row: saknar, title: Saknar egen utrustning, motivate: yes}

ends:
  klart: {title: Återlämnat, outcome: klart}
  avslag: {title: Avslag, outcome: avslag}
  avslutat: {title: Avslutat i förtid, outcome: avslutat}
"""
YOUNG = """\
process: aktivitetsansvar
title: Provet
about: person
one_open_case: yes

settings:
  forsok: {type: whole_number, default: 3, title: Försök att nå den unga}

facts:
  personnummer: {type: person_number, title: Personnummer}
  namn: {type: name, title: Namn}
  fyller_20: {type: date, title: Dagen den unga fyller 20}
  nadd: {type: yes_no, title: Nådde vi den unga?}
  tackar_ja: {type: yes_no, title: Vill den unga ha stöd?}
  laget: {type: long_text, title: Läget}
  studerar: {type: yes_no, title: Studerar den unga nu?}

counters:
  kontakter: {title: Kontaktförsök}

steps:
  - start: avhopp
    title: Skolan anmäler avhopp
    role: coach
    window: {months: aug-jun}
    asks: [personnummer, namn, fyller_20]

  - task: kontakta
    title: Försök nå den unga
    role: coach
    deadline: {within: 5 days, counting: working_days, from: avhopp.done}
    asks: [nadd]
    outcomes:
      forsokt:
        title: Försöket är gjort
        counts: kontakter
        when:
          - {if: nadd, go: samtal}
          - {if: kontakter < settings.forsok, go: again}
        otherwise: {go: hembesok}

  - meeting: hembesok
    title: Hembesök
    role: coach
    with: [ungdom]
    outcomes:
      held: {title: Den unga var hemma}
      missed: {title: Ingen öppnade, end: nas_inte}

  - meeting: samtal
    title: Kartläggningssamtal
    role: coach
    with: [ungdom]
    window: {weekdays: [mon, thu], hours: 09:00-15:00}
    asks: [tackar_ja]
    outcomes:
      held:
        title: Samtalet blev av
        when:
          - {if: tackar_ja, go: insats}
        otherwise: {end: tackade_nej}
      missed: {title: Den unga kom inte, end: nas_inte}

  - phase: insats
    title: Insatsen pågår
    role: coach
    ends_when: studerar
    end: i_studier
    steps:
      - task: plan
        title: Gör en plan
      - task: folj
        title: Följ planen
        asks: [studerar]
        go: again
    anytime:
      - task: avstamning
        title: Avstämning
        role: coach
        every: month
        window: {days_of_month: 16-20}
        asks: [laget]

anytime:
  - event: tjugo
    title: Den unga fyller 20
    when:
      - {if: today >= fyller_20, end: fyllt_20}
  - event: flyttar
    title: Den unga flyttar
    role: coach
    end: flyttat

ends:
  i_studier: {title: Tillbaka i studier, outcome: studier}
  tackade_nej: {title: Tackade nej, outcome: nej}
  nas_inte: {title: Gick inte att nå, outcome: nas_inte}
  fyllt_20: {title: Fyllt 20 år, outcome: aldern}
  flyttat: {title: Flyttat, outcome: flyttat}
"""
LAWS = """\
laws: prov
title: Lagar
acts:
  sol: {title: socialtjänstlagen, number: "2025:400"}
appeals:
  besvar: {title: Överklagande, period: {within: 3 weeks, from: received}}
provisions:
  lan: {title: Stödlån av utrustning, versions: [{act: sol, at: 11 kap. 1 §, appeal: besvar}]}
"""
FILES = {
    "_national/laws.yaml": LAWS,
    "alby/municipality.yaml": TOWN,
    "alby/processes/lan.yaml": LOAN,
    "alby/processes/kaa.yaml": YOUNG,
}


def told(folder: Path, old: str = "", new: str = "") -> str:
    """What `rutin check` says of the municipality after one slip."""
    assert not old or sum(text.count(old) for text in FILES.values()) == 1, old
    for name, text in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.replace(old, new) if old else text, encoding="utf-8")
    return CliRunner().invoke(rutin, ["check", str(folder / "alby")], catch_exceptions=False).output


def test_the_routines_are_right_as_they_stand(tmp_path: Path) -> None:
    assert told(tmp_path).startswith("Inga problem. 2 rutiner granskade.")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "    asks: [nadd]\n",
            "    asks: [nadd]\n    counts: kontakter\n",
            "Räknaren skrivs på det utfall, eller den händelse, som räknas",
        ),
        (
            "counters:\n  uteblivna",
            "series: {grupp: {title: Grupp}}\ncounters:\n  uteblivna",
            "Serier av gruppträffar skrivs i municipality.yaml",
        ),
        (
            "    series: kurs\n",
            "    series: {weekdays: tue, hours: 13:00-15:00}\n",
            "Här skrivs bara dess namn: series: NAMN.",
        ),
        (
            "    basis: lan\n",
            "    basis: 11 kap. 1 § SoL\n",
            "Lagrum skrivs med sitt namn, inte med paragrafen: till exempel basis: bistand_ratt.",
        ),
        (
            "varde <= 10000",
            "varde <= 10 000 kr",
            "Talet 10 000 är skrivet med mellanslag. Skriv 10000. Raden står under delegation i municipality.yaml.",
        ),
        (
            "    tables: kriterier\n",
            "    tables: kriterier\n    appeal: besvar\n",
            "Hur beslut överklagas följer av lagrummet (basis).",
        ),
        (
            "valid: {until: till}",
            "valid: 6 månader",
            "Skriv {for: 6 months}, eller {until: …} med ett datum bland facts.",
        ),
        (
            "late: {tell: [enhetschef]}",
            "late: enhetschef",
            "Skriv {tell: enhetschef}, eller {raise: …} med en händelse under anytime.",
        ),
        ("    suggests:\n      - {if: kriterier, outcome: ja}\n", "    suggests: ja\n", "- {if: …, outcome: …}."),
        (
            "    asks: [fortsatt]\n",
            "    asks: [Ska lånet fortsätta?]\n",
            "Ska lånet fortsätta? kan inte vara ett namn. Skriv dess namn: fortsatt.",
        ),
        (
            "if: uteblivna < settings.grans",
            "if: uteblivna < grans",
            "En inställning läses med settings. framför: settings.grans.",
        ),
        (
            "today >= fyller_20",
            "alder >= 20",
            'alder: {type: whole_number, is: "age(personnummer, today)", title: Ålder}',
        ),
        (
            "today >= fyller_20",
            "fodd > 2000",
            "Lägg till fodd under facts. Räknas det, så lägg till fodd under counters.",
        ),
        ("hours: 13:00-15:00, capacity", "hours: kl. 13-15, capacity", "Skriv 13:00-15:00."),
        (
            "  till: {type: date, title: Lånet gäller till och med}",
            "  till: Sista dag",
            "Skriv {type: …, title: Sista dag}.",
        ),
        (
            "  till: {type: date, title: ",
            "  till: {title: ",
            "vilket slags uppgift det är, till exempel text, yes_no, choice, date eller whole_number",
        ),
        (
            "  - phase: insats",
            "  - event: vill_inte\n    title: Vill inte\n    end: tackade_nej\n  - phase: insats",
            "En händelse skrivs under anytime: i rutinen, eller i den fas där den kan ske.",
        ),
        (
            "  - phase: insats",
            "  - tsk: mer\n    title: Mer\n    role: coach\n    end: tackade_nej\n  - phase: insats",
            "Ett steg börjar inte med sitt slag, utan med tsk.",
        ),
        (
            "    outcomes:\n      left: {title: Behövs inte längre, end: avslutat}\n",
            "",
            "(Värde på utrustningen: 9999)",
        ),
        (
            "calendar:\n",
            "steps: []\ncalendar:\n",
            "Det hör till en rutin: den skrivs i en egen fil i mappen processes.",
        ),
    ],
)
def test_a_slip_is_answered_with_what_to_write(tmp_path: Path, old: str, new: str, said: str) -> None:
    text = told(tmp_path, old, new)
    assert said in text, text
    assert "Traceback" not in text


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "      hel: {title: Allt är med, end: klart}\n      saknas: {title: Något",
            "      - {title: Allt är med, end: klart}\n      - {title: Något",
            "Ta bort - och ge varje sak ett namn: allt_ar_med: {title: Allt är med, …}.",
        ),
        (
            "{if: fortsatt, go: aterlamna}",
            "{if: till > 2026-12-31, go: aterlamna}",
            "Ett fast datum skrivs som en inställning av typen date",
        ),
        ("{if: fortsatt, go: aterlamna}", "{if: till > today + 6 months, go: aterlamna}", "later(today, '6 months')."),
        ("    role: coach\n    ends_when", "    role: coach\n    order: parallellt\n    ends_when", "Närmast: any."),
        ("varde: {type: money", "varde: {type: int", "Närmast: whole_number."),
        (
            "  grans: {type: whole_number, default: 3, title: Uteblivna träffar innan lånet prövas om}",
            "  grans: 3",
            "Skriv {type: whole_number, default: 3, title: …}.",
        ),
        ("grans: {type: whole_number, ", "grans: {", "till exempel whole_number, duration, yes_no eller text."),
        (
            "process: stodlan\ntitle: Stödlån av utrustning\nabout: person",
            "process: stodlan\ntitle: Stödlån av utrustning\nabout: brukare",
            "Närmast: person.",
        ),
        (
            "    when:\n      - {if: today >= fyller_20, end: fyllt_20}",
            "    when: today >= fyller_20\n    end: fyllt_20",
            "Skriv when: [{if: today >= fyller_20, end: fyllt_20}].",
        ),
        ("        every: month", "        every: tre gånger per år", "eller {times: 3, per: year}."),
        (
            "dator: {title: Lånedatorer, places: 10}",
            "dator: {title: Lånedatorer}",
            "hur många platser som finns (places)",
        ),
        (
            "coach: {title: Coach, unit: skolan}",
            "coach: {title: Coach, unit: gymnasiet}",
            "Lägg till gymnasiet under units i municipality.yaml.",
        ),
        (
            "  - reserve: dator",
            "  - call: bestall\n    title: Beställ\n  - reserve: dator",
            "Lägg till bestall som en egen fil i mappen processes.",
        ),
        (
            "  - reserve: dator",
            "  - letter: besked\n    title: B\n    role: handlaggare\n    to: sokande\n    by: [brev]\n  - reserve: dator",
            "en fil för varje brev: besked.md.",
        ),
        (
            "otherwise: {end: tackade_nej}",
            "otherwise: {go: stodlan}",
            "En annan rutin startas med ett eget steg, call.",
        ),
        (
            "    when:\n      - {if: fortsatt, go: aterlamna}\n    otherwise: {end: avslutat}",
            "    yes: aterlamna\n    no: avslutat",
            "Vägarna skrivs under when: - {if: villkor, go: steg}",
        ),
    ],
)
def test_a_slip_is_told_alone_with_what_to_write(tmp_path: Path, old: str, new: str, said: str) -> None:
    text = told(tmp_path, old, new)
    assert said in text, text
    follow_ons = (" no-ending ", " unknown-resource ", " unknown-name Inställningen", " delegation-condition ")
    assert not any(rule in text for rule in follow_ons), text


SLIPS = [
    ("within: settings.svarstid", "within: 2 veckor", "bad-value"),
    ("    otherwise: {end: avslutat}\n", "", "choice-gap"),
    ("    title: Utred behovet\n    role: handlaggare", "    title: Utred behovet\n    role: Handläggare", "bad-id"),
    ("    series: kurs\n", "    series: kursen\n", "unknown-series"),
    ("left: {title: Behövs", "left: {titel: Behövs", "unknown-key"),
    ("    window: besokstid\n", "    window: besokstider\n", "unknown-window"),
    ("  klart: {title: Åter", "  extra: {title: Extra, outcome: extra}\n  klart: {title: Åter", "unused-end"),
]  # fmt: skip


def test_many_slips_are_all_told_the_first_time(tmp_path: Path) -> None:
    told(tmp_path)
    path = tmp_path / "alby" / "processes" / "lan.yaml"
    text = LOAN
    for old, new, _ in SLIPS:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")
    said = CliRunner().invoke(rutin, ["check", str(tmp_path / "alby")], catch_exceptions=False).output
    rules = [line.split(" ")[1] for line in said.splitlines() if "lan.yaml:" in line]
    assert sorted(rules) == sorted(rule for _, _, rule in SLIPS), said


SCENARIO = """\
- scenario: Lånet beviljas och datorn kommer tillbaka
  process: stodlan
  now: 2026-03-05 09:00
  given:
    staff: {anna: handlaggare, bo: ledare}
    facts: {varde: 8000, behov: studier, till: 2026-12-31, kriterier.saknar: yes}
  story:
    - {start: ansokan, by: anna}
    - expect: {open: [utred]}
    - {do: utred, by: anna}
    - {do: beslut, outcome: ja, by: anna}
    - {book: traff, for: 2026-03-10 13:00}
    - {time: 2026-03-10 15:00}
    - {attendance: traff, by: bo}
    - {do: aterlamna, outcome: hel, with: {skick: hel}}
    - expect: {ended: klart}
"""


def played(folder: Path, old: str = "", new: str = "") -> str:
    """What `rutin test` says of the scenario after one slip."""
    told(folder)
    assert not old or SCENARIO.count(old) == 1, old
    file = folder / "alby" / "scenarios" / "lan.yaml"
    file.parent.mkdir()
    file.write_text(SCENARIO.replace(old, new) if old else SCENARIO, encoding="utf-8")
    return CliRunner().invoke(rutin, ["test", str(folder / "alby")], catch_exceptions=False).output


def test_the_scenario_holds_as_it_stands(tmp_path: Path) -> None:
    assert played(tmp_path).startswith("1 scenario stämmer.")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("process: stodlan", "process: Stödlån av utrustning", "Skriv dess namn: stodlan."),
        ("outcome: ja", "outcome: Beviljas", "Beviljas kan inte vara ett namn. Skriv dess namn: ja."),
        ("{ended: klart}", "{ended: Återlämnat}", "Skriv dess namn: klart."),
        ("{open: [utred]}", "{open: [Utred behovet]}", "Skriv dess namn: utred."),
        ("{do: utred, by: anna}", "{gör: utred, by: anna}", "Närmast: do."),
        (", outcome: ja", "", "Skriv outcome: och ett av dem: ja, nej."),
        ("2026-03-10 13:00}", "2026-03-10}", "Skriv både dag och klockslag: for: 2026-03-10 13:00."),
        (
            "{attendance: traff, by: bo}",
            "{hold: traff, by: bo}",
            "Skriv attendance: traff och outcome: attended eller absent.",
        ),
        ("    - {do: utred, by: anna}\n", "", "Öppet är: utred."),
        (", kriterier.saknar: yes", "", "with: {kriterier.saknar: yes}, eller under given: facts. Tillåtet: yes, no."),
        (
            "behov: studier",
            "behov: Studier",
            "with: {behov: studier}, eller under given: facts. Tillåtet: studier, arbete, annat.",
        ),
        ("varde: 8000, ", "", "with: {varde: svaret}, eller under given: facts."),
        ("    - {do: aterlamna", "    {do: aterlamna", "Skriv ett streck först: - {do: aterlamna, outcome: hel"),
    ],
)
def test_a_slip_in_a_scenario_is_answered_with_what_to_write(tmp_path: Path, old: str, new: str, said: str) -> None:
    text = played(tmp_path, old, new)
    assert said in text, text
