"""Figures on the server: counted from traces, asked for by whoever reads all cases, gone with the youth."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import pytest

from kaa_core.model.enums import Channel, ContactOutcome, Counterpart
from kaa_core.model.facts import YouthLink
from kaa_core.model.records import Contact
from kaa_core.model.registry import REGISTRY
from kaa_core.statistics.answers import Origin
from kaa_core.statistics.catalogue import FIGURES, TABELL_1
from kaa_core.statistics.day import Filter
from kaa_core.sync.messages import Operation, Verb
from kaa_core.sync.statistics import AskFigures, FiguresTold, answer_of, whom
from kaa_server import traces
from kaa_server.placement import place
from kaa_server.postgres import Endpoints
from tests.server_fixture import FakeClock
from tests.server_process import Device, Refused, new_record
from tests.unit.server import raw
from tests.unit.server.deliveries import TODAY, Importer
from tests.unit.server.operations import AT
from tests.unit.server.test_erasing import erase
from tests.unit.server.test_targets import covers
from tests.unit.server.town import YOUTH, Town, changed

CONTACT, LINK = (REGISTRY.kind(one) for one in (Contact, YouthLink))


def contact(by: Device, youth: bytes, on: str, **more: Any) -> Operation:
    """A call that reached her."""
    n = by.next_n()
    held = {
        "youth": youth,
        "occurred_on": on,
        "channel": int(Channel.TELEPHONE),
        "counterpart": int(Counterpart.YOUTH),
        "outcome": int(ContactOutcome.REACHED),
    } | more
    values = {CONTACT.by_name[name].id: value for name, value in held.items()}
    return Operation(n, n, Verb.CREATE, CONTACT.id, new_record(), values, 0, AT, youth)


def asked(by: Device, as_of: date = TODAY, **more: Any) -> dict[str, int | None]:
    told = by.ask("POST", "/v1/statistics", FiguresTold, AskFigures(as_of.isoformat(), **more))
    return {one.figure: one.table.cell.count for one in map(answer_of, told.figures)}


@pytest.fixture
def importer(town: Town, clock: FakeClock) -> Importer:
    made = Importer(town.enroller.database, clock, town.enroller.municipality)
    covers(made)
    return made


def test_the_server_counts_what_was_imported_and_what_a_computer_writes(
    town: Town, importer: Importer
) -> None:
    sam = town.devices["sam"]
    keys = [one.key for one in TABELL_1]
    before = asked(sam, figures=keys)
    assert list(before) == keys
    assert (before["age_group"], before["target_group"], before["dropouts"]) == (3, 3, 3)
    youth = town.case(sam, "anna")
    assert asked(sam, figures=["not_reached"])["not_reached"] == 1
    sam.push([contact(sam, youth, "2026-10-02")])
    assert asked(sam, figures=["not_reached"])["not_reached"] == 0
    assert asked(sam, date(2026, 10, 1), figures=["not_reached"])["not_reached"] == 1
    assert len(asked(sam)) == len(FIGURES)
