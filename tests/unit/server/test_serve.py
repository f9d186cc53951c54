"""The server as a program: started, asked, stopped, killed and started again."""

from __future__ import annotations

import contextlib
import io
import json
import os
import signal
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import psycopg
import pytest
import trustme

from kaa_server import log, postgres
from kaa_server.cli.main import main
from kaa_server.database import Database
from kaa_server.faults import OperatorError
from kaa_server.placement import place
from kaa_server.serve import Listen, is_loopback
from tests.server_fixture import PASSWORD
from tests.server_process import COMMAND, Device, ServerProcess, served
from tests.unit.server.operations import youth
from tests.unit.server.test_push_pull import pulled


@pytest.fixture(scope="module")
def own(data_root: Path) -> Iterator[ServerProcess]:
    """A server with its own data folder, as the demo and the journeys start it."""
    data_dir = data_root / "own"
    process = ServerProcess(("--data-dir", str(data_dir)), data_root / "own.json")
    process.command("municipality", "add", "9901", "Exempelås kommun", "--practice")
    arguments = ("--municipality", "9901", "--username", "anna", "--name", "Anna Ek")
    process.command(
        "user", "add", *arguments, "--role", "caseworker", "--password-stdin", stdin=PASSWORD
    )
    with served(process):
        yield process


def enrolled(server: ServerProcess) -> Device:
    device = Device(server.url, "9901")
    code = server.command("device-code", "--municipality", "9901", "--username", "anna")
    device.enrol("anna", PASSWORD, code)
    return device


def test_commands_work_before_and_beside_the_server(own: ServerProcess) -> None:
    device = enrolled(own)
    assert device.me is not None
    assert (device.me.municipality_name, device.me.practice) == ("Exempelås kommun", True)
    assert device.me.name == "Anna Ek"
    listed = own.command("device", "list", "--municipality", "9901", "--username", "anna")
    known = [json.loads(line) for line in listed.splitlines()]
    assert device.me.device.hex() in {one["device"].replace("-", "") for one in known}
    own.command("device", "block", "--municipality", "9901", known[-1]["device"])
    response = device.send("GET", "/v1/snapshot")
    assert response.status_code == 403
    device.close()


def test_ready_means_ready(own: ServerProcess) -> None:
    ready = json.loads(own.ready_file.read_text())
    assert ready["url"] == f"http://127.0.0.1:{ready['port']}"
    assert Path(f"/proc/{ready['pid']}").exists()
    for path, told in (("/livez", {"live": True}), ("/readyz", {"ready": True})):
        assert httpx.get(own.url + path, trust_env=False).json() == told


def test_a_second_server_on_the_folder_or_port_is_refused(
    own: ServerProcess, server: ServerProcess
) -> None:
    for place_, words in ((own.place, "körs redan"), (server.place, "upptagen")):
        refused = subprocess.run(
            [*COMMAND, "serve", *place_, "--port", str(own.port)],
            capture_output=True,
            text=True,
            check=False,
            env={**os.environ, **server.environment},
        )
        assert refused.returncode == 1
        assert words in refused.stderr
        assert "Traceback" not in refused.stderr


def test_what_was_acknowledged_survives_a_kill(own: ServerProcess) -> None:
    device = enrolled(own)
    answer = device.push([youth(device) for _ in range(3)])
    assert own.kill() == -9
    own.start()
    assert pulled(device).horizon == answer.horizon
    assert device.push([youth(device)]).horizon == answer.horizon + 1
    device.close()


def test_stopping_ends_streams_and_postgresql_and_loses_nothing(own: ServerProcess) -> None:
    device = enrolled(own)
    horizon = device.push([youth(device)]).horizon
    waiting = threading.Event()
    ended = threading.Event()

    def listen() -> None:
        headers = device.headers("GET", "/v1/events")
        url = f"{device.url}/v1/events"
        with (
            contextlib.suppress(httpx.HTTPError),
            httpx.stream("GET", url, headers=headers, timeout=30, trust_env=False) as response,
        ):
            for _ in response.iter_lines():
                waiting.set()
        ended.set()

    listener = threading.Thread(target=listen, daemon=True)
    listener.start()
    assert waiting.wait(10)
    assert own.stop() == 0
    assert ended.wait(10)
    assert not own.ready_file.exists()
    data_dir = Path(own.place[1])
    assert not (place(data_dir).data / "postmaster.pid").exists()
    own.start()
    assert pulled(device).horizon == horizon
    device.close()


def test_a_request_under_way_is_finished_before_the_server_stops(own: ServerProcess) -> None:
    device = enrolled(own)
    horizon = device.push([youth(device)]).horizon
    answers = []
    with postgres.running(Path(own.place[1]), "command") as endpoints:
        with Database(endpoints.app) as database, database.tenant("9901") as connection:
            log.lock_counter(connection, "9901")
            pushing = threading.Thread(
                target=lambda: answers.append(device.push([youth(device), youth(device)]))
            )
            pushing.start()
            wait_until_blocked(endpoints.admin)
            own.send_signal(signal.SIGTERM)
        pushing.join(20)
    assert own.stop() == 0
    assert [answer.horizon for answer in answers] == [horizon + 2]
    own.start()
    assert pulled(device, horizon).horizon == horizon + 2
    device.close()


def wait_until_blocked(admin: str) -> None:
    asking = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
    with psycopg.connect(admin, autocommit=True) as connection:
        deadline = time.monotonic() + 20
        while connection.execute(asking).fetchone() == (0,):
            assert time.monotonic() < deadline
            time.sleep(0.02)


def test_a_restarted_database_is_found_again(own: ServerProcess) -> None:
    device = enrolled(own)
    horizon = device.push([youth(device)]).horizon
    with (
        postgres.running(Path(own.place[1]), "command") as endpoints,
        psycopg.connect(endpoints.admin, autocommit=True) as connection,
    ):
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'kaa_app'"
        )
    assert device.push([youth(device)]).horizon == horizon + 1
    device.close()


def test_without_its_database_the_server_ends_and_says_so(own: ServerProcess) -> None:
    device = enrolled(own)
    horizon = device.push([youth(device)]).horizon
    pid_file = place(Path(own.place[1])).data / "postmaster.pid"
    os.kill(int(pid_file.read_text().split("\n", 1)[0]), signal.SIGKILL)
    assert own.ended(within=20) == 1
    written = own.log.read_text()
    assert "Den inbyggda databasen stannade" in written
    assert "Traceback" not in written
    own.start()  # as systemd does
    assert device.push([youth(device)]).horizon == horizon + 1
    device.close()


def test_tls(data_root: Path, server: ServerProcess, tmp_path: Path) -> None:
    authority = trustme.CA()
    issued = authority.issue_cert("localhost", "127.0.0.1")
    certificate, key = tmp_path / "cert.pem", tmp_path / "key.pem"
    for blob in issued.cert_chain_pems:
        blob.write_to_path(certificate, append=True)
    issued.private_key_pem.write_to_path(key)
    process = ServerProcess(
        server.place,
        data_root / "tls.json",
        options=("--tls-cert", str(certificate), "--tls-key", str(key), "--host", "0.0.0.0"),
        environment=server.environment,
    )
    trusting = ssl.create_default_context()
    authority.configure_trust(trusting)
    with served(process):
        assert process.url.startswith("https://")
        url = f"https://localhost:{process.port}/readyz"
        answer = httpx.get(url, verify=trusting, trust_env=False)
        assert answer.json() == {"ready": True}
        assert answer.headers["strict-transport-security"].startswith("max-age=")
        with pytest.raises(httpx.ConnectError):
            httpx.get(url, trust_env=False)
        with pytest.raises(httpx.HTTPError):
            httpx.get(url.replace("https", "http"), trust_env=False)


@pytest.mark.parametrize(
    "host", ["0.0.0.0", "::", "192.0.2.1", "kommun.example", "127.0.0.1.example"]
)
def test_outside_loopback_only_with_tls(host: str) -> None:
    assert not is_loopback(host)
    with pytest.raises(OperatorError, match="utan TLS"):
        Listen(host=host).check()


@pytest.mark.parametrize("host", ["127.0.0.1", "127.9.9.9", "::1", "localhost"])
def test_loopback_may_go_without(host: str) -> None:
    assert is_loopback(host)
    Listen(host=host).check()


def test_half_a_certificate_is_no_certificate(tmp_path: Path) -> None:
    with pytest.raises(OperatorError, match="både"):
        Listen(tls_cert=tmp_path / "cert.pem").check()
    with pytest.raises(OperatorError, match="finns inte"):
        Listen(tls_cert=tmp_path / "cert.pem", tls_key=tmp_path / "key.pem").check()


def test_faults_are_sentences(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    nowhere = ("--database-url", f"host={tmp_path} user=x dbname=x")
    asked = (
        (["serve", "--host", "0.0.0.0"], "utan TLS"),
        (["migrate", "--database-url", "postgresql://a:hemligt@h/d"], "PGPASSFILE"),
        (["migrate", "--database-url", "postgresql://[["], "går inte att tyda"),
        (["municipality", "add", "9901", "x", *nowhere], "når inte databasen"),
        (["migrate", *nowhere], "når inte databasen"),
        (["data", "remove", "--yes", "--data-dir", str(tmp_path)], "Ingenting är raderat"),
    )
    for arguments, words in asked:
        assert main(arguments) == 1
        written = capsys.readouterr()
        assert words in written.err
        assert written.out == ""
        assert "hemligt" not in written.err


def test_a_password_never_stands_on_the_command_line(capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["user", "add", "--municipality", "9901", "--username", "x", "--name", "x"]
    with pytest.raises(SystemExit):
        main([*arguments, "--role", "manager", "--password", "hemligt"])
    capsys.readouterr()


def test_the_data_folder_is_removed_whole(data_root: Path) -> None:
    closed = data_root / "closed-remove"
    closed.mkdir(mode=0o700)
    data_dir = closed / "server"
    with contextlib.redirect_stdout(io.StringIO()):
        assert main(["migrate", "--data-dir", str(data_dir)]) == 0
        home = place(data_dir).home
        assert home.exists()
        assert main(["data", "remove", "--yes", "--data-dir", str(data_dir)]) == 0
    assert not home.exists()
    assert not data_dir.exists()


def test_it_starts_without_the_desktops_packages() -> None:
    """The server installs without Qt and SQLCipher; httpx is only these tests'."""
    code = (
        "import sys; import kaa_server.cli.main; "
        "print([m for m in sys.modules if m.split('.')[0] in "
        "('PySide6', 'sqlcipher3', 'httpx', 'kaa_desktop', 'platformdirs')])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
