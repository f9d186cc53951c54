"""The list "Målgruppsprövning": what is undecided or proposed, one row for each youth."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import groupby
from typing import Final

from kaa_core.model.ids import YouthId
from kaa_core.rules.target_group.definitions import in_force
from kaa_core.rules.target_group.types import Interval
from kaa_desktop.app import words
from kaa_desktop.app.context import Context, age_text, is_protected, row_name, row_number
from kaa_desktop.app.target_views import (
    BELONGING_CHIPS,
    NOT_JUDGED,
    PROPOSAL_CHIPS,
    TargetGroupBy,
    TargetList,
    TargetQuery,
    TargetRow,
    TargetSort,
)
from kaa_desktop.app.views import Group
from kaa_desktop.app.views_base import Chip
from kaa_desktop.store import target_reading, targets
from kaa_desktop.store.filters import CaseFilter
from kaa_desktop.store.lists import CaseRow
from kaa_desktop.store.packed import PackedIds
from kaa_desktop.store.queries import Queries
from kaa_desktop.store.target_reading import ProposalFilter, ProposalOrder, Proposed

_ORDER: Final = {
    TargetSort.NAME: ProposalOrder.NAME,
    TargetSort.BELONGING: ProposalOrder.BELONGING,
    TargetSort.PROPOSAL: ProposalOrder.PROPOSAL,
    TargetSort.SINCE: ProposalOrder.SINCE,
    TargetSort.ASK: ProposalOrder.ASK,
    TargetSort.LOOK_AGAIN: ProposalOrder.LOOK_AGAIN,
}

_CHIPS: Final = {str(int(kind)): chip for kind, chip in PROPOSAL_CHIPS.items()}


def order(context: Context, queries: Queries, query: TargetQuery) -> TargetList:
    """The order of the list, its headings and counts."""
    today, wanted = context.today, _wanted(context, query)
    grouped = query.group is TargetGroupBy.PROPOSAL
    ids, kinds = queries.read(
        lambda one: target_reading.order(
            one,
            wanted,
            today,
            in_force(today).key,
            _ORDER[query.sort],
            descending=query.descending,
            grouped=grouped,
        )
    )
    return TargetList(
        ids=ids,
        groups=_groups(kinds) if grouped else (),
        total=queries.read(lambda one: target_reading.count_undecided(one, today)),
        counts=tuple(queries.read(lambda one: target_reading.count_proposals(one, today)).items()),
        asks=queries.read(lambda one: target_reading.asks(one, today)),
        judging=queries.read(targets.is_due),
    )


def rows(context: Context, ids: Sequence[YouthId], query: TargetQuery) -> list[TargetRow]:
    """Rows for some ids; those that are gone or answered by now are left out."""
    today, wanted, read = context.today, _wanted(context, query), context.queries.read
    packed = PackedIds.of(ids).each()
    shown = read(lambda one: target_reading.foremost(one, packed, wanted, today))
    every = read(lambda one: target_reading.proposals_of(one, packed, today, put_off=False))
    held = read(lambda one: target_reading.standing(one, packed, today))
    also: dict[bytes, list[Proposed]] = {}
    for one in every:
        also.setdefault(one.youth, []).append(one)
    names = context.names()
    return [
        _row(
            row,
            shown[row.id.bytes],
            also.get(row.id.bytes, []),
            chip_of(held.get(row.id.bytes)),
            "" if row.worker is None else names.get(row.worker, ""),
            today,
        )
        for row in context.queries.case_rows(ids)
        if row.id.bytes in shown
    ]


def chip_of(standing: Interval | None) -> Chip:
    """Whether she belongs to the target group, as a chip."""
    return NOT_JUDGED if standing is None else BELONGING_CHIPS[standing.belonging]


def _wanted(context: Context, query: TargetQuery) -> ProposalFilter:
    own = None
    if query.mine:
        # Someone without a worker's record has no youths of her own: an id that nobody has.
        own = context.identity.worker or context.identity.user
    cases = CaseFilter(statuses=(), typed=query.text, worker=own)  # type: ignore[arg-type]
    return ProposalFilter(
        cases=cases,
        kinds=query.kinds,
        belongings=query.belongings,
        criteria=query.criteria,
        asks=query.asks,
        put_off=query.waiting,
    )


def _row(
    row: CaseRow,
    found: Proposed,
    others: Sequence[Proposed],
    belonging: Chip,
    worker: str,
    today: date,
) -> TargetRow:
    more = {PROPOSAL_CHIPS[one.kind].text.lower() for one in others if one.kind is not found.kind}
    return TargetRow(
        youth=row.id,
        name=row_name(row),
        number=row_number(row),
        age=age_text(row.birth_date, today).removesuffix(" år"),
        protected=is_protected(row.protection),
        belonging=belonging,
        proposal=PROPOSAL_CHIPS[found.kind],
        kind=found.kind,
        why=found.sentence,
        basis=found.basis,
        since=found.since,
        since_text=_short(found.since, today),
        ask=found.ask,
        look_again=found.look_again,
        look_again_text=_short(found.look_again, today),
        worker=worker,
        also=f"Även: {', '.join(sorted(more))}" if more else "",
    )


def _short(on: date | None, today: date) -> str:
    return "" if on is None else words.short(on, today)


def _groups(kinds: str) -> tuple[Group, ...]:
    groups, start = [], 0
    for kind, run in groupby(kinds):
        chip, count = _CHIPS[kind], len(list(run))
        groups.append(
            Group(title=chip.text, icon=chip.icon, tone=chip.tone, start=start, count=count)
        )
        start += count
    return tuple(groups)
