"""Another day, and another definition: how the target group was judged then, or will be."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout

from kaa_desktop.app.target_views import TargetPage
from kaa_desktop.gui.forms.choices import Dropdown
from kaa_desktop.gui.screens.desk import Desk
from kaa_desktop.gui.widgets.boxes import Card
from kaa_desktop.gui.widgets.buttons import button
from kaa_desktop.gui.widgets.fields import DateField, FieldBox


class WhenCard(Card):
    """``asked`` carries (day or None for today, key of the definition or None for the usual one)."""

    asked = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk.theme, "Pröva en annan dag", icon="calendar-clock")
        self._today = desk.session.today
        self._page: TargetPage | None = None
        self.day = DateField(desk.session.today)
        self._day_box = FieldBox(desk.theme, "Datum", self.day, name="target_day")
        self._by = Dropdown()
        by_box = FieldBox(desk.theme, "Definition", self._by, name="target_definition")
        self.judge = button(desk.theme, "Pröva", name="target_try", icon="arrow-right")
        self.judge.clicked.connect(self._ask)
        self.day.returnPressed.connect(self._ask)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self._day_box)
        row.addWidget(self.judge, 0, Qt.AlignmentFlag.AlignBottom)
        row.addStretch(1)
        self.body.addWidget(by_box)
        self.body.addLayout(row)

    def show_page(self, page: TargetPage) -> None:
        """Show which day and definition somebody is judged by; what is being typed is left alone."""
        self._page = page
        if not self.day.hasFocus():
            self.day.set_value(page.on)
        names = [one.name for one in page.definitions]
        if names != [self._by.itemText(at) for at in range(self._by.count())]:
            self._by.clear()
            self._by.addItems(names)
        keys = [one.key for one in page.definitions]
        self._by.setCurrentIndex(keys.index(page.definition.key))

    def _ask(self) -> None:
        page, day = self._page, self.day.value()
        if page is None or not self._day_box.show_problem():
            return
        chosen = page.definitions[max(0, self._by.currentIndex())]
        usual = chosen.key == page.definition.key
        today = day is None or day == self._today()
        self.asked.emit((None if today else day, None if usual else chosen.key))
