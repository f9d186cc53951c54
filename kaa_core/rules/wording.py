"""How words are put together in sentences."""

from __future__ import annotations

from collections.abc import Sequence


def sentence_case(text: str) -> str:
    """The first letter large, the rest as it is."""
    return text[:1].upper() + text[1:]


def lowered(text: str) -> str:
    """The first letter small, the rest as it is: for the middle of a sentence."""
    return text[:1].lower() + text[1:]


def listed(words: Sequence[str]) -> str:
    """Words as a list in a sentence: a, b och c."""
    *first, last = words
    return f"{', '.join(first)} och {last}" if first else last
