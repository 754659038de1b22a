"""Who may: no role stated means refused."""

from __future__ import annotations

from collections.abc import Iterable

from core.engine.run import Run
from core.errors import Refused
from core.model.people import SYSTEM, Actor


def check_role(run: Run, actor: Actor, roles: Iterable[str]) -> None:
    """Refuses whoever has none of `roles`; the system itself may.

    Raises:
        Refused: ``role``; details name the role ids that may.
    """
    allowed = tuple(roles)
    if run.is_system() and actor.id == SYSTEM.id:
        return
    if not actor.roles & set(allowed):
        raise Refused("role", roles=", ".join(allowed) or "ingen", role_ids=allowed)
