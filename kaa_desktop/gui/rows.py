"""What a list shows, as values, and the model that fetches them page by page.

The model holds ids only. Order and grouping come from SQL; a page of rows is read through the
injected provider when it scrolls into view (architecture.md, "The local store": a proxy model
takes 14 s to sort 100 000 rows). Headings are rows among the others, so that Qt needs to ask nothing
about a row before it is drawn (adr/019). ``data()`` never raises.
"""

import logging
from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Any

from attrs import frozen
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

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


class PagedModel(QAbstractTableModel):
    """Sections under their headings, each a row; a single untitled section has no heading.

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
        self._folded: set[str] = set()
        self._starts: list[int] = []
        self._length = 0
        self._pages: OrderedDict[tuple[int, int], Mapping[Any, Row]] = OrderedDict()

    def set_sections(self, sections: Sequence[Section]) -> None:
        """Show other ids; folded headings stay folded. Empty sections are left out."""
        self.beginResetModel()
        self._sections = [section for section in sections if len(section.ids)]
        self._flat = len(self._sections) <= 1 and not any(s.title for s in self._sections)
        self._pages.clear()
        self._place()
        self.endResetModel()

    def set_columns(self, columns: Sequence[Column]) -> None:
        """Show other columns, or in another order."""
        self.beginResetModel()
        self.columns = tuple(columns)
        self._pages.clear()
        self.endResetModel()

    def same(self, sections: Sequence[Section]) -> bool:
        """Whether these are the very sections shown: same headings, same ids, same order."""
        return self._sections == [section for section in sections if len(section.ids)]

    def refresh(self) -> None:
        """Read the rows again; ids, order and selection stay."""
        self._pages.clear()
        if self._length:
            last = self.index(self._length - 1, len(self.columns) - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    def _place(self) -> None:
        """Where each section begins."""
        self._starts, row = [], 0
        for section in self._sections:
            self._starts.append(row)
            row += self._rows_of(section)
        self._length = row

    def _rows_of(self, section: Section) -> int:
        if self._flat:
            return len(section.ids)
        return 1 if section.key in self._folded else 1 + len(section.ids)

    # -- places

    @property
    def flat(self) -> bool:
        """True when there are no headings."""
        return self._flat

    @property
    def sections(self) -> Sequence[Section]:
        """What is shown, folded or not."""
        return self._sections

    def count(self) -> int:
        """Rows that are someone, headings not counted, folded ones counted."""
        return sum(len(section.ids) for section in self._sections)

    def at(self, row: int) -> tuple[int, int]:
        """The section of a row and the place in it; the place of a heading is -1."""
        number = bisect_right(self._starts, row) - 1
        return number, row - self._starts[number] - (0 if self._flat else 1)

    def id_at(self, row: int) -> Hashable | None:
        """Whose row it is; None for a heading."""
        if not 0 <= row < self._length:
            return None
        number, place = self.at(row)
        found: Hashable | None = self._sections[number].ids[place] if place >= 0 else None
        return found

    def heading_at(self, row: int) -> Section | None:
        """The section whose heading this row is."""
        if self._flat or not 0 <= row < self._length:
            return None
        number, place = self.at(row)
        return self._sections[number] if place < 0 else None

    def headings(self) -> list[int]:
        """The rows that are headings."""
        return [] if self._flat else list(self._starts)

    def locate(self, id_: Hashable) -> tuple[int, int] | None:
        """The section of an id and its place there."""
        for number, section in enumerate(self._sections):
            place = _find(section.ids, id_)
            if place >= 0:
                return number, place
        return None

    def row_of(self, number: int, place: int) -> int:
        """The row of a place in a section; that of its heading when it is folded."""
        if not self._flat and self._sections[number].key in self._folded:
            return self._starts[number]
        return self._starts[number] + place + (0 if self._flat else 1)

    def find(self, id_: Hashable) -> QModelIndex:
        """The row of an id, or of the folded heading above it; invalid when it is not in the list."""
        found = self.locate(id_)
        return QModelIndex() if found is None else self.index(self.row_of(*found), 0)

    # -- folding

    def folded(self, number: int) -> bool:
        """Whether a section shows its heading only."""
        return self._sections[number].key in self._folded

    def fold(self, number: int, *, folded: bool) -> None:
        """Fold a section's rows in under its heading, or out."""
        section = self._sections[number]
        if self._flat or folded == (section.key in self._folded):
            return
        first = self._starts[number] + 1
        last = self._starts[number] + len(section.ids)
        if folded:
            self.beginRemoveRows(_ROOT, first, last)
            self._folded.add(section.key)
            self._place()
            self.endRemoveRows()
        else:
            self.beginInsertRows(_ROOT, first, last)
            self._folded.discard(section.key)
            self._place()
            self.endInsertRows()
        heading = self.index(first - 1, 0)
        self.dataChanged.emit(heading, heading)

    # -- structure

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else self._length

    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.columns)

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
        if not index.isValid() or index.row() >= self._length:
            return None
        number, place = self.at(index.row())
        if place < 0:
            return self._section_data(number, index.column(), role)
        id_ = self._sections[number].ids[place]
        if role == ID:
            return id_
        if role in {
            CELL,
            MARK,
            Qt.ItemDataRole.DisplayRole,
            Qt.ItemDataRole.ToolTipRole,
            Qt.ItemDataRole.AccessibleTextRole,
        }:
            found = self._row_data(self._row(number, place, id_), index.column(), role)
            return plain_tip(found) if role == Qt.ItemDataRole.ToolTipRole and found else found
        return None

    def row(self, row: int) -> Row | None:
        """What a row shows; None for a heading."""
        number, place = self.at(row)
        return None if place < 0 else self._row(number, place, self._sections[number].ids[place])

    def _section_data(self, number: int, column: int, role: int) -> Any:
        section = self._sections[number]
        if role == SECTION:
            return section
        if column == 0 and role == Qt.ItemDataRole.DisplayRole:
            return f"{section.title} ({len(section.ids)})"
        if column == 0 and role == Qt.ItemDataRole.AccessibleTextRole:
            state = ", hopfälld" if section.key in self._folded else ""
            return f"{section.title}, {len(section.ids)}{state}"
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

    def _row(self, number: int, place: int, id_: Hashable) -> Row:
        key = (number, place // PAGE)
        page = self._pages.get(key)
        if page is None:
            page = self._pages[key] = self._fetch(number, place // PAGE)
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


def _find(ids: Sequence[Hashable], id_: Hashable) -> int:
    """The place of an id, or -1. Long lists have a `find` of their own."""
    find = getattr(ids, "find", None)
    if find is not None:
        return int(find(id_))
    try:
        return ids.index(id_)
    except ValueError:
        return -1
