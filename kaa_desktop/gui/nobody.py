"""The card of a computer that nobody has connected; practising is at the window's foot."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QWidget

from kaa_desktop.gui.compiled.nobody import Ui_NobodyCard


class NobodyCard(QFrame):
    """Takes the unlock form's place."""

    connect_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.title = "KAA Desktop – inte ansluten"
        self.ui = Ui_NobodyCard()
        self.ui.setupUi(self)
        self.ui.connect.clicked.connect(self.connect_wanted)

    def first_focus(self) -> QWidget:
        """What gets the focus when the card is shown."""
        found: QWidget = self.ui.connect
        return found

    def forget(self) -> None:
        """Nothing is written here."""
