"""Who belongs to the target group, kept on the server: made anew when facts change, gone with the youth."""

from __future__ import annotations

import uuid
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import attrs
import pytest

from kaa_core.model.enums import (
    Belonging,
    CredentialKind,
    Criterion,
    FactSource,
    ProposalAnswer,
    Protection,
    RegisterRule,
    ResidenceKind,
    StudyEnd,
    StudyForm,
)
from kaa_core.model.facts import Credential
from kaa_core.model.ids import RecordId
from kaa_core.model.records import Enrolment, MunicipalitySettings, RegisterDecision
from kaa_core.model.registry import REGISTRY
from kaa_core.sync.messages import Operation, Verb
from kaa_server import ingest, targets, traces
from kaa_server.clock import new_id, system_clock
from kaa_server.database import Database
from kaa_server.importing import by_rule, runs, stored, telling
from kaa_server.placement import place
from kaa_server.postgres import Endpoints
from tests.server_fixture import FakeClock
from tests.server_process import Device, new_record
from tests.unit.server import raw
from tests.unit.server.deliveries import (
    TODAY,
    Importer,
    delivery,
    lives_in,
    person,
    registered,
    studies,
)
from tests.unit.server.operations import AT
from tests.unit.server.test_erasing import erase
from tests.unit.server.town import YOUTH, Town

CREDENTIAL = REGISTRY.kind(Credential)
LEFT = date(2026, 10, 1)


@pytest.fixture
def importer(database: Database, clock: FakeClock, municipality: str) -> Importer:
    return Importer(database, clock, municipality)


def covers(importer: Importer, count: int = 3, left: date | None = LEFT) -> runs.Became:
    """Youths who live here and have left an upper secondary programme."""
    importer.run(
        registered([person(one, facts=(lives_in(importer.municipality),)) for one in range(count)])
    )
    ended = {"end": left, "end_kind": StudyEnd.BROKEN_OFF} if left else {}
    schooled = [
        person(
            one,
            facts=(
                *person(one).facts,
                studies(f"g{one}", StudyForm.NATIONAL_PROGRAMME, date(2024, 8, 19), **ended),
            ),
        )
        for one in range(count)
    ]
    none_yet = Credential(
        id=schooled[0].facts[0].id,
        youth=schooled[0].facts[0].youth,
        key="b",
        kind=CredentialKind.NONE,
    )
    importer.run(delivery(schooled))
    _, became = importer.run(
        delivery(
            [person(one, facts=(none_yet,)) for one in range(count)],
            source=FactSource.UHR,
            feed="UHR",
        )
    )
    return became


def counted(importer: Importer, on: date = TODAY) -> Counter[Belonging | None]:
    targets.refresh(importer.database, importer.municipality)
    pages = targets.standing(importer.database, importer.municipality, on)
    return Counter(one.belonging for page in pages for one in page)


def graduated(device: Device, youth: bytes) -> Operation:
    """A device writes that there is an examensbevis."""
    n, values = device.next_n(), {}
    held = {
        "youth": youth,
        "source": int(FactSource.UHR),
        "as_of": TODAY.isoformat(),
        "kind": int(CredentialKind.EXAM),
        "issued_on": "2026-06-10",
    }
    values = {CREDENTIAL.by_name[name].id: value for name, value in held.items()}
    return Operation(n, n, Verb.CREATE, CREDENTIAL.id, new_record(), values, 0, AT, youth)


def test_in_and_out_are_told_once(importer: Importer) -> None:
    covers(importer)
    assert counted(importer)[Belonging.COVERED] == 3
    back = person(1, facts=(studies("g1", StudyForm.NATIONAL_PROGRAMME, date(2024, 8, 19)),))
    run, became = importer.run(delivery([back]))
    assert became == runs.Became(newly_in=0, newly_out=1, unclear=0)
    assert "0 har kommit in, 1 har gått ut" in "\n".join(telling.told(run, became))
    with importer.database.tenant(importer.municipality) as connection:
        rows = runs.changes(connection, importer.municipality, run.id)
    youth = importer.youth(1).id
    assert rows == [(youth, int(Belonging.COVERED), int(Belonging.NOT_COVERED))]
    _, again = importer.run(delivery([back]))
    assert not again.any


def test_a_day_that_comes_is_told_without_a_new_fact(importer: Importer, clock: FakeClock) -> None:
    covers(importer)
    before = counted(importer)
    assert before[Belonging.COVERED] == 3
    clock.advance(days=3 * 365)
    _, became = importer.run(delivery([]))
    assert became.newly_out == 3, "they have turned twenty"
    pages = targets.standing(importer.database, importer.municipality, clock().date())
    assert {one.criterion for page in pages for one in page} == {Criterion.UNDER_TWENTY}


def test_what_a_device_pushes_counts(town: Town, clock: FakeClock) -> None:
    importer = Importer(town.enroller.database, clock, town.enroller.municipality)
    covers(importer)
    sam, youth = town.devices["sam"], importer.youth(2).id.bytes
    assert sam.push([graduated(sam, youth)]).answers[0].seq
    assert targets.refresh(importer.database, importer.municipality) == 1
    assert counted(importer) == {Belonging.COVERED: 2, Belonging.NOT_COVERED: 1}
    _, became = importer.run(delivery([]))
    assert became.newly_out == 1


def test_it_can_be_made_anew_from_the_records(importer: Importer) -> None:
    covers(importer)
    before = counted(importer)
    assert targets.refresh(importer.database, importer.municipality) == 0
    assert targets.refresh(importer.database, importer.municipality, everything=True) == 3
    assert counted(importer) == before
    _, became = importer.run(delivery([]))
    assert not became.any, "what had been told is not told again"


def test_another_last_school_day_has_everybody_judged_anew(importer: Importer) -> None:
    importer.run(
        registered(
            [person(1, facts=(lives_in(importer.municipality),))],  # sixteen in 2024
        )
    )
    day = date(2024, 6, 20)
    assert counted(importer, day) == {Belonging.NOT_COVERED: 1}, "skolplikt holds to 30 June"
    decided = MunicipalitySettings(
        id=RecordId(new_id(importer.clock)), last_school_days="2024-06-11"
    )
    with importer.database.tenant(importer.municipality) as connection:
        made = ingest.created((decided, importer.clock()))
        ingest.write_whole(connection, importer.clock, importer.municipality, [made])
    assert targets.refresh(importer.database, importer.municipality) == 1
    assert counted(importer, day) != {Belonging.NOT_COVERED: 1}
    assert targets.refresh(importer.database, importer.municipality) == 0


def test_it_covers_every_day(importer: Importer) -> None:
    covers(importer)
    assert counted(importer, LEFT - timedelta(days=1)) == {Belonging.NOT_COVERED: 3}
    assert counted(importer, date(2050, 1, 1)) == {Belonging.NOT_COVERED: 3}
    assert counted(importer, date(2010, 1, 1)) == {None: 3}


def test_all_of_it_goes_with_the_youth(
    town: Town, clock: FakeClock, cluster: Endpoints, data_root: Path
) -> None:
    importer = Importer(town.enroller.database, clock, town.enroller.municipality)
    covers(importer)
    sam, youth = town.devices["sam"], importer.youth(1).id
    code, data = importer.municipality, place(data_root / "server").data
    # What a sealed row of hers holds: the packed days of the intervals, and of what an import wrote.
    born = importer.youth(1).identity_number
    twenty = f"{int(born[:4]) + 20}-{born[4:6]}-{born[6:8]}"
    raw.settle(cluster)
    assert not raw.in_files(data, [twenty])[twenty], "nothing of it lies open"
    assert raw.within_reach(data, cluster.keys, code, [twenty])[1][twenty]
    erase(sam, youth.bytes)
    with importer.database.tenant(code) as connection:
        for table in targets.TABLES:
            found = connection.execute(
                f"SELECT count(*) FROM {table} WHERE municipality = %s AND youth = %s".encode(),
                [code, youth],
            ).fetchone()
            assert found == (0,), table
    raw.settle(cluster)
    assert not raw.within_reach(data, cluster.keys, code, [twenty])[1][twenty]
    assert counted(importer) == {Belonging.COVERED: 2}
    run, _ = importer.run(delivery([]))
    assert not run.report.refused


def test_every_table_about_youths_is_known_to_the_erasure(cluster: Endpoints) -> None:
    import psycopg

    with psycopg.connect(cluster.admin) as connection:
        rows = connection.execute(
            "SELECT table_name FROM information_schema.columns "
            "WHERE table_schema = 'kaa' AND column_name = 'youth'"
        ).fetchall()
    # The decision itself; what is taken out by its own rules (erasing.py, notices.py).
    elsewhere = {"erasure", "quarantine", "attachment", "attachment_piece", "notice"}
    own = {"youth_key", "case_sight", "sight_event"}
    known = {*targets.TABLES, *traces.TABLES}
    assert {name for (name,) in rows} - elsewhere - own == known


def test_a_note_that_is_erased_leaves_her_intervals_readable(town: Town, clock: FakeClock) -> None:
    importer = Importer(town.enroller.database, clock, town.enroller.municipality)
    covers(importer)
    sam, youth = town.devices["sam"], importer.youth(1).id
    erase(sam, youth.bytes, youth.bytes, (YOUTH.by_name["street"].id,))
    assert counted(importer) == {Belonging.COVERED: 3}
    _, became = importer.run(delivery([]))
    assert not became.any
    # What an import wrote is now taken for a person's word, and stays.
    importer.run(registered([person(1, given_name="Annan")], as_of=TODAY + timedelta(days=1)))
    assert importer.youth(1).given_name == "Åsa1"


# -- rules


def decided(importer: Importer) -> list[RegisterDecision]:
    found = []
    with importer.database.tenant(importer.municipality) as connection:
        for page in stored.all_of(connection, importer.municipality, RegisterDecision):
            for record, state in page.items():
                made = stored.made(record, state)
                assert made is not None
                assert isinstance(made.record, RegisterDecision)
                found.append(made.record)
    return found


def test_nothing_is_decided_by_rule_until_the_municipality_says_so(importer: Importer) -> None:
    covers(importer)
    assert by_rule.switched_on(importer.database, importer.municipality) == frozenset()
    assert decided(importer) == []


def test_a_rule_enrols_and_says_that_it_was_the_rule(importer: Importer) -> None:
    code = importer.municipality
    covers(importer, count=2)
    by_rule.switch(importer.database, system_clock, code, RegisterRule.ENROL, on=True)
    stays = attrs.evolve(lives_in(code), kind=ResidenceKind.STAYING_PROTECTED, key="s")
    hidden = person(0, protection=Protection.PROTECTED, facts=(stays,))
    run, _ = importer.run(registered([hidden], as_of=TODAY))
    assert counted(importer) == {Belonging.COVERED: 2}
    assert run.report.enrolled == 1
    [one] = decided(importer)
    assert one.youth == importer.youth(1).id, "a person decides about who is protected"
    assert (one.by_rule, one.answer) == (True, ProposalAnswer.DONE)
    with importer.database.tenant(code) as connection:
        held = stored.of_youths(
            connection, code, [uuid.UUID(str(one.youth)).bytes], stored.numbers_of([Enrolment])
        )
    [[enrolled]] = held.values()
    assert isinstance(enrolled.record, Enrolment)
    assert enrolled.record.registration_reason is not None
    again, _ = importer.run(delivery([]))
    assert again.report.enrolled == 0
    by_rule.switch(importer.database, system_clock, code, RegisterRule.ENROL, on=False)
    assert by_rule.switched_on(importer.database, code) == frozenset()
