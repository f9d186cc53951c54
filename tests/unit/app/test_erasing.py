"""From a decision to every computer's receipt: two desks and the real server, one of them away meanwhile."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from kaa_core.model.enums import ErasureReason, Role
from kaa_core.model.ids import RecordId
from kaa_core.model.records import JournalNote, Youth
from kaa_desktop.app.clock import FixedClock
from kaa_desktop.app.erasing import CONFIRM, Part
from kaa_desktop.store.slots import SlotFile
from kaa_desktop.store.store import DATABASE, SLOTS
from tests import scan
from tests.unit.app.desks import CHEAP, NOON, PASSPHRASE, STOCKHOLM, WAIT, Desktop, Office

TOLD = "raderasplanta"


def pages(desk: Desktop, *texts: str) -> dict[str, list[str]]:
    """Where each text is in the decrypted pages and frames, as after kill -9."""
    folder = desk.profile.folder
    running = folder.with_name(f"{folder.name}-running")
    shutil.rmtree(running, ignore_errors=True)
    shutil.copytree(folder, running)
    with SlotFile(folder / SLOTS, desk.profile.id, CHEAP).unlock(PASSPHRASE) as key:
        return scan.behind_the_key(running / DATABASE, bytes(key.material), list(texts))


def until(seen: Callable[[], bool]) -> None:
    end = time.monotonic() + WAIT
    while not seen():
        assert time.monotonic() < end
        time.sleep(0.02)


def note(desk: Desktop, youth: Any, text: str) -> RecordId:
    made = JournalNote(
        id=desk.new_id(), youth=youth, occurred_on=date(2026, 11, 23), text=text, entered_at=NOON
    )
    desk.store.record(made).result(WAIT)
    return made.id


def decide(
    desk: Desktop, youth: Any, record: RecordId | None = None, part: Part | None = None
) -> None:
    erasing = desk.session.erasing
    outlook = erasing.outlook(youth, record)
    assert outlook is not None
    chosen = part or outlook.parts[0]
    told = erasing.decide(outlook, chosen, int(ErasureReason.FORBIDDEN), "").result(WAIT)
    assert told.fault is None, told.fault


def standing(desk: Desktop) -> dict[str, str]:
    """By computer, where it stands with the latest erasure."""
    told = desk.session.erasing.erasures().result(WAIT)
    assert told.value is not None
    return {one.label: one.value for one in told.value[0].facts[2:]}


def shut(desk: Desktop, office: Office) -> None:
    desk.close()
    office.desktops.remove(desk)


@pytest.fixture
def desks(office: Office) -> tuple[Desktop, Desktop]:
    """A coordinator, and a colleague in the same municipality without units."""
    return office.desktop("sam", role=Role.COORDINATOR), office.desktop("bo")


def test_a_note_goes_from_both_and_both_say_so(desks: tuple[Desktop, Desktop]) -> None:
    sam, bo = desks
    youth = sam.youth()
    record, stays = note(sam, youth, TOLD), note(sam, youth, "kvarplanta")
    sam.synced()
    bo.until(lambda _: bo.store.queries.record(JournalNote, stays) is not None)
    assert pages(bo, TOLD)[TOLD]
    decide(sam, youth, record)
    for one in (sam, bo):
        until(lambda one=one: one.store.queries.record(JournalNote, record) is None)  # type: ignore[misc]
    until(lambda: all(value.startswith("Klart") for value in standing(sam).values()))
    for one in (sam, bo):
        assert pages(one, TOLD, "kvarplanta")[TOLD] == []
        assert pages(one, "kvarplanta")["kvarplanta"]
    [view] = sam.session.erasing.erasures().result(WAIT).value or []
    assert (view.what, view.status.text) == ("Journalanteckning", "Klart")
    assert TOLD not in repr([one.value for one in view.facts])


def test_a_field_goes_and_the_rest_stays(desks: tuple[Desktop, Desktop]) -> None:
    sam, bo = desks
    youth = sam.youth(phone="0701740605", email="kvar@exempel.se")
    sam.synced()
    bo.until(lambda _: bo.store.queries.record(Youth, RecordId(youth)) is not None)
    outlook = sam.session.erasing.outlook(youth)
    assert outlook is not None
    part = next(one for one in outlook.parts if one.text == "Bara telefon")
    decide(sam, youth, None, part)
    for one in (sam, bo):
        until(lambda one=one: _phone(one, youth) is None)  # type: ignore[misc]
        held = one.store.queries.record(Youth, RecordId(youth))
        assert held is not None
        assert held.email == "kvar@exempel.se"
    until(lambda: all(v.startswith("Klart") for v in standing(sam).values()))
    assert pages(bo, "0701740605") == {"0701740605": []}
    assert not bo.store.scopes.check_due(), "the two agree on what is left"


def _phone(desk: Desktop, youth: Any) -> str | None:
    held = desk.store.queries.record(Youth, RecordId(youth))
    return None if held is None else held.phone


def test_who_was_away_erases_when_she_is_back_and_what_she_wrote_is_not_kept(
    desks: tuple[Desktop, Desktop], office: Office
) -> None:
    sam, bo = desks
    youth, other = sam.youth(), sam.youth(1, family_name="Stannarsson")
    note(sam, youth, TOLD)
    sam.synced()
    bo.until(lambda _: bo.store.queries.record(Youth, RecordId(other)) is not None)
    bo.session._sync._engine.stop()
    note(bo, youth, f"{TOLD} skrivet utan nät")
    kept = note(bo, other, "detta går fram")
    decide(sam, youth)
    sam.until(lambda _: sam.store.queries.record(Youth, RecordId(youth)) is None)
    until(lambda: standing(sam)["KAA-sam"].startswith("Klart"))
    assert not standing(sam)["KAA-bo"].startswith("Klart")
    shut(bo, office)
    bo = office.unlock(bo.profile, FixedClock(NOON, STOCKHOLM))
    until(lambda: standing(sam)["KAA-bo"].startswith("Klart"))
    assert bo.store.queries.record(Youth, RecordId(youth)) is None
    assert pages(bo, TOLD) == {TOLD: []}
    sam.until(lambda _: sam.store.queries.record(JournalNote, kept) is not None)
    [refused] = bo.store.queries.refused()
    assert (refused.code, refused.operation.values) == ("erased", {})


def test_only_online_and_only_with_a_reason(desk: Desktop) -> None:
    youth = desk.youth()
    erasing = desk.session.erasing
    outlook = erasing.outlook(youth)
    assert outlook is not None
    told = erasing.decide(outlook, outlook.parts[0], 3, "").result(WAIT)
    assert told.fault is not None
    assert told.fault.happened == "Du behöver nät. Det som raderas raderas på servern först."
    assert desk.store.queries.record(Youth, RecordId(youth)) is not None
    assert [one.field for one in erasing.problems(0, "", "")] == ["reason", "typed"]
    assert [one.field for one in erasing.problems(9, "", CONFIRM)] == ["words"]
    assert erasing.problems(9, "Beslut 14", CONFIRM.lower()) == []
    assert erasing.outlook(youth, desk.new_id()) is None


def test_due_are_those_who_turn_21_this_year_or_did_before(desk: Desktop) -> None:
    for number in range(8):
        desk.youth(number)
    for year in (2026, 2031):
        desk.clock.moment = NOON.replace(year=year)
        found = {RecordId(one.youth): one.overdue for one in desk.session.erasing.due()}
        for one in desk.store.queries.records(Youth):
            born = int((one.identity_number or "")[:4])
            assert (one.id in found) == (born + 21 <= year)
            assert found.get(one.id, False) == (born + 21 < year)
