"""profile.json and the copies' lists in any form: a refusal in words or a profile, never a traceback."""

import io
import json
import tarfile
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from kaa_desktop.app import backup, profiles
from kaa_desktop.app.clock import FixedClock
from tests.unit.app.desks import NOON

GOOD = {
    **dict.fromkeys(("id", "user", "worker", "device"), str(uuid4())),
    **dict.fromkeys(("server", "municipality", "municipality_name"), "9901"),
    "format": 1,
    "practice": True,
    "user_name": "Karin",
    "role": 1,
    "device_name": "KAA-01",
}
ODD: list[Any] = [5, -1, 1e999, float("nan"), None, True, [], {}, "x", "\ud800"]
PARTS = {name: {"bytes": 1, "sha256": "x"} for name in ("store.db", "slots.json", "profile.json")}
MANIFEST = {"format": 1, "program": "x", "made": "2026", "folder": "p", "files": PARTS}


@pytest.mark.parametrize("name", GOOD)
def test_a_profile_of_another_form_is_a_damaged_one(name: str, tmp_path: Path) -> None:
    for odd in ODD:
        (tmp_path / profiles.NAME).write_text(json.dumps(GOOD | {name: odd}))
        whole = list(profiles.read(tmp_path))
        assert profiles.is_damaged(tmp_path) == (not whole)
        for one in whole:
            f"{one.user_name}{one.device_name}{one.municipality_name}".encode()


@pytest.mark.parametrize("odd", ODD, ids=repr)
def test_a_copy_with_a_list_of_another_form_is_refused(odd: Any, tmp_path: Path) -> None:
    listed: list[Any] = [MANIFEST | {name: odd} for name in MANIFEST]
    parts = (odd, {"bytes": odd, "sha256": "x"}, {"bytes": 1, "sha256": odd})
    listed += [MANIFEST | {"files": PARTS | {"store.db": part}} for part in parts]
    for manifest in listed:
        content = json.dumps(manifest).encode()
        with tarfile.open(tmp_path / "copy", "w", format=tarfile.USTAR_FORMAT) as archive:
            entry = tarfile.TarInfo("manifest.json")
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
        with pytest.raises((backup.NotACopy, backup.CopyTooNew)):
            backup.restore(tmp_path / "copy", tmp_path / "out", FixedClock(NOON))
        assert [one.name for one in tmp_path.iterdir()] == ["copy"]
