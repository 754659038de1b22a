"""Events and cases as bytes: every stored version can be read for ever, and what is unknown stops the reading."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec
import pytest
from msgspec import structs

from core.errors import CorruptHistory
from core.model.case import Case
from core.model.events import EVENT_TYPES, CaseStarted, Event, FactGiven, NoteAdded
from core.storage.codec import EVENTS, VERSIONS, EventCodec, Fields, decode_case, encode_case

FIXTURES = Path(__file__).parents[2] / "fixtures" / "events" / "v1"


def fixture(name: str) -> bytes:
    """A stored event of version 1: the version byte and the JSON in the file."""
    return b"\x01" + (FIXTURES / f"{name}.json").read_bytes().strip()


def holds(written: object, kept: object) -> bool:
    """Whether all that was kept is there, however deep, beside what was added later."""
    if isinstance(kept, dict) and isinstance(written, dict):
        return all(name in written and holds(written[name], value) for name, value in kept.items())
    if isinstance(kept, list) and isinstance(written, list):
        return len(kept) == len(written) and all(map(holds, written, kept))
    return written == kept


@pytest.mark.parametrize("name", EVENT_TYPES)
def test_every_event_of_version_one_can_still_be_read(name: str) -> None:
    event = EVENTS.decode(name, fixture(name), "a")
    assert type(event) is EVENT_TYPES[name]
    kept = json.loads(fixture(name)[1:])
    assert kept.keys() <= {field.name for field in structs.fields(event)}
    for field, value in kept.items():
        assert holds(json.loads(msgspec.json.encode(getattr(event, field))), value), field


@pytest.mark.parametrize("name", EVENT_TYPES)
def test_every_field_is_in_the_kept_example(name: str) -> None:
    """An event that gets a new field keeps its old example; the new field then has a default, or a new version and an upcast."""
    fields = structs.fields(EVENT_TYPES[name])
    missing = {field.name for field in fields} - json.loads(fixture(name)[1:]).keys()
    without_default = {field.name for field in fields if field.required}
    assert not missing & without_default


@pytest.mark.parametrize("name", [name for name in EVENT_TYPES if VERSIONS.get(name, 1) == 1])
def test_an_event_is_written_as_it_was_kept(name: str) -> None:
    event = EVENTS.decode(name, fixture(name), "a")
    written_name, written = EVENTS.encode(event)
    assert written_name == name
    assert written[0] == 1
    # A field that was added later is written too; it has a default.
    assert holds(json.loads(written[1:]), json.loads(fixture(name)[1:]))


def test_no_example_is_left_of_an_event_that_is_gone() -> None:
    assert {path.stem for path in FIXTURES.glob("*.json")} == set(EVENT_TYPES)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("made_up", b"\x01{}"),
        ("note_added", b'\x02{"text": "x"}'),
        ("note_added", b'\x00{"text": "x"}'),
        ("note_added", b""),
        ("note_added", b"\x01{}"),
        ("note_added", b'\x01{"text": 1}'),
        ("note_added", b"\x01\xff"),
    ],
)
def test_what_is_unknown_stops_with_type_version_and_case(name: str, content: bytes) -> None:
    with pytest.raises(CorruptHistory) as caught:
        EVENTS.decode(name, content, "case-7")
    version = content[0] if content else 0
    assert caught.value.details["type"] == name
    assert caught.value.details["version"] == version
    assert caught.value.details["case"] == "case-7"
    assert f"{name} version {version} i ärende case-7" in caught.value.text


class Visited(Event, frozen=True, kw_only=True):
    """A made-up event whose third version says place and minutes."""

    place: str
    minutes: int


def _split(fields: Fields) -> Fields:
    place, _, hours = str(fields["visit"]).partition(" ")
    return {"place": place, "hours": int(hours)}


def _minutes(fields: Fields) -> Fields:
    hours = fields.pop("hours")
    assert isinstance(hours, int)
    return {**fields, "minutes": hours * 60}


LIFTING = EventCodec({"visited": Visited}, {"visited": 3}, {("visited", 1): _split, ("visited", 2): _minutes})


@pytest.mark.parametrize(
    "content",
    [b'\x01{"visit": "hemma 2"}', b'\x02{"place": "hemma", "hours": 2}', b'\x03{"place": "hemma", "minutes": 120}'],
)
def test_an_old_version_is_lifted_one_step_at_a_time(content: bytes) -> None:
    assert LIFTING.decode("visited", content, "a") == Visited(place="hemma", minutes=120)


def test_what_is_written_is_the_present_version() -> None:
    assert LIFTING.encode(Visited(place="x", minutes=1)) == ("visited", b'\x03{"place":"x","minutes":1}')


@pytest.mark.parametrize(
    "codec",
    [
        EventCodec({"visited": Visited}, {"visited": 3}, {("visited", 2): _minutes}),
        EventCodec({"visited": Visited}, {"visited": 2}, {("visited", 1): _split}),
    ],
)
def test_a_lift_that_is_missing_or_wrong_stops(codec: EventCodec) -> None:
    with pytest.raises(CorruptHistory):
        codec.decode("visited", b'\x01{"visit": "hemma 2"}', "a")


def test_a_case_comes_back_and_another_format_is_nothing() -> None:
    case = Case(id="a", process="p", fired=frozenset({"x"}), parent=("b", "s#1"), counters={"n": 2})
    stored = encode_case(case)
    assert decode_case(stored) == case
    assert decode_case(b"\x00" + stored[1:]) is None
    assert decode_case(stored[:-1]) is None
    assert decode_case(b"") is None


def test_an_event_keeps_its_values() -> None:
    for event in (
        FactGiven(fact="f", value=1.0),
        NoteAdded(text='"\n\x00å'),
        CaseStarted(process="p", definition="d", start="s"),
    ):
        name, content = EVENTS.encode(event)
        assert EVENTS.decode(name, content, "a") == event
