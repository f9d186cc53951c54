"""Granskning in parts: how many of each, the rows, and the pane that says why and where to mend."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Final

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from kaa_core.rules.calendar import in_words
from kaa_core.rules.self_audit import Area, Lack, Value, Verdict, Where, told
from kaa_desktop.app.audit_views import COUNTED, LOOKS, AuditList, AuditRow
from kaa_desktop.app.words import counted
from kaa_desktop.gui.forms.sheet import SheetArea
from kaa_desktop.gui.rows import Cell, Column, Row
from kaa_desktop.gui.screens.looks import kind_of, name_cell
from kaa_desktop.gui.screens.parts import Scrolled
from kaa_desktop.gui.theme import Theme
from kaa_desktop.gui.widgets.boxes import EmptyState
from kaa_desktop.gui.widgets.buttons import button
from kaa_desktop.gui.widgets.flow import FlowLayout
from kaa_desktop.gui.widgets.labels import Elided, Glyph, label, repolish

COLUMNS: Final = (
    Column("case", "Ärende"),
    *(Column(area.name.lower(), area.label, 158) for area in Area),
)
NARROW: Final = (Column("case", "Ärende"),)
SHORT: Final = {Value.MEETS: "ja", Value.PARTLY: "delvis", Value.NOT: "inte"}
WAYS: Final = {
    Where.CONTACT: ("För in kontakt", "phone"),
    Where.ADDENDUM: ("Skriv tillägg till besöket", "file-plus"),
    Where.ASSESSMENT: ("Skriv kartläggning", "list-checks"),
    Where.PLAN: ("Ändra planens uppgifter", "pencil"),
    Where.GOAL: ("Skriv mål", "target"),
    Where.MEASURE: ("Ändra åtgärden", "pencil"),
    Where.FOLLOW_UP: ("Följ upp åtgärden", "flag"),
    Where.CASE: ("Öppna ärendet", "arrow-right"),
}
"""What the button of a place says, and its icon."""
FORMS: Final = {
    Where.CONTACT: "contact",
    Where.ADDENDUM: "addendum",
    Where.ASSESSMENT: "assessment",
    Where.PLAN: "plan",
    Where.GOAL: "goal",
    Where.MEASURE: "measure",
    Where.FOLLOW_UP: "follow_up",
}
ABOUT_RECORD: Final = frozenset({Where.ADDENDUM, Where.MEASURE, Where.FOLLOW_UP})
"""Which form mends what, and which of them are about the record that is named."""
NEW_MEASURE: Final = ("Ny åtgärd", "plus")
MOST_WAYS: Final = 4
HIDDEN: Final = "Uppgifterna är skyddade. Öppna ärendet med ett skäl för att läsa varför."


def audit_row(row: AuditRow, *, narrow: bool) -> Row:
    """A case with its four marks; where there is no room for four, they are said below the name."""
    if narrow:
        said = ". ".join(f"{one.area.label}: {one.word}" for one in row.audit.verdicts)
        return Row((name_cell(row.name, protected=row.protected, second=said),))
    number = row.case_number or row.number
    name = name_cell(row.name, protected=row.protected, second=number)
    return Row((name, *(_mark(one, told_why=not row.hidden) for one in row.audit.verdicts)))


def _mark(verdict: Verdict, *, told_why: bool) -> Cell:
    icon, tone = LOOKS[verdict.value]
    word = f"{verdict.word[:1].upper()}{verdict.word[1:]}"
    return Cell(
        _fitting(verdict, word),
        verdict.short if told_why else "",
        icon=icon,
        tone="text2" if verdict.value is Value.NOT_YET else tone.value,
        strong=verdict.value is not Value.NOT_YET,
        spoken=f"{word}, {verdict.short}" if told_why else word,
    )


def _fitting(verdict: Verdict, word: str) -> str:
    """The word without what its column says already."""
    if verdict.value is Value.NOT_YET:
        return "Inte bedömbar än"
    return "Delvis" if verdict.value is Value.PARTLY else word


class _Bar(QWidget):
    """The shares as one bar; the words below it say the same."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._shares: Sequence[tuple[int, str]] = ()
        self.setFixedHeight(theme.px(8))
        theme.changed.connect(lambda: self.setFixedHeight(theme.px(8)))

    def set_shares(self, shares: Sequence[tuple[int, str]]) -> None:
        """How many of each, and the name of the colour."""
        self._shares = shares
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, tokens = QPainter(self), self._theme.tokens
        total, left = sum(number for number, _ in self._shares), 0
        if not total:
            painter.fillRect(self.rect(), QColor(tokens.line))
        for number, tone in self._shares:
            width = self.width() * number // total if total else 0
            if width:
                painter.fillRect(
                    QRect(left, 0, width - 2, self.height()), QColor(tokens.tone_named(tone))
                )
            left += width


class CountCard(QFrame):
    """One area: how many meet it of those that can be judged, as a bar and in words."""

    def __init__(self, theme: Theme, area: Area) -> None:
        super().__init__()
        self._area = area
        self.setProperty("card", True)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 8)
        column.setSpacing(6)
        head = QHBoxLayout()
        head.addWidget(label(area.label, "strong"))
        head.addStretch(1)
        self._share = label("", "body")
        head.addWidget(self._share)
        column.addLayout(head)
        self._bar = _Bar(theme)
        column.addWidget(self._bar)
        words = QWidget()
        flow = FlowLayout(words, spacing=8)
        self._each = {value: self._counted(theme, value, flow) for value in COUNTED}
        column.addWidget(words)
        self._rest = Elided("", "caption")
        column.addWidget(self._rest)

    def _counted(self, theme: Theme, value: Value, flow: FlowLayout) -> Elided:
        icon, tone = LOOKS[value]
        part = QWidget()
        row = QHBoxLayout(part)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(Glyph(theme, icon, 14, kind_of(tone)))
        made = Elided("", "caption")
        row.addWidget(made)
        flow.addWidget(part)
        return made

    def show_counts(self, found: AuditList) -> None:
        """Say how many."""
        counts, judged = found.counts[self._area], found.judged(self._area)
        self._share.setText(f"{counts[Value.MEETS]} av {judged}")
        self._bar.set_shares([(counts[one], LOOKS[one][1].value) for one in COUNTED])
        for value, words in self._each.items():
            words.setText(f"{counts[value]} {SHORT[value]}")
        waits = counts[Value.NOT_YET]
        self._rest.setText(f"{waits} ännu inte bedömbara" if waits else "Alla kan bedömas")
        self.setAccessibleName(f"{self._area.label}: {said_counts(found, self._area)}")


def said_counts(found: AuditList, area: Area) -> str:
    """How many of each, as a sentence."""
    counts = found.counts[area]
    each = ", ".join(f"{counts[one]} {told(area, one)}" for one in COUNTED)
    waits = counts[Value.NOT_YET]
    return f"{each}{f', {waits} ännu inte bedömbara' if waits else ''}"


class CountsRow(QFrame):
    """The four areas beside each other."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        grid = QGridLayout(self)
        grid.setContentsMargins(14, 10, 14, 10)
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(10)
        self._grid = grid
        self._cards = {area: CountCard(theme, area) for area in Area}
        self.fit(narrow=False)

    def show_counts(self, found: AuditList) -> None:
        """Say how many of each."""
        for card in self._cards.values():
            card.show_counts(found)

    def fit(self, *, narrow: bool) -> None:
        """Two and two where there is little room."""
        across = 2 if narrow else len(Area)
        for at, card in enumerate(self._cards.values()):
            self._grid.addWidget(card, at // across, at % across)
        for column in range(len(Area)):
            self._grid.setColumnStretch(column, int(column < across))


class _VerdictBlock(QWidget):
    """One area of the chosen case: the word, why, and the buttons that lead to what is missing."""

    def __init__(self, theme: Theme, area: Area, go: Callable[[Lack], object]) -> None:
        super().__init__()
        self._theme, self._area, self._go = theme, area, go
        self._buttons: list[QWidget] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        head = QHBoxLayout()
        head.setSpacing(8)
        self._glyph = Glyph(theme, "minus", 18)
        self._word = label("", "strong", wrap=True)
        head.addWidget(self._glyph, 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(self._word, 1)
        column.addLayout(head)
        self._why = label("", "body", wrap=True)
        self._how = label("", "muted", wrap=True)
        column.addWidget(self._why)
        column.addWidget(self._how)
        self._ways = QWidget()
        self._flow = FlowLayout(self._ways, spacing=6)
        column.addWidget(self._ways)

    def show_verdict(self, verdict: Verdict, *, closed: bool, hidden: bool) -> None:
        """Show one. Of a closed case nothing is offered, of a hidden one no reason told."""
        icon, tone = LOOKS[verdict.value]
        self._glyph.set_icon(icon, kind_of(tone))
        self._word.setText(f"{verdict.area.label}: {verdict.word}")
        self._word.setProperty("tone", tone.value)
        repolish(self._word)
        reason = HIDDEN if hidden else verdict.reason
        self._why.setText(reason)
        hows = [] if hidden else list(dict.fromkeys(one.how for one in verdict.lacks))
        self._how.setText("\n".join(hows))
        self._how.setVisible(bool(hows))
        self.setAccessibleName(f"{verdict.area.label}: {verdict.word}. {reason}")
        self._offer([] if closed or hidden else _ways(verdict.lacks))

    def _offer(self, lacks: Sequence[Lack]) -> None:
        for old in self._buttons:
            self._flow.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._buttons = []
        for at, one in enumerate(lacks):
            words, icon = _way(one)
            name = f"audit_{self._area.name.lower()}_{at}"
            made = button(
                self._theme, words, name=name, icon=icon, compact=True, spoken=f"{words}. {one.how}"
            )
            made.setToolTip(one.how)
            made.clicked.connect(partial(_press, self._go, one))
            self._flow.addWidget(made)
            self._buttons.append(made)
        self._theme.dress(self)
        self._ways.setVisible(bool(lacks))


def _press(go: Callable[[Lack], object], one: Lack, _checked: bool = False) -> None:
    go(one)


def _ways(lacks: Sequence[Lack]) -> list[Lack]:
    """One button for each place and record; what cannot be mended afterwards has none."""
    found: dict[object, Lack] = {}
    for one in lacks:
        if ".late" not in one.code or one.mend.where is Where.CONTACT:
            found.setdefault(one.mend, one)
    return list(found.values())[:MOST_WAYS]


def _way(lack: Lack) -> tuple[str, str]:
    if lack.mend.where is Where.MEASURE and lack.mend.record is None:
        return NEW_MEASURE
    return WAYS[lack.mend.where]


class AuditPane(QFrame):
    """The chosen case: four verdicts with their reasons. ``mend`` carries the `Lack` to mend."""

    mend = Signal(object)
    open_case = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setProperty("fill", "surface")
        self.setProperty("rule", "left")
        self._stack = QStackedLayout(self)
        none = "Inget ärende är valt."
        self._stack.addWidget(EmptyState(theme, "info", none, "Välj en rad i listan."))
        page = QWidget()
        outer = QVBoxLayout(page)
        outer.setContentsMargins(1, 0, 0, 0)
        outer.setSpacing(0)
        self.area = SheetArea("audit_pane", "Läsruta")
        self.area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.area.setWidget(self._content(theme))
        outer.addWidget(self.area, 1)
        outer.addWidget(self._foot(theme))
        self._stack.addWidget(page)

    def _content(self, theme: Theme) -> QWidget:
        content = Scrolled()
        column = QVBoxLayout(content)
        column.setContentsMargins(20, 14, 20, 14)
        column.setSpacing(14)
        self._name = label("", "page", wrap=True)
        self._about = label("", "muted", wrap=True)
        column.addWidget(self._name)
        column.addWidget(self._about)
        self._blocks = [_VerdictBlock(theme, area, self.mend.emit) for area in Area]
        for block in self._blocks:
            column.addWidget(block)
        self._routine = label("", "caption", wrap=True)
        column.addWidget(self._routine)
        column.addStretch(1)
        return content

    def _foot(self, theme: Theme) -> QWidget:
        foot = QFrame()
        foot.setProperty("rule", "top")
        row = FlowLayout(foot, spacing=6)
        row.setContentsMargins(20, 10, 20, 10)
        made = button(
            theme, "Öppna ärendet", name="audit_pane_open", icon="arrow-right", hint="Enter"
        )
        made.clicked.connect(self._open)
        row.addWidget(made)
        return foot

    def _open(self, _checked: bool = False) -> None:
        self.open_case.emit()

    def show_case(self, row: AuditRow | None, found: AuditList | None) -> None:
        """Show a case; None shows that nothing is chosen."""
        self._stack.setCurrentIndex(0 if row is None else 1)
        if row is None or found is None:
            return
        self._name.setText(row.name)
        parts = [row.case_number and f"Ärende {row.case_number}", row.worker]
        closed = "avslutat" if row.audit.closed else ""
        self._about.setText(" · ".join(part for part in (*parts, closed) if part))
        self.area.setAccessibleName(f"Läsruta: {row.name}")
        for block, verdict in zip(self._blocks, row.audit.verdicts, strict=True):
            block.show_verdict(verdict, closed=row.audit.closed, hidden=row.hidden)
        rule = (
            "Förvald rutin" if found.routine is None else f"Rutinen från {in_words(found.routine)}"
        )
        self._routine.setText(
            f"{rule}. En bedömning ändras bara när underlaget ändras. En person avgör vad som ska göras."
        )


def why_empty(found: AuditList) -> tuple[str, str]:
    """Why there are no rows."""
    if found.cases:
        return "Inga brister.", "Allt som kan bedömas är uppfyllt."
    return "Inga ärenden.", "Ingen var inskriven den dagen bland dem du har valt."


def amount_words(found: AuditList) -> str:
    """What is audited, for the header."""
    sampling, number = found.query.sampling, len(found.cases)
    if sampling is None:
        return counted(number, "ärende", "ärenden")
    return f"Stickprov, {number} av {found.population} ärenden, frö {sampling.seed}"
