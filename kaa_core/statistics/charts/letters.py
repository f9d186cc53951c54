"""How wide words are in Inter, so that a drawing can be laid out without a font at hand.

Advance widths in hundredths of the size, from the bundled font (regular; semibold is 4 % wider).
"""

from __future__ import annotations

from typing import Final

_WIDTHS: Final = {
    22: "'",
    24: "ijl",
    26: "I",
    28: " !,.:;·\N{NO-BREAK SPACE}",
    33: "|",
    36: "()/[\\]ft{}",
    37: "r",
    40: '"',
    46: "-_^`*",
    50: "–?s",
    54: "Jkxz",
    56: "Lacvyåä",
    58: "euéüFhn",
    61: "EoöÉgpq",
    63: "ZbdP#",
    64: "$&RSTX",
    65: "0123456789BK",
    66: "+<=>Y~−≥≤",
    68: "AVÅÄ",
    73: "DCGHUÜN",
    76: "OQÖ",
    82: "%w…",
    88: "mM",
    95: "W@",
}
_OF: Final = {letter: width for width, letters in _WIDTHS.items() for letter in letters}
_OTHER: Final = 66
STRONG: Final = 1.04


def width(text: str, size: float, *, strong: bool = False) -> float:
    """How wide a line of text is, in the unit of `size`."""
    whole = sum(_OF.get(letter, _OTHER) for letter in text) * size / 100
    return whole * STRONG if strong else whole


def wrapped(text: str, room: float, size: float, most: int = 3) -> list[str]:
    """The text in lines that fit a width; what is left after `most` lines is cut with an ellipsis.

    A word that is wider than the room is broken.
    """
    lines, line = list[str](), ""
    for word in text.split():
        for part in _pieces(word, room, size):
            tried = f"{line} {part}".strip()
            if not line or width(tried, size) <= room:
                line = tried
            else:
                lines.append(line)
                line = part
    lines.append(line)
    if len(lines) > most:
        lines = [*lines[: most - 1], _cut(" ".join(lines[most - 1 :]), room, size)]
    return lines


def _pieces(word: str, room: float, size: float) -> list[str]:
    if width(word, size) <= room:
        return [word]
    pieces = list[str]()
    while width(word, size) > room:
        most = max(
            (at for at in range(1, len(word)) if width(f"{word[:at]}-", size) <= room), default=1
        )
        at = _joint(word, most)
        pieces.append(f"{word[:at]}-")
        word = word[at:]
    return [*pieces, word]


_TAILS: Final = (
    "program", "insats", "utbildning", "vägledning", "sysselsättning", "högskola", "skola", "stöd",
    "plats", "praktik", "anställning", "studier", "kontakt", "besök", "handläggare", "samordnare",
)  # fmt: skip
"""Last parts of the field's long words: there a reader breaks them."""
_VOWELS: Final = frozenset("aeiouyåäöAEIOUYÅÄÖ")
_LEAST: Final = 3
"""Letters on either side of a break."""


def _joint(word: str, most: int) -> int:
    """Where to break a word that must be broken after at most so many letters.

    Between its parts where they are known; else before a consonant that a vowel follows, as Swedish words
    are broken; else where the room ends. Never so that one or two letters are left alone, if it can be.
    """
    last = min(most, len(word) - _LEAST)
    places = range(last, _LEAST - 1, -1)
    for at in places:
        if word[at:].startswith(_TAILS):
            return at
    for at in places:
        if word[at] not in _VOWELS and word[at + 1] in _VOWELS:
            return at
    return max(last, 1)


def _cut(text: str, room: float, size: float) -> str:
    if width(text, size) <= room:
        return text
    while text and width(f"{text}…", size) > room:
        text = text[:-1]
    return f"{text.rstrip()}…"
