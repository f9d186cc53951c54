"""Målgruppsprövning of one youth: seven conditions with their sources, the outcome, the decision (08)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from kaa_core.model.ids import DraftId, RecordId, YouthId
from kaa_desktop.app.target_views import (
    TargetPage,
    Way,
)
from kaa_desktop.app.views import Changes
from kaa_desktop.gui.actions import Binding
from kaa_desktop.gui.asking_where import ask_where
from kaa_desktop.gui.forms.frame import column as column_of
from kaa_desktop.gui.forms.sheet import SheetArea, ground
from kaa_desktop.gui.leaving_acts import next_shown
from kaa_desktop.gui.screens.desk import Desk, Screen
from kaa_desktop.gui.screens.looks import chip_look
from kaa_desktop.gui.screens.parts import ChipRow, OnePane, is_narrow
from kaa_desktop.gui.screens.target_decide import DecideCard
from kaa_desktop.gui.screens.target_facts import TargetFactsScreen
from kaa_desktop.gui.screens.target_parts import (
    BESIDE,
    DeviationsCard,
    HistoryCard,
    OutcomeCard,
    ProposalsCard,
    beside_line,
    criterion_line,
)
from kaa_desktop.gui.screens.target_table import LineTable
from kaa_desktop.gui.screens.target_ways import Ways
from kaa_desktop.gui.screens.target_when import WhenCard
from kaa_desktop.gui.tokens import Kind
from kaa_desktop.gui.widgets.boxes import Banner, Card
from kaa_desktop.gui.widgets.buttons import button
from kaa_desktop.gui.widgets.flow import FlowLayout
from kaa_desktop.gui.widgets.labels import Elided, label

TITLE = "Målgruppsprövning"
GONE = "Ungdomen finns inte längre på den här datorn. Gå tillbaka till listan."
COPIED = "Prövningen är kopierad som text. Den tas bort ur Urklipp när programmet låses."


class TargetYouthScreen(Screen):
    """One youth on a day. Ctrl+PgDn and Ctrl+PgUp go through the list one came from, on this page."""

    reads_case = True

    def __init__(
        self,
        desk: Desk,
        youth: YouthId,
        among: Sequence[YouthId] = (),
        follow: Callable[[YouthId], object] | None = None,
        draft: DraftId | None = None,
    ) -> None:
        super().__init__(desk, TITLE, name="target_page")
        self._youth = youth
        self._among = among
        self._follow = follow
        self._page: TargetPage | None = None
        self._on: date | None = None
        self._definition: str | None = None
        self.decide = DecideCard(desk)
        self.decide.saved.connect(self._decided)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._left, self._right = self._make_left(), self._make_right()
        panes = (("conditions", "Villkoren", self._left), ("decide", "Avgör", self._right))
        self._one = OnePane(self.theme, "Visa i prövningen", panes, name="target_panes")
        column.addWidget(self._make_header())
        column.addWidget(self._make_past())
        inside, body = ground()
        row = QHBoxLayout()
        row.setSpacing(12)
        for widget, share in ((self._left, 70), (self._right, 31)):
            widget.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
            row.addWidget(widget, share)
        body.addLayout(row)
        self._area = SheetArea.around(inside, "target_area", TITLE)
        column.addWidget(self._area, 1)
        self.theme.dress(self)
        self.theme.changed.connect(self._fit)
        self.show_youth(youth, draft)

    # -- making

    def _make_header(self) -> QFrame:
        header = QFrame()
        header.setProperty("fill", "surface")
        header.setProperty("rule", "bottom")
        first = QHBoxLayout(header)
        first.setContentsMargins(20, 10, 20, 10)
        first.setSpacing(10)
        words = QVBoxLayout()
        words.setSpacing(1)
        self._name = Elided("", "page")
        self._about = Elided("", "muted")
        words.addWidget(self._name)
        words.addWidget(self._about)
        first.addLayout(words, 1)
        self._deadline = ChipRow(self.theme)
        first.addWidget(self._deadline, 0, Qt.AlignmentFlag.AlignVCenter)
        first.addWidget(self._one)
        made = self.desk.actions.button
        self._buttons = [
            made("target.copy", text="Kopiera som text", name="target_copy"),
            made("target.paper", text="Spara som PDF …", name="target_paper"),
            made("youth.previous", text="Förra", name="target_previous"),
            made("youth.next", text="Nästa", name="target_next"),
        ]
        for one, icon in zip(self._buttons, ("", "", "chevron-left", "chevron-right"), strict=True):
            one.setProperty("hint", "")
            if icon:
                one.set_icon(icon)
            first.addWidget(one)
        return header

    def _make_past(self) -> Banner:
        self._past = Banner(self.theme, Kind.INFO, icon="history", flat=True)
        back = button(self.theme, "Visa i dag", name="target_today", icon="calendar", compact=True)
        back.clicked.connect(self._show_today)
        self._past.add_button(back)
        self._past.hide()
        return self._past

    def _make_left(self) -> QWidget:
        self._law = label("", "caption", wrap=True)
        self._conditions = Card(self.theme, "Alla sju villkor måste vara uppfyllda", icon="scale",
                                padded=False)  # fmt: skip
        self._counts = ChipRow(self.theme)
        self._conditions.add_to_header(self._counts)
        self.table = LineTable(self.theme, name="target_conditions", title="De sju villkoren")
        self.table.opened.connect(self._open_sources)
        self._conditions.body.addWidget(self.table)
        self._beside = Card(self.theme, "Påverkar inte målgruppen", icon="info", padded=False)
        self._beside_table = LineTable(
            self.theme, name="target_beside", title="Påverkar inte målgruppen", shape=BESIDE
        )
        self._beside_table.opened.connect(self._open_fact)
        self._beside.body.addWidget(self._beside_table)
        self._when = WhenCard(self.desk)
        self._when.asked.connect(self._judge_then)
        return column_of(self._conditions, self._beside, self._law, self._when, spacing=12)

    def _make_right(self) -> QWidget:
        self._ways = Ways(self.desk, self.why_no_youth, self._to_decide, self._said)
        self._outcome = OutcomeCard(self.theme)
        self._outcome.way.connect(self._go_on)
        self._proposals = ProposalsCard(self.theme)
        self._proposals.answered.connect(self._ways.answer)
        self._proposals.put_off.connect(self._ways.put_off)
        self._proposals.declined.connect(self._ways.decline)
        self._deviations = DeviationsCard(self.theme)
        self._deviations.asked.connect(self._ways.compare)
        self.history = HistoryCard(self.theme, self.desk.actions)
        more = QWidget()
        flow = FlowLayout(more, spacing=6)
        for act in ("target.facts", "target.youth"):
            made = self.desk.actions.button(act, compact=True, name=act.replace(".", "_"))
            made.setProperty("hint", "")
            flow.addWidget(made)
        cards = (self._outcome, self._proposals, self.decide, self._deviations, self.history)
        return column_of(*cards, more, spacing=12)

    # -- content

    def youth_read(self) -> YouthId | None:
        return self._youth

    def chosen_youth(self) -> YouthId | None:
        page = self._page
        return None if page is None or (page.read_only and not page.past) else self._youth

    def why_no_youth(self) -> str:
        return self._page.read_only if self._page is not None else GONE

    def refresh(self, changes: Changes) -> None:
        if changes.everything or self._youth in changes.youths or changes.drafts:
            self._read()

    def show_youth(self, youth: YouthId, draft: DraftId | None = None) -> None:
        """Show somebody as of today."""
        if self._page is not None:
            self.decide.leaving()
        self._youth, self._on, self._definition = youth, None, None
        self._page = None
        self._read(draft)

    def _read(self, draft: DraftId | None = None) -> None:
        page = self.session.targets.page(self._youth, self._on, self._definition)
        if page is None:
            self._past.set_message(Kind.INFO, GONE)
            self._past.show()
            return
        first = self._page is None
        self._page = page
        if first:
            self.decide.open(page, draft)
        else:
            self.decide.follow(page)
        self._show(page)

    def _show(self, page: TargetPage) -> None:
        title = f"Prövning – {page.name}"
        if title != self.title:
            self.title = title
            self.title_changed.emit()
        self._name.setText(page.name)
        parts = (page.number, page.age, page.subtitle)
        self._about.setText(" · ".join(part for part in parts if part))
        self._deadline.set_chips([chip_look(page.deadline)] if page.deadline else [])
        self._counts.set_chips([chip_look(one) for one in page.counts])
        self.table.set_lines([criterion_line(one) for one in page.rows])
        self._beside_table.set_lines([beside_line(one) for one in page.beside])
        self._beside.setVisible(bool(page.beside))
        self._law.setText(page.law)
        self._outcome.show_page(page)
        self._proposals.show_proposals(page.proposals)
        self._deviations.show_deviations(page.deviations)
        self.history.show_history(page.history)
        self._show_when(page)
        self.desk.actions.refresh()
        self._fit()

    def _show_when(self, page: TargetPage) -> None:
        self._past.setVisible(page.past)
        said = f"{page.definition.name}. Du avgör på dagens prövning."
        self._past.set_message(Kind.INFO, f"Så här är det {page.on_text}.", said)
        self._when.show_page(page)

    # -- another day

    def _judge_then(self, asked: tuple[date | None, str | None]) -> None:
        self._on, self._definition = asked
        self._read()
        if self._page is not None:
            self.desk.announce(f"{self._page.on_text}: {self._page.headline}")

    def _show_today(self) -> None:
        self._on = self._definition = None
        self._read()
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    # -- acts

    def bindings(self) -> Mapping[str, Binding]:
        return {
            "form.finish": Binding(self.decide.finish, self.decide.why_not),
            "youth.next": Binding(partial(self._step, 1), self._no_next),
            "youth.previous": Binding(partial(self._step, -1), self._no_previous),
            "target.copy": Binding(self._copy),
            "target.paper": Binding(self._ask_where),
            "target.facts": Binding(partial(self._open_facts, None)),
            "target.youth": Binding(self._open_youth),
            "target.decide": Binding(self._to_decide, self.decide.why_not),
            "target.when": Binding(self._to_when),
            "target.withdraw": Binding(self._withdraw, self._no_withdraw),
        }

    def _place(self) -> int:
        return list(self._among).index(self._youth) if self._youth in self._among else -1

    def _no_next(self) -> str:
        last = self._place() in {-1, len(self._among) - 1}
        return "Det här är den sista ungdomen i listan." if last else ""

    def _no_previous(self) -> str:
        return "Det här är den första ungdomen i listan." if self._place() < 1 else ""

    def _step(self, by: int) -> None:
        place = next_shown(self.desk, self._among, self._place() + by, by)
        if place < 0:
            return
        youth = self._among[place]
        self.show_youth(youth)
        if self._follow is not None:
            self._follow(youth)
        if self._page is not None:
            self.desk.announce(f"{self._page.name}. {self._page.headline}")

    def _copy(self) -> None:
        if self._page is not None:
            self.desk.copy(self._page.as_text)
            self.desk.say(COPIED)

    def _ask_where(self) -> None:
        ask_where(self, "Spara som PDF", "malgruppsprovning.pdf", "PDF", self.save_to)

    def save_to(self, path: str) -> None:
        """Write what is shown as a paper at the place that was chosen."""
        if self._page is not None:
            saving = self.session.targets.save_paper(self._page, Path(path))
            self.desk.then(saving, lambda done: self.desk.say(done.sentence), self.desk.say)

    def _open_youth(self) -> None:
        self.desk.open_youth(self._youth)

    def _open_sources(self, criterion: Any) -> None:
        page = self._page
        row = next((one for one in page.rows if one.criterion is criterion), None) if page else None
        self._open_facts(row.facts[0] if row is not None and row.facts else None)

    def _open_fact(self, record: Any) -> None:
        self._open_facts(record)

    def _open_facts(self, record: RecordId | None) -> None:
        self.desk.open_screen(TargetFactsScreen(self.desk, self._youth, record))

    def _to_decide(self) -> None:
        self._one.choice.set_value("decide")
        self._fit()
        self.decide.first_field().setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._area.ensureWidgetVisible(self.decide)

    def _to_when(self) -> None:
        self._one.choice.set_value("conditions")
        self._fit()
        self._when.day.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._area.ensureWidgetVisible(self._when)

    def _decided(self, sentence: str) -> None:
        self._read()
        self.history.choose_newest()
        self.desk.say(sentence)

    def _go_on(self, way: Way) -> None:
        self._ways.go(self._youth, way)

    def _said(self, sentence: str) -> None:
        self.desk.back()
        self._read()
        self.desk.say(sentence)

    def _no_withdraw(self) -> str:
        row = self.history.chosen()
        if row is None:
            return "Välj en rad i historiken."
        return "" if row.can_withdraw else "Det går inte att ta tillbaka."

    def _withdraw(self) -> None:
        row = self.history.chosen()
        if row is not None:
            self._ways.withdraw(row)

    # -- what the shell asks

    def leaving(self) -> None:
        self.decide.leaving()

    def panes(self) -> Sequence[QWidget]:
        switch = [self._one] if self._one.isVisible() else []
        return [*switch, *self._one.shown()]

    def first_focus(self) -> QWidget | None:
        if self._page is not None and self.decide.value() is not None:
            return self.decide.first_field()
        return self.table if self._left in self._one.shown() else None

    def key_hints(self) -> Sequence[tuple[str, str]]:
        if self.table.hasFocus():
            return [("F6", "Nästa ruta"), ("Enter", "Visa källan"), ("F1", "Hjälp")]
        return [("Ctrl+PgDn", "Nästa ungdom"), ("F6", "Nästa ruta"), ("F1", "Hjälp")]

    def minimumSizeHint(self) -> QSize:
        return QSize(0, 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Below 60 em conditions and decision take turns, and the buttons give way to menu and keys."""
        narrow = is_narrow(self, self.theme)
        self._one.fit(narrow=narrow)
        room = self.width() / max(self.theme.em, 1)
        copy, paper, previous, following = self._buttons
        copy.setVisible(room >= 92)
        paper.setVisible(room >= 80)
        for made in (previous, following):
            made.setVisible(room >= 66 and bool(self._among))
        self._deadline.setVisible(room >= 50 and bool(self._deadline.accessibleName()))
