"""`kaa-desktop --as-of`: another day for made-up people, never for a real register."""

import json
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from kaa_desktop.app.clock import PracticeClock, SystemClock, today

PROFILE = {
    "format": 1,
    "id": "01a202db-9f4f-73a6-bc32-77688c4acf35",
    "server": "http://127.0.0.1:1",
    "municipality": "9901",
    "municipality_name": "Exempelås kommun",
    "practice": True,
    "user": "01a202db-87fd-7746-94e6-fd8a8b5f7be8",
    "user_name": "Karin Demolund",
    "worker": None,
    "role": 1,
    "device": "01a202db-9f49-7dbe-8f04-c307e6fbc86c",
    "device_name": "KAA-01",
}


def test_the_clock_goes_on_another_day() -> None:
    clock = PracticeClock(date(2024, 2, 29))
    assert today(clock) == date(2024, 2, 29)
    first, second = clock.now(), clock.now()
    assert second >= first
    shift = SystemClock().now() - clock.now()
    assert abs(shift - timedelta(days=round(shift / timedelta(days=1)))) < timedelta(seconds=5)
    assert clock.now().tzinfo is UTC
    assert isinstance(clock.now(), datetime)


@pytest.mark.parametrize(
    ("practice", "as_of", "status"),
    [(True, "2026-11-24", 0), (False, "2026-11-24", 2), (True, "i morgon", 2)],
)
def test_only_practice_data_has_another_day(
    tmp_path: Path, practice: bool, as_of: str, status: int
) -> None:
    content = json.dumps(PROFILE | {"practice": practice})
    (tmp_path / "profile.json").write_text(content, encoding="utf-8")
    command = [sys.executable, "-m", "kaa_desktop", "--profile", str(tmp_path)]
    done = subprocess.run(
        [*command, "--as-of", as_of, "--self-test"], capture_output=True, text=True, check=False
    )
    assert done.returncode == status, done.stderr
    assert ("övningsdata" in done.stderr) == (status == 2)
