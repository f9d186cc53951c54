"""A card's list, or why it is empty."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtWidgets import QStackedWidget

from kaa_desktop.gui.lists import ListView
from kaa_desktop.gui.rows import Column, Row, Section
from kaa_desktop.gui.screens.desk import Desk
from kaa_desktop.gui.screens.looks import given
from kaa_desktop.gui.widgets.boxes import EmptyState


class DayList(QStackedWidget):
    """The rows, shown in sections; with none of them the words given as `empty` (icon, title, text)."""

    def __init__(
        self,
        desk: Desk,
        columns: Sequence[Column],
        *,
        name: str,
        title: str,
        empty: tuple[str, str, str],
        two_lines: bool = False,
        header: bool = False,
    ) -> None:
        super().__init__()
        self._rows: dict[Any, Row] = {}
        self.view = ListView(
            desk.theme,
            columns,
            given(self._rows),
            name=name,
            title=title,
            two_lines=two_lines,
            marks=False,
            header=header,
        )
        self.addWidget(self.view)
        self.addWidget(EmptyState(desk.theme, *empty))

    def show_rows(self, rows: Mapping[Any, Row], parts: Sequence[Section]) -> None:
        """Show other rows; the chosen one and the place are kept."""
        self._rows.clear()
        self._rows.update(rows)
        self.view.set_sections(parts)
        self.setCurrentIndex(0 if rows else 1)

    @property
    def empty(self) -> bool:
        """Whether there is nothing in it."""
        return self.currentIndex() == 1
