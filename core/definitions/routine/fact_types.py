"""The types a fact may have: those of the language and those that plugins bring."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec import Struct, field

from core.definitions.language.keys_process import FACT_TYPES, FACT_WORDS, RESOURCE_TYPE
from core.definitions.problems.report import Report
from core.definitions.problems.value_advice import INSTEAD_OF_A_LIST
from core.definitions.text.checking import Leaf, Read, Record
from core.model.plugins import FactTypeDef
from core.model.values import FactType

_OURS: Mapping[str, FactType] = {**{name: name for name in FACT_TYPES}, RESOURCE_TYPE: "choice"}
_LIST = "list"


class FactTypes(Struct, frozen=True):
    """What may stand after ``type:``. `lenient`: a type that nobody brings any more is text, so that a kept version can be read."""

    brought: Mapping[str, FactTypeDef] = field(default_factory=dict)
    lenient: bool = False

    def of(self, written: str | None) -> FactType | None:
        """What values of the type are kept as; None when there is no such type."""
        if written is None:
            return None
        custom = self.brought.get(written)
        return _OURS.get(written) or (custom.kept_as if custom is not None else "text" if self.lenient else None)

    def check(self, leaf: Leaf | None, report: Report) -> None:
        """Says when the type is none."""
        if leaf is None or self.of(leaf.text) is not None:
            return
        if leaf.text == _LIST:
            message = "Typen list finns inte: en uppgift har ett svar åt gången."
            report.add(leaf.place, "unknown-fact-type", message, hint=INSTEAD_OF_A_LIST)
            return
        hint = "Kommer typen från ett tillägg ska det stå under plugins i municipality.yaml."
        report.add(
            leaf.place, "unknown-fact-type", f"Typen {leaf.text} finns inte.", allowed=(*FACT_WORDS, *self.brought),
            given=leaf.text, hint=hint,
        )  # fmt: skip

    def check_all(self, entries: Iterable[tuple[str, Read]], report: Report) -> None:
        """The same for a whole section of facts."""
        for _, entry in entries:
            if isinstance(entry, Record):
                self.check(entry.leaf("type"), report)
