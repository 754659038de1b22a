"""What is said between Rutin and a plugin that works beside the steps: plain data that can cross from one process to another.

A call goes in, an answer comes out; both are checked where they arrive. Dates and moments are ISO texts, moments in UTC.
"""

from __future__ import annotations

import msgspec

from core.model.values import Value


class Happening(msgspec.Struct, frozen=True):
    """An event of a case, without its content.

    Attributes:
        event: its stored name, such as ``case_started`` or ``deadline_missed``.
        process: the routine's id.
        case: the case's id.
        number: the event's number in the case, from 1.
        about: the step, event or deadline it is about, as ``step#n``; "" when it is about the case as a whole.
        outcome: the outcome or ending, where the event has one.
        at: when it was true (ISO, UTC).
    """

    event: str
    process: str
    case: str
    number: int
    at: str
    about: str = ""
    outcome: str = ""


class ReactionCall(msgspec.Struct, frozen=True):
    """A reaction is asked what it wishes.

    Attributes:
        key: the same each time the same reaction to the same event is tried again; pass it on to whoever must not do a thing twice.
        happened: what has happened.
        title: the routine's title.
        step: the title of what `happened` is about, or "".
        facts: the facts the reaction reads that are known now, by id, derived ones too.
        address: where the case is shown, below Rutin's own address.
    """

    key: str
    happened: Happening
    title: str = ""
    step: str = ""
    facts: dict[str, Value] = {}
    address: str = ""


class WriteNote(msgspec.Struct, frozen=True, tag="note"):
    """Wish: a note in the case's journal, which says `text`."""

    text: str


class StateFacts(msgspec.Struct, frozen=True, tag="facts"):
    """Wish: these `facts` are stated in the case, by id, as they are kept."""

    facts: dict[str, Value]


class RaiseEvent(msgspec.Struct, frozen=True, tag="event"):
    """Wish: the `anytime` event `event` is raised in the case, with its `facts`."""

    event: str
    facts: dict[str, Value] = {}


class OpenCase(msgspec.Struct, frozen=True, tag="case"):
    """Wish: a new case of `process` is opened through its start step `start`, with `facts`.

    `label` says to people which it was, should it be refused.
    """

    process: str
    start: str
    facts: dict[str, Value] = {}
    label: str = ""


class SendMessage(msgspec.Struct, frozen=True, tag="message"):
    """Wish: a message by `channel`, one of the municipality's channels, to `to`: an address of the channel's kind.

    `subject`, in one line, and `text` are what it says.
    """

    channel: str
    to: str
    subject: str
    text: str


Wish = WriteNote | StateFacts | RaiseEvent | OpenCase | SendMessage
"""What a plugin may ask Rutin to do. Each is carried out as anybody's act: checked, refused when it may not be, and written down."""


class Delivery(msgspec.Struct, frozen=True):
    """A letter or message that a channel is to send.

    Attributes:
        key: the same each time the same delivery is tried again, so that nobody gets it twice.
        to: the address.
        subject: the heading.
        text: the letter or message as text.
        receiver: who it is to: the name of the person whom the case is about, else in words.
        sender: the municipality and its unit, a line each.
        document: the letter as PDF; empty for a message.
    """

    key: str
    to: str
    subject: str
    text: str
    receiver: str = ""
    sender: tuple[str, ...] = ()
    document: bytes = b""


class Sent(msgspec.Struct, frozen=True, tag="sent"):
    """The channel has handed it over. `reference` is the receiving system's own number, for looking it up there."""

    reference: str = ""


class NotSent(msgspec.Struct, frozen=True, tag="not_sent"):
    """It cannot be sent, however often it is tried; `reason` is a Swedish sentence without anything of what was to be sent.

    A channel that may succeed later raises instead: it is tried again, with longer and longer waits.
    """

    reason: str


SendAnswer = Sent | NotSent
"""How it went with a delivery."""
