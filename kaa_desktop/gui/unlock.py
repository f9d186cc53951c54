"""The unlock window: the first that a person sees, and the only one while the program is locked.

A pure view. ``unlock_requested`` carries the passphrase; whoever checks it (on a worker thread:
Argon2 takes a quarter of a second) answers with ``set_busy``, ``show_error`` or ``show_pause``.
It shows three facts and never the name of a youth (design.md, section 3 and 9).

Nothing is imported here that is not needed to draw it: the start of the program is measured
against a bare Qt window with the same form.
"""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QLineEdit, QWidget

from kaa_desktop.gui.compiled.unlock import Ui_UnlockForm
from kaa_desktop.gui.practice_door import PracticeDoor
from kaa_desktop.gui.theme import Theme
from kaa_desktop.gui.unlock_parts import Scroller, UnlockFacts, paint_hills
from kaa_desktop.gui.widgets.buttons import KeyButton
from kaa_desktop.gui.widgets.labels import Glyph, label, repolish

__all__ = ["UnlockFacts", "UnlockWindow"]

FORGET_AFTER_MS = 60_000  # nobody has written for so long: a passphrase is not left lying
BUSY_AFTER_MS = 500  # design.md section 4: nothing before half a second


class UnlockWindow(QWidget):
    """See the module."""

    unlock_requested = Signal(object)
    person_chosen = Signal(int)
    recover_requested = Signal()
    connect_requested = Signal()

    def __init__(self, theme: Theme, facts: UnlockFacts) -> None:
        super().__init__()
        self._theme = theme
        self._left = 0
        self._why = ""
        self._card: QWidget | None = None
        self.setObjectName("unlock_window")
        self.setWindowTitle("KAA Desktop – låst")
        self.ui = Ui_UnlockForm()
        form = QFrame()
        self.ui.setupUi(form)
        self._foot = label("", "body")
        self.practice = PracticeDoor(theme)
        self._form = form
        self._first: QWidget = self.ui.passphrase
        self._place(form)
        self._add_glyphs(theme)
        self._connect()
        ui = self.ui
        hidden = (ui.people, ui.caps_lock_row, ui.problem_row, ui.forgotten_help, ui.recover)
        for widget in (*hidden, ui.support, ui.ways):
            widget.hide()
        ui.forgotten_help.setContentsMargins(0, 6, 0, 8)
        ui.support.setContentsMargins(0, 6, 0, 0)
        self.set_facts(facts)
        self.setMinimumSize(480, 320)
        self.resize(1280, 720)
        theme.dress(self)

    def _place(self, form: QWidget) -> None:
        content = QWidget()
        grid = self._grid = QGridLayout(content)
        grid.setContentsMargins(16, 16, 16, 16)
        grid.addWidget(form, 1, 1)
        for edge in (0, 2):
            grid.setRowStretch(edge, 1)
            grid.setColumnStretch(edge, 1)
        self._area = Scroller()
        self._area.setWidget(content)
        outer = QGridLayout(self)
        outer.setContentsMargins(0, 0, 0, 12)
        outer.addWidget(self._area, 0, 0)
        outer.addWidget(self.practice, 1, 0, Qt.AlignmentFlag.AlignHCenter)
        outer.addWidget(self._foot, 2, 0, Qt.AlignmentFlag.AlignHCenter)

    def _add_glyphs(self, theme: Theme) -> None:
        top = Qt.AlignmentFlag.AlignTop
        self.ui.caps_lock_layout.insertWidget(0, Glyph(theme, "triangle-alert", 14, "warn"), 0, top)
        self.ui.caps_lock_layout.addStretch(1)
        self._problem_glyph = Glyph(theme, "triangle-alert", 14, "danger")
        self.ui.problem_layout.insertWidget(0, self._problem_glyph, 0, top)
        self.ui.problem_layout.setStretch(1, 1)
        self.ui.brand_row.insertWidget(0, Glyph(theme, "signpost", 28, "accent"))
        self._glyphs = (
            Glyph(theme, "shield-check", 16, "ok"),
            Glyph(theme, "cloud-off", 16, "info"),
            Glyph(theme, "refresh-cw", 16, "warn"),
        )
        for row, made in enumerate(self._glyphs):
            self.ui.facts.addWidget(made, row, 0, top)
        self.ui.facts.setColumnStretch(1, 1)
        hints = Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText
        self.ui.passphrase.setInputMethodHints(hints | Qt.InputMethodHint.ImhNoAutoUppercase)

    def _connect(self) -> None:
        ui = self.ui
        self._busy_note = self._timer(BUSY_AFTER_MS, self._say_busy)
        self._forget = self._timer(FORGET_AFTER_MS, self._empty_field)
        self._second = self._timer(1000, self._count_down)
        self._second.setSingleShot(False)
        ui.passphrase.returnPressed.connect(self._ask)
        ui.passphrase.textEdited.connect(self._typed)
        ui.passphrase.installEventFilter(self)
        ui.unlock.clicked.connect(self._ask)
        ui.show_passphrase.toggled.connect(self._show_passphrase)
        ui.forgotten.toggled.connect(self._show_forgotten)
        ui.help.toggled.connect(self._show_help)
        ui.recover.clicked.connect(self.recover_requested)
        ui.connect_more.clicked.connect(self.connect_requested)
        ui.people.activated.connect(self.person_chosen)

    def _timer(self, wait_ms: int, then: Callable[[], None]) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(wait_ms)
        timer.timeout.connect(then)
        return timer

    # -- what is shown

    def set_facts(self, facts: UnlockFacts) -> None:
        """Show whose profile it is and how it stands."""
        ui = self.ui
        ui.user.setText(facts.user)
        ui.municipality.setText(f"Det kommunala aktivitetsansvaret · {facts.municipality}")
        ui.fact_network.setText(facts.network_sentence())
        ui.fact_waiting.setText(facts.waiting_sentence())
        self._glyphs[1].set_icon("cloud-off" if facts.offline else "cloud", "info")
        self._glyphs[2].set_icon("refresh-cw", "warn" if facts.waiting else "ok")
        self._foot.setText(facts.foot())

    def set_people(self, names: Sequence[str], chosen: int = 0) -> None:
        """Let one of several be chosen: ``person_chosen`` carries the place in ``names``."""
        ui = self.ui
        ui.people.clear()
        ui.people.addItems(names)
        ui.people.setCurrentIndex(chosen)
        ui.people.show()
        ui.user_label.setBuddy(ui.people)
        ui.user.hide()

    def show_card(
        self, card: QWidget, title: str, first: QWidget, *, practise: bool = False
    ) -> None:
        """Another card instead of the form: a way in that is no passphrase (doors.py)."""
        self._drop_card()
        self._card = card
        self._form.hide()
        self._grid.addWidget(card, 1, 1)
        self._theme.dress(card)
        self.setWindowTitle(title)
        self.practice.setVisible(practise)
        self._first = first
        first.setFocus(Qt.FocusReason.OtherFocusReason)
        self._area.verticalScrollBar().setValue(0)

    def show_form(self) -> None:
        """The unlock form again."""
        self._drop_card()
        self.practice.show()
        self._first = self.ui.passphrase
        self.setWindowTitle("KAA Desktop – låst")
        self._form.show()
        self.ui.passphrase.setFocus(Qt.FocusReason.OtherFocusReason)

    def _drop_card(self) -> None:
        card, self._card = self._card, None
        if card is not None:
            self._grid.removeWidget(card)
            card.hide()
            card.deleteLater()

    def set_support(self, sentence: str) -> None:
        """Whom to turn to, below "Behöver du hjälp?"."""
        self.ui.support.setText(sentence)

    def show_note(self, sentence: str, tone: str = "ok") -> None:
        """Something to know before the passphrase is typed; no fault of it. `tone`: ok or warn."""
        self._show_problem("")
        self._say_at_field(sentence, tone, "circle-check" if tone == "ok" else "triangle-alert")

    def set_busy(self, *, busy: bool) -> None:
        """The passphrase is being tried: no second try meanwhile, a word after half a second."""
        ui = self.ui
        ui.passphrase.setReadOnly(busy)
        ui.people.setEnabled(not busy)
        ui.unlock.setEnabled(not busy)
        self.practice.set_ready(ready=not busy)
        if busy:
            self._show_problem("")
            self._busy_note.start()
        else:
            self._busy_note.stop()
            self._say_button("Lås upp")
            ui.passphrase.setFocus()

    def show_error(self, sentence: str) -> None:
        """What went wrong and what to do; the passphrase stays for a minute so that it can be mended."""
        self._stop_pause()
        self.set_busy(busy=False)
        self._show_problem(sentence)
        self._leave_to_mend()

    def show_pause(self, seconds: int, why: str = "Fel lösenfras.") -> None:
        """No new try until the seconds have passed; they are counted down in words."""
        self.set_busy(busy=False)
        self._why = why
        self._left = seconds
        self._leave_to_mend()
        self._tell_pause()
        self._second.start()

    def clear(self) -> None:
        """Forget what was typed: when it has been let in, and when it locks again."""
        self._stop_pause()
        self._empty_field()
        for opened in (self.ui.forgotten, self.ui.help):
            opened.setChecked(False)
        self._show_problem("")
        self.set_busy(busy=False)

    def _leave_to_mend(self) -> None:
        self.ui.show_passphrase.setChecked(False)
        self.ui.passphrase.selectAll()
        self._forget.start()

    def _empty_field(self) -> None:
        self._forget.stop()
        self.ui.passphrase.setText("")  # clear() could be undone: Visa, Ctrl+Z
        self.ui.show_passphrase.setChecked(False)

    def _show_problem(self, sentence: str) -> None:
        field = self.ui.passphrase
        self._say_at_field(sentence, "danger", "triangle-alert")
        if bool(field.property("invalid")) != bool(sentence):
            field.setProperty("invalid", bool(sentence))
            repolish(field)

    def _say_at_field(self, sentence: str, tone: str, icon: str) -> None:
        self.ui.problem.setText(sentence)
        self.ui.problem_row.setVisible(bool(sentence))
        self.ui.passphrase.setAccessibleDescription(sentence)
        self._problem_glyph.set_icon(icon, tone)
        self.ui.problem.setProperty("role", tone)
        repolish(self.ui.problem)

    def _say_busy(self) -> None:
        self._say_button("Låser upp")

    def _say_button(self, words: str) -> None:
        self.ui.unlock.setText(words)
        self.ui.unlock.setAccessibleName(words)

    # -- the pause after wrong tries

    def _count_down(self) -> None:
        self._left -= 1
        if self._left > 0:
            self._tell_pause()
        else:
            self._stop_pause()
            self._show_problem(f"{self._why} Försök igen.")

    def _tell_pause(self) -> None:
        unit = "sekund" if self._left == 1 else "sekunder"
        self._show_problem(f"{self._why} Vänta {self._left} {unit} och försök igen.")
        self.ui.unlock.set_blocked(f"Vänta {self._left} {unit}.")

    def _stop_pause(self) -> None:
        self._second.stop()
        self._left = 0
        self.ui.unlock.set_blocked("")

    # -- what the person does

    def _ask(self) -> None:
        if self._left > 0 or self._busy():
            return
        words = self.ui.passphrase.text()
        if not words:
            self._show_problem("Skriv lösenfrasen.")
            self.ui.passphrase.setFocus()
            return
        self._forget.stop()  # it is being tried; an error starts it again
        self.unlock_requested.emit(words)

    def _busy(self) -> bool:
        return self.ui.passphrase.isReadOnly()

    def _typed(self, _text: str) -> None:
        self._forget.start()
        if self._left <= 0:
            self._show_problem("")

    def _show_passphrase(self, shown: bool) -> None:
        ui = self.ui
        mode = QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password
        ui.passphrase.setEchoMode(mode)
        words = "Dölj" if shown else "Visa"
        ui.show_passphrase.setText(words)
        ui.show_passphrase.setShortcut("Alt+V")  # a new text takes the old shortcut away
        ui.show_passphrase.setAccessibleName(f"{words} lösenfrasen")
        ui.show_passphrase.set_icon("eye-off" if shown else "eye")

    def _show_forgotten(self, shown: bool) -> None:
        self._open(self.ui.help, shown, self.ui.forgotten_help, self.ui.recover)

    def _show_help(self, shown: bool) -> None:
        self._open(self.ui.forgotten, shown, self.ui.support, self.ui.ways)

    def _open(self, other: KeyButton, shown: bool, *widgets: QWidget) -> None:
        """One answer at a time: the window is small."""
        if shown:
            other.setChecked(False)
        for widget in widgets:
            widget.setVisible(shown)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            self._notice_caps_lock(event)
            if event.key() in {Qt.Key.Key_PageDown, Qt.Key.Key_PageUp}:
                bar = self._area.verticalScrollBar()
                step = bar.pageStep() if event.key() == Qt.Key.Key_PageDown else -bar.pageStep()
                bar.setValue(bar.value() + step)
        return super().eventFilter(watched, event)

    def _notice_caps_lock(self, event: QKeyEvent) -> None:
        # Qt cannot ask for the state of the key on every system; a letter shows it everywhere.
        note: QWidget = self.ui.caps_lock_row
        if event.key() == Qt.Key.Key_CapsLock:
            note.setVisible(not note.isVisible())
            return
        letter = event.text()
        if len(letter) == 1 and letter.isalpha():
            shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            note.setVisible(letter.isupper() != shift)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_F1:
            from kaa_desktop.gui.help.outside import open_beside  # noqa: PLC0415 - when asked for

            open_beside(self, self._theme, self._area)
            return
        super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._first.setFocus()

    def paintEvent(self, _event: QPaintEvent) -> None:
        paint_hills(self, self._theme.tokens)
