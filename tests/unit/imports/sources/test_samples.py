"""What sources send: what each row gives, and what the register holds afterwards, in messy/*.txt."""

from __future__ import annotations

import attrs
import pytest

from tests.unit.imports.sources.register import Register
from tests.unit.imports.sources.samples import FOLDER, SAMPLES, Sample, told


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda one: one.name)
def test_each_row_gives_what_is_written_down(sample: Sample) -> None:
    assert told(sample) == sample.expected.read_text("utf-8")


def test_every_expectation_belongs_to_a_sample() -> None:
    assert {path.stem for path in FOLDER.iterdir()} == {one.name for one in SAMPLES}


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda one: one.name)
def test_the_same_deliveries_twice_change_nothing_more(sample: Sample) -> None:
    register = Register()
    sample.begin(register)
    for delivery in sample.make():
        entries = list(delivery.entries)
        register.lay_in(attrs.evolve(delivery, entries=entries), sample.accepted)
        once = register.says()
        again = register.lay_in(attrs.evolve(delivery, entries=entries), sample.accepted)
        assert [one for one in again.changes if not one.is_empty] == []
        assert register.says() == once


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda one: one.name)
def test_no_report_and_no_remark_names_or_numbers_anybody(sample: Sample) -> None:
    register = Register()
    sample.begin(register)
    for delivery in sample.make():
        done = register.lay_in(delivery, sample.accepted)
        said = [*done.report, *(one.remark.sentence for one in done.waiting)]
        said += [one.sentence for one in done.unread]
        said += [one.sentence for change in done.changes for one in change.remarks]
        for youth in register.youths.values():
            for sentence in said:
                assert youth.identity_number[2:8] not in sentence
                assert f" {youth.family_name} " not in f" {sentence} "
