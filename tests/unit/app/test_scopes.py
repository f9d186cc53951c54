"""Desktops on the real server as cases move between units: what leaves, what waits, what comes back."""

from __future__ import annotations

from uuid import UUID

import pytest

from kaa_core.model.enums import CaseworkersSee, Role
from kaa_core.model.ids import RecordId, UnitId, WorkerId
from kaa_core.model.records import Enrolment, JournalNote, MunicipalitySettings, Unit, Worker, Youth
from kaa_core.model.registry import REGISTRY
from kaa_core.sync.messages import Operation, Verb
from kaa_desktop.app.forms import NoteForm
from kaa_desktop.app.session import Session
from kaa_server import ingest
from kaa_server.clock import system_clock
from tests.server_process import new_record
from tests.unit.app.desks import TODAY, WAIT, Desktop, Office

WORKER = REGISTRY.kind(Worker)


class Units:
    """Karin works in the north, Jonas in the south, Sam keeps the register."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.north, self.south = (
            RecordId(UUID(bytes=new_record())),
            RecordId(UUID(bytes=new_record())),
        )
        self.write(Unit(id=self.north, name="Norra"), Unit(id=self.south, name="Södra"))
        self.karin = self.desktop("karin", self.north)
        self.jonas = self.desktop("jonas", self.south)
        self.sam = self.desktop("sam", None, Role.COORDINATOR)

    def write(self, *records: object) -> None:
        one = self.office
        done = ingest.create_records(
            one.database,
            system_clock,
            one.municipality,
            [(record, system_clock()) for record in records],  # type: ignore[misc]
        )
        assert not done.refused

    def desktop(self, name: str, unit: RecordId | None, role: Role = Role.CASEWORKER) -> Desktop:
        made = self.office.desktop(name, role=role)
        worker = made.profile.worker
        assert worker is not None
        self.write(
            Worker(
                id=RecordId(worker),
                name=name.capitalize(),
                role=role,
                user=made.profile.user,  # type: ignore[arg-type]
                unit=None if unit is None else UnitId(unit),
            )
        )
        return made

    def give_case(self, youth: RecordId, to: Desktop) -> None:
        """Sam gives the case to somebody."""
        assert to.profile.worker is not None
        sam = self.sam
        sam.until(lambda one: one.youth_page(youth) is not None)  # type: ignore[arg-type]
        [enrolment] = [one for one in sam.store.queries.records(Enrolment) if one.youth == youth]
        sam.store.set(Enrolment, enrolment.id, worker=WorkerId(RecordId(to.profile.worker))).result(
            WAIT
        )
        sam.synced()

    def move(self, desktop: Desktop, unit: RecordId) -> None:
        """The server writes that a worker now works in another unit."""
        one, worker = self.office, desktop.profile.worker
        assert worker is not None
        with one.database.tenant(one.municipality) as connection:
            row = connection.execute(
                "SELECT seq FROM record WHERE municipality = %s AND record = %s",
                [one.municipality, worker],
            ).fetchone()
            assert row is not None
            values = {WORKER.by_name["unit"].id: unit.bytes}
            moved = Operation(0, 0, Verb.SET, WORKER.id, worker.bytes, values, row[0], 0)
            ingest.write_whole(connection, system_clock, one.municipality, [moved])


@pytest.fixture
def units(office: Office) -> Units:
    return Units(office)


def note(desktop: Desktop, youth: RecordId, text: str) -> None:
    form = NoteForm(youth=youth, occurred_on=TODAY, at=None, text=text)  # type: ignore[arg-type]
    desktop.session.enter_note(form).result(WAIT)


def sees(youth: RecordId) -> object:
    return lambda one: one.youth_page(youth) is not None


def gone(desktop: Desktop, youth: RecordId) -> None:
    desktop.until(lambda _: desktop.store.queries.record(Youth, youth) is None)


def test_what_was_written_offline_about_a_case_that_went_is_reviewed_and_enters(
    units: Units,
) -> None:
    karin, jonas, sam = units.karin, units.jonas, units.sam
    youth = karin.youth()
    karin.synced()
    karin.session._sync._engine.stop()  # in the car
    note(karin, youth, "Skrivet i bilen")
    units.give_case(youth, jonas)
    jonas.until(lambda one: one.youth_page(youth) is not None)
    karin.close()
    back = units.office.unlock(karin.profile, karin.clock)
    # Her work is on the server, and no trace of the youth is here.
    gone(back, youth)
    assert back.store.waiting(10) == []
    [own] = back.session.reviewing.own()
    assert (own.decided, own.told.startswith("Väntar på samordnare")) == (False, True)
    [held] = sam.session.reviewing.held().result(WAIT).value or []
    assert (held.who, held.name, held.what) == ("Karin", "Liam Testberg", "Journalanteckning")
    assert "Skrivet i bilen" in [fact.value for fact in held.facts]
    assert sam.session.reviewing.accept(held).result(WAIT).value
    jonas.until(lambda one: any(_says(one, youth, "Skrivet i bilen")))
    history = jonas.session.histories.whole(_note(jonas, youth)).result(WAIT).lines
    assert {(line.who, line.device) for line in history} == {("Karin", "KAA-karin")}
    back.until(lambda one: one.reviewing.own()[0].decided)
    [own] = back.session.reviewing.own()
    assert own.told.startswith("Sam tog emot det")
    back.session.reviewing.dismiss(own).result(WAIT)
    assert back.session.reviewing.own() == []


def _note(desktop: Desktop, youth: RecordId) -> RecordId:
    [found] = [one for one in desktop.store.queries.records(JournalNote) if one.youth == youth]
    return found.id


def _says(session: Session, youth: RecordId, text: str) -> list[bool]:
    page = session.youth_page(youth)  # type: ignore[arg-type]
    return [text in entry.text for entry in page.journal] if page is not None else []


def test_refused_with_words_the_author_reads_them(units: Units) -> None:
    karin, jonas, sam = units.karin, units.jonas, units.sam
    youth = karin.youth()
    karin.synced()
    karin.session._sync._engine.stop()
    note(karin, youth, "Dubblett")
    units.give_case(youth, jonas)
    karin.close()
    back = units.office.unlock(karin.profile, karin.clock)
    back.until(lambda one: bool(one.reviewing.own()))
    [held] = sam.session.reviewing.held().result(WAIT).value or []
    answered = sam.session.reviewing.refuse(held, "Jonas har redan skrivit om samtalet.")
    assert answered.result(WAIT).value
    back.until(lambda one: one.reviewing.own()[0].decided)
    assert back.session.reviewing.own()[0].told.endswith("Jonas har redan skrivit om samtalet.")


def test_named_on_a_case_she_gets_it_whole_and_loses_it_when_it_is_taken_back(
    units: Units,
) -> None:
    karin, jonas, sam = units.karin, units.jonas, units.sam
    youth = karin.youth()
    note(karin, youth, "Första samtalet")
    karin.synced()
    sam.until(lambda one: one.youth_page(youth) is not None)
    assert jonas.session.youth_page(youth) is None
    assert jonas.profile.worker is not None
    to = WorkerId(RecordId(jonas.profile.worker))
    assert sam.session.accesses.problems(youth, None, " ")
    assert sam.session.accesses.give(youth, to, "Vikarierar").result(WAIT).done
    jonas.until(lambda one: any(_says(one, youth, "Första samtalet")))
    [access] = sam.session.accesses.of(youth)
    assert (access.name, access.reason, access.given_by) == ("Jonas", "Vikarierar", "Sam")
    assert sam.session.accesses.problems(youth, to, "x") != []
    assert not karin.session.accesses.give(youth, to, "x").result(WAIT).done
    assert sam.session.accesses.take(access).result(WAIT).done
    gone(jonas, youth)
    assert karin.session.youth_page(youth) is not None


def test_who_changes_unit_gets_the_new_and_loses_the_old(units: Units) -> None:
    karin, jonas = units.karin, units.jonas
    mine, theirs = karin.youth(), jonas.youth(1)
    other = units.desktop("olof", units.north).youth(2)
    karin.until(lambda one: one.youth_page(other) is not None)
    assert karin.session.youth_page(theirs) is None
    units.move(karin, units.south)
    karin.session.sync_now()
    karin.until(lambda one: one.youth_page(theirs) is not None)
    gone(karin, other)
    assert karin.session.youth_page(mine) is not None  # her own case goes with her
    note(karin, theirs, "Ny kollega")
    karin.synced()


def test_the_municipality_may_let_all_caseworkers_see_all(units: Units) -> None:
    karin, jonas = units.karin, units.jonas
    youth = karin.youth()
    karin.synced()
    assert jonas.session.youth_page(youth) is None
    units.write(
        MunicipalitySettings(
            id=RecordId(UUID(bytes=new_record())), caseworkers_see=CaseworkersSee.MUNICIPALITY
        )
    )
    jonas.session.sync_now()
    jonas.until(lambda one: one.youth_page(youth) is not None)


def test_what_a_fault_has_spoilt_is_found_at_the_next_connection_and_told(units: Units) -> None:
    karin, sam = units.karin, units.sam
    youth, other = karin.youth(), karin.youth(1)
    karin.synced()
    sam.until(lambda one: one.youth_page(other) is not None)
    sam.close()
    again = units.office.unlock(sam.profile, sam.clock)
    again.session._sync._engine.stop()
    # A fault of a program, as others have had them: a row is lost, and a youth is here that never was.
    lost = f"DELETE FROM r_enrolment WHERE _scope = x'{youth.hex}'"
    again.store._writer.submit(lambda unit: _spoil(unit, lost, youth)).result(WAIT)
    again.close()
    mended = units.office.unlock(sam.profile, sam.clock)
    mended.until(lambda _: _enrolled(mended, youth))
    mended.until(lambda one: bool(one.reviewing.compared()))
    assert mended.session.reviewing.compared() == (
        "1 ungdom hämtades på nytt, för datorn hade inte samma uppgifter som servern."
    )


def _spoil(unit: object, statement: str, youth: RecordId) -> None:
    unit.connection.execute(statement)  # type: ignore[attr-defined]
    unit.youths.add(youth.bytes)  # type: ignore[attr-defined]


def _enrolled(desktop: Desktop, youth: RecordId) -> bool:
    return any(one.youth == youth for one in desktop.store.queries.records(Enrolment))
