"""Reports of the follow-up: which there are (kinds), what they say (sentences), and how they are built."""

from kaa_core.statistics.reports.building import Asked, Report, Section, build, figures_of
from kaa_core.statistics.reports.kinds import (
    BY_KEY,
    HEADINGS,
    KINDS,
    SUMMARY,
    Kind,
    Period,
    former,
    period,
)

__all__ = [
    "BY_KEY",
    "HEADINGS",
    "KINDS",
    "SUMMARY",
    "Asked",
    "Kind",
    "Period",
    "Report",
    "Section",
    "build",
    "figures_of",
    "former",
    "period",
]
