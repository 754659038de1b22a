"""Warnings the owner has read and lets stand: each needs a written reason, and a reason for nothing is itself a problem."""

from __future__ import annotations

from collections.abc import Iterable

from core.model.definition import ProcessDefinition, Waiver
from core.proof.findings import Finding

ELSEWHERE = frozenset({"law-repealed"})
"""Warnings that the loader gives, and whose waivers it looks after itself."""
PLUGINS = "plugin/"
"""How the rules of plugins' checks begin; they are waived where those checks are carried out."""


def apply_waivers(definition: ProcessDefinition, found: Iterable[Finding], *, all_found: bool) -> tuple[Finding, ...]:
    """The findings that nobody has waived, and, if everything could be decided (`all_found`), the waivers that waive nothing."""
    kept: list[Finding] = []
    used: set[Waiver] = set()
    for finding in found:
        waivers = [w for w in definition.waives if finding.severity == "warning" and _covers(w, finding)]
        used.update(waivers)
        if not waivers:
            kept.append(finding)
    if not all_found:
        return tuple(kept)
    mine = (w for w in definition.waives if w.rule not in ELSEWHERE and not w.rule.startswith(PLUGINS))
    return (*kept, *(_unused(w, kept) for w in mine if w not in used))


def _covers(waiver: Waiver, finding: Finding) -> bool:
    return waiver.rule == finding.rule and waiver.step in (None, finding.step)


def _unused(waiver: Waiver, kept: list[Finding]) -> Finding:
    where = f" för {waiver.step}" if waiver.step else ""
    if any(_covers(waiver, f) and f.severity == "error" for f in kept):
        message = f"waives: {waiver.rule}{where} gäller ett fel, och fel kan inte få stå kvar."
        return Finding("unused-waiver", message, "Rätta felet och ta bort raden.", step=waiver.step, spot=waiver.spot)
    message = f"waives: {waiver.rule}{where} behövs inte: det finns ingen sådan varning."
    return Finding("unused-waiver", message, "Ta bort raden.", "warning", step=waiver.step, spot=waiver.spot)
