"""Where the figures of synchronisation are taken: one real server with municipalities of its own."""

from __future__ import annotations

import contextlib
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import attrs

from benchmarks.town import load_register
from tests.journeys.world import ROOT, Server, free_port

PASSWORD = "ett långt lösenord för mätning"
USER = "mata.modell{}"
"""A user for each computer: a user has one open one-time code."""


@attrs.define
class Place:
    """A folder and a server that runs in it."""

    folder: Path
    server: Server
    _codes: Iterator[int] = attrs.field(factory=lambda: count(9910))

    def municipality(self) -> str:
        """A municipality more, without users."""
        code = str(next(self._codes))
        self.server.command("municipality", "add", code, f"Mätkommun {code}", "--practice")
        return code

    def user(self, code: str, number: int, *, role: str = "coordinator", worker: str = "") -> str:
        """A user more, a coordinator unless said, who sees the whole municipality; a one-time code."""
        username = USER.format(number)
        name = ("--username", username, "--name", "Mata Modell", "--role", role)
        words = ("user", "add", "--municipality", code, *name, "--password-stdin")
        self.server.command(*words, *(("--worker", worker) if worker else ()), stdin=PASSWORD)
        return self.device_code(code, username)

    def device_code(self, code: str, username: str) -> str:
        """A one-time code for one more device of a user."""
        return self.server.command("device-code", "--municipality", code, "--username", username)

    def load(self, code: str, youths: int, records_each: int) -> dict[str, Any]:
        """Fill a municipality with a made-up register, by the server's own command."""
        self.server.stop()
        size = ["--youths", str(youths), "--target-group", str(youths), "--workers", "50"]
        size += ["--records-each", str(records_each), "--as-of", "2026-11-20"]
        loaded = load_register(self.server, code, *size)
        self.server.start()
        return loaded

    def told(self, code: str, computers: int, **settings: Any) -> dict[str, Any]:
        """What a process that plays computers needs to know."""
        assert self.server.process is not None
        return {
            "url": self.server.url,
            "municipality": code,
            "username": USER,
            "password": PASSWORD,
            "codes": [self.user(code, number) for number in range(computers)],
            "folder": str(self.folder),
            "server": [self.server.process.pid],
            **settings,
        }


@contextlib.contextmanager
def running(kept: Path | None = None) -> Iterator[Place]:
    """A server that runs, in a new folder that is taken away or in one that is kept."""
    if kept is None:
        folder = Path(tempfile.mkdtemp(prefix="kaa-sync-"))
    else:
        folder = kept
        folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o711)  # PostgreSQL's own account must reach its data
    server = Server(folder / "server", free_port(), folder / "server.log")
    if not (folder / "server").exists():
        # The first command makes the database; the server itself then starts at once.
        server.command("municipality", "add", "9900", "Mätplats", "--practice")
    try:
        server.start()
        yield Place(folder, server)
    finally:
        server.stop()
        if kept is None:
            server.command("data", "remove", "--yes")
            shutil.rmtree(folder, ignore_errors=True)


def play(scene: str, told: dict[str, Any]) -> dict[str, Any]:
    """Run a scene of scenes.py in a process of its own; what it measured."""
    done = begun(scene, told)
    if done.returncode:
        raise SystemExit(f"{scene}: {done.stderr[-2000:]}")
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def begun(scene: str, told: dict[str, Any]) -> subprocess.CompletedProcess[str]:
    """Run a scene, however it ends."""
    return subprocess.run(
        [sys.executable, "-m", "benchmarks.syncing.scenes", scene],
        cwd=ROOT,
        input=json.dumps(told),
        capture_output=True,
        text=True,
        check=False,
    )
