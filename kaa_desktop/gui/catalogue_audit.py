"""The acts of Granskning, as rows of the catalogue: id, text, icon, note, right."""

from typing import Final

from kaa_core.model.rights import Right

READ = Right.READ_CASES
AUDIT: Final = (
    ("audit.open", "Öppna ärendet", "arrow-right", "ur granskningen", READ),
    ("audit.sample", "Dra ett stickprov …", "list-checks", "slumpat, går att dra igen", READ),
    (
        "audit.samples",
        "Visa tidigare stickprov",
        "history",
        "hur de drogs och vad som kom ut",
        READ,
    ),
    ("audit.again", "Dra stickprovet igen", "list-checks", "samma frö och urval", READ),
    ("audit.whole", "Granska alla igen", "undo-2", "i stället för stickprovet", READ),
    ("audit.report", "Spara granskningen som PDF …", "file-text", "utan namn", READ),
)
"""Bound by the page that has them."""
