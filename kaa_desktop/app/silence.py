"""Weeks without any outreach: said to the coordinator the Monday after the second (000 2.1.2)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import partial

from kaa_core.model.enums import Role
from kaa_core.model.ids import UnitId, WorkerId
from kaa_core.model.records import Unit, Worker
from kaa_core.rules.routine import silence
from kaa_desktop.app.context import Context
from kaa_desktop.store import routine_steps

_WEEKS = 2


def silence_text(context: Context, on: date) -> str:
    """As "Ingen uppsökande verksamhet sedan v. 38."; of units when only some are silent. Else empty."""
    if context.identity.standing.role != Role.COORDINATOR:
        return ""
    last = context.queries.read(routine_steps.last_outreach)
    if silence(last, on) is not None:
        return f"Ingen uppsökande verksamhet sedan {_week(last)}."
    return " ".join(_of_units(context, on))


def _of_units(context: Context, on: date) -> Iterator[str]:
    units = {UnitId(one.id): one.name for one in context.queries.records(Unit)}
    if len(units) < _WEEKS:
        return
    since = routine_steps.weeks_before(on, _WEEKS)
    active = context.queries.read(partial(routine_steps.authors_since, since=since))
    for unit, name in sorted(units.items(), key=lambda one: one[1]):
        own = _workers(context, unit)
        if not own or own & active:
            continue
        last = context.queries.read(partial(routine_steps.last_outreach_of, workers=own))
        if last is not None:
            yield f"Ingen uppsökande verksamhet i {name} sedan {_week(last)}."


def _workers(context: Context, unit: UnitId) -> set[WorkerId]:
    return {
        WorkerId(one.id)
        for one in context.queries.records(Worker)
        if one.unit == unit and one.active is not False
    }


def _week(last: date | None) -> str:
    return "" if last is None else f"v. {last.isocalendar().week}"
