"""What is erased beside a youth's own case: what another case says of her, and who is no youth at all."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from kaa_core.model.enums import EarlyKind, LinkState, Role
from kaa_core.model.records import EarlySignal, YouthLink
from kaa_core.model.registry import REGISTRY
from kaa_core.sync.erasures import Erasures, Outstanding
from kaa_core.sync.messages import Operation, Outcome, Verb
from kaa_server.placement import place
from kaa_server.postgres import Endpoints
from tests.server_process import Device, Refused, new_record
from tests.unit.server import raw
from tests.unit.server.operations import AT
from tests.unit.server.test_erasing import erase, marker, pulled_with_erasures
from tests.unit.server.test_push_pull import downloaded
from tests.unit.server.town import Town, changed, note

LINK, EARLY = REGISTRY.kind(YouthLink), REGISTRY.kind(EarlySignal)


@pytest.fixture
def data(data_root: Path) -> Path:
    """PostgreSQL's data folder."""
    return place(data_root / "server").data


def created(by: Device, kind: Any, scope: bytes | None, /, **values: Any) -> Operation:
    n = by.next_n()
    numbered = {kind.by_name[name].id: value for name, value in values.items()}
    return Operation(n, n, Verb.CREATE, kind.id, new_record(), numbered, 0, AT, scope)


def signal(by: Device, name: str) -> Operation:
    """Somebody on the list Tidiga signaler."""
    return created(
        by,
        EARLY,
        None,
        identity_number="200801012383",
        given_name=name,
        family_name="Ek",
        kind=int(EarlyKind.NO_CHOICE),
        told_by="Provskolan",
        received_on="2026-05-04",
        erase_on="2026-08-31",
    )


def test_what_another_case_says_of_her_being_the_same_goes_with_her(
    town: Town, cluster: Endpoints, data: Path
) -> None:
    sam, told = town.devices["sam"], marker()
    kept, other = town.case(sam, "anna"), town.case(sam, "anna", identity_number="200801022390")
    stays = note(sam, kept, "Detta stannar")
    link = created(sam, LINK, kept, youth=kept, other=other, state=int(LinkState.SAME), reason=told)
    sam.push([stays, link])
    erase(sam, other)
    rows = downloaded(sam)[0]
    assert {one.record for one in rows if one.scope == kept} >= {kept, stays.record}
    assert not {other, link.record} & {one.record for one in rows}
    assert other not in {
        value for one in rows for value in one.values.values() if type(value) is bytes
    }
    assert {(Verb.ERASE, link.record), (Verb.ERASE, other)} <= set(pulled_with_erasures(sam))
    raw.settle(cluster)
    assert not any(
        raw.within_reach(data, cluster.keys, town.enroller.municipality, [told])[1].values()
    )


def test_who_is_no_youth_is_sealed_shown_to_few_and_erased_whole(
    town: Town, cluster: Endpoints, data: Path
) -> None:
    anna, sam, code = town.devices["anna"], town.devices["sam"], town.enroller.municipality
    boss = town.person("chefen", role=Role.MANAGER)
    told, later, other = marker(), marker(), marker()
    made, beside = signal(sam, told), signal(sam, other)
    assert all(one.seq for one in sam.push([made, beside]).answers)
    assert sam.push([changed(sam, EARLY, made.record, 0, next_step="Ringer")]).answers[0].seq
    unseen = sam.push([changed(sam, EARLY, made.record, 0, next_step=later)]).answers[0]
    # No conflict, which would reach those who may not see her, and outlive her.
    assert (unseen.outcome, unseen.code) == (Outcome.REFUSED, "changed")
    assert anna.push([signal(anna, "Nej")]).answers[0].code == "role"
    for device, sees in ((anna, True), (sam, True), (boss, False)):
        assert (made.record in {one.record for one in downloaded(device)[0]}) is sees
        assert ((Verb.CREATE, made.record) in pulled_with_erasures(device)) is sees
    raw.settle(cluster)
    assert not any(raw.in_files(data, [told, later]).values())
    found = raw.within_reach(data, cluster.keys, code, [told, later])[1]
    assert (bool(found[told]), bool(found[later])) == (True, False)
    erase(sam, made.record)
    assert (Verb.ERASE, made.record) in pulled_with_erasures(anna)
    rows = downloaded(anna)[0]
    assert made.record not in {one.record for one in rows}
    assert beside.record in {one.record for one in rows}
    raw.settle(cluster)
    found = raw.within_reach(data, cluster.keys, code, [told, later, other])[1]
    assert (bool(found[told]), bool(found[later]), bool(found[other])) == (False, False, True)
    [waits] = anna.ask("GET", "/v1/erased", Outstanding).erasures
    assert (waits.youth, waits.record, waits.kind) == (made.record, None, EARLY.id)
    [row] = sam.ask("GET", "/v1/erasures", Erasures).rows
    assert row.kind == EARLY.id
    assert (
        sam.push([changed(sam, EARLY, made.record, 1, next_step="x")]).answers[0].code == "erased"
    )


def test_what_the_municipality_shares_is_not_erased_so(town: Town) -> None:
    with pytest.raises(Refused) as refused:
        erase(town.devices["sam"], town.workers["anna"])
    assert refused.value.status == 404
