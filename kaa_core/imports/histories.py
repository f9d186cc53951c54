"""What a row says beyond the youth herself: enrolment, occupations, guardians."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import Final

from kaa_core.imports import parts
from kaa_core.imports.book import Row
from kaa_core.imports.cells import Cells, Way
from kaa_core.imports.columns import Column, normal, why_barred
from kaa_core.imports.verdicts import GuardianFact, NoteKind, OccupationFact
from kaa_core.model.enums import RegistrationReason
from kaa_core.model.identity import MAJORITY, IdentityNumber, age_on
from kaa_core.model.ids import WorkerId
from kaa_core.model.records import Enrolment, Guardian, Occupation
from kaa_core.model.registry import REGISTRY

_NOTE_LENGTH: Final = REGISTRY.kind(Enrolment).by_name["registration_note"].max_length
_DESCRIPTION_LENGTH: Final = REGISTRY.kind(Occupation).by_name["description"].max_length
_GUARDIAN: Final = REGISTRY.kind(Guardian).by_name


class History(Cells):
    """A row about a person whose number is known."""

    def __init__(self, way: Way, row: Row, number: IdentityNumber) -> None:
        super().__init__(way, row)
        self.number = number
        self.broken_off = self.day(Column.DROPPED_OUT)

    def telephone(self, text: str, column: Column) -> str:
        """Return a number as it is dialled; a note says when a lost zero was set back."""
        number, mended = parts.telephone(text)
        if mended:
            self.note(
                NoteKind.MENDED_PHONE,
                f"{column.label}: nollan eller plustecknet först saknades och har satts dit.",
                column,
            )
        return number

    def email(self, text: str, column: Column) -> str:
        """Return an address, or "" with a note when it is none."""
        if not text or ("@" in text[1:-1] and " " not in text):
            return text
        self.unread(column, "är ingen e-postadress")
        return ""

    def dates(self) -> tuple[date | None, date | None]:
        """Return when the enrolment began, and when it ended; one that is over has no beginning."""
        enrolled, ended = self.day(Column.ENROLLED), self.day(Column.ENDED)
        if ended is not None and ended <= self.way.today:
            self.note(
                NoteKind.ENDED,
                "Raden säger att ungdomen är avskriven. Ingen inskrivning öppnas.",
                Column.ENDED,
            )
            return None, ended
        if enrolled is not None and enrolled > self.way.today:
            self.unread(Column.ENROLLED, "ligger i framtiden")
            return None, None
        return enrolled, None

    def reason(self) -> tuple[RegistrationReason | None, str | None]:
        """Return why the youth is enrolled, and what there is no other place for."""
        remarks = []
        reason = RegistrationReason.DROPPED_OUT if self.broken_off else None
        text = self.text(Column.REASON)
        if text and not self._is_barred(text, Column.REASON):
            reason = parts.reason_of(text)
            if reason is RegistrationReason.OTHER:
                remarks.append(f"Orsak enligt filen: {text}.")
        if self._school() and self.broken_off is None:
            remarks.append(f"Senaste skola enligt filen: {self._school()}.")
        return reason, self.fitted(" ".join(remarks), _NOTE_LENGTH, Column.REASON) or None

    def occupations(self) -> tuple[OccupationFact, ...]:
        """Return what the row says that the youth does. A school that was broken off is a fact (rowfacts)."""
        found = []
        for _, text in self.cells(Column.OCCUPATION):
            if self._is_barred(text, Column.OCCUPATION):
                continue
            kind = parts.occupation_of(text)
            plain = normal(text) == normal(kind.label)
            described = self.fitted(text, _DESCRIPTION_LENGTH, Column.OCCUPATION)
            found.append(OccupationFact(kind, None if plain else described))
        return tuple(found)

    def _school(self) -> str:
        return _joined(self.text(Column.SCHOOL), self.text(Column.PROGRAMME))

    def _is_barred(self, text: str, column: Column) -> bool:
        if not why_barred(text):
            return False
        self.note(
            NoteKind.BARRED_VALUE,
            f"{column.label}: värdet tas inte med. Det rör sådant som inte får behandlas i registret "
            "(5 § förordningen 2006:39).",
            column,
        )
        return True

    def worker(self) -> WorkerId | None:
        """Return the worker whom the row names."""
        text = self.text(Column.WORKER)
        if not text:
            return None
        found = self.way.staff.find(text)
        if found is None:
            self.note(
                NoteKind.WORKER_UNKNOWN,
                "Handläggaren i filen finns inte bland kommunens handläggare, eller är fler än en.",
                Column.WORKER,
            )
        return found

    def guardians(self) -> tuple[GuardianFact, ...]:
        """Return the guardians; none, with a note, when the youth is of age."""
        found = self._written_guardians()
        born = self.number.birth_date
        if found and (born is None or age_on(born, self.way.today) >= MAJORITY):
            self.note(
                NoteKind.GUARDIAN_LEFT_OUT,
                "Vårdnadshavarens uppgifter tas inte med: ungdomen har fyllt 18 år.",
                Column.GUARDIAN_NAME,
            )
            return ()
        return tuple(found)

    def _written_guardians(self) -> Sequence[GuardianFact]:
        """Let the nth name have the nth telephone and e-mail address."""
        lists = [
            [self.at(index) for index in self.way.columns.get(column, ())]
            for column in (Column.GUARDIAN_NAME, Column.GUARDIAN_PHONE, Column.GUARDIAN_EMAIL)
        ]
        found = []
        for place in range(max(map(len, lists))):
            name, phone, email = (one[place] if place < len(one) else "" for one in lists)
            if name or phone or email:
                found.append(self._guardian(name, phone, email))
        return found

    def _guardian(self, name: str, phone: str, email: str) -> GuardianFact:
        phone = self.telephone(phone, Column.GUARDIAN_PHONE) if phone else ""
        email = self.email(email, Column.GUARDIAN_EMAIL)
        return GuardianFact(
            name=self.fitted(
                name or "Vårdnadshavare", _GUARDIAN["name"].max_length, Column.GUARDIAN_NAME
            ),
            phone=self.fitted(phone, _GUARDIAN["phone"].max_length, Column.GUARDIAN_PHONE) or None,
            email=self.fitted(email, _GUARDIAN["email"].max_length, Column.GUARDIAN_EMAIL) or None,
        )


@lru_cache(maxsize=512)
def _joined(school: str, programme: str) -> str:
    """Join the two; the same text for the many who went there."""
    return ", ".join(filter(None, (school, programme)))
