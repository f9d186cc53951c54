"""What an attached file is, told by its bytes and never by its name; and what is not let in.

Three forms: PDF, PNG and JPEG. A PDF is let in only when it is paper: scripts, files inside the file,
programs that are started, films and passwords are refused (docs/adr/030). Object streams are unpacked,
for that is where such things lie unseen by whoever only searches the bytes.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from typing import Final

import attrs

MOST_BYTES: Final = 25 * 1024 * 1024
"""The largest file that can be attached."""

PDF: Final = "application/pdf"
PNG: Final = "image/png"
JPEG: Final = "image/jpeg"

SUFFIXES: Final = {PDF: ".pdf", PNG: ".png", JPEG: ".jpg"}
"""The forms that are let in, and how the name of such a file ends."""

LABELS: Final = {PDF: "PDF", PNG: "bild (PNG)", JPEG: "bild (JPEG)"}

_MOST_UNPACKED: Final = 64 * 1024 * 1024
_NOT_KEPT: Final = "Filen är orörd och ligger kvar där den låg. Ingenting är tillagt."
_PRINT: Final = (
    "Öppna filen i ett annat program, skriv ut den till en ny PDF-fil och lägg till den i stället."
)


@attrs.frozen
class FileRefused(Exception):
    """A file that is not let in: `happened`, `safe` and `advice` are plain Swedish."""

    code: str
    happened: str
    advice: str
    safe: str = _NOT_KEPT

    @property
    def sentence(self) -> str:
        """What happened, what is safe and what to do, as running text."""
        return f"{self.happened} {self.safe} {self.advice}"

    def __str__(self) -> str:
        """The code: nothing of the file."""
        return self.code


def empty() -> FileRefused:
    """A file without content."""
    return FileRefused(
        "empty", "Filen är tom.", "Kontrollera att inläsningen blev klar och välj filen igen."
    )


def too_large() -> FileRefused:
    """A file over the limit."""
    return FileRefused(
        "too-large",
        f"Filen är för stor: en bilaga får vara högst {MOST_BYTES // 1024**2} MB.",
        "Läs in pappret med lägre upplösning (300 dpi räcker), eller dela upp det på flera filer.",
    )


def media_type(content: bytes) -> str:
    """Return the form of a file by its first bytes.

    Raises FileRefused for an empty file, one over the limit, and any other form.
    """
    if not content:
        raise empty()
    if len(content) > MOST_BYTES:
        raise too_large()
    for start, found in _STARTS:
        if content.startswith(start):
            return found
    raise FileRefused(
        "type",
        "Filen är inte en PDF-fil eller en bild i PNG eller JPEG.",
        "Spara pappret som PDF eller JPEG och lägg till den filen. Namnet på filen avgör inte.",
    )


def examine(content: bytes) -> str:
    """Return the form of a file that may be attached; raises FileRefused."""
    found = media_type(content)
    if found == PDF:
        _examine_pdf(content)
    elif not _WHOLE[found](content):
        raise FileRefused(
            "broken",
            "Bilden är inte hel: slutet av filen saknas.",
            "Läs in pappret en gång till, eller hämta filen på nytt där du fick den.",
        )
    return found


_STARTS: Final = (
    (b"%PDF-1.", PDF),
    (b"%PDF-2.", PDF),
    (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", PNG),
    (b"\xff\xd8\xff", JPEG),
)
# Some cameras and scanners leave a little padding after the last mark.
_WHOLE: Final = {
    PNG: lambda content: b"IEND" in content[-1024:],
    JPEG: lambda content: b"\xff\xd9" in content[-65536:],
}

# -- PDF

_OBJECT_STREAM: Final = re.compile(rb"/ObjStm\b")
_STREAM: Final = re.compile(rb"stream\r?\n")
_NAME: Final = re.compile(rb"/([^\x00\t\n\f\r ()<>\[\]{}/%]+)")
_HEX: Final = re.compile(rb"#([0-9A-Fa-f]{2})")

_SCRIPT: Final = frozenset({b"JavaScript", b"JS"})
_STARTS_SOMETHING: Final = frozenset({b"Launch", b"ImportData", b"SubmitForm"})
_HOLDS_FILES: Final = frozenset({b"EmbeddedFile", b"EmbeddedFiles", b"RichMedia", b"Movie"})
_LOCKED: Final = frozenset({b"Encrypt"})
_XFA: Final = frozenset({b"XFA"})


def _examine_pdf(content: bytes) -> None:
    if b"%%EOF" not in content[-4096:]:
        raise FileRefused(
            "broken",
            "PDF-filen är inte hel: slutet av filen saknas.",
            "Läs in pappret en gång till, eller hämta filen på nytt där du fick den.",
        )
    names = _names(content)
    if names & _LOCKED:
        raise FileRefused(
            "locked",
            "PDF-filen är låst med ett lösenord eller med begränsningar.",
            "Om några år vet ingen lösenordet. " + _PRINT,
        )
    if names & _SCRIPT:
        raise FileRefused(
            "script", "PDF-filen innehåller ett skript som körs när den öppnas.", _PRINT
        )
    if names & (_STARTS_SOMETHING | _XFA):
        raise FileRefused(
            "action", "PDF-filen kan starta program eller skicka uppgifter när den öppnas.", _PRINT
        )
    if names & _HOLDS_FILES:
        raise FileRefused(
            "files",
            "PDF-filen har andra filer eller en film inuti sig.",
            "Lägg till de filerna var för sig. " + _PRINT,
        )


_WATCHED: Final = _SCRIPT | _STARTS_SOMETHING | _HOLDS_FILES | _LOCKED | _XFA


def _names(content: bytes) -> set[bytes]:
    """Return which of the watched names stand in the objects of a PDF, unpacked ones too."""
    found: set[bytes] = set()
    for part in _objects(content):
        for match in _NAME.finditer(part):
            name = match.group(1)
            if b"#" in name:
                name = _HEX.sub(_unescape, name)
            if name in _WATCHED:
                found.add(name)
    return found


def _unescape(match: re.Match[bytes]) -> bytes:
    return bytes((int(match.group(1), 16),))


def _objects(content: bytes) -> Iterator[bytes]:
    """Yield what stands between streams, and what is packed in streams of objects.

    What lies in other streams (pages, images) is content, where a chance pattern means nothing.
    """
    at = left = 0
    left = _MOST_UNPACKED
    while (match := _STREAM.search(content, at)) is not None:
        head = content[at : match.start()]
        yield head
        end = content.find(b"endstream", match.end())
        end = len(content) if end < 0 else end
        # The dictionary of this stream stands right before it.
        own = head[head.rfind(b"obj") :] if b"obj" in head else head
        if _is_object_stream(own):
            unpacked = _unpacked(content[match.end() : end], own, left)
            left -= len(unpacked)
            yield unpacked
        at = end
    yield content[at:]


def _is_object_stream(head: bytes) -> bool:
    if b"#" in head:
        head = _HEX.sub(_unescape, head)
    return _OBJECT_STREAM.search(head) is not None


def _unpacked(packed: bytes, head: bytes, left: int) -> bytes:
    if b"Filter" not in head:
        return packed
    worker = zlib.decompressobj()
    try:
        found = worker.decompress(packed, max(1, left))
    except zlib.error:
        found = b""
    if not found or worker.unconsumed_tail:
        # Packed in a way that nobody uses, or more than a file of this size honestly holds.
        raise FileRefused("unreadable", "PDF-filens inre går inte att kontrollera.", _PRINT)
    return found
