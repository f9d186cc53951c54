"""The acts of Tidiga signaler, as rows of the catalogue: id, text, icon."""

from typing import Final

EARLY: Final = (
    ("early.add", "Ny tidig signal", "plus"),
    ("early.change", "Ändra raden …", "pencil"),
    ("early.remove", "Ta bort raden …", "trash-2"),
)
