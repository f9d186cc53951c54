"""What a school writes in a notice, checked: 15 kap. 15 § skollagen (18 kap. 15 § for the absent).

Only what the home municipality needs to know whom it is about (4 § 1 and 2 förordningen 2006:39): there
is no field for why somebody left or is absent.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final

import attrs
import msgspec

from kaa_core.model.enums import NoticeKind, StudyForm
from kaa_core.model.identity import IdentityNumber, IdentityProblem, age_on

KINDS: Final = {
    "began": NoticeKind.BEGAN,
    "left": NoticeKind.LEFT,
    "absence": NoticeKind.ABSENCE,
}
EDUCATIONS: Final = {
    "national": StudyForm.NATIONAL_PROGRAMME,
    "introductory": StudyForm.INTRODUCTORY,
    "adapted": StudyForm.ADAPTED_UPPER_SECONDARY,
    "international": StudyForm.INTERNATIONAL,
    "other": StudyForm.OTHER,
}
FIELDS: Final = (
    "kind",
    "identity_number",
    "given_name",
    "family_name",
    "school",
    "education",
    "programme",
    "date",
)
LONGEST: Final = {"given_name": 100, "family_name": 100, "school": 200, "programme": 200}
YOUNGEST, TOO_OLD = 13, 20
FORWARD: Final = timedelta(days=366)
BACKWARD: Final = timedelta(days=3 * 366)


class Told(msgspec.Struct, array_like=True, frozen=True):
    """A checked notice, as it is sealed. `kind` and `education` are the enums' numbers, `date` ISO."""

    kind: int
    identity_number: str
    given_name: str
    family_name: str
    school: str
    education: int | None
    programme: str
    date: str


@attrs.frozen(slots=True)
class Read:
    """A form as it was read: what it tells, or by field what to put right."""

    told: Told | None = attrs.field(repr=False)
    problems: Mapping[str, str] = attrs.field(repr=False)


def read(fields: Mapping[str, str], today: date, *, practice: bool) -> Read:
    """Check what was written.

    Args:
        fields: By the names of `FIELDS`; a missing one is empty.
        today: The day it is, in Sweden.
        practice: Whether the municipality is for practice, where synthetic numbers are people.
    """
    texts = {name: _tidy(fields.get(name, "")) for name in FIELDS}
    problems: dict[str, str] = {}
    kind = KINDS.get(texts["kind"])
    if kind is None:
        problems["kind"] = "Välj vad anmälan gäller."
    number = _number(texts["identity_number"], today, practice=practice)
    if isinstance(number, str):
        problems["identity_number"] = number
    problems |= _texts(texts)
    education = EDUCATIONS.get(texts["education"])
    if education is None and texts["education"]:
        problems["education"] = "Välj en utbildning i listan."
    elif education is None and kind is NoticeKind.BEGAN:
        problems["education"] = "Välj vilken utbildning eleven har börjat."
    day = _day(texts["date"], today, kind)
    if isinstance(day, str):
        problems["date"] = day
    if problems or kind is None or isinstance(number, str) or isinstance(day, str):
        return Read(None, {name: problems[name] for name in FIELDS if name in problems})
    told = Told(
        kind=int(kind),
        identity_number=number.digits,
        given_name=texts["given_name"],
        family_name=texts["family_name"],
        school=texts["school"],
        education=None if education is None else int(education),
        programme=texts["programme"],
        date=day.isoformat(),
    )
    return Read(told, {})


def _texts(texts: Mapping[str, str]) -> dict[str, str]:
    asked = {
        "given_name": "Skriv elevens förnamn.",
        "family_name": "Skriv elevens efternamn.",
        "school": "Skriv skolans namn.",
    }
    problems = {name: sentence for name, sentence in asked.items() if not texts[name]}
    for name, longest in LONGEST.items():
        if len(texts[name]) > longest:
            problems[name] = f"Det här får ha högst {longest} tecken. Korta av det."
        elif not texts[name].isprintable():
            problems[name] = "Här finns ett tecken som inte syns. Skriv om texten för hand."
    return problems


def _number(text: str, today: date, *, practice: bool) -> IdentityNumber | str:
    if not text:
        return "Skriv elevens personnummer eller samordningsnummer."
    try:
        number = IdentityNumber.parse(text, today=today, allow_synthetic=practice)
    except IdentityProblem as problem:
        return str(problem)
    if number.birth_date is None:
        return number
    age = age_on(number.birth_date, today)
    if age >= TOO_OLD:
        return "Eleven har fyllt 20 år. Aktivitetsansvaret gäller den som inte har gjort det."
    if age < YOUNGEST:
        return f"Eleven är {age} år enligt numret. Jämför numret med källan."
    return number


def _day(text: str, today: date, kind: NoticeKind | None) -> date | str:
    if not text:
        return "Skriv datumet, till exempel 2026-11-23."
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return "Datumet går inte att tyda. Skriv det som ÅÅÅÅ-MM-DD."
    if kind is NoticeKind.ABSENCE and day > today:
        return "Datumet ligger i framtiden. Anmäl frånvaron när den har börjat."
    if day > today + FORWARD or day < today - BACKWARD:
        return "Datumet ligger för långt bort. Kontrollera årtalet."
    return day


def _tidy(text: str) -> str:
    """Without the spaces of a hasty hand; other unseen characters are told of."""
    return " ".join(part for part in unicodedata.normalize("NFC", text).split(" ") if part)
