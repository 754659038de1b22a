"""Every rule id `rutin check` can give, with what it means: the reference and a test that none is left out come from here."""

from __future__ import annotations

from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "problems.md"

GROUPS: dict[str, dict[str, str]] = {
    "Filen": {
        "unreadable": "Filen går inte att öppna.",
        "encoding": "Filen är inte sparad som UTF-8, eller innehåller ett tecken som inte går att läsa.",
        "empty-file": "Filen är tom eller innehåller bara kommentarer.",
        "file-too-big": "Filen eller mappen är större än en rutin kan vara.",
        "too-many": "En lista, en tabell eller rutinen har fler saker än någon kan överblicka.",
        "too-many-problems": "Filen har så många problem att bara de första visas.",
        "too-deep": "Det är för många nivåer i varandra.",
    },
    "YAML": {
        "yaml-syntax": "Raden går inte att läsa: ofta ett indrag, ett citattecken eller en parentes.",
        "quote-needed": "YAML läser texten som något annat än text. Sätt citattecken runt den.",
        "tab": "Raden är indragen med tabb.",
        "duplicate-key": "Samma nyckel står två gånger.",
        "empty-key": "En nyckel är tom.",
        "empty-value": "En nyckel, en listpunkt eller en lista saknar innehåll.",
        "bad-key": "En lista eller tabell står som nyckel.",
        "two-documents": "Filen innehåller flera dokument, skilda av ---.",
        "yaml-anchor": "Ankare (&namn) används inte.",
        "yaml-alias": "Hänvisningar (*namn) används inte.",
        "yaml-tag": "Typer (!namn) används inte; i villkor skrivs not.",
        "yaml-merge": "Sammanfogning (<<) används inte.",
    },
    "Nycklar och värden": {
        "unknown-key": "Nyckeln finns inte där.",
        "missing-key": "En nyckel som behövs saknas.",
        "unknown-kind": "Steget börjar inte med sitt slag.",
        "two-kinds": "Steget har två slag.",
        "not-yet": "Det finns i språket men körs inte än.",
        "wrong-shape": "En text, lista eller tabell står där något annat ska stå.",
        "bad-value": "Värdet kan inte stå där.",
        "bad-id": "Namnet har andra tecken än a–z, siffror och understreck.",
        "undecided": "En inställning utan värde står där ett värde behövs.",
    },
    "Namn": {
        "duplicate-id": "Namnet är redan taget i rutinen.",
        "duplicate-process": "Två rutiner har samma namn.",
        "wrong-folder": "Kommunens namn är ett annat än mappens.",
        "reserved-word": "Ordet betyder något i villkor och kan inte vara ett namn.",
        "unknown-role": "Rollen finns inte i kommunen.",
        "unknown-party": "Varken rollen, den utomstående eller uppgiften finns.",
        "unknown-unit": "Enheten finns inte i kommunen.",
        "unknown-fact": "Uppgiften är inte deklarerad.",
        "unknown-step": "Steget finns inte i samma lista eller en lista utanför.",
        "unknown-end": "Slutet finns inte bland ends.",
        "unknown-counter": "Räknaren finns inte bland counters.",
        "unknown-setting": "Inställningen finns inte.",
        "unknown-event": "Händelsen finns inte under anytime.",
        "unknown-window": "Fönstret finns inte i municipality.yaml.",
        "unknown-process": "Rutinen finns inte i kommunen.",
    },
    "Vem och vad": {
        "missing-role": "Ingen svarar för steget eller händelsen.",
        "role-shape": "Rollen är skriven på två sätt samtidigt.",
        "asks-derived": "En uträknad uppgift frågas.",
        "asks-nobody": "Ingen finns som kan svara på frågan.",
        "derived-cycle": "En uppgift räknas ut från sig själv.",
        "call-type": "En uppgift som följer med till en annan rutin är av ett annat slag där.",
        "call-cycle": "Rutiner väntar på varandra i en ring.",
    },
    "Vägen": {
        "no-start": "Rutinen har ingen start.",
        "start-inside": "En start står inne i en fas eller händelse.",
        "no-ending": "En väg tar slut utan att ärendet avslutas.",
        "no-otherwise": "Ett val säger inte vad som gäller när inget villkor stämmer.",
        "unreachable": "Ingen väg leder till steget.",
        "unused-end": "Inget leder till slutet.",
        "go-into-phase": "go leder in i en fas utifrån.",
        "two-routes": "Två vägar är skrivna där bara en kan gälla.",
        "endless-loop": "Vägen går runt utan att någon gör något.",
        "again-without-during": "again behöver veta vilket steg som görs om.",
    },
    "Tid": {
        "deadline-length": "Fristen saknar längd eller har flera.",
        "deadline-start": "Fristen räknas från något som inte finns eller aldrig händer.",
        "deadline-stop": "Fristen möts av något som aldrig händer på steget.",
        "deadline-rule": "Längden och räknesättet går inte ihop.",
        "time-condition": "Det går inte att räkna ut när villkoret blir sant.",
    },
    "Villkor": {
        "expression-character": "Ett tecken som inte används i villkor.",
        "expression-syntax": "Villkoret går inte att läsa.",
        "expression-type": "Värdena är av olika slag, eller villkoret ger inte ja eller nej.",
        "expression-too-long": "Villkoret är för långt eller har för många parenteser.",
        "expression-division": "Division med något annat än ett tal.",
        "unknown-name": "Uppgiften, inställningen eller ögonblicket finns inte.",
        "unknown-choice": "Alternativet finns inte, så villkoret kan aldrig stämma.",
        "unknown-function": "Funktionen finns inte.",
    },
    "Tillägg": {
        "plugin": "Ett tillägg saknas, har fel inställningar eller följer inte sitt kontrakt.",
    },
}  # fmt: skip


def rules() -> dict[str, str]:
    """Every rule id with what it means."""
    return {rule: meaning for group in GROUPS.values() for rule, meaning in group.items()}


def page() -> str:
    """docs/reference/problems.md."""
    lines = [
        "# Problem som `rutin check` kan hitta",
        "",
        "Varje problem har fil, rad, kolumn, en regel och en mening som säger vad som är fel, vad som får stå där, det närmaste",
        "ordet och vad du kan skriva i stället. Reglerna är desamma från version till version, så skript kan lita på dem.",
        "",
        "## Så körs det",
        "",
        "```",
        "rutin check [SÖKVÄG...] [--format text|json]",
        "```",
        "",
        "En sökväg är en mapp med kommuner, en kommun eller en fil. Utan sökväg granskas `municipality_configs`. Slutkoden är 0 när",
        "inget är fel, 1 när det finns problem och 2 när det inte gick att köra. Öppna frågor räknas inte som problem.",
        "",
        "Text: `fil:rad:kolumn regel mening`, en rad för varje problem. Rad 0 gäller hela filen. Sammanfattningen går till standard error.",
        "",
        "JSON: ett objekt med `problems` (var och en med `file`, `line`, `column`, `rule`, `severity`, `message`, `allowed`, `nearest`,",
        "`hint` och hela meningen i `text`), `questions` (`file`, `line`, `column`, `where`, `text`) och `processes`, antalet rutiner.",
        "",
        "## Stöd i redigeraren",
        "",
        "Redigerare som förstår JSON Schema fyller i nycklar och visar vad de betyder. Skriv på filens första rad:",
        "",
        "```yaml",
        "# yaml-language-server: $schema=../../../docs/reference/schema/process.schema.json",
        "```",
        "",
        "Den här sidan skrivs av `python -m core.definitions.rules`.",
    ]
    for title, group in GROUPS.items():
        lines += ["", f"## {title}", "", "| regel | betyder |", "|---|---|"]
        lines += [f"| `{rule}` | {meaning} |" for rule, meaning in group.items()]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    PAGE.parent.mkdir(parents=True, exist_ok=True)
    PAGE.write_text(page(), encoding="utf-8")
