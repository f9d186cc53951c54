"""The peer of the start: a bare, styled Qt window with the unlock form, and nothing behind it.

    python benchmarks/bare_window.py

Nothing of the program is imported. The same fonts, texts, fields, buttons and kind of style sheet, so
that what differs is what the program does besides. Says so on standard out when it has been drawn.
"""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QFont, QFontDatabase
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QStyleFactory,
    QVBoxLayout,
    QWidget,
)

FONTS = Path(__file__).parents[1] / "resources" / "fonts"
SHEET = """
QWidget { font-size: 14px; color: #1f2a33; }
QWidget#window { background: #eef1f0; }
QLabel { background: transparent; }
QLabel[role="brand"] { font-size: 20px; font-weight: 600; }
QLabel[role="label"] { font-size: 13px; font-weight: 600; }
QLabel[role="muted"] { font-size: 13px; color: #55626b; }
QLabel[role="body"] { font-size: 13px; }
QFrame[card="true"] { background: #ffffff; border: 1px solid #d5dbd9; border-radius: 6px; }
QFrame[line="true"] { background: #d5dbd9; border: none; max-height: 1px; min-height: 1px; }
QLineEdit {
  background: #ffffff; border: 1px solid #77838a; border-radius: 4px; padding: 4px 9px;
  min-height: 22px; selection-background-color: #1c5d73; selection-color: #ffffff;
}
QLineEdit[readOnly="true"] { background: #f5f7f6; border-color: #d5dbd9; }
QLineEdit:focus { border: 2px solid #1c5d73; padding: 3px 8px; }
QPushButton {
  background: #ffffff; border: 1px solid #77838a; border-radius: 4px; font-size: 13px;
  font-weight: 500; padding: 4px 12px; min-height: 22px;
}
QPushButton#unlock { background: #1c5d73; color: #ffffff; min-height: 30px; }
QPushButton:focus { border: 2px solid #1c5d73; padding: 3px 11px; }
"""
FACTS = (
    "Uppgifterna på datorn är krypterade. Lösenfrasen lämnar aldrig datorn.",
    "Du kan låsa upp och arbeta utan nät.",
    "Inga ändringar väntar på synk. Senast synkat i dag 07:58.",
)


def text(words: str, role: str) -> QLabel:
    """One text of the form."""
    made = QLabel(words)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setWordWrap(role in {"muted", "body"})
    made.setProperty("role", role)
    return made


def form() -> QFrame:
    """The card of ui/unlock.ui, without icons and without what it can do."""
    card = QFrame()
    card.setProperty("card", True)
    card.setFixedWidth(440)
    column = QVBoxLayout(card)
    column.setContentsMargins(32, 28, 32, 24)
    column.addWidget(text("KAA Desktop", "brand"))
    column.addWidget(text("Det kommunala aktivitetsansvaret · Exempelås kommun", "muted"))
    column.addWidget(text("Användare", "label"))
    user = QLineEdit("Karin Demolund")
    user.setReadOnly(True)
    column.addWidget(user)
    column.addWidget(text("Lösenfras", "label"))
    row = QHBoxLayout()
    passphrase = QLineEdit()
    passphrase.setEchoMode(QLineEdit.EchoMode.Password)
    row.addWidget(passphrase)
    row.addWidget(QPushButton("Visa"))
    column.addLayout(row)
    unlock = QPushButton("Lås upp")
    unlock.setObjectName("unlock")
    column.addWidget(unlock)
    column.addWidget(QPushButton("Glömt lösenfrasen?"))
    line = QFrame()
    line.setProperty("line", True)
    column.addWidget(line)
    for fact in FACTS:
        column.addWidget(text(fact, "body"))
    passphrase.setFocus()
    return card


class Window(QWidget):
    """The form in the middle, a line at the foot."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("window")
        self.setWindowTitle("KAA Desktop – låst")
        grid = QGridLayout(self)
        grid.addWidget(form(), 1, 1)
        grid.addWidget(text("Dator KAA-01 · Version 0.1.0", "body"), 3, 0, 1, 3)
        for edge in (0, 2):
            grid.setRowStretch(edge, 1)
            grid.setColumnStretch(edge, 1)
        self.resize(1280, 720)


class FirstPaint(QObject):
    """Ends the program when the window has been drawn."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        if event.type() is QEvent.Type.Paint:
            watched.removeEventFilter(self)
            QTimer.singleShot(0, self.drawn)
        return False

    def drawn(self) -> None:
        """Say so."""
        sys.stdout.write("drawn\n")
        sys.stdout.flush()
        QApplication.quit()


def main() -> int:
    """Show the window until it has been drawn."""
    app = QApplication(["bare"])
    for name in ("Inter-Regular.otf", "Inter-Medium.otf", "Inter-SemiBold.otf"):
        QFontDatabase.addApplicationFont(str(FONTS / name))
    fusion = QStyleFactory.create("Fusion")
    if fusion is not None:
        app.setStyle(fusion)
    font = QFont("Inter")
    font.setPixelSize(14)
    app.setFont(font)
    app.setStyleSheet(SHEET)
    window = Window()
    seen = FirstPaint()
    window.installEventFilter(seen)
    window.show()
    return app.exec()


if __name__ == "__main__":
    sys.exit(main())
