"""How names sort and what a word is, in Swedish: one rule for names, notes and what is typed.

SQLite's own tools would make å into a or sort it by code point; both are wrong here. The search index
gets words that have been folded here, so what is found is decided by these functions alone.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

# å, ä and ö follow z, in this order; ASCII has three characters after z.
_AFTER_Z: Final = str.maketrans({"å": "{", "ä": "|", "ö": "}"})
_FOREIGN: Final = re.compile(r"[^\x00-\x7fåäö]")
# Letters that no decomposition takes apart. A Swedish keyboard has none of them.
_SEEN_AS: Final = {"æ": "ä", "ø": "ö", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"}
_WORD: Final = re.compile(r"[^\W_]+")
_NUMBER: Final = re.compile(r"[\d\s+()./-]+")
_NOT_DIGITS: Final = re.compile(r"[^0-9]")
_SWEDEN: Final = re.compile(r"\s*(?:\+\s*4\s*6|0046(?=(?:\D*\d){4}))[\s(]*0?")
_BETWEEN_NUMBERS: Final = re.compile(r"[^\d\s+().-]+")

LONGEST_TYPED: Final = 200
"""Of a longer text only this much is looked for: more has been pasted by mistake."""
MOST_WORDS: Final = 12


def folded(text: str) -> str:
    """Lower case without accents, but with å, ä and ö as letters of their own."""
    lower = unicodedata.normalize("NFC", text.casefold())
    return lower if lower.isascii() else _FOREIGN.sub(_plain, lower)


def sort_key(*parts: str | None) -> str:
    """A key that sorts as Swedish does; parts are compared one after another."""
    return "\x00".join(folded(part or "").translate(_AFTER_Z) for part in parts)


def words(*texts: str | None) -> dict[str, None]:
    """The folded words of some texts, each once, in order. "Anna-Lisa" gives "anna" and "lisa"."""
    return {word: None for text in texts if text for word in _WORD.findall(folded(text))}


def digits(text: str | None) -> str:
    """The digits of a number, of a telephone number as one dials it here: +46 70 is 070."""
    if not text:
        return ""
    abroad = _SWEDEN.match(text)
    return _NOT_DIGITS.sub("", text if abroad is None else f"0{text[abroad.end() :]}")


def telephones(text: str | None) -> list[str]:
    """The numbers in a field for telephone, where people write two, and words beside them."""
    found = (digits(part) for part in _BETWEEN_NUMBERS.split(text or ""))
    return [one for one in found if one]


def endings(number: str) -> list[str]:
    """A number and all its ends: what begins one of them stands somewhere in the number."""
    return [number[start:] for start in range(len(number))]


def typed_words(typed: str) -> list[str]:
    """The beginnings to look for in what was typed. A number may have a hyphen or spaces."""
    typed = typed[:LONGEST_TYPED]
    if _NUMBER.fullmatch(typed):
        number = digits(typed)
        return [number] if number else []
    return list(words(typed))[:MOST_WORDS]


def spans(text: str, beginnings: list[str]) -> list[tuple[int, int]]:
    """Where words of a text begin with one of these: start and length, for emphasis.

    The length is that of the whole word when it cannot be told how much of it the beginning is.
    """
    found = []
    for match in _WORD.finditer(text):
        word = folded(match.group())
        longest = max((len(one) for one in beginnings if word.startswith(one)), default=0)
        if longest:
            same = len(word) == len(match.group())
            found.append((match.start(), longest if same else len(match.group())))
    return found


def _plain(letter: re.Match[str]) -> str:
    one = letter.group()
    if one in _SEEN_AS:
        return _SEEN_AS[one]
    apart = unicodedata.normalize("NFKD", one)
    bare = "".join(part for part in apart if not unicodedata.combining(part)).casefold()
    return _SEEN_AS.get(bare, bare)
