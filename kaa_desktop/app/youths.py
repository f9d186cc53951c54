"""The list of youths: order, groups, rows, search and the counts of the navigation."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Final

from kaa_core.model.ids import YouthId
from kaa_core.rules.case_state import Status
from kaa_desktop.app import words
from kaa_desktop.app.context import (
    Context,
    age_text,
    is_protected,
    row_name,
    row_number,
)
from kaa_desktop.app.views import (
    Group,
    Hit,
    ListFilter,
    NavCounts,
    SortBy,
    YouthList,
    YouthRow,
)
from kaa_desktop.app.views_base import Chip, Tone
from kaa_desktop.store.queries import CaseFilter, CaseOrder, CaseRow

NOT_REACHED: Final = (Status.NEW, Status.NOT_REACHED)
"""Enrolled and never reached since (domain.md section 9, Figures); "Ny" is one of them."""

_ORDER: Final = {
    SortBy.NAME: CaseOrder.NAME,
    SortBy.IDENTITY_NUMBER: CaseOrder.IDENTITY_NUMBER,
    SortBy.AGE: CaseOrder.BIRTH_DATE,
    SortBy.STATUS: CaseOrder.STATUS,
    SortBy.NEXT_STEP: CaseOrder.STEP_TITLE,
    SortBy.DUE: CaseOrder.NEXT_STEP,
}
_CHIPS: Final = {
    Status.OUTSIDE: Chip("Inte inskriven", "circle-off", Tone.NEUTRAL),
    Status.NEW: Chip("Ny", "circle-dot", Tone.NEUTRAL),
    Status.NOT_REACHED: Chip("Ej nådd", "user-x", Tone.WARN),
    Status.REACHED: Chip("Har kontakt", "circle-check", Tone.OK),
    Status.DECLINED: Chip("Tackat nej", "hand", Tone.NEUTRAL),
    Status.CLOSED: Chip("Avslutad", "archive", Tone.NEUTRAL),
}
_NO_DATE: Final = "Utan nästa steg"


def status_chip(status: Status) -> Chip:
    """The chip of a case's status (design.md section 8)."""
    return _CHIPS[status]


def case_filter(context: Context, which: ListFilter, text: str = "") -> CaseFilter:
    """What a list of the navigation holds."""
    match which:
        case ListFilter.MINE:
            # Someone without a worker's record has no youths of her own: an id that nobody has.
            own = context.identity.worker or context.identity.user
            return CaseFilter(worker=own, typed=text)  # type: ignore[arg-type]
        case ListFilter.NOT_REACHED:
            return CaseFilter(statuses=NOT_REACHED, typed=text)
        case ListFilter.NEW:
            return CaseFilter(statuses=(Status.NEW,), typed=text)
        case _:
            return CaseFilter(typed=text)


def youth_list(
    context: Context,
    which: ListFilter,
    *,
    text: str,
    sort: SortBy,
    descending: bool,
    grouped: bool,
) -> YouthList:
    """The order of a list, in groups by the date of the next step when `grouped`."""
    wanted = case_filter(context, which, text)
    order = _ORDER[sort]
    # A higher age is an earlier birth date.
    backwards = descending is not (sort is SortBy.AGE)
    if not grouped:
        found = context.queries.case_ids(wanted, order, descending=backwards)
        return YouthList(ids=tuple(found))
    steps = context.queries.case_steps(wanted, order, descending=backwards)
    today = context.today
    group = {due: _group_of(due, today) for _, due, _ in steps}
    ordered = sorted(steps, key=lambda step: group[step[1]])
    dues = [due for _, due, _ in ordered]
    return YouthList(ids=tuple(youth for youth, _, _ in ordered), groups=due_groups(dues, today))


def youth_rows(context: Context, ids: Sequence[YouthId]) -> list[YouthRow]:
    """Rows of some youths, in the order asked."""
    return [_row(context.today, row) for row in context.queries.case_rows(ids)]


def search(context: Context, text: str, limit: int) -> list[Hit]:
    """Youths for the palette."""
    ids = context.queries.search(text, limit)
    return [
        Hit(
            youth=row.id,
            name=row_name(row),
            detail=" · ".join(
                part
                for part in (
                    row_number(row),
                    age_text(row.birth_date, context.today),
                    status_chip(row.status).text,
                )
                if part
            ),
        )
        for row in context.queries.case_rows(ids)
    ]


def nav_counts(context: Context, refused: int) -> NavCounts:
    """Each count equals the rows one gets when opening its list."""
    queries = context.queries
    worker = context.identity.worker
    count = {which: queries.count_cases(case_filter(context, which)) for which in ListFilter}
    return NavCounts(
        tasks=0 if worker is None else queries.count_tasks(worker),
        enrolled=count[ListFilter.ENROLLED],
        mine=count[ListFilter.MINE],
        not_reached=count[ListFilter.NOT_REACHED],
        new=count[ListFilter.NEW],
        visits_today=queries.count_visits(context.today),
        conflicts=len(queries.conflicts()),
        refused=refused,
    )


def due_groups(dues: Iterable[date | None], today: date) -> tuple[Group, ...]:
    """Headings for dates that stand in the order of their groups."""
    groups: list[Group] = []
    counts: Counter[int] = Counter()
    for due, count in Counter(dues).items():
        counts[_group_of(due, today)] += count
    start = 0
    for number in sorted(counts):
        title, icon, tone = _GROUPS[number]
        groups.append(Group(title=title, icon=icon, tone=tone, start=start, count=counts[number]))
        start += counts[number]
    return tuple(groups)


_GROUPS: Final = (
    ("Försenat", "triangle-alert", Tone.DANGER),
    ("I dag", "clock", Tone.WARN),
    ("Denna vecka", "calendar", Tone.NEUTRAL),
    ("Senare", "calendar", Tone.NEUTRAL),
    (_NO_DATE, "calendar", Tone.NEUTRAL),
)


def _group_of(due: date | None, today: date) -> int:
    if due is None:
        return 4
    if due < today:
        return 0
    if due == today:
        return 1
    return 2 if due <= today + timedelta(days=6 - today.weekday()) else 3


def _row(today: date, row: CaseRow) -> YouthRow:
    step = row.step_title or ""
    if row.step_at is not None:
        step = f"{step} {words.clock_time(row.step_at)}"
    return YouthRow(
        id=row.id,
        name=row_name(row),
        number=row_number(row),
        age=age_text(row.birth_date, today).removesuffix(" år"),
        status=status_chip(row.status),
        next_step=step,
        due=row.step_due,
        due_text="" if row.step_due is None else words.short(row.step_due, today),
        protected=is_protected(row.protection),
        unsynced=row.unsent > 0,
        conflict=row.conflicts > 0,
    )
