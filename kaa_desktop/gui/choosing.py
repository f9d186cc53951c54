"""Which rows of a list are chosen, as ids: however many, and whatever becomes of their rows."""

from collections.abc import Hashable, Iterator, Sequence
from typing import Any

from PySide6.QtCore import (
    QItemSelection,
    QItemSelectionModel,
    QItemSelectionRange,
    QModelIndex,
)

from kaa_desktop.gui.rows import PagedModel

NEAR = 20
"""How far a neighbour is looked for when the current row has gone."""
_ROWS = QItemSelectionModel.SelectionFlag.Rows
_REPLACE = QItemSelectionModel.SelectionFlag.ClearAndSelect


def ranges(selection: QItemSelection) -> list[QItemSelectionRange]:
    """The runs of a selection; there are few of them, however many rows."""
    return selection.toList()


def spans(selection: QItemSelectionModel) -> list[tuple[int, int]]:
    """The chosen rows as first and last of each run, in order."""
    return sorted({(one.top(), one.bottom()) for one in ranges(selection.selection())})


def choose_alone(selection: QItemSelectionModel, index: QModelIndex) -> None:
    """Choose one row and make it current; by itself Qt would add it while Ctrl is held (Ctrl+PgDn)."""
    selection.setCurrentIndex(index, _REPLACE | _ROWS)


def amount(rows: PagedModel, chosen: Sequence[tuple[int, int]]) -> int:
    """How many of the rows are someone: headings are not."""
    headings = rows.headings()
    inside = sum(last - first + 1 for first, last in chosen)
    return inside - sum(first <= row <= last for first, last in chosen for row in headings)


def ids_of(rows: PagedModel, chosen: Sequence[tuple[int, int]]) -> Sequence[Any]:
    """The ids of the chosen rows, in the order of the list."""
    parts = [part for span in chosen for part in _parts(rows, *span)]
    if len(parts) == 1:
        return parts[0]
    if parts and all(hasattr(part, "packed") for part in parts):
        made: Any = type(parts[0])
        packed: Sequence[Any] = made(b"".join(getattr(part, "packed") for part in parts))  # noqa: B009
        return packed
    return tuple(one for part in parts for one in part)


def _parts(rows: PagedModel, first: int, last: int) -> Iterator[Sequence[Any]]:
    """The ids from one row to another, section by section."""
    row = first
    while row <= last:
        number, place = rows.at(row)
        ids = rows.sections[number].ids
        if not rows.flat and rows.folded(number):
            row += 1
            continue
        start = max(place, 0)
        end = min(len(ids), start + last - row + (1 if place >= 0 else 0))
        if end > start:
            yield ids[start:end]
        row = rows.row_of(number, len(ids) - 1) + 1


def keys_of(ids: Sequence[Any]) -> Sequence[Hashable]:
    """Ids in the cheapest form that tells them apart."""
    each = getattr(ids, "each", None)
    found: Sequence[Hashable] = ids if each is None else each()
    return found


def selection_of(rows: PagedModel, keys: set[Hashable]) -> QItemSelection:
    """The rows of some ids (as `keys_of` gives them) as runs; those that are folded are left out."""
    found = QItemSelection()
    right = len(rows.columns) - 1
    for number, section in enumerate(rows.sections):
        if not rows.flat and rows.folded(number):
            continue
        for first, last in _runs(keys_of(section.ids), keys):
            top = rows.index(rows.row_of(number, first), 0)
            bottom = rows.index(rows.row_of(number, last), right)
            found.append(QItemSelectionRange(top, bottom))
    return found


def _runs(ids: Sequence[Hashable], keys: set[Hashable]) -> Iterator[tuple[int, int]]:
    if keys.issuperset(ids):
        yield 0, len(ids) - 1
        return
    start = -1
    for place, id_ in enumerate(ids):
        if id_ in keys:
            start = place if start < 0 else start
        elif start >= 0:
            yield start, place - 1
            start = -1
    if start >= 0:
        yield start, len(ids) - 1


def neighbours(rows: PagedModel, row: int) -> Iterator[Hashable]:
    """The ids nearest to a row, the following ones first: whoever is still there takes its place."""
    for step in range(1, NEAR + 1):
        id_ = rows.id_at(row + step)
        if id_ is not None:
            yield id_
    for step in range(1, NEAR + 1):
        id_ = rows.id_at(row - step)
        if id_ is not None:
            yield id_


def choose(selection: QItemSelectionModel, wanted: QItemSelection) -> None:
    """Choose these rows and no others."""
    selection.select(wanted, _REPLACE | _ROWS)


def is_long(part: QItemSelection) -> bool:
    """Whether a change is of more rows than a screen reader would be told of one by one."""
    return any(one.height() > NEAR for one in ranges(part))
