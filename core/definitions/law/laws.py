"""Laws as dated data: `_national/laws.yaml` and a municipality's own rules, checked so that a day has at most one version.

Dates are local days, both included. Nothing here asks what day it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

from msgspec import Struct, field
from msgspec.structs import replace

from core.definitions.folders import around
from core.definitions.language.keys_decisions import LAWS
from core.definitions.problems.report import Report, declaring
from core.definitions.questions import Questions
from core.definitions.text.checking import Checker, Leaf, Record
from core.definitions.text.source import read
from core.definitions.text.tree import Place
from core.definitions.time.timing import duration_of
from core.model.law import Act, Appeal, Laws, LawVersion, Provision

NATIONAL = Path("_national") / "laws.yaml"
NOT_HERE = (
    "Sveriges lagar står i _national/laws.yaml, som saknas här. Kopiera mappen _national, som följer med Rutin i municipality_configs, "
    "och lägg den bredvid kommunens mapp."
)
"""What to do about a law that is not there, when none of those that all municipalities share is."""
UNKNOWN = "unknown"
"""A paragraph that the source does not name."""
_FIRST, _LAST = date.min, date.max


def files(configs: Path, municipality: str = "") -> tuple[Path, ...]:
    """The files with laws: those that the municipalities in `configs` share, the outermost first, then that of `municipality`."""
    there = (*(folder / NATIONAL for folder in reversed(around(configs))), configs / municipality / NATIONAL.name)
    return tuple(path for path in dict.fromkeys(there) if path.is_file())


def load(configs: Path, report: Report, questions: Questions, municipality: str = "") -> Laws:
    """The laws that `files` hold together; none where there is no file that can be read."""
    laws = Laws()
    for path in files(configs, municipality):
        node = read(path, str(path), report, mended=True)
        if node is None:
            report.following("unknown-provision")
        found = Checker(report).read(node, LAWS) if node is not None else None
        if isinstance(found, Record):
            questions.gather(found, LAWS.said, verify=False)
            advice = None if path.parent.name == NATIONAL.parent.name else missing(laws)
            laws = replace(
                _Builder(report, found, laws, advice).build(), checked=_day(found, "checked") or laws.checked
            )
    return laws


def with_own(laws: Laws, town: Record, report: Report) -> Laws:
    """The laws with the municipality's own rules added (`provisions` in municipality.yaml)."""
    if "provisions" not in town.keys:
        return laws
    return _Builder(report, town, laws, missing(laws)).build()


WHERE_PROVISIONS = (
    "Saknas det bland lagrummen som följer med: skriv det under provisions i en egen laws.yaml i kommunens mapp, eller i municipality.yaml "
    "om det är kommunens egen regel."
)
"""What to do about a provision that is not there."""


def missing(laws: Laws) -> str | None:
    """What to do about a law that is not there when the laws that all share are missing; None when they are not."""
    return None if laws.acts else NOT_HERE


def subset(laws: Laws, names: Iterable[str], named: Iterable[str] = ()) -> Laws:
    """Only what rests on the provisions in `names`, with what follows them and the acts and appeals they name, and the appeals `named`."""
    chosen: dict[str, Provision] = {}
    waiting = sorted(names)
    while waiting:
        provision = laws.provisions.get(waiting.pop())
        if provision is not None and provision.id not in chosen:
            chosen[provision.id] = provision
            waiting += [provision.successor] if provision.successor else []
    versions = [v for p in chosen.values() for v in p.versions]
    acts = {v.act for v in versions}
    appeals = {*named, *(v.appeal for v in versions)}
    return Laws(
        {name: act for name, act in laws.acts.items() if name in acts},
        {name: chosen[name] for name in sorted(chosen)},
        {name: appeal for name, appeal in laws.appeals.items() if name in appeals},
    )


class _Builder(Struct):
    """Reads acts, appeals and provisions; `shared` are those that are there already, `advice` what to do about one that is not."""

    report: Report
    root: Record
    shared: Laws = field(default_factory=Laws)
    advice: str | None = None

    def build(self) -> Laws:
        acts, appeals, provisions = dict(self.shared.acts), dict(self.shared.appeals), dict(self.shared.provisions)
        acts |= {name: self._act(name, r) for name, r in self._new("acts", acts, "Lagen")}
        appeals |= {name: self._appeal(name, r) for name, r in self._new("appeals", appeals, "Sättet att överklaga")}
        for name, record in self._new("provisions", provisions, "Lagrummet"):
            provisions[name] = self._provision(name, record, acts)
        return Laws(acts, provisions, appeals)

    def _new(self, section: str, there: Mapping[str, object], said: str) -> list[tuple[str, Record]]:
        """The entries of a section that do not take the name of a shared one."""
        found = self._section(section)
        for name, record in found:
            if name in there:
                message = f"{said} {name} finns redan i {NATIONAL.as_posix()}."
                self.report.add(
                    record.place, "duplicate-id", message, hint="Välj ett annat namn, eller ta bort det här."
                )
        return [(name, record) for name, record in found if name not in there]

    def _section(self, name: str) -> list[tuple[str, Record]]:
        return [(key, entry) for key, entry in self.root.entries(name) if isinstance(entry, Record)]

    def _declared(self, section: str) -> tuple[str, ...]:
        record = self.root.record(section)
        shared = {"acts": self.shared.acts, "appeals": self.shared.appeals, "provisions": self.shared.provisions}
        return (*shared[section], *(record.keys if record else ()))

    def _known(self, leaf: Leaf | None, section: str, rule: str, said: str) -> str | None:
        if leaf is None:
            return None
        allowed = self._declared(section)
        if leaf.text in allowed:
            return leaf.text
        message = f"{said} {leaf.text} finns inte."
        hint = self.advice or declaring(rule, leaf.text, allowed)
        self.report.add(leaf.place, rule, message, allowed=allowed, given=leaf.text, hint=hint)
        return None

    def _act(self, name: str, record: Record) -> Act:
        since, until = _day(record, "from"), _day(record, "to")
        self._in_order(record, since, until)
        return Act(
            id=name,
            title=record.text("title") or name,
            number=record.text("number"),
            short=record.text("short"),
            since=since,
            until=until,
            successor=self._known(record.leaf("successor"), "acts", "unknown-act", "Lagen"),
            verify=record.flag("verify"),
        )

    def _appeal(self, name: str, record: Record) -> Appeal:
        period = record.record("period")
        return Appeal(
            id=name,
            title=record.text("title") or name,
            text=record.text("text") or "",
            within=duration_of(period.leaf("within")) if period is not None else None,
            starts=(period.text("from") if period is not None else None) or "received",
            process=record.text("process"),
            verify=record.flag("verify"),
        )

    def _provision(self, name: str, record: Record, acts: Mapping[str, Act]) -> Provision:
        entries = record.records("versions")
        made = [(self._version(entry, acts), entry) for entry in entries]
        made.sort(key=lambda pair: pair[0].since or _FIRST)
        # Where the act is unknown or its own days are wrong, its versions' days say nothing: that has been told already.
        sure = [
            (v, entry.place) for v, entry in made if self._is_sure(v, acts) and entry.keys.keys() <= entry.fields.keys()
        ]
        self._one_a_day(name, sure)
        return Provision(
            id=name,
            title=record.text("title") or name,
            versions=tuple(version for version, _ in made),
            standard=record.text("standard"),
            successor=self._known(record.leaf("successor"), "provisions", "unknown-provision", "Lagrummet"),
            note=record.text("note"),
        )

    def _is_sure(self, version: LawVersion, acts: Mapping[str, Act]) -> bool:
        act = acts.get(version.act)
        if act is None:
            return "acts" not in self.root.keys
        return not (act.since and act.until and act.until < act.since)

    def _version(self, record: Record, acts: Mapping[str, Act]) -> LawVersion:
        act = acts.get(self._known(record.leaf("act"), "acts", "unknown-act", "Lagen") or "")
        since, until = _day(record, "from"), _day(record, "to")
        at = record.text("at") or ""
        if act is not None:
            self._within_act(record, act, since, until)
            since, until = since or act.since, until or act.until
        if "from" in record.keys or "to" in record.keys:
            self._in_order(record, since, until)
        return LawVersion(
            act=act.id if act is not None else "",
            at="" if at == UNKNOWN else at,
            since=since,
            until=until,
            appeal=self._known(record.leaf("appeal"), "appeals", "unknown-appeal", "Sättet att överklaga"),
            verify=record.flag("verify") or at == UNKNOWN,
            note=record.text("note"),
            standard=record.text("standard"),
        )

    def _within_act(self, record: Record, act: Act, since: date | None, until: date | None) -> None:
        """A paragraph is in force only while its act is."""
        if (since or _LAST) < (act.since or _FIRST) or (until or _FIRST) > (act.until or _LAST):
            spans = f"{act.since or '…'} till {act.until or 'tills vidare'}"
            message = f"Lydelsen ligger utanför {act.id}, som gäller {spans}."
            key = "from" if (since or _LAST) < (act.since or _FIRST) else "to"
            self.report.add(record.at(key), "law-dates", message, hint="Rätta dagen eller välj rätt lag.")

    def _in_order(self, record: Record, since: date | None, until: date | None) -> None:
        if since is not None and until is not None and until < since:
            key = "to" if "to" in record.keys else "from"
            message = f"Sista dagen {until} ligger före första dagen {since}."
            self.report.add(record.at(key), "law-dates", message, hint="Byt plats på dem eller rätta årtalet.")

    def _one_a_day(self, name: str, made: list[tuple[LawVersion, Place]]) -> None:
        """Every day has at most one version, and none is missing between the first and the last."""
        for (one, _), (other, place) in pairwise(made):
            last, first = one.until or _LAST, other.since or _FIRST
            if first <= last:
                message = f"{name} har två lydelser samma dag: {one.at} till {_shown(one.until)} och {other.at} från {_shown(other.since)}."
                hint = "Skriv to: på den äldre, dagen före den nyare börjar gälla."
                self.report.add(place, "law-overlap", message, hint=hint)
            elif first - last > timedelta(days=1):
                message = f"{name} saknar lydelse mellan {one.until} och {other.since}."
                hint = "Skriv den lydelse som gällde däremellan, eller dela upp det i två lagrum."
                self.report.add(place, "law-gap", message, hint=hint)


def _shown(day: date | None) -> str:
    return "obestämd tid" if day is None else day.isoformat()


def _day(record: Record, key: str) -> date | None:
    leaf = record.leaf(key)
    return leaf.value if leaf is not None and isinstance(leaf.value, date) else None


def plain(laws: Laws) -> dict[str, object]:
    """The laws as plain data, for a digest."""
    return {
        "acts": [repr(laws.acts[name]) for name in sorted(laws.acts)],
        "appeals": [repr(laws.appeals[name]) for name in sorted(laws.appeals)],
        "provisions": [repr(laws.provisions[name]) for name in sorted(laws.provisions)],
    }
