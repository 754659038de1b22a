"""What is mine now, what is the unit's, and what is late."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from urllib.parse import quote

from fastapi import APIRouter, Response

from core.application.case.reader import short_number
from core.application.lists.views import Scope, WorkItem
from core.application.step.actions import AssignAction
from core.errors import RutinError
from core.words import capital, inside, list_words
from web.pages import Row, WorklistPage, WorkPart
from web.rendering import element_id
from web.site import PostedForm, Reader, ReaderHere
from web.times import Words

router = APIRouter()
TODO = {
    "do": "Utför", "book": "Boka tid", "hold": "Genomför möte", "wait": "Inväntas", "offer": "Erbjud överlämning",
    "answer": "Svara om platsen", "propose": "Lägg fram förslag", "decide": "Besluta", "end": "Avsluta delen",
    "offer_again": "Lämnades tillbaka: erbjud igen", "propose_again": "Skickades tillbaka: lägg fram igen",
    "unanswered": "Ett tillägg svarar inte: svara i stället",
    "lost": "Det andra ärendet gav inget svar: flytta ärendet",
}  # fmt: skip
"""What is to be done, by the step's state."""
DONE = {"decision": "Fatta beslut", "letter": "Skicka brev"}
"""The same, of steps that are done otherwise than by ticking them off."""
WRITTEN = "Skriv in beslutet"
"""What is to be done with a decision that a board takes."""
OVER = "Skriv in hur mötet gick"
"""What is to be done when the booked time has passed."""
COLLEAGUE = "Görs av en kollega, inte av dig"
"""What is to be done of a step that the reader has had a hand in, when the routine asks for somebody else."""
PATHS: dict[Scope, str] = {"mine": "uppgifter", "unit": "uppgifter/enheten"}
PARTS = ("Försenat", "Möten som har varit", "I dag", "Senare", "Utan frist")
"""The parts of the list, most urgent first."""
CHANGED = "Någon annan har ändrat vem som har steget. Listan visar hur det är nu."


# The two lists are drawn on the event loop: reading fifty rows takes under a millisecond and never waits for a writer, while
# many threads reading at once spend their time handing the interpreter to each other.


@router.get("/{kommun}/uppgifter")
async def mine(reader: ReaderHere, efter: str | None = None) -> Response:
    """The reader's own work: theirs and what nobody has taken."""
    return _list(reader, "mine", efter)


@router.get("/{kommun}/uppgifter/enheten")
async def units(reader: ReaderHere, efter: str | None = None) -> Response:
    """All open work of the reader's unit."""
    return _list(reader, "unit", efter)


@router.post("/{kommun}/uppgifter/ta-over")
def take(reader: ReaderHere, posted: PostedForm) -> Response:
    """Takes over a step from the list, if it still is with whom the list said."""
    scope: Scope = "unit" if posted.get("lista") == "unit" else "mine"
    case_id, instance, assigned = (*posted.get("steg").split(" "), "", "", "")[:3]
    case = reader.site.rutin.case(reader.slug, reader.actor, case_id)
    card = next((each for each in case.cards if each.instance == instance), None)
    if card is None or (card.assigned or "") != assigned:
        return reader.go(f"{reader.base}/{PATHS[scope]}", CHANGED)
    action = AssignAction(
        command=posted.command,
        case=case.case,
        seen=case.version,
        instance=card.instance,
        person=reader.actor.id,
    )
    try:
        message = f"{card.title}: {reader.site.rutin.submit(reader.slug, reader.actor, action).message}"
    except RutinError as error:
        message = error.text
    return reader.go(f"{reader.base}/{PATHS[scope]}", message)


def _list(reader: Reader, scope: Scope, after: str | None) -> Response:
    found = reader.site.rutin.worklist(reader.slug, reader.actor, scope, after)
    words = reader.site.words()
    parts = parts_of(found.items, reader.base, words)
    following = f"{reader.base}/{PATHS[scope]}?efter={quote(found.next)}" if found.next else None
    title = "Mina uppgifter" if scope == "mine" else "Enhetens uppgifter"
    roles = list_words([inside(each) for each in found.roles], "och") if scope == "unit" else ""
    return reader.show(WorklistPage(title, reader.base, scope, parts, found.late, following, after is None, roles))


def parts_of(items: Iterable[WorkItem], base: str, words: Words) -> tuple[WorkPart, ...]:
    """The rows in parts, each in the order it came: late, meetings of earlier days, today's, the rest, and what has no time."""
    parts: dict[str, list[Row]] = {title: [] for title in PARTS}
    late, over, today, later, untimed = parts.values()
    items = tuple(items)
    looks = [_looks(item) for item in items]
    alike = Counter(looks)
    namesakes = Counter(person for person, _ in {(item.person, item.case) for item in items})
    for item, look in zip(items, looks, strict=True):
        row = row_of(item, base, words, apart=alike[look] > 1, numbered=namesakes[item.person] > 1)
        now = row.today or row.slot.startswith("I dag")
        been = is_over(item, words) and not now
        (late if row.late else over if been else today if now else later if row.due or row.slot else untimed).append(
            row
        )
    return tuple(WorkPart(title, tuple(found)) for title, found in parts.items() if found)


def _looks(item: WorkItem) -> tuple[str, str, str]:
    """What a row shows of which step it is: a case may have the same step open twice."""
    return item.case, item.step_title, item.period


def is_over(item: WorkItem, words: Words) -> bool:
    """Whether the booked time has passed, so that somebody has to write down how it went: nothing else tells that."""
    return item.slot is not None and item.slot < words.now


def _todo(item: WorkItem, words: Words) -> str:
    """What is to be done: an answer is named as on the case page."""
    if item.ruled_out:
        return COLLEAGUE
    if item.answers:
        return f"Svara: {list_words([inside(each) for each in item.answers], 'eller')}"
    if is_over(item, words):
        return OVER
    if item.outside and item.action in ("do", "decide"):
        return WRITTEN
    return DONE.get(item.kind, TODO["do"]) if item.action == "do" else TODO[item.action]


def _whom(item: WorkItem, numbered: bool) -> str:
    """Whom the case is about, with its number when the name does not tell which case it is."""
    if item.person and not numbered:
        return item.person
    return f"{item.person or 'Namn saknas'}, ärende {short_number(item.case)}"


def row_of(item: WorkItem, base: str, words: Words, *, apart: bool = False, numbered: bool = False) -> Row:
    """A row in words: cheap functions only, since there are fifty on a page. `apart`: another one looks like it, so it says since when.

    `numbered`: another case on the page is about somebody of the same name, so it says which case.
    """
    due, late = item.due, item.late
    said = "" if due is None else words.due(due, item.whole_day)
    if due is not None and item.moves_on:
        said = f"går vidare {words.turn(due)}"
    since = f"sedan {words.day(item.opened)}" if apart else ""
    takeable = item.may_take and not item.yours and item.action not in ("wait", "unanswered", "lost")
    case = f"{base}/arenden/{item.case}"
    return Row(
        case,
        f"{case}#steg-rubrik-{element_id(item.instance)}",
        _whom(item, numbered),
        " · ".join(filter(None, (item.step_title, item.period, since))),
        item.process_title,
        _todo(item, words),
        f"Försenad sedan {said}" if late and said else capital(said),
        late and bool(said),
        said.startswith("i dag"),
        "" if item.slot is None else capital(words.moment(item.slot)),
        "Du" if item.yours else (item.assigned_name or ""),
        f"{item.case} {item.instance} {item.assigned or ''}" if takeable else "",
        item.protected,
    )
