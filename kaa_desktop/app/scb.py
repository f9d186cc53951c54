"""Underlag till SCB (`Session.scb`): a half-year seen beforehand, its file made, and what was said last.

Read beside the window's thread, a portion at a time. The program sends nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any, Final

from kaa_core.model.enums import Protection
from kaa_core.model.ids import RecordId, YouthId
from kaa_core.model.records import (
    ScbDelivery,
    ScbLayout,
)
from kaa_core.model.registry import Problem
from kaa_core.model.rights import Right
from kaa_core.scb import compare
from kaa_core.scb.checks import check
from kaa_core.scb.file import name_of
from kaa_core.scb.half_year import HalfYear, to_report
from kaa_core.scb.layout import InForce, in_force
from kaa_core.scb.rows import Asked, Line, lines_of
from kaa_desktop.app.context import Context, is_protected, row_name, row_number
from kaa_desktop.app.operations import Operations
from kaa_desktop.app.papers import Papers
from kaa_desktop.app.roles import why_not
from kaa_desktop.app.running import Progress, Run
from kaa_desktop.app.scb_deliveries import delivery_rows
from kaa_desktop.app.scb_layouts import ScbLayouts
from kaa_desktop.app.scb_making import STOPPED, Making
from kaa_desktop.app.scb_periods import ScbPeriods
from kaa_desktop.app.scb_views import (
    Chosen,
    DeliveryRow,
    Mend,
    Preview,
    ScbRow,
    What,
)
from kaa_desktop.app.statistics_held import held
from kaa_desktop.app.views import Result
from kaa_desktop.store import scb_reading
from kaa_desktop.store.packed import unpacked
from kaa_desktop.store.queries import Queries
from kaa_desktop.store.store import Store

OFFERED: Final = 8
"""Half-years to choose among."""
LONGEST_REASON: Final = 300
UNREADABLE: Final = (
    "Uppställningen som gäller går inte att läsa: den kan vara gjord med en nyare version av programmet. "
    "Uppdatera programmet, eller gör en ny uppställning."
)
NOBODY: Final = "Ingen var inskriven under halvåret. Då blir filen tom."
PARTLY: Final = (
    "Alla ärenden finns inte på den här datorn. Vänta tills registret är hämtat från servern."
)
MISSING: Final = (
    "{0} finns inte på den här datorn och är inte med i underlaget. Filen ska göras av någon som har alla, "
    "som en samordnare, eller på servern med kaa-server scb."
)
_PROTECTED: Final = "Ungdomar med skyddad folkbokföring som du inte arbetar med"
_OTHERS: Final = "Ungdomar vars ärenden du inte har"
CHANGED: Final = (
    "Under tiden har det ändrats vilka som har skyddade uppgifter. Gå tillbaka, se igenom underlaget och "
    "börja om."
)


class Scb:
    """Of one unlocked profile; ended by the session."""

    def __init__(
        self,
        context: Context,
        store: Store,
        operations: Operations,
        papers: Papers,
        told: Callable[[Future[Any]], None],
    ) -> None:
        self._context, self._store, self._operations = context, store, operations
        self._papers = papers
        self._making = Making(context, store, papers, told)
        self.layouts = ScbLayouts(context, operations)
        self.periods = ScbPeriods(context, operations)
        self._running = Run()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="kaa-scb")

    def close(self) -> None:
        """Break off what is read, before the store closes."""
        self._running.stop()
        self._thread.shutdown(wait=True, cancel_futures=True)

    # -- looking

    def half_years(self) -> list[HalfYear]:
        """Those that can be chosen, the latest first."""
        found = [HalfYear.of(self._context.today)]
        while len(found) < OFFERED:
            found.append(found[-1].before)
        return found

    def usual(self) -> HalfYear:
        """The last one that is over."""
        return to_report(self._context.today)

    def later(self, half_year: HalfYear, run: Run) -> Future[Preview | None]:
        """Read a half-year beside the window's thread; None when it was stopped."""
        self._running = run
        return self._thread.submit(self._preview, half_year, run)

    def now(self, half_year: HalfYear) -> Preview:
        """The same, at once: for few cases."""
        found = self._preview(half_year, Run())
        assert found is not None  # nobody can have stopped it
        return found

    def rows(self, preview: Preview, what: What) -> list[ScbRow]:
        """The list of the page: what to mend, or what is another than last time."""
        said: list[tuple[YouthId, dict[str, Any]]]
        if what is What.MEND:
            said = [(one.youth, {"finding": one.finding}) for one in preview.mends]
        else:
            said = list(_changes(preview))
        rows = self._context.queries.case_rows([one for one, _ in said])
        known = {row.id: row for row in rows}
        made = []
        for at, (youth, values) in enumerate(said):
            row = known.get(youth)
            shut = row is None or is_protected(row.protection)
            made.append(
                ScbRow(
                    id=(youth, at),
                    youth=youth,
                    name="Raderad" if row is None else row_name(row),
                    number="" if row is None else row_number(row),
                    hidden=shut and not self._context.openings.left(youth),
                    **values,
                )
            )
        return sorted(made, key=lambda one: (one.name, one.number))

    def deliveries(self, half_year: HalfYear | None = None) -> list[DeliveryRow]:
        """The files that were made, the latest first."""
        rows = delivery_rows(self._context)
        return [one for one in rows if half_year is None or one.half_year == half_year]

    # -- making

    def file_name(self, preview: Preview) -> str:
        """What the file is called when nothing else is said."""
        return name_of(preview.asked.half_year)

    def problems(self, preview: Preview, chosen: Chosen) -> list[Problem]:
        """What keeps the file from being made, by field."""
        return list(self._problems(preview, chosen))

    def _problems(self, preview: Preview, chosen: Chosen) -> Iterator[Problem]:
        if refusal := why_not(self._context.identity.standing.role, Right.KEEP_REGISTER):
            yield Problem(field="", sentence=refusal)
        if not preview.in_force.readable:
            yield Problem(field="", sentence=UNREADABLE)
        if not preview.whole:
            yield Problem(field="", sentence=PARTLY)
        if preview.missing and not chosen.partly:
            yield Problem(
                field="partly", sentence=f"{preview.missing} Kryssa för om den ska göras ändå."
            )
        if not preview.kept(chosen):
            yield Problem(field="", sentence=NOBODY)
        kept = [preview.protections.get(one) for one in preview.kept(chosen)]
        if any(kept) and not chosen.weighed:
            sentence = "Pröva om uppgifterna får lämnas, och kryssa för det. Eller lämna bort dem."
            yield Problem(field="weighed", sentence=sentence)
        if len(kept) < len(preview.lines) and not chosen.reason.strip():
            yield Problem(field="reason", sentence="Skriv varför de lämnas bort.")
        elif len(chosen.reason.strip()) > LONGEST_REASON:
            yield Problem(field="reason", sentence=f"Skriv kortare: högst {LONGEST_REASON} tecken.")

    def make(
        self, preview: Preview, chosen: Chosen, path: Path, run: Run | None = None
    ) -> Future[Result]:
        """Write the file where she says, and record it. Raises a `StoreFault` when it cannot be.

        It is read anew: what was mended since she looked is in it.
        """
        running = self._running = run or Run()

        def write() -> Result:
            now = self._preview(preview.asked.half_year, running)
            if now is None:
                return Result(problems=(Problem(field="", sentence=STOPPED),))
            problems = self.problems(now, chosen)
            if _protected(now) != _protected(preview):
                problems.append(Problem(field="", sentence=CHANGED))
            if problems:
                return Result(problems=tuple(problems))
            return self._making.make(now, chosen, path, running)

        return self._papers.submit(write)

    def mark_sent(self, delivery: RecordId, on: date) -> Future[Result]:
        """A person has sent it herself."""
        values = {"sent_on": on, "sent_by": self._context.identity.worker}
        return self._operations.change_as(
            ScbDelivery,
            delivery,
            values,
            "Filen är markerad som skickad.",
            Right.KEEP_REGISTER,
        )

    def sent_problems(self, row: DeliveryRow, on: date | None) -> list[Problem]:
        """What is wrong with the day on which a file was sent."""
        made = self._context.clock.local(row.made_at).date()
        if on is None:
            return [Problem(field="sent_on", sentence="Fyll i dagen.")]
        if on > self._context.today:
            return [Problem(field="sent_on", sentence="Dagen har inte kommit än.")]
        if on < made:
            return [Problem(field="sent_on", sentence="Filen var inte gjord då.")]
        return []

    # -- on the thread

    def _asked(self, half_year: HalfYear, held: InForce) -> Asked:
        return Asked(
            half_year=half_year,
            municipality=self._context.identity.municipality,
            today=self._context.today,
            attempts=held.layout.attempts,
        )

    def _preview(self, half_year: HalfYear, run: Run) -> Preview | None:
        queries: Queries = self._store.aside
        layout = in_force(queries.records(ScbLayout), half_year.last)
        asked = self._asked(half_year, layout)
        everybody = queries.read(partial(scb_reading.enrolled_in, half_year=half_year))
        kinds = scb_reading.wanted(half_year)
        lines: dict[YouthId, Sequence[Line]] = {}
        mends: list[Mend] = []
        protections: dict[YouthId, Protection | None] = {}
        run.progress = Progress(done=0, total=len(everybody))
        done = 0
        for part in scb_reading.portions(everybody):
            for packed, youth, records in queries.read(
                partial(scb_reading.read, part=part, kinds=kinds)
            ):
                told = lines_of(youth, records, asked)
                if told:
                    hers = YouthId(unpacked(packed))
                    lines[hers] = told
                    protections[hers] = youth.protection or None
                    found = check(youth, records, asked)
                    mends += [Mend(youth=hers, finding=one) for one in found]
            done += len(part)
            run.progress = Progress(done=done, total=len(everybody))
            if run.stopped:
                return None
        former = self._making.former(half_year)
        before = {} if former is None else self._making.stated(half_year, former.id)
        return Preview(
            asked=asked,
            in_force=layout,
            lines=lines,
            mends=tuple(mends),
            protections=protections,
            differences=compare.compare(before, lines, layout.layout),
            former=former,
            whole=self._whole(),
            missing=self._missing(),
        )

    def _missing(self) -> str:
        """Which youths are not here by the user's sight, however long she waits."""
        sight = held(self._context, loading=False, contact="")
        if not sight.missing:
            return ""
        return MISSING.format(_PROTECTED if sight.whole else _OTHERS)

    def _whole(self) -> bool:
        """Whether whoever keeps the register has all of it here by now."""
        return self._store.snapshot_position() is None


def _changes(preview: Preview) -> Iterator[tuple[YouthId, dict[str, Any]]]:
    if preview.former is None:
        return
    found = preview.differences
    for youth, change in found.changed.items():
        yield YouthId(youth), {"change": change, "word": "Ändrad"}
    for youth in found.new:
        yield YouthId(youth), {"word": "Ny"}
    for youth in found.gone:
        yield YouthId(youth), {"word": "Inte med längre"}


def _protected(preview: Preview) -> dict[YouthId, Protection | None]:
    return {youth: one for youth, one in preview.protections.items() if one}
