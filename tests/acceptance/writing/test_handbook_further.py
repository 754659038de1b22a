"""What the handbook says of a step beside what is in its picture: what becomes of its deadline, who may not do it, accounts and groups."""

from __future__ import annotations

import html
import re

import pytest
from click.testing import CliRunner

from core.cli import rutin
from tests.acceptance.small import TOWN, sound

BESIDE = f"""{TOWN}
resources:
  timmar: {{title: Timmar, amount: 90, unit: {{one: timme, many: timmar}}}}
  dagar: {{title: Dagar, amount: 10, unit: {{one: dag, many: dagar}}, per: year, left_over: 2, account: person}}
  plats: {{title: Platserna, places: 2}}
series:
  kurs: {{title: Kursen, weekdays: tue, hours: 09:00-11:00, every: 2 weeks, from: 2026-03-03, capacity: 12, where: Storgatan 1}}
  grupp: {{title: Gruppen, question: Vilken dag?}}
"""
ROUTINE = """
facts:
  dag: {type: date, title: Dag, min: case.start}
  sen: {type: date, title: Sen dag, is: "later(inn.done, '3 months')"}
  slut: {type: yes_no, title: Är det slut?}
steps:
  - {start: inn, title: Ansökan, role: handlaggare, asks: [dag]}
  - task: utred
    title: Utred
    role: handlaggare
    deadline: {within: 1 month, from: inn.done, rolls: next_working_day, paused_during: [samtal], late: {tell: [chef], raise: sent}}
    outcomes:
      ja: {title: Ja, draws: {timmar: 5}}
      nej: {title: Nej, end: nej}
  - {task: granska, title: Granska, role: {any: [handlaggare], not_same_as: utred}, only_if: today < sen}
  - {reserve: p, title: Plats, role: handlaggare, resource: plats, window: {weekdays: mon}, outcomes: {left: {end: nej}}}
  - phase: pagar
    title: Pågår
    role: handlaggare
    ends_when: known(slut) and not slut
    empty: yes
    anytime:
      - phase: ars
        title: Årligt
        every: year
        window: {months: jan-mar, holidays: yes}
        steps: [{task: rakna, title: Räkna, asks: [slut]}]
  - {end: klart}
anytime:
  - {task: samtal, title: Samtal, role: handlaggare, deadline: {within: 2 weeks, from: [inn.done, samtal.done]}}
  - {event: sent, title: Det drar ut, role: handlaggare, gives_back: {timmar: 1}, stay: yes}
  - {task: ledig, title: Ledig, role: handlaggare, draws: {dagar: 1}}
"""


@pytest.fixture(scope="module")
def handbook(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The handbook's text, without its pictures."""
    folder = tmp_path_factory.mktemp("town")
    sound(folder, ROUTINE, town=BESIDE)
    file = folder / "h.html"
    ran = CliRunner().invoke(rutin, ["handbook", "liten", "--configs", str(folder), "-o", str(file)])
    assert ran.exit_code == 0, ran.output
    text = re.sub(r"<svg.*?</svg>", "", file.read_text(encoding="utf-8"), flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", text)).split())


@pytest.mark.parametrize(
    "said",
    [
        "Är sista dagen ingen arbetsdag gäller nästa arbetsdag. Klockan står still under ”Samtal”. Går tiden ut får chef veta det. "
        "Går tiden ut sker ”Det drar ut”.",
        "Ja: tar ut från kontot ”Timmar”.",
        "Inte av den som gjorde ”Utred”.",
        "Platser ges måndag.",
        "Inom 2 veckor från ”Ansökan” eller förra gången.",
        "Lämnar tillbaka till kontot ”Timmar”.",
        "Årligt. Varje år. Under ”Pågår”. Vilken dag som helst i januari–mars.",
        "När ”Är det slut?”: nej",
        "3 månader efter att ”Ansökan” har blivit klart",
        "Kursen Tisdag kl. 09.00–11.00, varannan vecka, från tisdag 3 mars 2026 12 platser. Storgatan 1",
        "Gruppen Ingen dag är bestämd Ingen gräns för antalet Vilken dag?",
        "Timmar 90 timmar.",
        "Dagar 10 dagar per år. Högst 2 dagar följer med till nästa period. Alla personens ärenden delar på det.",
    ],
)
def test_the_handbook_says_it(handbook: str, said: str) -> None:
    assert said in handbook


def test_that_an_answer_is_known_is_not_said_beside_what_it_is(handbook: str) -> None:
    assert "”Är det slut?” är ifyllt" not in handbook
