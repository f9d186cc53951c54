"""The layout and the file: codes, columns, nonsense, formulas."""

from __future__ import annotations

import csv
import io
import uuid
from collections.abc import Mapping
from datetime import date
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaa_core.model.enums import RegistrationReason
from kaa_core.model.following_up import ScbLayout
from kaa_core.model.identity import synthetic_number
from kaa_core.model.ids import RecordId
from kaa_core.scb import layout as layouts
from kaa_core.scb.file import file_of, name_of
from kaa_core.scb.layout import (
    DEFAULT,
    FORMULA,
    OWN_NAME,
    Column,
    Dates,
    Encoding,
    Layout,
    Separator,
    in_force,
    missing_codes,
    pack,
    problems,
    unpack,
)
from kaa_core.scb.rows import lines_of
from kaa_core.scb.sources import CODE_LISTS, SOURCES, Block, Form, of_block
from tests.unit.core.scb.made import SPRING, asked, contact, enrolled, measure, new, youth

START = date(2026, 2, 1)


def with_names(layout: Layout = DEFAULT) -> Layout:
    names = (Column("Fornamn", "given_name"), Column("Efternamn", "family_name"))
    blocks = {block: (*columns, *names) for block, columns in layout.blocks.items()}
    return attrs.evolve(layout, blocks=blocks)


def rows(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode(), newline=""), delimiter=";"))


def test_the_whole_file_as_it_is_by_default() -> None:
    held = [
        enrolled(START, date(2026, 5, 1)),
        contact(date(2026, 2, 10)),
        measure(date(2026, 3, 1), date(2026, 4, 1), planned_end=date(2026, 4, 5)),
    ]
    told = file_of([lines_of(youth(), held, asked())], DEFAULT).decode().split("\r\n")
    number = youth().identity_number
    same = f"9999;2026H1;{number};2026-02-01"
    assert told == [
        "Block;Kommunkod;Halvar;Personnummer;Inskriven;OrsakInskrivning;Sysselsattning",
        f"1;{same};2;1",
        "Block;Kommunkod;Halvar;Personnummer;Inskriven;Kontaktdatum;Kontaktsatt;MedVem;Utfall",
        f"2;{same};2026-02-10;2;1;1",
        (
            "Block;Kommunkod;Halvar;Personnummer;Inskriven;Insats;SlagAvInsats;Ansvarig;InsatsBorjade;"
            "PlaneratSlut"
        ),
        f"3;{same};I00000000001e;4;;2026-03-01;2026-04-05",
        (
            "Block;Kommunkod;Halvar;Personnummer;Inskriven;Insats;SlagAvInsats;InsatsBorjade;"
            "InsatsSlutade;OrsakInsatsSlut"
        ),
        f"4;{same};I00000000001e;4;2026-03-01;2026-04-01;1",
        (
            "Block;Kommunkod;Halvar;Personnummer;Inskriven;Avskriven;OrsakAvskrivning;"
            "SenastKandSysselsattning"
        ),
        f"5;{same};2026-05-01;1;1",
        "",
    ]
    assert name_of(SPRING) == "scb-2026H1.csv"


def test_the_layout_decides_names_codes_dates_separator_and_lines() -> None:
    reason = {int(one): f"A{int(one)}" for one in RegistrationReason}
    made = attrs.evolve(
        DEFAULT,
        blocks=dict(DEFAULT.blocks)
        | {
            Block.MANDATORY: (
                Column("Orsak", "registration_reason"),
                Column("Pnr", "identity_number"),
                Column("Datum", "registered_on"),
            )
        },
        codes=dict(DEFAULT.codes) | {"registration_reason": reason},
        separator=Separator.TAB,
        encoding=Encoding.UTF_8_MARKED,
        dates=Dates.DIGITS,
        header=False,
    )
    assert problems(made) == []
    told = file_of([lines_of(youth(), [enrolled(START)], asked())], made)
    assert told == f"\ufeffA2\t{youth().identity_number}\t20260201\r\n".encode()


def test_people_come_by_number_whatever_order_they_are_read_in() -> None:
    def of(born: int) -> Any:

        who = youth(identity_number=synthetic_number(date(2008, 3, born), 7))
        return lines_of(who, [enrolled(START, number=born)], asked())

    assert file_of([of(2), of(1), of(3)], DEFAULT) == file_of([of(3), of(2), of(1)], DEFAULT)


@given(st.text(max_size=12), st.sampled_from(FORMULA), st.text(max_size=12))
def test_nobodys_name_begins_a_formula_with_any_separator(
    before: str, sign: str, after: str
) -> None:
    who = youth(given_name=f"{sign}cmd{after}", family_name=f"{before};{sign}x,{sign}y\t{sign}z")
    for separator in Separator:
        made = attrs.evolve(with_names(), separator=separator)
        told = file_of([lines_of(who, [enrolled(START)], asked())], made).decode()
        lines = told.split("\r\n")
        assert len(lines) == 7, "no line is cut in two"
        for read_as in ";,\t":
            for row in csv.reader(io.StringIO(told, newline=""), delimiter=read_as):
                assert not any(cell[:1] and cell[0] in FORMULA for cell in row)


def test_cmd_is_told_as_a_text() -> None:
    who = youth(given_name="=cmd|' /C calc'!A0", identity_number="=1+1")
    told = rows(file_of([lines_of(who, [enrolled(START)], asked())], with_names()))
    assert told[1][3] == "'=1+1"
    assert told[1][-2].startswith("'=cmd")


def test_every_source_has_a_form_and_a_column_of_each_can_be_written() -> None:
    blocks: Mapping[Block, Any] = {
        block: tuple(Column(one.label, one.key) for one in of_block(block)) for block in Block
    }
    every = attrs.evolve(DEFAULT, blocks=blocks)
    assert problems(every) == []
    held = [
        enrolled(START, date(2026, 5, 1)),
        contact(date(2026, 2, 10)),
        measure(date(2026, 3, 1), date(2026, 4, 1), planned_end=date(2026, 4, 5), responsible=1),
    ]
    told = lines_of(youth(), held, asked())
    for line in told:
        lacking = {one.key for one in of_block(line.block) if line.values.get(one.key) is None}
        assert not lacking
    assert len(rows(file_of([told], every))) == 10
    assert all(one.codes in CODE_LISTS for one in SOURCES.values() if one.form is Form.CODE)


# -- the layout as it is kept


def kept(number: int, since: date, content: Any, **values: Any) -> ScbLayout:
    return ScbLayout(id=new(number), since=since, content=content, **values)


def test_the_default_says_that_it_is_ours() -> None:
    assert in_force([], SPRING.last) == layouts.InForce()
    assert "inte SCB" in OWN_NAME
    assert not layouts.InForce().confirmed
    assert unpack(pack(DEFAULT)) == DEFAULT
    assert problems(DEFAULT) == missing_codes(DEFAULT) == []


def test_the_newest_that_has_begun_holds() -> None:
    tabs = attrs.evolve(DEFAULT, separator=Separator.TAB)
    held = [
        kept(1, date(2025, 1, 1), pack(DEFAULT)),
        kept(2, date(2026, 1, 1), pack(tabs), confirmed=True),
        kept(3, date(2026, 7, 1), pack(DEFAULT)),
    ]
    found = in_force(held, SPRING.last)
    assert (found.record, found.layout, found.confirmed) == (new(2), tabs, True)
    later = kept(4, date(2026, 1, 1), pack(DEFAULT))
    assert in_force([later, *held], SPRING.last).record == new(4), "of one day, the last made"


def test_one_that_cannot_be_read_is_not_passed_over() -> None:
    held = [kept(1, date(2025, 1, 1), pack(DEFAULT)), kept(2, date(2026, 1, 1), {"layout": 2})]
    found = in_force(held, SPRING.last)
    assert (found.record, found.readable) == (new(2), False)


NONSENSE = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.binary(max_size=3),
    lambda one: st.lists(one, max_size=3) | st.dictionaries(st.text(max_size=5), one, max_size=3),
    max_leaves=8,
)


@given(NONSENSE, st.sampled_from(sorted(pack(DEFAULT))))
def test_nonsense_never_raises(nonsense: Any, key: str) -> None:
    assert unpack(nonsense) is None
    spoilt = unpack(pack(DEFAULT) | {key: nonsense})
    assert spoilt is None or problems(spoilt) == []
    held = ScbLayout(id=RecordId(uuid.UUID(int=1)), since=START, content=nonsense)
    assert not in_force([held], START).readable


@pytest.mark.parametrize(
    ("columns", "told"),
    [
        ((), "inga kolumner"),
        ((Column("Orsak", "registration_reason"),), "personnumret saknas"),
        ((Column("P", "identity_number"), Column("P", "occupation")), "två kolumner heter P"),
        ((Column("P", "identity_number"), Column("Q", "identity_number")), "samma uppgift"),
        ((Column("P", "identity_number"), Column("C", "channel")), "inte finns i blocket"),
        ((Column("=P", "identity_number"),), "formel"),
        ((Column("P;Q", "identity_number"),), "tecken"),
        ((Column(" ", "identity_number"),), "saknar namn"),
        ((Column("P" * 61, "identity_number"),), "för lång"),
    ],
)
def test_what_is_wrong_with_columns_is_told(columns: tuple[Column, ...], told: str) -> None:
    made = attrs.evolve(DEFAULT, blocks=dict(DEFAULT.blocks) | {Block.MANDATORY: columns})
    (said,) = problems(made)
    assert told in said


def test_codes_may_be_wanting_and_are_told() -> None:
    codes = dict(DEFAULT.codes) | {"registration_reason": {1: "a", 2: "", 3: "@b"}}
    made = attrs.evolve(DEFAULT, codes=codes)
    (said,) = problems(made)
    assert "formel" in said
    lacking = missing_codes(made)
    assert "Orsak till inskrivning: har avbrutit gymnasieskolan" in lacking
    assert len(lacking) == len(RegistrationReason) - 2
    told = rows(file_of([lines_of(youth(), [enrolled(START)], asked())], made))
    assert told[1][5] == "", "an empty cell, and no invented code"
