"""Erased by a decision: gone from what is served, and out of reach in PostgreSQL's own files."""

from __future__ import annotations

import argparse
import uuid
from pathlib import Path

import msgspec
import psycopg
import pytest

from kaa_core.model.enums import ErasureReason, Role
from kaa_core.sync.administration import Done
from kaa_core.sync.erasures import (
    Carried,
    DeviceStanding,
    Erase,
    Erasures,
    Outstanding,
    Receipt,
)
from kaa_core.sync.messages import (
    SCHEMA,
    Digest,
    History,
    Operation,
    Outcome,
    PullAnswer,
    Verb,
)
from kaa_core.sync.reviewing import HeldList
from kaa_server import attachments, forgetting
from kaa_server.cli import administration
from kaa_server.clock import system_clock
from kaa_server.codec import Codec
from kaa_server.database import Database
from kaa_server.keyring import Keyring
from kaa_server.placement import place
from kaa_server.postgres import Endpoints
from tests.server_fixture import Enroller
from tests.server_process import Device, Refused, new_record
from tests.unit.server import raw
from tests.unit.server.test_attachments import attached, fetched, put, whole
from tests.unit.server.test_push_pull import downloaded
from tests.unit.server.test_push_pull import pulled as pulled_as_before
from tests.unit.server.test_scopes import enrolment_of
from tests.unit.server.town import ENROLMENT, NOTE, YOUTH, Town, changed, note

_PHONE = YOUTH.by_name["phone"].id


@pytest.fixture
def data(data_root: Path) -> Path:
    """PostgreSQL's data folder."""
    return place(data_root / "server").data


def erase(
    by: Device, youth: bytes, record: bytes | None = None, fields: tuple[int, ...] = ()
) -> int:
    asked = Erase(new_record(), youth, record, list(fields), int(ErasureReason.FORBIDDEN))
    return by.ask("POST", "/v1/erasures", Carried, asked).seq


def marker() -> str:
    return f"markör{uuid.uuid4().hex}"


def test_a_note_goes_and_everyone_is_told(town: Town) -> None:
    anna, bo, sam = (town.devices[one] for one in ("anna", "bo", "sam"))
    youth = town.case(sam, "anna")
    told = marker()
    written, stays = note(anna, youth, told), note(anna, youth, "Detta stannar")
    anna.push([written, stays])
    cursor = pulled_as_before(anna).cursor
    seq = erase(sam, youth, written.record)
    rows = downloaded(anna)[0]
    assert written.record not in {one.record for one in rows}
    assert stays.record in {one.record for one in rows}
    assert told not in repr(rows)
    # Also to bo, who has never seen her: who no longer sees a youth may still have her.
    for device in (anna, bo, sam):
        assert (Verb.ERASE, written.record) in pulled_with_erasures(device, cursor)
    changes = pulled_as_before(sam).changes
    assert told not in repr(changes)
    with pytest.raises(Refused):
        sam.ask("GET", f"/v1/history/{uuid.uuid4().hex}", History)
    assert seq == cursor + 1


def pulled_with_erasures(device: Device, after: int = 0) -> list[tuple[Verb, bytes]]:
    """As a desktop that knows what an erasure is."""
    assert device.me is not None
    target = f"/v1/pull?epoch={device.me.epoch.hex()}&after={after}&schema={SCHEMA}"
    found = device.ask("GET", target, PullAnswer)
    return [(one.verb, one.record) for one in found.changes]


def test_a_field_goes_with_its_conflict_and_its_history(town: Town) -> None:
    anna, sam = town.devices["anna"], town.devices["sam"]
    youth = town.case(sam, "anna", phone=marker(), email="x@exempel.se")
    told = marker()
    base = _number(sam, youth, "phone")
    sam.push([changed(sam, YOUTH, youth, base, phone=marker())])
    lost = changed(anna, YOUTH, youth, base, phone=told)
    answer = anna.push([lost]).answers[0]
    assert answer.outcome is Outcome.CONFLICT
    erase(sam, youth, youth, (_PHONE,))
    rows = downloaded(sam)[0]
    [row] = [one for one in rows if one.record == youth]
    assert _PHONE not in row.values
    assert row.values[YOUTH.by_name["email"].id] == "x@exempel.se"
    assert answer.conflict not in {one.record for one in rows}
    history = sam.ask("GET", f"/v1/history/{youth.hex()}", History)
    assert "markör" not in repr(history)
    digest = sam.ask("GET", "/v1/digest?list=1", Digest)
    assert digest.count == len([one for one in rows if one.scope is not None])


def test_what_comes_late_is_refused_and_not_kept(
    town: Town, cluster: Endpoints, data: Path
) -> None:
    anna, sam = town.devices["anna"], town.devices["sam"]
    youth = town.case(sam, "anna", phone="0701740605")
    written = note(anna, youth, "Ringde")
    anna.push([written])
    erase(sam, youth, written.record)
    erase(sam, youth, youth, (_PHONE,))
    late, told = [], marker()
    late.append(changed(anna, NOTE, written.record, 3, text=told))
    late.append(changed(anna, YOUTH, youth, 1, phone=told))
    answers = anna.push(late).answers
    assert [(one.outcome, one.code) for one in answers] == [(Outcome.REFUSED, "erased")] * 2
    again = anna.push([msgspec.structs.replace(one) for one in late]).answers
    assert again == answers
    # She who has seen that it is erased may fill it in.
    now = _number(sam, youth, "phone")
    assert anna.push([changed(anna, YOUTH, youth, now, phone="08")]).answers[0].seq
    erase(sam, youth)
    new = note(anna, youth, told)
    assert anna.push([new]).answers[0].code == "erased"
    raw.settle(cluster)
    assert not any(raw.in_files(data, [told]).values())
    assert not any(raw.within_reach(data, cluster.keys, _code(town), [told])[1].values())


def test_a_repeat_of_what_was_taken_before_is_answered_as_then(town: Town) -> None:
    anna, sam = town.devices["anna"], town.devices["sam"]
    youth = town.case(sam, "anna")
    first, second = note(anna, youth, "Ett"), note(anna, youth, "Två")
    answers = anna.push([first, second]).answers
    with pytest.raises(Refused) as diverged:
        anna.push([msgspec.structs.replace(first, values={NOTE.by_name["text"].id: "Tre"}), second])
    assert diverged.value.body.code == "diverged"
    erase(sam, youth, first.record)
    assert anna.push([first, second]).answers == answers
    erase(sam, youth)
    assert anna.push([first, second]).answers == answers


@pytest.fixture
def planted(town: Town) -> tuple[bytes, dict[str, str], Operation, bytes | None]:
    """A youth with a marker in each kind of place: a field, a note, a conflict, a refusal, quarantine."""
    anna, sam = town.devices["anna"], town.devices["sam"]
    told = {one: marker() for one in ("field", "note", "kept", "other", "refused", "waits")}
    youth = town.case(sam, "anna", phone=told["field"])
    written = note(anna, youth, told["note"])
    anna.push([written])
    base = _number(sam, youth, "phone")
    sam.push([changed(sam, YOUTH, youth, base, phone=told["kept"])])
    conflict = (
        anna.push([changed(anna, YOUTH, youth, base, phone=told["other"])]).answers[0].conflict
    )
    refused = changed(anna, YOUTH, youth, base, protection=99)
    values = {**refused.values, 8: told["refused"]}
    anna.push([msgspec.structs.replace(refused, values=values)])
    record, enrolled = enrolment_of(sam, youth)
    sam.push([changed(sam, ENROLMENT, record, enrolled, worker=town.workers["bo"])])
    waits = anna.push([note(anna, youth, told["waits"])]).answers[0]
    assert waits.outcome is Outcome.QUARANTINED
    return youth, told, written, conflict


def test_nothing_of_a_youth_is_within_reach_in_the_servers_files(
    town: Town,
    planted: tuple[bytes, dict[str, str], Operation, bytes | None],
    cluster: Endpoints,
    data: Path,
) -> None:
    """Heap, indexes, log: sealed from the first moment, and no key is left when it is erased."""
    youth, told, _, _ = planted
    sam, code = town.devices["sam"], _code(town)
    other = marker()
    beside = town.case(sam, "bo", phone=other)
    raw.settle(cluster)
    held = {name: text for name, text in told.items() if name != "refused"}
    keys, found = raw.within_reach(data, cluster.keys, code, held.values())
    assert keys >= 2
    assert all(found.values()), "the scan sees what is there before"
    assert not any(raw.in_files(data, told.values()).values())
    erase(sam, youth)
    assert sam.ask("GET", "/v1/quarantine", HeldList).total == 0
    raw.settle(cluster)
    _, found = raw.within_reach(data, cluster.keys, code, told.values())
    assert not any(found.values()), found
    assert not any(raw.in_files(data, told.values()).values())
    keys, found = raw.within_reach(data, cluster.keys, code, [other])
    assert keys == 2, "that of the other, and of the bundle that her trace lies in"
    assert found[other], "the other youth's is still there"
    assert beside in {one.record for one in downloaded(sam)[0]}


def test_a_note_and_a_field_leave_the_rest_within_reach(
    town: Town,
    planted: tuple[bytes, dict[str, str], Operation, bytes | None],
    cluster: Endpoints,
    data: Path,
) -> None:
    youth, told, written, _ = planted
    sam, code = town.devices["sam"], _code(town)
    erase(sam, youth, written.record)
    raw.settle(cluster)
    _, found = raw.within_reach(data, cluster.keys, code, told.values())
    assert not found[told["note"]]
    assert all(found[told[one]] for one in ("field", "kept", "other", "waits"))
    erase(sam, youth, youth, (_PHONE,))
    raw.settle(cluster)
    _, found = raw.within_reach(data, cluster.keys, code, told.values())
    assert not any(found[told[one]] for one in ("note", "field", "kept", "other"))
    assert found[told["waits"]]


def test_without_the_seal_the_marker_is_found_after_erasing(
    enroller: Enroller, cluster: Endpoints, data: Path
) -> None:
    """The control: what PostgreSQL itself leaves behind."""
    town, told = Town(enroller), marker()
    code = enroller.municipality
    sam = town.person("sam", role=Role.COORDINATOR)
    youth = town.case(sam, "sam")
    written = note(sam, youth, told)
    sam.push([written])
    off = Codec(Keyring(cluster.keys), off=True)
    with psycopg.connect(cluster.admin) as connection:
        connection.execute("SELECT set_config('kaa.erasing', 'yes', true)")
        body = msgspec.msgpack.encode([{4: told}, {4: 3}])
        connection.execute(
            "UPDATE kaa.record SET body = %s WHERE municipality = %s AND record = %s",
            [body, code, uuid.UUID(bytes=written.record)],
        )
    with Database(cluster.app, off) as unsealed, unsealed.tenant(code) as connection:
        connection.execute(
            "DELETE FROM record WHERE municipality = %s AND record = %s",
            [code, uuid.UUID(bytes=written.record)],
        )
    raw.settle(cluster)
    assert raw.in_files(data, [told])[told]


def test_receipts_and_where_every_computer_stands(town: Town) -> None:
    anna, bo, sam = (town.devices[one] for one in ("anna", "bo", "sam"))
    youth = town.case(sam, "anna")
    seq = erase(sam, youth)
    waits = anna.ask("GET", "/v1/erased", Outstanding)
    assert [(one.seq, one.youth, one.record) for one in waits.erasures] == [(seq, youth, None)]
    anna.ask("POST", "/v1/erased", Done, Receipt([seq, 99_999]))
    assert anna.ask("GET", "/v1/erased", Outstanding).erasures == []
    _block(town, bo)
    found = sam.ask("GET", "/v1/erasures", Erasures)
    assert found.total == 1
    [row] = found.rows
    assert (row.whole, row.kind, row.reason, row.by_name) == (True, YOUTH.id, 3, "Sam")
    standing = {one.user_name: one.standing for one in row.devices}
    assert standing["Anna"] == DeviceStanding.DONE
    assert standing["Bo"] == DeviceStanding.BLOCKED
    assert standing["Sam"] in (DeviceStanding.WAITING, DeviceStanding.SILENT)
    assert "Alva" not in repr(found)
    town.person("ny", town.north)  # was not there when it was decided
    assert len(sam.ask("GET", "/v1/erasures", Erasures).rows[0].devices) == len(row.devices)


@pytest.mark.parametrize("who", ["anna", "sam"])
def test_only_who_keeps_the_register_decides(town: Town, who: str) -> None:
    youth = town.case(town.devices["sam"], "anna")
    if who == "anna":
        with pytest.raises(Refused) as refused:
            erase(town.devices["anna"], youth)
        assert (refused.value.status, refused.value.body.code) == (403, "role")
        return
    sam = town.devices["sam"]
    asked = Erase(new_record(), youth, None, [], int(ErasureReason.OTHER), " ")
    with pytest.raises(Refused) as refused:
        sam.ask("POST", "/v1/erasures", Carried, asked)
    assert refused.value.status == 400
    asked = msgspec.structs.replace(asked, words="Beslut 2026-14")
    first = sam.ask("POST", "/v1/erasures", Carried, asked)
    assert sam.ask("POST", "/v1/erasures", Carried, asked) == first
    with pytest.raises(Refused) as refused:
        erase(sam, youth)
    assert (refused.value.status, refused.value.body.code) == (409, "erased")


def test_the_log_is_changed_by_an_erasure_and_nothing_else(
    database: Database, municipality: str
) -> None:
    with (
        pytest.raises(psycopg.errors.InsufficientPrivilege),
        database.tenant(municipality) as connection,
    ):
        connection.execute("UPDATE change_log SET body = ''")


def test_an_erasure_that_was_cut_short_leaves_no_old_master(
    town: Town, database: Database, cluster: Endpoints
) -> None:
    """Killed between the commit and the destroying: the next start does the rest."""
    sam, code = town.devices["sam"], _code(town)
    town.case(sam, "anna")
    keyring = Keyring(cluster.keys)
    keyring.add(code)
    assert len(keyring.all()[code]) == 2
    forgetting.settle(database)
    assert len(keyring.all()[code]) == 1
    assert downloaded(sam)[0]


def test_without_the_key_file_nothing_is_read_and_nothing_is_written(
    town: Town, cluster: Endpoints, tmp_path: Path
) -> None:
    sam, code = town.devices["sam"], _code(town)
    town.case(sam, "anna")
    elsewhere = Codec(Keyring(tmp_path / "other.json"))
    with Database(cluster.app, elsewhere) as blind, blind.tenant(code) as connection:
        from kaa_server.faults import OperatorError

        with pytest.raises(OperatorError):
            elsewhere.keys_to_write(connection, code, [new_record()])
    assert not (tmp_path / "other.json").exists()


def _number(device: Device, youth: bytes, field: str) -> int:
    [row] = [one for one in downloaded(device)[0] if one.record == youth]
    return row.seqs[YOUTH.by_name[field].id]


def _code(town: Town) -> str:
    return town.enroller.municipality


def _block(town: Town, device: Device) -> None:
    assert device.me is not None
    with town.enroller.database.tenant(_code(town)) as connection:
        connection.execute(
            "UPDATE device SET blocked_at = %s WHERE municipality = %s AND device = %s",
            [system_clock(), _code(town), uuid.UUID(bytes=device.me.device)],
        )


def test_the_operators_list_names_nobody(
    town: Town, database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    sam = town.devices["sam"]
    erase(sam, town.case(sam, "anna"))
    administration.erasures(database, argparse.Namespace(municipality=_code(town)))
    said = capsys.readouterr().out
    assert "allt om en ungdom" in said
    assert "Anna" in said
    assert "Alva" not in said


def test_a_papers_key_goes_with_it_and_stays_when_something_else_goes(
    town: Town, database: Database, cluster: Endpoints, data: Path
) -> None:
    """Its bytes lie sealed under a key of its own, which hangs on the youth's."""
    sam, code, told = town.devices["sam"], _code(town), marker()
    content = told.encode() * 20
    youth = town.case(sam, "sam")
    paper, written = attached(sam, youth, content), note(sam, youth, "Ringde")
    sam.push([paper, written])
    put(sam, paper.record, 0, content)
    assert whole(sam, paper.record).whole
    erase(sam, youth, written.record)
    assert fetched(sam, paper.record) == content
    with database.tenant(code) as connection:
        [(_, key)] = attachments.file_keys(connection, code, youth)
    raw.settle(cluster)
    assert raw.within_reach(data, cluster.keys, code, [key])[1][key]
    assert not raw.in_files(data, [told])[told]
    erase(sam, youth, paper.record)
    with pytest.raises(Refused):
        fetched(sam, paper.record)
    raw.settle(cluster)
    assert not raw.within_reach(data, cluster.keys, code, [key])[1][key]
    assert not raw.in_files(data, [told])[told]
