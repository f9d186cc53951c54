"""What a list shows, as values, and the model that fetches them page by page.

The model holds ids only. Order and grouping come from SQL; a page of rows is read through the
injected provider when it scrolls into view (architecture.md, "The local store": a proxy model
takes 14 s to sort 100 000 rows). ``data()`` never raises.
"""

import logging
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Any

from attrs import frozen
from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from kaa_desktop.gui.painting import ChipLook
from kaa_desktop.gui.widgets.labels import plain_tip

_log = logging.getLogger(__name__)
PAGE = 64
KEPT_PAGES = 64

ID = Qt.ItemDataRole.UserRole
CELL = Qt.ItemDataRole.UserRole + 1
MARK = Qt.ItemDataRole.UserRole + 2
SECTION = Qt.ItemDataRole.UserRole + 3

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()


@frozen
class Column:
    """A column: ``width`` at 100 %; 0 takes what is left.

    Columns with ``optional`` above 0 give way when the list is narrow, highest first.
    """

    key: str
    title: str
    width: int = 0
    optional: int = 0
    align_right: bool = False


@frozen
class Cell:
    """One cell. ``second`` is a muted line below; ``spoken`` is said instead of both."""

    text: str = ""
    second: str = ""
    chip: ChipLook | None = None
    icon: str = ""
    tone: str = "text"
    strong: bool = False
    second_tone: str = "text2"
    spoken: str = ""

    def words(self) -> str:
        """What is shown, as words."""
        first = self.chip.text if self.chip else self.text
        return self.spoken or ", ".join(part for part in (first, self.second) if part)


@frozen
class Mark:
    """The sign before the first cell: waits for sync, has a conflict."""

    icon: str
    tone: str
    spoken: str


@frozen
class Row:
    """One row: a cell per column, in order, and at most one mark."""

    cells: tuple[Cell, ...]
    mark: Mark | None = None


@frozen
class Section:
    """Rows under one heading; a list without headings is one section with an empty title."""

    key: str
    title: str
    ids: Sequence[Hashable]
    icon: str = ""
    tone: str = "text"


UNREADABLE = Row((Cell("Raden går inte att läsa just nu", tone="danger", icon="triangle-alert"),))
Provider = Callable[[Sequence[Hashable]], Mapping[Any, Row]]


class PagedModel(QAbstractItemModel):
    """Two levels: sections and rows. With a single untitled section the rows stand at the top.

    Args:
        columns: what is shown.
        provider: given ids, returns their rows; called with at most ``PAGE`` ids at a time.
        parent: its owner.
    """

    def __init__(
        self, columns: Sequence[Column], provider: Provider, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self._provider = provider
        self._sections: list[Section] = []
        self._flat = True
        self._lengths: list[int] = []
        self._top = 0
        self._pages: OrderedDict[tuple[int, int], Mapping[Any, Row]] = OrderedDict()
        self._places: dict[Hashable, tuple[int, int]] = {}

    def set_sections(self, sections: Sequence[Section]) -> None:
        """Show other ids. Empty sections are left out."""
        self.beginResetModel()
        self._sections = [section for section in sections if len(section.ids)]
        self._flat = len(self._sections) <= 1 and not any(s.title for s in self._sections)
        self._lengths = [len(section.ids) for section in self._sections]
        self._top = sum(self._lengths) if self._flat else len(self._sections)
        self._pages.clear()
        self._places = {
            id_: (number, row)
            for number, section in enumerate(self._sections)
            for row, id_ in enumerate(section.ids)
        }
        self.endResetModel()

    def refresh(self) -> None:
        """Read the rows again; ids, order and selection stay."""
        self._pages.clear()
        for number in range(len(self._sections)):
            parent = QModelIndex() if self._flat else self.index(number, 0)
            last = self.rowCount(parent) - 1
            if last >= 0:
                right = len(self.columns) - 1
                self.dataChanged.emit(self.index(0, 0, parent), self.index(last, right, parent))

    @property
    def flat(self) -> bool:
        """True when there are no headings."""
        return self._flat

    def count(self) -> int:
        """Rows, headings not counted."""
        return len(self._places)

    def find(self, id_: Hashable) -> QModelIndex:
        """The row of an id; an invalid index when it is not in the list."""
        place = self._places.get(id_)
        if place is None:
            return QModelIndex()
        number, row = place
        return self.index(row, 0, QModelIndex() if self._flat else self.index(number, 0))

    # -- structure

    # Qt asks index() and hasChildren() once for every row when it lays the list out: with 20 000
    # rows they are most of what setting a list costs, so they do no more than they must.

    def index(self, row: int, column: int, parent: Index = _ROOT) -> QModelIndex:
        if not parent.isValid():
            length = self._top
            owner = 0
        else:
            owner = parent.row() + 1
            length = 0 if self._flat or parent.internalId() else self._lengths[owner - 1]
        return self.createIndex(row, column, owner) if 0 <= row < length else QModelIndex()

    def hasChildren(self, parent: Index = _ROOT) -> bool:
        if not parent.isValid():
            return self._top > 0
        return not self._flat and not parent.internalId() and parent.column() == 0

    def parent(self, index: Index = _ROOT) -> Any:
        owner = index.internalId() if index.isValid() else 0
        return self.createIndex(owner - 1, 0, 0) if owner else QModelIndex()

    def rowCount(self, parent: Index = _ROOT) -> int:
        if not parent.isValid():
            return self._top
        if self._flat or parent.internalId() or parent.column() > 0:
            return 0
        return self._lengths[parent.row()]

    def columnCount(self, _parent: Index = _ROOT) -> int:
        return len(self.columns)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation is not Qt.Orientation.Horizontal or section >= len(self.columns):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.columns[section].title
        if role == Qt.ItemDataRole.TextAlignmentRole:
            right = self.columns[section].align_right
            side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return None

    # -- content

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        if not self._flat and not index.internalId():
            return self._section_data(self._sections[index.row()], index.column(), role)
        number = 0 if self._flat else index.internalId() - 1
        id_ = self._sections[number].ids[index.row()]
        if role == ID:
            return id_
        if role in {
            CELL,
            MARK,
            Qt.ItemDataRole.DisplayRole,
            Qt.ItemDataRole.ToolTipRole,
            Qt.ItemDataRole.AccessibleTextRole,
        }:
            found = self._row_data(self._row(number, index.row(), id_), index.column(), role)
            return plain_tip(found) if role == Qt.ItemDataRole.ToolTipRole and found else found
        return None

    def _section_data(self, section: Section, column: int, role: int) -> Any:
        if role == SECTION:
            return section
        if column == 0 and role == Qt.ItemDataRole.DisplayRole:
            return f"{section.title} ({len(section.ids)})"
        if column == 0 and role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{section.title}, {len(section.ids)}"
        return None

    def _row_data(self, row: Row, column: int, role: int) -> Any:
        cell = row.cells[column] if column < len(row.cells) else Cell()
        if role == CELL:
            return cell
        if role == MARK:
            return row.mark if column == 0 else None
        words = cell.words()
        if role == Qt.ItemDataRole.AccessibleTextRole and words:
            mark = f", {row.mark.spoken}" if row.mark and column == 0 else ""
            title = self.columns[column].title
            return f"{title}: {words}{mark}" if title else f"{words}{mark}"
        return words

    def _row(self, number: int, row: int, id_: Hashable) -> Row:
        key = (number, row // PAGE)
        page = self._pages.get(key)
        if page is None:
            page = self._pages[key] = self._fetch(number, row // PAGE)
            if len(self._pages) > KEPT_PAGES:
                self._pages.popitem(last=False)
        else:
            self._pages.move_to_end(key)
        return page.get(id_, UNREADABLE)

    def _fetch(self, number: int, page: int) -> Mapping[Any, Row]:
        ids = self._sections[number].ids[page * PAGE : (page + 1) * PAGE]
        try:
            return self._provider(ids)
        except Exception as fault:  # noqa: BLE001 - data() never raises; the row says so instead
            # Only the type: the message may hold what was read.
            _log.error("a page of rows could not be read: %s", type(fault).__name__)
            return {}
