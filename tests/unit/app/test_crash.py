"""Reports of faults: places in the code, never what anybody wrote, and kept only when she says so."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kaa_desktop.app.clock import FixedClock
from kaa_desktop.app.crash import OPEN, REPORTS, TRACE, Crashes, OpenMark, Report
from tests.unit.app.desks import NOON, STOCKHOLM

SECRET = "Liam Testberg 20080101-2384"
AT = datetime(2026, 11, 24, 13, 34, tzinfo=UTC)

CRASHING = """
import ctypes, sys
from datetime import UTC, datetime
from pathlib import Path
from kaa_desktop.app.crash import OpenMark

def writes_about(note):
    ctypes.string_at(0)

OpenMark(Path(sys.argv[1])).begin(datetime(2026, 11, 24, 12, tzinfo=UTC))
writes_about("Liam Testberg 20080101-2384")
"""


def crashes(folder: Path) -> Crashes:
    return Crashes(folder, FixedClock(NOON, STOCKHOLM))


def raised() -> BaseException:
    try:
        _fail()
    except ValueError as fault:
        return fault
    raise AssertionError


def _fail() -> None:
    held: dict[str, str] = {}
    try:
        held[SECRET]
    except KeyError as missing:
        raise ValueError(f"kan inte läsa {SECRET}") from missing


def test_a_report_says_where_and_never_what(tmp_path: Path) -> None:
    watch = crashes(tmp_path)
    watch.happened(raised(), ["contact.new", "form.finish"])
    assert watch.last is not None
    text = watch.last.text
    assert "Liam" not in text
    assert "2008" not in text
    assert "ValueError" in text
    assert "Efter: KeyError" in text
    assert re.search(r"tests\.unit\.app\.test_crash:\d+ _fail", text)
    assert "contact.new, form.finish" in text
    assert list(tmp_path.iterdir()) == []


def test_it_is_kept_when_she_says_so_and_only_then(tmp_path: Path) -> None:
    watch = crashes(tmp_path)
    watch.happened(raised(), [])
    report = watch.last
    assert isinstance(report, Report)
    place = watch.keep(report)
    assert place.parent == tmp_path / REPORTS
    assert place.read_text("utf-8") == report.text
    assert place.stat().st_mode & 0o077 == 0
    watch.throw()
    assert watch.last is None


def test_closed_as_it_should_it_leaves_nothing(tmp_path: Path) -> None:
    watch = crashes(tmp_path)
    assert watch.begin() is None
    assert {path.name for path in tmp_path.iterdir()} == {OPEN, TRACE}
    watch.end()
    assert list(tmp_path.iterdir()) == []
    assert watch.begin() is None
    watch.end()


def test_an_unforeseen_end_is_told_of_once(tmp_path: Path) -> None:
    """A real fault of memory in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-c", CRASHING, str(tmp_path)], capture_output=True, check=False
    )
    assert done.returncode == -signal.SIGSEGV
    mark = OpenMark(tmp_path)
    found = mark.begin(AT)
    assert found is not None
    assert "stängdes oväntat" in found.title
    assert "writes_about" in found.text
    assert "Liam" not in found.text
    assert "/" not in found.text.replace(f"{sys.executable}", "")
    mark.end()
    assert mark.begin(AT) is None
    mark.end()


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b'{"since": 5}', b'{"since": "nu"}', b"\xff"]
)
def test_a_spoilt_mark_says_nothing_and_harms_nothing(tmp_path: Path, content: bytes) -> None:
    (tmp_path / OPEN).write_bytes(content)
    mark = OpenMark(tmp_path)
    assert mark.begin(AT) is None
    mark.end()


def test_a_folder_that_takes_nothing_stops_nobody(tmp_path: Path) -> None:
    mark = OpenMark(tmp_path / "saknas")
    assert mark.begin(AT) is None
    mark.end()
