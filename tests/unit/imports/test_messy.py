"""Messy registers as they come: what each row gives is written down, file by file, in messy/*.txt."""

from __future__ import annotations

import attrs
import pytest

from kaa_core.imports.judging import KnownYouth, Outcome, Verdict, judge, settled
from kaa_core.imports.proposing import propose
from kaa_core.imports.reading import read
from kaa_core.imports.tables import find_table, likeliest
from kaa_core.model.ids import YouthId
from kaa_core.model.records import Enrolment, Guardian, Occupation, Youth
from tests.unit.imports.making import TODAY
from tests.unit.imports.messy_files import FILES, FOLDER, Messy, Register, _id, told


@pytest.mark.parametrize("messy", FILES, ids=lambda one: one.name)
def test_each_row_of_a_messy_file_gives_what_is_written_down(messy: Messy) -> None:
    assert told(messy) == messy.expected.read_text("utf-8")


def test_every_expectation_belongs_to_a_file() -> None:
    assert {path.stem for path in FOLDER.iterdir()} == {one.name for one in FILES}
    assert len(FILES) >= 20


@pytest.mark.parametrize("messy", FILES, ids=lambda one: one.name)
def test_the_same_file_twice_changes_nothing(messy: Messy) -> None:
    first = _judged(messy, messy.register)
    again = _judged(messy, _carried_out(first, messy.register))
    for before, after in zip(first, again, strict=True):
        if before.outcome in (Outcome.NEW, Outcome.FILLED, Outcome.SAME):
            assert after.row == before.row
            # A row without a name says nothing new of a known youth, and the next about her is doubled.
            assert after.outcome in (Outcome.SAME, Outcome.DOUBLE)
        assert after.fills == {}
        assert after.adds is None


def _judged(messy: Messy, register: Register) -> list[Verdict]:
    book = read(messy.make(), messy.name)
    sheet = book.sheets[likeliest(book)]
    table = find_table(sheet)
    mapping = propose(table, sheet.rows[table.first_row :], {})
    return list(judge(sheet, table, mapping, register, TODAY))


def _carried_out(verdicts: list[Verdict], register: Register) -> Register:
    """Do to a register in memory what the desktop does to its own."""
    held = dict(register.held)
    for verdict in verdicts:
        done = settled(verdict, {note.kind for note in verdict.notes})
        if done is None or done.facts is None:
            continue
        number = done.facts.identity_number
        new = done.outcome is Outcome.NEW
        known = held.get(number) or KnownYouth(
            Youth(
                id=_id(1000 + done.row),
                identity_number=number,
                **{"given_name": "", "family_name": "", **done.facts.youth},
            )
        )
        known = attrs.evolve(known, youth=attrs.evolve(known.youth, **done.fills))
        held[number] = _added(known, done, new=new)
    return Register(held)


def _added(known: KnownYouth, done: Verdict, *, new: bool) -> KnownYouth:
    facts = done.facts if new else done.adds
    if facts is None:
        return known
    youth = YouthId(known.youth.id)
    enrolments = list(known.enrolments)
    if facts.enrolled_on is not None or (new and facts.ended_on is None):
        enrolments.append(
            Enrolment(
                id=_id(2000 + done.row),
                youth=youth,
                start=facts.enrolled_on or TODAY,
                registration_reason=facts.reason,
                worker=facts.worker,
            )
        )
    elif facts.worker is not None:
        enrolments = [attrs.evolve(one, worker=facts.worker) for one in enrolments]
    occupations = [
        Occupation(id=_id(3000), youth=youth, kind=o.kind, description=o.description)
        for o in facts.occupations
    ]
    guardians = [
        Guardian(id=_id(4000), youth=youth, name=g.name, phone=g.phone, email=g.email)
        for g in facts.guardians
    ]
    return attrs.evolve(
        known,
        enrolments=enrolments,
        occupations=[*known.occupations, *occupations],
        guardians=[*known.guardians, *guardians],
        stated=[*known.stated, *facts.stated],
    )
