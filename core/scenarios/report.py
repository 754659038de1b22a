"""A run in words and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator

from core.definitions import as_data, line
from core.scenarios.coverage import KINDS, TITLES, Coverage
from core.scenarios.playing import Played
from core.scenarios.requirements import WANTED
from core.scenarios.running import Run


def text(run: Run, *, with_coverage: bool) -> str:
    """What a person reads: problems, scenarios that did not hold with their story, a summary, and perhaps coverage."""
    return "\n".join(_lines(run, with_coverage=with_coverage))


def _lines(run: Run, *, with_coverage: bool) -> Iterator[str]:
    for problem in run.problems:
        yield line(problem)
    for _, played in run.played:
        if not played.ok:
            yield from failure(played)
    if with_coverage:
        for slug, covered in run.coverage.items():
            yield from _coverage(slug, covered)
        yield from _requirements(run)
    yield summary(run)


def failure(played: Played) -> Iterator[str]:
    """One scenario that did not hold: where, the story so far, and what differs."""
    assert played.failure is not None  # noqa: S101 - the caller asks only for those that failed
    place = played.scenario.place
    yield f"{place.file}:{place.line} {played.scenario.title}"
    yield from (f"  {told}" for told in played.story)
    yield f"  Rad {played.failure.line}:"
    yield from (f"    {difference}" for difference in played.failure.differences)
    yield ""


def summary(run: Run) -> str:
    """How many held."""
    held = sum(played.ok for _, played in run.played)
    failed = len(run.played) - held
    words = f"{held} {'scenario' if held == 1 else 'scenarier'} stämmer"
    if failed:
        words += f", {failed} stämmer inte"
    advice = sum(problem.severity == "info" for problem in run.problems)
    if len(run.problems) > advice:
        words += f", {len(run.problems) - advice} problem"
    if advice:
        words += f", {advice} råd"
    return f"{words}."


def _coverage(slug: str, covered: tuple[Coverage, ...]) -> Iterator[str]:
    for one in covered:
        parts = [
            f"{len(one.kinds[kind].exercised)} av {len(one.kinds[kind].there)} {TITLES[kind]}"
            for kind in KINDS
            if one.kinds[kind].there
        ]
        yield f"{slug}/{one.process}: {', '.join(parts)}"
        for kind in KINDS:
            yield from (f"  inte prövat ({TITLES[kind]}): {title}" for title in one.kinds[kind].missing)


def _requirements(run: Run) -> Iterator[str]:
    if run.covers:
        shown = sum(name in WANTED for name in run.covers)
        yield f"Krav som scenarier prövar: {', '.join(run.covers)}"
        yield f"Det är {shown} av {len(WANTED)} krav, och {len(run.covers) - shown} oklarheter eller egna."


def as_json(run: Run) -> str:
    """The whole run for machines."""
    body = {
        "ok": run.ok,
        "problems": [as_data(p) for p in run.problems],
        "scenarios": [
            {
                "municipality": slug,
                "process": each.scenario.process,
                "title": each.scenario.title,
                "file": each.scenario.place.file,
                "line": each.scenario.place.line,
                "ok": each.ok,
                "covers": list(each.scenario.covers),
                "story": list(each.story),
                "failed_at": each.failure.line if each.failure else None,
                "differences": list(each.failure.differences) if each.failure else [],
            }
            for slug, each in run.played
        ],
        "coverage": [
            {
                "municipality": slug,
                "process": one.process,
                **{
                    kind: {"total": len(c.there), "exercised": len(c.exercised), "missing": list(c.missing)}
                    for kind, c in one.kinds.items()
                },
            }
            for slug, covered in run.coverage.items()
            for one in covered
        ],
        "requirements": {name: list(titles) for name, titles in run.covers.items()},
    }
    return json.dumps(body, ensure_ascii=False, indent=2)
