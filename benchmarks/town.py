"""The municipality that is measured on: a real server, its data, and two enrolled computers.

Kept in a folder (`--keep`) it is used again: making the large one takes minutes.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time
from datetime import datetime
from pathlib import Path
from typing import Any

import attrs

from tests.journeys.world import ROOT, Server, free_port

CODE = "9901"
NAME = "Exempelås kommun"
RECORDS_EACH = 25
COMPUTERS = 2
PASSPHRASE = "blå lampa norr {}"


@attrs.frozen
class Computer:
    """An enrolled profile; `download` is what its enrolment took, in seconds, download included."""

    profile: Path
    passphrase: str
    download: float


@attrs.frozen
class Town:
    """The server (not running unless a section starts it), and the computers."""

    folder: Path
    server: Server
    computers: list[Computer]
    youths: int
    records: int
    load_seconds: float

    def scratch(self) -> Path:
        """An empty folder for a section."""
        folder = self.folder / "scratch"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        return folder

    def copy_of(self, number: int) -> Computer:
        """A computer's profile copied, to be written in without ever being synchronised."""
        computer = self.computers[number]
        folder = self.scratch() / "profile"
        shutil.copytree(computer.profile, folder)
        return attrs.evolve(computer, profile=folder)

    def account(self, code: str) -> dict[str, str]:
        """One user more in a municipality, made at the first call; its municipality too."""
        user = {"username": "mata.modell", "password": "ett långt lösenord"}
        if not (mark := self.folder / f"account-{code}").exists():
            if code != CODE:
                self.server.command("municipality", "add", code, "Mätkommun", "--practice")
            name = ("--username", user["username"], "--name", "Mata Modell", "--role", "caseworker")
            words = ("user", "add", "--municipality", code, *name, "--password-stdin")
            self.server.command(*words, stdin=user["password"])
            mark.touch()
        return user

    def remove(self) -> None:
        """Take everything away."""
        self.server.stop()
        self.server.command("data", "remove", "--yes")
        shutil.rmtree(self.folder, ignore_errors=True)


def town(folder: Path, youths: int, workers: int) -> Town:
    """The municipality in a folder, made if it is not there."""
    facts = folder / "town.json"
    if facts.exists():
        return _again(folder, json.loads(facts.read_text(encoding="utf-8")))
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o711)  # PostgreSQL's own account must reach its data
    server = Server(folder / "server", free_port(), folder / "server.log")
    server.command("municipality", "add", CODE, NAME, "--practice")
    began = time.monotonic()
    size = ["--youths", str(youths), "--target-group", str(youths), "--workers", str(workers)]
    size += ["--records-each", str(RECORDS_EACH), "--as-of", today()]
    loaded = load_register(server, CODE, *size)
    seconds = time.monotonic() - began
    server.start()
    try:
        users = loaded["users"][:COMPUTERS]
        computers = [enrol(server, folder, at, user) for at, user in enumerate(users)]
    finally:
        server.stop()
    made = Town(folder, server, computers, youths, loaded["records"], seconds)
    facts.write_text(json.dumps(_as_facts(made)), encoding="utf-8")
    return made


def today() -> str:
    """The day it is here: the windows show that one."""
    return datetime.now().astimezone().date().isoformat()


def load_register(server: Server, code: str, *size: str) -> dict[str, Any]:
    """Fill a municipality with a made-up register by the server's own command; what it said.

    `size`: the command's words about how many.
    """
    where = ["--municipality", code, "--data-dir", str(server.data_dir)]
    done = subprocess.run(
        [sys.executable, "-m", "kaa_server", "demo", "load", *where, *size],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(done.stderr[-2000:])
    loaded: dict[str, Any] = json.loads(done.stdout)
    return loaded


def enrol(server: Server, folder: Path, number: int, user: dict[str, Any]) -> Computer:
    """Enrol a computer with its first download."""
    profile, passphrase = folder / f"computer-{number}", PASSPHRASE.format(number)
    account = ("--municipality", CODE, "--username", user["username"])
    code = server.command("device-code", *account)
    where = ["--server", server.url, "--code", code]
    where += ["--device-name", f"KAA-0{number + 1}", "--profile", str(profile)]
    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", "kaa_desktop", "enrol", *account, *where],
        cwd=ROOT,
        input=f"{user['password']}\n{passphrase}\n",
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode or done.stderr:
        raise SystemExit(done.stderr)
    return Computer(profile, passphrase, time.monotonic() - began)


def _as_facts(made: Town) -> dict[str, Any]:
    return {
        "port": made.server.port,
        "downloads": [one.download for one in made.computers],
        "youths": made.youths,
        "records": made.records,
        "load_seconds": made.load_seconds,
    }


def _again(folder: Path, facts: dict[str, Any]) -> Town:
    server = Server(folder / "server", facts["port"], folder / "server.log")
    computers = [
        Computer(folder / f"computer-{number}", PASSPHRASE.format(number), seconds)
        for number, seconds in enumerate(facts["downloads"])
    ]
    return Town(folder, server, computers, facts["youths"], facts["records"], facts["load_seconds"])
