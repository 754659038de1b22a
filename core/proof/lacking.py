"""What is said when something is read that nobody has been asked: what reads it, what it is, and which step should ask."""

from __future__ import annotations

from core.model.definition import ProcessDefinition
from core.model.facts import Ask, Fact
from core.model.steps import Call, Step, every_ask
from core.proof.findings import happening
from core.proof.live import named_plainly, reads_in
from core.proof.moves import Move

_AMOUNTS = ("whole_number", "number", "money")


def reader(definition: ProcessDefinition, owner: str, text: str, name: str, done: Move | None) -> str:
    """What reads it, as the beginning of a sentence: a table, a fact that is reckoned, or a condition of a step or event.

    Of a fact whose own condition was read last all that is known is what was being done.
    """
    if owner == name and done is not None:
        owner, text = done.step, ""
    if owner in definition.tables:
        return f"Tabellen ”{definition.tables[owner].title}”"
    fact = definition.facts.get(owner)
    if fact is not None:
        return f"”{fact.title}” ({text})"
    place = definition.steps.get(owner) or definition.anytime.get(owner)
    if place is not None:
        return f"Villkoret {text} i ”{place.title}”" if text else f"”{place.title}”"
    return f"Villkoret {text}"


def what(definition: ProcessDefinition, name: str) -> str:
    """What is not known, with what is wrong with it."""
    if name in definition.facts:
        return f"uppgiften ”{definition.facts[name].title}” ({name}), som inte är känd på den här vägen"
    head, _, tail = name.partition(".")
    if head == "settings":
        return f"inställningen {tail}, som ingen har bestämt. Så kommer ärendet dit"
    if head in definition.steps:
        said = happening(definition, _moment(definition, name))
        unsure = "vilket inte behöver ha hänt" if said.startswith("att ") else "som inte behöver finnas"
        return f"{said}, {unsure} på den här vägen"
    return f"{name}, som inte är känt på den här vägen"


def _moment(definition: ProcessDefinition, name: str) -> str:
    """The moment as conditions name it. A step alone is missing where its outcome was read."""
    return f"{name}.outcome" if name in definition.steps else name


def advice(definition: ProcessDefinition, name: str, owner: str, done: Move | None) -> str:
    """What to write and where: at the step that somebody did last before it was needed."""
    if name.startswith("settings."):
        return "Ge inställningen ett värde med default:."
    fact = definition.facts.get(name)
    if fact is None:
        return f"Läs det bara där det har hänt, till exempel med known({_moment(definition, name)}) and … framför."
    named = definition.steps.get(owner)
    guard = f"skriv known({name}) and … i villkoret"
    if fact.table is not None and fact.table == owner:
        guard = "fråga det i ett steg som alltid görs före"  # a judgement has no condition to write anything in
    if named is not None and name in named_plainly(named):
        guard = f"skriv only_if: known({name}) på ”{named.title}”"
    call = next((c for c in definition.steps.values() if isinstance(c, Call) and name in c.gives), None)
    if call is not None:
        theirs, other = call.gives[name], call.process
        unsure = f"Rutinen {other} behöver inte ha fått svar på {theirs} när den slutar."
        return f"{unsure} Fråga {theirs} på varje väg dit i den, eller {guard}."
    if done is not None and done.kind == "called":
        return f"Den som startar rutinen med call behöver inte skicka med {name}. Skriv takes: [{name}], eller {guard}."
    step = definition.steps.get(done.step) if done is not None else None
    event = definition.anytime.get(owner)
    read_first = event is not None and f"fact:{name}" in reads_in(event.only_if)  # before its own step asks anything
    if step is None or read_first:
        return f"Fråga efter {name} i ett steg före, eller {guard}."
    why = _why(definition, fact, step.id)
    if _is_left_empty(definition, fact, step):
        instead = f"räkna det tomma som noll: known({name}) ? {name} : 0" if fact.type in _AMOUNTS else guard
        return f"{why}Ta bort optional: yes, eller {instead}."
    asked = owner if owner in definition.tables and name in definition.tables[owner].needs else fact.table or name
    return f"{why}Skriv asks: [{asked}] på ”{step.title}” ({step.id}), eller {guard}."


def _why(definition: ProcessDefinition, fact: Fact, step: str) -> str:
    """Why it is not known although it is asked somewhere: only sometimes, or it may be left empty."""
    found = [(place, ask) for place in definition.steps.values() for ask in every_ask(place) if ask.fact == fact.id]
    if not found:
        return ""
    place, ask = next(((p, a) for p, a in found if p.id == step), found[0])
    condition = ask.only_if or fact.only_if
    if condition is not None:
        return f"”{place.title}” frågar det bara om {condition.text}. "
    return (
        f"Det får lämnas tomt i ”{place.title}”. "
        if _may_be_empty(ask, fact)
        else f"”{place.title}” frågar det, men det steget behöver inte ha gjorts. "
    )


def _is_left_empty(definition: ProcessDefinition, fact: Fact, step: Step) -> bool:
    """Whether what keeps it unknown is that it may be left empty: where it was asked last, or wherever it is asked."""
    here = [ask for ask in every_ask(step) if ask.fact == fact.id]
    asks = here or [ask for place in definition.steps.values() for ask in every_ask(place) if ask.fact == fact.id]
    return any(_may_be_empty(ask, fact) for ask in here) or (
        bool(asks) and all(_may_be_empty(ask, fact) for ask in asks)
    )


def _may_be_empty(ask: Ask, fact: Fact) -> bool:
    return ask.optional or fact.optional
