"""What every test needs before anything else is imported."""

import os
import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import Phase, settings

# Tests draw their windows in memory; `pytest -m xvfb` is told its display by who starts it.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

# Stores and PostgreSQL wait for the disk at each commit. A disk in memory where there is room for one keeps
# no test waiting; what a kill may lose is the same, for the kernel lives on.
MEMORY = Path("/dev/shm")
if (
    "TMPDIR" not in os.environ
    and os.access(MEMORY, os.W_OK | os.X_OK)
    and shutil.disk_usage(MEMORY).free >= 2 << 30
):
    os.environ["TMPDIR"] = str(MEMORY)
    tempfile.tempdir = None  # pytest has asked already

# Where Python is told to keep nothing, each of the programs that tests start would be compiled again, and
# that takes as long as the rest of its start.
if os.environ.pop("PYTHONDONTWRITEBYTECODE", ""):
    kept = Path(__file__).parents[1] / "build" / "pycache"
    os.environ.setdefault("PYTHONPYCACHEPREFIX", str(kept))

# On a machine shared by many, a slow example is no error; each test has its own time limit. The suite
# tries the same examples each time, so that unchanged code has one verdict; KAA_EXAMPLES=new tries
# others. Explaining a failure costs minutes on the Pythons that trace each line.
settings.register_profile(
    "kaa",
    deadline=None,
    derandomize=os.environ.get("KAA_EXAMPLES") != "new",
    phases=set(Phase) - {Phase.explain},
)
settings.load_profile("kaa")

# Files that keep a process busy for a minute or more: begun last, one of them would be waited for alone.
LONGEST = ("versions", "torture", "simulation", "journeys")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest."""
    here = Path(__file__).parent

    def place(item: pytest.Item) -> int:
        top = item.path.relative_to(here).parts[0]
        return LONGEST.index(top) if top in LONGEST else len(LONGEST)

    items.sort(key=place)
