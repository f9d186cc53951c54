"""Figures of any day out of a real store: by dates, frozen where somebody is gone, broken off at once."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, Future, wait
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from kaa_core.model.enums import (
    Channel,
    ContactOutcome,
    Counterpart,
    LinkState,
    Protection,
    Role,
)
from kaa_core.model.facts import YouthLink
from kaa_core.model.following_up import BudgetEntry, StoredFigures
from kaa_core.model.ids import RecordId, UnitId, YouthId
from kaa_core.model.records import Contact, Enrolment, MunicipalitySettings, Unit, Worker, Youth
from kaa_core.model.registry import REGISTRY
from kaa_core.statistics import erased
from kaa_core.statistics.answers import Origin, pack_all
from kaa_core.statistics.catalogue import FIGURES
from kaa_core.statistics.day import Budgeted, Filter
from kaa_core.statistics.erased import ERASED_SINCE, nobody_left, some_left
from kaa_core.sync.messages import Verb
from kaa_desktop.app.context import PROTECTED_NAME
from kaa_desktop.app.statistics_views import Given, Progress, Question, month_ends
from kaa_desktop.store.incoming import Cursor
from tests.unit.app.desks import TODAY, WAIT, Desktop, local_desktop
from tests.unit.store import builders as make
from tests.unit.store.small_server import EPOCH

ALL = tuple(one.key for one in FIGURES)
THEN = date(2026, 10, 31)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desktop]:
    made = local_desktop(tmp_path, role=Role.COORDINATOR)
    yield made
    made.close()


def ask(desk: Desktop, *figures: str, as_of: date = TODAY, **more: Any) -> Given:
    question = Question(as_of=as_of, figures=figures, **more)
    return desk.session.statistics.ask(question).result(WAIT)


def count(given: Given, key: str = "enrolled") -> int | None:
    return given.answers[key].table.cell.count


def reached(desk: Desktop, youth: YouthId, on: date) -> None:
    desk.store.record(
        Contact(
            id=desk.new_id(), youth=youth, occurred_on=on, channel=Channel.TELEPHONE,
            counterpart=Counterpart.YOUTH, outcome=ContactOutcome.REACHED,
        )
    ).result(WAIT)  # fmt: skip


def test_what_is_due_is_made_first_and_each_number_opens_who_is_behind_it(desk: Desktop) -> None:
    youths = [desk.youth(0), desk.youth(1, family_name="Alm")]
    youths.append(desk.youth(2, family_name="Öst", protection=Protection.PROTECTED))
    given = ask(desk, "enrolled", "not_reached")
    assert (count(given), count(given, "not_reached"), given.whole) == (3, 3, True)
    assert given.held.startswith("Hela kommunens register.")
    reached(desk, youths[0], TODAY)
    again = ask(desk, "enrolled", "not_reached")
    assert (count(again), count(again, "not_reached")) == (3, 2)
    behind = desk.session.statistics.youths(again.answers["not_reached"].table.cell)
    assert set(behind) == {youths[1], youths[2]}
    shown = {row.id: row.name for row in desk.session.youth_rows(behind)}
    assert shown[youths[2]] == PROTECTED_NAME, "counted, and shown as everywhere else"


def test_what_is_dated_later_never_changes_an_answer(desk: Desktop) -> None:
    youth = desk.youth(0)
    desk.youth(1)
    first = ask(desk, *ALL, as_of=THEN)
    reached(desk, youth, THEN + timedelta(days=1))
    desk.youth(2, enrolled=THEN + timedelta(days=2))
    [held] = [one for one in desk.store.queries.records(Enrolment) if one.youth == youth]
    desk.store.apply_changes(
        [
            make.change(
                9,
                Verb.SET,
                REGISTRY.kind(Enrolment).id,
                held.id.bytes,
                {make.field_id(Enrolment, "end"): (THEN + timedelta(days=1)).isoformat()},
                scope=youth.bytes,
            )
        ],
        Cursor(EPOCH, 9),
    ).result(WAIT)
    assert ask(desk, *ALL, as_of=THEN).answers == first.answers
    now = ask(desk, "enrolled", "not_reached")
    assert (count(now), count(now, "not_reached")) == (2, 2)


def test_a_person_with_two_entries_is_one(desk: Desktop) -> None:
    kept, other = desk.youth(0), desk.youth(1)
    assert count(ask(desk, "enrolled")) == 2
    link = YouthLink(id=desk.new_id(), youth=kept, other=other, state=LinkState.SAME)
    desk.store.record(link).result(WAIT)
    given = ask(desk, "enrolled")
    assert desk.session.statistics.youths(given.answers["enrolled"].table.cell) == [kept]


# -- frozen days


def stored(desk: Desktop, day: date, *, frozen: bool, seq: int = 1) -> StoredFigures:
    """What the server stored of a day on which two more were enrolled than are held now."""
    gone = [desk.youth(at) for at in (40, 41)]
    figures = [ask(desk, key, as_of=day).answers[key] for key in ALL]
    orders = [
        make.change(seq + at, Verb.ERASE, REGISTRY.kind(Youth).id, one.bytes, {}, scope=one.bytes)
        for at, one in enumerate(gone)
    ]
    made = StoredFigures(
        id=desk.new_id(),
        as_of=day,
        definition="2018",
        made_at=datetime(2026, 11, 1, tzinfo=UTC),
        content=pack_all(figures),
        frozen=frozen,
    )
    changes = [*orders, make.created(made, seq + 2)]
    desk.store.apply_changes(changes, Cursor(EPOCH, seq + 2)).result(WAIT)
    return made


def test_a_frozen_day_is_answered_from_what_is_stored(desk: Desktop) -> None:
    desk.youth(0)
    stored(desk, THEN, frozen=True)
    given = ask(desk, *ALL, as_of=THEN)
    assert count(given) == 3, "never counted anew"
    origins = {key: one.origin for key, one in given.answers.items()}
    assert origins.pop("budget") is Origin.COUNTED, "it is often entered when the month is over"
    assert set(origins.values()) == {Origin.STORED}
    assert given.answers["enrolled"].stored_at == datetime(2026, 11, 1, tzinfo=UTC)
    assert given.remarks == ()
    assert desk.session.statistics.youths(given.answers["enrolled"].table.cell) == []
    narrowed = ask(desk, "enrolled", as_of=THEN, only=Filter(ages=frozenset(range(30))))
    assert (count(narrowed), narrowed.remarks) == (1, (ERASED_SINCE,))
    older = ask(desk, "enrolled", "target_group", as_of=THEN, definition="2015")
    assert older.answers["enrolled"].origin is Origin.STORED, (
        "no definition changes who is enrolled"
    )
    assert older.answers["target_group"].origin is Origin.COUNTED
    since = ask(desk, "talks", "enrolled", as_of=THEN, start=date(2026, 10, 1))
    assert since.answers["talks"].origin is Origin.COUNTED, "of another period than is stored"
    beside = ask(desk, "enrolled", as_of=THEN - timedelta(days=3))
    assert (count(beside), beside.remarks) == (1, (ERASED_SINCE,))


def test_a_day_that_is_not_frozen_is_counted(desk: Desktop) -> None:
    desk.youth(0)
    stored(desk, THEN, frozen=False)
    given = ask(desk, "enrolled", as_of=THEN)
    assert (count(given), given.remarks) == (1, ())
    assert given.answers["enrolled"].origin is Origin.COUNTED
    early = date(2024, 12, 31)
    gone = ask(desk, "enrolled", as_of=early)
    assert (count(gone), gone.remarks) == (None, (nobody_left(early),)), "which is not nought"
    desk.youth(2, enrolled=date(2024, 9, 1))
    kept = ask(desk, "enrolled", as_of=early)
    assert (count(kept), kept.remarks) == (1, (some_left(early),))


def test_what_is_stored_and_cannot_be_read_is_counted(desk: Desktop) -> None:
    desk.youth(0)
    kept = stored(desk, THEN, frozen=True)
    values = {make.field_id(StoredFigures, "content"): [99, "nyare"]}
    kind = REGISTRY.kind(StoredFigures).id
    change = make.change(9, Verb.SET, kind, kept.id.bytes, values)
    desk.store.apply_changes([change], Cursor(EPOCH, 9)).result(WAIT)
    given = ask(desk, "enrolled", as_of=THEN)
    assert (count(given), given.remarks) == (1, (ERASED_SINCE,))


# -- whose figures they are


def test_who_sees_her_unit_alone_is_told_so_and_gets_nothing_of_others(tmp_path: Path) -> None:
    desk = local_desktop(tmp_path)
    try:
        desk.youth(0)
        assert ask(desk, "enrolled").held.startswith("Hela kommunens register, utom")
        unit = Unit(id=desk.new_id(), name="Norr")
        other = Worker(id=desk.new_id(), name="Bo", role=Role.CASEWORKER, unit=UnitId(unit.id))
        desk.store.record(unit, other).result(WAIT)
        given = ask(desk, "enrolled")
        assert not given.whole
        assert given.held.startswith("Bara din enhets ungdomar")
        stored(desk, THEN, frozen=True)
        then = ask(desk, "enrolled", as_of=THEN)
        assert then.answers["enrolled"].origin is Origin.COUNTED, "hers, not the municipality's"
        assert then.remarks == (ERASED_SINCE,)
        desk.store.record(MunicipalitySettings(id=desk.new_id(), caseworkers_see=2)).result(WAIT)  # type: ignore[arg-type]
        assert ask(desk, "enrolled").whole
    finally:
        desk.close()


def test_who_reads_no_cases_is_told_that_nothing_is_here(tmp_path: Path) -> None:
    desk = local_desktop(tmp_path, role=Role.ADMINISTRATOR)
    try:
        given = ask(desk, "enrolled")
        assert (count(given), given.whole) == (0, False)
        assert given.held.startswith("Din roll ser inga ungdomar")
        away = desk.session.statistics.whole(given.question).result(WAIT)
        assert away.value is None
        assert away.fault is not None
        assert away.fault.happened.startswith("Du behöver nät.")
    finally:
        desk.close()


def test_figures_of_a_unit_and_what_can_be_chosen(desk: Desktop) -> None:
    unit = Unit(id=desk.new_id(), name="Norr")
    bo = Worker(id=desk.new_id(), name="Bo", role=Role.CASEWORKER, unit=UnitId(unit.id))
    desk.store.record(unit, bo).result(WAIT)
    desk.youth(0, worker=bo.id)
    desk.youth(1)
    only = Filter(units=frozenset({unit.id.bytes}))
    given = ask(desk, "enrolled", "caseload", only=only)
    assert count(given) == 1
    assert [row.label for row in given.answers["caseload"].table.rows] == ["Bo", "Alla"]
    found = desk.session.statistics.filters().result(WAIT)
    assert found.units == {unit.id.bytes: "Norr"}
    assert sorted(found.workers.values()) == ["Bo", "Karin Demolund"]


def test_budget_is_of_the_unit_or_of_all_and_no_part_is_counted_twice(desk: Desktop) -> None:
    unit = UnitId(RecordId(make.new_id()))
    start, end = date(2026, 1, 1), date(2026, 12, 31)
    whole = BudgetEntry(id=desk.new_id(), start=start, end=end, budget=900, outcome=800)
    part = BudgetEntry(id=desk.new_id(), start=start, end=end, budget=300, unit=unit)
    desk.store.record(part).result(WAIT)
    until = end.toordinal() + 1
    of_part = Budgeted(start=start.toordinal(), until=until, budget=300, outcome=None)
    held = desk.session.statistics.budget
    assert held() == [of_part]
    desk.store.record(whole).result(WAIT)
    of_whole = Budgeted(start=start.toordinal(), until=until, budget=900, outcome=800)
    assert held() == [of_whole]
    assert held(Filter(units=frozenset({unit.bytes}))) == [of_part]
    assert count(ask(desk, "budget"), "budget") == 800


# -- series, progress, breaking off


def test_a_year_by_month_ends_with_the_day_itself(desk: Desktop) -> None:
    desk.youth(0, enrolled=date(2026, 9, 30))
    desk.youth(1, enrolled=date(2026, 11, 1))
    asked = desk.session.statistics.months(Question(as_of=TODAY, figures=("enrolled",)), 4)
    found = asked.result(WAIT)
    days = [date(2026, 8, 31), date(2026, 9, 30), date(2026, 10, 31), TODAY]
    assert [one.question.as_of for one in found] == days == list(month_ends(TODAY, 4))
    assert [count(one) for one in found] == [0, 1, 1, 2]
    assert asked.progress.done == asked.progress.all
    again = desk.session.statistics.series(("enrolled",), days).result(WAIT)
    assert [one.answers for one in again] == [one.answers for one in found]
    unheard = desk.session.statistics.series(("nobody_knows",), days)
    with pytest.raises(KeyError):
        unheard.result(WAIT)


class Held:
    """Counting that has begun and goes no further until it is let go."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.begun, self.go_on, self.counted = threading.Event(), threading.Event(), 0
        whole: Callable[..., Any] = vars(erased)["answer"]

        def answer(*given: Any) -> Any:
            self.counted += 1
            self.begun.set()
            assert self.go_on.wait(WAIT)
            return whole(*given)

        monkeypatch.setattr(erased, "answer", answer)


def test_a_series_can_be_broken_off(desk: Desktop, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.youth(0)
    held = Held(monkeypatch)
    asked = desk.session.statistics.months(Question(as_of=TODAY, figures=("enrolled",)))
    later = desk.session.statistics.months(Question(as_of=TODAY, figures=("enrolled",)))
    assert held.begun.wait(WAIT)
    assert 0 < asked.progress.done < asked.progress.all
    assert later.progress == Progress()
    assert asked.cancel(), "at once, though it is being counted"
    assert later.cancel()
    with pytest.raises(CancelledError):
        asked.result(WAIT)
    held.go_on.set()
    assert count(ask(desk, "enrolled")) == 1, "the hand is free again"
    assert held.counted == 2, "one of the first question, none of the second"


def test_locking_breaks_off_what_is_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = local_desktop(tmp_path, role=Role.COORDINATOR)
    desk.youth(0)
    held = Held(monkeypatch)
    question = Question(as_of=TODAY, figures=("enrolled",))
    asked = desk.session.statistics.months(question)
    waiting = desk.session.statistics.ask(question)
    assert held.begun.wait(WAIT)
    locking = threading.Thread(target=desk.close)
    locking.start()
    while not desk.session.statistics._over:
        locking.join(0.001)
    held.go_on.set()
    locking.join(WAIT)
    assert not locking.is_alive()
    assert held.counted == 1
    for one in (asked, waiting):
        with pytest.raises(CancelledError):
            one.result(WAIT)


def test_who_waits_is_told_how_far_it_has_come_with_what_is_due(
    desk: Desktop, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.youth(0)
    never: Future[None] = Future()
    monkeypatch.setattr(desk.store.judge, "traced", lambda: never)
    asked = desk.session.statistics.ask(Question(as_of=TODAY, figures=("enrolled",)))
    while asked.progress == Progress():
        wait([asked], 0.01)
    assert asked.progress == Progress(done=0, all=2), "one trace to make, and then as much again"
    assert asked.cancel()
    monkeypatch.undo()
    assert count(ask(desk, "enrolled")) == 1
