"""Which days are not worked: public holidays, the customary eves and a municipality's own closed days.

Public holidays and the three eves (lag 1989:253 and lag 1930:173 2 §) come from the `holidays` package. It costs most of a second at its
first use, whatever country is asked for, and `rutin check` is to be quick. So what it says of Sweden stands in ``workdays_se.txt``, made by
``python -m core.workdays > core/workdays_se.txt`` and compared with the package in the tests; the package is asked about the rest.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache, lru_cache
from pathlib import Path

from core.errors import ConfigurationError
from core.model.time import CalendarSpec

KEPT, KEPT_YEARS = "SE", range(1953, 2101)
"""The country and the years whose days are kept in a file."""
_FILE = Path(__file__).with_name("workdays_se.txt")


@lru_cache(maxsize=512)
def public_holidays(country: str, year: int) -> Mapping[date, str]:
    """The public holidays and customary eves of `country` in `year` with their names, Swedish where the package has them.

    Raises ConfigurationError for a country the package does not know.
    """
    if country == KEPT and year in KEPT_YEARS:
        return _kept().get(year, {})
    return from_package(country, year)


def from_package(country: str, year: int) -> dict[date, str]:
    """As `public_holidays`, asked of the package itself."""
    import holidays  # late: see the module's text

    kind = getattr(holidays, country, None) if country.isupper() else None
    if kind is None or country not in holidays.list_supported_countries():
        raise ConfigurationError(reason=f"landet {country} har ingen helgdagskalender, välj till exempel SE.")
    categories = tuple(name for name in ("public", "de_facto") if name in kind.supported_categories)
    language = "sv" if "sv" in kind.supported_languages else None
    return dict(holidays.country_holidays(country, years=year, categories=categories, language=language))


@cache
def _kept() -> Mapping[int, Mapping[date, str]]:
    found: dict[int, dict[date, str]] = {}
    for line in _FILE.read_text(encoding="utf-8").splitlines():
        day, _, name = line.partition(" ")
        found.setdefault(int(day[:4]), {})[date.fromisoformat(day)] = name
    return found


def working_days(first: date, last: date, spec: CalendarSpec) -> int:
    """How many working days there are after `first`, to and with `last`; below 0 when `last` comes before `first`.

    The first day is not counted, as in deadlines. Raises ConfigurationError for a country that is not known.
    """
    if last < first:
        return -working_days(last, first, spec)
    weeks, rest = divmod((last - first).days, 7)
    count = 5 * weeks + sum((first + timedelta(days=7 * weeks + n)).weekday() < 5 for n in range(1, rest + 1))
    years = range(first.year, last.year + 1)
    free = {*spec.closed, *(day for year in years for day in public_holidays(spec.country, year))}
    return count - sum(first < day <= last and day.weekday() < 5 for day in free)


if __name__ == "__main__":
    for year in KEPT_YEARS:
        for day, name in sorted(from_package(KEPT, year).items()):
            print(day, name)  # noqa: T201 - this is what it is for
