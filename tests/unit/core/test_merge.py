"""The merge: every rule of architecture.md, "Synchronisation", as a case, and its laws as properties."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kaa_core.model.enums import Protection, Resolution
from kaa_core.model.registry import REGISTRY
from kaa_core.sync.conflicts import CONFLICT, CONFLICT_FIELDS, touched
from kaa_core.sync.messages import Answer, Change, Operation, Outcome, Verb
from kaa_core.sync.state import WHOLE_RECORD, Entry
from tests.unit.core.ledger import SERVER, Desk, MemoryLedger

YOUTH = REGISTRY.kind("youth")
VISIT = REGISTRY.kind("home_visit")
TASK = REGISTRY.kind("task")
PHONE = YOUTH.by_name["phone"].id
EMAIL = YOUTH.by_name["email"].id
LIAM = uuid.UUID(int=1).bytes
PLANNED = uuid.UUID(int=2).bytes


def a_youth(desk: Desk, record: bytes = LIAM, **more: Any) -> Operation:
    values = {1: "200903022390", 2: "Liam", 3: "Testberg", PHONE: "070-1"}
    return desk.operation(Verb.CREATE, YOUTH.id, record, values=values, scope=record, **more)


def set_phone(desk: Desk, value: str | None, base: int, field: int = PHONE) -> Operation:
    return desk.operation(Verb.SET, YOUTH.id, LIAM, values={field: value}, base=base)


@pytest.fixture
def ledger() -> MemoryLedger:
    return MemoryLedger()


@pytest.fixture
def karin(ledger: MemoryLedger) -> Desk:
    """A desk that has created the youth; every field has seq 1."""
    desk = Desk("karin")
    ledger.push(desk.push(a_youth(desk)))
    return desk


@pytest.fixture
def jonas() -> Desk:
    return Desk("jonas")


def phone_of(ledger: MemoryLedger) -> Any:
    return ledger.records[LIAM].values.get(PHONE)


def conflicts(ledger: MemoryLedger) -> list[dict[str, Any]]:
    names = {number: name for name, number in CONFLICT_FIELDS.items()}
    found = [state for state in ledger.records.values() if state.kind == CONFLICT.id]
    return [{names[number]: value for number, value in one.values.items()} for one in found]


def test_same_base_is_applied(ledger: MemoryLedger, karin: Desk) -> None:
    [answer] = ledger.push(karin.push(set_phone(karin, "070-2", base=1))).answers
    assert (answer.outcome, answer.seq) == (Outcome.APPLIED, 2)
    assert phone_of(ledger) == "070-2"
    assert conflicts(ledger) == []


def test_a_field_can_be_emptied(ledger: MemoryLedger, karin: Desk, jonas: Desk) -> None:
    ledger.push(karin.push(set_phone(karin, None, base=1)))
    assert phone_of(ledger) is None
    # The number of the emptied value still stands: an edit that did not see it is a conflict.
    [answer] = ledger.push(jonas.push(set_phone(jonas, "070-9", base=1))).answers
    assert answer.outcome is Outcome.CONFLICT


def test_same_value_is_converged_whatever_the_base(
    ledger: MemoryLedger, karin: Desk, jonas: Desk
) -> None:
    ledger.push(karin.push(set_phone(karin, "070-2", base=1)))
    [answer] = ledger.push(jonas.push(set_phone(jonas, "070-2", base=1))).answers
    assert (answer.outcome, answer.seq) == (Outcome.CONVERGED, 2)
    assert len(ledger.log) == 2


def test_another_base_keeps_the_servers_value_and_the_other_whole(
    ledger: MemoryLedger, karin: Desk, jonas: Desk
) -> None:
    ledger.push(karin.push(set_phone(karin, "070-2", base=1)))
    [answer] = ledger.push(jonas.push(set_phone(jonas, "070-3", base=1)), received=99).answers
    assert answer.outcome is Outcome.CONFLICT
    assert phone_of(ledger) == "070-2"
    [conflict] = conflicts(ledger)
    assert conflict == {
        "youth": LIAM,
        "target_kind": YOUTH.id,
        "target": LIAM,
        "target_field": PHONE,
        "kept_value": "070-2",
        "kept_by": karin.actor,
        "kept_device": karin.device,
        "kept_at": 2,
        "kept_seq": 2,
        "before_value": "070-1",
        "other_value": "070-3",
        "other_by": jonas.actor,
        "other_device": jonas.device,
        "other_at": 1,
        "other_incarnation": 1,
        "other_n": 1,
    }
    made = [entry.change for entry in ledger.log if entry.change.kind == CONFLICT.id]
    assert [(change.actor, change.scope) for change in made] == [(SERVER.actor, LIAM)]
    losing = next(e for e in ledger.log if e.change.actor == jonas.actor)
    assert not losing.effective, "the losing operation is in the log for the history, not pulled"


def test_edits_of_different_fields_are_both_applied(
    ledger: MemoryLedger, karin: Desk, jonas: Desk
) -> None:
    ledger.push(karin.push(set_phone(karin, "070-2", base=1)))
    ledger.push(jonas.push(set_phone(jonas, "a@b.se", base=0, field=EMAIL)))
    values = ledger.records[LIAM].values
    assert (values[PHONE], values[EMAIL]) == ("070-2", "a@b.se")
    assert conflicts(ledger) == []


def test_a_chain_of_own_unacknowledged_edits_is_applied(ledger: MemoryLedger) -> None:
    karin = Desk("karin")
    create = a_youth(karin)
    first = set_phone(karin, "070-2", base=-create.n)
    second = set_phone(karin, "070-3", base=-first.n)
    answers = ledger.push(karin.push(create, first, second)).answers
    assert [answer.outcome for answer in answers] == [Outcome.APPLIED] * 3
    assert phone_of(ledger) == "070-3"


def test_a_chain_over_two_pushes_finds_the_stored_answer(ledger: MemoryLedger, karin: Desk) -> None:
    first = set_phone(karin, "070-2", base=1)
    second = set_phone(karin, "070-3", base=-first.n)
    ledger.push(karin.push(first))
    [answer] = ledger.push(karin.push(second)).answers
    assert answer.outcome is Outcome.APPLIED


def test_a_chain_that_began_with_a_conflict_joins_it(
    ledger: MemoryLedger, karin: Desk, jonas: Desk
) -> None:
    ledger.push(karin.push(set_phone(karin, "070-2", base=1)))
    first = set_phone(jonas, "070-3", base=1)
    second = set_phone(jonas, "070-4", base=-first.n)
    answers = ledger.push(jonas.push(first, second)).answers
    assert {answer.outcome for answer in answers} == {Outcome.CONFLICT}
    assert answers[0].conflict == answers[1].conflict
    [conflict] = conflicts(ledger)
    assert (conflict["kept_value"], conflict["other_value"]) == ("070-2", "070-4")
    assert conflict["other_n"] == second.n


def test_delete_against_edit_is_a_conflict_both_ways(
    ledger: MemoryLedger, karin: Desk, jonas: Desk
) -> None:
    ledger.push(karin.push(set_phone(karin, "070-2", base=1)))
    delete = jonas.operation(Verb.DELETE, YOUTH.id, LIAM, base=1)
    [answer] = ledger.push(jonas.push(delete)).answers
    assert answer.outcome is Outcome.CONFLICT
    [conflict] = conflicts(ledger)
    assert (conflict["target_field"], conflict["other_deleted"]) == (WHOLE_RECORD, True)
    again = jonas.operation(Verb.DELETE, YOUTH.id, LIAM, base=2)
    assert ledger.push(jonas.push(again)).answers[0].outcome is Outcome.APPLIED
    [answer] = ledger.push(karin.push(set_phone(karin, "070-5", base=2))).answers
    assert answer.outcome is Outcome.CONFLICT
    assert conflicts(ledger)[1]["kept_deleted"] is True


def test_a_deletion_after_an_own_edit_does_not_take_what_its_author_never_saw(
    ledger: MemoryLedger, karin: Desk, jonas: Desk
) -> None:
    ledger.push(jonas.push(set_phone(jonas, "070-2", 1)))  # seq 2: Karin is offline
    edit = set_phone(karin, "karin@example.se", 0, field=EMAIL)  # seq 3, after Jonas
    delete = karin.operation(Verb.DELETE, YOUTH.id, LIAM, base=1)  # she saw up to seq 1
    answers = ledger.push(karin.push(edit, delete)).answers
    assert [one.outcome for one in answers] == [Outcome.APPLIED, Outcome.CONFLICT]
    assert not ledger.records[LIAM].deleted


def test_own_work_that_is_not_acknowledged_does_not_stop_a_deletion(
    ledger: MemoryLedger, karin: Desk
) -> None:
    edit = set_phone(karin, "070-2", 1)
    delete = karin.operation(Verb.DELETE, YOUTH.id, LIAM, base=1)
    assert ledger.push(karin.push(edit, delete)).answers[1].outcome is Outcome.APPLIED


@pytest.mark.parametrize("verb", [Verb.CREATE, Verb.SET])
@pytest.mark.parametrize("number", [WHOLE_RECORD, -1])
def test_no_value_passes_for_the_deletion_of_a_record(
    ledger: MemoryLedger, karin: Desk, verb: Verb, number: int
) -> None:
    record = LIAM if verb is Verb.SET else PLANNED
    scope = record if verb is Verb.CREATE else None
    planted = karin.operation(verb, YOUTH.id, record, values={number: True}, scope=scope)
    [answer] = ledger.push(karin.push(planted)).answers
    assert (answer.outcome, answer.code) == (Outcome.REFUSED, "form")


def test_a_transaction_is_refused_whole(ledger: MemoryLedger, karin: Desk) -> None:
    good = set_phone(karin, "070-2", base=1)
    bad = karin.operation(Verb.SET, YOUTH.id, LIAM, values={EMAIL: 7}, base=0, tx=good.n)
    after = set_phone(karin, "070-4", base=1)
    answers = ledger.push(karin.push(good, bad, after)).answers
    assert [(a.outcome, a.code) for a in answers] == [
        (Outcome.REFUSED, "together"),
        (Outcome.REFUSED, "form"),
        (Outcome.APPLIED, None),
    ]
    assert phone_of(ledger) == "070-4"
    assert len(ledger.log) == 2


def test_a_conflict_does_not_hold_back_the_rest_of_its_transaction(
    ledger: MemoryLedger, karin: Desk, jonas: Desk
) -> None:
    ledger.push(karin.push(set_phone(karin, "070-2", base=1)))
    lost = set_phone(jonas, "070-3", base=1)
    kept = jonas.operation(Verb.SET, YOUTH.id, LIAM, values={EMAIL: "a@b.se"}, base=0, tx=lost.n)
    answers = ledger.push(jonas.push(lost, kept)).answers
    assert [answer.outcome for answer in answers] == [Outcome.CONFLICT, Outcome.APPLIED]
    assert ledger.records[LIAM].values[EMAIL] == "a@b.se"


def entered_visit(desk: Desk, **more: Any) -> Operation:
    values = {1: LIAM, 2: 2, 6: "2026-11-24", 10: 3, 16: "Ingen öppnade.", 18: 1_790_000_000_000}
    return desk.operation(Verb.CREATE, VISIT.id, PLANNED, values=values, scope=LIAM, **more)


def test_an_entered_record_never_changes(ledger: MemoryLedger, karin: Desk, jonas: Desk) -> None:
    """What she wrote of it comes back to her whole, to be entered as her own."""
    ledger.push(karin.push(entered_visit(karin)))
    entered = ledger.records[PLANNED]
    for values, base in (({16: "Annat."}, 2), ({16: "Annat."}, 0), ({13: True}, 0)):
        edit = jonas.operation(Verb.SET, VISIT.id, PLANNED, values=values, base=base)
        [answer] = ledger.push(jonas.push(edit)).answers
        assert (answer.outcome, answer.code) == (Outcome.REFUSED, "immutable")
    delete = jonas.operation(Verb.DELETE, VISIT.id, PLANNED, base=2)
    assert ledger.push(jonas.push(delete)).answers[0].code == "immutable"
    assert ledger.records[PLANNED] == entered


def test_two_reports_of_one_planned_visit_never_mix(
    ledger: MemoryLedger, karin: Desk, jonas: Desk
) -> None:
    plan = karin.operation(
        Verb.CREATE, VISIT.id, PLANNED, values={1: LIAM, 2: 1, 3: "2026-11-24"}, scope=LIAM
    )
    ledger.push(karin.push(plan))
    answers: list[Answer] = []
    for desk, text in ((karin, "Ingen öppnade."), (jonas, "Träffade Liam.")):
        tx = desk.n + 1
        report = [
            desk.operation(Verb.SET, VISIT.id, PLANNED, values=values, base=base, tx=tx)
            for values, base in (({2: 2}, 2), ({16: text}, 0), ({18: 1_790_000_000_000}, 0))
        ]
        answers = ledger.push(desk.push(*report)).answers
    assert {answer.outcome for answer in answers} == {Outcome.REFUSED}
    assert ledger.records[PLANNED].values[16] == "Ingen öppnade."
    assert conflicts(ledger) == []


STREET, CITY, PROTECTION = (YOUTH.by_name[name].id for name in ("street", "city", "protection"))
PROTECTED = int(Protection.PROTECTED)


def test_becoming_protected_empties_an_address_nobody_had_seen(
    ledger: MemoryLedger, karin: Desk, jonas: Desk
) -> None:
    ledger.push(karin.push(set_phone(karin, "Provgatan 12", base=0, field=STREET)))
    protect = jonas.operation(Verb.SET, YOUTH.id, LIAM, values={PROTECTION: PROTECTED}, base=0)
    ledger.push(jonas.push(protect))
    assert STREET not in ledger.records[LIAM].values
    cleared = ledger.log[-1].change
    assert (cleared.actor, cleared.values) == (SERVER.actor, {STREET: None})


def test_a_protected_person_gets_no_address_and_none_is_kept_in_a_conflict(
    ledger: MemoryLedger, karin: Desk, jonas: Desk
) -> None:
    protect = jonas.operation(Verb.SET, YOUTH.id, LIAM, values={PROTECTION: PROTECTED}, base=0)
    ledger.push(jonas.push(protect))
    rows = len(ledger.log)
    for base in (0, 7):
        street = set_phone(karin, "Provgatan 12", base=base, field=STREET)
        [answer] = ledger.push(karin.push(street)).answers
        assert (answer.outcome, answer.code) == (Outcome.REFUSED, "barred")
    values = {1: "200903022390", CITY: "Nässjö", PROTECTION: PROTECTED}
    made = karin.operation(Verb.CREATE, YOUTH.id, PLANNED, values=values, scope=PLANNED)
    assert ledger.push(karin.push(made)).answers[0].code == "barred"
    assert len(ledger.log) == rows, "the address stands nowhere"
    ledger.push(karin.push(set_phone(karin, None, base=0, field=STREET)))


def test_a_planned_visit_can_be_filled_in_and_entered_in_one_transaction(
    ledger: MemoryLedger, karin: Desk
) -> None:
    plan = karin.operation(
        Verb.CREATE, VISIT.id, PLANNED, values={1: LIAM, 2: 1, 3: "2026-11-24"}, scope=LIAM
    )
    ledger.push(karin.push(plan))
    tx = karin.n + 1
    steps = [
        karin.operation(Verb.SET, VISIT.id, PLANNED, values=values, base=base, tx=tx)
        for values, base in (({18: 1_790_000_000_000}, 0), ({2: 2}, 2), ({16: "Text."}, 0))
    ]
    answers = ledger.push(karin.push(*steps)).answers
    assert [answer.outcome for answer in answers] == [Outcome.APPLIED] * 3


def test_what_the_server_alone_makes_is_refused_from_a_device(
    ledger: MemoryLedger, karin: Desk
) -> None:
    made = karin.operation(
        Verb.CREATE, CONFLICT.id, PLANNED, values={1: LIAM, 2: 1, 3: LIAM, 4: 1}, scope=LIAM
    )
    assert ledger.push(karin.push(made)).answers[0].code == "server-only"


@pytest.mark.parametrize(
    ("operation", "code"),
    [
        ({"verb": Verb.SET, "record": PLANNED, "values": {PHONE: "1"}}, "missing"),
        ({"verb": Verb.SET, "record": LIAM, "values": {PHONE: "1", EMAIL: "2"}}, "form"),
        ({"verb": Verb.SET, "record": LIAM, "values": {11: 77}}, "form"),
        ({"verb": Verb.CREATE, "record": LIAM, "values": {2: "Annan"}, "scope": LIAM}, "exists"),
        ({"verb": Verb.CREATE, "record": PLANNED, "values": {}, "scope": LIAM}, "scope"),
    ],
)
def test_refusals_name_their_code(
    ledger: MemoryLedger, karin: Desk, operation: dict[str, Any], code: str
) -> None:
    made = karin.operation(kind=YOUTH.id, **operation)
    [answer] = ledger.push(karin.push(made)).answers
    assert (answer.outcome, answer.code) == (Outcome.REFUSED, code)


def test_a_newer_programs_field_and_kind_are_kept_as_they_came(
    ledger: MemoryLedger, karin: Desk
) -> None:
    field = karin.operation(Verb.SET, YOUTH.id, LIAM, values={250: [1, "x"]}, base=0)
    kind = karin.operation(Verb.CREATE, 99, PLANNED, values={1: {"a": 1}}, scope=LIAM)
    answers = ledger.push(karin.push(field, kind)).answers
    assert [answer.outcome for answer in answers] == [Outcome.APPLIED] * 2
    assert ledger.records[LIAM].values[250] == [1, "x"]


def resolve(desk: Desk, ledger: MemoryLedger, choice: Resolution, value: Any, base: int) -> Any:
    record = next(r for r, s in ledger.records.items() if s.kind == CONFLICT.id)
    held = ledger.records[record].values
    named = ("target_kind", "target", "target_field", "other_n")
    values = {CONFLICT_FIELDS[name]: held[CONFLICT_FIELDS[name]] for name in named}
    values |= {CONFLICT_FIELDS["resolution"]: int(choice), CONFLICT_FIELDS["chosen_value"]: value}
    made = desk.operation(Verb.RESOLVE, CONFLICT.id, record, values=values, base=base)
    return ledger.push(desk.push(made)).answers[0], made


def test_a_conflict_is_resolved_naming_both_sides(
    ledger: MemoryLedger, karin: Desk, jonas: Desk
) -> None:
    ledger.push(karin.push(set_phone(karin, "070-2", base=1)))
    ledger.push(jonas.push(set_phone(jonas, "070-3", base=1)))
    answer, made = resolve(jonas, ledger, Resolution.OTHER, "070-3", base=2)
    assert answer.outcome is Outcome.APPLIED
    assert phone_of(ledger) == "070-3"
    [conflict] = conflicts(ledger)
    assert (conflict["resolution"], conflict["resolved_by"]) == (Resolution.OTHER, jonas.actor)
    assert (YOUTH.id, LIAM, PHONE) in set(touched(made))
    again, _ = resolve(karin, ledger, Resolution.OTHER, "070-3", base=2)
    assert again.outcome is Outcome.CONVERGED
    late, _ = resolve(karin, ledger, Resolution.OWN, "070-7", base=2)
    assert (late.outcome, late.code) == (Outcome.REFUSED, "resolved")


def test_a_resolution_that_did_not_see_the_latest_value_is_refused(
    ledger: MemoryLedger, karin: Desk, jonas: Desk
) -> None:
    ledger.push(karin.push(set_phone(karin, "070-2", base=1)))
    ledger.push(jonas.push(set_phone(jonas, "070-3", base=1)))
    ledger.push(karin.push(set_phone(karin, "070-8", base=2)))
    answer, _ = resolve(jonas, ledger, Resolution.OTHER, "070-3", base=2)
    assert (answer.outcome, answer.code) == (Outcome.REFUSED, "moved")
    assert phone_of(ledger) == "070-8"


@settings(max_examples=300)
@given(st.lists(st.tuples(st.sampled_from("kj"), st.sampled_from("ab"), st.booleans())))
def test_no_value_is_ever_lost(steps: list[tuple[str, str, bool]]) -> None:
    """Every acknowledged value stands, was seen by the one that replaced it, or is in a conflict."""
    ledger, desks = MemoryLedger(), {"k": Desk("karin"), "j": Desk("jonas")}
    ledger.push(desks["k"].push(a_youth(desks["k"])))
    fields = {"a": PHONE, "b": EMAIL}
    seen = {name: dict(ledger.records[LIAM].seqs) for name in desks}
    replaced: set[Any] = set()
    written = []
    for count, (who, field_name, pulls) in enumerate(steps):
        field = fields[field_name]
        if pulls:
            seen[who] = dict(ledger.records[LIAM].seqs)
        before = ledger.records[LIAM]
        base = seen[who].get(field, 0)
        value = f"v{count}"
        written.append(value)
        [answer] = ledger.push(
            desks[who].push(set_phone(desks[who], value, base=base, field=field))
        ).answers
        if answer.outcome is Outcome.APPLIED:
            assert base == before.seqs.get(field, 0), "replaced a value its author had not seen"
            replaced.add(before.values.get(field))
            seen[who][field] = answer.seq
    standing = set(ledger.records[LIAM].values.values())
    kept = {conflict["other_value"] for conflict in conflicts(ledger)}
    assert set(written) <= standing | kept | replaced


def test_a_case_that_a_colleague_has_begun_is_not_deleted_from_under_her(
    ledger: MemoryLedger, karin: Desk, jonas: Desk
) -> None:
    own = karin.operation(
        Verb.CREATE, TASK.id, uuid.UUID(int=4).bytes, values={1: LIAM}, scope=LIAM
    )
    ledger.push(karin.push(own))
    theirs = jonas.operation(Verb.CREATE, VISIT.id, PLANNED, values={1: LIAM, 2: 1}, scope=LIAM)
    [written] = ledger.push(jonas.push(theirs)).answers
    assert written.outcome is Outcome.APPLIED
    first = karin.operation(Verb.DELETE, TASK.id, own.record, base=2)
    second = karin.operation(Verb.DELETE, YOUTH.id, LIAM, base=1, tx=first.tx)
    answers = ledger.push(karin.push(first, second)).answers
    assert [(one.outcome, one.code) for one in answers] == [
        (Outcome.REFUSED, "together"),
        (Outcome.REFUSED, "case-in-use"),
    ]
    assert not ledger.records[LIAM].deleted
    assert not ledger.records[own.record].deleted


def test_what_is_written_about_one_who_has_been_deleted_is_given_back_to_its_author(
    ledger: MemoryLedger, karin: Desk, jonas: Desk
) -> None:
    ledger.push(karin.push(karin.operation(Verb.DELETE, YOUTH.id, LIAM, base=1)))
    late = jonas.operation(Verb.CREATE, VISIT.id, PLANNED, values={1: LIAM, 2: 1}, scope=LIAM)
    [answer] = ledger.push(jonas.push(late)).answers
    assert (answer.outcome, answer.code) == (Outcome.REFUSED, "case-gone")


def erase_phone(ledger: MemoryLedger) -> int:
    """Liam's telephone is erased by a decision; the number of it in the log."""
    erased = len(ledger.log) + 1
    who = (b"S" * 16, b"s" * 16)
    row = Change(erased, erased, Verb.ERASE, YOUTH.id, LIAM, LIAM, {PHONE: None}, *who, 0, 1, 1, 1)
    ledger.log.append(Entry(change=row, base=0, outcome=Outcome.APPLIED))
    ledger.records[LIAM].values.pop(PHONE)
    ledger.records[LIAM].seqs[PHONE] = erased
    return erased


def test_what_was_erased_comes_back_nowhere_though_a_new_value_stands(
    ledger: MemoryLedger, karin: Desk, jonas: Desk
) -> None:
    erased = erase_phone(ledger)
    ledger.push(karin.push(set_phone(karin, "070-2", base=erased)))
    rows = len(ledger.log)
    [late] = ledger.push(jonas.push(set_phone(jonas, "070-9", base=1))).answers
    assert (late.outcome, late.code) == (Outcome.REFUSED, "erased")
    assert len(ledger.log) == rows, "what went is in the log again"


@pytest.mark.usefixtures("karin")
def test_whoever_emptied_it_herself_has_not_seen_that_it_was_erased(
    ledger: MemoryLedger, jonas: Desk
) -> None:
    """Offline: she empties the field and writes another value. Seed 4 of the theme of erasing."""
    erase_phone(ledger)
    rows = len(ledger.log)
    emptied = set_phone(jonas, None, base=1)
    then = set_phone(jonas, "070-9", base=-emptied.n)
    answers = ledger.push(jonas.push(emptied, then)).answers
    assert [(one.outcome, one.code) for one in answers] == [(Outcome.REFUSED, "erased")] * 2
    assert len(ledger.log) == rows
