"""`rutin retention`: what has been kept as long as the routine says is erased, on its day and not before, and nothing else is touched."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from msgspec.structs import replace

from core import bootstrap
from core.application.jobs.worker import work_once
from core.application.step import actions as act
from core.application.step.office import Office
from core.application.upkeep.retention import retain
from core.application.upkeep.retention_rules import Judged, judge
from core.cli import rutin
from core.clock import FixedClock
from core.errors import CaseErased
from core.model.case import Booking, Case, PlaceState
from core.model.retention import Retention
from core.model.time import Duration
from core.scenarios.people import person_number
from core.storage.erasing import Erasing, Rule
from core.testing.playing import Play, local
from tests.acceptance.beside import test_accounts as accounts
from tests.acceptance.beside.test_forums import MARCH
from tests.acceptance.beside.town_of_forums import Town as ForumTown
from tests.acceptance.beside.town_of_forums import opened
from tests.acceptance.beside.town_of_places import Town as PlaceTown
from tests.acceptance.beside.town_of_places import opened as opened_places
from tests.acceptance.browsing import seat
from tests.acceptance.cases.test_called_in_vain import Desk
from tests.acceptance.small import TOWN, sound
from tests.contract.storage.test_sqlite_secrets import bytes_on_disk

BODY = """
    facts:
      personnummer: {type: person_number, title: Personnummer}
      namn: {type: name, title: Namn}
      slag: {type: choice, title: Slag, choices: {a: Slag A, b: Slag B}, statistic: yes}
      placerad: {type: yes_no, title: Placerat barn, optional: yes}
    steps:
      - start: ansokan
        title: Ansökan
        role: handlaggare
        asks: [personnummer, namn, slag]
      - task: utred
        title: Utred
        role: handlaggare
        asks: [{fact: placerad, optional: yes}]
        outcomes:
          klar: {title: Klar, end: klart}
          nej: {title: Nej, end: nej}
"""
RULE = "retention: {after: 5 years}\n"
PEOPLE = [person_number(date(1990, 1, 1), number) for number in range(9)]


@dataclass
class Town:
    """A small municipality on disk, opened anew for each act so that the command has it alone."""

    folder: Path
    count: int = 0

    @property
    def data(self) -> Path:
        """Where its database is."""
        return self.folder / "data"

    @property
    def database(self) -> Path:
        """Its file."""
        return self.data / "liten.db"

    def open(self, moment: str) -> Play:
        """The municipality at a local moment; to be closed."""
        game = Play(bootstrap.open_office(self.folder, "liten", self.data), FixedClock(local(moment)), "liten")
        game.count, self.count = self.count, self.count + 100
        return game

    def case(self, moment: str, *, person: str = PEOPLE[0], ended: bool = True, **values: str) -> str:
        """A case that begins, and ends, at `moment`."""
        game = self.open(moment)
        game.start("anna", "prov", "ansokan", personnummer=person, namn="Kim Påhittad", slag="a")
        if ended:
            game.do("anna", "utred", "klar", **values)
        game.office.store.close()
        return game.case

    def note(self, case: str, moment: str, text: str = "Tillagt i efterhand") -> None:
        """A note in a case."""
        game = self.open(moment)
        game.case = case
        game.send("anna", act.NoteAction(command=game.key(), case=case, seen=game.now.seq, text=text))
        game.office.store.close()

    def run(self, *options: str) -> Result:
        """The command."""
        where = ["--configs", str(self.folder), "--data", str(self.data)]
        return CliRunner().invoke(rutin, ["retention", "liten", *where, *options], catch_exceptions=False)

    def verified(self) -> Result:
        """`rutin audit verify`."""
        return CliRunner().invoke(rutin, ["audit", "verify", "liten", "--data", str(self.data)])

    def is_there(self, case: str) -> bool:
        """Whether the case can be read."""
        game = self.open("2032-01-01 09:00")
        try:
            return game.office.store.load(case) is not None
        except CaseErased:
            return False
        finally:
            game.office.store.close()


def town(folder: Path, rule: str = RULE, *, municipality: str = TOWN) -> Town:
    """The routine with a rule."""
    sound(folder, f"{BODY.rstrip()}\n{_indented(rule)}", town=municipality)
    return Town(folder)


def _indented(rule: str) -> str:
    return "".join(f"    {line}\n" for line in rule.splitlines())


def test_a_case_is_erased_when_five_years_have_gone_since_its_last_note_and_not_the_day_before(tmp_path: Path) -> None:
    made = town(tmp_path)
    case = made.case("2015-03-02 09:00")
    made.note(case, "2015-04-10 09:00")
    other = made.case("2016-03-02 09:00", person=PEOPLE[1])
    before = made.run("--as-of", "2020-04-10")
    assert (before.exit_code, made.is_there(case)) == (0, True), before.output
    assert "0 ärenden av 2 gallrades." in before.stdout
    said = made.run("--as-of", "2020-04-11")
    assert said.exit_code == 0, said.output
    assert not made.is_there(case) and made.is_there(other)
    assert "Gallrades: 1 ärende vars tid gick ut 2020. Det ska vara gjort senast 2021-12-31." in said.stdout
    assert "Sparas: 1 ärende vars tid inte har gått ut." in said.stdout
    for secret in ("Kim", "Påhittad", PEOPLE[0], PEOPLE[0][2:8]):
        assert secret not in said.output
    again = made.run("--as-of", "2020-04-11")
    assert "0 ärenden av 1 gallrades." in again.stdout
    checked = made.verified()
    assert (checked.exit_code, checked.stdout) == (0, ""), checked.output
    assert "2 ärenden, varav 1 gallrat, " in checked.stderr


def test_a_dry_run_says_the_same_and_changes_nothing(tmp_path: Path) -> None:
    made = town(tmp_path)
    case = made.case("2015-03-02 09:00")
    before = bytes_on_disk(made.database)
    said = made.run("--dry-run")
    assert said.exit_code == 0
    assert (
        "Skulle gallras: 1 ärende vars tid gick ut 2020. Det ska vara gjort senast 2021-12-31, vilket har passerat."
        in said.stdout
    )
    assert said.stdout.endswith("Provkörning: inget är ändrat. 1 ärende av 1 skulle gallras.\n")
    assert bytes_on_disk(made.database) == before
    assert made.is_there(case)


def test_a_day_to_come_is_only_tried(tmp_path: Path) -> None:
    made = town(tmp_path)
    case = made.case("2025-03-02 09:00")
    refused = made.run("--as-of", "2090-01-01")
    assert refused.exit_code == 2
    assert "Det går inte att gallra för en dag som inte har kommit (2090-01-01)." in refused.stderr
    tried = made.run("--as-of", "2090-01-01", "--dry-run", "--format", "json")
    answer = json.loads(tried.stdout)
    assert (answer["as_of"], answer["dry_run"], answer["erased"]) == ("2090-01-01", True, 1)
    assert answer["routines"][0]["erased"] == {"2030": 1}
    assert made.is_there(case)


def test_an_open_case_is_never_erased_and_one_that_nobody_has_touched_is_told(tmp_path: Path) -> None:
    made = town(tmp_path)
    case = made.case("2010-03-02 09:00", ended=False)
    fresh = made.case("2024-03-02 09:00", ended=False, person=PEOPLE[1])
    said = made.run("--as-of", "2025-01-01")
    assert (
        "Öppna, och gallras därför inte: 2 ärenden, varav 1 där ingen har antecknat något under tiden ovan."
        in said.stdout
    )
    assert made.is_there(case) and made.is_there(fresh)


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ("", "Ingen säger hur länge ett ärende sparas. Inget gallras."),
        ("retention: {keep: yes, why: Bevaras enligt planen}", "Bevaras för alltid. Skäl: Bevaras enligt planen."),
        ("retention: {question: Hur länge?}", "Inte bestämt, så inget gallras. Hur länge?"),
    ],
)
def test_where_nothing_is_to_be_erased_nothing_is_and_it_is_told(tmp_path: Path, rule: str, said: str) -> None:
    made = town(tmp_path, rule)
    case = made.case("1995-03-02 09:00")
    ran = made.run()
    assert ran.exit_code == 0
    assert f"  {said}\n" in ran.stdout
    assert "Sparas: 1 ärende, för " in ran.stdout
    assert made.is_there(case)


def test_the_municipality_says_it_for_routines_that_do_not(tmp_path: Path) -> None:
    whole = f"{TOWN}\nretention: {{after: 2 years, from: ended}}\n"
    made = town(tmp_path, "retention: {keep_if: placerad}", municipality=whole)
    kept = made.case("2015-03-02 09:00", placerad="yes")
    gone = made.case("2015-03-02 09:00", person=PEOPLE[1], placerad="no")
    made.note(gone, "2016-12-24 09:00")
    said = made.run("--as-of", "2017-03-03")
    assert said.exit_code == 0, said.output
    assert "  Gallras 2 år efter att ärendet avslutades. Sparas längre om Placerat barn: ja.\n" in said.stdout
    assert "Sparas: 1 ärende, för villkoret för att sparas längre stämmer." in said.stdout
    assert made.is_there(kept) and not made.is_there(gone), "a note after the end does not count when the end does"


def test_nothing_is_erased_by_a_rule_that_nobody_has_verified(tmp_path: Path) -> None:
    made = town(tmp_path, "retention: {after: 5 years, verify: yes}")
    case = made.case("2015-03-02 09:00")
    made.case("2025-03-02 09:00", person=PEOPLE[1])
    said = made.run()
    assert said.exit_code == 0
    assert "Regeln är inte jämförd med källan, och innan det är gjort gallras inget." in said.stdout
    assert "Sparas: 1 ärende, för tiden har gått ut, men regeln är inte jämförd med källan." in said.stdout
    assert "Sparas: 1 ärende vars tid inte har gått ut." in said.stdout
    assert made.is_there(case)


def test_what_another_case_has_ordered_stands_in_its_file(tmp_path: Path) -> None:
    """The ordered case has no number to know the person by, and goes with the one that ordered it."""
    desk = Desk(tmp_path)
    caller = desk.send(act.StartAction(command=desk.key(), process="prov", start="inn"))
    child = desk.called(caller)
    instance = next(iter(child.instances))
    done = act.CompleteAction(
        command=desk.key(), case=child.id, seen=child.seq, instance=instance, values={"svar": "3"}
    )
    desk.send(done)
    rule = Retention(Duration(((5, "years"),)), "last_note_of_person", "akten")
    routines = {name: replace(each, retention=rule) for name, each in desk.office.definitions.items()}
    office = Office(desk.office.municipality, routines, desk.office.store)
    ended = office.case(child.id)
    assert judge(office, ended, date(2031, 3, 3)) == Judged(kept="person_open")
    now = office.case(caller)
    desk.clock.set(local("2027-03-02 09:00"))
    desk.send(act.CompleteAction(command=desk.key(), case=caller, seen=now.seq, instance=next(iter(now.instances))))
    assert judge(office, ended, date(2032, 3, 2)) == Judged(date(2032, 3, 2))
    assert judge(office, ended, date(2032, 3, 3)) == Judged(date(2031, 3, 2))


def test_an_account_that_an_open_case_of_the_persons_uses_keeps_its_lines(tmp_path: Path) -> None:
    made = PlaceTown(opened_places(tmp_path))
    accounts.start(made, "a")
    accounts.leave(made, "a", "8")
    first = made.case("a")
    made.send("anna", act.AnnulAction(command=made.key(), case=first.id, seen=first.seq, reason="Slut"))
    accounts.start(made, "b")
    routines = {
        n: replace(d, retention=Retention(Duration(((2, "years"),)))) for n, d in made.office.definitions.items()
    }
    office = Office(made.office.municipality, routines, made.office.store)
    later = date(2029, 1, 1)
    assert judge(office, made.case("a"), later) == Judged(kept="shared")
    second = made.case("b")
    made.send("anna", act.AnnulAction(command=made.key(), case=second.id, seen=second.seq, reason="Slut"))
    assert judge(office, made.case("a"), later).kept is None


def test_a_condition_that_cannot_be_worked_out_keeps_the_case_and_is_told(tmp_path: Path) -> None:
    made = town(tmp_path, "retention: {after: 5 years, keep_if: placerad}")
    case = made.case("2015-03-02 09:00")
    said = made.run()
    assert said.exit_code == 1
    assert (
        f"Ärende {case[:8].upper()} (Provet) sparas: det går inte att avgöra om villkoret för att sparas längre stämmer ("
        in said.stderr
    )
    assert made.is_there(case)


def test_a_sample_of_persons_is_kept_for_research(tmp_path: Path) -> None:
    made = town(tmp_path, "retention: {after: 5 years, keep_if: 'day_of_month(born(personnummer)) in [7, 8]'}")
    kept = made.case("2015-03-02 09:00", person=person_number(date(1990, 1, 7), 1))
    gone = made.case("2015-03-02 09:00", person=person_number(date(1990, 1, 9), 1))
    assert made.run().exit_code == 0
    assert made.is_there(kept) and not made.is_there(gone)


def test_papers_about_a_child_are_kept_until_it_is_thirty(tmp_path: Path) -> None:
    made = town(tmp_path, "retention: {after: 5 years, keep_if: 'age(personnummer, today) < 30'}")
    case = made.case("2000-03-02 09:00", person=person_number(date(1985, 6, 15), 1))
    made.run("--as-of", "2015-06-14")
    assert made.is_there(case)
    made.run("--as-of", "2015-06-15")
    assert not made.is_there(case)


PERSON = "retention: {after: 5 years, from: last_note_of_person, basis: akten}\n"
WITH_LAW = f"{TOWN}\nprovisions:\n  akten: {{title: Akten gallras, versions: [{{at: Planen 1 §}}]}}\n"


def test_what_belongs_to_one_persons_file_goes_together(tmp_path: Path) -> None:
    made = town(tmp_path, PERSON, municipality=WITH_LAW)
    old = made.case("2010-03-02 09:00")
    stranger = made.case("2010-03-02 09:00", person=PEOPLE[1])
    late = made.case("2014-03-02 09:00")
    said = made.run("--as-of", "2019-03-02")
    assert said.exit_code == 0, said.output
    assert made.is_there(old) and made.is_there(late) and not made.is_there(stranger)
    made.run("--as-of", "2019-03-03")
    assert not made.is_there(old) and not made.is_there(late)


@pytest.mark.parametrize("asked", ["", "skyddad: {type: yes_no, title: Skyddad, protects: yes, optional: yes}"])
def test_what_another_case_tells_of_protected_identity_is_no_note(tmp_path: Path, asked: str) -> None:
    body = BODY.replace("      namn:", f"      {asked}\n      namn:") if asked else BODY
    body = body.replace("slag]", "slag, {fact: skyddad, optional: yes}]") if asked else body
    sound(tmp_path, f"{body.rstrip()}\n{_indented(RULE)}")
    made = Town(tmp_path)
    old = made.case("2015-03-02 09:00")
    made.case("2019-03-02 09:00", ended=False)
    game = made.open("2019-03-03 09:00")
    (new,) = game.office.store.open_cases()
    game.send("anna", act.ProtectAction(command=game.key(), case=new, seen=game.office.case(new).seq, on=True))
    game.at("2019-03-03 10:00")
    while work_once(game.office, game.clock.now()):
        pass
    assert game.office.store.events(old)[-1].recorded.year == 2019, "the older case was told"
    game.office.store.close()
    assert made.run("--as-of", "2020-03-03").exit_code == 0
    assert not made.is_there(old)


def test_an_open_case_of_the_persons_keeps_the_file(tmp_path: Path) -> None:
    made = town(tmp_path, PERSON, municipality=WITH_LAW)
    old = made.case("2010-03-02 09:00")
    made.case("2011-03-02 09:00", ended=False)
    said = made.run()
    assert "Sparas: 1 ärende, för personen har ett öppet ärende under samma lagrum." in said.stdout
    assert made.is_there(old)


def test_a_case_that_cannot_be_read_is_told_and_kept(tmp_path: Path) -> None:
    made = town(tmp_path)
    damaged, sound_one = made.case("2015-03-02 09:00"), made.case("2015-03-02 09:00", person=PEOPLE[1])
    with closing(sqlite3.connect(made.database)) as db:
        for change in ("UPDATE cases SET snapshot = zeroblob(40) WHERE id = ?",
                       "UPDATE events SET content = zeroblob(40) WHERE case_no = (SELECT no FROM cases WHERE id = ?)"):  # fmt: skip
            db.execute(change, (damaged,))
        db.commit()
    said = made.run()
    assert said.exit_code == 1
    assert f"Ärende {damaged[:8].upper()} (Provet) sparas: ärendet går inte att läsa." in said.stderr
    assert not made.is_there(sound_one)
    with closing(sqlite3.connect(made.database)) as db:
        assert db.execute("SELECT count(*) FROM keys").fetchone() == (1,)


def test_a_routine_that_is_gone_keeps_its_cases_and_is_told(tmp_path: Path) -> None:
    made = town(tmp_path)
    case = made.case("2015-03-02 09:00")
    file = tmp_path / "liten" / "processes" / "prov.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("process: prov\n", "process: annat\n"), encoding="utf-8")
    said = made.run()
    assert said.exit_code == 1
    assert "sparas: rutinen finns inte, eller har fel som rutin check visar." in said.stderr
    assert made.is_there(case)


def test_todays_rule_holds_for_cases_that_began_on_an_older_version(tmp_path: Path) -> None:
    made = town(tmp_path, "retention: {after: 50 years}")
    case = made.case("2015-03-02 09:00")
    file = tmp_path / "liten" / "processes" / "prov.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("50 years", "5 years"), encoding="utf-8")
    assert made.run().exit_code == 0
    assert not made.is_there(case)


def test_what_is_erased_is_gone_from_the_files_and_the_log_says_what_was_done(tmp_path: Path) -> None:
    made = town(tmp_path, f"{RULE}source: Dokumenthanteringsplanen\n")
    case = made.case("2015-03-02 09:00")
    game = made.open("2016-01-01 09:00")
    game.rutin.case("liten", game.rutin.actor("liten", "anna"), case)
    game.office.store.close()
    with closing(sqlite3.connect(made.database)) as db:
        asked = (
            "SELECT wrapped FROM keys", "SELECT term FROM terms", "SELECT label FROM cases", "SELECT snapshot FROM cases",
            "SELECT digest FROM commands WHERE length(digest) > 0",
        )  # fmt: skip
        sealed = [piece for text in asked for (piece,) in db.execute(text)]
    assert all(piece in bytes_on_disk(made.database) for piece in sealed) and len(sealed) > 5
    assert made.run("--as-of", "2020-06-01").exit_code == 0
    left = bytes_on_disk(made.database)
    assert not [piece for piece in sealed if piece in left]
    for secret in ("Kim", "Påhittad", PEOPLE[0]):
        assert secret.encode() not in left
    log = made.run("--log")
    assert log.exit_code == 0
    assert f" {case} prov 5 years last_note sparades till 2020-03-02 cli:" in log.stdout
    (line,) = made.run("--log", "--format", "json").stdout.splitlines()
    said = json.loads(line)
    assert {**said, "at": "", "by": ""} == {
        "case": case, "process": "prov", "at": "", "by": "", "after": "5 years", "counted": "last_note", "law": "", "due": "2020-03-02",
    }  # fmt: skip
    reads = CliRunner().invoke(rutin, ["audit", "reads", "liten", case[:8], "--data", str(made.data)])
    assert [row.split(" ")[1] for row in reads.stdout.splitlines()] == ["anna"], "who looked is still to be found out"


def test_a_server_that_runs_meanwhile_has_nothing_of_it_in_memory(tmp_path: Path) -> None:
    made = town(tmp_path)
    case = made.case("2015-03-02 09:00")
    server = made.open("2024-01-01 09:00")
    server.case = case
    assert server.page("anna").number == case[:8].upper()
    assert made.run().exit_code == 0
    with pytest.raises(CaseErased):
        server.page("anna")
    with pytest.raises(CaseErased):
        server.send("anna", act.NoteAction(command=server.key(), case=case, seen=5, text="Efteråt"))
    server.office.store.close()
    assert made.verified().exit_code == 0


def test_it_can_be_stopped_and_gone_on_with(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.storage.paging.PAGE", 2)
    made = town(tmp_path)
    cases = [made.case("2015-03-02 09:00", person=person) for person in PEOPLE[:5]]
    game = made.open("2024-01-01 09:00")
    assert next(retain(game.office, date(2024, 1, 1), "cli:drift", game.clock.now(), trying=False)).gone == 2
    game.office.store.close()
    assert sum(map(made.is_there, cases)) == 3
    assert "3 ärenden av 3 gallrades." in made.run().stdout
    assert not any(map(made.is_there, cases))
    assert made.verified().exit_code == 0


def test_what_is_left_to_do_keeps_a_case(tmp_path: Path) -> None:
    made = town(tmp_path)
    case = made.case("2015-03-02 09:00")
    with closing(sqlite3.connect(made.database)) as db:
        db.execute(
            "INSERT INTO jobs (key, kind, case_no, payload, attempts, created, retry_at, error)"
            " SELECT 'x', 'react', no, x'00', 5, 1, NULL, 'Timeout' FROM cases"
        )
        db.commit()
    said = made.run()
    assert said.exit_code == 0
    assert "Sparas: 1 ärende, för något i ärendet är inte klart." in said.stdout
    assert made.is_there(case)


def test_a_booking_to_come_or_a_place_that_is_had_keeps_a_case(tmp_path: Path) -> None:
    made = town(tmp_path)
    made.case("2015-03-02 09:00")
    game = made.open("2015-03-02 10:00")
    (name,) = game.office.store.readable_cases()
    case, at, day = game.office.case(name), game.clock.now(), date(2024, 1, 1)
    kept = Judged(kept="busy")
    assert judge(game.office, case, day) == Judged(date(2020, 3, 2))
    for slot, found in ((local("2024-01-01 08:00"), kept), (local("2023-12-31 08:00"), Judged(date(2020, 3, 2)))):
        assert judge(game.office, replace(case, bookings={"m#1": Booking(slot, at, "anna")}), day) == found
    held, used = (PlaceState("p#1", "rum", state, at) for state in ("held", "used"))
    assert judge(game.office, replace(case, places={"p#1": held}), day) == kept
    assert judge(game.office, replace(case, places={"p#1": used}), day) == Judged(date(2020, 3, 2))
    assert judge(game.office, case, day, {case.id}) == kept
    game.office.store.close()


def test_one_who_reads_the_file_meanwhile_is_told_of_and_it_is_swept_the_next_time(tmp_path: Path) -> None:
    made = town(tmp_path)
    made.case("2015-03-02 09:00")
    with closing(sqlite3.connect(made.database, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        (wrapped,) = reader.execute("SELECT wrapped FROM keys").fetchone()
        said = made.run()
        assert said.exit_code == 1
        assert "databasfilen kunde inte skrivas om" in said.stderr and "1 ärende av 1 gallrades." in said.stdout
    assert made.run().exit_code == 0
    assert wrapped not in bytes_on_disk(made.database)


def test_there_has_to_be_a_municipality(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    said = Town(tmp_path).run()
    assert said.exit_code == 2
    assert "Kommunen liten finns inte i " in said.stderr


def test_a_page_says_that_a_case_is_erased(tmp_path: Path) -> None:
    made = town(tmp_path)
    case = made.case("2015-03-02 09:00")
    assert made.run().exit_code == 0
    game = made.open("2024-01-01 09:00")
    client = seat(game)
    page = client.get(f"/liten/arenden/{case}")
    assert page.status_code == 410
    assert ">Ärendet finns inte kvar</h1>" in page.text and "Det som stod i det är borta för alltid" in page.text
    found = client.get("/liten/sok", params={"q": case[:8]})
    assert found.status_code == 200
    assert "Kim" not in found.text
    (row,) = game.rutin.search("liten", game.rutin.actor("liten", "anna"), case[:8])
    assert (row.person, row.status) == ("Gallrat ärende", "erased")
    listed = client.post("/liten/sok", data={"text": case[:8]}).text
    assert '<td data-label="Läge">Gallrat</td>' in listed and "Avslutat" not in listed
    game.office.store.close()


def test_the_routines_page_and_the_handbook_say_how_long(tmp_path: Path) -> None:
    made = town(tmp_path, "retention: {after: 5 years, keep_if: placerad, basis: akten}", municipality=WITH_LAW)
    game = made.open("2024-01-01 09:00")
    said = "Gallras 5 år efter den sista anteckningen i ärendet, enligt Planen 1 §. Sparas längre om Placerat barn: ja."
    assert game.rutin.routine("liten", "prov").retention == said
    game.office.store.close()
    book = tmp_path / "bok.html"
    ran = CliRunner().invoke(
        rutin, ["handbook", "liten", "--configs", str(tmp_path), "--format", "html", "-o", str(book)]
    )
    assert ran.exit_code == 0, ran.output
    assert said in book.read_text(encoding="utf-8")


def test_a_case_that_was_ordered_by_one_that_is_erased_says_so(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    caller = desk.send(act.StartAction(command=desk.key(), process="prov", start="inn"))
    child = desk.called(caller)
    store = desk.office.store
    assert store.erase([Erasing(child.id, child.seq, Rule(), "", desk.clock.now())])[0] is not None, "it is open"
    said = [each.said for each in desk.rutin.case("liten", desk.anna, child.id).related]
    assert said == ["Beställt av ett ärende i Provet"]
    desk.send(
        act.CompleteAction(
            command=desk.key(),
            case=child.id,
            seen=child.seq,
            instance=next(iter(child.instances)),
            values={"svar": "3"},
        )
    )
    child = desk.office.case(child.id)
    now = desk.office.case(caller)
    desk.send(act.CompleteAction(command=desk.key(), case=caller, seen=now.seq, instance=next(iter(now.instances))))
    now = desk.office.case(caller)
    assert store.erase([Erasing(caller, now.seq, Rule("5 years"), "", desk.clock.now())]) == (None,)
    (related,) = desk.rutin.case("liten", desk.anna, child.id).related
    assert (related.said, related.number, related.case) == ("Beställt av ett gallrat ärende", caller[:8].upper(), "")


def test_a_meetings_minutes_are_erased_by_the_forums_own_rule_and_say_which_case_is_gone(tmp_path: Path) -> None:
    made = ForumTown(opened(tmp_path))
    made.plan(MARCH)
    made.ready("a")
    made.take(MARCH, "a", by="anna")
    made.write(MARCH, other="Slut", close=True)
    office, now = made.office, made.clock.now()
    forum = replace(office.municipality.forums["samverkan"], retention=Retention(Duration(((2, "years"),))))
    later = Office(replace(office.municipality, forums={"samverkan": forum}), office.definitions, office.store)
    day = date(2028, 3, 2)
    *_, tried = retain(later, day, "cli:drift", now, trying=True)
    assert (tried.routines["forum:samverkan"].gone, tried.routines["forum:samverkan"].title) == ({}, "Samverkansmöte")
    *_, done = retain(later, date(2028, 3, 3), "cli:drift", now, trying=False)
    assert done.routines["forum:samverkan"].gone == {2028: 1}
    assert done.routines["uppdrag"].open == 1
    assert [each.process for each in office.store.erased_cases()] == ["forum:samverkan"]
    with pytest.raises(CaseErased):
        made.agenda(MARCH)


def test_an_agenda_says_which_case_that_was_taken_up_is_erased(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = ForumTown(opened(tmp_path))
    made.plan(MARCH)
    made.ready("a")
    made.take(MARCH, "a", by="anna")
    (before, *_) = made.agenda(MARCH).taken
    assert before[0] == made.cases["a"]
    store, case = made.office.store, made.cases["a"]
    load = store.load
    made.office.forget(case)

    def gone(name: str) -> Case | None:
        if name == case:
            raise CaseErased()
        return load(name)

    monkeypatch.setattr(store, "load", gone)
    assert {each[:2] for each in made.agenda(MARCH).taken} == {("", case[:8].upper())}
