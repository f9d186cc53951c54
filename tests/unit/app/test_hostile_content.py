"""Content of no declared form, from a hostile or faulty program: nothing falls, and it is said in words.

Fields of type RAW hold whatever the sender put there. Every place that reads one is opened here with
anything that MessagePack can carry, and with what the program itself packs, spoilt in one place.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from functools import cache
from typing import Any
from uuid import UUID

import attrs
import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kaa_core.model.casework import Goal, Measure, Plan, PlanVersion
from kaa_core.model.enums import DisclosureKind, MeasureKind, Role
from kaa_core.model.ids import RecordId, YouthId
from kaa_core.model.organising import AuditSample, RoutineVersion
from kaa_core.model.records import Conflict
from kaa_core.model.registry import REGISTRY, FieldType
from kaa_core.rules import archiving
from kaa_core.rules.plan import pack_version
from kaa_core.rules.routine import DEFAULT, pack
from kaa_desktop.app import extracts, plan_reading, routine_remarks
from kaa_desktop.app.audit_views import AuditQuery
from kaa_desktop.app.extracts import Giving
from tests.unit.app.desks import NOON, TODAY, WAIT, Desktop, local_desktop

PLAIN = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**63), 2**64 - 1),
    st.integers(-3, 60),
    st.floats(),
    st.text(max_size=5),
    st.binary(max_size=17),
    st.just(msgspec.msgpack.Ext(5, b"x")),
    st.just(datetime(2026, 1, 1, tzinfo=UTC)),
)
KEYS = st.one_of(st.text(max_size=5), st.integers(0, 9), st.binary(max_size=3), st.none())
ANYTHING = st.recursive(
    PLAIN,
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(KEYS, inner, max_size=3)),
    max_leaves=6,
)
OUTCOME = {
    "layout": 1,
    "whose": "mine",
    "closed": False,
    "population": 4,
    "routine": None,
    "counts": [[1, 0, 0, 0], [1, 0, 0, 0], [1, 0, 0, 0], [1, 0, 0, 0]],
}


def places(held: Any) -> Iterator[tuple[Any, Any]]:
    """Every place in a packed value that can be given another."""
    for key, inner in list(held.items() if isinstance(held, dict) else enumerate(held)):
        yield held, key
        if isinstance(inner, dict | list):
            yield from places(inner)


@st.composite
def spoilt(draw: st.DrawFn, whole: Any) -> Any:
    """A value the program packs, with something else in one place of it."""
    held = msgspec.msgpack.decode(msgspec.msgpack.encode(whole))
    found = list(places(held))
    of, key = found[draw(st.integers(0, len(found) - 1))]
    of[key] = draw(ANYTHING)
    return held


@cache
def plan() -> Plan:
    return Plan(id=_id(1), youth=YouthId(_id(2)), started_on=TODAY, note="Om planen")


def _id(number: int) -> RecordId:
    return RecordId(UUID(int=number))


def packed() -> Any:
    """A plan as the program packs one."""
    youth, of = plan().youth, plan().id
    goal = Goal(id=_id(3), youth=youth, plan=of, own_words="Bli kock")
    measure = Measure(id=_id(4), youth=youth, plan=of, kind=MeasureKind.INTERNSHIP, start=TODAY)
    return pack_version(plan(), [goal], [measure], {_id(5): "Provboden"})


def plan_version() -> PlanVersion:
    """Of that plan, not yet entered."""
    of = plan()
    return PlanVersion(id=_id(6), youth=of.youth, plan=of.id, number=1, content=packed())


@attrs.frozen
class Hostile:
    """One of each kind with a RAW field, about a youth on a desktop."""

    desk: Desktop
    youth: YouthId
    version: RecordId
    conflict: RecordId
    records: tuple[tuple[type[Any], RecordId, tuple[str, ...]], ...]

    def write(self, held: Any, gaps: Any) -> None:
        """Have every RAW field hold it, as it would come from the server."""
        for cls, record, fields in self.records:
            kind = REGISTRY.kind(cls)
            said = {name: gaps if name == "gaps" else held for name in fields}
            changed = kind.by_id
            assert all(changed[kind.by_name[name].id].type is FieldType.RAW for name in said)
            self.desk.store.transact(_setting(cls, record, said)).result(WAIT)
        established = PlanVersion(  # in the journal, where nothing is changed any more
            id=self.desk.new_id(),
            youth=self.youth,
            plan=self.version,
            number=1,
            established_at=NOON,
            content=held,
            gaps=gaps,
        )
        self.desk.store.record(established).result(WAIT)

    def look(self) -> str:
        """Open all that shows any of it; what the pages say."""
        session, youth = self.desk.session, self.youth
        plan_ = session.plans.view(youth)
        page = session.youth_page(youth)
        assert plan_ is not None
        assert page is not None
        session.plans.rows()
        paper = session.plans.paper(youth)
        version = session.plans.paper(youth, self.version)
        given_out = session.extracts.view(youth)
        assert given_out is not None
        giving = Giving(what=DisclosureKind.EXTRACT)
        said = extracts._told(given_out, giving, NOON)
        records = self.desk.store.queries.case_records(youth)
        for one in records:
            archiving.as_line(one)
        for cls, record, _ in self.records:
            held = self.desk.store.queries.record(cls, record)
            assert held is not None
            archiving.as_line(held)
            session.histories.here(record)
        return " ".join(
            map(
                str,
                (
                    plan_,
                    page.journal,
                    paper and paper.text,
                    version and version.text,
                    said,
                    session.routines.rows(),
                    session.routines.form(),
                    session.self_audit.samples(),
                    session.self_audit.now(AuditQuery(on=TODAY)),
                    session.day(),
                    session.conflicts(),
                    session.agreeing.digest(),
                    session.waiting(),
                    session.refused(),
                ),
            )
        )


def _setting(cls: type[Any], record: RecordId, said: dict[str, Any]) -> Any:
    return lambda transaction: transaction.set(cls, record, **said)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hostile]:
    desk = local_desktop(tmp_path_factory.mktemp("fientlig"), role=Role.COORDINATOR)
    youth = desk.youth(0)
    made = attrs.evolve(plan(), id=desk.new_id(), youth=youth)
    version = attrs.evolve(plan_version(), id=desk.new_id(), youth=youth, plan=made.id)
    routine = RoutineVersion(id=desk.new_id(), since=date(2026, 1, 1), content=pack(DEFAULT))
    sample = AuditSample(
        id=desk.new_id(), drawn_on=TODAY, as_of=TODAY, size=3, seed=5, outcome=OUTCOME
    )
    conflict = Conflict(
        id=desk.new_id(),
        youth=youth,
        target_kind=REGISTRY.kind(PlanVersion).id,
        target=version.id,
        target_field=6,
    )
    desk.store.record(made, version, routine, sample, conflict).result(WAIT)
    yield Hostile(
        desk,
        youth,
        version.id,
        conflict.id,
        (
            (PlanVersion, version.id, ("content", "gaps")),
            (RoutineVersion, routine.id, ("content",)),
            (AuditSample, sample.id, ("outcome",)),
            (
                Conflict,
                conflict.id,
                ("kept_value", "other_value", "before_value", "chosen_value"),
            ),
        ),
    )
    desk.close()


def test_what_cannot_be_read_is_said_in_words(hostile: Hostile) -> None:
    hostile.write(7, 5)
    session = hostile.desk.session
    view = session.plans.view(hostile.youth)
    assert view is not None
    assert view.versions[0].gaps == plan_reading.UNREAD
    [now] = session.routines.rows()
    assert now.remark == routine_remarks.UNREAD.format("1 jan")
    assert session.self_audit.samples() == []
    assert session.self_audit.unread().startswith("1 stickprov går inte att läsa")
    assert extracts.UNREAD in hostile.look()
    hostile.write(packed(), [1, 7, 8, True, "3"])
    view = session.plans.view(hostile.youth)
    assert view is not None
    assert view.versions[0].gaps == "Saknade uppgift 1, 7."
    page = session.youth_page(hostile.youth)
    assert page is not None
    said = [line for entry in page.journal for line in entry.lines]
    assert said == ["Saknade uppgift 1, 7: inget skäl"]


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    held=st.one_of(ANYTHING, spoilt(packed()), spoilt(pack(DEFAULT)), spoilt(OUTCOME)),
    gaps=ANYTHING,
)
def test_whatever_they_hold_every_page_opens(hostile: Hostile, held: Any, gaps: Any) -> None:
    hostile.write(held, gaps)
    hostile.look()


@settings(max_examples=60, deadline=None)
@given(held=ANYTHING)
def test_whatever_a_raw_field_holds_it_can_be_preserved_as_json(held: Any) -> None:
    made = attrs.evolve(plan_version(), content=held, gaps=[held])
    assert json.loads(archiving.as_line(made), parse_constant=_no_json)["id"]


def _no_json(constant: str) -> None:
    raise AssertionError(constant)
