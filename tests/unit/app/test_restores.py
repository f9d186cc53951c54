"""A server or a computer that is put back: noticed, mended without loss, and told."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from kaa_core.model.ids import YouthId
from kaa_core.model.records import Youth
from kaa_desktop.app import backup
from kaa_desktop.app.sync_views import Network
from kaa_desktop.sync import faults
from kaa_desktop.sync.client import Client
from kaa_desktop.sync.state import Phase
from kaa_server.backup import keys
from kaa_server.postgres import Endpoints
from tests.server_fixture import PASSWORD
from tests.unit.app.desks import PASSPHRASE, WAIT, Desktop
from tests.unit.app.restores import Town, again, town


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """Argon2 at no cost."""
    monkeypatch.setattr(keys, "MEMORY_KIB", 64)
    monkeypatch.setattr(keys, "TIME", 1)


@pytest.fixture
def place(cluster: Endpoints, data_root: Path, tmp_path: Path) -> Iterator[Town]:
    """A server that can be put back."""
    with town(cluster, data_root, tmp_path) as made:
        yield made


def name(desk: Desktop, youth: YouthId, given: str) -> None:
    desk.store.set(Youth, youth, given_name=given).result(WAIT)


def names(desk: Desktop) -> dict[YouthId, str]:
    with_ids = {youth: desk.store.queries.record(Youth, youth) for youth in ids(desk)}
    return {youth: one.given_name for youth, one in with_ids.items() if one is not None}


def ids(desk: Desktop) -> set[YouthId]:
    return set(desk.session.youth_ids().ids)


def shows(desk: Desktop, youth: YouthId, given: str) -> None:
    desk.until(lambda _: names(desk).get(youth) == given)


def back(desk: Desktop) -> None:
    """Sign in again after a restore, and wait until all has been mended."""
    again(desk)
    mended(desk)


def mended(desk: Desktop) -> None:
    engine = desk.session._sync._engine
    desk.until(
        lambda _: desk.store.mending.notice() is not None and engine.state.phase is Phase.IDLE
    )
    desk.store.mending.read_notice().result(WAIT)


def test_a_server_put_back_to_yesterday_gets_back_what_the_computers_have(place: Town) -> None:
    karin, jonas = place.office.desktop("karin"), place.office.desktop("jonas")
    before = karin.youth(0)
    shows(jonas, before, "Liam")
    copy = place.backup()
    epoch = place.epoch()
    # After the copy: one new, one changed, by each of them; and both have seen it all.
    after = karin.youth(1, given_name="Efter")
    name(jonas, before, "Ändrad")
    shows(karin, before, "Ändrad")
    shows(jonas, after, "Efter")
    karin.synced()
    jonas.close()  # only one of them is left to give it back

    place.put_back(copy)
    assert place.epoch() != epoch
    name(karin, after, "Osänd")  # built on what the server has lost
    back(karin)
    assert names(karin) == {before: "Ändrad", after: "Osänd"}
    assert karin.session.sync_view().conflicts == 0
    # Whose it is stands as it was: the change by Jonas is his.
    authors = place.rows(
        "SELECT a.username FROM kaa.change_log c JOIN kaa.account a ON a.account = c.actor "
        "JOIN kaa.replayed r ON r.seq = c.seq WHERE c.verb = 2"
    )
    assert authors == [("jonas",)]
    rows = karin.session._sync.ask(lambda client, access: client.history(before.bytes, access))
    (given_back,) = [one for one in rows.result(WAIT).rows if one.returned_by]
    assert (given_back.actor_name, given_back.device_name) == ("Jonas", "KAA-jonas")
    assert given_back.returned_by == "KAA-karin"
    opened = place.office.unlock(jonas.profile, jonas.clock)
    back(opened)
    assert names(opened) == names(karin)


def test_what_was_written_on_both_sides_of_a_restore_becomes_a_conflict(place: Town) -> None:
    karin, jonas = place.office.desktop("karin"), place.office.desktop("jonas")
    youth = karin.youth(0)
    shows(jonas, youth, "Liam")
    copy = place.backup()
    name(karin, youth, "Karins")
    shows(jonas, youth, "Karins")
    karin.synced()
    karin.close()
    jonas.close()
    place.put_back(copy)
    # A third one, who knows nothing of the lost part, writes the same field anew.
    maria = place.office.desktop("maria")
    shows(maria, youth, "Liam")
    name(maria, youth, "Marias")
    maria.synced()
    opened = place.office.unlock(karin.profile, karin.clock)
    back(opened)
    opened.until(lambda one: one.sync_view().conflicts == 1)
    assert names(opened) == {youth: "Marias"}
    (conflict,) = opened.store.queries.conflicts()
    assert {conflict.kept_value, conflict.other_value} == {"Marias", "Karins"}


def test_files_put_back_behind_the_servers_back_are_noticed(place: Town) -> None:
    karin, jonas = place.office.desktop("karin"), place.office.desktop("jonas")
    first = karin.youth(0)
    shows(jonas, first, "Liam")
    files = place.files()
    epoch = place.epoch()
    karin.synced()
    second = karin.youth(1, given_name="Efter")
    karin.synced()
    shows(jonas, second, "Efter")
    place.put_files_back(files)  # desktops that listen notice at once
    for desk in (karin, jonas):
        mended(desk)
        assert names(desk) == {first: "Liam", second: "Efter"}
    assert place.epoch() != epoch
    assert "put_back" in place.process.log.read_text()
    third = jonas.youth(2, given_name="Tredje")
    shows(karin, third, "Tredje")


def test_a_chain_of_restores(place: Town) -> None:
    karin, jonas = place.office.desktop("karin"), place.office.desktop("jonas")
    first = karin.youth(0)
    shows(jonas, first, "Liam")
    early = place.backup()
    second = karin.youth(1, given_name="Andra")
    shows(jonas, second, "Andra")
    jonas.close()
    place.put_back(early)
    back(karin)
    late = place.backup()
    third = karin.youth(2, given_name="Tredje")
    karin.synced()
    place.put_back(late)
    back(karin)
    place.put_back(early)  # an older one than the last
    fourth = karin.youth(3, given_name="Fjärde")
    back(karin)
    expected = {first: "Liam", second: "Andra", third: "Tredje", fourth: "Fjärde"}
    assert names(karin) == expected
    opened = place.office.unlock(jonas.profile, jonas.clock)
    back(opened)
    shows(opened, fourth, "Fjärde")
    assert names(opened) == expected
    assert opened.session.sync_view().state is Network.ONLINE
    assert opened.session.sync_view().conflicts == 0


def test_a_server_put_back_again_while_a_computer_downloads_anew(
    place: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the computer has just given back is lost once more, and only it has it."""
    karin, jonas = place.office.desktop("karin"), place.office.desktop("jonas")
    first = karin.youth(0)
    shows(jonas, first, "Liam")
    copy = place.backup()
    name(jonas, first, "Jonas")
    shows(karin, first, "Jonas")
    second = karin.youth(1, given_name="Andra")
    karin.synced()
    jonas.close()  # only one of them is left to give it back

    def cut_off(*_: object) -> None:
        raise faults.fault("offline")

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(Client, "snapshot", cut_off)
        place.put_back(copy)
        again(karin)
        karin.until(lambda _: karin.store.mending.is_renewing())
        assert karin.store.cursor() is None
        place.put_back(copy)
    karin.store.mending.read_notice().result(WAIT)
    back(karin)
    assert names(karin) == {first: "Jonas", second: "Andra"}
    assert karin.session.sync_view().conflicts == 0
    authors = place.rows(
        "SELECT a.username FROM kaa.change_log c JOIN kaa.account a ON a.account = c.actor "
        "JOIN kaa.replayed r ON r.seq = c.seq WHERE c.verb = 2"
    )
    assert authors == [("jonas",)]


def pages(desk: Desktop) -> int:
    rows = desk.store.queries.read(lambda one: one.execute("SELECT count(*) FROM kept").fetchone())
    return int(rows[0])


def test_what_a_backup_holds_is_not_kept_any_longer(place: Town) -> None:
    karin = place.office.desktop("karin")
    karin.youth(0)
    karin.synced()
    assert pages(karin) > 0
    place.backup()
    assert place.rows("SELECT backed_up, seq FROM kaa.municipality") == [(2, 2)]
    karin.session.sync_now()
    until = time.monotonic() + WAIT
    while pages(karin):  # nobody is told of it
        assert time.monotonic() < until
        time.sleep(0.02)


def restored(desk: Desktop, copy: Path, place: Town, folder: str) -> Desktop:
    """What `kaa-desktop restore` does, on another computer."""
    put_back = backup.restore(copy, place.folder / folder / "profil", desk.clock)
    return place.office.unlock(put_back.profile, desk.clock)


def test_a_computer_put_back_to_yesterday_goes_on(place: Town) -> None:
    karin, jonas = place.office.desktop("karin"), place.office.desktop("jonas")
    youth = karin.youth(0)
    karin.synced()
    copy = place.folder / "profil.kopia"
    backup.backup(karin.profile.folder, PASSPHRASE, copy, karin.clock)
    name(karin, youth, "Efter")
    karin.synced()
    shows(jonas, youth, "Efter")
    karin.close()
    back_again = restored(karin, copy, place, "ny")
    other = back_again.youth(1, given_name="Ny")  # the number that the lost change had
    mended(back_again)
    back_again.synced()
    assert names(back_again) == {youth: "Efter", other: "Ny"}
    shows(jonas, other, "Ny")
    assert back_again.store.incarnation() > 1
    assert back_again.session.sync_view().refused == 0


def test_what_the_copy_had_not_sent_gets_its_old_answers(place: Town) -> None:
    karin = place.office.desktop("karin")
    first = karin.youth(0)
    karin.synced()
    place.process.stop()
    name(karin, first, "Osänd")
    unsent = karin.youth(1, given_name="Osänd också")
    copy = place.folder / "profil.kopia"
    backup.backup(karin.profile.folder, PASSPHRASE, copy, karin.clock)
    place.process.start()
    karin.session.sync_now()
    karin.synced()
    name(karin, first, "Senare")
    karin.synced()
    karin.close()
    put_back = restored(karin, copy, place, "ny")
    mended(put_back)
    put_back.synced()
    assert names(put_back) == {first: "Senare", unsent: "Osänd också"}
    assert put_back.session.sync_view().conflicts == 0
    assert place.rows("SELECT count(*) FROM kaa.record WHERE kind = 1") == [(2,)]


def test_a_profile_on_two_computers_goes_on_on_both(place: Town) -> None:
    karin = place.office.desktop("karin")
    youth = karin.youth(0)
    karin.synced()
    copy = place.folder / "profil.kopia"
    backup.backup(karin.profile.folder, PASSPHRASE, copy, karin.clock)
    clone = restored(karin, copy, place, "tva")
    theirs = clone.youth(1, given_name="Klonens")
    clone.synced()
    mine = karin.youth(2, given_name="Originalets")
    mended(karin)
    karin.synced()
    name(clone, youth, "Från klonen")
    shows(karin, youth, "Från klonen")
    expected = {youth: "Från klonen", theirs: "Klonens", mine: "Originalets"}
    for desk in (karin, clone):  # each signs in once, and ends nothing for the other
        assert desk.session.log_in(PASSWORD).result(WAIT).done
    name(karin, youth, "Från originalet")
    shows(clone, youth, "Från originalet")
    for desk in (karin, clone):
        assert names(desk) == expected | {youth: "Från originalet"}
        assert desk.session.sync_view().refused == 0
