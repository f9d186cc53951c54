"""What is done in the real window (see inside.py); each scene returns samples in milliseconds."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QWidget

from benchmarks import listing
from benchmarks.inside import Inside, Painted
from kaa_core.model.ids import YouthId
from kaa_desktop.app.forms import NoteForm
from kaa_desktop.app.session import Session
from kaa_desktop.app.views import Changes, ListFilter
from kaa_desktop.gui.screens.register import RegisterScreen
from kaa_desktop.gui.screens.youth_page import YouthScreen
from kaa_desktop.store import keys
from tests.journeys.drive import focus, press, texts_of

NOTE = (
    "Ringde och fick svar. Berättade om hjälpen som finns och bad om en tid. "
    "Vill höra mer om praktik på verkstad, helst nära hemmet. Återkommer på torsdag."
)
AREA = "070-174"
FULL = 60
"""Records of the youths that are opened."""


def unlock(inside: Inside, settings: dict[str, Any]) -> dict[str, Any]:
    """Passphrase, Enter, Min dag, Ctrl+2, the list of all youths."""
    argon2 = _timed_argon2()
    day = inside.unlock(settings["passphrase"])
    began = time.perf_counter()
    press("Ctrl+2")
    page = _register(inside)
    listed = inside.painted(began, page.list.viewport())
    return {"argon2": argon2[0], "day": day, "list": listed, "rows": len(page.among())}


def work(inside: Inside, settings: dict[str, Any]) -> dict[str, Any]:
    """Save notes, open youths that have many records, and see what memory that took."""
    inside.unlock(settings["passphrase"])
    session = inside.program.workplace.session  # type: ignore[union-attr]  # just unlocked
    press("Ctrl+2")
    page = _register(inside)
    inside.rest()
    full = page.among()[: settings["youths"]]
    held = [_fill(session, youth) for youth in full]
    inside.rest(1.0)
    saved, drafted, plain = _save(inside, session, full, settings)
    opened = _open(inside, page, full, settings["rounds"])
    for which in ListFilter:
        session.youth_ids(which)
    return {
        "save": saved,
        "draft": drafted,
        "plain": plain,
        "open": opened,
        "records": held,
        "memory": _memory(),
    }


def lists(inside: Inside, settings: dict[str, Any]) -> dict[str, Any]:
    """Open, sort, page and choose in lists of the large register (listing.py)."""
    return listing.play(inside, settings)


def change(inside: Inside, settings: dict[str, Any]) -> dict[str, Any]:
    """Change a youth's telephone again and again; when each change was asked for."""
    inside.unlock(settings["passphrase"])
    session = inside.program.workplace.session  # type: ignore[union-attr]  # just unlocked
    youth = _first_youth(session)
    inside.rest(settings["wait"])
    asked = {}
    for number in range(settings["changes"]):
        value = _telephone(settings["series"], number)
        asked[value] = time.monotonic()
        assert not session.change_youth(youth, {"phone": value}).result().problems
        inside.rest(0.6 + (number % 7) * 0.03)  # no rhythm that anything could fall in with
    inside.rest(2.0)
    return {"asked": asked}


def watch(inside: Inside, settings: dict[str, Any]) -> dict[str, Any]:
    """Have the same youth's page open; when each change was in the store, and when it was drawn."""
    inside.unlock(settings["passphrase"])
    workplace = inside.program.workplace
    assert workplace is not None
    session = workplace.session
    youth = _first_youth(session)
    stored: dict[str, float] = {}
    drawn: dict[str, float] = {}

    def hear(changes: Changes) -> None:
        if youth in changes.youths:
            at = time.monotonic()
            page = session.youth_page(youth)
            if page is not None:
                stored.setdefault(str(page.editable.get("phone")), at)

    session.subscribe(hear)
    workplace.open_youth(youth)
    shell = inside.program.shell
    assert shell is not None
    page = shell.current_page()
    assert isinstance(page, YouthScreen)
    last = _telephone(settings["series"], settings["changes"] - 1)
    print("watching", flush=True)
    while last not in drawn:
        seen = Painted(page.cards.contact)
        inside.wait(lambda seen=seen: seen.at > 0)  # type: ignore[misc]  # bound per turn
        at = time.monotonic()
        for widget in page.cards.findChildren(QWidget):
            for text in texts_of(widget):
                if text.startswith(AREA):
                    drawn.setdefault(text, at)
    return {"stored": stored, "drawn": drawn}


# -- parts


def _timed_argon2() -> list[float]:
    """Milliseconds that each derivation of a key takes from now on."""
    took: list[float] = []
    derive = keys.derive

    def timed(passphrase: str, params: Any) -> bytearray:
        began = time.perf_counter()
        try:
            return derive(passphrase, params)
        finally:
            took.append((time.perf_counter() - began) * 1000)

    keys.derive = timed
    return took


def _register(inside: Inside) -> RegisterScreen:
    shell = inside.program.shell
    assert shell is not None
    page = shell.current_page()
    assert isinstance(page, RegisterScreen)
    return page


def _first_youth(session: Session) -> YouthId:
    return min(session.youth_ids(ListFilter.ENROLLED).ids)


def _telephone(series: int, number: int) -> str:
    return f"{AREA} {series:05} {number:03}"


def _fill(session: Session, youth: YouthId) -> int:
    """Notes until the youth has as many records as is asked for; returns how many there are."""
    there = _records(session, youth)
    for number in range(FULL - there):
        form = NoteForm(
            youth=youth, occurred_on=session.today(), at=session.now(), text=f"{number}. {NOTE}"
        )
        session.enter_note(form).result()
    return _records(session, youth)


def _records(session: Session, youth: YouthId) -> int:
    return len(session._queries.case_records(youth))  # noqa: SLF001 - no window counts records


def _save(
    inside: Inside, session: Session, youths: Sequence[YouthId], settings: dict[str, Any]
) -> tuple[list[float], list[float], list[float]]:
    """Enter notes and keep drafts, one at a time, each beside a plain insert on the same disk."""
    plain = _plain(Path(settings["beside"]))
    saved, drafted, inserted = [], [], []
    for number in range(settings["saves"]):
        youth = youths[number % len(youths)]
        form = NoteForm(
            youth=youth, occurred_on=session.today(), at=session.now(), text=f"{number}. {NOTE}"
        )
        draft = session.new_draft_id()
        began = time.perf_counter()
        session.save_draft(draft, form).result()
        between = time.perf_counter()
        drafted.append((between - began) * 1000)
        inside.rest()
        began = time.perf_counter()
        result = session.enter_note(form, draft).result()
        saved.append((time.perf_counter() - began) * 1000)
        assert result.record is not None
        inside.rest()
        began = time.perf_counter()
        plain.execute("BEGIN IMMEDIATE")
        plain.execute("INSERT INTO note VALUES (?, ?, ?)", (number, youth.bytes, form.text))
        plain.execute("COMMIT")
        inserted.append((time.perf_counter() - began) * 1000)
    plain.close()
    return saved, drafted, inserted


def _plain(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("CREATE TABLE note (id INTEGER PRIMARY KEY, youth BLOB, text TEXT)")
    return connection


def _open(
    inside: Inside, page: RegisterScreen, youths: Sequence[YouthId], rounds: int
) -> list[float]:
    """Enter on a row, until the youth's page has been drawn; Esc, and the next."""
    shell = inside.program.shell
    assert shell is not None
    opened = []
    for _ in range(rounds):
        for youth in youths:
            page.list.select(youth)
            page.list.setFocus()
            inside.rest()
            began = time.perf_counter()
            press("Return")
            top = shell.current_page()
            assert isinstance(top, YouthScreen), f"Enter opened nothing; focus {focus()}"
            opened.append(inside.painted(began, top.journal.viewport()))
            inside.rest()
            press("Esc")
            inside.rest()
    return opened


def _memory() -> dict[str, float]:
    """MB of this process: resident, its share (PSS), and the most it ever had."""
    found = {}
    for file in ("/proc/self/smaps_rollup", "/proc/self/status"):
        for line in Path(file).read_text(encoding="ascii").splitlines():
            name, _, value = line.partition(":")
            if name in {"Rss", "Pss", "VmHWM"}:
                found[name] = int(value.split()[0]) / 1024
    return found
