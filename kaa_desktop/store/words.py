"""How names sort and how they are looked up, in Swedish.

SQLite's own tools would make å into a or sort it by code point; both are wrong here.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

# å, ä and ö follow z, in this order; ASCII has three characters after z.
_AFTER_Z: Final = str.maketrans({"å": "{", "ä": "|", "æ": "|", "ö": "}", "ø": "}", "ü": "y"})
_OWN_LETTERS: Final = frozenset("åäö")
_WORD: Final = re.compile(r"\w+")
_DIGITS: Final = re.compile(r"[\d\s+-]+")


def folded(text: str) -> str:
    """Lower case without accents, but with å, ä and ö as letters of their own."""
    composed = unicodedata.normalize("NFC", text.casefold())
    return "".join(one if one in _OWN_LETTERS else _without_marks(one) for one in composed)


def sort_key(*parts: str | None) -> str:
    """A key that sorts as Swedish does; parts are compared one after another."""
    return "\x00".join(folded(part or "").translate(_AFTER_Z) for part in parts)


def words(*texts: str | None) -> set[str]:
    """The folded words of some texts. "Anna-Lisa" gives "anna" and "lisa"."""
    return {word for text in texts if text for word in _WORD.findall(folded(text))}


def typed_words(typed: str) -> list[str]:
    """The beginnings to look for in what was typed. A number may have a hyphen or spaces."""
    if _DIGITS.fullmatch(typed):
        digits = re.sub(r"\D", "", typed)
        return [digits] if digits else []
    return sorted(words(typed))


def after(prefix: str) -> str:
    """The least text that is greater than everything that begins with `prefix`."""
    return prefix + "\U0010ffff"


def _without_marks(letter: str) -> str:
    apart = unicodedata.normalize("NFKD", letter)
    return "".join(one for one in apart if not unicodedata.combining(one))
