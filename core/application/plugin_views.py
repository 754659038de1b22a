"""What the pages about plugins show. Frozen, already in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from core.model.plugin_pages import Block


@dataclass(frozen=True, slots=True)
class StoppedView:
    """Work that has been tried for the last time and waits for a person.

    Attributes:
        key: names it in the form that tries it again or leaves it.
        what: what was to be done; `where`: the plugin's part it stopped in, for whoever looks after the plugin ("" for Rutin's own).
        why: how it failed, a sentence without anything of the case.
        may: the reader answers for something in the case's routine, so may try again or leave it.
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


@dataclass(frozen=True, slots=True)
class PluginView:
    """A plugin of the municipality: what it is granted and gives, in words, and how it has fared since the start.

    `latest` is how it last went wrong, in the case `latest_case` (its number: `latest_number`; "" when it was about none).
    """

    name: str
    title: str
    version: str
    granted: tuple[str, ...]
    gives: tuple[str, ...]
    calls: int = 0
    failed: int = 0
    latest: str = ""
    latest_case: str = ""
    latest_number: str = ""


@dataclass(frozen=True, slots=True)
class StoppedPage:
    """What has stopped, newest first (at most 100, `more` says how many others there are), and the plugins."""

    stopped: tuple[StoppedView, ...]
    plugins: tuple[PluginView, ...]
    more: int = 0


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
    """A plugin's page as it is to be drawn. `told` are sentences about what it wished that could not be done."""

    title: str
    plugin: str
    blocks: tuple[Block, ...]
    errors: tuple[tuple[str, str], ...] = ()
    told: tuple[str, ...] = ()
    message: str = ""
