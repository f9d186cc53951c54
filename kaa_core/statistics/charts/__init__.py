"""Tables as drawings: one SVG string for the window, for a copied picture and for a PDF.

The same table, size and palette always give the same string. Every shape has a pattern besides its
colour and a number beside it; hatching and dots are drawn as lines and circles, because what shows the
drawing (QtSvg, typst) knows no patterns.
"""

from kaa_core.statistics.charts.drawing import NOTHING, columns_drawn, described, drawable, svg
from kaa_core.statistics.charts.palette import DARK, LIGHT, PRINT, Palette

__all__ = [
    "DARK",
    "LIGHT",
    "NOTHING",
    "PRINT",
    "Palette",
    "columns_drawn",
    "described",
    "drawable",
    "svg",
]
