"""The ways in beside the passphrase: connecting the computer, a new passphrase, a damaged profile."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from kaa_desktop.app import profiles
from kaa_desktop.app.connecting import Connected, Filled, Step, Trouble, problems
from kaa_desktop.gui.connect import ConnectCard
from kaa_desktop.gui.damaged import DamagedCard
from kaa_desktop.gui.main import Program
from kaa_desktop.gui.recover import RecoverCard
from kaa_desktop.gui.theme import Theme
from kaa_desktop.gui.unlock import UnlockWindow
from tests.gui.samples import FACTS
from tests.gui.screens.whole import running, unlock
from tests.gui.walker import LOOKS, Look, activate, walk
from tests.unit.app.desks import local_desktop
from tests.unit.app.test_recovering import NEW, SECRET, key_file, sealed

WHOLE = Filled(
    server="kaa.exempelas.se",
    municipality="9901",
    username="karin",
    password="ett långt lösenord",
    code="ABCD-EFGH",
    device_name="KAA-09",
    passphrase="stenar under bron",
    again="stenar under bron",
)
REFUSED = Trouble("Servern godtog inte uppgifterna.", "Datorn är inte ansluten.", "Kontrollera.")


def form(theme: Theme) -> ConnectCard:
    return ConnectCard(theme, "https://", "", "laptop-12")


def form_with_faults(theme: Theme) -> ConnectCard:
    card = form(theme)
    card.show_problems(problems(Filled()))
    card.show_trouble(REFUSED.happened, f"{REFUSED.safe} {REFUSED.advice}")
    return card


def downloading(theme: Theme) -> ConnectCard:
    card = form(theme)
    card._show_face(1)
    card._show_step(Step(1200, 60_000))
    return card


def recovering(theme: Theme) -> RecoverCard:
    card = RecoverCard(theme, "Karin Demolund")
    card.show_failed("Lösenordet öppnar inte nyckelfilen. Ingenting är ändrat.")
    return card


def damaged(theme: Theme) -> DamagedCard:
    return DamagedCard(theme, "profiler/9901-karin", "Kontakta Åsa Demolund.")


@pytest.mark.parametrize("make", [form, form_with_faults, downloading, recovering, damaged])
@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_cards(look: Look, make: Callable[[Theme], Any], qapp: QApplication, qtbot: QtBot) -> None:
    theme = look.theme(qapp)
    window = UnlockWindow(theme, FACTS)
    qtbot.addWidget(window)
    look.show(window, qtbot)
    card = make(theme)
    window.show_card(card, card.title, card.first_focus())
    assert walk(window, theme) == []


def test_every_field_is_asked_for_and_said_in_words() -> None:
    assert set(problems(Filled())) == {*Filled._fields} - {"again"}
    assert problems(WHOLE) == {}
    assert problems(WHOLE._replace(passphrase="för kort", again="för kort")) == {
        "passphrase": "Lösenfrasen har 8 tecken. Den behöver minst 15."
    }
    assert "inte lika" in problems(WHOLE._replace(again="stenar under bro!"))["again"]
    assert "går inte att läsa" in problems(WHOLE._replace(server="https:// "))["server"]
    assert WHOLE.password not in repr(WHOLE)


def test_what_is_written_is_sent_once_and_a_fault_leaves_it_standing(
    theme: Theme, qtbot: QtBot
) -> None:
    card = ConnectCard(theme, WHOLE.server, WHOLE.municipality, WHOLE.device_name)
    qtbot.addWidget(card)
    activate(card, qtbot)
    for name in ("username", "password", "code", "passphrase", "again"):
        card.box(name).field.setText(getattr(WHOLE, name))  # type: ignore[attr-defined]
    with qtbot.waitSignal(card.asked) as asked:
        QTest.keyClick(card.box("again").field, Qt.Key.Key_Return)
    assert asked.args == [WHOLE]
    assert card.busy()
    card.show_end(Connected(None, REFUSED))
    assert not card.busy()
    assert card.filled() == WHOLE
    assert any(one.text() == REFUSED.happened for one in card.findChildren(QLabel))


def test_no_secret_stays_in_a_card_that_is_left(theme: Theme, qtbot: QtBot) -> None:
    card = form(theme)
    qtbot.addWidget(card)
    card.box("password").field.setText("ett långt lösenord")  # type: ignore[attr-defined]
    card.forget()
    assert card.filled().password == ""


def test_a_damaged_profile_is_never_called_nobody(
    tmp_path: Path, qapp: QApplication, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Said what is safe and whom to call; mended, it opens again."""
    monkeypatch.setattr(profiles, "default_folder", lambda: tmp_path)
    desktop = local_desktop(tmp_path)
    desktop.close()
    file = desktop.profile.folder / profiles.NAME
    whole = file.read_bytes()
    file.write_bytes(whole[:40])
    with running(qapp, qtbot, None) as program:
        said = texts(program)
        assert "Profilen går inte att läsa" in said
        assert "ligger kvar, krypterat" in said
        assert "Kontakta kommunens administratör" in said
        assert str(desktop.profile.folder) in said
        file.write_bytes(whole)
        press(qapp, "Försök igen")
        assert program.unlock.ui.passphrase.isVisible()
        assert program.unlock.ui.user.text() == "Karin Demolund"


def test_one_damaged_profile_of_two_is_said_above_the_form(
    tmp_path: Path, qapp: QApplication, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(profiles, "default_folder", lambda: tmp_path)
    local_desktop(tmp_path).close()
    lost = tmp_path / "anna"
    lost.mkdir()
    (lost / profiles.NAME).write_text("{")
    with running(qapp, qtbot, None) as program:
        assert program.unlock.ui.passphrase.isVisible()
        assert "En annan profil på datorn går inte att läsa." in texts(program)


def test_an_attempt_that_broke_off_is_no_profile(tmp_path: Path) -> None:
    (tmp_path / "slots.json").write_text("{}")
    assert not profiles.is_damaged(tmp_path)
    (tmp_path / "status.json").write_text("{}")  # it has been used
    assert profiles.is_damaged(tmp_path)


def test_a_forgotten_passphrase_is_replaced_with_the_key_file(
    tmp_path: Path, qapp: QApplication, qtbot: QtBot
) -> None:
    desktop = local_desktop(tmp_path)
    desktop.close()
    private = X25519PrivateKey.generate()
    sealed(desktop, private)
    file = key_file(tmp_path / "nyckel.pem", private)
    with running(qapp, qtbot, desktop.profile.folder) as program:
        program.unlock.ui.forgotten.click()
        program.unlock.ui.recover.click()
        card = program.unlock.findChild(RecoverCard)
        assert card is not None
        fill(card, file=str(file), password="fel lösenord till filen", passphrase=NEW, again=NEW)
        qtbot.waitUntil(lambda: "Lösenordet öppnar inte nyckelfilen." in texts(program))
        fill(card, password=SECRET)
        qtbot.waitUntil(lambda: "Lösenfrasen är bytt." in texts(program))
        assert program.unlock.ui.passphrase.hasFocus()
        unlock(program, qtbot, NEW)
        qtbot.waitUntil(lambda: program.workplace is not None)


def fill(card: RecoverCard, **values: str) -> None:
    """Type in the fields and press Enter in the last."""
    for name, text in values.items():
        card.box(name).field.setText(text)  # type: ignore[attr-defined]
    QTest.keyClick(card.box("again").field, Qt.Key.Key_Return)


def texts(program: Program) -> str:
    found = [one.text() for one in program.unlock.findChildren(QLabel) if one.isVisible()]
    return "\n".join(found)


def press(app: QApplication, name: str) -> None:
    focused = app.focusWidget()
    assert focused is not None
    assert focused.accessibleName() == name
    QTest.keyClick(focused, Qt.Key.Key_Return)
