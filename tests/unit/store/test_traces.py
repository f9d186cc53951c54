"""The kept traces are what the records give afresh, whatever is written, erased or decided."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from datetime import date, time
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kaa_core.model.enums import (
    CallOff,
    Channel,
    ContactOutcome,
    ConversationKind,
    Counterpart,
    DeregistrationReason,
    FollowUpKind,
    LinkState,
    MeasureEnd,
    MeasureKind,
    OccupationKind,
    StudyForm,
    VisitOutcome,
    VisitStatus,
)
from kaa_core.model.facts import StudyPeriod, YouthLink
from kaa_core.model.ids import YouthId
from kaa_core.model.organising import RoutineVersion
from kaa_core.model.records import (
    Contact,
    Conversation,
    FollowUp,
    HomeVisit,
    Measure,
    MunicipalitySettings,
    Occupation,
    Youth,
)
from kaa_core.model.registry import REGISTRY, Record
from kaa_core.model.school_days import school_days
from kaa_core.rules.routine import pack, reigns
from kaa_core.rules.routine.types import DEFAULT
from kaa_core.rules.target_group.definitions import DEFINITIONS
from kaa_core.rules.target_group.held import held_from
from kaa_core.rules.target_group.intervals import intervals
from kaa_core.statistics import trace, tracing
from kaa_core.statistics.trace import Trace
from kaa_core.sync.messages import Verb
from kaa_desktop.store import judged_by, linked, traces
from kaa_desktop.store.bulk import Act
from kaa_desktop.store.incoming import Cursor
from kaa_desktop.store.keys import DataKey
from kaa_desktop.store.store import DATABASE, Store
from kaa_desktop.store.unit import Unit
from tests import scan
from tests.unit.store import builders as make
from tests.unit.store.small_server import EPOCH
from tests.unit.store.test_targets import HOME, TODAY, born, dropped_out, lives_here, said

_DAYS = st.dates(date(2023, 1, 1), date(2027, 12, 31))
_MAYBE = st.none() | _DAYS


def begun(folder: Path, key: DataKey) -> Store:
    """A store that judges, with nobody in it."""
    store = Store.create(folder, key, lambda: make.NOW)
    store.judge.begin(HOME, TODAY).result()
    return store


@pytest.fixture
def tracing_store(tmp_path: Path, key: DataKey) -> Iterator[Store]:
    with begun(tmp_path, key) as opened:
        yield opened


def kept(store: Store) -> dict[bytes, Trace]:
    """All traces once those that are due are made."""
    store.judge.done().result()
    store.judge.traced().result()
    assert store.queries.read(traces.count_due) == 0
    found, after = dict[bytes, Trace](), b""
    last: bytes | None = after
    while last is not None:
        part, last = store.queries.read(partial(traces.read, after=last, limit=2))
        found |= {one.youth: one for one in part}
    return found


def afresh(store: Store) -> dict[bytes, Trace]:
    """All traces made from the records, the intervals judged anew."""
    routines = reigns(store.queries.records(RoutineVersion))
    decided = store.queries.records(MunicipalitySettings)
    days = school_days(decided[0].last_school_days if decided else None)
    others = store.queries.read(linked.kept_for)
    made = {}
    for youth in store.queries.records(Youth):
        if youth.id.bytes in others:
            continue
        records = store.queries.case_records(youth.id)
        held = held_from(records, HOME, days)
        by = {one.key: intervals(held, one) for one in DEFINITIONS}
        made[youth.id.bytes] = tracing.trace_of(youth, records, by, routines)
    return made


def _event(draw: st.DrawFn, of: Youth) -> Record:
    own: dict[str, Any] = {"id": make.new_id(), "youth": YouthId(of.id)}
    on = draw(_DAYS)
    minutes = draw(st.none() | st.integers(0, 90))
    match draw(st.integers(0, 2)):
        case 0:
            return Contact(
                **own,
                occurred_on=on,
                channel=draw(st.sampled_from(Channel)),
                counterpart=draw(st.sampled_from(Counterpart)),
                outcome=draw(st.sampled_from(ContactOutcome)),
                conversation_offered=draw(st.none() | st.booleans()),
                minutes=minutes,
            )
        case 1:
            return HomeVisit(
                **own,
                status=draw(st.sampled_from(VisitStatus)),
                planned_on=draw(_MAYBE),
                visited_on=on,
                outcome=draw(st.sampled_from(VisitOutcome)),
                occupation=draw(st.none() | st.sampled_from(OccupationKind)),
                information_sheet_left=draw(st.none() | st.booleans()),
                call_off_kind=draw(st.none() | st.sampled_from(CallOff)),
                arrived=draw(st.none() | st.just(time(9, 30))),
                left=draw(st.none() | st.just(time(10, 5))),
            )
    return Conversation(
        **own,
        kind=draw(st.sampled_from(ConversationKind)),
        occurred_on=on,
        counterparts=(draw(st.sampled_from(Counterpart)),),
        counts_as_measure=draw(st.none() | st.booleans()),
        summary="Ja.",
        minutes=minutes,
    )


@st.composite
def _records(draw: st.DrawFn, of: Youth, measures: list[Measure]) -> Record:
    own: dict[str, Any] = {"id": make.new_id(), "youth": YouthId(of.id)}
    start, end = sorted((draw(_DAYS), draw(_DAYS)))
    open_end = draw(st.sampled_from((None, end)))
    made: Record
    match draw(st.integers(0, 8)):
        case 0:
            form = draw(st.sampled_from(StudyForm))
            where = {"school": draw(st.sampled_from(("Norra", "Södra"))), "programme": "BA"}
            made = said(StudyPeriod, of, form=form, start=start, end=open_end, **where)
        case 1:
            made = lives_here(of, start=start)
        case 2:
            left: dict[str, Any] = (
                {"deregistration_reason": DeregistrationReason.MOVED_OUT} if open_end else {}
            )
            left |= {"last_known_occupation": OccupationKind.WORK} if open_end else {}
            made = make.enrolment(of, start=start, end=open_end, **left)
        case 3:
            kind = draw(st.sampled_from(OccupationKind))
            made = Occupation(**own, kind=kind, start=start, end=open_end)
        case 4:
            kind = draw(st.sampled_from(MeasureKind))
            why = MeasureEnd.COMPLETED if open_end else None
            made = Measure(**own, kind=kind, start=start, end=open_end, end_reason=why)
            measures.append(made)
        case 5 if measures:
            of_measure = draw(st.sampled_from(measures))
            kind = draw(st.sampled_from(FollowUpKind))
            own |= {"measure": of_measure.id, "kind": kind, "result": "Bra.", "minutes": 10}
            made = FollowUp(**own, occurred_on=end)
        case _:
            made = _event(draw, of)
    return made


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_whatever_is_written_the_kept_traces_are_what_the_records_give(data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as folder, begun(Path(folder), DataKey.generate()) as store:
        youths = [born(2008), born(2007), born(2008, 1)]
        store.record(*youths).result()
        written: list[Record] = []
        measures: list[Measure] = []
        for step in data.draw(st.lists(st.integers(0, 7), min_size=1, max_size=10)):
            of = data.draw(st.sampled_from(youths))
            match step:
                case 0 if written:
                    gone = written.pop(data.draw(st.integers(0, len(written) - 1)))
                    store.delete(type(gone), gone.id).result()
                case 1:
                    acts = [Act((data.draw(_records(one, measures)),)) for one in youths]
                    written += [one.created[0] for one in acts if not _problems(one.created[0])]
                    store.transact_many(
                        acts, progress=lambda _: None, stopped=lambda: False
                    ).result()
                case 2:
                    other = data.draw(st.sampled_from(youths))
                    link = YouthLink(
                        id=make.new_id(),
                        youth=YouthId(of.id),
                        other=YouthId(other.id),
                        state=data.draw(st.sampled_from(LinkState)),
                    )
                    store.record(link).result()
                    written.append(link)
                case 3:
                    _decide(store, data.draw(st.integers(1, 3)))
                case _:
                    written.append(data.draw(_records(of, measures)))
                    _write(store, written[-1], len(written))
        assert kept(store) == afresh(store)


def _problems(one: Record) -> bool:
    return any(REGISTRY.of(one).validate(one))


def _write(store: Store, one: Record, seq: int) -> None:
    """By oneself, or as another program let it through."""
    if _problems(one):
        store.apply_changes([make.created(one, seq)], Cursor(EPOCH, seq)).result()
    else:
        store.record(one).result()


def _decide(store: Store, months: int) -> None:
    """Another routine from a day on."""
    content = pack(DEFAULT)
    since = date(2025, months, 1)
    store.record(RoutineVersion(id=make.new_id(), since=since, content=content)).result()


def test_a_person_who_saves_waits_for_no_trace(tracing_store: Store) -> None:
    store, youth = tracing_store, born(2008)
    store.record(*dropped_out(youth)).result()
    before = kept(store)
    store.record(make.enrolment(youth)).result()
    found, _ = store.queries.read(partial(traces.read, after=b"", limit=9))
    assert {one.youth: one for one in found} == before
    assert store.queries.read(traces.count_due) == 1
    assert kept(store) == afresh(store) != before
    store.record(make.task(youth)).result()
    assert store.queries.read(traces.count_due) == 0, "a task is in no figure"


def test_what_is_written_of_one_entry_is_in_the_kept_ones_trace(tracing_store: Store) -> None:
    store, kept_one, other = tracing_store, born(2008), born(2008, 1)
    store.record(kept_one, other, make.enrolment(kept_one)).result()
    link = YouthLink(
        id=make.new_id(),
        youth=YouthId(kept_one.id),
        other=YouthId(other.id),
        state=LinkState.SAME,
    )
    store.record(link).result()
    assert set(kept(store)) == {kept_one.id.bytes}
    store.record(make.contact(other)).result()
    assert [one.on for one in kept(store)[kept_one.id.bytes].events]
    store.delete(YouthLink, link.id).result()
    assert not kept(store)[kept_one.id.bytes].events
    assert kept(store) == afresh(store)


def test_a_register_that_is_read_in_is_traced_before_anybody_asks(tracing_store: Store) -> None:
    store = tracing_store
    acts = [Act(tuple(dropped_out(born(2008, at)))) for at in range(traces.FEW + 1)]
    store.transact_many(acts, progress=lambda _: None, stopped=lambda: False).result()
    store.judge.done().result()
    store._writer.submit(lambda _: None).result()
    assert store._writer._tracing._running is not None
    store._writer._tracing._running.result()
    assert store.queries.read(traces.count) == len(acts)
    assert store.queries.read(traces.count_due) == 0


def test_what_everybody_follows_from_has_everybody_made_anew(tracing_store: Store) -> None:
    store, youth = tracing_store, born(2008)
    store.record(*dropped_out(youth), make.enrolment(youth)).result()
    first = kept(store)
    stricter = pack(DEFAULT)
    stricter["tolerance"] = 0
    version = RoutineVersion(id=make.new_id(), since=date(2026, 1, 1), content=stricter)
    store.record(version).result()
    second = kept(store)
    store.record(MunicipalitySettings(id=make.new_id(), last_school_days="2024-06-11")).result()
    assert kept(store) == afresh(store)
    store.judge.begin("9902", TODAY).result()
    away = kept(store)
    assert away[youth.id.bytes].spans != first[youth.id.bytes].spans
    assert second == afresh(store) or second != first


@pytest.mark.parametrize("what", ["rules", "program"])
def test_a_new_version_makes_all_anew(
    tmp_path: Path, key: DataKey, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    youth = born(2008)
    with begun(tmp_path, key) as store:
        store.record(*dropped_out(youth)).result()
        before = kept(store)
        store._writer.submit(_spoil).result()
    if what == "rules":
        monkeypatch.setattr(trace, "FORM", trace.FORM + 1)
    else:
        monkeypatch.setattr(judged_by, "__version__", "next")
    with Store.open(tmp_path, key, lambda: make.NOW) as store:
        store.judge.begin(HOME, TODAY).result()
        assert kept(store) == before


def _spoil(unit: Unit) -> None:
    unit.connection.execute("UPDATE trace SET body = x'00'")


@pytest.mark.parametrize("way", ["erase", "leave"])
def test_a_trace_goes_with_the_youth_to_the_last_byte(
    tmp_path: Path, key: DataKey, way: str
) -> None:
    goes, stays = born(2008), born(2008, 1)
    school = "Plommonstopsgymnasiet"
    records = [*dropped_out(goes), *dropped_out(stays)]
    records.append(
        said(StudyPeriod, goes, form=StudyForm.ADULT_EDUCATION, start=TODAY, school=school)
    )
    folder = tmp_path / "profile"
    folder.mkdir()
    with begun(folder, key) as store:
        changes = [make.created(one, seq) for seq, one in enumerate(records, start=1)]
        store.apply_changes(changes, Cursor(EPOCH, 50)).result()
        assert set(kept(store)) == {goes.id.bytes, stays.id.bytes}
        packed = goes.id.bytes
        if way == "erase":
            order = make.change(51, Verb.ERASE, REGISTRY.kind(Youth).id, packed, {}, scope=packed)
            store.apply_changes([order], Cursor(EPOCH, 51)).result()
        else:
            store.apply_changes([], Cursor(EPOCH, 51), revoked=[packed]).result()
        assert set(kept(store)) == {stays.id.bytes}
    found = scan.behind_the_key(folder / DATABASE, bytes(key.material), [school])
    assert found == {school: []}
