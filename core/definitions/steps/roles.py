"""Who answers for a step: roles, a colleague that a fact names, roles by condition, and whose hands it may not be in."""

from __future__ import annotations

from msgspec import Struct

from core.definitions.decisions import decisions
from core.definitions.routine.context import Context
from core.definitions.steps.outline import EventNode, StepNode
from core.definitions.text.checking import Leaf, Record
from core.model.roads import RoleWay

_MAY_LACK = ("phase", "call")
"""Kinds that need no role of their own."""
_OF_AN_EVENT = "Skriv rollerna i en lista på händelsen, och det som ska prövas på ett steg bland dess steps:."
_OF_A_START = "Skriv en start för varje roll, eller det som ska prövas på steget efter starten."


class Who(Struct, frozen=True):
    """Who answers, in the model's words (see `core.model.definition.Step`)."""

    roles: tuple[str, ...] = ()
    together: bool = False
    roles_when: tuple[RoleWay, ...] = ()
    role_fact: str | None = None
    not_same_as: str | None = None
    same_as: str | None = None


def who(context: Context, node: StepNode) -> Who:
    """Who answers for the step: its own role, else that of the nearest phase that has one. A missing role is told."""
    record = answering(context, node)
    if record is not None and only_called(node.record):
        hint = "Ta bort role, eller ta bort only_called om en person också ska kunna starta den."
        context.report.add(
            record.at("role"), "role-shape", f"Ingen startar {node.id} själv, men den har en roll.", hint=hint
        )
    if node.kind == "start":
        _check_named(context, node.record, _OF_A_START)
    if record is not None:
        return _of(context, record)
    if (
        node.kind not in _MAY_LACK
        and not by_time(node.record)
        and not only_called(node.record)
        and "role" not in node.record.meant
        and not decisions.says_who(node.record)
    ):
        tell_missing(context, node, f"Steget {node.id} har ingen roll, så ingen kan göra det.")
    return Who()


def only_called(record: Record) -> bool:
    """Whether it is a start that only another routine takes."""
    return record.kind == "start" and record.flag("only_called")


def by_time(record: Record) -> bool:
    """Whether it is a wait that no person ends."""
    leaf = record.leaf("by_hand")
    return record.kind == "wait" and leaf is not None and leaf.value is False


def of_event(context: Context, node: EventNode) -> Who:
    """Who notes an event; nobody when neither it nor a phase around it says."""
    record = answering(context, node)
    _check_named(context, node.record, _OF_AN_EVENT)
    if record is not None and record is not node.record:
        _check_inherited(context, node, record)
    return _of(context, record) if record is not None else Who()


def answering(context: Context, node: StepNode | EventNode) -> Record | None:
    """The record whose `role` holds: its own, else that of the nearest phase that has one."""
    around = (context.outline.steps[phase].record for phase in node.phases)
    return next((record for record in (node.record, *around) if "role" in record.keys), None)


def tell_missing(context: Context, node: StepNode | EventNode, message: str) -> None:
    """Says that nobody answers for something."""
    hint = "Skriv role: och en av kommunens roller. En fas kan ge sin roll till alla steg i den. Säger källan inte vem: role: unknown."
    context.report.add(node.place, "missing-role", message, allowed=context.town.roles, hint=hint)


def names(context: Context, record: Record, key: str) -> tuple[str, ...]:
    """The roles a key names."""
    return context.many(context.role(leaf) for leaf in record.leaves(key))


def _of(context: Context, record: Record) -> Who:
    table = record.record("role")
    if table is not None:
        return _table(context, table)
    leaves = record.leaves("role")
    if len(leaves) == 1 and (fact := _colleague(context, leaves[0])) is not None:
        return Who(role_fact=fact)
    return Who(names(context, record, "role"))


def _check_named(context: Context, record: Record, instead: str) -> None:
    """What holds of steps only: any of the roles named open a case and note an event, whoever did what and whatever the case says."""
    table, key = record.record("role"), _tried(record)
    if table is not None and key is not None:
        message = f"{key} prövas inte här: alla roller som nämns kan göra det."
        context.report.add(table.at(key), "role-shape", message, hint=instead, severity="warning")
    for leaf in record.leaves("role"):
        if leaf.text in context.facts() and leaf.text not in context.town.roles:
            message = f"{leaf.text} är en uppgift, och här kan bara roller stå."
            context.report.add(leaf.place, "role-shape", message, hint=instead, severity="warning")


def _check_inherited(context: Context, node: EventNode, phase: Record) -> None:
    """The same, where the role is that of a phase: it holds of the steps in it, and of the event only in whom it names."""
    key = _tried(phase)
    if key is not None:
        whose = f"{node.id} har rollen från fasen {phase.text('phase')}"
        message = f"{whose}, men dess {key} prövas inte på en händelse: alla roller som nämns kan notera den."
        context.report.add(node.place, "role-shape", message, hint=_OF_AN_EVENT, severity="warning")


def _tried(record: Record) -> str | None:
    """What the role of a step asks besides who has which role."""
    table = record.record("role")
    return next((key for key in ("when", "not_same_as", "same_as") if table is not None and key in table.keys), None)


def _colleague(context: Context, leaf: Leaf) -> str | None:
    """The fact that names a colleague, when it is no role."""
    kind = context.scope.names.get(leaf.text)
    if kind is None or leaf.text in context.town.roles or leaf.text not in context.facts():
        return None
    if kind.kind != "colleague":
        hint = "Bara en uppgift av typen colleague kan säga vem som gör steget."
        context.report.add(leaf.place, "role-shape", f"{leaf.text} är en uppgift och ingen roll.", hint=hint)
    return leaf.text


def _table(context: Context, table: Record) -> Who:
    _check_shape(context, table)
    steps = context.outline.steps
    ways = tuple(
        RoleWay(condition, names(context, way, "use"))
        for way in table.records("when")
        if (condition := context.condition(way.leaf("if"))) is not None
    )
    return Who(
        tuple(role for key in ("any", "together", "otherwise") for role in names(context, table, key)),
        "together" in table.keys,
        ways,
        None,
        context.known(table.leaf("not_same_as"), steps, "unknown-step", "Steget"),
        context.known(table.leaf("same_as"), steps, "unknown-step", "Steget"),
    )


def _check_shape(context: Context, table: Record) -> None:
    written = [key for key in ("any", "together", "when") if key in table.keys]
    if len(written) > 1:
        message = f"Rollen har både {written[0]} och {written[1]}."
        context.report.add(table.at(written[1]), "role-shape", message, hint="Skriv ett av dem.")
    _check_together(context, table.leaves("together"))
    if not written:
        hint = "Skriv till exempel role: {any: [handlaggare], not_same_as: utredning}."
        context.report.add(table.place, "missing-role", "Här saknas vem det är.", hint=hint)
    if "when" in table.keys and "otherwise" not in table.keys:
        hint = "Lägg till otherwise: och rollen som svarar när inget villkor stämmer."
        context.report.add(table.at("when"), "missing-role", "Här saknas vem det annars är.", hint=hint)
    if "otherwise" in table.keys and "when" not in table.keys:
        hint = "Skriv rollerna under when: en lista av {if: villkor, use: roll}."
        context.report.add(table.at("otherwise"), "role-shape", "otherwise står utan when.", hint=hint)


def _check_together(context: Context, said: tuple[Leaf, ...]) -> None:
    """Roles that do something together are different ones: that somebody else of the same role has been there too is not looked at."""
    again = next((leaf for n, leaf in enumerate(said) if leaf.text in {other.text for other in said[:n]}), None)
    if again is not None:
        message = f"together nämner {again.text} två gånger, men en person räcker för att göra steget."
        hint = "Ska två olika personer göra det: skriv två steg, och på det andra role: {any: [ROLL], not_same_as: DET_FÖRSTA_STEGET}."
        context.report.add(again.place, "role-shape", message, hint=hint.replace("ROLL", again.text))
    elif len(said) == 1:
        message = f"together nämner bara {said[0].text}."
        hint = f"Skriv role: {said[0].text}, eller lägg till den andra rollen."
        context.report.add(said[0].place, "role-shape", message, hint=hint)
