"""Slips in a telephone number, an e-mail address or a postal code, said before they are saved."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from kaa_core.model.registry import Problem

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
