"""What was offered or presented and came back: that it did and why, and what was written, so that it is changed and not written anew."""

from __future__ import annotations

from collections.abc import Iterator

from core.application.case.reader import CaseReader
from core.application.case.views import BeforeView
from core.model import events as ev
from core.model.case import Instance


def came_back(reader: CaseReader, instance: Instance) -> str:
    """That what was offered or presented came back, when, by whom and why, in words; "" when it has not."""
    for recorded in _latest_first(reader, instance):
        event = recorded.event
        if isinstance(event, ev.HandoverOffered):
            what, reason = "Lämnades tillbaka", event.reason
        elif isinstance(event, ev.ApprovalRefused):
            what, reason = "Förslaget skickades tillbaka", event.reason
        else:
            continue
        why = f": {reason}" if reason else ""
        return f"{what} {reader.teller.moment(recorded.at)} av {reader.name_of(recorded.by)}{why}"
    return ""


def presented_before(reader: CaseReader, instance: Instance) -> BeforeView | None:
    """What was presented and sent back; None when nothing was."""
    events = (recorded.event for recorded in _latest_first(reader, instance))
    asked = next((event for event in events if isinstance(event, ev.ApprovalAsked)), None)
    return None if asked is None else BeforeView(asked.outcome, asked.reasons or "", asked.ticks)


def _latest_first(reader: CaseReader, instance: Instance) -> Iterator[ev.Recorded]:
    """The offers and proposals of a step that has one back; nothing of one that has not."""
    for recorded in reversed(reader.events) if instance.came_back else ():
        event = recorded.event
        if (
            isinstance(event, ev.HandoverOffered | ev.ApprovalAsked | ev.ApprovalRefused)
            and event.instance == instance.id
        ):
            yield recorded
