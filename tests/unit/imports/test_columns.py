"""Which column holds what: by the municipality's own words, by the content, by what was kept."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaa_core.imports.book import Book, NotReadable, Sheet
from kaa_core.imports.columns import Column, column_of, meaning, normal, why_barred
from kaa_core.imports.proposing import barred, faults, propose, to_keep
from kaa_core.imports.tables import Table, choose_headings, examples, find_table, likeliest
from tests.unit.imports.making import youths_born
from tests.unit.imports.messy_files import EIGHTEEN, SEVENTEEN, twelve

C = Column

WORDS = {
    C.NUMBER: "Pnr|Personnr|Person-nr|Pers. nr|Födelsenr|PERSONNUMMER|personnummer (12 siffror)|Elevens pnr",
    C.GIVEN_NAME: "Förnamn|Tilltalsnamn|F-namn|Elevens förnamn|Namn: förnamn",
    C.FAMILY_NAME: "Efternamn|E.namn|Släktnamn",
    C.NAME: "Namn|Elev|Ungdomens namn|Efternamn, förnamn|För- och efternamn|Förnamn Efternamn",
    C.CARE_OF: "C/o|CO-adress|c/o adress",
    C.STREET: "Adress|Gatuadress|Gata|Hemadress|Adress 1|Folkbokföringsadress|Utdelningsadress",
    C.POSTAL_CODE: "Postnr|Post nr|Postnummer|ZIP",
    C.CITY: "Ort|Postort|Bostadsort",
    C.POSTAL_LINE: "Postadress|Postnr ort|Postnr och ort|Postnummer/Postort",
    C.PHONE: "Mobil|Tel hem|Tel.|Telefon|Telefonnr|Mobilnr|Mobil elev|Tfn|Telefon (dagtid)|Tel 2",
    C.EMAIL: "E-post|Mail|E-postadress|epost elev|Mejl|Email",
    C.PROTECTION: "Skydd|Sekretess|Skyddad folkbokföring|Skyddad identitet|Sekr.|Sekretessmarkering",
    C.CASE_NUMBER: "Ärendenr|Dnr",
    C.SCHOOL: "Skola|Senaste skola|Avlämnande skola|Skolenhet",
    C.PROGRAMME: "Prg|Program|Studievägskod|Studieväg",
    C.DROPPED_OUT: "Avbrott|Avbrottsdatum|Datum avbrott|Studieavbrott",
    C.OCCUPATION: "Sysselsättning|Nuvarande sysselsättning|Sysselsättning 2026",
    C.ENROLLED: "Inskriven KAA|Inskriven|Inskrivningsdatum|Inskr.datum|Startdatum KAA",
    C.ENDED: "Avskriven|Avslutsdatum|Utskriven",
    C.REASON: "Orsak|Orsak till inskrivning|Anledning",
    C.WORKER: "Handl.|Handläggare|Ansvarig|KAA-handläggare|Coach",
    C.GUARDIAN_NAME: "Vårdnadshavare|VH 1|Namn VH|Målsman|Vårdnadshavare 2 namn",
    C.GUARDIAN_PHONE: "VH tel|Vårdnadshavare 1 mobil|Tel vårdnadshavare|Målsman telefon",
    C.GUARDIAN_EMAIL: "VH e-post|E-post vårdnadshavare|Vårdnadshavare mail",
}


@pytest.mark.parametrize(
    ("heading", "column"), [(h, c) for c, headings in WORDS.items() for h in headings.split("|")]
)
def test_a_heading_in_the_municipalitys_own_words(heading: str, column: Column) -> None:
    assert meaning(heading) is column
    assert meaning(f"  {heading.upper()}\u00a0") is column
    assert why_barred(heading) == ""


@pytest.mark.parametrize(
    "heading", ["", "Nr", "Löpnr", "1", "Anteckning", "VH personnr", "VH adress", "Övrigt", "---"]
)
def test_a_heading_that_says_nothing_is_not_guessed_from(heading: str) -> None:
    assert meaning(heading) is None


@pytest.mark.parametrize(
    "heading",
    ["Diagnos", "NPF-diagnos", "Neuropsyk. diagnos", "Etnicitet", "Etnisk tillhörighet", "Religion", "Brott",
     "Dom", "Hälsa", "Psykisk ohälsa", "Sjukdom", "Missbruk", "BUP", "LSS", "Funktionsnedsättning",
     "Sexuell läggning", "Politisk åsikt", "Facklig tillhörighet", "Skolhälsovård", "LVU",
     "Födelseland", "Medborgarskap"],
)  # fmt: skip
def test_what_must_not_be_stored_can_only_be_ignored(heading: str) -> None:
    table = Table(0, ("Personnr", heading), 1)
    assert "förordningen 2006:39" in why_barred(heading)
    assert propose(table, [(EIGHTEEN[0], "x")], {normal(heading): C.OCCUPATION})[1] is C.IGNORE
    assert [one.heading for one in barred(table)] == [heading]
    assert to_keep(table, {0: C.NUMBER, 1: C.OCCUPATION}) == {"personnr": C.NUMBER}


@pytest.mark.parametrize(
    "heading", ["Avbrott", "Avbrottsdatum", "Domän", "Program", "Partille", "Fackskola", "Social"]
)
def test_words_that_only_resemble_are_not_barred(heading: str) -> None:
    assert why_barred(heading) == ""


def test_columns_are_recognised_by_their_content_when_the_headings_say_nothing() -> None:
    numbers = [twelve(n) for n in EIGHTEEN]
    rows = [(i, n, "a@example.se", "070-111 22 33", "571 31 Nässjö") for i, n in enumerate(numbers)]
    table = Table(0, ("A", "B", "C", "D", "E"), 1)
    assert list(propose(table, rows, {}).values()) == [
        C.IGNORE,
        C.NUMBER,
        C.EMAIL,
        C.PHONE,
        C.POSTAL_LINE,
    ]


def test_numbers_that_lost_their_zero_are_recognised_too() -> None:
    rows = [(int(n[2:]),) for n in EIGHTEEN]
    assert propose(Table(-1, ("",), 0), rows, {}) == {0: C.NUMBER}


def test_the_content_decides_where_a_heading_means_several_things() -> None:
    def of(heading: str, value: str) -> Column:
        return propose(Table(0, ("Personnr", heading), 1), [(EIGHTEEN[0], value)] * 3, {})[1]

    assert of("Postadress", "571 31 Nässjö") is C.POSTAL_LINE
    assert of("Postadress", "Nässjö") is C.CITY
    assert of("Postadress", "Storgatan 1") is C.STREET
    assert of("Adress", "Storgatan 1, 571 31 Nässjö") is C.ADDRESS
    assert of("Pnr", "571 31") is C.POSTAL_CODE
    assert of("Avbrott", "Ja") is C.IGNORE
    assert of("Avbrott", "2025-10-01") is C.DROPPED_OUT


def test_one_column_is_proposed_where_only_one_can_be_held() -> None:
    table = Table(0, ("Pnr", "Personnr", "Mobil", "Tel hem", "Förnamn", "Namn"), 1)
    found = propose(table, [(EIGHTEEN[0], SEVENTEEN[0], "070-1", "0380-1", "Bo", "Berg")], {})
    assert list(found.values()) == [
        C.NUMBER,
        C.IGNORE,
        C.PHONE,
        C.PHONE,
        C.GIVEN_NAME,
        C.FAMILY_NAME,
    ]
    assert faults(found) == ()


def test_what_was_kept_wins_over_the_proposal() -> None:
    table = Table(0, ("Personnr", "Skola", "Kod"), 1)
    kept = {"skola": C.IGNORE, "kod": C.WORKER}
    assert list(propose(table, [], kept).values()) == [C.NUMBER, C.IGNORE, C.WORKER]
    mapping = propose(table, [], kept)
    assert propose(table, [], to_keep(table, mapping)) == mapping
    assert all(column_of(column.value) is column for column in Column)
    assert column_of("something of a newer program") is None


def test_what_stops_an_import_is_said() -> None:
    assert "personnumren" in faults({0: C.GIVEN_NAME})[0]
    assert faults({0: C.NUMBER, 1: C.CITY, 2: C.CITY}) == (
        "Flera kolumner är valda som Ort. Behåll en av dem.",
    )
    assert faults({0: C.NUMBER, 1: C.PHONE, 2: C.PHONE}) == ()


# --- where the table is -----------------------------------------------------------------------


def test_headings_are_found_under_titles_and_blank_rows() -> None:
    rows = (
        (),
        ("Kommunens register",),
        ("Skrivet av", "Anna"),
        (),
        ("Personnr", "Namn"),
        (EIGHTEEN[0], "Bo Berg"),
    )
    table = find_table(Sheet("A", rows))
    assert (table.heading_row, table.first_row) == (4, 5)


def test_a_sheet_without_a_table_is_refused() -> None:
    for rows in ((), (("Läs mig",),), (("a", "b"),), ((1, 2, 3), (4, 5, 6))):
        with pytest.raises(NotReadable) as caught:
            find_table(Sheet("A", rows))
        assert caught.value.code == "no-table"


def test_headings_that_a_person_points_at() -> None:
    sheet = Sheet("A", (("x",), ("Personnr", "Namn"), (EIGHTEEN[0], "Bo Berg")))
    assert choose_headings(sheet, 1) == find_table(sheet)
    assert choose_headings(sheet, 0).headings == ("x", "")
    with pytest.raises(NotReadable):
        choose_headings(sheet, 3)


def test_the_sheet_that_looks_like_a_register_is_chosen_and_the_longest_of_equals() -> None:
    head, row = ("Personnr", "Namn"), (EIGHTEEN[0], "Bo Berg")
    short, long = Sheet("kort", (head, row)), Sheet("lång", (head, row, row))
    assert likeliest(Book("x", "", (Sheet("Läs mig", (("Text",),)), short, long))) == 2
    with pytest.raises(NotReadable):
        likeliest(Book("x", "", (Sheet("Tomt", ()),)))


def test_examples_are_the_first_different_values() -> None:
    sheet = Sheet(
        "A",
        (
            ("Ort",),
            ("Nässjö",),
            ("-",),
            (None,),
            ("Nässjö",),
            ("Eksjö",),
            (),
            ("Aneby",),
            ("Ydre",),
        ),
    )
    assert list(examples(sheet, Table(0, ("Ort",), 1), 0)) == ["Nässjö", "Eksjö", "Aneby"]
    assert list(examples(sheet, Table(0, ("Ort",), 1), 7)) == []


CELLS = (
    st.none()
    | st.text(max_size=6)
    | st.integers(0, 10**12)
    | st.sampled_from(["Personnr", "Namn", EIGHTEEN[0]])
)


@given(st.lists(st.lists(CELLS, max_size=5).map(tuple), max_size=8))
def test_any_cells_have_a_table_or_are_refused(rows: list[tuple[str | int | None, ...]]) -> None:
    sheet = Sheet("A", rows)
    try:
        table = find_table(sheet)
    except NotReadable:
        return
    assert len(table.headings) == sheet.width
    assert -1 <= table.heading_row < table.first_row <= len(rows)
    mapping = propose(table, sheet.rows[table.first_row :], {})
    assert set(mapping) == set(range(sheet.width))


def test_the_series_for_tests_is_large_enough() -> None:
    assert len(youths_born(2008, 700, 0)) == 700
