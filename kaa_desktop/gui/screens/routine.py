"""Rutinen: its steps as a picture and in words, its versions, and the page that changes it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from typing import Any, Final

from PySide6.QtWidgets import QVBoxLayout, QWidget
from shiboken6 import isValid

from kaa_core.model.enums import Role, RoutineStep
from kaa_core.model.registry import Problem
from kaa_core.model.rights import Right
from kaa_core.rules.routine import Anchor, Line
from kaa_desktop.app.routines import RoutineForm, RoutineRow, StepForm
from kaa_desktop.app.views import Changes, Result
from kaa_desktop.gui.actions import Binding
from kaa_desktop.gui.forms.fields import PickBox
from kaa_desktop.gui.forms.sheet import ReadingSheet, SheetArea
from kaa_desktop.gui.screens.desk import Desk, Screen
from kaa_desktop.gui.screens.kept_form import KeptForm
from kaa_desktop.gui.screens.routine_picture import RoutinePicture
from kaa_desktop.gui.tokens import Kind
from kaa_desktop.gui.widgets.boxes import Banner, Card, PageHeader
from kaa_desktop.gui.widgets.fields import DateField, FieldBox, TextField
from kaa_desktop.gui.widgets.flow import FlowLayout
from kaa_desktop.gui.widgets.labels import label

ROLES: Final = ((Role.CASEWORKER, "Handläggaren"), (Role.COORDINATOR, "Samordnaren"))
KINDS: Final = (
    (None, "Inget steg"),
    (RoutineStep.SECOND_CONTACT, "Telefon, sms eller brev"),
    (RoutineStep.HOME_VISIT, "Hembesök"),
)
ANCHORS: Final = ((Anchor.START, "första brevet"), (Anchor.BEFORE, "steget före"))
_PLAIN: Final = (
    "first",
    "again",
    "visit_again",
    "follow_up",
    "limit",
    "tolerance",
    "established_weeks",
    "note",
)
UNREAD: Final = "Bilden visas när alla tider går att läsa."
RECKONING: Final = "Räknar vad som ändras …"


class RoutineScreen(Screen):
    """The routine in force, and those before and after it. Everybody may read it."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "Rutinen", name="routine")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.header = PageHeader(self.theme, "Rutinen", "Vad som ska göras, när och av vem")
        self._change = desk.actions.button("routine.change", kind="primary", name="routine_change")
        self._away = desk.actions.button("absence.show", name="routine_absence")
        self.header.add(self._away)
        self.header.add(self._change)
        column.addWidget(self.header)
        self._area = SheetArea("routine_area", "Rutinen")
        column.addWidget(self._area, 1)
        self._show()
        self.theme.dress(self)

    def _show(self) -> None:
        inside = ReadingSheet(self.theme, self._area, "Rutinen", name="routine_sheet")
        inside.setProperty("fill", "canvas")
        column = QVBoxLayout(inside)
        column.setContentsMargins(20, 12, 20, 12)
        column.setSpacing(12)
        rows = self.session.routines.rows()
        for row in sorted(rows, key=lambda one: not one.now):
            if row.now or row.coming:
                column.addWidget(self._card(row))
        former = [one for one in rows if not (one.now or one.coming)]
        if former:
            column.addWidget(self._former(former))
        column.addStretch(1)
        self._area.setWidget(inside)

    def _card(self, row: RoutineRow) -> Card:
        told = " · ".join(part for part in (row.since, row.decided, row.note) if part)
        card = Card(self.theme, "Gäller nu" if row.now else "Kommer att gälla", subtitle=told)
        if row.remark:
            card.body.addWidget(Banner(self.theme, Kind.WARN, "", row.remark))
        picture = RoutinePicture(self.theme)
        picture.show_lines(row.picture)
        card.body.addWidget(picture)
        tolerance = f"Ett steg får vara {row.routine.tolerance} dagar sent. "
        weeks = f"Målet är kontakt inom {row.routine.established_weeks} veckor."
        card.body.addWidget(label(tolerance + weeks, "muted", wrap=True))
        return card

    def _former(self, rows: Sequence[RoutineRow]) -> Card:
        card = Card(self.theme, "Har gällt", subtitle="Det som bedömdes då ändras inte")
        for row in rows:
            head = " · ".join(part for part in (row.since, row.decided, row.note) if part)
            card.body.addWidget(label(head, "strong", wrap=True))
            words = " ".join([*(one.spoken() for one in row.picture), row.remark])
            card.body.addWidget(label(words, "muted", wrap=True))
        return card

    def refresh(self, changes: Changes) -> None:
        if changes.everything or "routine_version" in changes.kinds:
            self._show()
            self.theme.dress(self)

    def bindings(self) -> Mapping[str, Binding]:
        return {"routine.change": Binding(self._open, self._not_mine)}

    def _not_mine(self) -> str:
        return self.session.why_not(Right.KEEP_REGISTER)

    def _open(self) -> None:
        self.desk.open_screen(RoutinePage(self.desk))

    def panes(self) -> Sequence[QWidget]:
        return [self.header, self._area]

    def first_focus(self) -> QWidget | None:
        return self._area

    def key_hints(self) -> Sequence[tuple[str, str]]:
        return [("Esc", "Tillbaka"), ("F6", "Nästa ruta"), ("F1", "Hjälp")]


class RoutinePage(KeptForm):
    """The routine as it is written, what it looks like, and what it changes."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(
            desk,
            "Ändra rutinen",
            key="routine",
            name="routine_form",
            finish="Spara rutinen",
            card="Steg och tider",
        )
        held = self.session.routines.form()
        self._heading = "Rutinen"
        self._since = DateField(self.session.today)
        self.own("since", "Gäller från", self._since, note="I dag eller senare.")
        self._line("note", "Varför den ändras", held.note, optional=True)
        self._chain(held)
        self._after(held)
        self._rest(held)
        self._picture = RoutinePicture(self.theme)
        self._told = label("", "body", wrap=True)
        self._told.setObjectName("routine_effect")
        self.body.addWidget(label("Så blir rutinen", "strong"))
        self.body.addWidget(self._picture)
        self.body.addWidget(self._told)
        self._settled.settled.connect(self._reckon)
        self.begin()
        self.edited()

    # -- the fields

    def _line(self, name: str, title: str, text: str, **box: Any) -> FieldBox:
        made = TextField()
        made.setText(text)
        made.setMaxLength(500 if name == "note" else 60)
        return self.own(name, title, made, spoken=f"{self._heading}: {title}", **box)

    def _pick(self, name: str, title: str, things: Sequence[tuple[Any, str]], now: Any) -> FieldBox:
        made = PickBox(things)
        made.set_value(now)
        made.setMinimumContentsLength(max(len(words) for _thing, words in things))
        return self.own(name, title, made, spoken=f"{self._heading}: {title}")

    def _head(self, heading: str) -> None:
        """Fields of one step follow; by its name they are told apart when they are read aloud."""
        self._heading = heading
        self.body.addWidget(label(heading, "strong", wrap=True))

    def _beside(self, *boxes: FieldBox) -> None:
        """Fields after each other, on as many lines as the width needs."""
        row = QWidget()
        flow = FlowLayout(row, spacing=12)
        for box in boxes:
            flow.addWidget(box)
        self.body.addWidget(row)

    def _chain(self, held: RoutineForm) -> None:
        self._head("Första kontakten")
        self._beside(
            self._line("first", "Inom, från inskrivningen", held.first),
            self._pick("first_role", "Vem gör den", ROLES, held.first_role),
        )
        for at, one in enumerate(held.steps):
            self._head(f"Steg {at + 2}, när ungdomen inte är nådd")
            self._beside(
                self._pick(f"step{at}", "Vad", KINDS, one.step),
                self._line(f"after{at}", "Hur lång tid efter", one.after),
                self._pick(f"anchor{at}", "Räknat från", ANCHORS, one.anchor),
                self._pick(f"role{at}", "Vem gör det", ROLES, one.role),
            )

    def _after(self, held: RoutineForm) -> None:
        self._head("Efter sista steget, tills ungdomen är nådd")
        self._beside(
            self._line("again", "Nytt försök minst en gång på", held.again),
            self._pick("again_role", "Vem gör försöket", ROLES, held.again_role),
            self._line("visit_again", "Nytt hembesök en gång på", held.visit_again, optional=True),
            self._pick("visit_role", "Vem gör hembesöket", ROLES, held.visit_role),
        )
        self._head("När ungdomen är nådd")
        self._beside(
            self._line("follow_up", "Uppföljning en gång på", held.follow_up),
            self._line("limit", "För sen efter", held.limit),
            self._pick("follow_up_role", "Vem följer upp", ROLES, held.follow_up_role),
        )

    def _rest(self, held: RoutineForm) -> None:
        self._head("Hur steg bedöms")
        self._beside(
            self._line("tolerance", "Dagar som ett steg får vara sent", held.tolerance),
            self._line("established_weeks", "Mål: kontakt inom, veckor", held.established_weeks),
        )

    # -- what they say

    def form(self) -> RoutineForm:
        """The routine as it is written."""
        value = self.value
        steps: list[StepForm] = []
        while (at := len(steps)) < sum(name.startswith("step") for name in self._bound):
            steps.append(
                StepForm(
                    step=value(f"step{at}"),
                    after=value(f"after{at}") or "",
                    anchor=value(f"anchor{at}"),
                    role=value(f"role{at}"),
                )
            )
        plain: dict[str, Any] = {name: value(name) or "" for name in _PLAIN}
        roles: dict[str, Any] = {
            name: value(name)
            for name in ("first_role", "again_role", "visit_role", "follow_up_role")
        }
        return RoutineForm(
            since=value("since"),
            steps=tuple(steps),
            **plain,
            **roles,
        )

    def edited(self) -> None:
        lines: tuple[Line, ...] = self.session.routines.picture(self.form())
        self._picture.setVisible(bool(lines))
        if lines:
            self._picture.show_lines(lines)
        self._told.setText(RECKONING if lines else UNREAD)
        if lines and self._loading:
            self._reckon()

    def _reckon(self) -> None:
        form = self.form()
        if self.problems():
            self._told.setText("" if self._picture.isVisibleTo(self) else UNREAD)
            return
        self.desk.then(self.session.routines.effect(form), self._effect)

    def _effect(self, sentence: str) -> None:
        if isValid(self):
            self._told.setText(sentence)
            self.footer.set_state(sentence, kind=Kind.INFO)

    def problems(self) -> list[Problem]:
        return super().problems() or self.session.routines.problems(self.form())

    def send(self) -> Future[Result]:
        return self.session.routines.save(self.form())

    def done(self, value: Result) -> None:
        self.drop()
        self.desk.back()
        self.desk.say(value.sentence)
