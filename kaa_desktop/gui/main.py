"""The window's wiring: unlock, work, lock, end.

One `Program` owns the look, the unlock window and the main window; a `Workplace` lives from unlock to
lock. What the unlock window does not need is imported after it is shown: the start of the program is
measured.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QObject, QSize, Qt, QTimer
from PySide6.QtWidgets import QApplication

from kaa_desktop.app.support import ANYBODY
from kaa_desktop.gui.ahead import know_widgets, load_some
from kaa_desktop.gui.facts import facts_of
from kaa_desktop.gui.kept import look_of, settings_of
from kaa_desktop.gui.language import speak_swedish
from kaa_desktop.gui.later import UNFORESEEN, Later, sentence_of
from kaa_desktop.gui.mishaps import parts_of
from kaa_desktop.gui.practice_way import PracticeWay
from kaa_desktop.gui.single import Single
from kaa_desktop.gui.theme import Mode, Theme
from kaa_desktop.gui.tokens import Kind
from kaa_desktop.gui.unlock import UnlockFacts, UnlockWindow
from kaa_desktop.gui.ways import Ways
from kaa_desktop.store.errors import StoreClosed, StoreFault

if TYPE_CHECKING:
    from pathlib import Path

    from kaa_desktop.app.crash import Crashes
    from kaa_desktop.app.session import Session
    from kaa_desktop.app.unlocking import Profile, Unlocking
    from kaa_desktop.gui.shell import MainWindow
    from kaa_desktop.gui.workplace import Workplace

FULL = QSize(1440, 900)  # on a screen with no room round it the window is maximised
SHOW_REPORT = "Vill du se vad som går att säga om felet? Välj Visa felrapporten i menyn Hjälp."
AFTER_CRASH = f"Allt du hade sparat och dina utkast finns kvar. {SHOW_REPORT}"
OPEN_ALREADY = (
    "Profilen är redan öppen i ett annat fönster. Ingenting är ändrat. Fortsätt i det fönstret."
)
PREPARE_MS = 50  # after the unlock window has been drawn


class Program(QObject):
    """From the first window to the last."""

    def __init__(self, app: QApplication, unlocking: Unlocking, *, practice: bool = False) -> None:
        super().__init__()
        self._app = app
        self._unlocking = unlocking
        self._only_practice = practice
        self._profiles = [] if practice else list(unlocking.profiles())
        self._profile: Profile | None = next(iter(self._profiles), None)
        self._own = self._profile
        self._kept = settings_of(self._profile)
        speak_swedish(app)
        self.theme = Theme(app, *look_of(self._kept))
        self._later = Later(self)
        self._single = Single(self._come_forward, self)
        self._session: Session | None = None
        self._workplace: Workplace | None = None
        self._crashes: Crashes | None = None
        self.shell: MainWindow | None = None
        self._ending = False
        self._warned_since = ""
        app.setQuitOnLastWindowClosed(False)
        app.lastWindowClosed.connect(self.end)
        self.unlock = UnlockWindow(self.theme, self._facts())
        self.unlock.unlock_requested.connect(self._try)
        way = self._way = PracticeWay(
            self.unlock, unlocking.practice, self._later, self._left, self._enter_practice
        )
        self.unlock.person_chosen.connect(self._choose)
        self._ways = Ways(
            self.unlock, self.theme, unlocking, self._later, self._whose, self._look_again
        )
        if practice:
            way.show_card(self.theme)
        else:
            self._ask_who()

    @property
    def workplace(self) -> Workplace | None:
        """What is open now; None while locked."""
        return self._workplace

    def start(self) -> bool:
        """Show the unlock window, then make ready what comes after it.

        False when the only profile has a window already: that one has come forward instead.
        """
        only = self._profile if len(self._profiles) == 1 else None
        if only is not None and not self._single.take(only.folder):
            return False
        self.unlock.show()
        # Loading on another thread beside the first drawing would slow it (docs/performance.md).
        QTimer.singleShot(PREPARE_MS, self._warm_up)
        if self._only_practice:
            QTimer.singleShot(PREPARE_MS, self._way.practise)
        return True

    def _come_forward(self) -> None:
        """The program was started once more: here it is."""
        shell = self.shell
        window = shell if shell is not None and self._workplace is not None else self.unlock
        window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
        window.show()
        window.raise_()
        window.activateWindow()

    def _warm_up(self) -> None:
        if not self._ending:  # closed as soon as it was shown
            # What the other thread loads now, this one would else load itself, or wait for.
            self._later.then(self._unlocking.warm_up(), self._prepare, self._prepare)

    # -- who

    def _ask_who(self) -> None:
        self._ways.begin()
        if len(self._profiles) > 1:
            names = [f"{one.user_name} · {one.device_name}" for one in self._profiles]
            self.unlock.set_people(names, self._profiles.index(self._own) if self._own else 0)

    def _look_again(self, folder: Path | None) -> None:
        """The computer's profiles may be others now: choose the one in a folder, or the first."""
        self._profiles = list(self._unlocking.profiles())
        at = next((n for n, one in enumerate(self._profiles) if one.folder == folder), 0)
        self.unlock.show_form()
        if self._profiles:
            self._choose(at)
        elif self._own is not None:  # it was the last one
            self._own = None
            self._use(None)
        self._ask_who()

    def _whose(self) -> Profile | None:
        return self._own

    def _choose(self, at: int) -> None:
        """Another of the computer's profiles: its look, its facts, a main window of its own."""
        self._own = self._profiles[at]
        self._use(self._own)
        QTimer.singleShot(PREPARE_MS, self._prepare)

    def _use(self, profile: Profile | None) -> None:
        self._kept.sync()
        self._profile = profile
        self._kept = settings_of(profile)
        shell, self.shell = self.shell, None
        if shell is not None:
            shell.deleteLater()
        mode, percent = look_of(self._kept)
        self.theme.set_mode(mode)
        self.theme.set_percent(percent)
        self.unlock.clear()
        self.unlock.set_facts(self._facts())
        self.unlock.set_support(self._unlocking.support(self._own))

    def _enter_practice(self, profile: Profile, session: Session) -> None:
        self._use(profile)
        self._unlocked(session)
        if self._session is None:  # it could not be shown, which the form, if any, has said
            self._use(self._own)
            self.unlock.practice.show_problem(UNFORESEEN)

    def _left(self) -> bool:
        """Lock what is open; False when a text is only in the window, which has then been said."""
        self.lock()
        return self._session is None

    # -- unlock

    def _facts(self) -> UnlockFacts:
        return facts_of(self._profile, self._unlocking)

    def _try(self, passphrase: str) -> None:
        assert self._profile is not None  # or the form is not shown
        if not self._single.take(self._profile.folder):
            self.unlock.show_error(OPEN_ALREADY)
            return
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
        from kaa_desktop.gui.help.start import begin_help  # noqa: PLC0415 - after the unlock window
        from kaa_desktop.gui.lease_watch import LeaseWatch  # noqa: PLC0415 - the same
        from kaa_desktop.gui.places import FORMS, places  # noqa: PLC0415 - the same
        from kaa_desktop.gui.practising import Practising  # noqa: PLC0415 - the same
        from kaa_desktop.gui.preferences import ProfilePreferences  # noqa: PLC0415 - the same
        from kaa_desktop.gui.version_watch import VersionWatch  # noqa: PLC0415 - the same
        from kaa_desktop.gui.workplace import Workplace  # noqa: PLC0415 - the same

        shell = self._shell()
        assert self._profile is not None  # it has just been unlocked
        preferences = ProfilePreferences(
            self._kept, self._unlocking, self._profile, shell.idle, self._remove_profile
        )
        self._workplace = Workplace(shell, self.theme, session, places(preferences), FORMS)
        self._workplace.decided.connect(preferences.follow)
        Practising(shell, self._workplace, self._unlocking.practice, self._way)
        shell.show()
        self._workplace.begin()
        begin_help(shell, self._workplace, self._kept)
        self._lease = LeaseWatch(self._workplace, session.leasing, self.lock)
        VersionWatch(shell, session.versions, self._workplace).show()
        self.unlock.hide()
        shell.idle.start()
        self._watch(shell, self._profile, self._workplace)

    def _watch(self, shell: MainWindow, profile: Profile, workplace: Workplace) -> None:
        """Be ready for faults that nobody foresaw; what is known of the last time is said once."""
        from kaa_desktop.gui.reporting import bind_reporting  # noqa: PLC0415 - the same

        self._crashes = self._unlocking.crashes(profile)
        bind_reporting(workplace, self._crashes, shell.hide_notice)
        report = self._crashes.begin()
        if report is not None:
            shell.notice(Kind.INFO, report.title, AFTER_CRASH)
            shell.registry.refresh()

    # -- the main window

    def _prepare(self, _loaded: object = None) -> None:
        """Import and build while the person types the passphrase, a piece between two keys."""
        if load_some():
            QTimer.singleShot(0, self._prepare)
        elif self._profile is not None and self.shell is None and not self._ending:
            QTimer.singleShot(0, know_widgets)
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
        if self._profile is not self._own:  # from the practice to the one who practised
            self._use(self._own)

    def _remove_profile(self, passphrase: str) -> None:
        """Lock, and take the profile off the computer; what is only here keeps it (app/removing.py)."""
        profile = self._profile
        if self._left() and profile is not None:
            self._kept.sync()  # nothing is written in the folder afterwards
            self._single.let_go()
            # On the same thread as the closing, and so after it.
            asked = self._unlocking.remove(profile, passphrase)
            self._later.then(asked, self._look_again, self.unlock.show_error)

    def _back_to_unlock(self) -> None:
        if self.shell is not None:
            self.shell.palette_dialog.hide()
            self.shell.hide()
        self.unlock.show()
        self.unlock.activateWindow()

    def mishap(self, fault: BaseException) -> None:
        """Something was raised where no screen expected it: say so, and what is safe."""
        if self.shell is not None and self._workplace is not None:
            title, rest = parts_of(fault)
            whom = self._unlocking.support(self._profile)
            if whom != ANYBODY:  # the municipality has said who helps
                rest = f"{rest} {whom}"
            if self._crashes is not None and not isinstance(fault, StoreFault):
                self._crashes.happened(fault, self.shell.registry.recent)
                rest = f"{rest} {SHOW_REPORT}"
            self.shell.notice(Kind.DANGER, title, rest)
            self.shell.registry.refresh()
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
        crashes, self._crashes = self._crashes, None
        if crashes is not None:
            crashes.end()
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
        self._single.let_go()
        self._later.close()
        self._unlocking.close()
        self._kept.sync()
        self._app.quit()
