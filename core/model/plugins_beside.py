"""What a plugin does beside the steps, as it declares it: reactions to what has happened, channels for letters, panels, pages, reports,
ways of sharing duty.

What is called (`call`) runs in the plugin's own process, after the step has been written; see `core.model.plugin_calls`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from core.model.periods import Period
from core.model.plugin_calls import Delivery, ReactionCall, SendAnswer, Wish
from core.model.plugin_pages import Block, PageAnswer, PageCall, PanelCall
from core.model.plugin_reports import ReportAnswer, ReportCall
from core.model.plugin_rotas import RotaAnswer, RotaCall
from core.model.reports import SMALLEST
from core.model.values import FactType

COUNTABLE: frozenset[FactType] = frozenset(
    {
        *(
            "yes_no",
            "choice",
            "choices",
            "whole_number",
            "number",
            "money",
            "date",
            "time",
            "moment",
            "month",
            "duration",
        ),
        *("unit", "decision", "judgement", "earlier_case"),
    }
)
"""The types of facts that a report may be told. The others may say who somebody is, and a report shows what it is told as headings."""
WishKind = Literal["note", "facts", "event", "case", "message"]
"""What a reaction may wish: a note, stated facts, an `anytime` event, a new case, a message by a channel."""

AddressType = Literal["email", "phone"]
"""What an address of a channel is; the fact that holds it is of the same type."""


@dataclass(frozen=True, slots=True)
class ReactionDef:
    """Something a plugin does when something has happened in a case.

    Attributes:
        id: names it within the plugin; lower-case letters, digits and ``_``.
        title: what it does, for people.
        to: stored names of events (``case_started``, ``deadline_missed``).
        wishes: the kinds of wishes it may answer with; any other is an incident.
        call: gives its wishes, at most fifty, in the order in which they are carried out.
        processes: the routines it reacts in; none said means all.
        about: ids of the steps, events or letters' steps the event must be about; none said means any.
        reads: facts it is told. With any, the plugin needs the grant `personal_data`. None that is sensitive, has `seen_by` or is
            reckoned from such a fact.
        opens: the routines its wishes of the kind ``case`` open.
        raises: the `anytime` events its wishes of the kind ``event`` raise.
        sends: the channels its wishes of the kind ``message`` are sent by; none said means that nobody looks whether they are there.
    """

    id: str
    title: str
    to: tuple[str, ...]
    wishes: tuple[WishKind, ...]
    call: Callable[[ReactionCall], tuple[Wish, ...]]
    processes: tuple[str, ...] = ()
    about: tuple[str, ...] = ()
    reads: tuple[str, ...] = ()
    opens: tuple[str, ...] = ()
    raises: tuple[str, ...] = ()
    sends: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ChannelDef:
    """A way of getting letters and messages to people. Needs the grants `network` and `personal_data`.

    Attributes:
        id: what a routine writes in ``by`` of a letter (``epost``, ``sms``).
        title: its name, for people.
        address: what an address of it is: an e-mail address or a phone number.
        call: hands one delivery over. Raising means that it may be tried again.
        addresses: whom a letter is to -> the fact that holds that party's address. Whoever is not here gets nothing by this channel.
        guarded: nobody else can read it on the way or see that it has come, so that it may carry to whoever has protected identity. All
            others get nothing of such a case; ``epost`` and ``sms`` never do.
    """

    id: str
    title: str
    address: AddressType
    call: Callable[[Delivery], SendAnswer]
    addresses: Mapping[str, str] = field(default_factory=dict)
    guarded: bool = False


@dataclass(frozen=True, slots=True)
class PanelDef:
    """A panel on the case page of `processes`. Needs the grants `pages` and `personal_data`.

    It is fetched by itself when the page has been shown, so that it can neither stop the page nor slow it.

    Attributes:
        id: names it within the plugin; lower-case letters, digits and ``_``.
        title: its heading.
        processes: the routines beside whose cases it stands.
        call: gives the blocks to show.
        reads: facts it is told; none that is sensitive or reckoned from such a fact. What the reader may not see (`seen_by`) is left out.
    """

    id: str
    title: str
    processes: tuple[str, ...]
    call: Callable[[PanelCall], tuple[Block, ...]]
    reads: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CasesRead:
    """The cases a page reads: of `process`, those open now; with `since_last_year` also those that were since 1 January of last year.

    `facts` are those of each case that it is told, as for a panel.
    """

    process: str
    facts: tuple[str, ...] = ()
    since_last_year: bool = False


@dataclass(frozen=True, slots=True)
class PageDef:
    """A page of the plugin's own, under ``tillagg/PLUGIN/ID``. Needs the grant `pages`, and `personal_data` when it reads cases.

    Attributes:
        id: names it within the plugin, and ends its address; lower-case letters, digits and ``_``.
        title: its heading, and its name in the menu.
        roles: who may open it, of the municipality's roles.
        call: gives what to show, or a file.
        cases: the cases it reads.
        opens: the routines it may open cases of, as the reader; needs `act`.
        menu: whether it stands in the menu.
    """

    id: str
    title: str
    roles: tuple[str, ...]
    call: Callable[[PageCall], PageAnswer]
    cases: tuple[CasesRead, ...] = ()
    opens: tuple[str, ...] = ()
    menu: bool = True


@dataclass(frozen=True, slots=True)
class ReportDef:
    """Numbers over many cases, among the municipality's reports. Needs the grant `personal_data`.

    Rutin draws them, hides those that are so small that somebody could be recognised, and makes the files.

    Attributes:
        id: names it within the plugin; lower-case letters, digits and ``_``.
        title: its heading, and its name in the list.
        process: the routine whose cases it counts.
        every: the periods it is made for.
        roles: who may read it, of the municipality's roles.
        call: gives the numbers.
        facts: facts of each case that it is told, of the types in `COUNTABLE`; as for a reaction.
        smallest: from how many cases a number is shown.
        note: what stands below it, such as where the numbers go.
    """

    id: str
    title: str
    process: str
    every: Period
    roles: tuple[str, ...]
    call: Callable[[ReportCall], ReportAnswer]
    facts: tuple[str, ...] = ()
    smallest: int = SMALLEST
    note: str = ""


@dataclass(frozen=True, slots=True)
class RotaDef:
    """A way of sharing duty: who gets the days of a month that nobody has yet. Whoever fills in the rota chooses it; it needs no grant.

    Attributes:
        id: names it within the plugin; lower-case letters, digits and ``_``.
        title: how it shares, after *Fyll i*: ``en vecka i taget``.
        call: gives who has each day.
        roles: the roles that go round which it is for; none said means all.
    """

    id: str
    title: str
    call: Callable[[RotaCall], RotaAnswer]
    roles: tuple[str, ...] = ()
