"""The people: five workers, youths and guardians. All invented, with numbers nobody alive has."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

import attrs

from kaa_core.demo import names
from kaa_core.demo.days import AUGUST, DAY, Span, clock, utc
from kaa_core.demo.dice import Dice
from kaa_core.model.enums import CaseworkersSee, FactSource, Protection, Role
from kaa_core.model.identity import IdentityNumber, age_on, birthday, synthetic_number
from kaa_core.model.ids import UnitId
from kaa_core.model.records import MunicipalitySettings, Unit, Worker, Youth

SCHOOL_AGE_ENDS = 16
"""Compulsory school ends in the year of the 16th birthday (domain.md section 9, Target group)."""
FIRST_AGE = 16
LAST_AGE = 19
MAX_SERIAL = 999

UNITS = ("KAA-enheten", "Studie- och yrkesvägledning", "Gymnasieskolan")
STAFF = (
    ("Karin Demolund", Role.CASEWORKER, 0),
    ("Farid Modell", Role.CASEWORKER, 0),
    ("Jonas Mallgård", Role.CASEWORKER, 1),
    ("Birgitta Provander", Role.COORDINATOR, 0),
    ("Anders Skissander", Role.MANAGER, 2),
)
ADMINISTRATOR = ("ida.testgren", "Ida Testgren")
"""Account and name of the one who keeps users and computers. No worker: she has no cases."""
STAFF_SINCE = utc(date(2020, 1, 2), clock(9 * 60))
"""Fixed: ids that do not move with as_of."""


@attrs.frozen(kw_only=True)
class Person:
    """A number with what it says, before a name is given to it."""

    number: str = attrs.field(repr=False)
    born: date = attrs.field(repr=False)

    @property
    def leaves_school(self) -> date:
        """The first autumn after compulsory school."""
        return date(self.born.year + SCHOOL_AGE_ENDS, AUGUST, 20)


def staff(seed: int, count: int) -> list[Worker]:
    """Return the workers, the first five by name; their ids follow from the seed alone."""
    in_unit = [UnitId(unit.id) for unit in units(seed)]
    workers = []
    for index in range(count):
        name, role, unit = STAFF[index % len(STAFF)]
        if index >= len(STAFF):
            dice = Dice(seed, 2, index)
            name, role = f"{dice.pick(names.ADULTS)} {dice.pick(names.FAMILIES)}", Role.CASEWORKER
        initials = "".join(part[0] for part in name.split())
        workers.append(
            Worker(
                id=Dice(seed, 3, index).new_id(STAFF_SINCE),
                name=name,
                initials=initials,
                role=role,
                unit=in_unit[unit],
                active=True,
            )
        )
    return workers


def units(seed: int) -> list[Unit]:
    """Return the units that the workers work in."""
    return [
        Unit(id=Dice(seed, 7, index).new_id(STAFF_SINCE), name=name, active=True)
        for index, name in enumerate(UNITS)
    ]


def settings(seed: int) -> MunicipalitySettings:
    """Return what the made-up municipality has decided for all its computers."""
    return MunicipalitySettings(
        id=Dice(seed, 8).new_id(STAFF_SINCE),
        support_name="Exempelås servicedesk",
        support_phone=names.PHONES[0],
        support_email="servicedesk@example.com",
        lock_minutes=10,
        information_sheet_version="2026-01",
        caseworkers_see=CaseworkersSee.MUNICIPALITY,
    )


def username(worker: Worker) -> str:
    """Return the account name of a worker: "karin.demolund"."""
    plain = unicodedata.normalize("NFKD", worker.name.lower()).encode("ascii", "ignore").decode()
    return plain.replace(" ", ".")


def persons(numbers: Iterable[str], as_of: date, seed: int, count: int) -> list[Person]:
    """Return `count` persons who have turned 16 but not 20, from test numbers as far as they go.

    What is missing is filled with synthetic numbers (domain.md section 7).
    """
    of_age = list(_aged(numbers, as_of, FIRST_AGE, LAST_AGE))
    chosen = Dice(seed, 4).shuffled(of_age)[:count]
    return chosen + list(_synthetic(as_of, seed, count - len(chosen)))


def turned_twenty(numbers: Iterable[str], as_of: date, seed: int, count: int) -> list[Person]:
    """Return persons who turned 20 within the last year."""
    return Dice(seed, 5).shuffled(list(_aged(numbers, as_of, LAST_AGE + 1, LAST_AGE + 1)))[:count]


def _aged(numbers: Iterable[str], as_of: date, first: int, last: int) -> Iterator[Person]:
    for number in numbers:
        born = IdentityNumber.parse(number).birth_date
        if born is not None and first <= age_on(born, as_of) <= last:
            yield Person(number=number, born=born)


def _synthetic(as_of: date, seed: int, count: int) -> Iterator[Person]:
    """Persons with wrong check digits: every birth date in turn, serials counted upwards."""
    youngest, oldest = birthday(as_of, as_of.year - FIRST_AGE), birthday(as_of, as_of.year - 20)
    days = [oldest + DAY * n for n in range(1, (youngest - oldest).days + 1)]
    days = [day for day in days if FIRST_AGE <= age_on(day, as_of) <= LAST_AGE]
    order = Dice(seed, 6).shuffled(days)
    for index in range(count):
        serial, place = divmod(index, len(order))
        if serial >= MAX_SERIAL:
            raise ValueError("too many persons for the dates there are")
        yield Person(number=synthetic_number(order[place], serial + 1), born=order[place])


def youth(
    person: Person,
    name: names.Name,
    dice: Dice,
    span: Span,
    *,
    phone_chance: int,
    protection: Protection = Protection.NONE,
    case_number: str | None = None,
    made_on: date | None = None,
) -> tuple[Youth, date]:
    """Return a youth and the day on which the register took her in.

    Most have a home address only (000 2.1.4); skyddad folkbokföring has none here (29 kap. 6 §).
    """
    known = made_on or max(span.start - timedelta(days=30), registered_from(person))
    day = min(known, span.last)  # nothing is written on the day the demo shows
    street, postal_code, city = names.address(dice)
    hidden = protection is Protection.PROTECTED
    reachable = dice.chance(phone_chance)
    mail = f"{username_part(name)}@example.com" if reachable and dice.chance(40) else None
    identity = dice.new_id(utc(day, clock(5 * 60 + dice.below(30))))
    return (
        Youth(
            id=identity,
            identity_number=person.number,
            given_name=name.given,
            family_name=name.family,
            street=None if hidden else street,
            postal_code=None if hidden else postal_code,
            city=None if hidden else city,
            phone=dice.pick(names.PHONES) if reachable else None,
            email=None if hidden else mail,
            protection=protection,
            case_number=case_number,
            address_source=None if hidden else FactSource.POPULATION_REGISTER,
            address_confirmed=None if hidden else day,
        ),
        day,
    )


def registered_from(person: Person) -> date:
    """The day a resident comes into the register: school over, or 16, whichever is first."""
    summer = date(person.born.year + SCHOOL_AGE_ENDS, 7, 1)
    return min(summer, birthday(person.born, person.born.year + FIRST_AGE))


def username_part(name: names.Name) -> str:
    """Return the name as it stands before the @ of an address."""
    text = f"{name.given}.{name.family}".lower().replace(" ", "-")
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
