"""The driver with rougher hands: pastes anything, closes windows, and dies by a signal.

{"paste": "text"}   put a text on the clipboard and press Ctrl+V
{"close": true}     close the window as the cross in its corner does
{"die": 11}         be struck by a signal, as by a fault in a library
{"rich": "text"}    tool tips and labels that would draw this text as markup
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterator
from typing import Any

from PySide6 import QtGui
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QLabel

from tests.journeys import drive


class RoughHands(drive.Hands):
    """Acts in the window's own thread, one command after the other."""

    def act(self, command: dict[str, Any]) -> None:
        if "paste" in command:
            QApplication.clipboard().setText(command["paste"])
            drive.press("Ctrl+V")
            drive.answer({"done": True})
        elif "close" in command:
            # After the answer: closing may end the program.
            QTimer.singleShot(0, drive.target().window().close)
            drive.answer({"done": True})
        elif "die" in command:
            os.kill(os.getpid(), command["die"])
        elif "rich" in command:
            drive.answer({"rich": list(rich(command["rich"]))})
        elif "held" in command:
            drive.answer({"held": list(held(command["held"]))})
        else:
            super().act(command)


def rich(text: str) -> Iterator[str]:
    """Yield the names of widgets that would draw a text as markup."""
    for widget in QApplication.allWidgets():
        if text in widget.toolTip() and QtGui.Qt.mightBeRichText(widget.toolTip()):
            yield f"tool tip of {widget.objectName() or type(widget).__name__}"
        if isinstance(widget, QLabel) and text in widget.text() and marks_up(widget):
            yield f"label {widget.objectName() or type(widget).__name__}"


def held(text: str) -> Iterator[str]:
    """Yield the names of widgets, seen or not, that hold a text."""
    for widget in QApplication.allWidgets():
        if any(text in one for one in drive.texts_of(widget)):
            yield widget.objectName() or type(widget).__name__


def marks_up(shown: QLabel) -> bool:
    """Whether a label takes markup for what it means."""
    form = shown.textFormat()
    auto = form is Qt.TextFormat.AutoText and QtGui.Qt.mightBeRichText(shown.text())
    return auto or form in {Qt.TextFormat.RichText, Qt.TextFormat.MarkdownText}


if __name__ == "__main__":
    from kaa_desktop.__main__ import main

    pair = RoughHands()
    threading.Thread(target=drive.read, args=(pair,), daemon=True).start()
    sys.exit(main())
