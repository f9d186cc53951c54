"""Messy registers as they come from municipalities, made here; what each row gives stands in messy/*.txt.

    python -m tests.unit.imports.messy_files      writes the expectations anew, to be read before committing

Every number is from the series reserved for tests, and every person is made up.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from uuid import UUID

import attrs

from kaa_core.imports.columns import Column
from kaa_core.imports.judging import KnownYouth, Verdict, date_order, judge
from kaa_core.imports.proposing import barred, faults, propose
from kaa_core.imports.reading import read
from kaa_core.imports.sources.facts import AnyFact
from kaa_core.imports.sources.matching import content
from kaa_core.imports.tables import find_table, likeliest
from kaa_core.model.enums import Choice, Protection, RegistrationReason, Role
from kaa_core.model.ids import RecordId, WorkerId, YouthId
from kaa_core.model.records import Enrolment, Guardian, Worker, Youth
from tests.unit.imports.making import (
    TODAY,
    Bare,
    Value,
    XlsxSheet,
    coordination_series,
    csv_text,
    ods,
    xlsx,
    youths_born,
)

Rows = Sequence[Sequence[Value | Bare]]

FOLDER = Path(__file__).parent / "messy"

SEVENTEEN = youths_born(2009, 12, 0)
EIGHTEEN = youths_born(2008, 12, 0)
TWENTY = youths_born(2005, 2, 0)


def _id(number: int) -> RecordId:
    return RecordId(UUID(int=number))


def ten(number: str) -> str:
    """Return a number as ååmmdd-nnnn."""
    return f"{number[2:8]}-{number[8:]}"


def twelve(number: str) -> str:
    """Return a number as ååååmmdd-nnnn."""
    return f"{number[:8]}-{number[8:]}"


@attrs.frozen
class Register:
    """What the register holds in these tests. Asked as `judging.Known` is."""

    held: Mapping[str, KnownYouth] = attrs.field(factory=dict)

    def youth(self, identity_number: str) -> KnownYouth | None:
        return self.held.get(identity_number)

    def workers(self) -> Sequence[Worker]:
        return (
            Worker(id=_id(1), name="Karin Lind", initials="KL", role=Role.CASEWORKER),
            Worker(id=_id(2), name="Omar Haddad", initials="OH", role=Role.CASEWORKER),
            Worker(id=_id(3), name="Karin Ek", initials="KE", role=Role.CASEWORKER, active=False),
        )


@attrs.frozen
class Messy:
    """One file: its name, how it is made, and what the register held before."""

    name: str
    make: Callable[[], bytes]
    register: Register = attrs.field(factory=Register)

    @property
    def expected(self) -> Path:
        return FOLDER / f"{self.name}.txt"


def titles() -> bytes:
    rows = [
        ["Nässjö kommun – aktivitetsansvaret"],
        ["Uttag 2026-11-01", "", "", "Sida 1"],
        [],
        ["Pnr", "Förnamn", "Efternamn", "Adress", "Postnr", "Ort", "Mobil", "Handl."],
        [ten(EIGHTEEN[0]), "Åsa", "Öberg", "Storgatan 1", "57131", "Nässjö", "070-111 22 33", "KL"],
        [],
        [ten(EIGHTEEN[1]), "Émil", "Ängström", "Vägen 2", "571 32", "Nässjö", "-", "Omar Haddad"],
        ["Antal:", "2"],
    ]
    return csv_text(rows).encode("cp1252")


def commas_and_quotes() -> bytes:
    rows = [
        ["Personnummer", "Namn", "Adress", "Telefon"],
        [
            twelve(EIGHTEEN[0]),
            "von Post, Anna",
            "c/o Ek\nStorgatan 1\n571 31 Nässjö",
            "0380-1, 070-2",
        ],
        [twelve(EIGHTEEN[1]), 'Berg, "Bo"', "Vägen 2, 571 32 Nässjö", ""],
    ]
    return csv_text(rows, ",").encode("utf-8-sig")


def unicode_text() -> bytes:
    rows = [
        ["Personnr", "Tilltalsnamn", "Efternamn", "Sysselsättning"],
        [EIGHTEEN[0], "Åsa", "Öberg", "Komvux 25 %"],
        [EIGHTEEN[1], "Bo", "Berg", "okänd"],
        [EIGHTEEN[2], "Cia", "Ceder", "sjukskriven"],
        [EIGHTEEN[3], "Dan", "Dal", "lär sig svetsa"],
    ]
    return csv_text(rows, "\t").encode("utf-16")


def separator_line() -> bytes:
    rows = [["sep=,"], ["Födelsenr", "Förnamn", "Efternamn"], [EIGHTEEN[0], "Ali", "Alm"]]
    return csv_text(rows, "\x00").replace("\x00", ",").encode()


def numbers_as_numbers() -> bytes:
    nine = int(ten(EIGHTEEN[1]).replace("-", ""))
    rows: Rows = [
        ["Pers.nr", "Fnamn", "Enamn", "Postnr", "Mobil", "Inskriven"],
        [float(EIGHTEEN[0]), "Anna", "Alm", 57131.0, 701112233.0, date(2026, 1, 2)],
        [float(nine), "Bo", "Berg", 57131, 46701112233, Bare(46024)],
        [nine + 1, "Cia", "Ceder", 5713, 70, "46024"],
        [2.00801e11, "Dan", "Dal", None, None, 1e9],
        [True, "Eva", "Ek", None, None, None],
        [date(2008, 1, 1), "Fia", "Falk", None, None, None],
    ]
    return xlsx([XlsxSheet("Blad1", rows)])


def counted_from_1904() -> bytes:
    rows: Rows = [
        ["Personnr", "Förnamn", "Efternamn", "Inskriven KAA", "Avbrott", "Skola", "Prg"],
        [EIGHTEEN[0], "Anna", "Alm", date(2026, 1, 2), Bare(44_000), "Brinell", "EE"],
    ]
    return xlsx([XlsxSheet("Blad1", rows)], date1904=True)


def headings_over_two_rows() -> bytes:
    rows: Rows = [
        ["Register", None, None, None, None, None],
        ["Personnr", "Ungdom", None, "Vårdnadshavare", None, None],
        [None, "Förnamn", "Efternamn", "Namn", "Telefon", "E-post"],
        [SEVENTEEN[0], "Anna", "Alm", "Per Alm", "070-1112233", "per@example.se"],
        [EIGHTEEN[0], "Bo", "Berg", "Pia Berg", "070-2223344", None],
        [SEVENTEEN[1], "Cia", "Ceder", None, "070-3334455", "ingen"],
    ]
    merged = ["A1:F1", "A2:A3", "B2:C2", "D2:F2"]
    return xlsx([XlsxSheet("Elever", rows, merged=merged)])


def merged_down_and_endless() -> bytes:
    rows: Rows = [
        ["Skola", "Personnr", "Förnamn", "Efternamn"],
        ["Brinellgymnasiet", EIGHTEEN[0], "Anna", "Alm"],
        [None, EIGHTEEN[1], "Bo", "Berg"],
        [None, None, None, None],
        ["Parkskolan", EIGHTEEN[2], "Cia", "Ceder"],
    ]
    far = '<row r="1048576"><c r="XFD1048576" s="1"/></row>'
    return xlsx([XlsxSheet("Blad1", rows, merged=["A2:A3"], more=far)])


def open_document() -> bytes:
    after = (
        '<table:table-row table:number-rows-repeated="1048000">'
        '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    )
    rows: Sequence[Sequence[Value]] = [
        ["Personnr", "Namn", "Inskriven i KAA", "Orsak", "Avskriven"],
        [int(EIGHTEEN[0]), "Anna-Lena von Post", date(2026, 1, 2), "Hoppat av", None],
        [twelve(EIGHTEEN[1]), "Bo Berg", "2 januari 2026", "flyttat hit", None],
        [twelve(EIGHTEEN[2]), "Cia Ceder", "2025-01-02", "Trivdes inte", date(2025, 6, 1)],
        [twelve(EIGHTEEN[3]), "Dan Dal", "2030-01-02", "ej påbörjat", None],
    ]
    return ods({"Register": rows}, after=after)


def scientific() -> bytes:
    long, nine = EIGHTEEN[0], int(ten(EIGHTEEN[1]).replace("-", ""))
    rows = [
        ["Personnummer", "Förnamn", "Efternamn"],
        ["2,00801E+11", "Anna", "Alm"],
        [f"{long[0]},{long[1:]}E+11", "Bo", "Berg"],
        [f"{nine}", "Cia", "Ceder"],
        [f"{nine}.0", "Dan", "Dal"],
        [f"{ten(EIGHTEEN[2])[1:]}", "Eva", "Ek"],
        [EIGHTEEN[2], "Eva", "Ek"],
        [f'="{ten(EIGHTEEN[3])}"', "Fia", "Falk"],
        [f"'{ten(EIGHTEEN[4])}", "Gun", "Gran"],
    ]
    return csv_text(rows).encode()


def every_form() -> bytes:
    n = EIGHTEEN[0]
    forms = [
        EIGHTEEN[0],
        twelve(EIGHTEEN[1]),
        ten(EIGHTEEN[2]),
        EIGHTEEN[3][2:],
        f"{EIGHTEEN[4][:8]} {EIGHTEEN[4][8:]}",
        f"{n[:4]}-{n[4:6]}-{n[6:8]}-{n[8:]}",
        f" {EIGHTEEN[5][:8]}\N{EN DASH}{EIGHTEEN[5][8:]} ",
        f"{EIGHTEEN[6][:6]} {EIGHTEEN[6][6:8]} - {EIGHTEEN[6][8:]}",
        f"{EIGHTEEN[7][2:8]}+{EIGHTEEN[7][8:]}",
        coordination_series(1)[0],
        f"\ufeff{EIGHTEEN[8]}\u200b",
    ]
    rows = [["Personnr", "Förnamn", "Efternamn"], *([f, "Kim", "Alm"] for f in forms)]
    return csv_text(rows).encode()


def bad_numbers() -> bytes:
    n = EIGHTEEN[0]
    forms = [
        n[:-1] + str((int(n[-1]) + 1) % 10),
        n[:-1] + str((int(n[-1]) + 5) % 10),
        "20080231" + n[8:],
        "080101-T238",
        "LMA 1234567",
        n[:8],
        "801012",
        "00" + n,
        "saknas",
        "",
        "99999999999999999999",
        "20270101-2383",
        n[:8] + "-000" + n[-1],
    ]
    rows = [["Personnr", "Förnamn", "Efternamn"], *([f, "Kim", "Alm"] for f in forms)]
    rows.append([EIGHTEEN[1], "", "Alm"])
    rows.append([EIGHTEEN[2], "Kim", ""])
    return csv_text(rows).encode()


def doubles_and_repeats() -> bytes:
    head = ["Personnr", "Förnamn", "Efternamn", "Telefon", "Skola"]
    rows = [
        head,
        [EIGHTEEN[0], "Anna", "Alm", "070-1112233", "Brinell"],
        [twelve(EIGHTEEN[0]), "ANNA", "Alm", "+46 70 111 22 33", "Parkskolan"],
        [ten(EIGHTEEN[0]), "Anna", "Ek", "070-9998877", "Brinell"],
        head,
        [EIGHTEEN[1], "", "Berg", "", ""],
        [EIGHTEEN[1], "Bo", "Berg", "", ""],
        ["Summa", "5", "", "", ""],
    ]
    return csv_text(rows).encode()


def protected() -> bytes:
    head = [
        "Personnr",
        "Förnamn",
        "Efternamn",
        "Adress",
        "Ort",
        "Sekretess",
        "Skyddad folkbokföring",
    ]
    marks = [
        ("", ""),
        ("Ja", ""),
        ("S", ""),
        ("", "x"),
        ("nej", "nej"),
        ("", "J"),
        ("ja", "2025-03-01"),
    ]
    rows = [
        [n, "Kim", "Alm", "Gatan 1", "Nässjö", *m] for n, m in zip(EIGHTEEN, marks, strict=False)
    ]
    rows.append([EIGHTEEN[7], "Kim", "Alm", "SKYDDAD ADRESS", "", "", ""])
    rows.append([EIGHTEEN[8], "Kim", "Alm", "", "", "kvarskrivning", ""])
    rows.append([EIGHTEEN[9], "Kim", "Alm", "Gatan 9", "Nässjö", "?", "se pärm"])
    return csv_text([head, *rows]).encode()


def formulas() -> bytes:
    rows = [
        ["Personnr", "Förnamn", "Efternamn", "Adress", "Telefon", "E-post"],
        [EIGHTEEN[0], "=1+1", "@SUM(A1)", "-", "+46 70 111 22 33", "=cmd|' /C calc'!A0"],
        [EIGHTEEN[1], "+Bo", "-Berg", '=HYPERLINK("http://x")', "-", "-bo@example.se"],
        [EIGHTEEN[2], "'=Cia", "Ceder", "'Gatan' 1", "070", "cia@example.se"],
    ]
    return csv_text(rows).encode()


def forbidden() -> bytes:
    rows = [
        ["Personnr", "Förnamn", "Efternamn", "Diagnos/NPF", "Etnicitet", "Brott", "Avbrott", "Modersmål",
         "Hälsa (övrigt)", "BUP-kontakt", "Religion", "Anteckningar"],
        [EIGHTEEN[0], "Anna", "Alm", "adhd", "x", "ja", "2025-10-01", "x", "x", "x", "x", "fri text"],
    ]  # fmt: skip
    return csv_text(rows).encode()


def no_headings() -> bytes:
    rows = [
        [twelve(EIGHTEEN[0]), "Anna", "Alm", "571 31 Nässjö", "070-111 22 33", "a@example.se"],
        [twelve(EIGHTEEN[1]), "Bo", "Berg", "571 32 Nässjö", "070-222 33 44", "b@example.se"],
    ]
    return csv_text(rows).encode()


def odd_letters() -> bytes:
    nfd = unicodedata.normalize("NFD", "Åsa Öhström")
    rows = [
        ["Personnummer\u00a0", "Namn ", "Mail"],
        [EIGHTEEN[0], nfd, "asa@example.se"],
        [EIGHTEEN[1], "ANNA-LENA VON POST", "anna@example.se"],
        [EIGHTEEN[2], "Bo\u00a0\u200bBerg", "ingen"],
        [EIGHTEEN[3], "O'NEILL, MARY JANE", ""],
        [EIGHTEEN[4], "  Cia   Maria  Ceder ", ""],
        [EIGHTEEN[5], "Madonna", ""],
    ]
    return csv_text(rows).encode()


def several_sheets() -> bytes:
    reading = [
        ["Läs mig"],
        ["Uppgifterna uppdateras varje måndag."],
        ["Frågor: ring 0380-51 80 00."],
    ]
    codes = [["Kod", "Program"], ["EE", "El- och energiprogrammet"], ["NA", "Naturvetenskap"]]
    register = [["Personnr", "Förnamn", "Efternamn"], [EIGHTEEN[0], "Anna", "Alm"]]
    hidden = [["Personnr", "Förnamn", "Efternamn"], *([n, "Dold", "Rad"] for n in EIGHTEEN)]
    return xlsx(
        [
            XlsxSheet("Läs mig", reading),
            XlsxSheet("Koder", codes),
            XlsxSheet("KAA 2026", register),
            XlsxSheet("Gammalt", hidden, hidden=True),
        ]
    )


def dates_in_every_form() -> bytes:
    forms = ["2026-01-02", "20260102", "260102", "02/01 2026", "2/1-26", "2 jan 2026", "den 2 januari 2026",
             "2026-01-02 00:00:00", "46024", "v. 2", "2026-02-31", "hösten"]  # fmt: skip
    rows = [["Personnr", "Förnamn", "Efternamn", "Inskriven KAA"]]
    rows += [[n, "Kim", "Alm", form] for n, form in zip(EIGHTEEN, forms, strict=True)]
    return csv_text(rows).encode()


def american_dates() -> bytes:
    forms = ["01/02/2026", "01/31/2026", "12/24/2025"]
    rows = [["Personnr", "Förnamn", "Efternamn", "Inskriven KAA"]]
    rows += [[n, "Kim", "Alm", form] for n, form in zip(EIGHTEEN, forms, strict=False)]
    return csv_text(rows, ",").encode()


def already_known() -> bytes:
    head = ["Personnr", "Förnamn", "Efternamn", "Adress", "Postadress", "Telefon", "Skydd", "Inskriven KAA",
            "Handläggare", "VH namn", "VH tel"]  # fmt: skip
    anna, bo, cia, dan, eva = SEVENTEEN[:5]
    rows = [
        [
            anna,
            "ANNA",
            "alm",
            "storgatan  1",
            "57131 NÄSSJÖ",
            "+46701112233",
            "",
            "2026-01-02",
            "KL",
            "",
            "",
        ],
        [
            bo,
            "Bo",
            "Berg",
            "Vägen 2",
            "571 32 Nässjö",
            "070-2223344",
            "",
            "",
            "OH",
            "Pia Berg",
            "070-9",
        ],
        [cia, "Cia", "Ek", "Annan väg 3", "571 33 Nässjö", "", "sekr", "2026-02-02", "OH", "", ""],
        [dan, "Dan", "Dal", "Nya gatan 4", "571 34 Nässjö", "070-4", "nej", "", "", "", ""],
        [eva, "Eva", "Ek", "", "", "", "skyddad folkbokföring", "", "", "", ""],
    ]
    return csv_text([head, *rows]).encode()


def _known() -> Register:
    def youth(place: int, given: str, family: str, **more: object) -> Youth:
        number = SEVENTEEN[place]
        return Youth(id=_id(100 + place), identity_number=number, given_name=given,
                     family_name=family, **more)  # type: ignore[arg-type]  # fmt: skip

    def enrolment(place: int, worker: int | None) -> Enrolment:
        return Enrolment(
            id=_id(200 + place),
            youth=YouthId(_id(100 + place)),
            start=date(2026, 1, 2),
            registration_reason=RegistrationReason.OTHER,
            worker=None if worker is None else WorkerId(_id(worker)),
        )

    place = {"street": "Storgatan 1", "postal_code": "571 31", "city": "Nässjö"}
    pia = Guardian(id=_id(300), youth=YouthId(_id(101)), name="Pia Berg", phone="070-1")
    held = (
        KnownYouth(youth(0, "Anna", "Alm", phone="070-111 22 33", **place), [enrolment(0, 1)]),
        KnownYouth(youth(1, "Bo", "Berg", phone="070-222 33 44"), [enrolment(1, None)], (), [pia]),
        KnownYouth(youth(2, "Cia", "Ceder", **place), [enrolment(2, 1)]),
        KnownYouth(youth(3, "Dan", "Dal", protection=Protection.PROTECTED), []),
        KnownYouth(youth(4, "Eva", "Ek", **place), []),
    )
    return Register({one.youth.identity_number: one for one in held})


def outside() -> bytes:
    young, turning = youths_born(2011, 1, 0), youths_born(2010, 1, 300)
    numbers = [*TWENTY, *young, *turning, *youths_born(2006, 1, 0), *youths_born(2006, 1, 725)]
    rows = [["Personnr", "Förnamn", "Efternamn"], *([n, "Kim", "Alm"] for n in numbers)]
    return csv_text(rows).encode()


def dos() -> bytes:
    rows = [["Personnr", "Förnamn", "Efternamn", "Ort"], [EIGHTEEN[0], "Åsa", "Öst", "Nässjö"]]
    return csv_text(rows).encode("cp850") + b"\x1a"


def saved_twice() -> bytes:
    rows = [["Personnr", "Förnamn", "Efternamn", "Ort"], [EIGHTEEN[0], "Åsa", "Öst", "Nässjö"]]
    return csv_text(rows).encode().decode("cp1252").encode()


def loose_quote() -> bytes:
    rows = "".join(f"{n};Kim;Alm;Gatan {i}\n" for i, n in enumerate(EIGHTEEN[:6]))
    text = "Personnr;Förnamn;Efternamn;Adress\n" + rows.replace("Gatan 3\n", '"Gatan 3\n')
    return text.encode("cp1252")


FILES: tuple[Messy, ...] = (
    Messy("titles", titles),
    Messy("commas_and_quotes", commas_and_quotes),
    Messy("unicode_text", unicode_text),
    Messy("separator_line", separator_line),
    Messy("numbers_as_numbers", numbers_as_numbers),
    Messy("counted_from_1904", counted_from_1904),
    Messy("headings_over_two_rows", headings_over_two_rows),
    Messy("merged_down_and_endless", merged_down_and_endless),
    Messy("open_document", open_document),
    Messy("scientific", scientific),
    Messy("every_form", every_form),
    Messy("bad_numbers", bad_numbers),
    Messy("doubles_and_repeats", doubles_and_repeats),
    Messy("protected", protected),
    Messy("formulas", formulas),
    Messy("forbidden", forbidden),
    Messy("no_headings", no_headings),
    Messy("odd_letters", odd_letters),
    Messy("several_sheets", several_sheets),
    Messy("dates_in_every_form", dates_in_every_form),
    Messy("american_dates", american_dates),
    Messy("already_known", already_known, _known()),
    Messy("outside", outside),
    Messy("dos", dos),
    Messy("saved_twice", saved_twice),
    Messy("loose_quote", loose_quote),
)


def told(messy: Messy) -> str:
    """Return everything that a file gives, as text: form, columns, and a line or more for each row."""
    return "\n".join(_lines(messy)) + "\n"


def _lines(messy: Messy) -> Iterator[str]:
    book = read(messy.make(), messy.name)
    yield f"form: {book.form}"
    yield from (f"remark: {remark}" for remark in book.remarks)
    sheet = book.sheets[likeliest(book)]
    table = find_table(sheet)
    yield f"sheet: {sheet.name} of {len(book.sheets)}; headings on row {table.heading_row + 1}"
    rows = sheet.rows[table.first_row :]
    mapping = propose(table, rows, {})
    for index, column in mapping.items():
        if column is not Column.IGNORE or table.headings[index]:
            yield f"column {index + 1}: {table.headings[index] or '(none)'} -> {column.name}"
    yield from (f"barred: {one.heading}" for one in barred(table))
    yield from (f"fault: {fault}" for fault in faults(mapping))
    order = date_order(sheet, table, mapping)
    yield f"dates: {order.name}"
    month_first = order.name == "MONTH_FIRST"
    for verdict in judge(sheet, table, mapping, messy.register, TODAY, month_first=month_first):
        yield from _verdict(verdict)


def _verdict(verdict: Verdict) -> Iterator[str]:
    yield f"{verdict.row}: {verdict.outcome.name}{' waits' if verdict.waits else ''}"
    facts = verdict.facts
    if facts is not None:
        yield "  is " + ", ".join(
            [twelve(facts.identity_number), *map(_shown, facts.youth.items())]
        )
        more = {
            "enrolled": facts.enrolled_on,
            "reason": facts.reason and facts.reason.name,
            "note": facts.registration_note,
            "worker": facts.worker and facts.worker.int,
            "mended": ", ".join(facts.mended_names.values()),
        }
        more |= {"occupation": " ".join(
            f"{o.kind.name}/{o.description}" for o in facts.occupations)}  # fmt: skip
        more |= {"guardian": " ".join(f"{g.name}/{g.phone}/{g.email}" for g in facts.guardians)}
        yield from (f"  {name} {value}" for name, value in more.items() if value)
        yield from (f"  {said(one)}" for one in facts.stated)
    yield from (f"  fills {_shown(one)}" for one in verdict.fills.items())
    yield from (f"  differs {d.label}: {d.ours!r}, {d.theirs!r}" for d in verdict.differences)
    if verdict.adds is not None:
        adds = verdict.adds
        yield (
            f"  adds enrolment {adds.enrolled_on}, worker {adds.worker and adds.worker.int}, "
            f"occupations {len(adds.occupations)}, guardians {len(adds.guardians)}, "
            f"facts {len(adds.stated)}"
        )
    for note in verdict.notes:
        yield f"  {note.kind.name}: {note.sentence}"


def said(fact: AnyFact) -> str:
    """Return what a fact says, without whose it is and where it came from."""
    values = [
        value.name if isinstance(value, Choice) else str(value)
        for value in content(fact)
        if value is not None
    ]
    return f"{type(fact).__name__} {' '.join(values)}"


def _shown(pair: tuple[str, object]) -> str:
    name, value = pair
    return f"{name}={value.name if isinstance(value, Protection) else value}"


if __name__ == "__main__":
    for one in FILES:
        one.expected.write_text(told(one), encoding="utf-8")
