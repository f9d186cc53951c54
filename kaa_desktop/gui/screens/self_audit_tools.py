"""Over the list of Granskning: whose cases, on which day, with those closed, and only what is lacking."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from kaa_desktop.app.audit_views import AuditQuery, Whose
from kaa_desktop.app.session import Session
from kaa_desktop.gui.forms.choices import Check
from kaa_desktop.gui.theme import Theme
from kaa_desktop.gui.widgets.fields import DateField
from kaa_desktop.gui.widgets.flow import FlowLayout
from kaa_desktop.gui.widgets.labels import label
from kaa_desktop.gui.widgets.segments import SegmentedFilter

WHOSE: Final = {Whose.MINE: "Mina", Whose.UNIT: "Enhetens", Whose.ALL: "Alla"}


class AuditTools(QFrame):
    """``asked`` carries the query that a person has made, never a sample."""

    asked = Signal(object)

    def __init__(self, theme: Theme, session: Session, query: AuditQuery) -> None:
        super().__init__()
        self._today = session.today
        self._on = query.on
        self.setProperty("fill", "surface")
        self.setProperty("rule", "bottom")
        row = FlowLayout(self, spacing=12)
        row.setContentsMargins(14, 8, 14, 8)
        choices = [(one.value, text) for one, text in WHOSE.items()]
        self.whose = SegmentedFilter(theme, "Vems ärenden", choices, name="audit_whose")
        unit = session.self_audit.has_unit()
        self.whose.set_text(Whose.UNIT.value, WHOSE[Whose.UNIT], shown=unit)
        self.whose.chosen.connect(self._ask)
        self.closed = Check("Också avslutade i år", name="audit_closed")
        self.closed.edited.connect(self._ask)
        self.lacking = Check("Bara brister", name="audit_lacking")
        for widget in (self.whose, self._make_day(), self.closed, self.lacking):
            row.addWidget(widget)
        self.show_query(query)

    def _make_day(self) -> QWidget:
        both = QWidget()
        row = QHBoxLayout(both)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        caption = label("Avser", "label")
        self.day = DateField(self._today)
        self.day.setObjectName("audit_day")
        self.day.setAccessibleName("Vilken dag granskningen avser")
        self.day.editingFinished.connect(self._ask)
        caption.setBuddy(self.day)
        row.addWidget(caption)
        row.addWidget(self.day)
        return both

    def show_query(self, query: AuditQuery) -> None:
        """Show by what is audited."""
        self._on = query.on
        self.whose.set_value(query.whose.value)
        self.day.set_value(query.on)
        self.closed.set_value(query.closed)

    def _ask(self, *_what: object) -> None:
        on = self.day.value()
        if on is None or on > self._today():  # a day that has not been cannot be judged
            self.day.set_value(self._on)
            on = self._on
        self._on = on
        whose = Whose(self.whose.value())
        self.asked.emit(AuditQuery(on=on, whose=whose, closed=self.closed.value()))
