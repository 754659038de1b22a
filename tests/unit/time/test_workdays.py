"""The days that are kept in a file are those of the package; other countries and years are asked about there."""

from __future__ import annotations

import subprocess
import sys
from datetime import date

import pytest

from core.errors import ConfigurationError
from core.workdays import KEPT, KEPT_YEARS, from_package, public_holidays


def test_the_kept_days_are_those_of_the_package() -> None:
    """When it fails after an upgrade: see the new days through and run ``python -m core.workdays > core/workdays_se.txt``."""
    assert {year: public_holidays(KEPT, year) for year in KEPT_YEARS} == {
        year: from_package(KEPT, year) for year in KEPT_YEARS
    }


def test_other_countries_come_from_the_package_and_unknown_ones_are_refused() -> None:
    assert public_holidays("NO", 2026)[date(2026, 5, 17)]
    for country in ("XX", "se", "country_holidays"):
        with pytest.raises(ConfigurationError, match="helgdagskalender"):
            public_holidays(country, 2026)


def test_swedish_days_need_no_package() -> None:
    """It costs most of a second to load, more than the rest of `rutin check`."""
    asked = "import sys; from core.workdays import public_holidays; public_holidays('SE', 2026)"
    found = subprocess.run([sys.executable, "-c", f"{asked}; print('holidays' in sys.modules)"], capture_output=True)
    assert (found.stdout.strip(), found.stderr) == (b"False", b"")
