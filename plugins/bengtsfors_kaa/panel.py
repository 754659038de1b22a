"""The panel beside a KAA case: where the young person stands, what has been done, and what is to be looked at. Pure."""

from __future__ import annotations

from datetime import date, timedelta

from core.plugin_api import Block, CaseLine, Fields, Heading, Items, Notice, PanelCall, Stated, plain_date_words

SOON = 60
"""Days before the twentieth birthday from which it is said that the responsibility is about to end."""
READS = (
    "alder",
    "fyller_20_den",
    "insats",
    "insats_start",
    "insats_slut",
    "insats_ansvarig",
    "avslutad_den",
    "uppfoljd_den",
)
MEASURES = {
    "motiverande": "Motiverande samtal och insiktsbaserad coachning",
    "halsogrupp": "Hälsogrupp",
    "studievagledande": "Studievägledande samtal",
    "praktik": "Praktik",
    "annan": "Annan insats",
}
"""What the measures are called; the routine's own titles (B-60)."""
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
        ("Senast uppföljd", _day(case.facts.get("uppfoljd_den")) or "Inte än"),
        ("Nästa översyn", _revision(case, revise_after)),
    )
    notices = tuple(Notice(text, warn=True) for text in warnings(case, today, revise_after))
    offered = measures(case)
    listed: tuple[Block, ...] = (Heading("Insatser"), Items(offered)) if offered else ()
    return (*notices, Fields(fields), *listed)


def warnings(case: CaseLine, today: date, revise_after: int | None) -> tuple[str, ...]:
    """What needs somebody to look, while the case is open."""
    if case.ended:
        return ()
    found: list[str] = []
    turns = _date(case.facts.get("fyller_20_den"))
    if turns is not None and today < turns <= today + timedelta(days=SOON):
        found.append(f"Ansvaret upphör om {(turns - today).days} dagar, den dag den unge fyller 20 år.")
    ends = _date(case.facts.get("insats_slut"))
    closed = _date(case.facts.get("avslutad_den"))
    if ends is not None and ends < today and (closed is None or closed < ends):
        found.append(f"Insatsen skulle ha slutat {_day(ends.isoformat())}. Avsluta den, eller erbjud en ny.")
    due = revision(case, revise_after)
    if due is not None and due < today:
        found.append(f"Planen skulle ha setts över {_day(due.isoformat())}.")
    return tuple(found)


def revision(case: CaseLine, revise_after: int | None) -> date | None:
    """When the plan is to be looked over: so many days after the latest follow-up, or after the first measure was offered."""
    since = _date(case.facts.get("uppfoljd_den")) or _date(case.facts.get("insats_start"))
    return None if since is None or revise_after is None else since + timedelta(days=revise_after)


def measures(case: CaseLine) -> tuple[str, ...]:
    """Each measure that has been offered, in words, in order. What was stated at the same moment belongs together."""
    starts, ends = (_by_moment(case.stated.get(name, ())) for name in ("insats_start", "insats_slut"))
    return tuple(
        _measure(str(each.value), starts.get(each.at), ends.get(each.at)) for each in case.stated.get("insats", ())
    )


def _by_moment(stated: tuple[Stated, ...]) -> dict[str, str]:
    return {each.at: str(each.value) for each in stated}


def _measure(measure: str, start: str | None, end: str | None) -> str:
    title = MEASURES.get(measure, measure)
    begins = f" från {_day(start)}" if start else ""
    return f"{title}{begins}" + (f" till {_day(end)}" if end else "")


def _turns(case: CaseLine, today: date) -> str:
    turns = _date(case.facts.get("fyller_20_den"))
    if turns is None:
        return "Okänt"
    return f"{_day(turns.isoformat())} (om {(turns - today).days} dagar)" if turns > today else _day(turns.isoformat())


def _registered(case: CaseLine) -> str:
    entered = case.moments.get(ENTERED)
    if entered is None:
        return "Inte än" if not case.ended else "Har inte stått i registret"
    return f"{_day(entered)} till {_day(case.ended)}" if case.ended else f"Sedan {_day(entered)}"


def _contacts(case: CaseLine) -> str:
    count = case.counters.get("kontaktforsok", 0)
    last = max(
        (day for name, day in case.moments.items() if name in ("kontaktforsok_gjort", "forsta_kontakt.done")),
        default="",
    )
    return f"{count}, senast {_day(last)}" if last else str(count)


def _revision(case: CaseLine, revise_after: int | None) -> str:
    if revise_after is None:
        return "Kommunen har inte bestämt hur ofta"
    due = revision(case, revise_after)
    return _day(due.isoformat()) if due is not None else "När en insats har erbjudits"


def _date(value: object) -> date | None:
    return date.fromisoformat(str(value)[:10]) if value else None


def _day(value: object) -> str:
    """An ISO day in words: 6 juli 2026."""
    day = _date(value)
    return plain_date_words(day) if day is not None else ""
