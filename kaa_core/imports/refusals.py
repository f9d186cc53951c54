"""Why a file is turned away: each reason a code and three parts (what happened, what is safe, what to do)."""

from __future__ import annotations

from typing import Final

from kaa_core.imports.book import MOST_BYTES, MOST_COLUMNS, MOST_ROWS, NotReadable

SAFE: Final = "Inget har lästs in, och registret är som förut."

_SAVE_AS = "Öppna den i kalkylprogrammet, välj Spara som och spara den som Excel-arbetsbok (.xlsx)."
_FRESH = (
    "Hämta filen på nytt från källan, eller öppna den i kalkylprogrammet och spara en ny kopia."
)
_SPLIT = "Ta bort det som inte hör till registret, eller dela upp filen i flera."

REASONS: Final[dict[str, tuple[str, str]]] = {
    "empty": ("Filen är tom.", "Välj en annan fil, eller exportera registret på nytt."),
    "not-a-spreadsheet": (
        "Filen är inget kalkylblad och ingen textfil med kolumner.",
        "Välj en fil av slaget .xlsx, .ods, .csv eller .txt.",
    ),
    "web-page": ("Filen är en webbsida, även om namnet säger något annat.", _SAVE_AS),
    "old-excel": ("Filen är av Excels äldre slag (.xls).", _SAVE_AS),
    "binary-excel": ("Filen är av Excels binära slag (.xlsb).", _SAVE_AS),
    "excel-xml": ("Filen är ett XML-kalkylblad av ett äldre slag.", _SAVE_AS),
    "locked": (
        "Filen är skyddad med lösenord.",
        "Öppna den i kalkylprogrammet, ta bort lösenordet och spara en kopia. Radera kopian efteråt.",
    ),
    "packed": (
        "Filen är ett packat arkiv.",
        "Packa upp det och välj kalkylbladet som ligger i det.",
    ),
    "damaged": ("Filen är skadad eller inte hel.", _FRESH),
    "too-big": (f"Filen är större än {MOST_BYTES // 2**20} MB.", _SPLIT),
    "bomb": (
        "Filen är packad så att den skulle bli orimligt stor.",
        "Öppna den inte. Fråga den som skickade filen var den kommer ifrån.",
    ),
    "too-many-rows": (f"Filen har fler än {MOST_ROWS:_} rader.".replace("_", " "), _SPLIT),
    "too-many-columns": (f"Filen har fler än {MOST_COLUMNS} kolumner.", _SPLIT),
    "too-many-cells": ("Filen har fler celler än programmet läser.", _SPLIT),
    "source-too-big": (
        "Filen är större än 64 MB.",
        "Be driften läsa in den på servern (kaa-server import), som tar större filer.",
    ),
    "broken-json": (
        "Filen är inte hel JSON.",
        "Hämta den på nytt ur källan.",
    ),
    "no-persons": (
        "Det finns inga personer i filen.",
        "En fil enligt SS 12000 ska ha Person-objekt (/persons). Exportera den på nytt.",
    ),
    "no-table": (
        "Det finns ingen tabell i filen: ingen rad med rubriker och ingen kolumn med personnummer.",
        "Kontrollera att du valde rätt fil och rätt blad. Tabellen ska ha rubriker på en egen rad.",
    ),
}
"""By code: what happened, and what to do. The code is stable."""


def refusal(code: str) -> NotReadable:
    """Return the refusal with this code, to be raised."""
    happened, advice = REASONS[code]
    return NotReadable(code, happened, SAFE, advice)
