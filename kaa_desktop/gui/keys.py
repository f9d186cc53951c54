"""Keys as they are called on a Swedish keyboard: ``Skift``, ``Mellanslag``, ``PgDn``."""

NAMES = {
    "Shift": "Skift",
    "Space": "Mellanslag",
    "Return": "Enter",
    "PgDown": "PgDn",
    "Up": "↑",
    "Down": "↓",
    "Left": "←",
    "Right": "→",
    "Del": "Delete",
}


def swedish_keys(shortcut: str) -> str:
    """``Ctrl+Shift+N`` as ``Ctrl+Skift+N``; the plus key itself is kept."""
    head, plus, last = shortcut.rpartition("+")
    if plus and not last:  # "Ctrl++"
        head, last = head.removesuffix("+"), "+"
    parts = [*head.split("+"), last] if head else [last]
    return "+".join(NAMES.get(part, part) for part in parts)
