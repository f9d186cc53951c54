"""Arkivexport: every kind can be written and read again, nothing of the protected's place is in it."""

from __future__ import annotations

import hashlib
import json
import uuid
from datetime import UTC, date, datetime
from typing import Any

import attrs
import pytest
from hypothesis import given

from kaa_core.model.enums import AttachmentKind, Protection, ResidenceKind, VisitStatus
from kaa_core.model.ids import RecordId, YouthId
from kaa_core.model.records import Attachment, Conflict, Contact, HomeVisit, Residence, Youth
from kaa_core.model.registry import REGISTRY
from kaa_core.rules import archiving
from tests.unit.core.test_registry import any_record

ANNA = YouthId(RecordId(uuid.UUID(int=1)))
EXPORT = archiving.Export(
    municipality="Exempelås kommun",
    receiver="Kommunarkivet",
    decision="Nämnden 2026-10-01 § 88",
    ground="Arkivlagen 10 §",
    by="Sam Ordnare",
    made=datetime(2026, 11, 24, 13, 31, tzinfo=UTC),
    number_of=1,
)


def rid(number: int) -> RecordId:
    return RecordId(uuid.UUID(int=number))


def anna(**more: Any) -> Youth:
    values = {"identity_number": "200809142383", "given_name": "Anna", "family_name": "Prov"}
    return Youth(id=RecordId(ANNA), **(values | more))


@given(any_record())
def test_every_record_is_a_line_of_json_that_says_all_its_fields(record: Any) -> None:
    line = archiving.as_line(record)
    assert "\n" not in line
    told = json.loads(line)
    assert told.pop("id") == str(record.id)
    filled = [
        archiving.names_of(REGISTRY.of(record))[field.id]
        for field in REGISTRY.of(record).fields
        if getattr(record, field.name) not in (None, ())
    ]
    assert set(told) - {"fil"} == set(filled)


def test_each_kind_has_a_file_of_its_own_and_each_field_a_name_of_its_own() -> None:
    kinds = list(REGISTRY)
    assert len({archiving.file_of(one) for one in kinds}) == len(kinds)
    for kind in archiving.preserved_kinds():
        names = archiving.names_of(kind)
        assert len({*names.values(), "id", "fil"}) == len(kind.fields) + 2, kind.name
    told = json.loads(archiving.described(kinds))
    assert {one["fil"] for one in told["filer"]} == {archiving.file_of(one) for one in kinds}


def test_a_choice_is_a_word_a_day_is_a_day_and_a_paper_says_its_file() -> None:
    paper = Attachment(
        id=rid(7),
        youth=ANNA,
        name="Plan",
        what=AttachmentKind.PLAN,
        dated=date(2026, 9, 1),
        media_type="application/pdf",
        size=3,
        content="ab" * 32,
        added_at=datetime(2026, 9, 1, 8, 0, tzinfo=UTC),
    )
    told = json.loads(archiving.as_line(paper))
    assert told["vad det är"] == AttachmentKind.PLAN.label
    assert told["datum"] == "2026-09-01"
    assert told["tillagd"] == "2026-09-01T08:00:00.000Z"
    assert told["fil"] == archiving.paper_of(paper) == f"bilagor/{paper.id}.pdf"


def test_a_conflict_says_its_values_in_the_words_of_their_field() -> None:
    field = REGISTRY.kind(Contact).by_name["channel"]
    held = Conflict(
        id=rid(8),
        youth=ANNA,
        target_kind=REGISTRY.kind(Contact).id,
        target=rid(9),
        target_field=field.id,
        kept_value=1,
        other_value=b"\x01",
    )
    told = json.loads(archiving.as_line(held))
    assert told["serverns uppgift"] == "brev"
    assert told["den andra uppgiften"] == "01"  # of no form that is known: as it is kept


def test_of_the_protected_neither_address_nor_place_leaves() -> None:
    records = [
        anna(protection=Protection.PROTECTED),
        HomeVisit(
            id=rid(2),
            youth=ANNA,
            status=VisitStatus.PLANNED,
            address="Provgatan 7",
            access_note="grinden",
        ),
        Residence(id=rid(3), youth=ANNA, kind=ResidenceKind.REGISTERED, municipality="0180"),
    ]
    told = "".join(map(archiving.as_line, archiving.as_preserved(records, "9901")))
    assert not any(one in told for one in ("Provgatan", "grinden", "0180"))
    open_ = [anna(street="Provgatan 7"), *records[1:]]
    told = "".join(map(archiving.as_line, archiving.as_preserved(open_, "9901")))
    assert all(one in told for one in ("Provgatan", "grinden", "0180"))


@pytest.mark.parametrize(
    ("cls", "field", "stays"),
    [
        (Youth, "street", False),
        (Youth, "postal_code", False),
        (Youth, "city", False),
        (Youth, "phone", True),
        (HomeVisit, "address", False),
        (HomeVisit, "access_note", False),
        (HomeVisit, "bring", True),
        (Residence, "municipality", False),
    ],
)
def test_of_the_protected_no_place_leaves_through_a_conflict(
    cls: type[Any], field: str, stays: bool
) -> None:
    kind = REGISTRY.kind(cls)
    values: dict[str, Any] = {
        "kept_value": "Gamla gatan 2",
        "before_value": "Äldre gatan 1",
        "other_value": "Hemliga gatan 9",
        "chosen_value": "Hemliga gatan 10",
    }
    held = Conflict(
        id=rid(8),
        youth=ANNA,
        target_kind=kind.id,
        target=rid(9),
        target_field=kind.by_name[field].id,
        **values,
    )
    told = archiving.as_preserved([anna(protection=Protection.PROTECTED), held], "9901")
    [kept] = [one for one in told if isinstance(one, Conflict)]
    assert (kept == held) is stays
    assert any(getattr(kept, name) for name in values) is stays
    assert kept.target_field == held.target_field, "that there was a conflict is told"
    assert held in archiving.as_preserved([anna(), held], "9901")


def test_what_is_another_entrys_goes_with_that_one() -> None:
    other = attrs.evolve(anna(), id=rid(5))
    assert archiving.own([anna(), other], ANNA) == [anna()]


def test_the_bag_tells_of_every_file_and_of_its_own_tags() -> None:
    bag = archiving.Bag("arkivexport-2026-11-24")
    content = archiving.readme(EXPORT, [REGISTRY.kind(Youth)], {1: 1}, 0)
    assert bag.put("LASMIG.txt", content) == "arkivexport-2026-11-24/data/LASMIG.txt"
    files = dict(bag.closing(EXPORT))
    manifest = files["arkivexport-2026-11-24/manifest-sha256.txt"].decode()
    assert manifest == f"{hashlib.sha256(content).hexdigest()}  data/LASMIG.txt\n"
    assert (
        f"Payload-Oxum: {len(content)}.1" in files["arkivexport-2026-11-24/bag-info.txt"].decode()
    )
    for line in files["arkivexport-2026-11-24/tagmanifest-sha256.txt"].decode().splitlines():
        digest, name = line.split("  ")
        assert hashlib.sha256(files[f"arkivexport-2026-11-24/{name}"]).hexdigest() == digest
    assert "Nämnden 2026-10-01 § 88" in content.decode()
