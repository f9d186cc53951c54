"""`demo.py` as a script runs it: a server, two enrolled computers, and nothing left after --clean."""

import contextlib
import importlib.util
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from kaa_desktop.app.clock import FixedClock
from kaa_desktop.app.wiring import unlocking

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[3]
FEW = ("--as-of", "2026-11-24", "--youths", "40", "--target-group", "12")


def load_script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("demo_script", ROOT / "demo.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


script = load_script()


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(ROOT / "demo.py"), "--dir", str(folder), *arguments],
        capture_output=True,
        text=True,
        check=False,
    )


def processes_of(folder: Path) -> list[str]:
    """Command lines that name a folder; PostgreSQL's and the server's do."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and int(entry.name) != os.getpid():
            try:
                line = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            except OSError:
                continue
            if str(folder) in line:
                found.append(line)
    return found


@pytest.fixture(scope="module")
def folder(data_root: Path) -> Iterator[Path]:
    """Where the module's one demo lives."""
    place = data_root / "demo"
    yield place
    run(place, "--clean")


@pytest.fixture(scope="module")
def facts(folder: Path) -> dict[str, Any]:
    done = run(folder, "--headless", *FEW)
    assert done.returncode == 0, done.stderr
    said: dict[str, Any] = json.loads(done.stdout)
    return said


def test_headless_says_where_everything_is(facts: dict[str, Any], folder: Path) -> None:
    assert facts["municipality"] == {"code": "9901", "name": "Exempelås kommun", "practice": True}
    assert facts["as_of"] == "2026-11-24"
    assert script.answers(facts["server"]["port"])
    assert [user["username"] for user in facts["users"]][:2] == ["karin.demolund", "farid.modell"]
    assert {"username", "password", "worker"} <= set(facts["users"][0])
    assert (facts["youths"], facts["target_group"]) == (40, 12)
    administrator = facts["users"][-1]
    assert (administrator["username"], administrator["role"]) == ("ida.testgren", "administrator")
    assert administrator["worker"] is None
    assert [profile["device_name"] for profile in facts["profiles"]] == ["KAA-01", "KAA-02"]
    assert all(len(profile["passphrase"]) >= 15 for profile in facts["profiles"])
    assert (folder / "demo.json").stat().st_mode & 0o077 == 0


def test_both_computers_unlock_and_hold_the_municipality(facts: dict[str, Any]) -> None:
    clock = FixedClock(datetime(2026, 11, 24, 8, tzinfo=UTC))
    for profile in facts["profiles"]:
        door = unlocking(Path(profile["dir"]), clock)
        try:
            [found] = door.profiles()
            session = door.unlock(found, profile["passphrase"]).result(30)
            try:
                assert session.who.name == profile["name"]
                assert session.nav_counts().enrolled == 12
            finally:
                door.lock(session).result(30)
        finally:
            door.close()


def test_a_second_demo_uses_what_is_there(facts: dict[str, Any], folder: Path) -> None:
    again = run(folder, "--headless")
    assert again.returncode == 0, again.stderr
    assert json.loads(again.stdout) == facts


def test_another_day_or_seed_is_refused_not_mixed_in(facts: dict[str, Any], folder: Path) -> None:
    for other in (
        ("--as-of", "2026-11-25"),
        ("--seed", "2"),
        ("--youths", "41"),
        ("--target-group", "13"),
    ):
        refused = run(folder, "--headless", *other)
        assert refused.returncode == 1
        assert "Ingenting är ändrat" in refused.stderr
        assert refused.stdout == ""


def test_a_server_that_was_killed_is_started_again_on_its_port(
    facts: dict[str, Any], folder: Path
) -> None:
    os.kill(facts["server"]["pid"], signal.SIGKILL)
    again = json.loads(run(folder, "--headless").stdout)
    assert again["server"]["port"] == facts["server"]["port"]
    assert again["server"]["pid"] != facts["server"]["pid"]
    assert script.answers(again["server"]["port"])


def test_ctrl_c_closes_window_and_server_and_keeps_the_rest(
    facts: dict[str, Any], folder: Path
) -> None:
    script.Demo(folder.resolve()).stop()
    assert processes_of(folder) == []
    command = [sys.executable, str(ROOT / "demo.py"), "--dir", str(folder)]
    started = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    window = f"kaa_desktop --profile {facts['profiles'][0]['dir']} --as-of 2026-11-24"
    while not any(window in line for line in processes_of(folder)):
        with contextlib.suppress(subprocess.TimeoutExpired):
            pytest.fail(f"ended with {started.wait(0.05)}")
    assert script.answers(facts["server"]["port"])
    started.send_signal(signal.SIGINT)
    _, said = started.communicate(timeout=60)
    assert facts["profiles"][0]["passphrase"] in said
    assert facts["profiles"][1]["passphrase"] in said
    assert "Demon är avslutad" in said
    assert started.returncode == 130
    assert processes_of(folder) == []
    assert (folder / "demo.json").exists()


def test_clean_removes_everything(facts: dict[str, Any], folder: Path) -> None:
    assert run(folder, "--headless").returncode == 0
    assert processes_of(folder)
    done = run(folder, "--clean")
    assert done.returncode == 0, done.stderr
    assert not folder.exists()
    assert processes_of(folder) == []
    assert not script.answers(facts["server"]["port"])
    assert run(folder, "--clean").returncode == 0


def test_clean_leaves_a_folder_that_is_no_demo(tmp_path: Path) -> None:
    mine = tmp_path / "viktigt.txt"
    mine.write_text("mitt")
    for arguments in (("--clean",), ("--headless", *FEW)):
        refused = run(tmp_path, *arguments)
        assert refused.returncode == 1
        assert "innehåller annat" in refused.stderr
    assert mine.read_text() == "mitt"


def test_an_interrupted_demo_leaves_no_server_and_is_made_anew(data_root: Path) -> None:
    place = data_root / "avbruten"
    command = [sys.executable, str(ROOT / "demo.py"), "--dir", str(place), "--headless", *FEW]
    started = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert started.stderr is not None
    for line in started.stderr:
        if line.startswith("Steg 2"):
            break
    started.send_signal(signal.SIGINT)
    out, _ = started.communicate(timeout=60)
    assert out == ""
    assert processes_of(place) == []
    assert not (place / "demo.json").exists()
    assert run(place, "--clean").returncode == 0
    assert not place.exists()


def test_programs_beside_each_other_end_together_when_one_fails(tmp_path: Path) -> None:
    endless = (["http.server", "0", "--bind", "127.0.0.1", "--directory", str(tmp_path)], "")
    wrong = (["kaa_server", "no-such-command"], "")
    with pytest.raises(script.Stop, match="misslyckades"):
        script.run_all([wrong, endless])
    assert processes_of(tmp_path) == []
    version = (["kaa_server", "--version"], "not read")
    assert [one.split()[0] for one in script.run_all([version, version])] == ["kaa-server"] * 2
