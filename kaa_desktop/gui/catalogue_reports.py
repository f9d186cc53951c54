"""The acts of Rapporter, as rows of the catalogue: id, text, icon, note, right."""

from typing import Final

from kaa_core.model.rights import Right

READ: Final = Right.READ_CASES
REPORTS: Final = (
    ("report.make", "Gör en rapport …", "file-text", "för nämnden, styrgruppen, enheten", READ),
    ("report.preview", "Förhandsgranska", "eye", "rapporten, sida för sida", READ),
)
