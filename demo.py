"""The demo: a made-up municipality, its server and two enrolled computers, in one folder.

`python3 kaa.py demo` calls this with the environment's Python. Standard library only: the two programs
are run as a person runs them, by their commands. All that is made lies in the folder (.demo), but for
PostgreSQL's files when root starts it below a closed home (kaa_server/placement.py); --clean takes both.
"""

from __future__ import annotations

import argparse
import contextlib
import http.client
import json
import os
import shlex
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date, datetime
from http import HTTPStatus
from pathlib import Path
from typing import Any, NoReturn

ROOT = Path(__file__).resolve().parent
CODE = "9901"
NAME = "Exempelås kommun"
# The first two workers of kaa_core.demo.people, each with a computer and what unlocks it.
COMPUTERS = (
    ("karin.demolund", "KAA-01", "karin provar kaa i lugn och ro"),
    ("farid.modell", "KAA-02", "farid provar kaa i lugn och ro"),
)
START_SECONDS = 120.0
STOP_SECONDS = 60.0


class Stop(Exception):  # not an error in the code: a sentence for the person
    """What stands in the way, in Swedish, with what to do about it."""


def say(text: str) -> None:
    """Tell the person; standard output is kept for the JSON of --headless."""
    print(text, file=sys.stderr, flush=True)


class Demo:
    """The demo in one folder: made once, started and stopped, cleared away."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.data = folder / "server"
        self.ready = folder / "server.json"
        self.log = folder / "server.log"
        self.marker = folder / "DEMO.txt"
        self.facts = folder / "demo.json"

    # -- what there is

    def made(self) -> dict[str, Any] | None:
        """Return what was written down when the demo was made, or None."""
        if not self.facts.exists():
            return None
        facts: dict[str, Any] = json.loads(self.facts.read_text("utf-8"))
        return facts

    def running(self) -> dict[str, Any] | None:
        """Return url, pid and port of the demo's server if it answers, or None."""
        if not self.ready.exists():
            return None
        ready: dict[str, Any] = json.loads(self.ready.read_text("utf-8"))
        return ready if self._is_server(ready["pid"]) and answers(ready["port"]) else None

    def _is_server(self, pid: int) -> bool:
        """Say whether a process is this folder's server, and not one that got its number later."""
        command_line = Path(f"/proc/{pid}/cmdline")
        if not Path("/proc/self").exists():
            return alive(pid)
        try:
            return os.fsencode(self.data) in command_line.read_bytes().split(b"\0")
        except OSError:
            return False

    # -- making

    def make(self, arguments: argparse.Namespace) -> dict[str, Any]:
        """Make what is missing and start the server; returns what scripts need to know."""
        facts = self.made()
        if facts is None:
            try:
                facts = self._make_all(arguments)
            except BaseException:  # Ctrl+C too: no server is left behind that nobody knows of
                self.stop()
                raise
        else:
            self._same_as_asked(facts, arguments)
        server = self.running() or self.start(facts["server"]["port"])
        facts["server"] |= {"url": server["url"], "pid": server["pid"], "port": server["port"]}
        return facts

    def _make_all(self, arguments: argparse.Namespace) -> dict[str, Any]:
        self._take_folder()
        as_of = arguments.as_of or today()
        say("Steg 1 av 4: startar servern")
        server = self.start(0)
        say(f"Steg 2 av 4: skapar {NAME} med påhittade ungdomar")
        self._server("municipality", "add", CODE, NAME, "--practice")
        size = ["--seed", str(arguments.seed or 1)]
        for option in ("youths", "target_group"):
            if (asked := getattr(arguments, option)) is not None:
                size += [f"--{option.replace('_', '-')}", str(asked)]
        options = ["--municipality", CODE, "--as-of", as_of, *size]
        loaded = json.loads(self._server("demo", "load", *options))
        for step, (_, device, _) in enumerate(COMPUTERS, start=3):
            say(f"Steg {step} av 4: ansluter datorn {device}")
        profiles = self._enrol_all(server["url"], loaded["users"])
        facts = {
            "as_of": as_of,
            "seed": loaded["seed"],
            "youths": loaded["youths"],
            "target_group": loaded["target_group"],
            "municipality": {"code": CODE, "name": NAME, "practice": True},
            "records": loaded["records"],
            "server": {**server, "data_dir": str(self.data), "log": str(self.log)},
            "users": loaded["users"],
            "profiles": profiles,
        }
        write_private(self.facts, json.dumps(facts, ensure_ascii=False, indent=2))
        return facts

    def _take_folder(self) -> None:
        """Make the folder; what a broken attempt left there is cleared away first."""
        if self.folder.exists() and any(self.folder.iterdir()):
            self.clean()
        self.folder.mkdir(parents=True, exist_ok=True)
        self.folder.chmod(0o711)  # PostgreSQL's account must pass through when root runs this
        self.marker.write_text(
            "Här ligger demon av KAA Desktop. Alla personer är påhittade.\n"
            "Ta bort den med: python3 kaa.py demo --clean\n",
            encoding="utf-8",
        )

    def _enrol_all(self, url: str, users: list[dict[str, Any]]) -> list[dict[str, str]]:
        """Connect the computers at the same time: most of it is to download the register."""
        (self.folder / "profiler").mkdir(mode=0o700, exist_ok=True)
        profiles, commands = [], []
        for username, device, passphrase in COMPUTERS:
            user = next(one for one in users if one["username"] == username)
            code = self.device_code(username)
            folder = self.folder / "profiler" / username.split(".")[0]
            options = ["--municipality", CODE, "--username", username, "--code", code]
            options += ["--device-name", device, "--profile", str(folder)]
            command = ["kaa_desktop", "enrol", "--server", url, *options]
            commands.append((command, f"{user['password']}\n{passphrase}\n"))
            profiles.append(
                {
                    "dir": str(folder),
                    "passphrase": passphrase,
                    "device_name": device,
                    "username": username,
                    "name": user["name"],
                }
            )
        run_all(commands)
        return profiles

    def device_code(self, username: str) -> str:
        """A one-time code that connects a computer of a user."""
        account = ("--municipality", CODE, "--username", username)
        return self._server("device-code", *account).strip()

    def bring(self, source: str, file: Path, day: str) -> None:
        """Read what a source says, as the night does; `day`: which day the file speaks of."""
        where = ("--municipality", CODE, "--source", source, "--file", str(file), "--as-of", day)
        self._server("import", *where)

    def let_notify(self, school: str, contact: str) -> None:
        """Let a school of another owner notify in the server's form."""
        where = ("--municipality", CODE, "--school-unit", "12345678", "--contact", contact)
        self._server("notice-sender", "add", *where, school)

    def _same_as_asked(self, facts: dict[str, Any], arguments: argparse.Namespace) -> None:
        """Refuse to show another demo than the one that was asked for."""
        names = ("as_of", "seed", "youths", "target_group")
        asked = {name: getattr(arguments, name) for name in names}
        if any(value is not None and value != facts.get(name) for name, value in asked.items()):
            raise Stop(
                f"Demon som finns gäller {facts['as_of']}, frö {facts['seed']}, "
                f"{facts['youths']} ungdomar och {facts.get('target_group')} av dem i målgruppen. "
                "Ingenting är ändrat.\n"
                "Ta bort den med python3 kaa.py demo --clean och kör kommandot igen."
            )

    # -- the server

    def start(self, port: int) -> dict[str, Any]:
        """Start the server and wait until it answers. Port 0 takes a free one."""
        self.ready.unlink(missing_ok=True)
        place = ["--data-dir", str(self.data), "--port", str(port)]
        command = [*python("kaa_server"), "serve", *place, "--ready-file", str(self.ready)]
        with self.log.open("ab") as log:
            # A session of its own: Ctrl+C is ours, the desktop is closed before the server.
            own = {"stdin": subprocess.DEVNULL, "start_new_session": True}
            with program(command, stdout=log, stderr=log, **own) as server:
                return self._wait_for(server)

    def _wait_for(self, server: subprocess.Popen[bytes]) -> dict[str, Any]:
        deadline = time.monotonic() + START_SECONDS
        while (ready := self.running()) is None:
            if server.poll() is not None or time.monotonic() > deadline:
                last = "\n".join(self.log.read_text("utf-8").splitlines()[-5:])
                raise Stop(f"Demons server startade inte. Det här skrev den sist:\n\n{last}")
            time.sleep(0.05)
        return ready

    def stop(self) -> None:
        """Stop the server and wait until it has closed its database."""
        if not self.ready.exists():
            return
        pid = json.loads(self.ready.read_text("utf-8"))["pid"]
        if not self._is_server(pid):
            return
        os.kill(pid, signal.SIGTERM)
        deadline = time.monotonic() + STOP_SECONDS
        while self._is_server(pid) and not reaped(pid):
            if time.monotonic() > deadline:
                raise Stop(
                    f"Demons server (process {pid}) stannar inte. Avsluta den och försök igen."
                )
            time.sleep(0.05)

    def _server(self, *arguments: str) -> str:
        return run(["kaa_server", *arguments, "--data-dir", str(self.data)])

    # -- the end

    def clean(self) -> None:
        """Stop the server and remove everything that the demo made.

        Raises:
            Stop: the folder is not a demo's.
        """
        if not self.folder.exists():
            return
        if not self.marker.exists() and any(self.folder.iterdir()):
            raise Stop(f"Mappen {self.folder} innehåller annat än en demo. Ingenting är borttaget.")
        self.stop()
        if (self.data / "secrets.json").exists():
            self._server("data", "remove", "--yes")
        shutil.rmtree(self.folder)


# --- helpers ----------------------------------------------------------------------------------


def python(module: str) -> list[str]:
    """Return the command that runs one of the two programs."""
    return [sys.executable, "-m", module]


def run(command: list[str], given: str = "") -> str:
    """Run a program to its end; returns what it printed.

    Raises:
        Stop: with what the program said, when it fails.
    """
    return run_all([(command, given)])[0]


def run_all(commands: list[tuple[list[str], str]]) -> list[str]:
    """Run programs beside each other, each with its input; returns what they printed.

    Raises:
        Stop: with what a program said, when it fails; the others are ended.
    """
    pipes = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.PIPE)
    utf8 = {**os.environ, "PYTHONUTF8": "1"}
    printed = []
    with contextlib.ExitStack() as running:
        children = []
        for command, given in commands:
            started = program([*python(command[0]), *command[1:]], **pipes, env=utf8)
            child = running.enter_context(started)
            hand_over(child, given)
            children.append((command, child))
        for command, child in children:
            out, errors = (told.decode("utf-8") for told in child.communicate())
            if child.returncode:
                said = f"Demon blev inte klar: {command[0]} {command[1]} misslyckades.\n{errors}"
                raise Stop(said)
            printed.append(out)
    return printed


def hand_over(child: subprocess.Popen[bytes], given: str) -> None:
    """Give a program its input; one that has ended already says itself why."""
    pipe, child.stdin = child.stdin, None
    if pipe is not None:
        with contextlib.suppress(BrokenPipeError), pipe:
            pipe.write(given.encode("utf-8"))


@contextlib.contextmanager
def program(command: list[str], **options: Any) -> Iterator[subprocess.Popen[bytes]]:
    """Start a program; an interruption stops it too, even one that comes while it is starting."""
    child = None
    try:
        with interruption_held_back():
            child = subprocess.Popen(command, cwd=ROOT, **options)
        yield child
    except BaseException:
        if child is not None and child.poll() is None:
            child.terminate()
            child.wait(STOP_SECONDS)
        for pipe in (child.stdout, child.stderr) if child is not None else ():
            if pipe is not None:
                pipe.close()
        raise


@contextlib.contextmanager
def interruption_held_back() -> Iterator[None]:
    """Let Ctrl+C and a polite kill wait, since Popen forgets a child whose start they broke."""
    came: list[int] = []
    before = {
        number: signal.signal(number, lambda number, _: came.append(number))
        for number in (signal.SIGINT, signal.SIGTERM)
    }
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    if came:
        raise KeyboardInterrupt


def today() -> str:
    """Return the day it is here, YYYY-MM-DD."""
    return datetime.now().astimezone().date().isoformat()


def answers(port: int) -> bool:
    """Say whether a server on this computer is ready; asked directly, whatever proxy there is."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == HTTPStatus.OK
    except (http.client.HTTPException, OSError):
        return False
    finally:
        connection.close()


def alive(pid: int) -> bool:
    """Say whether there is such a process."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def reaped(pid: int) -> bool:
    """Take leave of a child that has ended, so that it does not seem to live on."""
    with contextlib.suppress(ChildProcessError):
        return os.waitpid(pid, os.WNOHANG)[0] == pid
    return False


def write_private(path: Path, text: str) -> None:
    """Write a file that only its owner may read, whole or not at all."""
    partial = path.with_suffix(".del")
    partial.unlink(missing_ok=True)
    with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
    partial.replace(path)


# --- what a person sees -------------------------------------------------------------------------


def desktop(facts: dict[str, Any], profile: dict[str, str]) -> list[str]:
    """Return the command that opens a computer's window, on the day of the demo."""
    command = [*python("kaa_desktop"), "--profile", profile["dir"]]
    return command if facts["as_of"] == today() else [*command, "--as-of", facts["as_of"]]


def show(facts: dict[str, Any]) -> None:
    """Say whose computers there are and what unlocks them."""
    first, second = facts["profiles"]
    say(
        f"\n{NAME} den {facts['as_of']}. Alla personer är påhittade.\n\n"
        f"  Fönstret som öppnas är {first['name']}s dator, {first['device_name']}.\n"
        f"  Lås upp med lösenfrasen:  {first['passphrase']}\n\n"
        f"  Öppna {second['name']}s dator, {second['device_name']}, i ett annat terminalfönster:\n"
        f"  {shlex.join(desktop(facts, second))}\n"
        f"  Lås upp med lösenfrasen:  {second['passphrase']}\n\n"
        "  Avsluta demon: stäng fönstret eller tryck Ctrl+C här. Allt finns kvar till nästa gång.\n"
        "  Ta bort demon, eller gör en ny för i dag: python3 kaa.py demo --clean\n"
    )


def open_desktop(facts: dict[str, Any]) -> int:
    """Open the first computer's window and wait until it is closed; returns its exit status."""
    command = desktop(facts, facts["profiles"][0])
    with program(command, start_new_session=True) as window:
        return window.wait()


def interrupted(*_: object) -> NoReturn:
    """Treat a polite kill like Ctrl+C, so that the server is stopped too."""
    raise KeyboardInterrupt


def read_arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="kaa.py demo", description="Öppna demon.")
    parser.add_argument("--headless", action="store_true", help="utan fönster; skriv JSON")
    parser.add_argument("--clean", action="store_true", help="ta bort allt som demon har skapat")
    parser.add_argument("--as-of", metavar="DATUM", type=iso_date, help="dagen det är i demon")
    parser.add_argument("--seed", metavar="TAL", type=int, help="andra påhittade ungdomar")
    parser.add_argument("--youths", metavar="TAL", type=int, help="ungdomar i åldern (1549)")
    parser.add_argument("--target-group", metavar="TAL", type=int, help="av dem i målgruppen (100)")
    parser.add_argument("--dir", metavar="MAPP", type=Path, default=ROOT / ".demo", help="mapp")
    return parser.parse_args()


def iso_date(text: str) -> str:
    """Return a date as it is written, YYYY-MM-DD."""
    return date.fromisoformat(text).isoformat()


def main() -> int:
    """Carry out the command; returns the exit status."""
    arguments = read_arguments()
    demo = Demo(arguments.dir.resolve())
    signal.signal(signal.SIGTERM, interrupted)
    try:
        if arguments.clean:
            demo.clean()
            say("Demon är borttagen.")
            return 0
        was_running = demo.running() is not None
        facts = demo.make(arguments)
        if arguments.headless:
            print(json.dumps(facts, ensure_ascii=False, indent=2))
            return 0
        show(facts)
        try:
            return open_desktop(facts)
        finally:
            if not was_running:  # a server that --headless started is left to its scripts
                demo.stop()
    except Stop as stop:
        say(str(stop))
        return 1
    except KeyboardInterrupt:
        say("\nDemon är avslutad. Allt finns kvar till nästa gång.")
        return 130


if __name__ == "__main__":
    sys.exit(main())
