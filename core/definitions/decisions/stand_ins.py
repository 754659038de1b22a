"""The facts that people state when a plugin's function gives no answer: one for each call that is written in the routine."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from core.expressions import PluginCall
from core.model.decisions import TableDef
from core.model.facts import Fact
from core.model.secrecy import secrecy_among
from core.model.values import FactType
from core.words import called, list_words

HELP = (
    "Ett tillägg skulle ha svarat{given}, men ger inget svar.{right} Svara själv och skriv varför. "
    "Ditt svar står fast när tillägget svarar igen."
)
_NAME = re.compile(r"[a-z_][\w.]*(?!\s*\()\b")
_WITHOUT_CHOICES: Mapping[FactType, FactType] = {"choice": "text", "choices": "text"}


def stand_ins(
    calls: Iterable[PluginCall], facts: Mapping[str, Fact], tables: Mapping[str, TableDef]
) -> dict[str, Fact]:
    """The stand-in of each call. Who may see it is as for what the function is given, since reasons may repeat that."""
    titles = dict(_titles(facts, tables))
    return {call.stand_in: _stand_in(call, facts, tables, titles) for call in calls}


def _titles(facts: Mapping[str, Fact], tables: Mapping[str, TableDef]) -> Iterator[tuple[str, str]]:
    """What a question is called where the call is the whole of a row or of a derived fact."""
    rows = ((row.title, row.condition) for table in tables.values() for row in table.rows)
    derived = ((fact.title, fact.derived) for fact in facts.values())
    for title, expression in (*derived, *rows):
        for call in getattr(expression, "calls", ()):
            if expression is not None and call.text == expression.text.strip():
                yield call.stand_in, title


def _help(given: Sequence[Fact]) -> str:
    """What the answer would have rested on may be what is wrong, so it is named."""
    titles = list_words(list(dict.fromkeys(called(fact.title) for fact in given)))
    return HELP.format(
        given=f" utifrån {titles}" if titles else "", right=" Se först att det stämmer." if titles else ""
    )


def _stand_in(
    call: PluginCall, facts: Mapping[str, Fact], tables: Mapping[str, TableDef], titles: Mapping[str, str]
) -> Fact:
    given = [facts[name] for name in _NAME.findall(call.text) if name in facts]
    secrecy = secrecy_among(facts.get, tables, _NAME.findall(call.text))
    seen_by = sorted(map(sorted, secrecy.seen_by))
    returns = call.function.returns
    as_written = _NAME.sub(lambda name: facts[name.group()].title if name.group() in facts else name.group(), call.text)
    return Fact(
        id=call.stand_in,
        title=titles.get(call.stand_in) or call.function.title or as_written,
        type=_WITHOUT_CHOICES.get(returns, returns),
        help=_help(given),
        sensitive=secrecy.sensitive,
        seen_by=tuple(sorted(set.intersection(*map(set, seen_by)) or seen_by[0])) if seen_by else (),
        assessed=True,
    )
