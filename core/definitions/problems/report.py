"""Collecting problems and saying them: one fixed sentence order, all at once, sorted by place."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from core.definitions.text.tree import Place
from core.expressions import nearest
from core.model.problems import Problem, Severity

MAX_SHOWN = 12
NOT_PROVEN = "not-proven"
"""The rule that tells of what could not be judged since something else is wrong."""
MAX_PROBLEMS = 200
"""More than this of one file helps nobody, and looking up the nearest word for each would take time."""

_TOWNS = "i municipality.yaml"
_LAWS = "i en egen laws.yaml i kommunens mapp"
_HOMES = {
    "unknown-counter": "under counters", "unknown-end": "under ends", "unknown-event": "under anytime", "unknown-fact": "under facts",
    "unknown-table": "under tables", "unknown-role": f"under roles {_TOWNS}", "unknown-unit": f"under units {_TOWNS}",
    "unknown-party": f"under units {_TOWNS}, med ours: no", "unknown-series": f"under series {_TOWNS}",
    "unknown-act": f"under acts {_LAWS}", "unknown-appeal": f"under appeals {_LAWS}",
    "unknown-process": "som en egen fil i mappen processes",
}  # fmt: skip
"""Rule -> where what it looks for is declared."""
_SHARED, _EVERYWHERE = ("municipality.yaml", "laws.yaml"), ""


def declaring(rule: str, name: str, allowed: Iterable[str]) -> str | None:
    """What to do about a name that is not there, when none of those that are is alike."""
    return None if rule not in _HOMES or nearest(name, allowed) is not None else f"Lägg till {name} {_HOMES[rule]}."


class Report:
    """Gathers problems while files are read. Nothing stops at the first."""

    def __init__(self) -> None:
        self._found: dict[tuple[Place, str, str], Problem] = {}
        self._count: dict[str, int] = {}
        self._about: dict[tuple[Place, str, str], str] = {}
        self._misnamed: set[tuple[str, str]] = set()
        self._following: set[str] = set()

    def misnamed(self, file: str, *names: str) -> None:
        """Notes names whose declaration in `file` is told as wrong: that they do not exist is then not told where they are used.

        What a municipality and the laws declare is used in all routines.
        """
        where = _EVERYWHERE if file.endswith(_SHARED) else file
        self._misnamed.update((where, name) for name in names if name)

    def following(self, rule: str) -> None:
        """Notes that problems of `rule` only follow from a file that nobody could read, which is told; they are then not."""
        self._following.add(rule)

    def add(
        self,
        place: Place,
        rule: str,
        message: str,
        *,
        allowed: Iterable[str] = (),
        given: str | None = None,
        nearest_word: str | None = None,
        hint: str | None = None,
        severity: Severity = "error",
        name: str | None = None,
    ) -> None:
        """Adds one problem. With `given` the nearest of `allowed` is looked up. The same problem twice is kept once.

        `name` is a name that is not there, when that is all that is wrong (see `misnamed`).
        """
        if (place, rule, message) in self._found or self.full(place.file):
            return
        self._count[place.file] = self._count.get(place.file, 0) + 1
        if self.full(place.file):
            place, rule = Place(place.file, 0, 1), "too-many-problems"
            message = f"Filen har minst {MAX_PROBLEMS} problem; bara de första visas."
            allowed, given, nearest_word, hint = (), None, None, "Rätta dem och kör igen."
        words = tuple(allowed)
        close = nearest_word if nearest_word is not None else nearest(given, words) if given is not None else None
        if place.writer:
            hint = " ".join(filter(None, (hint, f"Det står inte i filen utan skrivs av {place.writer}.")))
        problem = Problem(place.file, place.line, place.column, rule, message, words, close, hint, severity)
        self._found.setdefault((place, rule, message), problem)
        if name is not None:
            self._about[place, rule, message] = name

    def drop(self, place: Place, rule: str) -> None:
        """Leaves out what has been said at `place` by `rule`, for something that says more."""
        for key in [key for key in self._found if key[:2] == (place, rule)]:
            del self._found[key]
            self._count[place.file] -= 1

    def full(self, file: str) -> bool:
        """Whether the file has so many problems that no more are taken."""
        return self._count.get(file, 0) >= MAX_PROBLEMS

    def problems(self) -> tuple[Problem, ...]:
        """All problems by file, line and column."""
        about = ((p, self._about.get(key, "")) for key, p in self._found.items() if p.rule not in self._following)
        return in_order(p for p, name in about if self._misnamed.isdisjoint({(p.file, name), (_EVERYWHERE, name)}))

    def files(self) -> frozenset[str]:
        """The files that have at least one error; a warning keeps nothing from running."""
        return frozenset(problem.file for problem in self._found.values() if problem.severity == "error")


def in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Problems by file, line and column, each once; that a file's routines could not be judged comes last in it."""
    return tuple(sorted(dict.fromkeys(problems), key=_order))


def _order(problem: Problem) -> tuple[str, bool, int, int, str, str]:
    # what only follows from the others comes after them
    return problem.file, problem.rule == NOT_PROVEN, problem.line, problem.column, problem.rule, problem.message


class Question(Struct, frozen=True, order=True):
    """Something the source leaves open. It is for the routine's owner to answer and never a problem.

    `check`: it is written, and has to be compared with the source. `process`: the routine it belongs to; "" for the municipality's own.
    """

    file: str
    line: int
    column: int
    where: str
    text: str
    check: bool = False
    process: str = ""


def render(problem: Problem) -> str:
    """The problem as one paragraph: what is wrong and what was given, what is allowed, the nearest match, what to do."""
    parts = [problem.message]
    if problem.allowed:
        shown = ", ".join(problem.allowed[:MAX_SHOWN])
        more = len(problem.allowed) - MAX_SHOWN
        parts.append(f"Tillåtet: {shown}{f' och {more} till' if more > 0 else ''}.")
    if problem.nearest is not None:
        parts.append(f"Närmast: {problem.nearest}.")
    if problem.hint is not None:
        parts.append(problem.hint)
    return " ".join(parts)


def as_data(problem: Problem) -> dict[str, object]:
    """The problem for machines: the same for every command that gives problems as JSON."""
    return {
        "file": problem.file,
        "line": problem.line,
        "column": problem.column,
        "rule": problem.rule,
        "severity": problem.severity,
        "message": problem.message,
        "allowed": list(problem.allowed),
        "nearest": problem.nearest,
        "hint": problem.hint,
        "text": render(problem),
    }


def line(problem: Problem) -> str:
    """The problem as `rutin check` prints it: ``file:line:column rule sentence``, and before the sentence that it is advice only."""
    advice = "Råd: " if problem.severity == "info" else ""
    return f"{problem.file}:{problem.line}:{problem.column} {problem.rule} {advice}{render(problem)}"
