"""Väntar på samordnare: own work about youths out of sight, and what was decided. Never about whom."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from kaa_desktop.app.reviewing import AwaitingView
from kaa_desktop.app.views import Changes
from kaa_desktop.gui.forms.sheet import ReadingSheet, SheetArea
from kaa_desktop.gui.rows import Cell, Column, Row, Section
from kaa_desktop.gui.screens.day_list import DayList
from kaa_desktop.gui.screens.desk import Desk, Screen
from kaa_desktop.gui.widgets.boxes import Footer, PageHeader
from kaa_desktop.gui.widgets.buttons import button
from kaa_desktop.gui.widgets.labels import label

TITLE = "Väntar på samordnare"
COLUMNS = (Column("what", "Vad", width=230), Column("told", "Läge"))
LEAST_WORDS = 110  # px at 100 %: a few lines of an answer; the rest scrolls
NONE_DECIDED = "Välj en rad som är avgjord."


class AwaitingScreen(Screen):
    """What one has written that waits or has been decided, the newest first."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, TITLE, name="awaiting")
        self._items: dict[Any, AwaitingView] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        about = "Skrivet om ungdomar som du inte längre ser. Inget av det är bortkastat."
        self._header = PageHeader(self.theme, TITLE, about)
        column.addWidget(self._header)
        self.list = DayList(
            desk,
            COLUMNS,
            name="awaiting_list",
            title=TITLE,
            two_lines=True,
            empty=(
                "circle-check",
                "Inget väntar på samordnaren.",
                "Här står det som en samordnare ska avgöra eller har svarat på.",
            ),
        )
        self.list.view.picked.connect(self._picked)
        column.addWidget(self.list, 1)
        column.addWidget(self._whole())
        self._footer = Footer(self.theme)
        self._dismiss = button(
            self.theme, "Ta bort ur listan", name="awaiting_dismiss", icon="trash-2"
        )
        self._dismiss.clicked.connect(self._take_away)
        self._footer.add(self._dismiss)
        column.addWidget(self._footer)
        self.theme.dress(self)
        self._show()

    def _whole(self) -> QWidget:
        """All that is told of the chosen line: a row has room for its beginning only."""
        self._area = SheetArea()
        inside = ReadingSheet(self.theme, self._area, "Hela svaret", name="awaiting_whole")
        words = QVBoxLayout(inside)
        words.setContentsMargins(20, 12, 20, 12)
        self._told = label("", "body", wrap=True)
        words.addWidget(self._told)
        words.addStretch(1)
        self._area.setWidget(inside)
        self._area.setMaximumHeight(self.theme.px(LEAST_WORDS))
        self.list.setMinimumHeight(self.theme.px(60))
        return self._area

    def _show(self) -> None:
        self._items = {one.id: one for one in self.session.reviewing.own()}
        rows = {key: _row(one) for key, one in self._items.items()}
        self.list.show_rows(rows, [Section("all", "", tuple(rows))])
        self._picked()

    def _picked(self, _id: object = None) -> None:
        chosen = self._items.get(self.list.view.current_id())
        self._told.setText("" if chosen is None else chosen.told)
        self._area.setVisible(chosen is not None)
        self._dismiss.set_blocked("" if chosen is not None and chosen.decided else NONE_DECIDED)

    def _take_away(self) -> None:
        chosen = self._items.get(self.list.view.current_id())
        if chosen is None or not chosen.decided:
            self.desk.say(NONE_DECIDED)
            return
        self.desk.then(self.session.reviewing.dismiss(chosen), self._gone)

    def _gone(self, _done: object) -> None:
        self.desk.say("Borttaget ur listan.")

    def refresh(self, changes: Changes) -> None:
        if changes.sync or changes.everything or changes.kinds:
            self._show()

    def panes(self) -> Sequence[QWidget]:
        shown = [self.list.view] if not self.list.empty else [self._header]
        whole = [self._area] if not self._area.isHidden() else []
        return [*shown, *whole, self._footer]

    def first_focus(self) -> QWidget | None:
        return self._dismiss if self.list.empty else self.list.view

    def key_hints(self) -> Sequence[tuple[str, str]]:
        return [("Esc", "Tillbaka"), ("F6", "Nästa ruta"), ("F1", "Hjälp")]


def _row(one: AwaitingView) -> Row:
    icon, tone = ("circle-check", "ok") if one.decided else ("clock", "warn")
    if one.refused:
        icon, tone = "message-circle", "info"
    return Row(
        (
            Cell(one.title, f"Skrivet {one.when}", strong=True, icon=icon, tone=tone),
            Cell(one.told),
        )
    )
