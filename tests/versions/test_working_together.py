"""Former desktops and the server of today; the desktop of today and the server before. Nothing is lost."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.fixtures.running import CODE, PASSPHRASE, Former, FormerServer, names
from tests.torture.wire import relaying
from tests.versions.conftest import DESKTOPS

pytestmark = [pytest.mark.timeout(240), pytest.mark.slow]
NUMBERS = Path("resources/testdata/test_personnummer.txt").read_text().split()
Starting = Callable[[str], Former]


def together(
    server: FormerServer, one: Former, other: Former, folder: Path, tag: str
) -> tuple[str, str]:
    """Enrol, send, receive, write against each other, settle: youth and note that both have at last."""
    with relaying(server.port) as wire:
        url = f"http://127.0.0.1:{wire.port}"
        for laptop, username in ((one, f"anna{tag}"), (other, f"bo{tag}")):
            server.user(username)
            laptop.enrol(url, username, server.code(username), folder / username)
        youth = one.ask("youth", identity_number=NUMBERS[int(tag)], given_name="Åsa")
        one.ask("note", youth=youth, text="Först från den ena.")
        last = one.ask("note", youth=youth, text="Sedan från den ena.")
        other.ask("arrived", record=last)
        note = other.ask("note", youth=youth, text="Skrivet av den andra.")
        gone = other.ask("task", youth=youth, title="Ring")
        one.ask("arrived", record=gone)
        one.ask("delete_task", task=gone)
        other.ask("arrived", record=gone, gone=True)
        wire.unplug()  # each writes without having seen the other's
        one.ask("set", youth=youth, phone="070-111 11 11")
        other.ask("set", youth=youth, phone="070-222 22 22")
        other.ask("set", youth=youth, city="Exempelås")
        wire.plug()
        told = [laptop.ask("conflicts", many=1) for laptop in (one, other)]
        assert told[0] == told[1]
        assert {told[0][0]["kept"], told[0][0]["other"]} == {"070-111 11 11", "070-222 22 22"}
        chosen = told[0][0]["other"]
        other.ask("settle", conflict=told[0][0]["id"])
        for laptop in (one, other):
            laptop.ask("until", youth=youth, phone=chosen, city="Exempelås")
            laptop.ask("conflicts", many=0)
            laptop.ask("synced")
            assert laptop.ask("refused") == []
            assert laptop.ask("waiting") == 0
            assert {note, last} <= laptop.ask("state").keys()
        return youth, note


def said_of(laptop: Former, *records: str) -> list[dict[str, str]]:
    """What a laptop holds of some records."""
    state = laptop.ask("state")
    return [state[one] for one in records]


@pytest.mark.parametrize("name", DESKTOPS)
def test_a_former_desktop_beside_todays_on_the_server_of_today(
    today: FormerServer, desktop: Starting, name: str, tmp_path: Path
) -> None:
    former, now = desktop(name), desktop("")
    tag = str(DESKTOPS.index(name))
    youth, note = together(today, former, now, tmp_path, tag)
    assert said_of(former, youth, note) == said_of(now, youth, note)


@pytest.mark.parametrize("name", DESKTOPS)
def test_two_former_desktops_on_the_server_of_today(
    today: FormerServer, desktop: Starting, name: str, tmp_path: Path
) -> None:
    one, other = desktop(name), desktop(name)
    tag = str(10 + DESKTOPS.index(name))
    youth, note = together(today, one, other, tmp_path, tag)
    assert said_of(one, youth, note) == said_of(other, youth, note)


def test_the_desktop_of_today_on_the_server_before(
    before: FormerServer, desktop: Starting, tmp_path: Path
) -> None:
    one, other = desktop(""), desktop("")
    youth, note = together(before, one, other, tmp_path, "20")
    assert said_of(one, youth, note) == said_of(other, youth, note)


@pytest.mark.parametrize("name", DESKTOPS)
def test_unsent_work_of_a_former_desktop_is_sent_by_the_upgraded_one(
    today: FormerServer, desktop: Starting, name: str, tmp_path: Path
) -> None:
    """Written offline by the former, upgraded before the network came back: the same laptop goes on."""
    tag = 30 + DESKTOPS.index(name)
    with relaying(today.port) as wire:
        url = f"http://127.0.0.1:{wire.port}"
        today.user(f"eva{tag}")
        former = desktop(name)
        former.enrol(url, f"eva{tag}", today.code(f"eva{tag}"), tmp_path / "eva")
        youth = former.ask("youth", identity_number=NUMBERS[tag], given_name="Örjan")
        former.ask("synced")
        wire.unplug()
        written = [former.ask("note", youth=youth, text=f"Utan nät {one}.") for one in range(5)]
        waiting = former.ask("waiting")
        assert waiting >= 5
        former.ask("close")
        now = desktop("")
        held = now.ask("open", folder=str(tmp_path / "eva"), passphrase=PASSPHRASE)
        assert set(written) <= held.keys()
        assert now.ask("waiting") == waiting
        wire.plug()
        now.ask("synced")
        assert now.ask("refused") == []
        colleague = desktop("")
        today.user(f"ove{tag}")
        colleague.enrol(url, f"ove{tag}", today.code(f"ove{tag}"), tmp_path / "ove")
        assert set(written) <= colleague.ask("state").keys()


@pytest.mark.parametrize("name", DESKTOPS)
def test_a_former_program_on_a_newer_store_says_so_and_touches_nothing(
    today: FormerServer, desktop: Starting, name: str, tmp_path: Path
) -> None:
    """Whoever goes back a version is told calmly; the store is as it was, and the newer goes on."""
    tag = 40 + DESKTOPS.index(name)
    today.user(f"siv{tag}")
    now = desktop("")
    now.enrol(today.url, f"siv{tag}", today.code(f"siv{tag}"), tmp_path / "siv")
    youth = now.ask("youth", identity_number=NUMBERS[tag], given_name="Siv")
    now.ask("synced")
    now.ask("close")
    former = desktop(name)
    named = {"folder": str(tmp_path / "siv"), "passphrase": PASSPHRASE}
    with pytest.raises(AssertionError, match=r"StoreTooNew.*nyare version"):
        former.ask("open", alone=True, **named)
    again = desktop("")
    assert youth in again.ask("open", alone=True, **named)


def test_what_a_former_desktop_could_not_read_is_there_after_the_upgrade(
    today: FormerServer, desktop: Starting, tmp_path: Path
) -> None:
    """The first kept version knows no units: what it was told of one is kept, and used when upgraded."""
    today.command("unit", "add", "--municipality", CODE, "Enheten för prov")
    today.user("ulla", "--unit", "Enheten för prov")
    former = desktop(names()[0])
    former.enrol(today.url, "ulla", today.code("ulla"), tmp_path / "ulla")
    seen = former.ask("state")
    assert not [one for one in seen.values() if "'Enheten för prov'" in one.values()]
    former.ask("close")
    held = desktop("").ask("open", folder=str(tmp_path / "ulla"), passphrase=PASSPHRASE, alone=True)
    [unit] = [record for record, one in held.items() if one.get("1") == "'Enheten för prov'"]
    [ulla] = [one for one in held.values() if one.get("1") == "'Ulla'"]
    assert ulla["7"] == repr(bytes.fromhex(unit))
