"""The directory of municipality.yaml -> units with opening hours, arrows and contacts, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from core.definitions.municipality import promises
from core.definitions.municipality.openings import openings
from core.definitions.problems.report import Report, declaring
from core.definitions.text.checking import Leaf, Record
from core.definitions.text.tree import Place
from core.model.directory import Contact, OrgUnit, Referral, line_of

RULE = "unit-shape"
_SECTIONS = {"units": ("unknown-unit", "Enheten"), "roles": ("unknown-role", "Rollen")}


def _in_the_unit(unit: str) -> str:
    """What to write where a unit stands and a role is needed; a board that decides itself has one for whoever writes that down."""
    return (
        f"{unit} är en enhet. Skriv en roll i den, och saknas den lägg till en under roles: {unit}: {{title: …, unit: {unit}}}. "
        "Är det en nämnd som beslutar själv har den rollen som skriver in nämndens beslut."
    )


class Directory(Struct, frozen=True):
    """Builds the units of one municipality. `names` are what is declared in each section, also what has problems of its own."""

    report: Report
    names: Mapping[str, tuple[str, ...]]

    def known(self, leaf: Leaf | None, section: str) -> str | None:
        """The name, with a problem when it is not declared in `section`."""
        if leaf is None:
            return None
        rule, said = _SECTIONS[section]
        allowed = self.names[section]
        if leaf.text not in allowed:
            a_unit = section == "roles" and leaf.text in self.names.get("units", ())
            hint = _in_the_unit(leaf.text) if a_unit else declaring(rule, leaf.text, allowed)
            message = f"{said} {leaf.text} finns inte."
            self.report.add(leaf.place, rule, message, allowed=allowed, given=leaf.text, hint=hint)
            return None
        return leaf.text

    def role(self, leaf: Leaf) -> str | None:
        """The role, with a problem when it is not declared."""
        return self.known(leaf, "roles")

    def _all(self, record: Record, key: str, section: str) -> tuple[str, ...]:
        found = (self.known(leaf, section) for leaf in record.leaves(key))
        return tuple(name for name in found if name is not None)

    def unit(self, name: str, entry: Record) -> OrgUnit:
        """One unit, outside party or system."""
        ours = entry.leaf("ours")
        unit = OrgUnit(
            id=name,
            title=entry.text("title") or name,
            part_of=self.known(entry.leaf("part_of"), "units"),
            ours=ours is None or ours.value is not False,
            note=entry.text("note"),
            board=entry.flag("board"),
            address=entry.text("address"),
            hours=openings(entry, "hours"),
            led_by=self.known(entry.leaf("led_by"), "roles"),
            person=entry.flag("person"),
            system=entry.flag("system"),
            number=entry.text("number"),
            phone=entry.text("phone"),
            phone_hours=openings(entry, "phone_hours"),
            refers_to=tuple(self._referrals(entry)),
            serves=self._all(entry, "serves", "units"),
            run_with=self._all(entry, "run_with", "units"),
            contact=self._contact(entry),
            planned=entry.flag("planned"),
            question=entry.text("question"),
            source=entry.text("source"),
            promises=promises.build(entry, self.role, self.report),
        )
        if unit.promises and not unit.ours:
            message = f"{unit.title} är utomstående, och kommunen lovar inget åt andra."
            self.report.add(entry.at("promises"), RULE, message, hint="Skriv löftet på den egna enheten.")
        if unit.system and unit.ours:
            message = f"{unit.title} är ett it-system, och ett sådant är ingen enhet hos oss."
            self.report.add(entry.at("system"), RULE, message, hint="Lägg till ours: no.")
        if unit.person and unit.ours:
            message = f"{unit.title} är den som ärendet gäller, och ingen enhet hos oss."
            self.report.add(entry.at("person"), RULE, message, hint="Lägg till ours: no.")
        return unit

    def _contact(self, entry: Record) -> Contact:
        table = entry.record("contact")
        if table is None:
            return Contact(self._all(entry, "contact", "roles"))
        return Contact(self._all(table, "ours", "roles"), table.text("theirs"))

    def _referrals(self, entry: Record) -> list[Referral]:
        table = entry.record("refers_to")
        if table is None:
            return [Referral(name) for name in self._all(entry, "refers_to", "units")]
        found = []
        for to, value in table.fields.items():
            if to not in self.names["units"]:
                message = f"Enheten {to} finns inte."
                self.report.add(table.at(to), "unknown-unit", message, allowed=self.names["units"], given=to)
            elif isinstance(value, Record):
                by, via = self._all(value, "by", "roles"), self._all(value, "via", "roles")
                found.append(Referral(to, value.text("when"), by, via, value.text("note")))
            elif isinstance(value, Leaf):
                found.append(Referral(to, value.text))
        return found

    def check(self, units: Mapping[str, OrgUnit], unit_of: Mapping[str, str | None], section: Record | None) -> None:
        """What is wrong between units. `unit_of` is the unit of each role."""
        for unit in units.values():
            entry = section.fields.get(unit.id) if section else None
            place = entry if isinstance(entry, Record) else None
            if place is not None:
                self._ring(unit, units, place)
                self._arrows(unit, units, unit_of, place)

    def _ring(self, unit: OrgUnit, units: Mapping[str, OrgUnit], entry: Record) -> None:
        last = list(line_of(units, unit.id))[-1]
        if units[last].part_of == unit.id:
            message = f"{unit.title} hör i slutänden till sig själv."
            self.report.add(entry.at("part_of"), RULE, message, hint="Låt den översta enheten stå utan part_of.")

    def _arrows(
        self, unit: OrgUnit, units: Mapping[str, OrgUnit], unit_of: Mapping[str, str | None], entry: Record
    ) -> None:
        table = entry.record("refers_to")
        for arrow in unit.refers_to:
            place = table.at(arrow.to) if table else entry.at("refers_to")
            if arrow.to == unit.id:
                self.report.add(place, RULE, f"{unit.title} hänvisar till sig själv.", hint="Ta bort raden.")
                continue
            sides = {*line_of(units, unit.id), *line_of(units, arrow.to)}
            for role in arrow.via:
                self._side(role, unit_of.get(role), sides, place, f"{unit.title} till {units[arrow.to].title}")

    def _side(self, role: str, unit: str | None, sides: set[str], place: Place, said: str) -> None:
        if unit in sides:
            return
        message = f"via: {role} hör inte till någon av sidorna i hänvisningen från {said}."
        hint = "Ge rollen en enhet med unit:, eller nämn en roll som hör till den som hänvisar eller den som tar emot."
        self.report.add(place, RULE, message, hint=hint)
