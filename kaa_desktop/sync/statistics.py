"""What is asked about figures that the server counts, which holds everybody. As `reviewing`.

The answer never says who is behind a number: the desktop opens the youths that it holds itself.
"""

from __future__ import annotations

from kaa_core.sync.messages import pack
from kaa_core.sync.statistics import AskComparison, AskFigures, ComparisonTold, FiguresTold
from kaa_desktop.sync.client import Client
from kaa_desktop.sync.patience import patiently


def figures(client: Client, access: str, asked: AskFigures) -> FiguresTold:
    """Figures of the whole municipality, for whoever reads all its cases; else the fault `role`.

    Each is read by `kaa_core.sync.statistics.answer_of`. Takes as long as the server needs to read what is
    new, up to two minutes; then the fault `busy`.
    """
    body = pack(asked)
    return patiently(lambda: client.ask(FiguresTold, "POST", "/v1/statistics", body, access=access))


def compare(client: Client, access: str, asked: AskComparison) -> ComparisonTold:
    """Units, or municipalities that share their figures, side by side; small numbers hidden."""
    path, body = "/v1/statistics/compare", pack(asked)
    return patiently(lambda: client.ask(ComparisonTold, "POST", path, body, access=access))
