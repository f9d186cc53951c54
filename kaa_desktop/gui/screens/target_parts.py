"""The cards to the right of a target group judgement: the outcome in words, what is proposed, history."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import attrs
from attrs import frozen
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from kaa_core.model.enums import Belonging, ProposalKind
from kaa_core.model.ids import RecordId
from kaa_desktop.app.target_views import (
    BesideRow,
    CriterionRow,
    DeviationRow,
    HistoryRow,
    ProposalView,
    TargetPage,
)
from kaa_desktop.gui.actions import Actions
from kaa_desktop.gui.screens.looks import chip_look
from kaa_desktop.gui.screens.target_table import Line, LineTable, Shape
from kaa_desktop.gui.theme import Theme
from kaa_desktop.gui.tokens import Kind
from kaa_desktop.gui.widgets.boxes import Card
from kaa_desktop.gui.widgets.buttons import button
from kaa_desktop.gui.widgets.chips import Chip
from kaa_desktop.gui.widgets.flow import FlowLayout
from kaa_desktop.gui.widgets.labels import Glyph, label, repolish

OUTCOMES = {
    Belonging.COVERED: ("circle-check", Kind.OK),
    Belonging.NOT_COVERED: ("circle-off", Kind.NEUTRAL),
    Belonging.UNCLEAR: ("circle-question-mark", Kind.DANGER),
}
ANSWERS = {
    ProposalKind.ENROL: "Skriv in …",
    ProposalKind.DEREGISTER: "Skriv av …",
    ProposalKind.REQUEST: "Begär …",
    ProposalKind.COMPARE: "Jämför …",
}
HISTORY = Shape(titles=("Vad", "", "Motivering", "Vem och när"), chip=0, numbered=False)
BESIDE = Shape(
    titles=("Vad", "", "Uppgift", "Källa och datum"),
    chip=0,
    shares=(30, 45, 25),
    numbered=False,
)


def criterion_line(row: CriterionRow) -> Line:
    """A condition as a row; what is missing is bold, for it is what the reader looks for."""
    missing = row.verdict.text == "Uppgift saknas"
    return Line(
        key=row.criterion,
        title=row.title,
        number=str(row.number),
        note=row.note,
        chip=chip_look(row.verdict),
        lead=row.sentence if missing else "",
        text="" if missing else row.sentence,
        source=row.source,
        when=row.on_text,
    )


def beside_line(row: BesideRow) -> Line:
    """Something that does not affect the target group."""
    return Line(
        key=row.record, title=row.title, text=row.sentence, source=row.source, when=row.on_text
    )


def history_line(row: HistoryRow) -> Line:
    """Something that was decided or asked for."""
    by = " · ".join(part for part in (row.on_text, row.by) if part)
    return Line(key=row.record, title=row.text, text=row.reason, when=by)


@frozen
class Offer:
    """A button: object name, words, icon, what it does, and what is said where the words are not enough."""

    name: str
    words: str
    icon: str
    act: Callable[[], object] = attrs.field(eq=False)
    spoken: str = ""


class Row(QWidget):
    """Buttons that stand in a row and break; made anew only when what they offer has become different."""

    def __init__(self, theme: Theme, offers: Sequence[Offer] = ()) -> None:
        super().__init__()
        self._theme = theme
        self._flow = FlowLayout(self, spacing=6)
        self._offers: Sequence[Offer] = ()
        self._made: list[QWidget] = []
        self.offer(offers)

    def offer(self, offers: Sequence[Offer]) -> None:
        """Show these."""
        if list(offers) != list(self._offers):
            self._offers = offers
            for old in self._made:
                self._flow.removeWidget(old)
                old.hide()
                old.deleteLater()
            self._made = [self._button(one) for one in offers]
            self._theme.dress(self)
            self.updateGeometry()
        if self.parentWidget() is not None:  # else it would open as a window of its own
            self.setVisible(bool(offers))

    def _button(self, one: Offer) -> QWidget:
        made = button(
            self._theme, one.words, name=one.name, icon=one.icon, compact=True, spoken=one.spoken
        )
        made.clicked.connect(partial(_press, one))
        self._flow.addWidget(made)
        return made


def _press(one: Offer, _checked: bool = False) -> None:
    one.act()


def _emptied(card: Card, rows: list[QWidget]) -> None:
    for old in rows:
        card.body.removeWidget(old)
        old.hide()
        old.deleteLater()


class OutcomeCard(QFrame):
    """What came out, why, and how to get further. ``way`` carries the `Way` that was chosen."""

    way = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setProperty("card", True)
        column = QVBoxLayout(self)
        column.setContentsMargins(15, 13, 15, 13)
        column.setSpacing(8)
        head = QHBoxLayout()
        head.setSpacing(8)
        self._glyph = Glyph(theme, "circle-check", 18, Kind.OK)
        self._headline = label("", "section", wrap=True)
        head.addWidget(self._glyph, 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(self._headline, 1)
        column.addLayout(head)
        self._why = label("", "body", wrap=True)
        column.addWidget(self._why)
        self._line = QFrame()
        self._line.setProperty("line", True)
        self._title = label("Så kommer du vidare", "strong")
        self._ways = Row(theme)
        for widget in (self._line, self._title, self._ways):
            column.addWidget(widget)
        theme.dress(self)

    def show_page(self, page: TargetPage) -> None:
        """Show somebody's."""
        icon, kind = OUTCOMES[page.belonging]
        self._glyph.set_icon(icon, kind)
        self._headline.setText(page.headline)
        self._headline.setProperty("tone", str(kind))
        repolish(self._headline)
        self._why.setText(page.why)
        self.setAccessibleName(f"{page.headline}. {page.why}")
        for widget in (self._line, self._title):
            widget.setVisible(bool(page.ways))
        self._ways.offer(
            [
                Offer(f"way_{at}", one.text, one.icon, partial(self.way.emit, one))
                for at, one in enumerate(page.ways)
            ]
        )


class _ProposalRow(QWidget):
    """One proposal: what, why, since when, and the buttons that answer it."""

    def __init__(self, theme: Theme, one: ProposalView, at: int, card: ProposalsCard) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        head = QHBoxLayout()
        head.setSpacing(8)
        look = chip_look(one.chip)
        head.addWidget(Chip(theme, look.text, look.icon, look.kind))
        head.addWidget(label(f"sedan {one.since_text}" if one.since_text else "", "muted"))
        head.addStretch(1)
        column.addLayout(head)
        column.addWidget(label(one.text, "body", wrap=True))
        if one.why_not:
            column.addWidget(label(one.why_not, "muted", wrap=True))
            return
        about = f"{at + 1}, {one.chip.text.lower()}"
        later, no = f"Vänta med förslaget {about}", f"Avböj förslaget {about}"
        do = Offer(
            f"answer_{at}",
            ANSWERS[one.kind],
            one.chip.icon,
            partial(card.answered.emit, one),
            f"Svara på förslaget {about}",
        )
        wait = Offer(f"later_{at}", "Vänta …", "clock", partial(card.put_off.emit, one), later)
        refuse = Offer(f"decline_{at}", "Avböj …", "x", partial(card.declined.emit, one), no)
        column.addWidget(Row(theme, (do, wait, refuse)))


class ProposalsCard(Card):
    """What the program proposes about somebody. The three signals carry the `ProposalView`."""

    answered = Signal(object)
    put_off = Signal(object)
    declined = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "Förslag", icon="list-checks")
        self._theme = theme
        self._shown: tuple[ProposalView, ...] = ()
        self._rows: list[QWidget] = []
        self.hide()

    def show_proposals(self, proposals: tuple[ProposalView, ...]) -> None:
        """Show these; hidden when there are none."""
        if proposals != self._shown:
            self._shown = proposals
            _emptied(self, self._rows)
            self._rows = [
                _ProposalRow(self._theme, one, at, self) for at, one in enumerate(proposals)
            ]
            for row in self._rows:
                self.body.addWidget(row)
            self._theme.dress(self)
        self.setVisible(bool(proposals))


class HistoryCard(Card):
    """What was decided and asked for; the chosen row can be taken back by the act."""

    def __init__(self, theme: Theme, actions: Actions) -> None:
        super().__init__(theme, "Historik", icon="history", padded=False)
        self._rows: dict[RecordId, HistoryRow] = {}
        self.table = LineTable(theme, name="target_history", title="Historik", shape=HISTORY)
        self.table.picked.connect(actions.refresh)
        self.body.addWidget(self.table)
        self._none = label("Inget är avgjort eller begärt än.", "muted", wrap=True)
        self._none.setContentsMargins(14, 10, 14, 10)
        self.body.addWidget(self._none)
        self._foot = QWidget()
        foot = QHBoxLayout(self._foot)
        foot.setContentsMargins(14, 8, 14, 10)
        foot.addWidget(actions.button("target.withdraw", compact=True, name="history_withdraw"))
        foot.addStretch(1)
        self.body.addWidget(self._foot)

    def show_history(self, rows: Sequence[HistoryRow]) -> None:
        """Show these, newest first."""
        self._rows = {one.record: one for one in rows}
        self.table.set_lines([history_line(one) for one in rows])
        self.table.setVisible(bool(rows))
        self._none.setVisible(not rows)
        self._foot.setVisible(any(one.can_withdraw for one in rows))

    def choose_newest(self) -> None:
        """Put the cursor on what was done last: it is what would be taken back."""
        self.table.choose(next(iter(self._rows), None))

    def chosen(self) -> HistoryRow | None:
        """The chosen row."""
        key = self.table.current_key()
        return next((one for record, one in self._rows.items() if record == key), None)


class DeviationsCard(Card):
    """Where sources disagree about this youth. ``asked`` carries the `DeviationRow`."""

    asked = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "Avvikelser", icon="copy-check")
        self._theme = theme
        self._shown: tuple[DeviationRow, ...] = ()
        self._rows: list[QWidget] = []
        self.hide()

    def show_deviations(self, deviations: tuple[DeviationRow, ...]) -> None:
        """Name the questions; hidden when there are none."""
        if deviations != self._shown:
            self._shown = deviations
            _emptied(self, self._rows)
            self._rows = [self._row(one, at) for at, one in enumerate(deviations)]
            for row in self._rows:
                self.body.addWidget(row)
            self._theme.dress(self)
        self.setVisible(bool(deviations))

    def _row(self, one: DeviationRow, at: int) -> QWidget:
        made = QWidget()
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(label(one.question, "strong", wrap=True))
        column.addWidget(label(one.proposed, "body", wrap=True))
        look = Offer(
            f"deviation_{at}",
            "Jämför …",
            "copy-check",
            partial(self.asked.emit, one),
            f"Jämför uppgifterna: {one.question}",
        )
        column.addWidget(Row(self._theme, (look,)))
        return made
