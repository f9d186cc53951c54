"""The kartläggning: what is missing of its three parts, and what two versions of it say differently.

It covers förutsättningar, behov och önskemål (003 s. 14–15; domain.md section 4, Self-audit). What is
missing is said, and never keeps anybody from writing on.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from difflib import SequenceMatcher
from typing import Final

import attrs

from kaa_core.model.casework import Assessment
from kaa_core.model.ids import RecordId
from kaa_core.rules.wording import lowered

PARTS: Final = {
    "conditions": "Förutsättningar",
    "needs": "Behov",
    "wishes": "Önskemål",
}
"""The three parts, by field."""
BACKGROUND: Final = {
    "worked": "Det som har fungerat i skolan",
    "was_hard": "Det som har varit svårt i skolan",
    "situation": "Hur det är nu",
}
ALL: Final = PARTS | BACKGROUND
LONGEST: Final = 500
"""Characters of `Assessment.changed`."""
_SENTENCE: Final = re.compile(r"[^.!?\n]+[.!?]*|\n+")


class How(enum.Enum):
    """How a part differs from what stood there before."""

    NEW = "Nytt"
    CHANGED = "Ändrat"
    TAKEN_AWAY = "Borttaget"
    SAME = "Oförändrat"


@attrs.frozen(kw_only=True)
class Piece:
    """A sentence of a part; `other`: the version beside does not have it."""

    text: str
    other: bool


@attrs.frozen(kw_only=True)
class Difference:
    """One part in two versions, sentence by sentence."""

    field: str
    title: str
    how: How
    before: tuple[Piece, ...]
    after: tuple[Piece, ...]


def missing(assessment: Assessment) -> tuple[str, ...]:
    """The titles of those of the three parts that are not written."""
    return tuple(
        title for field, title in PARTS.items() if not (getattr(assessment, field) or "").strip()
    )


def in_order(assessments: Iterable[Assessment]) -> list[Assessment]:
    """From the first to the last; what is still being written comes after what is entered."""
    held = {one.id: one for one in assessments}
    late = datetime.max.replace(tzinfo=UTC)

    def place(one: Assessment) -> tuple[datetime, int, RecordId]:
        return one.entered_at or late, _before(one, held), one.id

    return sorted(held.values(), key=place)


def _before(one: Assessment, held: Mapping[RecordId, Assessment]) -> int:
    """How many versions it follows upon: of two entered in the same moment the later has more."""
    found, former = set[RecordId](), one.replaces
    while former is not None and former in held and former not in found:
        found.add(former)
        former = held[former].replaces
    return len(found)


def compare(before: Assessment, after: Assessment) -> tuple[Difference, ...]:
    """Every part of two versions; a part that is empty in both is left out."""
    told = []
    for field, title in ALL.items():
        old, new = getattr(before, field) or "", getattr(after, field) or ""
        if old or new:
            told.append(_difference(field, title, old, new))
    return tuple(told)


def in_words(differences: Sequence[Difference]) -> str:
    """What has changed, as "Ändrat: behov. Nytt: önskemål."; empty when nothing has."""
    said = []
    for how in (How.CHANGED, How.NEW, How.TAKEN_AWAY):
        titles = [lowered(one.title) for one in differences if one.how is how]
        if titles:
            said.append(f"{how.value}: {', '.join(titles)}.")
    return " ".join(said)[:LONGEST]


def _difference(field: str, title: str, old: str, new: str) -> Difference:
    if old.split() == new.split():
        how = How.SAME
    elif not old.strip():
        how = How.NEW
    else:
        how = How.CHANGED if new.strip() else How.TAKEN_AWAY
    before, after = _sentences(old), _sentences(new)
    kept_before, kept_after = set[int](), set[int]()
    for block in SequenceMatcher(None, before, after, autojunk=False).get_matching_blocks():
        kept_before.update(range(block.a, block.a + block.size))
        kept_after.update(range(block.b, block.b + block.size))
    return Difference(
        field=field,
        title=title,
        how=how,
        before=_pieces(before, kept_before),
        after=_pieces(after, kept_after),
    )


def _sentences(text: str) -> list[str]:
    found = (" ".join(hit.group().split()) for hit in _SENTENCE.finditer(text))
    return [one for one in found if one]


def _pieces(sentences: Sequence[str], kept: set[int]) -> tuple[Piece, ...]:
    return tuple(Piece(text=one, other=at not in kept) for at, one in enumerate(sentences))
