"""What of an import waits for a coordinator: kept, told, answered, and gone with the youth."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import attrs
import pytest

from kaa_core.imports.sources.facts import RemarkKind, remark
from kaa_core.sync.administration import Done
from kaa_core.sync.imports import ASIDE, YES, AnswerImport, ImportsTold
from kaa_server.clock import system_clock
from kaa_server.importing import asking
from tests.server_fixture import FakeClock
from tests.server_process import Device, Refused
from tests.unit.server.deliveries import (
    TODAY,
    Importer,
    delivery,
    lives_in,
    number_of,
    person,
    registered,
)
from tests.unit.server.test_erasing import erase
from tests.unit.server.town import Town

FEED = "Folkbokföringen"
ZERO = remark(RemarkKind.MENDED_NUMBER, "Numret saknade en nolla.")


@pytest.fixture
def sam(town: Town) -> Device:
    return town.devices["sam"]


@pytest.fixture
def importer(town: Town, clock: FakeClock) -> Importer:
    return Importer(town.enroller.database, clock, town.enroller.municipality)


def told(device: Device) -> ImportsTold:
    return device.ask("GET", "/v1/imports", ImportsTold)


def say(device: Device, answer: int, **about: Any) -> None:
    device.ask("POST", "/v1/imports/answer", Done, AnswerImport(answer, **about))


def moved_in(importer: Importer, place: int) -> Any:
    """As folkbokföringen tells of one who lives here."""
    return person(place, facts=(lives_in(importer.municipality),))


def renumbered(importer: Importer, days: int = 1, to: int = 40) -> None:
    """A school says that a number is another: it waits, for folkbokföringen alone is believed."""
    new = attrs.evolve(person(1), identity_number=number_of(to), former_number=number_of(1))
    importer.run(delivery([new], as_of=TODAY + timedelta(days=days)))


def test_a_changed_number_waits_with_the_youth_until_it_is_answered(
    town: Town, importer: Importer, sam: Device, clock: FakeClock
) -> None:
    importer.run(registered([moved_in(importer, 1)]))
    youth = importer.youth(1)
    clock.advance(minutes=1)
    renumbered(importer)
    said = told(sam)
    assert [one.waiting for one in said.runs] == [1, 0], "the newest first"
    assert any("Väntar på en människa: 1 rader." in line for line in said.runs[0].lines)
    [waits] = said.waiting
    assert (waits.kind, waits.number) == (RemarkKind.NUMBER_CHANGED.value, number_of(40))
    assert waits.youths == [youth.id.bytes]
    assert not said.questions
    with pytest.raises(Refused) as refused:
        told(town.devices["anna"])
    assert refused.value.status == 403
    say(sam, ASIDE, item=waits.item)
    assert told(sam).waiting == []
    renumbered(importer, days=2)
    assert told(sam).waiting == [], "the same is not asked again"
    renumbered(importer, days=3, to=41)
    assert [one.number for one in told(sam).waiting] == [number_of(41)], "another number is"
    with pytest.raises(Refused) as late:
        say(sam, ASIDE, item=waits.item)
    assert late.value.status == 409
    erase(sam, youth.id.bytes)
    assert told(sam).waiting == []


def test_a_yes_is_for_the_next_reading_of_the_feed(
    importer: Importer, sam: Device, clock: FakeClock
) -> None:
    mended = attrs.evolve(moved_in(importer, 2), waits=(ZERO,))
    importer.run(registered([mended]))
    [asked] = told(sam).questions
    assert (asked.feed, asked.kind, asked.count, asked.answered) == (FEED, "mended_number", 1, 0)
    say(sam, YES, feed=FEED, kind="mended_number")
    assert told(sam).questions[0].answered
    database, code = importer.database, importer.municipality

    def late() -> datetime:
        return system_clock() + 2 * asking.YES_HOLDS

    assert asking.accepted(database, late, code, FEED) == set()
    assert asking.accepted(database, system_clock, code, "En annan") == set()
    clock.advance(days=1)
    run, _ = importer.run(registered([mended], as_of=TODAY + timedelta(days=1)))
    assert (run.report.new, run.report.waiting) == (1, 0)
    assert told(sam).questions == []
    clock.advance(days=1)
    again = attrs.evolve(moved_in(importer, 3), waits=(ZERO,))
    run, _ = importer.run(registered([again], as_of=TODAY + timedelta(days=2)))
    assert (run.report.new, run.report.waiting) == (0, 1), "the yes was for one reading"
    say(sam, ASIDE, feed=FEED, kind="mended_number")
    assert told(sam).questions == []
