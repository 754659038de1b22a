"""When a row's assessor does not answer, a person judges it: the condition of that question."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from core.expressions.ahead import Foreseen, Question
from core.expressions.program import Compiled
from core.model.values import Missing, Value


@dataclass(frozen=True, slots=True)
class Unanswered(Foreseen):
    """Holds when everything that `condition` needs is known and it gives no value all the same.

    Its text is ``false``: to whoever reasons about the routine an assessor answers, since a plugin that fails is no road.
    """

    condition: Compiled
    text: str = "false"

    @property
    def names(self) -> frozenset[str]:
        """Nothing that decides the road."""
        return frozenset()

    def questions(self, values: Mapping[str, object]) -> Iterator[Question]:
        """What the condition will ask."""
        return self.condition.questions(values)

    def evaluate(self, values: Mapping[str, object]) -> Value | Missing:
        """Whether a person has to judge. What is not known yet is asked first, and told by the condition itself."""
        if not isinstance(self.condition.evaluate(values), Missing):
            return False
        return all(name in values for name in self.condition.needs)
