"""How resources stand while a routine is proven: a place that there are only so many of may be free or taken, and both are tried."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from core.model.places import Resource, Vacancy
from core.model.steps import Reserve
from core.proof.abstract import Abstract

_BY_HAND, _ENDLESS = Vacancy(None, by_hand=True), Vacancy(None)
_FREE, _TAKEN = Vacancy(1), Vacancy(0)


class Rooms(Mapping[str, Vacancy]):
    """The answers the kernel gets. Where a fact says which resource, the least generous of them counts."""

    def __init__(self, made: Abstract, resources: Mapping[str, Resource]) -> None:
        self._oracle = made.oracle
        self._fixed = {name: _kind(resource) for name, resource in resources.items()}
        for step in made.definition.steps.values():
            if isinstance(step, Reserve) and step.resource_fact is not None:
                kinds = {self._fixed.get(name) for name in step.resources}
                worst = None if None in kinds else _BY_HAND if _BY_HAND in kinds else _ENDLESS
                self._fixed |= dict.fromkeys(step.resources, worst)

    def __getitem__(self, name: str) -> Vacancy:
        """How the resource stands; one with a number of places is free or taken, as the oracle says."""
        fixed = self._fixed.get(name)
        return fixed if fixed is not None else (_FREE, _TAKEN)[self._oracle.choose(2)]

    def __iter__(self) -> Iterator[str]:
        """The resources that are known."""
        return iter(self._fixed)

    def __len__(self) -> int:
        """How many resources are known."""
        return len(self._fixed)


def _kind(resource: Resource) -> Vacancy | None:
    if resource.by_hand:
        return _BY_HAND
    return _ENDLESS if resource.counted == "none" else None
