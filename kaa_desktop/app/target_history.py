"""What has been decided, requested and answered about one youth's place in the target group, in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final
from uuid import UUID

from kaa_core.model.enums import Belonging, ProposalAnswer, ProposalKind
from kaa_core.model.facts import CriterionDecision, RegisterDecision
from kaa_core.model.records import Enrolment
from kaa_core.model.registry import Record
from kaa_desktop.app import words
from kaa_desktop.app.target_views import HistoryRow

_WHOLE: Final = {
    Belonging.COVERED: "Tillhör målgruppen",
    Belonging.NOT_COVERED: "Tillhör inte målgruppen",
    Belonging.UNCLEAR: "Går inte att avgöra",
}
_DONE: Final = {
    ProposalKind.ENROL: "Inskriven efter förslag",
    ProposalKind.DEREGISTER: "Avskriven efter förslag",
    ProposalKind.COMPARE: "Uppgifterna är jämförda",
}
_OF: Final = {
    ProposalKind.ENROL: "skriva in",
    ProposalKind.DEREGISTER: "skriva av",
    ProposalKind.REQUEST: "begära uppgift",
    ProposalKind.COMPARE: "jämföra uppgifter",
}
RULE: Final = "Kommunens regel"


def can_withdraw(record: Record) -> bool:
    """Whether a decision is taken back as such: what has been carried out is changed in the case."""
    if isinstance(record, RegisterDecision):
        carried_out = record.proposal in (ProposalKind.ENROL, ProposalKind.DEREGISTER)
        return not (carried_out and record.answer is ProposalAnswer.DONE)
    return isinstance(record, CriterionDecision)


def history(
    records: Iterable[Record], today: date, names: Mapping[UUID, str], *, may_write: bool
) -> tuple[HistoryRow, ...]:
    """Newest first."""
    rows = list[HistoryRow]()
    for one in records:
        match one:
            case CriterionDecision():
                rows.append(_decided(one, today, names, may_write=may_write))
            case RegisterDecision():
                rows.append(_answered(one, today, names, may_write=may_write))
            case Enrolment():
                rows += _enrolled(one, today, names)
    rows.sort(key=lambda row: (row.on or date.min, row.record), reverse=True)
    return tuple(rows)


def _decided(
    one: CriterionDecision, today: date, names: Mapping[UUID, str], *, may_write: bool
) -> HistoryRow:
    if one.criterion is None:
        text = _WHOLE[one.belonging] if one.belonging is not None else "Avgörande"
    else:
        judged = f": {one.judged.label}" if one.judged is not None else ""
        text = f"{one.criterion.label}{judged}"
    if one.start != one.decided_on:
        text += f", från {words.short(one.start, today)}"
    if one.end is not None:
        text += f", till {words.short(one.end, today)}"
    return _row(
        one,
        text + _again(one.look_again, today),
        one.reason,
        names.get(one.decided_by, "") if one.decided_by else "",
        one.decided_on or one.start,
        today,
        can=may_write,
    )


def _answered(
    one: RegisterDecision, today: date, names: Mapping[UUID, str], *, may_write: bool
) -> HistoryRow:
    by = names.get(one.decided_by, "") if one.decided_by else ""
    return _row(
        one,
        _answer(one) + _again(one.look_again, today),
        one.reason,
        RULE if one.by_rule else by,
        one.decided_on,
        today,
        can=may_write and can_withdraw(one),
    )


def _answer(one: RegisterDecision) -> str:
    kind, answer = one.proposal, one.answer
    if kind is None or answer is None:
        return "Svar på ett förslag"
    if answer is ProposalAnswer.DECLINED:
        return f"Förslaget att {_OF[kind]} är avböjt"
    if answer is ProposalAnswer.LATER:
        return f"Väntar med att {_OF[kind]}"
    if kind is ProposalKind.REQUEST:
        return f"Fråga ställd till {one.asked}" if one.asked else "Fråga ställd"
    return _DONE[kind]


def _again(day: date | None, today: date) -> str:
    return "" if day is None else f", tas upp igen {words.short(day, today)}"


def _enrolled(one: Enrolment, today: date, names: Mapping[UUID, str]) -> list[HistoryRow]:
    reason = one.registration_reason
    told = "" if reason is None else words.sentence_case(reason.label)
    rows = [_row(one, "Inskriven", told, "", one.start, today)]
    if one.end is not None:
        left = one.deregistration_reason
        told = "" if left is None else words.sentence_case(left.label)
        by = names.get(one.closed_by, "") if one.closed_by else ""
        rows.append(_row(one, "Avskriven", told, by, one.end, today))
    return rows


def _row(
    record: Record,
    text: str,
    reason: str | None,
    by: str,
    on: date | None,
    today: date,
    *,
    can: bool = False,
) -> HistoryRow:
    return HistoryRow(
        record=record.id,
        text=text,
        reason=reason or "",
        by=by,
        on=on,
        on_text="" if on is None else words.short(on, today),
        can_withdraw=can,
    )
