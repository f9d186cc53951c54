"""Writes docs/ordlista.md: the words that tie code to Swedish, taken from the registry itself.

`python docs/ordlista.py` writes the file; a test fails when it is out of date.
"""

from __future__ import annotations

import inspect
from pathlib import Path

from kaa_core.model import enums
from kaa_core.model.registry import REGISTRY

TARGET = Path(__file__).with_name("ordlista.md")

HEAD = """# Ordlista

Ett ord för en sak. Till vänster namnet i koden, till höger ordet som den som använder programmet ser.
Tabellerna för slag, fält och val skrivs ur registret med `python docs/ordlista.py`.

## Begrepp

| i koden | på svenska | vad det är |
| --- | --- | --- |
"""

TERMS = (
    ("youth", "ungdom", "personen; aldrig klient eller objekt"),
    ("worker", "handläggare", "den som arbetar med ungdomarna"),
    ("enter, sealed", "för in i journalen", "anteckningen signeras och kan sedan inte ändras"),
    ("addendum", "tillägg", "rättelse av något som är infört; det införda står kvar"),
    ("draft", "utkast", "det hon skriver men inte har fört in; bara på hennes dator, krypterat"),
    ("outreach", "uppsökande arbete", "kontakter, hembesök och samtal, sedda som försök"),
    ("reached", "nådd", "ungdomen, eller vårdnadshavare för den som är under 18"),
    ("not reached", "ej nådd", "beskriver vårt arbete, inte ungdomen"),
    ("routine, step", "rutin, steg", "kommunens egen ordning för kontakter"),
    ("next step", "nästa steg", "det närmaste att göra: en bevakning eller ett planerat besök"),
    ("operation", "ändring", "en persons ändring av ett fält, eller en ny post"),
    ("transaction", "–", "ändringar som hör ihop och tas emot tillsammans"),
    ("outbox", "väntar på synk", "ändringar som servern inte har svarat på"),
    ("refused", "ej mottaget", "ändringar som servern inte kunde ta emot; innehållet finns kvar"),
    ("conflict", "konflikt", "två uppgifter om samma sak, skrivna utan att se varandra"),
    ("resolve", "avgöra", "välja vilken uppgift som gäller; den andra står kvar i historiken"),
    ("pull, push, sync", "synka, synkning", "hämta och skicka ändringar; aldrig ladda upp"),
    ("snapshot", "första hämtningen", "allt som användaren får se, hämtat i delar"),
    ("device", "dator", "en dator som är godkänd för en användare"),
    ("enrol (a device)", "godkänna datorn", "inte att förväxla med inskrivning av en ungdom"),
    ("enrolment (KAA)", "inskrivning", "perioden i aktivitetsansvaret"),
    ("passphrase", "lösenfras", "låser upp datorns kopia; lämnar aldrig datorn"),
    ("recovery key", "återställningsnyckel", "kommunens nyckel, om lösenfrasen är glömd"),
    ("profile", "profil", "en användares krypterade kopia på en dator"),
    ("practice", "övningsdata", "påhittade personer"),
    ("protection: confidential", "sekretessmarkering", "en varning: pröva skada före utlämnande"),
    ("protection: protected", "skyddad folkbokföring", "ingen adress här alls"),
    ("scope", "–", "det en dator får hålla; en ungdom och allt som hör till"),
    ("import", "inläsning", "ett register från ett kalkylblad blir uppgifter om ungdomar"),
    ("book, sheet", "fil, blad", "det som lästes; ett kalkylblad kan ha flera blad"),
    ("mapping, column", "kolumnval", "vad varje kolumn i filen innehåller"),
    (
        "verdict, outcome",
        "vad raden ger",
        "ny, fylls i, samma, skiljer sig, går inte att läsa, dubblett",
    ),
    ("mended", "föreslagen rättelse", "nollor som kalkylprogrammet tog bort; väntar på ett ja"),
    ("refusal (of a file)", "filen går inte att läsa", "hela filen; inget har lästs in"),
    ("barred", "tas inte med", "sådant som 4 och 5 §§ förordningen (2006:39) inte tillåter"),
    ("figure", "tal, nyckeltal", "ett tal i statistiken med namn, definition och datum"),
    (
        "as of",
        "avser, den dagen",
        "den dag som ett tal gäller; det som var sant då, som vi vet det i dag",
    ),
    ("known_at", "känt den", "det som stod i registret vid en tidpunkt"),
    ("trace", "–", "en ungdoms daterade uppgifter, packade; statistiken räknas ur dem"),
    (
        "stored figures",
        "lagrade tal",
        "alla tal för en dag, sparade innan någon som räknades gallras",
    ),
    (
        "frozen",
        "fastställda tal",
        "lagrade tal för en dag då någon som räknades har gallrats sedan dess",
    ),
    ("suppressed, hidden", "dolt", "tal om färre än fem personer, och det som skulle avslöja dem"),
    ("dropout", "avhopp", "lämnar ett nationellt program utan att ha gått ut det"),
    ("improvement area", "förbättringsområde", "något som ska bli bättre, ur läsårets utvärdering"),
)


def rows(cells: list[tuple[str, ...]]) -> str:
    """Return table rows."""
    return "".join(f"| {' | '.join(row)} |\n" for row in cells)


def choices() -> list[type[enums.Choice]]:
    """Return the closed lists in the order they stand in the code."""
    found = [
        one
        for _, one in inspect.getmembers(enums, inspect.isclass)
        if issubclass(one, enums.Choice) and one is not enums.Choice
    ]
    return sorted(found, key=lambda one: inspect.getsourcelines(one)[1])


def text() -> str:
    """Return the whole page."""
    parts = [HEAD, rows([(f"`{code}`", swedish, what) for code, swedish, what in TERMS])]
    parts.append("\n## Slag av poster\n\n| nr | i koden | på svenska |\n| --- | --- | --- |\n")
    parts.append(rows([(str(k.id), f"`{k.cls.__name__}`", k.label) for k in REGISTRY]))
    parts.append("\n## Fält\n")
    for kind in REGISTRY:
        parts.append(f"\n### {kind.label} (`{kind.cls.__name__}`)\n\n")
        parts.append("| nr | i koden | på svenska |\n| --- | --- | --- |\n")
        parts.append(rows([(str(f.id), f"`{f.name}`", f.label) for f in kind.fields]))
    parts.append("\n## Val\n")
    for one in choices():
        parts.append(
            f"\n### `{one.__name__}`\n\n| nr | i koden | på svenska |\n| --- | --- | --- |\n"
        )
        parts.append(rows([(str(int(m)), f"`{m.name}`", m.label) for m in one]))
    return "".join(parts)


if __name__ == "__main__":
    TARGET.write_text(text(), encoding="utf-8")
