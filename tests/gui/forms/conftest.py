"""The forms in the main window, on a real SQLCipher store, driven by keys."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from PySide6.QtCore import QSettings

from kaa_core.model.ids import DraftId
from kaa_desktop.app import wiring
from kaa_desktop.app.forms import Form
from kaa_desktop.gui.preferences import ProfilePreferences
from tests.gui.screens.conftest import Room, desktop, room  # noqa: F401 - fixtures
from tests.unit.app.desks import WAIT, Desktop


def drafts_of(room: Room, name: str) -> list[Form]:  # noqa: F811
    """The drafts about someone, as they lie in the store."""
    found = [room.session.draft(row.id) for row in room.session.drafts()]
    return [form for form in found if form is not None and form.youth == room.people[name]]


def open_form(room: Room, kind: str, name: str, **order: Any) -> Any:  # noqa: F811
    """Open a form about someone, with the keyboard in its first field."""
    room.workplace.open_form(kind, room.people[name], **order)
    assert room.focus().window() is room.shell
    return room.page


def saved(room: Room, draft: DraftId) -> Form:  # noqa: F811
    """Wait until a draft lies in the store, and give it."""
    room.bot.waitUntil(lambda: room.session.draft(draft) is not None)
    found = room.session.draft(draft)
    assert found is not None
    return found


@contextmanager
def full_disk(desktop: Desktop) -> Iterator[None]:  # noqa: F811
    """Let SQLite find no room for one more page."""

    def limit(pages: int) -> None:
        def work(unit: Any) -> None:
            now = unit.connection.execute("PRAGMA page_count").fetchone()[0]
            unit.connection.execute(f"PRAGMA max_page_count = {pages or now}")

        desktop.store._writer.submit(work).result(WAIT)

    limit(0)
    try:
        yield
    finally:
        limit(1 << 30)


def preferences_of(room: Room) -> ProfilePreferences:  # noqa: F811
    """What the program keeps for the profile of the room, in its own folder."""
    profile = room.desktop.profile
    kept = QSettings(str(profile.folder / "window.ini"), QSettings.Format.IniFormat)
    doors = wiring.unlocking(profile.folder, room.desktop.clock)
    return ProfilePreferences(kept, doors, profile, room.shell.idle)
