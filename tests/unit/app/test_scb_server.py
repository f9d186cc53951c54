"""``kaa-server scb`` on a real server makes the same file as the desktop, byte for byte."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from kaa_core.model.enums import (
    Channel,
    ContactOutcome,
    ConversationKind,
    Counterpart,
    DeregistrationReason,
    LinkState,
    OccupationKind,
    Protection,
    Role,
)
from kaa_core.model.facts import YouthLink
from kaa_core.model.records import (
    Contact,
    Conversation,
    Enrolment,
    Occupation,
    ScbLayout,
)
from kaa_core.scb.layout import DEFAULT, pack
from kaa_desktop.app.scb_views import Chosen
from kaa_server.cli.main import main
from kaa_server.keyring import Keyring
from tests.server_process import ServerProcess
from tests.unit.app.desks import WAIT, Desktop, Office
from tests.unit.app.test_scb import SPRING, make, youth

Command = Callable[..., tuple[int, str, str]]


@pytest.fixture
def command(
    server: ServerProcess,
    municipality: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Command:
    """Carry it out in this process: the exit code, what was printed, and what was said of faults."""
    monkeypatch.setenv("PGPASSWORD", server.environment["PGPASSWORD"])

    def run(out: Path, *more: str) -> tuple[int, str, str]:
        line = ["scb", "--municipality", municipality, "--out", str(out), *server.place, *more]
        status = main(line)
        written = capsys.readouterr()
        return status, written.out, written.err

    return run


def history(sam: Desktop) -> None:
    """Four entries of three persons, with something in every block, a double and an own layout."""
    first, second, third = youth(sam, 0), youth(sam, 1), youth(sam, 2)
    fourth = sam.youth(2003, enrolled=date(2025, 10, 1), given_name="=cmd")
    held = sam.store.queries.about(Enrolment, [third])[0]
    sam.store.set(
        Enrolment,
        held.id,
        end=date(2026, 5, 4),
        deregistration_reason=DeregistrationReason.STUDIES,
        last_known_occupation=OccupationKind.UPPER_SECONDARY,
    ).result(WAIT)
    sam.store.record(
        YouthLink(id=sam.new_id(), youth=first, other=second, state=LinkState.SAME),
        Occupation(
            id=sam.new_id(), youth=fourth, kind=OccupationKind.WORK, start=date(2026, 1, 1)
        ),
        Conversation(
            id=sam.new_id(), youth=fourth, kind=ConversationKind.GUIDANCE, summary="Vägar in",
            occurred_on=date(2026, 4, 1), counterparts=(Counterpart.YOUTH,), counts_as_measure=True,
        ),
        Contact(
            id=sam.new_id(), youth=fourth, occurred_on=date(2026, 3, 1), channel=Channel.SMS,
            counterpart=Counterpart.YOUTH, outcome=ContactOutcome.NOT_REACHED,
        ),
        ScbLayout(
            id=sam.new_id(), since=date(2026, 1, 1), name="Med försök",
            content=pack(DEFAULT) | {"attempts": True},
        ),
    ).result(WAIT)  # fmt: skip


def test_the_same_bytes_as_the_desktop(office: Office, command: Command, tmp_path: Path) -> None:
    sam = office.desktop("sam", role=Role.COORDINATOR)
    history(sam)
    sam.synced()
    here, there = tmp_path / "dator.csv", tmp_path / "server.csv"
    assert make(sam.session.scb, here).done
    status, told, faults = command(there, "--half-year", "2026H1")
    assert there.read_bytes() == here.read_bytes()
    assert len(here.read_text().splitlines()) == 5 + 4 + 5 + 4 + 4 + 1
    assert there.stat().st_mode & 0o777 == 0o600
    preview = sam.session.scb.now(SPRING)
    assert len(preview.mends) == 1, "one person with two enrolments at once"
    assert (status, "1 sak att rätta" in faults) == (3, True)
    assert "första halvåret 2026, 3 ungdomar" in told
    assert sam.session.scb.deliveries()[0].digest in told
    assert "inte SCB:s" in faults

    mia = office.desktop("mia", role=Role.COORDINATOR)
    sam.synced()
    mia.until(lambda one: one.scb.now(SPRING).former is not None)
    mia.until(lambda one: one.scb.now(SPRING).differences.number == 0)
    [row] = mia.session.scb.deliveries()
    assert row.digest in told, "a colleague compares with the same file"

    hidden = youth(sam, 4, protection=Protection.PROTECTED, case_number="K-1")
    youth(sam, 5, protection=Protection.CONFIDENTIAL)
    sam.synced()
    there.unlink()
    status, told, faults = command(there, "--half-year", "2026H1")
    assert (status, told, there.exists()) == (1, "", False)
    assert "2 ungdomar har skyddade uppgifter. Ingen fil är gjord." in faults
    assert make(sam.session.scb, here, Chosen(weighed=True)).done
    status, *_ = command(there, "--half-year", "2026h1", "--protected", "alla")
    assert (status, there.read_bytes()) == (3, here.read_bytes())
    status, told, faults = command(there, "--half-year", "2026H1", "--protected", "inga")
    assert (status, "3 ungdomar" in told) == (3, True)
    assert "2 ungdomar med skyddade uppgifter är inte med." in faults
    assert hidden in sam.session.scb.now(SPRING).lines


def test_what_it_refuses(office: Office, command: Command, tmp_path: Path) -> None:
    sam = office.desktop("sam", role=Role.COORDINATOR)
    out = tmp_path / "x.csv"
    assert "2026H1 eller 2026H2" in command(out, "--half-year", "våren")[2]
    status, told, _ = command(out, "--half-year", "2026H1")
    assert (status, "0 ungdomar" in told) == (0, True)
    assert len(out.read_text().splitlines()) == 5, "the names of the columns"
    status, _, faults = command(tmp_path / "finns inte" / "x.csv")
    assert (status, "Ingen fil är gjord" in faults) == (1, True)
    layout = ScbLayout(id=sam.new_id(), since=date(2026, 1, 1), content={"layout": 9})
    sam.store.record(layout).result(WAIT)
    sam.synced()
    out.unlink()
    status, _, faults = command(out, "--half-year", "2026H1")
    assert (status, "går inte att läsa" in faults, out.exists()) == (1, True, False)
    assert [one.name for one in tmp_path.iterdir() if one.name.endswith(".csv")] == []


def test_the_only_municipality_need_not_be_named(
    office: Office,
    server: ServerProcess,
    municipality: str,
    command: Command,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sam = office.desktop("sam", role=Role.COORDINATOR)
    youth(sam, 0)
    sam.synced()
    named, unnamed = tmp_path / "en.csv", tmp_path / "annan.csv"
    command(named, "--half-year", "2026H1")
    monkeypatch.setattr(Keyring, "all", lambda _: {municipality: []})
    asked = ["scb", "--half-year", "2026H1", "--out", str(unnamed), *server.place]
    assert main(asked) in {0, 3}
    assert unnamed.read_bytes() == named.read_bytes()
