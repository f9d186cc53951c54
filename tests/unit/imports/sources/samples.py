"""What sources send, as messy as they send it; what each row gives stands in messy/*.txt.

    python -m tests.unit.imports.sources.samples     writes the expectations anew, to be read

Every number is from the series reserved for tests, and every person is made up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import attrs

from kaa_core.imports.reading import read
from kaa_core.imports.sources import navet, ss12000
from kaa_core.imports.sources.facts import (
    NOBODY,
    AnyFact,
    Delivery,
    Entry,
    Given,
    Gone,
    RemarkKind,
    SourcePerson,
    Unread,
)
from kaa_core.imports.sources.lists import Chosen, List, columns, of_sheet, problems
from kaa_core.imports.sources.matching import content
from kaa_core.imports.tables import find_table
from kaa_core.model.enums import Choice, FactSource, StudyForm
from kaa_core.model.facts import StudyPeriod
from kaa_core.model.identity import shown
from kaa_core.model.records import Youth
from kaa_core.model.registry import REGISTRY
from tests.unit.imports.making import TODAY, coordination_series, csv_text, youths_born
from tests.unit.imports.sources.register import HOME, Register

FOLDER = Path(__file__).parent / "messy"
A, B, C, D, E, F, G, H = youths_born(2008, 8, 20)
OLD = youths_born(2005, 1)[0]
YOUNG = youths_born(2011, 1)[0]
ZERO = youths_born(2009, 1)[0]
COORDINATION = next(one for one in coordination_series(5000) if one.startswith("2007027"))
DAY = date(2026, 11, 20)


@attrs.frozen(kw_only=True)
class Sample:
    """A row of deliveries, and the register that they come to."""

    name: str
    make: Callable[[], Sequence[Delivery]]
    begin: Callable[[Register], None] = lambda _register: None
    accepted: frozenset[RemarkKind] = frozenset()

    @property
    def expected(self) -> Path:
        return FOLDER / f"{self.name}.txt"


def given(feed: str, file: str | None = None, **more: Any) -> Given:
    return attrs.evolve(Given(feed=feed, as_of=DAY, today=TODAY, file=file, home=HOME), **more)


# --- making them ----------------------------------------------------------------------------


def post(number: str, *terms: tuple[str, str]) -> str:
    """Return a post of a notification file."""
    lines = [("01001", number), *terms]
    return "".join(f"#UP {code} {value}\n" for code, value in lines)


def notified(*posts: str, end: str = "#FIL_SLUT\n", made: str = "20261120") -> str:
    head = f"#MEDIELEV_START\n#SKAPAD {made} 061500\n#MEDIELEV_SLUT\n#POST_START\n"
    return head + "".join(posts) + end


HERE = (("01021", "20200801"), ("01022", "06"), ("01023", "82"))
ADDRESS = (("01033", "Storgatan 1"), ("01034", "57131"), ("01035", "NÄSSJÖ"))


def named(given_name: str, family_name: str) -> tuple[tuple[str, str], ...]:
    return ("01012", given_name), ("01014", family_name)


def of_navet(text: str, encoding: str = "iso-8859-1") -> list[Delivery]:
    return [navet.delivery(text.encode(encoding), given("Folkbokföringen", "avisering.txt"))]


def of_list(what: List, feed: str, *rows: Sequence[str], encoding: str = "utf-8") -> list[Delivery]:
    book = read(csv_text(rows).encode(encoding), "lista.csv")
    sheet = book.sheets[0]
    table = find_table(sheet)
    mapping = columns(what, table, sheet.rows[table.first_row :])
    assert problems(mapping) == ()
    chosen = Chosen(what=what, table=table, mapping=mapping)
    return [of_sheet(sheet, chosen, given(feed, "lista.csv"))]


def entering(*numbers: str) -> Callable[[Register], None]:
    """Let the register hold these youths. A person wrote the first one; an import entered the others."""

    def begin(register: Register) -> None:
        for n, number in enumerate(numbers, start=1):
            lived = StudyPeriod(
                id=NOBODY,
                youth=NOBODY,
                form=StudyForm.COMPULSORY,
                start=date(2015, 8, 17),
                end=date(2024, 6, 10),
            )
            person = SourcePerson(
                row=n,
                identity_number=number,
                given_name=f"Kim {n}",
                family_name="Alm",
                facts=(lived,),
            )
            register.lay_in(
                Delivery(
                    source=FactSource.OTHER, feed="Början", as_of=date(2026, 1, 1), entries=[person]
                )
            )
        register.write(
            numbers[0], identity_number=numbers[0], given_name="Eget", family_name="Namn"
        )

    return begin


# --- telling --------------------------------------------------------------------------------


def told(sample: Sample) -> str:
    """Return what came of a sample, delivery by delivery and row by row."""
    register = Register()
    sample.begin(register)
    lines: list[str] = []
    for delivery in sample.make():
        entries = list(delivery.entries)
        whole = "whole" if delivery.whole else "changes"
        lines.append(f"{delivery.source.name} {delivery.origin}, {delivery.as_of}, {whole}")
        for entry in entries:
            lines += _entry(entry)
        done = register.lay_in(attrs.evolve(delivery, entries=entries), sample.accepted)
        for change in done.changes:
            for one in change.differs:
                lines.append(f"differs row {change.row}: {one.label}: {one.ours} | {one.theirs}")
        for waiting in done.waiting:
            kind = waiting.remark.kind.name
            lines.append(f"waits row {waiting.row}: {kind} ({len(waiting.youths)} youths)")
        lines += [f"report: {sentence}" for sentence in done.report]
    lines.append("register afterwards")
    for youth in sorted(register.youths.values(), key=lambda one: one.identity_number):
        lines += _youth(register, youth)
    return "\n".join(lines) + "\n"


def _entry(entry: Entry) -> Iterator[str]:
    match entry:
        case Unread():
            yield f"{entry.row}: UNREAD {entry.sentence}"
        case Gone():
            yield f"{entry.row}: GONE"
        case SourcePerson():
            yield f"{entry.row}: {_who(entry)}"
            for fact in entry.facts:
                yield f"  {_fact(fact)}"
            for one in entry.waits:
                yield f"  WAITS {one.kind.name}: {one.sentence}"
            for one in entry.remarks:
                yield f"  {one.kind.name}: {one.sentence}"


def _who(person: SourcePerson) -> str:
    said = {
        "was": shown(person.former_number or ""),
        "born": "" if person.identity_number else person.birth_date,
        "name": " ".join(filter(None, (person.given_name, person.family_name))),
        "protection": person.protection.name if person.protection is not None else "",
        "address": person.address and ", ".join(filter(None, attrs.astuple(person.address))),
        "phone": person.phone,
        "email": person.email,
        "municipality": person.municipality,
    }
    number = shown(person.identity_number) if person.identity_number else "(no number)"
    return ", ".join([number, *(f"{name} {value}" for name, value in said.items() if value)])


def _fact(fact: AnyFact) -> str:
    said = [
        value.name if isinstance(value, Choice) else str(value)
        for value in content(fact)
        if value is not None
    ]
    gone = f" (withdrawn {fact.withdrawn})" if fact.withdrawn else ""
    return f"{type(fact).__name__} {' '.join(said)}{gone}"


def _youth(register: Register, youth: Youth) -> Iterator[str]:
    values = {
        name: value.name if isinstance(value, Choice) else value
        for name, value in REGISTRY.kind(Youth).values(youth).items()
        if value is not None and name != "identity_number"
    }
    said = ", ".join(f"{name}={value}" for name, value in values.items())
    yield f"{shown(youth.identity_number)}: {said}"
    facts = [one for one in register.facts.values() if one.youth == youth.id]
    yield from sorted(f"  {_fact(one)} as of {one.as_of} row {one.row}" for one in facts)


# --- the samples ----------------------------------------------------------------------------


def _navet() -> list[Delivery]:
    return of_navet(
        notified(
            post(A, ("01011", "20"), *named("Kim Åsa", "Öberg"), *HERE, *ADDRESS),
            post(B, *named("Bo", "Berg"), ("01021", "20261101"), ("01022", "06"), ("01023", "80")),
            post(C, ("01006", "AV"), ("01007", "20261102")),
            post(D, ("01006", "UV"), ("01007", "20261103")),
            post(E, ("01003", "J"), *named("Eva", "Ek"), *HERE, *ADDRESS),
            post(F, ("01003", "J"), ("01020", "J"), *named("Finn", "Falk"), *HERE, *ADDRESS),
            post(OLD, *named("Ove", "Old"), *HERE),
            post(YOUNG, *named("Ylva", "Ung"), *HERE),
            post("20300101-2391", *named("Framtida", "Person"), *HERE),
            post("20080101-T239", *named("Tillfällig", "Person")),
            post(G, ("01006", "XX"), ("01007", "20261340")),
        )
    )


def _changed_numbers() -> list[Delivery]:
    return of_navet(
        notified(
            post(B, ("01006", "GN"), ("01007", "20261101"), ("01005", H)),
            post(G, ("01005", COORDINATION), *named("Gun", "Gran"), *HERE),
        )
    )


def _population() -> list[Delivery]:
    head = ["Personnummer", "Namn", "Adress", "Postnr", "Ort", "Skydd", "Flyttdatum", "Kommunkod",
            "Tidigare personnummer"]  # fmt: skip
    place = ["Tvillinggatan 2", "571 31", "Nässjö"]
    return of_list(
        List.POPULATION,
        "Folkbokföringen",
        head,
        [A, "Alm, Anna", *place, "", "2020-08-01", "0682", ""],
        [B, "Alm, Björn", *place, "", "2020-08-01", "682", ""],
        [A, "Alm, Anna", *place, "", "2020-08-01", "0682", ""],
        [ZERO[3:], "Noll, Nils", "Gatan 1", "57131", "Nässjö", "", "", "", ""],
        [C, "Skydd, Sam", "Gatan 3", "57131", "Nässjö", "Skyddad folkbokföring", "", "", ""],
        [D, "Sekr, Siv", "Gatan 4", "57131", "Nässjö", "Sekretessmarkering", "", "", ""],
        [E, "Bortom, Bo", "Gatan 5", "33131", "Värnamo", "", "2026-11-01", "0683", ""],
        [COORDINATION, "Sam, Ordning", "", "", "", "", "", "", ""],
        ["20080101T239", "Till, Fällig", "", "", "", "", "", "", ""],
        ["203001012391", "Fram, Tid", "", "", "", "", "", "", ""],
        [OLD, "Old, Ove", "", "", "", "", "", "", ""],
        encoding="cp1252",
    )


def _swapped() -> list[Delivery]:
    return of_list(
        List.POPULATION,
        "Folkbokföringen",
        ["Personnummer", "Efternamn", "Förnamn", "Ort"],
        *(["Nässjö", "Alm", f"Kim {n}", number] for n, number in enumerate((A, B, C, D))),
    )


def _older() -> list[Delivery]:
    def whole(day: date, street: str) -> Delivery:
        rows = [["Personnummer", "Namn", "Adress", "Postnr", "Ort"],
                [A, "Alm, Anna", street, "57131", "Nässjö"]]  # fmt: skip
        made = of_list(List.POPULATION, "Folkbokföringen", *rows)[0]
        return attrs.evolve(made, as_of=day, whole=True)

    newest = whole(DAY, "Nya gatan 2")
    return [newest, whole(date(2026, 11, 1), "Gamla gatan 1")]


def _pupils() -> list[Delivery]:
    return of_list(
        List.PUPILS,
        "Extens",
        ["Personnummer", "Namn", "Skola", "Skolform", "Program", "Startdatum", "Slutdatum", "Avbrott",
         "Omfattning", "Årskurs", "Förlängd skolplikt"],
        [A, "Alm, Anna", "Brinellgymnasiet", "GY", "NA", "2024-08-19", "", "", "", "2", ""],
        [B, "Berg, Bo", "Brinellgymnasiet", "GY", "IMV", "2024-08-19", "", "2026-10-05", "", "", ""],
        [C, "Cid, Cia", "Komvux", "Komvux", "", "2026-08-20", "2027-01-15", "", "25 %", "", ""],
        [D, "Dal, Dan", "Parkskolan", "Grundskola", "", "2018-08-20", "", "", "", "9", "ja"],
        [E, "Ek, Eva", "Anpassade gymnasiet", "Anpassad gymnasieskola", "", "2025-08-19", "", "", "", "",
         ""],
        [F, "Falk, Finn", "Folkhögskolan", "Folkhögskola", "", "20260820", "2026-01-01", "", "100",
         "", ""],
        [G, "Gran, Gun", "Ny skola", "Månskola", "", "2026-08-20", "", "", "helfart", "", ""],
        [A, "Alm, Anna", "Brinellgymnasiet", "GY", "TE", "2024-08-19", "", "", "", "2", ""],
    )  # fmt: skip


def _uhr() -> list[Delivery]:
    return of_list(
        List.UHR,
        "UHR",
        ["Personnummer", "Svar", "Datum", "Skola"],
        [A, "Examensbevis", "2026-06-05", "Brinellgymnasiet"],
        [B, "Studiebevis", "2026-06-05", "Brinellgymnasiet"],
        [C, "Inget betygsdokument finns", "", ""],
        [D, "Gymnasieintyg", "", ""],
        [E, "Gymnasiebevis", "2026-06-05", ""],
        [F, "okänt svar", "", ""],
        [H, "Examensbevis", "2026-06-05", ""],
    )


def _admissions() -> list[Delivery]:
    return of_list(
        List.ADMISSIONS,
        "Antagningen",
        ["Personnummer", "Namn", "Skola", "Program", "Startdatum", "Status"],
        [A, "Alm, Anna", "Brinellgymnasiet", "NA", "2027-08-18", "Antagen"],
        [B, "Berg, Bo", "", "", "2026-08-18", "Ej sökt"],
        [C, "Cid, Cia", "Brinellgymnasiet", "IMA", "2026-08-18", "Ej antagen, reserv"],
        [D, "Dal, Dan", "Brinellgymnasiet", "SA", "2026-08-18", "Antagen men ej inställt sig"],
        [E, "Ek, Eva", "", "", "2026-08-18", "?!"],
    )


def _notices() -> list[Delivery]:
    return of_list(
        List.NOTICES,
        "Anmälningar",
        ["Personnummer", "Förnamn", "Efternamn", "Födelsedatum", "Händelse", "Datum", "Skola", "Program",
         "Avsändare"],
        [A, "Anna", "Alm", "", "Har slutat", "2026-11-02", "Fria gymnasiet", "EK", "Rektor"],
        ["", "Kim 2", "Alm", f"{B[:4]}-{B[4:6]}-{B[6:8]}", "Börjat", "2026-08-20", "Fria gymnasiet", "EK",
         ""],
        ["", "Okänd", "Person", "2008-05-05", "Börjat", "2026-08-20", "Fria gymnasiet", "", ""],
        [C, "Cia", "Cid", "", "Ogiltig frånvaro", "2027-01-01", "Fria gymnasiet", "", ""],
        [D, "Dan", "Dal", "", "Frånvarande utan giltigt skäl", "2026-10-01", "Fria gymnasiet", "", ""],
        ["", "", "", "", "Slutat", "2026-10-01", "Fria gymnasiet", "", ""],
    )  # fmt: skip


def _id(number: int) -> str:
    return f"00000000-0000-4000-8000-{number:012d}"


def _pupil(n: int, number: str, *enrolments: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "id": _id(n),
        "meta": {"modified": "2026-11-19T08:00:00+01:00"},
        "givenName": f"Kim {n}",
        "familyName": "Alm",
        "civicNo": {"value": number, "nationality": "SE"},
        "enrolments": list(enrolments),
        **more,
    }


def _enrolled(kind: str, start: str, **more: Any) -> dict[str, Any]:
    return {"enroledAt": {"id": _id(900)}, "schoolType": kind, "startDate": start, **more}


ORGANISATIONS: list[dict[str, Any]] = [
    {"id": _id(900), "displayName": "Brinellgymnasiet", "organisationType": "Skolenhet",
     "schoolUnitCode": "12345678"},
]  # fmt: skip
PROGRAMMES: list[dict[str, Any]] = [
    {"id": _id(800), "name": "Naturvetenskapsprogrammet", "schoolType": "GY", "code": "NA",
     "type": "Högskoleförberedande program"},
    {"id": _id(801), "name": "Naturvetenskap", "schoolType": "GY", "type": "Programinriktning",
     "parentProgramme": {"id": _id(800)}},
    {"id": _id(802), "name": "Språkintroduktion", "schoolType": "GY", "type": "Intruduktionsprogram"},
]  # fmt: skip


def _ss12000_persons() -> list[Any]:
    address = {"streetAddress": "Storgatan 1", "postalCode": "57131", "locality": "Nässjö",
               "countyCode": 6, "municipalityCode": 82}  # fmt: skip
    return [
        _pupil(
            1, A,
            _enrolled("GR", "2015-08-18", endDate="2024-06-10", schoolYear=9),
            _enrolled("GY", "2024-08-19", programme={"id": _id(801)}, schoolYear=2),
            addresses=[{"type": "Postadress", "streetAddress": "Fel"}, address],
            emails=[{"value": "kim@skola.example", "type": "Skola elev"},
                    {"value": "kim@hem.example", "type": "Privat"}],
            phoneNumbers=[{"value": "701234567", "mobile": True}],
        ),
        _pupil(2, B, _enrolled("GY", "2025-08-19", programme={"id": _id(802)}, cancelled=True,
                               endDate="2026-10-01"), securityMarking="Sekretessmarkering"),
        _pupil(3, C, _enrolled("GY", "2025-08-19", educationCode="IMAKOM", cancelled=True),
               securityMarking="Skyddad folkbokföring", addresses=[address]),
        _pupil(4, D, _enrolled("GY", "2027-08-19", educationCode="EK20", cancelled=True)),
        _pupil(5, E, _enrolled("KOMVUX", "2026-08-20"), _enrolled("SFI", "2026-08-20"),
               personStatus="Utvandrad"),
        _pupil(6, F, _enrolled("GRS", "2015-08-18", schoolYear=9), _enrolled("FTH", "2015-08-18"),
               securityMarking="Hemligt"),
        _pupil(7, G, _enrolled("XYZ", "2026-08-20"), _enrolled("GY", "2026-08-20", endDate="2026-01-01"),
               _enrolled("GY", "okänt")),
        _pupil(8, "20080101TF01", _enrolled("SFI", "2026-08-20")),
        _pupil(9, OLD),
        _pupil(10, H),
        {"givenName": "Utan", "familyName": "id"},
        "ingen alls",
    ]  # fmt: skip


def _ss12000() -> list[Delivery]:
    lookups = ss12000.Lookups(ORGANISATIONS, PROGRAMMES)
    first = ss12000.delivery(_ss12000_persons(), lookups, given("IST", as_of=date(2026, 11, 19)))
    second = ss12000.delivery(
        [_pupil(1, A, _enrolled("GY", "2024-08-19", programme={"id": _id(801)}, cancelled=True,
                                endDate="2026-11-19", schoolYear=2))],
        lookups,
        given("IST"),
        [{"persons": [_id(2), _id(77)]}],
    )  # fmt: skip
    return [first, second]


def _twins() -> list[Delivery]:
    head = ["Personnummer", "Förnamn", "Efternamn", "Adress", "Postnr", "Ort", "Kommunkod"]
    place = ["Tvillinggatan 2", "571 31", "Nässjö", "0682"]
    first = of_list(
        List.POPULATION,
        "Folkbokföringen",
        head,
        [A, "Anna", "Alm", *place],
        [B, "Björn", "Alm", *place],
    )
    mixed = of_list(
        List.PUPILS,
        "Extens",
        ["Personnummer", "Förnamn", "Efternamn", "Skola", "Startdatum"],
        [A, "Björn", "Alm", "Gymnasiet", "2024-08-19"],
        [B, "Björn Erik", "Alm", "Gymnasiet", "2024-08-19"],
        ["", "Anna", "Alm", "Gymnasiet", "2024-08-19"],
    )
    return [*first, *mixed]


def _protected(register: Register) -> None:
    entering(C)(register)
    register.write(C, street="Min gata 1", postal_code="571 31", city="Nässjö")


SAMPLES = (
    Sample(name="navet", make=_navet, begin=entering(B, C, D, G)),
    Sample(name="navet_utf8_cut_off", make=lambda: of_navet(
        notified(post(A, *named("Åsa", "Öberg"), *HERE, *ADDRESS), end=""), "utf-8")),
    Sample(name="navet_changed_numbers", make=_changed_numbers, begin=entering(B, COORDINATION)),
    Sample(name="navet_changed_numbers_accepted", make=_changed_numbers,
           begin=entering(B, COORDINATION), accepted=frozenset({RemarkKind.NUMBER_CHANGED})),
    Sample(name="navet_two_entries_one_person", make=_changed_numbers, begin=entering(B, H)),
    Sample(name="population", make=_population, begin=_protected),
    Sample(name="population_accepted", make=_population, begin=_protected,
           accepted=frozenset({RemarkKind.MENDED_NUMBER})),
    Sample(name="swapped_columns", make=_swapped),
    Sample(name="older_than_the_last", make=_older),
    Sample(name="twins_at_one_address", make=_twins),
    Sample(name="pupils", make=_pupils),
    Sample(name="uhr", make=_uhr, begin=entering(A, B, C, D, E, F)),
    Sample(name="admissions", make=_admissions),
    Sample(name="notices", make=_notices, begin=entering(A, B, C, D)),
    Sample(name="ss12000", make=_ss12000),
)  # fmt: skip


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for sample in SAMPLES:
        sample.expected.write_text(told(sample), "utf-8")
