"""KAA's report on contact: who was reached, and for how long nobody has tried, by age."""

from __future__ import annotations

from core.plugin_api import CaseLine, ReportCall, Stated, Value
from plugins.bengtsfors_kaa.reach import reach


def young(
    twenty: str = "2028-01-05",
    entered: str = "2026-01-10",
    tried: tuple[str, ...] = (),
    ended: str = "",
    end: str = "i_studier",
) -> CaseLine:
    """Somebody in the register since `entered`, with attempts at contact on some days."""
    said = tuple(Stated("svarade_inte", f"{day}T09:00:00+00:00", n) for n, day in enumerate(tried))
    moments = {"forsta_kontakt.opened": entered} if entered else {}
    facts: dict[str, Value] = {"fyller_20_den": twenty}
    return CaseLine(
        "c" * 32, "kaa", entered or "2026-01-10", ended, end if ended else "", facts, {"kontakt_resultat": said}, moments
    )  # fmt: skip


def counted(*cases: CaseLine, after: str = "2026-07-01") -> dict[str, tuple[int, ...]]:
    answer = reach(ReportCall("2026-04-01", after, cases))
    return {line.title: line.numbers for figure in answer.figures for line in figure.lines if any(line.numbers)}


def test_attempts_of_the_period_are_counted_and_silence_since_any_attempt() -> None:
    assert counted(young()) == {"Inget försök": (0, 1, 0), "Aldrig": (0, 1, 0)}
    assert counted(young(tried=("2026-03-30",))) == {"Inget försök": (0, 1, 0), "Längst tre månader": (0, 1, 0)}
    assert counted(young(tried=("2026-03-28",))) == {"Inget försök": (0, 1, 0), "Mer än tre månader": (0, 1, 0)}
    many = young(tried=("2026-04-01", "2026-05-05", "2026-06-30", "2026-07-01"))
    assert counted(many) == {"Tre försök eller fler": (0, 1, 0), "Längst tre månader": (0, 1, 0)}
    two = young(tried=("2026-04-01", "2026-05-05"))
    assert counted(two)["Ett eller två försök"] == (0, 1, 0)


def test_the_age_is_that_of_the_last_day_of_the_period_or_of_the_case() -> None:
    assert counted(young("2028-07-02"))["Aldrig"] == (1, 0, 0), "18 the day after"
    assert counted(young("2028-06-30"))["Aldrig"] == (0, 1, 0), "18 on the last day"
    assert counted(young("2027-06-30"))["Aldrig"] == (0, 0, 1)
    turned = young("2026-06-30", ended="2026-06-30", end="fyllt_20")
    assert counted(turned) == {"Inget försök": (0, 0, 1)}, "until the day of turning 20"


def test_only_those_who_stood_in_the_register_on_a_day_of_the_period_are_counted() -> None:
    assert counted(young(entered="")) == {}
    assert counted(young(entered="2026-07-01")) == {}
    assert counted(young(ended="2026-03-31")) == {}
    assert counted(young(ended="2026-04-01"))["Inget försök"] == (0, 1, 0)
    assert "Aldrig" not in counted(young(ended="2026-06-30")), "who has left is not waited for"
    assert "Aldrig" in counted(young(ended="2026-07-01"))


def test_nobody_stands_in_the_register_on_the_day_of_turning_20_nor_in_a_case_that_was_closed_in_advance() -> None:
    turned = young("2026-04-01", ended="2026-04-01", end="fyllt_20")
    assert counted(turned) == {}
    assert "Aldrig" not in counted(young("2026-07-01", ended="2026-07-01", end="fyllt_20"))
    assert counted(young(ended="2026-05-04", end="")) == {}
