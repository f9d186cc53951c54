"""A password that can be read out over the telephone and typed without doubt.

Syllables of letters that look and sound apart, in groups of four: about 66 bits, which no account that
is paused after wrong tries can be guessed with. It is meant to be changed by its user.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from typing import Final

_CONSONANTS: Final = "bdfghjklmnprstvz"
_VOWELS: Final = "aeiouy"
_GROUPS: Final = 5


def readable_password(choose: Callable[[Sequence[str]], str] = secrets.choice) -> str:
    """Such as ``mipo-ravu-teka-solu-nidy``."""
    groups = (
        "".join(choose(letters) for letters in (_CONSONANTS, _VOWELS) * 2) for _ in range(_GROUPS)
    )
    return "-".join(groups)
