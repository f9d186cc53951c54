"""The acts of the way out, as rows of the catalogue: id, text, key, icon, note, right."""

from typing import Final

from kaa_core.model.rights import Right

READ, WRITE, KEEP = Right.READ_CASES, Right.WRITE_CASES, Right.KEEP_REGISTER
LEAVING: Final = (
    ("enrolment.close", "Skriv av …", "Ctrl+Shift+S", "archive", "orsak och sysselsättning", WRITE),
    ("enrolment.mend", "Fyll i det som saknas …", "", "pencil", "i en inläst inskrivning", WRITE),
    ("handover.change", "Förbered överlämning …", "", "handshake", "när någon fyller 20", WRITE),
    ("handover.page", "Visa överlämningens sida", "", "file-text", "att ge till ungdomen", READ),
    ("handover.case", "Visa ärendets läge", "", "signpost", "för den som tar över", READ),
    ("guardian.after", "Vårdnadshavare efter 18 …", "", "users", "samtycke och radering", WRITE),
    ("protected.open", "Visa skyddade uppgifter …", "Ctrl+Shift+O", "shield", "med skäl", WRITE),
    (
        "protected.address",
        "Radera besöksadressen …",
        "",
        "trash-2",
        "vid skyddad folkbokföring",
        KEEP,
    ),
    ("protected.hide", "Dölj skyddade uppgifter", "", "eye-off", "", WRITE),
)
CASELOAD: Final = ("caseload.hand_over", "Lämna över en kollegas ärenden …")
ARCHIVE: Final = (
    ("archive.show", "Exportera till arkivet …", "archive"),
    ("archive.toggle", "Ta med eller lämna kvar", "circle-check"),
    ("archive.fetch", "Hämta bilagorna", "download"),
    ("archive.save", "Spara arkivexport …", "save"),
)
