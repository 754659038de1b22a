"""Nobody finds a construct that has no example: every key of the language stands in an example of the guide that is run."""

from __future__ import annotations

from pathlib import Path

from core.definitions.keys_municipality import MUNICIPALITY
from core.definitions.keys_process import PROCESS
from tests.meta.test_guide import GUIDE, blocks
from tests.unit.definitions.test_everything import all_keys, tree, used_keys

NOTES = {"note", "source", "covers", "verify", "question"}
"""May stand anywhere."""
_WITHOUT = """
account.account account.accrual anytime_call.call anytime_reserve.reserve anytime_session.session between.after between.by
decision_outcome.draws decision_outcome.gives_back decision_outcome.opens forum.minutes measures.after needs.plugins
outcome.gives_back outcome.opens queue.points report.smallest row.assessed_by row.with step.draws step.gives step.gives_back
step.if_full step.opens
"""
WITHOUT = frozenset(_WITHOUT.split())
"""Have no example yet. This list may only become shorter."""


def _used(folder: Path) -> set[str]:
    found: set[str] = set()
    for page in sorted(GUIDE.glob("*.md")):
        for number, block in enumerate(blocks(page)):
            name = block.mark.removeprefix("fil=")
            shape = MUNICIPALITY if name == "municipality.yaml" else PROCESS if "processes/" in name else None
            if shape is None or not block.mark.startswith("fil="):
                continue
            if "based_on:" in block.text:  # only what differs stands there, in words of its own
                found.add("process.based_on")
                continue
            path = folder / f"{page.stem}-{number}.yaml"
            path.write_text(block.text, encoding="utf-8")
            found |= {f"{kind}.{key}" for kind, key in used_keys(tree(path), shape)}
    return found


def test_every_key_has_an_example_that_is_run(tmp_path: Path) -> None:
    every = {f"{kind}.{key}" for kind, key in (*all_keys(PROCESS), *all_keys(MUNICIPALITY)) if key not in NOTES}
    missing = every - _used(tmp_path)
    assert sorted(missing - WITHOUT) == [], "write an example in docs/guide"
    assert sorted(WITHOUT - missing) == [], "these have an example now: take them off the list"
