"""A computer out of touch longer than the municipality allows: locked until the server has answered."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kaa_core.model.records import MunicipalitySettings
from kaa_core.sync.leases import Lease
from kaa_desktop.app import opening
from kaa_desktop.app.leasing import LeaseOut
from kaa_desktop.store.slots import SlotFile
from kaa_desktop.store.store import SLOTS
from kaa_server.database import Database
from tests.unit.app.desks import CHEAP, PASSPHRASE, WAIT, Desktop, Office

DAYS = 24 * 60 * 60 * 1000
WEEK = 7 * 24 * 60 * 60


def test_time_that_has_passed_is_never_given_back() -> None:
    lease = Lease().contact(own=100 * DAYS, seconds=WEEK)
    assert not lease.later(107 * DAYS).out
    assert lease.later(107 * DAYS + 1).out
    back = lease.later(106 * DAYS).later(100 * DAYS)  # the clock is set back after six days
    assert back.later(101 * DAYS + 1).out
    assert lease.later(90 * DAYS, ran=8 * DAYS).out  # it stands still, but the program runs
    assert not lease.later(10_000 * DAYS).contact(10_000 * DAYS, 0).later(20_000 * DAYS).out


def unlocked(desk: Desktop) -> Desktop:
    slots = SlotFile(desk.profile.folder / SLOTS, desk.profile.id, CHEAP)
    with slots.unlock(PASSPHRASE) as key:
        session = opening.open_session(desk.profile, key, desk.clock, lambda: 0.5)
    return Desktop(desk.profile, session._sync._store, session, desk.clock)


def test_without_the_server_it_stays_locked_and_keeps_all(desk: Desktop) -> None:
    desk.youth(0)
    desk.session.leasing.contact(WEEK)
    assert not desk.session.leasing.is_out()
    desk.clock.moment += timedelta(days=8)
    assert desk.session.leasing.is_out()
    desk.close()
    desk.clock.moment -= timedelta(days=9)  # the clock is set back
    with pytest.raises(LeaseOut):
        unlocked(desk)
    with pytest.raises(LeaseOut) as told:
        unlocked(desk)
    assert told.value.happened.startswith("Datorn har inte haft kontakt med servern på 7 dygn")
    assert "osända" in told.value.safe
    slots = SlotFile(desk.profile.folder / SLOTS, desk.profile.id, CHEAP)
    with slots.unlock(PASSPHRASE) as key:
        store = type(desk.store).open(desk.profile.folder, key, lambda: 0)
    assert store.queries.unsent_acts() == 2
    store.close()


def test_the_server_opens_it_and_gets_what_was_unsent(office: Office) -> None:
    karin = office.desktop("karin")
    karin.store.record(MunicipalitySettings(id=karin.new_id(), lease_days=7)).result(WAIT)
    karin.synced()
    first = karin.clock.moment
    karin.session.sync_now()
    karin.until(lambda one: one.leasing._lease.seconds in (0, WEEK))
    karin.session.leasing.contact(WEEK)
    karin.close()
    karin.clock.moment = first + timedelta(days=30)
    opened = unlocked(karin)
    assert not opened.session.leasing.is_out()
    opened.close()


def test_a_blocked_computer_is_not_opened(office: Office, database: Database) -> None:
    karin = office.desktop("karin")
    karin.synced()
    karin.session.leasing.contact(WEEK)
    karin.close()
    with database.tenant(office.municipality) as connection:
        connection.execute(
            "UPDATE device SET blocked_at = now() WHERE device = %s", [karin.profile.device]
        )
    karin.clock.moment += timedelta(days=8)
    with pytest.raises(LeaseOut) as told:
        unlocked(karin)
    assert "spärrad" in told.value.happened


def test_a_run_out_sign_in_is_enough_when_the_computer_is_not_blocked(
    office: Office, database: Database
) -> None:
    karin = office.desktop("karin")
    karin.synced()
    karin.session.leasing.contact(WEEK)
    karin.close()
    with database.tenant(office.municipality) as connection:
        connection.execute("UPDATE session SET revoked_at = now()")
    karin.clock.moment += timedelta(days=8)
    opened = unlocked(karin)
    opened.until(lambda one: one.sync_view().needs_login)
    opened.close()
