"""What the municipality keeps of its own follow-up: figures, evaluations, budget, and the file to SCB.

About no youth, but for ScbStatement: what was said of her in a half-yearly file goes with her.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import attrs

from kaa_core.model.fields import (
    boolean,
    day,
    in_order,
    instant,
    integer,
    prose,
    raw,
    reference,
    text,
)
from kaa_core.model.ids import RecordId, UnitId, WorkerId, YouthId
from kaa_core.model.registry import Record, record


@record(43, "stored_figures", "lagrade tal")
@attrs.frozen(kw_only=True, repr=False)
class StoredFigures(Record):
    """All figures of a day, as they were when they could be counted; nobody's name or number.

    Persons are erased in the year they turn 21 (7 § 2006:39). From the day on which somebody who counted
    was erased the figures of the day are these (`frozen`), and never change. Written by the server alone.
    `content`: statistics/answers.py packs and reads it.
    """

    as_of: date = day(1, "avser", required=True)
    definition: str | None = text(2, "definition", max_length=20)
    made_at: datetime | None = instant(3, "räknat")
    version: str | None = text(4, "räknat med version", max_length=40)
    content: Any = raw(5, "innehåll")
    frozen: bool | None = boolean(6, "någon har gallrats sedan dess")


@record(44, "scb_layout", "uppställning till SCB")
@attrs.frozen(kw_only=True, repr=False)
class ScbLayout(Record):
    """Columns and codes of the half-yearly file from a date on; the newest that has begun counts.

    `confirmed`: somebody has entered SCB's own; until then it is the municipality's. `content`:
    kaa_core/scb packs and reads it.
    """

    since: date = day(1, "gäller från", required=True)
    name: str | None = text(2, "namn", max_length=100)
    content: Any = raw(3, "innehåll")
    confirmed: bool | None = boolean(4, "SCB:s egna koder är inlagda")
    note: str | None = text(5, "om ändringen", max_length=500)
    decided_by: WorkerId | None = reference(6, "inlagd av")


@record(46, "scb_delivery", "fil till SCB")
@attrs.frozen(kw_only=True, repr=False)
class ScbDelivery(Record):
    """A half-yearly file that was made: when, by whom, by which layout, and how much it held.

    A new one of the same half-year replaces the former. `sent_on`: a person says that she has sent it;
    the program sends nothing. `content`: counts per block and the file's SHA-256, nobody's data.
    """

    half_year: str | None = text(1, "halvår", required=True, max_length=6)
    made_at: datetime | None = instant(2, "gjord")
    made_by: WorkerId | None = reference(3, "gjord av")
    layout: RecordId | None = reference(4, "uppställning")
    content: Any = raw(5, "innehåll")
    sent_on: date | None = day(6, "skickad")
    sent_by: WorkerId | None = reference(7, "skickad av")


@record(47, "scb_statement", "uppgift till SCB")
@attrs.frozen(kw_only=True, repr=False)
class ScbStatement(Record):
    """What the latest file of a half-year says of one youth, for comparison with the next one."""

    youth: YouthId = reference(1, "ungdom", required=True)
    half_year: str | None = text(2, "halvår", required=True, max_length=6)
    delivery: RecordId | None = reference(3, "fil till SCB", required=True)
    content: Any = raw(4, "rader")


@record(48, "year_evaluation", "utvärdering av läsåret", checks=in_order)
@attrs.frozen(kw_only=True, repr=False)
class YearEvaluation(Record):
    """The evaluation of a school year: figures, analysis, and areas to improve (003 s. 18; 000 2.1.3).

    `figures`: as they stood when it was finished, this year's and last year's. `reopened`: why it was
    opened again after that; finished again it gets the figures of that day. It names no youth.
    """

    start: date = day(1, "från", required=True)
    end: date = day(2, "till", required=True)
    unit: UnitId | None = reference(3, "enhet")
    figures: Any = raw(4, "tal")
    reaching: str | None = prose(5, "hur vi når ungdomarna")
    measures: str | None = prose(6, "insatserna och vad de leder till")
    cooperation: str | None = prose(7, "samverkan")
    goals: str | None = prose(8, "målen")
    organisation: str | None = prose(9, "arbetssätt och bemanning")
    former: str | None = prose(10, "vad som hände med förra årets förbättringar")
    finished_on: date | None = day(11, "klar")
    finished_by: WorkerId | None = reference(12, "klarmarkerad av")
    reopened: str | None = text(13, "varför den öppnades igen", max_length=500)


@record(49, "improvement_area", "förbättringsområde")
@attrs.frozen(kw_only=True, repr=False)
class ImprovementArea(Record):
    """Something to do better, found in an evaluation; at least one each year (003 s. 18)."""

    evaluation: RecordId = reference(1, "utvärdering", required=True)
    title: str = text(2, "vad som ska bli bättre", required=True, max_length=300)
    how: str | None = prose(3, "så gör vi")
    owner: str | None = text(4, "ansvarig", max_length=200)
    by: date | None = day(5, "klart senast")
    done_on: date | None = day(6, "klart")
    outcome: str | None = prose(7, "hur det gick")


@record(50, "budget_entry", "budget och utfall", checks=in_order)
@attrs.frozen(kw_only=True, repr=False)
class BudgetEntry(Record):
    """Budget and outcome of a period, in whole kronor: the indicator that no case gives (000 2.1.3)."""

    start: date = day(1, "från", required=True)
    end: date = day(2, "till", required=True)
    budget: int | None = integer(3, "budget i kronor", required=True, minimum=0)
    outcome: int | None = integer(4, "utfall i kronor", minimum=0)
    unit: UnitId | None = reference(5, "enhet")
    note: str | None = text(6, "kommentar", max_length=500)
    entered_by: WorkerId | None = reference(7, "inlagd av")


@record(51, "figure_export", "uttag av statistik")
@attrs.frozen(kw_only=True, repr=False)
class FigureExport(Record):
    """Figures that left the program: what, as of when, and who decided when small groups were shown."""

    what: str = text(1, "vad", required=True, max_length=200)
    as_of: date = day(2, "avser", required=True)
    made_at: datetime | None = instant(3, "gjort")
    made_by: WorkerId | None = reference(4, "gjort av")
    small_shown: bool | None = boolean(5, "små tal visas")
    reason: str | None = text(6, "varför små tal visas", max_length=500)
