"""Målgruppsprövning: what is proposed about the register, and where sources disagree."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QHideEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QSplitter, QStackedWidget, QVBoxLayout, QWidget
from shiboken6 import isValid

from kaa_core.model.enums import ProposalKind
from kaa_core.model.ids import YouthId
from kaa_desktop.app import list_words
from kaa_desktop.app.target_views import (
    PROPOSAL_CHIPS,
    DeviationRow,
    TargetList,
    TargetRow,
)
from kaa_desktop.app.views import Changes
from kaa_desktop.gui.actions import Binding
from kaa_desktop.gui.lists import ListView
from kaa_desktop.gui.rows import Column, Provider, Row, Section
from kaa_desktop.gui.screens.admin_list import AdminPane
from kaa_desktop.gui.screens.desk import Desk, Screen
from kaa_desktop.gui.screens.looks import given, sections
from kaa_desktop.gui.screens.parts import is_narrow
from kaa_desktop.gui.screens.target_answering import Answering
from kaa_desktop.gui.screens.target_page import TargetYouthScreen
from kaa_desktop.gui.screens.target_parts import ANSWERS
from kaa_desktop.gui.screens.target_rows import (
    COLUMNS,
    DEVIATION_COLUMNS,
    NO_DEVIATIONS,
    Told,
    deviation_facts,
    deviation_row,
    proposal_facts,
    proposal_row,
    why_empty,
)
from kaa_desktop.gui.screens.target_tools import TargetTools
from kaa_desktop.gui.widgets.boxes import EmptyState, PageHeader
from kaa_desktop.gui.widgets.buttons import KeyButton, button
from kaa_desktop.gui.widgets.segments import SegmentedFilter

TITLE = "Målgruppsprövning"
ABOUT = "Programmet föreslår och säger varför. Du avgör."
PROPOSALS, DEVIATIONS = "proposals", "deviations"
ALL = "all"
TYPED_MS, FOLLOW_MS = 200, 60
KINDS = ((ALL, "Alla"), *((kind.name, chip.text) for kind, chip in PROPOSAL_CHIPS.items()))
MANY = "Svara på alla på en gång. Varje beslut sparas för sig."
MOST_READ = 300
ACTS = ("target.answer", "target.later", "target.decline", "target.show")


class TargetScreen(Screen):
    """Two lists, one shown: proposals by kind, and differences between sources; a pane beside."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, TITLE, name="targets")
        self.busy = False
        self._again = self._awaits_rows = False
        self._found: TargetList | None = None
        self._held: dict[YouthId, TargetRow] = {}
        self._deviations: dict[Hashable, DeviationRow] = {}
        self._shown_deviations: dict[Hashable, Row] = {}
        self._answering = Answering(desk, self, self._answered)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._make_header())
        self.pane = AdminPane(self.theme, desk.actions, ACTS, "Ingen rad är vald.")
        found = self.pane.findChild(KeyButton, "pane_target_answer")
        assert found is not None  # the pane has made one for each act
        self._do: KeyButton = found
        self._do.setProperty("kind", "primary")
        self._split = QSplitter(Qt.Orientation.Horizontal)
        self._split.setChildrenCollapsible(False)
        self._split.addWidget(self._make_left())
        self._split.addWidget(self.pane)
        self._split.setStretchFactor(0, 64)
        self._split.setStretchFactor(1, 36)
        self._split.setSizes([640, 360])
        column.addWidget(self._split, 1)
        self._follow = QTimer(self, singleShot=True)
        self._follow.setInterval(FOLLOW_MS)
        self._follow.timeout.connect(self._show_chosen)
        self.theme.dress(self)
        self.theme.changed.connect(self._fit)
        self.take(Changes(everything=True))

    # -- making

    def _make_header(self) -> PageHeader:
        self.header = PageHeader(self.theme, TITLE, ABOUT)
        self._which = SegmentedFilter(
            self.theme,
            "Visa",
            [(PROPOSALS, "Förslag"), (DEVIATIONS, "Avvikelser")],
            name="target_which",
        )
        self._which.chosen.connect(self._switched)
        self.header.add(self._which)
        return self.header

    def _make_left(self) -> QWidget:
        left = QFrame()
        left.setProperty("fill", "surface")
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.tools = TargetTools(self.theme)
        self.tools.asked.connect(self.reload)
        self.tools.to_list.connect(self._to_list)
        column.addWidget(self.tools)
        self.list = self._view(COLUMNS, self._rows, "target_list", "Förslag")
        self.list.allow_many()
        shown = given(self._shown_deviations)
        self.deviations = self._view(DEVIATION_COLUMNS, shown, "target_deviations", "Avvikelser")
        for view in (self.list, self.deviations):
            view.picked.connect(self._picked)
            view.opened.connect(self._open)
            view.read.connect(self._read_row)
        self.list.typed.connect(self.tools.typed)
        self._empty = EmptyState(self.theme, "circle-check", "")
        self._remedy = button(self.theme, "Rensa filtret", name="target_clear", compact=True)
        self._remedy.clicked.connect(self.tools.clear)
        self._empty.set_action(self._remedy)
        self._stack = QStackedWidget()
        for widget in (self.list, self.deviations, self._empty):
            self._stack.addWidget(widget)
        column.addWidget(self._stack, 1)
        return left

    def _view(self, columns: Sequence[Column], rows: Provider, name: str, title: str) -> ListView:
        return ListView(
            self.theme, columns, rows, name=name, title=title, two_lines=True, marks=False
        )

    # -- reading

    @property
    def shows_deviations(self) -> bool:
        """Whether the other list is shown."""
        return self._which.value() == DEVIATIONS

    def refresh(self, changes: Changes) -> None:
        if changes.everything or changes.youths or changes.kinds:
            self.reload()

    def reload(self, *_asked: object) -> None:
        """Read again; what is chosen is kept."""
        if self.shows_deviations:
            self._read_deviations()
        if self.busy:
            self._again = True
            return
        self.busy = True
        asked = self.session.targets.order_later(self.tools.query)
        self.desk.then(asked, self._arrived, self._failed)

    def _failed(self, sentence: str) -> None:
        self.busy = self._again = False
        self.desk.say(sentence)

    def _arrived(self, found: TargetList) -> None:
        if not isValid(self):
            return
        self.busy = False
        self._found = found
        self._held.clear()
        self.list.set_sections(sections(found.ids, found.groups))
        self.tools.show_found(found)
        if (
            not self.shows_deviations
        ):  # they take long to read: until they are seen, whom they are about
            differing = dict(found.counts).get(ProposalKind.COMPARE, 0)
            self._which.set_text(DEVIATIONS, f"Avvikelser {differing}")
        self._show_list()
        if self._again:
            self._again = False
            self.reload()
        elif self._awaits_rows:
            self._to_list()

    def _read_deviations(self) -> None:
        rows = self.session.targets.deviations()
        self._deviations = {(one.youth, one.criterion): one for one in rows}
        self._shown_deviations.clear()
        self._shown_deviations.update(
            {key: deviation_row(one) for key, one in self._deviations.items()}
        )
        self.deviations.set_sections([Section("all", "", tuple(self._deviations))])
        self._which.set_text(DEVIATIONS, f"Avvikelser {len(rows)}")

    def _rows(self, ids: Sequence[Hashable]) -> Mapping[Any, Row]:
        wanted: Any = ids
        rows = self.session.targets.rows(wanted, self.tools.query)
        self._held.update({one.youth: one for one in rows})
        return {one.youth: proposal_row(one) for one in rows}

    # -- showing

    def among(self) -> Sequence[YouthId]:
        """Who is in the list, in its order."""
        if self.shows_deviations:
            return tuple(dict.fromkeys(one.youth for one in self._deviations.values()))
        return self._found.ids if self._found is not None else ()

    def view(self) -> ListView:
        """The list shown."""
        return self.deviations if self.shows_deviations else self.list

    def _show_list(self) -> None:
        self.tools.setVisible(not self.shows_deviations)
        filled = bool(self._deviations) if self.shows_deviations else len(self.among()) > 0
        at = 2 if not filled else int(self.shows_deviations)
        self._stack.setCurrentIndex(at)
        if not filled:
            judging = self._found is not None and self._found.judging
            icon, title, text = (
                NO_DEVIATIONS
                if self.shows_deviations
                else why_empty(judging=judging, filtered=self.tools.filtered())
            )
            self._empty.set_message(title, text, icon=icon)
        self._remedy.setVisible(not self.shows_deviations and self.tools.filtered())
        self._say_amount()
        self._show_chosen()

    def _say_amount(self) -> None:
        chosen, amount = self.list.chosen_amount(), len(self.among())
        said = f"{chosen} valda av {amount}" if chosen > 1 else list_words.amount(amount)
        if self._found is not None and self._found.judging and amount:
            said = f"{said}, fler prövas"
        self.tools.amount.setText(said)

    def _picked(self, _id: object) -> None:
        self._follow.start()
        self._say_amount()
        self.desk.actions.refresh()

    def _show_chosen(self) -> None:
        if self.pane.isHidden():
            return
        self.pane.show_thing(*(self._told() or ("", (), (), "")))
        kinds = self.chosen_kinds() if not self.shows_deviations else {ProposalKind.COMPARE}
        self._do.setText(ANSWERS[next(iter(kinds))] if len(kinds) == 1 else "Svara …")
        self._do.updateGeometry()

    def _told(self) -> Told | None:
        """What the pane says."""
        amount, one = self.list.chosen_amount(), self.deviation()
        if self.shows_deviations:
            return None if one is None else deviation_facts(one)
        if amount > 1:
            why = self._answering.why_not() or MANY
            return f"{amount} förslag är valda", (), (), why
        rows = self.chosen_rows()
        if not rows:
            return None
        return proposal_facts(rows[0], self.session.targets.page(rows[0].youth))

    # -- what is chosen

    def chosen_ids(self) -> Sequence[YouthId]:
        """Whom the chosen proposals are about."""
        ids: Any = self.list.chosen() if self.list.chosen_amount() > 1 else [self.list.current_id()]
        return [] if ids == [None] else ids

    def chosen_rows(self) -> list[TargetRow]:
        """The chosen proposals, as far as they are still there; of many only the first."""
        ids = self.chosen_ids()[:MOST_READ]
        missing = [one for one in ids if one not in self._held]
        if missing:
            rows = self.session.targets.rows(missing, self.tools.query)
            self._held.update({one.youth: one for one in rows})
        return [self._held[one] for one in ids if one in self._held]

    def chosen_kinds(self) -> set[ProposalKind]:
        """Their kinds; of very many they are known when one kind alone is listed."""
        if len(self.chosen_ids()) > MOST_READ:
            return set(self.tools.query.kinds or ProposalKind)
        return {one.kind for one in self.chosen_rows()}

    def deviation(self) -> DeviationRow | None:
        """The chosen difference, when differences are shown."""
        key = self.deviations.current_id() if self.shows_deviations else None
        return None if key is None else self._deviations.get(key)

    def chosen_youth(self) -> YouthId | None:
        if self.shows_deviations:
            one = self.deviation()
            return None if one is None else one.youth
        alone: Any = self.list.current_id() if self.list.chosen_amount() <= 1 else None
        return None if alone is None else YouthId(alone)

    def chosen_youths(self) -> Sequence[YouthId]:
        if self.shows_deviations or self.list.chosen_amount() <= 1:
            return super().chosen_youths()
        return self.list.chosen()  # type: ignore[return-value]  # the list holds youths' ids

    # -- acts

    def bindings(self) -> Mapping[str, Binding]:
        return {"list.filter": Binding(self._focus_filter), **self._answering.bindings()}

    def _focus_filter(self) -> None:
        if self.shows_deviations:
            self._which.set_value(PROPOSALS)
            self._show_list()
        self.tools.take_focus()

    def _answered(self, sentence: str) -> None:
        self.desk.back()
        self.reload()
        self.desk.say(sentence)

    def _open(self, _id: object) -> None:
        youth = self.chosen_youth()
        if youth is not None:
            self.desk.open_screen(TargetYouthScreen(self.desk, youth, self.among(), self.choose))

    def choose(self, youth: YouthId) -> None:
        """Put the cursor on someone."""
        if not self.shows_deviations:
            self.list.select(youth)

    def _read_row(self, _id: object) -> None:
        if self.pane.isHidden():
            self._open(None)
        else:
            self._show_chosen()
            self.pane.area.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _switched(self, _key: object) -> None:
        if self.shows_deviations:
            self._read_deviations()
        self._show_list()
        self.desk.actions.refresh()

    def _to_list(self) -> None:
        """Go to the rows; of those that are being read, once they are there."""
        self._awaits_rows = self.busy
        if self.busy:
            return
        first = self.first_focus()
        if first is not None:
            first.setFocus(Qt.FocusReason.ShortcutFocusReason)

    # -- what the shell asks

    def panes(self) -> Sequence[QWidget]:
        shown = self.view() if self._stack.currentIndex() < 2 else self._which
        pane = [] if self.pane.isHidden() else [self.pane]
        tools = [] if self.tools.isHidden() else [self.tools]
        return [*tools, shown, *pane]

    def first_focus(self) -> QWidget | None:
        return self.view() if self._stack.currentIndex() < 2 else self._which.findChild(QWidget)

    def key_hints(self) -> Sequence[tuple[str, str]]:
        return [("Enter", "Öppna prövningen"), ("Ctrl+F", "Filtrera"), ("F6", "Nästa ruta")]

    def escape(self) -> bool:
        if self.tools.filtered():
            self.tools.clear()
            return True
        if self.list.hasFocus() and self.list.chosen_amount() > 1:
            self.list.choose_current()
            return True
        if not self.view().hasFocus() and self._stack.currentIndex() < 2:
            self._to_list()
            return True
        return False

    def hideEvent(self, event: QHideEvent) -> None:
        """Covered or locked: what was about to be read is read when the page is seen again."""
        super().hideEvent(event)
        if self._follow.isActive():
            self._follow.stop()
            self.take(Changes(everything=True))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Below 60 em the list stands alone; what the pane says stands on the page."""
        narrow = is_narrow(self, self.theme)
        self.tools.fit(narrow=narrow)
        if self.pane.isHidden() != narrow:
            self.pane.setVisible(not narrow)
            self._show_chosen()
