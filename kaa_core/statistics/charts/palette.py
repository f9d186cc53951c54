"""The colours of a chart: those of design.md section 8, and one set for black-and-white print."""

from __future__ import annotations

from typing import Final

import attrs


@attrs.frozen(kw_only=True)
class Palette:
    """All as ``#RRGGBB``. Text on `surface` at least 4.5:1; `first`, `second`, `third` on it at least 3:1.

    `on_first`: numbers in a shape that is filled with `first`. `pale`: an area that is not filled, with
    `edge` round it.
    """

    surface: str
    pale: str
    text: str
    text2: str
    edge: str
    line: str
    first: str
    second: str
    third: str
    on_first: str


LIGHT: Final = Palette(
    surface="#FFFFFF",
    pale="#F1F4F3",
    text="#16211F",
    text2="#4A5855",
    edge="#71807C",
    line="#D3DBD8",
    first="#17595F",
    second="#B06A12",
    third="#6C7975",
    on_first="#FFFFFF",
)
DARK: Final = Palette(
    surface="#19211F",
    pale="#1E2725",
    text="#E6EDEB",
    text2="#AAB8B4",
    edge="#82928E",
    line="#34413E",
    first="#8AD0CE",
    second="#E0A95A",
    third="#8D9B97",
    on_first="#0B1F1F",
)
PRINT: Final = Palette(
    surface="#FFFFFF",
    pale="#FFFFFF",
    text="#000000",
    text2="#3A3A3A",
    edge="#595959",
    line="#BFBFBF",
    first="#333333",
    second="#333333",
    third="#595959",
    on_first="#FFFFFF",
)
"""Black and white: the patterns alone tell the parts apart."""
