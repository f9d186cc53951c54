"""A computer that is shut down: the program ends as it should, and says so next time."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.skipif(sys.platform == "win32", reason="Qt hears of it there")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_shutdown_ends_the_program_in_order(tmp_path: Path, number: signal.Signals) -> None:
    code = (
        "import sys\n"
        "from PySide6.QtCore import QTimer\n"
        "from kaa_desktop.gui import start\n"
        "first = start.Tidying\n"
        "def told(app):\n"
        "    QTimer.singleShot(0, lambda: print('öppen', flush=True))\n"
        "    return first(app)\n"
        "start.Tidying = told\n"
        "from kaa_desktop.__main__ import main\n"
        "sys.exit(main())\n"
    )
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen", "PYTHONIOENCODING": "utf-8"}
    with subprocess.Popen(
        [sys.executable, "-c", code, "--profile", str(tmp_path / "none")],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "öppen\n"
        process.send_signal(number)
        assert process.wait(20) == 0
