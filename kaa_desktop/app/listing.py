"""The order of a list of youths: who is in it, in which order, under which headings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from typing import Final

import attrs

from kaa_core.model.identity import birthday
from kaa_core.model.ids import WorkerId
from kaa_core.rules.case_state import Status
from kaa_desktop.app import words
from kaa_desktop.app.context import Context
from kaa_desktop.app.list_query import OLDEST, YOUNGEST, GroupBy, ListQuery, SortBy
from kaa_desktop.app.pasted import Pasted, numbers_in
from kaa_desktop.app.staff import Staff
from kaa_desktop.app.views import Group, ListFilter, YouthList
from kaa_desktop.app.views_base import Chip, Tone
from kaa_desktop.store.filters import ENROLLED, CaseFilter, CaseGroup, CaseOrder
from kaa_desktop.store.lists import CaseLists, CaseOrdering
from kaa_desktop.store.packed import PackedIds
from kaa_desktop.store.words import sort_key

NOT_REACHED: Final = (Status.NEW, Status.NOT_REACHED)
"""Enrolled and never reached since (domain.md section 9, Figures); "Ny" is one of them."""
STATUSES: Final = {
    ListFilter.EVERYONE: tuple(Status),
    ListFilter.ENROLLED: ENROLLED,
    ListFilter.MINE: ENROLLED,
    ListFilter.NOT_REACHED: NOT_REACHED,
    ListFilter.NEW: (Status.NEW,),
}
"""The statuses that a list of the navigation can hold."""
CHIPS: Final = {
    Status.NEW: Chip("Ny", "circle-dot", Tone.NEUTRAL),
    Status.NOT_REACHED: Chip("Ej nådd", "user-x", Tone.WARN),
    Status.REACHED: Chip("Har kontakt", "circle-check", Tone.OK),
    Status.DECLINED: Chip("Tackat nej", "hand", Tone.NEUTRAL),
    Status.CLOSED: Chip("Avslutad", "archive", Tone.NEUTRAL),
    Status.OUTSIDE: Chip("Inte inskriven", "circle-off", Tone.NEUTRAL),
}
NO_STEP: Final = "Utan nästa steg"
NOBODY: Final = "Utan handläggare"

_ORDER: Final = {
    SortBy.NAME: CaseOrder.NAME,
    SortBy.IDENTITY_NUMBER: CaseOrder.IDENTITY_NUMBER,
    SortBy.AGE: CaseOrder.BIRTH_DATE,
    SortBy.STATUS: CaseOrder.STATUS,
    SortBy.TARGET: CaseOrder.TARGET,
    SortBy.NEXT_STEP: CaseOrder.STEP_TITLE,
    SortBy.DUE: CaseOrder.NEXT_STEP,
    SortBy.WORKER: CaseOrder.WORKER,
    SortBy.UNIT: CaseOrder.WORKER,
    SortBy.ENROLLED: CaseOrder.ENROLLED,
    SortBy.REASON: CaseOrder.REASON,
    SortBy.LAST_REACHED: CaseOrder.LAST_REACHED,
    SortBy.ATTEMPTS: CaseOrder.ATTEMPTS,
    SortBy.CITY: CaseOrder.CITY,
    SortBy.OCCUPATION: CaseOrder.OCCUPATION,
    SortBy.PHONE: CaseOrder.PHONE,
    SortBy.CASE_NUMBER: CaseOrder.CASE_NUMBER,
}
_GROUP: Final = {
    GroupBy.NONE: None,
    GroupBy.DUE: CaseGroup.DUE,
    GroupBy.TITLE: CaseGroup.TITLE,
    GroupBy.STATUS: CaseGroup.STATUS,
    GroupBy.WORKER: CaseGroup.WORKER,
}


def case_filter(context: Context, which: ListFilter, text: str = "") -> CaseFilter:
    """What a list of the navigation holds."""
    statuses = () if which is ListFilter.EVERYONE else STATUSES[which]
    own = None
    if which is ListFilter.MINE:
        # Someone without a worker's record has no youths of her own: an id that nobody has.
        own = context.identity.worker or context.identity.user
    return CaseFilter(statuses=statuses, worker=own, typed=text)  # type: ignore[arg-type]


def youth_list(
    context: Context, lists: CaseLists, staff: Staff, which: ListFilter, query: ListQuery
) -> YouthList:
    """The order of a list, and what of a pasted column of numbers is not in it."""
    pasted = numbers_in(query.text, context.today)
    wanted = _wanted(context, staff, which, query, pasted)
    if wanted is None:
        return YouthList(ids=PackedIds(), total=_total(context, lists, which))
    order = lists.case_order(
        wanted,
        _ORDER[query.sort],
        # A higher age is an earlier birth date.
        descending=query.descending is not (query.sort is SortBy.AGE),
        group=_GROUP[query.group],
        places=_places(staff, query.sort),
        on=context.today,
    )
    if query.behind is not None:
        order = _only(order, query.behind.youths)
    ids, groups = _grouped(order, query.group, context.today, staff)
    total = _total(context, lists, which) if query.filtered() else len(ids)
    return YouthList(ids=ids, groups=groups, total=total, missing=_missing(lists, ids, pasted))


def _only(order: CaseOrdering, youths: frozenset[bytes]) -> CaseOrdering:
    """The same order of those youths alone."""
    rows = zip(order.ids.each(), order.values, strict=True) if order.values else None
    if rows is None:
        return attrs.evolve(
            order, ids=PackedIds(b"".join(one for one in order.ids.each() if one in youths))
        )
    kept = [(one, value) for one, value in rows if one in youths]
    ids = PackedIds(b"".join(one for one, _ in kept))
    return attrs.evolve(order, ids=ids, values=[value for _, value in kept])


def _total(context: Context, lists: CaseLists, which: ListFilter) -> int:
    return lists.count_cases(case_filter(context, which))


def _wanted(
    context: Context, staff: Staff, which: ListFilter, query: ListQuery, pasted: Pasted | None
) -> CaseFilter | None:
    """The conditions together; None when no youth can meet them."""
    base = case_filter(context, which)
    statuses = base.statuses
    if query.statuses:
        statuses = tuple(one for one in query.statuses if one in STATUSES[which])
    workers = _workers(staff, query)
    if (query.statuses and not statuses) or workers == ():
        return None
    today = context.today
    return CaseFilter(
        statuses=statuses,
        worker=base.worker,
        workers=workers,
        typed="" if pasted is not None else _dashes(query.text),
        numbers=()
        if pasted is None
        else (*pasted.numbers, ""),  # "": of none that can be read, nobody
        born=tuple(_born(age, today) for age in query.ages),
        enrolled_since=query.enrolled and query.enrolled.first_day(today),
        due_until=query.due and query.due.last_day(today),
        unsent=query.unsent,
        conflict=query.conflict,
        doubled=query.doubled,
        belongings=query.belongings,
        on=today,
    )


def _dashes(text: str) -> str:
    for dash in "\N{HYPHEN}\N{NON-BREAKING HYPHEN}\N{EN DASH}\N{MINUS SIGN}":
        text = text.replace(dash, "-")
    return text


def _workers(staff: Staff, query: ListQuery) -> tuple[WorkerId | None, ...] | None:
    """Those whose youths are wanted: in all chosen units, and among the chosen workers."""
    if not query.units:
        return query.workers or None
    there = [worker for worker in staff.names if staff.unit_of(worker) in query.units]
    return tuple(one for one in there if not query.workers or one in query.workers)


def _born(age: int, today: date) -> tuple[date, date]:
    """The birth dates of those who are this old today."""
    first = date.min if age >= OLDEST else _day_after(_turned(age + 1, today))
    last = today if age <= YOUNGEST else _turned(age, today)
    return first, last


def _turned(age: int, today: date) -> date:
    """The latest birth date of those who have turned this age."""
    year = today.year - age
    born = date(year, today.month, min(today.day, 28))
    while (following := _day_after(born)).year == year and birthday(following, today.year) <= today:
        born = following
    return born


def _day_after(day: date) -> date:
    return day + timedelta(days=1)


def _places(staff: Staff, sort: SortBy) -> Mapping[WorkerId, int] | None:
    if sort is SortBy.WORKER:
        return staff.places(lambda worker: staff.names[worker])
    if sort is SortBy.UNIT:
        return staff.places(staff.unit_name)
    return None


def _missing(lists: CaseLists, ids: PackedIds, pasted: Pasted | None) -> tuple[str, ...]:
    if pasted is None or (len(ids) == len(pasted.numbers) and not pasted.unread):
        return ()
    held = lists.numbers_of(ids)
    gone = (f"{one[:8]}-{one[8:]}" for one in pasted.numbers if one not in held)
    return (*gone, *pasted.unread)


# -- headings


def _grouped(
    order: CaseOrdering, group: GroupBy, today: date, staff: Staff
) -> tuple[PackedIds, tuple[Group, ...]]:
    if group is GroupBy.NONE:
        return order.ids, ()
    heading = _HEADINGS[group](today, staff)
    place = {value: heading(value) for value in set(order.values)}
    rows: dict[_Heading, list[bytes]] = {key: [] for key in sorted(set(place.values()))}
    for value, one in zip(order.values, order.ids.each(), strict=True):
        rows[place[value]].append(one)
    groups, start = [], 0
    for (_, title, icon, tone), inside in rows.items():
        groups.append(
            Group(title=title, icon=icon, tone=Tone(tone), start=start, count=len(inside))
        )
        start += len(inside)
    return PackedIds(b"".join(one for inside in rows.values() for one in inside)), tuple(groups)


_Heading = tuple[str, str, str, str]
"""What it sorts by among the headings, title, icon, tone."""
_LAST: Final = "\U0010ffff"


def _by_day(today: date, _staff: Staff) -> Callable[[str], _Heading]:
    def heading(value: str) -> _Heading:
        number = _group_of(date.fromisoformat(value) if value else None, today)
        title, icon, tone = _DAYS[number]
        return str(number), title, icon, tone.value

    return heading


def _by_title(_today: date, _staff: Staff) -> Callable[[str], _Heading]:
    def heading(value: str) -> _Heading:
        title = value.partition(": ")[0]  # how it is done stands on the page
        return (sort_key(title) if title else _LAST), title or NO_STEP, "", Tone.NEUTRAL.value

    return heading


def _by_status(_today: date, _staff: Staff) -> Callable[[str], _Heading]:
    order = list(CHIPS)

    def heading(value: str) -> _Heading:
        status = Status[value]
        chip = CHIPS[status]
        return str(order.index(status)), chip.text, chip.icon, chip.tone.value

    return heading


def _by_worker(_today: date, staff: Staff) -> Callable[[str], _Heading]:
    names = {worker.bytes.hex().upper(): name for worker, name in staff.names.items()}

    def heading(value: str) -> _Heading:
        name = names.get(value, "") if value else ""
        return (sort_key(name) if name else _LAST), name or NOBODY, "user", Tone.NEUTRAL.value

    return heading


_HEADINGS: Final = {
    GroupBy.DUE: _by_day,
    GroupBy.TITLE: _by_title,
    GroupBy.STATUS: _by_status,
    GroupBy.WORKER: _by_worker,
}
_DAYS: Final = (
    ("Försenat", "triangle-alert", Tone.DANGER),
    ("I dag", "clock", Tone.WARN),
    ("Denna vecka", "calendar", Tone.NEUTRAL),
    ("Senare", "calendar", Tone.NEUTRAL),
    (NO_STEP, "calendar", Tone.NEUTRAL),
)


def due_groups(dues: Iterable[date | None], today: date) -> tuple[Group, ...]:
    """Headings for dates that stand in the order of their groups."""
    counts: Counter[int] = Counter()
    for due, count in Counter(dues).items():
        counts[_group_of(due, today)] += count
    groups: list[Group] = []
    start = 0
    for number in sorted(counts):
        title, icon, tone = _DAYS[number]
        groups.append(Group(title=title, icon=icon, tone=tone, start=start, count=counts[number]))
        start += counts[number]
    return tuple(groups)


def _group_of(due: date | None, today: date) -> int:
    if due is None:
        return 4
    if due < today:
        return 0
    if due == today:
        return 1
    return 2 if due <= words.sunday(today) else 3
