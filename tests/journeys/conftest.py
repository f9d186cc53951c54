"""A made-up municipality on a real server, and two colleagues' enrolled laptops."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import attrs
import pytest

from tests.journeys.watchdog import MOST_CPU_MS, read, table
from tests.journeys.world import ROOT, Desktop, Server, free_port

CALLS = ROOT / "build" / "calls"
AS_OF = "2026-11-24"
"""The day it is in the journeys, whenever they are made."""
CODE = "9901"


@attrs.frozen
class Laptop:
    """An enrolled profile and how to unlock it."""

    profile: Path
    passphrase: str
    user: str
    device: str


@attrs.define
class Office:
    """The server, two laptops, and the programs running on them."""

    folder: Path
    server: Server
    laptops: list[Laptop]
    running: list[Desktop] = attrs.field(factory=list)
    accounts: list[dict[str, Any]] = attrs.field(factory=list)
    """Those of the demo that have a password: the administrator is the last."""

    def open(self, laptop: Laptop, **environment: str) -> Desktop:
        """Start the program on a laptop; it shows the unlock window."""
        log = self.folder / f"{laptop.device}.log"
        temporary = self.folder / "tmp"
        temporary.mkdir(exist_ok=True)
        environment = {"TMPDIR": str(temporary)} | environment
        desktop = Desktop(laptop.profile, log, environment=environment, options=("--as-of", AS_OF))
        self.running.append(desktop)
        return desktop.start()

    def unlocked(self, laptop: Laptop) -> Desktop:
        """Start the program and unlock it."""
        return self.open(laptop).unlock(laptop.passphrase)


@pytest.fixture(scope="session")
def first() -> Iterator[Office]:
    """A municipality of the size that shows every kind of case, two laptops, and a copy of it all."""
    folder = Path(tempfile.mkdtemp(prefix="kaa-journey-"))
    kept = kept_of(folder)
    folder.chmod(0o711)  # PostgreSQL's own account must reach its data
    server = Server(folder / "server", free_port(), folder / "server.log")
    made = Office(folder, server, [])
    try:
        server.command("municipality", "add", CODE, "Exempelås kommun", "--practice")
        where = ("--municipality", CODE)
        sizes = ("--youths", "120", "--target-group", "40")
        loaded = server.command("demo", "load", *where, "--as-of", AS_OF, *sizes)
        users: list[dict[str, Any]] = json.loads(loaded)["users"]
        made.accounts = users
        server.start()
        for number, user in enumerate(users[:2], start=1):
            made.laptops.append(enrolled(server, folder, number, user))
        server.stop()
        subprocess.run(["cp", "-a", folder, kept], check=True)
        yield made
    finally:
        ended(server)
        server.command("data", "remove", "--yes")
        shutil.rmtree(folder, ignore_errors=True)
        shutil.rmtree(kept, ignore_errors=True)


@pytest.fixture(scope="module")
def town(first: Office) -> Iterator[Office]:
    """The municipality as it was made, which a module's journeys share."""
    made = attrs.evolve(first, laptops=list(first.laptops), running=[])
    made.server.start()
    yield made
    ended(made.server)
    shutil.rmtree(made.folder)
    subprocess.run(["cp", "-a", kept_of(made.folder), made.folder], check=True)


def kept_of(folder: Path) -> Path:
    """Where the copy of a municipality lies."""
    return folder.with_name(f"{folder.name}-kept")


def ended(server: Server) -> None:
    """Stop it, and the PostgreSQL of one that was killed."""
    if server.process is None or server.process.poll() is not None:
        server.start()
    server.stop()


@pytest.fixture
def office(town: Office) -> Iterator[Office]:
    """The municipality with its server running and every desktop closed, before and after."""
    if town.server.process is None:
        town.server.start()
    yield town
    while town.running:
        desktop = town.running.pop()
        desktop.close()
        check_calls(desktop)


def check_calls(desktop: Desktop) -> None:
    """Keep the list of calls that held the window up; fail on one that no page has reason to be."""
    calls = read(desktop.calls)
    if not calls:
        return
    CALLS.mkdir(parents=True, exist_ok=True)
    kept = CALLS / f"{desktop.profile.parent.name}-{desktop.profile.name}.jsonl"
    with kept.open("ab") as stream:
        stream.write(desktop.calls.read_bytes())
    desktop.calls.unlink()
    assert max(one.cpu_ms for one in calls) < MOST_CPU_MS, table(calls)


def enrolled(server: Server, folder: Path, number: int, user: dict[str, Any]) -> Laptop:
    """Enrol a laptop for a user as the user guide says."""
    laptop = Laptop(
        folder / f"laptop-{number}", f"blå lampa norr {number}", user["name"], f"KAA-0{number}"
    )
    account = ("--municipality", CODE, "--username", user["username"])
    code = server.command("device-code", *account)
    where = ["--server", server.url, "--code", code]
    where += ["--device-name", laptop.device, "--profile", str(laptop.profile)]
    done = subprocess.run(
        [sys.executable, "-m", "kaa_desktop", "enrol", *account, *where],
        cwd=ROOT,
        input=f"{user['password']}\n{laptop.passphrase}\n",
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return laptop
