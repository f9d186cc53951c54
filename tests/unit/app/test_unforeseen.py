"""A fault's text may be about a person: it reaches no log of the program."""

from __future__ import annotations

import subprocess
import sys

PROGRAM = """
import logging, sys
from concurrent.futures import Future
from kaa_desktop import __main__ as program

def window(*_given, **_more):
    def fails(_done):
        raise ValueError("Karin Hemlig 20090302-2390")
    act = Future()
    act.add_done_callback(fails)
    act.set_result(None)
    logging.getLogger("httpx").warning("GET /v1/history/Hemlig")
    logging.getLogger("kaa_desktop.gui").error("our own words")
    return 0

program._window = window
sys.argv = ["kaa-desktop"]
sys.exit(program.main())
"""


def test_what_a_callback_raises_is_logged_without_its_text() -> None:
    """`concurrent.futures` logs it with its text and the whole trace."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True
    )
    assert "Hemlig" not in done.stdout + done.stderr
    assert done.stderr.splitlines() == [
        "ERROR concurrent.futures: ValueError at __main__:8",
        "WARNING httpx",
        "ERROR our own words",
    ]
