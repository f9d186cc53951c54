"""Erasing on the server's shelf: what goes, what stays, and what late work meets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

import attrs
import pytest

from kaa_core.model.identity import check_digit
from kaa_core.model.ids import RecordId
from kaa_core.model.records import Conflict, Contact, Enrolment, JournalNote, Youth
from kaa_core.model.registry import REGISTRY
from kaa_core.rules import retention
from kaa_core.sync.digests import total
from kaa_core.sync.erasing import Erasure, Target, erase, referring
from kaa_core.sync.messages import Change, Outcome, Verb
from kaa_core.sync.shelf import CaseRow, Head
from kaa_core.sync.sight import CaseSight
from kaa_core.sync.state import Author, Entry, RecordState, Refusal

YOUTH, NOTE, OTHER, CLASH, HANDLER = (bytes([n]) * 16 for n in range(1, 6))
_NOTE = REGISTRY.kind(JournalNote)
_CONTACT = REGISTRY.kind(Contact)
_CONFLICT = REGISTRY.kind(Conflict)
_YOUTH = REGISTRY.kind(Youth)
_REMARK = _CONTACT.by_name["note"].id
_MINUTES = _CONTACT.by_name["minutes"].id


@attrs.define
class Kept:
    """A shelf in memory: records and log of one youth."""

    records: dict[bytes, RecordState]
    log: list[Entry]
    gone: set[bytes] = attrs.field(factory=set)
    case: CaseRow | None = attrs.field(factory=lambda: CaseRow(CaseSight(worker=HANDLER)))
    written: list[Erasure] = attrs.field(factory=list)

    def head(self) -> Head:
        return Head(b"e" * 16, len(self.log) + len(self.written))

    def erased(self, ids: Iterable[bytes]) -> set[bytes]:
        return self.gone & set(ids)

    def cases(self, youths: Iterable[bytes]) -> Mapping[bytes, CaseRow]:
        return dict.fromkeys(youths, self.case) if self.case else {}

    def units(self, workers: Iterable[bytes]) -> Mapping[bytes, bytes | None]:
        return dict.fromkeys(workers)

    def case_records(self, youth: bytes) -> Mapping[bytes, RecordState]:
        return {one: state for one, state in self.records.items() if state.scope == youth}

    def case_log(self, youth: bytes) -> Sequence[Entry]:
        return [one for one in self.log if one.change.scope == youth]

    def write_erasure(self, erasure: Erasure) -> None:
        self.written.append(erasure)
        self.gone |= erasure.gone
        self.case = erasure.case
        for one in erasure.gone:
            self.records.pop(one, None)
        self.records.update(erasure.records)
        self.log = [one for one in self.log if one.change.seq not in set(erasure.rows_gone)]


def row(seq: int, verb: Verb, kind: int, record: bytes, values: dict[int, Any]) -> Entry:
    """A row of the log about the youth."""
    change = Change(
        seq, seq, verb, kind, record, YOUTH, values, HANDLER, b"d" * 16, 1, seq, seq, seq
    )
    return Entry(change=change, base=0, outcome=Outcome.APPLIED)


def shelf() -> Kept:
    """A youth with a contact of two fields, a note that names it, and a conflict about its text."""
    clash = {
        _CONFLICT.by_name["target"].id: NOTE,
        _CONFLICT.by_name["target_field"].id: _REMARK,
        _CONFLICT.by_name["other_value"].id: "det andra",
    }
    addendum = {_NOTE.by_name["addendum_to"].id: NOTE, _NOTE.by_name["text"].id: "gäller samtalet"}
    contact = {_REMARK: "hemligt", _MINUTES: 5}
    log = [
        row(1, Verb.CREATE, _YOUTH.id, YOUTH, {2: "Kim"}),
        row(2, Verb.CREATE, _CONTACT.id, NOTE, contact),
        row(3, Verb.SET, _CONTACT.id, NOTE, {_REMARK: "hemligare"}),
        row(4, Verb.CREATE, _CONFLICT.id, CLASH, clash),
        row(5, Verb.CREATE, _NOTE.id, OTHER, addendum),
    ]
    records = {
        YOUTH: RecordState(_YOUTH.id, YOUTH, {2: "Kim"}, {2: 1}),
        NOTE: RecordState(
            _CONTACT.id, YOUTH, contact | {_REMARK: "hemligare"}, {_REMARK: 3, _MINUTES: 2}
        ),
        CLASH: RecordState(_CONFLICT.id, YOUTH, clash, dict.fromkeys(clash, 4)),
        OTHER: RecordState(_NOTE.id, YOUTH, addendum, dict.fromkeys(addendum, 5)),
    }
    return Kept(records, log)


def erased(kept: Kept, target: Target) -> Erasure:
    """Erase, as the coordinator's server does."""
    server = Author(actor=b"s" * 16, device=b"S" * 16, incarnation=0)
    return erase(target, kept, by=HANDLER, server=server, received=7)


def test_field_goes_from_record_log_and_conflict_and_the_rest_stays() -> None:
    """One field: its rows, the conflict about it; the other field, and the addendum, stay."""
    kept = shelf()
    found = erased(kept, Target(YOUTH, NOTE, (_REMARK,)))
    assert kept.records[NOTE].values == {_MINUTES: 5}
    assert kept.records[NOTE].seqs[_REMARK] == found.change.seq == 6
    assert found.gone == {CLASH}
    assert list(found.rows_gone) == [3, 4]
    assert found.rows == {2: {_MINUTES: 5}}
    assert found.change.values == {_REMARK: None}
    assert "hemlig" not in repr(found)
    standing = [(one, state.latest) for one, state in kept.records.items()]
    assert kept.case is not None
    assert (kept.case.count, kept.case.total) == total(standing)


def test_record_goes_with_its_conflicts_and_what_names_it_is_shown_first() -> None:
    """One record: addenda are others' words and stay, but whoever decides is told of them."""
    kept = shelf()
    target = Target(YOUTH, NOTE)
    assert referring(target, kept.records) == [OTHER]
    found = erased(kept, target)
    assert found.gone == {NOTE, CLASH}
    assert set(kept.records) == {YOUTH, OTHER}
    assert list(found.rows_gone) == [2, 3, 4]


@pytest.mark.parametrize("record", [None, YOUTH])
def test_youth_goes_whole(record: bytes | None) -> None:
    """The youth's own record cannot go alone."""
    kept = shelf()
    found = erased(kept, Target(YOUTH, record))
    assert kept.records == {}
    assert found.case is None
    assert list(found.rows_gone) == [1, 2, 3, 4, 5]
    assert found.gone == {YOUTH, NOTE, CLASH, OTHER}


@pytest.mark.parametrize(
    ("target", "code"),
    [
        (Target(YOUTH, b"x" * 16), "missing"),
        (Target(b"x" * 16), "missing"),
        (Target(YOUTH, YOUTH, (_YOUTH.by_name["given_name"].id,)), "required"),
        (Target(YOUTH, NOTE, (_CONTACT.by_name["at"].id,)), "missing"),
    ],
)
def test_refused(target: Target, code: str) -> None:
    """What is not there, and what a record cannot stand without."""
    with pytest.raises(Refusal) as refused:
        erased(shelf(), target)
    assert refused.value.code == code


def test_twice_is_refused() -> None:
    """What is gone is known to be gone."""
    kept = shelf()
    erased(kept, Target(YOUTH, NOTE))
    with pytest.raises(Refusal, match="erased"):
        erased(kept, Target(YOUTH, NOTE))


def test_handler_goes_with_her_enrolment() -> None:
    """Who sees the youth follows from what is left."""
    kept = shelf()
    enrolment = REGISTRY.kind(Enrolment)
    values = {enrolment.by_name["worker"].id: HANDLER, enrolment.by_name["start"].id: "2026-08-01"}
    place = b"p" * 16
    kept.records[place] = RecordState(enrolment.id, YOUTH, values, dict.fromkeys(values, 5))
    found = erased(kept, Target(YOUTH, place))
    assert found.case is not None
    assert found.case.sight.worker is None
    assert [one.before.worker for one in found.events] == [HANDLER]


def test_due_at_the_end_of_the_year_of_turning_21() -> None:
    """7 §: at the latest the calendar year of turning 21; an uncertain date is for somebody to judge."""

    def youth(born: str, n: int) -> Youth:
        right = check_digit(f"{born[2:]}238")
        number = f"{born}238{(right + 5) % 10}"  # a test number: wrong on purpose
        return Youth(
            id=RecordId(UUID(int=n)), identity_number=number, given_name="A", family_name="B"
        )

    youths = [youth("20050101", 1), youth("20060101", 2), youth("20041231", 3)]
    found = retention.due(youths, date(2026, 1, 1))
    assert [(one.youth.int, one.year, one.overdue(date(2026, 1, 1))) for one in found] == [
        (3, 2025, True),
        (1, 2026, False),
    ]
    assert retention.last_year("not a number") is None
