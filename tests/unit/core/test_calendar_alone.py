"""The calendar loads one country, not two hundred and fifty."""

from __future__ import annotations

import subprocess
import sys

SCRIPT = """
import sys
from datetime import date
from kaa_core.rules.calendar import day_off
assert day_off(date(2026, 12, 24)) == "julafton"
print([name for name in sys.modules if name.startswith("holidays.countries.")])
import holidays
assert date(2026, 12, 25) in holidays.country_holidays("NO", years=2026)
"""


def test_only_swedens_calendar_is_loaded_and_the_others_still_can_be() -> None:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=False
    )
    assert done.stderr == ""
    assert done.stdout.split() == ["['holidays.countries.sweden']"]
