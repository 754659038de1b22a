"""The national laws as a page people can read: ``python -m core.definitions.law.page`` writes docs/reference/laws.md."""

from __future__ import annotations

from pathlib import Path

from core.definitions.law import laws as law_files
from core.definitions.problems.report import Report
from core.definitions.questions import Questions
from core.model.law import Act, Appeal, Laws, LawVersion, Provision
from core.words import duration_words

ROOT = Path(__file__).parents[3]
PAGE = ROOT / "docs" / "reference" / "laws.md"
_STARTS = {
    "received": "den dag beslutet togs emot",
    "announced": "den dag det anslogs",
    "decided": "den dag det fattades",
}


def page(laws: Laws) -> str:
    """The whole page."""
    lines = [
        "# Lagrum",
        "",
        "En rutin nämner lagrummets namn och aldrig en paragraf. Vilken lydelse som gäller avgörs av beslutsdagen.",
        "Frågetecken står där paragraf, datum eller sätt att överklaga inte är jämfört med lagtexten.",
        "Inget här är juridisk rådgivning.",
        *((f"Lagrummen jämfördes senast med lagtexten {laws.checked}.",) if laws.checked else ()),
        "",
        "Den här sidan skrivs av `python -m core.definitions.law.page` från `municipality_configs/_national/laws.yaml`.",
        "",
        "## Sätt att få ett beslut prövat",
        "",
        "| namn | vad | tid |",
        "|---|---|---|",
        *(_appeal(appeal) for appeal in laws.appeals.values()),
        "",
        "## Lagarna",
        "",
        "Namnet skrivs efter `act:` i en egen `laws.yaml`.",
        "",
        "| namn | lag | från | till och med |",
        "|---|---|---|---|",
        *(_act(act) for act in laws.acts.values()),
        "",
        "## Lagrummen",
        "",
        "| namn | vad | var | från | till och med | prövas genom |",
        "|---|---|---|---|---|---|",
        *(line for provision in laws.provisions.values() for line in _provision(laws, provision)),
    ]
    return "\n".join(lines) + "\n"


def _act(act: Act) -> str:
    number = f" ({act.number})" if act.number and act.number not in act.title else ""
    return f"| `{act.id}` | {act.title}{number}{_unsure(act.verify)} | {act.since or ''} | {act.until or ''} |"


def _appeal(appeal: Appeal) -> str:
    within = ""
    if appeal.within is not None:
        within = f"{duration_words(appeal.within.parts)} från {_STARTS[appeal.starts]}"
    return f"| `{appeal.id}` | {appeal.title}{_unsure(appeal.verify)} | {within} |"


def _provision(laws: Laws, provision: Provision) -> list[str]:
    return [_version(laws, provision, number, version) for number, version in enumerate(provision.versions)]


def _version(laws: Laws, provision: Provision, number: int, version: LawVersion) -> str:
    name, title = (f"`{provision.id}`", provision.title) if number == 0 else ("", "")
    since, until = version.since or "", version.until or ""
    appeal = f"`{version.appeal}`" if version.appeal else ""
    return f"| {name} | {title} | {laws.words(version)}{_unsure(version.verify)} | {since} | {until} | {appeal} |"


def _unsure(verify: bool) -> str:
    return " (?)" if verify else ""


def national() -> Laws:
    """The laws that come with Rutin."""
    return law_files.load(ROOT / "municipality_configs", Report(), Questions())


if __name__ == "__main__":
    PAGE.parent.mkdir(parents=True, exist_ok=True)
    PAGE.write_text(page(national()), encoding="utf-8")
