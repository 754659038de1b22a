"""The municipality's own registers, checked against the routines they are about once those have been read."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from core.definitions.municipality.directory import Directory
from core.definitions.problems.report import Report as Problems
from core.definitions.routine.process import Built
from core.definitions.text.checking import Leaf, Record
from core.definitions.watched.watching import counted_moment, of_routines
from core.model.plugins import RegisterDef
from core.model.secrecy import secrecy_of

RULE = "register-shape"
RECKONED = "räknas ut ur något känsligt"


def build(
    entries: Mapping[str, Record],
    names: Directory,
    found: Mapping[str, Built],
    unread: frozenset[str],
    problems: Problems,
) -> dict[str, RegisterDef]:
    """The registers by id, in the order they were written; the arguments are those of `core.definitions.watched.watching.of_routines`."""
    about = of_routines(entries, names, found, unread, problems)
    return {each.name: _Reader(each.built, problems).register(each.name, each.entry, each.roles) for each in about}


class _Reader(Struct, frozen=True):
    """Reads a register of one routine."""

    built: Built
    problems: Problems

    def register(self, name: str, entry: Record, roles: tuple[str, ...]) -> RegisterDef:
        self._check(name, entry)
        moments = (counted_moment(self.built, leaf, self.problems) for leaf in entry.leaves("to"))
        begins = entry.leaf("from")
        return RegisterDef(
            id=name,
            title=entry.text("title") or name,
            process=self.built.definition.id,
            enters=(counted_moment(self.built, begins, self.problems) or "") if begins is not None else "",
            shows=tuple(fact for leaf in entry.leaves("lists") if (fact := self._fact(leaf)) is not None),
            at=tuple(step for leaf in entry.leaves("at") if (step := self._step(leaf)) is not None),
            leaves=tuple(moment for moment in moments if moment is not None),
            roles=roles,
            note=entry.text("note"),
        )

    def _check(self, name: str, entry: Record) -> None:
        if ("at" in entry.keys) == ("from" in entry.keys):
            message = f"Registret {name} ska säga antingen at (vilka steg) eller from (från vilket ögonblick)."
            self.problems.add(entry.place, RULE, message, hint="Skriv en av dem.")
        elif "to" in entry.keys and "at" in entry.keys:
            message = f"Registret {name} har at, och då står ärendet i det så länge steget är öppet."
            self.problems.add(entry.at("to"), RULE, message, hint="Ta bort to, eller skriv from i stället för at.")

    def _step(self, leaf: Leaf) -> str | None:
        steps = self.built.definition.steps
        if leaf.text in steps:
            return leaf.text
        message = f"Steget {leaf.text} finns inte i rutinen {self.built.definition.id}."
        self.problems.add(leaf.place, "unknown-step", message, allowed=tuple(steps), given=leaf.text)
        return None

    def _fact(self, leaf: Leaf) -> str | None:
        definition, facts = self.built.definition, self.built.definition.facts
        allowed = tuple(fact.id for fact in facts.values() if secrecy_of(definition, fact).is_open)
        if leaf.text in allowed:
            return leaf.text
        known = leaf.text in facts
        said = f"finns inte i rutinen {definition.id}"
        if known:
            own = facts[leaf.text].sensitive or facts[leaf.text].seen_by
            said = f"{'är känslig' if own else RECKONED} och får inte stå i listor"
        rule = RULE if known else "unknown-fact"
        self.problems.add(leaf.place, rule, f"Uppgiften {leaf.text} {said}.", allowed=allowed, given=leaf.text)
        return None
