"""Utvärdering: every ended measure evaluated, every ongoing one followed up in time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

import attrs

from kaa_core.model.casework import FollowUp, Measure
from kaa_core.model.enums import FollowUpKind
from kaa_core.rules.calendar import add_months
from kaa_core.rules.self_audit.types import Area, Held, Lack, Mend, Value, Verdict, Where
from kaa_core.rules.self_audit.words import day, measure_name

TOLERANCE: Final = timedelta(days=30)
"""An evaluation over 30 days late makes *delvis* (domain.md section 9); the same for a follow-up."""
MONTHS_TO_FOLLOW_UP: Final = 3
"""When a measure says no day: the default for regular follow-up."""


@attrs.frozen
class _Looked:
    """How one measure stands. `done`: something is written. `late`: it came late. `waits`: until when."""

    done: bool
    fault: Lack | None = None
    waits: date | None = None


def judge(held: Held) -> Verdict:
    """Judge evaluation and follow-up: domain.md sections 4 and 9; 000 Bilaga 1, "Utvärdering"."""
    if not held.measures:
        said = "Det finns ingen åtgärd att följa upp eller utvärdera."
        return _verdict(Value.NOT_YET, "Ingen åtgärd", said)
    looked = [_look(held, one) for one in held.measures]
    lacks = tuple(one.fault for one in looked if one.fault is not None)
    done = any(one.done for one in looked)
    if lacks and not done:
        return _verdict(Value.NOT, "Ingen utvärdering", _none(held, lacks), *lacks)
    if lacks:
        said = f"Någon åtgärd är uppföljd eller utvärderad. {' '.join(one.said for one in lacks)}"
        return _verdict(Value.PARTLY, lacks[0].short, said, *lacks)
    if done:
        latest = max(one.occurred_on for one in held.follow_ups)
        said = "Avslutade åtgärder är utvärderade och pågående är uppföljda i tid. "
        return _verdict(Value.MEETS, f"Uppföljd {day(latest)}", f"{said}Senast {day(latest)}.")
    first = min(one.waits for one in looked if one.waits is not None)
    said = f"Inget skulle ha varit uppföljt eller utvärderat än. Första tiden är {day(first)}."
    return _verdict(Value.NOT_YET, f"Tid {day(first)}", said)


def _none(held: Held, lacks: Sequence[Lack]) -> str:
    said = "Det finns ingen dokumenterad utvärdering eller uppföljning av åtgärderna."
    return said if len(held.measures) == len(lacks) == 1 else f"{said} {_each(lacks)}"


def _each(lacks: Sequence[Lack]) -> str:
    return " ".join(one.said for one in lacks)


def _look(held: Held, measure: Measure) -> _Looked:
    own = sorted(
        (one for one in held.follow_ups if _about(one, measure)), key=lambda one: one.occurred_on
    )
    if measure.end is not None and measure.end <= held.on:
        return _ended(held, measure, measure.end, own)
    return _ongoing(held, measure, own)


def _about(one: FollowUp, measure: Measure) -> bool:
    """One without a measure is of the whole plan, and of what went on in it then."""
    if one.measure is not None:
        return one.measure == measure.id
    if one.plan is not None and measure.plan is not None and one.plan != measure.plan:
        return False
    return measure.start is None or one.occurred_on >= measure.start


def _ended(held: Held, measure: Measure, end: date, own: Sequence[FollowUp]) -> _Looked:
    """The evaluation is due when it was planned, else when the measure ended."""
    name = measure_name(measure, held.measures)
    due = max(measure.evaluation_on or end, end)
    evaluated = [
        one.occurred_on
        for one in own
        if one.kind is FollowUpKind.EVALUATION
        and (one.measure is not None or one.occurred_on >= end)
    ]
    if evaluated:
        if evaluated[0] <= due + TOLERANCE:
            return _Looked(done=True)
        said = f"Åtgärden {name} skulle ha utvärderats {day(due)}. Det gjordes {day(evaluated[0])}."
        how = "Utvärderingen är gjord, men sent. Det går inte att ändra i efterhand."
        return _Looked(True, _lack(measure, "late", "Utvärderad sent", said, how))
    if due + TOLERANCE >= held.on:
        return _Looked(bool(own), None, due)
    said = f"Åtgärden {name} slutade {day(end)} och är inte utvärderad."
    how = f"Utvärdera åtgärden {name} tillsammans med ungdomen."
    return _Looked(bool(own), _lack(measure, "evaluation", "Inte utvärderad", said, how))


def _ongoing(held: Held, measure: Measure, own: Sequence[FollowUp]) -> _Looked:
    """Followed up by its own day, else every three months; from the last time it was."""
    name = measure_name(measure, held.measures)
    due = _due(held, measure, own)
    planned = measure.follow_up_on
    made = own[0].occurred_on if own else date.min
    if planned is not None and planned + TOLERANCE < made:
        said = f"Åtgärden {name} skulle ha följts upp {day(planned)}. Det gjordes {day(made)}."
        how = "Uppföljningen är gjord, men sent. Det går inte att ändra i efterhand."
        return _Looked(True, _lack(measure, "late", "Uppföljd sent", said, how))
    if due is not None and due + TOLERANCE >= held.until:
        return _Looked(bool(own), None, due)
    said = f"Åtgärden {name} är inte uppföljd."
    if own:
        said = f"Åtgärden {name} är inte uppföljd sedan {day(own[-1].occurred_on)}."
    how = f"Följ upp åtgärden {name} tillsammans med ungdomen."
    return _Looked(bool(own), _lack(measure, "follow_up", "Inte uppföljd", said, how))


def _due(held: Held, measure: Measure, own: Sequence[FollowUp]) -> date | None:
    last = own[-1].occurred_on if own else measure.start
    plans = [one.follow_up_on for one in held.plans if measure.plan in (None, one.id)]
    days = [one for one in (measure.follow_up_on, *plans) if one is not None]
    later = [one for one in days if last is None or one > last]
    if later:
        return min(later)
    return None if last is None else add_months(last, MONTHS_TO_FOLLOW_UP)


def _lack(measure: Measure, code: str, short: str, said: str, how: str) -> Lack:
    return Lack(
        code=f"evaluation.{code}:{measure.id}",
        short=short,
        said=said,
        how=how,
        mend=Mend(where=Where.FOLLOW_UP, record=measure.id),
    )


def _verdict(value: Value, short: str, reason: str, *lacks: Lack) -> Verdict:
    return Verdict(area=Area.EVALUATION, value=value, reason=reason, short=short, lacks=lacks)
