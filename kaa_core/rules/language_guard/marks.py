"""What the guard says of a word: where it stands, why it is marked, what can be written instead."""

from __future__ import annotations

from enum import Enum

import attrs

LAW = "5 § förordningen (2006:39)"


class Area(Enum):
    """What a word points to, as the sentence says it (GDPR articles 9 and 10, by 5 § of the decree)."""

    HEALTH = "hälsa"
    ADDICTION = "beroende, och det räknas som hälsa"
    ORIGIN = "etniskt ursprung"
    RELIGION = "religion eller övertygelse"
    SEXUAL_LIFE = "sexualliv eller sexuell läggning"
    POLITICS = "politisk åsikt"
    UNION = "medlemskap i fackförening"
    CRIME = "brott"

    @property
    def instead(self) -> str:
        """What to write about instead, as a sentence."""
        return _INSTEAD[self]


_INSTEAD = {
    Area.HEALTH: "Skriv vad ungdomen behöver, inte vad det beror på.",
    Area.ADDICTION: "Skriv vad ungdomen behöver, inte vad det beror på.",
    Area.ORIGIN: "Skriv vad ungdomen behöver, till exempel tolk.",
    Area.RELIGION: "Skriv vad som behöver ordnas, till exempel vilka dagar som passar.",
    Area.SEXUAL_LIFE: "Stryk det. Insatsen behöver inte uppgiften.",
    Area.POLITICS: "Skriv på sin höjd att ungdomen är med i en förening.",
    Area.UNION: "Skriv på sin höjd att ungdomen är med i en förening.",
    Area.CRIME: "Skriv vad som hindrar eller behöver ordnas, inte varför.",
}


@attrs.frozen(kw_only=True)
class Mark:
    """One marked stretch of a text: characters `start` to `end`, the word as written, why, and offers.

    `offer`: wordings that can stand in its place; an empty one means that the word is taken away.
    """

    start: int
    end: int
    word: str
    area: Area
    offer: tuple[str, ...]

    @property
    def why(self) -> str:
        """Why it is marked, in plain words."""
        return (
            f"Ordet kan peka på {self.area.value}. Sådant får inte stå i registret, enligt {LAW}. "
            f"{self.area.instead}"
        )
