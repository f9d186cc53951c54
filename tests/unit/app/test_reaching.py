"""Numbers and addresses: where they are from, when they were confirmed, and what asks for the right one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import attrs
import pytest

from kaa_core.model.enums import (
    Channel,
    ContactOutcome,
    FactSource,
    Protection,
    TaskOrigin,
    VisitOutcome,
)
from kaa_core.model.ids import YouthId
from kaa_core.model.records import Guardian, Task, Youth
from kaa_core.model.registry import of_kind
from kaa_core.rules.letters import ADDRESS_TASK
from kaa_desktop.app.forms import ContactForm, Form, VisitForm
from kaa_desktop.app.reaching import Way
from tests.unit.app.desks import NUMBERS, TODAY, Desktop

HOME: dict[str, Any] = {
    "street": "Provgatan 12",
    "city": "Exempelås",
    "address_source": FactSource.POPULATION_REGISTER,
    "address_confirmed": date(2026, 10, 1),
}


def _asked(desk: Desktop, youth: YouthId) -> list[Task]:
    tasks = of_kind(desk.store.queries.case_records(youth), Task)
    return [one for one in tasks if one.title == ADDRESS_TASK]


def _held(desk: Desktop, youth: YouthId) -> Youth:
    found = desk.store.queries.record(Youth, youth)
    assert found is not None
    return found


def _returned(youth: YouthId) -> ContactForm:
    return ContactForm(
        youth=youth,
        occurred_on=TODAY,
        channel=Channel.LETTER,
        outcome=ContactOutcome.RETURNED,
    )


def _wrong_door(youth: YouthId) -> VisitForm:
    return VisitForm(youth=youth, visited_on=TODAY, outcome=VisitOutcome.WRONG_ADDRESS)


def _enter(desk: Desktop, form: Form) -> str:
    act: Any = (
        desk.session.enter_visit if isinstance(form, VisitForm) else desk.session.enter_contact
    )
    done = act(form).result(20)
    assert done.done, done.problems
    return str(done.sentence)


@pytest.mark.parametrize("form", [_returned, _wrong_door], ids=["returned", "wrong door"])
def test_what_did_not_come_there_asks_for_the_address_once(
    desk: Desktop, form: Callable[[YouthId], Form]
) -> None:
    youth = desk.youth(**HOME)
    said = _enter(desk, form(youth))
    assert "Ny bevakning: Rätt adress?" in said
    (task,) = _asked(desk, youth)
    assert (task.origin, task.step, task.due) == (
        TaskOrigin.HAND,
        None,
        TODAY + timedelta(days=7),
    )
    assert task.worker == desk.profile.worker
    _enter(desk, form(youth))
    assert len(_asked(desk, youth)) == 1
    # What was tried goes on counting, and the routine goes on.
    page = desk.session.youth_page(youth)
    assert page is not None
    assert any(one.routine for one in page.steps)


def test_a_letter_that_arrived_asks_for_nothing(desk: Desktop) -> None:
    youth = desk.youth(**HOME)
    _enter(desk, attrs.evolve(_returned(youth), outcome=ContactOutcome.SENT))
    assert not _asked(desk, youth)


def test_the_address_confirmed_answers_it(desk: Desktop) -> None:
    youth = desk.youth(**HOME)
    _enter(desk, _returned(youth))
    assert desk.session.reaching.confirm(youth, Way.ADDRESS).result(20).done
    held = _held(desk, youth)
    assert held.address_confirmed == TODAY
    assert held.address_source is FactSource.POPULATION_REGISTER
    assert [one.done_on for one in _asked(desk, youth)] == [TODAY]
    desk.session.undo().result(20)
    assert [one.done_on for one in _asked(desk, youth)] == [None]


def test_another_address_answers_it_and_has_no_source_of_the_former(desk: Desktop) -> None:
    youth = desk.youth(**HOME)
    _enter(desk, _wrong_door(youth))
    assert desk.session.change_youth(youth, {"street": "Skissbacken 3"}).result(20).done
    held = _held(desk, youth)
    assert (held.address_source, held.address_confirmed) == (None, TODAY)
    assert [one.done_on for one in _asked(desk, youth)] == [TODAY]
    said = {"phone": "070-174 06 05", "phone_source": FactSource.GUARDIAN}
    assert desk.session.change_youth(youth, said).result(20).done
    held = _held(desk, youth)
    assert (held.phone_source, held.phone_confirmed) == (FactSource.GUARDIAN, TODAY)
    assert desk.session.change_youth(youth, {"phone": ""}).result(20).done
    assert (_held(desk, youth).phone_source, _held(desk, youth).phone_confirmed) == (None, None)


def test_the_page_says_where_it_is_from_and_when_it_was_confirmed(desk: Desktop) -> None:
    youth = desk.youth(len(NUMBERS) - 1, guardian="Carina Testberg", phone="070-174 06 05", **HOME)
    (guardian,) = of_kind(desk.store.queries.case_records(youth), Guardian)
    desk.store.set(Guardian, guardian.id, phone="070-174 06 11", source=FactSource.SCHOOL).result(
        20
    )
    page = desk.session.youth_page(youth)
    assert page is not None
    assert page.address_note == "Folkbokföringen, senast bekräftad 1 okt"
    assert [one.note for one in page.guardians] == ["Skolan"]
    for way in (Way.PHONE, Way.GUARDIAN):
        assert desk.session.reaching.confirm(youth, way).result(20).done
    page = desk.session.youth_page(youth)
    assert page is not None
    assert page.facts[0].note == page.contact[0].note == "Senast bekräftad 24 nov"
    assert [one.note for one in page.guardians] == ["Skolan, senast bekräftad 24 nov"]


def test_nothing_is_confirmed_of_the_hidden_or_of_what_is_not_there(desk: Desktop) -> None:
    nobody = desk.youth(0)
    hidden = desk.youth(1, protection=Protection.PROTECTED, phone="070-174 06 05")
    for youth in (nobody, hidden):
        for way in Way:
            assert not desk.session.reaching.confirm(youth, way).result(20).done
