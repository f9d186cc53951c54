"""Unsent work as a file: sealed, carried by somebody else, and taken as its author's own."""

from __future__ import annotations

from pathlib import Path

import pytest

from kaa_core.model.enums import Role
from kaa_core.model.records import Youth
from kaa_desktop.app import handing_over, removing
from kaa_desktop.app.handing_over import NotHandedOver, NothingToHandOver
from kaa_desktop.store.errors import StoreFault
from kaa_server.database import Database
from tests.unit.app.desks import WAIT, Desktop, Office

SECRET = "Hemligsson-Testberg"


def cut_off(desk: Desktop) -> None:
    """From here on the computer reaches nothing."""
    desk.session._sync._engine.stop()


def test_what_is_handed_over_arrives_as_its_authors(
    office: Office, tmp_path: Path, database: Database
) -> None:
    karin = office.desktop("karin")
    eva = office.desktop("eva", role=Role.COORDINATOR)
    first = karin.youth(0)
    karin.synced()
    eva.until(lambda one: first in one.youth_ids().ids)
    cut_off(karin)
    karin.store.set(Youth, first, given_name=SECRET).result(WAIT)
    other = karin.youth(1)
    out = tmp_path / "fil.kaalamnat"
    assert removing.left_in(karin.store.queries).acts == 2
    done = karin.session.handing_over.write(out).result(WAIT)
    assert done.acts == 2
    assert removing.left_in(karin.store.queries).acts == 0
    assert SECRET.encode() not in out.read_bytes()
    assert out.stat().st_mode & 0o777 == 0o600
    with pytest.raises(StoreFault):  # never written over
        karin.session.handing_over.write(out).result(WAIT)
    with pytest.raises(NotHandedOver):
        eva.session.handing_over.take(out, done.code[:-1] + "0").result(WAIT)
    said = eva.session.handing_over.take(out, done.code.upper()).result(WAIT)
    assert said == "2 ändringar av Karin från KAA-karin finns nu på servern."
    eva.until(lambda one: {first, other} <= set(one.youth_ids().ids))
    with database.tenant(office.municipality) as connection:
        authors = connection.execute(
            "SELECT DISTINCT a.username FROM change_log JOIN account a ON a.account = actor "
            "WHERE change_log.municipality = %s",
            [office.municipality],
        ).fetchall()
    assert authors == [("karin",)]
    assert eva.session.handing_over.take(out, done.code).result(WAIT) == said  # twice is once
    # If the computer connects after all, its work is known.
    karin.close()
    opened = office.unlock(karin.profile, karin.clock)
    opened.synced()
    assert opened.session.sync_view().refused == 0
    assert opened.session.sync_view().conflicts == 0
    record = opened.store.queries.record(Youth, first)
    assert record is not None
    assert record.given_name == SECRET


def test_only_those_who_keep_the_register_may_carry(office: Office, tmp_path: Path) -> None:
    karin, jonas = office.desktop("karin"), office.desktop("jonas")
    karin.synced()
    cut_off(karin)
    karin.youth(0)
    out = tmp_path / "fil.kaalamnat"
    done = karin.session.handing_over.write(out).result(WAIT)
    with pytest.raises(StoreFault, match="roll"):
        jonas.session.handing_over.take(out, done.code).result(WAIT)


def test_a_blocked_computers_work_waits_for_a_coordinator(
    office: Office, database: Database, tmp_path: Path
) -> None:
    karin = office.desktop("karin")
    eva = office.desktop("eva", role=Role.COORDINATOR)
    youth = karin.youth(0)
    karin.synced()
    cut_off(karin)
    karin.store.set(Youth, youth, given_name="Från den spärrade").result(WAIT)
    out = tmp_path / "fil.kaalamnat"
    done = karin.session.handing_over.write(out).result(WAIT)
    with database.tenant(office.municipality) as connection:
        connection.execute(
            "UPDATE device SET blocked_at = now() WHERE device = %s", [karin.profile.device]
        )
    said = eva.session.handing_over.take(out, done.code).result(WAIT)
    assert "1 väntar på en samordnares prövning." in said
    record = eva.store.queries.record(Youth, youth)
    assert record is None or record.given_name == "Liam"


def test_nothing_waits_and_a_file_of_something_else(desk: Desktop, tmp_path: Path) -> None:
    other = tmp_path / "brev.txt"
    other.write_bytes(b"hej")
    with pytest.raises(NotHandedOver):
        desk.session.handing_over.take(other, "abcd").result(WAIT)
    desk.store.queries.unsent_acts()
    assert handing_over.new_code(bytes(15)) == "-".join(["aaaa"] * 6)
    waiting = desk.store.waiting(10)
    assert waiting
    assert issubclass(NothingToHandOver, StoreFault)
