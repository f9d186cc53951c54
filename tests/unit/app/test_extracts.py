"""Registerutdrag and copies: all is in them, what is masked is not, and a screen reader can read them."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import pikepdf
import pytest

from kaa_core.model.enums import (
    Channel,
    ContactOutcome,
    Counterpart,
    DisclosureKind,
    FactSource,
    LinkState,
    Protection,
    StudyForm,
)
from kaa_core.model.ids import RecordId, YouthId
from kaa_core.model.records import (
    Conflict,
    Contact,
    Disclosure,
    Guardian,
    JournalNote,
    StudyPeriod,
    Task,
    Youth,
    YouthLink,
)
from kaa_core.model.registry import REGISTRY
from kaa_desktop.app import extracts as extracts_module
from kaa_desktop.app.extracts import ExtractView, Giving
from kaa_desktop.documents.typeset import typeset
from kaa_desktop.store.errors import StoreNotWritable
from tests.pdf import assert_accessible, roles, text_of
from tests.unit.app.desks import NOON, TODAY, WAIT, Desktop

EXTRACT = Giving(what=DisclosureKind.EXTRACT)
HOSTILE = '#panic("x") *fet* $ <etikett> @ref \\ ` " åäö'


@pytest.fixture
def youth(desk: Desktop) -> YouthId:
    """A youth of whom something of several kinds is known."""
    made = desk.youth()
    for record in (
        Contact(
            id=desk.new_id(),
            youth=made,
            occurred_on=TODAY,
            channel=Channel.TELEPHONE,
            counterpart=Counterpart.GUARDIAN,
            outcome=ContactOutcome.REACHED,
            note="Ringde mamma.",
        ),
        JournalNote(id=desk.new_id(), youth=made, occurred_on=date(2026, 9, 1), text=HOSTILE),
        Task(id=desk.new_id(), youth=made, title="Ring igen", due=TODAY),
        StudyPeriod(
            id=desk.new_id(),
            youth=made,
            source=FactSource.SCHOOL,
            as_of=TODAY,
            origin="elever.xlsx",
            row=7,
            form=StudyForm.NATIONAL_PROGRAMME,
            start=date(2024, 8, 20),
            school="Provskolan",
        ),
    ):
        desk.store.record(record).result(WAIT)
    return made


def test_every_record_and_every_filled_field_is_in_it(desk: Desktop, youth: YouthId) -> None:
    view = desk.session.extracts.view(youth)
    assert view is not None
    records = desk.store.queries.case_records(youth)
    assert {entry.record for entry in view.entries} == {record.id for record in records}
    shown = {entry.record: {line.label for line in entry.lines} for entry in view.entries}
    for record in records:
        kind = REGISTRY.of(record)
        filled = {
            field.label
            for field in kind.fields
            if getattr(record, field.name) not in (None, "", ()) and field.name != "youth"
        }
        assert {label.casefold() for label in shown[record.id]} >= {
            label.casefold() for label in filled
        }, kind.name


def test_the_paper_says_it_all_and_is_tagged(desk: Desktop, youth: YouthId) -> None:
    extracts = desk.session.extracts
    view = extracts.view(youth)
    assert view is not None
    pdf = extracts.pdf(view, EXTRACT)
    told = text_of(pdf)
    for entry in view.entries:
        for line in entry.lines:
            assert " ".join(line.value.split()) in told, line.label
    assert_accessible(pdf, title="Registerutdrag")
    assert {"H1", "H2", "H3", "L"} <= set(roles(pdf))


def test_the_same_is_the_same_to_the_byte(desk: Desktop, youth: YouthId) -> None:
    view = desk.session.extracts.view(youth)
    assert view is not None
    assert desk.session.extracts.pdf(view, EXTRACT) == desk.session.extracts.pdf(view, EXTRACT)


def test_what_is_masked_is_nowhere_in_the_file(desk: Desktop, youth: YouthId) -> None:
    extracts = desk.session.extracts
    view = extracts.view(youth)
    assert view is not None
    [call] = [one for one in view.entries if one.title.startswith("Kontakt")]
    assert call.others, "somebody else is named in it"
    giving = Giving(
        what=DisclosureKind.COPY,
        receiver="Advokat Provman",
        masks=frozenset({call.record}),
        ground="26 kap. 1 § OSL",
    )
    pdf = extracts.pdf(view, giving)
    assert_accessible(pdf, title="Kopia ur registret")
    told = text_of(pdf)
    assert "mamma" not in told
    assert "Maskerat" in told
    assert "26 kap. 1 § OSL" in told
    assert "Advokat Provman" in told
    assert "mamma" in text_of(extracts.pdf(view, EXTRACT))  # or the look would be worth nothing
    raw = b"".join(_streams(pdf)) + pdf
    assert b"mamma" not in raw


def _streams(pdf: bytes) -> list[bytes]:
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return [
            one.read_bytes()
            for one in opened.objects
            if isinstance(one, pikepdf.Stream) and "/Filter" in one
        ]


def test_it_is_written_where_she_says_and_that_is_recorded(
    desk: Desktop, youth: YouthId, tmp_path: Path
) -> None:
    place = tmp_path / "papper" / "utdrag.pdf"
    place.parent.mkdir()
    done = desk.session.extracts.save(youth, EXTRACT, place).result(WAIT)
    assert not done.problems
    assert place.read_bytes().startswith(b"%PDF")
    assert [one.name for one in place.parent.iterdir()] == ["utdrag.pdf"]
    [record] = desk.store.queries.records(Disclosure)
    assert (record.what, record.made_on, record.masked) == (DisclosureKind.EXTRACT, TODAY, 0)
    assert record.entries == len(desk.store.queries.case_records(youth)) - 1


def test_nothing_is_recorded_when_the_file_cannot_be_written(
    desk: Desktop, youth: YouthId, tmp_path: Path
) -> None:
    future = desk.session.extracts.save(youth, EXTRACT, tmp_path / "finns inte" / "utdrag.pdf")
    with pytest.raises(StoreNotWritable):
        future.result(WAIT)
    assert desk.store.queries.records(Disclosure) == []


def test_masking_asks_for_its_ground_and_a_copy_for_its_receiver(
    desk: Desktop, youth: YouthId, tmp_path: Path
) -> None:
    view = desk.session.extracts.view(youth)
    assert view is not None
    giving = Giving(what=DisclosureKind.COPY, masks=frozenset({view.entries[0].record}))
    done = desk.session.extracts.save(youth, giving, tmp_path / "kopia.pdf").result(WAIT)
    assert {one.field for one in done.problems} == {"receiver", "ground"}
    assert not (tmp_path / "kopia.pdf").exists()


def test_a_guardian_is_marked_as_somebody_else(desk: Desktop, youth: YouthId) -> None:
    guardian = Guardian(id=desk.new_id(), youth=youth, name="Mona Exempel")
    desk.store.record(guardian).result(WAIT)
    view = desk.session.extracts.view(youth)
    assert view is not None
    [entry] = [one for one in view.entries if one.record == guardian.id]
    assert entry.others


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("hej 😀 där", "[U+1F600]"),
        ("王小明", "[U+738B]"),
        ("a\tb\x00\x1b", "[U+001B]"),
        ("\ufeffräka\ud800", "[U+D800]"),
        ("å" * 50_000, "å" * 40),
        ("".join(map(chr, range(0x4E00, 0x5200))), "[U+4E00]"),
    ],
    ids=["emoji", "chinese", "control", "surrogate", "long", "many"],
)
def test_whatever_is_written_is_typeset_and_nothing_is_left_out_in_silence(
    written: str, shown: str
) -> None:
    data = {
        "title": "Prov",
        "subtitle": written,
        "introduction": [],
        "footer": "Prov",
        "sections": [],
    }
    assert shown in text_of(typeset("utdrag", data, NOON))


def copy_of(view: ExtractView, *masked: RecordId) -> Giving:
    """A copy to somebody else, with some of it masked."""
    return Giving(
        what=DisclosureKind.COPY,
        receiver="Advokat Provman",
        masks=view.masked(masked),
        ground="26 kap. 1 § OSL",
    )


def test_a_conflict_is_masked_with_the_record_whose_values_it_holds(
    desk: Desktop, youth: YouthId
) -> None:
    [call] = desk.store.queries.about(Contact, [youth])
    field = REGISTRY.kind(Contact).by_name["note"]
    extracts, made = desk.session.extracts, desk.new_id()
    conflict = Conflict(
        id=made,
        youth=youth,
        target_kind=REGISTRY.kind(Contact).id,
        target=call.id,
        target_field=field.id,
        kept_value="Ringde mamma.",
        other_value="Ringde pappa.",
    )
    entries = tuple(extracts_module._sections([call, conflict], {}, str))
    view = ExtractView(youth=youth, name="Liam", number="x", sections=entries)
    assert all(one.others for one in view.entries)
    assert view.masked([call.id]) == {call.id, made}
    told = text_of(extracts.pdf(view, copy_of(view, call.id)))
    assert "Ringde" not in told


def test_who_it_is_about_is_masked_with_her_own_record(desk: Desktop, youth: YouthId) -> None:
    extracts = desk.session.extracts
    view = extracts.view(youth)
    assert view is not None
    assert view.number in text_of(extracts.pdf(view, copy_of(view)))
    told = text_of(extracts.pdf(view, copy_of(view, youth)))
    assert view.number not in told
    assert "Testberg" not in told


def test_the_place_of_what_is_masked_does_not_say_its_day(desk: Desktop, youth: YouthId) -> None:
    for day in (date(2026, 8, 1), date(2026, 10, 1)):
        note = JournalNote(id=desk.new_id(), youth=youth, occurred_on=day, text="Skriven")
        desk.store.record(note).result(WAIT)
    extracts = desk.session.extracts
    view = extracts.view(youth)
    assert view is not None
    [one] = [entry for entry in view.entries if entry.title.endswith("2026-09-01")]
    told = text_of(extracts.pdf(view, copy_of(view, one.record)))
    assert told.index("2026-10-01") < told.index("Maskerat: ")


def test_a_hidden_case_is_given_out_when_it_has_been_opened(desk: Desktop, tmp_path: Path) -> None:
    hidden = desk.youth(3, protection=Protection.PROTECTED)
    assert desk.session.extracts.view(hidden) is None
    place = tmp_path / "utdrag.pdf"
    assert desk.session.extracts.save(hidden, EXTRACT, place).result(WAIT).problems
    assert not place.exists()
    desk.session.leaving.guarding.open_protected(hidden, "Begäran om registerutdrag").result(WAIT)
    view = desk.session.extracts.view(hidden)
    assert view is not None
    assert view.name == "Liam Testberg"


def test_both_entries_of_one_person_are_in_it(desk: Desktop, youth: YouthId) -> None:
    other = desk.youth(4, given_name="Leam", street="Provgatan 7")
    link = YouthLink(
        id=desk.new_id(), youth=youth, other=other, state=LinkState.SAME, reason="Ringde"
    )
    desk.store.record(link).result(WAIT)
    view = desk.session.extracts.view(youth)
    assert view is not None
    [entry] = [one for one in view.entries if one.record == other]
    assert "Provgatan 7" in {line.value for line in entry.lines}
    [said] = [one for one in view.entries if one.record == link.id]
    assert "Leam Testberg" in {line.value for line in said.lines}
    assert said.others
    assert desk.store.queries.record(Youth, other) is not None
