"""Underlag till SCB in words: amounts, what holds, what it is compared with, and why a list is empty."""

from __future__ import annotations

from typing import Final

from kaa_core.scb.half_year import HalfYear
from kaa_core.scb.sources import Block
from kaa_desktop.app.scb_views import Preview, What
from kaa_desktop.app.views_base import Chip, Tone
from kaa_desktop.app.words import counted

OURS: Final = Chip("Kommunens egna kolumner och koder, inte SCB:s", "triangle-alert", Tone.WARN)
CONFIRMED: Final = Chip("SCB:s egna koder är inlagda av kommunen", "circle-check", Tone.OK)
UNREAD: Final = Chip("Uppställningen går inte att läsa", "circle-x", Tone.DANGER)
PARTLY: Final = Chip("Bara ärenden som finns på den här datorn", "info", Tone.INFO)
HIDDEN: Final = "Uppgifterna är skyddade. Öppna ärendet med ett skäl för att läsa."
NOTHING: Final = {
    What.MEND: (
        "circle-check",
        "Inget att rätta.",
        "Kontrollerna är programmets egna, inte SCB:s.",
    ),
    What.CHANGES: ("circle-check", "Inga skillnader.", ""),
}
SHOWN: Final = {What.MEND: "Att rätta", What.CHANGES: "Skillnader"}


def told(one: HalfYear) -> str:
    """A half-year as it begins a line."""
    return f"{one.told[:1].upper()}{one.told[1:]}"


def amounts(held: Preview) -> str:
    """As "12 ungdomar. Obligatoriska uppgifter 12 · Kontakt med individen 30 · …", and who is not in it."""
    people = counted(len(held.lines), "ungdom", "ungdomar")
    blocks = " · ".join(f"{block.label} {held.counts[block]}" for block in Block)
    return f"{people}. Rader: {blocks}. {held.missing}".rstrip()


def chips(held: Preview, *, keeper: bool) -> list[Chip]:
    """By whose codes, how many are protected. `keeper`: who holds the whole register."""
    state = CONFIRMED if held.in_force.confirmed else OURS
    found = [state if held.in_force.readable else UNREAD]
    if not keeper or not held.whole:
        found.append(PARTLY)
    if held.hidden:
        people = f"{held.hidden} med skyddad folkbokföring"
        found.append(Chip(people, "shield", Tone.PROTECTED))
    if held.marked:
        found.append(Chip(f"{held.marked} med sekretessmarkering", "shield", Tone.PROTECTED))
    return found


def compared(held: Preview) -> str:
    """With which file."""
    if held.former is None:
        return "ingen fil är gjord än"
    sent = "skickad" if held.former.sent_on is not None else "inte markerad som skickad"
    columns = len(held.differences.columns_added) + len(held.differences.columns_gone)
    other = f" · andra kolumner: {columns}" if columns else ""
    return f"jämfört med filen {held.former.made}, {sent}{other}"


def nothing(held: Preview, what: What) -> tuple[str, str, str]:
    """Icon, title and text of a list with no rows."""
    if what is What.CHANGES and held.former is None:
        return ("info", "Ingen fil är gjord än.", "Skillnader visas när en fil har gjorts.")
    if not held.lines:
        return ("info", "Ingen var inskriven under halvåret.", "Välj ett annat halvår.")
    if what is What.CHANGES:
        columns = [f"Ny kolumn: {one}." for one in held.differences.columns_added]
        columns += [f"Kolumnen är borta: {one}." for one in held.differences.columns_gone]
        return (*NOTHING[what][:2], " ".join(columns))
    return NOTHING[what]
