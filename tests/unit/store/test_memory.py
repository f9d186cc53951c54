"""After locking, no copy of the data key is left in the process's memory."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from kaa_desktop.store.keys import DataKey
from kaa_desktop.store.slots import SlotFile
from kaa_desktop.store.store import SLOTS, Store
from tests.scan import in_memory
from tests.unit.store import builders as make
from tests.unit.store.conftest import CHEAP, PASSPHRASE, PROFILE, child

LIVING = """
import sys
from pathlib import Path
from kaa_desktop.store.store import SLOTS, Store
from kaa_desktop.store.slots import SlotFile
from tests.unit.store.conftest import CHEAP, PASSPHRASE, PROFILE

folder = Path(sys.argv[1])
control = bytearray(b"seen by the scan: " + bytes(range(65, 91)))
with SlotFile(folder / SLOTS, PROFILE, CHEAP).unlock(PASSPHRASE) as key:
    store = Store.open(folder, key, lambda: 1)
store.queries.case_ids()
print("open", flush=True)
sys.stdin.readline()
store.close()
print("locked", flush=True)
sys.stdin.readline()
"""
CONTROL = b"seen by the scan: " + bytes(range(65, 91))


@pytest.mark.skipif(sys.platform != "linux", reason="memory is read as Linux shows it")
def test_locking_leaves_no_copy_of_the_key(tmp_path: Path, key: DataKey) -> None:
    SlotFile(tmp_path / SLOTS, PROFILE, CHEAP).create(key, PASSPHRASE)
    Store.create(tmp_path, key, lambda: make.NOW).close()
    wanted = {
        "raw": bytes(key.material),
        "as SQLCipher is given it": key.material.hex().encode(),
        "control": CONTROL,
    }
    with child(LIVING, tmp_path) as (pid, told, heard):
        for state in ("open", "locked"):
            assert heard.readline().strip() == state
            counts = in_memory(pid, wanted)
            assert counts.pop("control") > 0, "the scan sees the process's memory"
            assert counts == {"raw": 0, "as SQLCipher is given it": 0}, state
            told.write("\n")
            told.flush()
