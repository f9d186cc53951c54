"""The kept versions, unpacked once; a server and desktops of any of them in processes of their own."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.fixtures.running import ROOT, Former, FormerServer, names, unpack_program

DESKTOPS = names()[-3:]
"""The last three desktops, as many as there are."""
BEFORE = names()[-1]
"""The server before this one."""


@pytest.fixture(scope="session")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """The program of a kept version; "" is the one that is tested."""
    folder = tmp_path_factory.mktemp("programs")
    made: dict[str, Path] = {"": ROOT}

    def program(name: str) -> Path:
        if name not in made:
            made[name] = unpack_program(name, folder)
        return made[name]

    return program


@pytest.fixture(scope="session")
def data_root() -> Iterator[Path]:
    """A folder that PostgreSQL's unprivileged account can reach; pytest's own it cannot."""
    root = Path(tempfile.mkdtemp(prefix="kaa-versions-"))
    root.chmod(0o711)
    yield root
    shutil.rmtree(root, ignore_errors=True)


def _served(program: Path, data: Path) -> Iterator[FormerServer]:
    made = FormerServer(program, data)
    made.municipality()
    made.start()
    yield made
    made.stop()
    made.command("data", "remove", "--yes")


@pytest.fixture(scope="module")
def today(unpacked: Callable[[str], Path], data_root: Path) -> Iterator[FormerServer]:
    """The server as it is now."""
    yield from _served(unpacked(""), data_root / "today")


@pytest.fixture(scope="module")
def before(unpacked: Callable[[str], Path], data_root: Path) -> Iterator[FormerServer]:
    """The server before."""
    yield from _served(unpacked(BEFORE), data_root / "before")


@pytest.fixture
def desktop(unpacked: Callable[[str], Path]) -> Iterator[Callable[[str], Former]]:
    """Starts a desktop of a version; "" is the one that is tested."""
    made: list[Former] = []

    def start(name: str) -> Former:
        made.append(Former(unpacked(name)))
        return made[-1]

    yield start
    for one in made:
        one.close()
