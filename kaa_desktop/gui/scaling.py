"""Sizes written at 100 % follow the text size: the walk behind ``Theme.dress``.

What a layout or widget had at first sight is its size at 100 % and is kept on it as a property.
"""

from PySide6.QtCore import QMargins
from PySide6.QtWidgets import QBoxLayout, QFormLayout, QGridLayout, QLayout, QWidget

_UNBOUND = 16_777_215  # QWIDGETSIZE_MAX, which PySide does not export
_FREE = [0, 0, _UNBOUND, _UNBOUND]


def scale_layout(layout: QLayout, factor: float) -> None:
    """Multiply margins and gaps from their values at 100 %."""
    now, kept = _sizes(layout), layout.property("kept_sizes")
    if kept is None or now != kept[1]:
        # First sight, or set anew by code since: in both cases written as at 100 %.
        base = now
    elif kept[2] == factor:
        return  # as it is: setting it again would have all around it laid out once more
    else:
        base = kept[0]
    if factor == 1 and base is now:
        layout.setProperty("kept_sizes", [base, now, factor])
        return
    left, top, right, bottom, across, down = (_times(n, factor) for n in base)
    layout.setContentsMargins(QMargins(left, top, right, bottom))
    if isinstance(layout, QGridLayout | QFormLayout):
        layout.setHorizontalSpacing(across)
        layout.setVerticalSpacing(down)
    elif isinstance(layout, QBoxLayout):
        layout.setSpacing(across)
    layout.setProperty("kept_sizes", [base, _sizes(layout), factor])


def _sizes(layout: QLayout) -> list[int]:
    margins = layout.contentsMargins()
    edges = [margins.left(), margins.top(), margins.right(), margins.bottom()]
    return [*edges, *_gaps(layout)]


def scale_widget(widget: QWidget, factor: float) -> None:
    """Multiply fixed, least and greatest sizes from their values at 100 %."""
    base = widget.property("base_bounds")
    if base is None:
        base = _bounds(widget)
        widget.setProperty("base_bounds", base)
        widget.setProperty("dressed", True)
        if factor == 1:
            return
    if base == _FREE:
        return
    width, height, max_width, max_height = (_times(n, factor) for n in base)
    widget.setMinimumSize(width, height)
    widget.setMaximumSize(max_width, max_height)


def _bounds(widget: QWidget) -> list[int]:
    least, most = widget.minimumSize(), widget.maximumSize()
    # Qt writes the style sheet's own min-height here, already scaled: that one is left alone.
    by_sheet = widget.property("_q_stylesheet_minh") is not None
    return [least.width(), 0 if by_sheet else least.height(), most.width(), most.height()]


def _gaps(layout: QLayout) -> tuple[int, int]:
    if isinstance(layout, QGridLayout | QFormLayout):
        return layout.horizontalSpacing(), layout.verticalSpacing()
    return layout.spacing(), layout.spacing()


def _times(size: int, factor: float) -> int:
    if size <= 0 or size >= _UNBOUND:
        return size
    return min(_UNBOUND, round(size * factor)) if size > 2 else size
