"""Process start until the unlock window has been drawn, in turn with a bare window (bare_window.py)."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks.figures import Figure
from benchmarks.town import Town
from kaa_desktop.gui.theme import make_sheet
from kaa_desktop.gui.tokens import LIGHT
from tests.journeys.world import ROOT

WARM_UPS = 2
FORM = ROOT / "kaa_desktop" / "gui" / "compiled" / "unlock.py"
OWN_BUTTON = "from kaa_desktop.gui.widgets.buttons import KeyButton"
QTS_BUTTON = "from PySide6.QtWidgets import QPushButton as KeyButton"


def bare(folder: Path) -> tuple[str, ...]:
    """The command of the bare window, with the same form and the same style sheet laid out for it."""
    form = FORM.read_text(encoding="utf-8")
    if OWN_BUTTON not in form:
        raise SystemExit("the form has other buttons than the bare window knows")
    form = form.replace(OWN_BUTTON, QTS_BUTTON)
    (folder / "unlock_form.py").write_text(form, encoding="utf-8")
    (folder / "style.qss").write_text(make_sheet(LIGHT, 100), encoding="utf-8")
    return (sys.executable, str(Path(__file__).with_name("bare_window.py")), str(folder))


def until_drawn(command: Sequence[str]) -> float:
    """Start a program; milliseconds until it says that its window has been drawn."""
    environment = os.environ | {"QT_QPA_PLATFORM": os.environ.get("QT_QPA_PLATFORM", "offscreen")}
    began = time.perf_counter()
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        assert process.stdout is not None
        said = process.stdout.readline()
        took = time.perf_counter() - began
        process.stdout.read()
    if not said or process.returncode:
        raise SystemExit(f"no window: {command}")
    return took * 1000


def measure(town: Town, rounds: int) -> list[Figure]:
    """The program, the bare window, the program, the bare window, and so on."""
    profile = str(town.computers[0].profile)
    program = (sys.executable, "-m", "kaa_desktop", "--self-test", "--profile", profile)
    peer = bare(town.scratch())
    for _ in range(WARM_UPS):
        until_drawn(program)
        until_drawn(peer)
    pairs = [(until_drawn(program), until_drawn(peer)) for _ in range(rounds)]
    return [
        Figure(
            name="Process start → unlock window drawn",
            samples=[one for one, _ in pairs],
            limit=1.3,
            judged="ratio",
            peer_name="a bare Qt window with the same form and style sheet",
            peer=[other for _, other in pairs],
        )
    ]
