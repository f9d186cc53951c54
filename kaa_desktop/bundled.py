"""Where icons, fonts, themes and forms of papers lie: beside the packages, or inside them in a wheel."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_ROOT = (
    _PACKAGE / "resources" if (_PACKAGE / "resources").is_dir() else _PACKAGE.parent / "resources"
)


def resource(*parts: str) -> Path:
    """Path of one bundled file, e.g. ``resource("icons", "lock.svg")``."""
    return _ROOT.joinpath(*parts)
