"""The small parts that all views are made of."""

from __future__ import annotations

import enum
from typing import Final

import attrs

PROTECTED_NAME: Final = "Skyddade uppgifter"
"""Instead of the name of one with skyddad folkbokföring."""


class Tone(enum.Enum):
    """Colour families; the values are those of the window's `Kind`."""

    NEUTRAL = "neutral"
    OK = "ok"
    INFO = "info"
    WARN = "warn"
    DANGER = "danger"
    PROTECTED = "protected"


@attrs.frozen
class Chip:
    """A status as icon and word."""

    text: str
    icon: str
    tone: Tone = Tone.NEUTRAL


@attrs.frozen(kw_only=True, repr=False)
class Fact:
    """A label and its value in words; `note` says source and date where they are known."""

    label: str
    value: str
    note: str = ""
