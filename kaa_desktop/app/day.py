"""Min dag: visits of the day, what is to do, who has not been reached, what lies unfinished."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

import attrs

from kaa_core.model.enums import VisitStatus
from kaa_core.model.records import HomeVisit, Youth
from kaa_desktop.app import words
from kaa_desktop.app.context import PROTECTED_NAME, Context, is_protected, row_name
from kaa_desktop.app.drafts import draft_rows
from kaa_desktop.app.listing import NOT_REACHED, case_filter, due_groups
from kaa_desktop.app.silence import silence_text
from kaa_desktop.app.todo import to_do
from kaa_desktop.app.views import DayView, ListFilter, NotReachedRow, VisitRow
from kaa_desktop.app.views_base import Chip, Tone
from kaa_desktop.store.filters import CaseFilter, CaseOrder
from kaa_desktop.store.lists import CaseRow

NOT_REACHED_SHOWN: Final = 50
_READY: Final = Chip("Redo offline", "hard-drive", Tone.INFO)
_DONE: Final = Chip("Genomfört", "circle-check", Tone.OK)
_CALLED_OFF: Final = Chip("Inställt", "circle-x", Tone.NEUTRAL)


def day_view(context: Context, on: date, *, whole_unit: bool) -> DayView:
    """Everything on the page."""
    visits = _visits(context, on)
    tasks = to_do(context, on, whole_unit=whole_unit)
    unreached = CaseFilter(statuses=NOT_REACHED)
    longest = context.queries.case_ids(unreached, CaseOrder.WAITING_SINCE, limit=NOT_REACHED_SHOWN)
    shown = context.queries.case_rows(longest)
    return DayView(
        title=words.long_day(on),
        subtitle=words.week_and_year(on),
        visits=visits,
        visits_text=_visits_text(visits),
        tasks=tasks,
        task_groups=due_groups([task.due for task in tasks], on),
        not_reached=tuple(_not_reached(row, on) for row in shown),
        not_reached_total=context.queries.count_cases(unreached),
        enrolled_total=context.queries.count_cases(case_filter(context, ListFilter.ENROLLED)),
        drafts=tuple(draft_rows(context)),
        silence=silence_text(context, on),
    )


def visit_row(visit: HomeVisit, youth: Youth | None, name: str, history: str) -> VisitRow:
    """A planned or made visit as a row."""
    status = {VisitStatus.DONE: _DONE, VisitStatus.CALLED_OFF: _CALLED_OFF}.get(
        visit.status, _READY
    )
    address = visit.address or (address_of(youth) if youth is not None else "")
    hidden = youth is not None and is_protected(youth.protection)
    return VisitRow(
        visit=visit.id,
        youth=visit.youth,
        at=visit.planned_at,
        at_text=words.clock_time(visit.planned_at or visit.arrived),
        name=name,
        address="" if hidden else address,
        history=history,
        status=status,
        on=visit.planned_on or visit.visited_on,
        done=visit.status is not VisitStatus.PLANNED,
    )


def _visits_text(visits: tuple[VisitRow, ...]) -> str:
    """How many rows there are, as in the navigation, and how many of them are called off."""
    if not visits:
        return "Inga besök i dag"
    off = sum(visit.status is _CALLED_OFF for visit in visits)
    called_off = f", {words.counted(off, 'inställt', 'inställda')}" if off else ""
    return f"{len(visits)} besök{called_off} · allt finns på datorn"


def address_of(youth: Youth) -> str:
    """As "Provgatan 12, Nässjö"; never of one who is protected."""
    if is_protected(youth.protection):
        return ""
    return ", ".join(part for part in (youth.street, youth.city) if part)


def _visits(context: Context, on: date) -> tuple[VisitRow, ...]:
    return visit_rows(context, context.queries.visits(on, on), on)


def visit_rows(context: Context, visits: Sequence[HomeVisit], on: date) -> tuple[VisitRow, ...]:
    """Visits as rows, as seen on a day; those of youths who are not here are left out."""
    rows = {row.id: row for row in context.queries.case_rows([one.youth for one in visits])}
    youths = {one.id: one for one in context.queries.records(Youth, {one.youth for one in visits})}
    return tuple(
        visit_row(
            # An entry of one who is protected may be hers without being protected itself.
            attrs.evolve(visit, address=None) if is_protected(row.protection) else visit,
            None if is_protected(row.protection) else youths.get(visit.youth),
            row_name(row),
            _history(row, on),
        )
        for visit in visits
        if (row := rows.get(visit.youth)) is not None
    )


def _history(row: CaseRow, on: date) -> str:
    """What was tried before, in short: "Brev 22 sep, 2 försök till, senast 22 okt"."""
    parts = []
    if row.first_letter is not None:
        parts.append(f"Brev {words.short(row.first_letter, on)}")
    others = row.attempts - (row.first_letter is not None)
    if others:
        more = " till" if row.first_letter is not None else ""
        parts.append(f"{others} försök{more}")
    if row.last_attempt is not None and row.last_attempt != row.first_letter:
        parts.append(f"senast {words.short(row.last_attempt, on)}")
    return ", ".join(parts) or "Inget försök tidigare"


def _not_reached(row: CaseRow, on: date) -> NotReachedRow:
    since = row.first_letter or row.enrolled_on or on
    days = max(0, (on - since).days)
    protected = is_protected(row.protection)
    late = row.step_due is not None and row.step_due < on
    return NotReachedRow(
        youth=row.id,
        name=row_name(row),
        next_step=f"Ärende {row.case_number} · särskild rutin" if protected else _step(row, on),
        days=days,
        days_text=words.counted(days, "dag", "dagar"),
        late=late,
        protected=protected,
    )


def _step(row: CaseRow, on: date) -> str:
    if row.step_title is None or row.step_due is None:
        return "Inget nästa steg"
    title = row.step_title.partition(": ")[0]  # how it is done stands on the page
    if row.step_due < on:
        return f"{title}, {words.counted((on - row.step_due).days, 'dag', 'dagar')} sen"
    if row.step_due == on:
        return f"{title} i dag {words.clock_time(row.step_at)}".rstrip()
    if row.step_is_visit:
        return f"{title} bokat {words.short(row.step_due, on)}"
    return f"{title} senast {words.short(row.step_due, on)}"


__all__ = ["PROTECTED_NAME", "address_of", "day_view", "visit_row"]
