"""Side by side: summed figures with small numbers hidden, for the group alone, whatever a query says."""

from __future__ import annotations

from datetime import date

import psycopg
import pytest

from kaa_core.model.enums import Role
from kaa_core.model.ids import RecordId
from kaa_core.model.records import MunicipalitySettings
from kaa_core.model.registry import REGISTRY
from kaa_core.statistics.answers import Answer
from kaa_core.sync.messages import Operation, Verb, pack
from kaa_core.sync.statistics import (
    MUNICIPALITIES,
    UNITS,
    AskComparison,
    ComparisonTold,
    answer_of,
)
from kaa_server import ingest, municipalities, side_by_side, storing
from kaa_server.clock import new_id
from kaa_server.database import Database
from kaa_server.faults import OperatorError
from tests.server_fixture import FakeClock
from tests.server_process import Refused
from tests.unit.server.deliveries import Importer
from tests.unit.server.operations import AT
from tests.unit.server.test_targets import covers
from tests.unit.server.town import Town

SETTINGS = REGISTRY.kind(MunicipalitySettings)
END = date(2026, 10, 31)


class Neighbour:
    """A municipality with youths, whose settings say whether it shares."""

    def __init__(self, database: Database, clock: FakeClock, code: str, count: int) -> None:
        self.database, self.clock, self.code = database, clock, code
        self.group = f"Höglandet {code[1:]}"  # of this test alone
        municipalities.add(database, clock, code, f"Kommun {code}", practice=True)
        covers(Importer(database, clock, code), count=count)
        self.settings = RecordId(new_id(clock))
        made = MunicipalitySettings(id=self.settings, shares_figures=True)
        ingest.create_records(database, clock, code, [(made, clock())])
        storing.store(database, clock, code)

    def join(self, group: str = "") -> None:
        side_by_side.join(self.database, self.clock, self.code, group or self.group)
        side_by_side.publish(self.database, self.clock, self.code)

    def share(self, on: bool) -> None:
        field = SETTINGS.by_name["shares_figures"].id
        with self.database.tenant(self.code) as connection:
            [(seq,)] = connection.execute(
                "SELECT seq FROM record WHERE municipality = %s AND record = %s",
                [self.code, self.settings],
            ).fetchall()
            changed = Operation(
                0, 0, Verb.SET, SETTINGS.id, self.settings.bytes, {field: on}, seq, AT
            )
            ingest.write_whole(connection, self.clock, self.code, [changed])

    def sees(self) -> list[str]:
        return [one.key for one in self.told().sides]

    def told(self, day: date | None = None) -> ComparisonTold:
        return side_by_side.fellows(self.database, self.code, day)

    def by_a_careless_query(self) -> set[str]:
        with self.database.tenant(self.code) as connection:
            rows = connection.execute("SELECT municipality FROM compare_shared").fetchall()
        return {code for (code,) in rows}


@pytest.fixture
def three(database: Database, clock: FakeClock, municipality: str) -> list[Neighbour]:
    codes = [f"{first}{municipality[1:]}" for first in "567"]
    return [
        Neighbour(database, clock, code, count)
        for code, count in zip(codes, (6, 7, 8), strict=True)
    ]


def test_a_group_sees_its_own_and_nobody_elses(three: list[Neighbour]) -> None:
    here, there, apart = three
    for one, group in ((here, ""), (there, ""), (apart, f"Annan {apart.code}")):
        assert (one.sees(), one.told().group) == ([], "")
        one.join(group)
    assert here.sees() == [here.code, there.code]
    assert there.sees() == [there.code, here.code], "one's own first"
    assert apart.sees() == [apart.code]
    told = here.told(END)
    assert (told.group, told.as_of, told.days) == (here.group, "2026-10-31", ["2026-10-31"])
    answers: list[dict[str, Answer]] = [
        {one.figure: one for one in map(answer_of, side.figures)} for side in told.sides
    ]
    assert [one["age_group"].table.cell.count for one in answers] == [6, 7]
    assert [one["dropouts"].table.cell.count for one in answers] == [6, 7]
    youth = Importer(there.database, there.clock, there.code).youth(0)
    sent = pack(told)
    for secret in (youth.id.bytes, youth.id.bytes.hex().encode(), str(youth.given_name).encode()):
        assert secret not in sent
    assert not here.told(date(2026, 9, 30)).sides


def test_small_numbers_are_hidden_before_they_are_shared(
    database: Database, clock: FakeClock, municipality: str
) -> None:
    small = Neighbour(database, clock, f"4{municipality[1:]}", 3)
    small.join()
    [side] = small.told().sides
    found = {one.figure: one.table for one in map(answer_of, side.figures)}
    assert found["age_group"].cell.hidden
    assert all(cell.count in (0, None) for row in found["situation"].rows for cell in row.cells)


def test_a_hostile_municipality_gets_and_changes_nothing_of_others(three: list[Neighbour]) -> None:
    here, there, apart = three
    here.join()
    there.join()
    apart.join(f"Annan {apart.code}")
    assert here.by_a_careless_query() == {here.code, there.code}
    assert apart.by_a_careless_query() == {apart.code}
    with here.database.tenant("' OR true") as connection:
        assert connection.execute("SELECT count(*) FROM compare_shared").fetchone() == (0,)
    values = "VALUES (%s, %s, '2026-09-30', 'x', now(), '')"
    attempts: tuple[tuple[str, list[str]], ...] = (
        # Into the group of others, in one's own name and in theirs.
        (f"INSERT INTO compare_shared {values}", [apart.code, here.group]),
        (f"INSERT INTO compare_shared {values}", [here.code, here.group]),
        (
            "UPDATE compare_shared SET grouped = %s WHERE municipality = %s",
            [here.group, apart.code],
        ),
        (
            "UPDATE compare_member SET grouped = %s WHERE municipality = %s",
            [here.group, apart.code],
        ),
        ("INSERT INTO compare_member VALUES (%s, %s, now())", [here.code, "Annan grupp"]),
        ("DROP POLICY fellows ON compare_shared", []),
        ("ALTER TABLE compare_shared DISABLE TRIGGER shared_in_own_group", []),
    )
    for attempt, given in attempts:
        with (
            pytest.raises(psycopg.errors.InsufficientPrivilege),
            apart.database.tenant(apart.code) as connection,
        ):
            connection.execute(attempt.encode(), given)
    with apart.database.tenant(there.code) as connection:
        changed = connection.execute("UPDATE compare_shared SET name = 'x'")
        assert changed.rowcount == 1, "its own row alone"
        assert connection.execute("SELECT * FROM compare_member").rowcount == 1
        assert connection.execute("DELETE FROM compare_shared").rowcount == 1
    assert here.sees() == [here.code]
    assert here.told().sides[0].name == f"Kommun {here.code}"


def test_who_shares_nothing_sees_nothing_and_what_was_shared_goes(three: list[Neighbour]) -> None:
    here, there, _ = three
    here.join()
    there.join()
    there.share(on=False)
    assert here.sees() == [here.code], "at once, not by night"
    assert there.sees() == []
    assert side_by_side.publish(there.database, there.clock, there.code) == 0
    with pytest.raises(OperatorError, match="delar inte"):
        side_by_side.join(there.database, there.clock, there.code, "Annan grupp")
    there.share(on=True)
    assert side_by_side.publish(there.database, there.clock, there.code) == 1
    assert here.sees() == [here.code, there.code]
    assert side_by_side.leave(there.database, there.code)
    assert (here.sees(), there.sees()) == ([here.code], [])
    there.join(f"Annan {there.code}")
    assert (here.sees(), there.sees()) == ([here.code], [there.code])
    assert not side_by_side.leave(three[2].database, three[2].code)


def test_units_beside_each_other(town: Town, clock: FakeClock) -> None:
    sam = town.devices["sam"]
    for name in ("nils", "sara"):
        town.person(name, town.north if name == "nils" else town.south)
    for place in range(6):
        town.case(sam, "nils", identity_number=f"20080{place + 1}012390")
    town.case(sam, "sara")
    town.case(sam, "sam")
    asked = AskComparison(UNITS, "2026-11-22")
    told = sam.ask("POST", "/v1/statistics/compare", ComparisonTold, asked)
    assert [(one.key, one.name) for one in told.sides] == [
        (town.north.hex(), "Norra"),
        (town.south.hex(), "Södra"),
        ("", "Ingen enhet"),
    ]
    enrolled = []
    for side in told.sides:
        found = {one.figure: one.table for one in map(answer_of, side.figures)}
        enrolled.append((found["enrolled"].cell.count, found["enrolled"].cell.hidden))
    assert enrolled == [(6, False), (None, True), (None, True)]
    nobody = sam.ask(
        "POST", "/v1/statistics/compare", ComparisonTold, AskComparison(MUNICIPALITIES)
    )
    assert nobody == ComparisonTold(MUNICIPALITIES, "", [])
    with pytest.raises(Refused) as refused:
        sam.ask("POST", "/v1/statistics/compare", ComparisonTold, AskComparison("persons"))
    assert refused.value.body.code == "bad_request"
    for name, role in (("nils", Role.CASEWORKER), ("adam", Role.ADMINISTRATOR)):
        device = town.devices.get(name) or town.person(name, role=role)
        with pytest.raises(Refused) as refused:
            device.ask("POST", "/v1/statistics/compare", ComparisonTold, asked)
        assert refused.value.body.code == "role"
