"""Whom the municipality has said helps, kept in the clear beside the profile.

It must be known before anybody has unlocked, and is no secret. Like all that the unlock window reads it
loads nothing heavy.
"""

from __future__ import annotations

import contextlib
import json
from pathlib import Path
from typing import Final, NamedTuple

from kaa_desktop.store.errors import StoreFault
from kaa_desktop.store.files import write_atomically

NAME: Final = "support.json"
ANYBODY: Final = "Kontakta kommunens administratör eller it-stöd."
_MAX_BYTES: Final = 8192
_LONGEST: Final = 200


class Support(NamedTuple):
    """A name and ways to reach it; all empty until an administrator has said it."""

    name: str = ""
    phone: str = ""
    email: str = ""

    @property
    def sentence(self) -> str:
        """Whom to turn to."""
        ways = [part for part in (self.phone and f"telefon {self.phone}", self.email) if part]
        if not self.name and not ways:
            return ANYBODY
        return f"Kontakta {', '.join([self.name or 'kommunens stöd', *ways])}."


def read_support(folder: Path) -> Support:
    """What lies beside the profile; nothing when the file is lost or spoilt."""
    try:
        with (folder / NAME).open("rb") as stream:
            body = json.loads(stream.read(_MAX_BYTES))
        return Support(*(str(body[field])[:_LONGEST] for field in Support._fields))
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        return Support()


def keep_support(folder: Path, support: Support) -> None:
    """Lay it beside the profile, when it is another than what lies there."""
    if read_support(folder) == support:
        return
    content = json.dumps(support._asdict(), ensure_ascii=False).encode()
    with contextlib.suppress(StoreFault):  # a hint only: the record is in the store
        write_atomically(folder / NAME, content)
