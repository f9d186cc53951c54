"""Workbooks (.xlsx, .ods) into sheets, by calamine, after `archive` has looked the file through."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, Final

from kaa_core.imports.archive import Workbook, vetted
from kaa_core.imports.book import Book, Cell, NotReadable, Progress, Row, Rows, Shared, Sheet
from kaa_core.imports.refusals import refusal

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

FORMS: Final = {"xlsx": "Excel (.xlsx)", "ods": "OpenDocument (.ods)"}
_OFTEN: Final = 2_000
_MOST_MERGED: Final = 100_000


def read_workbook(content: bytes, name: str, progress: Progress) -> Book:
    """Read a ZIP archive as a workbook; raises NotReadable, and what `progress` raises."""
    workbook = vetted(content, lambda done, total: progress(done * 60 // (total or 1), 100))
    sheets = _guarded(lambda: _sheets(workbook, progress))
    if not any(sheet.rows for sheet in sheets):
        raise refusal("empty")
    return Book(name=name, form=FORMS[workbook.form], sheets=tuple(sheets))


def _guarded(reading: Callable[[], list[Sheet]]) -> list[Sheet]:
    """Run the library: its own errors, and a panic inside it, say that the file is damaged."""
    try:
        return reading()
    except NotReadable:
        raise
    except BaseException as error:
        if type(error).__module__ in ("python_calamine", "python_calamine._python_calamine"):
            raise refusal("damaged") from None
        if type(error).__name__ == "PanicException":  # pyo3's own, a BaseException
            raise refusal("damaged") from None
        raise


def _sheets(workbook: Workbook, progress: Progress) -> list[Sheet]:
    from python_calamine import CalamineWorkbook  # noqa: PLC0415 - 12 MB that only an import needs

    opened = CalamineWorkbook.from_filelike(workbook.content)
    progress(70, 100)
    found = []
    for name in _visible(opened):
        read = opened.get_sheet_by_name(name)
        progress(80, 100)
        rows = _rows(read, lambda: progress(90, 100))
        _spread(rows, workbook.merged.get(name, ()) or _merged(read))
        found.append(Sheet(name=name, rows=_trimmed(rows), date1904=workbook.date1904))
    progress(100, 100)
    return found


def _visible(opened: CalamineWorkbook) -> list[str]:
    """Return the names of the sheets that a person sees; all of them when none is visible."""
    from python_calamine import SheetTypeEnum, SheetVisibleEnum  # noqa: PLC0415 - the same

    tables = [m for m in opened.sheets_metadata if m.typ == SheetTypeEnum.WorkSheet]
    seen = [m.name for m in tables if m.visible == SheetVisibleEnum.Visible]
    return seen or [m.name for m in tables]


def _rows(sheet: CalamineSheet, tick: Callable[[], None]) -> Rows:
    if sheet.start is None:
        return Rows()
    before: Row = (None,) * sheet.start[1]
    rows = Rows()
    shared = Shared()
    for number, read in enumerate(sheet.iter_rows()):
        if number % _OFTEN == 0:
            tick()
        rows.append(_row(before, read, shared))
    return rows


def _row(before: Row, read: Sequence[Any], shared: Shared) -> Row:
    same = shared.text
    cells = [_cell(v) if type(v) is not str else same(v) if v else None for v in read]
    while cells and cells[-1] is None:
        cells.pop()
    return before + tuple(cells) if cells else ()


def _cell(value: Any) -> Cell:
    if type(value) is float:
        return int(value) if value.is_integer() and abs(value) < 2**53 else value
    if isinstance(value, bool | int | datetime | date):
        return value
    if isinstance(value, time | timedelta):
        return str(value)
    return value if isinstance(value, float) else str(value)


def _merged(sheet: CalamineSheet) -> list[tuple[int, int, int]]:
    """Return (first row, last row, column) of the merged cells that span several rows."""
    found = sheet.merged_cell_ranges or ()
    return [(top[0], end[0], top[1]) for top, end in found if end[0] > top[0]]


def _spread(rows: list[Row], merged: Iterable[tuple[int, int, int]]) -> None:
    """Let a cell that spans several rows stand in each of them, as a person sees it."""
    spent = 0
    for first, last, column in merged:
        end = min(last + 1, len(rows))
        spent += max(0, end - first)
        if spent > _MOST_MERGED:
            return
        if not 0 <= first < len(rows) or column >= len(rows[first]):
            continue
        value = rows[first][column]
        for index in range(first + 1, end):
            row = rows[index] + (None,) * (column + 1 - len(rows[index]))
            if value is not None and row[column] is None:
                rows[index] = (*row[:column], value, *row[column + 1 :])


def _trimmed(rows: Rows) -> Rows:
    while rows and not rows[-1]:
        rows.pop()
    return rows
