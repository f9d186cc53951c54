"""What is made ready while the person types the passphrase: in pieces, so that no key waits for all."""

from __future__ import annotations

import importlib
import sys
from typing import Final

_AHEAD: Final = (
    "kaa_desktop.gui.catalogue",
    "kaa_desktop.gui.shell",
    "kaa_desktop.gui.workplace",
    "kaa_desktop.gui.places",
    "kaa_desktop.gui.practising",
    "kaa_desktop.gui.help.start",
    "kaa_desktop.gui.reporting",
)
"""In this order each brings some more; the last is everything that the first page needs."""


def load_some() -> bool:
    """Load the next piece; False when all are there."""
    for name in _AHEAD:
        if name not in sys.modules:
            importlib.import_module(name)
            return True
    return False


def know_widgets() -> None:
    """Let PySide make its classes of all widgets, with their enumerations.

    It does so when it is first handed a widget that Qt made itself, which would be in opening a list.
    """
    from PySide6.QtWidgets import QScrollArea  # noqa: PLC0415 - after the unlock window

    QScrollArea().viewport()
