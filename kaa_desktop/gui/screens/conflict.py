"""A youth that was changed on two computers: choose what stands, field by field (picture 07)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget
from shiboken6 import isValid

from kaa_core.model.ids import YouthId
from kaa_core.model.rights import Right
from kaa_desktop.app.sync_views import ConflictView
from kaa_desktop.app.views import Changes, Result
from kaa_desktop.gui.actions import Binding
from kaa_desktop.gui.forms.sheet import Sheet, SheetArea
from kaa_desktop.gui.painting import ChipLook
from kaa_desktop.gui.screens.conflict_row import ConflictRow
from kaa_desktop.gui.screens.desk import Desk, Screen
from kaa_desktop.gui.screens.parts import is_narrow
from kaa_desktop.gui.tokens import Kind
from kaa_desktop.gui.widgets.boxes import Banner, Card, Footer, PageHeader
from kaa_desktop.gui.widgets.buttons import button
from kaa_desktop.gui.widgets.chips import Chip
from kaa_desktop.gui.widgets.labels import Glyph, label

_AFTERWARDS = (
    ("archive", "Det sparas. Båda uppgifterna ligger kvar i historiken, med namn, tid och dator."),
    ("undo-2", "Du kan ändra dig. Ändra uppgiften på ungdomens sida som vanligt."),
    ("message-circle", "Ditt val visas för den andra vid nästa synk."),
)


def grouped(views: Iterable[ConflictView]) -> list[list[ConflictView]]:
    """Conflicts by youth; one about no youth stands alone."""
    groups: dict[UUID, list[ConflictView]] = {}
    # What asks for a choice first; an entered note only asks to be seen.
    for view in sorted(views, key=_sealed):
        groups.setdefault(view.youth or view.id, []).append(view)
    return list(groups.values())


def _sealed(view: ConflictView) -> bool:
    return not view.choosable


def title_of(group: Sequence[ConflictView]) -> str:
    """``Noah Provström har ändrats på två datorer``."""
    return f"{group[0].name or group[0].record} har ändrats på två datorer"


class ConflictScreen(Screen):
    """Nothing is saved before Ctrl+Enter; choices are kept while one does something else."""

    def __init__(self, desk: Desk, group: Sequence[ConflictView]) -> None:
        super().__init__(desk, title_of(group), name="conflict")
        self._group = list(group)
        self._busy = False
        self._left_to_save: list[ConflictRow] = []
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
        column.addWidget(self._afterwards())
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
            row.changed.connect(self._count)
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

    def _afterwards(self) -> QWidget:
        card = Card(self.theme, "Vad händer med det du inte väljer?", icon="history")
        for icon, words in _AFTERWARDS:
            row = QHBoxLayout()
            row.setSpacing(8)
            row.addWidget(Glyph(self.theme, icon, 14))
            row.addWidget(label(words, "body", wrap=True), 1)
            card.body.addLayout(row)
        return card

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
        for made in (later, self._save):
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

    def _open_rows(self) -> list[ConflictRow]:
        return [row for row in self.rows if row.chosen() is None]

    def _count(self) -> None:
        left = self._open_rows()
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
            self.desk.back()
            self.desk.say("Valen är sparade. De visas för den andra vid nästa synk.")
            return
        row = self._left_to_save[0]
        chosen = row.chosen()
        assert chosen is not None
        asked = self.session.resolve_conflict(row.view.id, chosen.how, chosen.own)
        self.desk.then(asked, self._saved, self._not_saved)

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
        return {"form.finish": Binding(self.save, self._why_not)}

    def _why_not(self) -> str:
        return self.session.why_not(Right.WRITE_CASES)

    def key_hints(self) -> Sequence[tuple[str, str]]:
        first = "Din" if self._group[0].other.mine else "Den andra"
        return [("1", first), ("2", "Serverns"), ("4", "Eget")]

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = is_narrow(self, self.theme)
        self._headings.setVisible(not narrow)
        for row in self.rows:
            row.fold(narrow=narrow)
