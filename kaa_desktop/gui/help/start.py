"""What help needs of a profile that has just been unlocked: whom to ask, and the tour."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QSettings, QTimer

from kaa_desktop.gui.help.tour import Tour
from kaa_desktop.gui.shell import MainWindow
from kaa_desktop.gui.workplace import Workplace

WARM_MS: Final = 3000  # when the first page stands and its reading is done


def begin_help(shell: MainWindow, workplace: Workplace, kept: QSettings) -> Tour:
    """Tell the help whom to ask, and offer the tour the first time; ends with the workplace."""
    session = workplace.session
    shell.help.support = lambda: session.municipality().support.sentence
    QTimer.singleShot(WARM_MS, shell.help, shell.help.warm_up)
    tour = Tour(shell, workplace, kept)
    tour.offer()
    return tour
