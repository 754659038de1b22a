"""Whether every value of one fact can be another's, as where a routine gives what it knows to another."""

from __future__ import annotations

from core.model.facts import ANY_NUMBER, Fact


def always_fits(theirs: Fact, ours: Fact) -> bool:
    """Whether each value that `theirs` can have is one that `ours` can: its type, its numbers and its choices.

    A number that is reckoned lies anywhere, whatever is written of it.
    """
    if theirs.type != ours.type:
        return False
    if ours.custom is not None and (theirs.custom is None or theirs.custom.name != ours.custom.name):
        return False
    if ours.choices and not {c.id for c in theirs.choices} <= {c.id for c in ours.choices}:
        return False
    span = ANY_NUMBER if theirs.derived is not None else theirs.span
    least, most = ours.span.least, ours.span.most
    return (least is None or (span.least is not None and span.least >= least)) and (
        most is None or (span.most is not None and span.most <= most)
    )
