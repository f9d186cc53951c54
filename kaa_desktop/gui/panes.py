"""F6 and Shift+F6: the focus goes round the panes and returns to where each was left."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


def can_take_focus(widget: QWidget | None) -> bool:
    """True when Tab would stop there."""
    tab = Qt.FocusPolicy.TabFocus.value
    if widget is None or not widget.isVisible() or not widget.isEnabled():
        return False
    return (widget.focusPolicy().value & tab) == tab


def focus_pane(pane: QWidget) -> bool:
    """Focus the pane, the widget in it that had the focus last, or the first that can have it."""
    last = pane.focusWidget()
    if last is not pane and can_take_focus(last):
        last.setFocus(Qt.FocusReason.ShortcutFocusReason)
        return True
    if can_take_focus(pane):
        pane.setFocus(Qt.FocusReason.ShortcutFocusReason)
        return True
    widget = pane.nextInFocusChain()
    while widget is not None and widget is not pane:
        if pane.isAncestorOf(widget) and can_take_focus(widget):
            widget.setFocus(Qt.FocusReason.ShortcutFocusReason)
            return True
        widget = widget.nextInFocusChain()
    return False


def next_pane(panes: Sequence[QWidget], focus: QWidget | None, step: int) -> None:
    """Move to the next pane that can take the focus, round the ends."""
    inside = [
        number
        for number, pane in enumerate(panes)
        if focus is not None and (pane is focus or pane.isAncestorOf(focus))
    ]
    at = inside[-1] if inside else -step
    for _try in panes:
        at = (at + step) % len(panes)
        if panes[at].isVisible() and focus_pane(panes[at]):
            return
