"""SS 12000:2020: persons with their enrolments, from an API's pages or files of the same objects.

What the fields mean stands in the standard's OpenAPI description. An object that is not of that form is
counted as unread with the reason, and the rest go on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final

import attrs

from kaa_core.imports import parts
from kaa_core.imports.dates import day_of
from kaa_core.imports.sources.facts import (
    NOBODY,
    Address,
    AnyFact,
    Delivery,
    Entry,
    Given,
    Gone,
    Remark,
    RemarkKind,
    SourcePerson,
    Unread,
    remark,
)
from kaa_core.imports.sources.people import (
    ReadIdentity,
    fitted,
    identity_of,
    municipality_of,
    protection_named,
    word,
)
from kaa_core.imports.sources.schooling import form_of_code, staying_on
from kaa_core.model.enums import FactSource, Protection, ResidenceKind, StudyEnd, StudyForm
from kaa_core.model.facts import Residence, StudyPeriod

_SECURITY: Final = {
    "Ingen": Protection.NONE,
    "Sekretessmarkering": Protection.CONFIDENTIAL,
    "Skyddad folkbokföring": Protection.PROTECTED,
}
_GONE: Final = {"Utvandrad": ResidenceKind.EMIGRATED, "Avliden": ResidenceKind.DECEASED}
_OF_FORM: Final = "Objektet har inte den form som SS 12000 beskriver."
_BACKWARDS: Final = remark(
    RemarkKind.UNREAD_VALUE, "En inskrivning slutar innan den börjar. Slutdatumet tas inte med."
)
_UNDATED: Final = remark(
    RemarkKind.OTHER,
    "En inskrivning är avbruten utan slutdatum. Dagen då källan ändrade posten gäller. Fråga skolan.",
)
_NO_START: Final = remark(
    RemarkKind.UNREAD_VALUE, "En inskrivning saknar startdatum och tas inte med."
)
_TYPE: Final = remark(
    RemarkKind.UNKNOWN_CODE,
    "En inskrivning har en okänd skolform. Den är tagen som annan utbildning.",
)


@attrs.frozen(kw_only=True)
class School:
    """A school unit as facts name it."""

    name: str | None = None
    code: str | None = None


@attrs.frozen(kw_only=True)
class Programme:
    """A programme or an orientation of it. `parent`: the id of the programme it belongs to."""

    name: str | None = None
    code: str | None = None
    kind: str | None = None
    parent: str | None = None


class Lookups:
    """School units and programmes by their ids, as /organisations, /schoolUnits and /programmes give."""

    def __init__(
        self,
        organisations: Iterable[Mapping[str, Any]] = (),
        programmes: Iterable[Mapping[str, Any]] = (),
    ) -> None:
        self.schools: dict[str, School] = {}
        self.programmes: dict[str, Programme] = {}
        for one in organisations:
            if identity := _text(one, "id"):
                self.schools[identity] = School(
                    name=fitted(_text(one, "displayName")),
                    code=fitted(_text(one, "schoolUnitCode"), 20),
                )
        for one in programmes:
            if identity := _text(one, "id"):
                self.programmes[identity] = Programme(
                    name=_text(one, "name"),
                    code=_text(one, "code"),
                    kind=_text(one, "type"),
                    parent=_text(_mapping(one.get("parentProgramme")), "id"),
                )

    def programme(self, reference: Mapping[str, Any], code: str | None) -> Programme:
        """Return an enrolment's programme; an orientation has its programme's kind."""
        found = self.programmes.get(_text(reference, "id") or "", Programme())
        top = found
        for _ in range(3):  # an exit belongs to an orientation, which belongs to a programme
            top = self.programmes.get(top.parent or "", top)
        name = found.name or _text(reference, "displayName")
        return Programme(name=name, code=code or found.code or top.code, kind=top.kind)


def delivery(
    persons: Iterable[Any],
    lookups: Lookups,
    given: Given,
    deleted: Iterable[Mapping[str, Any]] = (),
) -> Delivery:
    """Return what an API or a file tells. `persons`: objects of Person; `deleted`: pages' `data`.

    `given.whole`: all persons of the source; else those modified since last time. `persons` is gone
    through once, as they come; what it raises comes out of the delivery, which then is not finished.
    """

    def entries() -> Iterator[Entry]:
        row = 0
        for one in persons:
            row += 1
            yield person(one, lookups, given, row)
        for page in deleted:
            for identity in _list(page.get("persons")):
                row += 1
                if isinstance(identity, str) and identity:
                    yield Gone(row=row, key=identity)

    return given.delivery(FactSource.SCHOOL, entries())


def objects(decoded: Any) -> dict[str, list[Any]]:
    """Return a decoded file's objects by their endpoint: "persons", "organisations", "programmes", ….

    A file is a page ({"data": […]}), several pages, a list of objects, or a mapping of endpoints to any of
    these. Objects without an endpoint are told by what they have.
    """
    found: dict[str, list[Any]] = {}
    if isinstance(decoded, Mapping) and "data" not in decoded and "id" not in decoded:
        for name, value in decoded.items():
            found.setdefault(str(name), []).extend(_page(value))
        return found
    for one in _page(decoded):
        found.setdefault(_endpoint(one), []).append(one)
    return found


def person(one: Any, lookups: Lookups, given: Given, row: int) -> SourcePerson | Unread:
    """Read one object of Person."""
    if not isinstance(one, Mapping) or not _text(one, "id"):
        return Unread(row=row, sentence=_OF_FORM)
    number = _text(_mapping(one.get("civicNo")), "value")
    identity = identity_of(number, given.today, synthetic=given.synthetic)
    if identity.problem:
        return Unread(row=row, sentence=identity.problem)
    born = identity.birth_date or day_of(_text(one, "birthDate"), given.today)
    if born is not None and born > given.today:
        return Unread(row=row, sentence="Födelsedatumet ligger i framtiden. Jämför med källan.")
    return _Reading(one, lookups, given.as_of).person(row, identity, born)


class _Reading:
    """One person being read."""

    def __init__(self, given: Mapping[str, Any], lookups: Lookups, as_of: date) -> None:
        self._given = given
        self._lookups = lookups
        self._as_of = as_of
        self._id = _text(given, "id") or ""
        self._remarks: list[Remark] = []

    def person(self, row: int, identity: ReadIdentity, born: date | None) -> SourcePerson:
        given = self._given
        protection = self._protection()
        address, municipality = self._address()
        facts = (*self._status(), *self._periods())
        middle, family = _text(given, "middleName"), _text(given, "familyName")
        return SourcePerson(
            row=row,
            identity_number=identity.number,
            birth_date=born,
            given_name=_text(given, "givenName"),
            family_name=" ".join(filter(None, (middle, family))) or None,
            address=None if protection is Protection.PROTECTED else address,
            phone=self._phone(),
            email=self._email(),
            protection=protection,
            municipality=municipality,
            facts=facts,
            complete=True,
            waits=identity.waits,
            remarks=(
                *identity.remarks,
                *self._remarks,
                *staying_on(facts, born, self._as_of),
            ),
        )

    def _protection(self) -> Protection | None:
        text = _text(self._given, "securityMarking")
        if text is None:
            return None
        if text in _SECURITY:
            return _SECURITY[text]
        found, remarks = protection_named(text)
        self._remarks += remarks
        return found

    def _address(self) -> tuple[Address | None, str | None]:
        for one in _list(self._given.get("addresses")):
            if not isinstance(one, Mapping):
                continue
            if one.get("type", "Folkbokföring") != "Folkbokföring":
                continue
            code = parts.postal_code(_text(one, "postalCode") or "")
            address = Address(
                street=_text(one, "streetAddress"), postal_code=code, city=_text(one, "locality")
            )
            return address or None, municipality_of(
                _number(one, "municipalityCode"), _number(one, "countyCode")
            )
        return None, None

    def _phone(self) -> str | None:
        found = [one for one in _list(self._given.get("phoneNumbers")) if isinstance(one, Mapping)]
        found.sort(key=lambda one: one.get("mobile", True) is not True)
        numbers = (_text(one, "value") or _text(one, "number") for one in found)
        return next((parts.telephone(text)[0] for text in numbers if text), None)

    def _email(self) -> str | None:
        found = [one for one in _list(self._given.get("emails")) if isinstance(one, Mapping)]
        found.sort(key=lambda one: one.get("type") != "Privat")
        texts = (_text(one, "value") for one in found)
        return next((text for text in texts if text and "@" in text), None)

    def _status(self) -> Iterator[AnyFact]:
        """Utvandrad and Avliden, as the school's system has them: without a day."""
        if kind := _GONE.get(_text(self._given, "personStatus") or ""):
            yield Residence(id=NOBODY, youth=NOBODY, key=f"{self._id}/status", kind=kind)

    def _periods(self) -> Iterator[AnyFact]:
        for one in _list(self._given.get("enrolments")):
            if not isinstance(one, Mapping):
                self._remarks.append(remark(RemarkKind.UNREAD_VALUE, _OF_FORM))
            elif (period := self._period(one)) is not None:
                yield period

    def _period(self, one: Mapping[str, Any]) -> StudyPeriod | None:
        start = _day(one, "startDate")
        if start is None:
            self._remarks.append(_NO_START)
            return None
        programme = self._lookups.programme(
            _mapping(one.get("programme")), _text(one, "educationCode")
        )
        form = self._form(one, programme)
        if form is None:
            return None
        end, ended = self._end(one, start)
        unit = _mapping(one.get("enroledAt"))
        school = self._lookups.schools.get(
            _text(unit, "id") or "", School(name=fitted(_text(unit, "displayName")))
        )
        grade = one.get("schoolYear")
        return StudyPeriod(
            id=NOBODY,
            youth=NOBODY,
            key=f"{self._id}/{_text(unit, 'id') or ''}/{start}/{_text(one, 'schoolType')}"[:100],
            form=form,
            start=start,
            end=end,
            end_kind=ended,
            school=school.name,
            school_unit=school.code,
            programme=fitted(programme.name),
            programme_code=fitted(programme.code, 20),
            grade=grade if type(grade) is int and 0 <= grade <= 10 else None,
        )

    def _form(self, one: Mapping[str, Any], programme: Programme) -> StudyForm | None:
        form, known = form_of_code(_text(one, "schoolType") or "", programme.code or "")
        if not known:
            self._remarks.append(_TYPE)
        of_gymnasium = form in (StudyForm.NATIONAL_PROGRAMME, StudyForm.INTRODUCTORY)
        kind = (programme.kind or "").casefold()
        if of_gymnasium and kind.startswith(("intruduktion", "introduktion")):  # so spelt there
            return StudyForm.INTRODUCTORY
        return form

    def _end(self, one: Mapping[str, Any], start: date) -> tuple[date | None, StudyEnd | None]:
        end = _day(one, "endDate")
        if one.get("cancelled") is True:
            if end is None:
                if start > self._as_of:
                    return start, StudyEnd.NEVER_STARTED
                self._remarks.append(_UNDATED)
                changed = _day(_mapping(self._given.get("meta")), "modified") or self._as_of
                return max(start, min(changed, self._as_of)), StudyEnd.BROKEN_OFF
            if end <= start:
                return start, StudyEnd.NEVER_STARTED
            return end, StudyEnd.BROKEN_OFF
        if end is not None and end < start:
            self._remarks.append(_BACKWARDS)
            return None, None
        return end, None


def _endpoint(one: Any) -> str:
    if not isinstance(one, Mapping):
        return "persons"
    if "organisationType" in one or "schoolUnitCode" in one:
        return "organisations"
    named = "givenName" in one or "familyName" in one
    return "programmes" if "schoolType" in one and "name" in one and not named else "persons"


def _page(value: Any) -> Sequence[Any]:
    if isinstance(value, Mapping):
        inner = value.get("data", [value] if "id" in value else [])
        return [inner] if isinstance(inner, Mapping) else _list(inner)
    pages = _list(value)
    if any(isinstance(one, Mapping) and "data" in one for one in pages):
        return [one for page in pages for one in _page(page)]
    return pages


def _list(value: Any) -> Sequence[Any]:
    return value if isinstance(value, list | tuple) else ()


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _text(one: Mapping[str, Any], name: str) -> str | None:
    return word(one.get(name))


def _number(one: Mapping[str, Any], name: str) -> str | None:
    value = one.get(name)
    return str(value) if type(value) is int else word(value)


def _day(one: Mapping[str, Any], name: str) -> date | None:
    text = _text(one, name)
    try:
        return date.fromisoformat(text[:10]) if text else None
    except ValueError:
        return None
