"""What the templates of the pages about group sessions, standing meetings and the calendar get."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from core.application.forums import records as forum_records
from core.application.groups.records import CorrectionPage, SeriesView, SessionPage
from core.application.week.own_week import OwnWeek
from web.forms import FormState
from web.pages import Page
from web.times import Words


@dataclass(frozen=True, slots=True)
class GroupsPage(Page):
    """The municipality's series of group sessions."""

    template = "groups.html"
    base: str
    words: Words
    series: tuple[SeriesView, ...]


@dataclass(frozen=True, slots=True)
class GroupPage(Page):
    """One series with its sessions."""

    template = "group.html"
    base: str
    address: str
    words: Words
    series: SeriesView
    state: FormState


@dataclass(frozen=True, slots=True)
class SessionView(Page):
    """Who is booked in a session. `off` is the form that calls it off; `problems`: why somebody could not be noted, by row."""

    template = "session.html"
    base: str
    address: str
    words: Words
    found: SessionPage
    state: FormState
    off: FormState
    problems: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CorrectionView(Page):
    """How it went for one person at a session, to be put right. `address` is the session's."""

    template = "correction.html"
    base: str
    address: str
    words: Words
    found: CorrectionPage
    state: FormState


@dataclass(frozen=True, slots=True)
class CalendarPage(Page):
    """The colleague's own week and feed. `since`: when the feed got its address; `address` is shown only when it has just been made."""

    template = "calendar.html"
    base: str
    words: Words
    week: OwnWeek
    since: datetime | None
    state: FormState
    address: str = ""


@dataclass(frozen=True, slots=True)
class ForumsPage(Page):
    """The municipality's standing meetings."""

    template = "forums.html"
    base: str
    words: Words
    forums: tuple[forum_records.ForumView, ...]


@dataclass(frozen=True, slots=True)
class ForumView(Page):
    """One standing meeting: what is planned, and planning more. `day` (ISO) is one of the days proposed that has been chosen."""

    template = "forum.html"
    base: str
    address: str
    words: Words
    found: forum_records.ForumPage
    state: FormState
    day: str = ""


@dataclass(frozen=True, slots=True)
class AgendaView(Page):
    """The agenda of one meeting. `theirs`: what others have changed meanwhile; `taken`: what came of taking up several cases."""

    template = "agenda.html"
    base: str
    address: str
    words: Words
    found: forum_records.AgendaPage
    state: FormState
    cases: FormState
    theirs: tuple[tuple[str, str], ...] = ()
    taken: forum_records.TakenUp | None = None
