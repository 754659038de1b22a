"""Nobody finds a construct that has no example: every key of the language stands in an example of the guide that is run."""

from __future__ import annotations

from pathlib import Path

from core.definitions.language.keys_municipality import MUNICIPALITY
from core.definitions.language.keys_process import PROCESS
from core.definitions.routine.letters import PLAIN
from tests.meta.test_guide import GUIDE, blocks
from tests.unit.definitions.test_everything import all_keys, tree, used_keys

NOTES = {"note", "source", "covers", "verify", "question"}
"""May stand anywhere."""


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
    assert sorted(every - _used(tmp_path)) == [], "write an example in docs/guide"


def test_everything_that_a_letter_may_be_filled_in_with_stands_in_the_guide() -> None:
    page = (GUIDE / "brev.md").read_text(encoding="utf-8")
    assert [name for name in PLAIN if f"`{{{name}}}`" not in page] == []
