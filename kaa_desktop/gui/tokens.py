"""The colours of design.md section 8, and which of them may stand on which.

Plain tuples on purpose: this module is read before the unlock window shows, and attrs alone
would cost a tenth of that start.
"""

from enum import StrEnum
from typing import NamedTuple


class Kind(StrEnum):
    """What a chip, banner or mark says with its colour; always together with icon and word."""

    NEUTRAL = "neutral"
    INFO = "info"
    OK = "ok"
    WARN = "warn"
    DANGER = "danger"
    PROTECTED = "protected"


class Tone(NamedTuple):
    """Text, background and border (decoration) of one kind, as ``#RRGGBB``."""

    text: str
    background: str
    border: str


class Tokens(NamedTuple):
    """One theme. Every value is ``#RRGGBB``."""

    name: str
    canvas: str
    surface: str
    surface_alt: str
    nav: str
    border: str
    line: str
    ctrl: str
    text: str
    text2: str
    accent: str
    onaccent: str
    accent_hover: str
    soft: str
    link: str
    focus: str
    chart1: str
    chart2: str
    chart3: str
    hills: tuple[str, str, str, str]
    neutral: Tone
    info: Tone
    ok: Tone
    warn: Tone
    danger: Tone
    protected: Tone

    def tone(self, kind: Kind) -> Tone:
        """The three colours of a kind."""
        tones = (self.neutral, self.info, self.ok, self.warn, self.danger, self.protected)
        return tones[_ORDER.index(kind)]

    def tone_named(self, name: str) -> str:
        """The colour that a word names: a token (``accent``) or the text colour of a kind."""
        value = getattr(self, name)
        return value.text if isinstance(value, Tone) else str(value)


_ORDER = tuple(Kind)

LIGHT = Tokens(
    name="light",
    canvas="#F1F4F3",
    surface="#FFFFFF",
    surface_alt="#F7F9F8",
    nav="#E8EDEB",
    border="#D3DBD8",
    line="#E4E9E7",
    ctrl="#71807C",
    text="#16211F",
    text2="#4A5855",
    accent="#17595F",
    onaccent="#FFFFFF",
    accent_hover="#104448",
    soft="#DCEBEA",
    link="#12565C",
    focus="#1D4FC4",
    chart1="#17595F",
    chart2="#B06A12",
    chart3="#6C7975",
    hills=("#DCE6E4", "#C5D8D5", "#A5C2BE", "#80A7A4"),
    neutral=Tone("#3F4B48", "#EAEEED", "#C6CFCC"),
    info=Tone("#1E4C77", "#E4EEF7", "#B0C9E0"),
    ok=Tone("#1A5A33", "#E2F1E6", "#AED2B8"),
    warn=Tone("#734600", "#FBF0DA", "#E2C68F"),
    danger=Tone("#981B1B", "#FBEAE8", "#E3B4AE"),
    protected=Tone("#5B2C78", "#F1E8F6", "#CFB5DE"),
)

DARK = Tokens(
    name="dark",
    canvas="#111817",
    surface="#19211F",
    surface_alt="#1E2725",
    nav="#151D1B",
    border="#34413E",
    line="#28322F",
    ctrl="#82928E",
    text="#E6EDEB",
    text2="#AAB8B4",
    accent="#8AD0CE",
    onaccent="#0B1F1F",
    accent_hover="#A6DEDC",
    soft="#1D3B3B",
    link="#8AD0CE",
    focus="#A9C7FF",
    chart1="#8AD0CE",
    chart2="#E0A95A",
    chart3="#8D9B97",
    hills=("#141E1C", "#172523", "#1A2D2B", "#1D3634"),
    neutral=Tone("#C5D0CC", "#29332F", "#465450"),
    info=Tone("#A9CDF1", "#1B3046", "#35557A"),
    ok=Tone("#97D8AA", "#1A3524", "#355F44"),
    warn=Tone("#F3CB82", "#3B2D12", "#6F5727"),
    danger=Tone("#FFB6AD", "#42201D", "#7A3C36"),
    protected=Tone("#DBBCEF", "#352242", "#62447A"),
)


class Pair(NamedTuple):
    """Two colours that meet on screen, and the least contrast allowed between them."""

    what: str
    front: str
    back: str
    least: float


def _text_pairs(t: Tokens) -> list[Pair]:
    surfaces = {
        "canvas": t.canvas,
        "surface": t.surface,
        "surface_alt": t.surface_alt,
        "nav": t.nav,
        "soft": t.soft,
    }
    pairs = [
        Pair(f"{name} on {where}", colour, back, 4.5)
        for where, back in surfaces.items()
        for name, colour in (("text", t.text), ("text2", t.text2), ("link", t.link))
    ]
    pairs += [
        Pair(f"{kind} as bare text on {where}", t.tone(kind).text, back, 4.5)
        for where, back in surfaces.items()
        for kind in Kind
    ]
    pairs += [Pair(f"{k} chip", t.tone(k).text, t.tone(k).background, 4.5) for k in Kind]
    pairs += [Pair(f"text on {k} banner", t.text, t.tone(k).background, 4.5) for k in Kind]
    pairs += [Pair(f"text2 on {k} banner", t.text2, t.tone(k).background, 4.5) for k in Kind]
    pairs.append(Pair("onaccent on accent", t.onaccent, t.accent, 4.5))
    pairs.append(Pair("onaccent on accent hover", t.onaccent, t.accent_hover, 4.5))
    pairs.append(Pair("text on the lowest hill", t.text, t.hills[3], 4.5))
    return pairs


def pairs(t: Tokens) -> list[Pair]:
    """Every pair the program draws: WCAG 2.2 1.4.3 (text) and 1.4.11 (controls, focus, charts)."""
    result = _text_pairs(t)
    surfaces = (t.canvas, t.surface, t.surface_alt, t.nav, t.soft)
    result += [Pair("focus ring", t.focus, back, 3.0) for back in surfaces]
    result += [Pair("ring on a banner", t.focus, t.tone(k).background, 3.0) for k in Kind]
    for back in (t.canvas, t.surface, t.surface_alt, t.nav):
        result.append(Pair("control border", t.ctrl, back, 3.0))
        result.append(Pair("accent", t.accent, back, 3.0))
    result += [Pair("chart", c, t.surface, 3.0) for c in (t.chart1, t.chart2, t.chart3)]
    result.append(Pair("marker of the chosen row", t.accent, t.soft, 3.0))
    return result


def luminance(colour: str) -> float:
    """Relative luminance by WCAG 2.2, 0 (black) to 1 (white)."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(front: str, back: str) -> float:
    """Contrast ratio by WCAG 2.2, 1 to 21."""
    a, b = luminance(front), luminance(back)
    return (max(a, b) + 0.05) / (min(a, b) + 0.05)
