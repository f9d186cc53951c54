"""The lists of an unlocked profile: read beside the window's thread, and what is kept of them.

An order of 60 000 takes longer than a window may stand still. It is read on a thread of its own and a
connection of its own; rows, a page at a time, are read where they are drawn.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Final

import attrs

from kaa_core.imports.texts import as_text_cell
from kaa_core.model.ids import YouthId
from kaa_desktop.app.context import Context
from kaa_desktop.app.kept_filters import KeptFilter, KeptFilters
from kaa_desktop.app.list_query import ListQuery, SortBy
from kaa_desktop.app.listing import youth_list
from kaa_desktop.app.staff import Staff, staff_of
from kaa_desktop.app.views import Changes, ListFilter, YouthList, YouthRow
from kaa_desktop.app.youths import plain_text, youth_rows
from kaa_desktop.store.store import Store

ROWS_AT_A_TIME: Final = 500
_STAFF: Final = frozenset({"worker", "unit"})


@attrs.frozen(kw_only=True, repr=False)
class Copied:
    """Rows as text for another program, and how many they are.

    `hidden`: how many were left out, being protected (design.md section 4: never in an export);
    `warned`: how many of the rows have sekretessmarkering, for whom the harm is to be weighed.
    """

    text: str
    rows: int
    hidden: int = 0
    warned: int = 0


class Lists:
    """Made by `opening.start`; ended by the session."""

    def __init__(self, context: Context, store: Store) -> None:
        self._context = context
        self._aside = store.aside
        self._kept = KeptFilters(store)
        self._staff: Staff | None = None
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="kaa-lists")

    def close(self) -> None:
        """Let nothing more begin; what runs is waited for when the store closes."""
        self._thread.shutdown(wait=False, cancel_futures=True)

    def heard(self, changes: Changes) -> None:
        """Something has changed: names of colleagues are read again when they have. Any thread."""
        if changes.everything or _STAFF & changes.kinds:
            self._staff = None

    @property
    def staff(self) -> Staff:
        """The colleagues and their units."""
        found = self._staff
        if found is None:
            found = self._staff = staff_of(self._context.queries)
        return found

    def ids(self, which: ListFilter, query: ListQuery) -> YouthList:
        """The order of a list, now."""
        return youth_list(self._context, self._context.queries, self.staff, which, query)

    def ids_later(self, which: ListFilter, query: ListQuery) -> Future[YouthList]:
        """The order of a list, read on the lists' own thread."""

        def read() -> YouthList:
            return youth_list(self._context, self._aside, self.staff, which, query)

        return self._thread.submit(read)

    def rows(self, ids: Sequence[YouthId]) -> list[YouthRow]:
        """Rows for some ids, in their order; those that are gone are left out."""
        return youth_rows(self._context, self._context.queries, self.staff, ids)

    def copy_later(self, ids: Sequence[YouthId], columns: Sequence[SortBy]) -> Future[Copied]:
        """Rows with a line of headings, parted by tabs; no cell can be taken for a formula."""
        return self._thread.submit(self._copy, ids, columns)

    def _copy(self, ids: Sequence[YouthId], columns: Sequence[SortBy]) -> Copied:
        lines = [_line(column.value for column in columns)]
        hidden = warned = 0
        for start in range(0, len(ids), ROWS_AT_A_TIME):
            part = ids[start : start + ROWS_AT_A_TIME]
            rows = youth_rows(self._context, self._aside, self.staff, part)
            told = [row for row in rows if not row.protected]
            hidden += len(rows) - len(told)
            warned += sum(row.confidential for row in told)
            lines += [_line(plain_text(row, column) for column in columns) for row in told]
        text = "\n".join(lines) + "\n"
        return Copied(text=text, rows=len(lines) - 1, hidden=hidden, warned=warned)

    # -- kept filters

    def kept(self) -> tuple[KeptFilter, ...]:
        """The filters that have a name, by name."""
        return self._kept.all()

    def keep(self, name: str, query: ListQuery) -> Future[None]:
        """Keep a filter under a name; one that had the name is replaced."""
        return self._kept.keep(name, query)

    def rename(self, name: str, new: str) -> Future[None]:
        """Give a kept filter another name."""
        return self._kept.rename(name, new)

    def forget(self, name: str) -> Future[None]:
        """Throw a kept filter away."""
        return self._kept.forget(name)


def _line(cells: Iterable[str]) -> str:
    return "\t".join(as_text_cell(cell) for cell in cells)
