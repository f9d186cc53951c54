"""Telephone, e-mail and address: slips said before they are saved; where they are from, when confirmed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from kaa_core.model.enums import FactSource
from kaa_core.model.records import Youth
from kaa_core.model.registry import Problem
from kaa_desktop.app import words

FEWEST_DIGITS: Final = 5
MOST_DIGITS: Final = 15  # E.164
_EMAIL: Final = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")
_POSTAL_CODE: Final = re.compile(r"\d{3} ?\d{2}")


def problems_in(values: Mapping[str, Any]) -> list[Problem]:
    """Return what is wrong with the values that are being changed; what already stands is not judged."""
    found = []
    for name, check in (("phone", _phone), ("email", _email), ("postal_code", _postal_code)):
        value = values.get(name)
        sentence = check(value) if value else ""
        if sentence:
            found.append(Problem(field=name, sentence=sentence))
    return found


def dated(held: Youth, values: Mapping[str, Any], today: date) -> dict[str, Any]:
    """The values with when they were confirmed: what somebody writes today is what she knows today.

    The former source says nothing of the new value: without another one there is none.
    """
    found = dict(values)
    for fields, source, confirmed in (
        (("phone",), "phone_source", "phone_confirmed"),
        (("street", "postal_code", "city"), "address_source", "address_confirmed"),
    ):
        changed = [one for one in fields if one in values and values[one] != getattr(held, one)]
        if not changed:
            continue
        there = any(found.get(one, getattr(held, one)) for one in fields)
        found.setdefault(source, None)
        found.setdefault(confirmed, today if there else None)
    return found


def source_note(source: FactSource | None, confirmed: date | None, today: date) -> str:
    """As "Folkbokföringen, senast bekräftad 23 nov"; empty when neither is known."""
    parts = [] if source is None else [words.sentence_case(source.label)]
    if confirmed is not None:
        said = f"senast bekräftad {words.short(confirmed, today)}"
        parts.append(said if parts else words.sentence_case(said))
    return ", ".join(parts)


def _phone(text: str) -> str:
    if not re.fullmatch(r"\+?[\d\s()/.–-]*", text):
        return "Telefonnumret har annat än siffror. Skriv det så här: 070-174 06 05."
    digits = sum(one.isdigit() for one in text)
    if not FEWEST_DIGITS <= digits <= MOST_DIGITS:
        return f"Telefonnumret har {digits} siffror. Jämför det med källan."
    return ""


def _email(text: str) -> str:
    if _EMAIL.fullmatch(text):
        return ""
    return "E-postadressen går inte att läsa. Skriv den så här: namn@example.se."


def _postal_code(text: str) -> str:
    return "" if _POSTAL_CODE.fullmatch(text) else "Postnumret ska ha fem siffror: 999 01."
