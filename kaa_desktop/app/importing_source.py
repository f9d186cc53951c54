"""The file of an import: read when it is needed, and let go of while its rows are looked at.

A register of 60 000 rows is some hundred megabytes of cells. Once every row has been judged they are
only needed if the person goes back to choose other columns: the file is then read again.
"""

from __future__ import annotations

import hashlib
from datetime import date, datetime
from pathlib import Path
from typing import Final

from kaa_core.imports import reading
from kaa_core.imports.book import Book, NotReadable, Progress, Sheet
from kaa_core.imports.sources import recognising
from kaa_core.imports.texts import text_of
from kaa_desktop.app.importing_views import Refusal

FIRST_LINES: Final = 12
LINE_LENGTH: Final = 160

UNREACHABLE: Final = Refusal(
    code="unreachable",
    happened="Filen går inte att öppna.",
    safe="Inget är inläst.",
    advice="Se efter att filen finns kvar och inte är öppen i ett annat program. Välj den igen.",
)


class Changed(Exception):
    """The file is another than the one that was looked at."""

    sentence = (
        "Filen har ändrats eller flyttats sedan du öppnade den. Inget är inläst. Välj filen igen."
    )


class NotSaved(Exception):
    """The list of rows could not be written where the person chose."""

    sentence = (
        "Listan går inte att spara i den mappen. Registret är som det var. Välj en annan mapp."
    )


class Source:
    """One file. Raises `NotReadable`, `OSError`, `Changed`, and what `progress` raises."""

    def __init__(self, path: str) -> None:
        self._path = Path(path)
        self._digest = b""
        self._book: Book | None = None

    @property
    def name(self) -> str:
        """The file's name, without its folder."""
        return self._path.name

    def book(self, progress: Progress) -> Book:
        """What the file holds; read again when it was let go."""
        if self._book is None:
            self._book = self._read(progress)
        return self._book

    def head(self) -> bytes:
        """The file's first bytes, by which it is told what it is. Raises OSError."""
        if not self._path.is_file():
            raise FileNotFoundError
        with self._path.open("rb") as stream:
            return stream.read(recognising.HEAD)

    def written(self) -> date:
        """The day on which the file was written, here."""
        try:
            at = self._path.stat().st_mtime
        except OSError:  # gone since it was looked at
            raise Changed from None
        return datetime.fromtimestamp(at).astimezone().date()

    def _read(self, progress: Progress) -> Book:
        return reading.read(self.content(), self.name, progress)

    def content(self) -> bytes:
        """The file's bytes, the same as the first time; one byte more than may be read at most."""
        try:
            if not self._path.is_file():  # to open a pipe or a device is to wait for its other end
                raise FileNotFoundError
            with self._path.open("rb") as stream:
                content = stream.read(recognising.MOST_BYTES + 1)  # the reader says it is too large
        except OSError:
            if self._digest:  # gone since it was looked at
                raise Changed from None
            raise
        digest = hashlib.sha256(content).digest()
        if self._digest not in (b"", digest):
            raise Changed
        self._digest = digest
        return content

    def let_go(self) -> None:
        """Hold the rows no longer."""
        self._book = None


def refusal(fault: NotReadable) -> Refusal:
    """A refusal as the page shows it."""
    return Refusal(code=fault.code, happened=fault.happened, safe=fault.safe, advice=fault.advice)


def first_lines(sheet: Sheet) -> tuple[tuple[int, str], ...]:
    """The first rows as text, by their number in the file: for pointing at the headings."""
    found = []
    for number, row in enumerate(sheet.rows[:FIRST_LINES], 1):
        line = " · ".join(filter(None, map(text_of, row)))
        found.append((number, line[:LINE_LENGTH]))
    return tuple(found)
