"""Deliveries as the parsers make them, of persons who do not exist, and importing them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any

import attrs

from kaa_core.imports.sources.facts import NOBODY, Address, Delivery, Entry, SourcePerson
from kaa_core.model.enums import (
    FactSource,
    ResidenceKind,
    StudyEnd,
    StudyForm,
)
from kaa_core.model.facts import Residence, StudyPeriod
from kaa_core.model.identity import synthetic_number
from kaa_core.model.records import StoredFigures, Youth
from kaa_core.model.registry import REGISTRY, Record
from kaa_server.clock import Clock
from kaa_server.database import Database
from kaa_server.importing import known, stored
from kaa_server.importing.running import Order, carry_out
from kaa_server.importing.runs import Became, Run
from tests.server_fixture import NOW

TODAY = NOW.date()
HOME = "9001"


def number_of(place: int) -> str:
    """The number of the person in this place: 17 or 18 years old."""
    return synthetic_number(date(2008, 3, 1) + timedelta(days=place % 300), 1 + place // 300)


def studies(key: str, form: StudyForm, start: date, **more: Any) -> StudyPeriod:
    """A study period that is nobody's yet."""
    return StudyPeriod(id=NOBODY, youth=NOBODY, key=key, form=form, start=start, **more)


def lives_in(municipality: str) -> Residence:
    """Folkbokförd since birth."""
    return Residence(
        id=NOBODY,
        youth=NOBODY,
        key="f",
        kind=ResidenceKind.REGISTERED,
        start=date(2008, 1, 1),
        municipality=municipality,
    )


def person(place: int, **more: Any) -> SourcePerson:
    """Somebody who has left compulsory school."""
    known_of: dict[str, Any] = {
        "row": place + 1,
        "identity_number": number_of(place),
        "given_name": f"Åsa{place}",
        "family_name": f"Exempel{place}",
        "address": Address(f"Storgatan {place}", "571 31", "Nässjö"),
        "facts": (
            studies(
                f"e{place}",
                StudyForm.COMPULSORY,
                date(2015, 8, 17),
                end=date(2024, 6, 12),
                end_kind=StudyEnd.COMPLETED,
                grade=9,
            ),
        ),
    }
    return SourcePerson(**(known_of | more))


def delivery(entries: Iterable[Entry], **more: Any) -> Delivery:
    """What a source says today."""
    said: dict[str, Any] = {
        "source": FactSource.SCHOOL,
        "feed": "Skolorna",
        "as_of": TODAY,
        "entries": entries,
        "file": "elever.json",
    }
    return Delivery(**(said | more))


def registered(entries: Iterable[Entry], **more: Any) -> Delivery:
    """What folkbokföringen says today."""
    return delivery(
        entries,
        source=FactSource.POPULATION_REGISTER,
        feed="Folkbokföringen",
        file="fb.csv",
        **more,
    )


@attrs.define
class Importer:
    """Imports into one municipality."""

    database: Database
    clock: Clock
    municipality: str

    def run(self, *deliveries: Delivery, dry: bool = False) -> tuple[Run, Became]:
        """Carry a run out."""
        order = Order(municipality=self.municipality, source="ss12000", dry=dry)
        done = carry_out(self.database, self.clock, order, deliveries)
        return done.run, done.became

    def seq(self) -> int:
        """How many rows the log has but for stored figures, which come when a month has passed."""
        with self.database.tenant(self.municipality) as connection:
            row = connection.execute(
                "SELECT seq - (SELECT count(*) FROM change_log AS l "
                "WHERE l.municipality = m.municipality AND l.kind = %s) "
                "FROM municipality AS m WHERE m.municipality = %s",
                [REGISTRY.kind(StoredFigures).id, self.municipality],
            ).fetchone()
        assert row is not None
        return int(row[0])

    def records(self) -> Iterator[Record]:
        """The youths and their facts, as they stand."""
        with self.database.tenant(self.municipality) as connection:
            for kind in (Youth, *known.FACT_KINDS):
                for page in stored.all_of(connection, self.municipality, kind):
                    for record, state in page.items():
                        made = stored.made(record, state)
                        assert made is not None
                        yield made.record

    def said(self) -> set[tuple[str, str]]:
        """All of it without ids, to be compared between municipalities."""
        records = list(self.records())
        numbers = {one.id: one.identity_number for one in records if isinstance(one, Youth)}
        found = set()
        for one in records:
            kind = REGISTRY.of(one)
            values = {
                field.name: getattr(one, field.name)
                for field in kind.fields
                if field.name != "youth"
            }
            found.add((numbers[getattr(one, "youth", one.id)], f"{kind.name} {values}"))
        return found

    def youth(self, place: int) -> Youth:
        """The youth with this number."""
        wanted = number_of(place)
        [found] = [
            one
            for one in self.records()
            if isinstance(one, Youth) and one.identity_number == wanted
        ]
        return found

    def base(self, place: int, field: str) -> int:
        """The number of a field of this youth's, as a desktop sees it."""
        youth = self.youth(place).id.bytes
        with self.database.tenant(self.municipality) as connection:
            [page] = stored.all_of(connection, self.municipality, Youth)
        return page[youth].seqs.get(REGISTRY.kind(Youth).by_name[field].id, 0)
