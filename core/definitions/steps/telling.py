"""What is told and agreed at a step: letters that go out, information that is given, consents that are asked for."""

from __future__ import annotations

import re
import unicodedata

from core.definitions.routine.context import Context
from core.definitions.text.checking import Leaf, Record
from core.expressions import nearest
from core.model.telling import OPEN, Channel, Inform, Send


def sends(context: Context, record: Record) -> tuple[Send, ...]:
    """The letters under `sends`: a template, a table, or a list of them."""
    found = []
    for item in record.many("sends"):
        leaf = item if isinstance(item, Leaf) else item.leaf("template") if isinstance(item, Record) else None
        name = template(context, leaf)
        if name is None:
            continue
        if isinstance(item, Record):
            found.append(
                Send(
                    name,
                    receiver(context, item.leaf("to")),
                    channels(context, item),
                    context.condition(item.leaf("only_if")),
                )
            )
        else:
            found.append(Send(name))
    return tuple(found)


def template(context: Context, leaf: Leaf | None) -> str | None:
    """A letter's template; the routine then has it."""
    own = (nearest(leaf.text, context.letters) or leaf.text) if leaf is not None else "kallelse"
    hint = f"Mallar ligger i mappen letters bredvid processes, en fil för varje brev: {own}.md."
    name = context.known(leaf, context.letters, "unknown-letter", "Brevmallen", hint)
    if name is not None:
        context.used_letters.add(name)
    return name


def receiver(context: Context, leaf: Leaf | None) -> str | None:
    """Whom something is sent or said to: a role, an outside party or a unit."""
    if leaf is None or not context.town.known:
        return leaf.text if leaf is not None else None
    allowed = (*context.town.outside, *context.town.roles, *context.town.units)
    return context.known(leaf, allowed, "unknown-party", "Mottagaren")


def channels(context: Context, record: Record) -> tuple[Channel, ...]:
    """The ways to send, in order, each with the consent it needs."""
    found = []
    for item in record.many("by"):
        if isinstance(item, Leaf):
            found.append(Channel(item.text))
        elif isinstance(item, Record):
            for name, value in item.fields.items():
                consent = consent_of(context, value if isinstance(value, Leaf) else None)
                found.append(Channel(name, consent))
    if found and all(channel.id in OPEN for channel in found) and _is_about_a_person(context):
        message = "Brevet kan inte gå till den som har skyddade personuppgifter: alla sätt kan läsas av andra."
        hint = "Lägg till ett sätt, till exempel brev: by: [epost, brev]."
        context.report.add(record.at("by"), "letter-stuck", message, hint=hint)
    return tuple(found)


def _is_about_a_person(context: Context) -> bool:
    """Whether a case of the routine is about somebody, who may have protected identity whatever the routine asks."""
    facts = (fact for _, fact in context.root.entries("facts"))
    return any(isinstance(fact, Record) and fact.text("type") in ("person_number", "name") for fact in facts)


def consents(context: Context, record: Record) -> tuple[str, ...]:
    """The consents that are asked for."""
    return context.many(consent_of(context, leaf) for leaf in record.leaves("consents"))


def consent_of(context: Context, leaf: Leaf | None) -> str | None:
    """A consent that the routine declares."""
    hint = "Samtycken står under consents."
    return context.known(leaf, context.declared("consents"), "unknown-consent", "Samtycket", hint)


def informs(context: Context, record: Record) -> tuple[Inform, ...]:
    """The information that is given. Its id is made of its words, so that a record made today can be read tomorrow."""
    found: dict[str, Inform] = {}
    for item in record.many("informs"):
        text = item.text if isinstance(item, Leaf) else item.text("inform") if isinstance(item, Record) else None
        if text is None:
            continue
        name = _unique(_slug(text), found)
        if not isinstance(item, Record):
            found[name] = Inform(name, text)
            continue
        ways, all_ways = _ways(context, item)
        found[name] = Inform(name, text, receiver(context, item.leaf("to")), ways, all_ways)
    return tuple(found.values())


def _ways(context: Context, item: Record) -> tuple[tuple[str, ...], bool]:
    table = item.record("ways")
    if table is None:
        return tuple(leaf.text for leaf in item.leaves("ways")), False
    written = [key for key in ("all", "any") if key in table.keys]
    if len(written) != 1:
        message = "Sätten att informera är tomma." if not written else "Sätten har både all och any."
        context.report.add(
            table.place, "ways-shape", message, hint="Skriv ways: {any: [muntligt, skriftligt]}, eller all."
        )
    return tuple(leaf.text for key in written for leaf in table.leaves(key)), written == ["all"]


def _slug(text: str) -> str:
    plain = unicodedata.normalize("NFD", text.lower()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[:60].rstrip("_") or "information"


def _unique(name: str, taken: dict[str, Inform]) -> str:
    number, found = 1, name
    while found in taken:
        number += 1
        found = f"{name}_{number}"
    return found


def place_of(record: Record) -> str | None:
    """Where it is, or usually is, as it is written in letters."""
    table = record.record("where")
    return table.text("usually") if table is not None else record.text("where")
