"""What is asked about figures that the server counts, which holds everybody. As `reviewing`.

The answer never says who is behind a number: the desktop opens the youths that it holds itself.
"""

from __future__ import annotations

from kaa_core.sync.messages import pack
from kaa_core.sync.statistics import AskComparison, AskFigures, ComparisonTold, FiguresTold
from kaa_desktop.sync.client import Client


def figures(client: Client, access: str, asked: AskFigures) -> FiguresTold:
    """Figures of the whole municipality, for whoever reads all its cases; else the fault `role`.

    Each is read by `kaa_core.sync.statistics.answer_of`. The fault `unavailable` while the server is still
    reading what is new: asked again, it has come further.
    """
    return client.ask(FiguresTold, "POST", "/v1/statistics", pack(asked), access=access)


def compare(client: Client, access: str, asked: AskComparison) -> ComparisonTold:
    """Units, or municipalities that share their figures, side by side; small numbers hidden."""
    return client.ask(ComparisonTold, "POST", "/v1/statistics/compare", pack(asked), access=access)
