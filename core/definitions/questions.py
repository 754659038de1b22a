"""What the sources leave open: gathered from every item that carries a `question`, and what is marked `verify`."""

from __future__ import annotations

from core.definitions.problems.report import Question
from core.definitions.text.checking import Leaf, Record, Series
from core.definitions.text.tree import Place


class Questions:
    """Gathers open questions while files are read."""

    def __init__(self) -> None:
        self._found: list[Question] = []

    def gather(self, record: Record, where: str, *, verify: bool = True, process: str = "") -> None:
        """Every question in the record and in what it holds. `where` is the nearest title above.

        With `verify` also what is marked so. Of shared laws only what a routine rests on is asked about, where it does.
        """
        title = record.text("title") or where
        if verify and record.flag("verify"):
            said = record.text("note")
            text = f"Behöver jämföras med källan.{f' {said}' if said else ''}"
            self.add(record.at("verify"), title, text, process=process, check=True)
        found = record.leaf("question")
        if found is not None and found.value is found.text:
            self.add(found.place, title, found.text, process=process)
        for value in record.fields.values():
            self._inside(value, title, verify, process)

    def _inside(self, value: Record | Series | Leaf, title: str, verify: bool, process: str) -> None:
        if isinstance(value, Record):
            self.gather(value, title, verify=verify, process=process)
        elif isinstance(value, Series):
            for item in value.items:
                self._inside(item, title, verify, process)

    def add(self, place: Place, where: str, text: str, *, process: str = "", check: bool = False) -> None:
        """A question, of the routine `process` or of the municipality. `check`: what is written has to be compared with the source."""
        self._found.append(Question(place.file, place.line, place.column, where, text, check, process))

    def found(self) -> tuple[Question, ...]:
        """All questions by place."""
        return tuple(sorted(self._found))
