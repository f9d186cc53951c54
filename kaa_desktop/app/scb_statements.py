"""What was said of a youth to SCB, in words: for her registerutdrag (article 15 of the GDPR)."""

from __future__ import annotations

from collections.abc import Iterator

from kaa_core.model.records import ScbStatement
from kaa_core.scb import compare
from kaa_core.scb.sources import SOURCES


def said_in(statement: ScbStatement) -> Iterator[tuple[str, str]] | None:
    """Block and what stood in the line, for each line; None when it cannot be read."""
    held = compare.read(statement.content)
    if held is None:
        return None
    return (
        (
            line.block.label,
            "; ".join(
                f"{SOURCES[key].label.lower()}: {compare.worded(key, value)}"
                for key, value in line.values.items()
                if key in SOURCES
            ),
        )
        for line in held
    )
