"""Fields: what people type is read with tolerance, and what cannot be read is said in Swedish."""

from datetime import date, time

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from kaa_desktop.gui.dates import parse_date, parse_time, short_date, weekday_date
from kaa_desktop.gui.theme import Theme
from kaa_desktop.gui.watchers import Settled
from kaa_desktop.gui.widgets.fields import (
    DateField,
    FieldBox,
    NoteField,
    TextField,
    TimeField,
    clean,
)
from tests.gui.samples import TODAY, today
from tests.gui.walker import activate


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("2026-11-24", date(2026, 11, 24)),
        ("20261124", date(2026, 11, 24)),
        ("261124", date(2026, 11, 24)),
        ("24/11", date(2026, 11, 24)),
        ("24/11 2025", date(2025, 11, 24)),
        ("24 nov", date(2026, 11, 24)),
        ("24 november 2026", date(2026, 11, 24)),
        ("  24   NOV ", date(2026, 11, 24)),
        ("3 jan", date(2027, 1, 3)),  # the closest, not the one long past
        ("i dag", TODAY),
        ("igår", date(2026, 11, 23)),
        ("i morgon", date(2026, 11, 25)),
        ("29/2 2028", date(2028, 2, 29)),
    ],
)
def test_dates_are_read(typed: str, meant: date) -> None:
    assert parse_date(typed, TODAY) == meant


@pytest.mark.parametrize(
    "typed", ["2026-02-30", "31/11", "29/2 2027", "snart", "2026", "13/13", "1"]
)
def test_unreadable_dates_get_a_swedish_sentence(typed: str) -> None:
    with pytest.raises(ValueError, match=r"Skriv datumet så här: 2026-11-24\.") as fault:
        parse_date(typed, TODAY)
    assert str(fault.value).startswith("D")


@pytest.mark.parametrize(
    ("typed", "year"),
    [
        ("0026-11-24", "0026"),
        ("1899-12-31", "1899"),
        ("24/11 9999", "9999"),
        ("1 jan 2101", "2101"),
    ],
)
def test_a_slip_in_the_year_is_said(typed: str, year: str) -> None:
    with pytest.raises(ValueError, match=f"Året {year} kan inte stämma. Skriv datumet så här"):
        parse_date(typed, TODAY)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("13:20", time(13, 20)),
        ("13.20", time(13, 20)),
        ("1320", time(13, 20)),
        ("9", time(9)),
        ("kl 8:05", time(8, 5)),
    ],
)
def test_times_are_read(typed: str, meant: time) -> None:
    assert parse_time(typed) == meant


@pytest.mark.parametrize("typed", ["25:00", "13:60", "sen", "13:2:1"])
def test_unreadable_times_get_a_swedish_sentence(typed: str) -> None:
    with pytest.raises(ValueError, match=r"Skriv tiden så här: 13:20\."):
        parse_time(typed)


def test_dates_in_text() -> None:
    assert short_date(date(2026, 11, 24)) == "24 nov"
    assert short_date(date(2025, 11, 24), TODAY) == "24 nov 2025"
    assert weekday_date(date(2026, 11, 26)) == "tors 26 nov"


@pytest.fixture
def form(theme: Theme, qtbot: QtBot) -> QWidget:
    window = QWidget()
    column = QVBoxLayout(window)
    window.date = FieldBox(theme, "Datum", DateField(today), name="date")  # type: ignore[attr-defined]
    window.time = FieldBox(theme, "Gick", TimeField(), name="time")  # type: ignore[attr-defined]
    window.note = FieldBox(theme, "Anteckning", NoteField(), name="note", note="Det du såg.")  # type: ignore[attr-defined]
    for box in (window.date, window.time, window.note):  # type: ignore[attr-defined]
        column.addWidget(box)
    qtbot.addWidget(window)
    activate(window, qtbot)
    return window


def test_date_is_written_out_when_left(form: QWidget, qtbot: QtBot) -> None:
    field = form.date.field  # type: ignore[attr-defined]
    field.setFocus()
    QTest.keyClicks(field, "24 nov")
    with qtbot.waitSignal(field.date_changed) as changed:
        QTest.keyClick(field, Qt.Key.Key_Tab)
    assert changed.args == [date(2026, 11, 24)]
    assert field.text() == "2026-11-24"


def test_ctrl_d_writes_today(form: QWidget) -> None:
    field = form.date.field  # type: ignore[attr-defined]
    field.setFocus()
    QTest.keyClick(field, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    assert field.value() == TODAY


def test_unreadable_date_is_kept_and_explained(form: QWidget) -> None:
    box = form.date  # type: ignore[attr-defined]
    box.field.setFocus()
    QTest.keyClicks(box.field, "31/11")
    QTest.keyClick(box.field, Qt.Key.Key_Tab)
    assert box.field.text() == "31/11"
    assert box.error() == "Datumet 31/11 finns inte. Skriv datumet så här: 2026-11-24."
    assert box.field.accessibleDescription() == box.error()
    box.field.setText("30/11")
    box.field.setFocus()
    QTest.keyClick(box.field, Qt.Key.Key_Tab)
    assert box.error() == ""


def test_error_gives_way_to_the_note(form: QWidget) -> None:
    box = form.note  # type: ignore[attr-defined]
    box.set_error("Skriv vad som hände.")
    assert box.field.accessibleDescription() == "Skriv vad som hände."
    box.set_error("")
    assert box.field.accessibleDescription() == "Det du såg."


def test_tab_leaves_a_note(form: QWidget) -> None:
    note = form.note.field  # type: ignore[attr-defined]
    note.setFocus()
    QTest.keyClick(note, Qt.Key.Key_Tab)
    assert not note.hasFocus()
    assert note.toPlainText() == ""


def test_paste_is_cleaned(theme: Theme, qtbot: QtBot) -> None:
    note = NoteField()
    qtbot.addWidget(note)
    pasted = QMimeData()
    pasted.setHtml("<b>Ringde</b><img src='file:///etc/passwd'>")
    pasted.setText("Ringde\u00a0två\u200b gånger.\r\nIngen\u202e öppnade.\u0007")
    note.insertFromMimeData(pasted)
    assert note.toPlainText() == "Ringde två gånger.\nIngen öppnade."


def test_clean_keeps_what_people_write() -> None:
    assert clean("Åsa–Örjan é 😀\n\tindrag") == "Åsa–Örjan é 😀\n\tindrag"


def test_settled_waits_for_the_pause_and_comes_at_once_when_left(qtbot: QtBot) -> None:
    field = TextField()
    qtbot.addWidget(field)
    settled = Settled(field, wait_ms=30)
    field.textChanged.connect(settled.touch)
    field.left.connect(settled.now)
    with qtbot.waitSignal(settled.settled):
        field.setText("a")
    field.setText("ab")
    with qtbot.waitSignal(settled.settled, timeout=25):
        settled.now()
    with qtbot.assertNotEmitted(settled.settled, wait=60):
        settled.now()
