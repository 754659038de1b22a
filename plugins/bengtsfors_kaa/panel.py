"""The panel beside a KAA case: where the young person stands, what has been done, and what is to be looked at. Pure."""

from __future__ import annotations

from datetime import date, timedelta

from core.plugin_api import Block, CaseLine, Fields, Heading, Items, Notice, PanelCall
from plugins.bengtsfors_kaa import told

SOON = 60
"""Days before the twentieth birthday from which it is said that the responsibility is about to end."""
READS = ("alder", "fyller_20_den", "uppfoljd_den", *told.READS)
ENDLESS = (
    "En insats saknar slutdag i ärendet. Den skrivs in på sidan Halvårsrapport KAA, och står då i ett eget ärende."
)
ENTERED = "forsta_kontakt.opened"
"""The moment that takes somebody into the register (B-55)."""


def standing(call: PanelCall, revise_after: int | None) -> tuple[Block, ...]:
    """The panel. `revise_after`: days between revisions, None while the municipality has not said any."""
    case, today = call.case, date.fromisoformat(call.day)
    fields = (
        ("Ålder", f"{case.facts['alder']} år" if "alder" in case.facts else "Okänd"),
        ("Fyller 20 år", _turns(case, today)),
        ("I registret", _registered(case)),
        ("Försök till kontakt", _contacts(case)),
        ("Senast uppföljd", told.day_words(str(case.facts.get("uppfoljd_den", ""))) or "Inte än"),
        ("Nästa översyn", _revision(case, revise_after)),
    )
    notices = tuple(Notice(text, warn=True) for text in warnings(case, today, revise_after))
    offered = measures(case)
    listed: tuple[Block, ...] = (Heading("Insatser"), Items(offered)) if offered else ()
    return (*notices, Fields(fields), *listed)


def warnings(case: CaseLine, today: date, revise_after: int | None) -> tuple[str, ...]:
    """What needs somebody to look: while the case is open, and when it has ended an end that is missing."""
    all_told = told.measures(case)
    endless = [each.title for each in all_told.measures if not each.closed]
    if case.ended:
        return (ENDLESS,) if endless else ()
    found: list[str] = []
    turns = _date(case.facts.get("fyller_20_den"))
    if turns is not None and today < turns <= today + timedelta(days=SOON):
        found.append(f"Ansvaret upphör om {told.days_words((turns - today).days)}, den dag den unge fyller 20 år.")
        if endless:
            found.append(
                f"Avsluta det som pågår innan dess: {', '.join(endless)}. Annars saknas slutdagen i halvårsrapporten."
            )
    found += [
        f"Insatsen skulle ha slutat {told.day_words(each.end)}. Avsluta den ({each.title}), eller erbjud en ny."
        for each in all_told.measures
        if each.end and each.end < today.isoformat() and not each.closed
    ]
    found += all_told.doubts
    due = revision(case, revise_after)
    if due is not None and due < today:
        found.append(f"Planen skulle ha setts över {told.day_words(due.isoformat())}.")
    return tuple(found)


def revision(case: CaseLine, revise_after: int | None) -> date | None:
    """When the plan is to be looked over: so many days after the latest follow-up, or after the first measure was offered."""
    since = _date(case.facts.get("uppfoljd_den")) or _date(case.facts.get("insats_start"))
    return None if since is None or revise_after is None else since + timedelta(days=revise_after)


def measures(case: CaseLine) -> tuple[str, ...]:
    """Each measure that has been offered, in words, in order."""
    return tuple(map(in_words, told.measures(case).measures))


def in_words(measure: told.Measure) -> str:
    """A measure with its days: ``Praktik från 9 mars 2026 till 27 mars 2026``."""
    if measure.never:
        return f"{measure.title} från {told.day_words(measure.start)}, blev aldrig av"
    begins = f" från {told.day_words(measure.start)}" if measure.start else ""
    ends = f" till {told.day_words(measure.end)}" if measure.end else ""
    return f"{measure.title}{begins}{ends}{', avslutad' if measure.closed else ''}"


def _turns(case: CaseLine, today: date) -> str:
    turns = _date(case.facts.get("fyller_20_den"))
    if turns is None:
        return "Okänt"
    return (
        f"{told.day_words(turns.isoformat())} (om {told.days_words((turns - today).days)})"
        if turns > today
        else told.day_words(turns.isoformat())
    )


def _registered(case: CaseLine) -> str:
    entered = case.moments.get(ENTERED)
    if entered is None:
        return "Inte än" if not case.ended else "Har inte stått i registret"
    return (
        f"{told.day_words(entered)} till {told.day_words(case.ended)}"
        if case.ended
        else f"Sedan {told.day_words(entered)}"
    )


def _contacts(case: CaseLine) -> str:
    days = told.contacts(case)
    return f"{len(days)}, senast {told.day_words(days[-1])}" if days else "0"


def _revision(case: CaseLine, revise_after: int | None) -> str:
    if revise_after is None:
        return "Kommunen har inte bestämt hur ofta"
    due = revision(case, revise_after)
    return told.day_words(due.isoformat()) if due is not None else "När en insats har erbjudits"


def _date(value: object) -> date | None:
    return date.fromisoformat(str(value)[:10]) if value else None
