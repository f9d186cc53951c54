"""The acts of Statistik och mål, as rows of the catalogue: id, text, keys, icon, note."""

from typing import Final

STATISTICS: Final = (
    (
        "statistics.tables",
        "Bara tabeller",
        ("Ctrl+T",),
        "columns-3",
        "utan diagram, eller med igen",
    ),
    (
        "statistics.board",
        "För nämnden eller internt",
        (),
        "eye-off",
        "döljer små tal, eller visar dem",
    ),
    ("statistics.filter", "Välj vilka ungdomar som räknas", (), "funnel", "Alt+V i statistiken"),
    ("statistics.clear", "Räkna alla ungdomar igen", (), "x", "tar bort villkoren"),
    ("statistics.months", "Visa talet månad för månad", (), "calendar", "ett år tillbaka"),
    ("statistics.compare", "Jämför datum, enheter eller kommuner …", (), "scale", "sida vid sida"),
    ("statistics.whole", "Räkna hela kommunen på servern", (), "server", "när datorn har en del"),
    ("statistics.save", "Spara talet som kalkylblad …", (), "save", "små tal är dolda"),
    ("statistics.save_lines", "Spara talet som CSV …", (), "save", "för ett annat program"),
    ("statistics.picture", "Kopiera diagrammet som bild", (), "copy", "små tal är dolda"),
    ("statistics.copy", "Kopiera tabellen", (), "copy", "små tal är dolda"),
    ("statistics.copy_all", "Kopiera tabellen med små tal", (), "copy", "för eget arbete"),
)
"""Bound by the page that has them."""
