"""The municipality's standing meetings, and what makes no sense together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from core.definitions.municipality.directory import Directory
from core.definitions.problems.report import Report
from core.definitions.text.checking import Record
from core.definitions.time.timing import how_often, window_of
from core.definitions.watched import retention
from core.model.forums import Forum, Occasional
from core.model.law import Laws
from core.model.periods import PERIODS, Period
from core.model.time import Window


def build(
    read: Record, names: Directory, windows: Mapping[str, Window], laws: Laws, report: Report
) -> dict[str, Forum]:
    """The forums by id, in the order they were written."""
    table = read.record("forums")
    declared = tuple(table.keys) if table is not None else ()
    entries = ((name, entry) for name, entry in read.entries("forums") if isinstance(entry, Record))
    return {name: _Builder(entry, names, windows, laws, report, declared).one(name) for name, entry in entries}


class _Builder:
    def __init__(
        self,
        entry: Record,
        names: Directory,
        windows: Mapping[str, Window],
        laws: Laws,
        report: Report,
        declared: tuple[str, ...],
    ) -> None:
        self._entry, self._names, self._windows, self._report = entry, names, windows, report
        self._laws, self._declared = laws, declared

    def one(self, name: str) -> Forum:
        """One forum."""
        entry = self._entry
        times, per, every = self._how_often()
        since, minutes = entry.leaf("from"), entry.leaf("minutes")
        made = Forum(
            id=name,
            title=entry.text("title") or name,
            per=per,
            times=times,
            every=every,
            since=since.value if since is not None and isinstance(since.value, date) else None,
            window=self._window(),
            after=next(iter(self._forums("after")), None),
            when_needed=entry.flag("when_needed"),
            members=tuple(self._parties(entry, "members")),
            sometimes=tuple(self._sometimes()),
            roles=tuple(role for leaf in entry.leaves("role") if (role := self._names.known(leaf, "roles"))),
            where=entry.text("where"),
            minutes=minutes.value if minutes is not None and isinstance(minutes.value, int) else None,
            agenda=tuple(leaf.text for leaf in entry.leaves("agenda")),
            cases=(cases := entry.leaf("cases")) is None or cases.value is not False,
            carry_over=entry.flag("carry_over"),
            questions_to=tuple(self._forums("questions_to")),
            note=entry.text("note"),
            question=entry.text("question"),
            covers=tuple(leaf.text for leaf in entry.leaves("covers")),
            retention=retention.of_forum(entry, self._laws, self._report),
        )
        self._check(made)
        return made

    def _how_often(self) -> tuple[int, Period | None, int]:
        table = self._entry.record("every")
        if table is not None:
            times, per = how_often(table)
            return times or 1, per, 1
        said = self._entry.text("every") or ""
        if said.endswith(" weeks"):
            return 1, "week", int(said.split(" ")[0])
        return 1, PERIODS.get(said), 1

    def _window(self) -> Window:
        table, leaf = self._entry.record("window"), self._entry.leaf("window")
        if table is not None:
            return window_of(table)
        if leaf is None:
            return Window()
        if leaf.text not in self._windows:
            hint = "Fönster med namn står under windows i municipality.yaml."
            message = f"Fönstret {leaf.text} finns inte."
            self._report.add(
                leaf.place, "unknown-window", message, allowed=tuple(self._windows), given=leaf.text, hint=hint
            )
        return self._windows.get(leaf.text, Window())

    def _forums(self, key: str) -> Iterator[str]:
        for leaf in self._entry.leaves(key):
            if leaf.text in self._declared:
                yield leaf.text
                continue
            hint = "Forum står under forums i municipality.yaml."
            message = f"Forumet {leaf.text} finns inte."
            self._report.add(leaf.place, "unknown-forum", message, allowed=self._declared, given=leaf.text, hint=hint)

    def _parties(self, record: Record, key: str) -> Iterator[str]:
        roles, units = self._names.names["roles"], self._names.names["units"]
        for leaf in record.leaves(key):
            if leaf.text in (*roles, *units):
                yield leaf.text
            else:
                message = f"Rollen, enheten eller den utomstående {leaf.text} finns inte."
                self._report.add(leaf.place, "unknown-party", message, allowed=(*roles, *units), given=leaf.text)

    def _sometimes(self) -> Iterator[Occasional]:
        for entry in self._entry.records("sometimes"):
            count, per = how_often(entry)
            if (count is None) != (per is None):
                hint = "Skriv båda: {who: chef, times: 2, per: year}, eller ingen av dem."
                self._report.add(entry.place, "forum-shape", "times och per hör ihop.", hint=hint)
            yield Occasional(tuple(self._parties(entry, "who")), count, per, entry.text("note"))

    def _check(self, made: Forum) -> None:
        entry, report = self._entry, self._report
        if made.per is None and made.question is None and not made.when_needed and "every" not in entry.keys:
            hint = "Skriv every: month eller {times: 2, per: year}. Säger källan inte hur ofta: skriv question, eller when_needed: yes."
            report.add(entry.place, "forum-shape", f"Forumet {made.id} säger inte hur ofta det hålls.", hint=hint)
        if made.every > 1 and "from" not in entry.keys:
            message = f"Forumet {made.id} hålls inte varje vecka, så det behövs en vecka att räkna från."
            report.add(entry.at("every"), "forum-shape", message, hint="Skriv from: och en dag i den första veckan.")
        if made.minutes is not None and made.window.hours is not None:
            message = f"Forumet {made.id} säger både klockslag och hur många minuter det är."
            report.add(entry.at("minutes"), "forum-shape", message, hint="Ta bort minutes, eller hours under window.")
        if made.after == made.id:
            message = f"Forumet {made.id} kan inte hållas efter sig självt."
            report.add(entry.at("after"), "forum-shape", message, hint="Ange ett annat forum.")
        if made.id in made.questions_to:
            message = f"Forumet {made.id} kan inte lyfta frågor till sig självt."
            report.add(entry.at("questions_to"), "forum-shape", message, hint="Skriv carry_over: yes i stället.")
