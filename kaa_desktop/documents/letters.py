"""Text that can be typeset whatever somebody has written: what no font of ours has is said by its number.

PDF/UA lets no character stand without a glyph, so one emoji in a note would stop the whole paper. Nothing
is left out in silence: the character stands as [U+1F600].
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

LONGEST_WORD: Final = 40
"""Letters in a row before the line may be broken: a longer word would run off the page."""
MOST_PROBED: Final = 200
"""Sorts of unusual characters that are tried out; of a text with more, none of them is shown."""
_LATIN: Final = 0x250
_BREAK: Final = "\u200b"
_LONG: Final = re.compile(rf"\S{{{LONGEST_WORD}}}(?=\S)")
_NEVER: Final = frozenset({"Cc", "Cs", "Co", "Cn"})
_USUAL: Final = frozenset("–—‘’‚“”„†•…‰‹›€−")

Probe = Callable[[str], bool]
"""Whether a text can be typeset."""


def mended(data: Any, probe: Probe) -> Any:
    """The same strings, lists and mappings, with what cannot be typeset said by its number."""
    unusual = {one for text in _strings(data) for one in text if not _usual(one)}
    lost = {one for one in unusual if _never(one)}
    tried = sorted(unusual - lost)
    lost |= set(tried if len(tried) > MOST_PROBED else _lacking(tried, probe))
    said = {ord(one): f"[U+{ord(one):04X}]" for one in lost}
    return _each(data, lambda text: _LONG.sub(rf"\g<0>{_BREAK}", _lines(text).translate(said)))


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", "    ")


def _usual(one: str) -> bool:
    return one in "\n\r\t" or one in _USUAL or (ord(one) < _LATIN and one.isprintable())


def _never(one: str) -> bool:
    return unicodedata.category(one) in _NEVER or one == "\ufeff"


def _lacking(characters: list[str], probe: Probe) -> list[str]:
    """Those that cannot be typeset, found by halves: most often all of them can."""
    if not characters or probe(" ".join(characters)):
        return []
    if len(characters) == 1:
        return characters
    middle = len(characters) // 2
    return _lacking(characters[:middle], probe) + _lacking(characters[middle:], probe)


def _strings(data: Any) -> Iterable[str]:
    if isinstance(data, str):
        yield data
    elif isinstance(data, Mapping):
        for one in data.values():
            yield from _strings(one)
    elif isinstance(data, list | tuple):
        for one in data:
            yield from _strings(one)


def _each(data: Any, change: Callable[[str], str]) -> Any:
    if isinstance(data, str):
        return change(data)
    if isinstance(data, Mapping):
        return {key: _each(one, change) for key, one in data.items()}
    if isinstance(data, list | tuple):
        return [_each(one, change) for one in data]
    return data
