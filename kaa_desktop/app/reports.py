"""Rapporter (`Session.reports`): counted, put together and set beside the window's thread; then given out.

A report leaves the program as the file that a person asks for, and that it did is recorded before the file
has its name (papers.py): what, as of when, and who decided and why where small numbers are shown.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

import attrs

from kaa_core.model.following_up import FigureExport
from kaa_core.model.ids import RecordId
from kaa_core.model.records import OrganisationGoal, Worker
from kaa_core.model.registry import Problem
from kaa_core.model.rights import Right
from kaa_core.statistics.answers import Answer, Origin
from kaa_core.statistics.day import EVERYBODY, Filter
from kaa_core.statistics.reports import (
    KINDS,
    Asked,
    Kind,
    Period,
    Report,
    build,
    figures_of,
    former,
    period,
)
from kaa_core.statistics.reports.building import GoalRow
from kaa_desktop.app.context import Context
from kaa_desktop.app.papers import Papers, figures_out
from kaa_desktop.app.reports_counting import NotWhole, counted
from kaa_desktop.app.statistics import Statistics
from kaa_desktop.app.statistics_views import Asked as Counting
from kaa_desktop.app.statistics_views import Given, Progress, Question
from kaa_desktop.app.views import Result

if TYPE_CHECKING:
    from kaa_core.statistics.workbook import Lines

LONGEST_REASON: Final = 500
PREVIEW_PPI: Final = 120.0
NO_REASON: Final = "Skriv varför små tal ska visas. Skälet sparas och står i rapporten."
NOT_YOURS: Final = (
    "Små tal får visas av den som följer upp verksamheten. De är dolda i din rapport."
)
NO_UNIT: Final = "Välj enhet."
BACKWARDS: Final = "Slutdatum ligger före startdatum. Ändra ett av dem."
AHEAD: Final = "Perioden slutar efter i dag. Välj en dag som har varit."
COUNTING: Final = "Räknar talen"
SETTING: Final = "Gör rapporten"
STOPPED: Final = "Det är avbrutet. Ingen fil är gjord."


class Form(enum.Enum):
    """As what a report is given out: its ending."""

    PDF = "pdf"
    SHEET = "xlsx"

    @property
    def label(self) -> str:
        """As "PDF"."""
        return "PDF" if self is Form.PDF else "kalkylblad"


@attrs.frozen(kw_only=True)
class Order:
    """What a person asks for. `against` None: compared with nothing. `unit` None: the municipality."""

    kind: Kind
    of: Period
    against: Period | None = None
    unit: RecordId | None = None
    texts: dict[str, str] = attrs.field(factory=dict)
    shown: bool = False
    reason: str = ""


@attrs.frozen(kw_only=True, repr=False)
class ExportRow:
    """Figures that left the program, as the list shows them."""

    id: RecordId
    what: str
    as_of: date
    made: str
    made_by: str
    small_shown: bool
    reason: str


class Run:
    """A report under way: `progress` and `doing` are read, and `stop` called, on any thread."""

    def __init__(self) -> None:
        self.doing = COUNTING
        self.stopped = False
        self._counting: Counting[list[Given]] | None = None

    @property
    def progress(self) -> Progress:
        """How far the counting has come."""
        return Progress() if self._counting is None else self._counting.progress

    def stop(self) -> None:
        """Break off as soon as may be; what is made is thrown away."""
        self.stopped = True
        if self._counting is not None:
            self._counting.cancel()

    def wait(self, counting: Counting[list[Given]]) -> list[Given]:
        """Wait for the figures. Raises CancelledError when it was stopped."""
        self._counting = counting
        self.go_on()
        return counting.result()

    def go_on(self) -> None:
        """Raise CancelledError when it was stopped."""
        if self.stopped:
            raise CancelledError


class Reports:
    """Of one unlocked profile; ended by the session."""

    def __init__(self, context: Context, papers: Papers, statistics: Statistics) -> None:
        self._context = context
        self._papers, self._statistics = papers, statistics
        self._hands = ThreadPoolExecutor(1, thread_name_prefix="kaa-reports")
        self._running = Run()

    def close(self) -> None:
        """Break off what is made, before the statistics close."""
        self._running.stop()
        self._hands.shutdown(wait=True, cancel_futures=True)

    # -- what can be chosen

    def kinds(self, may: Callable[[Right], bool]) -> list[Kind]:
        """Those that one who may some things may make."""
        return [one for one in KINDS if may(one.right) or may(Right.FOLLOW_UP)]

    def usual(self, kind: Kind) -> Period:
        """The period until today."""
        return period(kind.span, self._context.today)

    def former(self, of: Period) -> Period:
        """What it is usually compared with."""
        return former(of)

    def units(self) -> dict[RecordId, str]:
        """The municipality's units, in the order of their names."""
        return self._context.units()

    def own_unit(self) -> RecordId | None:
        """The unit that the user works in, if she is in one."""
        worker = self._context.identity.worker
        held = None if worker is None else self._context.queries.record(Worker, worker)
        return held.unit if isinstance(held, Worker) else None

    def exports(self) -> list[ExportRow]:
        """What has left the program, the latest first."""
        context = self._context
        held = context.queries.records(FigureExport)
        names = context.names()
        return [
            ExportRow(
                id=one.id,
                what=one.what,
                as_of=one.as_of,
                made=""
                if one.made_at is None
                else f"{context.clock.local(one.made_at):%Y-%m-%d %H.%M}",
                made_by=names.get(one.made_by, "") if one.made_by else "",
                small_shown=bool(one.small_shown),
                reason=one.reason or "",
            )
            for one in sorted(held, key=lambda it: it.id.bytes, reverse=True)
        ]

    def problems(self, order: Order, may: Callable[[Right], bool]) -> list[Problem]:
        """Why it cannot be made."""
        return list(self._problems(order, may))

    def _problems(self, order: Order, may: Callable[[Right], bool]) -> Iterator[Problem]:
        if order.of.end < order.of.start:
            yield Problem(field="end", sentence=BACKWARDS)
        elif order.of.end > self._context.today:
            yield Problem(field="end", sentence=AHEAD)
        if order.kind.of_unit and order.unit is None and self.units():
            yield Problem(field="unit", sentence=NO_UNIT)
        if order.shown and not order.kind.always_hidden:
            if not may(Right.FOLLOW_UP):
                yield Problem(field="shown", sentence=NOT_YOURS)
            elif not order.reason.strip():
                yield Problem(field="reason", sentence=NO_REASON)

    def file_name(self, order: Order, form: Form) -> str:
        """What the file may be called: nothing of anybody."""
        words = order.kind.name.casefold().translate(str.maketrans("åäö ", "aao-"))
        return f"{words}-{order.of.end.isoformat()}.{form.value}"

    # -- making

    def pages(self, order: Order, run: Run) -> Future[list[bytes]]:
        """The report as pictures, a PNG each page. Cancelled when it was stopped."""
        self._running = run
        return self._hands.submit(self._pages, order, run)

    def _pages(self, order: Order, run: Run) -> list[bytes]:
        from kaa_desktop.documents.report import report_pages  # noqa: PLC0415 - not at the start

        report = self._report(order, run)
        return report_pages(report, self._now(), PREVIEW_PPI)

    def save(self, order: Order, form: Form, path: Path, run: Run) -> Future[Result]:
        """Make it, record that it was made, and write it there."""
        self._running = run
        return self._hands.submit(self._save, order, form, path, run)

    def _save(self, order: Order, form: Form, path: Path, run: Run) -> Result:
        try:
            report = self._report(order, run)
            content = self._content(report, form)
            run.go_on()
        except CancelledError:
            return Result(problems=(Problem(field="", sentence=STOPPED),))
        except NotWhole as refused:
            return Result(problems=(Problem(field="", sentence=refused.sentence),))
        shown = order.shown and not order.kind.always_hidden
        export = figures_out(
            self._context,
            f"{order.kind.name} ({form.label})",
            order.of.end,
            reason=order.reason.strip() if shown else None,
        )
        said = f"Rapporten är sparad som {form.label}."
        return self._papers.submit(
            self._papers.record_as,
            path,
            lambda stream: stream.write(content),
            export,
            said,
            Right.READ_CASES,
        ).result()

    def save_figure(
        self, answer: Answer, facts: Sequence[tuple[str, str]], path: Path
    ) -> Future[Result]:
        """One figure as a spreadsheet or CSV, its small numbers hidden (figure_files.py)."""
        from kaa_desktop.app.figure_files import save_figure  # noqa: PLC0415 - seldom

        missing = self._missing([answer])
        told = [*facts, ("Saknas", missing)] if missing else facts
        return save_figure(self._context, self._papers, answer, told, path)

    def _missing(self, answers: Iterable[Answer]) -> str:
        """Which youths are not in what was counted here."""
        here = any(one.origin is Origin.COUNTED for one in answers)
        return self._statistics.held().missing if here else ""

    def _content(self, report: Report, form: Form) -> bytes:
        made = self._now()
        if form is Form.PDF:
            from kaa_desktop.documents.report import report_pdf  # noqa: PLC0415 - not at the start

            return report_pdf(report, made)
        from kaa_core.statistics.workbook import workbook  # noqa: PLC0415 - the same

        return workbook(
            report.title,
            report.answers,
            made=made,
            facts=[*report.facts, *(("Att tänka på", one) for one in report.notes)],
            comparison=report.comparison,
            lines=[_goal_lines(report.goals)] if report.goals else [],
        )

    def _now(self) -> datetime:
        """The moment as clocks here show it."""
        return self._context.clock.local(self._context.clock.now())

    def report(self, order: Order, run: Run) -> Future[Report]:
        """Only put together."""
        self._running = run
        return self._hands.submit(self._report, order, run)

    def _report(self, order: Order, run: Run) -> Report:
        goals = self._goals(order)
        keys = figures_of(order.kind, goals)
        only = Filter(units=frozenset({order.unit.bytes})) if order.unit else EVERYBODY
        spans = [one for one in (order.of, order.against) if one is not None]
        questions = [
            Question(as_of=one.end, start=one.start, figures=keys, only=only) for one in spans
        ]
        if order.kind.of_unit:  # may lack somebody, and says whom
            found = run.wait(self._statistics.several(questions))
        else:
            found = counted(self._statistics, questions, run)
        run.doing = SETTING
        run.go_on()
        now = found[0]
        asked = Asked(
            kind=order.kind,
            municipality=self._context.identity.who.municipality,
            of=order.of,
            against=order.against,
            unit=self.units().get(order.unit, "") if order.unit else "",
            texts=order.texts,
            shown=order.shown,
            reason=order.reason.strip(),
            held=now.held,
            missing=self._missing(now.answers.values()),
            remarks=tuple(dict.fromkeys(said for one in found for said in one.remarks)),
        )
        return build(asked, now.answers, found[1].answers if len(found) > 1 else None, goals)

    def _goals(self, order: Order) -> list[OrganisationGoal]:
        """Those that hold on the last day, of the same unit or of the municipality."""
        end = order.of.end
        return [
            one
            for one in self._context.queries.records(OrganisationGoal)
            if one.start <= end and (one.end is None or end <= one.end) and one.unit == order.unit
        ]


def _goal_lines(goals: tuple[GoalRow, ...]) -> Lines:
    from kaa_core.statistics.workbook import Lines  # noqa: PLC0415 - the same

    return Lines(
        name="Mål",
        heads=("Mål", "Målvärde", "Utfall", "Läge", "Ansvarig"),
        rows=tuple((one.title, one.aim, one.outcome, one.state, one.owner) for one in goals),
    )
