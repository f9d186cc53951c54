"""The tour: seven steps that point at the real window, in three minutes, and never in the way.

Its words stand in a band below the page, which takes room and covers nothing. A frame is drawn round
what they are about; it lets the mouse through. Keys and pages work as ever meanwhile, and while a form
is open, or the window is low and she works in the page, the band is one line.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from attrs import frozen
from PySide6.QtCore import QEvent, QObject, QRect, QSettings, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from kaa_core.model.rights import Right
from kaa_desktop.app.views import Changes
from kaa_desktop.gui.forms.page import FormPage
from kaa_desktop.gui.help.text import plain
from kaa_desktop.gui.shell import MainWindow
from kaa_desktop.gui.theme import Theme
from kaa_desktop.gui.widgets.buttons import button
from kaa_desktop.gui.widgets.labels import Glyph, label
from kaa_desktop.gui.workplace import Workplace

KEPT: Final = "tour"
DECLINED, DONE = "declined", "done"
FOLLOW_MS = 200
SHORT_EM = 40  # in a lower window the words give way while she works in the page


@frozen
class Step:
    """One stop. ``place`` is opened first; without it the step is left out for roles that lack it."""

    title: str
    text: str
    target: Callable[[MainWindow], QWidget]
    place: str = ""
    act: str = ""


def _page(shell: MainWindow) -> QWidget:
    return shell.stack


def _navigation(shell: MainWindow) -> QWidget:
    return shell.navigation if shell.navigation.isVisible() else shell.top.menu_button


def _command(shell: MainWindow) -> QWidget:
    return shell.top.command


def _status(shell: MainWindow) -> QWidget:
    return shell.status


def _menus(shell: MainWindow) -> QWidget:
    return shell.top.bar if shell.top.bar.isVisible() else shell.top.menu_button


STEPS: Final = (
    Step(
        "Min dag",
        "Här står det du ska göra i dag, varför och senast när. Datumen räknas ur kommunens rutin. "
        "Du skriver dem inte två gånger.",
        _page,
        "day",
    ),
    Step(
        "Menyn till vänster",
        "Här byter du sida. Talet är lika med antalet rader du får. {key:pane.next} flyttar dig mellan "
        "rutorna, så att du kan arbeta utan mus.",
        _navigation,
    ),
    Step(
        "Listan",
        "Här är ungdomarna, ordnade efter nästa steg. Enter öppnar ungdomens sida. {key:list.filter} "
        "filtrerar listan.",
        _page,
        "youths",
    ),
    Step(
        "Sök",
        "{key:palette} hittar en ungdom, ett kommando eller en hjälptext, var du än är.",
        _command,
    ),
    Step(
        "För in en kontakt",
        "Välj en rad i listan och tryck {key:contact.new}. Det du skriver sparas som utkast medan du "
        "skriver. {key:form.finish} för in det i journalen.",
        _page,
        "youths",
        "contact",
    ),
    Step(
        "Alltid sparat",
        "Här står hur det du skrivit är sparat och hur anslutningen är. Utan nät arbetar du som vanligt. "
        "Två som ändrat samma uppgift får välja. Inget skrivs över.",
        _status,
    ),
    Step(
        "Hjälp",
        "{key:help.here} förklarar sidan du är på: vad den är till för, enligt vilken regel, och hur du "
        "gör. Under Hjälp finns också övningskommunen och den här rundturen.",
        _menus,
    ),
)
TRY: Final = " Prova nu: här är alla påhittade. Rundturen märker när du har fört in kontakten."
TRIED: Final = "Kontakten är förd in. Så går det till varje gång."


class Tour(QObject):
    """One for each unlocking."""

    _entered = Signal()

    def __init__(self, shell: MainWindow, workplace: Workplace, kept: QSettings) -> None:
        super().__init__(workplace)
        self._shell = shell
        self._workplace = workplace
        self._kept = kept
        self._at = -1
        self._band: Band | None = None
        self._frame: Highlight | None = None
        self._follow = QTimer(self)
        self._follow.setInterval(FOLLOW_MS)
        self._follow.timeout.connect(self._settle)
        self._entered.connect(self._tried, Qt.ConnectionType.QueuedConnection)
        self._unsubscribe: Callable[[], None] = _nothing
        places = {item.key for item in shell.navigation.items()}
        self.steps = [step for step in STEPS if not step.place or step.place in places]
        shell.registry.bind("help.tour", self.start)
        shell.stack.shown.connect(self._settle)

    # -- begun, gone on with, ended

    def offer(self) -> None:
        """The first time: ask, without taking the focus from the work."""
        if self._kept.value(KEPT) is not None:
            return
        band = self._show_band()
        band.offer()
        self._follow.start()
        self._settle()
        self._shell.announcer.announce(f"{band.said()} Tryck F6 för att komma dit.")

    def start(self) -> None:
        """From the beginning, or from where it was left."""
        held = str(self._kept.value(KEPT, ""))
        at = int(held) if held.isdigit() else 0
        self._go(at if at < len(self.steps) else 0)

    def _go(self, at: int) -> None:
        self._at = at
        self._kept.setValue(KEPT, str(at))
        step = self.steps[at]
        band = self._show_band()
        if step.place and not isinstance(self._shell.current_page(), FormPage):
            self._shell.open_place(step.place)
        self._listen(step)
        text = plain(step.text) + (TRY if self._can_try(step) else "")
        band.show_step(at + 1, len(self.steps), step.title, text)
        self._point(step)
        self._shell.announcer.announce(band.said())
        band.next.setFocus(Qt.FocusReason.OtherFocusReason)
        self._settle()

    def _can_try(self, step: Step) -> bool:
        session = self._workplace.session
        return bool(step.act) and session.who.alone and session.may(Right.WRITE_CASES)

    def _next(self) -> None:
        if self._at + 1 < len(self.steps):
            self._go(self._at + 1)
        else:
            self._end(DONE)

    def _previous(self) -> None:
        self._go(max(0, self._at - 1))

    def _leave(self) -> None:
        self._end(DECLINED if self._at < 0 else str(self._at))

    def _end(self, kept: str) -> None:
        self._kept.setValue(KEPT, kept)
        inside = self._band is not None and self._band.isAncestorOf(
            QApplication.focusWidget() or self._shell
        )
        self._at = -1
        self._follow.stop()
        self._listen(None)
        if self._frame is not None:
            self._frame.hide()
        self._band = None
        self._shell.help.take_foot()
        if inside:
            self._shell.stack.focus_top()
        self._shell.say("Rundturen finns under Hjälp.")

    # -- one real act

    def _listen(self, step: Step | None) -> None:
        self._unsubscribe()
        self._unsubscribe = _nothing
        if step is not None and self._can_try(step):
            self._unsubscribe = self._workplace.session.subscribe(self._hear)

    def _hear(self, changes: Changes) -> None:
        """Called on another thread."""
        if "contact" in changes.kinds:
            self._entered.emit()

    def _tried(self) -> None:
        if self._band is not None and self._at >= 0 and self.steps[self._at].act:
            self._band.set_text(TRIED)
            self._shell.announcer.announce(TRIED)

    # -- the window

    def _show_band(self) -> Band:
        if self._band is None:
            band = self._band = Band(self._workplace.theme)
            band.next.clicked.connect(self._next)
            band.previous.clicked.connect(self._previous)
            band.leave.clicked.connect(self._leave)
            band.left.connect(self._leave)
            self._shell.help.set_foot(band)
        return self._band

    def _point(self, step: Step) -> None:
        if self._frame is None:
            self._frame = Highlight(self._workplace.theme, self._shell)
            self._workplace.destroyed.connect(self._frame.deleteLater)
        self._frame.point_at(step.target(self._shell))
        self._follow.start()

    def _settle(self) -> None:
        """Something may have moved: the frame follows, and a form has the room to itself."""
        if self._band is None:
            return
        writing = isinstance(self._shell.current_page(), FormPage)
        short = self._shell.height() < SHORT_EM * self._workplace.theme.em
        reading = self._band.isAncestorOf(QApplication.focusWidget() or self._shell)
        self._band.set_one_line(one_line=writing or (short and not reading))
        self._band.show_key(here=reading)
        # Whoever has begun something is not asked whether she is new: it takes a row of her page.
        self._band.setVisible(self._at >= 0 or self._shell.depth() < 2 or reading)
        if self._frame is not None and self._at >= 0:
            self._frame.setVisible(not writing)
            self._frame.follow()


class Band(QFrame):
    """The words and three buttons. Esc leaves the tour."""

    left = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("tour")
        self.setAccessibleName("Rundtur")
        self.setProperty("fill", "soft")
        self.setProperty("rule", "top")
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 4, 12, 4)
        row.setSpacing(12)
        row.addWidget(Glyph(theme, "milestone", 18, "accent"), 0, Qt.AlignmentFlag.AlignVCenter)
        words = QVBoxLayout()
        words.setSpacing(2)
        self._title = label("", "strong", wrap=True)
        self._text = label("", "body", wrap=True)
        words.addWidget(self._title)
        words.addWidget(self._text)
        row.addLayout(words, 1)
        self.leave = button(theme, "Avsluta", name="tour_leave", kind="flat", compact=True)
        self.previous = button(theme, "Tillbaka", name="tour_previous", compact=True)
        self.next = button(theme, "Nästa", name="tour_next", kind="primary", compact=True)
        for made in (self.leave, self.previous, self.next):
            row.addWidget(made, 0, Qt.AlignmentFlag.AlignVCenter)
        theme.dress(self)

    def offer(self) -> None:
        """Ask whether to begin."""
        self._title.setText("Är du ny här?")
        self.set_text("En rundtur på tre minuter visar det viktigaste.")
        self.previous.hide()
        _name(self.next, "Starta rundturen", "Starta rundturen")
        _name(self.leave, "Inte nu", "Inte nu, hoppa över rundturen")

    def show_step(self, number: int, of: int, title: str, text: str) -> None:
        """Show one step."""
        self._title.setText(f"Rundtur {number} av {of}: {title}")
        self.set_text(text)
        self.previous.setVisible(number > 1)
        last = number == of
        _name(self.previous, "Tillbaka", "Tillbaka i rundturen")
        _name(self.next, "Klar" if last else "Nästa", "Rundturen klar" if last else "Nästa steg")
        _name(self.leave, "Avsluta", "Avsluta rundturen")

    def set_text(self, text: str) -> None:
        """Say something else at the same step."""
        self._text.setText(text)

    def set_one_line(self, *, one_line: bool) -> None:
        """Only the title and the buttons, while somebody writes."""
        self._text.setVisible(not one_line)

    def show_key(self, *, here: bool) -> None:
        """Esc leaves the tour only while the focus is here; else it belongs to the page."""
        hint = "Esc" if here else ""
        if self.leave.hint != hint:
            self.leave.setProperty("hint", hint)
            self.leave.updateGeometry()
            self.leave.update()

    def said(self) -> str:
        """What a screen reader hears."""
        return f"{self._title.text()} {self._text.text()}"

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)


class Highlight(QWidget):
    """A frame round a part of the window, drawn over it; the mouse goes through."""

    def __init__(self, theme: Theme, shell: MainWindow) -> None:
        super().__init__(shell)
        self._theme = theme
        self._target: QWidget | None = None
        self.setObjectName("tour_frame")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        shell.installEventFilter(self)

    def point_at(self, target: QWidget) -> None:
        """Frame this from now on."""
        self._target = target
        self.show()
        self.raise_()
        self.follow()

    def follow(self) -> None:
        """Stand where the target stands now."""
        target, window = self._target, self.parentWidget()
        if target is None or window is None:
            return
        corner = target.mapTo(window, target.rect().topLeft())
        room = QRect(corner, target.size()).intersected(window.rect())
        if room != self.geometry():
            self.setGeometry(room)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Resize:
            self.follow()
        return super().eventFilter(watched, event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        width = self._theme.px(3)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(self._theme.tokens.accent), width))
        edge = width / 2 + 1
        painter.drawRoundedRect(self.rect().toRectF().adjusted(edge, edge, -edge, -edge), 6, 6)


def _name(made: QWidget, words: str, spoken: str) -> None:
    made.setProperty("text", words)
    made.setAccessibleName(spoken)
    made.updateGeometry()


def _nothing() -> None:
    """Nobody listens."""
