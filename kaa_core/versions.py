"""Versions of the program, compared: three numbers, the last of which may be left out."""

from __future__ import annotations

import re

_FORM = re.compile(r"(\d{1,6})\.(\d{1,6})(?:\.(\d{1,6}))?")


def numbers(version: str) -> tuple[int, int, int] | None:
    """The numbers of a version; None for anything of another form."""
    found = _FORM.fullmatch(version)
    if found is None:
        return None
    first, second, third = found.groups()
    return int(first), int(second), int(third or 0)


def older(version: str, than: str) -> bool:
    """Whether a version comes before another. One that cannot be read is older than none."""
    mine, other = numbers(version), numbers(than)
    return mine is not None and other is not None and mine < other
