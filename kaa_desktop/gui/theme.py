"""Colours, type and sizes of the whole program, and how they follow the system or the person.

One ``Theme`` is made by the wiring and handed to every window and widget. It sets style, palette,
font and style sheet on the application. Write all sizes as they are at 100 % and call
``theme.dress(widget)`` when a widget is built: layouts, fixed sizes and icons in it are scaled
then and each time the text size changes. Paint with ``theme.tokens`` and ``theme.px`` at paint
time, and a change of theme needs no code of yours.
"""

import re
from enum import StrEnum

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication, QLayout, QStyleFactory, QWidget

from kaa_desktop.bundled import resource
from kaa_desktop.gui.icons import Icons
from kaa_desktop.gui.scaling import scale_layout, scale_widget
from kaa_desktop.gui.tokens import DARK, LIGHT, Kind, Tokens

BODY = 14  # px at 100 %: design.md section 8, "Type"
STEPS = (100, 110, 125, 150, 175, 200)
FAMILY = "Inter"
_PX = re.compile(r"(\d+)px")


class Mode(StrEnum):
    """Which theme: the computer's own, or one that the person chose."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


def load_fonts() -> list[str]:
    """Load the three bundled weights of Inter (OFL); returns the files that would not load."""
    names = ("Inter-Regular.otf", "Inter-Medium.otf", "Inter-SemiBold.otf")
    return [
        name for name in names if QFontDatabase.addApplicationFont(str(resource("fonts", name))) < 0
    ]


def make_font(pixels: int, weight: int = 400) -> QFont:
    """Inter with figures of equal width, so that dates and numbers stand under each other.

    Without its contextual forms: they show 3x2 as 3×2, also in a code that is to be typed.
    """
    font = QFont(FAMILY)
    font.setPixelSize(pixels)
    font.setWeight(QFont.Weight(weight))
    font.setFeature(QFont.Tag("tnum"), 1)
    font.setFeature(QFont.Tag("calt"), 0)
    return font


class Theme(QObject):
    """The look in force. ``changed`` is sent after colours or sizes have changed."""

    changed = Signal()

    def __init__(self, app: QApplication, mode: Mode = Mode.SYSTEM, percent: int = 100) -> None:
        super().__init__()
        self._app = app
        self._mode = mode
        self._percent = _allowed(percent)
        self._fonts: dict[tuple[int, int], QFont] = {}
        self.icons = Icons()
        self.tokens: Tokens = LIGHT
        load_fonts()
        fusion = QStyleFactory.create("Fusion")
        if fusion is not None:
            app.setStyle(fusion)
        app.styleHints().colorSchemeChanged.connect(self._system_changed)
        self._apply()

    @property
    def mode(self) -> Mode:
        """What the person chose."""
        return self._mode

    @property
    def percent(self) -> int:
        """Text size, 100 to 200."""
        return self._percent

    @property
    def em(self) -> int:
        """Height of the base font in pixels; break points are counted in it (design.md 5)."""
        return self.px(BODY)

    def px(self, size: float) -> int:
        """A length given as it is at 100 %, in pixels now."""
        return max(1, round(size * self._percent / 100))

    def color(self, value: str) -> QColor:
        """A token as a QColor."""
        return QColor(value)

    def tone(self, kind: Kind) -> tuple[QColor, QColor, QColor]:
        """Text, background and border of a kind."""
        text, background, border = self.tokens.tone(kind)
        return QColor(text), QColor(background), QColor(border)

    def font(self, size: int = BODY, weight: int = 400) -> QFont:
        """Inter at a size given at 100 % and a weight of 400, 500 or 600. Another at each call."""
        wanted = self.px(size), weight
        if wanted not in self._fonts:
            self._fonts[wanted] = make_font(*wanted)
        return QFont(self._fonts[wanted])

    def set_mode(self, mode: Mode) -> None:
        """Follow the system, or stay light or dark."""
        if mode != self._mode:
            self._mode = mode
            self._apply()

    def set_percent(self, percent: int) -> None:
        """Set the text size, bounded to 100-200 %."""
        percent = _allowed(percent)
        if percent != self._percent:
            self._percent = percent
            self._apply()

    def larger(self) -> None:
        """One step larger text (Ctrl++)."""
        self.set_percent(next((s for s in STEPS if s > self._percent), STEPS[-1]))

    def smaller(self) -> None:
        """One step smaller text (Ctrl+-)."""
        self.set_percent(next((s for s in reversed(STEPS) if s < self._percent), STEPS[0]))

    def normal(self) -> None:
        """Text at 100 % (Ctrl+0)."""
        self.set_percent(100)

    def dress(self, root: QWidget) -> None:
        """Scale what was written at 100 % in this widget and everything in it.

        Safe to call again: the sizes at 100 % are remembered on first sight.
        """
        factor = self._percent / 100
        for widget in [root, *root.findChildren(QWidget)]:
            set_theme = getattr(widget, "set_theme", None)
            if set_theme is not None:
                set_theme(self)
            scale_widget(widget, factor)
        for layout in root.findChildren(QLayout):
            scale_layout(layout, factor)

    def _system_changed(self, _scheme: Qt.ColorScheme) -> None:
        if self._mode is Mode.SYSTEM:
            self._apply()

    def _wanted(self) -> Tokens:
        if self._mode is Mode.SYSTEM:
            dark = self._app.styleHints().colorScheme() == Qt.ColorScheme.Dark
            return DARK if dark else LIGHT
        return DARK if self._mode is Mode.DARK else LIGHT

    def _apply(self) -> None:
        self.tokens = self._wanted()
        self._app.setPalette(make_palette(self.tokens))
        self._app.setFont(self.font())
        self._app.setStyleSheet(make_sheet(self.tokens, self._percent))
        for window in self._app.topLevelWidgets():
            # Menus and tool tips size themselves; only what was dressed once follows.
            if window.property("dressed"):
                self.dress(window)
        self.changed.emit()


def _allowed(percent: int) -> int:
    return max(STEPS[0], min(STEPS[-1], percent))


def make_sheet(tokens: Tokens, percent: int) -> str:
    """The style sheet for one theme and text size."""
    sheet = resource("themes", "kaa.qss").read_text(encoding="utf-8")
    values = {name: value for name, value in tokens._asdict().items() if isinstance(value, str)}
    for kind in Kind:
        text, background, border = tokens.tone(kind)
        values |= {
            f"{kind}_text": text,
            f"{kind}_background": background,
            f"{kind}_border": border,
        }
    values["files"] = resource("themes", tokens.name).as_posix()
    # string.Template would do, but costs an import before the unlock window.
    sheet = re.sub(r"\$(\w+)", lambda found: values[found.group(1)], sheet)
    return _PX.sub(lambda found: _scaled(int(found.group(1)), percent), sheet)


def _scaled(pixels: int, percent: int) -> str:
    # Hairlines and the 2 px focus ring keep their width.
    return f"{pixels if pixels <= 2 else round(pixels * percent / 100)}px"


def make_palette(t: Tokens) -> QPalette:
    """Surfaces, text, selection and accent for everything that the style draws itself."""
    palette = QPalette()
    roles = {
        QPalette.ColorRole.Window: t.canvas,
        QPalette.ColorRole.Base: t.surface,
        QPalette.ColorRole.AlternateBase: t.surface_alt,
        QPalette.ColorRole.Button: t.surface,
        QPalette.ColorRole.WindowText: t.text,
        QPalette.ColorRole.Text: t.text,
        QPalette.ColorRole.ButtonText: t.text,
        QPalette.ColorRole.BrightText: t.text,
        QPalette.ColorRole.PlaceholderText: t.text2,
        QPalette.ColorRole.Highlight: t.soft,
        QPalette.ColorRole.HighlightedText: t.text,
        QPalette.ColorRole.Accent: t.accent,
        QPalette.ColorRole.Link: t.link,
        QPalette.ColorRole.LinkVisited: t.link,
        QPalette.ColorRole.ToolTipBase: t.text,
        QPalette.ColorRole.ToolTipText: t.surface,
        QPalette.ColorRole.Mid: t.ctrl,
        QPalette.ColorRole.Dark: t.ctrl,
    }
    for role, colour in roles.items():
        palette.setColor(role, QColor(colour))
    for role in (
        QPalette.ColorRole.WindowText,
        QPalette.ColorRole.Text,
        QPalette.ColorRole.ButtonText,
    ):
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(t.text2))
    return palette
