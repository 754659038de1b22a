"""Routes, ways and branches: the one shape for everything that leads somewhere."""

from __future__ import annotations

from core.definitions.routine import values
from core.definitions.routine.context import Context
from core.definitions.text.checking import Leaf, Record, Series
from core.expressions import english, nearest
from core.model.facts import Ask
from core.model.roads import Branch, Route, Way

KEYS = ("go", "end", "stay")
_MISPLACED = frozenset({"otherwise", "else"})
"""What belongs beside the list and not in it."""


def route(context: Context, record: Record, lists: tuple[str, ...]) -> Route:
    """Where a table leads. `lists` are those whose steps it may go to, innermost first."""
    # A name that does not exist is kept: it is told once, and the road does not seem to lead on to the next step.
    written = [key for key in KEYS if key in record.keys and not (key == "end" and record.kind == "end")]
    if "end" in written:
        _use(context, record.leaf("end"))
    if len(written) > 1:
        message = f"Det går inte att både ha {' och '.join(written)}."
        context.report.add(record.at(written[1]), "two-routes", message, hint="Skriv ett av dem.")
    if "go" in written:
        leaf = record.leaf("go")
        if leaf is not None and leaf.text == "again":
            return Route(again=True)
        return Route(go=_step(context, leaf, lists) or (leaf.text if leaf else "?"))
    if "end" in written:
        leaf = record.leaf("end")
        _check_end(context, leaf)
        return Route(end=leaf.text if leaf else "?")
    return Route(stay=record.flag("stay"))


def _use(context: Context, leaf: Leaf | None) -> None:
    """Notes that an end is led to, or the one that was probably meant, so that it is not told as unused as well."""
    ends = context.declared("ends")
    if leaf is None:
        context.used_ends.update(ends)
    elif leaf.text in ends:
        context.used_ends.add(leaf.text)
    elif (meant := nearest(leaf.text, ends)) is not None:
        context.used_ends.add(meant)


def _check_end(context: Context, leaf: Leaf | None) -> None:
    """That the end is there; a step is gone to."""
    ends = context.declared("ends")
    if leaf is None or leaf.text in ends or leaf.text not in context.outline.steps:
        context.known(leaf, ends, "unknown-end", "Slutet")
        return
    context.unreadable = True
    message = f"{leaf.text} är ett steg och inget slut."
    context.report.add(leaf.place, "unknown-end", message, hint=f"Skriv go: {leaf.text} i stället för end.")


def _step(context: Context, leaf: Leaf | None, lists: tuple[str, ...]) -> str | None:
    steps = context.outline.steps
    allowed = tuple(step for name in lists for step in context.outline.lists.get(name, ()))
    if leaf is not None and leaf.text in steps and leaf.text not in allowed:
        node = steps[leaf.text]
        inside = context.outline.where(node)
        outer = next((p for p in reversed(node.phases) if p in allowed), None)
        hint = (
            f"Gå till {outer} i stället, eller flytta steget."
            if outer
            else "Gå till ett steg i samma lista eller utanför."
        )
        rule = "go-into-track" if node.list_id.startswith("track:") else "go-into-phase"
        context.unreadable = True
        context.report.add(leaf.place, rule, f"go: {leaf.text} leder in i {inside} utifrån.", hint=hint)
        return leaf.text
    if leaf is not None and leaf.text in allowed and steps[leaf.text].kind == "start":
        _to_start(context, leaf, allowed)
    if leaf is not None and leaf.text in context.declared("ends") and leaf.text not in steps:
        _use(context, leaf)
        context.unreadable = True
        message = f"{leaf.text} är ett slut och inget steg."
        context.report.add(leaf.place, "unknown-step", message, hint=f"Skriv end: {leaf.text} i stället för go.")
        return None
    if leaf is not None and leaf.text not in (*allowed, "again"):
        context.unreadable = True  # the step that was meant would seem to be led to by nobody
    return context.known(leaf, (*allowed, "again"), "unknown-step", "Steget", _instead(context, leaf, allowed))


def _instead(context: Context, leaf: Leaf | None, allowed: tuple[str, ...]) -> str:
    """What to write when `go` names nothing that is there: an end, when that may be what was meant."""
    said = "again = samma steg en gång till. En annan rutin startas med ett eget steg, call."
    ends = tuple(context.declared("ends"))
    if leaf is None or not ends:
        return said
    meant = nearest(leaf.text, ends)
    if meant is None and "end" not in english(leaf.text) and nearest(leaf.text, allowed) is not None:
        return said
    return f"Ska ärendet sluta här: skriv {f'end: {meant}' if meant else 'end: och ett av sluten'} i stället för go. {said}"


def _to_start(context: Context, leaf: Leaf, allowed: tuple[str, ...]) -> None:
    """A start is done once, when the case begins; whoever comes there again is led past it without a question."""
    steps = context.outline.steps
    after = next((s for s in allowed[allowed.index(leaf.text) + 1 :] if steps[s].kind != "start"), None)
    instead = f"Skriv go: {after}, och frågorna under asks: där" if after is not None else "Gå till ett annat steg"
    message = f"{leaf.text} är en start och görs inte en gång till, så dess frågor ställs inte igen."
    context.report.add(leaf.place, "go-to-start", message, hint=f"{instead}.")


def branch(context: Context, record: Record, lists: tuple[str, ...], otherwise: Route | None) -> Branch:
    """`when`/`otherwise` or a single route. `otherwise` is what holds when nothing is written."""
    single = any(key in record.keys for key in KEYS if not (key == "end" and record.kind == "end"))
    if "when" not in record.keys:
        if "otherwise" in record.keys:
            hint = "Skriv vägarna under when: en lista av {if: villkor, go: steg}."
            context.report.add(record.at("otherwise"), "missing-key", "otherwise står utan when.", hint=hint)
        return Branch(otherwise=route(context, record, lists)) if single else Branch(otherwise=otherwise)
    if single and "when" not in record.fields:
        route(context, record, lists)  # how they are written together is told
    elif single:
        key = next(key for key in KEYS if key in record.keys)
        context.report.add(
            record.at(key), "two-routes", f"Det går inte att både ha when och {key}.", hint="Flytta det till otherwise."
        )
        route(context, record, lists)  # it leads there, so what it names is not told as unused
    other = record.record("otherwise")
    unknown = ("otherwise" in record.keys and other is None) or "else" in record.keys
    if unknown or "when" not in record.fields:
        context.unreadable = True  # where it leads is told as wrong and not known
    chosen = route(context, other, lists) if other is not None else Route(go="?") if unknown else otherwise
    return Branch(ways(context, record.records("when"), lists), chosen)


def ways(context: Context, records: tuple[Record, ...], lists: tuple[str, ...]) -> tuple[Way, ...]:
    """The lines of a `when:` list; one whose condition has problems is left out."""
    found = []
    for record in records:
        context.unreadable = context.unreadable or not _MISPLACED.isdisjoint(record.keys)
        condition = context.condition(record.leaf("if"))
        to = route(context, record, lists)
        if condition is not None:
            found.append(Way(condition, to))
    return tuple(found)


def ends_when(context: Context, record: Record, lists: tuple[str, ...]) -> Branch | None:
    """A phase's `ends_when`: a condition, a list of ways, or a whole branch. A condition alone leads where the phase does."""
    found = record.fields.get("ends_when")
    if found is None:
        return None
    if isinstance(found, Leaf):
        condition = context.condition(found)
        to = route(context, record, lists)
        if "when" in record.keys:
            hint = "Skriv vart villkoret leder: ends_when: [{if: villkor, go: steg}]."
            context.report.add(
                found.place, "phase-shape", "Fasen har flera vägar, och ends_when säger inte vilken.", hint=hint
            )
        return Branch((Way(condition, to),), None) if condition is not None else None
    if isinstance(found, Series):
        return Branch(ways(context, record.records("ends_when"), lists), None)
    return branch(context, found, lists, None)


def asks(context: Context, record: Record) -> tuple[Ask, ...]:
    """The facts a step, an outcome or an event asks for. A table stands for everything its rows need."""
    found: dict[str, Ask] = {}
    once: set[str] = set()
    for item in record.many("asks"):
        leaf = item if isinstance(item, Leaf) else item.leaf("fact") if isinstance(item, Record) else None
        name = _asked(context, leaf)
        if name is None or leaf is None:
            continue
        entry = item if isinstance(item, Record) else None
        if name in context.declared("tables"):
            table = context.tables.get(name)
            for need in table.needs if table is not None else ():
                found.setdefault(need, _ask(context, need, entry))
            continue
        _check_derived(context, name, leaf)
        if name in once:
            hint = "Ta bort den ena. Frågas den av två skäl: en gång, med only_if: a or b."
            context.report.add(leaf.place, "asks-twice", f"{name} frågas redan här.", hint=hint)
        once.add(name)
        found[name] = _ask(context, name, entry)
    return tuple(found.values())


def _asked(context: Context, leaf: Leaf | None) -> str | None:
    if leaf is not None and leaf.text in context.declared("tables"):
        return leaf.text
    if leaf is not None and "." in leaf.text:
        hint = "En rad utan if: är en fråga. Raden skrivs tabell.rad."
        return context.known(leaf, context.judgements(), "unknown-fact", "Bedömningen", hint)
    return context.known(leaf, context.facts(), "unknown-fact", "Uppgiften", "Uppgifter står under facts.")


def _ask(context: Context, name: str, item: Record | None) -> Ask:
    if item is None:
        return Ask(name)
    return Ask(
        name,
        context.condition(item.leaf("only_if")),
        item.flag("optional"),
        values.one(context, name, item.leaf("default")),
        values.many(context, name, item, "motivate"),
    )


def source_of(record: Record) -> str | None:
    """The source as one line."""
    table = record.record("source")
    if table is None:
        return record.text("source")
    return ", ".join(text for key in ("document", "part") if (text := table.text(key)))


def _check_derived(context: Context, name: str, leaf: Leaf) -> None:
    facts = context.root.record("facts")
    entry = facts.fields.get(name) if facts else None
    if isinstance(entry, Record) and entry.text("type") == "earlier_case":
        message = f"{name} svarar Rutin själv på, med ja eller nej, och kan inte frågas."
        context.report.add(
            leaf.place, "asks-derived", message, hint=f"Ta bort den ur asks, och läs den i ett villkor: if: {name}."
        )
    if isinstance(entry, Record) and "is" in entry.keys:
        context.report.add(
            leaf.place, "asks-derived", f"{name} räknas ut med is: och kan inte frågas.", hint="Ta bort den ur asks."
        )
