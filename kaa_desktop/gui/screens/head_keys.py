"""Parts of the heading of a youth's page: the keys on its buttons, and the band about conflicts."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QWidget

from kaa_desktop.gui.actions import Actions
from kaa_desktop.gui.theme import Theme
from kaa_desktop.gui.tokens import Kind
from kaa_desktop.gui.widgets.boxes import Banner
from kaa_desktop.gui.widgets.buttons import KeyButton, button


def fit_keys(
    buttons: Sequence[tuple[str, KeyButton]],
    beside: Sequence[QWidget],
    actions: Actions,
    theme: Theme,
    room: int,
) -> None:
    """The keys stand on all buttons or, beside a long name, on none."""
    shown = [made for _act, made in buttons if not made.isHidden()]
    others = [widget for widget in beside if not widget.isHidden()]
    for act, made in buttons:
        made.setProperty("hint", actions.shown_key(act))
    gap = theme.px(12)
    needed = sum(widget.sizeHint().width() + gap for widget in (*others, *shown))
    for _act, made in buttons:
        if needed + theme.px(40) > room:
            made.setProperty("hint", "")
        made.updateGeometry()


def conflict_band(theme: Theme, solve: Callable[[], None]) -> Banner:
    """That there are conflicts, and the way to them."""
    made = Banner(theme, Kind.WARN, icon="triangle-alert", flat=True)
    way = button(theme, "Välj vad som gäller", name="solve_conflict", compact=True)
    way.clicked.connect(solve)
    made.add_button(way)
    return made
