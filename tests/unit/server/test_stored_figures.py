"""Stored figures: a month that has passed, and what stands when somebody who counted is erased."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

import attrs
import pytest

from kaa_core.model.enums import ErasureReason, RegistrationReason
from kaa_core.model.identity import synthetic_number
from kaa_core.model.ids import RecordId, YouthId
from kaa_core.model.records import BudgetEntry, Enrolment, Youth
from kaa_core.rules.target_group.definitions import DEFINITIONS
from kaa_core.statistics.answers import Answer, Origin
from kaa_core.statistics.catalogue import BY_KEY, FIGURES
from kaa_core.statistics.erased import nobody_left
from kaa_core.statistics.values import Cell
from kaa_core.sync.erasing import Target
from kaa_server import forgetting, ingest, statistics, storing, traces
from kaa_server.clock import new_id
from kaa_server.database import Database
from kaa_server.erasing import Decision
from kaa_server.errors import RequestError
from kaa_server.statistics import Given, Question
from tests.server_fixture import FakeClock
from tests.unit.server.deliveries import Importer
from tests.unit.server.test_targets import covers

ENDS = [date(2026, 9, 30), date(2026, 10, 31)]


@pytest.fixture
def importer(database: Database, clock: FakeClock, municipality: str) -> Importer:
    made = Importer(database, clock, municipality)
    covers(made)
    for place, start in enumerate((date(2026, 9, 10), date(2026, 10, 5), date(2026, 11, 3))):
        enrol(made, made.youth(place).id, start)
    return made


def enrol(importer: Importer, youth: RecordId, start: date) -> None:
    record = Enrolment(
        id=RecordId(new_id(importer.clock)),
        youth=YouthId(youth),
        start=start,
        registration_reason=RegistrationReason.DROPPED_OUT,
    )
    done = ingest.create_records(
        importer.database, importer.clock, importer.municipality, [(record, importer.clock())]
    )
    assert not done.refused


def ask(importer: Importer, as_of: date, **more: Any) -> Given:
    today = importer.clock().date()
    question = Question(as_of=as_of, **more)
    return statistics.ask(importer.database, importer.municipality, question, today)


def bare(given: Given) -> list[Answer]:
    """The answers without who is behind them and where they come from."""
    return [
        attrs.evolve(
            one,
            origin=Origin.COUNTED,
            stored_at=None,
            table=attrs.evolve(
                one.table,
                rows=tuple(
                    attrs.evolve(row, cells=tuple(map(nobody, row.cells))) for row in one.table.rows
                ),
            ),
        )
        for one in given.answers
    ]


def nobody(cell: Cell) -> Cell:
    return attrs.evolve(cell, youths=())


def erase(importer: Importer, place: int) -> None:
    decision = Decision(uuid.uuid4(), int(ErasureReason.FORBIDDEN), "", None, importer.clock())
    target = Target(importer.youth(place).id.bytes)
    forgetting.carry_out(importer.database, importer.municipality, target, decision)


def kept(importer: Importer) -> dict[date, bool]:
    with importer.database.tenant(importer.municipality) as connection:
        found = statistics.storeds(connection, importer.municipality)
    return {day: bool(one.frozen) for day, one in sorted(found.items())}


def test_months_that_have_passed_are_stored_once(importer: Importer, clock: FakeClock) -> None:
    database, code = importer.database, importer.municipality
    assert storing.store(database, clock, code) == len(ENDS), "from the first enrolment on"
    assert storing.store(database, clock, code) == 0
    assert kept(importer) == dict.fromkeys(ENDS, False)
    clock.advance(days=45)
    assert storing.store(database, clock, code) == 2
    # As long as nobody is gone the records count, not what was stored.
    before = ask(importer, ENDS[1]).answers
    enrol(importer, importer.youth(2).id, date(2026, 10, 20))
    after = ask(importer, ENDS[1]).answers
    assert {one.origin for one in after} == {Origin.COUNTED}
    assert before != after


def test_who_is_erased_leaves_the_figures_as_they_were(
    importer: Importer, clock: FakeClock
) -> None:
    storing.store(importer.database, clock, importer.municipality)
    before = {day: bare(ask(importer, day)) for day in ENDS}
    assert not ask(importer, ENDS[0]).remarks
    for place in range(3):
        erase(importer, place)
        for day in ENDS:
            given = ask(importer, day)
            assert bare(given) == before[day], (place, day)
            stored = [one for one in given.answers if one.figure != "budget"]
            assert {one.origin for one in stored} == {Origin.STORED}
            assert all(one.stored_at == clock() for one in stored), "counted with her"
            assert given.remarks == ()
    with importer.database.tenant(importer.municipality) as connection:
        assert traces.held(connection, importer.municipality) == []
    # Another day near them is counted of those who are left, and says so.
    near = ask(importer, date(2026, 10, 15), figures=(FIGURES[0],))
    assert near.remarks == (nobody_left(date(2026, 10, 15)),)
    assert near.answers[0].table.cell.count is None, "nobody is left of it, which is not nought"
    entry = BudgetEntry(
        id=RecordId(new_id(clock)), start=date(2026, 1, 1), end=ENDS[1], budget=9, outcome=7
    )
    ingest.create_records(importer.database, clock, importer.municipality, [(entry, clock())])
    [money] = ask(importer, ENDS[1], figures=(BY_KEY["budget"],)).answers
    assert money.table.cell.count == 7, "entered when the month was over"
    # By another definition than the stored one only what does not follow from it stands.
    both = (BY_KEY["target_group"], BY_KEY["enrolled"])
    given = ask(importer, ENDS[1], definition=DEFINITIONS[0], figures=both)
    assert [one.origin for one in given.answers] == [Origin.COUNTED, Origin.STORED]
    assert given.remarks == (nobody_left(ENDS[1]),)
    # The month that goes on when they are erased is stored without them, and does not stand.
    clock.advance(days=30)
    assert storing.store(importer.database, clock, importer.municipality) == 1
    assert kept(importer) == {**dict.fromkeys(ENDS, True), date(2026, 11, 30): False}


def test_only_days_on_which_she_counted_stand(importer: Importer, clock: FakeClock) -> None:
    """Fifteen years old and enrolled in October: nothing is told of her before."""
    number = synthetic_number(date(2011, 3, 1), 7)
    youth = Youth(
        id=RecordId(new_id(clock)), identity_number=number, given_name="Alva", family_name="Ek"
    )
    ingest.create_records(importer.database, clock, importer.municipality, [(youth, clock())])
    enrol(importer, youth.id, date(2026, 10, 5))
    storing.store(importer.database, clock, importer.municipality)
    decision = Decision(uuid.uuid4(), int(ErasureReason.FORBIDDEN), "", None, clock())
    forgetting.carry_out(importer.database, importer.municipality, Target(youth.id.bytes), decision)
    assert kept(importer) == {ENDS[0]: False, ENDS[1]: True}


def test_nobody_is_erased_before_the_figures_stand(importer: Importer, clock: FakeClock) -> None:
    storing.store(importer.database, clock, importer.municipality)
    youth = importer.youth(0).id.bytes
    decision = Decision(uuid.uuid4(), int(ErasureReason.FORBIDDEN), "", None, clock())
    for more in range(20):
        asked = iter([True] * more)
        try:
            forgetting.carry_out(
                importer.database,
                importer.municipality,
                Target(youth),
                decision,
                going_on=lambda asked=asked: next(asked, False),  # type: ignore[misc]
            )
            break
        except RequestError as error:
            assert error.status == 503
            assert importer.youth(0).id.bytes == youth, "she is still here"
    assert more > 1
    assert all(kept(importer)[day] for day in ENDS), "what was done at each try stood"
