"""What help needs of a profile that has just been unlocked: whom to ask, and the tour."""

from __future__ import annotations

from PySide6.QtCore import QSettings

from kaa_desktop.gui.help.tour import Tour
from kaa_desktop.gui.shell import MainWindow
from kaa_desktop.gui.workplace import Workplace


def begin_help(shell: MainWindow, workplace: Workplace, kept: QSettings) -> Tour:
    """Tell the help whom to ask, and offer the tour the first time; ends with the workplace."""
    session = workplace.session
    shell.help.support = lambda: session.municipality().support.sentence
    tour = Tour(shell, workplace, kept)
    tour.offer()
    return tour
