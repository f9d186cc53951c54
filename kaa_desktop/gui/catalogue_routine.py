"""The acts of the routine and of absence, as rows of the catalogue: id, text, icon, note, right."""

from typing import Final

from kaa_core.model.rights import Right

READ, WRITE, KEEP = Right.READ_CASES, Right.WRITE_CASES, Right.KEEP_REGISTER
ROUTINE: Final = (
    ("routine.show", "Rutinen", "list-checks", "steg, tider och vem", READ),
    ("routine.change", "Ändra rutinen …", "pencil", "gäller från en dag", KEEP),
    ("absence.show", "Frånvaro", "calendar", "vem som är borta", READ),
    ("absence.add", "Ny frånvaro …", "plus", "och vem som gör bevakningarna", WRITE),
    ("absence.change", "Ändra frånvaron …", "pencil", "", WRITE),
    ("absence.end", "Frånvaron är slut", "check", "", WRITE),
)
