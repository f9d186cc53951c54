"""The acts of Underlag till SCB, as rows of the catalogue: id, text, icon, note, right."""

from typing import Final

from kaa_core.model.rights import Right

READ, KEEP = Right.READ_CASES, Right.KEEP_REGISTER
SCB: Final = (
    ("scb.open", "Öppna ärendet", "arrow-right", "ur underlaget", READ),
    ("scb.mend", "Rätta …", "pencil", "insatsen eller inskrivningen", Right.WRITE_CASES),
    ("scb.make", "Gör filen …", "save", "programmet skickar den inte", KEEP),
    ("scb.files", "Visa filer som är gjorda", "history", "och markera som skickad", READ),
    ("scb.sent", "Markera som skickad …", "check", "filen till SCB", KEEP),
    ("scb.layouts", "Uppställningar", "columns-3", "kolumner och koder i filen", READ),
    ("scb.layout", "Ny uppställning …", "plus", "utgår från den valda", KEEP),
)
"""Bound by the pages that have them."""
