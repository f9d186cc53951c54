"""The way out of the register, as acts: deregister, mend an imported period, hand over at twenty.

All of it can be undone (ADR 024). A case is closed by a person: nothing here asks the
target group.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from datetime import date
from typing import Any, Final

import attrs

from kaa_core.model.enums import (
    DeregistrationReason,
    HandoverTo,
    OccupationKind,
    RegistrationReason,
    TaskOrigin,
    VisitStatus,
)
from kaa_core.model.ids import RecordId, YouthId
from kaa_core.model.records import (
    Enrolment,
    Handover,
    HomeVisit,
    Occupation,
    Task,
    Youth,
)
from kaa_core.model.registry import REGISTRY, Problem, Record, of_kind
from kaa_core.model.rights import Right
from kaa_core.rules import twenty as end
from kaa_core.rules.birthdays import reaches
from kaa_core.rules.case_state import current_enrolment, latest_occupation
from kaa_core.rules.enrolments import discharge, in_order, wanting
from kaa_desktop.app.clock import new_id
from kaa_desktop.app.context import Context, youth_name
from kaa_desktop.app.enrolments import close, of_routine
from kaa_desktop.app.guarding import Guarding
from kaa_desktop.app.handover import page_along
from kaa_desktop.app.leaving_forms import HandoverForm
from kaa_desktop.app.leaving_views import ClosingView, MendView
from kaa_desktop.app.operations import GONE, Operations
from kaa_desktop.app.views import Result
from kaa_desktop.app.way_out import discharge_words
from kaa_desktop.app.words import counted, short
from kaa_desktop.store.transaction import Transaction

NOT_OPEN: Final = "Ungdomen är inte inskriven. Det finns inget att skriva av."


@attrs.frozen(kw_only=True)
class Closing:
    """Skriv av, as filled in. `discharge`: when an utskrivningssamtal was offered, if it was."""

    enrolment: RecordId
    end: date | None
    reason: DeregistrationReason | None
    occupation: OccupationKind | None
    discharge: date | None = None


@attrs.frozen(kw_only=True)
class Mending:
    """What an imported period lacked."""

    registration_reason: RegistrationReason | None = None
    deregistration_reason: DeregistrationReason | None = None
    last_known_occupation: OccupationKind | None = None


class LeavingGroup:
    """Of one unlocked profile. `look_again` has the pages about a youth read anew."""

    def __init__(
        self,
        context: Context,
        operations: Operations,
        look_again: Callable[[YouthId], object],
    ) -> None:
        self._context = context
        self._operations = operations
        self.guarding = Guarding(context, operations, look_again)
        """Guardians after eighteen, and the protected."""

    # -- skriv av

    def closing(self, youth: YouthId) -> ClosingView | None:
        """What is known before somebody is deregistered; None when she is not enrolled, or not here."""
        records = self._context.queries.case_records(youth)
        held, enrolment = _youth(records), current_enrolment(of_kind(records, Enrolment))
        if held is None or enrolment is None or enrolment.end is not None:
            return None
        known = latest_occupation(of_kind(records, Occupation))
        return ClosingView(
            youth=youth,
            enrolment=enrolment.id,
            name=self._name(held),
            start=enrolment.start,
            reason=self._likely(held),
            occupation=None if known is None else known.kind,
            discharge=discharge_words(self._context, enrolment, records),
            discharge_missing=discharge(enrolment, records).missing,
            left=_left(records),
        )

    def close_problems(self, form: Closing) -> list[Problem]:
        """What keeps somebody from being deregistered."""
        held = self._context.queries.record(Enrolment, form.enrolment)
        if held is None:
            return list(GONE.problems)
        today, found = self._context.today, list[Problem]()
        if form.end is None:
            found.append(Problem(field="end", sentence="Fyll i vilken dag ungdomen skrivs av."))
        elif form.end > today:
            sentence = f"{form.end} har inte varit än. Skriv av på dagen."
            found.append(Problem(field="end", sentence=sentence))
        if form.discharge is not None and form.discharge > today:
            sentence = f"{form.discharge} har inte varit än. Ändra datumet."
            found.append(Problem(field="discharge_offered", sentence=sentence))
        found += self._too_young(held, form)
        # The dates' own sentences go before the registry's, and each field has one.
        said = {one.field for one in found}
        after = _closed(held, form, today)
        return [
            *found,
            *(one for one in REGISTRY.of(after).validate(after) if one.field not in said),
        ]

    def close(self, form: Closing) -> Future[Result]:
        """Deregister: the period ends, and with it what the routine still asked for."""
        if problems := self.close_problems(form):
            return self._operations.answered(Result(problems=tuple(problems)))
        held = self._context.queries.record(Enrolment, form.enrolment)
        assert held is not None  # `close_problems` has said it else
        if held.end is not None:
            return self._refused(NOT_OPEN)
        own, today = self._context.identity.worker, self._context.today
        records = self._context.queries.case_records(held.youth)
        youth = _youth(records)
        values: dict[str, Any] = {
            "end": form.end,
            "deregistration_reason": form.reason,
            "last_known_occupation": form.occupation,
            "closed_by": own,
        }
        if form.discharge is not None:
            values["discharge_offered"] = form.discharge
        asked = [one.id for one in of_kind(records, Task) if of_routine(one)]

        def act(transaction: Transaction) -> None:
            close(transaction, held.id, values, asked, by=own, on=today)

        name = "Ungdomen" if youth is None else self._name(youth)
        sentence = f"{name} är avskriven. {_left(records)}".strip()
        return self._operations.record_as(
            attrs.evolve(held, imported=None, **values), act, sentence, Right.WRITE_CASES
        )

    # -- an imported history

    def mending(self, youth: YouthId) -> MendView | None:
        """The latest period that lacks something; None when nothing does."""
        records = self._context.queries.case_records(youth)
        held = _youth(records)
        lacking = next((one for one in in_order(of_kind(records, Enrolment)) if wanting(one)), None)
        if held is None or lacking is None:
            return None
        today = self._context.today
        when = f"Från {short(lacking.start, today)}"
        if lacking.end is not None:
            when = f"{short(lacking.start, today)} – {short(lacking.end, today)}"
        return MendView(
            youth=youth,
            enrolment=lacking.id,
            name=self._name(held),
            when=when,
            wants=wanting(lacking),
        )

    def mend(self, view: MendView, form: Mending) -> Future[Result]:
        """Fill in what is wanting of one period."""
        held = self._context.queries.record(Enrolment, view.enrolment)
        if held is None:
            return self._operations.answered(GONE)
        values = {name: getattr(form, name) for name in view.wants}
        # What a person mends she fills in whole: the leave is the import's.
        after = attrs.evolve(held, **values, imported=None)
        problems = REGISTRY.of(after).validate(after)
        if problems:
            return self._operations.answered(Result(problems=tuple(problems)))
        seen = dict.fromkeys(values)
        return self._operations.record_as(
            after,
            lambda transaction: transaction.set(Enrolment, held.id, seen, **values),
            "Inskrivningen är komplett.",
            Right.WRITE_CASES,
        )

    # -- twenty

    def handover(self, youth: YouthId) -> HandoverForm | None:
        """The handover that is being prepared; None when none is."""
        open_ = [
            one
            for one in self._context.queries.about(Handover, [youth])
            if one.handed_on is None and one.to not in (HandoverTo.COLLEAGUE, HandoverTo.NOBODY)
        ]
        one = max(open_, key=lambda handover: handover.id, default=None)
        if one is None:
            return None
        return HandoverForm(
            youth=youth,
            record=one.id,
            to=one.to,
            recipient=one.recipient,
            what=one.what,
            consent_on=one.consent_on,
            consent_until=one.consent_until,
            handed_on=one.handed_on,
            invited_on=one.invited_on,
        )

    def page_along(self, youth: YouthId) -> str:
        """What is handed over, as a page for the youth; empty when nothing is prepared."""
        return page_along(self._context, youth)

    def handover_problems(self, form: HandoverForm) -> list[Problem]:
        """What keeps a handover from being kept."""
        today, after = self._context.today, self._handover(form, RecordId(form.youth))
        found = REGISTRY.of(after).validate(after)
        for name in ("consent_on", "handed_on", "invited_on"):
            on: date | None = getattr(form, name)
            if on is not None and on > today:
                sentence = f"{on} har inte varit än. Ändra datumet."
                found = [one for one in found if one.field != name]
                found.append(Problem(field=name, sentence=sentence))
        return found

    def hand_over(self, form: HandoverForm) -> Future[Result]:
        """Keep a handover: prepared, or made."""
        if problems := self.handover_problems(form):
            return self._operations.answered(Result(problems=tuple(problems)))
        made = form.handed_on is not None or form.to is HandoverTo.NOBODY
        sentence = "Överlämningen är antecknad." if made else "Överlämningen är förberedd."
        record = self._handover(form, form.record or self._new_id())
        if form.record is None:
            return self._operations.record_as(
                record, lambda one: one.create(record), sentence, Right.WRITE_CASES
            )
        values = {name: held for name, held in form.values().items() if name != "youth"}
        return self._operations.record_as(
            record, lambda one: one.set(Handover, record.id, **values), sentence, Right.WRITE_CASES
        )

    def _handover(self, form: HandoverForm, record: RecordId) -> Handover:
        return Handover(id=record, author=self._context.identity.worker, **form.values())

    # -- parts

    def _name(self, youth: Youth) -> str:
        return youth_name(youth)

    def _likely(self, youth: Youth) -> DeregistrationReason | None:
        """The reason that is certain beforehand: her age. All others a person knows."""
        turns = reaches(youth.identity_number, end.AGE)
        over = turns is not None and turns <= self._context.today
        return DeregistrationReason.TURNED_TWENTY if over else None

    def _too_young(self, held: Enrolment, form: Closing) -> list[Problem]:
        if form.reason is not DeregistrationReason.TURNED_TWENTY or form.end is None:
            return []
        youth = self._context.queries.record(Youth, held.youth)
        turns = None if youth is None else reaches(youth.identity_number, end.AGE)
        if turns is None or turns <= form.end:
            return []
        sentence = f"Ungdomen fyller 20 år {turns}. Välj en annan orsak eller vänta."
        return [Problem(field="deregistration_reason", sentence=sentence)]

    def _refused(self, sentence: str) -> Future[Result]:
        return self._operations.answered(Result(problems=(Problem(field="", sentence=sentence),)))

    def _new_id(self) -> RecordId:
        return RecordId(new_id(self._context.clock))


def _closed(held: Enrolment, form: Closing, today: date) -> Enrolment:
    """As it is to be; without a day, today's, so that what else is wanting is said at once."""
    return attrs.evolve(
        held,
        end=form.end or today,
        deregistration_reason=form.reason,
        last_known_occupation=form.occupation,
        imported=None,
    )


def _left(records: list[Record]) -> str:
    """What stays to be seen to by a person."""
    own = sum(
        1 for one in of_kind(records, Task) if not one.done_on and one.origin is not TaskOrigin.RULE
    )
    visits = sum(1 for one in of_kind(records, HomeVisit) if one.status is VisitStatus.PLANNED)
    parts = [counted(own, "egen bevakning", "egna bevakningar")] if own else []
    parts += [counted(visits, "bokat hembesök", "bokade hembesök")] if visits else []
    return f"Kvar att ta hand om: {' och '.join(parts)}." if parts else ""


def _youth(records: list[Record]) -> Youth | None:
    return next((one for one in records if isinstance(one, Youth)), None)
