"""Runs the real desktop program and lets a test press its keys: commands on stdin, answers on stdout.

    python -m tests.journeys.drive --profile DIR

Each line in is a JSON object, each line out its answer. The program itself is untouched: keys go to
whatever widget has the focus, as from a keyboard, and what is seen is what a screen reader would get.

    {"keys": "Ctrl+K"}            press a chord, several separated by spaces
    {"type": "Liam"}              type text
    {"wait": "text", "within": 5} answer when the text is seen anywhere in the window, or "not seen"
    {"gone": "text", "within": 5} answer when it is no longer seen
    {"released": 3}               answer when so many keys have come up since the last time
    {"settle": true}              answer when what is to be drawn has been drawn
    {"see": true}                 all texts seen, and the focus
    {"grab": "file.png"}          picture of the window
    {"size": [1440, 900]}         size of the window
"""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from PySide6.QtCore import QAbstractListModel, QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QWindow
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)

from tests.journeys.watchdog import Watchdog

POLL_MS = 5
SETTLE_MS = 150


class Hands(QObject):
    """Acts in the window's own thread, one command after the other."""

    command = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.command.connect(self.act, Qt.ConnectionType.QueuedConnection)
        self._timer = QTimer(self)
        self._timer.setInterval(POLL_MS)
        self._timer.timeout.connect(self._look)
        self._waiting: dict[str, Any] = {}
        self._deadline = 0.0
        self._up = self._awaited = 0
        self._listening = False
        self._watchdog = Watchdog(Path(os.environ.get("KAA_WATCHDOG", os.devnull)))

    def listen(self) -> None:
        """Follow the program, once there is one."""
        application = QApplication.instance()
        if application is not None and not self._listening:
            if QApplication.platformName() != "offscreen":  # else its own cost is in all figures
                application.installEventFilter(self)
            self._listening = True
            self._watchdog.listen()

    def act(self, command: dict[str, Any]) -> None:
        self.listen()
        if "keys" in command:
            for chord in command["keys"].split():
                with self._watchdog.call():
                    press(chord)
            answer({"done": True, "at": time.time()})
        elif "type" in command:
            for character in command["type"]:
                with self._watchdog.call():
                    strike(character)
            answer({"done": True})
        elif "grab" in command:
            with self._watchdog.looking():
                answer({"done": target().window().grab().save(command["grab"])})
        elif "released" in command:
            self._awaited = command["released"]
            self._count()
        elif "settle" in command:
            QTimer.singleShot(SETTLE_MS, self._settled)
        elif "size" in command:
            target().window().resize(*command["size"])
            answer({"done": True})
        elif "see" in command:
            with self._watchdog.looking():
                answer({"texts": list(seen()), "focus": focus()})
        else:
            self._waiting = command
            self._deadline = time.monotonic() + command.get("within", 10)
            self._timer.start()
            self._look()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Count real keys: by these a test knows that what it sent has arrived."""
        if isinstance(watched, QWindow) and event.type() is QEvent.Type.KeyRelease:
            self._up += 1
            QTimer.singleShot(0, self._count)
        return False

    def _count(self) -> None:
        if self._awaited and self._up >= self._awaited:
            self._up, self._awaited = self._up - self._awaited, 0
            answer({"done": True})

    def _settled(self) -> None:
        answer({"done": True})

    def _look(self) -> None:
        with self._watchdog.looking():
            self._look_for()

    def _look_for(self) -> None:
        wanted = self._waiting.get("wait") or self._waiting.get("gone") or ""
        found = any(wanted in text for text in seen()) or wanted in focus().get("name", "")
        late = time.monotonic() > self._deadline
        if found == ("wait" in self._waiting) or late:
            self._timer.stop()
            ok = found == ("wait" in self._waiting)
            texts = [] if ok else list(seen())
            answer({"done": ok, "texts": texts, "focus": focus(), "at": time.time()})


def target() -> QWidget:
    """Return who gets the keys: the focus of the active window."""
    if QApplication.activeWindow() is None:
        # Drawn in memory there is no window manager to pass activity on when a dialog closes.
        windows = [one for one in QApplication.topLevelWidgets() if one.isVisible()]
        windows[-1].activateWindow()
        QApplication.processEvents()
    found = QApplication.focusWidget() or QApplication.activeWindow()
    assert found is not None
    return found


def press(chord: str) -> None:
    """Press a chord such as Ctrl+Shift+N at the focus."""
    combination = QKeySequence(chord)[0]  # type: ignore[index]
    QTest.keyClick(target(), combination.key(), combination.keyboardModifiers())


def strike(character: str) -> None:
    """Type one character; what a keyboard of another country would call å has no key in QTest."""
    if character.isascii():
        QTest.keyClicks(target(), character)
        return
    for kind in (QKeyEvent.Type.KeyPress, QKeyEvent.Type.KeyRelease):
        none = Qt.KeyboardModifier.NoModifier
        event = QKeyEvent(kind, Qt.Key.Key_unknown, none, character)
        QApplication.sendEvent(target(), event)


def focus() -> dict[str, str]:
    """Return what a screen reader would say of the focus."""
    widget = QApplication.focusWidget()
    if widget is None:
        return {}
    return {"object": widget.objectName(), "name": widget.accessibleName()}


def seen() -> Iterator[str]:
    """Yield every text that can be seen in the visible windows."""
    for window in QApplication.topLevelWidgets():
        if window.isVisible():
            yield window.windowTitle()
            for widget in [window, *window.findChildren(QWidget)]:
                if widget.isVisible():
                    yield from texts_of(widget)


def texts_of(widget: QWidget) -> Iterator[str]:
    """Yield the texts of one widget."""
    match widget:
        case QLineEdit():
            if widget.echoMode() is QLineEdit.EchoMode.Normal:
                yield widget.text()
        case QLabel() | QAbstractButton():
            yield widget.text()
        case QPlainTextEdit() | QTextEdit():
            yield widget.toPlainText()
        case QComboBox():
            yield widget.currentText()
        case QAbstractItemView():
            yield from rows_of(widget)
    if widget.accessibleName():
        yield widget.accessibleName()
    if widget.accessibleDescription():
        yield widget.accessibleDescription()


def rows_of(view: QAbstractItemView) -> Iterator[str]:
    """Yield the texts of the rows in sight, also those that a delegate paints."""
    model = view.model()
    if model is None:
        return
    index = view.indexAt(view.viewport().rect().topLeft())
    if not index.isValid():
        index = model.index(0, 0)
    parents = [index.parent(), index] if index.isValid() else []
    # A list model keeps its column count to itself.
    columns = 1 if isinstance(model, QAbstractListModel) else model.columnCount()
    for parent in parents:
        for row in range(min(model.rowCount(parent), 200)):
            for column in range(columns):
                cell = model.index(row, column, parent)
                for role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
                    text = cell.data(role)
                    if isinstance(text, str):
                        yield text


def answer(value: dict[str, Any]) -> None:
    """Write one answer."""
    sys.stdout.write(json.dumps(value) + "\n")
    sys.stdout.flush()


def read(hands: Hands) -> None:
    """Hand each line to the window's thread."""
    for line in sys.stdin:
        hands.command.emit(json.loads(line))
    os._exit(0)  # the test is gone


if __name__ == "__main__":
    from kaa_desktop.__main__ import main

    pair = Hands()
    threading.Thread(target=read, args=(pair,), daemon=True).start()
    sys.exit(main())
