"""The tables of the user guide that say what the program says: taken from the code, so never stale.

A table stands in the guide between `<!-- tabell: namn -->` and `<!-- slut -->`. `written(text)` gives
the guide anew; tests/unit/docs/ fails when the file differs.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, cast

from kaa_core.imports import refusals as refusals_of_files
from kaa_core.imports.refusals import REASONS as CODES
from kaa_desktop import app, store, sync
from kaa_desktop.app.context import Context
from kaa_desktop.app.sync_words import Saved, sync_view
from kaa_desktop.gui.catalogue import CATALOGUE, SECTIONS, ActionSpec
from kaa_desktop.gui.keys import swedish_keys
from kaa_desktop.store.errors import RecordInvalid, StoreFault, TooManyTries
from kaa_desktop.sync import faults
from kaa_desktop.sync.faults import Effect, SyncFault
from kaa_desktop.sync.state import Phase, SyncState

GUIDE: Final = Path(__file__).with_name("anvandarguide.md")
MOMENT: Final = datetime(2026, 11, 24, 10, 42, tzinfo=UTC)
_PLACE: Final = re.compile(r"(<!-- tabell: ([\w-]+) -->\n).*?(<!-- slut -->)", re.DOTALL)
_VARYING: Final = {RecordInvalid}  # its sentence is the field's own


def written(text: str) -> str:
    """The guide with every table made anew. Raises KeyError for a table that nobody makes."""
    return _PLACE.sub(lambda found: f"{found[1]}\n{TABLES[found[2]]()}\n{found[3]}", text)


def table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A table in Markdown."""
    names = list(heads)
    lines = [names, ["---"] * len(names), *rows]
    return "".join(
        f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |\n" for line in lines
    )


# --- faults ----------------------------------------------------------------------------------------


def store_faults() -> list[StoreFault]:
    """One of each fault of the store and of the way in, in the order they stand in the code."""
    for package in (store, app, sync):
        for found in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
            importlib.import_module(found.name)
    classes: list[type[StoreFault]] = [one for one in _below(StoreFault) if one not in _VARYING]
    classes.sort(
        key=lambda one: (one.__module__ != StoreFault.__module__, one.__module__, _line(one))
    )
    classes.insert(0, StoreFault)
    return [TooManyTries(30) if one is TooManyTries else one() for one in classes]


def sync_faults() -> list[SyncFault]:
    """One of each fault of the connection."""
    return [faults.fault(name) for name in faults._FAULTS]  # noqa: SLF001 - the list is its own


def refusals() -> dict[str, str]:
    """Why the server never takes something, by code, and the answer for an unknown code."""
    return {**faults._REFUSALS, "": faults.refusal("")}  # noqa: SLF001 - the same


def _below(cls: type[StoreFault]) -> Iterator[type[StoreFault]]:
    for one in cls.__subclasses__():
        yield one
        yield from _below(one)


def _line(cls: type[StoreFault]) -> int:
    return inspect.getsourcelines(cls)[1]


def _parts(fault: StoreFault | SyncFault) -> list[str]:
    return [fault.happened, fault.safe, fault.advice]


_FAULT_HEADS: Final = ("Vad hände", "Vad är tryggt", "Vad du gör")


def _store_table() -> str:
    return table(_FAULT_HEADS, map(_parts, store_faults()))


def _sync_table() -> str:
    return table(("Kod", *_FAULT_HEADS), ([one.code, *_parts(one)] for one in sync_faults()))


WHAT_TO_DO: Final = {
    "immutable": "Skriv på nytt som en egen händelse, eller gör ett tillägg till det införda.",
    "author": "För in det på nytt, i ditt eget namn.",
    "barred": "Ta bort adressen ur det du skrev. Brev går genom Skatteverkets förmedling.",
    "missing": "Öppna ungdomen och se efter om uppgiften finns. Skriv den på nytt om den behövs.",
    "exists": "Öppna ungdomen och se efter om uppgiften redan finns. Kontakta annars it-stöd.",
    "case-gone": "Registrera ungdomen på nytt om hon eller han ska finnas, och för in det du skrev där.",
    "case-in-use": "Öppna ungdomen och se vad som är infört. Du behöver inte göra något om det stämmer.",
    "form": "Installera den senaste versionen av programmet och skriv på nytt.",
    "scope": "Kontakta it-stöd. Skriv uppgiften på nytt på rätt ungdom om det är bråttom.",
    "server-only": "Kontakta it-stöd.",
    "resolved": "Öppna ungdomen och se vad kollegan valde. Ändra uppgiften om det blev fel.",
    "too-large": "Dela upp den i mindre delar och skriv in dem på nytt.",
    "another-conflict": "Öppna Synkning och välj på nytt.",
    "moved": "Öppna Synkning och välj på nytt.",
    "role": "Fråga administratören om din roll. Texten står kvar: be någon som får skriva att föra in den.",
    "changed": "Öppna listan och se vad som står. Gör om ändringen om den behövs.",
    "erased": "Du behöver inte göra något. Fråga samordnaren om du tror att det är fel.",
    "together": "Se vad som står överst i samma ändring. Skriv båda på nytt.",
    "": "Kontakta it-stöd. Kopiera texten under tiden.",
}


def _refusal_table() -> str:
    return table(
        ("Det står", "Gör så här"),
        ((sentence, WHAT_TO_DO[code]) for code, sentence in refusals().items()),
    )


# --- the status bar --------------------------------------------------------------------------------


class _Times:
    """All of the context that the status bar's words ask for."""

    def when(self, moment: datetime) -> str:
        return f"{moment:%H:%M}"


def words(state: SyncState, saved: Saved) -> tuple[str, str]:
    """The two parts of the status bar."""
    view = sync_view(cast(Context, _Times()), state, saved)
    return view.saved, view.network


def saved_sentences() -> list[str]:
    """Everything that the left part can say, without and with what is added to it."""
    idle = SyncState(phase=Phase.IDLE, since=MOMENT)
    synced = SyncState(phase=Phase.IDLE, since=MOMENT, last_sync=MOMENT)
    sending = SyncState(phase=Phase.SENDING, since=MOMENT, done=1, total=2)
    nothing = Saved(waiting=0, conflicts=0, refused=0)
    waiting = Saved(waiting=2, conflicts=0, refused=0, last_saved=MOMENT)
    failed = Saved(waiting=2, conflicts=0, refused=0, failed_since=MOMENT)
    conflict = Saved(waiting=0, conflicts=1, refused=0)
    refused = Saved(waiting=0, conflicts=0, refused=1)
    cases = [(idle, nothing), (synced, nothing), (idle, waiting), (sending, waiting)]
    cases += [(synced, conflict), (synced, refused), (idle, failed)]
    return [words(*case)[0] for case in cases]


def network_sentences() -> list[str]:
    """Everything that the right part can say: each phase with each fault that leads to it."""
    nothing = Saved(waiting=0, conflicts=0, refused=0)
    quiet = [Phase.CONNECTING, Phase.DOWNLOADING, Phase.SENDING, Phase.IDLE]
    states = [
        SyncState(phase=phase, since=MOMENT, last_sync=MOMENT, done=1200, total=5900)
        for phase in quiet
    ]
    led_to = {Effect.RETRY: Phase.OFFLINE, Effect.STOP: Phase.STOPPED, Effect.LOGIN: Phase.LOGIN}
    states += [
        SyncState(phase=led_to[fault.effect], since=MOMENT, fault=fault) for fault in sync_faults()
    ]
    found = (words(state, nothing)[1] for state in states)
    return list(dict.fromkeys(re.sub(r"SYNK-\d+", "SYNK-…", one) for one in found))


MEANS: Final = {
    "Inget väntar på synk": (
        "Du har inget osänt. Datorn har inte synkat än sedan du låste upp den första gången."
    ),
    "Allt synkat 10:42": "Allt du har skrivit finns på servern, och du har det kollegorna skrivit.",
    "Sparat lokalt 10:42 · Väntar på synk (2)": (
        "Det du skrev är sparat och krypterat på datorn. Två ändringar är inte skickade än. "
        "Du behöver inte göra något."
    ),
    "Synkar 1 av 2": "Programmet skickar det som väntade.",
    "Allt synkat 10:42 · 1 konflikt": (
        "Någon annan har ändrat samma uppgift som du. Öppna Synkning (Ctrl+9) och välj när du "
        "har tid. Annat arbete väntar inte på det."
    ),
    "Allt synkat 10:42 · 1 ej mottaget": (
        "Servern kunde inte ta emot något du skrev. Texten finns kvar. Öppna Synkning (Ctrl+9)."
    ),
    "Inte sparat sedan 10:42": (
        "Datorn kan inte spara. Texten står kvar i fönstret men ingen annanstans. Stäng inte "
        "programmet. Frigör plats på disken och välj **Spara igen**."
    ),
    "Ansluter": "Programmet söker servern. Arbeta som vanligt.",
    "Hämtar registret: 1200 av 5900 uppgifter": (
        "Den första hämtningen pågår. Bryts den fortsätter den där den slutade."
    ),
    "Ansluten · senaste synk 10:42": "Servern svarar.",
    "Offline sedan 10:42 · försöker själv igen": (
        "Det finns inget nät eller ingen server just nu. Det är blått, inte rött: det är vanligt. "
        "Allt du skriver sparas på datorn."
    ),
    "Synk avbruten sedan 10:42 · försöker själv igen": (
        "Servern svarade, men något gick fel hos den eller i programmet. Nytt försök kommer av "
        "sig självt."
    ),
    "Synk stoppad · serverns certifikat går inte att lita på": (
        "Programmet skickar ingenting, eftersom det inte är säkert att det är kommunens server. "
        "Se SYNK-104 nedan."
    ),
    "Synk stoppad · nätets inställningar går inte att använda": (
        "Serverns adress, ett certifikat eller en proxy är fel inställd på datorn. Be it-stödet om "
        "hjälp, se SYNK-107 nedan."
    ),
    "Synk stoppad · logga in igen": (
        "Servern vill ha kontots lösenord. Öppna Synkning (Ctrl+9) och skriv det. Du kan arbeta "
        "som vanligt under tiden."
    ),
    "Synk stoppad · vänta en stund och logga in igen": (
        "Det har skrivits fel lösenord flera gånger. Vänta en kvart och skriv det igen."
    ),
    "Synk stoppad · datorn är spärrad": (
        "Kommunens administratör har spärrat datorn, eller tagit kontot ur bruk. Du kan låsa upp och "
        "läsa det som finns här, men inget skickas. Kontakta administratören."
    ),
    "Synk stoppad · datorn är okänd för servern": (
        "Servern har inte datorn i sitt register. Kontakta kommunens administratör."
    ),
    "Synk stoppad · kontakta it-stöd (SYNK-…)": (
        "Programmet kan inte lösa det själv. Uppge koden för it-stödet. Det du skriver sparas."
    ),
}


def _status_table() -> str:
    return table(
        ("Det står", "Det betyder"),
        ((f"`{one}`", MEANS[one]) for one in [*saved_sentences(), *network_sentences()]),
    )


# --- keys ------------------------------------------------------------------------------------------


def keys_of(spec: ActionSpec) -> str:
    """The keys of an act as they are called on a Swedish keyboard."""
    return " ".join(f"`{swedish_keys(key)}`" for key in spec.shortcuts) or "–"


def _key_tables() -> str:
    parts = []
    for section in SECTIONS:
        specs = [spec for spec in CATALOGUE if spec.section == section]
        rows = ((spec.text, keys_of(spec), spec.menu.replace("&", "") or "–") for spec in specs)
        parts.append(f"**{section}**\n\n" + table(("Gör", "Tangent", "Meny"), rows))
    return "\n".join(parts)


# --- files that cannot be read ---------------------------------------------------------------------


def _file_table() -> str:
    rows = ((one.code, one.happened, one.advice) for one in map(refusals_of_files.refusal, CODES))
    return table(("Kod", "Vad som har hänt", "Vad du gör"), rows)


TABLES: Final[dict[str, Callable[[], str]]] = {
    "filer": _file_table,
    "fel-pa-datorn": _store_table,
    "fel-i-anslutningen": _sync_table,
    "ej-mottaget": _refusal_table,
    "statusraden": _status_table,
    "tangenter": _key_tables,
}
