"""What the program keeps in the clear beside a profile: how it looks. Nothing personal is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSettings

from kaa_desktop.gui.theme import Mode

if TYPE_CHECKING:
    from kaa_desktop.app.profiles import Profile


def settings_of(profile: Profile | None) -> QSettings:
    """How the program looks and when it locks, kept beside the profile; nothing personal is."""
    if profile is None:  # then nothing is changed either
        return QSettings(QSettings.Format.IniFormat, QSettings.Scope.UserScope, "kaa-desktop")
    return QSettings(str(profile.folder / "window.ini"), QSettings.Format.IniFormat)


def look_of(kept: QSettings) -> tuple[Mode, int]:
    """Light or dark, and the text's size; the usual when the file says nothing readable."""
    try:
        return Mode(str(kept.value("mode", "system"))), int(str(kept.value("percent", 100)))
    except ValueError:
        return Mode.SYSTEM, 100
