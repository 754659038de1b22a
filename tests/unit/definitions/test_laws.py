"""Laws as dated data: what is wrong in the file, which version a day has, and what a routine that rests on them is told."""

from __future__ import annotations

import os
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.definitions import check, line, load
from core.definitions.law import laws as law_files
from core.definitions.law import page as law_page
from core.definitions.loading import Loaded
from core.definitions.problems.report import Report
from core.definitions.questions import Questions
from core.model.law import Act, Laws, LawVersion, Provision
from core.model.plugins import ProcessSource
from tests.acceptance.small import TOWN
from tests.unit.definitions.golden import FIXTURES

ROOT = Path(__file__).parents[3]
WRONG = sorted((ROOT / "tests" / "fixtures" / "laws").glob("*.yaml"))
STOD = (ROOT / "tests" / "fixtures" / "decisions" / "stod.yaml").read_text(encoding="utf-8")
DAYS = st.dates(date(1990, 1, 1), date(2040, 1, 1))


def read(folder: Path, text: str) -> tuple[Laws, Report]:
    path = folder / law_files.NATIONAL
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    report = Report()
    return law_files.load(folder, report, Questions()), report


@pytest.mark.parametrize("path", WRONG, ids=lambda path: path.stem)
def test_a_wrong_file_is_explained_as_its_golden_text_says(path: Path, tmp_path: Path) -> None:
    _, report = read(tmp_path, path.read_text(encoding="utf-8"))
    said = "".join(f"{line(p).replace(f'{tmp_path}/', '')}\n" for p in report.problems())
    golden = path.with_suffix(".txt")
    if os.environ.get("RUTIN_GOLDEN") == "write":
        golden.write_text(said, encoding="utf-8")
    assert said
    assert said == golden.read_text(encoding="utf-8")


def test_each_wrong_file_has_its_text() -> None:
    assert WRONG
    assert {p.stem for p in (ROOT / "tests" / "fixtures" / "laws").glob("*.txt")} == {p.stem for p in WRONG}


def test_a_folder_without_laws_has_none(tmp_path: Path) -> None:
    report = Report()
    assert law_files.load(tmp_path, report, Questions()) == Laws()
    assert report.problems() == ()


def test_the_file_of_the_laws_is_checked_by_itself(tmp_path: Path) -> None:
    path = tmp_path / law_files.NATIONAL
    path.parent.mkdir()
    path.write_text(
        (ROOT / "tests" / "fixtures" / "laws" / "law-gap.yaml").read_text(encoding="utf-8"), encoding="utf-8"
    )
    found = check([path])
    assert [(p.file, p.rule) for p in found.problems] == [(str(path), "law-gap")]
    assert found.processes == 0
    assert check([ROOT / "municipality_configs" / law_files.NATIONAL]).problems == ()


# ---- the national file ----------------------------------------------------------------------------------------------------


def national() -> Laws:
    report = Report()
    laws = law_files.load(ROOT / "municipality_configs", report, Questions())
    assert [line(p) for p in report.problems()] == []
    return laws


def test_the_national_laws_are_right_and_everything_unsure_is_marked() -> None:
    laws = national()
    assert {"insats_ratt", "insats_utover", "bistand_ratt", "kaa"} <= laws.provisions.keys()
    assert [v for p in laws.provisions.values() for v in p.versions if not v.verify] == []


def test_the_page_about_the_laws_is_fresh() -> None:
    assert law_page.PAGE.read_text(encoding="utf-8") == law_page.page(national()), (
        "kör python -m core.definitions.law.page"
    )


@given(DAYS)
def test_every_day_has_at_most_one_version_of_each_provision(day: date) -> None:
    for provision in NATIONAL.provisions.values():
        assert len([v for v in provision.versions if holds(v, day)]) <= 1, provision.id


NATIONAL = national()


def holds(version: LawVersion, day: date) -> bool:
    return (version.since or date.min) <= day <= (version.until or date.max)


@pytest.mark.parametrize(
    ("name", "day", "at", "appeal"),
    [
        ("insats_ratt", "2025-06-30", "4 kap. 1 §", "forvaltningsbesvar"),
        ("insats_ratt", "2025-07-01", "11 kap. 1 §", "forvaltningsbesvar"),
        ("insats_utover", "2025-06-30", "4 kap. 2 §", "laglighetsprovning"),
        ("insats_utover", "2025-07-01", "11 kap. 4 §", "laglighetsprovning"),
        ("bistand_ratt", "2025-07-01", "12 kap. 1 §", "forvaltningsbesvar"),
        ("anvisa_praktik", "2026-01-01", "12 kap. 4 §", "laglighetsprovning"),
        ("neka_vid_utebliven", "2026-01-01", "12 kap. 5 §", "forvaltningsbesvar"),
    ],
)
def test_the_social_services_act_changed_on_the_first_of_july(name: str, day: str, at: str, appeal: str) -> None:
    version = NATIONAL.provisions[name].on(date.fromisoformat(day))
    assert version is not None
    assert (version.at, version.appeal) == (at, appeal)


def test_the_yardstick_follows_the_version() -> None:
    old, new = NATIONAL.provisions["insats_ratt"].versions
    assert (old.standard, new.standard) == ("skälig levnadsnivå", "skäliga levnadsförhållanden")
    assert NATIONAL.words(new) == "11 kap. 1 § socialtjänstlagen (2025:400)"


def test_the_requirement_of_activity_does_not_hold_yet() -> None:
    assert NATIONAL.provisions["aktivitetskrav"].on(date(2026, 6, 30)) is None
    assert NATIONAL.provisions["aktivitetskrav"].on(date(2026, 7, 1)) is not None


# ---- by chance -----------------------------------------------------------------------------------------------------------------


@given(st.lists(DAYS, min_size=1, max_size=5, unique=True), DAYS, st.booleans())
def test_the_version_of_a_day_is_the_one_whose_dates_hold(starts: list[date], day: date, closed: bool) -> None:
    ordered = sorted(starts)
    ends = [*(start - timedelta(days=1) for start in ordered[1:]), date(2041, 1, 1) if closed else None]
    versions = tuple(LawVersion("l", f"{n} §", s, e) for n, (s, e) in enumerate(zip(ordered, ends, strict=True)))
    provision = Provision("p", "P", versions)
    meant = [v for v in versions if holds(v, day)]
    assert provision.on(day) == (meant[0] if meant else None)
    laws = Laws({"l": Act("l", "lagen")}, {"p": provision})
    assert (laws.repealed("p", day) is None) == bool(meant)


def test_a_ring_of_successors_ends() -> None:
    gone = (LawVersion("l", "1 §", None, date(2000, 1, 1)),)
    laws = Laws({}, {"a": Provision("a", "A", gone, successor="b"), "b": Provision("b", "B", gone, successor="a")})
    assert laws.successor("a", date(2026, 1, 1)) is None


# ---- routines that rest on them --------------------------------------------------------------------------------------------------


def checked(tmp_path: Path, text: str, today: date | None) -> tuple[Loaded, list[str]]:
    path = tmp_path / "stod.yaml"
    path.write_text(text, encoding="utf-8")
    loaded = load(FIXTURES, "provstad", extra=(ProcessSource(path, ""),), today=today)
    return loaded, [line(p).replace(f"{tmp_path}/", "") for p in loaded.problems if p.file == str(path)]


def test_a_repealed_provision_is_warned_of_and_its_successor_named_but_the_routine_runs(tmp_path: Path) -> None:
    text = STOD.replace("basis: stod_ratt\n    decides: delegation", "basis: avskaffad\n    decides: handlaggare")
    loaded, said = checked(tmp_path, text, date(2026, 3, 2))
    assert said == [
        "stod.yaml:23:12 law-repealed Särskilt bidrag (avskaffad) gäller inte 2026-03-02: 5 kap. 1 § gamla stödlagen (2001:1) "
        "upphörde att gälla efter 2025-06-30. Det ersattes av stöd utöver rätten (stod_utover), 11 kap. 4 § nya stödlagen (2025:1)."
    ]
    assert {p.severity for p in loaded.problems} == {"warning"}
    assert "stod" in loaded.processes
    assert checked(tmp_path, text, date(2025, 6, 30))[1] == []


def test_the_owner_may_let_the_warning_stand_and_a_waiver_for_nothing_is_told(tmp_path: Path) -> None:
    waiver = (
        "waives:\n  - {rule: law-repealed, step: beslut_ratt, why: Gamla ärenden avslutas enligt den äldre lagen.}\n"
    )
    text = (
        STOD.replace("basis: stod_ratt\n    decides: delegation", "basis: avskaffad\n    decides: handlaggare") + waiver
    )
    assert checked(tmp_path, text, date(2026, 3, 2))[1] == []
    assert checked(tmp_path, text.replace("step: beslut_ratt", "step: beslut_utover"), date(2026, 3, 2))[1] != []
    loaded, said = checked(tmp_path, STOD + waiver, date(2026, 3, 2))
    assert said == [
        "stod.yaml:72:5 unused-waiver waives: law-repealed behövs inte: det finns ingen sådan varning. Ta bort raden."
    ]
    assert "stod" in loaded.processes


def test_a_provision_that_does_not_hold_when_the_routine_begins_is_warned_of_without_a_calendar(tmp_path: Path) -> None:
    text = STOD.replace("cites: [kriterier_kf]", "cites: [kriterier_kf, kommande]")
    _, said = checked(tmp_path, text, None)
    assert said == [
        "stod.yaml:30:27 law-repealed Krav på aktivitet (kommande) gäller först från 2027-01-01, inte 2024-01-01. "
        "Skriv i laws.yaml vad som gäller nu, eller välj ett annat lagrum."
    ]


def test_an_unverified_provision_is_a_question_and_no_problem(tmp_path: Path) -> None:
    loaded, said = checked(tmp_path, STOD, date(2026, 3, 2))
    assert said == []
    asked = [(q.line, q.where, q.text) for q in loaded.questions if q.file.endswith("stod.yaml")]
    assert asked == [
        (
            23,
            "Prövning av rätten",
            "11 kap. 1 § nya stödlagen (2025:1) är inte jämförd med lagtexten. Stämmer paragrafen?",
        )
    ]
    assert [q for q in checked(tmp_path, STOD, date(2025, 1, 1))[0].questions if q.file.endswith("stod.yaml")] == []


def test_a_routine_has_only_the_law_it_rests_on_and_its_digest_covers_it(tmp_path: Path) -> None:
    whole = ROOT / "tests" / "fixtures" / "definitions"
    configs = tmp_path / "configs"
    for name in ("_national/laws.yaml", "provstad/municipality.yaml"):
        target = configs / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text((whole / name).read_text(encoding="utf-8"), encoding="utf-8")
    (configs / "provstad" / "processes").mkdir()
    (configs / "provstad" / "processes" / "stod.yaml").write_text(STOD, encoding="utf-8")

    def digest() -> str:
        return load(configs, "provstad").processes["stod"].digest

    made = load(configs, "provstad").processes["stod"]
    assert set(made.laws.provisions) == {"stod_ratt", "stod_utover", "kriterier_kf"}
    assert set(made.laws.acts) == {"gamla", "nya"}
    first = digest()
    laws, town = configs / "_national" / "laws.yaml", configs / "provstad" / "municipality.yaml"
    laws.write_text(laws.read_text(encoding="utf-8").replace("12 kap. 4 a §", "12 kap. 4 b §"), encoding="utf-8")
    assert digest() == first  # nothing the routine rests on
    laws.write_text(laws.read_text(encoding="utf-8").replace("11 kap. 4 §", "11 kap. 5 §"), encoding="utf-8")
    second = digest()
    assert second != first
    town.write_text(town.read_text(encoding="utf-8").replace("belopp <= 5000", "belopp <= 6000"), encoding="utf-8")
    assert digest() not in (first, second)


def test_what_took_the_place_of_a_provision_goes_with_it() -> None:
    shared = law_files.load(FIXTURES, Report(), Questions())
    assert set(law_files.subset(shared, ["avskaffad"]).provisions) == {"avskaffad", "stod_utover"}
    assert set(law_files.subset(shared, ["avskaffad"]).appeals) == {"laglighet"}
    assert law_files.subset(shared, []) == Laws()


def test_laws_with_errors_keep_the_routines_that_rest_on_them_from_running(tmp_path: Path) -> None:
    folder = tmp_path / "provstad" / "processes"
    folder.mkdir(parents=True)
    (tmp_path / "_national").mkdir()
    source = ROOT / "tests" / "fixtures"
    bad = (source / "laws" / "law-overlap.yaml").read_text(encoding="utf-8")
    (tmp_path / "_national" / "laws.yaml").write_text(bad, encoding="utf-8")
    town = (source / "definitions" / "provstad" / "municipality.yaml").read_text(encoding="utf-8")
    (folder.parent / "municipality.yaml").write_text(town, encoding="utf-8")
    (folder / "stod.yaml").write_text(STOD, encoding="utf-8")
    assert load(tmp_path, "provstad").processes == {}


def test_a_law_where_the_laws_of_all_are_missing_is_told_with_where_they_are(tmp_path: Path) -> None:
    """`appeal` in the municipality's own rules, in a routine, and a provision."""
    own = "  regler: {title: Regler, versions: [{at: Regler, appeal: forvaltningsbesvar}]}\n"
    stod = STOD.replace("basis: ", "basis: nagot # ", 1)
    assert stod != STOD
    (tmp_path / "liten" / "processes").mkdir(parents=True)
    town = TOWN.lstrip()
    (tmp_path / "liten" / "municipality.yaml").write_text(f"{town}provisions:\n{own}", encoding="utf-8")
    (tmp_path / "liten" / "processes" / "stod.yaml").write_text(stod, encoding="utf-8")
    told = [line(p) for p in load(tmp_path, "liten").problems if p.rule in ("unknown-appeal", "unknown-provision")]
    assert len(told) == 4, told
    assert all(
        "Sveriges lagar står i _national/laws.yaml, som saknas här. Kopiera mappen _national" in each for each in told
    )
    assert "forvaltningsbesvar finns inte. Sveriges lagar står" in told[0]
    read(tmp_path, "checked: 2026-01-01\nacts: {lag: {title: Lag}}\nappeals: {besvar: {title: Besvär, text: x}}\n")
    assert "saknas här" not in str([line(p) for p in load(tmp_path, "liten").problems])
