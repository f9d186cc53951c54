"""The window's wiring: unlock, work, lock, end.

One `Program` owns the look, the unlock window and the main window; a `Workplace` lives from unlock to
lock. What the unlock window does not need is imported after it is shown: the start of the program is
measured (issue 2, performance).
"""

from __future__ import annotations

import importlib
import math
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QObject, QSettings, QSize, Qt, QTimer
from PySide6.QtWidgets import QApplication

from kaa_core import __version__
from kaa_desktop.gui.language import speak_swedish
from kaa_desktop.gui.later import Later, sentence_of
from kaa_desktop.gui.mishaps import parts_of
from kaa_desktop.gui.theme import Mode, Theme
from kaa_desktop.gui.tokens import Kind
from kaa_desktop.gui.unlock import UnlockFacts, UnlockWindow
from kaa_desktop.store.errors import StoreClosed

if TYPE_CHECKING:
    from kaa_desktop.app.session import Session
    from kaa_desktop.app.unlocking import Profile, Unlocking
    from kaa_desktop.gui.shell import MainWindow
    from kaa_desktop.gui.workplace import Workplace

FULL = QSize(1440, 900)  # on a screen with no room round it the window is maximised
PREPARE_MS = 50  # after the unlock window has been drawn


class Program(QObject):
    """From the first window to the last."""

    def __init__(self, app: QApplication, unlocking: Unlocking) -> None:
        super().__init__()
        self._app = app
        self._unlocking = unlocking
        self._profiles = list(unlocking.profiles())
        self._profile: Profile | None = next(iter(self._profiles), None)
        self._kept = _settings(self._profile)
        speak_swedish(app)
        self.theme = Theme(app, *_look(self._kept))
        self._later = Later(self)
        self._session: Session | None = None
        self._workplace: Workplace | None = None
        self.shell: MainWindow | None = None
        self._ending = False
        self._warned_since = ""
        app.setQuitOnLastWindowClosed(False)
        app.lastWindowClosed.connect(self.end)
        self.unlock = UnlockWindow(self.theme, self._facts())
        self.unlock.unlock_requested.connect(self._try)
        self._ask_who()

    @property
    def workplace(self) -> Workplace | None:
        """What is open now; None while locked."""
        return self._workplace

    def start(self) -> None:
        """Show the unlock window, then make ready what comes after it."""
        self.unlock.show()
        # Loading on another thread beside the first drawing would slow it (docs/performance.md).
        QTimer.singleShot(PREPARE_MS, self._warm_up)
        QTimer.singleShot(PREPARE_MS, self._prepare)

    def _warm_up(self) -> None:
        if not self._ending:  # closed as soon as it was shown
            self._unlocking.warm_up()

    # -- who

    def _ask_who(self) -> None:
        if not self._profiles:
            self.unlock.show_nobody(self._unlocking.command_to_connect())
        elif len(self._profiles) > 1:
            names = [f"{one.user_name} · {one.device_name}" for one in self._profiles]
            self.unlock.set_people(names)
            self.unlock.person_chosen.connect(self._choose)

    def _choose(self, at: int) -> None:
        """Another of the computer's profiles: its look, its facts, a main window of its own."""
        self._kept.sync()
        self._profile = self._profiles[at]
        self._kept = _settings(self._profile)
        shell, self.shell = self.shell, None
        if shell is not None:
            shell.deleteLater()
        mode, percent = _look(self._kept)
        self.theme.set_mode(mode)
        self.theme.set_percent(percent)
        self.unlock.clear()
        self.unlock.set_facts(self._facts())
        QTimer.singleShot(PREPARE_MS, self._prepare)

    # -- unlock

    def _facts(self) -> UnlockFacts:
        profile = self._profile
        if profile is None:
            return UnlockFacts(user="", municipality="", device="", version=__version__)
        facts = self._unlocking.facts(profile)
        return UnlockFacts(
            user=profile.user_name,
            municipality=profile.municipality_name,
            device=profile.device_name,
            version=__version__,
            practice=profile.practice,
            waiting=facts.unsent,
            last_sync=facts.last_sync_text,
        )

    def _try(self, passphrase: str) -> None:
        assert self._profile is not None  # or the form is not shown
        self.unlock.set_busy(busy=True)
        asked = self._unlocking.unlock(self._profile, passphrase)
        self._later.then(asked, self._unlocked, self._refused)

    def _refused(self, sentence: str) -> None:
        profile = self._profile
        wait = self._unlocking.facts(profile).wait if profile is not None else 0
        if wait > 0:
            self.unlock.show_pause(math.ceil(wait))
        else:
            self.unlock.show_error(sentence)

    def _unlocked(self, session: Session) -> None:
        self.unlock.clear()
        self._session = session
        try:
            self._open(session)
        except Exception as fault:  # noqa: BLE001 - a damaged page of the first view: locked again
            self._close_session()
            self._back_to_unlock()
            self.unlock.show_error(sentence_of(fault))

    def _open(self, session: Session) -> None:
        from kaa_desktop.gui.places import FORMS, places  # noqa: PLC0415 - after the unlock window
        from kaa_desktop.gui.preferences import ProfilePreferences  # noqa: PLC0415 - the same
        from kaa_desktop.gui.workplace import Workplace  # noqa: PLC0415 - the same

        shell = self._shell()
        assert self._profile is not None  # it has just been unlocked
        preferences = ProfilePreferences(self._kept, self._unlocking, self._profile, shell.idle)
        self._workplace = Workplace(shell, self.theme, session, places(preferences), FORMS)
        shell.show()
        self._workplace.begin()
        self.unlock.hide()
        shell.idle.start()

    # -- the main window

    def _prepare(self) -> None:
        """Import and build while the person types the passphrase."""
        importlib.import_module("kaa_desktop.gui.places")
        if self._profile is not None:
            self._shell()

    def _shell(self) -> MainWindow:
        from kaa_desktop.gui.shell import MainWindow  # noqa: PLC0415 - after the unlock window

        if self.shell is None:
            profile = self._profile
            practice = profile is not None and profile.practice
            shell = self.shell = MainWindow(self._app, self.theme, practice=practice)
            shell.lock_requested.connect(self.lock)
            shell.closing.connect(self._close)
            shell.idle.expired.connect(self._nobody_here)
            shell.appearance_changed.connect(self._keep_look)
            room = shell.screen().availableGeometry().size()
            kept = self._kept.value("window")
            if isinstance(kept, QByteArray) and shell.restoreGeometry(kept):
                return shell
            if room.width() <= FULL.width() or room.height() <= FULL.height():
                shell.setWindowState(Qt.WindowState.WindowMaximized)
            else:
                shell.resize(FULL)
        return self.shell

    def _keep_look(self, look: tuple[Mode, int]) -> None:
        self._kept.setValue("mode", str(look[0]))
        self._kept.setValue("percent", look[1])

    def _keep_window(self) -> None:
        if self.shell is not None and self.shell.isVisible():
            self._kept.setValue("window", self.shell.saveGeometry())

    # -- lock and end

    def lock(self) -> None:
        """Empty the windows, close the store, and show the unlock window (Ctrl+L, or nobody here).

        A text that could not be saved is only in the window: then the first request says so instead.
        """
        if self._session is None or self._warned_of_unsaved():
            return
        self.unlock.clear()
        self._keep_window()
        self._back_to_unlock()
        self._close_session()

    def _back_to_unlock(self) -> None:
        self.unlock.show()
        if self.shell is not None:
            self.shell.hide()

    def mishap(self, fault: BaseException) -> None:
        """Something was raised where no screen expected it: say so, and what is safe."""
        if self.shell is not None and self._workplace is not None:
            self.shell.notice(Kind.DANGER, *parts_of(fault))
        elif not isinstance(fault, StoreClosed):  # a view that was late for the lock
            self.unlock.show_error(sentence_of(fault))

    def _warned_of_unsaved(self) -> bool:
        workplace, shell = self._workplace, self.shell
        if workplace is None or shell is None:
            return False
        shell.leave()
        unsaved = workplace.keeper.unsaved_since
        if unsaved == self._warned_since:  # all is saved, or the warning has been heard
            self._warned_since = ""
            return False
        self._warned_since = unsaved
        if not unsaved:
            return False
        shell.warn_unsaved(
            f"Texten är inte sparad sedan {unsaved}. Programmet är inte låst.",
            "Frigör plats på disken, så sparas den. Lås en gång till om texten får försvinna.",
        )
        return True

    def _nobody_here(self) -> None:
        """A text that is only in the window is not thrown away when nobody has heard the warning."""
        self._warned_since = ""
        self.lock()
        if self._session is not None and self.shell is not None:
            self.shell.idle.start()

    def _close_session(self) -> None:
        session, self._session = self._session, None
        workplace, self._workplace = self._workplace, None
        if workplace is not None:
            workplace.close()
        if session is not None:
            self._later.then(self._unlocking.lock(session), self._closed, self._not_closed)

    def _closed(self, _nothing: object) -> None:
        if self._ending:
            self._quit()
        else:
            self.unlock.set_facts(self._facts())

    def _not_closed(self, sentence: str) -> None:
        if self._ending:
            self._quit()
        else:
            self.unlock.show_error(sentence)

    def _close(self) -> None:
        """The main window is closed by the person: the program ends."""
        self._keep_window()
        self._ending = True

    def end(self) -> None:
        """The last window is closed: let what is under way be written, then quit."""
        self._ending = True
        if self._session is None:
            self._quit()
        else:
            self._close_session()

    def _quit(self) -> None:
        self._later.close()
        self._unlocking.close()
        self._kept.sync()
        self._app.quit()


def _settings(profile: Profile | None) -> QSettings:
    """How the program looks and when it locks, kept beside the profile; nothing personal is."""
    if profile is None:  # then nothing is changed either
        return QSettings(QSettings.Format.IniFormat, QSettings.Scope.UserScope, "kaa-desktop")
    return QSettings(str(profile.folder / "window.ini"), QSettings.Format.IniFormat)


def _look(kept: QSettings) -> tuple[Mode, int]:
    try:
        return Mode(str(kept.value("mode", "system"))), int(str(kept.value("percent", 100)))
    except ValueError:
        return Mode.SYSTEM, 100
