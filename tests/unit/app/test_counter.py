"""A database that is put back behind the program's back is noticed when it is opened."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from kaa_desktop.app import opening
from kaa_desktop.app.counter import NAME
from kaa_desktop.store.slots import SlotFile
from kaa_desktop.store.store import DATABASE, SLOTS
from tests.unit.app.desks import CHEAP, PASSPHRASE, Desktop


def unlocked(desk: Desktop) -> Desktop:
    slots = SlotFile(desk.profile.folder / SLOTS, desk.profile.id, CHEAP)
    with slots.unlock(PASSPHRASE) as key:
        session = opening.open_session(desk.profile, key, desk.clock, lambda: 0.5)
    return Desktop(desk.profile, session._sync._store, session, desk.clock)


def copied(desk: Desktop, folder: Path) -> Path:
    """The files as they lie when the program is closed."""
    folder.mkdir()
    for path in desk.profile.folder.glob(f"{DATABASE}*"):
        shutil.copy(path, folder)
    return folder


def test_it_is_told_with_what_may_be_missing(desk: Desktop, tmp_path: Path) -> None:
    desk.youth(0)
    desk.close()
    copy = copied(desk, tmp_path / "kopia")
    opened = unlocked(desk)
    assert opened.session.mended.view() is None
    opened.youth(1)
    opened.close()
    for path in desk.profile.folder.glob(f"{DATABASE}*"):
        path.unlink()
    for path in copy.iterdir():
        shutil.copy(path, desk.profile.folder)
    opened = unlocked(desk)
    view = opened.session.mended.view()
    assert view is not None
    assert "återställts från en kopia" in view.happened
    assert "bara fanns på datorn" in view.done
    opened.close()


def test_a_file_of_somebody_elses_says_nothing(desk: Desktop) -> None:
    desk.youth(0)
    desk.close()
    path = desk.profile.folder / NAME
    said = json.loads(path.read_text())
    path.write_text(json.dumps(said | {"next": said["next"] + 100}))
    for content in (path.read_text(), "[]", "{", json.dumps({"next": 1})):
        path.write_text(content)
        opened = unlocked(desk)
        assert opened.session.mended.view() is None
        opened.close()
