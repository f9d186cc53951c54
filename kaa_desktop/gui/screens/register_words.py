"""What each list of youths is, and why it is empty when it is."""

from __future__ import annotations

from kaa_core.model.rights import Right
from kaa_desktop.app.session import Session
from kaa_desktop.app.views import ListFilter

SUBTITLES = {
    ListFilter.ENROLLED: "Alla inskrivna",
    ListFilter.MINE: "Du är handläggare",
    ListFilter.NOT_REACHED: "Inskrivna utan kontakt",
    ListFilter.NEW: "Ännu inget försök till kontakt",
    ListFilter.EVERYONE: "Alla i registret, även de som inte är inskrivna",
}
EMPTY = {
    ListFilter.ENROLLED: (
        "Ingen ungdom är inskriven ännu.",
        "Listan fylls när ungdomar skrivs in eller när datorn har synkats.",
    ),
    ListFilter.MINE: (
        "Du är inte handläggare för någon ungdom.",
        "När samordnaren fördelar ett ärende till dig visas det här.",
    ),
    ListFilter.NOT_REACHED: (
        "Alla inskrivna är nådda.",
        "Nya ungdomar hamnar här tills du har fått kontakt.",
    ),
    ListFilter.NEW: (
        "Ingen väntar på ett första försök.",
        "Nyinskrivna ungdomar visas här tills du har sökt dem.",
    ),
    ListFilter.EVERYONE: (
        "Registret är tomt.",
        "Ungdomar kommer hit när ett register läses in eller när datorn har synkats.",
    ),
}

LOADING = ("Läser listan …", "Den är lång. Det tar ett ögonblick.")


def several(amount: int) -> str:
    """Why acts about one youth wait."""
    return f"{amount} ungdomar är valda. Det här gäller en i taget: välj en rad."


def many(session: Session) -> str:
    """What can be done with several."""
    give = "Ctrl+Skift+F fördelar dem på handläggare. " if session.may(Right.KEEP_REGISTER) else ""
    return f"{give}Ctrl+C kopierar raderna. Esc eller en piltangent väljer en igen."


def gone_words(gone: int) -> str:
    """Chosen rows that a synchronisation has taken out of the list."""
    if gone == 1:
        return "Raden som var vald finns inte längre i listan. Den närmaste är vald nu."
    return f"{gone} rader som var valda finns inte längre i listan. De andra är valda som förut."
