"""docs/reference/scenarios.md and the editors' schema of scenario files, made from the same table that reads them.

``python -m core.scenarios.reference`` writes both; tests keep them fresh.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from core.definitions.explaining import reference, schema
from core.definitions.language.keys_common import NOTES
from core.definitions.language.shapes import Key
from core.scenarios.keys import ACTS, EXPECT, FILE, GIVEN, LINE, SCENARIO

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "scenarios.md"
SCHEMA = "scenario.schema.json"
_HEAD = """# Scenariernas nycklar

Allt som ett scenario kan säga, nyckel för nyckel. Sidan skrivs av `python -m core.scenarios.reference` ur samma tabell som `rutin test`
läser med, så den stämmer alltid. Hur man skriver ett scenario står i [guiden](../guide/scenarier.md).

En nyckel med * behövs alltid.

## Så körs det

```
rutin test [SÖKVÄG...] [--coverage] [--format text|json]
```

En sökväg är en mapp med kommuner, en kommun eller en fil i mappen `scenarios`. Slutkoden är 0 när alla scenarier stämmer, 1 när något inte
stämmer eller inte går att spela upp, och 2 när det inte gick att köra. Problemen har samma form som i [`rutin check`](problems.md).

JSON är ett objekt med

- `ok`, och `problems` som i `rutin check`
- `scenarios`: `municipality`, `process`, `title`, `file`, `line`, `ok`, `covers`, `story`, `differences` och `failed_at`, raden där det
  inte stämmer eller null
- `coverage`: `municipality`, `process` och för `steps`, `branches`, `rows`, `deadlines`, `anytime` och `ends`: `total`, `exercised` och
  `missing`
- `requirements`: kraven, och titlarna på de scenarier som visar dem.

## Stöd i redigeraren

```yaml
# yaml-language-server: $schema=../../../docs/reference/schema/scenario.schema.json
```
"""


def page() -> str:
    """The page."""
    lines = [_HEAD, "## Överallt", "", "Nycklar som ett scenario också kan ha.", "", *reference.rows(NOTES)]
    lines += [*reference.section(SCENARIO, "Scenariot"), *reference.section(GIVEN, "Det som är givet")]
    lines += ["## Raderna i berättelsen", "", *_acts()]
    shown = {shape.name for shape in (SCENARIO, GIVEN, EXPECT, *LINE.kinds.values())}
    lines += ["## Det som ska gälla", "", *reference.rows(EXPECT.keys), "## Delar", ""]
    for shape in reference.parts((FILE,)):
        if shape.name not in shown:
            lines += reference.section(shape, shape.said.removeprefix("en ").removeprefix("ett "), 3)
    lines += ["## Enkla värden", "", *reference.values((FILE,), settings=False)]
    return "\n".join(lines).rstrip() + "\n"


def _acts() -> Iterator[str]:
    yield from ("Varje rad är ett slag och det den gäller.", "", "| slag | vad som händer | nycklar |", "|---|---|---|")
    for name, shape in LINE.kinds.items():
        keys = ", ".join(f"`{key}`{'*' if key in shape.required else ''}" for key in shape.keys if key != name)
        yield f"| `{name}` | {shape.keys[name].doc} | {keys} |"
    yield ""
    yield from reference.rows({key: what for key, what in _shared().items() if key not in LINE.kinds})


def _shared() -> Mapping[str, Key]:
    """Every key that some kind of line has, each once."""
    return {key: what for shape in (*ACTS.values(), LINE.kinds["refused"]) for key, what in shape.keys.items()}


def schemas() -> dict[str, schema.Json]:
    """File name -> schema."""
    return {SCHEMA: schema.schema_of(FILE, "Rutin: scenarier")}


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    schema.write(schemas())
