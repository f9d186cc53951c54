"""Every way the connection can fail, each as Swedish sentences: what happened, what is safe, what to do.

A fault never stops work: everything is written in the local store first. `code` is for the person to
copy to the municipality's IT support; it says what kind of fault, never about whom.
"""

from __future__ import annotations

import enum
from typing import Final

KEPT: Final = "Det du skriver sparas krypterat på datorn."
UNCHANGED: Final = "Ingenting är ändrat."
UNSENT_KEPT: Final = "Ingenting har gått förlorat: det som inte är skickat ligger kvar på datorn."


class Effect(enum.Enum):
    """What the program does about a fault."""

    RETRY = "retry"
    """The connection is away; try again by itself."""
    STOP = "stop"
    """Somebody must do something; tried again seldom."""
    LOGIN = "login"
    """The account's password is asked for."""


class SyncFault(Exception):
    """A fault of the connection. `expected` is the number a server awaits after a gap."""

    def __init__(
        self,
        code: str,
        happened: str,
        safe: str,
        advice: str,
        *,
        effect: Effect = Effect.RETRY,
        expected: int = 0,
    ) -> None:
        super().__init__(code)
        self.code = code
        self.happened = happened
        self.safe = safe
        self.advice = advice
        self.effect = effect
        self.expected = expected

    @property
    def sentence(self) -> str:
        """What happened, what is safe and what to do, as running text."""
        return f"{self.happened} {self.safe} {self.advice}"

    def __str__(self) -> str:
        """The sentence, so that even an unforeseen display is readable."""
        return f"{self.sentence} ({self.code})"


_AGAIN: Final = "Programmet försöker igen av sig självt."
_SUPPORT: Final = "Kontakta kommunens it-stöd och uppge koden."

_FAULTS: Final[dict[str, tuple[str, str, str, str, Effect]]] = {
    "offline": ("SYNK-101", "Servern svarar inte.", KEPT, _AGAIN, Effect.RETRY),
    "slow": ("SYNK-102", "Servern svarade inte i tid.", UNSENT_KEPT, _AGAIN, Effect.RETRY),
    "half": (
        "SYNK-103",
        "Svaret från servern kom inte fram helt.",
        UNSENT_KEPT,
        _AGAIN,
        Effect.RETRY,
    ),
    "certificate": (
        "SYNK-104",
        "Serverns certifikat går inte att lita på. Därför skickades ingenting.",
        KEPT,
        (
            "Kontrollera att datorns klocka går rätt och att du är på ett nät du känner till. "
            "Hjälper det inte, kontakta kommunens it-stöd och uppge koden."
        ),
        Effect.STOP,
    ),
    "elsewhere": (
        "SYNK-105",
        "Svaret kom inte från kommunens server. Nätet kanske kräver att du loggar in först.",
        KEPT,
        "Öppna webbläsaren och logga in på nätet, eller byt nät. " + _AGAIN,
        Effect.RETRY,
    ),
    "too_much": (
        "SYNK-106",
        "Svaret från servern var större än programmet tar emot.",
        UNSENT_KEPT,
        _SUPPORT,
        Effect.STOP,
    ),
    "settings": (
        "SYNK-107",
        "Datorns inställningar för nätet går inte att använda: adress, certifikat eller proxy.",
        KEPT,
        _SUPPORT,
        Effect.STOP,
    ),
    "server": (
        "SYNK-201",
        "Något gick fel på servern.",
        UNSENT_KEPT,
        _AGAIN + " Håller det i sig, kontakta kommunens it-stöd och uppge koden.",
        Effect.RETRY,
    ),
    "busy": ("SYNK-202", "Servern är upptagen just nu.", UNSENT_KEPT, _AGAIN, Effect.RETRY),
    "login": (
        "SYNK-301",
        "Inloggningen på servern har gått ut.",
        KEPT,
        "Skriv kontots lösenord för att synka igen.",
        Effect.LOGIN,
    ),
    "credentials": (
        "SYNK-302",
        "Servern godtog inte uppgifterna.",
        UNCHANGED,
        "Kontrollera lösenordet, och vid anslutning även användarnamn och engångskod.",
        Effect.LOGIN,
    ),
    "too_many_tries": (
        "SYNK-303",
        "Det har varit för många försök med fel uppgifter.",
        UNCHANGED,
        "Vänta en stund och försök sedan igen.",
        Effect.LOGIN,
    ),
    "device_blocked": (
        "SYNK-304",
        "Datorn är spärrad. Därför tas inget emot från den och inget skickas till den.",
        "Det som finns på datorn är kvar, krypterat. Du kan fortfarande låsa upp och läsa det.",
        (
            "Kontakta kommunens administratör. Är datorn inte borta kan den anslutas på nytt "
            "med en engångskod."
        ),
        Effect.STOP,
    ),
    "device_unknown": (
        "SYNK-306",
        "Servern känner inte igen datorn.",
        UNSENT_KEPT,
        "Kontakta kommunens administratör. Datorn kan behöva anslutas på nytt med en engångskod.",
        Effect.STOP,
    ),
    "wrong_user": (
        "SYNK-305",
        "Datorn hör till en annan användare enligt servern.",
        UNSENT_KEPT,
        _SUPPORT,
        Effect.STOP,
    ),
    "gap": (
        "SYNK-401",
        "Servern saknar tidigare ändringar från den här datorn. Den kan ha återställts.",
        UNSENT_KEPT,
        _SUPPORT,
        Effect.STOP,
    ),
    "diverged": (
        "SYNK-402",
        "Servern har andra ändringar från den här datorn. Profilen kan vara en kopia.",
        UNSENT_KEPT,
        "Använd inte profilen på två datorer. " + _SUPPORT,
        Effect.STOP,
    ),
    "epoch": (
        "SYNK-403",
        "Servern har återställts från en säkerhetskopia.",
        UNSENT_KEPT,
        _SUPPORT,
        Effect.STOP,
    ),
    "sight": (
        "SYNK-408",
        "Det du får se har ändrats, så registret hämtas på nytt.",
        UNSENT_KEPT,
        "Vänta tills det är hämtat.",
        Effect.RETRY,
    ),
    "decided": (
        "SYNK-409",
        "En annan samordnare hann avgöra det före dig.",
        "Inget är ändrat av ditt val.",
        "Läs listan på nytt.",
        Effect.RETRY,
    ),
    "not_taken": (
        "SYNK-410",
        "Det går inte att ta emot som registret ser ut nu.",
        "Allt ligger kvar och väntar.",
        "Ta först emot det som skrevs tidigare, eller svara den som skrev.",
        Effect.RETRY,
    ),
    "refused": (
        "SYNK-404",
        "Servern tog inte emot programmets fråga.",
        UNSENT_KEPT,
        "Se efter om det finns en ny version av programmet. " + _SUPPORT,
        Effect.STOP,
    ),
    "too_large": (
        "SYNK-405",
        "Det som skulle skickas är större än servern tar emot.",
        UNSENT_KEPT,
        _SUPPORT,
        Effect.STOP,
    ),
    "malformed": (
        "SYNK-406",
        "Servern kunde inte läsa det som programmet skickade.",
        UNSENT_KEPT,
        "Se efter om det finns en ny version av programmet. " + _SUPPORT,
        Effect.STOP,
    ),
    "role": (
        "SYNK-601",
        "Din roll får inte göra det här.",
        UNCHANGED,
        "Be en administratör.",
        Effect.STOP,
    ),
    "role_line": (
        "SYNK-602",
        "Ett konto går inte att flytta mellan administratör och de roller som ser ärenden.",
        UNCHANGED,
        "Lägg till ett nytt konto med den andra rollen, och ta det gamla ur bruk.",
        Effect.STOP,
    ),
    "last_administrator": (
        "SYNK-603",
        "Det här är kommunens enda administratör i bruk.",
        UNCHANGED,
        "Lägg först till en administratör till.",
        Effect.STOP,
    ),
    "username_taken": (
        "SYNK-604",
        "Användarnamnet finns redan.",
        UNCHANGED,
        "Välj ett annat. Ett konto som är ur bruk behåller sitt namn.",
        Effect.STOP,
    ),
    "password_short": (
        "SYNK-605",
        "Lösenordet är för kort.",
        UNCHANGED,
        "Skriv minst 12 tecken.",
        Effect.STOP,
    ),
    "erased_already": (
        "SYNK-612",
        "Det är redan raderat.",
        UNCHANGED,
        "Öppna listan på nytt.",
        Effect.STOP,
    ),
    "unknown_user": (
        "SYNK-606",
        "Användaren finns inte på servern.",
        UNCHANGED,
        "Öppna listan på nytt.",
        Effect.STOP,
    ),
    "unknown_computer": (
        "SYNK-607",
        "Datorn finns inte på servern.",
        UNCHANGED,
        "Öppna listan på nytt.",
        Effect.STOP,
    ),
    "wrong_password": (
        "SYNK-608",
        "Det nuvarande lösenordet stämmer inte.",
        UNCHANGED,
        "Skriv lösenordet till ditt konto. Har du glömt det kan en administratör sätta ett nytt.",
        Effect.STOP,
    ),
    "content": (
        "SYNK-701",
        "Bilagan kom inte fram hel, så det som kom är borttaget.",
        "Originalet ligger kvar där det fanns, på servern eller på datorn som lade till det.",
        _AGAIN + " Håller det i sig, kontakta kommunens it-stöd och uppge koden.",
        Effect.RETRY,
    ),
    "attachments_full": (
        "SYNK-702",
        "Kommunens utrymme för bilagor på servern är fullt.",
        "Bilagan ligger kvar krypterad på datorn. Det du skriver synkas som vanligt.",
        "Kontakta kommunens it-stöd, som kan ge mer utrymme. " + _AGAIN,
        Effect.STOP,
    ),
    "internal": (
        "SYNK-501",
        "Något gick fel i programmet när det synkade.",
        UNSENT_KEPT,
        _AGAIN + " Håller det i sig, kontakta kommunens it-stöd och uppge koden.",
        Effect.RETRY,
    ),
}


AWAY: Final = frozenset(_FAULTS[name][0] for name in ("offline", "slow", "half", "elsewhere"))
"""Codes that mean that the server was not reached."""


def fault(name: str, *, expected: int = 0) -> SyncFault:
    """The fault with this name; raises KeyError for one that does not exist."""
    code, happened, safe, advice, effect = _FAULTS[name]
    return SyncFault(code, happened, safe, advice, effect=effect, expected=expected)


_BY_CODE: Final = {
    "token": "login",
    "credentials": "credentials",
    "too_many_tries": "too_many_tries",
    "device_blocked": "device_blocked",
    "bad_signature": "device_unknown",
    "wrong_user": "wrong_user",
    "gap": "gap",
    "diverged": "diverged",
    "epoch": "epoch",
    "sight": "sight",
    "decided": "decided",
    "not-taken": "not_taken",
    "bad_request": "malformed",
    "unavailable": "busy",
    "slow_body": "slow",
    "too_large": "too_large",
    "role": "role",
    "role-line": "role_line",
    "last-administrator": "last_administrator",
    "username-taken": "username_taken",
    "password-short": "password_short",
    "unknown-user": "unknown_user",
    "erased": "erased_already",
    "unknown-device": "unknown_computer",
    "wrong-password": "wrong_password",
    "content": "content",
    "attachments-full": "attachments_full",
}


def refused(status: int, code: str, expected: int = 0) -> SyncFault:
    """The fault for an answer with a status over 399 and the code of its `ErrorBody` ("" if none)."""
    if code in _BY_CODE:
        return fault(_BY_CODE[code], expected=expected)
    if status in (429, 503):
        return fault("busy")
    if status >= 500:
        return fault("server")
    if not code:
        # Our server gives every refusal a code: what stands between does not.
        return fault("elsewhere")
    return fault("refused")


_REFUSALS: Final = {
    "immutable": "Anteckningen var redan införd i journalen och kunde inte ändras.",
    "barred": "Ungdomen har skyddad folkbokföring. Då får ingen adress finnas här.",
    "author": "Uppgiften stod i en annan handläggares namn än den som skickade den.",
    "missing": "Uppgiften som skulle ändras finns inte på servern.",
    "exists": "En uppgift med samma nummer finns redan på servern.",
    "case-gone": "Ungdomen har tagits bort ur registret av någon annan.",
    "case-in-use": "Någon annan har fört in något i ärendet. Ungdomen är kvar i registret.",
    "form": "Servern förstod inte en av uppgifterna.",
    "too-large": "Den var större än vad servern tar emot på en gång.",
    "scope": "Uppgiften hör inte till den ungdom som angavs.",
    "server-only": "Den sortens uppgift skrivs bara av servern.",
    "role": "Din roll får läsa men inte ändra det här.",
    "resolved": "Konflikten var redan avgjord av någon annan.",
    "another-conflict": "Valet gällde en annan konflikt än den som finns på servern.",
    "moved": "Uppgiften hade hunnit ändras igen. Öppna konflikten och välj på nytt.",
    "changed": "Någon annan hade ändrat uppgiften. Läs den och skriv din ändring igen.",
    "erased": "Det den gällde är raderat efter ett beslut. Texten är inte sparad någonstans.",
    "together": "Den hörde ihop med något annat som inte kunde tas emot.",
}


def refusal(code: str) -> str:
    """Why the server never takes an operation, as a sentence."""
    return _REFUSALS.get(code, "Servern kunde inte ta emot den.")
