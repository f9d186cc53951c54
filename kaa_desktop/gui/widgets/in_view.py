"""Where one writes is kept in view: with large text a field is often taller than what shows of its page."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QAbstractItemView, QApplication, QPlainTextEdit, QScrollArea, QWidget

MARGIN: Final = 6
"""Room for the focus ring."""


def keep_in_view(box: QWidget, field: QWidget, below: QWidget | None) -> None:
    """Scroll the page so that the line with the cursor is seen, and then as much as there is room for.

    First what is told below the field (`below`), else the rest of the field; then what stands above.
    """
    area = _area(box)
    inside = area.widget() if area else None
    # While a button is held the text must stand still under the pointer.
    if area is None or inside is None or not field.hasFocus() or QApplication.mouseButtons():
        return
    whole, line = _rect(box, inside), _line(field, inside)
    room = area.viewport().height() - 2 * MARGIN
    top, bottom = max(whole.top(), line.top() - line.height()), line.bottom()
    goal = _rect(below or field, inside).bottom()
    if goal - top <= room:
        bottom = max(bottom, goal)
        top = max(min(top, whole.top()), bottom - room)
        bottom = max(bottom, min(whole.bottom(), top + room))
    else:
        top = max(whole.top(), top - max(0, room - (bottom - top)) // 2)
        bottom = max(bottom, min(goal, top + room))
    bar = area.verticalScrollBar()
    if top - MARGIN < bar.value():
        bar.setValue(top - MARGIN)
    elif bottom + MARGIN + 1 > bar.value() + area.viewport().height():
        bar.setValue(bottom + MARGIN + 1 - area.viewport().height())


def keep_row_in_view(table: QAbstractItemView, margin: int, *, across: bool) -> None:
    """Scroll the page that a table lies in so that its current row can be seen, the top before the foot.

    `margin`: pixels over and under it; `across`: so that its left edge is seen too.
    """
    area = _area(table)
    inside = area.widget() if area else None
    if area is None or inside is None:
        return
    rect = table.visualRect(table.currentIndex())
    for point in (rect.bottomLeft(), rect.topLeft()):
        at = table.viewport().mapTo(inside, point)
        left = at.x() if across else area.horizontalScrollBar().value()
        area.ensureVisible(left, at.y(), 0, margin)


def _area(widget: QWidget) -> QScrollArea | None:
    """The page that a widget lies in and scrolls with."""
    above = widget.parentWidget()
    while above is not None and not isinstance(above, QScrollArea):
        above = above.parentWidget()
    return above


def _rect(widget: QWidget, inside: QWidget) -> QRect:
    return QRect(widget.mapTo(inside, QPoint()), widget.size())


def _line(field: QWidget, inside: QWidget) -> QRect:
    """The line with the cursor."""
    if not isinstance(field, QPlainTextEdit):
        return _rect(field, inside)
    field.ensureCursorVisible()
    found = field.cursorRect()
    return QRect(field.viewport().mapTo(inside, found.topLeft()), found.size())
