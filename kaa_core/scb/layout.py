"""How the file is set up: columns, their names and order, and codes, as values that the municipality changes.

`DEFAULT` is the municipality's own, not SCB's: SCB's column names and code numbers are not public here
(domain.md section 5). A layout is kept in `ScbLayout.content` and holds from a half-year on.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any, Final

import attrs

from kaa_core.model.following_up import ScbLayout
from kaa_core.model.ids import RecordId
from kaa_core.scb.sources import BLOCKS, CODE_LIST_LABELS, CODE_LISTS, SOURCES, Block

OWN_NAME: Final = "Kommunens egen uppställning, inte SCB:s"
LONGEST_NAME: Final = 60
LONGEST_CODE: Final = 20
MOST_COLUMNS: Final = 40
FORMULA: Final = (
    "=+-@\t\r\n\N{FULLWIDTH EQUALS SIGN}\N{FULLWIDTH PLUS SIGN}"
    "\N{FULLWIDTH HYPHEN-MINUS}\N{FULLWIDTH COMMERCIAL AT}"
)
"""A cell that begins with one of these is taken for a formula by a spreadsheet."""
_LAYOUT: Final = 1


class Separator(enum.Enum):
    """What stands between two cells."""

    SEMICOLON = ";"
    COMMA = ","
    TAB = "\t"


class Encoding(enum.Enum):
    """How the text becomes bytes."""

    UTF_8 = "utf-8"
    UTF_8_MARKED = "utf-8-sig"
    LATIN_1 = "iso-8859-1"


class Dates(enum.Enum):
    """How a date is written: with dashes (ISO 8601), or its eight digits."""

    DASHES = "2026-06-30"
    DIGITS = "20260630"


@attrs.frozen
class Column:
    """A column's name in the file, and the key of what it is taken from (sources.py)."""

    name: str
    source: str


@attrs.frozen(kw_only=True)
class Layout:
    """Columns of each block, and the code of each member of each list.

    `attempts`: contacts that nobody answered are in the file too. `header`: each block begins with a line
    of its columns' names.
    """

    blocks: Mapping[Block, tuple[Column, ...]]
    codes: Mapping[str, Mapping[int, str]]
    separator: Separator = Separator.SEMICOLON
    encoding: Encoding = Encoding.UTF_8
    dates: Dates = Dates.DASHES
    header: bool = True
    attempts: bool = False

    def sources(self, block: Block) -> frozenset[str]:
        """What the columns of a block are taken from."""
        return frozenset(one.source for one in self.blocks.get(block, ()))

    def named(self, block: Block, source: str) -> str:
        """What the column of a source is called; what it is, when there is no such column."""
        for one in self.blocks.get(block, ()):
            if one.source == source:
                return one.name
        known = SOURCES.get(source)
        return source if known is None else known.label


_SAME: Final = ("block", "municipality", "half_year", "identity_number", "registered_on")
_NAMES: Final = MappingProxyType(
    {
        "block": "Block",
        "municipality": "Kommunkod",
        "half_year": "Halvar",
        "identity_number": "Personnummer",
        "registered_on": "Inskriven",
        "registration_reason": "OrsakInskrivning",
        "occupation": "Sysselsattning",
        "contact_on": "Kontaktdatum",
        "channel": "Kontaktsatt",
        "counterpart": "MedVem",
        "outcome": "Utfall",
        "measure": "Insats",
        "measure_kind": "SlagAvInsats",
        "responsible": "Ansvarig",
        "measure_start": "InsatsBorjade",
        "planned_end": "PlaneratSlut",
        "measure_end": "InsatsSlutade",
        "measure_end_reason": "OrsakInsatsSlut",
        "closed_on": "Avskriven",
        "deregistration_reason": "OrsakAvskrivning",
        "last_known_occupation": "SenastKandSysselsattning",
    }
)


def _own(*sources: str) -> tuple[Column, ...]:
    return tuple(Column(_NAMES[one], one) for one in (*_SAME, *sources))


DEFAULT: Final = Layout(
    blocks=MappingProxyType(
        {
            Block.MANDATORY: _own("registration_reason", "occupation"),
            Block.CONTACT: _own("contact_on", "channel", "counterpart", "outcome"),
            Block.BEGUN: _own(
                "measure", "measure_kind", "responsible", "measure_start", "planned_end"
            ),
            Block.ENDED: _own(
                "measure", "measure_kind", "measure_start", "measure_end", "measure_end_reason"
            ),
            Block.CLOSED: _own("closed_on", "deregistration_reason", "last_known_occupation"),
        }
    ),
    codes=MappingProxyType(
        {
            name: MappingProxyType({int(one): str(int(one)) for one in members})
            for name, members in CODE_LISTS.items()
        }
    ),
)
"""The municipality's own: kommunens egen, inte SCB:s, until `ScbLayout.confirmed`."""


@attrs.frozen(kw_only=True)
class InForce:
    """The layout that holds. `record`: None for the program's own.

    `readable`: False when it cannot be read, and no file may be made by it.
    """

    layout: Layout = DEFAULT
    record: RecordId | None = None
    name: str = OWN_NAME
    since: date | None = None
    confirmed: bool = False
    readable: bool = True


def in_force(layouts: Iterable[ScbLayout], on: date) -> InForce:
    """Return the layout that holds on a day: the newest that has begun; of one day, the last made.

    One that cannot be read is not passed over: a file by older codes would say something else.
    """
    begun = [one for one in layouts if _since(one) <= on]
    if not begun:
        return InForce()
    held = max(begun, key=lambda one: (one.since, one.id))
    layout = unpack(held.content)
    return InForce(
        layout=layout or DEFAULT,
        record=held.id,
        name=held.name or OWN_NAME,
        since=held.since,
        confirmed=held.confirmed is True,
        readable=layout is not None,
    )


def _since(one: ScbLayout) -> date:
    """A spoilt record may lack its day: then it never begins."""
    since: date | None = one.since
    return date.max if since is None else since


def pack(layout: Layout) -> dict[str, Any]:
    """Return a layout as plain values, for `ScbLayout.content`."""
    return {
        "layout": _LAYOUT,
        "separator": layout.separator.value,
        "encoding": layout.encoding.value,
        "dates": layout.dates.value,
        "header": layout.header,
        "attempts": layout.attempts,
        "blocks": [
            [int(block), [[one.name, one.source] for one in layout.blocks.get(block, ())]]
            for block in Block
        ],
        "codes": [
            [name, [[number, code] for number, code in sorted(codes.items())]]
            for name, codes in sorted(layout.codes.items())
        ],
    }


def unpack(content: Any) -> Layout | None:
    """Return the layout that `pack` made; None for anything else, or what may not be a layout."""
    try:
        if content["layout"] != _LAYOUT:
            return None
        layout = Layout(
            blocks={
                BLOCKS[number]: tuple(Column(text_in(name), text_in(key)) for name, key in columns)
                for number, columns in content["blocks"]
            },
            codes={
                text_in(name): {int(number): text_in(code) for number, code in codes}
                for name, codes in content["codes"]
            },
            separator=Separator(content["separator"]),
            encoding=Encoding(content["encoding"]),
            dates=Dates(content["dates"]),
            header=content["header"] is True,
            attempts=content["attempts"] is True,
        )
    except (KeyError, TypeError, ValueError, IndexError, AttributeError, OverflowError):
        return None
    return None if problems(layout) else layout


def text_in(value: object) -> str:
    """Return a text out of what was kept. Raises TypeError for anything else."""
    if not isinstance(value, str):
        raise TypeError
    return value


def problems(layout: Layout) -> list[str]:
    """Return what is wrong with a layout, in sentences for the person who writes it.

    A code that is wanting is no fault of the layout: SCB's may have no such group (`missing_codes`).
    """
    found: list[str] = []
    for block in Block:
        found += _of_block(block, layout.blocks.get(block, ()))
    for name, codes in layout.codes.items():
        if name not in CODE_LISTS:
            found.append("En kodlista är okänd.")
            continue
        for number, code in codes.items():
            found += _of_code(name, number, code)
    return found


def _of_block(block: Block, columns: tuple[Column, ...]) -> Iterator[str]:
    if not columns:
        yield f"{block.label}: blocket har inga kolumner. Lägg till minst en."
    if len(columns) > MOST_COLUMNS:
        yield f"{block.label}: blocket har för många kolumner. Högst {MOST_COLUMNS}."
    names = [one.name for one in columns]
    for one in columns:
        source = SOURCES.get(one.source)
        if source is None or block not in source.blocks:
            yield f"{block.label}: en kolumn har en uppgift som inte finns i blocket."
        elif fault := _fault(one.name, LONGEST_NAME):
            yield f"{block.label}: kolumnen för {source.label.lower()} {fault}"
    for name in sorted({one for one in names if names.count(one) > 1}):
        yield f"{block.label}: två kolumner heter {name}. Ge dem olika namn."
    sources = [one.source for one in columns]
    if len(set(sources)) < len(sources):
        yield f"{block.label}: samma uppgift står i två kolumner. Ta bort den ena."
    if columns and "identity_number" not in sources:
        yield f"{block.label}: personnumret saknas. Utan det går raden inte att para ihop."


def _of_code(name: str, number: int, code: str) -> Iterator[str]:
    label = next((one.label for one in CODE_LISTS[name] if int(one) == number), None)
    if label is None or code == "":
        return  # a newer program's member, or none given: an empty cell
    if fault := _fault(code, LONGEST_CODE):
        yield f"{CODE_LIST_LABELS[name]}: koden för {label} {fault}"


def _fault(text: str, longest: int) -> str:
    """What is wrong with a name or a code, to follow its name in a sentence."""
    if not text.strip():
        return "saknar namn. Skriv ett."
    if len(text) > longest:
        return f"är för lång. Högst {longest} tecken."
    if text[0] in FORMULA:
        return "börjar med ett tecken som ett kalkylblad tar för en formel. Ändra den."
    if any(mark in text for mark in ';,"\t') or not text.isprintable():
        return "har ett tecken som inte får stå i filen: semikolon, komma, citattecken eller tabb."
    return ""


def missing_codes(layout: Layout) -> list[str]:
    """Return which members of the lists that are in use have no code: their cells are empty."""
    used = {
        SOURCES[column.source].codes
        for columns in layout.blocks.values()
        for column in columns
        if column.source in SOURCES
    }
    return [
        f"{CODE_LIST_LABELS[name]}: {one.label}"
        for name, members in CODE_LISTS.items()
        if name in used
        for one in members
        if not layout.codes.get(name, {}).get(int(one))
    ]
