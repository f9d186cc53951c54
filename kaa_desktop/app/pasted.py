"""Personnummer out of a text that was pasted: one in any form, or a column of them from a spreadsheet."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

import attrs

from kaa_core.imports.numbers import read_number
from kaa_core.imports.texts import clean

_JOIN: Final = "[\\s.\N{HYPHEN}\N{NON-BREAKING HYPHEN}\N{EN DASH}\N{EM DASH}\N{MINUS SIGN}+-]{0,3}"
# Twelve or ten digits, or nine of which a spreadsheet took the first zero.
_NUMBER: Final = re.compile(rf"(?<!\d)(?:\d{{6}}(?:\d{{2}})?{_JOIN}\d{{4}}|\d{{9}})(?!\d)")
_BETWEEN: Final = re.compile(r"[\s,;\"'|]*")
LONGEST: Final = 12


@attrs.frozen(kw_only=True, repr=False)
class Pasted:
    """`numbers` of 12 digits in the order they stood, each once; `unread` cannot be a number."""

    numbers: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()


def numbers_in(text: str, today: date) -> Pasted | None:
    """The numbers of a text that holds nothing else; None for any other text, and for part of a number."""
    whole = clean(text)
    found = _NUMBER.findall(whole)
    if not found or not _BETWEEN.fullmatch(_NUMBER.sub("", whole)):
        return None
    if len(found) == 1 and sum(one.isdigit() for one in found[0]) < LONGEST:
        return None  # it may be the beginning of a longer one that is being typed
    read = {one: read_number(one, today, synthetic=True).number for one in found}
    return Pasted(
        numbers=tuple(dict.fromkeys(one.digits for one in read.values() if one is not None)),
        unread=tuple(one for one, number in read.items() if number is None),
    )


def as_number(text: str, today: date) -> str:
    """A single number as it is written here, ååååmmdd-nnnn; the text as it stood when it is none.

    One that a spreadsheet has bent is not mended: that is proposed where it is registered.
    """
    read = read_number(text, today, synthetic=True)
    return text if read.number is None or read.mended else str(read.number)
