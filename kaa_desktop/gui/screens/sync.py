"""Synkning: how it stands in words, what waits and since when, conflicts, and what was not received."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QHBoxLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from kaa_core.model.ids import RecordId, YouthId
from kaa_core.model.rights import Right
from kaa_desktop.app.sync_views import ConflictView, RefusedView, SyncView, WaitingView
from kaa_desktop.app.sync_words import HERE_ONLY
from kaa_desktop.app.views import Changes, Result
from kaa_desktop.gui.forms.sheet import SheetArea, ground
from kaa_desktop.gui.rows import Cell, Column, Row, Section
from kaa_desktop.gui.screens.awaiting_band import AwaitingBand, ComparedBand
from kaa_desktop.gui.screens.conflict import ConflictScreen
from kaa_desktop.gui.screens.conflict_words import grouped
from kaa_desktop.gui.screens.day_list import DayList
from kaa_desktop.gui.screens.desk import Desk, Screen
from kaa_desktop.gui.screens.looks import kind_of
from kaa_desktop.gui.screens.mended_band import MendedBand
from kaa_desktop.gui.screens.parts import is_narrow
from kaa_desktop.gui.screens.refused import RefusedScreen
from kaa_desktop.gui.tokens import Kind
from kaa_desktop.gui.widgets.boxes import Banner, Card, PageHeader, fold
from kaa_desktop.gui.widgets.buttons import button
from kaa_desktop.gui.widgets.fields import FieldBox, TextField
from kaa_desktop.gui.widgets.labels import Glyph, label

_WAITING = (Column("what", "Vad"), Column("since", "Sparat", width=150))
_CONFLICTS = (
    Column("who", "Om vem"),
    Column("fields", "Uppgifter"),
    Column("age", "Ålder", width=110, optional=1),
)
_REFUSED = (Column("what", "Vad"), Column("why", "Varför"))
_ALL_SENT = "Allt du har skrivit finns på servern."
_ALL_TAKEN = "Servern har tagit emot allt du skickat."
LEAST_LIST = 150  # px at 100 %: the heading and a few rows, or why it is empty


class SyncScreen(Screen):
    """The page behind the status bar. Nothing here blocks other work."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "Synkning", name="sync")
        self._view: SyncView = self.session.sync_view()
        self._conflicts: dict[Any, list[ConflictView]] = {}
        self._refused: dict[Any, RefusedView] = {}
        self._waiting: dict[Any, WaitingView] = {}
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        self._header = PageHeader(self.theme, "Synkning")
        self._header.add(desk.actions.button("sync.test", name="sync_test"))
        self._header.add(desk.actions.button("sync.now", kind="primary", name="sync_now"))
        outer.addWidget(self._header)
        inside, body = ground()
        outer.addWidget(SheetArea.around(inside, "sync_area"), 1)
        body.addWidget(self._fault_band())
        self._mended = MendedBand(desk, "sync_mended")
        body.addWidget(self._mended)
        self._awaiting, self._compared = AwaitingBand(desk), ComparedBand(desk)
        body.addWidget(self._awaiting)
        body.addWidget(self._compared)
        body.addWidget(self._login_card())
        self._lists(body)
        self.theme.dress(self)
        self.theme.changed.connect(self._fit)
        self._show()

    # -- parts

    def _fault_band(self) -> QWidget:
        self._fault = Banner(self.theme, Kind.DANGER)
        self._copy = button(self.theme, "Kopiera felkod", name="sync_copy_code", icon="copy")
        self._copy.clicked.connect(self._copy_code)
        self._fault.add_button(self._copy)
        return self._fault

    def _login_card(self) -> QWidget:
        self._login = Card(self.theme, "Logga in igen", icon="key-round")
        self._password = TextField()
        self._password.setEchoMode(QLineEdit.EchoMode.Password)
        self._password_box = FieldBox(
            self.theme,
            "Kontots lösenord",
            self._password,
            name="sync_password",
            note="Du kan arbeta som vanligt under tiden. Allt sparas på datorn.",
        )
        enter = button(self.theme, "Logga in", name="sync_login", kind="primary", icon="lock-open")
        enter.clicked.connect(self._log_in)
        self._password.returnPressed.connect(self._log_in)
        row = QHBoxLayout()
        row.addWidget(enter)
        row.addStretch(1)
        self._login.body.addWidget(self._password_box)
        self._login.body.addLayout(row)
        return self._login

    def _lists(self, body: QVBoxLayout) -> None:
        conflicts, waiting, refused = self._make_lists()
        self._cards = {
            "conflicts": self._card("Konflikter", "copy-check", conflicts),
            "refused": self._card("Ej mottaget", "inbox", refused),
            "waiting": self._card("Väntar på synk", "hard-drive", waiting),
        }
        if self.session.may(Right.KEEP_REGISTER):
            self._cards["conflicts"].add_to_header(
                self.desk.actions.button(
                    "conflict.digest", kind="flat", text="Alla i kommunen", name="sync_digest"
                )
            )
        left, right = QVBoxLayout(), QVBoxLayout()
        left.addWidget(self._state_card())
        left.addWidget(self._cards["waiting"], 1)
        right.addWidget(self._cards["conflicts"], 1)
        right.addWidget(self._cards["refused"], 1)
        self._both = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        for column, stretch in ((left, 2), (right, 3)):
            column.setSpacing(12)
            self._both.addLayout(column, stretch)
        self._both.setSpacing(12)
        body.addLayout(self._both, 1)

    def _make_lists(self) -> tuple[DayList, DayList, DayList]:
        desk, alone = self.desk, self.session.who.alone
        self.conflicts = DayList(
            desk,
            _CONFLICTS,
            name="sync_conflicts",
            title="Konflikter",
            two_lines=True,
            empty=("circle-check", "Inga konflikter.", "Ingen uppgift har ändrats på två datorer."),
        )
        self.waiting = DayList(
            desk,
            _WAITING,
            name="sync_waiting",
            title="Väntar på synk",
            two_lines=True,
            empty=("circle-check", "Inget väntar.", HERE_ONLY if alone else _ALL_SENT),
        )
        self.refused = DayList(
            desk,
            _REFUSED,
            name="sync_refused",
            title="Ej mottaget",
            two_lines=True,
            empty=("circle-check", "Allt är mottaget.", HERE_ONLY if alone else _ALL_TAKEN),
        )
        self.conflicts.view.opened.connect(self._open_conflict)
        self.waiting.view.opened.connect(self._open_waiting)
        self.refused.view.opened.connect(self._open_refused)
        return self.conflicts, self.waiting, self.refused

    def _card(self, title: str, icon: str, inside: QWidget) -> Card:
        card = Card(self.theme, title, icon=icon, padded=False)
        inside.setMinimumHeight(LEAST_LIST)
        card.body.addWidget(inside)
        return card

    def _state_card(self) -> Card:
        card = Card(self.theme, "Läge", icon="refresh-cw")
        self._state: list[tuple[Glyph, Any]] = []
        for _line in range(4):
            row = QHBoxLayout()
            row.setSpacing(8)
            glyph, words = Glyph(self.theme, "", 16), label("", "body", wrap=True)
            row.addWidget(glyph)
            row.addWidget(words, 1)
            card.body.addLayout(row)
            self._state.append((glyph, words))
        card.body.addWidget(
            label("Du kan alltid fortsätta arbeta. Inget försvinner.", "caption", wrap=True)
        )
        return card

    # -- showing

    def _show(self) -> None:
        view = self._view = self.session.sync_view()
        self._show_fault(view)
        for band in (self._mended, self._awaiting, self._compared):
            band.reload()
        self._login.setVisible(view.needs_login)
        self._show_state(view)
        found = grouped(self.session.conflicts())
        self._conflicts = {group[0].id: group for group in found}
        self._refused = {one.n: one for one in self.session.refused()}
        self._waiting = {one.n: one for one in self.session.waiting()}
        _fill(self.conflicts, {key: _conflict_row(group) for key, group in self._conflicts.items()})
        _fill(self.refused, {key: _refused_row(one) for key, one in self._refused.items()})
        _fill(self.waiting, {key: _waiting_row(one) for key, one in self._waiting.items()})
        self._titles()
        self._fit()

    def _titles(self) -> None:
        fields = sum(len(group) for group in self._conflicts.values())
        self._set_title("conflicts", "Konflikter", fields, "Välj vad som ska gälla.")
        self._set_title("waiting", "Väntar på synk", self._view.waiting, "Skickas av sig själv.")
        self._set_title("refused", "Ej mottaget", len(self._refused), "Texten finns kvar här.")

    def _set_title(self, key: str, title: str, count: int, note: str) -> None:
        self._cards[key].set_title(title, f"{count} · {note}" if count else "")

    def _show_fault(self, view: SyncView) -> None:
        fault = view.fault
        self._fault.setVisible(fault is not None)
        if fault is None:
            return
        kind = Kind.INFO if view.network_icon == "cloud-off" else Kind.WARN
        whom = self.session.municipality().support
        ask = f" {whom.sentence}" if any(whom) and kind is Kind.WARN else ""
        self._fault.set_message(kind, fault.happened, f"{fault.safe} {fault.advice}{ask}".strip())
        self._copy.setText(f"Kopiera felkod {fault.code}")
        self._copy.setAccessibleName(f"Kopiera felkod {fault.code}")

    def _show_state(self, view: SyncView) -> None:
        lines = (
            (view.saved_icon, view.saved, str(kind_of(view.saved_tone))),
            (view.network_icon, view.network, str(kind_of(view.network_tone))),
            ("clock" if view.contact else "", view.contact, "text"),
            ("download" if view.download else "", view.download, "info"),
        )
        for (glyph, words), (icon, text, tone) in zip(self._state, lines, strict=True):
            glyph.set_icon(icon, tone)
            words.setText(text)
            glyph.setVisible(bool(text))
            words.setVisible(bool(text))

    # -- acting

    def _copy_code(self) -> None:
        if self._view.fault is not None:
            QGuiApplication.clipboard().setText(self._view.fault.code)
            self.desk.say(f"Felkoden {self._view.fault.code} är kopierad.")

    def _log_in(self) -> None:
        password = self._password.text()
        if not password:
            self._password_box.set_error("Skriv lösenordet till ditt konto.")
            self._password.setFocus()
            return
        self._password.clear()
        self.desk.then(self.session.log_in(password), self._logged_in, self._login_failed)

    def _logged_in(self, result: Result) -> None:
        if isValid(self):
            self._password_box.set_error(" ".join(one.sentence for one in result.problems))
            if result.done:
                self.desk.say(result.sentence)

    def _login_failed(self, sentence: str) -> None:
        if isValid(self):
            self._password_box.set_error(sentence)

    def _open_conflict(self, key: RecordId) -> None:
        if key in self._conflicts:
            self.desk.open_screen(ConflictScreen(self.desk, self._conflicts[key]))

    def _open_refused(self, key: int) -> None:
        if key in self._refused:
            self.desk.open_screen(RefusedScreen(self.desk, self._refused[key]))

    def _open_waiting(self, key: int) -> None:
        one = self._waiting.get(key)
        if one is not None and one.youth is not None:
            self.desk.open_youth(one.youth)

    # -- the page

    def chosen_youth(self) -> YouthId | None:
        if self.conflicts.view.hasFocus():
            group = self._conflicts.get(self.conflicts.view.current_id())
            return group[0].youth if group else None
        return None

    def panes(self) -> Sequence[QWidget]:
        bands = (self._fault, self._awaiting, self._compared, self._login)
        shown = [one for one in bands if not one.isHidden()]
        lists = [self.conflicts, self.waiting, self.refused]
        return [*shown, *(one.view for one in lists if one.view.isVisible())] or [self._header]

    def first_focus(self) -> QWidget | None:
        if self._view.needs_login:
            return self._password
        for one in (self.conflicts, self.refused, self.waiting):
            if not one.empty:
                return one.view
        return self._header.findChild(QWidget, "sync_now")

    def key_hints(self) -> Sequence[tuple[str, str]]:
        return [("F5", "Synka nu"), ("Enter", "Öppna"), ("F1", "Hjälp")]

    def refresh(self, changes: Changes) -> None:
        if changes.sync or changes.everything or changes.kinds:
            self._show()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        fold(self._both, narrow=is_narrow(self, self.theme))


def _fill(shown: DayList, rows: dict[Any, Row]) -> None:
    shown.show_rows(rows, [Section("all", "", list(rows))])


def _conflict_row(group: list[ConflictView]) -> Row:
    first = group[0]
    fields = ", ".join(one.label for one in group)
    who = " och ".join(dict.fromkeys(filter(None, (first.other.who, first.kept.who))))
    asked = next((one for one in group if one.asked), None)
    told = "Har ändrats på två datorer" if asked is None else asked.asked
    oldest = max(group, key=lambda one: one.days)
    icon = "message-circle" if asked is not None and asked.asked_me else "triangle-alert"
    return Row(
        (
            Cell(first.name or first.record, told, strong=True, icon=icon, tone="warn"),
            Cell(fields, who),
            Cell(oldest.age, tone="text2"),
        )
    )


def _refused_row(one: RefusedView) -> Row:
    about = " · ".join(part for part in (one.name, one.when) if part)
    return Row((Cell(one.title, about, strong=True), Cell(one.reason)))


def _waiting_row(one: WaitingView) -> Row:
    return Row((Cell(one.title, one.name, strong=True), Cell(one.since, one.waited)))
