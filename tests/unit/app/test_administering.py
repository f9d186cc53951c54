"""The administrator's acts on the real server, and what they come to on the computers of others."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import attrs
import pytest

from kaa_core.model.enums import Resolution, Role
from kaa_core.model.records import MunicipalitySettings
from kaa_core.model.registry import REGISTRY
from kaa_core.model.rights import Right
from kaa_core.sync.messages import Operation, Verb
from kaa_desktop.app import enrolling, profiles
from kaa_desktop.app.admin_views import DeviceView, Secret, UserForm, UserView
from kaa_desktop.app.administering import OFFLINE, Administering, roles_to_choose
from kaa_desktop.app.clock import FixedClock
from kaa_desktop.app.municipality import Municipality
from kaa_desktop.app.passwords import readable_password
from kaa_desktop.app.status import StatusFile
from kaa_desktop.app.support import ANYBODY, Support, read_support
from kaa_desktop.app.sync_views import Network
from kaa_desktop.sync.faults import SyncFault
from kaa_server import ingest
from kaa_server.clock import system_clock
from tests.server_fixture import PASSWORD
from tests.unit.app.desks import (
    CHEAP,
    NOON,
    PASSPHRASE,
    STOCKHOLM,
    WAIT,
    Desktop,
    Office,
    local_desktop,
)

FORM = UserForm(username="nora", name="Nora Testberg", initials="NT", role=Role.CASEWORKER.value)


def told(future: Any) -> Any:
    answer = future.result(WAIT)
    assert answer.fault is None, answer.fault.sentence
    return answer.value


def users(ada: Desktop) -> dict[str, UserView]:
    return {one.username: one for one in told(ada.session.administering.users())}


def devices(ada: Desktop) -> dict[str, DeviceView]:
    return {one.name: one for one in told(ada.session.administering.devices())}


@pytest.fixture
def ada(office: Office) -> Desktop:
    """An administrator at her own computer."""
    return office.desktop("ada", role=Role.ADMINISTRATOR)


def enrol(office: Office, username: str, password: str, code: str) -> Desktop:
    """What the window does with what an administrator has handed over."""
    asked = enrolling.Request(
        server=office.url,
        municipality=office.municipality,
        username=username,
        password=password,
        code=code,
        device_name="KAA-NY",
        passphrase=PASSPHRASE,
        folder=office.folder / f"{username}-2",
    )
    clock = FixedClock(NOON, STOCKHOLM)
    return office.unlock(enrolling.enrol(asked, clock, kdf=CHEAP).profile, clock)


def test_a_new_user_is_in_with_what_she_was_handed(office: Office, ada: Desktop) -> None:
    acts = ada.session.administering
    assert acts.add_unit("Centrum").result(WAIT).done
    [unit] = [one.id for one in acts.units()]
    ada.synced()
    password: Secret = told(acts.add_user(attrs.evolve(FORM, unit=unit)))
    nora = users(ada)["nora"]
    assert (nora.name, nora.role_text, nora.unit_text) == (
        "Nora Testberg",
        "Handläggare",
        "Centrum",
    )
    assert nora.status.text == "Utan dator"
    code: Secret = told(acts.new_code(nora))
    assert code.until
    desktop = enrol(office, "nora", password.text, code.text)
    desktop.synced()
    assert desktop.session.may(Right.WRITE_CASES)
    assert users(ada)["nora"].devices == 1
    ada.until(lambda one: one.administering.units()[0].workers == 1)
    assert password.text not in repr(password)


def test_a_lost_password_is_replaced_and_then_her_own(office: Office, ada: Desktop) -> None:
    karin = office.desktop("karin")
    karin.synced()
    acts = ada.session.administering
    given: Secret = told(acts.new_password(users(ada)["karin"]))
    karin.session.sync_now()
    karin.until(lambda one: one.sync_view().needs_login)
    assert not karin.session.log_in(PASSWORD).result(WAIT).done
    assert karin.session.log_in(given.text).result(WAIT).done
    karin.synced()
    refused = karin.session.change_password("fel från början", "mitt eget lösenord").result(WAIT)
    assert "Det nuvarande lösenordet stämmer inte." in refused.problems[0].sentence
    assert karin.session.change_password(given.text, "mitt eget lösenord").result(WAIT).done
    assert karin.session.log_in("mitt eget lösenord").result(WAIT).done


def test_a_lost_computer_is_shut_out_and_says_so_and_can_be_read(
    office: Office, ada: Desktop
) -> None:
    karin = office.desktop("karin")
    youth = karin.youth()
    karin.synced()
    lost = devices(ada)["KAA-karin"]
    assert told(ada.session.administering.block(lost))
    assert devices(ada)["KAA-karin"].blocked
    karin.session.sync_now()
    karin.until(lambda one: one.sync_view().state is Network.STOPPED)
    fault = karin.session.sync_view().fault
    assert fault is not None
    assert fault.code == "SYNK-304"
    assert fault.happened.startswith("Datorn är spärrad.")
    assert "låsa upp och läsa" in fault.safe
    assert karin.session.youth_page(youth) is not None
    again = told(ada.session.administering.new_code(users(ada)["karin"]))
    new = enrol(office, "karin", PASSWORD, again.text)
    new.synced()
    assert new.session.youth_page(youth) is not None


def test_a_changed_role_holds_at_once_and_at_the_next_start(office: Office, ada: Desktop) -> None:
    karin = office.desktop("karin")
    youth = karin.youth()
    karin.synced()
    row = users(ada)["karin"]
    form = UserForm(username=row.username, name=row.name, role=Role.MANAGER.value)
    told(ada.session.administering.change_user(row, form, active=True))
    # What the access token says is renewed each quarter; here it is asked for at once.
    assert karin.session.log_in(PASSWORD).result(WAIT).done
    karin.until(lambda one: one.role == Role.MANAGER.value)
    assert karin.session.who.role == "chef"
    assert karin.session.why_not(Right.WRITE_CASES) == (
        "Du har rollen chef och kan läsa men inte ändra."
    )
    result = karin.session.add_task(youth, "Ring", None).result(WAIT)
    assert result.problems[0].sentence.startswith("Du har rollen chef")
    kept = next(profiles.read(karin.profile.folder))
    assert kept.role == Role.MANAGER.value


def test_the_settings_reach_the_others_and_the_unlock_window(office: Office, ada: Desktop) -> None:
    karin = office.desktop("karin")
    wanted = Municipality(
        support=Support("Åsa Demolund", "070-174 06 10", "stod@exempelas.example"),
        lock_minutes=5,
        information_sheet_version="2026:2",
    )
    assert read_support(karin.profile.folder).sentence == ANYBODY
    assert ada.session.administering.set_municipality(wanted).result(WAIT).done
    karin.until(lambda one: one.municipality() == wanted)
    karin.until(lambda _: read_support(karin.profile.folder) == wanted.support)
    assert read_support(karin.profile.folder).sentence == (
        "Kontakta Åsa Demolund, telefon 070-174 06 10, stod@exempelas.example."
    )
    less = attrs.evolve(wanted, lock_minutes=None)
    assert ada.session.administering.set_municipality(less).result(WAIT).done
    karin.until(lambda one: one.municipality().lock_minutes is None)
    refused = karin.session.administering.set_municipality(wanted).result(WAIT)
    assert refused.problems[0].sentence == "Det gör en administratör. Du har rollen handläggare."


def test_a_conflict_about_the_settings_is_for_administrators(office: Office, ada: Desktop) -> None:
    karin = office.desktop("karin")
    assert (
        ada.session.administering.set_municipality(Municipality(lock_minutes=5)).result(WAIT).done
    )
    karin.until(lambda one: one.municipality().lock_minutes == 5)
    kind = REGISTRY.kind(MunicipalitySettings)
    with office.database.tenant(office.municipality) as connection:
        query = "SELECT record FROM record WHERE kind = %s"
        [(record,)] = connection.execute(query, [kind.id]).fetchall()
    # Another administrator's change, written without sight of hers.
    other = {kind.by_name["lock_minutes"].id: 9}
    change = Operation(0, 0, Verb.SET, kind.id, record.bytes, other, base=0, at=1)
    ingest.write(office.database, system_clock, office.municipality, [change])
    ada.until(lambda one: len(one.conflicts()) == 1)
    karin.synced()
    assert karin.session.conflicts() == []
    assert karin.session.municipality().lock_minutes == 5
    [conflict] = ada.session.conflicts()
    assert karin.session.resolve_conflict(conflict.id, Resolution.OTHER).result(WAIT).problems
    assert ada.session.resolve_conflict(conflict.id, Resolution.OTHER).result(WAIT).done
    karin.until(lambda one: one.municipality().lock_minutes == 9)


@pytest.mark.parametrize(
    ("code", "act"),
    [
        ("SYNK-604", lambda acts, _row: acts.add_user(attrs.evolve(FORM, username="ADA"))),
        (
            "SYNK-602",
            lambda acts, row: acts.change_user(row, attrs.evolve(FORM), active=True),
        ),
        (
            "SYNK-603",
            lambda acts, row: acts.change_user(
                row, attrs.evolve(FORM, role=Role.ADMINISTRATOR.value), active=False
            ),
        ),
    ],
)
def test_a_refusal_is_said_in_three_parts(
    ada: Desktop, code: str, act: Callable[[Administering, UserView], Any]
) -> None:
    fault = act(ada.session.administering, users(ada)["ada"]).result(WAIT).fault
    assert fault is not None
    assert (fault.code, fault.safe) == (code, "Ingenting är ändrat.")
    assert fault.advice


def test_others_are_refused_by_the_server(office: Office) -> None:
    karin = office.desktop("karin")
    fault = karin.session.administering.users().result(WAIT).fault
    assert fault is not None
    assert fault.code == "SYNK-601"


def test_without_the_network_it_is_said_what_needs_it(tmp_path: Any) -> None:
    desktop = local_desktop(tmp_path, role=Role.ADMINISTRATOR)
    acts = desktop.session.administering
    fault = acts.users().result(WAIT).fault
    assert fault is not None
    assert (fault.happened, fault.safe, fault.advice) == OFFLINE
    assert acts.add_unit("Norr").result(WAIT).done
    [unit] = acts.units()
    assert acts.rename_unit(unit.id, "Norrort").result(WAIT).done
    assert acts.use_unit(unit.id, active=False).result(WAIT).done
    [unit] = acts.units()
    assert (unit.name, unit.active) == ("Norrort", False)
    desktop.close()


def test_what_is_filled_in_is_checked_before_it_is_sent(tmp_path: Any) -> None:
    desktop = local_desktop(tmp_path, role=Role.ADMINISTRATOR)
    check = desktop.session.administering.problems
    assert {one.field for one in check(UserForm(), new=True)} == {"username", "name", "role"}
    assert not check(FORM, new=True)
    spaced = attrs.evolve(FORM, username="nora t", initials="NORATES")
    assert {one.field for one in check(spaced, new=True)} == {"username", "initials"}
    desktop.close()


def test_an_account_never_goes_over_the_line() -> None:
    assert Role.ADMINISTRATOR in roles_to_choose(0)
    assert Role.ADMINISTRATOR not in roles_to_choose(Role.MANAGER.value)
    assert roles_to_choose(Role.ADMINISTRATOR.value) == [Role.ADMINISTRATOR]


def test_a_handed_over_password_is_long_and_readable() -> None:
    made = {readable_password() for _ in range(50)}
    assert len(made) == 50
    assert all(len(one) == 24 and one.islower() and one.isascii() for one in made)


def test_broken_off_before_the_answer_leaves_nothing(office: Office) -> None:
    """Avbryt: no profile, and the fault that the window turns into words."""
    office.account("karin")
    asked = office.request("karin")
    with pytest.raises(SyncFault):
        enrolling.enrol(
            asked, FixedClock(NOON, STOCKHOLM), kdf=CHEAP, holding=lambda break_off: break_off()
        )
    assert not (asked.folder / profiles.NAME).exists()


def test_broken_off_while_downloading_goes_on_after_unlocking(office: Office) -> None:
    ada = office.desktop("karin")
    youth = ada.youth()
    ada.synced()
    office.account("farid")
    asked = office.request("farid")
    held: list[Callable[[], object]] = []

    def holding(break_off: Callable[[], object]) -> None:
        held.append(break_off)
        if len(held) == 2:  # the first is the question that enrols
            break_off()

    made = enrolling.enrol(asked, FixedClock(NOON, STOCKHOLM), kdf=CHEAP, holding=holding)
    assert StatusFile(made.profile.folder).read().last_sync is None, "not all was downloaded"
    farid = office.unlock(made.profile, FixedClock(NOON, STOCKHOLM))
    farid.until(lambda one: one.youth_page(youth) is not None)
