"""Figures on the server: counted from traces, asked for by whoever reads all cases, gone with the youth."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import pytest

from kaa_core.model.enums import Channel, ContactOutcome, Counterpart, Role
from kaa_core.model.facts import YouthLink
from kaa_core.model.records import Contact
from kaa_core.model.registry import REGISTRY
from kaa_core.statistics.catalogue import FIGURES, TABELL_1
from kaa_core.statistics.day import Filter
from kaa_core.statistics.trace import pack
from kaa_core.sync.messages import Operation, Verb
from kaa_core.sync.statistics import AskFigures, FiguresTold, Whom, answer_of, whom
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
LATER = 4_000_000_000_000
"""Milliseconds: when everything in the log has been received."""


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


def test_who_sees_a_part_of_the_cases_is_told_no_figure(town: Town, importer: Importer) -> None:
    chief = town.person("mia", role=Role.MANAGER)
    clerk = town.person("adam", role=Role.ADMINISTRATOR)
    for device in (town.devices["anna"], clerk):
        with pytest.raises(Refused) as refused:
            asked(device)
        assert refused.value.body.code == "role"
    assert asked(chief, figures=["age_group"]) == {"age_group": 3}
    sam = town.devices["sam"]
    hidden = town.case(sam, "anna", protection=2, identity_number="200802022391")
    town.case(sam, "anna")
    only = whom(Filter(workers=frozenset([town.workers["anna"]])))
    question = AskFigures(TODAY.isoformat(), ["enrolled"], only=only)
    told = sam.ask("POST", "/v1/statistics", FiguresTold, question)
    assert answer_of(told.figures[0]).table.cell.count == 2
    assert hidden.hex() not in repr(told)
    with pytest.raises(Refused) as refused:  # it would tell who the protected are
        chief.ask("POST", "/v1/statistics", FiguresTold, question)
    assert refused.value.body.code == "role"
    assert asked(chief, figures=["enrolled"]) == {"enrolled": 2}, "of everybody all are counted"


@pytest.mark.parametrize(
    "question",
    [
        AskFigures("2026-13-01"),
        AskFigures("20261122"),
        AskFigures("1066-01-01"),
        AskFigures("2099-12-31"),  # has not been
        AskFigures("2026-11-22", start="2026-12-01"),
        AskFigures("2026-11-22", definition="2031"),
        AskFigures("2026-11-22", ["nonsense"]),
        AskFigures("2026-11-22", only=Whom(outside=["FOREVER"])),
        AskFigures("2026-11-22", only=Whom(ages=list(range(5000)))),
        AskFigures("2026-11-22", known_at=2**70),
    ],
)
def test_nonsense_is_refused(town: Town, question: AskFigures) -> None:
    with pytest.raises((Refused, OverflowError)) as refused:
        town.devices["sam"].ask("POST", "/v1/statistics", FiguresTold, question)
    if isinstance(refused.value, Refused):
        assert refused.value.body.code == "bad_request"


def test_what_was_known_then(town: Town) -> None:
    sam = town.devices["sam"]
    youth = town.case(sam, "anna")
    made = contact(sam, youth, "2026-10-02")
    answer = sam.push([made]).answers[0]
    gone = contact(sam, youth, "2026-10-05", minutes=30)
    sam.push([gone])
    n = sam.next_n()
    sam.push([Operation(n, n, Verb.DELETE, CONTACT.id, gone.record, {}, answer.seq + 1, AT)])
    one = town.enroller
    with one.database.tenant(one.municipality) as connection:
        rows = connection.execute(
            "SELECT seq, received FROM change_log WHERE municipality = %s", [one.municipality]
        ).fetchall()
    received = dict(rows)
    on: dict[str, Any] = {
        "as_of": date(2026, 11, 1),
        "figures": ["not_reached", "enrolled", "caseload"],
    }
    now = asked(sam, **on)
    assert (now["not_reached"], now["enrolled"]) == (0, 1)
    then = asked(sam, **on, known_at=received[answer.seq])
    before_that = [seq for seq, at in rows if at < received[answer.seq]]
    assert answer.seq not in before_that
    assert then["not_reached"] == 1
    assert asked(sam, **on, known_at=max(received.values()) + 1) == now
    told = sam.ask(
        "POST", "/v1/statistics", FiguresTold, AskFigures("2026-11-01", known_at=received[1])
    )
    assert "så som registret" in told.remarks[0].lower()
    assert told.seq == 0


# -- one person under two entries


def link(by: Device, kept: bytes, other: bytes) -> Operation:
    n = by.next_n()
    values = {LINK.by_name[k].id: v for k, v in (("youth", kept), ("other", other), ("state", 1))}
    return Operation(n, n, Verb.CREATE, LINK.id, new_record(), values, 0, AT, kept)


def test_two_entries_of_one_person_are_one(town: Town) -> None:
    sam, one = town.devices["sam"], town.enroller
    kept = town.case(sam, "anna")
    other = town.case(sam, "bo", identity_number="200802022391")
    assert asked(sam, figures=["enrolled"]) == {"enrolled": 2}
    made = link(sam, kept, other)
    linked = sam.push([made]).answers[0]
    assert asked(sam, figures=["enrolled"]) == {"enrolled": 1}
    assert asked(sam, figures=["enrolled"], known_at=LATER) == {"enrolled": 1}
    sam.push([contact(sam, other, "2026-10-02")])
    assert asked(sam, figures=["not_reached"]) == {"not_reached": 0}, "his calls are hers"
    with one.database.tenant(one.municipality) as connection:
        [held] = traces.held(connection, one.municipality)
    assert held.youth == kept
    assert len(held.enrolments) == 2
    # Skyddad folkbokföring on the one that is not kept: nothing of hers is shown with the other's.
    sam.push([changed(sam, YOUTH, other, 0, protection=2)])
    assert asked(sam, figures=["enrolled"]) == {"enrolled": 2}
    assert asked(sam, figures=["enrolled"], known_at=LATER) == {"enrolled": 2}
    n = sam.next_n()
    sam.push([Operation(n, n, Verb.DELETE, LINK.id, made.record, {}, linked.seq, AT)])
    assert asked(sam, figures=["enrolled"]) == {"enrolled": 2}


# -- erased


def test_no_trace_is_within_reach_when_she_is_erased(
    town: Town, cluster: Endpoints, data_root: Path
) -> None:
    """Not under the bundle's key from before either, hers and that of the entry she was linked with."""
    sam, one = town.devices["sam"], town.enroller
    code, data = one.municipality, place(data_root / "server").data
    youth, kept = town.case(sam, "anna"), town.case(sam, "bo", identity_number="200802022391")
    beside = town.case(sam, "bo", identity_number="200803032389")
    asked(sam)
    call = contact(sam, youth, "2026-10-02", minutes=987)
    sam.push([call])
    asked(sam)
    hers, minutes = _within(town, youth), _called(town, youth)
    sam.push([link(sam, kept, youth)])
    asked(sam)
    theirs, others = _within(town, kept), _within(town, beside)
    raw.settle(cluster)
    found = raw.within_reach(data, cluster.keys, code, [hers, theirs, others, minutes])[1]
    assert all(found.values()), "the scan sees what is there before"
    assert not any(raw.in_files(data, [hers.hex()]).values())
    erase(sam, youth, call.record)
    asked(sam)
    raw.settle(cluster)
    assert not raw.within_reach(data, cluster.keys, code, [minutes])[1][minutes]
    erase(sam, youth)
    raw.settle(cluster)
    found = raw.within_reach(data, cluster.keys, code, [hers, others])[1]
    assert not found[hers]
    assert found[others], "the other youth's is still there"
    assert asked(sam, figures=["enrolled"]) == {"enrolled": 2}


def _within(town: Town, youth: bytes) -> bytes:
    """How a youth's trace begins: her id and the days of her birthdays, as nothing else holds them."""
    one = town.enroller
    with one.database.tenant(one.municipality) as connection:
        [held] = [each for each in traces.held(connection, one.municipality) if each.youth == youth]
    return pack(held)[:36]


def _called(town: Town, youth: bytes) -> bytes:
    one = town.enroller
    with one.database.tenant(one.municipality) as connection:
        [held] = [each for each in traces.held(connection, one.municipality) if each.youth == youth]
    return msgspec.msgpack.encode(held.events[0])
