"""Walks a window and says what a person with keyboard, screen reader or large text would miss.

Use::

    @pytest.mark.parametrize("look", LOOKS, ids=str)
    def test_my_window(look: Look, qapp, qtbot):
        theme = look.theme(qapp)
        window = MyWindow(theme)
        qtbot.addWidget(window)
        look.show(window, qtbot)
        assert walk(window, theme) == []

``walk`` returns sentences, one per problem: object name, accessible name (there, not the object
name, unique), reached by Tab without a trap, a focus that is seen, and no text cut off.
"""

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QAccessible, QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QAbstractSpinBox,
    QApplication,
    QButtonGroup,
    QComboBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QMenuBar,
    QScrollBar,
    QSlider,
    QTabBar,
    QTableView,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from kaa_desktop.gui.theme import Mode, Theme
from kaa_desktop.gui.widgets.buttons import KeyButton
from kaa_desktop.gui.widgets.chips import Chip
from kaa_desktop.gui.widgets.labels import Elided, KeyCap

_CONTROLS = (
    QAbstractButton,
    QLineEdit,
    QComboBox,
    QAbstractSpinBox,
    QAbstractItemView,
    QTabBar,
    QSlider,
)
_LEAST_RING = 60  # pixels in exactly the focus colour: a ring of 2 px round the smallest target


class Look(NamedTuple):
    """How a window is looked at."""

    mode: Mode
    percent: int
    size: QSize

    def __str__(self) -> str:
        return f"{self.mode}-{self.percent}-{self.size.width()}x{self.size.height()}"

    def theme(self, app: QApplication) -> Theme:
        """The theme of this look, set on the application."""
        return Theme(app, self.mode, self.percent)

    def show(self, window: QWidget, bot: QtBot) -> None:
        """Show the window at this size, active."""
        window.resize(self.size)
        activate(window, bot)


def activate(window: QWidget, bot: QtBot) -> None:
    """Show the window and wait until it has the keyboard."""
    window.show()
    window.activateWindow()
    bot.waitUntil(window.isActiveWindow)


LOOKS = [
    Look(mode, percent, QSize(*size))
    for mode in (Mode.LIGHT, Mode.DARK)
    for percent in (100, 200)
    for size in ((1440, 900), (1280, 720))
]


def walk(window: QWidget, theme: Theme) -> list[str]:
    """Every problem of the window as it stands."""
    QApplication.processEvents()
    return [*_names(window), *_tabs(window, theme), *cut_texts(window)]


# -- what can be acted on


def controls(window: QWidget) -> list[QWidget]:
    """Visible widgets that a person can act on, Qt's inner parts left out."""
    return [w for w in window.findChildren(QWidget) if w.isVisible() and _is_control(w, window)]


def _is_control(widget: QWidget, window: QWidget) -> bool:
    if widget.window() is not window or isinstance(widget, QScrollBar | QHeaderView | QMenuBar):
        return False
    if _inner(widget):
        return False
    takes_tab = bool(widget.focusPolicy().value & Qt.FocusPolicy.TabFocus.value)
    return isinstance(widget, _CONTROLS) or takes_tab


def _inner(widget: QWidget) -> bool:
    """Parts that Qt makes inside its own widgets."""
    if widget.objectName().startswith("qt_"):
        return True
    parent = widget.parentWidget()
    return isinstance(parent, QLineEdit | QComboBox | QAbstractSpinBox | QTabBar | QMenuBar)


def _called(widget: QWidget) -> str:
    return f"{type(widget).__name__} {widget.objectName() or '(utan objektnamn)'}"


def spoken_name(widget: QWidget) -> str:
    """What a screen reader is given: also from a label's buddy or a button's text."""
    if isinstance(widget, QComboBox) and widget.accessibleName():
        return (
            widget.accessibleName()
        )  # on Linux Qt gives the choice as name, and the label beside it
    return str(QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name))


def _names(window: QWidget) -> Iterator[str]:
    found = controls(window)
    spoken = {widget: spoken_name(widget).strip() for widget in found}
    times = Counter(spoken.values())
    objects = Counter(widget.objectName() for widget in found)
    for widget, name in spoken.items():
        if not widget.objectName():
            yield f"{_called(widget)}: saknar objektnamn"
        elif objects[widget.objectName()] > 1:
            yield f"{_called(widget)}: objektnamnet finns flera gånger"
        if not name:
            yield f"{_called(widget)}: saknar tillgängligt namn"
        elif name == widget.objectName() or "_" in name:
            yield f"{_called(widget)}: det tillgängliga namnet {name!r} är ett objektnamn"
        elif times[name] > 1:
            yield f"{_called(widget)}: det tillgängliga namnet {name!r} finns flera gånger"


# -- Tab and focus


def _tabs(window: QWidget, theme: Theme) -> Iterator[str]:
    wanted = [w for w in controls(window) if w.isEnabled()]
    reached, trap = _press_tab(window, len(wanted))
    if trap is not None:
        yield f"{_called(trap)}: Tab fastnar här"
    for widget in wanted:
        proxied = widget.focusProxy() in reached
        if widget not in reached and not proxied and not _by_arrows(widget, reached):
            yield f"{_called(widget)}: nås inte med Tab"
    for widget in reached:
        if widget in wanted and not _focus_seen(widget, theme):
            yield f"{_called(widget)}: fokus syns inte"


def _press_tab(window: QWidget, count: int) -> tuple[list[QWidget], QWidget | None]:
    reached: list[QWidget] = []
    focus = QApplication.focusWidget()
    for _press in range(2 * count + 6):
        QTest.keyClick(focus or window, Qt.Key.Key_Tab)
        now = QApplication.focusWidget()
        if now is None:
            break
        if now is focus and count > 1:
            return reached, now
        if reached and now is reached[0]:
            break
        if now not in reached:
            reached.append(now)
        focus = now
    return reached, None


def _by_arrows(widget: QWidget, reached: list[QWidget]) -> bool:
    """One choice of several is one stop for Tab; the arrow keys reach the others."""
    if not isinstance(widget, QAbstractButton) or not widget.isCheckable():
        return False
    group: QButtonGroup | None = widget.group()
    if group:
        return group.exclusive() and any(other in reached for other in group.buttons())
    parent = widget.parentWidget()
    if not widget.autoExclusive() or not parent:
        return False
    return any(other in reached for other in parent.findChildren(type(widget)))


def _focus_seen(widget: QWidget, theme: Theme) -> bool:
    widget.clearFocus()
    without = _ring_pixels(widget, theme)
    widget.setFocus(Qt.FocusReason.TabFocusReason)
    return _ring_pixels(widget, theme) - without >= _LEAST_RING


def _ring_pixels(widget: QWidget, theme: Theme) -> int:
    image = widget.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    # One pixel of Format_RGB32 in memory: blue, green, red, 255.
    wanted = QColor(theme.tokens.focus).rgba().to_bytes(4, "little")
    return bytes(image.constBits()).count(wanted)


# -- text


def cut_texts(window: QWidget) -> Iterator[str]:
    """Every text that does not fit where it stands."""
    for widget in window.findChildren(QWidget):
        if not widget.isVisible() or widget.window() is not window:
            continue
        reason = _cut(widget)
        if reason:
            yield f"{_called(widget)}: {reason}"


def _cut(widget: QWidget) -> str:
    if isinstance(widget, QToolButton) and widget.objectName() == "qt_menubar_ext_button":
        return "menyraden är avkortad"
    if isinstance(widget, QHeaderView):
        return _cut_header(widget)
    if isinstance(widget, QTabBar):
        return _cut_tabs(widget)
    if isinstance(widget, QAbstractItemView):
        return _cut_rows(widget)
    if _inner(widget) or not isinstance(widget, QLabel | QAbstractButton | QLineEdit | QComboBox):
        return ""
    return _cut_inside(widget) or _cut_outside(widget)


def _cut_inside(widget: QWidget) -> str:
    if isinstance(widget, Elided):
        whole = widget.full_text()
        hidden = widget.text() != whole
        if hidden and (widget.toolTip() != whole or widget.accessibleName() != whole):
            return f"avkortad utan hel text i verktygstips och namn: {whole!r}"
        return "" if widget.height() >= widget.fontMetrics().height() else "för låg"
    if isinstance(widget, QLabel) and not isinstance(widget, Chip | KeyCap):
        return _cut_label(widget)
    if isinstance(widget, QLineEdit):
        return _cut_line(widget)
    if isinstance(widget, QComboBox):
        need = QSize(_advance(widget, widget.currentText()), widget.fontMetrics().height())
    elif isinstance(widget, KeyButton | Chip | KeyCap):
        need = widget.minimumSizeHint()
    else:
        need = widget.sizeHint()
    return _too_small(widget.size(), need)


def _cut_label(label: QLabel) -> str:
    text, room = label.text(), label.contentsRect()
    if not text:
        return ""
    if label.wordWrap():
        longest = max(text.split(), key=len, default="")
        if _advance(label, longest) > room.width() + 1:
            return f"ordet {longest!r} får inte plats"
        need = label.heightForWidth(label.width())
        return "" if need <= label.height() + 1 else f"{need - label.height()} px för låg: {text!r}"
    lines = text.split("\n")
    need_width = max(_advance(label, line) for line in lines)
    height = label.fontMetrics().height() + label.fontMetrics().lineSpacing() * (len(lines) - 1)
    return _too_small(room.size(), QSize(need_width, height))


def _cut_line(line: QLineEdit) -> str:
    shown = line.text() if line.isReadOnly() or line.property("narrow") else ""
    shown = max(shown, "" if line.text() else line.placeholderText(), key=len)
    # 2 px on each side are Qt's own, beside what the style sheet says.
    room = line.width() - 2 * (line.fontMetrics().height() // 2)
    return _too_small(
        QSize(room, line.height()), QSize(_advance(line, shown), line.fontMetrics().height())
    )


def _cut_header(header: QHeaderView) -> str:
    model = header.model()
    if header.orientation() is not Qt.Orientation.Horizontal or model is None:
        return ""
    for section in range(header.count()):
        text = str(model.headerData(section, Qt.Orientation.Horizontal) or "")
        if not header.isSectionHidden(section) and _advance(header, text) > header.sectionSize(
            section
        ):
            return f"rubriken {text!r} får inte plats"
    return ""


def _cut_tabs(bar: QTabBar) -> str:
    for tab in range(bar.count()):
        if _advance(bar, bar.tabText(tab)) > bar.tabRect(tab).width():
            return f"fliken {bar.tabText(tab)!r} får inte plats"
    return ""


def _cut_rows(view: QAbstractItemView) -> str:
    """Rows may be elided when tool tip and accessible text hold all of it."""
    index = view.indexAt(view.viewport().rect().topLeft())
    if not index.isValid():
        return ""
    head = view.horizontalHeader() if isinstance(view, QTableView) else None
    for column in range(head.count() if head is not None else 1):
        cell = index.siblingAtColumn(column)
        text = cell.data(Qt.ItemDataRole.DisplayRole)
        if text and not cell.data(Qt.ItemDataRole.AccessibleTextRole):
            return f"cellen {text!r} saknar tillgänglig text"
    return ""


def _cut_outside(widget: QWidget) -> str:
    """Covered by or reaching outside what it stands in; what scrolls may reach outside downwards."""
    area = _scroll_area(widget)
    if area is not None:
        at = widget.mapTo(area.viewport(), widget.rect().topLeft()).x()
        if at < 0 or at + widget.width() > area.viewport().width() + 1:
            return "sticker ut i sidled ur det som rullar"
        return ""
    seen: QRect = widget.visibleRegion().boundingRect()
    if seen.width() < widget.width() or seen.height() < widget.height():
        return (
            f"syns bara till {seen.width()}×{seen.height()} av {widget.width()}×{widget.height()}"
        )
    return ""


def _scroll_area(widget: QWidget) -> QAbstractScrollArea | None:
    parent = widget.parentWidget()
    while parent is not None:
        if isinstance(parent, QAbstractScrollArea):
            return parent
        parent = parent.parentWidget()
    return None


def _advance(widget: QWidget, text: str) -> int:
    return int(widget.fontMetrics().horizontalAdvance(text))


def _too_small(room: QSize, need: QSize) -> str:
    if need.width() > room.width() + 1:
        return f"{need.width() - room.width()} px för smal"
    if need.height() > room.height() + 1:
        return f"{need.height() - room.height()} px för låg"
    return ""
