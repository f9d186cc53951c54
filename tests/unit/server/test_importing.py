"""What the night writes: once however often it is read, and never over a person's word."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from kaa_core.imports.sources.facts import Address, Entry, RemarkKind, Unread
from kaa_core.model.enums import Protection, StudyForm
from kaa_core.model.facts import StudyPeriod
from kaa_core.model.records import Conflict, Youth
from kaa_core.model.registry import REGISTRY
from kaa_core.sync.messages import History, Outcome
from kaa_server import municipalities
from kaa_server.clock import system_clock
from kaa_server.database import Database
from kaa_server.faults import OperatorError
from kaa_server.importing import known, runs, stored, telling
from kaa_server.importing.running import Order, carry_out
from kaa_server.importing.writing import Writer
from tests.server_fixture import FakeClock
from tests.unit.server.deliveries import TODAY, Importer, delivery, person, registered, studies
from tests.unit.server.test_push_pull import pulled
from tests.unit.server.town import YOUTH, Town, changed

YESTERDAY = TODAY - timedelta(days=1)


@pytest.fixture
def importer(database: Database, clock: FakeClock, municipality: str) -> Importer:
    return Importer(database, clock, municipality)


def test_what_is_read_twice_is_written_once(importer: Importer) -> None:
    run, _ = importer.run(delivery([person(one) for one in range(5)]))
    assert (run.report.new, run.report.facts) == (5, 5)
    seq, said = importer.seq(), importer.said()
    run, _ = importer.run(delivery([person(one) for one in range(5)]))
    assert (run.report.new, run.report.changed, run.report.same) == (0, 0, 5)
    assert (importer.seq(), importer.said()) == (seq, said)


def test_only_what_is_new_is_written_the_next_day(importer: Importer) -> None:
    importer.run(delivery([person(one) for one in range(5)], as_of=YESTERDAY))
    seq = importer.seq()
    moved = person(3, address=Address("Nygatan 1", "571 31", "Nässjö"))
    run, _ = importer.run(delivery([person(1), moved, person(7)]))
    assert (run.report.new, run.report.changed, run.report.same) == (1, 2, 0)
    # A youth and her fact; a street and its day; and that two facts have been said again today.
    assert importer.seq() == seq + 6
    assert importer.youth(3).street == "Nygatan 1"
    assert importer.youth(3).address_confirmed == TODAY


def test_more_than_one_portion_with_the_same_person_in_several(importer: Importer) -> None:
    many = known.PORTION + 50
    later = [
        person(one, facts=(studies(f"k{one}", StudyForm.ADULT_EDUCATION, TODAY, extent=50),))
        for one in (0, 1)
    ]
    run, _ = importer.run(delivery([*(person(one) for one in range(many)), *later]))
    assert run.report.new == many
    facts = [one for one in importer.records() if isinstance(one, StudyPeriod)]
    assert len(facts) == many + 2
    again, _ = importer.run(delivery([*(person(one) for one in range(many)), *later]))
    assert (again.report.facts, again.report.altered, again.report.changed) == (0, 0, 0)


def test_a_persons_word_is_never_changed(town: Town, clock: FakeClock) -> None:
    importer = Importer(town.enroller.database, clock, town.enroller.municipality)
    importer.run(registered([person(1)], as_of=YESTERDAY))
    sam = town.devices["sam"]
    youth = importer.youth(1)
    seq = importer.base(1, "street")
    answer = sam.push([changed(sam, YOUTH, youth.id.bytes, seq, street="Hos mormor")]).answers[0]
    assert answer.outcome is Outcome.APPLIED
    elsewhere = person(1, address=Address("Nygatan 9", "571 31", "Nässjö"))
    run, _ = importer.run(registered([elsewhere]))
    assert importer.youth(1).street == "Hos mormor"
    assert run.report.differs == 1
    assert not [one for one in pulled(sam).changes if one.kind == REGISTRY.kind(Conflict).id]


def test_two_rows_of_one_person_in_a_file_make_no_conflict(importer: Importer) -> None:
    importer.run(registered([person(1)], as_of=YESTERDAY))
    rows = [
        person(1, address=Address(street, "571 31", "Nässjö"))
        for street in ("Åsgatan 1", "Ögatan 2")
    ]
    run, _ = importer.run(registered(rows))
    assert not run.report.refused
    assert importer.youth(1).street == "Ögatan 2"
    with importer.database.tenant(importer.municipality) as connection:
        assert list(stored.all_of(connection, importer.municipality, Conflict)) == []


def test_a_device_pulls_what_the_night_wrote_and_its_history_names_the_server(town: Town) -> None:
    importer = Importer(town.enroller.database, system_clock, town.enroller.municipality)
    sam = town.devices["sam"]
    cursor = pulled(sam).cursor
    importer.run(delivery([person(1)]))
    rows = pulled(sam, after=cursor).changes
    youth = importer.youth(1).id.bytes
    assert [(one.kind, one.scope) for one in rows] == [
        (YOUTH.id, youth),
        (REGISTRY.kind(StudyPeriod).id, youth),
    ]
    assert len({one.tx for one in rows}) == 1, "a youth comes whole"
    values = rows[1].values
    kind = REGISTRY.kind(StudyPeriod)
    assert values[kind.by_name["origin"].id] == "Skolorna: elever.json"
    told = sam.ask("GET", f"/v1/history/{youth.hex()}", History).rows
    assert [(row.actor_name, row.device_name) for row in told] == [("Servern", "Servern")]


def test_who_becomes_protected_loses_her_address_and_is_hidden(town: Town) -> None:
    importer = Importer(town.enroller.database, system_clock, town.enroller.municipality)
    importer.run(registered([person(1)], as_of=YESTERDAY))
    sam = town.devices["sam"]
    cursor = pulled(sam).cursor
    hidden = person(1, protection=Protection.PROTECTED)
    run, _ = importer.run(registered([hidden]))
    assert run.report.protected == 1
    youth = importer.youth(1)
    assert (youth.protection, youth.street, youth.postal_code, youth.city) == (
        Protection.PROTECTED,
        None,
        None,
        None,
    )
    gone = {YOUTH.by_name[one].id for one in ("street", "postal_code", "city")}
    emptied = {
        field
        for row in pulled(sam, after=cursor).changes
        for field, value in row.values.items()
        if value is None
    }
    assert gone <= emptied
    anna = town.devices["anna"]
    assert youth.id.bytes not in {one.record for one in pulled(anna).changes}


def test_nothing_of_it_is_in_another_municipality(importer: Importer) -> None:
    other = f"6{importer.municipality[1:]}"
    municipalities.add(importer.database, importer.clock, other, "Grannen", practice=True)
    importer.run(delivery([person(one) for one in range(3)]))
    beside = Importer(importer.database, importer.clock, other)
    assert (list(beside.records()), beside.seq()) == ([], 0)
    with importer.database.tenant(other) as connection:
        for table in ("target", "import_run", "import_change", "import_known", "import_feed"):
            row = connection.execute(f"SELECT count(*) FROM {table}".encode()).fetchone()
            assert row == (0,), table
    beside.run(delivery([person(1)]))
    assert len(list(beside.records())) == 2


def test_trying_it_writes_nothing(importer: Importer) -> None:
    run, became = importer.run(delivery([person(one) for one in range(5)]), dry=True)
    assert (run.report.new, run.report.dry, became.any) == (5, True, False)
    assert (list(importer.records()), importer.seq()) == ([], 0)
    assert "Prövning: ingenting är skrivet." in "\n".join(telling.told(run, became))
    importer.run(delivery([person(one) for one in range(5)]))
    assert importer.seq() == 10


def test_a_whole_delivery_takes_back_what_it_does_not_say(importer: Importer) -> None:
    importer.run(delivery([person(one) for one in range(8)], whole=True, as_of=YESTERDAY))
    run, _ = importer.run(delivery([person(one) for one in range(7)], whole=True))
    assert run.report.withdrawn == 1
    [gone] = [one for one in importer.records() if isinstance(one, StudyPeriod) and one.withdrawn]
    assert gone.youth == importer.youth(7).id
    again, _ = importer.run(delivery([person(one) for one in range(7)], whole=True))
    assert again.report.withdrawn == 0
    older, _ = importer.run(delivery([person(7)], whole=True, as_of=YESTERDAY))
    assert older.report.older == 1


def test_one_run_at_a_time(importer: Importer) -> None:
    inside, go_on = threading.Event(), threading.Event()

    def slowly() -> Iterator[Entry]:
        inside.set()
        go_on.wait(30)
        yield person(1)

    first = threading.Thread(target=lambda: importer.run(delivery(slowly())))
    first.start()
    assert inside.wait(30)
    try:
        with pytest.raises(OperatorError, match="pågår redan"):
            importer.run(delivery([person(2)]))
    finally:
        go_on.set()
        first.join()
    importer.run(delivery([person(2)]))
    assert sum(isinstance(one, Youth) for one in importer.records()) == 2


def test_the_report_keeps_no_name_and_no_number(importer: Importer) -> None:
    told = person(1)
    entries: list[Entry] = [told, Unread(row=9, sentence="Raden har inget personnummer.")]
    file = f"{told.identity_number} {told.given_name}.csv"
    run, became = importer.run(delivery(entries, file=file))
    lines = "\n".join(telling.told(run, became))
    assert "rad 9: Raden har inget personnummer." in lines
    with importer.database.tenant(importer.municipality) as connection:
        rows = connection.execute("SELECT body FROM import_run").fetchall()
    kept = b"".join(bytes(body) for (body,) in rows).decode(errors="replace")
    for one in (told.identity_number, told.family_name, "Storgatan"):
        assert one is not None
        assert one not in kept
        assert one not in lines


def test_a_run_that_fails_says_so_and_is_run_again(importer: Importer) -> None:
    def broken() -> Iterator[Entry]:
        yield from (person(one) for one in range(known.PORTION))
        raise OperatorError("Filen tog slut mitt i en rad.")

    with pytest.raises(OperatorError, match="tog slut"):
        importer.run(delivery(broken()))
    with importer.database.tenant(importer.municipality) as connection:
        [run] = runs.listed(connection, importer.municipality, 5)
    assert "tog slut" in run.report.stopped
    assert run.report.new == known.PORTION, "what was written stands"
    importer.run(delivery([person(one) for one in range(known.PORTION + 1)]))
    assert sum(isinstance(one, Youth) for one in importer.records()) == known.PORTION + 1


def test_a_municipality_that_is_not_there(database: Database, clock: FakeClock) -> None:
    with pytest.raises(OperatorError, match="finns inte"):
        carry_out(database, clock, Order(municipality="0001", source="ss12000"), [])


def test_what_a_person_changed_while_the_file_was_read_stands(town: Town, clock: FakeClock) -> None:
    """The portion is read and written while the counter is held, so nobody comes in between."""
    importer = Importer(town.enroller.database, clock, town.enroller.municipality)
    importer.run(registered([person(1)], as_of=YESTERDAY))
    sam, youth = town.devices["sam"], importer.youth(1).id.bytes
    seq = importer.base(1, "street")

    def meanwhile() -> Iterator[Entry]:
        answer = sam.push([changed(sam, YOUTH, youth, seq, street="Hos mormor")]).answers[0]
        assert answer.outcome is Outcome.APPLIED
        yield person(1, address=Address("Nygatan 9", "571 31", "Nässjö"))

    run, _ = importer.run(registered(meanwhile()))
    assert importer.youth(1).street == "Hos mormor"
    assert not run.report.refused


def test_nobody_writes_between_reading_and_writing(
    town: Town, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    importer = Importer(town.enroller.database, clock, town.enroller.municipality)
    importer.run(registered([person(1)], as_of=YESTERDAY))
    sam, youth, seq = town.devices["sam"], importer.youth(1).id.bytes, importer.base(1, "phone")
    pushed = threading.Thread(
        target=lambda: sam.push([changed(sam, YOUTH, youth, seq, phone="0380-518000")])
    )
    waited: list[bool] = []
    write = Writer.write

    def slowly(self: Writer, *rest: Any) -> None:
        pushed.start()
        pushed.join(0.5)
        waited.append(pushed.is_alive())
        write(self, *rest)

    monkeypatch.setattr(Writer, "write", slowly)
    importer.run(registered([person(1, address=Address("Nygatan 9", "571 31", "Nässjö"))]))
    pushed.join(30)
    assert waited == [True]
    assert (importer.youth(1).street, importer.youth(1).phone) == ("Nygatan 9", "0380-518000")


def test_what_is_missing_by_mistake_waits_for_a_yes(importer: Importer) -> None:
    many = [person(one) for one in range(60)]
    importer.run(delivery(many, whole=True, as_of=YESTERDAY))
    run, _ = importer.run(delivery(many[:20], whole=True))
    assert (run.report.withdrawn, run.report.waiting) == (0, 1)
    order = Order(
        municipality=importer.municipality,
        source="ss12000",
        accepted=frozenset({RemarkKind.MANY_GONE}),
    )
    done = carry_out(importer.database, importer.clock, order, [delivery(many[:20], whole=True)])
    assert done.run.report.withdrawn == 40


def test_reports_are_let_go_after_a_year(importer: Importer, clock: FakeClock) -> None:
    importer.run(delivery([person(1)]))
    clock.advance(days=401)
    importer.run(delivery([]))
    with importer.database.tenant(importer.municipality) as connection:
        assert len(runs.listed(connection, importer.municipality, 5)) == 1
        kept = connection.execute("SELECT count(DISTINCT run) FROM import_change").fetchone()
    assert kept is not None
    assert kept[0] <= 1
