"""The green banner before entering: the step that the routine asks for, and another day if wanted."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kaa_core.rules.calendar import day_off
from kaa_desktop.app.forms import StepChoice
from kaa_desktop.app.session import Session
from kaa_desktop.app.views import StepPreview
from kaa_desktop.gui.dates import short_date, weekday_date
from kaa_desktop.gui.theme import Theme
from kaa_desktop.gui.tokens import Kind
from kaa_desktop.gui.widgets.boxes import Banner
from kaa_desktop.gui.widgets.buttons import button
from kaa_desktop.gui.widgets.fields import DateField, FieldBox
from kaa_desktop.gui.widgets.labels import repolish

NOT_YET = "Nästa steg visas när du har fyllt i vad som hände."


class StepBanner(QWidget):
    """Shows a ``StepPreview``. Ändra opens a date of one's own; the step itself cannot be dropped."""

    edited = Signal()
    left = Signal()

    def __init__(self, theme: Theme, session: Session) -> None:
        super().__init__()
        self._session = session
        self._preview: StepPreview | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        self._banner = Banner(theme, Kind.NEUTRAL, NOT_YET, icon="calendar-clock")
        self._change = button(
            theme, "Ändra", name="step_change", icon="pencil", spoken="Ändra nästa steg"
        )
        self._change.clicked.connect(self._toggle)
        self._banner.add_button(self._change)
        column.addWidget(self._banner)
        column.addWidget(self._choice(theme))
        self._panel.hide()
        self._show()

    def _choice(self, theme: Theme) -> QWidget:
        self._panel = QWidget()
        row = QHBoxLayout(self._panel)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(16)
        self._day = DateField(self._session.today)
        self._box = FieldBox(
            theme, "Annan dag", self._day, name="step_day", spoken="Nästa steg: annan dag"
        )
        self._day.textChanged.connect(self._day_changed)
        self._day.left.connect(self.left)
        row.addWidget(self._box)
        row.addStretch(1)
        return self._panel

    def value(self) -> StepChoice:
        """What the person says of the step."""
        return StepChoice(on=self._day.value())

    def set_value(self, choice: StepChoice) -> None:
        """Show a choice from a draft."""
        self._day.set_value(choice.on)
        self._panel.setVisible(choice.on is not None)
        self._show()

    def problem(self) -> str:
        """The sentence when the other day cannot be read."""
        return self._day.problem()

    def show_problem(self) -> None:
        """Show it at the field, opened."""
        self._panel.show()
        self._box.set_error(self.problem())
        self._day.setFocus()

    def set_preview(self, preview: StepPreview | None) -> None:
        """Show the step that follows from the form as it stands."""
        self._preview = preview
        self._show()

    def _toggle(self) -> None:
        self._panel.setVisible(self._panel.isHidden())
        if not self._panel.isHidden():
            if self._preview is not None and not self._day.text():
                self._day.set_value(self._preview.proposed)
            self._day.setFocus()
            self._day.selectAll()

    def _day_changed(self) -> None:
        self._box.set_error("")
        self._changed()

    def _changed(self) -> None:
        self._show()
        self.edited.emit()

    def _show(self) -> None:
        preview, choice = self._preview, self.value()
        self._change.setVisible(preview is not None)
        if preview is None:
            self._banner.set_message(Kind.NEUTRAL, NOT_YET)
            return
        if choice.on is not None and choice.on != preview.proposed:
            off = day_off(choice.on)
            moved = f" {short_date(choice.on)} är {off}." if off else ""
            self._banner.set_message(
                Kind.OK,
                f"Nästa steg: {weekday_date(choice.on)}. Du har valt dagen.",
                f"Rutinen föreslår {weekday_date(preview.proposed)}.{moved}",
            )
        else:
            self._banner.set_message(Kind.OK, preview.text, preview.why)
        repolish(self._banner)
