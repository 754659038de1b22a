"""How long cases are kept, checked: what a routine says, and key by key what municipality.yaml says where it is silent."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

from core.definitions.law.laws import WHERE_PROVISIONS, missing
from core.definitions.problems.report import Report
from core.definitions.text.checking import Record
from core.model.law import Laws
from core.model.retention import Counted, Retention
from core.model.time import Duration
from core.model.values import Expression
from core.words import list_words

if TYPE_CHECKING:
    from core.definitions.routine.context import Context  # which needs what a municipality says

SHAPE = "retention-shape"
_SAYS = ("after", "from", "basis", "keep_if", "keep", "why")
_COUNTED: dict[str, Counted] = {word: word for word in get_args(Counted)}
_HOW_LONG = "Skriv after: 5 years, eller keep: yes och why. Är det inte bestämt: skriv bara question, då gallras inget."


def of_routine(context: Context, shared: Retention | None) -> Retention | None:
    """What holds for the routine's cases: its own words, and those of the municipality where it has none. None: nobody says anything."""
    entry = context.root.record("retention")
    if entry is None:
        return shared
    basis = context.provision(entry.leaf("basis"))
    condition = context.condition(entry.leaf("keep_if"))
    if _is_silent(entry):
        if entry.text("question") is None and not entry.misses:
            context.report.add(entry.place, SHAPE, "Det står inte hur länge ett ärende sparas.", hint=_HOW_LONG)
        return _made(entry, None, None)  # it is not decided for this routine, whatever holds for the others
    _check(entry, context.report, shared)
    if entry.text("from") == "last_note_of_person" and not ("basis" in entry.keys or (shared and shared.basis)):
        _without_law(entry, context.report)
    elif entry.text("from") == "last_note_of_person" and not _knows_the_person(context):
        message = "Rutinen har inget personnummer att känna igen personens andra ärenden på."
        hint = "Skriv from: last_note, eller fråga efter en uppgift av typen person_number."
        context.report.add(entry.at("from"), SHAPE, message, hint=hint)
    return _made(entry, basis, None if entry.flag("keep") else shared, condition)


def of_town(read: Record, laws: Laws, report: Report) -> Retention | None:
    """What the municipality says for all its routines, or for a forum (`read` is what has the key `retention`)."""
    entry = read.record("retention")
    if entry is None:
        return None
    leaf = entry.leaf("basis")
    basis = leaf.text if leaf is not None and leaf.text in laws.provisions else None
    if leaf is not None and basis is None:
        message = f"Lagrummet {leaf.text} finns inte."
        hint = missing(laws) or WHERE_PROVISIONS
        report.add(leaf.place, "unknown-provision", message, allowed=tuple(laws.provisions), given=leaf.text, hint=hint)
    if not _is_silent(entry) or entry.text("question") is None:
        _check(entry, report, None)
    if entry.text("from") == "last_note_of_person" and leaf is None:
        _without_law(entry, report)
    return _made(entry, basis, None)


def of_forum(entry: Record, laws: Laws, report: Report) -> Retention | None:
    """What holds for a forum's meetings."""
    rule = entry.record("retention")
    if rule is not None and rule.text("from") == "last_note_of_person":
        message = "Ett mötes anteckningar hör inte till en viss person."
        report.add(rule.at("from"), SHAPE, message, hint="Skriv from: last_note eller from: ended.")
    return of_town(entry, laws, report)


def _made(entry: Record, basis: str | None, shared: Retention | None, condition: Expression | None = None) -> Retention:
    """The rule of `entry`, with what `shared` says where it is silent."""
    under = shared if shared is not None and not shared.keep else Retention()
    leaf = entry.leaf("after")
    after = leaf.value if leaf is not None and isinstance(leaf.value, Duration) else None
    keeps = entry.flag("keep")
    return Retention(
        after=None if keeps else after or under.after,
        counted=_COUNTED.get(entry.text("from") or "", under.counted),
        basis=basis or under.basis,
        keep_if=condition,
        keep=keeps,
        why=entry.text("why"),
        note=entry.text("note"),
        question=entry.text("question"),
        verify=entry.flag("verify") or under.verify,
    )


def _check(entry: Record, report: Report, shared: Retention | None) -> None:
    """What makes no sense together."""
    leaf = entry.leaf("after")
    if entry.flag("keep"):
        both = [key for key in ("after", "from", "keep_if") if key in entry.keys]
        if both:
            message = f"{list_words(['keep', *both])} går inte ihop: det som bevaras gallras aldrig."
            report.add(entry.at("keep"), SHAPE, message, hint=f"Ta bort keep, eller {list_words(both)}.")
        if "why" not in entry.keys:
            hint = "Skriv why: och skälet, till exempel vad dokumenthanteringsplanen säger."
            report.add(entry.at("keep"), SHAPE, "Det står inte varför ärendena bevaras.", hint=hint)
        return
    if "why" in entry.keys and "keep" not in entry.keys:
        hint = "Skriv keep: yes, eller ta bort why. En anmärkning skrivs med note."
        report.add(entry.at("why"), SHAPE, "why säger varför ärendena bevaras, men keep: yes saknas.", hint=hint)
    if leaf is not None and isinstance(leaf.value, Duration) and leaf.value.parts[0][1] == "hours":
        message = "Hur länge ett ärende sparas räknas inte i timmar."
        report.add(leaf.place, SHAPE, message, hint="Skriv tiden i days, weeks, months eller years: after: 5 years.")
    if "after" not in entry.keys and not entry.misses and (shared is None or shared.after is None):
        report.add(entry.place, SHAPE, "Det står inte hur länge ett ärende sparas.", hint=_HOW_LONG)


def _is_silent(entry: Record) -> bool:
    """Whether it says nothing of how long, so that a question is all there is."""
    return not any(key in entry.keys for key in _SAYS)


def _without_law(entry: Record, report: Report) -> None:
    message = "from: last_note_of_person gäller personens ärenden i rutiner med samma basis, men basis saknas."
    report.add(entry.at("from"), SHAPE, message, hint="Skriv basis och lagrummet, eller from: last_note.")


def _knows_the_person(context: Context) -> bool:
    """Whether some fact is a person's number."""
    return any(kind.kind == "person_number" for name, kind in context.scope.names.items() if name in context.facts())
