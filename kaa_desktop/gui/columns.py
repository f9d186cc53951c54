"""The columns of a list: how they share its width, and how a person moves and widens them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHeaderView, QTableView

from kaa_desktop.gui.rows import PagedModel
from kaa_desktop.gui.theme import Theme

NARROWEST = 40


class ColumnsView(QTableView):
    """``widths`` are those that a person has chosen, at 100 %; with ``whole`` no column gives way.

    Once they are free, ``moved`` carries (from, to) and ``resized`` (key, width at 100 %).
    """

    resized = Signal(object)
    moved = Signal(object)
    rows: PagedModel

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.widths: dict[str, int] = {}
        self.whole = False
        self._fitting = False

    def header(self) -> QHeaderView:
        """The headings of the columns."""
        return self.horizontalHeader()

    def free_columns(self) -> None:
        """Let a person move and widen the columns, and click their headings."""
        head = self.header()
        head.setSectionsClickable(True)
        head.setSectionsMovable(True)
        head.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        head.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        head.sectionResized.connect(self._section_resized)
        head.sectionMoved.connect(self._section_moved)

    def show_sort(self, key: str, *, descending: bool) -> None:
        """Mark the heading of the column that the rows are sorted by."""
        keys = [column.key for column in self.rows.columns]
        head, order = self.header(), Qt.SortOrder
        head.setSortIndicatorShown(key in keys)
        if key in keys:
            way = order.DescendingOrder if descending else order.AscendingOrder
            head.setSortIndicator(keys.index(key), way)

    def _section_resized(self, section: int, _before: int, width: int) -> None:
        if not self._fitting and width > 0:
            percent = self._theme.percent / 100
            self.resized.emit((self.rows.columns[section].key, round(width / percent)))

    def _section_moved(self, _logical: int, before: int, after: int) -> None:
        # The columns themselves are put in the new order, once Qt has let go of the heading.
        QTimer.singleShot(0, self, partial(self.moved.emit, (before, after)))

    # -- widths

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit_columns()

    def fit_columns(self) -> None:
        """Give columns their widths; optional ones give way so that nothing scrolls sideways.

        Those that a person has chosen (`whole`) all stay: then the list scrolls sideways.
        """
        px = self._theme.px
        wanted = [px(self.widths.get(c.key, c.width) or 160) for c in self.rows.columns]
        shares = fitted(
            wanted,
            [c.width == 0 and c.key not in self.widths for c in self.rows.columns],
            [0 if self.whole else c.optional for c in self.rows.columns],
            self.viewport().width(),
        )
        policy = Qt.ScrollBarPolicy
        sideways = self.whole and sum(filter(None, shares)) > self.viewport().width()
        self.setHorizontalScrollBarPolicy(
            policy.ScrollBarAlwaysOn if sideways else policy.ScrollBarAlwaysOff
        )
        self._fitting = True
        for at, width in enumerate(shares):
            self.setColumnHidden(at, width is None)
            if width is not None:
                self.setColumnWidth(at, max(px(NARROWEST), width))
        self._fitting = False


def fitted(
    wanted: Sequence[int], flexible: Sequence[bool], optional: Sequence[int], room: int
) -> list[int | None]:
    """The width of each column, None for one that gives way.

    Those with the highest `optional` go first until the others fit; what is left over is shared by the
    `flexible` ones, else given to the first.
    """
    shown = list(range(len(wanted)))
    by_need = sorted(shown, key=lambda at: optional[at])
    while by_need and sum(wanted[at] for at in shown) > room and optional[by_need[-1]]:
        shown.remove(by_need.pop())
    spare = room - sum(wanted[at] for at in shown)
    if not any(optional):
        spare = max(0, spare)  # nothing gives way: what has no room is scrolled to
    growing = [at for at in shown if flexible[at]] or shown[:1]
    widths: list[int | None] = [None] * len(wanted)
    for at in shown:
        more = spare // len(growing) if at in growing and (spare > 0 or flexible[at]) else 0
        widths[at] = wanted[at] + more
    return widths
