"""Small routines by chance, as text: events beside the road, tracks, loops, tables and conditions that read each other now and then."""

from __future__ import annotations

from itertools import count
from random import Random

FACTS = {"fa": "yes_no", "fb": "yes_no", "fc": "yes_no", "tal": "whole_number"}
OF_EVENTS = {"ea": "yes_no", "eb": "yes_no", "etal": "whole_number"}
"""Asked on the road, and in events alone. A routine has some of each: the fewer, the more its parts have to do with each other."""
_HEAD = """facts:
{facts}
counters:
  varv: {{title: Varv}}
  gang: {{title: Gånger}}
tables:
  tabell:
    title: Tabellen
    hit: {hit}
    rows: [{{row: ett, title: Ett, if: "{first}"}}, {{row: tva, title: Två, if: "{second}"}}]
steps:
  - {{start: in_kommer, title: Ansökan, role: handlaggare, asks: [{asked}]}}
{steps}
  - {{task: sist, title: Sist, role: handlaggare, outcomes: {{ja: {{title: Ja, end: annat}}, nej: {{title: Nej}}}}}}
  - end: klar
anytime:
{events}
ends:
  klar: {{title: Klart, outcome: klar}}
  annat: {{title: Annat, outcome: annat}}
"""


class Routine:
    """One routine, drawn from `chance`; `text` is what stands in the file.

    A `rich` one has more kinds of things: what is reckoned, decisions on tables, what may be passed over or is done by itself.
    """

    def __init__(self, chance: Random, *, rich: bool = False) -> None:
        self._r, self._n, self._marks = chance, count(), list[str]()
        self._road: list[str] = []  # the steps that may be named where the next one is drawn
        self._rich = rich
        self._facts = _few(chance, FACTS)
        self._theirs = _few(chance, OF_EVENTS)
        steps = [self._step(0) for _ in range(chance.randint(1, 4))]
        if self._marks and chance.randrange(2):
            steps.append(self._back(chance.choice(self._marks)))
        events = [self._event(n) for n in range(chance.randint(1, 3))]
        facts = [
            f"  {n}: {{type: {t}, title: Uppgift {n}{self._some(', optional: yes', 5)}}}"
            for n, t in {**self._facts, **self._theirs}.items()
        ]
        if rich:
            facts.append(f'  fd: {{type: yes_no, title: Uppgift fd, is: "{self._reckoned()}"}}')
        facts += self._more_facts()
        events += self._more_events()
        asked = ", ".join(self._facts if chance.randrange(5) else list(self._facts)[:1])
        self.text = _HEAD.format(
            facts="\n".join(facts), hit=chance.choice(["any", "all"]), first=self._exact(self._facts),
            second=self._exact(self._facts), asked=asked,
            steps="\n".join(steps), events="\n".join(events),
        )  # fmt: skip

    def _more_facts(self) -> list[str]:
        return []

    def _more_events(self) -> list[str]:
        return []

    def _some(self, text: str, one_in: int = 3) -> str:
        return text if self._r.randrange(one_in) == 0 else ""

    def _name(self, kind: str) -> str:
        return f"{kind}{next(self._n)}"

    # ---- conditions

    def _exact(self, facts: dict[str, str]) -> str:
        name = self._r.choice(list(facts))
        number = f"{name} {self._r.choice(['<', '>', '=='])} {self._r.randint(1, 3)}"
        said = number if facts[name] == "whole_number" else self._r.choice([name, f"not {name}"])
        return f"known({name}) and {said}" if name in OF_EVENTS and self._r.randrange(4) else said

    def _reckoned(self) -> str:
        first, second, third = (self._exact(self._facts) for _ in range(3))
        return self._r.choice(
            [f"{first} and {second}", f"({first}) ? ({second}) : ({third})", f"not tabell or {first}"]
        )

    def _condition(self, facts: dict[str, str]) -> str:
        if self._rich and self._r.randrange(6) == 0:
            return self._r.choice(["fd", "not fd", "known(fd)", f"fd and {self._exact(facts)}"])
        kind = self._r.randrange(8)
        if kind == 0:
            return f"{self._r.choice(['varv', 'gang'])} {self._r.choice(['<', '>='])} {self._r.randint(1, 2)}"
        if kind == 1:
            return self._r.choice(["tabell", "not tabell"])
        if kind in (2, 3):
            every = {**facts, **self._theirs}
            name = self._r.choice(list(every))
            return f"known({name})" if kind == 2 else self._exact({name: every[name]})
        if kind == 4:
            return f"{self._exact(facts)} {self._r.choice(['and', 'or'])} {self._exact(facts)}"
        if kind == 5 and self._road:
            return f"known({self._r.choice(self._road)}.done)"
        return self._exact(facts)

    # ---- steps

    def _step(self, depth: int, pad: str = "  ", facts: dict[str, str] | None = None) -> str:
        facts = facts or self._facts
        kind = self._r.choice(self._kinds(depth))
        made: str = getattr(self, f"_{'phase' if kind == 'tracks' else kind}")(depth, pad, facts, kind)
        return made

    def _kinds(self, depth: int) -> list[str]:
        """The kinds of steps that may come."""
        return [
            "task",
            "task",
            "outcomes",
            "choice",
            "wait",
            *(["phase", "tracks"] if depth < 2 else []),
            *(["decision"] if self._rich else []),
        ]

    def _only_if(self, facts: dict[str, str], one_in: int = 4) -> str:
        return self._some(f', only_if: "{self._condition(facts)}"', one_in)

    def _asks(self, facts: dict[str, str]) -> str:
        asked = self._r.sample(list(facts), self._r.randint(0, min(2, len(facts))))
        return f", asks: [{', '.join(asked)}]" if asked else ""

    def _deadline(self) -> str:
        start = self._r.choice([*(f"{s}.done" for s in self._road), "in_kommer.done"])
        return self._some(f", deadline: {{within: 1 week, from: {start}{self._paused()}}}", 4)

    def _paused(self) -> str:
        return self._some(f", paused_during: [{self._r.choice(self._road)}]", 3) if self._road else ""

    def _route(self, *, inside: str = "") -> str:
        return self._r.choice(["end: klar", "end: annat", "go: again", *([f"go: {inside}"] if inside else [])])

    def _task(self, _depth: int, pad: str, facts: dict[str, str], _kind: str) -> str:
        name = self._name("t")
        requires = self._some(f', requires: [{{if: "{self._condition(facts)}", else: Det går inte än.}}]', 6)
        said = f"{self._asks(facts)}{self._only_if(facts)}{requires}{self._deadline()}"
        if self._rich:
            said += self._r.choice(
                4 * [""] + [", optional: yes", ", meanwhile: yes", f', automatic: "{self._condition(facts)}"']
            )
        text = f"{pad}- {{task: {name}, title: Uppgift {name}, role: handlaggare{said}}}"
        self._road.append(name)
        return text

    def _outcomes(self, _depth: int, pad: str, facts: dict[str, str], _kind: str) -> str:
        name = self._name("u")
        counts = self._some(f", counts: {self._r.choice(['varv', 'gang'])}", 2)
        condition = self._condition(facts)
        first = self._r.choice(
            [
                f"go: again{counts}",
                f"go: again{counts}",
                f"end: annat{counts}",
                f'when: [{{if: "{condition}", {self._route()}}}], otherwise: {{go: again}}{counts}',
            ]
        )
        second = self._some(f', only_if: "{self._condition(facts)}"', 4)
        text = (
            f"{pad}- {{task: {name}, title: Fråga {name}, role: handlaggare{self._asks(facts)}{self._only_if(facts)}, outcomes: "
            f"{{om: {{title: Om {name}, {first}}}, vidare: {{title: Vidare {name}{second}}}}}}}"
        )
        self._road.append(name)
        return text

    def _decision(self, _depth: int, pad: str, facts: dict[str, str], _kind: str) -> str:
        name = self._name("b")
        refused = self._r.choice(["", ", end: annat", ", go: again"])
        outcomes = f'{{ja: {{title: Ja, only_if: "{self._r.choice(["tabell", self._condition(facts)])}"}}, nej: {{title: Nej{refused}}}}}'
        asks = self._asks(facts) + self._only_if(facts)
        self._road.append(name)
        return f"{pad}- {{decision: {name}, title: Beslut {name}, role: handlaggare, tables: [tabell]{asks}, outcomes: {outcomes}}}"

    def _choice(self, _depth: int, pad: str, facts: dict[str, str], _kind: str) -> str:
        name = self._name("v")
        back = f"go: {self._road[-1]}" if self._road and pad == "  " and self._r.randrange(3) == 0 else "end: annat"
        ways = [f'{{if: "{self._condition(facts)}", {back}}}'] + [
            f'{{if: "{self._condition(facts)}", end: klar}}'
        ] * self._r.randint(0, 1)
        after = self._name("t")
        otherwise = self._some(f", otherwise: {{go: {after}}}", 2) or f", otherwise: {{go: {after}}}"
        return (
            f"{pad}- {{choice: {name}, title: Val {name}, when: [{', '.join(ways)}]{otherwise}}}\n"
            f"{pad}- {{task: {after}, title: Efter {name}, role: handlaggare}}"
        )

    def _back(self, phase: str) -> str:
        name = self._name("u")
        outcomes = f"tillbaka: {{title: Tillbaka, go: {phase}}}, vidare: {{title: Vidare}}"
        return f"  - {{task: {name}, title: Igen {name}, role: handlaggare{self._asks(self._facts)}, outcomes: {{{outcomes}}}}}"

    def _wait(self, _depth: int, pad: str, facts: dict[str, str], _kind: str) -> str:
        name = self._name("w")
        until = self._some(f', until: "{self._condition(facts)}"', 2) or ", for: klient"
        limit = self._some(
            ", at_most: 2 weeks, outcomes: {come: {title: Kom}, timed_out: {title: Kom inte, end: annat}}", 3
        )
        return f"{pad}- {{wait: {name}, title: Vänta {name}, role: handlaggare{until}{limit}}}"

    def _track(self, depth: int, pad: str, facts: dict[str, str]) -> str:
        """A step that is done beside others."""
        return self._task(depth, pad, facts, "")

    def _phase(self, depth: int, pad: str, facts: dict[str, str], kind: str) -> str:
        name = self._name("p")
        inner = [self._step(depth + 1, pad + "    ", facts) for _ in range(self._r.randint(1, 3))]
        if kind == "tracks":
            inner = [self._track(depth + 1, pad + "    ", facts) for _ in range(2)]
            if self._r.randrange(2):
                inner.append(self._phase(2, pad + "    ", facts, "phase"))
        until = self._r.choice(["all", "all", "any"]) if self._rich else "all"
        order = f"order: any, until: {until}" if kind == "tracks" else "order: listed"
        if pad == "  ":
            self._marks.append(name)
        lines = [
            f"{pad}- phase: {name}",
            *(f"{pad}  {each}" for each in (f"title: Fas {name}", "role: handlaggare", *order.split(", "))),
        ]
        self._road.append(name)
        return "\n".join([*lines, f"{pad}  steps:", *inner])

    # ---- events

    def _route_of_event(self) -> str:
        return self._r.choice(["end: annat", "stay: yes", *(f"go: {mark}" for mark in self._marks)])

    def _event(self, number: int) -> str:
        name = f"e{number}"
        both = {**self._theirs, **self._facts}
        facts = self._theirs if self._r.randrange(3) else both
        during = self._some(f", during: [{self._r.choice(self._marks)}]", 2) if self._marks else ""
        if self._rich and self._r.randrange(4) == 0:
            when = f'when: [{{if: "{self._condition(both)}", {self._route_of_event()}}}]'
            return f"  - {{event: {name}, title: Händelse {name}{during}, {when}}}"
        head = f"title: Händelse {name}, role: handlaggare{during}{self._only_if(both, 2)}"
        if self._r.randrange(3) == 0:
            outcomes = f'{{ja: {{title: Ja, only_if: "{self._condition(facts)}"}}, nej: {{title: Nej{self._some(", counts: gang", 3)}}}}}'
            requires = self._some(f', requires: [{{if: "{self._condition(facts)}", else: Det går inte än.}}]', 3)
            return (
                f"  - {{task: {name}, {head}{self._asks(facts)}{requires}{self._some(f', outcomes: {outcomes}', 2)}}}"
            )
        head += self._asks(facts) + self._some(", counts: gang", 3)
        if self._r.randrange(4) == 0:
            return f"  - {{event: {name}, {head}, {self._r.choice(['end: annat', 'stay: yes'])}}}"
        lines = [f"  - event: {name}", *(f"    {each}" for each in _split(head)), "    steps:"]
        steps = [self._step(2, "      ", facts) for _ in range(self._r.randint(1, 2))]
        return "\n".join([*lines, *steps])


def _few(chance: Random, facts: dict[str, str]) -> dict[str, str]:
    names = chance.sample(list(facts), chance.randint(1, 3))
    return {name: facts[name] for name in facts if name in names}


def _split(head: str) -> list[str]:
    """The keys of a flow mapping one by one; commas inside brackets and quotes stay."""
    found, depth, quoted = [""], 0, False
    for sign in head:
        quoted ^= sign == '"'
        depth += (sign in "[{") - (sign in "]}")
        if sign == "," and not depth and not quoted:
            found.append("")
        else:
            found[-1] += sign
    return [each.strip() for each in found]
