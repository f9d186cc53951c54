"""Files of SS 12000 objects, taken apart without being unpacked whole.

Sixty thousand persons with their enrolments are a hundred megabytes as text and several times that as
Python's own objects: they are kept compressed, and unpacked some at a time when their turn comes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

import msgspec
import zstandard

from kaa_core.imports.sources import ss12000
from kaa_server.faults import OperatorError

_BOM: Final = b"\xef\xbb\xbf"
_BROKEN: Final = (
    "Filen {} är inte hel JSON. Ingenting ur den är inläst. Hämta den på nytt ur källan."
)
_BLOCK: Final = 200
_DAMAGED: Final = (
    "Filen är skadad mitt i. Det som stod före är inläst och finns kvar. "
    "Hämta den på nytt ur källan."
)
_MAPPING: Final = msgspec.json.Decoder(dict[str, msgspec.Raw])
_LIST: Final = msgspec.json.Decoder(list[msgspec.Raw])
_ANY: Final = msgspec.json.Decoder()


class Packed:
    """Objects in the order of the file. Can be gone through any number of times."""

    def __init__(self) -> None:
        self._blocks: list[bytes] = []
        self._waiting: list[msgspec.Raw] = []

    def add(self, one: msgspec.Raw) -> None:
        """Add an object."""
        self._waiting.append(one)
        if len(self._waiting) == _BLOCK:
            self.close()

    def close(self) -> None:
        """Let go of the file's own text."""
        if self._waiting:
            text = b"[" + b",".join(map(bytes, self._waiting)) + b"]"
            self._blocks.append(zstandard.ZstdCompressor(level=1).compress(text))
            self._waiting = []

    def __iter__(self) -> Iterator[Any]:
        unpacker = zstandard.ZstdDecompressor()
        for block in self._blocks:
            try:
                objects_of = _ANY.decode(unpacker.decompress(block))
            except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
                raise OperatorError(_DAMAGED) from None
            yield from objects_of


def objects(content: bytes, name: str) -> dict[str, Packed]:
    """The file's objects by their endpoint.

    Raises:
        OperatorError: when it is no JSON.
    """
    found: dict[str, Packed] = {}
    try:
        for endpoint, one in _parts(msgspec.Raw(content.removeprefix(_BOM))):
            found.setdefault(endpoint or _endpoint(one), Packed()).add(one)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise OperatorError(_BROKEN.format(name)) from None
    for packed in found.values():
        packed.close()
    return found


def _parts(whole: msgspec.Raw) -> Iterator[tuple[str, msgspec.Raw]]:
    if _is_list(whole):
        for one in _LIST.decode(whole):
            yield from (("", part) for part in _of_page(one))
        return
    held = _MAPPING.decode(whole)
    if "data" in held or "id" in held:
        yield from (("", one) for one in _of_page(whole))
        return
    for endpoint, value in held.items():
        pages = _LIST.decode(value) if _is_list(value) else [value]
        yield from ((endpoint, one) for page in pages for one in _of_page(page))


def _of_page(one: msgspec.Raw) -> Iterable[msgspec.Raw]:
    """What a page holds; anything else is an object itself. deletedEntities' data is an object."""
    if not _is_mapping(one):
        return (one,)
    data = _MAPPING.decode(one).get("data")
    if data is None:
        return (one,)
    return _LIST.decode(data) if _is_list(data) else (data,)


def _endpoint(one: msgspec.Raw) -> str:
    told: Mapping[str, Any] = ss12000.objects([_ANY.decode(one)])
    return next(iter(told), "")


def _is_list(one: msgspec.Raw) -> bool:
    return _begins(one) == b"["


def _is_mapping(one: msgspec.Raw) -> bool:
    return _begins(one) == b"{"


def _begins(one: msgspec.Raw) -> bytes:
    return memoryview(one)[:64].tobytes().lstrip()[:1]
