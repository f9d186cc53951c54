"""From what a row would do to the records that do it: one act for each row that is carried out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any, Final, Self

import attrs

from kaa_core.imports.judging import Facts, NoteKind, Outcome, Verdict
from kaa_core.model.ids import RecordId, YouthId
from kaa_core.model.records import Enrolment, Guardian, Occupation, Youth
from kaa_core.model.registry import REGISTRY, Record
from kaa_core.rules.protection import as_kept, hidden
from kaa_desktop.app.clock import ids
from kaa_desktop.app.context import Context
from kaa_desktop.app.enrolments import first_step
from kaa_desktop.app.importing_views import Choices
from kaa_desktop.app.municipality import municipality_of
from kaa_desktop.store.bulk import Act, Filling

_ADDRESS: Final = ("street", "postal_code", "city")
_NOTE_LENGTH: Final = REGISTRY.kind(Enrolment).by_name["registration_note"].max_length


@attrs.define
class Carrier:
    """Makes the acts of one import. `guardians`: whether the municipality keeps data about them."""

    choices: Choices
    file: str
    today: date
    new_id: Callable[[], RecordId]
    guardians: bool = True
    home: str = ""
    protected: Callable[[YouthId], bool] = lambda _: False
    """Whether somebody in the register has skyddad folkbokföring: no place of hers is taken in."""

    @classmethod
    def of(cls, context: Context, choices: Choices, file: str) -> Self:
        """For an unlocked profile."""
        guardians = not municipality_of(context.queries).no_guardians
        home, protected = context.identity.municipality, partial(_is_protected, context)
        made = ids(context.clock)
        return cls(choices, file, context.today, made, guardians, home, protected)

    def act(self, verdict: Verdict) -> Act:
        """The act of a row that is carried out."""
        if verdict.outcome is Outcome.NEW and verdict.facts is not None:
            records = self._new(verdict, verdict.facts)
            filled: tuple[Filling, ...] = ()
        else:
            known = verdict.youth
            assert known is not None  # a known youth is filled, nobody else
            records = [] if verdict.adds is None else self._added(verdict, verdict.adds, known)
            filled = (Filling(Youth, known, verdict.fills),) if verdict.fills else ()
        return Act(tuple(records), filled)

    def _new(self, verdict: Verdict, facts: Facts) -> list[Record]:
        values: dict[str, Any] = dict(facts.youth)
        if any(values.get(name) for name in _ADDRESS):
            values.setdefault("address_source", self.choices.source)
        youth = Youth(id=YouthId(self.new_id()), identity_number=facts.identity_number, **values)
        return [youth, *self._added(verdict, facts, YouthId(youth.id))]

    def _added(self, verdict: Verdict, facts: Facts, youth: YouthId) -> list[Record]:
        source, made = self.choices.source, list[Record]()
        for one in facts.occupations:
            made.append(
                Occupation(
                    id=self.new_id(),
                    youth=youth,
                    kind=one.kind,
                    description=one.description,
                    source=source,
                    noted_on=self.today,
                )
            )
        sheltered = bool(facts.stated) and (hidden(facts.protection) or self.protected(youth))
        for fact in facts.stated:
            made.append(
                attrs.evolve(
                    as_kept(fact, self.home) if sheltered else fact,
                    id=self.new_id(),
                    youth=youth,
                    source=source,
                    as_of=self.today,
                    origin=self.file[:200],
                    row=verdict.row,
                )
            )
        for guardian in facts.guardians if self.guardians else ():
            made.append(
                Guardian(
                    id=self.new_id(),
                    youth=youth,
                    name=guardian.name,
                    phone=guardian.phone,
                    email=guardian.email,
                    source=source,
                )
            )
        start = enrolled_from(verdict, facts, self.choices)
        if start is not None:
            made += self._enrolment(facts, youth, start)
        return made

    def _enrolment(self, facts: Facts, youth: YouthId, start: date) -> list[Record]:
        enrolment = Enrolment(
            id=self.new_id(),
            youth=youth,
            start=start,
            registration_reason=facts.reason or self.choices.reason,
            registration_note=self._note(facts),
            worker=facts.worker or self.choices.worker,
        )
        return [enrolment, *first_step(enrolment, self.new_id(), self.today)]

    def _note(self, facts: Facts) -> str:
        """Every imported fact keeps its file and its date (domain.md section 6)."""
        told = f"Inläst {self.today} ur {self.file}."
        return (
            f"{facts.registration_note} {told}"[:_NOTE_LENGTH] if facts.registration_note else told
        )


def _is_protected(context: Context, youth: YouthId) -> bool:
    held = context.queries.record(Youth, RecordId(youth))
    return held is not None and hidden(held.protection)


def enrolled_from(verdict: Verdict, facts: Facts, choices: Choices) -> date | None:
    """When the row's enrolment begins; None when it has none. One that has ended is not opened."""
    if any(note.kind is NoteKind.ENDED for note in verdict.notes):
        return None
    if facts.enrolled_on is not None:
        return facts.enrolled_on
    return choices.start if choices.enrol_new and verdict.outcome is Outcome.NEW else None


def lacks_reason(verdict: Verdict) -> bool:
    """Whether the row says when the youth was enrolled, but not why."""
    facts = verdict.facts if verdict.outcome is Outcome.NEW else verdict.adds
    if facts is None or facts.reason is not None:
        return False
    return enrolled_from(verdict, facts, Choices()) is not None
