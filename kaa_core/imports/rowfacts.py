"""The facts in a row of a municipality's own table: studies, documents, residence, notices.

They are prototypes, nobody's yet (sources/facts.py). A school without any date is no fact: the register
would otherwise say that somebody who has left it goes there (docs/adr/017).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from typing import Any, Final

import attrs

from kaa_core.imports.cells import Cells
from kaa_core.imports.columns import Column, normal
from kaa_core.imports.dates import day_of
from kaa_core.imports.sources.facts import NOBODY, AnyFact
from kaa_core.imports.sources.people import municipality_of
from kaa_core.imports.sources.schooling import (
    credential_of_words,
    end_of_words,
    form_of_words,
    of_programme,
)
from kaa_core.model.enums import (
    CredentialKind,
    NoticeKind,
    ResidenceKind,
    StudyEnd,
    StudyForm,
)
from kaa_core.model.facts import Credential, Residence, SchoolNotice, StudyPeriod

_CODE: Final = re.compile(r"[A-ZÅÄÖ]{2,5}[A-ZÅÄÖ0-9]{0,8}")
_SHARE: Final = re.compile(r"(\d{1,3})(?:[.,](\d+))? ?%?")
_YES: Final = frozenset({"ja", "j", "x", "1", "true", "sant", "yes", "finns"})
_NO: Final = frozenset({"nej", "n", "0", "false", "falskt", "no"})
_NOTICES: Final = (
    (r"frånvar|skolk|ogiltig", NoticeKind.ABSENCE),
    (r"slut|avbr|avgå|avhopp|lämna", NoticeKind.LEFT),
    (r"börja|start|påbörj|antag|inskriv|ny elev", NoticeKind.BEGAN),
)
_NOT_APPLIED: Final = re.compile(r"(ej|inte|aldrig|inget) (sökt|ansökt|valt|val)|saknar ansökan")
_NOT_ADMITTED: Final = re.compile(r"(ej|inte|icke) (antagen|behörig)|reserv|obehörig|struken|nej")
_DID_NOT_COME: Final = re.compile(
    r"(ej|inte|aldrig) (inställ|kommit|dykt|börj|påbörj|start)|uteb|återbud|tacka\w* nej|avböj"
)
_ADMITTED: Final = re.compile(r"antagen|antagits|behörig|tacka\w* ja|ja")

_READ: Final = frozenset(
    {
        Column.FORM,
        Column.SCHOOL,
        Column.PROGRAMME,
        Column.GRADE,
        Column.STUDIES_FROM,
        Column.STUDIES_TO,
        Column.DROPPED_OUT,
        Column.PROLONGED,
        Column.CREDENTIAL,
        Column.ADMISSION,
        Column.MUNICIPALITY,
        Column.EMIGRATED,
        Column.DECEASED,
        Column.NOTICE,
    }
)
"""A table without any of these has no facts."""

NOT_APPLIED: Final = "har inte sökt"
NOT_ADMITTED: Final = "har inte antagits"
DID_NOT_COME: Final = "kom inte till skolstarten"


class RowFacts:
    """Reads the facts of one row. `pupils`: the table lists who goes to school now, dates or none."""

    def __init__(self, cells: Cells, *, pupils: bool = False, home: str | None = None) -> None:
        self._cells = cells
        self._pupils = pupils
        self._home = home
        self._frame: dict[str, Any] = {
            "id": NOBODY,
            "youth": NOBODY,
            "key": cells.text(Column.KEY)[:100] or None,
        }

    def facts(self) -> tuple[AnyFact, ...]:
        """Return all facts of the row; what could not be read is a note of the cells."""
        if self._home is None and _READ.isdisjoint(self._cells.way.columns):
            return ()
        found: list[AnyFact] = []
        admission = self._cells.text(Column.ADMISSION)
        if self._cells.text(Column.NOTICE):
            found += self._notice()
        elif admission:
            found += self._admission(admission)
        else:
            found += self._studies()
        found += self._credentials()
        found += self._residences()
        if len(found) > 1 and self._frame["key"]:  # one key in the source, several facts here
            return tuple(_with_key(fact, self._frame["key"]) for fact in found)
        return tuple(found)

    # --- studies ------------------------------------------------------------------------

    def _studies(self) -> Iterator[StudyPeriod]:
        cells = self._cells
        start, end = cells.day(Column.STUDIES_FROM), cells.day(Column.STUDIES_TO)
        broken = cells.day(Column.DROPPED_OUT)
        prolonged = self._yes(Column.PROLONGED)
        says = any(map(cells.text, (Column.FORM, Column.SCHOOL, Column.PROGRAMME, Column.GRADE)))
        dated = broken or start or (end and says)
        if not dated and not prolonged and not (self._pupils and says):
            return
        ended = end_of_words(cells.text(Column.STUDIES_ENDED))
        if broken is not None:
            end, ended = broken, StudyEnd.BROKEN_OFF
        form = self._form(broken is not None, prolonged)
        if form is None:
            return
        if start is not None and end is not None and end < start:
            cells.unread(Column.STUDIES_TO, "ligger före början")
            end, ended = None, None
        yield StudyPeriod(
            **self._frame,
            form=form,
            start=start,
            end=end,
            end_kind=ended,
            extent=self._extent(),
            grade=self._grade(),
            prolonged=prolonged,
            **self._school(),
        )

    def _form(self, broken: bool, prolonged: bool | None) -> StudyForm | None:
        cells = self._cells
        written, programme = cells.text(Column.FORM), cells.text(Column.PROGRAMME)
        form = form_of_words(written) if written else None
        if form in (None, StudyForm.NATIONAL_PROGRAMME, StudyForm.OTHER) and programme:
            told = _of_programme(programme)
            if told is not None and (
                form is not StudyForm.NATIONAL_PROGRAMME or told in _GYMNASIUM
            ):
                form = told
        if form is None and (prolonged or self._grade() in range(1, 10)):
            form = StudyForm.COMPULSORY
        if form is None:
            form = form_of_words(cells.text(Column.SCHOOL))
        if form is None and written:
            cells.unread(Column.FORM, "är ingen känd skolform")
        if form is None or (broken and form is StudyForm.OTHER and not written):
            return StudyForm.NATIONAL_PROGRAMME if broken else StudyForm.OTHER
        return form

    def _school(self) -> dict[str, Any]:
        cells = self._cells
        programme = cells.text(Column.PROGRAMME)
        is_code = bool(_CODE.fullmatch(programme))
        return {
            "school": cells.fitted(cells.text(Column.SCHOOL), 200, Column.SCHOOL) or None,
            "school_unit": cells.text(Column.SCHOOL_UNIT)[:20] or None,
            "programme": None
            if is_code
            else cells.fitted(programme, 200, Column.PROGRAMME) or None,
            "programme_code": programme[:20] if is_code else None,
        }

    def _extent(self) -> int | None:
        text = self._cells.text(Column.EXTENT)
        if not text:
            return None
        found = _SHARE.fullmatch(text)
        if found is None:
            self._cells.unread(Column.EXTENT, "är ingen procentsats")
            return None
        share = float(f"{found[1]}.{found[2] or 0}")
        share = share * 100 if "%" not in text and share <= 1 and found[2] else share
        share = 100.0 if text == "1" else share
        if not 0 <= share <= 100:
            self._cells.unread(Column.EXTENT, "är mer än 100 procent")
            return None
        return round(share)

    def _grade(self) -> int | None:
        found = re.search(r"\d+", self._cells.text(Column.GRADE))
        return int(found[0]) if found and int(found[0]) <= 10 else None

    def _yes(self, column: Column) -> bool | None:
        value = normal(self._cells.text(column))
        return True if value in _YES else False if value in _NO else None

    # --- admissions ---------------------------------------------------------------------

    def _admission(self, text: str) -> Iterator[StudyPeriod]:
        """What an admission list says of a term; `programme` says it where there is no place."""
        cells, value = self._cells, normal(text)
        start = cells.day(Column.STUDIES_FROM)
        school = self._school()
        end: date | None = None
        ended: StudyEnd | None = None
        for pattern, said in (
            (_NOT_APPLIED, NOT_APPLIED),
            (_DID_NOT_COME, DID_NOT_COME),
            (_NOT_ADMITTED, NOT_ADMITTED),
        ):
            if pattern.search(value):
                end, ended = start, StudyEnd.NEVER_STARTED
                school["programme"] = school["programme"] or said
                break
        else:
            if not _ADMITTED.search(value):
                cells.unread(Column.ADMISSION, "säger inte om ungdomen är antagen")
                return
        programme = cells.text(Column.PROGRAMME)
        form = (_of_programme(programme) if programme else None) or StudyForm.NATIONAL_PROGRAMME
        yield StudyPeriod(**self._frame, form=form, start=start, end=end, end_kind=ended, **school)

    # --- documents, residence, notices --------------------------------------------------

    def _credentials(self) -> Iterator[Credential]:
        cells = self._cells
        for index, text in cells.cells(Column.CREDENTIAL):
            heading = cells.way.heading(index)
            kind, issued = self._credential(text, heading)
            if kind is None:
                if normal(text) not in _NO:
                    cells.unread(Column.CREDENTIAL, "är inget känt betygsdokument")
                continue
            none = kind is CredentialKind.NONE
            yield Credential(
                **self._frame,
                kind=kind,
                issued_on=None if none else issued or cells.day(Column.CREDENTIAL_DATE),
                school=None if none else cells.text(Column.SCHOOL)[:200] or None,
                programme=None if none else cells.text(Column.PROGRAMME)[:200] or None,
            )

    def _credential(self, text: str, heading: str) -> tuple[CredentialKind | None, date | None]:
        """A document by its name, or by a heading that names it over ja, nej or a date."""
        value, named = normal(text), _of_heading(heading)
        if named is not None:
            if value in _YES:
                return named, None
            if value in _NO:
                return None, None  # this one not: another may be
            issued = self._day(text)
            if issued is not None:
                return named, issued
        elif value in _NO:
            return CredentialKind.NONE, None
        return credential_of_words(text), None

    def _day(self, text: str) -> date | None:
        return day_of(text, self._cells.way.today)

    def _residences(self) -> Iterator[Residence]:
        cells = self._cells
        for column, kind in (
            (Column.EMIGRATED, ResidenceKind.EMIGRATED),
            (Column.DECEASED, ResidenceKind.DECEASED),
        ):
            day = cells.day(column)
            if day is not None:
                yield Residence(**self._frame, kind=kind, start=day)
                return
        abroad = cells.day(Column.IMMIGRATED)
        moved = cells.day(Column.MOVED) or abroad
        code = cells.text(Column.MUNICIPALITY)
        place = municipality_of(code) or (None if code else self._home)
        if code and place is None:
            cells.unread(Column.MUNICIPALITY, "är ingen kommunkod med fyra siffror")
        if place is not None:
            yield Residence(
                **self._frame,
                kind=ResidenceKind.REGISTERED,
                start=moved,
                municipality=place,
                from_abroad=True if abroad else None,
            )

    def _notice(self) -> Iterator[SchoolNotice]:
        cells = self._cells
        value = normal(cells.text(Column.NOTICE))
        kind = next((kind for pattern, kind in _NOTICES if re.search(pattern, value)), None)
        day = cells.day(Column.NOTICE_DATE)
        if kind is None:
            cells.unread(
                Column.NOTICE, "säger inte om eleven har börjat, slutat eller är frånvarande"
            )
        elif day is None or day > cells.way.today:
            cells.unread(Column.NOTICE_DATE, "saknas eller ligger i framtiden")
        else:
            school = self._school()
            school["programme"] = school["programme"] or school.pop("programme_code", None)
            school.pop("programme_code", None)
            programme = cells.text(Column.PROGRAMME)
            yield SchoolNotice(
                **self._frame,
                kind=kind,
                occurred_on=day,
                form=form_of_words(cells.text(Column.FORM))
                or (_of_programme(programme) if programme else None),
                sender=cells.text(Column.SENDER)[:200] or None,
                **school,
            )


_GYMNASIUM: Final = frozenset(
    {StudyForm.NATIONAL_PROGRAMME, StudyForm.INTRODUCTORY, StudyForm.INTERNATIONAL}
)


@lru_cache(maxsize=512)
def _of_programme(text: str) -> StudyForm | None:
    """Return what a programme's code or name stands for; None when it says nothing."""
    if _CODE.fullmatch(text):
        return form_of_words(text) or of_programme(text)
    found = form_of_words(text)
    return StudyForm.NATIONAL_PROGRAMME if "program" in normal(text) and found is None else found


@lru_cache(maxsize=64)
def _of_heading(heading: str) -> CredentialKind | None:
    value = normal(heading)
    if value in ("examensbevis", "studiebevis", "gymnasiebevis", "gymnasieexamen", "gymnasieintyg"):
        return credential_of_words(value)
    return None


def _with_key(fact: AnyFact, key: str) -> AnyFact:
    return attrs.evolve(fact, key=f"{key}/{type(fact).__name__}"[:100])
