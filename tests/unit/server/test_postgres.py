"""The embedded PostgreSQL: who may reach it, who runs it, and what happens after a kill."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from kaa_server import placement
from kaa_server.faults import OperatorError
from kaa_server.postgres import Endpoints, running

ROOT = os.geteuid() == 0
DEAF = """
import os, sys
from pathlib import Path
from kaa_server.postgres import running
with running(Path(sys.argv[1]), "serve") as endpoints:
    print("ready", flush=True)
    os.kill(os.getpid(), 9)
"""


def test_starts_again_after_its_server_was_killed(data_root: Path) -> None:
    data_dir = data_root / "killed"
    killed = subprocess.run(
        [sys.executable, "-c", DEAF, data_dir], capture_output=True, check=False
    )
    assert killed.stdout == b"ready\n"
    assert killed.returncode == -9
    with (
        running(data_dir, "serve") as endpoints,
        psycopg.connect(endpoints.admin, dbname="postgres") as connection,
    ):
        row = connection.execute("SELECT current_user").fetchone()
    assert row == ("kaa_admin",)
    placement.remove(data_dir)


def test_a_pid_file_of_someone_else_does_not_hinder(data_root: Path) -> None:
    data_dir = data_root / "stale"
    with running(data_dir, "serve"):
        home = placement.place(data_dir).home
    (home / "data" / "postmaster.pid").write_text(f"{os.getpid()}\n")
    with running(data_dir, "serve"):
        pass
    placement.remove(data_dir)


def test_a_second_server_is_refused_and_a_command_works_beside(
    cluster: Endpoints, data_root: Path
) -> None:
    with pytest.raises(OperatorError, match="körs redan"), running(data_root / "server", "serve"):
        pass
    with running(data_root / "server", "command") as endpoints:
        assert endpoints == cluster
    psycopg.connect(cluster.app).close()  # the server's cluster still runs


def test_nobody_gets_in_without_the_password(cluster: Endpoints) -> None:
    for role in ("kaa_admin", "kaa_app", "postgres"):
        with pytest.raises(psycopg.OperationalError):
            psycopg.connect(cluster.admin, user=role, password="fel", connect_timeout=5)


def test_there_is_no_tcp_and_no_statement_in_the_log(cluster: Endpoints, data_root: Path) -> None:
    planted = "20080101-hemlig"
    with psycopg.connect(cluster.admin) as connection:
        assert connection.execute("SHOW listen_addresses").fetchone() == ("",)
        with pytest.raises(psycopg.errors.InvalidTextRepresentation):
            connection.execute("SELECT %s::text::integer", [planted])
    log = placement.place(data_root / "server").log.read_text()
    assert planted not in log


def test_secrets_sockets_and_data_are_for_their_owner_only(
    cluster: Endpoints, data_root: Path
) -> None:
    data_dir = data_root / "server"
    home = placement.place(data_dir).home
    private = {data_dir / "secrets.json": 0o600, home: 0o700, home / "run": 0o700}
    for path, mode in private.items():
        assert stat.S_IMODE(path.stat().st_mode) == mode, path


@pytest.mark.skipif(not ROOT, reason="only root has rights to drop")
def test_root_never_runs_postgresql(cluster: Endpoints, data_root: Path) -> None:
    data = placement.place(data_root / "server").data
    pid = int((data / "postmaster.pid").read_text().split("\n")[0])
    assert Path(f"/proc/{pid}").stat().st_uid != 0
    status = Path(f"/proc/{pid}/status").read_text()
    assert "CapEff:\t0000000000000000" in status


@pytest.mark.skipif(not ROOT, reason="only root has rights to drop")
def test_a_data_folder_out_of_reach_keeps_its_rights(data_root: Path) -> None:
    closed = data_root / "closed"
    closed.mkdir(mode=0o700)
    data_dir = closed / "server"
    with running(data_dir, "serve") as endpoints:
        psycopg.connect(endpoints.admin, dbname="postgres").close()
    assert stat.S_IMODE(closed.stat().st_mode) == 0o700
    home = Path((data_dir / placement.POINTER_NAME).read_text())
    assert home.parent == placement.FALLBACK_ROOT
    placement.remove(data_dir)
    assert not home.exists()
    assert not data_dir.exists()


def test_a_long_path_gets_a_short_socket_folder(data_root: Path) -> None:
    data_dir = data_root / ("lång" * 25)
    with running(data_dir, "serve") as endpoints:
        psycopg.connect(endpoints.admin, dbname="postgres").close()
        with running(data_dir, "command") as beside:
            assert beside == endpoints
    sockets = Path((data_dir / placement.SOCKET_POINTER_NAME).read_text())
    assert sockets.is_dir()
    placement.remove(data_dir)
    assert not sockets.exists()
