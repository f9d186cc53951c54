"""What a row would do: outcomes, proposals that wait, protected persons, and stopping on the way."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import attrs
import pytest

from kaa_core.imports.book import Sheet
from kaa_core.imports.columns import Column
from kaa_core.imports.judging import KnownYouth, NoteKind, Outcome, Verdict, judge, settled
from kaa_core.imports.proposing import propose
from kaa_core.imports.tables import find_table
from kaa_core.model.enums import Protection
from kaa_core.model.identity import synthetic_number
from kaa_core.model.records import Youth
from kaa_core.model.registry import REGISTRY
from tests.unit.imports.making import TODAY
from tests.unit.imports.messy_files import EIGHTEEN, SEVENTEEN, TWENTY, Register, _id

PLACE = {"street": "Storgatan 1", "postal_code": "571 31", "city": "Nässjö"}


def verdicts(
    rows: Sequence[Sequence[str | int]], register: Register | None = None
) -> list[Verdict]:
    """Judge rows whose first is the headings."""
    sheet = Sheet("A", tuple(map(tuple, rows)))
    table = find_table(sheet)
    mapping = propose(table, sheet.rows[table.first_row :], {})
    return list(judge(sheet, table, mapping, register or Register(), TODAY))


def holding(**fields: object) -> Register:
    """Return a register that holds one youth."""
    youth = Youth(
        id=_id(7),
        identity_number=EIGHTEEN[0],
        **{"given_name": "Bo", "family_name": "Berg", **fields},  # type: ignore[arg-type]
    )
    return Register({EIGHTEEN[0]: KnownYouth(youth)})


HEAD = ["Personnr", "Förnamn", "Efternamn", "Adress", "Postnr", "Ort", "Skyddad folkbokföring"]
ROW = [EIGHTEEN[0], "Bo", "Berg", "Storgatan 1", "571 31", "Nässjö", ""]


def test_what_a_verdict_writes_is_always_a_record_that_may_be_kept() -> None:
    rows = [HEAD, ROW, [EIGHTEEN[1], "B" * 300, "C" * 300, "x" * 500, "571 31", "Y" * 300, "x"]]
    for verdict in verdicts(rows):
        assert verdict.facts is not None
        youth = Youth(
            id=_id(1), identity_number=verdict.facts.identity_number, **verdict.facts.youth
        )
        assert REGISTRY.of(youth).validate(youth) == []


def test_a_mended_number_waits_for_a_yes() -> None:
    [verdict] = verdicts([HEAD, [int(EIGHTEEN[0][2:]), *ROW[1:]]])
    assert verdict.outcome is Outcome.NEW
    assert verdict.waits
    assert settled(verdict, set()) is None
    assert settled(verdict, {NoteKind.MENDED_NAME}) is None
    assert settled(verdict, {NoteKind.MENDED_NUMBER}) == verdict


def test_capitals_stay_until_somebody_says_yes() -> None:
    [verdict] = verdicts([HEAD, [EIGHTEEN[0], "ANNA-LENA", "VON POST", *ROW[3:]]])
    assert not verdict.waits
    as_it_stands, mended = settled(verdict, set()), settled(verdict, {NoteKind.MENDED_NAME})
    assert as_it_stands is not None
    assert mended is not None
    assert as_it_stands.facts is not None
    assert mended.facts is not None
    assert as_it_stands.facts.youth["family_name"] == "VON POST"
    assert mended.facts.youth["family_name"] == "von Post"


@pytest.mark.parametrize("protected_by", ["file", "register"])
def test_no_address_comes_with_skyddad_folkbokforing(protected_by: str) -> None:
    register = holding(protection=Protection.PROTECTED) if protected_by == "register" else None
    row = [*ROW[:-1], "x" if protected_by == "file" else ""]
    [verdict] = verdicts([HEAD, row], register)
    assert verdict.facts is not None
    written = verdict.facts.youth if protected_by == "file" else verdict.fills
    assert not {"street", "postal_code", "city"} & set(written)
    assert verdict.differences == ()
    assert NoteKind.BARRED_ADDRESS in {note.kind for note in verdict.notes}


def test_a_stronger_protection_than_the_registers_is_shown_first_and_not_written() -> None:
    [verdict] = verdicts([HEAD, [*ROW[:-1], "x"]], holding(**PLACE))
    assert verdict.outcome is Outcome.DIFFERS
    assert verdict.differences[0].label == "skydd av uppgifter"
    assert verdict.fills == {}
    assert NoteKind.PROTECTION in {note.kind for note in verdict.notes}


def test_an_empty_mark_is_filled_when_no_address_has_to_go() -> None:
    [verdict] = verdicts([HEAD, [*ROW[:-1], "x"]], holding())
    assert (verdict.outcome, verdict.fills) == (
        Outcome.FILLED,
        {"protection": Protection.PROTECTED},
    )


def test_half_of_another_address_is_not_filled_in() -> None:
    [verdict] = verdicts([HEAD, ROW], holding(street="Annan väg 2"))
    assert verdict.outcome is Outcome.DIFFERS
    assert verdict.fills == {}
    [verdict] = verdicts([HEAD, ROW], holding(street="storgatan  1"))
    assert verdict.fills == {"postal_code": "571 31", "city": "Nässjö"}


def test_what_is_written_otherwise_but_means_the_same_is_the_same() -> None:
    row = [EIGHTEEN[0], "BO", "berg", "STORGATAN 1", "57131", "NÄSSJÖ", "nej"]
    [verdict] = verdicts([HEAD, row], holding(**PLACE))
    assert verdict.outcome is Outcome.SAME
    assert verdict.youth == _id(7)


def test_a_column_that_must_not_be_stored_is_passed_over_whatever_is_asked() -> None:
    sheet = Sheet(
        "A",
        (("Personnr", "Förnamn", "Efternamn", "Diagnos"), (EIGHTEEN[0], "Bo", "Berg", "hemlig")),
    )
    table = find_table(sheet)
    for column in Column:
        mapping = {0: Column.NUMBER, 1: Column.GIVEN_NAME, 2: Column.FAMILY_NAME, 3: column}
        for verdict in judge(sheet, table, mapping, Register(), TODAY):
            assert verdict.facts is not None
            said = attrs.asdict(verdict.facts)
            assert "hemlig" not in str(said)
            assert not any("hemlig" in note.sentence for note in verdict.notes)


def test_a_guess_never_stands_before_a_row_with_the_whole_number() -> None:
    bent: list[str | int] = [int(EIGHTEEN[0][2:]), *ROW[1:]]
    assert [v.outcome for v in verdicts([HEAD, bent, ROW])] == [Outcome.DOUBLE, Outcome.NEW]


def test_a_known_youth_is_judged_whatever_her_age() -> None:
    assert [v.outcome for v in verdicts([HEAD, [TWENTY[0], *ROW[1:]]])] == [Outcome.OUTSIDE]
    old = synthetic_number(date(2004, 5, 5), 1)
    sheet = Sheet("A", (tuple(HEAD), (old, *ROW[1:])))
    table = find_table(sheet)
    mapping = propose(table, sheet.rows[1:], {})
    youth = Youth(id=_id(9), identity_number=old, given_name="Bo", family_name="Berg")
    register = Register({old: KnownYouth(youth)})
    [verdict] = judge(sheet, table, mapping, register, TODAY, synthetic=True)
    assert verdict.outcome is Outcome.FILLED


def test_nothing_of_a_row_is_seen_in_a_repr() -> None:
    for verdict in verdicts([HEAD, ROW, [SEVENTEEN[0], "", "", "", "", "", ""]]):
        text = repr(verdict) + repr(verdict.facts) + repr(verdict.notes)
        assert EIGHTEEN[0] not in text
        assert "Storgatan" not in text


class Stopped(Exception):
    """What a person's Cancel raises."""


def test_judging_tells_how_far_it_has_come_and_stops_when_told() -> None:
    rows = [HEAD, *([n, *ROW[1:]] for n in EIGHTEEN)]
    sheet = Sheet("A", tuple(map(tuple, rows)))
    table = find_table(sheet)
    mapping = propose(table, sheet.rows[1:], {})
    told: list[tuple[int, int]] = []
    list(judge(sheet, table, mapping, Register(), TODAY, lambda d, t: told.append((d, t))))
    assert told[0] == (0, len(EIGHTEEN))
    assert told[-1] == (len(EIGHTEEN), len(EIGHTEEN))

    def stop(done: int, _total: int) -> None:
        if done == 3:
            raise Stopped

    judged = []
    with pytest.raises(Stopped):
        judged += [v.row for v in judge(sheet, table, mapping, Register(), TODAY, stop)]
    assert judged == []
