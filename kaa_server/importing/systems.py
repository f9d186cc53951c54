"""Systems that are asked over the network: SS 12000 servers (kaa_server.sources.ss12000_client)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from kaa_core.imports.sources import ss12000
from kaa_core.imports.sources.facts import Delivery, Given, RemarkKind
from kaa_server import municipalities
from kaa_server.clock import Clock
from kaa_server.database import Database
from kaa_server.faults import OperatorError
from kaa_server.importing import feeds, running
from kaa_server.importing.schedule import Entry
from kaa_server.sources import ss12000_client as client

_SCHOOLS: Final = (client.ORGANISATIONS, client.SCHOOL_UNITS)
_UNREADABLE = (
    "Filen med hemligheten till skolornas system går inte att läsa. Ingenting är inläst. Kontrollera "
    "secret i schemat och att kontot får läsa filen."
)


def carry_out(
    database: Database,
    clock: Clock,
    entry: Entry,
    accepted: frozenset[RemarkKind] = frozenset(),
) -> running.Done:
    """Ask for what has changed since the last time, or for everything, and import it.

    Raises:
        OperatorError: when it cannot be done; what came before that is written.
    """
    code, today = entry.municipality, clock().astimezone().date()
    feed = entry.named_feed
    with database.tenant(code) as connection:
        held = municipalities.load(connection, code)
        since = feeds.since(connection, code, feed, today)
    given = Given(
        feed=feed,
        as_of=today,
        today=today,
        whole=since is None,
        synthetic=held is not None and held.practice,
    )
    asking = _Asking(client.deliveries(_config(entry), since, clock=clock))
    order = running.Order(municipality=code, source=entry.source, feed=feed, accepted=accepted)
    return running.carry_out(database, clock, order, asking.deliveries(given), asking.until)


def _config(entry: Entry) -> client.Config:
    return client.Config(
        base=entry.url,
        token_url=entry.token_url,
        client_id=entry.client,
        client_secret=_secret(entry.secret),
        ca_file=entry.ca_file,
    )


def _secret(file: Path | None) -> str:
    try:
        return "" if file is None else file.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        raise OperatorError(_UNREADABLE) from None


class _Asking:
    """The pages of one run, in the order in which the parser wants them."""

    def __init__(self, pages: Iterator[client.Delivery]) -> None:
        self._pages = pages
        self._until: datetime | None = None

    def until(self) -> datetime | None:
        """From when to ask the next time."""
        return self._until

    def deliveries(self, given: Given) -> Iterator[Delivery]:
        """One delivery. Schools and programmes are few and come first; persons one page at a time."""
        schools: list[dict[str, Any]] = []
        programmes: list[dict[str, Any]] = []
        first: list[client.Delivery] = []
        for page in self._told():
            if page.resource in _SCHOOLS:
                schools += page.objects
            elif page.resource == client.PROGRAMMES:
                programmes += page.objects
            else:
                first.append(page)
                break
        deleted: list[dict[str, Any]] = []
        persons = self._persons(first, deleted)
        yield ss12000.delivery(persons, ss12000.Lookups(schools, programmes), given, deleted)

    def _persons(
        self, first: list[client.Delivery], deleted: list[dict[str, Any]]
    ) -> Iterator[dict[str, Any]]:
        """`deleted` is filled when the persons have been gone through; it is then read."""
        while first:
            yield from self._of(first.pop(), deleted)
        for page in self._told():
            yield from self._of(page, deleted)

    def _of(
        self, page: client.Delivery, deleted: list[dict[str, Any]]
    ) -> tuple[dict[str, Any], ...]:
        if page.resource == client.PERSONS:
            return page.objects
        if page.resource == client.DELETED:
            deleted += page.objects
        return ()

    def _told(self) -> Iterator[client.Delivery]:
        for page in self._pages:
            self._until = page.until
            yield page
