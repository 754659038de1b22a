"""The store's small parts: keys, terms, hashes, cursors, moments, the bounded memory."""

from __future__ import annotations

import errno
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import CorruptHistory, NotFound, StorageError
from core.storage.chain import START, ClearColumns, commit_hash, event_hash, pack_entry, unpack_entries
from core.storage.cursors import case_cursor, place_cursor, read_case, read_place
from core.storage.keys import KeyRing
from core.storage.lru import Lru
from core.storage.moments import from_micros, to_micros
from core.storage.port import Subject
from core.storage.sqlite.ids import pack_id, unpack_id
from core.storage.terms import query_terms, subject_terms

KEYS = KeyRing(bytes(range(32)))


# --- keys


def test_a_key_file_is_made_once_and_read_again(tmp_path: Path) -> None:
    path = tmp_path / "bengtsfors.key"
    first = KeyRing.create(path)
    with pytest.raises(FileExistsError):
        KeyRing.create(path)
    assert KeyRing.load(path).check_value() == first.check_value()
    assert KeyRing.create(tmp_path / "annan.key").check_value() != first.check_value()


@pytest.mark.parametrize("content", ["", "not hexadecimal", "00" * 31, "å"])
def test_a_file_that_is_no_key_is_said(tmp_path: Path, content: str) -> None:
    path = tmp_path / "x.key"
    path.write_text(content)
    with pytest.raises(StorageError) as caught:
        KeyRing.load(path)
    assert (caught.value.code, caught.value.details["file"]) == ("key_damaged", "x.key")
    assert path.read_text() == content


def test_a_key_that_may_not_be_read_is_not_told_as_damaged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    KeyRing.create(tmp_path / "x.key")

    def refuse(*_: object, **__: object) -> str:
        raise PermissionError(errno.EACCES, "nej")

    monkeypatch.setattr(Path, "read_text", refuse)
    with pytest.raises(StorageError, match="chmod 600") as caught:
        KeyRing.load(tmp_path / "x.key")
    assert (caught.value.code, caught.value.details["file"]) == ("key_closed", "x.key")


def test_a_missing_key_or_folder_is_said(tmp_path: Path) -> None:
    with pytest.raises(StorageError):
        KeyRing.load(tmp_path / "x.key")
    with pytest.raises(StorageError):
        KeyRing.create(tmp_path / "no folder" / "x.key")


def test_what_is_sealed_opens_only_in_its_place_and_with_its_key() -> None:
    wrapped, cipher = KEYS.new_case_key()
    sealed = cipher.sealer(1)(b"hemligt", "event a 1")
    assert b"hemligt" not in sealed
    assert KEYS.cipher(wrapped).open(sealed, "event a 1") == b"hemligt"
    other = KEYS.new_case_key()[1]
    for key, about in ((cipher, "event a 2"), (other, "event a 1")):
        with pytest.raises(CorruptHistory):
            key.open(sealed, about)
    for broken in (sealed[:-1], b"", sealed[:5], sealed[:-1] + bytes([sealed[-1] ^ 1])):
        with pytest.raises(CorruptHistory):
            cipher.open(broken, "event a 1")


def test_a_case_key_that_is_damaged_or_another_municipalitys_is_that_cases_damage() -> None:
    wrapped, _ = KEYS.new_case_key()
    for ring, key in ((KeyRing(bytes(32)), wrapped), (KEYS, bytes(40)), (KEYS, wrapped[:-1]), (KEYS, b"")):
        with pytest.raises(CorruptHistory) as caught:
            ring.cipher(key)
        assert caught.value.text == (
            "Ärendets historik kan inte läsas (ärendets nyckel är skadad). Kontakta driften; inget har ändrats."
        )


def test_blind_digests_need_the_key() -> None:
    assert KEYS.blind("p:1") == KEYS.blind("p:1") != KEYS.blind("p:2")
    assert KEYS.blind("p:1") != KeyRing(bytes(32)).blind("p:1")
    assert len(KEYS.blind("p:1")) == 16


def test_no_nonce_is_used_twice() -> None:
    cipher = KEYS.new_case_key()[1]
    seals = [cipher.sealer(500), cipher.sealer(500)]
    made = [seal(b"", "x")[:12] for seal in seals for _ in range(500)]
    assert len(set(made)) == 1000
    with pytest.raises(ValueError, match=r"."):
        seals[0](b"", "x")


# --- terms


def test_a_name_gives_its_words_and_its_ends() -> None:
    found = subject_terms(Subject("19900101123x", "  Anna-Lena  MARIA Öst "))
    assert found == {"p:19900101123X", "n:anna-lena maria öst", "n:anna-lena öst", "n:anna-lena", "n:maria", "n:öst"}
    assert subject_terms(Subject(org_number="9920000008")) == {"o:9920000008"}
    assert subject_terms(Subject()) == subject_terms(Subject("", "  ")) == frozenset()


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("19900101-1234", {"p:199001011234", "o:9001011234"}),
        ("900101-1234", {"p:199001011234", "p:209001011234", "o:9001011234"}),
        ("900101+1234", {"p:189001011234", "p:199001011234"}),
        ("19900161tf12", {"p:19900161TF12"}),
        ("Öst, Anna", {"n:anna öst"}),
        ("o\u0308st", {"n:öst"}),
        ("", set()),
        (" , ", set()),
    ],
)
def test_what_is_asked_for_becomes_terms(text: str, terms: set[str]) -> None:
    assert query_terms(text) == terms


# --- hashes, ids, cursors, moments, memory


def test_every_part_of_an_event_is_in_its_hash() -> None:
    clear: ClearColumns = ("a", 1, "t", "s", 2, 3, "eva", "c")
    base = event_hash(START, clear, b"content")
    others = [event_hash(bytes([1]) + START[1:], clear, b"content"), event_hash(START, clear, b"content2")]
    for place, value in enumerate(clear):
        changed: list[object] = [*clear]
        changed[place] = value + 1 if isinstance(value, int) else f"{value}x"
        others.append(event_hash(START, tuple(changed), b"content"))  # type: ignore[arg-type]
    assert len({base, *others}) == 11


def test_text_cannot_slip_from_one_column_to_the_next() -> None:
    first = event_hash(START, ("a", 1, "t", 's","', 2, 3, "eva", "c"), b"")
    second = event_hash(START, ("a", 1, 't","s', "", 2, 3, "eva", "c"), b"")
    assert first != second


def test_a_commits_lines_come_back() -> None:
    head = bytes(range(32))
    assert list(unpack_entries(pack_entry(7, 3, head) + pack_entry(8, 1, START))) == [(7, 3, head), (8, 1, START)]
    assert commit_hash(START, 1, b"x") != commit_hash(START, 2, b"x") != commit_hash(head, 2, b"x")


@given(st.text() | st.binary(min_size=16, max_size=16).map(bytes.hex))
def test_an_id_comes_back_from_its_packed_form(text: str) -> None:
    assert unpack_id(pack_id(text)) == text


def test_a_usual_id_takes_half_the_room() -> None:
    assert len(pack_id("0123456789abcdef" * 2)) == 16
    assert pack_id("0123456789ABCDEF" * 2) == "0123456789ABCDEF" * 2


@given(st.datetimes(timezones=st.just(UTC)))
def test_a_moment_is_kept_to_the_microsecond(moment: datetime) -> None:
    assert from_micros(to_micros(moment)) == moment


def test_a_moment_of_another_zone_is_the_same_moment_and_one_without_zone_is_none() -> None:
    moment = datetime(2026, 3, 2, 9, 30, tzinfo=timezone(timedelta(hours=1)))
    assert from_micros(to_micros(moment)) == datetime(2026, 3, 2, 8, 30, tzinfo=UTC)
    with pytest.raises(TypeError):
        to_micros(datetime(2026, 3, 2))  # noqa: DTZ001


@given(st.integers(-(2**61), 2**61), st.integers(0, 2**61), st.integers(1, 2**40), st.text())
def test_a_cursor_leads_back_to_its_place(due: int, opened: int, no: int, instance: str) -> None:
    assert read_place(place_cursor((due, opened, no, instance))) == (due, opened, no, instance)
    assert read_case(case_cursor(due, no)) == (due, no)


@given(st.text())
def test_any_other_text_is_no_page(text: str) -> None:
    for read in (read_place, read_case):
        try:
            read(text)
        except NotFound as error:
            assert error.code == "no_page"


def test_the_least_used_is_forgotten_first() -> None:
    kept: Lru[str, int] = Lru(2)
    kept.put("a", 1)
    kept.put("b", 2)
    assert kept.get("a") == 1
    kept.put("c", 3)
    assert (kept.get("a"), kept.get("b"), kept.get("c")) == (1, None, 3)
    kept.drop("a")
    kept.drop("a")
    assert kept.get("a") is None
