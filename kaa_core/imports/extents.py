"""How large the sheets of a workbook are, read from their XML before room is made for them.

A cell says itself where it stands, and an .ods cell how often it is repeated: seventy bytes may ask for
seventeen thousand million cells. So the XML is first read for its extents alone, and nothing is kept.
"""

from __future__ import annotations

from typing import Final
from xml.parsers import expat

import attrs

from kaa_core.imports.book import MOST_CELLS, MOST_COLUMNS, MOST_ROWS
from kaa_core.imports.refusals import refusal

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

    def __init__(self, namespaces: str | None = "}") -> None:
        self._parser = expat.ParserCreate(namespace_separator=namespaces)
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
    """Reads a worksheet for the last row and column that have something in them.

    It is called some three million times for a large register: hence attributes as lists, and each name
    and each column's letters looked at once.
    """

    def __init__(self, budget: Budget) -> None:
        super().__init__(namespaces=None)
        self._parser.ordered_attributes = True
        self._budget = budget
        self._what: dict[str, str] = {}
        self._columns: dict[str, int] = {}
        self._reference: str | None = None
        self._row = self._column = 0
        self.rows = self.columns = 0

    def start(self, name: str, attributes: list[str]) -> None:  # type: ignore[override]
        what = self._what.get(name)
        if what is None:
            what = self._what[name] = name.rpartition(":")[2]
        if what == "c":
            self._column += 1
            self._reference = attributes[1] if attributes and attributes[0] == "r" else None
            if self._reference is None and "r" in attributes[::2]:
                self._reference = attributes[attributes.index("r") + 1]
        elif what in ("v", "is", "f"):  # only what a cell holds makes room for it
            self._mark()
        elif what == "row":
            places = dict(zip(attributes[::2], attributes[1::2], strict=True))
            self._row = _number(places.get("r"), self._row + 1)
            self._column = 0

    def _mark(self) -> None:
        row, column = self._row, self._column
        if self._reference is not None:
            letters = self._reference.rstrip("0123456789")
            row = _number(self._reference[len(letters) :], 0)
            column = self._columns.get(letters) or self._column_of(letters)
            self._column = column
        if row > self.rows or column > self.columns:
            self.rows, self.columns = max(self.rows, row), max(self.columns, column)
            if self.rows > MOST_ROWS or self.columns > MOST_COLUMNS:
                self._budget.spend(self.rows, self.columns)

    def _column_of(self, letters: str) -> int:
        plain = letters.replace("$", "")
        if not (plain.isascii() and plain.isalpha() and len(plain) < 5):
            raise refusal("damaged")
        column = 0
        for letter in plain.upper():
            column = column * 26 + ord(letter) - ord("A") + 1
        self._columns[letters] = column
        return column

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
