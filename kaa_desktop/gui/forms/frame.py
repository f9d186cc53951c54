"""What stands around the fields of a form: heading, context beside, banner, and the foot.

Wide, as picture 05; below 60 em of width the context folds behind "Om ärendet" (picture 12).
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLayout,
    QVBoxLayout,
    QWidget,
)

from kaa_desktop.gui.forms.context import WIDTH, ContextColumn
from kaa_desktop.gui.forms.sheet import Sheet, SheetArea
from kaa_desktop.gui.theme import Theme
from kaa_desktop.gui.tokens import Kind
from kaa_desktop.gui.widgets.boxes import Banner, Footer, fold
from kaa_desktop.gui.widgets.buttons import KeyButton, button
from kaa_desktop.gui.widgets.labels import Elided, label, repolish

NARROW_EM = 60  # design.md section 5
TWO_COLUMNS_EM = 54
WHILE_TYPING = "Sparas medan du skriver."


class SideBySide(QWidget):
    """Two columns that stand under each other when the window is narrow."""

    def __init__(self, left: QWidget, right: QWidget, *, gap: int = 20) -> None:
        super().__init__()
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(gap)
        self._row.addWidget(left, 1)
        self._row.addWidget(right, 1)

    def fold(self, *, narrow: bool) -> None:
        """Stand under or beside each other."""
        fold(self._row, narrow=narrow)


def column(*widgets: QWidget, spacing: int = 10) -> QWidget:
    """Widgets under each other, at the top."""
    made = QWidget()
    inside = QVBoxLayout(made)
    inside.setContentsMargins(0, 0, 0, 0)
    inside.setSpacing(spacing)
    for widget in widgets:
        inside.addWidget(widget)
    inside.addStretch(1)
    return made


def row(*widgets: QWidget, spacing: int = 10, stretch: bool = True) -> QWidget:
    """Widgets beside each other, at the left unless ``stretch`` is off."""
    made = QWidget()
    inside = QHBoxLayout(made)
    inside.setContentsMargins(0, 0, 0, 0)
    inside.setSpacing(spacing)
    for widget in widgets:
        inside.addWidget(widget)
    if stretch:
        inside.addStretch(1)
    return made


class FormFrame(QWidget):
    """``body`` takes the fields; the foot has ``close_button``, ``discard`` and ``finish``."""

    def __init__(self, theme: Theme, title: str, subtitle: str, finish: str) -> None:
        super().__init__()
        self._theme = theme
        self._narrow = False
        self._alone = False
        self._who = self._details = subtitle
        self._kept = False
        self._extra: list[KeyButton] = []
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self._header(title, subtitle))
        middle = QHBoxLayout()
        middle.setSpacing(0)
        self._side = self._side_column()
        middle.addWidget(self._side)
        middle.addLayout(self._right(finish), 1)
        outer.addLayout(middle, 1)

    # -- parts

    def _header(self, title: str, subtitle: str) -> QWidget:
        header = QFrame()
        header.setProperty("fill", "surface")
        header.setProperty("rule", "bottom")
        self._head = QHBoxLayout(header)
        self._head.setContentsMargins(20, 5, 20, 5)
        self._head.setSpacing(10)
        header.setMinimumHeight(42)
        self._title = label(title, "page")
        self.subtitle = Elided(subtitle, "muted")
        self._head.addWidget(self._title)
        self._head.addWidget(self.subtitle, 1)
        self._fold = button(
            self._theme, "Om ärendet", name="form_about", kind="flat", icon="chevron-down"
        )
        self._fold.setCheckable(True)
        self._fold.clicked.connect(self._show_side)
        self._fold.hide()
        self._head.addWidget(self._fold)
        return header

    def _side_column(self) -> QWidget:
        side = QFrame()
        side.setProperty("fill", "surface")
        side.setProperty("rule", "right")
        side.setFixedWidth(WIDTH + 8)
        inside = QVBoxLayout(side)
        inside.setContentsMargins(0, 0, 1, 0)
        self.context = ContextColumn(self._theme)
        inside.addWidget(self.context)
        return side

    def _right(self, finish: str) -> QVBoxLayout:
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addWidget(self._banner_band())
        inside = Sheet()
        self.body = QVBoxLayout(inside)
        self.body.setContentsMargins(20, 12, 20, 10)
        self.body.setSpacing(10)
        self.area = SheetArea.around(inside, "form_fields", "Formulärets fält")
        right.addWidget(self.area, 1)
        right.addWidget(self._foot(finish))
        return right

    def _banner_band(self) -> QWidget:
        self._banner = Banner(self._theme, Kind.DANGER, flat=False)
        self.retry = button(self._theme, "Spara igen", name="form_retry", icon="save")
        self._banner.add_button(self.retry)
        band = QFrame()
        band.setProperty("fill", "surface")
        inside = QVBoxLayout(band)
        inside.setContentsMargins(20, 10, 20, 0)
        inside.addWidget(self._banner)
        self._band = band
        band.hide()
        return band

    def _foot(self, finish: str) -> Footer:
        theme = self._theme
        self.footer = Footer(theme)
        self.footer.set_state(WHILE_TYPING, kind=Kind.NEUTRAL)
        self.footer.state.setProperty("role", "muted")
        self.discard = button(
            theme, "Släng utkastet", name="form_discard", kind="flat", icon="trash-2"
        )
        self.discard.hide()
        self.close_button = button(theme, "Stäng, behåll utkast", name="form_close", hint="Esc")
        self.finish = button(
            theme, finish, name="form_finish", kind="primary", icon="check", hint="Ctrl+Enter"
        )
        for made in (self.discard, self.close_button, self.finish):
            self.footer.add(made)
        self._asking = False
        return self.footer

    def stand_alone(self) -> None:
        """There is nobody to tell of beside the fields."""
        self._alone = True
        self.fit()

    def name_side(self, words: str) -> None:
        """What the button says that unfolds the column beside."""
        self._fold.setText(words)

    def set_details(self, details: str) -> None:
        """What the heading tells while the name stands in the column beside."""
        self._details = details
        self._head_words()

    def _head_words(self) -> None:
        self.subtitle.setText(self._who if self._narrow else self._details)

    def add_to_foot(self, made: KeyButton) -> None:
        """Put another way to go on beside the one that ends the form."""
        foot = self.footer.layout()
        assert isinstance(foot, QHBoxLayout)
        foot.insertWidget(foot.indexOf(self.finish), made)
        self._extra.append(made)

    def add_to_header(self, widget: QWidget) -> None:
        """Put a button at the right of the heading."""
        self._head.addWidget(widget)

    # -- what is said

    def show_kept(self, words: str) -> None:
        """The draft is safe."""
        if self._asking:
            return
        self._band.hide()
        self._foot_state(words)
        self._kept = True
        self.discard.show()

    def show_unsaved(self, sentence: str, since: str) -> None:
        """The only red state: the text is here and nowhere else."""
        self._foot_state(f"Inte sparat sedan {since}", kind=Kind.DANGER)
        self._say("Anteckningen är inte sparad. Texten finns kvar här.", sentence, retry=True)

    def show_fault(self, title: str, sentence: str, *, retry: bool = False) -> None:
        """What happened, what is safe, what to do: stays until mended."""
        self._say(title, sentence, retry=retry)

    def show_reason(self, kind: Kind, title: str, sentence: str) -> None:
        """Why the form can only be read."""
        self._banner.set_message(kind, title, sentence)
        self.retry.hide()
        self._band.show()

    def _say(self, title: str, sentence: str, *, retry: bool) -> None:
        self._banner.set_message(Kind.DANGER, title, sentence)
        self.retry.setVisible(retry)
        self._band.show()

    def count_problems(self, number: int) -> None:
        """How many things have to be mended before it can be entered."""
        what = "1 uppgift behöver rättas." if number == 1 else f"{number} uppgifter behöver rättas."
        self._foot_state(what, kind=Kind.WARN)

    def _foot_state(self, words: str, note: str = "", *, kind: Kind = Kind.OK) -> None:
        self.footer.set_state(words, note, kind=kind)
        self.footer.state.setProperty("role", str(kind))
        repolish(self.footer.state)

    # -- throwing the draft away

    def confirmed(self) -> bool:
        """Ask first; True when the person has been asked already."""
        if self._asking:
            return True
        self._asking = True
        self._foot_state("Släng utkastet?", "Texten går inte att få tillbaka.", kind=Kind.WARN)
        self.close_button.setText("Behåll")
        self.finish.hide()
        self.discard.setProperty("kind", "secondary")
        return False

    def asking(self) -> bool:
        """Whether the question about the draft stands."""
        return self._asking

    def stop_asking(self) -> None:
        """The draft is kept."""
        self._asking = False
        self.finish.show()
        self.discard.setProperty("kind", "flat")
        self._words()
        self.show_kept("Utkastet är kvar")

    # -- room

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    def fit(self) -> None:
        """Fold or unfold by the width in em."""
        em = max(self._theme.em, 1)
        narrow = self.width() < NARROW_EM * em
        if narrow != self._narrow:
            self._narrow = narrow
            self._head_words()
            self._place_discard()
        self._fold.setVisible(narrow and not self._alone)
        self._side.setVisible(not self._alone and (not narrow or self._fold.isChecked()))
        side_alone = narrow and self._fold.isChecked()
        self._side.setMaximumWidth(16_777_215 if side_alone else round((WIDTH + 8) * em / 14))
        self.area.setVisible(not side_alone)
        self._words()
        for pair in self.findChildren(SideBySide):
            pair.fold(narrow=self.area.width() < TWO_COLUMNS_EM * em)

    def _place_discard(self) -> None:
        """In a narrow window the foot has no room for it: it stands below the fields."""
        foot = self.footer.layout()
        for made in (*self._extra, self.discard):
            if self._narrow or not isinstance(foot, QBoxLayout):
                self.body.addWidget(made, 0, Qt.AlignmentFlag.AlignLeft)
            else:
                before = self.close_button if made is self.discard else self.finish
                foot.insertWidget(foot.indexOf(before), made)
        self.discard.setVisible(self._kept)

    def _words(self) -> None:
        if not self._asking:
            self.close_button.setText("Stäng" if self._narrow else "Stäng, behåll utkast")

    def _show_side(self) -> None:
        self._fold.set_icon("chevron-up" if self._fold.isChecked() else "chevron-down")
        self.fit()

    def reveal(self, widget: QWidget) -> None:
        """Scroll so that a field can be seen."""
        self.area.ensureWidgetVisible(widget, 10, 10)

    def chain(self) -> None:
        """Make the tab order the reading order."""
        stops = list(_stops(self.body))
        stops += [self.retry, self.discard, self.close_button, *self._extra, self.finish]
        for before, after in pairwise(stops):
            QWidget.setTabOrder(before, after)


def _stops(layout: QLayout) -> Iterator[QWidget]:
    for index in range(layout.count()):
        item = layout.itemAt(index)
        if item is None:
            continue
        inner = item.layout()
        widget = item.widget()
        if widget is not None:
            inside = widget.layout()
            if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.focusProxy() is None:
                yield widget
            elif inside is not None:
                yield from _stops(inside)
        elif inner is not None:
            yield from _stops(inner)


__all__ = ["FormFrame", "KeyButton", "SideBySide", "column", "row"]
