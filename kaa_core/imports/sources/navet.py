"""Folkbokföringen's notification file (Navet): lines of `#UP` with a term's code and its value.

A post is the lines from one 01001 to the next. Only the terms in `Terms` are read; what the register may not
hold (civilstånd, medborgarskap, relations, …) is passed over unread (4 § förordningen 2006:39).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final

import attrs

from kaa_core.imports import parts
from kaa_core.imports.delimited import decoded
from kaa_core.imports.sources.facts import (
    NOBODY,
    Address,
    AnyFact,
    Delivery,
    Entry,
    Given,
    Remark,
    RemarkKind,
    SourcePerson,
    Unread,
    remark,
)
from kaa_core.imports.sources.people import identity_of, municipality_of
from kaa_core.imports.texts import clean
from kaa_core.model.enums import FactSource, Protection, ResidenceKind
from kaa_core.model.facts import Residence


@attrs.frozen(kw_only=True)
class Terms:
    """The codes of the terms that are read.

    Skatteverket's list of terms gives their names and order; a delivery is described where it is ordered.
    Where a description says otherwise, another `Terms` is handed in.
    """

    number: str = "01001"
    assigned: str = "01002"
    confidential: str = "01003"
    reference: str = "01005"
    removed_why: str = "01006"
    removed_on: str = "01007"
    called: str = "01011"
    given_name: str = "01012"
    middle_name: str = "01013"
    family_name: str = "01014"
    protected: str = "01020"
    registered_on: str = "01021"
    county: str = "01022"
    municipality: str = "01023"
    care_of: str = "01031"
    street_above: str = "01032"
    street: str = "01033"
    postal_code: str = "01034"
    city: str = "01035"


TERMS: Final = Terms()

_LINE: Final = re.compile(r"#(?:UP|UPPGIFT)[ \t]+(\d{5})(?:[ \t]+(.*))?")
_MADE: Final = re.compile(r"#SKAPAD[ \t]+(\d{8}|\d{4}-\d{2}-\d{2})")
_DATE: Final = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})")
_OLD_NUMBER: Final = frozenset({"GN", "GS"})
_REMOVED: Final = {
    "AV": ResidenceKind.DECEASED,
    "UV": ResidenceKind.EMIGRATED,
    "OB": ResidenceKind.UNKNOWN,
    "FI": ResidenceKind.UNKNOWN,
    "TA": ResidenceKind.UNKNOWN,
    "AN": ResidenceKind.UNKNOWN,
    "AS": ResidenceKind.UNKNOWN,
}
"""Avregistreringsorsak: avliden, utvandrad, försvunnen, falsk identitet, teknisk, annullerad."""
_UNKNOWN_REASON: Final = remark(
    RemarkKind.UNKNOWN_CODE,
    "Personen är avregistrerad av en orsak som programmet inte känner. Kontrollera med folkbokföringen.",
)
_OTHER_REASON: Final = remark(
    RemarkKind.OTHER, "Personen är avregistrerad utan att ha flyttat utomlands eller avlidit."
)
_NO_DAY: Final = remark(RemarkKind.UNREAD_VALUE, "Ett datum går inte att läsa och tas inte med.")
_NO_NUMBER: Final = "Posten har inget personnummer."
_BROKEN: Final = (
    "Filen saknar sitt slut och kan vara avbruten. Det som finns i den är läst. Hämta den på nytt."
)
_STRAY: Final = "Rader före den första posten är inte lästa."


def made_on(text: str) -> date | None:
    """Return the day on which a file says that it was made."""
    found = _MADE.search(text[:4000])
    return _day(found[1]) if found else None


def delivery(content: bytes, given: Given, terms: Terms = TERMS) -> Delivery:
    """Read a notification file; raises NotReadable for what is no text.

    The day is the file's own (#SKAPAD), else `given.as_of`.
    """
    found = decoded(content)
    remarks = [found.remark] if found.remark else []
    tail = found.text[found.text.rfind("#UP") :]
    if "_START" in found.text[:4000] and "SLUT" not in tail:
        remarks.append(_BROKEN)
    as_of = made_on(found.text) or given.as_of
    if as_of > given.today:
        remarks.append("Filen säger att den är gjord i framtiden. Dagens datum gäller i stället.")
        as_of = given.today
    given = attrs.evolve(given, as_of=as_of)
    entries = _entries(_lines(found.text), given, terms)
    return given.delivery(FactSource.POPULATION_REGISTER, entries, tuple(remarks))


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """Give a text's lines with their numbers, one at a time."""
    start, number, end = 0, 0, len(text)
    while start < end:
        stop = text.find("\n", start)
        stop = end if stop < 0 else stop
        number += 1
        yield number, text[start:stop].strip()
        start = stop + 1


def _entries(lines: Iterable[tuple[int, str]], given: Given, terms: Terms) -> Iterator[Entry]:
    post: dict[str, str] = {}
    first = stray = 0
    for number, line in lines:
        found = _LINE.fullmatch(line)
        if found is None:
            if post and line.startswith("#"):  # the frame between two posts
                yield _Post(post, given, terms).entry(first)
                post = {}
            continue
        code, value = found[1], clean(found[2] or "")
        if code == terms.number and post:
            yield _Post(post, given, terms).entry(first)
            post = {}
        if not post:
            first = number
            if code != terms.number:
                stray += 1
                if stray > 1:
                    continue
                yield Unread(row=number, sentence=f"{_NO_NUMBER} {_STRAY}")
                continue
        post[code] = value
    if post:
        yield _Post(post, given, terms).entry(first)


class _Post:
    """One post being read."""

    def __init__(self, values: dict[str, str], given: Given, terms: Terms) -> None:
        self._values = values
        self._given = given
        self._terms = terms
        self._remarks: list[Remark] = []

    def entry(self, row: int) -> Entry:
        """Return what the post says, or why it could not be read."""
        terms, today, synthetic = self._terms, self._given.today, self._given.synthetic
        identity = identity_of(self._get(terms.number), today, synthetic=synthetic)
        if identity.problem or identity.number is None:
            return Unread(row=row, sentence=identity.problem or _NO_NUMBER)
        number, former = identity.number, None
        other = self._get(terms.reference) or self._get(terms.assigned)
        referred = identity_of(other, today, synthetic=synthetic)
        if referred.number and referred.number != number:
            former = referred.number
        old = self._get(terms.removed_why).upper() in _OLD_NUMBER
        if old and former:
            number, former = former, number
        protection = self._protection()
        return SourcePerson(
            row=row,
            identity_number=number,
            former_number=former,
            birth_date=referred.birth_date if old and former else identity.birth_date,
            given_name=self._called() or None,
            family_name=" ".join(
                filter(None, map(self._get, (terms.middle_name, terms.family_name)))
            )
            or None,
            address=None if protection is Protection.PROTECTED else self._address(),
            protection=protection,
            municipality=self._municipality(),
            facts=() if old else tuple(self._residences()),
            waits=identity.waits,
            remarks=(*identity.remarks, *self._remarks),
        )

    def _get(self, code: str) -> str:
        return self._values.get(code, "")

    def _protection(self) -> Protection | None:
        """01020 stands above 01003. A mark that is neither J nor N is taken for J."""
        marks = {
            Protection.PROTECTED: self._get(self._terms.protected),
            Protection.CONFIDENTIAL: self._get(self._terms.confidential),
        }
        for protection, mark in marks.items():
            if mark and mark.upper() not in ("N", "NEJ", "0"):
                return protection
        return Protection.NONE if any(marks.values()) else None

    def _called(self) -> str:
        """Return the tilltalsnamn by its mark: two digits, the first and perhaps the next of the names."""
        names, mark = self._get(self._terms.given_name).split(), self._get(self._terms.called)
        if len(mark) != 2 or not (mark.isascii() and mark.isdigit()):
            return " ".join(names)
        places = [int(digit) - 1 for digit in mark if digit != "0"]
        if not places or max(places) >= len(names):
            return " ".join(names)
        return " ".join(names[place] for place in places)

    def _address(self) -> Address | None:
        terms = self._terms
        code = parts.postal_code(self._get(terms.postal_code))
        care = self._get(terms.care_of)
        care = care if not care or care.casefold().startswith("c/o") else f"c/o {care}"
        lines = (care, self._get(terms.street_above), self._get(terms.street))
        street = ", ".join(filter(None, lines)) or None
        return Address(street, code, self._get(terms.city) or None) or None

    def _municipality(self) -> str | None:
        return municipality_of(self._get(self._terms.municipality), self._get(self._terms.county))

    def _residences(self) -> Iterator[AnyFact]:
        why = self._get(self._terms.removed_why).upper()
        place = self._municipality()
        if place and not why:
            start = self._date(self._terms.registered_on)
            yield Residence(
                id=NOBODY,
                youth=NOBODY,
                kind=ResidenceKind.REGISTERED,
                start=start,
                municipality=place,
            )
        if not why:
            return
        kind = _REMOVED.get(why)
        if kind is None:
            self._remarks.append(_UNKNOWN_REASON)
        elif kind is ResidenceKind.UNKNOWN:
            self._remarks.append(_OTHER_REASON)
        yield Residence(
            id=NOBODY,
            youth=NOBODY,
            kind=kind or ResidenceKind.UNKNOWN,
            start=self._date(self._terms.removed_on),
        )

    def _date(self, code: str) -> date | None:
        text = self._get(code)
        day = _day(text)
        if text and day is None:
            self._remarks.append(_NO_DAY)
        return day


def _day(text: str) -> date | None:
    found = _DATE.fullmatch(text)
    try:
        return date(int(found[1]), int(found[2]), int(found[3])) if found else None
    except ValueError:
        return None
