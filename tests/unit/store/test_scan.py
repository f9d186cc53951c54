"""The scan sees what is planted where it is, and the encrypted file hides it from everybody else."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from kaa_core.model.ids import DraftId
from kaa_desktop.store.drafts import Draft
from kaa_desktop.store.keys import DataKey
from kaa_desktop.store.slots import SlotFile
from kaa_desktop.store.store import DATABASE, Store
from tests import scan
from tests.unit.store import builders as make
from tests.unit.store.conftest import PASSPHRASE, PROFILE

NAME = "Planterad"
NOTE = "plommonstop"
DRAFT = "utkastord"


def test_the_scan_finds_clear_text_in_every_encoding(tmp_path: Path) -> None:
    (tmp_path / "inner").mkdir()
    for encoding in scan.ENCODINGS:
        (tmp_path / "inner" / encoding).write_bytes(b"x" + "åäö plommonstop".encode(encoding))
    found = scan.in_the_clear([tmp_path], ["plommonstop", "finns inte"])
    seen = {(one.path.name, one.encoding) for one in found}
    assert seen >= {(encoding, encoding) for encoding in scan.ENCODINGS}
    assert {one.text for one in found} == {"plommonstop"}


def test_planted_text_is_behind_the_key_and_nowhere_else(tmp_path: Path, key: DataKey) -> None:
    profile = tmp_path / "profile"
    profile.mkdir()
    SlotFile(profile / "slots.json", PROFILE).create(key, PASSPHRASE)
    youth = make.youth(given=NAME)
    with Store.create(profile, key, lambda: make.NOW) as store:
        store.record(youth, make.enrolment(youth)).result()
        store.record(make.note(youth, f"Ett {NOTE} låg kvar.")).result()
        draft = Draft(
            id=DraftId(make.new_id()),
            kind="contact",
            youth=youth.id,
            values={"a": DRAFT},
            changed=1,
        )
        store.save_draft(draft).result()
        running = tmp_path / "running"  # as after kill -9: with its WAL
        shutil.copytree(profile, running)
    planted = [NAME, NOTE, DRAFT, youth.identity_number]
    assert scan.in_the_clear([tmp_path], planted) == []
    assert scan.in_the_clear([tmp_path], [PASSPHRASE, key.material.hex()]) == []
    behind = scan.behind_the_key(running / DATABASE, bytes(key.material), planted)
    assert all(behind.values()), "the control: the scan must see what is there"
    assert any(place.startswith("wal") for places in behind.values() for place in places)
    closed = scan.behind_the_key(profile / DATABASE, bytes(key.material), planted)
    assert all(place.startswith("db") for places in closed.values() for place in places)
    assert all(closed.values())


def test_a_discarded_draft_is_overwritten(tmp_path: Path, key: DataKey) -> None:
    with Store.create(tmp_path, key, lambda: make.NOW) as store:
        draft = DraftId(make.new_id())
        values = {"text": "körsbärskaka"}
        store.save_draft(
            Draft(id=draft, kind="contact", youth=None, values=values, changed=1)
        ).result()
        store.discard_draft(draft).result()
    behind = scan.behind_the_key(tmp_path / DATABASE, bytes(key.material), ["körsbärskaka"])
    assert behind == {"körsbärskaka": []}


def test_another_key_reads_no_page(tmp_path: Path, key: DataKey) -> None:
    Store.create(tmp_path, key, lambda: make.NOW).close()
    with pytest.raises(ValueError, match="not of this key"):
        list(scan.pages(tmp_path / DATABASE, bytes(32)))
