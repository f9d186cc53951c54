"""A file's bytes into a book, or a refusal in words."""

from __future__ import annotations

import re
from typing import Final

from kaa_core.imports.book import MOST_BYTES, Book, Progress
from kaa_core.imports.delimited import read_delimited
from kaa_core.imports.refusals import refusal
from kaa_core.imports.workbooks import read_workbook

_ZIP: Final = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BIFF: Final = (b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00", b"\x09\x08\x10\x00")
_OTHER: Final = (
    b"%PDF",
    b"{\\rtf",
    b"\x89PNG",
    b"GIF8",
    b"\xff\xd8\xff",
    b"Rar!",
    b"7z\xbc\xaf",
    b"\x1f\x8b",
)
_MARKUP: Final = re.compile(
    rb"\s*<(!doctype html|html|head|body|table|meta|style|div|\?xml|!--)", re.IGNORECASE
)
_ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")
_WORKBOOK: Final = ("Workbook".encode("utf-16-le"), "Book".encode("utf-16-le"))


def read(content: bytes, name: str, progress: Progress | None = None) -> Book:
    """Read a spreadsheet: .xlsx, .ods, .csv or .txt, told apart by content and never by `name`.

    `name` only names the book. Raises NotReadable, and what `progress` raises; nothing else whatever the
    bytes are. Work and memory are bounded by the limits of `book` and `archive`.
    """
    tell: Progress = progress or (lambda _done, _total: None)
    tell(0, 100)
    if not content.strip(b"\x00 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise refusal("empty")
    if len(content) > MOST_BYTES:
        raise refusal("too-big")
    if content.startswith(_ZIP):
        return read_workbook(content, name, tell)
    _turn_away(content)
    return read_delimited(content, name, tell)


def _turn_away(content: bytes) -> None:
    """Raise NotReadable for what is known by its first bytes and is not read here."""
    if content.startswith(_OLE):
        raise refusal(_ole(content))
    if content.startswith(_BIFF):
        raise refusal("old-excel")
    if content.startswith(_OTHER):
        raise refusal("not-a-spreadsheet")
    head = content[:4096].removeprefix(b"\xef\xbb\xbf").replace(b"\x00", b"").lstrip(b"\xff\xfe")
    if _MARKUP.match(head):
        if b"urn:schemas-microsoft-com:office:spreadsheet" in head:
            raise refusal("excel-xml")
        web = re.search(rb"<(!doctype html|html|table|body|head)\b", head, re.IGNORECASE)
        raise refusal("web-page" if web else "not-a-spreadsheet")


def _ole(content: bytes) -> str:
    """Return why a compound file (Excel until 2003, and everything locked since) is turned away."""
    if _ENCRYPTED in content:
        return "locked"
    return "old-excel" if any(name in content for name in _WORKBOOK) else "not-a-spreadsheet"
