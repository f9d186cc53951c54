"""The acts of samverkan, as rows of the catalogue: id, text, icon, note, right."""

from typing import Final

from kaa_core.model.rights import Right

READ, WRITE = Right.READ_CASES, Right.WRITE_CASES
ACTORS: Final = (
    ("actor.add", "Lägg till aktör", "plus", "", WRITE),
    ("actor.change", "Ändra aktören …", "pencil", "", WRITE),
    ("actor.person", "Lägg till kontaktperson …", "user-plus", "", WRITE),
    ("actor.place", "Lägg till plats …", "briefcase", "praktik eller studiebesök", WRITE),
    ("actor.aside", "Sluta använda aktören", "circle-off", "", WRITE),
    ("actor.again", "Använd aktören igen", "undo-2", "", WRITE),
    ("places.show", "Visa platser", "briefcase", "lediga först", READ),
    ("place.change", "Ändra platsen …", "pencil", "", WRITE),
    (
        "group.show",
        "Gör arbetsgruppens lista …",
        "list-checks",
        "bara det samtycken tillåter",
        READ,
    ),
    ("group.copy", "Kopiera listan", "copy", "", READ),
)
"""Bound by the page that has them, or by the window where nobody has to be chosen."""
OF_YOUTH: Final = (
    ("sharing.show", "Samtycken och förmedling", "", "handshake", "vad som får delas", READ),
    ("consent.add", "Nytt samtycke", "", "file-plus", "med vem, om vad, till när", WRITE),
    ("referral.add", "Ny förmedling", "", "send", "till en aktör", WRITE),
    ("places.fitting", "Platser som passar", "", "briefcase", "efter önskemål och ort", READ),
)
OF_ROW: Final = (
    ("consent.withdraw", "Återta samtycket …", "undo-2", "", WRITE),
    ("referral.accepted", "Aktören tackade ja", "check", "", WRITE),
    ("referral.declined", "Aktören tackade nej", "x", "", WRITE),
    ("referral.ended", "Avsluta förmedlingen", "circle-check", "", WRITE),
)
