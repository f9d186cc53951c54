"""Rows of the lists of youths, search, and the counts of the navigation."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Final

import attrs

from kaa_core.model.enums import Choice, OccupationKind, Protection, RegistrationReason
from kaa_core.model.ids import YouthId
from kaa_core.rules.case_state import Status
from kaa_desktop.app import words
from kaa_desktop.app.context import Context, age_text, is_protected, row_name, row_number
from kaa_desktop.app.list_query import SortBy
from kaa_desktop.app.listing import CHIPS, STATUSES
from kaa_desktop.app.staff import Staff
from kaa_desktop.app.target_views import BELONGING_CHIPS
from kaa_desktop.app.todo import to_do
from kaa_desktop.app.views import ListFilter, NavCounts, YouthRow
from kaa_desktop.app.views_base import Chip
from kaa_desktop.store.lists import CaseLists, CaseRow
from kaa_desktop.store.packed import PackedIds
from kaa_desktop.store.target_reading import standing


def status_chip(status: Status) -> Chip:
    """The chip of a case's status (design.md section 8)."""
    return CHIPS[status]


def youth_rows(
    context: Context, lists: CaseLists, staff: Staff, ids: Sequence[YouthId]
) -> list[YouthRow]:
    """Rows of some youths, in the order asked."""
    today, packed = context.today, PackedIds.of(ids).each()
    held = lists.read(lambda one: standing(one, packed, today))
    return [
        attrs.evolve(
            _row(today, staff, row),
            target=BELONGING_CHIPS[at.belonging] if (at := held.get(row.id.bytes)) else None,
        )
        for row in lists.case_rows(ids)
    ]


def nav_counts(context: Context, refused: int) -> NavCounts:
    """Each count equals the rows one gets when opening its list."""
    queries = context.queries
    worker = context.identity.worker
    found = queries.count_by_status(worker)

    def count(which: ListFilter, at: int = 0) -> int:
        return sum(found.get(status, (0, 0))[at] for status in STATUSES[which])

    return NavCounts(
        tasks=len(to_do(context, context.today, whole_unit=False)),
        enrolled=count(ListFilter.ENROLLED),
        mine=0 if worker is None else count(ListFilter.MINE, 1),
        not_reached=count(ListFilter.NOT_REACHED),
        new=count(ListFilter.NEW),
        everyone=count(ListFilter.EVERYONE),
        visits_today=queries.count_visits(context.today),
        conflicts=len(queries.conflicts()),
        refused=refused,
    )


def plain_text(row: YouthRow, column: SortBy) -> str:
    """What a row has in a column, for another program: dates in full, the age as a number."""
    return _PLAIN[column](row)


_PLAIN: Final[Mapping[SortBy, Callable[[YouthRow], str]]] = {
    SortBy.NAME: lambda row: row.name,
    # One who is protected stands in no list that leaves the program; should she, then without these.
    SortBy.IDENTITY_NUMBER: lambda row: "" if row.protected else row.number,
    SortBy.AGE: lambda row: row.age,
    SortBy.STATUS: lambda row: row.status.text,
    SortBy.TARGET: lambda row: "" if row.target is None else row.target.text,
    SortBy.NEXT_STEP: lambda row: "" if row.protected else row.next_step,
    SortBy.DUE: lambda row: _iso(row.due),
    SortBy.WORKER: lambda row: row.worker,
    SortBy.UNIT: lambda row: row.unit,
    SortBy.ENROLLED: lambda row: _iso(row.enrolled),
    SortBy.REASON: lambda row: row.reason,
    SortBy.LAST_REACHED: lambda row: _iso(row.reached),
    SortBy.ATTEMPTS: lambda row: row.attempts,
    SortBy.CITY: lambda row: row.city,
    SortBy.OCCUPATION: lambda row: row.occupation,
    SortBy.PHONE: lambda row: row.phone,
    SortBy.CASE_NUMBER: lambda row: "" if row.protected else row.case_number,
}


def _iso(on: date | None) -> str:
    return "" if on is None else on.isoformat()


def _row(today: date, staff: Staff, row: CaseRow) -> YouthRow:
    step = row.step_title or ""
    if row.step_at is not None:
        step = f"{step} {words.clock_time(row.step_at)}"
    worker = row.worker
    return YouthRow(
        id=row.id,
        name=row_name(row),
        number=row_number(row),
        age=age_text(row.birth_date, today).removesuffix(" år"),
        status=status_chip(row.status),
        next_step=step,
        due=row.step_due,
        due_text=_short(row.step_due, today),
        protected=is_protected(row.protection),
        confidential=row.protection is Protection.CONFIDENTIAL,
        unsynced=row.unsent > 0,
        conflict=row.conflicts > 0,
        worker="" if worker is None else staff.names.get(worker, ""),
        unit="" if worker is None else staff.unit_name(worker),
        enrolled=row.enrolled_on,
        enrolled_text=_short(row.enrolled_on, today),
        reason=_label(RegistrationReason, row.reason),
        reached=row.last_reached,
        reached_text=_short(row.last_reached, today),
        attempts=str(row.attempts or ""),
        city=row.city or "",
        occupation=_label(OccupationKind, row.occupation),
        phone=row.phone or "",
        case_number=row.case_number or "",
    )


def _short(on: date | None, today: date) -> str:
    return "" if on is None else words.short(on, today)


def _label(choices: type[Choice], code: int | None) -> str:
    """The word of a choice; empty for none, and for one of a newer program."""
    if code is None:
        return ""
    return next((words.sentence_case(one.label) for one in choices if one == code), "")
