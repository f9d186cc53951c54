"""Bilagor in the window: a file chosen or dropped, a list, a picture from memory, a copy, and away."""

from __future__ import annotations

from pathlib import Path

import attrs
import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from kaa_core.model.enums import AttachmentKind, DeregistrationReason, OccupationKind
from kaa_core.model.records import Enrolment
from kaa_core.sync.attachments import PIECE
from kaa_desktop.app.attachments import Place
from kaa_desktop.gui.paper_acts import add_paper, show_papers
from kaa_desktop.gui.screens import papers as papers_module
from kaa_desktop.gui.screens.papers import PapersScreen, paper_row
from kaa_desktop.gui.screens.picture import PictureScreen, decoded
from kaa_desktop.store.attachments import FileState, note_sent
from kaa_desktop.sync import faults
from tests.gui.screens.conftest import Room, found_in, make_room
from tests.gui.walker import LOOKS, Look
from tests.unit.app.desks import WAIT, Desktop
from tests.unit.app.papers import add, pdf, png


def fill_papers(room: Room) -> None:
    """A plan, a picture, and one of which two pieces are sent."""
    liam = room.people["Liam"]
    add(room.desktop, liam, pdf())
    add(room.desktop, liam, png(600, 800), name="Brev hem", what=AttachmentKind.LETTER)
    add(room.desktop, liam, pdf(size=5 * PIECE), name="Antagningsbesked från Stadsgymnasiet")
    large = max(room.session.attachments.of(liam), key=lambda one: one.size.endswith("MB"))
    sent = large.id.bytes
    room.desktop.store.files.submit(lambda unit: note_sent(unit, sent, 2, whole=False)).result(WAIT)


def papers(room: Room) -> None:
    """The list with something in it."""
    show_papers(room.workplace, room.people["Liam"])


def papers_with_fault(room: Room) -> None:
    """Why one has not come through."""
    show_papers(room.workplace, room.people["Liam"])
    page = room.page
    fault = faults.fault("attachments_full").sentence
    rows = [attrs.evolve(row, note=fault) for row in page._papers.values()]
    page._papers = {one.id: one for one in rows}
    page._picked(None)


def no_papers(room: Room) -> None:
    """Why nothing is there."""
    show_papers(room.workplace, room.people["Alva"])


def new_paper(room: Room) -> None:
    """The form before a file is chosen."""
    add_paper(room.workplace, room.people["Liam"])


def new_paper_chosen(room: Room) -> None:
    """The form with a file, and what is missing said."""
    path = room.desktop.profile.folder.parent / "Plan för hösten med ett långt namn.pdf"
    path.write_bytes(pdf())
    add_paper(room.workplace, room.people["Liam"], path)
    room.bot.waitUntil(lambda: room.page._found is not None)
    room.page.finish()
    room.bot.waitUntil(lambda: bool(room.page._boxes["what"].error()))


def new_paper_refused(room: Room) -> None:
    """A file that is not let in."""
    path = room.desktop.profile.folder.parent / "skript.pdf"
    path.write_bytes(pdf(b"<< /S /JavaScript /JS (app.alert) >>"))
    add_paper(room.workplace, room.people["Liam"], path)
    room.bot.waitUntil(room.page._fault.isVisible)


def picture(room: Room) -> None:
    """A picture from memory."""
    show_papers(room.workplace, room.people["Liam"])
    page = room.page
    page.list.select(next(one.id for one in page._papers.values() if one.picture))
    room.workplace.actions.trigger("attachment.open")
    room.bot.waitUntil(lambda: room.page._stack.currentIndex() == 1)


SCREENS = (
    papers,
    papers_with_fault,
    no_papers,
    new_paper,
    new_paper_chosen,
    new_paper_refused,
    picture,
)


@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_walk(look: Look, qapp: QApplication, qtbot: QtBot, desktop: Desktop) -> None:
    room = make_room(qapp, qtbot, look.theme(qapp), desktop)
    fill_papers(room)
    room.shell.resize(look.size)
    found = found_in(room, SCREENS)
    room.workplace.close()
    assert found == {}


def test_a_paper_is_added_by_keyboard_and_stands_in_the_journal(room: Room, tmp_path: Path) -> None:
    path = tmp_path / "skannat.pdf"
    path.write_bytes(pdf())
    room.workplace.open_youth(room.people["Liam"])
    room.workplace.actions.trigger("attachment.add")
    form = room.page
    room.workplace.actions.trigger("form.finish")  # no file yet: nothing happens but words
    form.read(path)
    room.bot.waitUntil(lambda: form._found is not None)
    assert form.name.text() == "skannat"
    form.what.set_value(AttachmentKind.PLAN)
    room.workplace.actions.trigger("form.finish")
    room.bot.waitUntil(lambda: room.page is not form)
    room.bot.waitUntil(lambda: bool(room.page._page.papers))
    entry = next(one for one in room.page._page.journal if one.kind == "Attachment")
    assert entry.title == "Bilaga – undertecknad plan"
    room.page.choose_event(entry.id)
    room.page.journal.setFocus()
    room.press(Qt.Key.Key_Return)
    assert isinstance(room.page, PapersScreen)
    [paper] = room.page._papers.values()
    assert paper.name == "skannat"


def test_a_file_that_is_dropped_opens_the_form(room: Room, tmp_path: Path) -> None:
    path = tmp_path / "plan.pdf"
    path.write_bytes(pdf())
    room.workplace.open_youth(room.people["Liam"])
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    page, at = room.page, QPointF(50, 50)
    buttons = (Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton)
    none = Qt.KeyboardModifier.NoModifier
    entering = QDragEnterEvent(at.toPoint(), *buttons, none)
    QApplication.sendEvent(page, entering)
    assert entering.isAccepted()
    QApplication.sendEvent(page, QDropEvent(at, *buttons, none))
    assert room.page.objectName() == "paper_form"
    room.bot.waitUntil(lambda: room.page._found is not None)


def test_a_closed_case_is_read_and_not_written_in(room: Room) -> None:
    liam = room.people["Liam"]
    fill_papers(room)
    enrolment = room.desktop.store.queries.about(Enrolment, [liam])[0]
    room.desktop.store.set(
        Enrolment,
        enrolment.id,
        end=room.session.today(),
        deregistration_reason=DeregistrationReason.STUDIES,
        last_known_occupation=OccupationKind.UPPER_SECONDARY,
    ).result(WAIT)
    room.workplace.open_youth(liam)
    room.workplace.actions.trigger("attachment.list")
    assert isinstance(room.page, PapersScreen)
    reason = room.workplace.actions.reason
    assert reason("attachment.open") == ""
    assert "avslutat" in reason("attachment.remove")
    assert "avslutat" in reason("attachment.add")


def test_a_pdf_is_opened_from_the_private_folder(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []

    def show(url: QUrl) -> bool:
        opened.append(url.toLocalFile())
        return True

    monkeypatch.setattr(QDesktopServices, "openUrl", show)
    add(room.desktop, room.people["Liam"], pdf())
    papers(room)
    room.workplace.actions.trigger("attachment.open")
    room.bot.waitUntil(lambda: bool(opened))
    assert Path(opened[0]).read_bytes() == pdf()
    room.desktop.session.attachments.close()
    assert not Path(opened[0]).exists()


def _answer(room: Room, yes: str) -> None:
    box = room.page.findChild(QMessageBox, "paper_question")
    assert box is not None
    next(one for one in box.buttons() if one.text() == yes).click()


def test_a_copy_leaves_the_encryption_only_when_asked_twice(room: Room, tmp_path: Path) -> None:
    add(room.desktop, room.people["Liam"], pdf())
    papers(room)
    room.workplace.actions.trigger("attachment.copy")
    box = room.page.findChild(QMessageBox, "paper_question")
    assert box.informativeText() == papers_module.LEAVES
    assert box.defaultButton().text() == "Avbryt"
    to = tmp_path / "kopia.pdf"
    room.page.copy_to(str(to))
    room.bot.waitUntil(to.exists)
    assert to.read_bytes() == pdf()


def test_a_paper_is_removed_when_sure(room: Room) -> None:
    add(room.desktop, room.people["Liam"], pdf())
    papers(room)
    room.workplace.actions.trigger("attachment.remove")
    _answer(room, "Ta bort")
    room.bot.waitUntil(lambda: not room.page._papers)
    assert room.page._stack.currentIndex() == 0


def test_what_is_on_the_server_only_is_fetched_and_not_opened(room: Room) -> None:
    add(room.desktop, room.people["Liam"], pdf())
    store, liam = room.desktop.store, room.people["Liam"]
    from kaa_desktop.store.attachments import remove

    store.files.submit(lambda unit: remove(unit, scope=liam.bytes)).result(WAIT)
    papers(room)
    assert room.workplace.actions.reason("attachment.open") == papers_module.AWAY
    assert room.workplace.actions.reason("attachment.fetch") == ""
    room.press(Qt.Key.Key_Return)  # Enter fetches it: it cannot be opened yet
    room.bot.waitUntil(lambda: next(iter(room.page._papers.values())).place is Place.FETCHING)
    held = store.files.read(lambda one: one.execute("SELECT state FROM attachment_file").fetchall())
    assert held == [(int(FileState.WANTED),)]


@pytest.mark.parametrize("place", list(Place))
def test_every_place_has_an_icon_and_a_word(place: Place, room: Room) -> None:
    add(room.desktop, room.people["Liam"], pdf())
    row = room.session.attachments.of(room.people["Liam"])[0]
    chip = paper_row(attrs.evolve(row, place=place, state=place.value)).cells[-1].chip
    assert chip is not None
    assert chip.icon
    assert chip.text == place.value


def test_a_picture_is_upright_bounded_and_zoomed_by_keys(room: Room) -> None:
    assert decoded(png(5000, 100)).width() == 4096
    assert decoded(b"ingen bild").isNull()
    fill_papers(room)
    picture(room)
    page = room.page
    assert isinstance(page, PictureScreen)
    before = page._shown.pixmap().width()
    page.area.setFocus()
    room.press(Qt.Key.Key_Plus)
    assert page._shown.pixmap().width() > before
    room.press(Qt.Key.Key_0)
    assert page._shown.pixmap().width() == before
