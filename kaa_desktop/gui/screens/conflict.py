"""A youth that was changed on two computers: choose what stands, field by field (picture 07)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QBoxLayout, QFrame, QHBoxLayout, QVBoxLayout, QWidget
from shiboken6 import isValid

from kaa_core.model.enums import Resolution
from kaa_core.model.ids import YouthId
from kaa_core.model.rights import Right
from kaa_desktop.app.sync_views import ConflictView, Deletion
from kaa_desktop.app.views import Changes, Result
from kaa_desktop.gui.actions import Binding
from kaa_desktop.gui.forms.sheet import Sheet, SheetArea
from kaa_desktop.gui.painting import ChipLook
from kaa_desktop.gui.screens.conflict_row import ConflictRow
from kaa_desktop.gui.screens.conflict_words import (
    NOBODY,
    REASON,
    REASON_NOTE,
    afterwards,
    title_of,
)
from kaa_desktop.gui.screens.desk import Desk, Screen
from kaa_desktop.gui.screens.parts import is_narrow
from kaa_desktop.gui.tokens import Kind
from kaa_desktop.gui.widgets.boxes import Banner, Card, Footer, PageHeader, fold
from kaa_desktop.gui.widgets.buttons import button
from kaa_desktop.gui.widgets.chips import Chip
from kaa_desktop.gui.widgets.fields import FieldBox, NoteField
from kaa_desktop.gui.widgets.labels import Glyph, label


class ConflictScreen(Screen):
    """Nothing is saved before Ctrl+Enter; choices are kept while one does something else."""

    reads_case = True

    def __init__(self, desk: Desk, group: Sequence[ConflictView]) -> None:
        super().__init__(desk, title_of(group), name="conflict")
        self._group = list(group)
        self._busy = False
        self._left_to_save: list[ConflictRow] = []
        self._left_to_ask: list[ConflictRow] = []
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        header = PageHeader(self.theme, self.title)
        self._chip = Chip(self.theme)
        header.add(self._chip)
        outer.addWidget(header)
        outer.addWidget(self._content(), 1)
        outer.addWidget(self._foot())
        self.theme.dress(self)
        self._restore()
        self._count()

    # -- parts

    def _content(self) -> QWidget:
        inside = Sheet()
        inside.setProperty("fill", "canvas")
        column = QVBoxLayout(inside)
        column.setContentsMargins(20, 12, 20, 12)
        column.setSpacing(12)
        self._banner = Banner(
            self.theme,
            Kind.INFO,
            "",
            "Samma uppgifter ändrades på två datorer utan att någon såg den andras ändring. "
            "Välj vad som ska gälla. Inget försvinner, och du kan arbeta vidare under tiden.",
        )
        column.addWidget(self._banner)
        column.addWidget(self._table())
        self._below = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._below.setSpacing(12)
        self._below.addWidget(afterwards(self.theme, self._colleague()), 3)
        self._below.addWidget(self._reasons(), 2)
        column.addLayout(self._below)
        column.addStretch(1)
        self._area = SheetArea.around(inside, "conflict_area", "Konflikter")
        return self._area

    def _table(self) -> QWidget:
        table = QFrame()
        table.setProperty("card", True)
        column = QVBoxLayout(table)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        self._headings = self._heading_row()
        column.addWidget(self._headings)
        self.rows = [ConflictRow(self.desk, view, n) for n, view in enumerate(self._group)]
        for row in self.rows:
            line = QFrame()
            line.setProperty("line", True)
            column.addWidget(line)
            column.addWidget(row)
            row.changed.connect(partial(self._chose, row))
            row.history.connect(partial(self._open_history, row))
        return table

    def _heading_row(self) -> QWidget:
        heading = QFrame()
        row = QHBoxLayout(heading)
        row.setContentsMargins(14, 10, 12, 10)
        row.setSpacing(12)
        row.addStretch(2)
        pair = QHBoxLayout()
        pair.setSpacing(12)
        first = self._group[0]
        mine = "Din ändring" if first.other.mine else "Den andra ändringen"
        server = "På servern (också din)" if first.kept.mine else "På servern"
        for icon, words in (("laptop", mine), ("server", server)):
            inside = QHBoxLayout()
            inside.setSpacing(8)
            inside.addWidget(Glyph(self.theme, icon, 16, "text"))
            inside.addWidget(label(words, "section"), 1)
            pair.addLayout(inside, 1)
        row.addLayout(pair, 8)
        return heading

    def _reasons(self) -> QWidget:
        card = Card(self.theme, "Motivering", icon="message-square")
        self.reason = NoteField()
        self.reason.setProperty("lines", 3)
        self.reason.setPlainText(self.desk.keeper.reasons.get(self._group[0].id, ""))
        card.body.addWidget(
            FieldBox(self.theme, REASON, self.reason, name="conflict_reason", note=REASON_NOTE)
        )
        return card

    def _colleague(self) -> str:
        """The name of whom one may ask about what is left."""
        asked = (row.view.colleague for row in self.rows)
        return next((one[1] for one in asked if one is not None), "")

    def _foot(self) -> QWidget:
        self._footer = Footer(self.theme)
        later = button(self.theme, "Gör det senare", name="conflict_later", hint="Esc")
        later.clicked.connect(self.desk.back)
        self._save = button(
            self.theme,
            "Spara valen",
            name="conflict_save",
            kind="primary",
            icon="check",
            hint="Ctrl+Enter",
        )
        self._save.clicked.connect(self.save)
        self._save.set_blocked(self._why_not())
        asked = self._colleague()
        self._ask_button = button(
            self.theme,
            f"Be {asked.partition(' ')[0]} avgöra" if asked else "Be kollegan avgöra",
            name="conflict_ask",
            icon="send",
        )
        self._ask_button.clicked.connect(self.ask)
        self._ask_button.set_blocked(self._why_not_ask())
        for made in (later, self._ask_button, self._save):
            self._footer.add(made)
        return self._footer

    # -- choosing

    def _restore(self) -> None:
        kept = self.desk.keeper.choices
        for row in self.rows:
            if row.view.id in kept:
                row.restore(kept[row.view.id])

    def leaving(self) -> None:
        """Choices and own texts stay until the lock, whatever one does between."""
        for row in self.rows:
            chosen = row.chosen()
            if chosen is not None:
                self.desk.keeper.choices[row.view.id] = chosen
        self.desk.keeper.reasons[self._group[0].id] = self.reason.toPlainText()

    def _chose(self, row: ConflictRow) -> None:
        """One record that was deleted is kept or let go once, however many of its fields differ."""
        chosen = row.chosen()
        if chosen is not None and row.view.deletion is Deletion.STANDS:
            how = Resolution.KEPT if chosen.how is Resolution.KEPT else Resolution.OTHER
            for other in self.rows:
                alike = other.view.deletion is Deletion.STANDS
                if other is not row and alike and other.view.target == row.view.target:
                    other.follow(how)
        self._count()

    def _open_rows(self) -> list[ConflictRow]:
        return [row for row in self.rows if row.chosen() is None]

    def _count(self) -> None:
        left = [row for row in self.rows if row.chosen() is None or row.problem()]
        done = len(self.rows) - len(left)
        kind = Kind.WARN if left else Kind.OK
        icon = "clock" if left else "circle-check"
        self._chip.set_look(ChipLook(f"{done} av {len(self.rows)} lösta", icon, kind))
        if left:
            which = ", ".join(row.view.label.lower() for row in left)
            self._footer.set_state(f"{len(left)} val kvar", which.capitalize(), kind=kind)
        else:
            self._footer.set_state("Alla val är gjorda.", "Spara för att de ska gälla.")

    def save(self) -> None:
        """Ctrl+Enter: settle every row, one after the other."""
        if self._why_not():
            self.desk.say(self._why_not())
            return
        if self._busy:
            return
        left = self._open_rows()
        wrong = next((row for row in self.rows if row.problem()), None)
        if left:
            self.desk.say(f"Välj först för {left[0].view.label.lower()}.")
            left[0].setFocus(Qt.FocusReason.OtherFocusReason)
            self._area.ensureWidgetVisible(left[0])
        elif wrong is not None:
            wrong.show_problem()
            self._area.ensureWidgetVisible(wrong)
        else:
            self._busy = True
            self._left_to_save = list(self.rows)
            self._next()

    def _next(self) -> None:
        if not self._left_to_save:
            self._busy = False
            self._done("Valen är sparade. De visas för den andra vid nästa synk.")
            return
        row = self._left_to_save[0]
        chosen = row.chosen()
        assert chosen is not None
        asked = self.session.agreeing.settle(
            row.view.id,
            chosen.how,
            chosen.own,
            reason=self.reason.text(),
            addendum=chosen.both and row.view.addendum,
        )
        self.desk.then(asked, self._saved, self._not_saved)

    def _done(self, sentence: str) -> None:
        self.reason.setPlainText("")
        self.desk.back()
        self.desk.keeper.reasons.pop(self._group[0].id, None)
        self.desk.say(sentence)

    # -- asking

    def _asked_about(self) -> list[ConflictRow]:
        """What is asked about: what has no choice yet, or all when everything has."""
        left = self._open_rows() or self.rows
        return [row for row in left if row.view.colleague is not None]

    def _why_not_ask(self) -> str:
        return self._why_not() or ("" if self._asked_about() else NOBODY)

    def ask(self) -> None:
        """Ask the colleague to settle what is left; the page's reason goes along as the question."""
        reason = self._why_not_ask()
        if reason:
            self.desk.say(reason)
        elif not self._busy:
            self._busy = True
            self._left_to_ask = self._asked_about()
            self._ask_next()

    def _ask_next(self) -> None:
        if not self._left_to_ask:
            self._busy = False
            whom = self._colleague()
            self._done(
                f"{whom} ser din fråga vid nästa synk. Konflikten står kvar tills någon väljer."
            )
            return
        row = self._left_to_ask[0]
        asked = self.session.agreeing.ask(row.view.id, self.reason.text())
        self.desk.then(asked, self._asked_one, self._not_saved)

    def _asked_one(self, result: Result) -> None:
        if not isValid(self):
            return
        if not result.done:
            self._not_saved(" ".join(problem.sentence for problem in result.problems))
            return
        self._left_to_ask.pop(0)
        self._ask_next()

    # -- what was saved

    def _saved(self, result: Result) -> None:
        if not isValid(self):
            return
        if not result.done:
            self._not_saved(" ".join(problem.sentence for problem in result.problems))
            return
        row = self._left_to_save.pop(0)
        self.desk.keeper.choices.pop(row.view.id, None)
        self._next()

    def _not_saved(self, sentence: str) -> None:
        if isValid(self):
            self._busy = False
            self._banner.set_message(
                Kind.DANGER, "Valet är inte sparat. Det står kvar här.", sentence
            )
            self._area.ensureWidgetVisible(self._banner)

    # -- the page

    def _open_history(self, row: ConflictRow) -> None:
        from kaa_desktop.gui.screens.history import HistoryScreen  # noqa: PLC0415 - seldom asked for

        view = row.view
        if view.target is not None:
            self.desk.open_screen(HistoryScreen(self.desk, view.target, view.record, view.youth))

    def _history_of_chosen(self) -> None:
        focus = QApplication.focusWidget()
        inside = (
            row
            for row in self.rows
            if focus is not None and (row is focus or row.isAncestorOf(focus))
        )
        self._open_history(next(inside, self.rows[0]))

    def chosen_youth(self) -> YouthId | None:
        return self._group[0].youth

    def refresh(self, changes: Changes) -> None:
        """A colleague may have settled it meanwhile: then it is said, and only what is left stands."""
        if self._busy or not (changes.everything or "conflict" in changes.kinds):
            return
        open_now = {view.id: view for view in self.session.conflicts()}
        for row in self.rows:
            if row.view.id in open_now:
                row.learn(open_now[row.view.id])
        gone = [row for row in self.rows if row.view.id not in open_now]
        if not gone:
            return
        for row in gone:
            self.rows.remove(row)
            row.setVisible(False)
        if not self.rows:
            self.desk.back()
            self.desk.say("En kollega har redan valt vad som ska gälla.")
        else:
            self._count()

    def panes(self) -> Sequence[QWidget]:
        return [self._area, self._footer]

    def first_focus(self) -> QWidget | None:
        left = self._open_rows()
        return left[0] if left else self._save

    def bindings(self) -> Mapping[str, Binding]:
        return {
            "form.finish": Binding(self.save, self._why_not),
            "conflict.ask": Binding(self.ask, self._why_not_ask),
            "record.history": Binding(self._history_of_chosen),
        }

    def _why_not(self) -> str:
        return self.session.why_not(Right.WRITE_CASES)

    def key_hints(self) -> Sequence[tuple[str, str]]:
        first = "Din" if self._group[0].other.mine else "Den andra"
        both = [("3", "Båda")] if any(row.view.both for row in self.rows) else []
        return [("1", first), ("2", "Serverns"), *both, ("4", "Eget")]

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = is_narrow(self, self.theme)
        self._headings.setVisible(not narrow)
        fold(self._below, narrow=narrow)
        for row in self.rows:
            row.fold(narrow=narrow)
