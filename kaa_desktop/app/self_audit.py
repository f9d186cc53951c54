"""Granskning of an unlocked profile (`Session.self_audit`): every case in the auditors' four areas.

Judged afresh from the journal, on a thread of its own: a verdict changes only when the record does. A
sample is kept as how it was drawn and what came out, never whose cases it was (AuditSample).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from kaa_core.model.ids import RecordId, WorkerId, YouthId
from kaa_core.model.organising import AuditSample, RoutineVersion
from kaa_core.model.records import Youth
from kaa_core.model.registry import Problem
from kaa_core.model.rights import Right
from kaa_core.rules.routine import reigns
from kaa_core.rules.routine.types import Routine
from kaa_core.rules.self_audit import Area, Audit, Value, audit_by, draw
from kaa_core.rules.self_audit.sampling import MOST
from kaa_desktop.app import audit_report
from kaa_desktop.app.audit_views import (
    COUNTED,
    AuditList,
    AuditQuery,
    AuditRow,
    SampleRow,
    Sampling,
    Whose,
)
from kaa_desktop.app.clock import new_id
from kaa_desktop.app.context import Context, is_protected, row_name, row_number
from kaa_desktop.app.operations import Operations
from kaa_desktop.app.running import Progress, Run
from kaa_desktop.app.staff import staff_of
from kaa_desktop.app.views import Result
from kaa_desktop.app.words import counted
from kaa_desktop.store import auditing
from kaa_desktop.store.auditing import AuditFilter
from kaa_desktop.store.files import write_atomically
from kaa_desktop.store.packed import unpacked
from kaa_desktop.store.queries import Queries
from kaa_desktop.store.store import Store

SEEDS: Final = 1_000_000
USUAL_SIZE: Final = 10
WHOSE: Final = {
    Whose.MINE: "mina ärenden",
    Whose.UNIT: "enhetens ärenden",
    Whose.ALL: "alla ärenden",
}


class SelfAudit:
    """Made by `opening.start`; ended by the session."""

    def __init__(self, context: Context, store: Store, operations: Operations) -> None:
        self._context = context
        self._aside = store.aside
        self._operations = operations
        self._running = Run()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="kaa-audit")

    def close(self) -> None:
        """Let nothing more begin, and break off what runs."""
        self._running.stop()
        self._thread.shutdown(wait=False, cancel_futures=True)

    # -- auditing

    def later(self, query: AuditQuery, run: Run) -> Future[AuditList | None]:
        """Audit beside the window's thread; None when it was stopped."""
        self._running = run
        return self._thread.submit(self._audit, self._aside, query, run)

    def now(self, query: AuditQuery) -> AuditList:
        """The same, at once: for a few cases."""
        found = self._audit(self._context.queries, query, Run())
        assert found is not None  # nobody can have stopped it
        return found

    def of(self, youth: YouthId, on: date | None = None) -> Audit | None:
        """One case on a day (default today); None when she is not on this computer."""
        found = self._read(self._context.queries, [youth.bytes])
        if not found:
            return None
        _, held, records = found[0]
        return audit_by(held, records, self._routines(), on or self._context.today)

    def rows(self, ids: Sequence[YouthId], found: AuditList) -> list[AuditRow]:
        """Rows for some of the cases; those that are gone are left out."""
        names = self._context.names()
        return [
            AuditRow(
                youth=row.id,
                name=row_name(row),
                number=row_number(row),
                case_number=row.case_number or "",
                protected=is_protected(row.protection),
                hidden=is_protected(row.protection) and not self._context.openings.left(row.id),
                worker="" if row.worker is None else names.get(row.worker, ""),
                audit=found.cases[row.id],
            )
            for row in self._context.queries.case_rows(ids)
            if row.id in found.cases
        ]

    def has_unit(self) -> bool:
        """Whether the user works in a unit, so that its cases can be asked for."""
        return self._workers(Whose.UNIT) is not None

    def _audit(self, queries: Queries, query: AuditQuery, run: Run) -> AuditList | None:
        wanted = AuditFilter(workers=self._workers(query.whose), closed=query.closed)
        cases = queries.read(lambda one: auditing.cases_on(one, wanted, query.on))
        population = len(cases)
        if query.sampling is not None:
            cases = draw(cases, query.sampling.size, query.sampling.seed)
        routines = self._routines()
        found: dict[YouthId, Audit] = {}
        run.progress = Progress(done=0, total=len(cases))
        for part in auditing.portions(cases):
            for youth, held, records in self._read(queries, part):
                audited = audit_by(held, records, routines, query.on)
                found[YouthId(unpacked(youth))] = audited
            run.progress = Progress(done=len(found), total=len(cases))
            if run.stopped:
                return None
        return AuditList(
            query=query, cases=found, population=population, routine=_since(routines, query.on)
        )

    def _read(
        self, queries: Queries, part: Sequence[bytes]
    ) -> list[tuple[bytes, Youth, list[Any]]]:
        return queries.read(lambda one: auditing.read(one, part))

    def _routines(self) -> tuple[Routine, ...]:
        return reigns(self._context.queries.records(RoutineVersion))

    def _workers(self, whose: Whose) -> tuple[WorkerId, ...] | None:
        """Whose enrolments; someone without a worker's record has none of her own."""
        own = self._context.identity.worker
        if whose is Whose.ALL:
            return None
        if own is None:
            return () if whose is Whose.MINE else None
        if whose is Whose.MINE:
            return (own,)
        staff = staff_of(self._context.queries)
        unit = staff.unit_of(own)
        if unit is None:
            return None
        return tuple(one for one in staff.names if staff.unit_of(one) == unit)

    # -- samples

    def new_seed(self) -> int:
        """A seed that nobody has chosen."""
        return new_id(self._context.clock).int % SEEDS

    def problems(self, sampling: Sampling) -> list[Problem]:
        """What is wrong with how a sample is to be drawn."""
        found = []
        if not 1 <= sampling.size <= MOST:
            sentence = f"Antalet ska vara mellan 1 och {MOST}."
            found.append(Problem(field="size", sentence=sentence))
        if sampling.seed < 0:
            found.append(
                Problem(field="seed", sentence="Fröet ska vara noll eller ett positivt tal.")
            )
        return found

    def keep(self, found: AuditList) -> Future[Result]:
        """Keep a drawn sample: how it was drawn and what came out, nobody's name."""
        sampling = found.query.sampling
        assert sampling is not None  # only a sample is kept
        made = AuditSample(
            id=RecordId(new_id(self._context.clock)),
            drawn_on=self._context.today,
            as_of=found.query.on,
            size=sampling.size,
            seed=sampling.seed,
            chosen=self.chosen(found.query),
            drawn_by=self._context.identity.worker,
            outcome=_outcome(found),
        )
        return self._operations.record_as(
            made,
            lambda transaction: transaction.create(made),
            "Stickprovet är sparat: hur det drogs och vad som kom ut, inte vems ärenden det var.",
            Right.KEEP_REGISTER,
        )

    def samples(self) -> list[SampleRow]:
        """The samples that were kept, the latest first; those that `unread` counts are left out."""
        rows = [one for one in self._samples() if one is not None]
        return sorted(rows, key=lambda one: (one.drawn_on, one.id.bytes), reverse=True)

    def unread(self) -> str:
        """How many samples cannot be read: of a newer program, or spoilt. Empty when none is."""
        count = sum(one is None for one in self._samples())
        words = counted(count, "stickprov går", "stickprov går")
        return f"{words} inte att läsa i den här versionen av programmet." if count else ""

    def _samples(self) -> list[SampleRow | None]:
        names = self._context.names()
        return [_sample(one, names) for one in self._context.queries.records(AuditSample)]

    def chosen(self, query: AuditQuery) -> str:
        """Which cases, in words."""
        which = "pågående och avslutade under året" if query.closed else "pågående"
        return f"{WHOSE[query.whose]}, {which}"

    # -- the report

    def report(self, found: AuditList) -> bytes:
        """The auditors' own table and the reasons of each case, as tagged PDF, without names."""
        rows = self.rows(list(found.cases), found)
        clock = self._context.clock
        told = audit_report.told(
            found,
            rows,
            self.chosen(found.query),
            clock.local(clock.now()),
            self._context.identity.who,
        )
        from kaa_desktop.documents.typeset import typeset  # noqa: PLC0415 - not at every start

        return typeset("granskning", told, clock.now())

    def save_report(self, found: AuditList, path: Path) -> Future[Result]:
        """Make the report and write it; raises `StoreFault` when the file cannot be written."""

        def write() -> Result:
            write_atomically(path, self.report(found))
            return Result(sentence="Rapporten är sparad som PDF.")

        return self._thread.submit(write)


def _since(routines: Sequence[Routine], on: date) -> date | None:
    since = [one.since for one in routines if one.since <= on][-1]
    return None if since == date.min else since


def _outcome(found: AuditList) -> dict[str, Any]:
    """What is kept of a sample, as plain values."""
    return {
        "layout": 1,
        "whose": found.query.whose.value,
        "closed": found.query.closed,
        "population": found.population,
        "routine": None if found.routine is None else found.routine.isoformat(),
        "counts": [[found.counts[area][value] for value in Value] for area in Area],
    }


def _count(held: Any) -> int:
    if type(held) is not int or held not in range(MOST + 1):
        raise ValueError
    return held


def _sample(one: AuditSample, names: Mapping[UUID, str]) -> SampleRow | None:
    try:
        outcome = one.outcome
        if outcome["layout"] != 1 or one.size is None or one.seed is None:
            return None
        query = AuditQuery(
            on=one.as_of,
            whose=Whose(outcome["whose"]),
            closed=bool(outcome["closed"]),
            sampling=Sampling(size=one.size, seed=one.seed),
        )
        totals = tuple(
            tuple(_count(counts[value - 1]) for value in COUNTED)
            for counts, _area in zip(outcome["counts"], Area, strict=True)
        )
    except (KeyError, TypeError, ValueError, IndexError):
        return None
    return SampleRow(
        id=one.id,
        query=query,
        drawn_on=one.drawn_on,
        drawn_by="" if one.drawn_by is None else names.get(one.drawn_by, ""),
        chosen=one.chosen or "",
        totals=totals,
    )
