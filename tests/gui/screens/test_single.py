"""One window for each profile, whatever is started."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from unittest.mock import patch

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from kaa_desktop.gui.main import OPEN_ALREADY
from kaa_desktop.gui.single import Single
from kaa_desktop.store.lock import WINDOW, ProfileLock
from tests.gui.screens.whole import running, unlock
from tests.unit.app.desks import local_desktop


def closed_profile(tmp_path: Path) -> Path:
    desktop = local_desktop(tmp_path)
    desktop.close()
    return desktop.profile.folder


def started_again(folder: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "kaa_desktop", "--profile", str(folder)],
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
    )


@pytest.mark.qt_log_ignore("does not support raise")  # drawn in memory there is nothing above
def test_a_second_start_ends_and_the_first_window_comes_forward(
    qapp: QApplication, qtbot: QtBot, tmp_path: Path
) -> None:
    folder = closed_profile(tmp_path)
    with running(qapp, qtbot, folder) as program:
        qtbot.waitUntil(lambda: program._single._server is not None)
        program.unlock.showMinimized()
        second = started_again(folder)
        qtbot.waitUntil(lambda: second.poll() is not None, timeout=20_000)
        assert second.returncode == 0
        qtbot.waitUntil(lambda: not program.unlock.windowState() & Qt.WindowState.WindowMinimized)
        assert program.unlock.isVisible()


def test_a_window_that_died_holds_nobody(qapp: QApplication, tmp_path: Path) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDING, str(tmp_path)], stdout=subprocess.PIPE
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == b"held\n"
    single = Single(lambda: None, qapp)
    assert not single.take(tmp_path)
    holder.kill()
    holder.wait()
    holder.stdout.close()
    assert single.take(tmp_path)
    single.let_go()


HOLDING = """
import sys, time
from pathlib import Path
from kaa_desktop.store.lock import WINDOW, ProfileLock
lock = ProfileLock(Path(sys.argv[1]) / WINDOW)
print("held", flush=True)
time.sleep(60)
"""


def test_of_several_the_one_that_is_open_says_so(
    qapp: QApplication, qtbot: QtBot, tmp_path: Path
) -> None:
    folder = closed_profile(tmp_path)
    with running(qapp, qtbot, folder) as program:
        program._single.let_go()
        other = ProfileLock(folder / WINDOW)
        with patch("kaa_desktop.gui.single._call") as called:
            unlock(program, qtbot)
        called.assert_called_once_with(folder)
        assert program.workplace is None
        assert program.unlock.ui.problem.text() == OPEN_ALREADY
        other.release()
        unlock(program, qtbot)
        qtbot.waitUntil(lambda: program.workplace is not None)
