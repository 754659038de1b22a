"""`rutin audit verify` reads every case: what cannot be read is told, and what is kept beside the history and does not follow from it."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from core.cli import rutin
from core.errors import NotFound
from core.storage.erasing import Erasing, Rule
from tests.acceptance.beside.test_reports import SLUG, Town
from tests.acceptance.running.test_rebuild import DERIVED, damaged, rebuilt, three


def verified(folder: Path) -> Result:
    return CliRunner().invoke(rutin, ["audit", "verify", SLUG, "--data", str(folder / "data")])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three cases, of which the first is ended."""
    three(tmp_path).office.store.close()
    said = verified(tmp_path)
    assert (said.exit_code, said.stdout) == (0, "")
    assert "Historiken stämmer. 3 ärenden, " in said.stderr
    return tmp_path


UNREADABLE = {
    "DELETE FROM keys": "nyckeln saknas fast ärendet inte är gallrat, så det går inte att läsa.",
    "UPDATE keys SET wrapped = zeroblob(40)": "nyckeln är skadad, så ärendet går inte att läsa.",
    "UPDATE keys SET wrapped = (SELECT wrapped FROM keys WHERE case_no = 1)": "händelserna går inte att läsa, fast",
    "UPDATE cases SET snapshot = NULL; DELETE FROM keys": "nyckeln saknas fast ärendet inte är gallrat",
}
MISFITS = {
    "UPDATE cases SET status = 'ended'": "om det är öppet eller avslutat stämmer inte med historiken.",
    "UPDATE cases SET status = 'open'": "om det är öppet eller avslutat stämmer inte med historiken.",
    "UPDATE cases SET process = 'annat'": "vilken rutin det följer stämmer inte med historiken.",
    "UPDATE cases SET definition = 'annat'": "vilken rutin det följer stämmer inte med historiken.",
    "UPDATE cases SET timer = 1": "när klockan ska titta på det stämmer inte med historiken.",
    "UPDATE cases SET snapshot = NULL": "det sparade läget saknas.",
    "UPDATE cases SET snapshot = zeroblob(80)": "det sparade läget går inte att läsa.",
    "UPDATE cases SET label = x'00'": "namnet går inte att läsa.",
    "UPDATE cases SET placed = x'00'": "var det står i listorna går inte att läsa.",
    "DELETE FROM worklist": "uppgifter saknas i uppgiftslistan.",
    "UPDATE worklist SET label = x'00'": "namnet i uppgiftslistan går inte att läsa.",
    "DELETE FROM registers": "det saknas i ett register.",
    "DELETE FROM one_open": "spärren mot ett andra öppet ärende för samma person saknas.",
}


@pytest.mark.parametrize("change", UNREADABLE)
def test_a_case_that_cannot_be_read_is_a_break_in_the_history(folder: Path, change: str) -> None:
    damaged(folder, *change.split(";"))
    said = verified(folder)
    assert said.exit_code == 1
    assert UNREADABLE[change] in said.stdout
    assert "hör inte till något ärende" not in said.stdout, "they belong to a case that cannot be read"
    assert "Historiken är bruten på" in said.stderr and "gallrade" not in said.stderr


@pytest.mark.parametrize("change", MISFITS)
def test_what_does_not_follow_from_the_history_is_told_and_can_be_made_whole(folder: Path, change: str) -> None:
    damaged(folder, change)
    said = verified(folder)
    assert said.exit_code == 1
    assert MISFITS[change] in said.stdout
    assert "hör inte till något ärende" not in said.stdout
    assert "Historiken stämmer, men det som är sparat vid sidan av den gör det inte på" in said.stderr
    assert f"Stäng Rutin och kör rutin rebuild {SLUG}." in said.stderr
    assert rebuilt(folder).exit_code == 0
    assert verified(folder).exit_code == 0


def test_rows_that_belong_to_no_case_are_told(folder: Path) -> None:
    damaged(
        folder,
        "INSERT INTO worklist SELECT 'chef', assigned, due, opened, case_no, instance, case_id, process, action, roles, whole_day, late,"
        " slot, label FROM worklist",
    )
    said = verified(folder)
    assert (said.exit_code, said.stdout) == (1, "Uppgiftslistan: 2 rader hör inte till något ärende.\n")


@pytest.mark.parametrize("number", range(1, 4))
@pytest.mark.parametrize(
    "change",
    [
        "UPDATE keys SET wrapped = zeroblob(40) WHERE case_no = {}",
        "UPDATE events SET content = x'00' WHERE case_no = {}",
        "UPDATE cases SET placed = x'00' WHERE no = {}",
    ],
)
def test_rows_of_one_case_that_cannot_be_read_are_no_strays_and_others_still_are(
    folder: Path, change: str, number: int
) -> None:
    damaged(folder, change.format(number))
    assert "hör inte till något ärende" not in verified(folder).stdout
    damaged(
        folder,
        "INSERT INTO worklist SELECT 'chef', assigned, due, opened, 99, instance, case_id, process, action, roles, whole_day, late,"
        " slot, label FROM worklist LIMIT 1",
    )
    assert "Uppgiftslistan: 1 rad hör inte till något ärende.\n" in verified(folder).stdout


def test_everything_at_once_is_told_and_made_whole(folder: Path) -> None:
    damaged(folder, *DERIVED)
    assert verified(folder).exit_code == 1
    assert rebuilt(folder).exit_code == 0
    assert verified(folder).exit_code == 0


def erase(town: Town, rule: Rule, *cases: str) -> None:
    store = town.office.store
    orders = [Erasing(case, store.version(case), rule, "cli:drift", town.clock.now()) for case in cases]
    assert store.erase(orders) == (None,) * len(cases)


def ended(town: Town) -> list[str]:
    """Two cases that have ended."""
    first, second = (each for each in town.office.store.open_cases())
    town.decide(second, "ja")
    return [case for case in town.office.store.readable_cases() if case != first]


def test_an_erased_case_is_known_as_such(tmp_path: Path) -> None:
    town = three(tmp_path)
    erase(town, Rule("5 years", "last_note", "gallring", "2031-03-02"), *ended(town))
    town.office.store.close()
    said = verified(tmp_path)
    assert (said.exit_code, said.stdout) == (0, "")
    assert "Historiken stämmer. 3 ärenden, varav 2 gallrade, " in said.stderr


def test_one_that_was_erased_before_that_was_written_in_the_journal_is_told_as_that(tmp_path: Path) -> None:
    town = three(tmp_path)
    first, second = ended(town)
    erase(town, Rule("5 years", "last_note", "", "2031-03-02"), first)
    erase(town, Rule(), second)
    town.office.store.close()
    said = verified(tmp_path)
    assert (said.exit_code, said.stdout) == (0, "")
    assert (
        "varav 2 gallrade (1 av dem innan gallring skrevs i journalen, så ingen vet enligt vilken regel), "
        in said.stderr
    )


def test_a_key_that_was_taken_away_with_all_that_erasing_takes_away_is_told(tmp_path: Path) -> None:
    town = three(tmp_path)
    first, second = ended(town)
    erase(town, Rule("5 years", "last_note", "", "2031-03-02"), first)
    town.office.store.close()
    nowhere = "snapshot = NULL, label = NULL, timer = NULL, placed = (SELECT placed FROM cases WHERE id = '{}')"
    damaged(
        tmp_path,
        f"DELETE FROM keys WHERE case_no = (SELECT no FROM cases WHERE id = '{second}')",
        f"UPDATE cases SET {nowhere.format(first)} WHERE id = '{second}'",
    )
    said = verified(tmp_path)
    why = "nyckeln är borta utan att historiken säger att ärendet är gallrat, så det går inte att läsa"
    assert (said.exit_code, said.stdout) == (1, f"Ärende {second}: {why}.\n")
    assert "varav 1 gallrat" in said.stderr


def test_an_erased_case_whose_key_was_put_back_or_of_which_something_is_left_is_told(tmp_path: Path) -> None:
    town = three(tmp_path)
    first, second = ended(town)
    erase(town, Rule("5 years", "last_note", "", "2031-03-02"), first, second)
    town.office.store.close()
    damaged(
        tmp_path,
        f"INSERT INTO keys SELECT no, zeroblob(40) FROM cases WHERE id = '{first}'",
        f"UPDATE cases SET label = zeroblob(40) WHERE id = '{second}'",
    )
    said = verified(tmp_path)
    assert said.exit_code == 1
    assert set(said.stdout.splitlines()) == {
        f"Ärende {first}: det är gallrat enligt historiken, men nyckeln finns.",
        f"Ärende {second}: det är gallrat enligt historiken, men en del av det finns kvar.",
    }


def test_an_entry_that_was_taken_away_or_changed_is_a_break_in_the_history(tmp_path: Path) -> None:
    town = three(tmp_path)
    first, second = ended(town)
    erase(town, Rule("5 years", "last_note", "", "2031-03-02"), first, second)
    town.office.store.close()
    damaged(tmp_path, "UPDATE events SET step = '{}' WHERE type = 'CaseErased'")
    assert verified(tmp_path).stdout.count("innehållet stämmer inte med sin kontrollsumma.") == 2
    damaged(tmp_path, "DELETE FROM events WHERE type = 'CaseErased'")
    assert verified(tmp_path).stdout.count("historiken slutar inte där ärendet säger") == 2


def test_how_far_it_has_come_is_told(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.cli.audit.EACH", 2)
    assert verified(folder).stderr.startswith("2 ärenden kontrollerade …\nHistoriken stämmer.")


def test_who_has_read_a_case_is_told_and_nothing_of_what_was_read(tmp_path: Path) -> None:
    town = three(tmp_path)
    rows = town.rutin.search(SLUG, town.rutin.actor(SLUG, "anna"), "Påhittad")
    case, other = rows[0].case, rows[1].case
    for person in ("anna", "bo", "anna"):
        town.rutin.case(SLUG, town.rutin.actor(SLUG, person), case)
    town.office.store.close()
    said = CliRunner().invoke(rutin, ["audit", "reads", SLUG, case[:8].upper(), "--data", str(tmp_path / "data")])
    assert said.exit_code == 0, said.output
    assert [line.split(" ")[1] for line in said.stdout.splitlines()] == ["anna", "bo", "anna"]
    assert all(line.startswith("2026-03-") for line in said.stdout.splitlines())
    none = CliRunner().invoke(rutin, ["audit", "reads", SLUG, other[:8], "--data", str(tmp_path / "data")])
    assert (none.exit_code, none.stdout) == (0, "")
    wrong = CliRunner().invoke(rutin, ["audit", "reads", SLUG, "00000000", "--data", str(tmp_path / "data")])
    assert (wrong.exit_code, wrong.stdout) == (2, "")
    assert wrong.stderr == NotFound("no_case_number", municipality=SLUG).text + "\n"


LOOKING = {
    "plan": ["plan", SLUG, "--configs", "{configs}"],
    "retention": ["retention", SLUG, "--dry-run", "--configs", "{configs}"],
    "log": ["retention", SLUG, "--log", "--configs", "{configs}"],
    "reads": ["audit", "reads", SLUG, "00000000"],
    "verify": ["audit", "verify", SLUG],
}


@pytest.mark.parametrize("command", LOOKING)
def test_what_changes_nothing_leaves_a_database_of_an_older_rutin_as_it_is(folder: Path, command: str) -> None:
    damaged(folder, "UPDATE schema_version SET version = version - 1")
    file = folder / "data" / f"{SLUG}.db"
    before = file.read_bytes()
    words = [word.format(configs=folder) for word in LOOKING[command]]
    said = CliRunner().invoke(rutin, [*words, "--data", str(folder / "data")])
    assert (said.exit_code, said.stdout) == (2, "")
    assert said.stderr.startswith("Databasen är skriven av en äldre version av Rutin än den här, och det här kommandot")
    assert file.read_bytes() == before


def test_of_files_that_cannot_be_used_a_command_says_so_and_nothing_of_a_start(folder: Path) -> None:
    (folder / SLUG / "municipality.yaml").write_text("municipality: 1", encoding="utf-8")
    for words in (["retention", SLUG, "--dry-run"], ["rebuild", SLUG]):
        said = CliRunner().invoke(rutin, [*words, "--configs", str(folder), "--data", str(folder / "data")])
        assert said.exit_code == 2
        assert f"ommunen {SLUG} har fel i sina filer. Kör rutin check" in said.stderr
        assert "kan inte starta" not in said.stderr
