"""Avvikelser: where sources disagree about a youth, what counts, and a proposed answer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final
from uuid import UUID

import attrs

from kaa_core.model.facts import (
    Credential,
    CriterionDecision,
    Residence,
    SchoolNotice,
    StudyPeriod,
)
from kaa_core.model.ids import RecordId, YouthId
from kaa_core.model.records import Occupation
from kaa_core.model.registry import Record
from kaa_core.model.rights import Right
from kaa_core.rules.target_group.types import Difference
from kaa_core.rules.target_group.words import TITLES
from kaa_desktop.app.context import Context, is_protected, row_name, row_number
from kaa_desktop.app.roles import why_not
from kaa_desktop.app.target_answering import parts
from kaa_desktop.app.target_facts import source_row
from kaa_desktop.app.target_views import DeviationRow, SourceRow
from kaa_desktop.store import target_reading
from kaa_desktop.store.lists import CaseRow
from kaa_desktop.store.packed import PackedIds, unpacked

_KINDS: Final[tuple[type[Record], ...]] = (
    StudyPeriod,
    Credential,
    Residence,
    SchoolNotice,
    Occupation,
    CriterionDecision,
)


@attrs.frozen(kw_only=True, repr=False)
class Whose:
    """Whose difference it is. `may`: whether the user may take back what was entered by hand."""

    youth: YouthId
    name: str
    number: str
    protected: bool
    may: bool


def deviations(context: Context) -> list[DeviationRow]:
    """The differences that nobody has answered, by name."""
    today, queries = context.today, context.queries
    found = queries.read(lambda one: target_reading.disagreements(one, today))
    youths = [YouthId(unpacked(one)) for one in dict.fromkeys(one.youth for one in found)]
    records: dict[RecordId, Record] = {}
    people: dict[YouthId, CaseRow] = {}
    whose = queries.read(lambda one: target_reading.entries(one, PackedIds.of(youths).each()))
    for part in parts(PackedIds(b"".join(whose))):
        people |= {row.id: row for row in queries.case_rows(part)}
        for cls in _KINDS:
            records |= {one.id: one for one in queries.about(cls, part)}
    names = context.names()
    may = not why_not(context.identity.standing.role, Right.WRITE_CASES)
    rows = []
    for one in found:
        person = people.get(YouthId(unpacked(one.youth)))
        facts = (one.difference.counts, *one.difference.others)
        if person is not None and all(fact in records for fact in facts):
            rows.append(
                deviation(
                    one.difference,
                    records,
                    today,
                    names,
                    Whose(
                        youth=person.id,
                        name=row_name(person),
                        number=row_number(person),
                        protected=is_protected(person.protection),
                        may=may,
                    ),
                    one.basis,
                )
            )
    return rows


def deviation(
    one: Difference,
    records: Mapping[RecordId, Record],
    today: date,
    names: Mapping[UUID, str],
    whose: Whose,
    basis: str,
) -> DeviationRow:
    """One difference in words; `basis` empty when it has been answered."""

    def row(record: RecordId) -> SourceRow:
        return source_row(records[record], today, names, may_withdraw=whose.may)

    return DeviationRow(
        youth=whose.youth,
        name=whose.name,
        number=whose.number,
        protected=whose.protected,
        criterion=one.criterion,
        question=TITLES[one.criterion][0],
        counts=row(one.counts),
        others=tuple(map(row, one.others)),
        why=one.why,
        proposed=one.proposed,
        basis=basis,
    )
