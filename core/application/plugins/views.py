"""What the pages about plugins show. Frozen, already in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from core.model.plugin_pages import Block


@dataclass(frozen=True, slots=True)
class FailedView:
    """Work that has failed, and is tried again by itself or waits for a person.

    Attributes:
        key: names it in the form that tries it again or leaves it.
        what: what was to be done; `where`: the plugin's part it stopped in, for whoever looks after the plugin ("" for Rutin's own).
        why: how it failed, a sentence without anything of the case.
        case: where it leads; "" for somebody who may not open it, and when it cannot be read. Its number and routine are "" for somebody
            who may not know of it (docs/decisions/0023).
        may: the reader answers for something in the case's routine, so may try again or leave it.
        again: when it is tried again by itself; None when it has been tried for the last time.
        off: its plugin is switched off, so that it is dropped when its turn comes. `trying`: it is being tried now.
    """

    key: str
    what: str
    plugin: str
    where: str
    why: str
    case: str
    case_number: str
    process_title: str
    since: datetime
    tries: int
    may: bool
    again: datetime | None = None
    off: bool = False
    trying: bool = False


@dataclass(frozen=True, slots=True)
class IncidentView:
    """Something that a plugin did wrong since the start, as people meet it; what is the same again is one, `times` over.

    Attributes:
        what: what did not work. `why`: how the plugin failed. `follows`: what has become of it, and what to do.
        part: the plugin's part, how it failed and where, for whoever looks after the plugin.
        case: the case it was about, for a reader who may open it.
        about: it was about a case, also when its number and routine are "" since the reader may not know of it (docs/decisions/0023).
        latest: when it last happened.
    """

    what: str
    why: str
    follows: str
    plugin: str
    part: str
    case: str
    case_number: str
    process_title: str
    latest: datetime | None
    times: int = 1
    about: bool = False


@dataclass(frozen=True, slots=True)
class WaitingView:
    """A case that cannot go on before a plugin has answered.

    Attributes:
        what: what waits, such as the title of a choice.
        plugin: whose answer it waits for ("" when the plugin is switched off), by its `part`.
        case: where it leads; it, its number and its routine are "" for somebody who may not open it (docs/decisions/0023).
        since: when it began to wait.
        may: the reader answers for something in the case's routine.
    """

    what: str
    plugin: str
    part: str
    case: str
    case_number: str
    process_title: str
    since: datetime
    may: bool


@dataclass(frozen=True, slots=True)
class PluginView:
    """A plugin of the municipality: what it is granted and gives, in words, and how it has fared since the start."""

    name: str
    title: str
    version: str
    granted: tuple[str, ...]
    gives: tuple[str, ...]
    calls: int = 0
    failed: int = 0


@dataclass(frozen=True, slots=True)
class NobodysView:
    """Open work that nobody can do: `what` it is, the ids of its `roles`, and since when.

    `case` is "" for who may not open it, and its number and routine for who may not know of it (docs/decisions/0023).
    """

    what: str
    roles: tuple[str, ...]
    case: str
    case_number: str
    process_title: str
    since: datetime


@dataclass(frozen=True, slots=True)
class StoppedPage:
    """What has stopped, newest first (at most 100, `more` says how many others there are), and the plugins.

    `retried`: what has failed so far and is tried again by itself, newest first, at most 100. `waiting`: cases that wait for a plugin, the
    longest first, at most 100. `incidents`: what plugins have done wrong, newest first. `nobodys`: work of roles that are no more.
    """

    stopped: tuple[FailedView, ...]
    plugins: tuple[PluginView, ...]
    more: int = 0
    waiting: tuple[WaitingView, ...] = ()
    incidents: tuple[IncidentView, ...] = ()
    retried: tuple[FailedView, ...] = ()
    nobodys: tuple[NobodysView, ...] = ()

    @property
    def nothing(self) -> bool:
        """Whether all is well."""
        return not (self.stopped or self.retried or self.waiting or self.incidents or self.nobodys)


@dataclass(frozen=True, slots=True)
class PanelShown:
    """A panel on the case page; its content is fetched by itself."""

    plugin: str
    id: str
    title: str


@dataclass(frozen=True, slots=True)
class Sent:
    """What came with the request for a page: a form with what was written in it and its own id, or the name of a file."""

    form: str = ""
    values: tuple[tuple[str, str], ...] = ()
    command: str = ""
    file: str = ""


@dataclass(frozen=True, slots=True)
class PageShown:
    """A plugin's page as it is to be drawn. `told` are sentences about what it wished that could not be done; then `opened` is how many
    cases could be opened beside them.

    `failed`: why the plugin did not answer, which is all there is to draw; nothing has been done then.
    """

    title: str
    plugin: str
    blocks: tuple[Block, ...]
    errors: tuple[tuple[str, str], ...] = ()
    told: tuple[str, ...] = ()
    message: str = ""
    failed: str = ""
    opened: int = 0
