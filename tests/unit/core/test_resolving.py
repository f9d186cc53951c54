"""A deletion against an edit is settled both ways, with its reason; a colleague is asked; nothing goes."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from kaa_core.model.enums import Resolution
from kaa_core.model.registry import REGISTRY
from kaa_core.sync.conflicts import CONFLICT, CONFLICT_FIELDS, touched
from kaa_core.sync.messages import Answer, Operation, Outcome, Verb
from kaa_core.sync.state import WHOLE_RECORD
from tests.unit.core.ledger import Desk, MemoryLedger

YOUTH, TASK = REGISTRY.kind("youth"), REGISTRY.kind("task")
LIAM, ERRAND = uuid.UUID(int=1).bytes, uuid.UUID(int=2).bytes
TITLE = TASK.by_name["title"].id
OTHER, KEPT, OWN = Resolution.OTHER, Resolution.KEPT, Resolution.OWN


class Office:
    """Two desks and a server; Karin has made a youth with a task, which both have seen."""

    def __init__(self) -> None:
        self.ledger = MemoryLedger()
        self.karin, self.jonas = Desk("karin"), Desk("jonas")
        youth = {1: "200903022390", 2: "Liam", 3: "Testberg"}
        task = {
            field.id: value
            for field, value in (
                (TASK.by_name["youth"], LIAM),
                (TASK.by_name["title"], "Ring"),
                (TASK.by_name["due"], "2026-11-24"),
            )
        }
        self.push(self.karin, Verb.CREATE, YOUTH.id, LIAM, values=youth, scope=LIAM)
        self.push(self.karin, Verb.CREATE, TASK.id, ERRAND, values=task, scope=LIAM)

    def push(self, desk: Desk, verb: Verb, kind: int, record: bytes, **more: Any) -> Answer:
        return self.ledger.push(desk.push(desk.operation(verb, kind, record, **more))).answers[0]

    def set_title(self, desk: Desk, title: str, base: int = 2) -> Answer:
        return self.push(desk, Verb.SET, TASK.id, ERRAND, values={TITLE: title}, base=base)

    def delete(self, desk: Desk, base: int = 2) -> Answer:
        return self.push(desk, Verb.DELETE, TASK.id, ERRAND, base=base)

    def conflict(self) -> tuple[bytes, dict[str, Any]]:
        names = {number: name for name, number in CONFLICT_FIELDS.items()}
        record, held = next((r, s) for r, s in self.ledger.records.items() if s.kind == CONFLICT.id)
        return record, {names[number]: value for number, value in held.values.items()}

    def resolve(self, desk: Desk, choice: Resolution, value: Any = None, **more: Any) -> Operation:
        record, held = self.conflict()
        named = (
            "target_kind",
            "target",
            "target_field",
            "other_n",
            "kept_deleted",
            "other_deleted",
        )
        said = {name: held[name] for name in named if name in held}
        said |= {"resolution": int(choice), "chosen_value": value} | more.pop("said", {})
        values = {CONFLICT_FIELDS[name]: one for name, one in said.items()}
        return desk.operation(Verb.RESOLVE, CONFLICT.id, record, values=values, **more)

    def settle(self, desk: Desk, choice: Resolution, value: Any = None, **more: Any) -> Answer:
        made = self.resolve(desk, choice, value, **more)
        return self.ledger.push(desk.push(made)).answers[0]

    @property
    def task(self) -> Any:
        return self.ledger.records[ERRAND]


@pytest.fixture
def office() -> Office:
    return Office()


def test_an_edit_of_what_was_deleted_brings_it_back(office: Office) -> None:
    office.delete(office.karin)
    assert office.set_title(office.jonas, "Ring i dag").outcome is Outcome.CONFLICT
    made = office.resolve(office.jonas, OTHER, "Ring i dag", base=2)
    [answer] = office.ledger.push(office.jonas.push(made)).answers
    assert answer.outcome is Outcome.APPLIED
    assert (office.task.deleted, office.task.values[TITLE]) == (False, "Ring i dag")
    row = office.ledger.log[answer.seq - 2].change
    whole = {**office.task.values, WHOLE_RECORD: False, TITLE: "Ring i dag"}
    assert (row.record, row.values) == (ERRAND, whole), "also for who never had it"
    assert {(TASK.id, ERRAND, WHOLE_RECORD), (TASK.id, ERRAND, TITLE)} <= set(touched(made))


def test_what_was_deleted_is_let_go_all_the_same(office: Office) -> None:
    office.delete(office.karin)
    office.set_title(office.jonas, "Ring i dag")
    made = office.resolve(office.jonas, KEPT, "Ring")
    [answer] = office.ledger.push(office.jonas.push(made)).answers
    assert answer.outcome is Outcome.APPLIED
    assert office.task.deleted
    assert ERRAND not in {record for _, record, _ in touched(made)}
    lost = [one.change for one in office.ledger.log if one.outcome is Outcome.CONFLICT]
    assert [one.values for one in lost] == [{TITLE: "Ring i dag"}]


def test_a_deletion_that_met_an_edit_is_carried_out_when_it_is_chosen(office: Office) -> None:
    office.set_title(office.karin, "Ring i dag")
    assert office.delete(office.jonas).outcome is Outcome.CONFLICT
    assert not office.task.deleted
    made = office.resolve(office.jonas, OTHER, base=office.task.latest)
    [answer] = office.ledger.push(office.jonas.push(made)).answers
    assert answer.outcome is Outcome.APPLIED
    assert office.task.deleted
    assert office.task.seqs[WHOLE_RECORD] == answer.seq - 1
    row = office.ledger.log[answer.seq - 2].change
    assert (row.verb, row.record, row.actor) == (Verb.DELETE, ERRAND, office.jonas.actor)
    assert (TASK.id, ERRAND, WHOLE_RECORD) in set(touched(made))


def test_a_deletion_does_not_take_what_came_after_it_was_chosen(office: Office) -> None:
    office.set_title(office.karin, "Ring i dag")
    office.delete(office.jonas)
    seen = office.task.latest
    office.set_title(office.karin, "Ring i morgon", base=seen)
    answer = office.settle(office.jonas, OTHER, base=seen)
    assert (answer.outcome, answer.code) == (Outcome.REFUSED, "moved")
    assert not office.task.deleted
    assert office.settle(office.jonas, OWN, "x", base=office.task.latest).code == "form"
    assert office.settle(office.jonas, KEPT).outcome is Outcome.APPLIED


def test_what_was_deleted_again_is_not_brought_back_unseen(office: Office) -> None:
    office.delete(office.karin)
    office.set_title(office.jonas, "Ring i dag")
    office.settle(office.jonas, OTHER, "Ring i dag", base=2)
    office.delete(office.karin, base=office.task.latest)
    office.set_title(office.jonas, "Ring nu", base=office.task.seqs[TITLE])
    conflicts = [r for r, s in office.ledger.records.items() if s.kind == CONFLICT.id]
    assert len(conflicts) == 2
    del office.ledger.records[conflicts[0]]
    state = office.ledger.records[conflicts[1]]
    state.values[CONFLICT_FIELDS["kept_seq"]] -= 1  # what an earlier deletion would have had
    answer = office.settle(office.jonas, OTHER, "Ring nu", base=office.task.seqs[TITLE])
    assert (answer.outcome, answer.code) == (Outcome.REFUSED, "moved")


def test_nothing_is_brought_back_about_a_youth_who_is_gone(office: Office) -> None:
    office.delete(office.karin)
    office.set_title(office.jonas, "Ring i dag")
    office.ledger.records[LIAM].deleted = True
    answer = office.settle(office.jonas, OTHER, "Ring i dag", base=2)
    assert (answer.outcome, answer.code) == (Outcome.REFUSED, "case-gone")
    assert office.task.deleted


@pytest.mark.parametrize(
    ("second", "outcome"), [(OTHER, Outcome.CONVERGED), (KEPT, Outcome.REFUSED)]
)
def test_two_who_settle_a_deletion_are_alike_only_when_they_chose_alike(
    office: Office, second: Resolution, outcome: Outcome
) -> None:
    office.set_title(office.karin, "Ring i dag")
    office.delete(office.jonas)
    base = office.task.latest
    office.settle(office.jonas, OTHER, base=base)
    assert office.settle(office.karin, second, base=base).outcome is outcome


def test_the_reason_and_the_addendum_stay_with_the_conflict(office: Office) -> None:
    office.set_title(office.karin, "Ring i dag")
    office.set_title(office.jonas, "Ring nu")
    said = {"reason": "Stämt av med Liam.", "addendum": b"n" * 16}
    answer = office.settle(office.jonas, KEPT, "Ring i dag", said=said)
    assert answer.outcome is Outcome.APPLIED
    _, held = office.conflict()
    assert {name: held[name] for name in said} == said
    assert held["resolved_by"] == office.jonas.actor


def test_a_reason_of_another_form_is_refused(office: Office) -> None:
    office.set_title(office.karin, "Ring i dag")
    office.set_title(office.jonas, "Ring nu")
    answer = office.settle(office.jonas, KEPT, "Ring i dag", said={"reason": 7})
    assert (answer.outcome, answer.code) == (Outcome.REFUSED, "form")


def ask(office: Office, desk: Desk, of: Desk, **more: Any) -> Answer:
    record, held = office.conflict()
    said = {name: held[name] for name in ("target_kind", "target", "target_field", "other_n")}
    said |= {"asked_of": of.actor, "question": "Vilket gäller?"} | more
    values = {CONFLICT_FIELDS[name]: one for name, one in said.items()}
    return office.push(desk, Verb.RESOLVE, CONFLICT.id, record, values=values)


def test_a_colleague_is_asked_and_nothing_is_settled_by_that(office: Office) -> None:
    office.set_title(office.karin, "Ring i dag")
    office.set_title(office.jonas, "Ring nu")
    forged = {"asked_by": office.karin.actor}
    assert ask(office, office.jonas, office.karin, **forged).outcome is Outcome.APPLIED
    _, held = office.conflict()
    assert (held["asked_of"], held["asked_by"]) == (office.karin.actor, office.jonas.actor)
    assert held["question"] == "Vilket gäller?"
    assert "resolution" not in held
    assert office.task.values[TITLE] == "Ring i dag"
    assert office.settle(office.karin, OTHER, "Ring nu", base=3).outcome is Outcome.APPLIED
    # Asked too late: nobody is troubled.
    assert ask(office, office.jonas, office.karin).outcome is Outcome.CONVERGED


def test_an_edit_after_bringing_back_is_no_new_conflict(office: Office) -> None:
    office.delete(office.karin)
    office.set_title(office.jonas, "Ring i dag")
    made = office.resolve(office.jonas, OTHER, "Ring i dag", base=2)
    change = office.jonas.operation(
        Verb.SET, TASK.id, ERRAND, values={TITLE: "Ring i kväll"}, base=-made.n
    )
    answers = office.ledger.push(office.jonas.push(made, change)).answers
    assert [one.outcome for one in answers] == [Outcome.APPLIED] * 2
    assert office.task.values[TITLE] == "Ring i kväll"


def test_a_youth_never_goes_in_passing(office: Office) -> None:
    phone = YOUTH.by_name["phone"].id
    office.push(office.karin, Verb.SET, YOUTH.id, LIAM, values={phone: "070-1"}, base=0)
    office.ledger.records[ERRAND].deleted = True  # nobody else has written in the case
    deleted = office.push(office.jonas, Verb.DELETE, YOUTH.id, LIAM, base=1)
    assert deleted.outcome is Outcome.CONFLICT
    answer = office.settle(office.jonas, OTHER, base=office.ledger.records[LIAM].latest)
    assert (answer.outcome, answer.code) == (Outcome.REFUSED, "case-in-use")
    assert not office.ledger.records[LIAM].deleted
