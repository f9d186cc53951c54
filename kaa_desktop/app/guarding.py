"""Who may be contacted at eighteen, and who may look at the protected, as acts.

That a protected case was opened, and why, is kept and cannot be undone; a consent can (ADR 024).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from datetime import date
from typing import Any, Final

import attrs

from kaa_core.model.ids import RecordId, YouthId
from kaa_core.model.records import Guardian, ProtectedOpening, Youth
from kaa_core.model.registry import Problem, Record
from kaa_core.model.rights import Right
from kaa_core.rules import eighteen as adult
from kaa_core.rules.protection import addresses_left
from kaa_desktop.app.clock import new_id
from kaa_desktop.app.context import Context
from kaa_desktop.app.leaving_views import GuardianAfter
from kaa_desktop.app.municipality import municipality_of
from kaa_desktop.app.operations import GONE, Operations
from kaa_desktop.app.views import Result
from kaa_desktop.app.words import short

WHY: Final = Problem(field="reason", sentence="Skriv varför du behöver se uppgifterna.")
SHOWN: Final = "Uppgifterna visas redan."
LONGEST: Final = 300


class Guarding:
    """Of one unlocked profile. `look_again` has the pages about a youth read anew."""

    def __init__(
        self,
        context: Context,
        operations: Operations,
        look_again: Callable[[YouthId], object],
    ) -> None:
        self._context = context
        self._operations = operations
        self._look_again = look_again

    # -- eighteen

    def guardians_after(self, youth: YouthId) -> list[GuardianAfter]:
        """The guardians of somebody who is eighteen, soon is, or whom nothing is to be kept about."""
        records, today = self._context.queries.case_records(youth), self._context.today
        held = next((one for one in records if isinstance(one, Youth)), None)
        off = municipality_of(self._context.queries).no_guardians
        found = None if held is None else adult.eighteen(held, records, today, switched_off=off)
        if held is None or found is None or self._context.openings.hides(held):
            return []
        return [
            GuardianAfter(
                id=one.id,
                name=one.name,
                consent=_consent_words(one, today),
                consent_on=one.consent_on,
                consent_until=one.consent_until,
                erase=one in found.erase,
            )
            for one in _by_name(records)
        ]

    def consent_problems(self, given: date | None, until: date | None) -> list[Problem]:
        """What is wrong with a consent; without a date it is taken back."""
        if until is not None and given is None:
            sentence = "Fyll i när ungdomen samtyckte."
            return [Problem(field="consent_on", sentence=sentence)]
        if given is not None and given > self._context.today:
            sentence = f"{given} har inte varit än. Ändra datumet."
            return [Problem(field="consent_on", sentence=sentence)]
        if given is not None and until is not None and until < given:
            sentence = "Samtycket slutar innan det lämnades. Ändra ett av datumen."
            return [Problem(field="consent_until", sentence=sentence)]
        return []

    def consent(self, guardian: RecordId, given: date | None, until: date | None) -> Future[Result]:
        """Note the youth's consent to contact with a guardian, or that it is taken back."""
        held = self._context.queries.record(Guardian, guardian)
        if held is None:
            return self._operations.answered(GONE)
        if problems := self.consent_problems(given, until):
            return self._operations.answered(Result(problems=tuple(problems)))
        values: Mapping[str, Any] = {
            "consent_on": given,
            "consent_until": until,
            "consent_by": None if given is None else self._context.identity.worker,
        }
        sentence = "Samtycket är antecknat." if given else "Samtycket är tillbakataget."
        return self._operations.record_as(
            attrs.evolve(held, **values),
            lambda one: one.set(Guardian, guardian, **values),
            sentence,
            Right.WRITE_CASES,
        )

    # -- the protected

    def open_problems(self, reason: str) -> list[Problem]:
        """What is missing before a protected case is opened."""
        return [] if reason.strip() else [WHY]

    def open_protected(self, youth: YouthId, reason: str) -> Future[Result]:
        """Show a protected case for five minutes. That it was opened, and why, is kept and not undone."""
        if problems := self.open_problems(reason):
            return self._operations.answered(Result(problems=tuple(problems)))
        held = self._context.queries.record(Youth, youth)
        if held is None:
            return self._operations.answered(GONE)
        if not self._context.openings.hides(held):  # nothing to open: nothing to log
            return self._operations.answered(Result(sentence=SHOWN))
        opened = ProtectedOpening(
            id=RecordId(new_id(self._context.clock)),
            youth=youth,
            worker=self._context.identity.worker,
            opened_at=self._context.clock.now(),
            reason=reason.strip()[:LONGEST],
        )

        def show(done: Future[Result]) -> None:
            if done.exception() is None and done.result().done:  # kept first, shown then
                self._context.openings.open(youth)
                self._look_again(youth)

        kept = self._operations.record_as(
            opened,
            lambda one: one.create(opened),
            "Uppgifterna visas i fem minuter.",
            Right.WRITE_CASES,
        )
        kept.add_done_callback(show)
        return kept

    def address_left(self, youth: YouthId) -> RecordId | None:
        """A home visit that still says where one who is protected lived; None when there is none."""
        records = self._context.queries.case_records(youth)
        return next((one.id for one in addresses_left(records)), None)

    def seconds_left(self, youth: YouthId) -> float:
        """How long a protected case is shown; 0 when it is not."""
        return self._context.openings.left(youth)

    def hide_protected(self, youth: YouthId) -> None:
        """Hide a case, and have the pages about it read anew."""
        self._context.openings.close(youth)
        self._look_again(youth)

    def hidden(self, youth: YouthId) -> bool:
        """Whether a case is protected and not open."""
        held = self._context.queries.record(Youth, youth)
        return held is not None and self._context.openings.hides(held)


def _consent_words(guardian: Guardian, today: date) -> str:
    if guardian.consent_on is None:
        return "Samtycke saknas"
    until = f", till {short(guardian.consent_until, today)}" if guardian.consent_until else ""
    over = "" if adult.consents(guardian, today) else " (har gått ut)"
    return f"Samtycke {short(guardian.consent_on, today)}{until}{over}"


def _by_name(records: Sequence[Record]) -> list[Guardian]:
    guardians = [one for one in records if isinstance(one, Guardian)]
    return sorted(guardians, key=lambda one: (one.name, one.id))
