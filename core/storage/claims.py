"""A case's place in something that people share: what a claim is, and what a store answers about claims."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct


class Claim(Struct, frozen=True):
    """A case's place in something that people share and that has a name: a group session, a resource, a queue, a meeting's agenda.

    The one way in which cases compete for room. How it is used:

    - Give what is shared a name of structure only, since names are in clear: ``series:inskrivning:2026-03-10T08:00Z``,
      ``resource:vasabo``; never anything about a person. Names that sort in order of time can be listed as a stretch (`Store.claimed`).
    - Let the step that takes the room carry a claim in `Append.claims`, with what there is room for as `limit` (None: any number may
      have a claim). The store refuses the whole step with ``full`` when the claims of the name would come to more, judged inside the
      step's own transaction: of two who take the last place at the same moment one gets it.
    - Carry the claim again to change its amount or note; it keeps its place in line. A claim that does not grow is never refused,
      so a limit may be lowered below what is taken already. Amount 0 takes no room: one who waits, or a line on an agenda.
    - Let the step that gives the room back name it in `Append.released`. What is neither claimed nor released stays as it was, also
      when the case has ended: a list of who took part is to be had afterwards.

    Attributes:
        name: what it is a place in.
        holder: the step instance (or other id within the case) that has it; a case has at most one claim a name and holder.
        amount: how much of the room it takes, from 0.
        limit: how much all claims of the name may take together, or None.
        note: what a list shows beside the person's name; encrypted with the case's key.
    """

    name: str
    holder: str
    amount: int = 1
    limit: int | None = None
    note: str = ""


class ClaimRow(Struct, frozen=True):
    """A claim in a list: whose (`label` is the person's name, `protected` that it is to be marked), since when, and what is said of it.

    `note` is None when it is kept but cannot be read: then nothing is known of it, and nothing may follow from it.
    """

    name: str
    case: str
    holder: str
    process: str
    amount: int
    since: datetime
    note: str | None
    label: str
    protected: bool = False


class Claimed(Struct, frozen=True):
    """How much the claims of a name take together, and how many they are."""

    name: str
    amount: int
    count: int
