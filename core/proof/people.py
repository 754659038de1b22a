"""Whether the people there are can do what the routine asks: roles that nobody holds, and four eyes with too few of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from core.model.definition import ProcessDefinition
from core.model.people import UNDECIDED, Municipality
from core.model.steps import DecisionStep, Step
from core.proof.findings import Finding, quoted


def people_findings(definition: ProcessDefinition, municipality: Municipality) -> tuple[Finding, ...]:
    """What is wrong with who does what; nothing when no colleagues are declared, for then nobody knows who there are."""
    if not municipality.staff:
        return ()
    return (
        *_nobody(definition, municipality),
        *_alone(definition, municipality),
        *_FourEyes(definition, municipality).find(),
    )


def _nobody(definition: ProcessDefinition, municipality: Municipality) -> Iterator[Finding]:
    held = {role for person in municipality.staff.values() for role in municipality.may_have(person.roles)}
    told: set[str] = set()
    for step in definition.steps.values():
        for rule, roles in _alternatives(step):
            # A list of roles means any of them, so one that is held is enough.
            if not roles or set(roles) & held or set(roles) <= told:
                continue
            told.update(roles)
            by = f" enligt {rule} i delegationen" if rule else ""
            message = (
                f"Ingen medarbetare har rollen {_titles(municipality, roles)}, så ingen kan göra ”{step.title}”{by}."
            )
            change = "ändra raden under delegation" if rule else "byt role: på steget"
            hint = f"Ge någon rollen under staff: i municipality.yaml, eller {change}."
            yield Finding("role-nobody", message, hint, "warning", step.id)
    for fact in definition.facts.values():
        if fact.among and not held & set(fact.among):
            titles = _titles(municipality, fact.among)
            message = f"Ingen medarbetare har rollen {titles}, så ingen kan väljas som ”{fact.title}”."
            hint = "Ge någon rollen under staff: i municipality.yaml, eller byt among: på uppgiften."
            yield Finding("role-nobody", message, hint, "warning", fact.id)


def power_findings(definition: ProcessDefinition, municipality: Municipality) -> Iterator[Finding]:
    """Decisions by roles that the delegation does not name for the same provision, though it names others."""
    for step in definition.steps.values():
        if (
            not isinstance(step, DecisionStep)
            or step.decides.by_delegation
            or step.decides.outside
            or step.basis is None
        ):
            continue
        lines = [line for line in municipality.delegation if line.id and line.basis == step.basis]
        named = {role for line in lines for role in line.roles}
        other = [role for role in (step.decides.roles or step.roles) if role not in named]
        if named and other and UNDECIDED not in named:
            rules = ", ".join(dict.fromkeys(line.id for line in lines))
            message = (
                f"{_titles(municipality, other)} beslutar i ”{step.title}”, men delegationen ({rules}) ger inte den rollen rätt att "
                "besluta enligt samma lagrum."
            )
            hint = "Skriv decides: {by: delegation}, eller lägg till rollen på en rad i delegationen."
            yield Finding("delegation-passed", message, hint, "info", step.id)


def _alone(definition: ProcessDefinition, municipality: Municipality) -> Iterator[Finding]:
    """Decisions that only one person may take who may also present them: nobody takes what they presented themselves."""
    for step in definition.steps.values():
        decides = step.decides if isinstance(step, DecisionStep) else None
        if decides is None or not decides.presents or decides.outside:
            continue
        presenting = _holders(municipality, decides.presents)
        lines = [(power.rule, power.roles) for power in decides.powers] or [("", decides.roles or step.roles)]
        for rule, roles in lines:
            deciding = _holders(municipality, roles)
            if len(deciding) != 1 or not deciding <= presenting:
                continue
            who = municipality.staff[next(iter(deciding))].name
            by = f" enligt {rule} i delegationen" if rule else ""
            message = (
                f"Bara {who} får besluta i ”{step.title}”{by}, och får också lägga fram beslutet. Den som har lagt fram det får inte "
                "besluta, så då kan ingen göra det."
            )
            hint = (
                "Ge en till person rollen under staff:, låt någon annan lägga fram (presents) eller ta bort presents."
            )
            yield Finding("four-eyes", message, hint, "warning", step.id)
            break


def _holders(municipality: Municipality, roles: Iterable[str]) -> set[str]:
    """Who has any of the roles on some day."""
    wanted = set(roles)
    return {p.id for p in municipality.staff.values() if municipality.may_have(p.roles) & wanted}


def _titles(municipality: Municipality, roles: Iterable[str]) -> str:
    return quoted(municipality.roles[r].title if r in municipality.roles else r for r in roles)


def _alternatives(step: Step) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The roles that do a step, for each way that who it is may be settled; with the line of the delegation that settles it, or ""."""
    if isinstance(step, DecisionStep) and step.decides.powers:
        yield from ((power.rule, power.roles) for power in step.decides.powers)
    elif step.roles_when:
        yield from (("", way.roles) for way in step.roles_when)
        yield "", step.roles
    else:
        yield "", _roles(step)


def _roles(step: Step) -> tuple[str, ...]:
    if step.roles_when:
        return tuple(dict.fromkeys((*step.roles, *(r for way in step.roles_when for r in way.roles))))
    if isinstance(step, DecisionStep):
        decides = step.decides
        own = (*decides.roles, *(r for power in decides.powers for r in power.roles))
        return () if decides.outside else own or step.roles
    return step.roles


class _FourEyes:
    """Colours the steps with people: steps that must differ get different ones, steps that must be alike the same."""

    def __init__(self, definition: ProcessDefinition, municipality: Municipality) -> None:
        self._d, self._town = definition, municipality
        self._differ = {
            (a, b)
            for s in definition.steps.values()
            for a, b in _pairs(s)
            if {a, b} <= set(definition.steps) and a != b
        }
        self._group = self._groups()

    def find(self) -> Iterator[Finding]:
        for component in self._components():
            shared = {g: frozenset(self._people(g)) for g in component}
            if not all(shared.values()) or self._colour(component, shared):
                continue  # a role that nobody holds is told by itself
            apart = {
                g: frozenset(f"{role}:{n}" for role in self._roles_of(g) for n in range(self._count(role)))
                for g in component
            }
            possible = self._colour(component, apart)
            yield self._finding(component, possible=possible)

    def _groups(self) -> dict[str, str]:
        """The step that stands for each: steps with `same_as` go together."""
        found = {step: step for step in self._d.steps}
        for step in self._d.steps.values():
            if step.same_as in found:
                old, new = found[step.id], found[step.same_as or ""]
                found = {s: new if g == old else g for s, g in found.items()}
        return found

    def _components(self) -> list[tuple[str, ...]]:
        near: dict[str, set[str]] = {}
        for a, b in self._differ:
            near.setdefault(self._group[a], set()).add(self._group[b])
            near.setdefault(self._group[b], set()).add(self._group[a])
        found: list[tuple[str, ...]] = []
        seen: set[str] = set()
        for start in (s for s in self._d.steps if s in near):
            if start in seen:
                continue
            reached, waiting = {start}, [start]
            while waiting:
                for other in near[waiting.pop()] - reached:
                    reached.add(other)
                    waiting.append(other)
            seen |= reached
            found.append(tuple(s for s in self._d.steps if s in reached))
        return found

    def _members(self, group: str) -> list[Step]:
        return [self._d.steps[s] for s, g in self._group.items() if g == group]

    def _roles_of(self, group: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(r for step in self._members(group) for r in _roles(step)))

    def _people(self, group: str) -> set[str]:
        """Who may do every step of the group."""
        everyone = set(self._town.staff)
        for step in self._members(group):
            roles = set(_roles(step))
            able = {p.id for p in self._town.staff.values() if self._town.may_have(p.roles) & roles}
            everyone &= able if roles else everyone
        return everyone

    def _count(self, role: str) -> int:
        return sum(role in self._town.may_have(p.roles) for p in self._town.staff.values())

    def _colour(self, groups: tuple[str, ...], allowed: Mapping[str, frozenset[str]]) -> bool:
        """Whether everybody can be given a person; tried in turn, the fewest first."""
        near = {(self._group[a], self._group[b]) for a, b in self._differ}
        near |= {(b, a) for a, b in near}
        order = sorted(groups, key=lambda g: len(allowed[g]))
        chosen: dict[str, str] = {}

        def place(at: int) -> bool:
            if at == len(order):
                return True
            group = order[at]
            for person in sorted(allowed[group]):
                if all(chosen.get(other) != person for other in groups if (group, other) in near):
                    chosen[group] = person
                    if place(at + 1):
                        return True
                    del chosen[group]
            return False

        return not any((g, g) in near for g in groups) and place(0)

    def _finding(self, component: tuple[str, ...], *, possible: bool) -> Finding:
        steps = [
            s.id
            for s in self._d.steps.values()
            if any(s.id in pair for pair in self._differ) and self._group[s.id] in component
        ]
        titles = quoted(self._d.steps[s].title for s in steps)
        roles = tuple(dict.fromkeys(r for s in steps for r in _roles(self._d.steps[s])))
        counts = ", ".join(
            f"{self._town.roles[r].title if r in self._town.roles else r}: {self._count(r)}" for r in roles
        )
        if possible:
            message = f"{titles} ska göras av olika personer, men de som har rollerna är delvis desamma och räcker inte till ({counts})."
            return Finding(
                "four-eyes", message, "Ge en till person någon av rollerna under staff:.", "warning", steps[-1]
            )
        message = f"{titles} ska göras av olika personer, men det finns för få som har rollerna ({counts})."
        return Finding(
            "four-eyes", message, "Ge fler personer rollen under staff:, eller ta bort not_same_as.", "error", steps[-1]
        )


def _pairs(step: Step) -> Iterator[tuple[str, str]]:
    if step.not_same_as is not None:
        yield step.id, step.not_same_as
    if isinstance(step, DecisionStep):
        for other in step.decides.not_same_as:
            yield step.id, other
