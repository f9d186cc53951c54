"""One transaction that the server cannot read must not stop those after it."""

from __future__ import annotations

import pytest

from kaa_core.model.records import Youth
from kaa_core.sync.messages import Operation, Push, PushAnswer, Verb
from kaa_desktop.store.store import Store
from kaa_desktop.sync import faults
from kaa_desktop.sync.client import Client
from tests.unit.app.desks import WAIT, Office

BAD = "inte så här"


def test_what_cannot_be_read_is_put_aside_and_the_rest_arrives(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    karin, jonas = office.desktop("karin"), office.desktop("jonas")
    first = karin.youth(0)
    karin.synced()
    sending = Client.push

    def refusing(client: Client, push: Push, access: str) -> PushAnswer:
        if any(BAD in map(str, one.values.values()) for one in push.operations):
            raise faults.refused(400, "bad_request")
        return sending(client, push, access)

    monkeypatch.setattr(Client, "push", refusing)
    for place in range(6):
        karin.store.set(Youth, first, given_name=BAD if place == 3 else f"Namn {place}").result(
            WAIT
        )
    last = karin.youth(1, given_name="Efteråt")
    karin.synced()
    jonas.until(lambda one: last in one.youth_ids().ids)
    (refused,) = karin.session.refused()
    assert BAD in str([fact.value for fact in refused.content])
    assert refused.reason == "Servern förstod inte en av uppgifterna."
    for desk in (karin, jonas):
        record = desk.store.queries.record(Youth, first)
        assert record is not None
        assert record.given_name == "Namn 5"
    assert karin.session.sync_view().conflicts == 0


def test_when_not_even_an_empty_one_is_read_it_is_not_the_content(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    karin = office.desktop("karin")
    karin.synced()

    def refusing(_client: Client, _push: Push, _access: str) -> PushAnswer:
        raise faults.refused(400, "bad_request")

    monkeypatch.setattr(Client, "push", refusing)
    youths = [karin.youth(number) for number in range(3)]
    karin.until(lambda one: (fault := one.sync_view().fault) is not None and "406" in fault.code)
    for _ in range(3):  # it is tried again, and no more is put aside
        karin.session.sync_now()
    assert len(karin.session.refused()) <= 1
    assert len(karin.session.youth_ids().ids) >= len(youths) - 1


def test_empty_operations_are_about_nothing(office: Office) -> None:
    karin = office.desktop("karin")
    store: Store = karin.store
    waiting = store.waiting(10)
    assert all(one.kind for one in waiting)
    empty = Operation(1, 1, Verb.SET, 0, bytes(16), {}, 0, 0)
    assert store.set_aside([empty], "form").result(WAIT) is False
