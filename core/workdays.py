"""Which days are not worked: public holidays, the customary eves and a municipality's own closed days.

Public holidays and the three eves (lag 1989:253 and lag 1930:173 2 §) come from the `holidays` package, which costs most of a
second at its first use: it is imported when the first day is asked about, and each year's days are kept for the life of the process.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from functools import lru_cache

from core.errors import ConfigurationError
from core.model.time import CalendarSpec


@lru_cache(maxsize=512)
def public_holidays(country: str, year: int) -> Mapping[date, str]:
    """The public holidays and customary eves of `country` in `year` with their names, Swedish where the package has them.

    Raises ConfigurationError for a country the package does not know.
    """
    import holidays  # late: see the module's text

    if country not in holidays.list_supported_countries():
        raise ConfigurationError(reason=f"landet {country} har ingen helgdagskalender, välj till exempel SE.")
    kind = getattr(holidays, country)
    categories = tuple(name for name in ("public", "de_facto") if name in kind.supported_categories)
    language = "sv" if "sv" in kind.supported_languages else None
    return dict(holidays.country_holidays(country, years=year, categories=categories, language=language))


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
