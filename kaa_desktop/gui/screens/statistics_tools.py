"""Over the figures: the day, from when, by which definition, and of which youths."""

from __future__ import annotations

from typing import Any, Final

import attrs
from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QWidget

from kaa_core.rules.target_group.definitions import DEFINITIONS
from kaa_core.statistics.day import EVERYBODY, Filter
from kaa_desktop.app.statistics_views import Choices, Question
from kaa_desktop.app.views_base import Chip, Tone
from kaa_desktop.gui.forms.choices import Dropdown
from kaa_desktop.gui.screens.desk import Desk
from kaa_desktop.gui.screens.statistics_words import NOBODYS, PARTS, Period, filter_words, name_of
from kaa_desktop.gui.widgets.buttons import button
from kaa_desktop.gui.widgets.fields import DateField
from kaa_desktop.gui.widgets.flow import FlowLayout
from kaa_desktop.gui.widgets.labels import label
from kaa_desktop.gui.widgets.menus import ChoiceMenu, pop_under
from kaa_desktop.gui.widgets.segments import SegmentedFilter
from kaa_desktop.store.words import sort_key

INTERNAL, BOARD = "internal", "board"
MODES: Final = ((INTERNAL, "Internt"), (BOARD, "För nämnden, små tal dolda"))
NOT_YET: Final = "Dagen har inte varit än. Välj i dag eller en tidigare dag."
IN_FORCE: Final = "Definitionen som gällde på dagen"
_SHORT: Final = {
    "2015": "Definitionen före 1 juli 2018",
    "2018": "Definitionen från 1 juli 2018",
}
"""The drop-down's words for a definition; the whole name stands beside each figure."""


class StatisticsTools(QFrame):
    """``asked`` carries the question that a person has made, ``mode`` that the small numbers are hidden."""

    asked = Signal(object)
    mode = Signal(object)

    def __init__(self, desk: Desk, question: Question) -> None:
        super().__init__()
        self._desk, self._today = desk, desk.session.today
        self._question = question
        self._choices: Choices | None = None
        self.setProperty("fill", "surface")
        self.setProperty("rule", "bottom")
        row = FlowLayout(self, spacing=10)
        row.setContentsMargins(20, 8, 20, 8)
        self.modes = SegmentedFilter(desk.theme, "Små tal", MODES, name="statistics_mode")
        self.modes.chosen.connect(self.mode)
        for widget in (
            self._make_day(),
            self._make_period(),
            self._make_definition(),
            self._make_filter(),
            level(self.modes),
        ):
            row.addWidget(widget)
        self.show_question(question)

    # -- making

    def _named(self, caption: str, *fields: QWidget) -> QWidget:
        both = QWidget()
        row = QHBoxLayout(both)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        words = label(caption, "label")
        words.setBuddy(fields[0])
        row.addWidget(words)
        for field in fields:
            row.addWidget(field)
        return both

    def _make_day(self) -> QWidget:
        self.day = DateField(self._today)
        self.day.setObjectName("statistics_day")
        self.day.setAccessibleName("Till och med vilken dag")
        self.day.editingFinished.connect(self._ask)
        return self._named("Till och med", self.day)

    def _make_period(self) -> QWidget:
        self.period = Dropdown()
        self.period.setObjectName("statistics_period")
        self.period.setAccessibleName("Räknas från")
        self.period.addItems([one.value for one in Period])
        self.period.activated.connect(self._period_chosen)
        self.start = DateField(self._today)
        self.start.setObjectName("statistics_start")
        self.start.setAccessibleName("Räknas från vilken dag")
        self.start.editingFinished.connect(self._ask)
        return self._named("Räknas från", self.period, self.start)

    def _make_definition(self) -> QWidget:
        self.definition = Dropdown()
        self.definition.setObjectName("statistics_definition")
        self.definition.setAccessibleName("Definition av målgruppen")
        self.definition.addItem(IN_FORCE)
        self.definition.addItems([_SHORT.get(one.key, one.name) for one in DEFINITIONS])
        self.definition.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.definition.activated.connect(self._ask)
        return self.definition

    def _make_filter(self) -> QWidget:
        both = QWidget()
        row = QHBoxLayout(both)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        self.filter = button(self._desk.theme, "&Villkor", name="statistics_filter", icon="funnel")
        self.filter.setAccessibleName("Välj vilka ungdomar som räknas (Alt+V)")
        self.filter.clicked.connect(self.pop_filter)
        self.clear = button(self._desk.theme, "Rensa", name="statistics_clear", icon="x")
        self.clear.setAccessibleName("Ta bort alla villkor")
        self.clear.clicked.connect(self._clear)
        row.addWidget(self.filter)
        row.addWidget(self.clear)
        return both

    # -- what it shows

    @property
    def choices(self) -> Choices | None:
        """What can be chosen; None until it has been read."""
        return self._choices

    def show_choices(self, choices: Choices) -> None:
        """What can be chosen is known now."""
        self._choices = choices
        self._say_filter()

    def show_question(self, question: Question) -> None:
        """Show by what is counted."""
        self._question = question
        self.day.set_value(question.as_of)
        period = Period.of(question.start, question.as_of)
        self.period.setCurrentIndex(list(Period).index(period))
        self.start.set_value(question.start or period.start(question.as_of))
        self.start.setVisible(period is Period.OWN)
        keys = [one.key for one in DEFINITIONS]
        at = 0 if question.definition is None else 1 + keys.index(question.definition)
        self.definition.setCurrentIndex(at)
        self._say_filter()

    def _say_filter(self) -> None:
        told = filter_words(self._question.only, self._choices)
        self.filter.setText(f"&Villkor: {len(told)}" if told else "&Villkor")
        self.filter.setAccessibleDescription(", ".join(told))
        self.filter.setToolTip(", ".join(told))
        self.filter.updateGeometry()
        self.clear.setVisible(bool(told))

    def chips(self) -> list[Chip]:
        """The conditions, as chips under the heading."""
        told = filter_words(self._question.only, self._choices)
        return [Chip(one[:1].upper() + one[1:], "funnel", Tone.INFO) for one in told]

    # -- what a person chooses

    def _period_chosen(self, *_what: object) -> None:
        own = self._period() is Period.OWN
        self.start.setVisible(own)
        if own:
            self.start.setFocus()
        self._ask()

    def _period(self) -> Period:
        return list(Period)[max(0, self.period.currentIndex())]

    def _ask(self, *_what: object) -> None:
        """Ask by what the fields say; a day that has not been is taken back, and it is said."""
        on = self.day.value()
        if on is not None and on > self._today():
            self._desk.say(NOT_YET)
        if on is None or on > self._today():
            self.day.set_value(self._question.as_of)
            on = self._question.as_of
        period, own = self._period(), self.start.value()
        if period is Period.OWN and (own is None or own > on):
            self.start.set_value(Period.SCHOOL_YEAR.start(on))
            own = self.start.value()
        start = None if period is Period.SCHOOL_YEAR else period.start(on, own)
        at = self.definition.currentIndex() - 1
        definition = DEFINITIONS[at].key if at >= 0 else None
        self._tell(attrs.evolve(self._question, as_of=on, start=start, definition=definition))

    def _tell(self, question: Question) -> None:
        if question != self._question:
            self._question = question
            self._say_filter()
            self.asked.emit(question)

    # -- the menu of conditions

    def pop_filter(self, _checked: bool = False) -> None:
        """The menus of all conditions, under the button."""
        menu = ChoiceMenu("statistics_menu", "Vilka ungdomar som räknas")
        for part, title in PARTS.items():
            inside = menu.within(f"statistics_by_{part}", title)
            chosen = getattr(self._question.only, part)
            for text, value in self._offered(part):
                inside.tick(text, (part, value), self._toggle, on=value in chosen)
            if not inside.actions():
                inside.item(
                    "Inget att välja",
                    None,
                    self._toggle,
                    blocked="uppgiften finns inte i registret",
                )
        pop_under(menu, self.filter)

    def _offered(self, part: str) -> list[tuple[str, Any]]:
        choices = self._choices
        if choices is None:
            return []
        values = list(getattr(choices, part))
        if part == "reasons":
            values = [int(one) for one in values]
        named = [(name_of(part, one, choices), one) for one in values]
        if part in NOBODYS:
            named.sort(key=lambda one: sort_key(one[0]))
            named.append((NOBODYS[part], b""))
        return named

    def _toggle(self) -> None:
        action = self.sender()
        assert isinstance(action, QAction)
        part, value = action.data()
        held = getattr(self._question.only, part)
        only: Filter = attrs.evolve(self._question.only, **{part: held ^ {value}})
        self._tell(attrs.evolve(self._question, only=only))

    def _clear(self, _checked: bool = False) -> None:
        self.filter.setFocus()
        self._tell(attrs.evolve(self._question, only=EVERYBODY))

    def clear_filter(self) -> None:
        """Count everybody again."""
        self._clear()


def level(low: QWidget) -> QWidget:
    """What is lower than a field, in the middle beside it."""
    box = QWidget()
    row = QHBoxLayout(box)
    row.setContentsMargins(0, 3, 0, 3)
    row.addWidget(low)
    return box
