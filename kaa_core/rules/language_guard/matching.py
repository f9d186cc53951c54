"""Finding the words. A pure function of the text: nothing is kept between two calls, not even a word."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

import attrs

from kaa_core.rules.language_guard.lexicon import (
    GROUPS,
    HARMLESS,
    HARMLESS_INSIDE,
    LONGING,
    PHRASES,
    SICK_TAILS,
    SPEAKING,
    STUDIED_AFTER,
    STUDY_HEADS,
    STUDYING,
    Group,
)
from kaa_core.rules.language_guard.marks import Area, Mark

LONGEST: Final = 20_000
"""Characters looked at; what comes after is not: no note is as long."""
KEY: Final = 4
_WORD: Final = re.compile(r"[^\W\d_]+(?:[-:/][^\W\d_]+)*")
_PHRASES: Final = re.compile(
    "|".join(f"(?P<p{n}>\\b{pattern})" for n, (pattern, _area, _offers) in enumerate(PHRASES))
)
_DEFINITE: Final = ("en", "et", "na", "an", "ns", "ets")
_PLURAL: Final = "a"
_ABBREVIATIONS: Final = frozenset({"ADD"})
_STRENGTHENS: Final = "sjukt"
_AS_PREDICATE: Final = frozenset({"är", "var", "blev", "blivit", "varit", "ett"})


def _by_key(kind: str) -> dict[str, tuple[tuple[str, Group], ...]]:
    found: dict[str, list[tuple[str, Group]]] = {}
    for group in GROUPS:
        for stem in getattr(group, kind):
            found.setdefault(stem[:KEY], []).append((stem, group))
    return {key: tuple(rows) for key, rows in found.items()}


_WHOLE: Final = {word: group for group in GROUPS for word in group.whole}
_STEMS: Final = _by_key("stems")
_INSIDE: Final = _by_key("inside")
_HEALTH: Final = GROUPS[0]
_SICK: Final = _WHOLE["sjuk"]


@attrs.frozen
class _Token:
    start: int
    end: int
    word: str
    low: str


def guard(text: str) -> tuple[Mark, ...]:
    """The words of a text that point to what 5 § förordningen (2006:39) keeps out, in their order.

    It only points: whether a word is about the youth is for the person who writes to judge. The first
    20 000 characters are looked at.
    """
    text = text[:LONGEST]
    marks = list(_phrases(text))
    taken = [(mark.start, mark.end) for mark in marks]
    tokens = [
        _Token(hit.start(), hit.end(), hit.group(), hit.group().lower())
        for hit in _WORD.finditer(text)
    ]
    for index, token in enumerate(tokens):
        group = _group_of(token, tokens, index)
        if group is not None and not any(a < token.end and token.start < b for a, b in taken):
            marks.append(
                Mark(
                    start=token.start,
                    end=token.end,
                    word=token.word,
                    area=group.area,
                    offer=_offers(token.word, group.offers, many=group.adjective),
                )
            )
    return tuple(sorted(marks, key=lambda mark: mark.start))


def _phrases(text: str) -> Iterator[Mark]:
    low = text.lower()
    if len(low) != len(text):  # a letter whose small form is longer: places would not agree
        return
    for hit in _PHRASES.finditer(low):
        _pattern, area, offers = PHRASES[int((hit.lastgroup or "p0")[1:])]
        end = hit.start() + len(hit.group().rstrip())
        word = text[hit.start() : end]
        yield Mark(start=hit.start(), end=end, word=word, area=area, offer=_offers(word, offers))


def _group_of(token: _Token, tokens: Sequence[_Token], index: int) -> Group | None:
    if token.word.partition(":")[0] in _ABBREVIATIONS:
        return _HEALTH
    if token.low == _STRENGTHENS:
        return _HEALTH if _is_predicate(tokens, index) else None
    for part in token.low.partition(":")[0].replace("/", "-").split("-"):
        group = _look_up(part)
        if group is not None and not _meant_otherwise(group, part, tokens, index):
            return group
    return None


def _look_up(word: str) -> Group | None:
    """The group of a word or of a part of one with hyphens; None when it is harmless."""
    whole = _WHOLE.get(word)
    if whole is not None:
        return whole
    if len(word) < KEY or word.startswith(HARMLESS):
        return None
    for stem, group in _STEMS.get(word[:KEY], ()):
        if word.startswith(stem):
            return group
    for place in range(len(word) - KEY + 1):
        for stem, group in _INSIDE.get(word[place : place + KEY], ()):
            if word.startswith(stem, place):
                return None if any(one in word for one in HARMLESS_INSIDE) else group
    ill = word.endswith(SICK_TAILS) and word not in LONGING
    return _SICK if ill else None


def _meant_otherwise(group: Group, word: str, tokens: Sequence[_Token], index: int) -> bool:
    """Whether a word that is also a trade, a subject or a language is that here."""
    if group.studied:
        if word.endswith(STUDY_HEADS):
            return True
        before, after = tokens[max(0, index - 4) : index], tokens[index + 1 : index + 5]
        return any(one.low in STUDYING for one in before) or any(
            one.low in STUDIED_AFTER for one in after
        )
    if group.language and word.endswith("a"):
        return any(one.low in SPEAKING for one in tokens[max(0, index - 2) : index])
    return False


def _is_predicate(tokens: Sequence[_Token], index: int) -> bool:
    """Whether "sjukt" is said of somebody, not to strengthen the next word ("det var sjukt bra")."""
    before = index > 0 and tokens[index - 1].low in _AS_PREDICATE
    last = index + 1 == len(tokens) or tokens[index + 1].low in {"och", "i", "sedan", "men", "igen"}
    return before and last


def _offers(word: str, offers: Sequence[tuple[str, str]], *, many: bool = False) -> tuple[str, ...]:
    """What is offered for a word, in its form, with its capital; `many`: of an adjective."""
    second = word.lower().endswith(_PLURAL if many else _DEFINITE)
    made = (pair[1] if second else pair[0] for pair in offers)
    if word[:1].isupper() and not word.isupper():
        made = (one[:1].upper() + one[1:] for one in made)
    return tuple(dict.fromkeys(made))


__all__ = ["Area", "guard"]
