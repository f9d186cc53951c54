"""Who belongs to the target group, as it is kept: always what judging anew from the records would give."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from kaa_core.model.enums import (
    Belonging,
    CredentialKind,
    DeregistrationReason,
    FactSource,
    OccupationKind,
    ProposalAnswer,
    ProposalKind,
    ResidenceKind,
    StudyEnd,
    StudyForm,
)
from kaa_core.model.facts import (
    Credential,
    CriterionDecision,
    Fact,
    RegisterDecision,
    Residence,
    StudyPeriod,
)
from kaa_core.model.ids import YouthId
from kaa_core.model.records import Enrolment, MunicipalitySettings, Youth
from kaa_core.model.registry import REGISTRY, Record
from kaa_core.rules.target_group.definitions import DEFINITIONS
from kaa_core.rules.target_group.held import held_from
from kaa_core.rules.target_group.intervals import intervals
from kaa_core.sync.messages import Verb
from kaa_desktop.store import judged_by, target_reading, targets
from kaa_desktop.store.bulk import Act
from kaa_desktop.store.incoming import Cursor
from kaa_desktop.store.keys import DataKey
from kaa_desktop.store.store import Store
from tests.unit.store import builders as make
from tests.unit.store.small_server import EPOCH

HOME = "9901"
TODAY = date(2026, 11, 24)
NOW = DEFINITIONS[-1]
OLD = DEFINITIONS[0]


def said(cls: type[Fact], of: Youth, **more: Any) -> Any:
    """A fact that a register states."""
    values: dict[str, Any] = {"source": FactSource.SCHOOL, "as_of": date(2026, 11, 1)}
    return cls(id=make.new_id(), youth=YouthId(of.id), **(values | more))


def lives_here(of: Youth, **more: Any) -> Residence:
    values: dict[str, Any] = {
        "kind": ResidenceKind.REGISTERED,
        "start": date(2015, 1, 1),
        "municipality": HOME,
        "source": FactSource.POPULATION_REGISTER,
    }
    return said(Residence, of, **(values | more))  # type: ignore[no-any-return]


def no_document(of: Youth) -> Credential:
    return said(  # type: ignore[no-any-return]
        Credential, of, kind=CredentialKind.NONE, source=FactSource.UHR, as_of=date(2026, 11, 20)
    )


def dropped_out(of: Youth, number: int = 0) -> list[Record]:
    """One who left her programme and is covered: all facts are here."""
    return [
        of,
        lives_here(of),
        said(
            StudyPeriod,
            of,
            form=StudyForm.COMPULSORY,
            grade=9,
            start=date(2016, 8, 15),
            end=date(2026, 6, 10) if number else date(2024, 6, 10),
            end_kind=StudyEnd.COMPLETED,
        ),
        said(
            StudyPeriod,
            of,
            form=StudyForm.NATIONAL_PROGRAMME,
            start=date(2024, 8, 15),
            end=date(2026, 10, 1),
            end_kind=StudyEnd.BROKEN_OFF,
        ),
        no_document(of),
    ]


@pytest.fixture
def judging(store: Store) -> Store:
    """A store that judges."""
    store.judge.begin(HOME, TODAY).result()
    store.judge.done().result()
    return store


def born(year: int, number: int = 0) -> Youth:
    """A youth of a year among the test numbers."""
    found = [at for at, one in enumerate(make.NUMBERS) if one.startswith(str(year))]
    return make.youth(number=found[number])


def kept(store: Store, youth: Youth, definition: str = NOW.key) -> list[Any]:
    return store.queries.read(
        lambda one: target_reading.intervals_of(one, youth.id.bytes, definition)
    )


def afresh(store: Store, youth: Youth, definition: Any = NOW) -> list[Any]:
    return list(intervals(held_from(store.queries.case_records(youth.id), HOME), definition))


def proposed(store: Store, youth: Youth, on: date = TODAY) -> list[tuple[ProposalKind, bool]]:
    found = store.queries.read(lambda one: target_reading.proposals_of(one, [youth.id.bytes], on))
    return [(one.kind, one.look_again is not None) for one in found]


def covered(store: Store, on: date = TODAY, definition: str = NOW.key) -> set[Any]:
    return set(store.queries.read(lambda one: target_reading.belonging(one, on, definition)))


def test_a_fact_is_judged_in_the_transaction_that_brings_it(judging: Store) -> None:
    youth = born(2008)
    judging.record(*dropped_out(youth)).result()
    assert covered(judging) == {youth.id}
    assert covered(judging, date(2026, 9, 1)) == set()
    assert covered(judging, date(2029, 1, 1)) == set()
    assert kept(judging, youth) == afresh(judging, youth)
    exam = said(
        Credential,
        youth,
        kind=CredentialKind.EXAM,
        issued_on=date(2026, 11, 2),
        source=FactSource.UHR,
        as_of=date(2026, 11, 22),
    )
    judging.record(exam).result()
    assert covered(judging) == set()
    assert kept(judging, youth) == afresh(judging, youth)
    judging.delete(Credential, exam.id).result()
    assert covered(judging) == {youth.id}


def test_nothing_is_judged_before_it_is_known_whose_municipality_it_is(store: Store) -> None:
    youth = born(2008)
    store.record(*dropped_out(youth)).result()
    assert kept(store, youth) == []
    assert not store.queries.read(targets.is_due)
    store.judge.begin(HOME, TODAY).result()
    store.judge.done().result()
    assert covered(store) == {youth.id}
    store.judge.begin("9902", TODAY).result()
    store.judge.done().result()
    assert covered(store) == set()


def test_another_last_school_day_has_everybody_judged_anew(judging: Store) -> None:
    youth = born(2008)
    judging.record(youth, lives_here(youth), no_document(youth)).result()

    def turns() -> set[date]:
        judging.judge.done().result()
        return {one.start for one in kept(judging, youth) if one.start.month in (6, 7)}

    assert turns() == {date(2024, 7, 1)}
    decided = MunicipalitySettings(id=make.new_id(), last_school_days="2024-06-11")
    judging.record(decided).result()
    assert turns() == {date(2024, 6, 12)}
    judging.set(MunicipalitySettings, decided.id, last_school_days="2024-06-14").result()
    assert turns() == {date(2024, 6, 15)}
    judging.set(MunicipalitySettings, decided.id, lock_minutes=5).result()
    assert not judging.queries.read(targets.is_due), "what nobody is judged by changes nothing"


def test_both_definitions_are_kept_and_the_same_answer_once(judging: Store) -> None:
    youth = born(2008)
    records = [
        youth,
        lives_here(youth),
        said(StudyPeriod, youth, form=StudyForm.INTRODUCTORY, start=date(2025, 8, 15)),
        no_document(youth),
    ]
    judging.record(*records).result()
    for definition in DEFINITIONS:
        assert kept(judging, youth, definition.key) == afresh(judging, youth, definition)
    assert kept(judging, youth, OLD.key) != kept(judging, youth, NOW.key)
    other = born(2008, 1)
    judging.record(*dropped_out(other)).result()
    assert [(one.start, one.until, one.belonging) for one in kept(judging, other, OLD.key)] == [
        (one.start, one.until, one.belonging) for one in kept(judging, other, NOW.key)
    ]
    rows = judging.queries.read(
        lambda one: one.execute(
            "SELECT count(*) FROM target_interval WHERE scope = ?", (other.id.bytes,)
        ).fetchone()[0]
    )
    assert rows == len(kept(judging, other, NOW.key))


def test_a_register_read_in_is_judged_afterwards(judging: Store) -> None:
    youths = [born(2008, at) for at in range(60)]
    acts = [Act(tuple(dropped_out(one))) for one in youths]
    judging.transact_many(acts, progress=lambda _: None, stopped=lambda: False).result()
    judging.judge.done().result()
    assert covered(judging) == {one.id for one in youths}


def test_what_a_colleague_wrote_is_judged_as_it_comes(judging: Store) -> None:
    youth = born(2008)
    records = dropped_out(youth)
    changes = [make.created(one, seq) for seq, one in enumerate(records, start=1)]
    judging.apply_changes(changes, Cursor(EPOCH, len(changes))).result()
    assert covered(judging) == {youth.id}


def test_who_leaves_this_computer_leaves_no_judgement(judging: Store) -> None:
    youth = born(2008)
    changes = [make.created(one, seq) for seq, one in enumerate(dropped_out(youth), start=1)]
    judging.apply_changes(changes, Cursor(EPOCH, len(changes))).result()
    at = len(changes) + 1
    judging.apply_changes([], Cursor(EPOCH, at), revoked=[youth.id.bytes]).result()
    assert _rows(judging) == {"target_interval": 0, "register_proposal": 0, "target_difference": 0}


def test_who_is_erased_leaves_no_judgement(judging: Store) -> None:
    youth = born(2008)
    changes = [make.created(one, seq) for seq, one in enumerate(dropped_out(youth), start=1)]
    judging.apply_changes(changes, Cursor(EPOCH, len(changes))).result()
    assert _rows(judging)["target_interval"] > 0
    order = make.change(99, Verb.ERASE, 1, youth.id.bytes, {}, scope=youth.id.bytes)
    judging.apply_changes([order], Cursor(EPOCH, 99)).result()
    assert set(_rows(judging).values()) == {0}


def test_an_erased_fact_counts_no_more(judging: Store) -> None:
    youth = born(2008)
    proof = said(
        Credential,
        youth,
        kind=CredentialKind.EXAM,
        source=FactSource.UHR,
        as_of=date(2026, 11, 22),
        issued_on=date(2026, 6, 10),
    )
    records = [*dropped_out(youth), proof]
    changes = [make.created(one, seq) for seq, one in enumerate(records, start=1)]
    judging.apply_changes(changes, Cursor(EPOCH, len(changes))).result()
    assert covered(judging) == set()
    kind = REGISTRY.kind(Credential).id
    order = make.change(99, Verb.ERASE, kind, proof.id.bytes, {}, scope=youth.id.bytes)
    judging.apply_changes([order], Cursor(EPOCH, 99)).result()
    assert covered(judging) == {youth.id}
    assert kept(judging, youth) == afresh(judging, youth)


def _rows(store: Store) -> dict[str, int]:
    return {
        name: store.queries.read(partial(_count, name))
        for name in ("target_interval", "register_proposal", "target_difference")
    }


def _count(name: str, connection: Any) -> int:
    found: int = connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0]
    return found


# -- proposals


def test_one_who_is_covered_is_proposed_to_be_enrolled_and_no_more_when_she_is(
    judging: Store,
) -> None:
    youth = born(2008)
    judging.record(*dropped_out(youth)).result()
    assert (ProposalKind.ENROL, False) in proposed(judging, youth)
    judging.record(make.enrolment(youth, start=date(2026, 11, 24))).result()
    assert ProposalKind.ENROL not in {kind for kind, _ in proposed(judging, youth)}


def test_one_who_turns_twenty_is_proposed_to_be_deregistered_from_that_day(judging: Store) -> None:
    youth = born(2007)
    judging.record(*dropped_out(youth), make.enrolment(youth)).result()
    twenty = date(2027, int(youth.identity_number[4:6]), int(youth.identity_number[6:8]))
    before = {kind for kind, _ in proposed(judging, youth, twenty - timedelta(days=1))}
    assert ProposalKind.DEREGISTER not in before
    assert ProposalKind.DEREGISTER in {kind for kind, _ in proposed(judging, youth, twenty)}
    judging.set(
        Enrolment,
        next(one.id for one in judging.queries.records(Enrolment)),
        end=twenty,
        deregistration_reason=DeregistrationReason.TURNED_TWENTY,
        last_known_occupation=OccupationKind.UNKNOWN,
    ).result()
    after = {kind for kind, _ in proposed(judging, youth, twenty + timedelta(days=1))}
    assert ProposalKind.DEREGISTER not in after


def _answer(of: Youth, basis: str, answer: ProposalAnswer, **more: Any) -> RegisterDecision:
    return RegisterDecision(
        id=make.new_id(),
        youth=YouthId(of.id),
        proposal=ProposalKind.ENROL,
        answer=answer,
        basis=basis,
        decided_on=TODAY,
        **more,
    )


def test_what_was_put_off_comes_back_on_its_day(judging: Store) -> None:
    youth = born(2008)
    judging.record(*dropped_out(youth)).result()
    [first] = judging.queries.read(
        lambda one: target_reading.proposals_of(one, [youth.id.bytes], TODAY)
    )
    again = date(2026, 12, 8)
    judging.record(_answer(youth, first.basis, ProposalAnswer.LATER, look_again=again)).result()
    assert proposed(judging, youth) == [(ProposalKind.ENROL, True)]
    assert proposed(judging, youth, again - timedelta(days=1)) == [(ProposalKind.ENROL, True)]
    assert proposed(judging, youth, again) == [(ProposalKind.ENROL, False)]
    judging.record(_answer(youth, first.basis, ProposalAnswer.DECLINED)).result()
    assert proposed(judging, youth, again) == []


def test_a_decision_for_the_time_being_is_taken_up_again(judging: Store) -> None:
    youth = born(2008)
    again = date(2026, 12, 8)

    def decision(**more: Any) -> CriterionDecision:
        return CriterionDecision(
            id=make.new_id(),
            youth=YouthId(youth.id),
            belonging=Belonging.COVERED,
            start=TODAY,
            reason="Vill ha stöd nu.",
            **more,
        )

    judging.record(youth, lives_here(youth), make.enrolment(youth)).result()
    judging.record(decision(look_again=again)).result()
    assert proposed(judging, youth, again - timedelta(days=1)) == []
    assert proposed(judging, youth, again) == [(ProposalKind.REQUEST, False)]
    judging.record(decision(decided_on=TODAY)).result()
    assert proposed(judging, youth, again) == []


def test_a_persons_decision_stands_over_the_sources(judging: Store) -> None:
    youth = born(2008)
    judging.record(*dropped_out(youth)).result()
    decision = CriterionDecision(
        id=make.new_id(),
        youth=YouthId(youth.id),
        belonging=Belonging.NOT_COVERED,
        start=TODAY,
        end=date(2027, 1, 31),
        reason="Läser på heltid utomlands.",
    )
    judging.record(decision).result()
    assert covered(judging) == set()
    assert covered(judging, date(2027, 2, 1)) == {youth.id}
    judging.delete(CriterionDecision, decision.id).result()
    assert covered(judging) == {youth.id}


def test_another_version_of_the_program_judges_everybody_anew(
    judging: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    youth = born(2008)
    judging.record(*dropped_out(youth)).result()
    spoil = "UPDATE target_interval SET belonging = 2"
    judging._writer.submit(lambda unit: unit.connection.execute(spoil).rowcount).result()
    judging.judge.begin(HOME, TODAY + timedelta(days=1)).result()
    judging.judge.done().result()
    assert covered(judging) == set()
    monkeypatch.setattr(judged_by, "__version__", "99.0")
    judging.judge.begin(HOME, TODAY).result()
    judging.judge.done().result()
    assert covered(judging) == {youth.id}


def test_the_tables_are_made_anew_when_the_registry_changes(
    judging: Store, tmp_path: Path, key: DataKey
) -> None:
    youth = born(2008)
    judging.record(*dropped_out(youth)).result()
    before = kept(judging, youth)
    judging._writer.submit(  # an older program's rules, as they left it
        lambda unit: (
            unit.connection.execute("UPDATE target_interval SET belonging = 2"),
            unit.connection.execute("UPDATE setting SET value = x'00' WHERE name = 'registry'"),
        )
    ).result()
    judging.close()
    with Store.open(tmp_path, key, lambda: make.NOW) as again:
        again.judge.done().result()
        assert kept(again, youth) == before


def test_an_operation_of_a_faulty_program_stops_nothing(judging: Store) -> None:
    youth = born(2008)
    made = make.created(youth, 1)
    made.values[make.field_id(Youth, "identity_number")] = "123"
    judging.apply_changes([made], Cursor(EPOCH, 1)).result()
    assert judging.queries.record(Youth, youth.id) is not None
    assert covered(judging) == set()
