"""The language's words in Swedish, for those who wrote the Swedish one, and names as they may be written."""

from __future__ import annotations

import re

_WORDS = """
steg: steps; slut: ends end until; rubrik: title; titel: title; namn: title name; uppgifter: facts asks; uppgift: task fact facts
fakta: facts; frist: deadline; tidsfrist: deadline; tidsgrans: deadline; roll: role; roller: roles; ansvarig: role; fraga: asks question
fragor: asks question; fragar: asks; hjalp: help; hjalptext: help; villkor: if only_if; om: if only_if about; annars: otherwise else
nar: when; ga: go; till: to until; fran: from; inom: within; senast: by within deadline; av: by of; brev: letter; mall: template
mote: meeting; traff: session; grupptraff: session; beslut: decision; val: choice choices; alternativ: choices; vantan: wait; vanta: wait
overlamning: handover; overlamna: handover; boka: reserve; reservera: reserve; fas: phase; skede: phase; handelse: event
nar_som_helst: anytime; tabell: table tables; tabeller: tables; rad: row; rader: rows; installning: setting settings
installningar: settings; raknare: counters; samtycke: consents; samtycken: consents; utfall: outcomes outcome; resultat: outcomes outcome
krav: requires; kraver: requires; lagrum: basis provisions; grund: basis; lag: basis act source; paragraf: basis source
motivera: motivate; motivering: motivate; kalla: source
anmarkning: note; anteckning: note; kommentar: note; galler: valid about; fonster: window; veckodag: weekdays; veckodagar: weekdays
timmar: hours; klockslag: hours time; forlangning: longer; langre: longer; skickar: sends; checklista: checklist; enhet: unit
enheter: units; utomstaende: outside; kommun: municipality; kod: code; rutin: process; med: with; forval: default
forvalt: default; bygger_pa: based_on; agare: owner; raknas: counting; varna: warn; varning: warn; sen: late; forsent: late
tal: number; heltal: whole_number; decimaltal: number; belopp: money; pengar: money; kronor: money; datum: date; dag: date days
tid: time duration; tidpunkt: moment; ogonblick: moment; ja_nej: yes_no; janej: yes_no; personnummer: person_number
organisationsnummer: org_number; telefon: phone; telefonnummer: phone; epost: email; e_post: email; mejl: email; mail: email
adress: address; dokument: document; fil: document; flerval: choices; langtext: long_text; lang_text: long_text; fritext: long_text
else: otherwise; gor: do; genomfor: hold; haller: hold; uteblir: miss; narvaro: attendance; starta: start; forvanta: expect
forvantat: expect; nekas: refused; utford_av: by; parallell: any; parallellt: any; parallel: any; samtidigt: any
klient: person; brukare: person; elev: person; forening: organisation; int: whole_number; integer: whole_number
float: number; decimal: number; bool: yes_no; boolean: yes_no; string: text
ja: yes; nej: no; ingen: none; inget: none; inga: none; alla: all; nagon: any; okand: unknown; okant: unknown; oklart: unknown
igen: again; foretag: organisation; arbetsdagar: working_days; vardagar: working_days
alla_dagar: every_day; kalenderdagar: every_day; kontorstid: office_hours; varje_dag: every_day day
vecka: week; manad: month; halvar: half_year; ar: year; forsta: first; andra: second; tredje: third; fjarde: fourth; femte: fifth
sista: last; mandag: mon; tisdag: tue; onsdag: wed; torsdag: thu; fredag: fri; lordag: sat; sondag: sun
man: mon; tis: tue; ons: wed; tor: thu; tors: thu; fre: fri; lor: sat; son: sun
monday: mon; tuesday: tue; wednesday: wed; thursday: thu; friday: fri; saturday: sat; sunday: sun
januari: jan; january: jan; februari: feb; february: feb; mars: mar; march: mar; april: apr; maj: may; juni: jun; june: jun
juli: jul; july: jul; augusti: aug; august: aug; september: sep; sept: sep; oktober: oct; okt: oct; october: oct
november: nov; december: dec; manader: months; foregaende: previous; denna: this
kvartal: quarter; hallet: held; hallen: held; klar: done; klart: done; gjord: done; gjort: done; bokad: booked; bokat: booked
oppnad: opened; lagar: laws; lagar_yaml: laws.yaml; kommun_yaml: municipality.yaml
skickad: sent; skickat: sent; mottagen: received; mottaget: received; beslutad: decided; beslutat: decided
"""
_ENGLISH: dict[str, tuple[str, ...]] = {
    word.strip(): tuple(said.split())
    for word, _, said in (part.partition(":") for part in re.split(r"[;\n]", _WORDS.strip()))
}
_LETTERS = str.maketrans("åäöéüáà", "aaoeuaa")


def english(word: str) -> tuple[str, ...]:
    """What the language may call what is meant by the Swedish `word`, the likeliest first."""
    return _ENGLISH.get(as_name(word), ())


def as_name(text: str) -> str:
    """`text` with the letters and signs that names have: ``pröva rätten`` is ``prova_ratten``; empty when nothing is left."""
    name = re.sub(r"[^a-z0-9]+", "_", text.lower().translate(_LETTERS)).strip("_")
    return f"nr_{name}"[:60] if name[:1].isdigit() else name[:60]
