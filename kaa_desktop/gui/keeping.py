"""What outlives other content in a list: by id, or by heading, never by row."""

from __future__ import annotations

from collections.abc import Hashable
from typing import TYPE_CHECKING

from attrs import frozen
from PySide6.QtCore import QItemSelection, QItemSelectionModel, QModelIndex

from kaa_desktop.gui import choosing

if TYPE_CHECKING:
    from kaa_desktop.gui.lists import ListView

NOTHING = QItemSelectionModel.SelectionFlag.NoUpdate


@frozen
class Kept:
    """The current row, those chosen, and which row stood where in the window (`anchor`, `offset`)."""

    current: Hashable | None
    heading: str
    chosen: set[Hashable]
    anchor: Hashable | None
    offset: int
    near: tuple[Hashable, ...]


def keep(view: ListView, *, follow: bool = False) -> Kept:
    """Remember; with `follow` it is the current row that keeps its place, if it can be seen."""
    rows, row = view.rows, view.currentIndex().row()
    heading = rows.heading_at(row)
    top = max(0, view.rowAt(0))
    if follow:
        seen = row >= 0 and 0 <= view.rowViewportPosition(row) < view.viewport().height()
        top = row if seen else -1
    elif rows.id_at(top) is None:
        top += 1
    return Kept(
        current=rows.id_at(row),
        heading="" if heading is None else heading.key,
        chosen=view.chosen_keys(),
        anchor=rows.id_at(top),
        offset=view.rowViewportPosition(top) if top >= 0 else 0,
        near=tuple(choosing.neighbours(rows, row)),
    )


def restore(view: ListView, kept: Kept) -> int:
    """Choose and scroll as before; returns how many of the chosen rows have gone."""
    row, gone = _row_again(view, kept)
    if row < 0:
        return gone
    index = view.rows.index(row, 0)
    chosen = QItemSelection()
    if kept.chosen:
        chosen = choosing.selection_of(view.rows, kept.chosen)
    if chosen.size():
        choosing.choose(view.selectionModel(), chosen)
        gone = len(kept.chosen) - view.chosen_amount()
        view.selectionModel().setCurrentIndex(index, NOTHING)
    else:
        view.setCurrentIndex(index)
    _scroll_again(view, kept)
    return gone


def _scroll_again(view: ListView, kept: Kept) -> None:
    at = view.rows.find(kept.anchor) if kept.anchor is not None else QModelIndex()
    bar = view.verticalScrollBar()
    if at.isValid():
        bar.setValue(bar.value() + view.rowViewportPosition(at.row()) - kept.offset)
    elif kept.anchor is None:
        bar.setValue(0)


def _row_again(view: ListView, kept: Kept) -> tuple[int, int]:
    """The row that is current now, and 1 when the one that was has gone."""
    rows = view.rows
    for number, row in enumerate(rows.headings()):
        if rows.sections[number].key == kept.heading:
            return row, 0
    if kept.current is not None:
        for gone, id_ in enumerate((kept.current, *kept.near)):
            index = rows.find(id_)
            if index.isValid():
                return index.row(), min(gone, 1)
    return _first_row(view), int(kept.current is not None)


def _first_row(view: ListView) -> int:
    if not view.rows.rowCount():
        return -1
    return 0 if view.rows.flat or view.rows.folded(0) else 1
