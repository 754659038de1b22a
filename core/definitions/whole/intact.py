"""Whether everything of a routine that decides where a case may go could be read, though something else in it could not."""

from __future__ import annotations

from collections.abc import Iterator

from core.definitions.language.keys_steps import ANYTIME_KINDS, STEP_KINDS
from core.definitions.routine.context import Context
from core.definitions.text.checking import Leaf, Read, Record, Series
from core.model.definition import ProcessDefinition

_BESIDE = frozenset(
    {"title", "help", "note", "source", "covers", "verify", "question", "role", "deadline", "window", "checklist", "with", "invited",
     "where", "sends", "informs", "consents", "suggests", "booked_by", "quorum", "expected", "basis", "cites", "decides", "presents",
     "valid", "series", "every", "motivate", "reasons", "appeal", "not_before", "template", "to", "by", "forum"}
)  # fmt: skip
"""Keys that say who, when and how, and not where it leads."""
_READ_ONLY = frozenset({"yes_no", "whole_number", "number", "money", "text", "choice"})
"""Settings of these types say nothing of how long something may last."""
_WITH_CONDITION = ("when", "requires")
"""Keys whose entries all have a condition."""


def roads_are_read(context: Context, definition: ProcessDefinition) -> bool:
    """Whether every step, condition, fact and road is there as it was written."""
    if context.unreadable or context.outline.unsure or not _is_declared(context, definition):
        return False
    outline = context.outline
    steps = all(_step(node.record, STEP_KINDS.kinds[node.kind].required) for node in outline.steps.values())
    events = (node.record for node in outline.events.values())
    tables = [table for _, table in context.root.entries("tables")]
    happens = all(_step(event, ANYTIME_KINDS.kinds[event.kind].required) for event in events)
    return steps and happens and all(map(_whole, tables))


def _is_declared(context: Context, definition: ProcessDefinition) -> bool:
    """Whether all counters, ends and tables were built, and all settings have the value that is written.

    A fact that was not built is read by no condition that could be.
    """
    built = (
        ("counters", definition.counters),
        ("ends", definition.ends),
        ("tables", definition.tables),
    )
    if any(not set(context.declared(section)) <= set(there) for section, there in built):
        return False
    lost = frozenset(context.declared("facts")) - definition.facts.keys()
    if lost and not lost.isdisjoint(_named(context.root)):
        return False
    for name in context.declared("settings"):
        setting, section = definition.settings.get(name), context.root.record("settings")
        entry = section.record(name) if section is not None else None
        wrong = setting is None or entry is None or ("default" in entry.keys and setting.value is None)
        if wrong and (entry is None or entry.text("type") not in _READ_ONLY):
            return False
    return True


def _named(value: Read) -> Iterator[str]:
    """What stands anywhere but among what is asked."""
    if isinstance(value, Leaf):
        yield value.text
    elif isinstance(value, Series):
        yield from (name for item in value.items for name in _named(item))
    else:
        yield from (name for key, each in value.fields.items() if key != "asks" for name in _named(each))


def _step(record: Record, required: tuple[str, ...]) -> bool:
    """A step, or what may happen at any time; its own steps are looked at for themselves."""
    lacking = (name for name in required if name not in record.keys and name not in _BESIDE)
    if record.kind == "phase" and not {"steps", "empty"} & record.keys.keys():
        return False
    return not any(lacking) and _keys(record, frozenset({"steps", "anytime"}))


def _keys(record: Record, beside: frozenset[str] = frozenset()) -> bool:
    if "otherwise" in record.keys and "when" not in record.keys:
        return False
    unread = [key for key in record.keys if key not in record.fields and key not in _BESIDE | beside]
    if unread and not (len(record.meant) == len(unread) and record.meant <= _BESIDE):
        return False  # what is misspelt may have been a road
    read = {key: value for key, value in record.fields.items() if key not in _BESIDE | beside}
    ways = (way for key in _WITH_CONDITION for way in record.records(key))
    return all(map(_whole, read.values())) and all("if" in way.keys for way in ways)


def _whole(value: Read) -> bool:
    if isinstance(value, Leaf):
        return True
    if isinstance(value, Series):
        return value.whole and all(map(_whole, value.items))
    return _keys(value, frozenset({"steps"}))
