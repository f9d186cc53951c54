"""Every way the store can fail, each with a Swedish sentence for the person.

A sentence has three parts: what happened, what is safe, what to do. None of them carries a value
from the store: they are shown, and may be logged.
"""

from __future__ import annotations


class StoreFault(Exception):
    """A fault of the store that a person is told about.

    `happened`, `safe` and `advice` are plain Swedish; `sentence` joins them.
    """

    happened: str = "Något gick fel i programmets lagring på den här datorn."
    safe: str = "Det du redan har sparat ligger kvar krypterat på datorn."
    advice: str = "Stäng programmet, starta det igen och försök på nytt."

    @property
    def sentence(self) -> str:
        """What happened, what is safe and what to do, as running text."""
        return " ".join(part for part in (self.happened, self.safe, self.advice) if part)

    def __str__(self) -> str:
        """The Swedish sentence, so that even an unforeseen display is readable."""
        return self.sentence


class PassphraseTooShort(StoreFault):
    """The chosen passphrase has fewer characters than the rule asks for."""

    happened = "Lösenfrasen är för kort: den måste ha minst 15 tecken."
    safe = "Ingenting är ändrat."
    advice = "Välj en längre lösenfras, till exempel fyra eller fem ord som du lätt minns."


class WrongPassphrase(StoreFault):
    """The passphrase does not open the passphrase slot."""

    happened = "Lösenfrasen stämmer inte."
    safe = "Ingenting har gått förlorat, och inget raderas hur många gånger du än försöker."
    advice = "Kontrollera skiftläge och tangentbord och försök igen."


class TooManyTries(StoreFault):
    """Too many wrong passphrases: the next try has to wait `seconds`."""

    happened = "Fel lösenfras har skrivits flera gånger."
    safe = "Ingenting har gått förlorat, och inget raderas."

    def __init__(self, seconds: float) -> None:
        super().__init__(seconds)
        self.seconds = seconds
        self.advice = (
            f"Vänta {_time_in_words(seconds)} och försök sedan igen. Har du glömt lösenfrasen, be "
            "kommunens administratör om hjälp."
        )


class WrongRecoveryKey(StoreFault):
    """The municipality's private key is not the one the recovery slot was sealed for."""

    happened = (
        "Återställningsnyckeln öppnar inte den här profilen. Den hör till en annan kommun, eller är en "
        "annan än den som gällde när profilen senast låstes upp."
    )
    safe = "Ingenting är ändrat."
    advice = (
        "Be kommunens administratör om rätt nyckelfil, eller om den tidigare ifall den har bytts."
    )


class NoRecovery(StoreFault):
    """The profile has no recovery slot: the municipality had no key when it was last unlocked."""

    happened = "Den här profilen har ingen återställningsnyckel, så bara lösenfrasen öppnar den."
    safe = "Ingenting är ändrat, och det som har skickats finns på servern."
    advice = (
        "Är lösenfrasen borta går det som inte har skickats inte att läsa. Anslut då datorn på nytt "
        "i en ny mapp med en ny engångskod, och behåll den gamla mappen ifall frasen återfinns."
    )


class SlotsMissing(StoreFault):
    """There is no slots file beside the database."""

    happened = "Filen med nycklar (slots.json) saknas i profilens mapp."
    safe = "Det du har sparat ligger kvar krypterat, och det som har skickats finns på servern."
    advice = (
        "Be kommunens it-stöd att lägga tillbaka filen från en säkerhetskopia. Går det inte kan "
        "datorn anslutas på nytt; då hämtas allt som har skickats till servern."
    )


class SlotsDamaged(StoreFault):
    """The slots file cannot be read as what it should be."""

    happened = "Filen med nycklar (slots.json) är skadad."
    safe = "Det du har sparat ligger kvar krypterat, och det som har skickats finns på servern."
    advice = (
        "Be kommunens it-stöd att lägga tillbaka filen från en säkerhetskopia. Går det inte kan "
        "datorn anslutas på nytt; då hämtas allt som har skickats till servern."
    )


class SlotsSwapped(StoreFault):
    """The slots file belongs to another profile."""

    happened = "Filen med nycklar (slots.json) hör till en annan profil."
    safe = "Det du har sparat ligger kvar krypterat och orört."
    advice = "Be kommunens it-stöd att lägga tillbaka den rätta filen i profilens mapp."


class KeyDoesNotFit(StoreFault):
    """The key is whole, but the database file does not open with it."""

    happened = "Databasen i profilens mapp går inte att öppna med den här profilens nyckel."
    safe = "Det som har skickats finns på servern."
    advice = (
        "Filen kan vara skadad eller höra till en annan profil. Be kommunens it-stöd att lägga "
        "tillbaka den från en säkerhetskopia, eller anslut datorn på nytt."
    )


class StoreMissing(StoreFault):
    """There is no database file in the profile's folder."""

    happened = "Databasen saknas i profilens mapp."
    safe = "Det som har skickats finns på servern."
    advice = "Be kommunens it-stöd att lägga tillbaka den, eller anslut datorn på nytt."


class NotEncrypted(StoreFault):
    """The file is a plain SQLite database: it was not made by this program."""

    happened = "Databasen i profilens mapp är inte krypterad och öppnas därför inte."
    safe = "Ingenting har skrivits till filen."
    advice = "Kontakta kommunens it-stöd: filen hör inte till programmet."


class StoreDamaged(StoreFault):
    """A page of the database does not pass its check."""

    happened = "En del av databasen på den här datorn är skadad."
    safe = "Det som har skickats finns på servern. Ingenting på datorn har raderats."
    advice = (
        "Stäng programmet och kontakta kommunens it-stöd innan du skriver mer. De kan rädda det "
        "som ännu inte har skickats."
    )


class DiskFull(StoreFault):
    """There is no room on the disk."""

    happened = "Datorns disk är full, så det senaste kunde inte sparas."
    safe = "Allt som var sparat innan finns kvar, och texten står kvar i fönstret."
    advice = "Frigör plats på disken och spara igen."


class NoRoomToUnlock(DiskFull):
    """There is no room to count the try, and without counting there is no unlocking."""

    happened = "Datorns disk är full, så programmet kan inte låsas upp."
    safe = "Allt som är sparat ligger kvar krypterat på datorn."
    advice = "Frigör plats på disken och försök igen."


class StoreNotWritable(StoreFault):
    """The folder or file does not let itself be written."""

    happened = "Programmet får inte skriva i profilens mapp."
    safe = "Allt som var sparat innan finns kvar."
    advice = "Be kommunens it-stöd att ge dig skrivrätt till mappen och försök igen."


class StoreBusy(StoreFault):
    """Something else holds the database."""

    happened = "Databasen används av något annat just nu."
    safe = "Allt som var sparat innan finns kvar."
    advice = "Vänta en stund och försök igen."


class AlreadyOpen(StoreFault):
    """Another process has this profile open."""

    happened = "Den här profilen är redan öppen i ett annat fönster."
    safe = "Ingenting är ändrat."
    advice = "Fortsätt i det fönstret, eller stäng det först."


class StoreClosed(StoreFault):
    """The store has been closed (locked)."""

    happened = "Programmet är låst."
    safe = "Det du har sparat och dina utkast ligger kvar krypterade på datorn."
    advice = "Lås upp med lösenfrasen."


class StoreTooNew(StoreFault):
    """A newer version of the program has written the database."""

    happened = "Databasen har använts av en nyare version av programmet."
    safe = "Ingenting är ändrat."
    advice = "Installera den senaste versionen av programmet."


class RecordLocked(StoreFault):
    """The record is entered in the journal and no longer changes (domain.md section 3)."""

    happened = "Anteckningen är införd i journalen och kan inte ändras."
    safe = "Ingenting är ändrat."
    advice = "Rätta den med ett tillägg."


class FieldNewer(StoreFault):
    """The field holds a value that a newer version of the program has written."""

    happened = "Uppgiften är skriven med en nyare version av programmet och visas inte här."
    safe = "Den är kvar som den är. Ingenting är ändrat."
    advice = "Uppdatera programmet för att se och ändra den. Kontakta kommunens it-stöd."


class RecordUnknown(StoreFault):
    """The record is not on this computer."""

    happened = "Uppgiften finns inte längre på den här datorn."
    safe = "Ingenting är ändrat."
    advice = "Gå tillbaka till listan och öppna ungdomen på nytt."


class RecordInvalid(StoreFault):
    """Values that the registry does not accept; `problems` are Swedish sentences with the mend."""

    safe = "Ingenting är ändrat."
    advice = ""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__(problems)
        self.problems = problems
        self.happened = " ".join(problems)


def _time_in_words(seconds: float) -> str:
    whole = max(1, round(seconds))
    if whole < 90:
        return f"{whole} sekunder" if whole > 1 else "1 sekund"
    return f"{-(-whole // 60)} minuter"
