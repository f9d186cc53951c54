"""What happens to the laptop: a wrong key, damage, no room, no right to write, a crash, rough text.

In the real program, on copies of one enrolled profile. Each time: a Swedish sentence that says what
happened, what is safe and what to do; nothing lost; no trace on stderr; nothing personal in the clear.
"""

from __future__ import annotations

import contextlib
import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from kaa_core.model.records import JournalNote
from tests.journeys.conftest import Laptop, Office
from tests.journeys.test_home_visit import find, first_not_reached
from tests.journeys.trouble import (
    PAGE,
    Rough,
    calm,
    copied,
    fill,
    key_of,
    make_room,
    opened,
    refused,
    rough,
    small_disk,
    spoil_pages,
)
from tests.journeys.world import PATIENCE, ROOT
from tests.scan import in_memory

pytestmark = pytest.mark.timeout(240)

needs_root = pytest.mark.skipif(
    not sys.platform.startswith("linux") or os.geteuid() != 0,
    reason="a full or read-only file system of one's own is mounted by root",
)
DAMAGED = "En del av databasen på den här datorn är skadad."
WRONG = "en helt annan fras"
PLANTED = "Snövit väntade på Kvastfibblan"


def note(desktop: Rough, text: str) -> Rough:
    """Begin a note about whoever is chosen."""
    return desktop.keys("Ctrl+J").wait("Sparas medan").tab_to("Anteckning").paste(text)


def at_a_youth(desktop: Rough, passphrase: str) -> tuple[str, str]:
    """Unlock and open a youth; returns name and number."""
    desktop.unlock(passphrase)
    name, number = first_not_reached(desktop)
    find(desktop, name)
    return name, number


def drafts(laptop: Laptop) -> str:
    """What all drafts hold."""
    with opened(laptop) as store:
        return "\n".join(str(dict(one.values)) for one in store.queries.drafts())


# -- the way in


def test_a_wrong_passphrase_costs_a_growing_pause_also_over_restarts(office: Office) -> None:
    laptop = copied(office, "wrong")
    desktop = rough(office, laptop)
    for _ in range(4):
        refused(desktop, WRONG, "Lösenfrasen stämmer inte.").wait("inget raderas")
        desktop.keys("Ctrl+A").type("x").gone("stämmer inte")
        desktop.keys("Ctrl+A")
    refused(desktop, WRONG, "Vänta ")
    desktop.close()
    waited = rough(office, laptop)
    refused(waited, laptop.passphrase, "Vänta ").keys("Return").wait("Vänta ")
    assert json.loads((laptop.profile / "throttle.json").read_text())["wrong"] == 5
    # The pause is real time; a clock that has gone on is what ends it.
    (laptop.profile / "throttle.json").write_text('{"wrong": 5, "last": 0}')
    waited.close()
    rough(office, laptop).unlock(laptop.passphrase)
    assert not (laptop.profile / "throttle.json").exists()
    calm(office, laptop.passphrase, WRONG)


def half_of(database: Path) -> int:
    """The number of the page in the middle."""
    return database.stat().st_size // PAGE // 2


SPOIL: dict[str, Callable[[Path, Path], object]] = {
    "first page": lambda mine, _: spoil_pages(mine / "store.db", 0, 1),
    "all other pages": lambda mine, _: spoil_pages(mine / "store.db", 1),
    "the last half": lambda mine, _: spoil_pages(mine / "store.db", half_of(mine / "store.db")),
    "cut short": lambda mine, _: os.truncate(mine / "store.db", 5000),
    "no database": lambda mine, _: (mine / "store.db").unlink(),
    "slots": lambda mine, _: (mine / "slots.json").write_bytes(os.urandom(400)),
    "slots gone": lambda mine, _: (mine / "slots.json").unlink(),
    "another's slots": lambda mine, his: shutil.copy(his / "slots.json", mine / "slots.json"),
    "another's database": lambda mine, his: shutil.copy(his / "store.db", mine / "store.db"),
}
FAULTS = {
    "first page": "går inte att öppna med den här profilens nyckel",
    "all other pages": DAMAGED,
    "the last half": DAMAGED,
    "cut short": DAMAGED,
    "no database": "Databasen saknas i profilens mapp.",
    "slots": "Filen med nycklar (slots.json) är skadad.",
    "slots gone": "Filen med nycklar (slots.json) saknas",
    "another's slots": "Filen med nycklar (slots.json) hör till en annan profil.",
    "another's database": "går inte att öppna med den här profilens nyckel",
}


def test_a_spoilt_profile_is_said_while_it_is_locked(office: Office) -> None:
    """One window for all: what is spoilt is looked at anew at each try."""
    laptop = copied(office, "spoilt")
    whole = copied(office, "whole")
    desktop = rough(office, laptop)
    for name, sentence in FAULTS.items():
        shutil.rmtree(laptop.profile)
        shutil.copytree(whole.profile, laptop.profile)
        SPOIL[name](laptop.profile, office.laptops[1].profile)
        desktop.keys("Ctrl+A")
        refused(desktop, laptop.passphrase, sentence)
        (said,) = {one for one in desktop.texts() if sentence in one}
        assert any(word in said for word in ("finns på servern", "ligger kvar")), said
        assert "it-stöd" in said, said
    shutil.rmtree(laptop.profile)
    shutil.copytree(whole.profile, laptop.profile)
    desktop.keys("Ctrl+A")
    desktop.unlock(laptop.passphrase)  # nothing was written to what was spoilt
    calm(office)


def test_a_page_damaged_while_the_program_reads(office: Office) -> None:
    laptop = copied(office, "reading")
    desktop = rough(office, laptop)
    desktop.unlock(laptop.passphrase)
    spoil_pages(laptop.profile / "store.db", 2)
    desktop.keys("Ctrl+3").wait(DAMAGED).wait("Det som har skickats finns på servern.")
    for keys in ("Ctrl+2", "Ctrl+5", "Ctrl+9", "Ctrl+1", "F5"):
        desktop.keys(keys)
    desktop.wait(DAMAGED).keys("Ctrl+L").wait("Lås upp")
    refused(desktop, laptop.passphrase, DAMAGED)
    calm(office)


def test_a_page_damaged_under_an_open_form(office: Office) -> None:
    """What the entering follows from cannot be read: said in the form, and the form lives on."""
    laptop = copied(office, "under")
    desktop = rough(office, laptop)
    at_a_youth(desktop, laptop.passphrase)
    note(desktop, PLANTED).wait("Utkast sparat")
    spoil_pages(laptop.profile / "store.db", 1)
    desktop.keys("Ctrl+Return").wait("Det är inte infört i journalen. Texten står kvar här.")
    desktop.wait(DAMAGED)
    for _ in range(2):  # it can be tried again
        desktop.keys("Ctrl+Return").wait("Det är inte infört i journalen.")
    assert any(PLANTED in text for text in desktop.texts())
    calm(office, PLANTED)


def test_two_programs_on_one_profile(office: Office) -> None:
    """The second ends, and the first comes forward; when that one dies the profile is free."""
    laptop = copied(office, "twice")
    first = rough(office, laptop)
    first.unlock(laptop.passphrase)
    second = subprocess.run(
        [sys.executable, "-m", "kaa_desktop", "--profile", str(laptop.profile)],
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
        cwd=ROOT,
        timeout=60,
        check=False,
    )
    assert second.returncode == 0
    first.keys("Ctrl+3").wait("Personnummer: ").kill()
    third = rough(office, laptop)
    third.unlock(laptop.passphrase)
    calm(office)


def test_a_store_of_a_newer_program_is_left_alone(office: Office) -> None:
    laptop = copied(office, "newer")
    with opened(laptop) as store:
        store._writer.submit(lambda unit: unit.connection.execute("PRAGMA user_version = 9999"))
    before = (laptop.profile / "store.db").read_bytes()
    desktop = rough(office, laptop)
    refused(desktop, laptop.passphrase, "har använts av en nyare version av programmet")
    desktop.wait("Installera den senaste versionen")
    assert (laptop.profile / "store.db").read_bytes() == before


@pytest.mark.parametrize(
    "setting", [{"ALL_PROXY": "socks5://127.0.0.1:1"}, {"HTTPS_PROXY": "::::"}, {}]
)
def test_bad_network_settings_keep_nobody_from_working(
    office: Office, setting: dict[str, str]
) -> None:
    laptop = copied(office, f"proxy{len(setting)}{'ALL_PROXY' in setting}", "https://kaa.invalid")
    if not setting:
        (laptop.profile / "ca.pem").write_text("not a certificate")
    desktop = rough(office, laptop, **setting)
    desktop.unlock(laptop.passphrase).wait("nätets inställningar går inte att använda")
    desktop.keys("Ctrl+9").wait("SYNK-107").wait("Det du skriver sparas krypterat på datorn.")
    calm(office)


# -- no room, no right


@needs_root
def test_a_full_disk_loses_nothing_that_is_typed(office: Office) -> None:
    with small_disk(office.folder / "disk", "4m") as disk:
        laptop = copied(office, "full", into=disk)
        desktop = rough(office, laptop)
        name, number = at_a_youth(desktop, laptop.passphrase)
        note(desktop, PLANTED).wait("Utkast sparat")
        fill(disk)
        desktop.paste(" och mer " + "z" * 9000)
        desktop.wait("Inte sparat sedan").wait("Datorns disk är full").wait("Frigör plats")
        desktop.keys("Ctrl+Return").wait("Det är inte infört i journalen. Texten står kvar här.")
        desktop.close_window().wait("Den försvinner om du stänger nu.")
        assert any(PLANTED + " och mer z" in text for text in desktop.texts())
        make_room(disk)
        desktop.tab_to("Spara igen").keys("Space").wait("Utkast sparat").gone("Inte sparat")
        desktop.gone("Den försvinner om du stänger nu.")

        # Typed and locked, or closed, at once: the window waits to hear, and stays.
        fill(disk)
        desktop.tab_to("Anteckning").paste(" sist " + "w" * 9000).keys("Ctrl+L")
        desktop.wait("Programmet är inte låst.").close_window().wait("om du stänger nu")
        make_room(disk)
        desktop.tab_to("Spara igen").keys("Space").wait("Utkast sparat").gone("Inte sparat")
        desktop.keys("Ctrl+Return").wait("Anteckningen är förd in").keys("Ctrl+L").wait("Lås upp")

        # Locked on a full disk: said in words that fit.
        fill(disk)
        refused(
            desktop, laptop.passphrase, "Datorns disk är full, så programmet kan inte låsas upp."
        )
        desktop.wait("Frigör plats")
        make_room(disk)
        desktop.keys("Ctrl+A")
        desktop.unlock(laptop.passphrase).close()
        with opened(laptop) as store:
            texts = [one.text or "" for one in notes(store)]
        assert [len(one) for one in texts if one.startswith(PLANTED)] == [
            len(PLANTED) + len(" och mer  sist ") + 18_000
        ]
        calm(office, PLANTED, name, number)


def notes(store: object) -> list[JournalNote]:
    """Every journal note in a store."""
    queries = store.queries  # type: ignore[attr-defined]
    return [
        one
        for youth in queries.case_ids()
        for one in queries.case_records(youth)
        if isinstance(one, JournalNote)
    ]


@needs_root
def test_a_folder_that_cannot_be_written(office: Office) -> None:
    with small_disk(office.folder / "disk", "4m") as disk:
        laptop = copied(office, "readonly", into=disk)
        subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
        desktop = rough(office, laptop)
        refused(desktop, laptop.passphrase, "Programmet får inte skriva i profilens mapp.")
        desktop.wait("Allt som var sparat innan finns kvar.")
        subprocess.run(["mount", "-o", "remount,rw", str(disk)], check=True)
        desktop.keys("Ctrl+A")
        desktop.unlock(laptop.passphrase).close()
    calm(office)


# -- rough text


ROUGH = {
    "markup": "<img src='file:///etc/passwd' width=900><b>fet</b> &amp; <script>x</script>",
    "formula": '=HYPERLINK("http://example.invalid","x")',
    "right to left": "\u202eabc\u2066 אבג العربية",
    "emoji": "👩🏽‍🚒 👨‍👩‍👧‍👦 🇸🇪",
    "unseen": "före\x00\x01\x1b[31m\x7f\u2028\ufeff\ufffe\uffffefter",
    "surrogate": "före\ud800efter\udfff",
    "marks": "a" + "\u0301" * 500,
    "newlines": "rad\r\nrad\rrad\u2029rad\ttab",
}
LONG = "Ö" * 100_000


def test_rough_text_in_every_field_is_kept_or_said(office: Office) -> None:
    laptop = copied(office, "rough", server=office.server.url)
    desktop = rough(office, laptop)
    name, _ = at_a_youth(desktop, laptop.passphrase)
    for text in ROUGH.values():
        note(desktop, text).wait("Utkast sparat").keys("Ctrl+Return")
        desktop.wait("Anteckningen är förd in").wait("senaste först")
    assert any(ROUGH["markup"] in text for text in desktop.texts())
    assert desktop.ask(rich="<img")["rich"] == []

    # Every field of every form: whatever it makes of it, the draft is kept and comes back.
    for form, last in (
        ("Ctrl+H", "För in"),
        ("Ctrl+Shift+J", "För in"),
        ("Ctrl+J", "För in"),
        ("Ctrl+E", "Spara"),
    ):
        desktop.keys(form).wait("Stäng, behåll utkast")
        for text in (ROUGH["markup"] + ROUGH["surrogate"], LONG):
            start = desktop.focus()
            for _ in range(40):
                desktop.paste(text).keys("Tab")
                if desktop.focus() == start:
                    break
        assert desktop.ask(rich="<img")["rich"] == []
        desktop.keys("Ctrl+Return").keys("Escape")
        find(desktop, name)
        assert last
    desktop.keys("Ctrl+1").wait("Att göra")
    desktop.wait("Allt synkat", within=PATIENCE).gone("ej mottaget")
    desktop.close()
    assert "Ö" * 100_000 in drafts(laptop)
    calm(office, "HYPERLINK", "file:///etc/passwd")


# -- crashes


def test_a_crash_leaves_no_core(office: Office, tmp_path: Path) -> None:
    resource.setrlimit(resource.RLIMIT_CORE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    laptop = copied(office, "crash")
    desktop = rough(office, laptop)
    at_a_youth(desktop, laptop.passphrase)
    limits = Path(f"/proc/{desktop.process.pid}/limits").read_text()
    assert "Max core file size        0                    0" in limits
    note(desktop, PLANTED).wait("Utkast sparat")
    status = struck(desktop, signal.SIGSEGV)
    assert status == -signal.SIGSEGV
    roots = (Path.cwd(), office.folder, laptop.profile, tmp_path)
    assert [one for root in roots for one in root.glob("core*") if one.is_file()] == []
    assert PLANTED in drafts(laptop)
    calm(office, PLANTED)


def struck(desktop: Rough, number: signal.Signals) -> int:
    """Let the program be struck by a signal; returns how it ended."""
    assert desktop.process.stdin is not None
    desktop.process.stdin.write(json.dumps({"die": int(number)}) + "\n")
    desktop.process.stdin.flush()
    return desktop.ended()


@needs_root
def test_the_key_is_gone_from_memory_after_the_lock(office: Office) -> None:
    laptop = copied(office, "memory")
    key = key_of(laptop)
    wanted = {"raw": key, "hex": key.hex().encode(), "seen": b"KAA Desktop"}
    desktop = rough(office, laptop)
    at_a_youth(desktop, laptop.passphrase)
    note(desktop, PLANTED).wait("Utkast sparat").keys("Ctrl+L").wait("Lås upp")
    locked(desktop)
    found = in_memory(desktop.process.pid, wanted)
    assert found.pop("seen") > 0, "the scan sees the process's memory"
    assert found == {"raw": 0, "hex": 0}
    # No widget holds anything of the case any more, seen or not.
    assert desktop.ask(held=PLANTED)["held"] == []


def locked(desktop: Rough) -> None:
    """Wait until the store is closed: another can then open it."""
    for _ in range(100):
        if not any(name.endswith("store.db") for name in open_files(desktop.process.pid)):
            return
        threading.Event().wait(0.05)
    raise AssertionError("the store is still open")


def open_files(pid: int) -> list[str]:
    """The files a process has open; one may be closed while they are read."""
    names = []
    for one in Path(f"/proc/{pid}/fd").iterdir():
        with contextlib.suppress(FileNotFoundError):
            names.append(str(one.readlink()))
    return names
