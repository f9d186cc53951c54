"""Administering by commands: for the first administrator, and when nobody can open the window."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest

from kaa_core.model.enums import Role
from kaa_core.model.records import Worker
from kaa_core.model.registry import REGISTRY
from kaa_server.cli.main import main
from kaa_server.database import Database
from tests.server_fixture import PASSWORD, Enroller
from tests.server_process import Refused, ServerProcess
from tests.unit.server.test_push_pull import downloaded, pulled

FIELD = {field.name: field.id for field in REGISTRY.kind(Worker).fields}
ANOTHER = "ett annat långt lösenord"
Command = Callable[..., str]


@pytest.fixture
def command(
    server: ServerProcess,
    municipality: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Command:
    """Carry out a command in this process; returns what it printed, a refusal too."""
    monkeypatch.setenv("PGPASSWORD", server.environment["PGPASSWORD"])

    def run(line: str, *more: str, stdin: str = "") -> str:
        monkeypatch.setattr("sys.stdin", io.StringIO(stdin))
        arguments = [*line.split(), "--municipality", municipality, *server.place, *more]
        status = main(arguments)
        written = capsys.readouterr()
        assert bool(written.err) == (status in (1, 2))
        return (written.err or written.out).strip()

    return run


def test_the_first_administrator_and_the_first_unit(command: Command, enroller: Enroller) -> None:
    command("unit add", "KAA-enheten")
    assert "finns redan" in command("unit add", "KAA-enheten")
    name = ("--name", "Karin Demolund", "--unit", "KAA-enheten")
    karin = "user add --username karin --role caseworker --password-stdin"
    assert "12 tecken" in command(karin, *name, stdin="kort\n")
    assert "unit add" in command(karin, *name[:3], "Fel", stdin=PASSWORD)
    command(karin, *name, stdin=PASSWORD + "\n")
    assert "finns redan" in command(karin, *name, stdin=PASSWORD)
    ida = "user add --username ida --role administrator --password-stdin"
    command(ida, "--name", "Ida Testgren", stdin=PASSWORD)
    assert command("unit list") == "KAA-enheten"
    assert command("user list").splitlines() == [
        "ida\tIda Testgren\tadministratör\t\t0 datorer",
        "karin\tKarin Demolund\thandläggare\tKAA-enheten\t0 datorer",
    ]
    rows = [row for row in downloaded(enroller.device("karin"))[0] if row.kind == 10]
    assert [row.values[FIELD["initials"]] for row in rows] == ["KD"]


def test_a_user_is_changed_closed_and_opened(command: Command, enroller: Enroller) -> None:
    karin = "--username karin"
    command(f"user add {karin} --name Karin --role caseworker --password-stdin", stdin=PASSWORD)
    device = enroller.device("karin")
    command(f"user change {karin} --role coordinator --initials KX")
    [row] = [row for row in downloaded(device)[0] if row.kind == 10]
    assert (row.values[FIELD["role"]], row.values[FIELD["initials"]]) == (Role.COORDINATOR, "KX")
    assert "olika konton" in command(f"user change {karin} --role administrator")
    assert "finns inte" in command("user deactivate --username nobody")
    command(f"user deactivate {karin}")
    assert command("user list").endswith("stängt")
    with pytest.raises(Refused, match="device_blocked"):
        pulled(device)
    command(f"user activate {karin}")
    assert not command("user list").endswith("stängt")
    command(f"user password {karin} --password-stdin", stdin=ANOTHER)
    with pytest.raises(Refused, match="credentials"):
        enroller.device("karin")
    told = [line.split("\t")[1:] for line in command("admin-log").splitlines()]
    assert (
        told
        == [
            ["kommandoraden", "lade till användaren", "karin", "roll handläggare"],
            [
                "kommandoraden",
                "ändrade användaren",
                "karin",
                "initialer, roll handläggare till samordnare",
            ],
            ["kommandoraden", "stängde kontot", "karin"],
            ["kommandoraden", "öppnade kontot igen", "karin"],
            ["kommandoraden", "satte nytt lösenord för", "karin"],
        ]
        or told
    )


def test_the_only_administrator_is_not_closed(command: Command) -> None:
    ida = "--username ida"
    command(f"user add {ida} --name Ida --role administrator --password-stdin", stdin=PASSWORD)
    assert "enda administratör" in command(f"user deactivate {ida}")


def test_another_municipality_is_told_apart(command: Command, database: Database) -> None:
    assert "finns inte på den här servern" in command("user list", "--municipality", "0001")
