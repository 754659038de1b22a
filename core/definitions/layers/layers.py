"""Layers: a routine that builds on another and says only what differs (language section 8).

Trees are merged before anything is checked, and every value keeps the place where it was written: where a value comes from needs no
bookkeeping. What took another value's place, and what was taken away, is noted. What then turns out to be wrong is told where the
routine says what it builds on, since nobody can mend it in the base.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from msgspec import Struct

from core.definitions.folders import around
from core.definitions.layers.expanding import Expander
from core.definitions.layers.merging import Changes, Merger, words_of
from core.definitions.municipality.town import Town
from core.definitions.problems.report import Report
from core.definitions.text.source import read
from core.definitions.text.tree import Items, Node, Place, Table, Text, is_lost
from core.model.definition import Needs
from core.model.plugins import StepKindDef
from core.model.problems import Severity

MOST_LAYERS = 10
NO_KINDS: Mapping[str, StepKindDef] = {}
_NEEDED = {"roles": "rollen", "plugins": "tillägget", "units": "enheten eller den utomstående"}


class Layered(Struct, frozen=True):
    """A routine's tree with everything it builds on merged in.

    Attributes:
        files: the layers, the routine's own first.
        based_on: where it says what it builds on; None when it builds on nothing.
        changes: what took another's place, and what was taken away.
        needs: what its layers ask of a municipality: (``roles``, ``plugins`` or ``units``, the name).
        written_out: whether steps of plugins' kinds have been written out as ordinary ones.
    """

    node: Node
    files: tuple[Path, ...]
    based_on: Place | None
    changes: Changes
    needs: tuple[tuple[str, Text], ...] = ()
    written_out: bool = False

    def needed(self) -> Needs:
        """What it asks of a municipality, by kind."""
        by_kind = {kind: tuple(dict.fromkeys(n.text for k, n in self.needs if k == kind)) for kind in _NEEDED}
        return Needs(**by_kind)


def resolve(
    node: Node, path: Path, configs: Path, report: Report, kinds: Mapping[str, StepKindDef] = NO_KINDS
) -> Layered | None:
    """The tree of the file `path` with its layers; None when a layer cannot be used, which is then in `report`."""
    return _resolve(node, path, configs, Expander(kinds, report), (path,))


def _resolve(node: Node, path: Path, configs: Path, expander: Expander, road: tuple[Path, ...]) -> Layered | None:
    report, node = expander.report, expander.routine(node)
    based = node.get("based_on") if isinstance(node, Table) else None
    if not isinstance(node, Table) or based is None:
        return Layered(node, (path,), None, Changes(), tuple(_needs(node)), expander.used)
    below = _path_of(based, configs, report)
    if below is None:
        return None
    if below.resolve() in {p.resolve() for p in road} or len(road) > MOST_LAYERS:
        names = " → ".join(p.stem for p in (*road, below))
        hint = "Låt en av rutinerna stå för sig själv."
        report.add(based.place, "layer-cycle", f"Lagren går i en ring: {names}.", hint=hint)
        return None
    found = read(below, str(below), report, mended=True)
    base = _resolve(found, below, configs, expander, (*road, below)) if found is not None else None
    if base is None or not isinstance(base.node, Table):
        return None
    merger = Merger(report, base.changes)
    merged = merger.process(base.node, node)
    return Layered(
        merged, (path, *base.files), based.place, merger.changes, (*base.needs, *_needs(node)), expander.used
    )


def _path_of(based: Node, configs: Path, report: Report) -> Path | None:
    if is_lost(based):
        return None
    layer, _, name = based.text.partition("/") if isinstance(based, Text) else ("", "", "")
    shared = [p for folder in around(configs) for p in sorted(folder.glob("_*/processes/*.yaml"))]
    found = next((p for p in shared if (p.parent.parent.name, p.stem) == (layer, name)), None)
    if found is not None:
        return found
    known = dict.fromkeys(f"{p.parent.parent.name}/{p.stem}" for p in shared)
    hint = "Skriv mappen och rutinen, till exempel based_on: _national/kaa. Mappens namn börjar med _."
    report.add(
        based.place, "unknown-layer", f"Grunden {words_of(based)} finns inte.", allowed=known, given=words_of(based), hint=hint
    )  # fmt: skip
    return None


def _needs(node: Node) -> Iterator[tuple[str, Text]]:
    needs = node.get("needs") if isinstance(node, Table) else None
    for key, value in needs.entries if isinstance(needs, Table) else ():
        for item in value.items if isinstance(value, Items) else (value,):
            if isinstance(item, Text):
                yield key.text, item


def check_needs(layered: Layered, town: Town, report: Report) -> None:
    """What the layers ask of the municipality that builds on them must be there."""
    based = layered.node.get("based_on") if isinstance(layered.node, Table) else None
    there: Mapping[str, Iterable[str]] = {
        "roles": town.roles,
        "plugins": town.plugins,
        "units": (*town.units, *town.outside),
    }
    for kind, name in layered.needs if town.known and based is not None else ():
        if kind in there and based is not None and name.text not in there[kind]:
            message = f"Grunden {words_of(based)} behöver {_NEEDED[kind]} {name.text}, som inte finns i kommunen."
            hint = "Lägg till det i municipality.yaml."
            report.add(based.place, "layer-needs", message, allowed=there[kind], hint=hint)
            report.misnamed(based.place.file, name.text)  # wherever the layers use it


class LayerReport(Report):
    """Passes problems on to `report`; those that stand in a layer below are told where the routine says what it builds on."""

    def __init__(self, report: Report, layered: Layered) -> None:
        super().__init__()
        self._to = report
        self._below = frozenset(str(path) for path in layered.files[1:])
        self._at = layered.based_on

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
        """As for any report."""
        if self._at is not None and place.file in self._below:
            where = f"Det står på rad {place.line} i grunden {place.file}."
            place, hint = self._at, f"{hint} {where}" if hint else where
        self._to.add(
            place, rule, message, allowed=allowed, given=given, nearest_word=nearest_word, hint=hint, severity=severity,
            name=name,
        )  # fmt: skip

    def full(self, file: str) -> bool:
        """As for any report."""
        return self._to.full(file)

    def misnamed(self, file: str, *names: str) -> None:
        """As for any report."""
        self._to.misnamed(self._at.file if self._at is not None and file in self._below else file, *names)
