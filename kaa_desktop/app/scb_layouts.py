"""Uppställningen: layouts of the file as people write them, a line of text for each column and code.

"Namn = uppgift" for a column, "kod = betydelse" for a code, in the order they are to have: what SCB's
instruction says can be pasted in. The left side stands in the file, the right side is the program's word.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from concurrent.futures import Future
from datetime import date
from typing import Final

import attrs

from kaa_core.model.ids import RecordId
from kaa_core.model.records import ScbLayout
from kaa_core.model.registry import REGISTRY, Problem
from kaa_core.model.rights import Right
from kaa_core.scb import layout as layouts
from kaa_core.scb.half_year import HalfYear
from kaa_core.scb.layout import (
    DEFAULT,
    OWN_NAME,
    Column,
    Dates,
    Encoding,
    InForce,
    Layout,
    Separator,
    in_force,
    pack,
    unpack,
)
from kaa_core.scb.sources import CODE_LIST_LABELS, CODE_LISTS, SOURCES, Block, of_block
from kaa_desktop.app.clock import new_id
from kaa_desktop.app.context import Context
from kaa_desktop.app.operations import Operations
from kaa_desktop.app.views import Result

SIGN: Final = " = "


@attrs.frozen(kw_only=True)
class LayoutForm:
    """A layout as it is typed. `columns`: by block, `codes`: by list, a line for each."""

    name: str = ""
    since: HalfYear | None = None
    columns: Mapping[Block, str] = attrs.field(factory=dict)
    codes: Mapping[str, str] = attrs.field(factory=dict)
    separator: Separator = Separator.SEMICOLON
    encoding: Encoding = Encoding.UTF_8
    dates: Dates = Dates.DASHES
    header: bool = True
    attempts: bool = False
    confirmed: bool = False
    note: str = ""


@attrs.frozen(kw_only=True)
class LayoutRow:
    """A layout in the list. `id` None: the program's own, that holds before all others."""

    id: RecordId | None
    name: str
    since: HalfYear | None
    confirmed: bool
    readable: bool
    note: str
    decided_by: str
    layout: Layout
    missing: tuple[str, ...] = ()


class ScbLayouts:
    """The municipality's layouts, of an unlocked profile."""

    def __init__(self, context: Context, operations: Operations) -> None:
        self._context, self._operations = context, operations

    def in_force(self, half_year: HalfYear) -> InForce:
        """The one that a half-year's file is made by."""
        return in_force(self._context.queries.records(ScbLayout), half_year.last)

    def rows(self) -> list[LayoutRow]:
        """Every layout, the latest first; the program's own last."""
        names = self._context.names()
        held = self._context.queries.records(ScbLayout)
        held.sort(key=lambda one: (one.since, one.id), reverse=True)
        rows = []
        for one in held:
            layout = unpack(one.content)
            rows.append(
                LayoutRow(
                    id=one.id,
                    name=one.name or OWN_NAME,
                    since=HalfYear.of(one.since),
                    confirmed=one.confirmed is True,
                    readable=layout is not None,
                    note=one.note or "",
                    decided_by="" if one.decided_by is None else names.get(one.decided_by, ""),
                    layout=layout or DEFAULT,
                    missing=() if layout is None else tuple(layouts.missing_codes(layout)),
                )
            )
        own = LayoutRow(
            id=None,
            name=OWN_NAME,
            since=None,
            confirmed=False,
            readable=True,
            note="",
            decided_by="",
            layout=DEFAULT,
        )
        return [*rows, own]

    def form(self, row: LayoutRow, since: HalfYear) -> LayoutForm:
        """What a new layout begins with: an earlier one, from another half-year on."""
        name = "" if row.id is None else row.name
        return attrs.evolve(written(row.layout), name=name, since=since, confirmed=row.confirmed)

    def problems(self, form: LayoutForm) -> list[Problem]:
        """What keeps it from being saved, by field: a block's or a list's name, or a field's own."""
        layout, found = read(form)
        if not form.name.strip():
            found.append(Problem(field="name", sentence="Skriv vad uppställningen heter."))
        if form.since is None:
            found.append(Problem(field="since", sentence="Välj från vilket halvår den gäller."))
        if not found:
            found += [Problem(field="", sentence=one) for one in layouts.problems(layout)]
        return found

    def save(self, form: LayoutForm) -> Future[Result]:
        """Keep a new layout: those before it stand, for the files that were made by them."""
        if problems := self.problems(form):
            return self._operations.answered(Result(problems=tuple(problems)))
        assert form.since is not None  # asked for above
        layout, _ = read(form)
        made = ScbLayout(
            id=RecordId(new_id(self._context.clock)),
            since=form.since.first,
            name=form.name.strip(),
            content=pack(layout),
            confirmed=form.confirmed,
            note=form.note.strip() or None,
            decided_by=self._context.identity.worker,
        )
        if wrong := REGISTRY.of(made).validate(made):
            return self._operations.answered(Result(problems=tuple(wrong)))
        return self._operations.record_as(
            made,
            lambda one: one.create(made),
            f"Uppställningen gäller från och med {form.since.told}.",
            Right.KEEP_REGISTER,
        )

    def half_years(self) -> list[HalfYear]:
        """From which one a new layout can hold, the latest first."""
        today: date = self._context.today
        coming = HalfYear.of(HalfYear.of(today).last)
        found = [HalfYear(coming.year + 1, 1) if coming.half == 2 else HalfYear(coming.year, 2)]
        while len(found) < 9:
            found.append(found[-1].before)
        return found


def written(layout: Layout) -> LayoutForm:
    """A layout as text."""
    return LayoutForm(
        columns={
            block: "\n".join(
                f"{one.name}{SIGN}{SOURCES[one.source].label}"
                for one in layout.blocks.get(block, ())
            )
            for block in Block
        },
        codes={
            name: "\n".join(
                f"{layout.codes.get(name, {}).get(int(one), '')}{SIGN}{one.label}".strip()
                for one in members
            )
            for name, members in CODE_LISTS.items()
        },
        separator=layout.separator,
        encoding=layout.encoding,
        dates=layout.dates,
        header=layout.header,
        attempts=layout.attempts,
    )


def read(form: LayoutForm) -> tuple[Layout, list[Problem]]:
    """The layout that is typed, and what of it cannot be read."""
    found: list[Problem] = []
    blocks = {}
    for block in Block:
        known = {one.label.casefold(): one.key for one in of_block(block)}
        pairs, unread = _pairs(form.columns.get(block, ""), known)
        blocks[block] = tuple(Column(name, key) for name, key in pairs)
        found += _told(f"columns_{int(block)}", unread)
    codes = {}
    for name, members in CODE_LISTS.items():
        meanings = {one.label.casefold(): str(int(one)) for one in members}
        pairs, unread = _pairs(form.codes.get(name, ""), meanings)
        codes[name] = {int(number): code for code, number in pairs if code}
        found += _told(f"codes_{name}", unread)
        numbers = [number for _, number in pairs]
        if len(set(numbers)) < len(numbers):
            sentence = f"{CODE_LIST_LABELS[name]}: samma betydelse har två koder. Behåll en."
            found.append(Problem(field=f"codes_{name}", sentence=sentence))
    made = Layout(
        blocks=blocks,
        codes=codes,
        separator=form.separator,
        encoding=form.encoding,
        dates=form.dates,
        header=form.header,
        attempts=form.attempts,
    )
    return made, found


def _pairs(text: str, known: Mapping[str, str]) -> tuple[list[tuple[str, str]], list[int]]:
    """Left sides with what their right sides mean, and the numbers of lines that cannot be read."""
    pairs, unread = [], []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        left, sign, right = line.rpartition("=")
        meant = known.get(" ".join(right.split()).casefold())
        if not sign or meant is None:
            unread.append(number)
        else:
            pairs.append((left.strip(), meant))
    return pairs, unread


def _told(field: str, unread: Iterable[int]) -> list[Problem]:
    lines = ", ".join(map(str, unread))
    if not lines:
        return []
    sentence = (
        f"Rad {lines} går inte att läsa. Skriv det som står i filen, = och en uppgift som finns."
    )
    return [Problem(field=field, sentence=sentence)]
