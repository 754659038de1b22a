"""Routines by chance that also have to do with others and with time: calls, handovers, places, accounts, groups, and what comes late."""

from __future__ import annotations

from pathlib import Path
from random import Random

from core.proof.called import Callee
from tests.unit.proof import making
from tests.unit.proof.chance import Routine

TOWN = (
    making.TOWN
    + """
resources:
  boende: {title: Boendet, places: 2}
  konto: {title: Kontot, amount: 2, unit: {one: resa, many: resor}}
series:
  grupp: {title: Gruppen, weekdays: [mon, wed], hours: 09:00-11:00}
"""
)
ANOTHER = """process: andra
title: Den andra rutinen
about: none
takes: [behov]
facts:
  behov: {type: yes_no, title: Behov, note: Läses.}
  svar: {type: yes_no, title: Svaret, note: Läses.}
  tal: {type: whole_number, title: Talet, note: Läses.}
steps:
  - {start: bestalld, title: Beställd, role: handlaggare, asks: [behov]}
  - task: utred
    title: Utred
    role: handlaggare
    asks: [svar, {fact: tal, optional: yes}]
    outcomes: {ja: {title: Ja, end: ja}, nej: {title: Nej, end: nej}}
ends:
  ja: {title: Ja, outcome: ja}
  nej: {title: Nej, outcome: nej}
"""
CALLED = {"andra": Callee({"ja": frozenset({"svar"}), "nej": frozenset({"svar"})}, frozenset({"behov"}))}
"""How the other routine ends and what it then surely brings back."""


def with_another(folder: Path) -> Path:
    """The folder, with the routine that is called in it."""
    home = folder / "prov" / "processes"
    home.mkdir(parents=True)
    (home / "andra.yaml").write_text(ANOTHER, encoding="utf-8")
    return folder


class Wide(Routine):
    """A rich routine with some of all this. `only` are the kinds that may come beside what others have; None: all of them."""

    KINDS = ("handover", "call", "reserve", "draws", "meeting", "session", "late", "days", "clock", "over")

    def __init__(self, chance: Random, *, only: frozenset[str] | None = None) -> None:
        self._only = frozenset(self.KINDS) if only is None else only
        self._late = False
        super().__init__(chance, rich=True)

    def _kinds(self, depth: int) -> list[str]:
        mine = [k for k in ("handover", "call", "reserve", "draws", "meeting", "session") if k in self._only]
        return [*super()._kinds(depth), *mine, *(["last"] if "days" in self._only else [])]

    def _may(self, kind: str, one_in: int) -> bool:
        return kind in self._only and self._r.randrange(one_in) == 0

    def _track(self, depth: int, pad: str, facts: dict[str, str]) -> str:
        kind = self._r.choice(["task", "task", *(k for k in self._kinds(2) if k != "choice")])
        made: str = getattr(self, f"_{kind}")(depth, pad, facts, kind)
        return made

    def _onward(self) -> str:
        return self._r.choice(["", "", ", end: annat", ", go: again", f", go: {self._road[-1]}" if self._road else ""])

    # ---- what has to do with others

    def _handover(self, _depth: int, pad: str, facts: dict[str, str], _kind: str) -> str:
        name = self._name("h")
        refused = self._some(", refused: {title: Nej, end: annat}", 2)
        late = self._some(", timed_out: {title: Inget svar, end: annat}", 2)
        limit = ", at_most: 2 weeks" if late else ""
        text = (
            f"{pad}- {{handover: {name}, title: Lämna över {name}, role: handlaggare, to: kontor, accepted_by: chef{self._asks(facts)}"
            f"{self._only_if(facts)}{limit}, outcomes: {{accepted: {{title: Ja}}{refused}{late}}}}}"
        )
        self._road.append(name)
        return text

    def _call(self, _depth: int, pad: str, facts: dict[str, str], _kind: str) -> str:
        name = self._name("c")
        yes = [n for n, kind in {**facts, **self._facts}.items() if kind == "yes_no"]
        numbers = [n for n, kind in facts.items() if kind == "whole_number"]
        if not yes:
            return self._task(_depth, pad, facts, "")
        gives = ([f"{self._r.choice(yes)}: svar"] if self._r.randrange(2) else []) + [f"{n}: tal" for n in numbers[:1]]
        back = f", gives: {{{', '.join(gives)}}}" if gives else ""
        head = f"{pad}- {{call: {name}, title: Anrop {name}, process: andra"
        text = f"{head}, with: {{behov: {self._r.choice(yes)}}}{back}{self._only_if(facts)}"
        if self._r.randrange(4) == 0 and not gives:
            text += ", meanwhile: yes}"
        else:
            text += f", outcomes: {{ja: {{title: Ja}}, nej: {{title: Nej{self._onward()}}}}}}}"
        self._road.append(name)
        return text

    def _reserve(self, _depth: int, pad: str, facts: dict[str, str], _kind: str) -> str:
        name = self._name("r")
        more = self._r.choice(
            [
                f", outcomes: {{left: {{title: Lämnade kön{self._onward()}}}}}",
                ", if_full: full, outcomes: {full: {title: Fullt, end: annat}}",
                "",
                ", at_most: 6 months",
                ", accepted_by: [chef], offer: {reply_by: 2 weeks}, outcomes: {"
                f"refused: {{title: Nej{self._onward()}}}, declined: {{title: Nej tack}}, "
                "timed_out: {title: Inget svar}, left: {title: Lämnade}}",
            ]
        )
        self._road.append(name)
        return f"{pad}- {{reserve: {name}, title: Plats {name}, role: handlaggare, resource: boende{self._only_if(facts)}{more}}}"

    def _draws(self, _depth: int, pad: str, facts: dict[str, str], _kind: str) -> str:
        name = self._name("k")
        amount = self._r.choice(["1", "2", *(n for n, kind in facts.items() if kind == "whole_number")])
        back = self._some(f", tillbaka: {{title: Tillbaka, gives_back: {{konto: 1}}{self._onward()}}}", 3)
        text = (
            f"{pad}- {{task: {name}, title: Ta ut {name}, role: handlaggare{self._asks(facts)}{self._only_if(facts)}, outcomes: "
            f"{{ja: {{title: Ja, draws: {{konto: {amount}}}{self._onward()}}}, nej: {{title: Nej{self._onward()}}}{back}}}}}"
        )
        self._road.append(name)
        return text

    def _meeting(self, _depth: int, pad: str, facts: dict[str, str], _kind: str) -> str:
        name = self._name("m")
        self._road.append(name)
        said = f"{self._asks(facts)}{self._only_if(facts)}{self._away('missed', 'held', facts)}"
        return f"{pad}- {{meeting: {name}, title: Möte {name}, role: handlaggare, with: [klient]{said}}}"

    def _session(self, _depth: int, pad: str, facts: dict[str, str], _kind: str) -> str:
        name = self._name("g")
        self._road.append(name)
        said = f"{self._only_if(facts)}{self._away('absent', 'attended', facts)}"
        return f"{pad}- {{session: {name}, title: Grupp {name}, role: handlaggare, series: grupp{said}}}"

    def _away(self, away: str, there: str, facts: dict[str, str]) -> str:
        counted = "counts: gang, when: [{if: gang < 2, go: again}], otherwise: {end: annat}"
        ways = ["go: again", "end: annat", counted, f'only_if: "{self._condition(facts)}", end: annat', ""]
        chosen = self._r.choice(ways)
        said = f"{away}: {{title: Kom inte{', ' if chosen else ''}{chosen}}}"
        return self._some(f", outcomes: {{{there}: {{title: Kom}}, {said}}}", 2) or f", outcomes: {{{said}}}"

    # ---- what has to do with time

    def _deadline(self) -> str:
        if not self._may("late", 3):
            return super()._deadline()
        self._late = True
        start = self._r.choice([f", from: {s}.done" for s in (*self._road, "in_kommer")] + ["", ""])
        if self._may("days", 2):
            return ", deadline: {by: dag, late: {raise: sen}}"
        return f", deadline: {{within: 1 week{start}{self._paused()}, late: {{raise: sen}}}}"

    def _condition(self, facts: dict[str, str]) -> str:
        if not self._may("days", 6):
            return super()._condition(facts)
        of_road = [f"known({s}.done) and days_between({s}.done, today) > 10" for s in self._road]
        days = ["today > dag", "today <= dag", "known(dag) and today > dag", "known(dag)", "slut > today"]
        return self._r.choice([*days, *of_road])

    def _asks(self, facts: dict[str, str]) -> str:
        found = super()._asks(facts)
        if not self._may("days", 6):
            return found
        return f"{found[:-1]}, dag]" if found else ", asks: [dag]"

    def _last(self, _depth: int, pad: str, facts: dict[str, str], _kind: str) -> str:
        name = self._name("w")
        until = self._r.choice(["at_most: {until: dag}", "at_most: {until: slut}", "for: dag"])
        outcomes = self._some(
            f", outcomes: {{come: {{title: Kom}}, timed_out: {{title: Kom inte{self._onward()}}}}}", 2
        )
        said = f", for: klient, {until}{outcomes}" if until.startswith("at") else f", {until}"
        self._road.append(name)
        return f"{pad}- {{wait: {name}, title: Dagen {name}, role: handlaggare{self._only_if(facts)}{said}}}"

    def _phase(self, depth: int, pad: str, facts: dict[str, str], kind: str) -> str:
        text = super()._phase(depth, pad, facts, kind)
        if not self._may("over", 3):
            return text
        more = self._r.choice(
            [
                f'ends_when: [{{if: "{self._condition(facts)}", end: annat}}]',
                "at_most: 6 months",
                "at_least: 2 weeks",
                "at_most: {within: 6 months, end: annat}",
                "by_hand: yes",
            ]
        )
        head, mark, rest = text.partition(f"\n{pad}  steps:")
        return f"{head}\n{pad}  {more}{mark}{rest}"

    # ---- around it

    def _more_facts(self) -> list[str]:
        if "days" not in self._only:
            return []
        end = self._r.choice(["dag", "later(dag, '1 month')"])
        return [
            f"  dag: {{type: date, title: Dagen{self._some(', optional: yes', 3)}}}",
            f'  slut: {{type: date, title: Sista dagen, is: "{end}"}}',
        ]

    def _more_events(self) -> list[str]:
        events = []
        if self._late:
            follows = self._r.choice(["end: annat", "stay: yes", *(f"go: {mark}" for mark in self._marks)])
            steps = f"\n    steps:\n{self._step(2, '      ', self._theirs)}"
            events.append(f"  - event: sen\n    title: Försenat{self._r.choice([steps, chr(10) + '    ' + follows])}")
        if self._may("clock", 3):
            when = self._r.choice(
                ["every: month", "every: month", *(["at: 1 week before dag"] if "days" in self._only else [])]
            )
            events.append(f"  - {{task: ater, title: Återkommer, role: handlaggare, {when}{self._asks(self._theirs)}}}")
        return events
