"""A profile leaves the computer: refused while anything is only here, and then nothing of it is left."""

from __future__ import annotations

import shutil
from typing import Final

import attrs

from kaa_desktop.app import words
from kaa_desktop.app.clock import Clock
from kaa_desktop.app.handing_over import handed_up_to
from kaa_desktop.app.profiles import NAME, Profile
from kaa_desktop.store import attachments, throttle
from kaa_desktop.store.errors import StoreFault
from kaa_desktop.store.files import from_os
from kaa_desktop.store.lock import LOCK, ProfileLock
from kaa_desktop.store.queries import Queries
from kaa_desktop.store.slots import SlotFile
from kaa_desktop.store.store import SLOTS, Store
from kaa_desktop.store.throttle import Throttle

THROTTLE: Final = "throttle.json"
READY: Final = "Allt du har skrivit finns på servern. Profilen kan tas bort."
WHAT_TO_DO: Final = (
    "Synka först, eller lämna över det osända till en samordnare eller administratör. "
    "Utkast förs in eller slängs."
)


class OnlyHere(StoreFault):
    """Something of the profile is nowhere else."""

    happened = "Profilen är kvar: något i den finns bara på den här datorn."
    safe = "Ingenting är borttaget."
    advice = "Lås upp, synka eller lämna över det osända, och försök igen."


@attrs.frozen(kw_only=True)
class Left:
    """What a profile has that is nowhere else."""

    acts: int = 0
    drafts: int = 0
    refused: int = 0
    files: int = 0

    def __bool__(self) -> bool:
        return bool(self.acts or self.drafts or self.refused or self.files)

    @property
    def sentence(self) -> str:
        """How much there is of it: "3 ändringar är inte skickade, 1 utkast finns bara här."."""
        parts = []
        if self.acts:
            parts.append(_unsent(self.acts, "ändring", "ändringar"))
        if self.files:
            parts.append(_unsent(self.files, "bilaga", "bilagor"))
        if self.drafts:
            parts.append(f"{self.drafts} utkast finns bara här")
        if self.refused:
            parts.append(f"{self.refused} ej mottaget finns bara här")
        told = ", ".join(parts)
        return f"{told[:1].upper()}{told[1:]}." if told else ""


def _unsent(number: int, one: str, many: str) -> str:
    sent = "skickad" if number == 1 else "skickade"
    return f"{words.counted(number, one, many)} är inte {sent}"


def left_in(queries: Queries) -> Left:
    """What is only in this store."""
    return Left(
        acts=queries.unsent_acts(handed_up_to(queries)),
        drafts=len(queries.drafts()),
        refused=len({one.operation.tx for one in queries.refused()}),
        files=len(queries.read(attachments.only_here)),
    )


def prove(profile: Profile, passphrase: str, clock: Clock) -> None:
    """Raise a `StoreFault` unless the passphrase is the profile's."""
    tries = Throttle(profile.folder / THROTTLE, clock.monotonic)
    with throttle.unlock(SlotFile(profile.folder / SLOTS, profile.id), tries, passphrase):
        return


def remove(profile: Profile, passphrase: str, clock: Clock) -> None:
    """Take a locked profile off the computer, its key first. Raises `OnlyHere`, or another fault."""
    slots = SlotFile(profile.folder / SLOTS, profile.id)
    tries = Throttle(profile.folder / THROTTLE, clock.monotonic)
    with throttle.unlock(slots, tries, passphrase) as key:
        store = Store.open(profile.folder, key, lambda: 0)
        try:
            if left_in(store.queries):
                raise OnlyHere
        finally:
            store.close()
    ProfileLock(profile.folder / LOCK).release()  # raises AlreadyOpen while a window has it
    try:
        # Without these nothing in the folder can ever be read, however far the rest comes.
        (profile.folder / SLOTS).unlink()
        (profile.folder / NAME).unlink()
        shutil.rmtree(profile.folder)
    except OSError as error:
        raise from_os(error) from None
