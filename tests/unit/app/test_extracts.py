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
    StudyForm,
)
from kaa_core.model.ids import YouthId
from kaa_core.model.records import Contact, Disclosure, Guardian, JournalNote, StudyPeriod, Task
from kaa_core.model.registry import REGISTRY
from kaa_desktop.app.extracts import Giving
from kaa_desktop.store.errors import StoreNotWritable
from tests.unit.app.desks import TODAY, WAIT, Desktop

EXTRACT = Giving(what=DisclosureKind.EXTRACT)
HOSTILE = '#panic("x") *fet* $ <etikett> @ref \\ ` " åäö'


def text_of(pdf: bytes) -> str:
    """The text of a PDF by its ActualText-free way: what its fonts map to (ToUnicode)."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return " ".join(" ".join(_page_text(page).split()) for page in opened.pages)


def _page_text(page: pikepdf.Page) -> str:
    fonts = {name: _unicode_of(font) for name, font in page.Resources.Font.items()}
    current: dict[int, str] = {}
    found: list[str] = []
    for one in pikepdf.parse_content_stream(page):
        if isinstance(one, pikepdf.ContentStreamInlineImage):
            continue
        operands, operator = one.operands, one.operator
        if str(operator) == "Tf":
            current = fonts[str(operands[0])]
        elif str(operator) == "TJ":
            found += [_decoded(bytes(part), current) for part in operands[0] if _is_text(part)]
        elif str(operator) == "Tj":
            found.append(_decoded(bytes(operands[0]), current))
        elif str(operator) in ("Tm", "Td", "T*", "ET"):
            found.append(" ")
    return "".join(found)


def _is_text(one: object) -> bool:
    return isinstance(one, pikepdf.String)


def _decoded(raw: bytes, mapping: dict[int, str]) -> str:
    return "".join(
        mapping.get(int.from_bytes(raw[at : at + 2], "big"), "") for at in range(0, len(raw), 2)
    )


def _unicode_of(font: pikepdf.Object) -> dict[int, str]:
    """The font's ToUnicode map: glyph number to text."""
    found: dict[int, str] = {}
    lines = font.ToUnicode.read_bytes().decode("latin-1").splitlines()
    for line in lines:
        parts = line.replace("><", "> <").split()
        if len(parts) == 2 and all(part.startswith("<") for part in parts):
            code, text = (part.strip("<>") for part in parts)
            found[int(code, 16)] = bytes.fromhex(text).decode("utf-16-be")
    return found


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
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        root = opened.Root
        assert root.MarkInfo.Marked
        assert str(root.Lang).lower().startswith("sv")
        assert root.ViewerPreferences.DisplayDocTitle
        with opened.open_metadata() as metadata:
            assert metadata["dc:title"] == "Registerutdrag"
            assert metadata["pdfuaid:part"] == "1"
        roles = set(_roles(root.StructTreeRoot))
    assert {"/H1", "/H2", "/H3"} <= roles


def _roles(node: pikepdf.Object) -> list[str]:
    found = [str(node.S)] if "/S" in node else []
    below: object = node.get("/K")
    for kid in below if isinstance(below, pikepdf.Array) else [below]:
        if isinstance(kid, pikepdf.Dictionary):
            found += _roles(kid)
    return found


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
