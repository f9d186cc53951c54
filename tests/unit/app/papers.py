"""Papers for tests: small files of each form, made here, and files of any size that are one."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence
from datetime import date
from typing import Any

from kaa_core.model.enums import AttachmentKind
from kaa_core.model.ids import YouthId
from kaa_desktop.app.attachments import Adding, AttachmentRow, Described
from tests.unit.app.desks import TODAY, WAIT, Desktop

MARK = b"MARKERING-SOM-INTE-FAR-FINNAS-I-KLARTEXT"


def pdf(inside: bytes = b"", size: int = 0, catalog: bytes = b"") -> bytes:
    """A PDF of one empty page, with `inside` as one more object."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R " + catalog + b" >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>",
    ]
    body = b"%PDF-1.7\n% " + MARK + b"\n"
    for number, one in enumerate([*objects, *([inside] if inside else [])], 1):
        body += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    end = b"trailer << /Root 1 0 R >>\n%%EOF\n"
    filling = max(0, size - len(body) - len(end) - 2)
    # A comment of pseudo-random bytes: a scan does not let itself be compressed either.
    line = b"%" + _noise(filling) + b"\n" if filling else b""
    return body + line + end


def _noise(count: int) -> bytes:
    state, made = 1, bytearray()
    for _ in range(-(-count // 4096)):
        state = zlib.crc32(state.to_bytes(4, "big"))
        made += state.to_bytes(4, "big").hex().encode() * 512
    return bytes(made[:count])


def stream(
    content: bytes, head: bytes = b"/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode"
) -> bytes:
    """A packed stream."""
    packed = zlib.compress(content)
    return b"<< %s /Length %d >>\nstream\n%s\nendstream" % (head, len(packed), packed)


def png(width: int = 8, height: int = 8) -> bytes:
    """A picture of one colour."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(kind + content))
        return struct.pack(">I", len(content)) + kind + content + check

    rows = b"".join(b"\0" + bytes((20, 90, 140)) * width for _ in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


def said(**other: Any) -> Described:
    """What a person says of a paper."""
    values: dict[str, Any] = {"name": "Plan hösten", "what": AttachmentKind.PLAN, "dated": TODAY}
    return Described(**(values | other))


def add(desk: Desktop, youth: YouthId, content: bytes, **other: Any) -> Adding:
    """Attach a paper and wait until it is in the store."""
    adding = desk.session.attachments.add(youth, content, said(**other))
    adding.future.result(WAIT)
    return adding


def rows(desk: Desktop, youth: YouthId) -> Sequence[AttachmentRow]:
    """The papers of a youth."""
    return desk.session.attachments.of(youth)


__all__ = ["MARK", "TODAY", "add", "date", "pdf", "png", "rows", "said", "stream"]
