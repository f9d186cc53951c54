"""Words in free text that point to what the register may not hold: 5 § förordningen (2006:39)."""

from kaa_core.rules.language_guard.marks import LAW, Area, Mark
from kaa_core.rules.language_guard.matching import guard

__all__ = ["LAW", "Area", "Mark", "guard"]
