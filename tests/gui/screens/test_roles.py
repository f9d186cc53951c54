"""What each role sees and may do in the window: every act and every place, by role."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from kaa_core.model.enums import Role
from kaa_core.model.rights import Right, may
from kaa_desktop.app.roles import READS_ONLY, Standing, why_not
from kaa_desktop.gui.catalogue import CATALOGUE
from kaa_desktop.gui.navigation import ITEMS, items_for
from kaa_desktop.gui.theme import Theme
from kaa_desktop.gui.widgets.buttons import KeyButton
from tests.gui.screens.admin_room import make_admin_room
from tests.gui.screens.conftest import Room, make_room
from tests.unit.app.desks import local_desktop

ROLES = (Role.CASEWORKER, Role.COORDINATOR, Role.MANAGER, Role.ADMINISTRATOR)
CASE_PLACES = {item.key for item in ITEMS if item.right is Right.READ_CASES}
ADMIN_PLACES = {"users", "devices", "units", "senders", "municipality"}


@pytest.fixture(params=ROLES, ids=lambda role: role.name.lower())
def role(request: pytest.FixtureRequest) -> Role:
    found: Role = request.param
    return found


@pytest.fixture
def room_of(qapp: QApplication, qtbot: QtBot, theme: Theme, tmp_path: Path, role: Role) -> Room:
    """The window of one in the role."""
    if role is Role.MANAGER:
        return made_manager(qapp, qtbot, theme, tmp_path)
    desktop = local_desktop(tmp_path, role=role)
    make = make_admin_room if role is Role.ADMINISTRATOR else make_room
    return make(qapp, qtbot, theme, desktop)


def made_manager(qapp: QApplication, qtbot: QtBot, theme: Theme, folder: Path) -> Room:
    """One who wrote what is there while she might, and reads it now."""
    room = make_room(qapp, qtbot, theme, local_desktop(folder, role=Role.COORDINATOR))
    room.session._context.identity.standing.take(Role.MANAGER.value)
    room.session._sync.role_changed()
    room.bot.waitUntil(lambda: room.shell.navigation._role.full_text() == "chef")
    return room


def end(room: Room) -> None:
    room.workplace.close()
    room.desktop.close()


def test_every_act_is_bound_or_says_why_the_role_may_not(room_of: Room, role: Role) -> None:
    registry = room_of.shell.registry
    shown = {spec.id for spec in registry.specs()}
    for spec in CATALOGUE:
        if spec.local:
            continue
        reason = why_not(role.value, spec.right) if spec.right else ""
        if reason:
            assert registry.reason(spec.id) == reason, spec.id
        if spec.id in shown:
            assert registry.qaction(spec.id).isVisible(), spec.id
        else:
            assert reason, f"{spec.id} is hidden from one who may do it"
            assert not registry.qaction(spec.id).isVisible(), spec.id
    hidden = {one.id for one in CATALOGUE} - shown
    reads = may(role.value, Right.READ_CASES)
    assert ("contact.new" in hidden) == (not reads)
    assert ("user.add" in hidden) == (role is not Role.ADMINISTRATOR)
    end(room_of)


def test_the_palette_offers_what_the_menus_do(room_of: Room) -> None:
    palette = room_of.shell.palette_dialog
    palette.present()
    shown = {spec.id for spec in room_of.shell.registry.specs() if not spec.local}
    assert {one.act for one in palette.entries() if one.act} <= shown
    end(room_of)


def test_the_places_of_the_role(room_of: Room, role: Role) -> None:
    keys = {item.key for item in room_of.shell.navigation.items() if item.key}
    if role is Role.ADMINISTRATOR:
        assert keys >= ADMIN_PLACES | {"sync", "settings"}
        assert not keys & CASE_PLACES
        assert room_of.page.title == "Användare"
        assert room_of.shell.registry.reason("go.day") == (
            "Du har rollen administratör och ser inga ärenden."
        )
    else:
        assert keys >= CASE_PLACES | {"sync", "settings"}
        assert not keys & ADMIN_PLACES
        assert room_of.page.title == "Min dag"
    end(room_of)


def test_no_heading_stands_over_nothing() -> None:
    for held in ROLES:
        items = items_for(lambda right, held=held: may(held.value, right))  # type: ignore[misc]
        for item, follows in zip(items, [*items[1:], None], strict=True):
            assert item.key or (follows is not None and follows.key), held


# -- the manager reads


@pytest.fixture
def manager(qapp: QApplication, qtbot: QtBot, theme: Theme, tmp_path: Path) -> Room:
    return made_manager(qapp, qtbot, theme, tmp_path)


def test_a_changed_role_is_said_and_holds_at_once(manager: Room) -> None:
    assert manager.shell._notice.accessibleName() == f"Din roll är ändrad till chef. {READS_ONLY}"
    assert manager.session.who.role == "chef"
    end(manager)


def test_a_manager_opens_a_youth_and_every_button_that_writes_says_why(manager: Room) -> None:
    manager.workplace.open_youth(manager.people["Liam"])
    writing = {one.id for one in CATALOGUE if one.right is Right.WRITE_CASES}
    blocked = {
        str(made.property("action_id")): made.toolTip()
        for made in manager.page.findChildren(KeyButton)
        if made.property("action_id") in writing
    }
    assert blocked
    assert set(blocked.values()) == {READS_ONLY}
    end(manager)


def test_no_form_opens_for_a_manager(manager: Room) -> None:
    depth = manager.shell.depth()
    manager.workplace.open_form("contact", manager.people["Liam"])
    assert manager.shell.depth() == depth
    assert manager.shell.status._message.full_text() == READS_ONLY
    end(manager)


# -- the line between cases and administration


@pytest.mark.parametrize(
    ("held", "said", "after"),
    [
        (Role.CASEWORKER, Role.COORDINATOR, Role.COORDINATOR),
        (Role.MANAGER, Role.CASEWORKER, Role.CASEWORKER),
        (Role.CASEWORKER, Role.ADMINISTRATOR, Role.CASEWORKER),
        (Role.ADMINISTRATOR, Role.CASEWORKER, Role.ADMINISTRATOR),
    ],
)
def test_a_role_never_goes_over_the_line(held: Role, said: Role, after: Role) -> None:
    standing = Standing(held.value)
    assert standing.take(said.value) == (after is not held)
    assert standing.role == after.value
    assert not standing.take(0)
    assert not standing.take(99)
