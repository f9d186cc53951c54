"""The bytes of a paper in the store: encrypted, verified, and no trace of them once they are taken away."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

import pytest

from kaa_core.model.attachment import Attachment
from kaa_core.model.enums import AttachmentKind
from kaa_core.model.ids import RecordId, YouthId
from kaa_core.model.media import PDF
from kaa_core.sync.attachments import PIECE
from kaa_core.sync.messages import Answer, Outcome
from kaa_desktop.store import attachments, leaving
from kaa_desktop.store.attachments import FileState
from kaa_desktop.store.errors import StoreFault
from kaa_desktop.store.store import DATABASE
from tests.scan import behind_the_key, in_the_clear

if TYPE_CHECKING:
    from kaa_desktop.store.keys import DataKey
    from kaa_desktop.store.store import Store
    from kaa_desktop.store.unit import Unit

WAIT = 30.0
MARK = "PLANTERAD-I-BILAGAN"
CONTENT = (MARK.encode() + b"-" * 81) * (2 * PIECE // 100)
YOUTH = YouthId(RecordId(UUID(int=7)))


def paper(number: int = 1, content: bytes = CONTENT) -> Attachment:
    return Attachment(
        id=RecordId(UUID(int=number)),
        youth=YOUTH,
        name="Plan",
        what=AttachmentKind.PLAN,
        dated=date(2026, 11, 20),
        media_type=PDF,
        size=len(content),
        content=hashlib.sha256(content).hexdigest(),
    )


def put(store: Store, one: Attachment, content: bytes = CONTENT) -> None:
    file = attachments.file_of(one)

    def work(unit: Unit) -> None:
        attachments.begin(unit, file, FileState.BEGUN)
        for index in range(file.pieces):
            body = content[index * PIECE : (index + 1) * PIECE]
            assert attachments.put(unit, file.record, index, body)

    store.files.submit(work).result(WAIT)


def found(folder: Path, key: DataKey) -> list[str]:
    return behind_the_key(folder / DATABASE, bytes(key.material), [MARK])[MARK]


def take_away(store: Store) -> None:
    def work(unit: Unit) -> None:
        attachments.remove(unit, scope=YOUTH.bytes)
        leaving.empty_wal_later(unit)

    store.files.submit(work).result(WAIT)


def test_bytes_lie_behind_the_key_and_are_gone_when_taken_away(
    tmp_path: Path, key: DataKey, store: Store
) -> None:
    put(store, paper())
    store.attach(paper()).result(WAIT)
    assert in_the_clear([tmp_path], [MARK]) == []
    assert found(tmp_path, key) != []
    take_away(store)
    assert found(tmp_path, key) == []


def test_without_secure_delete_the_scan_finds_them(
    tmp_path: Path, key: DataKey, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: a scan that could not find them would be worth nothing."""
    monkeypatch.setattr(leaving, "write_anew", lambda _: None)
    off = "PRAGMA secure_delete = OFF"
    store.files.submit(lambda unit: unit.connection.execute(off)).result(WAIT)
    put(store, paper())
    store.attach(paper()).result(WAIT)
    take_away(store)
    assert found(tmp_path, key) != []


def test_a_paper_that_is_not_what_its_record_says_is_not_attached(store: Store) -> None:
    put(store, paper(), CONTENT[::-1])
    with pytest.raises(StoreFault):
        store.attach(paper()).result(WAIT)
    assert store.queries.records(Attachment) == []
    assert store.waiting(10) == []


def test_a_file_waits_until_its_record_is_answered_and_not_refused(store: Store) -> None:
    put(store, paper())
    store.attach(paper()).result(WAIT)

    def to_send() -> int:
        return len(store.files.read(attachments.to_send))

    def sweep() -> bool:
        return store.files.submit(attachments.sweep).result(WAIT)

    assert to_send() == 0
    [created] = store.waiting(10)
    store.apply_answers([Answer(created.n, Outcome.REFUSED, code="form")]).result(WAIT)
    # In "ej mottaget": its file is kept, unsent, until a person has seen to it.
    assert (to_send(), sweep()) == (0, False)
    [refused] = store.queries.refused()
    store.dismiss_refused([refused.id]).result(WAIT)
    assert to_send() == 1
    store.files.submit(lambda unit: attachments.let_go(unit, created.record)).result(WAIT)
    assert store.files.read(attachments.files) == []


def test_a_deletion_that_waits_keeps_the_file(store: Store) -> None:
    put(store, paper())
    store.attach(paper()).result(WAIT)
    store.delete(Attachment, paper().id).result(WAIT)
    assert store.files.submit(attachments.sweep).result(WAIT) is False
    assert len(store.files.read(attachments.files)) == 1


def test_a_file_is_only_here_until_the_server_has_it_whole(store: Store) -> None:
    """Also while its record has not gone: who takes the profile away must not lose it."""
    put(store, paper())
    store.attach(paper()).result(WAIT)

    def only_here() -> int:
        return len(store.files.read(attachments.only_here))

    assert only_here() == 1
    record = paper().id.bytes
    store.files.submit(lambda unit: attachments.note_sent(unit, record, 1, whole=False)).result(
        WAIT
    )
    assert only_here() == 1
    store.files.submit(lambda unit: attachments.note_sent(unit, record, 3, whole=True)).result(WAIT)
    assert only_here() == 0
