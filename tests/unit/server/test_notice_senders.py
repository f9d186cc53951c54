"""`kaa-server notice-sender` and `notices`: schools added, shown and blocked; the key is told once."""

from __future__ import annotations

import uuid

import msgspec
import pytest

from kaa_core.model.enums import Role
from kaa_core.model.ids import RecordId
from kaa_core.model.records import Youth
from kaa_core.sync.administration import Done
from kaa_core.sync.notices import BlockSender, IssuedKey, NewSender, Senders
from kaa_server import adminlog, ingest, notice_form, notice_senders, notices
from kaa_server.clock import new_id, system_clock
from kaa_server.database import Database
from kaa_server.errors import RequestError
from tests.server_fixture import Enroller
from tests.server_process import Refused
from tests.unit.server.schools import notice, number
from tests.unit.server.test_admin_commands import Command, command  # noqa: F401 - a fixture

ADD = "notice-sender add --school-unit 12345678"


def test_add_show_and_block(command: Command, database: Database, municipality: str) -> None:  # noqa: F811
    assert command("notice-sender list") == ""
    told = command(ADD, "--contact", "Rektor Ek 010-123", "Fria skolan")
    sender, key = told.split("\t")
    assert len(key) == 29
    shown = f"{sender}\tFria skolan\t12345678\tRektor Ek 010-123\taldrig använd"
    assert command("notice-sender list") == shown
    found = notice_senders.prove(database, system_clock, municipality, key)
    assert found.id == uuid.UUID(sender)
    assert f"senast {system_clock().date()}" in command("notice-sender list")
    assert command(f"notice-sender block {sender}") == ""
    assert command("notice-sender list").endswith("\tspärrad")
    with pytest.raises(RequestError):
        notice_senders.prove(database, system_clock, municipality, key)
    log = command("admin-log")
    assert "lade till en skola som anmäler:\tFria skolan" in log
    assert "spärrade en skola som anmäler:\tFria skolan" in log
    assert key not in log


@pytest.mark.parametrize(
    ("line", "more", "said"),
    [
        ("notice-sender add --school-unit 1234567", ("--contact", "x", "Skola"), "åtta siffror"),
        ("notice-sender add --school-unit abcdefgh", ("--contact", "x", "Skola"), "åtta siffror"),
        (ADD, ("--contact", " ", "Skola"), "skolans namn"),
        (ADD, ("--contact", "x", " "), "skolans namn"),
        (ADD, ("--contact", "x", "S" * 201), "högst 200"),
        (f"notice-sender block {uuid.UUID(int=7)}", (), "ingen avsändare"),
    ],
)
def test_what_cannot_be_is_said(
    command: Command,  # noqa: F811
    line: str,
    more: tuple[str, ...],
    said: str,
) -> None:
    assert said in command(line, *more)
    assert command("notice-sender list") == ""


def test_keys_differ(database: Database, municipality: str) -> None:
    made = [
        notice_senders.add(database, system_clock, municipality, "Skolan", "12345678", "x")[1]
        for _ in range(20)
    ]
    assert len({key[:9] for key in made}) == 20


def test_an_administrator_adds_and_blocks_from_her_computer(enroller: Enroller) -> None:
    ida = enroller.device("ida", role=Role.ADMINISTRATOR)
    sam = enroller.device("sam", role=Role.COORDINATOR)
    database, code = enroller.database, enroller.municipality
    asked = NewSender("Fria skolan", "12345678", "Rektor Ek")
    issued = ida.ask("POST", "/v1/admin/senders", IssuedKey, asked)
    [row] = ida.ask("GET", "/v1/admin/senders", Senders).senders
    # The database's clock is finer than the answer's: the two may differ by the rounding.
    assert abs(row.added - issued.sender.added) <= 1
    assert msgspec.structs.replace(row, added=0) == msgspec.structs.replace(issued.sender, added=0)
    assert (row.name, row.school_unit, row.contact, row.used) == (
        "Fria skolan",
        "12345678",
        "Rektor Ek",
        0,
    )
    assert notice_senders.prove(database, system_clock, code, issued.key).id.bytes == row.sender
    for refused in (asked, BlockSender(row.sender)):
        path = "/v1/admin/senders" + ("" if refused is asked else "/block")
        with pytest.raises(Refused) as denied:
            sam.ask("POST", path, Done, refused)
        assert denied.value.status == 403
    with pytest.raises(Refused) as wrong:
        ida.ask("POST", "/v1/admin/senders", IssuedKey, NewSender("Fria skolan", "123", "x"))
    assert wrong.value.status == 400
    ida.ask("POST", "/v1/admin/senders/block", Done, BlockSender(row.sender))
    assert ida.ask("GET", "/v1/admin/senders", Senders).senders[0].blocked
    with pytest.raises(RequestError):
        notice_senders.prove(database, system_clock, code, issued.key)
    with pytest.raises(Refused) as unknown:
        ida.ask("POST", "/v1/admin/senders/block", Done, BlockSender(bytes(16)))
    assert unknown.value.status == 404
    with database.tenant(code) as connection:
        noted = adminlog.lines(connection, code)
    assert [(one.who, one.whom) for one in noted if "skola" in one.what] == [
        ("ida", "Fria skolan")
    ] * 2


def test_how_many_wait(command: Command, database: Database, municipality: str) -> None:  # noqa: F811
    assert command("notices") == "Inga anmälningar väntar."
    sender, _ = notice_senders.add(database, system_clock, municipality, "S", "12345678", "x")
    for serial in (1, 2):
        fields = notice(identity_number=number(serial))
        told = notice_form.read(fields, notices.today(system_clock), practice=True).told
        assert told is not None
        notices.accept(database, system_clock, municipality, sender, told, bytes(32))
    today = notices.today(system_clock)
    since = f"den äldsta sedan {today}."
    assert command("notices") == f"Väntar på en samordnare: 2, {since}"
    youth = Youth(
        id=RecordId(new_id(system_clock)),
        identity_number=number(2),
        given_name="Bo",
        family_name="Ek",
    )
    ingest.create_records(database, system_clock, municipality, [(youth, system_clock())])
    said = command("notices").splitlines()
    assert said == [
        "Lagda hos ungdomar i registret: 1.",
        f"Väntar på en samordnare: 1, {since}",
    ]
