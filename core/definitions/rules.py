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
        "unknown-outcome": "Utfallet finns inte på steget, eller kan aldrig ges.",
        "unknown-letter": "Brevmallen finns inte i mappen letters.",
        "unknown-consent": "Samtycket finns inte bland consents.",
        "unknown-moment": "Ögonblicket finns inte eller händer aldrig.",
        "unknown-track": "Spåret finns inte: bara steg direkt under en fas med order: any är spår.",
        "unknown-table": "Tabellen finns inte under tables.",
        "unknown-layer": "Rutinen under based_on finns inte.",
        "layer-cycle": "Rutiner bygger på varandra i en ring.",
        "layer-missing": "Det som ska ändras eller tas bort finns inte i grunden.",
        "layer-twice": "Det som läggs till finns redan i grunden.",
        "layer-where": "Ett nytt steg säger inte var i grunden det ska stå.",
        "layer-needs": "Grunden behöver en roll eller ett tillägg som kommunen inte har.",
        "unknown-provision": "Lagrummet finns varken i laws.yaml eller i kommunens provisions.",
        "unknown-act": "Lagen finns inte under acts.",
        "unknown-appeal": "Sättet att överklaga finns inte under appeals.",
    },
    "Vem och vad": {
        "missing-role": "Ingen svarar för steget eller händelsen.",
        "role-shape": "Rollen är skriven på två sätt samtidigt.",
        "asks-derived": "En uträknad uppgift frågas.",
        "asks-nobody": "Ingen finns som kan svara på frågan.",
        "derived-cycle": "En uppgift räknas ut från sig själv.",
        "call-type": "En uppgift som följer med till en annan rutin är av ett annat slag där.",
        "call-takes": "En rutin som startas får inte en uppgift som den behöver.",
        "fact-shape": "Uppgiften har nycklar som inte går ihop med dess typ.",
        "ways-shape": "Sätten att informera är skrivna på två sätt samtidigt, eller inte alls.",
        "letter-blank": "Rutinen som skickar brevet kan inte fylla i det som står inom klamrar.",
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
        "go-into-track": "go leder in i ett spår utifrån.",
        "track-end": "Ett steg utanför spåret slutar så som bara spåret kan sluta.",
        "phase-shape": "Fasen har nycklar som inte går ihop.",
        "beside-twice": "Steget är både vid sidan av vägen och på den, eller får hoppas över fast det ska vara klart.",
        "two-routes": "Två vägar är skrivna där bara en kan gälla.",
        "endless-loop": "Vägen går runt utan att någon gör något.",
        "again-without-during": "again behöver veta vilket steg som görs om.",
    },
    "Tid": {
        "deadline-length": "Fristen saknar längd eller har flera.",
        "deadline-start": "Fristen räknas från något som inte finns eller aldrig händer.",
        "deadline-stop": "Fristen möts av något som aldrig händer på steget.",
        "deadline-rule": "Längden och räknesättet går inte ihop.",
        "limit-length": "at_most säger inte hur länge, eller säger det två gånger.",
        "phase-length": "Fasen ska pågå längre än den får.",
        "repeat-shape": "Det som kommer tillbaka säger inte hur ofta, eller säger det på två sätt.",
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
    "Beslut och lag": {
        "table-shape": "Tabellens hit, gives, default och rader hör inte ihop.",
        "table-cycle": "En tabell läser sig själv, direkt eller genom en annan.",
        "nobody-decides": "Ingen har rätt att fatta beslutet.",
        "delegation-condition": "En gräns i delegationsordningen gäller uppgifter som rutinen inte har.",
        "valid-shape": "Beslutets giltighetstid går inte att räkna ut.",
        "unknown-slot": "Det inom klamrar kan inte fyllas i.",
        "law-dates": "Dagarna för en lag eller lydelse ligger i fel ordning, eller utanför lagens egna.",
        "law-overlap": "Två lydelser av samma lagrum gäller samma dag.",
        "law-gap": "Ett lagrum saknar lydelse mellan två andra.",
        "law-repealed": "Rutinen vilar på ett lagrum som inte gäller. Varning.",
    },
    "Bevis": {
        "dead-end": "Ärendet kan hamna där det inte går att avsluta.",
        "never-comes": "Ärendet kan inte avslutas om någon utomstående aldrig kommer.",
        "fact-missing": "Ett villkor behöver en uppgift som inte är känd på någon väg dit.",
        "choice-gap": "I ett val kan det hända att inget villkor stämmer.",
        "dead-step": "Steget kan aldrig nås, hur uppgifterna än fylls i.",
        "dead-way": "En väg i ett val tas aldrig.",
        "dead-row": "En rad i en tabell stämmer aldrig.",
        "dead-outcome": "Ett utfall kan aldrig väljas.",
        "dead-event": "En händelse kan aldrig ske.",
        "deadline-unsure": "Fristen räknas från något som inte behöver ha hänt.",
        "never-late": "Det som ska hända när fristen går ut händer aldrig.",
        "window-deadline": "Fristen kan gå ut innan det är rätt veckodag eller tid.",
        "four-eyes": "För få personer för att olika personer ska göra stegen.",
        "role-nobody": "Ingen medarbetare har rollen.",
        "fact-unasked": "En uppgift används men frågas aldrig.",
        "fact-unused": "En uppgift frågas men används inte.",
        "not-decided": "Rutinen har så många lägen att det inte är avgjort om den alltid kan avslutas.",
        "unused-waiver": "En rad under waives gäller ingen varning.",
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
