"""The programs as a journey meets them: a server that can stop, and a desktop with keys to press."""

from __future__ import annotations

import contextlib
import json
import os
import queue
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any, Self

import attrs

ROOT = Path(__file__).parents[2]
PATIENCE = 30.0


def free_port() -> int:
    """Return a port of loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@attrs.define
class Server:
    """`kaa-server serve` on a port of its own, with its PostgreSQL in `data_dir`."""

    data_dir: Path
    port: int
    log: Path
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start and return once it is ready."""
        ready = self.log.with_suffix(".ready")
        ready.unlink(missing_ok=True)
        with self.log.open("ab") as log:
            where = ["--data-dir", str(self.data_dir), "--port", str(self.port)]
            self.process = subprocess.Popen(
                [sys.executable, "-m", "kaa_server", "serve", *where, "--ready-file", str(ready)],
                cwd=ROOT,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        deadline = time.monotonic() + PATIENCE
        while not ready.exists():
            assert self.process.poll() is None, self.log.read_text()
            assert time.monotonic() < deadline, self.log.read_text()
            threading.Event().wait(0.02)

    def stop(self) -> None:
        """Stop as an administrator would."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(PATIENCE)
        self.process = None

    def command(self, *words: str, stdin: str = "") -> str:
        """Run another kaa-server command on the same data; return what it printed."""
        done = subprocess.run(
            [sys.executable, "-m", "kaa_server", *words, "--data-dir", str(self.data_dir)],
            cwd=ROOT,
            input=stdin,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()


@attrs.define
class Desktop:
    """The real desktop program in a process of its own; see drive.py for what it can be asked.

    `first` is a text that the first window shows.
    """

    profile: Path
    log: Path
    process: subprocess.Popen[str] = attrs.field(init=False)
    _listener: threading.Thread = attrs.field(init=False)
    _answers: queue.Queue[str] = attrs.field(init=False, factory=queue.Queue)
    environment: dict[str, str] = attrs.field(factory=dict)
    module: str = "tests.journeys.drive"
    options: tuple[str, ...] = ()
    first: str = "Lås upp"

    def start(self) -> Self:
        """Start the program and wait for its unlock window."""
        environment = os.environ | {"QT_QPA_PLATFORM": "offscreen"} | self.environment
        environment["KAA_WATCHDOG"] = str(self.calls)
        self._answers = queue.Queue()
        with self.log.open("a") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", self.module, "--profile", str(self.profile), *self.options],
                cwd=ROOT,
                env=environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        self._listener = threading.Thread(target=self._listen, args=(self._answers,), daemon=True)
        self._listener.start()
        return self.wait(self.first)

    def _listen(self, answers: queue.Queue[str]) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            answers.put(line)
        answers.put("")

    def ask(self, **command: Any) -> dict[str, Any]:
        """Give one command and return its answer."""
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(command) + "\n")
        self.process.stdin.flush()
        line = self._answers.get(timeout=PATIENCE + 30)
        assert line, f"the program ended: {self.log.read_text()[-2000:]}"
        answer: dict[str, Any] = json.loads(line)
        return answer

    @property
    def calls(self) -> Path:
        """Where the program writes how long the window's thread was busy (watchdog.py)."""
        return self.log.with_suffix(".calls")

    def unlock(self, passphrase: str, first: str = "Att göra") -> Self:
        """Type the passphrase and wait for Min dag, or the first page of another role."""
        self.type(passphrase).keys("Return").wait(first, within=PATIENCE)
        return self.size(1440, 900)

    def keys(self, chords: str) -> Self:
        """Press chords at whatever has the focus."""
        self.ask(keys=chords)
        return self

    def type(self, text: str) -> Self:
        """Type text into whatever has the focus."""
        self.ask(type=text)
        return self

    def tab_to(self, name: str, most: int = 40) -> Self:
        """Press Tab until the focus has this accessible name, as one who cannot use a mouse."""
        passed = []
        for _ in range(most):
            found = self.focus().get("name", "")
            if found.startswith(name):
                return self
            passed.append(found)
            self.keys("Tab")
        raise AssertionError(f"{name!r} is not reached by Tab: {passed}")

    def wait(self, text: str, within: float = 10) -> Self:
        """Wait until a text is seen in the window."""
        self.arrival(text, within)
        return self

    def arrival(self, text: str, within: float = 10) -> float:
        """Wait until a text is seen; return the moment (seconds since the epoch)."""
        answer = self.ask(wait=text, within=within)
        assert answer["done"], f"not seen: {text!r}; focus {answer['focus']}; {answer['texts']}"
        moment: float = answer["at"]
        return moment

    def gone(self, text: str, within: float = 10) -> Self:
        """Wait until a text is no longer seen."""
        answer = self.ask(gone=text, within=within)
        assert answer["done"], f"still seen: {text!r}"
        return self

    def texts(self) -> list[str]:
        """Return all texts in the window."""
        found: list[str] = self.ask(see=True)["texts"]
        return found

    def focus(self) -> dict[str, str]:
        """Return object name and accessible name of the focus."""
        found: dict[str, str] = self.ask(see=True)["focus"]
        return found

    def size(self, width: int, height: int) -> Self:
        """Give the window a size; drawn in memory it begins small."""
        self.ask(size=[width, height])
        return self

    def grab(self, picture: Path) -> Self:
        """Take a picture of the window."""
        assert self.ask(grab=str(picture))["done"]
        return self

    def kill(self) -> None:
        """kill -9, as a crash or an empty battery would."""
        self.process.send_signal(signal.SIGKILL)
        self._end()

    def close(self) -> None:
        """End the program if it still runs."""
        if self.process.poll() is None:
            self.process.kill()
        self._end()

    def _end(self) -> None:
        self.process.wait(PATIENCE)
        self._listener.join(PATIENCE)
        for stream in (self.process.stdin, self.process.stdout):
            if stream is not None:
                with contextlib.suppress(BrokenPipeError):
                    stream.close()
