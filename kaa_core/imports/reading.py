"""A file's bytes into a book, or a refusal in words."""

from __future__ import annotations

from kaa_core.imports.book import Book, Progress


def read(content: bytes, name: str, progress: Progress | None = None) -> Book:
    """Read a spreadsheet: .xlsx, .ods, .csv or .txt, told apart by content and never by `name`.

    Raises NotReadable, and what `progress` raises; nothing else whatever the bytes are.
    """
    raise NotImplementedError
