"""What the queries of an unlocked profile share: the store's reads, the clock, the user, the names."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

import attrs

from kaa_core.model.enums import Protection
from kaa_core.model.identity import IdentityNumber, IdentityProblem, age_on, shown
from kaa_core.model.ids import DeviceId, RecordId, UserId, WorkerId
from kaa_core.model.records import Unit, Worker, Youth
from kaa_desktop.app import words
from kaa_desktop.app.clock import Clock, today
from kaa_desktop.app.openings import Openings
from kaa_desktop.app.roles import Standing
from kaa_desktop.app.views import Who
from kaa_desktop.app.views_base import PROTECTED_NAME as PROTECTED_NAME  # noqa: PLC0414
from kaa_desktop.store.lists import CaseRow
from kaa_desktop.store.queries import Queries


@attrs.frozen(kw_only=True, repr=False)
class Identity:
    """Whose profile this is, the role she has now, and the server with the municipality's code there."""

    user: UserId
    worker: WorkerId | None
    device: DeviceId
    who: Who
    standing: Standing
    server: str
    municipality: str


@attrs.frozen(kw_only=True, repr=False)
class Context:
    """Handed to every query."""

    queries: Queries
    clock: Clock
    identity: Identity
    openings: Openings = attrs.field()

    @openings.default
    def _none_open(self) -> Openings:
        return Openings(self.clock.monotonic, self.clock.now)

    @property
    def today(self) -> date:
        """The day it is here."""
        return today(self.clock)

    def when(self, moment: datetime) -> str:
        """A moment in words, in local time."""
        return words.moment(self.clock.local(moment), self.today)

    def workers(self) -> dict[UUID, Worker]:
        """All colleagues by id."""
        return {one.id: one for one in self.queries.records(Worker)}

    def left_service(self, chosen: Iterable[UUID | None]) -> str:
        """That somebody of these has left since she was chosen, as a sentence; else empty."""
        workers = self.workers()
        gone = [
            workers[one].name for one in chosen if one in workers and workers[one].active is False
        ]
        return (
            f"{', '.join(gone)} är inte längre i tjänst. Välj en annan handläggare." if gone else ""
        )

    def units(self) -> dict[RecordId, str]:
        """The municipality's units by id, in the order of their names."""
        held = sorted(self.queries.records(Unit), key=lambda one: one.name.casefold())
        return {one.id: one.name for one in held}

    def names(self) -> dict[UUID, str]:
        """Names by id of worker and of account."""
        found: dict[UUID, str] = {}
        for one in self.queries.records(Worker):
            found[one.id] = one.name
            if one.user is not None:
                found[one.user] = one.name
        found.setdefault(self.identity.user, self.identity.who.name)
        return found

    def youth_names(self, youths: set[UUID]) -> dict[UUID, str]:
        """Names to show of some youths; the protected have none."""
        rows = self.queries.case_rows([RecordId(one) for one in youths])
        return {row.id: row_name(row) for row in rows}


def is_protected(protection: Protection | None) -> bool:
    """Whether lists show no name, number or address (OSL 22 kap. 1 §; domain.md section 2)."""
    return protection is Protection.PROTECTED


def row_name(row: CaseRow) -> str:
    """The name in lists."""
    if is_protected(row.protection):
        return PROTECTED_NAME
    return f"{row.given_name} {row.family_name}".strip()


def row_number(row: CaseRow) -> str:
    """The personnummer in lists; the case number of one who is protected."""
    return (row.case_number or "") if is_protected(row.protection) else shown(row.identity_number)


def youth_name(youth: Youth) -> str:
    """The name on a youth's own page."""
    if is_protected(youth.protection):
        return PROTECTED_NAME
    return f"{youth.given_name} {youth.family_name}"


def birth_date(youth: Youth) -> date | None:
    """The birth date; None when the number does not say it."""
    try:
        return IdentityNumber.parse(youth.identity_number or "").birth_date
    except IdentityProblem:
        return None


def age_text(born: date | None, on: date) -> str:
    """As "18 år"; empty when the birth date is not known."""
    return "" if born is None else f"{age_on(born, on)} år"
