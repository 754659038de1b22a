"""The facts section: declarations, derived facts, and what expressions may read of them."""

from __future__ import annotations

from collections.abc import Mapping

from core import words
from core.definitions.language.keys_process import RESOURCE_TYPE
from core.definitions.language.scalars import ID, NUMBER, matches
from core.definitions.routine import values
from core.definitions.routine.context import Context
from core.definitions.routine.settings import choices_of
from core.definitions.text.checking import Leaf, Record
from core.definitions.time.timing import duration_of
from core.expressions import RESERVED, NameType
from core.model.facts import ANY_DAY, ANY_NUMBER, CASE_START, NUMBERS, TODAY, Choice, DaySpan, EarlierQuery, Fact, Span
from core.model.values import FactType, Value

_IDENTIFYING: tuple[FactType, ...] = (
    "text", "long_text", "person_number", "org_number", "name", "phone", "email", "address", "document", "person", "colleague",
    "date", "time", "moment",
)  # fmt: skip
"""Types whose values may say who it is, together with others if not alone."""


def declared(context: Context) -> dict[str, Record]:
    """The process's own facts and the shared ones it uses."""
    shared = {leaf.text: leaf for leaf in context.root.leaves("uses")}
    for leaf in shared.values():
        context.known(
            leaf,
            (*context.town.facts, *context.town.settings),
            "unknown-fact",
            "Den gemensamma uppgiften eller inställningen",
            "De står under facts och settings i municipality.yaml.",
        )
    found = {name: context.town.facts[name] for name in shared if name in context.town.facts}
    found.update({name: entry for name, entry in context.root.entries("facts") if isinstance(entry, Record)})
    return found


def fact_names(context: Context, records: dict[str, Record]) -> dict[str, NameType]:
    """What expressions may read. A fact whose type cannot be read is left out."""
    names: dict[str, NameType] = {}
    for name, entry in records.items():
        kind = context.town.fact_types.of(entry.text("type"))
        if kind is not None:
            names[name] = NameType(kind, _texts(context, entry) if kind in ("choice", "choices") else ())
    return names


def _texts(context: Context, entry: Record) -> tuple[str, ...]:
    """What a choice may be in expressions; nothing is said of them when the name of one is told as wrong."""
    found = tuple(choice.id for choice in _choices(context, entry))
    return found if all(matches(ID, name) for name in found) else ()


def _choices(context: Context, entry: Record) -> tuple[Choice, ...]:
    """The alternatives: those written, or the municipality's resources."""
    if entry.text("type") != RESOURCE_TYPE:
        return choices_of(entry)
    known = context.town.resources
    among = [leaf.text for leaf in entry.leaves("among")] or list(known)
    context.used_resources.update(name for name in among if name in known)
    return tuple(Choice(name, known[name].title) for name in among if name in known)


_ASIDE = frozenset(
    {"title", "help", "note", "source", "covers", "verify", "question", "sensitive", "seen_by", "protects", "statistic", "motivate",
     "from", "signed_by", "kept_in"}
)  # fmt: skip
"""Keys that say nothing of which answers there are."""


def build(context: Context, records: dict[str, Record]) -> dict[str, Fact]:
    """The facts of the definition."""
    facts = {name: fact for name, entry in records.items() if (fact := _fact(context, name, entry)) is not None}
    _check_cycles(context, facts, records)
    return facts


def wide(records: Mapping[str, Record]) -> frozenset[str]:
    """The facts where a key is misspelt, or its value wrong, that may say which answers there are or when they are given."""
    return frozenset(name for name, entry in records.items() if not _is_told_apart(entry))


def _is_told_apart(entry: Record) -> bool:
    unread = {key for key in entry.keys if key not in entry.fields}
    return unread <= _ASIDE or (len(entry.meant) == len(unread) and entry.meant <= _ASIDE)


def _fact(context: Context, name: str, entry: Record) -> Fact | None:
    _check_name(context, name, entry)
    kind = _kind(context, entry)
    if kind is None:
        return None
    choices = _choices(context, entry)
    ids = tuple(choice.id for choice in choices)
    _check_statistic(context, name, entry, kind)
    _check_among(context, name, entry)
    if kind in ("choice", "choices") and "choices" not in entry.keys and entry.text("type") != RESOURCE_TYPE:
        hint = "Skriv alternativen: choices: {ja: Ja, delvis: Till viss del}."
        context.report.add(entry.place, "missing-key", f"Uppgiften {name} saknar choices.", hint=hint)
    _check_yes_no(context, name, entry, ids)
    return Fact(
        id=name,
        title=entry.text("title") or name,
        type=kind,
        help=entry.text("help"),
        choices=choices,
        default=_value(context, entry.leaf("default"), kind, ids),
        optional=entry.flag("optional"),
        only_if=context.condition(entry.leaf("only_if")),
        derived=context.reckoned(entry.leaf("is"), kind),
        sensitive=entry.flag("sensitive"),
        seen_by=context.many(context.role(leaf) for leaf in entry.leaves("seen_by")),
        statistic=entry.flag("statistic"),
        note=entry.text("note"),
        question=entry.text("question"),
        motivate=tuple(
            value
            for leaf in entry.leaves("motivate")
            if (value := values.of_type(context, leaf, kind, ids)) is not None
        ),
        earlier=_earlier(context, name, entry, kind),
        signed_by=context.many(context.party(leaf) for leaf in entry.leaves("signed_by")),
        kept_in=entry.text("kept_in"),
        origin=entry.text("from"),
        custom=context.town.fact_types.brought.get(entry.text("type") or ""),
        protects=_protects(context, name, entry, kind),
        span=_span(context, name, entry, kind),
        among=_roles_among(context, entry, kind),
        days=_days(context, name, entry, kind),
    )


def _check_yes_no(context: Context, name: str, entry: Record, ids: tuple[str, ...]) -> None:
    """A choice between the language's own yes and no is read otherwise in conditions than whoever wrote it thinks."""
    if entry.text("type") == "choice" and set(ids) == {"yes", "no"}:
        hint = "Skriv type: yes_no och ta bort choices. Villkor läser den då med bara namnet, eller not framför."
        message = f"Uppgiften {name} har alternativen yes och no."
        context.report.add(entry.at("choices"), "choice-yes-no", message, hint=hint, severity="warning")


def _span(context: Context, name: str, entry: Record, kind: FactType) -> Span:
    """Between which numbers the fact lies."""
    ends = {key: leaf for key in ("min", "max") if (leaf := entry.leaf(key)) is not None}
    for key in ends if kind not in (*NUMBERS, "date") else ():
        message = f"Uppgiften {name} kan inte ha {key}: den är varken ett tal eller ett datum."
        hint = "Skriv type: whole_number, number, money eller date."
        context.report.add(entry.at(key), "fact-shape", message, hint=hint)
    if kind == "date":
        return ANY_NUMBER
    for key, leaf in ends.items():
        if isinstance(leaf.value, str):
            message = f"{leaf.text} är inget tal."
            context.report.add(entry.at(key), "fact-shape", message, hint="Skriv ett tal, med punkt för decimaler.")
    least, most = (leaf.value if (leaf := ends.get(key)) is not None else None for key in ("min", "max"))
    found = Span(*(float(end) if isinstance(end, int | float) else None for end in (least, most)))
    if found.least is not None and found.most is not None and found.most < found.least:
        message = (
            f"Inget tal är både minst {words.number_words(found.least)} och högst {words.number_words(found.most)}."
        )
        context.report.add(entry.at("max"), "fact-shape", message, hint="Byt plats på dem, eller ändra ett av dem.")
    _check_default(context, entry, found)
    return found


def _check_default(context: Context, entry: Record, span: Span) -> None:
    """What a form comes with must be an answer that it takes."""
    written = entry.leaf("default")
    leaf = values.decided(context, written) if written is not None else None
    if leaf is None or not matches(NUMBER, leaf.text) or span.holds(given := float(leaf.text)):
        return
    ends = (
        f"{said} {words.number_words(end)}"
        for said, end in (("minst", span.least), ("högst", span.most))
        if end is not None
    )
    message = (
        f"Det förvalda värdet {words.number_words(given)} godtas inte i formuläret: det ska vara {' och '.join(ends)}."
    )
    context.report.add(entry.at("default"), "fact-shape", message, hint="Ändra default, min eller max.")


def _days(context: Context, name: str, entry: Record, kind: FactType) -> DaySpan:
    """Between which days a date lies; a day may be that of another date in the routine."""
    if kind != "date":
        return ANY_DAY
    dates = [other for other, known in context.scope.names.items() if known.kind == "date" and other != name]
    return DaySpan(*(_end(context, leaf, dates) if (leaf := entry.leaf(key)) else None for key in ("min", "max")))


def _end(context: Context, leaf: Leaf, dates: list[str]) -> str | None:
    if isinstance(leaf.value, int | float):
        hint = "Skriv today, case.start, en dag som 2026-03-02 eller namnet på ett annat datum."
        context.report.add(leaf.place, "fact-shape", f"{leaf.text} är inget datum.", hint=hint)
        return None
    if leaf.text in (TODAY, CASE_START) or leaf.text[0].isdecimal():
        return leaf.text
    return context.known(leaf, dates, "unknown-fact", "Datumet", "Det ska stå bland facts med type: date.")


def _protects(context: Context, name: str, entry: Record, kind: FactType) -> bool:
    """Only an answer of yes or no can say that somebody is protected."""
    if entry.flag("protects") and kind != "yes_no":
        hint = "Skriv type: yes_no, eller ta bort protects."
        message = f"Uppgiften {name} kan inte ha protects: den är inte ja eller nej."
        context.report.add(entry.at("protects"), "fact-shape", message, hint=hint)
    return entry.flag("protects") and kind == "yes_no"


def _roles_among(context: Context, entry: Record, kind: FactType) -> tuple[str, ...]:
    """The roles of which a colleague must have one to be chosen."""
    return context.many(context.role(leaf) for leaf in entry.leaves("among")) if kind == "colleague" else ()


def _check_statistic(context: Context, name: str, entry: Record, kind: FactType) -> None:
    """What is kept in clear for statistics must say nothing of who it is, and nothing that is to be kept from anybody."""
    if not entry.flag("statistic"):
        return
    if kind in _IDENTIFYING:
        message = f"Uppgiften {name} kan inte vara statistik: den kan säga vem det gäller."
        hint = "Ta bort statistic, eller fråga en uppgift med färdiga svar (choice eller yes_no)."
        context.report.add(entry.at("statistic"), "fact-shape", message, hint=hint)
    elif entry.flag("sensitive") or "seen_by" in entry.keys:
        message = f"Uppgiften {name} är känslig och kan inte vara statistik."
        hint = "Statistik sparas i klartext. Ta bort statistic."
        context.report.add(entry.at("statistic"), "fact-shape", message, hint=hint)


def _check_among(context: Context, name: str, entry: Record) -> None:
    """Only resources and colleagues are chosen among the municipality's own, and of resources there must be some."""
    is_resource = entry.text("type") == RESOURCE_TYPE
    wrong = {"choices": is_resource, "among": not is_resource and entry.text("type") != "colleague"}
    for key in (key for key, is_wrong in wrong.items() if is_wrong and key in entry.keys):
        hint = "among hör till typerna resource och colleague, choices till choice och choices."
        context.report.add(entry.at(key), "fact-shape", f"Uppgiften {name} kan inte ha {key}.", hint=hint)
    if not is_resource or not context.town.known:
        return
    hint = "Resurser står under resources i municipality.yaml."
    for leaf in entry.leaves("among"):
        context.known(leaf, context.town.resources, "unknown-resource", "Resursen", hint)
    if not context.town.resources:
        message = f"Uppgiften {name} väljs bland kommunens resurser, men kommunen har inga."
        context.report.add(entry.at("type"), "unknown-resource", message, hint=hint)


def _value(context: Context, leaf: Leaf | None, kind: FactType, choices: tuple[str, ...]) -> Value | None:
    return values.of_type(context, leaf, kind, choices) if leaf is not None else None


def _earlier(context: Context, name: str, entry: Record, kind: FactType) -> EarlierQuery | None:
    """What a look-back looks for; the routine and its endings are looked up when all routines are read."""
    table = entry.record("earlier")
    if (kind == "earlier_case") != ("earlier" in entry.keys):
        hint = "Skriv type: earlier_case och earlier: {process: rutin, outcome: slut, within: 6 months}."
        message = f"Uppgiften {name} ska ha både typen earlier_case och earlier, eller inget av dem."
        context.report.add(entry.place, "fact-shape", message, hint=hint)
    for key in ("is", "default", "optional", "motivate"):
        if table is not None and key in entry.keys:
            hint = f"Ta bort {key}: svaret kommer från personens tidigare ärenden."
            context.report.add(entry.at(key), "fact-shape", f"Uppgiften {name} kan inte ha {key}.", hint=hint)
    if table is None:
        return None
    outcomes = tuple(leaf.text for leaf in table.leaves("outcome"))
    since_start = table.text("since") is not None
    return EarlierQuery(table.text("process") or "", outcomes, duration_of(table.leaf("within")), since_start)


def _check_name(context: Context, name: str, entry: Record) -> None:
    facts = context.root.record("facts")
    if name in RESERVED:
        place = facts.at(name) if facts else entry.place
        hint = f"Ordet betyder något i villkor. Välj ett annat, till exempel {name}_varde."
        context.report.add(place, "reserved-word", f"{name} kan inte vara namn på en uppgift.", hint=hint)


def _kind(context: Context, entry: Record) -> FactType | None:
    context.town.fact_types.check(entry.leaf("type"), context.report)
    return context.town.fact_types.of(entry.text("type"))


def _check_cycles(context: Context, facts: dict[str, Fact], records: dict[str, Record]) -> None:
    """A derived fact may read other derived facts, but never itself on any way round."""
    reads = {
        name: [n for n in sorted(fact.derived.names) if n in facts] for name, fact in facts.items() if fact.derived
    }
    settled: set[str] = set()
    for name in reads:
        for ring in rings(name, reads, settled):
            message = f"Uppgiften {ring} räknas ut från sig själv."
            context.report.add(
                records[ring].at("is"), "derived-cycle", message, hint="Ändra is: så att kedjan tar slut."
            )


def rings(start: str, reads: dict[str, list[str]], settled: set[str]) -> list[str]:
    """The facts at which a walk through what is read comes back to where it is; each fact is walked through once."""
    found: list[str] = []
    road: list[str] = []
    waiting = [(start, False)]
    while waiting:
        name, done = waiting.pop()
        if done:
            road.pop()
            settled.add(name)
        elif name in road:
            found.append(name)
        elif name in reads and name not in settled:
            road.append(name)
            waiting.append((name, True))
            waiting.extend((other, False) for other in reads[name])
    return found
