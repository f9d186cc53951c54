"""Anki from its registry in an environment of its own under build/, and its sync server on loopback."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import attrs

from tests.journeys.world import ROOT, free_port

VERSION = "26.9.3"
ENVIRONMENT = ROOT / "build" / f"anki-{VERSION}"
PYTHON = ENVIRONMENT / "bin" / "python"
SIDE = Path(__file__).with_name("anki_side.py")
PASSWORD = "mata"
PATIENCE = 30.0


@attrs.frozen
class Anki:
    """The server, with a user for each round."""

    folder: Path
    url: str
    process: subprocess.Popen[bytes]

    def play(self, number: int, records: int) -> dict[str, Any]:
        """One round by a user who has nothing before; what it took."""
        with tempfile.TemporaryDirectory(dir=self.folder) as folder:
            told = {
                "folder": folder,
                "url": self.url,
                "username": f"mata{number}",
                "password": PASSWORD,
                "records": records,
            }
            done = subprocess.run(
                [str(PYTHON), str(SIDE)],
                input=json.dumps(told),
                capture_output=True,
                text=True,
                check=False,
            )
        if done.returncode:
            raise SystemExit(f"Anki: {done.stderr[-2000:]}")
        found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
        return found


def install() -> None:
    """Make the environment unless it is there; never a part of the product's lock."""
    if PYTHON.exists():
        return
    print(f"Anki {VERSION} into {ENVIRONMENT.relative_to(ROOT)}", flush=True)
    subprocess.run([sys.executable, "-m", "venv", str(ENVIRONMENT)], check=True)
    command = [str(PYTHON), "-m", "pip", "install", "--quiet", f"anki=={VERSION}"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"Anki could not be installed: {done.stderr[-1000:]}")


@contextlib.contextmanager
def running(users: int) -> Iterator[Anki]:
    """Its sync server with so many users, in a folder that is taken away."""
    install()
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="kaa-anki-", ignore_cleanup_errors=True) as made:
        folder = Path(made)
        environment = os.environ | {
            "SYNC_BASE": str(folder / "server"),
            "SYNC_HOST": "127.0.0.1",
            "SYNC_PORT": str(port),
            "RUST_LOG": "error",
        }
        for number in range(users):
            environment[f"SYNC_USER{number + 1}"] = f"mata{number}:{PASSWORD}"
        process = subprocess.Popen(
            [str(PYTHON), "-m", "anki.syncserver"],
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            _until_open(port)
            yield Anki(folder, f"http://127.0.0.1:{port}/", process)
        finally:
            process.terminate()
            process.wait(PATIENCE)


def _until_open(port: int) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.05)
    raise SystemExit("Anki's server did not start")
