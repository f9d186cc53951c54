"""A letter's text: places that are filled when it is made, paragraphs and lists. Pure text, no layout.

A letter holds no more than the name, the address and what the municipality has written: 4 § 1
förordningen (2006:39) lets the register hold the address so that the youth can be reached.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

import attrs

from kaa_core.model.enums import Protection
from kaa_core.model.organising import LetterTemplate
from kaa_core.model.records import Task, Youth
from kaa_core.model.registry import Problem

PLACES: Final = MappingProxyType(
    {
        "förnamn": "ungdomens förnamn",
        "namn": "ungdomens hela namn",
        "datum": "dagens datum",
        "kommun": "kommunens namn",
        "kontakt": "vem ungdomen kan höra av sig till",
        "telefon": "telefonnumret dit",
        "tid": "tid och plats, skrivs när breven görs",
    }
)
"""What may stand within braces in a letter, and what it becomes."""
ASKED: Final = ("kontakt", "telefon", "tid")
"""Places whose words are written when the letters are made."""
ADDRESS_TASK: Final = "Rätt adress?"
"""The task that a returned letter or a wrong door makes (domain.md section 9, Routine)."""
_PLACE: Final = re.compile(r"\{([^{}]*)\}")


@attrs.frozen
class Block:
    """A paragraph (one item), or a list of items."""

    items: tuple[str, ...]
    listed: bool = False


def places_in(template: LetterTemplate) -> tuple[str, ...]:
    """The places that a template names, each once, in order."""
    found = _PLACE.findall(f"{template.heading or ''}\n{template.body or ''}")
    return tuple(dict.fromkeys(found))


def problems_of(template: LetterTemplate) -> list[Problem]:
    """Places that are none, as sentences."""
    unknown = [one for one in places_in(template) if one not in PLACES]
    return [
        Problem(field="body", sentence=f"{{{one}}} går inte att fylla i. {_offer()}")
        for one in unknown
    ]


def filled(text: str, values: Mapping[str, str]) -> str:
    """The text with its places filled; one without a value stays as it is written."""
    return _PLACE.sub(lambda found: values.get(found.group(1), found.group(0)), text)


def blocks(text: str) -> tuple[Block, ...]:
    """Paragraphs parted by empty lines; lines that begin with "- " are the items of a list."""
    found: list[Block] = []
    for part in re.split(r"\n\s*\n", text.strip()):
        lines = [line.strip() for line in part.splitlines() if line.strip()]
        plain = [line for line in lines if not line.startswith("- ")]
        items = tuple(line[2:].strip() for line in lines if line.startswith("- "))
        if plain:
            found.append(Block(("\n".join(plain),)))
        if items:
            found.append(Block(items, listed=True))
    return tuple(found)


def address_lines(youth: Youth) -> tuple[str, ...]:
    """Name, street, and postal code with town, for the window of an envelope; empty when it lacks a part.

    Never of one with skyddad folkbokföring, whose address is not here at all.
    """
    if youth.protection is Protection.PROTECTED or not (youth.street and youth.city):
        return ()
    place = " ".join(one for one in (_spaced(youth.postal_code or ""), youth.city) if one)
    return (f"{youth.given_name} {youth.family_name}".strip(), youth.street, place)


def asks_address(task: Task) -> bool:
    """Whether somebody is to find out where the youth lives."""
    return task.done_on is None and task.step is None and task.title == ADDRESS_TASK


def _spaced(code: str) -> str:
    digits = code.replace(" ", "")
    return f"{digits[:3]} {digits[3:]}" if len(digits) == 5 and digits.isdigit() else code


def _offer() -> str:
    return "Det här går: " + ", ".join(f"{{{one}}}" for one in PLACES) + "."
