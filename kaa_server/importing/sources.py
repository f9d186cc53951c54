"""The sources that can be imported: how each is named, and how its files are read."""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import partial
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Final

import attrs

from kaa_core.imports import reading
from kaa_core.imports.applying import in_order
from kaa_core.imports.book import NotReadable
from kaa_core.imports.sources import navet, ss12000
from kaa_core.imports.sources.facts import Delivery, Given, RemarkKind
from kaa_core.imports.sources.lists import Chosen, List, columns, of_sheet, problems
from kaa_core.imports.sources.long_lists import long_list
from kaa_core.imports.tables import find_table
from kaa_server.faults import OperatorError
from kaa_server.importing import json_files
from kaa_server.importing.report import without_numbers

if TYPE_CHECKING:
    from kaa_server.importing.running import Order

MOST_BYTES: Final = 2**30
_HEAD: Final = 300
"""Rows that are looked at to tell what the columns hold."""
_EMPTY: Final = "Arbetsboken har inga blad."
_ZIP: Final = b"PK\x03\x04"
_UNREADABLE: Final = (
    "Filen {} går inte att läsa. Ingenting ur den är inläst. Kontrollera att den finns och att kontot som "
    "kommandot körs med får läsa den."
)
_TOO_LARGE: Final = "Filen {} är större än 1 GB. Ingenting ur den är inläst. Dela upp den."


@attrs.frozen(kw_only=True)
class Source:
    """One source. `label`: as it is told of. `feed`: its name in the register, unless it has another.

    `by_url`: it can be a system that is asked. `read`: a file's bytes to what it says.
    """

    label: str
    feed: str
    read: Callable[[bytes, Given], Delivery]
    by_url: bool = False


ANSWERS: Final[Mapping[str, RemarkKind]] = {
    "nolla": RemarkKind.MENDED_NUMBER,
    "nytt-nummer": RemarkKind.NUMBER_CHANGED,
    "mycket-saknas": RemarkKind.MANY_GONE,
}
"""What the operator may say yes to for a whole file, once whoever keeps the register has."""


def of_files(order: Order, today: date, practice: bool, faults: list[str]) -> Iterator[Delivery]:
    """What the files say, one delivery each, in the order in which they are to be laid in.

    `practice`: made-up numbers are taken. `faults`: gets a sentence for each that cannot be read.
    """
    source = SOURCES[order.source]
    found = []
    for file in order.files:
        try:
            found.append(
                source.read(
                    _content(file),
                    Given(
                        feed=order.feed or source.feed,
                        as_of=order.as_of or min(_day_of(file), today),
                        today=today,
                        whole=order.whole,
                        file=file.name,
                        synthetic=practice,
                        home=order.municipality,
                    ),
                )
            )
        except NotReadable as error:
            faults.append(unreadable(file.name, error))
        except OperatorError as error:
            faults.append(str(error))
    yield from in_order(found)


def unreadable(file: str | None, error: NotReadable) -> str:
    """Why a file is turned away."""
    return f"{without_numbers(file or '')}: {error.happened} {error.advice}"


def _content(file: Path) -> bytes:
    name = without_numbers(file.name)
    try:
        if file.stat().st_size > MOST_BYTES:
            raise OperatorError(_TOO_LARGE.format(name))
        return file.read_bytes()
    except OSError:
        raise OperatorError(_UNREADABLE.format(name)) from None


def _day_of(file: Path) -> date:
    """A file that does not say which day it speaks of speaks of the day it was written."""
    return datetime.fromtimestamp(file.stat().st_mtime).astimezone().date()


def _ss12000(content: bytes, given: Given) -> Delivery:
    found = json_files.objects(content, without_numbers(given.file or ""))
    schools = chain(*(found.get(one, ()) for one in ("organisations", "schoolUnits")))
    lookups = ss12000.Lookups(schools, found.get("programmes", ()))
    return ss12000.delivery(
        found.get("persons", ()), lookups, given, found.get("deletedEntities", ())
    )


def _population(content: bytes, given: Given) -> Delivery:
    """A notification file, or a list in columns."""
    if content[:64].removeprefix(codecs.BOM_UTF8).lstrip().startswith(b"#"):
        return navet.delivery(content, given)
    return _list(List.POPULATION, content, given)


def _list(what: List, content: bytes, given: Given) -> Delivery:
    """A list in columns, as text of any length or as a workbook's first sheet that has a table.

    Raises:
        NotReadable: for what is no list.
        OperatorError: when its columns do not tell enough.
    """
    if not content.startswith(_ZIP):
        found = long_list(content, what)
        _check(found.faults, given)
        return found.delivery(given)
    book = reading.read(content, given.file or "")
    faults: Sequence[str] = ()
    for sheet in book.sheets:
        table = find_table(sheet)
        mapping = columns(what, table, sheet.rows[table.first_row : table.first_row + _HEAD])
        faults = problems(mapping)
        if not faults:
            return of_sheet(sheet, Chosen(what=what, table=table, mapping=mapping), given)
    raise OperatorError(_refused(faults or (_EMPTY,), given))


def _check(faults: Sequence[str], given: Given) -> None:
    if faults:
        raise OperatorError(_refused(faults, given))


def _refused(faults: Sequence[str], given: Given) -> str:
    name = without_numbers(given.file or "")
    return f"{name}: {' '.join(faults)} Ingenting ur den är inläst."


SOURCES: Final[Mapping[str, Source]] = {
    "ss12000": Source(
        label="Skoluppgifter (SS 12000)", feed="Skolregistret", read=_ss12000, by_url=True
    ),
    "folkbokforing": Source(label="Folkbokföring", feed="Folkbokföringen", read=_population),
    "uhr": Source(label="Betygsuppgifter från UHR", feed="UHR", read=partial(_list, List.UHR)),
    "antagning": Source(
        label="Antagningslista", feed="Antagningen", read=partial(_list, List.ADMISSIONS)
    ),
    "anmalningar": Source(
        label="Anmälningar enligt 15 kap. 15 §",
        feed="Anmälningar",
        read=partial(_list, List.NOTICES),
    ),
    "kalkylblad": Source(label="Kalkylblad", feed="Kalkylblad", read=partial(_list, List.PUPILS)),
}
