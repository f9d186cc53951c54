"""Papers on a case: two desks over the real server, cuts and kills, and no plaintext left anywhere."""

from __future__ import annotations

import hashlib
import os
import stat
import time
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from kaa_core.model.attachment import Attachment
from kaa_core.model.enums import Role
from kaa_core.model.ids import YouthId
from kaa_core.model.media import MOST_BYTES, FileRefused, examine
from kaa_core.sync.attachments import PIECE, Piece
from kaa_core.sync.messages import Message
from kaa_desktop.app import attachments
from kaa_desktop.app.attachments import AttachmentRow, CopyThere, FileNotHere, FileUnreadable, Place
from kaa_desktop.app.private_folder import NAME, PrivateFolder, empty_left
from kaa_desktop.store import attachments as stored
from kaa_desktop.store.attachments import FileState
from kaa_desktop.store.unit import Unit
from kaa_desktop.sync import faults
from tests.unit.app.desks import WAIT, Desktop, Office, local_desktop
from tests.unit.app.papers import MARK, add, pdf, png, rows, said

PAPER = pdf(size=2 * PIECE + 1000)


def content(desk: Desktop, number: int = 0) -> bytes:
    paper = desk.store.queries.records(Attachment)[number]
    return desk.session.attachments.content(paper.id).result(WAIT)


def pieces(desk: Desktop) -> int:
    query = "SELECT count(*) FROM attachment_piece"
    return int(desk.store.files.read(lambda one: one.execute(query).fetchone()[0]))


def until(desk: Desktop, seen: Callable[[], bool]) -> None:
    """Wait as a program does whose clock goes: each round of the records wakes the files."""
    for _ in range(int(WAIT / 0.05)):
        if seen():
            return
        desk.session.attachments.poke()
        desk.clock.seconds += 1
        time.sleep(0.05)
    raise AssertionError([(one.state, one.note) for one in _all_rows(desk)])


def _all_rows(desk: Desktop) -> list[AttachmentRow]:
    papers = desk.store.queries.records(Attachment)
    return [one for youth in {paper.youth for paper in papers} for one in rows(desk, youth)]


def _empty(desk: Desktop) -> bool:
    return pieces(desk) == 0


def is_here(desk: Desktop, youth: YouthId) -> Callable[[], bool]:
    return lambda: [one.place for one in rows(desk, youth)] == [Place.HERE]


def test_a_paper_is_added_offline_and_read_back(desk: Desktop) -> None:
    youth = desk.youth()
    adding = add(desk, youth, PAPER)
    assert (adding.done, adding.total) == (3, 3)
    (row,) = rows(desk, youth)
    assert (row.name, row.what, row.form) == ("Plan hösten", "Undertecknad plan", "PDF")
    assert (row.place, row.state, row.here) == (Place.WAITING, "Väntar på att skickas", True)
    assert row.size == "513 kB"
    assert content(desk) == PAPER
    paper = desk.store.queries.records(Attachment)[0]
    assert paper.content == hashlib.sha256(PAPER).hexdigest()


@pytest.mark.parametrize(
    ("file", "code"),
    [
        (b"", "empty"),
        (b"MZ\x90\x00 program", "type"),
        (b"PK\x03\x04 en docx", "type"),
        (pdf()[:-10], "broken"),
        (png()[:-20] + b"x" * 2000, "broken"),
    ],
)
def test_what_is_not_let_in_says_why_in_three_parts(desk: Desktop, file: bytes, code: str) -> None:
    youth = desk.youth()
    result = desk.session.attachments.add(youth, file, said()).future.result(WAIT)
    assert not result.done
    sentence = result.problems[0].sentence
    with pytest.raises(FileRefused) as refused:
        examine(file)
    fault = refused.value
    assert fault.code == code
    assert sentence == f"{fault.happened} {fault.safe} {fault.advice}"
    assert rows(desk, youth) == []
    assert pieces(desk) == 0


def test_a_file_is_read_by_its_content_and_not_its_name(desk: Desktop, tmp_path: Path) -> None:
    read = desk.session.attachments.read
    liar, honest, large = tmp_path / "plan.pdf", tmp_path / "skannat", tmp_path / "stor.pdf"
    liar.write_bytes(b"GIF89a...")
    honest.write_bytes(png())
    with large.open("wb") as file:
        file.truncate(MOST_BYTES + 1)
    found = read(honest).result(WAIT)
    assert (found.name, found.form) == ("skannat", "bild (PNG), 1 kB")
    for path, code in ((liar, "type"), (large, "too-large")):
        with pytest.raises(FileRefused) as refused:
            read(path).result(WAIT)
        assert refused.value.code == code
    with pytest.raises(FileUnreadable):
        read(tmp_path / "finns inte").result(WAIT)


def test_what_is_missing_is_said_at_its_field(desk: Desktop) -> None:
    youth = desk.youth()
    for other, field in (
        ({"name": " "}, "name"),
        ({"what": None}, "what"),
        ({"dated": None}, "dated"),
    ):
        adding = desk.session.attachments.add(youth, PAPER, said(**other))
        assert [one.field for one in adding.future.result(WAIT).problems] == [field]
    assert pieces(desk) == 0


def test_what_is_broken_off_leaves_nothing(desk: Desktop) -> None:
    youth = desk.youth()
    adding = desk.session.attachments.add(youth, PAPER, said())
    adding.stop()
    result = adding.future.result(WAIT)
    assert result.done or result.problems[0].sentence == attachments.BROKEN_OFF
    if not result.done:
        assert pieces(desk) == 0
        assert rows(desk, youth) == []


def test_only_who_writes_in_cases_adds_and_removes(tmp_path: Path) -> None:
    leader = local_desktop(tmp_path, role=Role.MANAGER)
    youth = leader.youth()
    adding = leader.session.attachments.add(youth, PAPER, said())
    assert not adding.future.result(WAIT).done
    leader.close()


# -- over the server


def test_two_desks(office: Office) -> None:
    anna, bo = office.desktop("anna"), office.desktop("bo")
    youth = anna.youth()
    add(anna, youth, PAPER)
    until(anna, is_here(anna, youth))
    until(bo, lambda: bool(rows(bo, youth)))
    (row,) = rows(bo, youth)
    assert (row.place, row.state, row.here) == (Place.AWAY, "Finns på servern", False)
    with pytest.raises(FileNotHere):
        content(bo)
    bo.session.attachments.fetch(row.id).result(WAIT)
    until(bo, is_here(bo, youth))
    assert content(bo) == PAPER
    # Removed by the one, it goes from the other and its bytes from both.
    bo.session.attachments.remove(row.id).result(WAIT)
    until(anna, lambda: not rows(anna, youth))
    for desk in (anna, bo):
        until(desk, partial(_empty, desk))


def test_own_cases_files_come_by_themselves(office: Office) -> None:
    anna, bo = office.desktop("anna"), office.desktop("bo")
    mine = anna.youth(0, worker=bo.profile.worker)
    theirs = anna.youth(1)
    for youth in (mine, theirs):
        add(anna, youth, PAPER)
    until(bo, is_here(bo, mine))
    assert [one.place for one in rows(bo, theirs)] == [Place.AWAY]


def test_a_cut_at_every_piece_goes_on_where_it_was(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The line is cut before and after each request; nothing is sent twice that had come through."""
    anna, bo = office.desktop("anna"), office.desktop("bo")
    carrier = anna.session.attachments._carrier
    assert carrier is not None
    times: Counter[tuple[str, str]] = Counter()
    came: Counter[tuple[str, str]] = Counter()
    ask = carrier._link.client.ask

    def cutting(
        form: type[Message], method: str, target: str, body: bytes = b"", *, access: str = ""
    ) -> Message:
        """Each request is cut before it is sent the first time, and its answer the second."""
        if "/attachment/" not in target:
            return ask(form, method, target, body, access=access)
        which = method, target.rpartition("/")[2]
        times[which] += 1
        if times[which] == 1:
            raise faults.fault("offline")
        came[which] += 1
        answer = ask(form, method, target, body, access=access)
        if times[which] == 2:
            raise faults.fault("half")
        return answer

    monkeypatch.setattr(carrier._link.client, "ask", cutting)
    youth = anna.youth()
    add(anna, youth, PAPER)
    until(anna, is_here(anna, youth))
    # A piece whose answer alone was cut is there, and is not sent again.
    assert {tail: came["PUT", tail] for tail in "012"} == {"0": 1, "1": 1, "2": 1}
    assert times["POST", "whole"] >= 2
    until(bo, lambda: bool(rows(bo, youth)))
    bo.session.attachments.fetch(rows(bo, youth)[0].id).result(WAIT)
    until(bo, is_here(bo, youth))
    assert content(bo) == PAPER


def test_a_wrong_hash_is_never_taken_for_the_paper(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    anna, bo = office.desktop("anna"), office.desktop("bo")
    youth = anna.youth()
    add(anna, youth, PAPER)
    until(anna, is_here(anna, youth))
    until(bo, lambda: bool(rows(bo, youth)))
    carrier = bo.session.attachments._carrier
    assert carrier is not None
    ask = carrier._link.client.ask

    def lying(
        form: type[Message], method: str, target: str, body: bytes = b"", **more: str
    ) -> Message:
        """A server that hands out another paper, whole and with hashes that fit it."""
        answer = ask(form, method, target, body, **more)
        if isinstance(answer, Piece):
            other = answer.body[::-1]
            return Piece(hashlib.sha256(other).digest(), other)
        return answer

    monkeypatch.setattr(carrier._link.client, "ask", lying)
    bo.session.attachments.fetch(rows(bo, youth)[0].id).result(WAIT)
    until(bo, lambda: bool(rows(bo, youth)[0].note))
    assert rows(bo, youth)[0].note == faults.fault("content").sentence
    assert rows(bo, youth)[0].place is Place.FETCHING
    with pytest.raises(FileNotHere):
        content(bo)


def test_a_server_that_lost_the_file_gets_it_again(office: Office) -> None:
    anna = office.desktop("anna")
    youth = anna.youth()
    add(anna, youth, PAPER)
    until(anna, is_here(anna, youth))
    with office.database.tenant(office.municipality) as connection:
        connection.execute("DELETE FROM attachment_piece")
        connection.execute("DELETE FROM attachment")
    anna.store.files.submit(lambda unit: stored.follow_epoch(unit, b"another")).result(WAIT)
    until(anna, is_here(anna, youth))
    with office.database.tenant(office.municipality) as connection:
        assert connection.execute("SELECT whole FROM attachment").fetchall() == [(True,)]


def test_no_room_on_the_server_is_said_and_records_go_on(office: Office) -> None:
    anna = office.desktop("anna")
    with office.database.tenant(office.municipality) as connection:
        connection.execute("UPDATE municipality SET attachment_limit = 10")
    youth = anna.youth()
    add(anna, youth, PAPER)
    until(anna, lambda: bool(rows(anna, youth)[0].note))
    assert rows(anna, youth)[0].note == faults.fault("attachments_full").sentence
    anna.youth(1)
    until(anna, lambda: anna.store.waiting(1) == [])
    [waiting] = anna.session.waiting()
    assert (waiting.title, waiting.name) == ("Bilagans fil", "Liam Testberg")
    assert anna.session.sync_view().waiting == 1


# -- taken away, and kills


def test_one_function_takes_a_youths_files_away(desk: Desktop) -> None:
    first, second = desk.youth(0), desk.youth(1)
    for youth in (first, second):
        add(desk, youth, PAPER)
    desk.store.files.submit(lambda unit: stored.remove(unit, scope=first.bytes)).result(WAIT)
    assert pieces(desk) == 3
    held = desk.store.files.read(stored.files)
    assert [file.scope for file in held] == [second.bytes]

    def away_and_late(unit: Unit) -> bool:
        """At once: the program itself asks anew for the file of a record that is still here."""
        stored.remove(unit, record=held[0].record)
        return stored.put(unit, held[0].record, 0, PAPER[:PIECE])

    # A piece that comes after it is not kept: nothing is brought back.
    assert desk.store.files.submit(away_and_late).result(WAIT) is False
    assert pieces(desk) == 0


def test_what_was_being_added_when_the_program_ended_goes_at_the_next_start(office: Office) -> None:
    anna = office.desktop("anna")
    youth = anna.youth()
    add(anna, youth, PAPER)
    file = stored.File(anna.new_id().bytes, youth.bytes, 600_000, bytes(32), FileState.BEGUN)
    anna.store.files.submit(lambda unit: stored.begin(unit, file, FileState.BEGUN)).result(WAIT)
    anna.store.files.submit(lambda unit: stored.put(unit, file.record, 0, PAPER[:PIECE])).result(
        WAIT
    )
    assert pieces(anna) == 4
    anna.close()
    again = office.unlock(anna.profile, anna.clock)
    again.session.attachments.content(rows(again, youth)[0].id).result(WAIT)
    assert pieces(again) == 3
    assert content(again) == PAPER


# -- in the clear


def test_a_file_opened_outside_is_private_and_gone_at_lock(desk: Desktop) -> None:
    youth = desk.youth()
    add(desk, youth, PAPER)
    path = desk.session.attachments.open_outside(rows(desk, youth)[0].id).result(WAIT)
    assert path.read_bytes() == PAPER
    assert path.suffix == ".pdf"
    assert "Plan" not in str(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o400
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    desk.close()
    assert not path.parent.exists()


def test_what_a_crash_left_is_emptied_at_the_next_start(tmp_path: Path) -> None:
    desk = local_desktop(tmp_path)
    folder = desk.profile.folder
    left = PrivateFolder(folder, runtime="").keep(PAPER, ".pdf")
    empty_left(folder)  # a running program's files are its own
    assert left.exists()
    desk.close()
    left = PrivateFolder(folder, runtime="").keep(PAPER, ".pdf")
    other = tmp_path / "hard"
    os.link(left, other)
    empty_left(folder)
    assert not (folder / NAME).exists()
    assert MARK not in other.read_bytes()  # it was written over before it was let go of


def test_the_systems_own_folder_is_used_when_it_is_private(tmp_path: Path) -> None:
    profile, runtime = tmp_path / "profil", tmp_path / "run"
    profile.mkdir()
    runtime.mkdir(mode=0o700)
    runtime.chmod(0o700)
    private = PrivateFolder(profile, runtime=str(runtime))
    assert private.keep(b"x", ".pdf").is_relative_to(runtime)
    private.empty()
    assert list(runtime.iterdir()) == []
    runtime.chmod(0o755)
    assert PrivateFolder(profile, runtime=str(runtime)).keep(b"x", ".pdf").is_relative_to(profile)


def test_nobody_elses_folder_is_written_in(tmp_path: Path) -> None:
    elsewhere = tmp_path / "annan"
    elsewhere.mkdir(mode=0o700)
    (tmp_path / "profil").mkdir()
    (tmp_path / "profil" / NAME).symlink_to(elsewhere)
    private = PrivateFolder(tmp_path / "profil", runtime="")
    with pytest.raises(Exception, match="skriva"):
        private.keep(PAPER, ".pdf")
    private.empty()
    assert list(elsewhere.iterdir()) == []


def test_a_copy_is_written_whole_and_over_nothing(desk: Desktop, tmp_path: Path) -> None:
    youth = desk.youth()
    add(desk, youth, PAPER)
    record = rows(desk, youth)[0].id
    assert desk.session.attachments.copy_name(record) == "bilaga-2026-11-24.pdf"
    to = tmp_path / "kopia.pdf"
    desk.session.attachments.save_copy(record, to).result(WAIT)
    assert to.read_bytes() == PAPER
    to.write_bytes(b"annat")
    with pytest.raises(CopyThere):
        desk.session.attachments.save_copy(record, to).result(WAIT)
    assert to.read_bytes() == b"annat"


def test_no_plaintext_is_left_on_the_disk(tmp_path: Path) -> None:
    desk = local_desktop(tmp_path)
    youth = desk.youth()
    add(desk, youth, PAPER)
    record = rows(desk, youth)[0].id
    desk.session.attachments.content(record).result(WAIT)
    opened = desk.session.attachments.open_outside(record).result(WAIT)
    assert MARK in opened.read_bytes()
    assert _marked(tmp_path) == ([opened] if opened.is_relative_to(tmp_path) else [])
    desk.close()
    assert _marked(tmp_path) == []


def _marked(folder: Path) -> list[Path]:
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert files
    return [path for path in files if MARK in path.read_bytes()]
