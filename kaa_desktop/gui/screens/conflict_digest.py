"""Konflikter i kommunen: all that are open, by whose case it is, the oldest first; for the coordinator."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from kaa_core.model.ids import RecordId, YouthId
from kaa_desktop.app.sync_views import ConflictView
from kaa_desktop.app.views import Changes
from kaa_desktop.gui.painting import ChipLook
from kaa_desktop.gui.rows import Cell, Column, Row, Section
from kaa_desktop.gui.screens.conflict import ConflictScreen
from kaa_desktop.gui.screens.conflict_words import grouped
from kaa_desktop.gui.screens.day_list import DayList
from kaa_desktop.gui.screens.desk import Desk, Screen
from kaa_desktop.gui.tokens import Kind
from kaa_desktop.gui.widgets.boxes import PageHeader

COLUMNS = (
    Column("who", "Om vem", width=220),
    Column("fields", "Uppgifter"),
    Column("between", "Mellan", width=220, optional=1),
    Column("asked", "Fråga", width=190, optional=2),
    Column("age", "Ålder", width=110),
)
OLD_DAYS = 7
"""From a week on the age is a warning, with its word."""
NOBODYS = "Utan handläggare"


class ConflictDigestScreen(Screen):
    """One row for each youth under the worker's name; Enter opens the choice itself."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "Konflikter i kommunen", name="conflict_digest")
        self._groups: dict[Any, list[ConflictView]] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._header = PageHeader(self.theme, "Konflikter i kommunen")
        column.addWidget(self._header)
        self.list = DayList(
            desk,
            COLUMNS,
            name="conflict_digest_list",
            title="Öppna konflikter efter handläggare",
            two_lines=True,
            header=True,
            empty=("circle-check", "Inga konflikter.", "Ingen uppgift har ändrats på två datorer."),
        )
        self.list.view.opened.connect(self._open)
        column.addWidget(self.list, 1)
        self.theme.dress(self)
        self._show()

    def _show(self) -> None:
        views = self.session.agreeing.digest()
        groups = sorted(grouped(views), key=_order)
        self._groups = {group[0].id: group for group in groups}
        rows: dict[Any, Row] = {key: digest_row(group) for key, group in self._groups.items()}
        workers = dict.fromkeys(group[0].worker for group in groups)
        sections = []
        for worker in workers:
            ids = [key for key, group in self._groups.items() if group[0].worker == worker]
            name = worker or NOBODYS
            sections.append(Section(name, name, ids, "user", "text"))
        self.list.show_rows(rows, sections)
        oldest = max((view.days for view in views), default=0)
        age = f"{oldest} dagar" if oldest > 1 else "1 dag" if oldest else "från i dag"
        told = f"{len(views)} öppna · den äldsta {age}" if views else ""
        self._header.set_title("Konflikter i kommunen", told)

    def _open(self, key: RecordId) -> None:
        if key in self._groups:
            self.desk.open_screen(ConflictScreen(self.desk, self._groups[key]))

    def refresh(self, changes: Changes) -> None:
        if changes.everything or "conflict" in changes.kinds or changes.youths:
            self._show()

    def chosen_youth(self) -> YouthId | None:
        group = self._groups.get(self.list.view.current_id())
        return group[0].youth if group else None

    def panes(self) -> Sequence[QWidget]:
        return [self._header] if self.list.empty else [self.list.view]

    def first_focus(self) -> QWidget | None:
        return None if self.list.empty else self.list.view

    def key_hints(self) -> Sequence[tuple[str, str]]:
        return [("Enter", "Öppna"), ("Esc", "Tillbaka"), ("F1", "Hjälp")]


def _order(group: Sequence[ConflictView]) -> tuple[bool, str, int]:
    first = group[0]
    return not first.worker, first.worker, -max(one.days for one in group)


def digest_row(group: Sequence[ConflictView]) -> Row:
    """About whom, which fields, between whom, who has been asked, and how old the oldest is."""
    first = group[0]
    oldest = max(group, key=lambda one: one.days)
    fields = ", ".join(one.label for one in group)
    between = " och ".join(dict.fromkeys(filter(None, (first.other.who, first.kept.who))))
    asked = next((one.asked for one in group if one.asked), "")
    late = oldest.days >= OLD_DAYS
    age = ChipLook(
        oldest.age, "triangle-alert" if late else "clock", Kind.WARN if late else Kind.NEUTRAL
    )
    return Row(
        (
            Cell(first.name or first.record, strong=True),
            Cell(fields),
            Cell(between),
            Cell(asked, tone="text2"),
            Cell(chip=age),
        )
    )
