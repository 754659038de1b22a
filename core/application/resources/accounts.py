"""Accounts that a person's cases share: their lines are numbered, and each claims its number in the step's own transaction.

So of two cases that draw at the same moment one is judged anew on what the other took.
"""

from __future__ import annotations

from msgspec.structs import replace

from core.engine.kernel import Decision
from core.model import events as ev
from core.storage.claims import Claim
from core.storage.port import Append

LINE = "account:"


def with_lines(batch: Append, decision: Decision) -> Append:
    """The step with the numbers that its lines take on the accounts of persons."""
    posted = (r.event for r in decision.events if isinstance(r.event, ev.AccountPosted) and r.event.origin)
    claims = tuple(
        Claim(f"{LINE}{event.account}:{event.origin}", f"line{event.line}", limit=event.line) for event in posted
    )
    return replace(batch, claims=(*batch.claims, *claims)) if claims else batch
