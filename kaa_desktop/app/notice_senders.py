"""Skolor som anmäler: the schools of other owners that may notify (15 kap. 15 § skollagen).

They live on the server, as accounts do, so all of it needs the network. A school's key is made by the
server and shown once.
"""

from __future__ import annotations

from concurrent.futures import Future
from typing import Final

import attrs

from kaa_core.model.registry import Problem
from kaa_core.sync.notices import IssuedKey, NewSender, SenderRow, Senders
from kaa_desktop.app.admin_views import Secret, Told
from kaa_desktop.app.admin_words import in_words
from kaa_desktop.app.context import Context
from kaa_desktop.app.sync_views import FaultView
from kaa_desktop.app.told import Asking, told
from kaa_desktop.app.views_base import Chip, Fact, Tone
from kaa_desktop.sync import notice_senders
from kaa_desktop.sync.faults import AWAY, SyncFault

LONGEST: Final = 200
UNIT_DIGITS: Final = 8
_OFFLINE: Final = (
    "Du behöver nät. Skolorna som får anmäla finns på servern.",
    "Ingenting är ändrat.",
    "Försök igen när datorn har nät.",
)


@attrs.frozen(kw_only=True, repr=False)
class SenderView:
    """A school. `id` is the server's."""

    id: bytes
    name: str
    school_unit: str
    contact: str
    used: str
    blocked: bool
    status: Chip
    facts: tuple[Fact, ...]


@attrs.frozen(kw_only=True, repr=False)
class SenderForm:
    """What is filled in about a school."""

    name: str = ""
    school_unit: str = ""
    contact: str = ""


class NoticeSenders:
    """Of one unlocked profile; other roles than the administrator are refused by the server."""

    def __init__(self, context: Context, asking: Asking) -> None:
        self._context = context
        self._asking = asking

    @property
    def form(self) -> str:
        """The address of the form in which a school notifies."""
        identity = self._context.identity
        return f"{identity.server.rstrip('/')}/anmalan/{identity.municipality}"

    def listed(self) -> Future[Told[list[SenderView]]]:
        """All of them by name, the blocked ones last."""
        return told(self._asking, notice_senders.senders, self._views, _fault_view)

    def problems(self, form: SenderForm) -> list[Problem]:
        """What keeps a school from being added, as sentences by field."""
        found = []
        unit = form.school_unit
        if not form.name:
            found.append(Problem(field="name", sentence="Skriv skolans namn."))
        if not (unit.isascii() and unit.isdigit() and len(unit) == UNIT_DIGITS):
            sentence = (
                "En skolenhetskod är åtta siffror. Den står i Skolverkets skolenhetsregister."
            )
            found.append(Problem(field="school_unit", sentence=sentence))
        if not form.contact:
            sentence = "Skriv vem på skolan som svarar på frågor, och hur hen nås."
            found.append(Problem(field="contact", sentence=sentence))
        return found

    def add(self, form: SenderForm) -> Future[Told[Secret]]:
        """Let a school notify; gives its key, which is shown once."""
        asked = NewSender(form.name, form.school_unit, form.contact)

        def shown(issued: IssuedKey) -> Secret:
            return Secret(text=issued.key)

        return told(
            self._asking,
            lambda client, access: notice_senders.add(client, access, asked),
            shown,
            _fault_view,
        )

    def block(self, sender: SenderView) -> Future[Told[bool]]:
        """Take nothing more from a school; what it has told stays."""
        return told(
            self._asking,
            lambda client, access: notice_senders.block(client, access, sender.id),
            lambda _: True,
            _fault_view,
        )

    def _views(self, said: Senders) -> list[SenderView]:
        found = [self._view(one) for one in said.senders]
        return sorted(found, key=lambda one: (one.blocked, one.name.casefold()))

    def _view(self, row: SenderRow) -> SenderView:
        used, blocked = in_words(self._context, row.used), bool(row.blocked)
        status = Chip("Får anmäla", "circle-check", Tone.OK)
        if blocked:
            status = Chip("Stängd", "circle-off", Tone.NEUTRAL)
        facts = (
            ("Skolenhetskod", row.school_unit),
            ("Frågor besvaras av", row.contact),
            ("Senast inloggad", used),
            ("Tillagd", in_words(self._context, row.added)),
            ("Stängd", in_words(self._context, row.blocked) if blocked else ""),
        )
        return SenderView(
            id=row.sender,
            name=row.name,
            school_unit=row.school_unit,
            contact=row.contact,
            used=used,
            blocked=blocked,
            status=status,
            facts=tuple(Fact(label=label, value=value) for label, value in facts if value),
        )


def _fault_view(fault: SyncFault) -> FaultView:
    parts = (fault.happened, fault.safe, fault.advice)
    happened, safe, advice = _OFFLINE if fault.code in AWAY else parts
    return FaultView(happened=happened, safe=safe, advice=advice, code=fault.code)
