"""Pupils, schools and programmes from a school administration's SS 12000:2020 server, page by page.

Made from the published description (github.com/stefan-jonasson/ss12000v2, version 2.0.0, 2020-11-02).
By it a page token goes with no other parameter than ``limit``, enrolments lie within the person, and
school units are organisations.

For the night run::

    for delivery in deliveries(config, since, resume):
        ...  # hand delivery.objects to kaa_core.imports.sources.ss12000, then keep delivery.bookmark

- `since` None asks for everything; a moment asks for the persons that have changed after it and for
  what has been deleted. Organisations and programmes are few and always come whole: a changed person
  may name an unchanged school.
- When all has come, give `until` of any delivery as `since` the next time. It is the source's own clock
  a little before the run began, so that nothing falls between; what comes twice is the same fact.
- After a fault, give the last `bookmark` as `resume` and the run goes on after that page; or give
  nothing and it begins again. Neither does harm.
- A person whose last enrolment was removed no longer matches the question for changed pupils. Ask for
  everything now and then (a week is enough): who does not come then is no longer a pupil there.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, Final

import attrs
import msgspec

from kaa_server.clock import Clock, system_clock
from kaa_server.sources.ss12000_http import (
    Answer,
    Bounds,
    Config,
    Door,
    Query,
    SourceFault,
    Why,
)

__all__ = ["Bookmark", "Bounds", "Config", "Delivery", "SourceFault", "Why", "deliveries"]

ORGANISATIONS: Final = "organisations"
SCHOOL_UNITS: Final = "schoolUnits"
PROGRAMMES: Final = "programmes"
PERSONS: Final = "persons"
DELETED: Final = "deletedEntities"
OVERLAP: Final = timedelta(minutes=10)
"""How far back the next question reaches: what was written while the run began, and clocks that differ."""
_OPTIONAL: Final = frozenset({SCHOOL_UNITS, PROGRAMMES, DELETED})
_TOKEN_GONE: Final = frozenset({400, 404, 410})


@attrs.frozen(slots=True)
class Bookmark:
    """Where to go on: the resource, its next page (None: its first), and what the run asks for."""

    resource: str
    token: str | None = attrs.field(repr=False)
    since: datetime | None
    until: datetime | None

    def as_text(self) -> str:
        """To keep between runs. Page tokens are opaque; keep it as carefully as the pupils."""
        moments = [one.isoformat() if one else None for one in (self.since, self.until)]
        return msgspec.json.encode([self.resource, self.token, *moments]).decode()

    @classmethod
    def parse(cls, text: str) -> Bookmark:
        """What `as_text` wrote; ValueError for anything else."""
        resource, token, since, until = msgspec.json.decode(
            text, type=tuple[str, str | None, datetime | None, datetime | None]
        )
        return cls(resource, token, since, until)


@attrs.frozen(slots=True)
class Delivery:
    """One page, or that there is none.

    `objects` are the source's JSON objects as they came, read but not judged: Organisation, Programme,
    Person with its enrolments. For ``deletedEntities`` it is one object of lists of ids by entity
    (``persons``, ``organisations``, ``programmes``).
    """

    resource: str
    page: int
    objects: tuple[dict[str, Any], ...] = attrs.field(repr=False)
    until: datetime
    bookmark: Bookmark | None
    """Give it as `resume` to go on after this page; None when it was the last of all."""
    last: bool = False
    """The resource has come whole."""
    again: bool = False
    """The source had forgotten its page token: the resource begins anew, so objects come twice."""
    missing: bool = False
    """The source does not have this resource."""


def deliveries(
    config: Config,
    since: datetime | None,
    resume: Bookmark | None = None,
    *,
    clock: Clock = system_clock,
    sleep: Callable[[float], None] = time.sleep,
) -> Iterator[Delivery]:
    """Everything, or what has changed after `since`, page by page; see the module.

    Raises:
        SourceFault: while it is read, with a sentence for the operator. What came before it stands.
    """
    if resume is not None:
        since = resume.since
    with contextlib.closing(Door(config, clock, sleep)) as door:
        run = _Run(door, config, since, resume.until if resume else None, clock)
        wanted = _resources(config, since)
        if resume is not None and resume.resource in wanted:
            wanted = wanted[wanted.index(resume.resource) :]
        token = resume.token if resume else None
        for resource, following in zip(wanted, [*wanted[1:], None], strict=True):
            yield from run.pages(resource, token, following)
            token = None


def _resources(config: Config, since: datetime | None) -> list[str]:
    """In the order in which the one is needed to read the next."""
    wanted = [ORGANISATIONS, PROGRAMMES, PERSONS]
    if config.school_units:
        wanted.insert(1, SCHOOL_UNITS)
    return wanted if since is None else [*wanted, DELETED]


class _Run:
    def __init__(
        self,
        door: Door,
        config: Config,
        since: datetime | None,
        until: datetime | None,
        clock: Clock,
    ) -> None:
        self._door = door
        self._config = config
        self._since = since
        self._until = until
        self._clock = clock

    def pages(self, resource: str, token: str | None, following: str | None) -> Iterator[Delivery]:
        """A resource from a page on; `following` is what comes after it."""
        page, again, seen = 0, False, set[str]()
        while page < self._config.bounds.pages:
            answer = self._whole(resource, token)
            if answer.status in _TOKEN_GONE:
                if token is not None and not again:
                    token, again, page = None, True, 0
                    seen.clear()
                    continue
                if token is None and resource in _OPTIONAL and answer.status == 404:
                    yield self._delivery(resource, 1, (), self._after(following), missing=True)
                    return
                raise SourceFault(Why.REFUSED, NOT_UNDERSTOOD)
            page += 1
            token = answer.content.get("pageToken") or None
            bookmark = self._after(following)
            if token is not None:
                if token in seen:
                    raise SourceFault(Why.BROKEN, IN_A_RING)
                seen.add(token)
                bookmark = Bookmark(resource, token, self._since, self._until)
            yield self._delivery(resource, page, _objects(answer), bookmark, token, again=again)
            if token is None:
                return
        raise SourceFault(Why.TOO_LARGE, ENDLESS)

    def _whole(self, resource: str, token: str | None) -> Answer:
        """A page whose parts are of the right kind."""
        query = self._query(resource, token)
        answer = self._door.get(f"/{resource}", query, _TOKEN_GONE, partial(_is_whole, resource))
        if self._until is None:
            self._until = (answer.told_at or self._clock()).astimezone(UTC) - OVERLAP
        return answer

    def _query(self, resource: str, token: str | None) -> Query:
        query = [("limit", str(self._config.limit))]
        if token is not None:
            return [*query, ("pageToken", token)]
        if resource == PERSONS:
            # Pupils only: staff and guardians are none of ours.
            query += [("relationship.entity.type", "enrolment"), ("expandReferenceNames", "true")]
        if self._since is None:
            return query
        after = self._since.astimezone(UTC).isoformat(timespec="seconds")
        if resource == PERSONS:
            query.append(("meta.modified.after", after))
        elif resource == DELETED:
            query.append(("after", after))
            query += [("entities", one) for one in ("Person", "Organisation", "Programme")]
        return query

    def _after(self, following: str | None) -> Bookmark | None:
        if following is None:
            return None
        return Bookmark(following, None, self._since, self._until)

    def _delivery(
        self,
        resource: str,
        page: int,
        objects: tuple[dict[str, Any], ...],
        bookmark: Bookmark | None,
        token: str | None = None,
        *,
        again: bool = False,
        missing: bool = False,
    ) -> Delivery:
        assert self._until is not None
        return Delivery(
            resource=resource,
            page=page,
            objects=objects,
            until=self._until,
            bookmark=bookmark,
            last=token is None,
            again=again,
            missing=missing,
        )


def _is_whole(resource: str, content: Mapping[str, Any]) -> bool:
    token, data = content.get("pageToken"), content.get("data")
    if token is not None and not isinstance(token, str):
        return False
    if resource == DELETED:
        return isinstance(data, dict) and all(isinstance(one, list) for one in data.values())
    return isinstance(data, list) and all(isinstance(one, dict) for one in data)


def _objects(answer: Answer) -> tuple[dict[str, Any], ...]:
    data = answer.content["data"]
    return (data,) if isinstance(data, dict) else tuple(data)


NOT_UNDERSTOOD = (
    "Skolornas system förstod inte frågan. Kontrollera att adressen slutar med versionen, till exempel "
    "/v2.0, och att systemet följer SS 12000:2020."
)
IN_A_RING = (
    "Skolornas system skickar samma sida om och om igen. Det som hann komma är läst. Anmäl det till "
    "leverantören."
)
ENDLESS = (
    "Skolornas system skickar fler sidor än det kan finnas elever. Anmäl det till leverantören."
)
