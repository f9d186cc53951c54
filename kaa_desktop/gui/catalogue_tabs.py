"""The tabs of a youth's page, as rows of the catalogue: id, text, key, icon, note."""

from typing import Final

TABS: Final = (
    ("tab.overview", "Visa översikten", "Alt+1", "history", "journalen och det närmaste"),
    ("tab.assessment", "Visa kartläggningen", "Alt+2", "list-checks", "ungdomens tre delar"),
)
