"""The card of a computer that nobody has connected: what to ask for, and the command to run."""

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame

from kaa_desktop.gui.compiled.nobody import Ui_NobodyCard


class NobodyCard(QFrame):
    """Takes the unlock form's place. The command holds no secret and may lie on the clipboard."""

    def __init__(self, command: str) -> None:
        super().__init__()
        self.ui = Ui_NobodyCard()
        self.ui.setupUi(self)
        self.ui.nobody_command.setText(command)
        self.ui.copy_command.clicked.connect(self._copy)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.ui.nobody_command.text())
        self.ui.copy_command.setText("Kommandot är kopierat")
        self.ui.copy_command.setAccessibleName("Kommandot är kopierat")
