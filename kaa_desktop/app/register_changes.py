"""Sedan sist: who came into the register, who went out, and whose answer is another, after a day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

import attrs

from kaa_core.model.ids import RecordId, YouthId
from kaa_core.model.records import Enrolment
from kaa_core.model.registry import REGISTRY
from kaa_core.rules.target_group.definitions import in_force
from kaa_desktop.app import words
from kaa_desktop.app.context import Context, row_name, row_number
from kaa_desktop.app.target_views import BELONGING_CHIPS
from kaa_desktop.app.views_base import Chip, Tone
from kaa_desktop.store import register_changes
from kaa_desktop.store.packed import unpacked
from kaa_desktop.store.register_changes import Changed, Way

AT_MOST: Final = 300
"""Rows of each way that are shown; the headings count all of them."""
_FIELDS: Final = REGISTRY.kind(Enrolment).by_name
_IN: Final = Chip("In", "user-plus", Tone.OK)
_OUT: Final = Chip("Ut", "user-x", Tone.NEUTRAL)


@attrs.frozen(kw_only=True, repr=False)
class ChangedRow:
    """A youth and what is new. `id` is for the list."""

    id: tuple[str, RecordId, date]
    youth: YouthId
    name: str
    number: str
    what: str
    when: str
    chip: Chip


@attrs.frozen(kw_only=True, repr=False)
class ChangedList:
    """The rows of each way, with how many there are in all."""

    rows: tuple[ChangedRow, ...]
    counts: dict[Way, int]
    since: date

    def of(self, way: Way) -> tuple[ChangedRow, ...]:
        """The rows of one way."""
        return tuple(one for one in self.rows if one.id[0] == way.value)


def changes(context: Context, days: int) -> ChangedList:
    """What has changed in the last days, today among them."""
    today = context.today
    after = today - timedelta(days=days)
    definition = in_force(today).key
    found, counts = context.queries.read(
        lambda one: register_changes.since(one, after, today, definition, AT_MOST)
    )
    return ChangedList(rows=tuple(_rows(context, found)), counts=counts, since=after)


def _rows(context: Context, found: Sequence[Changed]) -> list[ChangedRow]:
    ids = {unpacked(one.youth) for one in found}
    held = {row.id: row for row in context.queries.case_rows([YouthId(one) for one in ids])}
    return [
        ChangedRow(
            id=(one.way.value, row.id, one.on),
            youth=YouthId(row.id),
            name=row_name(row),
            number=row_number(row),
            what=_what(one),
            when=words.short(one.on, context.today),
            chip=_chip(one),
        )
        for one in found
        if (row := held.get(YouthId(unpacked(one.youth)))) is not None
    ]


def _what(one: Changed) -> str:
    if one.way is Way.CHANGED:
        assert one.before is not None  # a change has both
        return f"Var: {one.before.label}"
    if one.reason is None:
        return "orsak saknas"
    field = _FIELDS["registration_reason" if one.way is Way.IN else "deregistration_reason"]
    try:
        return words.sentence_case(field.from_wire(one.reason).label)
    except ValueError:  # what only a newer version knows
        return "annan orsak"


def _chip(one: Changed) -> Chip:
    if one.after is not None:
        return BELONGING_CHIPS[one.after]
    return _IN if one.way is Way.IN else _OUT
