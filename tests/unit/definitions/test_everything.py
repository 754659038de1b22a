"""A routine that uses every key there is: it loads without a problem, and what it says is what the definition holds."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.definitions import Loaded, line, load
from core.definitions.language.keys_municipality import MUNICIPALITY
from core.definitions.language.keys_process import PROCESS
from core.definitions.language.keys_steps import STEP_KINDS
from core.definitions.language.shapes import ByNode, Kinds, Lazy, ListOf, MapOf, Obj, Shape
from core.definitions.municipality import town
from core.definitions.problems.report import Report
from core.definitions.questions import Questions
from core.definitions.routine import process
from core.definitions.routine.letters import Letters
from core.definitions.routine.process import Input
from core.definitions.text.source import parse
from core.definitions.text.tree import Items, Node, Table, Text
from core.expressions import functions
from core.model.anytime import Repeat
from core.model.deadlines import Limit, Longer, Relative
from core.model.definition import ProcessDefinition
from core.model.facts import EarlierQuery
from core.model.roads import Branch, Route
from core.model.steps import Call, Handover, LetterStep, Phase, Wait
from core.model.telling import LetterTemplate
from core.model.time import Duration
from tests.unit.definitions.golden import FIXTURES

ROUTES = ("go", "end", "stay", "when", "otherwise")
BIG = FIXTURES / "storstad"


def _all(shape: Shape, seen: set[str]) -> Iterator[tuple[str, str]]:
    """Every (shape, key) that may be written."""
    if isinstance(shape, Lazy):
        if shape.name not in seen:
            seen.add(shape.name)
            yield from _all(shape.get(), seen)
    elif isinstance(shape, ListOf):
        yield from _all(shape.item, seen)
    elif isinstance(shape, MapOf):
        yield from _all(shape.value, seen)
    elif isinstance(shape, ByNode):
        for part in (shape.items, shape.table):
            yield from _all(part, seen) if part is not None else ()
    elif isinstance(shape, Kinds):
        for kind in shape.kinds.values():
            yield from _all(kind, seen)
    elif isinstance(shape, Obj) and f"obj {shape.name}" not in seen:
        seen.add(f"obj {shape.name}")
        for name, key in shape.keys.items():
            yield _short(shape, name), name
            yield from _all(key.shape, seen)


def all_keys(shape: Shape) -> Iterator[tuple[str, str]]:
    """Every (shape, key) that `shape` has."""
    return _all(shape, set())


def _short(shape: Obj, key: str) -> str:
    """Kinds of step share most keys, and everything that leads somewhere its routes: one use of such a key is enough."""
    if key in ROUTES:
        return "route"
    own = shape.name.removeprefix("anytime_") == key
    return "step" if shape.name.removeprefix("anytime_") in STEP_KINDS.kinds and not own else shape.name


def used_keys(node: Node, shape: Shape) -> Iterator[tuple[str, str]]:
    """Every (shape, key) that a file uses."""
    if isinstance(shape, Lazy):
        shape = shape.get()
    if isinstance(shape, ByNode):
        chosen = shape.text if isinstance(node, Text) else shape.items if isinstance(node, Items) else shape.table
        assert chosen is not None
        shape = chosen
    if isinstance(shape, Kinds) and isinstance(node, Table):
        found = [key.text for key, _ in node.entries if key.text in shape.kinds]
        shape = shape.kinds[next((kind for kind in found if kind != "end"), found[0])]
    if isinstance(shape, ListOf) and isinstance(node, Items):
        for item in node.items:
            yield from used_keys(item, shape.item)
    elif isinstance(shape, MapOf) and isinstance(node, Table):
        for _, value in node.entries:
            yield from used_keys(value, shape.value)
    elif isinstance(shape, Obj) and isinstance(node, Table):
        for key, value in node.entries:
            yield _short(shape, key.text), key.text
            yield from used_keys(value, shape.keys[key.text].shape)


def tree(path: Path) -> Node:
    node = parse(path.read_bytes(), str(path), Report())
    assert node is not None
    return node


def test_the_files_use_every_key_that_the_language_has() -> None:
    used = set(used_keys(tree(BIG / "municipality.yaml"), MUNICIPALITY))
    for path in sorted((BIG / "processes").glob("*.yaml")):
        used |= set(used_keys(tree(path), PROCESS))
    every = {*all_keys(PROCESS), *all_keys(MUNICIPALITY)}
    everywhere = {"note", "source", "covers", "verify", "question"}  # may stand anywhere, and are read in one place
    plugins = {("municipality", "plugins"), ("plugin", "settings"), ("plugin", "may")}
    plugins |= {("row", "assessed_by"), ("row", "with")}
    # Layers take several files; tests of their own cover them.
    plugins |= {
        ("process", "based_on"),
        ("process", "needs"),
        ("needs", "roles"),
        ("needs", "plugins"),
        ("needs", "units"),
    }
    missing = {(shape, key) for shape, key in every - used - plugins if key not in everywhere}
    assert sorted(missing) == []


@pytest.fixture(scope="module")
def loaded() -> Loaded:
    return load(FIXTURES, "storstad")


@pytest.fixture(scope="module")
def everything(loaded: Loaded) -> ProcessDefinition:
    assert [line(problem) for problem in loaded.problems] == []
    return loaded.processes["allt"]


def test_every_kind_of_list_has_its_place(everything: ProcessDefinition) -> None:
    lists = everything.lists
    assert lists["phase:insats"] == ("handledning", "ekonomi", "kontakt_med_vard", "kurs")
    assert all(lists[f"track:{member}"] == (member,) for member in lists["phase:insats"])
    assert everything.list_owner["track:ekonomi"] == "insats"
    assert (everything.steps["kurs"].list_id, everything.steps["kurs"].position) == ("track:kurs", 0)
    assert lists["side:utredning.mer"] == ("komplettering", "akut_nu", "vanta_frisk")
    assert everything.list_owner["side:utredning.mer"] == "utredning"
    assert lists["anytime:manadsintyg"] == ("manadsintyg",)
    assert lists["anytime:forsenad"] == ("tala_med_chef",)
    assert set(everything.list_owner) <= set(lists)
    for name, step in everything.steps.items():
        assert lists[step.list_id][step.position] == name


def test_side_roads_and_letters_hang_on_their_outcomes(everything: ProcessDefinition) -> None:
    missed = everything.steps["hembesok"].outcomes[1]
    assert (missed.body, missed.counts) == ("side:hembesok.missed", "uteblivna")
    assert [send.template for send in missed.sends] == ["paminnelse"]
    more = everything.steps["utredning"].outcomes[1]
    assert more.motivate and [r.sentence for r in more.requires] == ["Skriv vad som behövs."]
    assert more.branch == Branch(otherwise=Route(again=True))
    accepted = everything.steps["overlamning"].outcomes
    assert [(o.id, o.title) for o in accepted][1:] == [
        ("refused", "Tas inte emot"), ("returned", "Lämnas tillbaka"), ("timed_out", "Tiden har gått ut"),
    ]  # fmt: skip


def test_letters_informs_and_consents(everything: ProcessDefinition) -> None:
    visit = everything.steps["hembesok"]
    first, second = visit.sends
    assert (first.template, first.to, second.template) == ("kallelse", "sokande", "paminnelse")
    assert [(c.id, c.consent) for c in first.by] == [("brev", None), ("telefon", None), ("sms", "samtycke_sms")]
    shared, onward, free = visit.informs
    assert (shared.id, shared.to, shared.ways, shared.all_ways) == (
        "att_uppgifter_delas", "sokande", ("muntligt", "skriftligt"), True,
    )  # fmt: skip
    assert (onward.all_ways, free.ways, free.title) == (False, (), "Att det går att ångra sig")
    assert visit.consents == ("samtycke_sms", "samtycke_vard")
    assert visit.place == "Hemma hos personen"
    assert everything.consents["samtycke_sms"].until == "slutdatum"
    assert everything.letters["kallelse"].title == "Kallelse till möte"
    assert everything.letters["paminnelse"].title == "Paminnelse"
    assert "hembesok.slot" in everything.letters["kallelse"].names
    letter = everything.steps["beslutsbrev"]
    assert isinstance(letter, LetterStep)
    assert (letter.template, letter.documents) == ("beslutsbrev", ("plan", "Hyreskontrakt"))
    assert letter.decisions == ("beslut", "foljdbeslut")


def test_who_answers_in_every_way(everything: ProcessDefinition) -> None:
    steps = everything.steps
    assert (steps["hembesok"].roles, steps["hembesok"].not_same_as) == (("handlaggare", "specialist"), "ansokan")
    assert (steps["utredning"].roles, steps["utredning"].role_fact) == ((), "ansvarig")
    assert steps["arendet_registreras"].together
    call = steps["telefonsamtal"]
    assert (call.roles, [way.roles for way in call.roles_when]) == (("handlaggare",), [("specialist", "chef")])
    assert steps["overlamning"].same_as == "utredning"
    assert steps["ekonomi"].roles == ("handlaggare",)


def test_time_in_every_way(everything: ProcessDefinition) -> None:
    first, soon, at_once, before, on_the_day = everything.steps["hembesok"].deadlines
    assert (first.title, first.starts, first.stops) == ("Första besöket", ("ansokan.done", "case.start"), "held")
    assert first.longer == Longer("Särskilda skäl", Duration(((2, "months"),)))
    followed = next(d for s in everything.steps.values() for d in s.deadlines if d.within == Duration(((7, "months"),)))
    assert followed.longer == Longer("Särskilda skäl", by_at_most=Duration(((3, "months"),)))
    assert (soon.soon, at_once.at_once, at_once.within) == (True, True, None)
    assert (before.within, before.before) == (Duration(((1, "weeks"),)), True)
    assert (on_the_day.within, on_the_day.before, on_the_day.starts) == (
        Duration(((0, "days"),)),
        False,
        ("sjuk_till",),
    )
    assert everything.steps["utredning"].not_before == Relative("hembesok.held", Duration(((2, "days"),)))
    assert everything.steps["overlamning"].deadlines[0].stops == "accepted"
    insats = everything.steps["insats"]
    assert isinstance(insats, Phase)
    assert (insats.order, insats.until) == ("any", ("handledning", "ekonomi"))
    assert insats.limit == Limit(Duration(((6, "months"),)), None, Branch(otherwise=Route(go="uppfoljt")))
    handover = everything.steps["overlamning"]
    assert isinstance(handover, Handover) and handover.limit is not None
    assert (handover.limit.until, handover.passes) == ("slutdatum", ("plan", "belopp"))
    wait = everything.steps["vanta_avhopp"]
    assert isinstance(wait, Wait) and wait.until_event == "avhopp"


def test_what_comes_back(everything: ProcessDefinition) -> None:
    anytime = everything.anytime
    monthly = anytime["manadsintyg"]
    assert monthly.repeat is not None and monthly.repeat.window is not None
    assert (monthly.step, monthly.during, monthly.roles) == ("manadsintyg", ("insats",), ("handlaggare",))
    assert (monthly.repeat.every, monthly.repeat.about) == (Duration(((1, "months"),)), "previous")
    undecided = anytime["uppfoljningssamtal"].repeat
    assert undecided == Repeat()
    assert anytime["paminnelse"].repeat == Repeat(times=3, per="year")
    assert anytime["lyft"].at == Relative("slutdatum", Duration(((6, "months"),)), True)
    assert anytime["extra_traff"].during == ("handledning",)
    assert anytime["extra_traff"].only_if is not None and everything.steps["extra_traff"].only_if is None
    late = anytime["forsenad"]
    assert late.only_if is not None and [one.title for one in late.informs] == ["Att det dröjer"]


def test_calls_starts_counters_and_facts(everything: ProcessDefinition) -> None:
    call = everything.steps["delutredning"]
    assert isinstance(call, Call)
    assert (dict(call.passes), dict(call.gives)) == (
        {"personnummer": "personnummer", "sedan": "ankomst"}, {"resultat": "resultat"},
    )  # fmt: skip
    assert call.computes["brattom"].evaluate({"typ": "akut"}) is True
    assert call.computes["grund"].evaluate({"typ": "vanlig"}) == "vanlig"
    new, again, other = everything.starts()
    assert (new.party, again.renews, other.follows, other.batch) == ("sokande", ("beslut",), "delutredning", True)
    assert again.since is not None and again.since.isoformat() == "2026-01-01"
    counter = everything.counters["uteblivna"]
    assert (counter.scope, counter.resets) == ("person", ("hembesok.held", "utredning.klar", "flyttar"))
    assert everything.facts["kom_tillbaka"].earlier == EarlierQuery(
        "allt", ("avslagen", "avbruten_handledning"), Duration(((6, "months"),)), since_start=True
    )
    assert everything.facts["plan"].signed_by == ("sokande", "handlaggare")
    assert everything.facts["typ"].motivate == ("akut",)
    assert next(ask for ask in new.asks if ask.fact == "typ").default == "vanlig"
    assert everything.ends["avbruten_handledning"].track == "handledning"
    assert (everything.owner, len(everything.history)) == ("chef", 2)


def test_shared_settings_hold_here_and_may_be_other_in_one_routine(everything: ProcessDefinition) -> None:
    assert everything.settings["svar_inom"].value == "3 weeks"
    other = load(FIXTURES, "storstad", settings={"allt": {"svar_inom": "2 weeks"}})
    assert other.processes["allt"].steps["hembesok"].deadlines[0].within == Duration(((2, "weeks"),))
    assert other.processes["allt"].digest != everything.digest


def test_a_changed_letter_is_another_version(tmp_path: Path, everything: ProcessDefinition) -> None:
    shutil.copytree(FIXTURES, tmp_path / "k", ignore=shutil.ignore_patterns("invalid"))
    letter = tmp_path / "k" / "storstad" / "letters" / "kallelse.md"
    assert load(tmp_path / "k", "storstad").processes["allt"].digest == everything.digest
    letter.write_text(letter.read_text(encoding="utf-8") + "\nVälkommen!\n", encoding="utf-8")
    assert load(tmp_path / "k", "storstad").processes["allt"].digest != everything.digest
    letter.write_text("Hej {Namn}, {nam}, {hembesok.plats}!\n", encoding="utf-8")
    found = load(tmp_path / "k", "storstad")
    assert [(p.rule, p.line, p.column, p.nearest) for p in found.problems] == [
        ("letter-blank", 1, 5, None), ("letter-blank", 1, 13, "namn"), ("letter-blank", 1, 20, "hembesok.place"),
    ]  # fmt: skip
    assert set(found.processes) == {"delutredning", "platser", "traffar"}


def _grown(size: int) -> str:
    """A routine of `size` phases with tracks, side roads, deadlines, letters and things that come back."""
    parts = "".join(
        f"""
  - phase: fas{n}
    title: Fas
    role: handlaggare
    order: any
    steps:
      - task: ett{n}
        title: Ett
        asks: [fakta{n}]
        deadline: {{within: 2 weeks, from: [borjan.done, fas{n}.opened]}}
        not_before: 1 day after fas{n}.opened
        sends: kallelse
        outcomes:
          klar: {{title: Klar}}
          mer: {{title: Mer, steps: [{{wait: vanta{n}, title: Vänta, for: fakta{n}, at_most: 2 weeks}}], go: again}}
      - task: tva{n}
        title: Två
        meanwhile: yes
    anytime:
      - {{task: ater{n}, title: Åter, every: month, during: [fas{n}]}}"""
        for n in range(size)
    )
    facts = "".join(f"  fakta{n}: {{type: yes_no, title: Fakta}}\n" for n in range(size))
    head = "process: vaxer\ntitle: Växer\nabout: person\nuses: [personnummer]\nfacts:\n"
    start = "steps:\n  - {start: borjan, title: Början, role: handlaggare, asks: [personnummer]}"
    return f"{head}{facts}{start}{parts}\n  - end: slut\nends: {{slut: {{title: Slut, outcome: slut}}}}\n"


def _calls(size: int, letters: Letters) -> int:
    """How many functions are called to read a routine of `size`."""
    count = 0

    def seen(_frame: object, event: str, _argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    report = Report()
    home = town.build(tree(BIG / "municipality.yaml"), "storstad", "a.yaml", report, Questions())[1]
    node = parse(_grown(size).encode(), "vaxer.yaml", report)
    assert node is not None
    given = Input(home, functions("Europe/Stockholm"), {}, letters=letters)
    report = Report()
    sys.setprofile(seen)
    try:
        built = process.build(node, given, report, Questions())
    finally:
        sys.setprofile(None)
    assert built is not None and [line(problem) for problem in report.problems()] == []
    return count


def test_a_routine_four_times_as_long_takes_some_four_times_as_much_work() -> None:
    template = LetterTemplate("kallelse", "Kallelse", "Hej!")
    letters = Letters({"kallelse": template}, {"kallelse": "kallelse.md"})
    _calls(5, letters)
    assert _calls(80, letters) < 4.5 * _calls(20, letters)
