"""One row into what it says of the youth, with notes on everything that was not taken as it stood."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from kaa_core.imports import parts
from kaa_core.imports.book import Row
from kaa_core.imports.cells import Way
from kaa_core.imports.columns import Column
from kaa_core.imports.histories import History
from kaa_core.imports.numbers import ReadNumber
from kaa_core.imports.rowfacts import RowFacts
from kaa_core.imports.verdicts import NOTHING, Facts, Note, NoteKind, note_of
from kaa_core.model.enums import Protection
from kaa_core.model.identity import IdentityKind, IdentityNumber
from kaa_core.model.records import Youth
from kaa_core.model.registry import REGISTRY

_PLACES: Final = (
    Column.STREET,
    Column.CARE_OF,
    Column.POSTAL_CODE,
    Column.CITY,
    Column.POSTAL_LINE,
    Column.ADDRESS,
)
_YOUTH: Final = REGISTRY.kind(Youth).by_name


def facts_of(way: Way, row: Row, number: IdentityNumber) -> tuple[Facts, list[Note]]:
    """Read the rest of a row whose number was read."""
    reading = Reading(way, row, number)
    return reading.facts(), reading.notes


class Reading(History):
    """One row being read."""

    def __init__(self, way: Way, row: Row, number: IdentityNumber) -> None:
        super().__init__(way, row, number)
        self._youth: dict[str, Any] = {}
        self.mended_names: Mapping[str, str] = NOTHING

    def youth(self) -> Mapping[str, Any]:
        """Return the filled-in fields of `Youth`, without the number."""
        self.mended_names = self._names()
        self._ways_of_contact()
        self._place(self._protection())
        return self._youth

    def facts(self) -> Facts:
        """Return all that the row says."""
        youth = self.youth()
        enrolled, ended = self.dates()
        reason, remark = self.reason()
        return Facts(
            identity_number=self.number.digits,
            youth=youth,
            enrolled_on=enrolled,
            ended_on=ended,
            reason=reason,
            registration_note=remark,
            worker=self.worker(),
            occupations=self.occupations(),
            guardians=self.guardians(),
            stated=RowFacts(self).facts(),
            mended_names=self.mended_names,
        )

    def _put(self, field: str, text: str, column: Column) -> None:
        if text:
            self._youth[field] = self.fitted(text, _YOUTH[field].max_length, column)

    def _names(self) -> Mapping[str, str]:
        given, family = self.text(Column.GIVEN_NAME), self.text(Column.FAMILY_NAME)
        whole = self.text(Column.NAME)
        if whole and not (given and family):
            first, last, guessed = parts.divided_name(whole, family_first=self.way.family_first)
            if guessed and not (given or family):
                self.note(
                    NoteKind.NAME_DIVIDED,
                    "Namnet har flera ord. Kontrollera vad som blev förnamn och efternamn.",
                    Column.NAME,
                )
            given, family = given or first, family or last
        self._put("given_name", given, Column.GIVEN_NAME)
        self._put("family_name", family, Column.FAMILY_NAME)
        mended = {
            field: parts.as_names_are_written(name)
            for field in ("given_name", "family_name")
            if parts.in_capitals(name := self._youth.get(field, ""))
        }
        if mended:
            self.note(NoteKind.MENDED_NAME, "Namnet står med versaler i filen.", Column.GIVEN_NAME)
        return mended or NOTHING

    def _ways_of_contact(self) -> None:
        numbers: dict[str, None] = {}
        for _, text in self.cells(Column.PHONE):
            numbers[self.telephone(text, Column.PHONE)] = None
        self._put("phone", ", ".join(numbers), Column.PHONE)
        self._put("email", self.email(self.text(Column.EMAIL), Column.EMAIL), Column.EMAIL)
        self._put("case_number", self.text(Column.CASE_NUMBER), Column.CASE_NUMBER)

    def _protection(self) -> Protection:
        strongest = Protection.NONE
        for index, text in self.cells(Column.PROTECTION):
            heading = self.way.heading(index)
            found, clear = parts.protection_of(text, heading)
            strongest = max(strongest, found)
            if not clear:
                self.note(
                    NoteKind.PROTECTION,
                    "Det framgår inte vilket skydd som menas. Ungdomen tas in med skyddad "
                    "folkbokföring, som är det starkaste.",
                    Column.PROTECTION,
                )
        if any(parts.says_hidden(text) for column in _PLACES for _, text in self.cells(column)):
            strongest = Protection.PROTECTED
            self.note(
                NoteKind.PROTECTION,
                "Adressen säger att uppgifterna är skyddade. Ungdomen tas in med skyddad folkbokföring.",
                Column.PROTECTION,
            )
        if strongest is not Protection.NONE:
            self._youth["protection"] = strongest
        return strongest

    def _place(self, protection: Protection) -> None:
        if protection is Protection.PROTECTED:
            if any(self.cells(column) for column in _PLACES):
                self.notes.append(BARRED_ADDRESS)
            return
        street, code, city = self._written_place()
        if care := self.text(Column.CARE_OF):
            care = care if care.casefold().startswith(("c/o", "co ")) else f"c/o {care}"
            street = f"{care}, {street}" if street else care
        self._put("street", street, Column.STREET)
        self._put("postal_code", code, Column.POSTAL_CODE)
        self._put("city", city, Column.CITY)

    def _written_place(self) -> tuple[str, str, str]:
        street, city = self.line(Column.STREET), self.text(Column.CITY)
        code = self.text(Column.POSTAL_CODE)
        if whole := self.line(Column.ADDRESS):
            found = parts.whole_address(whole)
            street, code, city = found or (whole, code, city)
        if line := self.line(Column.POSTAL_LINE):
            pair = parts.postal_line(line)
            code, city = pair or (code, line)
        if code:
            known = parts.postal_code(code)
            if known is None:
                self.unread(Column.POSTAL_CODE, "har inte fem siffror")
            code = known or ""
        return street, code, city


BARRED_ADDRESS: Final = Note(
    NoteKind.BARRED_ADDRESS,
    "Adressen tas inte med. Den som har skyddad folkbokföring får inte ha någon adress i registret.",
    Column.STREET,
)


def number_notes(read: ReadNumber) -> list[Note]:
    """Return what there is to say about a number that was read."""
    notes = []
    if read.mended:
        notes.append(note_of(NoteKind.MENDED_NUMBER, read.mended, Column.NUMBER, waits=True))
    if read.number is not None and read.century:
        notes.append(
            note_of(
                NoteKind.CENTURY,
                f"Personnumret har inget sekel i filen. Det är taget som {read.number.digits[:2]}00-talet.",
                Column.NUMBER,
            )
        )
    if read.number is not None and read.number.kind is IdentityKind.SAMORDNINGSNUMMER:
        notes.append(
            note_of(NoteKind.COORDINATION, "Numret är ett samordningsnummer.", Column.NUMBER)
        )
    return notes
