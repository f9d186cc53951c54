"""Programs killed while a paper is written and while it is sent, a full disk, and an old server."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kaa_core.model.attachment import Attachment
from kaa_core.model.enums import Role
from kaa_core.model.media import MOST_BYTES
from kaa_core.sync.attachments import PIECE
from kaa_core.sync.messages import Message
from kaa_desktop.app import opening, profiles
from kaa_desktop.app.attachments import FETCH_LATER, NOT_YET, Place
from kaa_desktop.store import attachments as stored
from kaa_desktop.store.attachments import FileState
from kaa_desktop.store.errors import DiskFull
from kaa_desktop.store.slots import SlotFile
from kaa_desktop.store.store import SLOTS, Store
from kaa_desktop.sync import faults
from tests.unit.app.desks import NOON, PASSPHRASE, STOCKHOLM, WAIT, Desktop, Office, local_desktop
from tests.unit.app.papers import MARK, add, pdf, rows, said

if TYPE_CHECKING:
    from collections.abc import Iterator

PAPER = pdf(size=12 * PIECE)
OPEN = """
import sys, time
from pathlib import Path
from tests.unit.app.test_attachments_killed import opened
from tests.unit.app.papers import pdf, said
from kaa_core.model.media import MOST_BYTES
from kaa_core.model.records import Youth
desk = opened(Path(sys.argv[1]))
"""
WRITE = """
youth = desk.store.queries.records(Youth)[0].id
adding = desk.session.attachments.add(youth, pdf(size=MOST_BYTES), said(name="Den stora"))
while adding.done < int(sys.argv[2]):
    time.sleep(0.001)
print("there", flush=True)
time.sleep(60)
"""
SEND = """
print("there", flush=True)
while True:
    desk.session.attachments.poke()
    time.sleep(0.05)
"""


def opened(folder: Path) -> Desktop:
    """Unlock a profile, as a program of its own does."""
    from kaa_core.model.registry import milliseconds
    from kaa_desktop.app.clock import FixedClock
    from tests.unit.app.desks import CHEAP

    [profile] = profiles.read(folder)
    clock = FixedClock(NOON, STOCKHOLM)
    with SlotFile(folder / SLOTS, profile.id, CHEAP).unlock(PASSPHRASE) as key:
        store = Store.open(folder, key, lambda: milliseconds(clock.now()))
    return Desktop(profile, store, opening.start(profile, store, clock, lambda: 0.5), clock)


@contextmanager
def child(script: str, *arguments: object) -> Iterator[subprocess.Popen[str]]:
    """A program that has come so far that it said so; it is killed at the end."""
    paths = os.pathsep.join(["", *sys.path])
    with subprocess.Popen(
        [sys.executable, "-c", OPEN + script, *map(str, arguments)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": paths},
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "there\n"
        try:
            yield process
        finally:
            process.send_signal(signal.SIGKILL)


def pieces(desk: Desktop) -> int:
    query = "SELECT count(*) FROM attachment_piece"
    return int(desk.store.files.read(lambda one: one.execute(query).fetchone()[0]))


@pytest.mark.parametrize("written", [1, 40])
def test_killed_while_a_paper_is_written(tmp_path: Path, written: int) -> None:
    """What was acknowledged is whole, of the other nothing is left, and no plaintext anywhere."""
    desk = local_desktop(tmp_path)
    youth = desk.youth()
    add(desk, youth, PAPER, name="Den som fanns")
    folder = desk.profile.folder
    desk.close()
    with child(WRITE, folder, written):
        pass
    again = opened(folder)
    (row,) = rows(again, youth)
    assert row.name == "Den som fanns"
    assert again.session.attachments.content(row.id).result(WAIT) == PAPER  # after the sweep
    assert pieces(again) == 12
    again.close()
    assert [one for one in tmp_path.rglob("*") if one.is_file() and MARK in one.read_bytes()] == []


def test_killed_while_a_paper_is_sent_it_goes_on_at_the_piece(office: Office) -> None:
    anna = office.desktop("anna")
    youth = anna.youth()
    add(anna, youth, PAPER)
    folder = anna.profile.folder
    anna.close()
    office.desktops.remove(anna)
    came: dict[int, str] = {}
    for most in (2, 6, 12):
        with child(SEND, folder):
            deadline = time.monotonic() + WAIT
            while len(held := at_the_server(office)) < most and time.monotonic() < deadline:
                time.sleep(0.002)
        held = at_the_server(office)
        assert len(held) >= most
        # What had come before the kill was not sent again: a piece is written once.
        assert {index: held[index] for index in came} == came
        came = held
    bo = office.desktop("bo")
    last = office.unlock(anna.profile, anna.clock)
    for desk in (last, bo):
        until_here(desk, youth)
    assert bo.session.attachments.content(rows(bo, youth)[0].id).result(WAIT) == PAPER


def at_the_server(office: Office) -> dict[int, str]:
    """The pieces that are there, and which transaction wrote each."""
    with office.database.tenant(office.municipality) as connection:
        found = connection.execute("SELECT idx, xmin::text FROM attachment_piece").fetchall()
    return dict(found)


def until_here(desk: Desktop, youth: object) -> None:
    """Wait until the paper is here and on the server, asking for it."""
    for _ in range(600):
        found = rows(desk, youth)  # type: ignore[arg-type]
        if found and found[0].place is Place.HERE:
            return
        if found and found[0].place is Place.AWAY:
            desk.session.attachments.fetch(found[0].id).result(WAIT)
        desk.clock.seconds += 1
        desk.session.attachments.poke()
        time.sleep(0.05)
    raise AssertionError([(one.state, one.note) for one in rows(desk, youth)])  # type: ignore[arg-type]


def test_a_full_disk_says_so_and_leaves_nothing_half(tmp_path: Path) -> None:
    desk = local_desktop(tmp_path)
    youth = desk.youth()
    add(desk, youth, PAPER, name="Den som fanns")

    def limit(pages: int) -> None:
        def work(unit: object) -> None:
            connection = unit.connection  # type: ignore[attr-defined]
            now = connection.execute("PRAGMA page_count").fetchone()[0]
            connection.execute(f"PRAGMA max_page_count = {now + pages}")

        desk.store.files.submit(work).result(WAIT)

    limit(300)
    adding = desk.session.attachments.add(youth, pdf(size=MOST_BYTES), said(name="Den stora"))
    with pytest.raises(DiskFull):
        adding.future.result(WAIT)
    limit(100_000)
    assert pieces(desk) == 12
    assert [one.name for one in rows(desk, youth)] == ["Den som fanns"]
    add(desk, youth, PAPER, name="När det fanns plats")
    assert len(rows(desk, youth)) == 2
    desk.close()


def test_a_server_from_before_leaves_the_file_waiting_and_takes_the_records(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    anna = office.desktop("anna")
    carrier = anna.session.attachments._carrier
    assert carrier is not None
    ask = carrier._link.client.ask

    def before(
        form: type[Message], method: str, target: str, body: bytes = b"", *, access: str = ""
    ) -> Message:
        if target.startswith("/v1/attachment/"):
            raise faults.refused(404, "not_found")
        return ask(form, method, target, body, access=access)

    monkeypatch.setattr(carrier._link.client, "ask", before)
    youth = anna.youth()
    add(anna, youth, PAPER)
    anna.until(lambda _: bool(rows(anna, youth)[0].note))
    row = rows(anna, youth)[0]
    assert (row.place, row.note) == (Place.WAITING, NOT_YET)
    anna.youth(1)
    anna.until(lambda _: anna.store.waiting(1) == [])
    monkeypatch.undo()
    until_here(anna, youth)


def test_a_file_that_is_not_on_the_server_yet_is_waited_for(office: Office) -> None:
    anna, lena = office.desktop("anna"), office.desktop("lena", role=Role.MANAGER)
    carrier = anna.session.attachments._carrier
    assert carrier is not None
    carrier.stop()  # her record comes, its file not yet
    carrier.join()
    youth = anna.youth()
    add(anna, youth, PAPER)
    lena.until(lambda _: bool(rows(lena, youth)))
    lena.session.attachments.fetch(rows(lena, youth)[0].id).result(WAIT)
    lena.until(lambda _: rows(lena, youth)[0].note == FETCH_LATER)
    assert rows(lena, youth)[0].place is Place.FETCHING
    # The state outlives the program: what was asked for is asked for again.
    held = lena.store.files.read(stored.to_fetch)
    assert [one.state for one in held] == [FileState.WANTED]
    assert lena.store.queries.records(Attachment)[0].size == len(PAPER)
