"""The registry: what storage, wire and validation follow from."""

from __future__ import annotations

import uuid
from datetime import date, time
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaa_core.model import records as kinds
from kaa_core.model.enums import ConversationKind, Protection, VisitOutcome, VisitStatus
from kaa_core.model.ids import RecordId, YouthId, uuid7
from kaa_core.model.registry import REGISTRY, Field, FieldType, Kind, moment
from kaa_core.sync.messages import Operation as WireOperation
from kaa_core.sync.messages import Verb, pack, unpack

RETIRED = {"worker": {4}}
"""Field numbers that were used once and never are again."""

FORMS: dict[FieldType, st.SearchStrategy[Any]] = {
    FieldType.TEXT: st.text(min_size=1, max_size=4),
    FieldType.PROSE: st.text(min_size=1, max_size=200),
    FieldType.INTEGER: st.integers(0, 100),
    FieldType.BOOLEAN: st.booleans(),
    FieldType.DATE: st.dates(),
    FieldType.TIME: st.builds(time, st.integers(0, 23), st.integers(0, 59)),
    FieldType.INSTANT: st.integers(0, 4_000_000_000_000).map(moment),
    FieldType.REFERENCE: st.uuids(),
    FieldType.REFERENCES: st.lists(st.uuids(), min_size=1, max_size=3).map(tuple),
    FieldType.RAW: st.one_of(st.integers(-5, 5), st.text(max_size=5)),
}


def form_of(field: Field) -> st.SearchStrategy[Any]:
    if field.choice is None:
        return FORMS[field.type]
    one: st.SearchStrategy[Any] = st.sampled_from(list(field.choice))
    if field.type is FieldType.CHOICE:
        return one
    return st.lists(one, min_size=1, max_size=3).map(tuple)


@st.composite
def any_record(draw: st.DrawFn) -> Any:
    kind: Kind = draw(st.sampled_from(list(REGISTRY)))
    values = {
        field.name: draw(st.one_of(st.just(field.empty), form_of(field))) for field in kind.fields
    }
    return kind.cls(id=RecordId(draw(st.uuids())), **values)


@given(any_record())
def test_every_record_survives_the_wire(record: Any) -> None:
    kind = REGISTRY.of(record)
    sent = pack(
        WireOperation(
            n=1,
            tx=1,
            verb=Verb.CREATE,
            kind=kind.id,
            record=record.id.bytes,
            values=kind.to_wire(record),
            base=0,
            at=0,
        )
    )
    assert kind.from_wire(record.id, unpack(sent, WireOperation).values) == record


ANY_WIRE = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=9) | st.binary(max_size=17),
    lambda inner: st.lists(inner, max_size=3),
    max_leaves=4,
)


@given(st.sampled_from([field for kind in REGISTRY for field in kind.fields]), ANY_WIRE)
def test_any_wire_value_is_read_or_refused(field: Field, wire: Any) -> None:
    try:
        value = field.from_wire(wire)
    except ValueError as fault:
        assert field.name in str(fault)
        return
    assert field.from_wire(field.to_wire(value)) == value


def test_kind_and_field_numbers_never_change() -> None:
    """What is stored and sent. A line may be added to this list, never changed."""
    assert {kind.id: kind.name for kind in REGISTRY} == {
        1: "youth",
        2: "guardian",
        3: "enrolment",
        4: "occupation",
        5: "contact",
        6: "home_visit",
        7: "conversation",
        8: "journal_note",
        9: "task",
        10: "worker",
        11: "conflict",
        12: "unit",
        13: "municipality",
        14: "case_access",
        15: "attachment",
        16: "study_period",
        17: "credential",
        18: "residence",
        19: "school_notice",
        20: "criterion_decision",
        21: "register_decision",
        22: "youth_link",
        23: "handover",
        24: "protected_opening",
        25: "disclosure",
        26: "assessment",
        27: "plan",
        28: "goal",
        29: "measure",
        30: "plan_version",
        31: "follow_up",
        32: "consent",
        33: "referral",
        34: "routine_version",
        35: "absence",
        36: "visit_round",
        37: "actor",
        38: "actor_contact",
        39: "placement",
        40: "organisation_goal",
        41: "letter_template",
        42: "audit_sample",
        43: "stored_figures",
        44: "scb_layout",
        45: "early_signal",
        46: "scb_delivery",
        47: "scb_statement",
        48: "year_evaluation",
        49: "improvement_area",
        50: "budget_entry",
        51: "figure_export",
    }
    for kind in REGISTRY:
        retired = RETIRED.get(kind.name, set())
        used = [field.id for field in kind.fields]
        assert not retired.intersection(used)
        assert sorted(retired.union(used)) == list(range(1, len(used) + len(retired) + 1))


def test_no_field_invites_what_the_law_forbids() -> None:
    """5 § förordningen (2006:39): no sensitive data, no data on crime."""
    forbidden = ("diagnos", "hälsa", "sjuk", "brott", "etnisk", "religion", "politisk", "facklig")
    for kind in REGISTRY:
        for field in kind.fields:
            assert not any(word in field.label for word in forbidden), (kind.name, field.name)


def test_repr_shows_no_value() -> None:
    youth = kinds.Youth(
        id=RecordId(uuid.UUID(int=5)),
        identity_number="200809142383",
        given_name="Alva",
        family_name="Exempelsson",
    )
    assert "Alva" not in repr(youth)
    assert "2383" not in repr(youth)


def problems(record: Any) -> dict[str, str]:
    return {one.field: one.sentence for one in REGISTRY.of(record).validate(record)}


def test_missing_fields_are_named_in_swedish() -> None:
    found = problems(
        kinds.Youth(id=RecordId(uuid.UUID(int=5)), identity_number="", given_name="Alva")
    )
    assert found == {
        "identity_number": "Fyll i personnummer.",
        "family_name": "Fyll i efternamn.",
    }


def test_protected_persons_may_have_no_address() -> None:
    youth = kinds.Youth(
        id=RecordId(uuid.UUID(int=5)),
        identity_number="200809142383",
        given_name="A",
        family_name="B",
        city="Bodafors",
        protection=Protection.PROTECTED,
    )
    assert "adress" in problems(youth)["street"]
    assert problems(attrs.evolve(youth, city=None)) == {}


def visit(**more: Any) -> kinds.HomeVisit:
    return kinds.HomeVisit(
        id=RecordId(uuid.UUID(int=6)), youth=YouthId(RecordId(uuid.UUID(int=5))), **more
    )


@pytest.mark.parametrize(
    ("made", "field"),
    [
        (visit(status=VisitStatus.DONE, visited_on=date(2026, 11, 24)), "outcome"),
        (visit(status=VisitStatus.DONE, outcome=VisitOutcome.MET_YOUTH), "visited_on"),
        (visit(status=VisitStatus.PLANNED), "planned_on"),
        (visit(status=VisitStatus.CALLED_OFF), "call_off_reason"),
        (
            visit(
                status=VisitStatus.PLANNED,
                planned_on=date(2026, 11, 24),
                arrived=time(14, 0),
                left=time(13, 0),
            ),
            "left",
        ),
    ],
)
def test_a_visit_is_judged_by_its_state(made: kinds.HomeVisit, field: str) -> None:
    assert list(problems(made)) == [field]


def test_a_conversation_says_who_took_part() -> None:
    made = kinds.Conversation(
        id=RecordId(uuid.UUID(int=6)),
        youth=YouthId(RecordId(uuid.UUID(int=5))),
        kind=ConversationKind.COACHING,
        occurred_on=date(2026, 11, 24),
        summary="Text.",
    )
    assert list(problems(made)) == ["counterparts"]


def test_closing_asks_for_reason_and_last_known_occupation() -> None:
    """000 Bilaga 1, case 6: deregistered without why, occupation unknown."""
    made = kinds.Enrolment(
        id=RecordId(uuid.UUID(int=6)),
        youth=YouthId(RecordId(uuid.UUID(int=5))),
        start=date(2026, 1, 1),
        registration_reason=None,
        end=date(2026, 2, 1),
    )
    assert set(problems(made)) == {
        "registration_reason",
        "deregistration_reason",
        "last_known_occupation",
    }


@given(st.integers(0, 2**48 - 1), st.binary(min_size=10, max_size=10))
def test_ids_are_uuid7_and_ordered_by_time(ms: int, random: bytes) -> None:
    made = uuid7(ms, random)
    assert (made.version, made.variant) == (7, uuid.RFC_4122)
    assert made.int >> 80 == ms
