"""The sealed file: nothing of it can be read without its key, and nothing changed goes unnoticed."""

from __future__ import annotations

import io
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from kaa_server.backup import export, keys, sealed
from kaa_server.backup.frames import FORMAT, Done, End, Head, Rows, Table, Writer, frames
from kaa_server.backup.sealed import Damaged, Lock, Sealing, opened, read_lock
from kaa_server.faults import OperatorError

PASSWORD = "ett långt lösenord"
PIECE = 64


@pytest.fixture(autouse=True)
def small_and_cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """Many pieces in a small file, and Argon2 at no cost."""
    monkeypatch.setattr(sealed, "PIECE", PIECE)
    monkeypatch.setattr(keys, "MEMORY_KIB", 64)
    monkeypatch.setattr(keys, "TIME", 1)


def written(lock: Lock, key: bytes, rows: int = 40) -> bytes:
    stream = io.BytesIO()
    sealing = Sealing(stream, lock, key)
    writer = Writer(sealing.write)
    chosen = random.Random(4)
    writer.put(Head(FORMAT, "0.1.0", "0001", "2026-11-22T09:00:00+00:00", ["9901"]))
    writer.put(Table("9901", "account", ["name"]))
    writer.put(Rows("".join(f"Alva {chosen.random()}\n" for _ in range(rows)).encode()))
    writer.put(Done(rows))
    writer.put(End(1, rows))
    writer.close()
    sealing.close()
    return stream.getvalue()


def read(content: bytes, key: bytes) -> export.Contents:
    stream = io.BytesIO(content)
    _, header = read_lock(stream)
    return export.counted(frames(opened(stream, header, key)))


@pytest.fixture
def key() -> bytes:
    return sealed.new_key()


@pytest.fixture
def whole(key: bytes) -> bytes:
    return written(keys.lock_under(PASSWORD, key), key)


def test_what_was_written_is_read(whole: bytes, key: bytes) -> None:
    contents = read(whole, key)
    assert (contents.tables, contents.rows, contents.municipalities) == (1, 40, ("9901",))
    assert len(whole) > 5 * PIECE
    assert b"Alva" not in whole


def test_every_byte_counts(whole: bytes, key: bytes) -> None:
    for place in range(len(whole)):
        changed = bytearray(whole)
        changed[place] ^= 1 << (place % 8)
        with pytest.raises(OperatorError, match="Ingenting har lästs in"):
            read(bytes(changed), key)


def test_a_file_cut_off_anywhere_is_refused_at_borders_too(whole: bytes, key: bytes) -> None:
    for length in range(len(whole)):
        with pytest.raises(OperatorError, match="Ingenting har lästs in"):
            read(whole[:length], key)
    with pytest.raises(Damaged):
        read(whole + b"x", key)


def test_pieces_have_their_place(whole: bytes, key: bytes) -> None:
    stream = io.BytesIO(whole)
    _, header = read_lock(stream)
    size = PIECE + sealed.TAG
    pieces = [whole[at : at + size] for at in range(len(header), len(whole), size)]
    assert header + b"".join(pieces) == whole
    assert len(pieces) > 4
    for other in (
        [pieces[1], pieces[0], *pieces[2:]],
        [*pieces[:2], pieces[1], *pieces[2:]],
        [*pieces[:1], *pieces[2:]],
        pieces[:-1],
        [*pieces, pieces[-1]],
    ):
        # By the pieces alone: what lies inside has no part in it.
        with pytest.raises(Damaged):
            list(opened(io.BytesIO(b"".join(other)), header, key))


@pytest.mark.parametrize("rows", [0, 1, 2, 3])
def test_sizes_around_a_border(rows: int, key: bytes) -> None:
    content = written(keys.lock_under(PASSWORD, key), key, rows)
    assert read(content, key).rows == rows


def test_nothing_inside_is_believed_unseen(key: bytes) -> None:
    def of(*parts: Head | Table | Rows | Done | End) -> bytes:
        stream = io.BytesIO()
        sealing = Sealing(stream, keys.lock_under(PASSWORD, key), key)
        writer = Writer(sealing.write)
        for part in parts:
            writer.put(part)
        writer.close()
        sealing.close()
        return stream.getvalue()

    head = Head(FORMAT, "9", "0001", "", [])
    table = Table("9901", "account", ["name"])
    assert read(of(head, End(0, 0)), key).rows == 0
    for parts in (
        (),
        (head,),
        (End(0, 0),),
        (head, End(1, 0)),
        (head, head, End(0, 0)),
        (head, table, Rows(b"a\nb\n"), Done(1), End(1, 1)),
        (head, End(0, 0), End(0, 0)),
    ):
        with pytest.raises(Damaged):
            read(of(*parts), key)
    with pytest.raises(OperatorError, match="nyare version"):
        read(of(Head(FORMAT + 1, "9", "0001", "", []), End(0, 0)), key)


@pytest.fixture
def pair(tmp_path: Path) -> tuple[Path, Path]:
    private, public = tmp_path / "hemlig.pem", tmp_path / "kopia.pub"
    keys.make_pair(private, public, PASSWORD)
    return private, public


def test_the_private_key_opens_what_the_public_one_closed(
    pair: tuple[Path, Path], key: bytes
) -> None:
    private, public = pair
    assert private.stat().st_mode & 0o777 == 0o600
    lock = keys.lock_for(public, key)
    assert keys.open_lock(lock, private, lambda: PASSWORD) == key
    assert read(written(lock, key), key).rows == 40


def wrong_ways(pair: tuple[Path, Path], key: bytes, folder: Path) -> Iterator[tuple[str, object]]:
    private, public = pair
    lock = keys.lock_for(public, key)
    other = folder / "annan.pem"
    keys.make_pair(other, folder / "annan.pub", PASSWORD)
    yield "Lösenordet öppnar inte nyckelfilen", lambda: keys.open_lock(lock, private, lambda: "fel")
    yield "annan nyckel", lambda: keys.open_lock(lock, other, lambda: PASSWORD)
    yield "ingen hemlig nyckel", lambda: keys.open_lock(lock, public, lambda: PASSWORD)
    yield "--key-file", lambda: keys.open_lock(lock, None, lambda: PASSWORD)
    yield "finns inte", lambda: keys.open_lock(lock, folder / "borta", lambda: PASSWORD)
    yield "ingen öppen nyckel", lambda: keys.lock_for(private, key)
    under = keys.lock_under(PASSWORD, key)
    yield "Lösenordet öppnar inte säkerhetskopian", lambda: keys.open_lock(under, None, lambda: "x")
    yield "för kort", lambda: keys.lock_under("kort", key)
    yield "finns redan", lambda: keys.make_pair(private, folder / "ny.pub", PASSWORD)


def test_what_does_not_fit_is_said(pair: tuple[Path, Path], key: bytes, tmp_path: Path) -> None:
    for sentence, way in wrong_ways(pair, key, tmp_path):
        with pytest.raises(OperatorError, match=sentence):
            way()  # type: ignore[operator]
    assert not (tmp_path / "ny.pub").exists()


def test_other_files_are_no_backups(tmp_path: Path) -> None:
    for content in (b"", b"PK\3\4", b"KAABACKUP1\n", b"KAABACKUP1\n\xff\xff\xff\xff", b"x" * 4096):
        file = tmp_path / "fil"
        file.write_bytes(content)
        with pytest.raises(OperatorError, match="ingen säkerhetskopia"):
            export.verify(file, None, lambda: PASSWORD)
