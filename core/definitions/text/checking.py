"""The tree against the table of keys: reads every value once, says everything that is wrong, and keeps what is right."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec import Struct, field

from core.definitions.language.scalars import ID, TEXT, WARNING, Scalar, matches
from core.definitions.language.shapes import ByNode, Free, Kinds, Lazy, ListOf, MapOf, Obj, Shape
from core.definitions.problems import shape_advice, value_advice
from core.definitions.problems.report import MAX_SHOWN, Report
from core.definitions.text.tree import Items, Node, Place, Table, Text, is_lost
from core.expressions import as_name, nearest

_EMPTY = "Skriv minst en sak i den eller ta bort nyckeln. I ett scenario sägs inget alls med none: late: none."
_NO_KINDS: Mapping[str, Obj] = {}
MAX_ENTRIES = 500
"""A list or table with more entries than this is no routine anybody reads."""
UNDECIDED = object()
"""The value of a setting that nobody has decided."""


class Leaf(Struct, frozen=True):
    """A single value: as written, and as read. `value` is UNDECIDED where an undecided setting stands."""

    text: str
    value: object
    node: Text

    @property
    def place(self) -> Place:
        """Where it stands."""
        return self.node.place


class Series(Struct, frozen=True):
    """A list of values that could be read. `whole`: whether all of them could."""

    items: tuple[Read, ...]
    place: Place
    whole: bool = True


class Record(Struct, frozen=True):
    """A table: the values that could be read, the places of all keys, and the kind if it has one.

    `meant` are keys that were probably meant by misspelt ones, so that nobody is told that they are missing. `misses`: some key
    is none of those there are, which is told.
    """

    place: Place
    fields: Mapping[str, Read] = field(default_factory=dict)
    keys: Mapping[str, Place] = field(default_factory=dict)
    kind: str = ""
    meant: frozenset[str] = frozenset()
    misses: bool = False

    def leaf(self, key: str) -> Leaf | None:
        """The single value of `key`, if that is what stands there."""
        found = self.fields.get(key)
        return found if isinstance(found, Leaf) else None

    def text(self, key: str) -> str | None:
        """The text of `key`; None when absent or undecided."""
        found = self.leaf(key)
        return found.text if found is not None and found.value is not UNDECIDED else None

    def flag(self, key: str) -> bool:
        """Whether `key` says yes."""
        found = self.leaf(key)
        return found is not None and found.value is True

    def record(self, key: str) -> Record | None:
        """The table of `key`, if that is what stands there."""
        found = self.fields.get(key)
        return found if isinstance(found, Record) else None

    def many(self, key: str) -> tuple[Read, ...]:
        """The items of `key`: of a list, or the one thing that stands there instead of a list."""
        found = self.fields.get(key)
        if found is None:
            return ()
        return found.items if isinstance(found, Series) else (found,)

    def leaves(self, key: str) -> tuple[Leaf, ...]:
        """The single values of `key`."""
        return tuple(item for item in self.many(key) if isinstance(item, Leaf) and item.value is not UNDECIDED)

    def records(self, key: str) -> tuple[Record, ...]:
        """The tables in the list of `key`."""
        return tuple(item for item in self.many(key) if isinstance(item, Record))

    def entries(self, key: str) -> Iterator[tuple[str, Read]]:
        """Names and values of the table of `key`, in the order they were written."""
        found = self.record(key)
        if found is not None:
            yield from found.fields.items()

    def at(self, key: str) -> Place:
        """Where `key` stands, or the record itself."""
        return self.keys.get(key, self.place)


Read = Leaf | Series | Record


class SettingText(Struct, frozen=True):
    """What a setting is here: its value as text, or None when nobody has decided, and its type (empty: not known)."""

    text: str | None
    kind: str = ""


class Checker:
    """Reads nodes by shapes. `settings` are the process's, by name; a municipality file has none.

    `titles` gives the name of what is called something (in small letters), for those who write that where the name goes.
    """

    def __init__(
        self, report: Report, settings: Mapping[str, SettingText] | None = None, titles: Mapping[str, str] | None = None
    ) -> None:
        self._report = report
        self._settings = settings or {}
        self._titles = titles or {}

    def read(self, node: Node, shape: Shape) -> Read | None:
        """The node's value by `shape`, or None when it is so wrong that nothing can be kept."""
        if is_lost(node):
            return None
        if isinstance(shape, Lazy):
            shape = shape.get()
        if isinstance(shape, ByNode):
            return self._by_node(node, shape)
        if isinstance(shape, Scalar):
            return self._scalar(node, shape)
        if isinstance(shape, ListOf):
            return self._list(node, shape)
        if isinstance(shape, Free):
            return self._free(node)
        return self._table(node, shape)

    def _by_node(self, node: Node, shape: ByNode) -> Read | None:
        chosen = shape.text if isinstance(node, Text) else shape.items if isinstance(node, Items) else shape.table
        if (
            isinstance(node, Text)
            and shape.text is not None
            and shape.items is not None
            and (shape_advice.several(self._report, node) or shape_advice.rows(self._report, node, shape))
        ):
            return None
        if isinstance(node, Text) and (
            shape_advice.for_a_table(self._report, node, shape) or shape_advice.as_a_window(self._report, node, shape)
        ):
            return None
        if chosen is not None:
            return self.read(node, chosen)
        if isinstance(shape.table, MapOf) and shape_advice.names_alone(self._report, node, shape.table):
            return None
        if (
            isinstance(node, Text)
            and isinstance(shape.table, Obj)
            and shape_advice.short(self._report, node, shape.table)
        ):
            return None
        allowed = [
            word
            for word, part in (("en text", shape.text), ("en lista", shape.items), ("en tabell", shape.table))
            if part
        ]
        message = f"Här står {_kind(node)}, men det ska vara {' eller '.join(allowed)}."
        hint = value_advice.BESIDE_WORDS.get(shape.text.name) if isinstance(shape.text, Scalar) else None
        self._report.add(node.place, "wrong-shape", message, hint=hint)
        return None

    def _scalar(self, node: Node, shape: Scalar) -> Leaf | None:
        if not isinstance(node, Text):
            self._report.add(
                node.place,
                "wrong-shape",
                f"Här står {_kind(node)}, men det ska vara en text.",
                hint=None if shape is TEXT else f"Skriv {shape.what}.",
            )
            return None
        if shape.setting and node.text.startswith("settings."):
            return self._setting(node, shape)
        return self._value(node, node.text, shape, "")

    def _setting(self, node: Text, shape: Scalar) -> Leaf | None:
        name = node.text.removeprefix("settings.")
        setting = self._settings.get(name)
        if setting is None:
            allowed = tuple(f"settings.{word}" for word in self._settings)
            self._report.add(
                node.place,
                "unknown-setting",
                f"Inställningen {node.text} finns inte.",
                allowed=allowed,
                given=node.text,
            )
            return None
        if setting.kind and setting.kind not in shape.takes:
            self._wrong_kind(node, setting, shape)
            return None
        if shape.day and setting.kind == "date":
            return self._value(node, node.text, shape, "")
        if setting.text is None and not shape.undecided:
            hint = f"Ge inställningen {name} ett värde med default:."
            self._report.add(node.place, "undecided", f"{node.text} har inget värde, och här behövs ett.", hint=hint)
            return None
        if setting.text is None:
            return Leaf(node.text, UNDECIDED, node)
        text = f"{setting.text} before" if shape is WARNING else setting.text
        return self._value(node, text, shape, f" (från {node.text})")

    def _wrong_kind(self, node: Text, setting: SettingText, shape: Scalar) -> None:
        """Told before anybody has decided, so that answering the question does not break the routine."""
        allowed = tuple(f"settings.{name}" for name, other in self._settings.items() if other.kind in shape.takes)
        kinds = " eller ".join(shape.takes)
        self._report.add(
            node.place, "setting-type", f"{node.text} är av typen {setting.kind} och kan inte stå här.",
            allowed=allowed, hint=f"Här behövs en inställning av typen {kinds}.",
        )  # fmt: skip

    def _value(self, node: Text, text: str, shape: Scalar, origin: str) -> Leaf | None:
        setting = self._settings.get(text) if shape.setting else None
        if not matches(shape, text) and setting is not None and setting.kind in shape.takes:
            hint = f"Skriv settings.{text}."
            self._report.add(node.place, "bad-value", f"{text} är en inställning.", hint=hint)
            return None
        if not matches(shape, text):
            shape_advice.bad_value(self._report, node, shape, (text, origin), self._titles)
            return None
        try:
            return Leaf(text, shape.parse(text), node)
        except ValueError as error:
            self._report.add(
                node.place, "bad-value", f"{text}{origin} kan inte stå här: {error}", hint=f"Skriv {shape.what}."
            )
            return None

    def _list(self, node: Node, shape: ListOf) -> Series | None:
        if not isinstance(node, Items):
            if isinstance(node, Text) and shape_advice.several(self._report, node):
                return None
            hint = shape_advice.listed(node, shape)
            self._report.add(
                node.place, "wrong-shape", f"Här står {_kind(node)}, men det ska vara en lista.", hint=hint
            )
            return None
        if not node.items:
            self._report.add(node.place, "empty-value", "Listan är tom.", hint=_EMPTY)
        self._check_size(node, len(node.items))
        read = [self.read(item, shape.item) for item in node.items[:MAX_ENTRIES]]
        return Series(
            tuple(item for item in read if item is not None),
            node.place,
            None not in read and len(node.items) <= MAX_ENTRIES,
        )

    def _check_size(self, node: Node, entries: int) -> None:
        if entries > MAX_ENTRIES:
            message = f"Här står {entries} saker; det får vara högst {MAX_ENTRIES}."
            self._report.add(node.place, "too-many", message, hint="Dela upp det på flera rutiner.")

    def _free(self, node: Node) -> Read:
        if isinstance(node, Text):
            return Leaf(node.text, node.text, node)
        if isinstance(node, Items):
            return Series(tuple(self._free(item) for item in node.items if not is_lost(item)), node.place)
        return Record(
            node.place,
            {key.text: self._free(value) for key, value in node.entries if not is_lost(value)},
            {k.text: k.place for k, _ in node.entries},
        )

    def _table(self, node: Node, shape: MapOf | Obj | Kinds) -> Record | None:
        if not isinstance(node, Table):
            if isinstance(node, Text) and isinstance(shape, Obj) and shape_advice.short(self._report, node, shape):
                return None
            if isinstance(shape, MapOf) and shape_advice.names_alone(self._report, node, shape):
                return None
            said = "en tabell med nycklar" if isinstance(shape, MapOf) else shape.said
            hint = shape_advice.written(node, shape)
            message = f"Här står {_kind(node)}, men det ska vara {said}."
            keys = tuple(shape.keys) if isinstance(shape, Obj) and len(shape.keys) <= MAX_SHOWN else ()
            self._report.add(node.place, "wrong-shape", message, allowed=keys, hint=hint)
            return None
        if isinstance(shape, MapOf):
            return self._map(node, shape)
        if isinstance(shape, Obj):
            return self._obj(node, shape, "")
        kind = self._kind_of(node, shape)
        if kind is None:
            return None
        self._second_kind(node, shape, kind)
        return self._obj(node, shape.kinds[kind], kind, shape.kinds)

    def _map(self, node: Table, shape: MapOf) -> Record:
        fields: dict[str, Read] = {}
        self._check_size(node, len(node.entries))
        for key, value in node.entries[:MAX_ENTRIES]:
            if not shape.any_key and not matches(ID, key.text):
                self._bad_id(key)
            read = self.read(value, shape.value)
            if read is not None:
                fields[key.text] = read
            elif not is_lost(value):
                self._report.misnamed(key.place.file, key.text)
        return Record(node.place, fields, {key.text: key.place for key, _ in node.entries})

    def _bad_id(self, key: Text) -> None:
        self._report.misnamed(key.place.file, key.text, as_name(key.text))
        self._report.add(key.place, "bad-id", f"{key.text} kan inte vara ett namn.", hint=value_advice.naming(key.text))

    def _kind_of(self, node: Table, shape: Kinds) -> str | None:
        """Which kind the table is; its first known kind wins and a second one is a problem."""
        found = [key for key, _ in node.entries if key.text in shape.kinds or key.text in shape.later]
        # `end` is also where any step may lead
        chosen = next((key for key in found if key.text != "end"), found[0] if found else None)
        if chosen is None or (chosen.text == "end" and shape_advice.is_another(node, shape)):
            shape_advice.no_kind(self._report, node, shape)
            return None
        if chosen.text not in shape.kinds:
            self._not_yet(chosen)
            return None
        return chosen.text

    def _second_kind(self, node: Table, shape: Kinds, kind: str) -> None:
        own = shape.kinds[kind]
        for key, _ in node.entries:
            if key.text in shape.kinds and key.text not in own.keys:
                message = f"{own.said.capitalize()} kan inte också vara {shape.kinds[key.text].said}."
                hint = shape.both or "Dela upp det i två steg, vart och ett med sitt -."
                self._report.add(key.place, "two-kinds", message, hint=hint)

    def _obj(self, node: Table, shape: Obj, kind: str, kinds: Mapping[str, Obj] = _NO_KINDS) -> Record:
        fields: dict[str, Read] = {}
        self._check_size(node, len(node.entries))
        meant: set[str | None] = set()
        hollow: Obj | None = None
        for key, value in node.entries[:MAX_ENTRIES]:
            known = shape.keys.get(key.text)
            if known is None and hollow is not None and key.text in hollow.keys:
                continue
            if known is not None and is_lost(value):
                hollow = shape_advice.not_indented(self._report, node, key, shape)
            if known is not None and shape_advice.condition_alone(self._report, node, key, value):
                continue
            if known is None:
                if key.text not in kinds or key.text in shape.later:
                    meant.add(self._unknown_key(key, shape, kinds))
                continue
            read = self.read(value, known.shape)
            if read is not None:
                fields[key.text] = read
        present = {key.text for key, _ in node.entries}
        another = not fields and any(key in shape.elsewhere for key in present)  # all of it belongs somewhere else
        for name in shape.required if not another else ():
            if name not in present and name not in meant:
                self._report.add(
                    node.place,
                    "missing-key",
                    f"{shape.said.capitalize()} saknar {name}.",
                    hint=shape_advice.needed(shape, name),
                )
        keys = {key.text: key.place for key, _ in node.entries}
        return Record(node.place, fields, keys, kind, frozenset(word for word in meant if word), bool(meant))

    def _unknown_key(self, key: Text, shape: Obj, kinds: Mapping[str, Obj]) -> str | None:
        """Says that the key is unknown and gives the one that was probably meant, so that it is not told as missing too."""
        if key.text in shape.later:
            self._not_yet(key)
            return None
        message = f"{key.text} är ingen nyckel i {shape.said}."
        where = shape.elsewhere.get(key.text) or shape_advice.belongs(key.text, kinds)
        if where is not None:
            self._report.add(key.place, "unknown-key", message, hint=where)
            return None
        close = nearest(key.text, shape.keys)
        self._report.add(key.place, "unknown-key", message, allowed=tuple(shape.keys), nearest_word=close)
        return close

    def _not_yet(self, key: Text) -> None:
        message = f"{key.text} finns i språket men körs inte än."
        self._report.add(key.place, "not-yet", message, hint="Ta bort det, eller skriv det under note: så länge.")


def _kind(node: Node) -> str:
    if isinstance(node, Text):
        return "en text"
    return "en lista" if isinstance(node, Items) else "en tabell"
