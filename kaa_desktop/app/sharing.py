"""Samtycke och förmedling: what a youth has agreed to, whom she is put in touch with, the group's list.

A referral needs a consent that holds, and is withdrawn by itself when that runs out (rules/sharing.py).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import Future
from datetime import date
from typing import Any, Final

from kaa_core.model.enums import ConsentGiver, ReferralState, Shared
from kaa_core.model.identity import shown
from kaa_core.model.ids import RecordId, YouthId
from kaa_core.model.records import (
    Actor,
    Assessment,
    Consent,
    Measure,
    Occupation,
    Referral,
    Youth,
)
from kaa_core.model.registry import Problem, R
from kaa_core.model.rights import Right
from kaa_core.rules.eighteen import is_adult
from kaa_core.rules.sharing import (
    NOT_FOR_AN_ADULT,
    OPEN,
    GroupList,
    Line,
    group_list,
    holds,
    state_on,
    why_not,
)
from kaa_desktop.app.actor_views import ConsentRow, GroupView, ReferralRow
from kaa_desktop.app.clock import new_id
from kaa_desktop.app.context import Context
from kaa_desktop.app.operations import Operations
from kaa_desktop.app.views import Result
from kaa_desktop.app.words import counted, sentence_case, short
from kaa_desktop.store.filters import ENROLLED, CaseFilter, CaseOrder

NO_CONSENT: Final = Problem(
    field="consent",
    sentence="Välj ett samtycke som gäller. Utan det får inget lämnas till aktören.",
)
OTHERS: Final = Problem(field="consent", sentence="Samtycket gäller en annan aktör.")
TABLE: Final = Problem(field="actors", sentence="Välj vilka som är med i gruppen.")
AT_A_TIME: Final = 500
_COLUMNS: Final = ("Namn", "Personnummer", "Sysselsättning", "Önskemål", "Insatser")


class Sharing:
    """Of one unlocked profile."""

    def __init__(self, context: Context, operations: Operations) -> None:
        self._context = context
        self._operations = operations

    # -- of one youth

    def consents(self, youth: YouthId) -> list[ConsentRow]:
        """Her consents, those that hold first, then the latest."""
        held, names = self._youth(youth), self._actors()
        if held is None:
            return []
        today = self._context.today
        found = sorted(
            self._context.queries.about(Consent, [youth]),
            key=lambda one: (not holds(one, held, today), -one.given_on.toordinal(), one.id),
        )
        return [self._consent(one, held, names) for one in found]

    def referrals(self, youth: YouthId) -> list[ReferralRow]:
        """Whom she has been put in touch with, the latest first, as it stands today."""
        held, names = self._youth(youth), self._actors()
        if held is None:
            return []
        consents = self._context.queries.about(Consent, [youth])
        rows = list[ReferralRow]()
        for one in self._context.queries.about(Referral, [youth]):
            state = state_on(one, consents, held, self._context.today)
            rows.append(
                ReferralRow(
                    referral=one.id,
                    actor_name=names.get(one.actor, "") if one.actor else "",
                    what=one.what or "",
                    sent_on=one.sent_on,
                    state=state,
                    open=state in OPEN,
                )
            )
        return sorted(rows, key=lambda it: (it.sent_on, it.referral), reverse=True)

    def give_consent(self, youth: YouthId, values: Mapping[str, Any]) -> Future[Result]:
        """Note a consent; `values` by field name, as `Consent` has them."""
        own = {"youth": youth, "author": self._context.identity.worker}
        made = Consent(id=self._new_id(), **{**values, **own})
        void = self._void(made)
        if void:
            return self._operations.answered(Result(problems=(void,)))
        return self._operations.record_as(
            made, lambda one: one.create(made), "Samtycket är antecknat.", Right.WRITE_CASES
        )

    def _void(self, made: Consent) -> Problem | None:
        """Why a consent would not hold on the very day it is given, by who gave it."""
        held = self._youth(YouthId(made.youth))
        given: date | None = made.given_on
        if held is None or given is None or made.given_by is not ConsentGiver.GUARDIAN:
            return None
        if not is_adult(held, given):
            return None
        return Problem(field="given_by", sentence=NOT_FOR_AN_ADULT)

    def take_back(self, consent: RecordId) -> Future[Result]:
        """The youth takes a consent back, from today; what rests on it is withdrawn by that."""
        return self._operations.change_as(
            Consent,
            consent,
            {"withdrawn_on": self._context.today},
            "Samtycket är återtaget. Förmedlingar som byggde på det är återtagna.",
        )

    def refer(self, youth: YouthId, values: Mapping[str, Any]) -> Future[Result]:
        """Put her in touch with an actor by a consent that holds; `values` as `Referral` has them.

        Without an actor it is the consent's.
        """
        consent = self._record(Consent, values["consent"]) if values.get("consent") else None
        own = {
            "youth": youth,
            "state": ReferralState.SENT,
            "author": self._context.identity.worker,
        }
        first = {"sent_on": self._context.today, "actor": consent and consent.actor}
        made = Referral(id=self._new_id(), **{**first, **values, **own})
        problems = self._unfounded(made)
        if problems:
            return self._operations.answered(Result(problems=tuple(problems)))
        return self._operations.record_as(
            made, lambda one: one.create(made), "Förmedlingen är antecknad.", Right.WRITE_CASES
        )

    def answer(self, referral: RecordId, state: ReferralState) -> Future[Result]:
        """Note what the actor answered, or that it is over."""
        over = state in (ReferralState.ENDED, ReferralState.WITHDRAWN)
        day = "ended_on" if over else "answered_on"
        values = {"state": state, day: self._context.today}
        return self._operations.change_as(Referral, referral, values, "Svaret är antecknat.")

    def _unfounded(self, made: Referral) -> list[Problem]:
        held = self._youth(made.youth)
        consent = None if made.consent is None else self._record(Consent, made.consent)
        if held is None or consent is None or consent.youth != made.youth:
            return [NO_CONSENT]
        if consent.actor != made.actor:
            return [OTHERS]
        reason = why_not(consent, held, made.sent_on)
        return [Problem(field="consent", sentence=reason)] if reason else []

    # -- the working group

    def group(self, actors: Sequence[RecordId]) -> GroupView | Problem:
        """The list for a meeting of the user with these actors: her enrolled youths, as the law allows."""
        if not actors:
            return TABLE
        youths = self._enrolled()
        consents = self._by_youth(Consent, youths)
        occupations = self._by_youth(Occupation, youths)
        day = self._context.today
        made = group_list(youths.values(), consents, occupations, actors, day)
        names = self._actors()
        table = ", ".join(names.get(one, "") for one in actors)
        return GroupView(
            heading=f"Arbetsgruppen {short(day)}: {table}",
            columns=_COLUMNS,
            lines=tuple((YouthId(one.youth), self._cells(one)) for one in made.lines),
            left_out=_left_out(made),
        )

    def _enrolled(self) -> dict[RecordId, Youth]:
        wanted = CaseFilter(statuses=ENROLLED)
        ids = list(self._context.queries.case_ids(wanted, CaseOrder.NAME))
        found: dict[RecordId, Youth] = {}
        for first in range(0, len(ids), AT_A_TIME):
            part = self._context.queries.records(Youth, ids[first : first + AT_A_TIME])
            found |= {one.id: one for one in part}
        return found

    def _by_youth(self, cls: type[R], youths: Iterable[RecordId]) -> dict[RecordId, list[R]]:
        ids, found = list(youths), defaultdict[RecordId, list[R]](list)
        for first in range(0, len(ids), AT_A_TIME):
            for one in self._context.queries.about(cls, ids[first : first + AT_A_TIME]):
                found[one.youth].append(one)  # type: ignore[attr-defined]  # asked by youth
        return found

    def _cells(self, line: Line) -> tuple[str, ...]:
        wishes = self._wishes(line.youth) if Shared.WISHES in line.shares else ""
        measures = self._measures(line.youth) if Shared.MEASURES in line.shares else ""
        number = shown(line.number) if line.number else ""
        return (line.name, number, sentence_case(line.occupation), wishes, measures)

    def _wishes(self, youth: RecordId) -> str:
        held = [one for one in self._context.queries.about(Assessment, [youth]) if one.wishes]
        latest = max(held, key=lambda one: (one.started_on, one.id), default=None)
        return (latest.wishes or "") if latest else ""

    def _measures(self, youth: RecordId) -> str:
        held = self._context.queries.about(Measure, [youth])
        return ", ".join(one.kind.label for one in held if one.end is None)

    # -- parts

    def _consent(self, one: Consent, youth: Youth, names: Mapping[RecordId, str]) -> ConsentRow:
        shares = ", ".join(what.label for what in one.shares)
        until = f" till {short(one.until)} {one.until.year}" if one.until else ""
        return ConsentRow(
            consent=one.id,
            actor=one.actor,
            actor_name=names.get(one.actor, "") if one.actor else "",
            what=". ".join(filter(None, (sentence_case(shares), one.what))),
            dates=f"{short(one.given_on)} {one.given_on.year}{until}",
            why_not=why_not(one, youth, self._context.today),
        )

    def _youth(self, youth: YouthId) -> Youth | None:
        return self._context.queries.record(Youth, youth)

    def _record(self, cls: type[R], record: RecordId) -> R | None:
        return self._context.queries.record(cls, record)

    def _actors(self) -> dict[RecordId, str]:
        return {one.id: one.name for one in self._context.queries.records(Actor)}

    def _new_id(self) -> RecordId:
        return RecordId(new_id(self._context.clock))


def _left_out(made: GroupList) -> tuple[str, ...]:
    said = list[str]()
    if made.without_consent:
        some = counted(made.without_consent, "ungdom", "ungdomar")
        said.append(f"{some} är inte med: samtycke saknas för någon i gruppen.")
    if made.protected:
        some = counted(made.protected, "ungdom", "ungdomar")
        said.append(f"{some} är inte med: uppgifterna är skyddade.")
    return tuple(said)
