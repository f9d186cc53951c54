"""Pupils in a small school administration, and the client run against it without waiting."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from typing import Any

import attrs

from kaa_core.model.identity import synthetic_number
from kaa_server.sources.ss12000_client import Bookmark, Bounds, Config, Delivery, deliveries
from tests.server_fixture import FakeClock
from tests.ss12000_server import CLIENT_ID, SECRET, SchoolServer

BORN = datetime(2009, 3, 4, tzinfo=UTC).date()
OLD, NEW = "2026-11-01T10:00:00+01:00", "2026-11-20T10:00:00+01:00"
QUICK = Bounds(connect_seconds=2, silent_seconds=1, answer_seconds=1.5, tries=3)


def an_id(number: int) -> str:
    return str(uuid.UUID(int=number))


def person(number: int, modified: str = OLD, *, pupil: bool = True) -> dict[str, Any]:
    enrolment = {
        "enroledAt": {"id": an_id(1), "displayName": "Exempelgymnasiet"},
        "schoolType": "GY",
        "startDate": "2025-08-18",
        "programme": {"id": an_id(2)},
    }
    return {
        "id": an_id(1000 + number),
        "meta": {"created": OLD, "modified": modified},
        "givenName": "Alva",
        "familyName": f"Testgren {number}",
        "civicNo": {"value": synthetic_number(BORN, number + 1)},
        "securityMarking": "Ingen",
        "personStatus": "Aktiv",
        "enrolments": [enrolment] if pupil else [],
    }


def filled(persons: int = 5, most: int = 2) -> SchoolServer:
    school = SchoolServer(most=most)
    for number, kind in ((1, "Skolenhet"), (3, "Huvudman")):
        school.organisations.append(
            {
                "id": an_id(number),
                "meta": {"modified": OLD},
                "displayName": f"Exempel {kind}",
                "organisationType": kind,
            }
        )
    school.programmes.append({"id": an_id(2), "name": "Bygg", "schoolType": "GY", "code": "BA"})
    school.persons += [person(number) for number in range(persons)]
    school.persons.append(person(99, pupil=False))
    return school


@attrs.define
class Naps:
    """Sleeping that only notes how long."""

    clock: FakeClock
    taken: list[float] = attrs.field(factory=list)

    def __call__(self, seconds: float) -> None:
        self.taken.append(seconds)
        self.clock.advance(seconds=seconds)


def config(school: SchoolServer, **changed: Any) -> Config:
    usual = Config(
        base=school.base,
        token_url=school.token_url,
        client_id=CLIENT_ID,
        client_secret=SECRET,
        bounds=QUICK,
    )
    return attrs.evolve(usual, **changed)


def run(
    school: SchoolServer,
    naps: Naps,
    since: datetime | None = None,
    resume: Bookmark | None = None,
    **changed: Any,
) -> list[Delivery]:
    return list(deliveries(config(school, **changed), since, resume, clock=naps.clock, sleep=naps))


def pupils(delivered: list[Delivery]) -> list[str]:
    return [
        one["familyName"]
        for page in delivered
        if page.resource == "persons"
        for one in page.objects
    ]


ALL = [f"Testgren {number}" for number in range(5)]
