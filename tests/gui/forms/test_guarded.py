"""The language guard at a field, the kartläggning and what was agreed: in the window, by the keyboard."""

from __future__ import annotations

from typing import TypeVar, cast

import attrs
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCharFormat
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from kaa_core.model.casework import Assessment
from kaa_core.model.enums import ConversationKind, Responsible
from kaa_core.model.records import Conversation, JournalNote, Task
from kaa_core.model.registry import Record, of_kind
from kaa_desktop.app.assessment_forms import AssessmentForm
from kaa_desktop.gui.forms.guide import NAMES, guide_to
from kaa_desktop.gui.widgets.fields import FieldBox, NoteField, TextField
from kaa_desktop.gui.widgets.guarded import YOURS
from tests.gui.forms.conftest import open_form, saved
from tests.gui.screens.conftest import CTRL, Room
from tests.unit.app.desks import WAIT

R = TypeVar("R", bound=Record)

WAVE = QTextCharFormat.UnderlineStyle.WaveUnderline


def records(room: Room, kind: type[R]) -> list[R]:
    """What Alva has of a kind."""
    return list(of_kind(room.desktop.store.queries.case_records(room.people["Alva"]), kind))


def texts(inside: QWidget) -> list[str]:
    """Everything that is said in a part of the window."""
    return [one.text() for one in inside.findChildren(QLabel)]


def test_a_word_is_marked_while_writing_and_an_offer_put_in_by_keys(room: Room) -> None:
    """Underlined where it stands, told below with the reason; nothing is held back, and undo undoes."""
    page = open_form(room, "journal_note", "Alva")
    field, panel = page.widget("text"), page._fields["text"].box.guarded
    said: list[str] = []
    panel.noticed.connect(said.append)
    field.setPlainText("🙂 Hon har ett missbruk och trivs.")
    field.setFocus()
    room.bot.waitUntil(panel.isVisible)
    (wave,) = field.extraSelections()
    assert wave.cursor.selectedText() == "missbruk"
    assert wave.format.underlineStyle() == WAVE
    assert said == [
        "”missbruk” kan peka på beroende, och det räknas som hälsa. Förslag står under fältet."
    ]
    assert "5 § förordningen (2006:39)" in panel.accessibleName()
    assert YOURS in panel.accessibleName()
    assert not page.frame.finish.property("blocked")
    room.press(Qt.Key.Key_Tab)
    assert room.focus().accessibleName() == "Byt missbruk mot ett hinder för studierna"
    room.press(Qt.Key.Key_Tab)
    room.press(Qt.Key.Key_Space)
    assert field.text() == "🙂 Hon har ett behov av stöd och trivs."
    assert panel.isHidden()
    assert room.focus() is field
    room.press(Qt.Key.Key_Z, CTRL)
    panel.look()
    assert "missbruk" in field.text()
    room.press(Qt.Key.Key_Return, CTRL)
    room.bot.waitUntil(lambda: room.page is not page)
    (note,) = records(room, JournalNote)
    assert "missbruk" in (note.text or "")  # a person decided: it is entered all the same


def test_lines_that_take_sentences_are_guarded_and_names_are_not(room: Room) -> None:
    """What a bevakning is about is watched; a street may be called what it likes."""
    task = open_form(room, "task", "Alva")
    assert task._fields["title"].box.guarded is not None
    line, panel = task.widget("title"), task._fields["title"].box.guarded
    line.setText("Ring hennes psykolog")
    panel.look()
    room.bot.waitUntil(panel.isVisible)
    cast(QPushButton, panel.findChildren(QPushButton)[0]).click()
    assert line.text() == "Ring hennes annat stöd"
    youth = open_form(room, "youth", "Alva")
    assert youth._fields["city"].box.guarded is None


def test_the_kartlaggning_is_written_in_portions_by_keyboard_alone(room: Room) -> None:
    """Alt+2, the empty tab, the form; saved it goes on, killed it is a draft, entered it is a version."""
    room.workplace.open_youth(room.people["Alva"])
    room.press(Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier)
    assert room.page.tabs.bar.value() == "assessment"
    room.press(Qt.Key.Key_Space)  # the one button of an empty tab
    page = room.page
    assert page.title.startswith("Kartläggning")
    assert "Saknas: förutsättningar, behov, önskemål." in page._state.accessibleName()
    page.widget("needs").setFocus()
    room.type("Kort dag.")
    room.press(Qt.Key.Key_Tab)
    assert cast(AssessmentForm, saved(room, page.draft)).needs == "Kort dag."
    assert "Saknas: förutsättningar, önskemål." in page._state.accessibleName()
    page._later.setFocus()
    room.press(Qt.Key.Key_Space)
    room.bot.waitUntil(lambda: room.page is not page)
    assert "assessment" not in [one.form for one in room.session.drafts()]
    tab = room.page.tabs.current()
    room.bot.waitUntil(lambda: len(tab._versions) == 1)
    assert tab._versions[0].ongoing
    tab._write.click()
    page = room.page
    assert page.widget("needs").text() == "Kort dag."
    page.widget("wishes").setPlainText("Bygg.")
    room.press(Qt.Key.Key_Return, CTRL)
    room.bot.waitUntil(lambda: room.page is not page)
    (held,) = records(room, Assessment)
    assert held.entered_at is not None
    assert held.wishes == "Bygg."


def test_versions_stand_beside_each_other_and_say_what_changed(room: Room) -> None:
    """The comparison is said in words, for the eye and for a screen reader."""
    kept, alva = room.session.assessments, room.people["Alva"]
    for text in ("Kort dag. Tyst rum.", "Kort dag. Egen plats."):
        assert kept.enter(attrs.evolve(kept.form(alva), needs=text)).result(WAIT).done
    room.workplace.open_youth(alva)
    room.page.tabs.go("assessment")
    tab = room.page.tabs.current()
    assert tab._choose.count() == 2
    tab._beside.click()
    words = texts(tab.area.widget())
    assert "Behov: ändrat." in words
    assert "Borttaget: Tyst rum." in words
    assert "Nytt: Egen plats." in words
    assert "Kort dag." in words


def test_each_kind_of_conversation_has_its_guide_and_rows_become_bevakningar(room: Room) -> None:
    """The guide follows the kind; a row is written by keys alone and entered with the conversation."""
    for kind in NAMES:
        assert 5 <= len(guide_to(kind).points) <= 8
    page = open_form(room, "conversation", "Alva")
    page.widget("kind").choose(ConversationKind.COACHING)
    assert "Vad behöver du av mig?" in texts(page.frame.context)
    page.widget("kind").choose(ConversationKind.DISCHARGE)
    assert "Vem tar över stödet?" in " ".join(texts(page.frame.context))
    page.widget("summary").setPlainText("Vi gick igenom planen.")
    page.widget("tasks").add.setFocus()
    room.press(Qt.Key.Key_Space)
    room.type("Ring skolan")
    room.press(Qt.Key.Key_Tab)
    room.type("U")
    room.press(Qt.Key.Key_Tab)
    room.type("24 no")
    assert page.form().tasks[0].typed == "24 no"  # a draft brings back what cannot be read yet
    room.focus().setText("2026-12-01")
    room.press(Qt.Key.Key_Return, CTRL)
    room.bot.waitUntil(lambda: room.page is not page)
    held = next(
        one for one in records(room, Conversation) if one.kind is ConversationKind.DISCHARGE
    )
    (task,) = [one for one in records(room, Task) if one.agreed_in == held.id]
    assert (task.title, task.responsible) == ("Ring skolan", Responsible.YOUTH)


def test_reasons_are_watched_wherever_they_are_written(room: Room) -> None:
    """Also outside the forms about a youth: a line as long as a reason takes sentences."""
    reason, name = TextField(), TextField()
    reason.setMaxLength(500)
    name.setMaxLength(200)
    boxes = [FieldBox(room.workplace.theme, "Varför", one) for one in (reason, name, NoteField())]
    assert [one.guarded is not None for one in boxes] == [True, False, True]
    reason.setReadOnly(True)
    reason.setText("Hon har ångest.")
    assert boxes[0].guarded is not None
    boxes[0].guarded.look()
    assert boxes[0].guarded.marks() == ()  # what is only read is nobody's to mend there
    for one in boxes:
        one.deleteLater()
