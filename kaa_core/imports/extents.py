"""How large the sheets of a workbook are, read from their XML before room is made for them.

A cell says itself where it stands, and an .ods cell how often it is repeated: seventy bytes may ask for
seventeen thousand million cells. So the XML is first read for its extents alone, and nothing is kept.
"""

from __future__ import annotations

import re
from typing import Final
from xml.parsers import expat

import attrs

from kaa_core.imports.book import MOST_CELLS, MOST_COLUMNS, MOST_ROWS
from kaa_core.imports.refusals import refusal

_REFERENCE: Final = re.compile(r"\$?([A-Za-z]{1,4})\$?(\d{1,9})")
_MOST_MERGED: Final = 100_000


@attrs.define
class Budget:
    """Cells that the sheets of one file may have together."""

    cells: int = MOST_CELLS

    def spend(self, rows: int, columns: int) -> None:
        """Take a sheet's rectangle; raises NotReadable when it, or the file, is too large."""
        if rows > MOST_ROWS:
            raise refusal("too-many-rows")
        if columns > MOST_COLUMNS:
            raise refusal("too-many-columns")
        self.cells -= rows * columns
        if self.cells < 0:
            raise refusal("too-many-cells")


class Watcher:
    """Reads one member's XML in pieces. Raises NotReadable when it is no XML or declares entities."""

    def __init__(self) -> None:
        self._parser = expat.ParserCreate(namespace_separator="}")
        self._parser.StartElementHandler = self.start
        self._parser.EntityDeclHandler = self._entity

    def feed(self, chunk: bytes) -> None:
        """Read a piece."""
        try:
            self._parser.Parse(chunk, False)
        except expat.ExpatError:
            raise refusal("damaged") from None

    def close(self) -> None:
        """Read the end."""
        try:
            self._parser.Parse(b"", True)
        except expat.ExpatError:
            raise refusal("damaged") from None

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Take an element's beginning."""

    @staticmethod
    def _entity(*_: object) -> None:
        raise refusal("damaged")  # no spreadsheet program declares any; they can grow without end


class Workbook1904(Watcher):
    """Reads xl/workbook.xml for the day its dates are counted from."""

    date1904 = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name.endswith("}workbookPr"):
            self.date1904 = attributes.get("date1904", "0") in ("1", "true", "on")


class Manifest(Watcher):
    """Reads an .ods file's list of members, which says whether they are encrypted."""

    def start(self, name: str, _attributes: dict[str, str]) -> None:
        if name.endswith("}encryption-data"):
            raise refusal("locked")


class XlsxSheet(Watcher):
    """Reads a worksheet for the last row and column that have something in them."""

    def __init__(self, budget: Budget) -> None:
        super().__init__()
        self._budget = budget
        self._row = self._column = 0
        self.rows = self.columns = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        local = name[name.rfind("}") + 1 :]
        if local in ("v", "is", "f"):  # only what a cell holds makes room for it
            self.rows = max(self.rows, self._row)
            self.columns = max(self.columns, self._column)
            if self.rows > MOST_ROWS or self.columns > MOST_COLUMNS:
                self._budget.spend(self.rows, self.columns)
        elif local == "c":
            self._cell(attributes.get("r"))
        elif local == "row":
            self._row = _number(attributes.get("r"), self._row + 1)
            self._column = 0

    def _cell(self, reference: str | None) -> None:
        if reference is None:
            self._column += 1
            return
        found = _REFERENCE.fullmatch(reference)
        if found is None:
            raise refusal("damaged")
        self._column = _column(found[1])
        self._row = int(found[2])

    def close(self) -> None:
        super().close()
        self._budget.spend(self.rows, self.columns)


class OdsContent(Watcher):
    """Reads content.xml for the extents of all its sheets, and the cells that span rows."""

    def __init__(self, budget: Budget) -> None:
        super().__init__()
        self._budget = budget
        self._name = ""
        self._row = self._row_end = self._column = self._column_end = 0
        self._rows = self._columns = 0
        self._marked = 0
        self.merged: dict[str, list[tuple[int, int, int]]] = {}

    def start(self, name: str, attributes: dict[str, str]) -> None:
        namespace, _, local = name.rpartition("}")
        if namespace.endswith("table:1.0"):
            self._table(local, attributes)
        elif local == "p" and namespace.endswith("text:1.0"):
            self._mark()

    def _table(self, local: str, attributes: dict[str, str]) -> None:
        if local in ("table-cell", "covered-table-cell"):
            self._column = self._column_end
            self._column_end += _repeats(attributes, "number-columns-repeated")
            if any(key.endswith("office:1.0}value-type") for key in attributes):
                self._mark()
            spanned = _repeats(attributes, "number-rows-spanned")
            if spanned > 1:
                self._span(min(spanned, MOST_ROWS))
        elif local == "table-row":
            self._row = self._row_end
            self._row_end += _repeats(attributes, "number-rows-repeated")
            self._column = self._column_end = 0
        elif local == "table":
            self._settle()
            self._name = next((v for k, v in attributes.items() if k.endswith("}name")), "")
            self._row = self._row_end = 0

    def _mark(self) -> None:
        self._rows = max(self._rows, self._row_end)
        self._columns = max(self._columns, self._column_end)
        if self._rows > MOST_ROWS or self._columns > MOST_COLUMNS:
            self._settle()

    def _span(self, rows: int) -> None:
        self._marked += rows
        if self._marked <= _MOST_MERGED:
            spans = self.merged.setdefault(self._name, [])
            spans.append((self._row, self._row + rows - 1, self._column))

    def _settle(self) -> None:
        self._budget.spend(self._rows, self._columns)
        self._rows = self._columns = 0

    def close(self) -> None:
        super().close()
        self._settle()


def _repeats(attributes: dict[str, str], name: str) -> int:
    for key, value in attributes.items():
        if key.endswith(name):
            return _number(value, 1)
    return 1


def _number(written: str | None, otherwise: int) -> int:
    if written is None:
        return otherwise
    if not (written.isascii() and written.isdigit() and len(written) < 10):
        raise refusal("damaged")
    return int(written)


def _column(letters: str) -> int:
    column = 0
    for letter in letters.upper():
        column = column * 26 + ord(letter) - ord("A") + 1
    return column
