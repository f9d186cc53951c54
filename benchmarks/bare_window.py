"""The peer of the start: a bare Qt window with the unlock form and its style, and nothing behind it.

    python benchmarks/bare_window.py FOLDER

FOLDER holds the form as Qt's own compiler makes it of ui/unlock.ui, and the style sheet (starting.py puts
them there). Nothing of the program is imported: what differs is what the program does besides. Says so on
standard out when it has been drawn.
"""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtGui import QFont, QFontDatabase
from PySide6.QtWidgets import QApplication, QFrame, QGridLayout, QLabel, QStyleFactory, QWidget

FONTS = Path(__file__).parents[1] / "resources" / "fonts"
FACT = "Inga ändringar väntar på synk. Senast synkat i dag 07:58."


class Window(QWidget):
    """The form in the middle, a line at the foot."""

    def __init__(self) -> None:
        super().__init__()
        from unlock_form import Ui_UnlockForm  # type: ignore[import-not-found]  # noqa: PLC0415

        self.ui = Ui_UnlockForm()
        form = QFrame()
        self.ui.setupUi(form)
        ui = self.ui
        for hidden in (ui.people, ui.caps_lock_row, ui.problem_row, ui.forgotten_help):
            hidden.hide()
        ui.user.setText("Karin Demolund")
        ui.municipality.setText("Det kommunala aktivitetsansvaret · Exempelås kommun")
        ui.fact_waiting.setText(FACT)
        self.setWindowTitle("KAA Desktop – låst")
        grid = QGridLayout(self)
        grid.addWidget(form, 1, 1)
        grid.addWidget(QLabel("Dator KAA-01 · Version 0.1.0"), 3, 1)
        for edge in (0, 2):
            grid.setRowStretch(edge, 1)
            grid.setColumnStretch(edge, 1)
        self.resize(1280, 720)
        ui.passphrase.setFocus()


class FirstPaint(QObject):
    """Ends the program when the window has been drawn."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        if event.type() is QEvent.Type.Paint:
            watched.removeEventFilter(self)
            QTimer.singleShot(0, self.drawn)
        return False

    def drawn(self) -> None:
        """Say so."""
        print("drawn", flush=True)
        QApplication.quit()


def main(folder: Path) -> int:
    """Show the window until it has been drawn."""
    sys.path.insert(0, str(folder))
    app = QApplication(["bare"])
    for name in ("Inter-Regular.otf", "Inter-Medium.otf", "Inter-SemiBold.otf"):
        QFontDatabase.addApplicationFont(str(FONTS / name))
    fusion = QStyleFactory.create("Fusion")
    if fusion is not None:
        app.setStyle(fusion)
    font = QFont("Inter")
    font.setPixelSize(14)
    app.setFont(font)
    app.setStyleSheet((folder / "style.qss").read_text(encoding="utf-8"))
    window = Window()
    seen = FirstPaint()
    window.installEventFilter(seen)
    window.show()
    return app.exec()


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
