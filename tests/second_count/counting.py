"""All figures by key, each as its cells by row and column."""

from __future__ import annotations

from tests.second_count import outcomes, outreach, situations
from tests.second_count.asked import Asked, Cells


def count(asked: Asked) -> dict[str, Cells]:
    """Every figure of the catalogue, a second time."""
    return situations.counted(asked) | outreach.counted(asked) | outcomes.counted(asked)
