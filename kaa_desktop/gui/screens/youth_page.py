"""A youth's page: who it is, the one journal, and what matters now at a glance (04)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QMenu,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from kaa_core.model.ids import RecordId, YouthId
from kaa_desktop.app.views import (
    Changes,
    DraftRow,
    JournalEntry,
    JournalFilter,
    Result,
    YouthPage,
)
from kaa_desktop.gui.actions import Binding
from kaa_desktop.gui.paper_acts import PaperDrop, show_papers
from kaa_desktop.gui.screens.desk import Desk, Screen
from kaa_desktop.gui.screens.head_keys import conflict_band, fit_keys
from kaa_desktop.gui.screens.journal import JournalList, enter_word, items_of
from kaa_desktop.gui.screens.journal_search import JournalSearch
from kaa_desktop.gui.screens.looks import chip_look
from kaa_desktop.gui.screens.out_cards import ProtectedBand
from kaa_desktop.gui.screens.parts import ChipRow, OnePane, is_narrow
from kaa_desktop.gui.screens.youth_cards import MORE_ACTS, NOBODY, NOWHERE, YouthCards
from kaa_desktop.gui.screens.youth_tabs import OVERVIEW, TabStack
from kaa_desktop.gui.screens.youth_words import NOTHING_LOST, conflict_words, why_empty
from kaa_desktop.gui.tokens import Kind
from kaa_desktop.gui.widgets.boxes import Banner, Card, EmptyState
from kaa_desktop.gui.widgets.buttons import KeyButton, button
from kaa_desktop.gui.widgets.labels import Elided, label
from kaa_desktop.gui.widgets.segments import SegmentedFilter

ACTS = ("contact.new", "visit.new", "conversation.new", "note.new")
GONE = "Ungdomen finns inte längre på den här datorn. Gå tillbaka till listan."


class YouthScreen(Screen):
    """One youth. Ctrl+PgDn and Ctrl+PgUp go through the list one came from, on this same page."""

    kept = True

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "Ungdom", name="youth_page")
        self._page: YouthPage = NOBODY
        self._among: Sequence[YouthId] = ()
        self._awaited: RecordId | None = None
        self._follow: Callable[[YouthId], object] | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._journal_card = self._make_journal()
        self.cards = YouthCards(self.theme, desk.actions)
        self.cards.report_visit.connect(self._report)
        self.cards.step_done.connect(self._complete)
        panes = (("journal", "Journal", self._journal_card), ("about", "Om ungdomen", self.cards))
        self._one = OnePane(self.theme, "Visa på sidan", panes, name="youth_panes")
        column.addWidget(self._make_header())
        self._locked = Banner(self.theme, Kind.INFO, icon="archive", flat=True)
        self._conflict = conflict_band(self.theme, self._solve)
        self._protected = ProtectedBand(self.theme, desk.actions)
        column.addWidget(self._protected)
        column.addWidget(self._locked)
        column.addWidget(self._conflict)
        self.tabs = TabStack(desk, self._make_body())
        self.tabs.chosen.connect(self._tab_chosen)
        column.addWidget(self.tabs, 1)
        self._drop = PaperDrop(self)
        self.theme.dress(self)
        self.theme.changed.connect(self._fit)

    def open(
        self,
        page: YouthPage,
        among: Sequence[YouthId] = (),
        follow: Callable[[YouthId], object] | None = None,
    ) -> None:
        """Show someone from the beginning: the whole journal, its newest event chosen."""
        self._page = page
        self._among = among
        self._follow = follow
        self._missed = None
        self._awaited = None
        self._filter.set_value(JournalFilter.ALL.name)
        self._search.clear()
        self._one.choice.set_value("journal")
        self.journal.set_items([])
        self.cards.verticalScrollBar().setValue(0)
        self.tabs.choose(OVERVIEW)
        self._fit()
        self._show()

    # -- making

    def _make_header(self) -> QFrame:
        header = QFrame()
        header.setProperty("fill", "surface")
        header.setProperty("rule", "bottom")
        column = QVBoxLayout(header)
        column.setContentsMargins(20, 8, 20, 10)
        column.setSpacing(8)
        first = QHBoxLayout()
        first.setSpacing(12)
        self._name = Elided("", "page")
        self._number = label("", "body")
        self._number.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._age = label("", "muted")
        for widget in (self._name, self._number, self._age):
            first.addWidget(widget)
        first.addStretch(1)
        self._buttons = [self._act_button(act) for act in ACTS]
        self._more = button(
            self.theme, "Mer", name="more", icon="ellipsis", spoken="Fler saker att göra"
        )
        self._more.clicked.connect(self._pop_more)
        for made in (*self._buttons, self._more):
            first.addWidget(made)
        column.addLayout(first)
        second = QHBoxLayout()
        second.setSpacing(12)
        self._chips = ChipRow(self.theme)
        self._where = Elided("", "muted")
        self._where.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._brief = label("", "body")
        second.addWidget(self._chips, 3)
        second.addWidget(self._where, 2)
        second.addWidget(self._one)
        second.addWidget(self._brief, 0, Qt.AlignmentFlag.AlignRight)
        column.addLayout(second)
        return header

    def _act_button(self, act: str) -> KeyButton:
        kind = "primary" if act == ACTS[0] else "secondary"
        return self.desk.actions.button(act, kind=kind, name=f"youth_{act.replace('.', '_')}")

    def _make_body(self) -> QWidget:
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(20, 12, 20, 12)
        column.setSpacing(10)
        row = QHBoxLayout()
        row.setSpacing(12)
        for widget in (self._journal_card, self.cards):
            width = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)
            widget.setSizePolicy(width)
        row.addWidget(self._journal_card, 4)
        row.addWidget(self.cards, 3)
        column.addLayout(row, 1)
        return body

    def _make_journal(self) -> Card:
        card = Card(self.theme, "Journal", icon="history", padded=False)
        choices = [(one.name, one.value) for one in JournalFilter]
        self._filter = SegmentedFilter(
            self.theme, "Visa i journalen", choices, name="journal_filter"
        )
        card.add_to_header(self._filter)
        self._search = JournalSearch(self.theme)
        card.body.addWidget(self._search)
        for changed in (self._filter.chosen, self._search.changed):
            changed.connect(self._show_journal)
        self.journal = JournalList(self.theme)
        self._search.left.connect(self.journal.setFocus)
        self.journal.draft_opened.connect(self._open_draft)
        self.journal.entry_opened.connect(self._amend)
        self.journal.picked.connect(self._picked)
        self._empty = EmptyState(self.theme, "history", "")
        begin = self.desk.actions.button("contact.new", name="empty_contact", compact=True)
        begin.setAccessibleName("Börja journalen med en ny kontakt")
        self._empty.set_action(begin)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.journal)
        self._stack.addWidget(self._empty)
        self._stack.addWidget(QWidget())  # of a hidden case: the band above says why
        card.body.addWidget(self._stack)
        return card

    # -- content

    def chosen_youth(self) -> YouthId | None:
        return None if self._page.read_only else self._page.id

    def youth_read(self) -> YouthId | None:
        return self._page.id

    def why_no_youth(self) -> str:
        return self._page.read_only

    def refresh(self, changes: Changes) -> None:
        if changes.everything or changes.drafts or self._page.id in changes.youths:
            page = self.session.youth_page(self._page.id)
            if page is None:
                self._locked.set_message(Kind.INFO, GONE)
                self._locked.show()
            else:
                self._page = page
                self._show()

    def show_youth(self, youth: YouthId) -> None:
        """Go to another youth on this page."""
        self._awaited = None
        page = self.session.youth_page(youth)
        if page is None:
            self.desk.say(GONE)
            return
        self._page = page
        self._show()
        self.desk.actions.refresh()
        self.desk.announce(f"{page.name}, {page.number}, {page.age}")

    def choose_event(self, record: RecordId) -> None:
        """Choose an event, now or when it has come: Ctrl+R after entering corrects what was entered."""
        self._awaited = None if self.journal.choose(record) else record

    def _show(self) -> None:
        page = self._page
        if page.name != self.title:
            self.title = page.name
            self.title_changed.emit()
        self._name.setText(page.name)
        self._number.setText(page.number)
        self._age.setText(page.age)
        self._brief.setText(f"{page.number} · {page.age}")
        self._chips.set_chips([chip_look(chip) for chip in page.chips[:5]])
        if is_narrow(self, self.theme):
            self._chips.hide()  # they stand among the cards
        worker = f"Handläggare {page.worker}" if page.worker else "Ingen handläggare"
        self._where.setText(f"{page.address or NOWHERE} · {worker}")
        self._locked.setVisible(bool(page.read_only))
        self._locked.set_message(Kind.INFO, "Kan bara läsas.", page.read_only)
        self._protected.show_state(protected=page.protected, closed=page.closed)
        self._conflict.setVisible(bool(page.conflicts))
        self._conflict.set_message(Kind.WARN, conflict_words(page.conflicts), NOTHING_LOST)
        self.cards.show_page(page)
        self.cards.target.show_page(self.session.targets.page(page.id))
        self._show_journal()
        self.tabs.show_page(page)
        if self._awaited is not None:
            self.choose_event(self._awaited)
        self._fit_keys()

    def _show_journal(self, *_chosen: object) -> None:
        page, chosen = self._page, JournalFilter[self._filter.value()]
        kind = [e for e in page.journal if chosen is JournalFilter.ALL or e.filter is chosen]
        entries, searching = self._search.among(kind), self._search.searching
        drafts = page.drafts if chosen is JournalFilter.ALL and not searching else ()
        self.journal.set_items(items_of(entries, drafts))
        self._journal_card.set_title("Journal", page.journal_text)
        self._stack.setCurrentIndex(2 if page.closed else 0 if entries or drafts else 1)
        self._empty.set_message(*why_empty(page, searching=searching))

    # -- acts

    def bindings(self) -> Mapping[str, Binding]:
        return {
            "youth.next": Binding(self._next, self._no_next),
            "youth.previous": Binding(self._previous, self._no_previous),
            "note.amend": Binding(self._amend_chosen, self._not_amendable),
            "record.history": Binding(self._history_of_chosen),
            "list.filter": Binding(self._search.ask, self._not_searchable),
            "task.done": Binding(self.cards.complete, self.cards.undone),
            **self.tabs.bindings(),
        }

    def _not_searchable(self) -> str:
        return "" if self.journal.isVisible() else "Välj Översikt för att söka i journalen."

    def _tab_chosen(self) -> None:
        self._fit()
        self.desk.actions.set_page(self.bindings())

    def _place(self) -> int:
        return self._among.index(self._page.id) if self._page.id in self._among else -1

    def _no_next(self) -> str:
        last = self._place() in {-1, len(self._among) - 1}
        return "Det här är den sista ungdomen i listan." if last else ""

    def _no_previous(self) -> str:
        return "Det här är den första ungdomen i listan." if self._place() < 1 else ""

    def _next(self) -> None:
        self._step(1)

    def _previous(self) -> None:
        self._step(-1)

    def _step(self, by: int) -> None:
        youth = self._among[self._place() + by]
        self.show_youth(youth)
        if self._follow is not None:
            self._follow(youth)

    def _not_amendable(self) -> str:
        entry = self.journal.current_entry()
        if self._page.read_only:
            return self._page.read_only
        if entry is None or not entry.can_amend:
            return "Välj en händelse som är införd i journalen."
        return ""

    def _amend_chosen(self) -> None:
        entry = self.journal.current_entry()
        if entry is not None:
            self._amend(entry)

    def _amend(self, entry: JournalEntry) -> None:
        if entry.kind == "Attachment":
            show_papers(self.desk, self._page.id, entry.id)
            return
        reason = self._not_amendable()
        if reason:
            self.desk.say(reason)
        else:
            self.desk.open_form("addendum", self._page.id, record=entry.id)

    def _history_of_chosen(self) -> None:
        """Of the event chosen in the journal; else of the youth's own fields."""
        from kaa_desktop.gui.screens.history import HistoryScreen  # noqa: PLC0415 - seldom asked for

        entry = self.journal.current_entry()
        record = RecordId(self._page.id) if entry is None else entry.id
        title = "" if entry is None else entry.title
        self.desk.open_screen(HistoryScreen(self.desk, record, title, self._page.id))

    def _open_draft(self, draft: DraftRow) -> None:
        self.desk.open_form(draft.form, draft.youth, draft=draft.id)

    def _report(self, visit: RecordId) -> None:
        self.desk.open_form("home_visit", self._page.id, record=visit)

    def _complete(self, task: RecordId) -> None:
        self.desk.then(self.session.complete_task(task), self._completed)

    def _completed(self, result: Result) -> None:
        self.desk.say(result.sentence or " ".join(one.sentence for one in result.problems))

    def _solve(self) -> None:
        self.desk.go("sync")

    def _picked(self) -> None:
        self.desk.actions.refresh()

    def _pop_more(self) -> None:
        menu = QMenu(self)
        menu.setObjectName("more_menu")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        shown = {ACTS[i] for i, made in enumerate(self._buttons) if not made.isHidden()}
        for act in (*ACTS, *MORE_ACTS):
            if act not in shown:
                menu.addAction(self.desk.actions.qaction(act))
        menu.popup(self._more.mapToGlobal(self._more.rect().bottomLeft()))

    # -- what the shell asks

    def panes(self) -> Sequence[QWidget]:
        if (tab := self.tabs.current()) is not None:
            return [self.tabs.bar, *tab.panes()]
        switch = [self._one] if self._one.isVisible() else []
        journal = [self._stack] if self._journal_card in self._one.shown() else []
        cards = [self.cards] if self.cards in self._one.shown() else []
        return [*switch, *journal, *cards]

    def first_focus(self) -> QWidget | None:
        if self._page.closed:
            return self._protected.opener
        return self.journal if self._stack.currentIndex() == 0 else None

    def key_hints(self) -> Sequence[tuple[str, str]]:
        if self.journal.hasFocus() and self.journal.current_item() is not None:
            entry = self.journal.current_entry()
            return [("Enter", enter_word(entry)), ("F6", "Nästa ruta")]
        return [("Ctrl+PgDn", "Nästa ungdom"), ("F6", "Nästa ruta"), ("F1", "Hjälp")]

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Below 60 em journal and cards take turns, and the acts fold into one menu."""
        narrow = is_narrow(self, self.theme)
        self._one.fit(narrow=narrow and self.tabs.current() is None)
        for widget in (self._where, self._number, self._age):
            widget.setVisible(not narrow)
        self._chips.setVisible(not narrow)
        self.cards.show_chips(shown=narrow)
        self._brief.setVisible(narrow)
        room = self.width() / self.theme.em
        for made, needed in zip(self._buttons, (0, 62, 78, 70), strict=True):
            made.setVisible(room >= needed)
        self._fit_keys()

    def _fit_keys(self) -> None:
        beside = (self._name, self._number, self._age, self._more)
        acts = list(zip(ACTS, self._buttons, strict=True))
        fit_keys(acts, beside, self.desk.actions, self.theme, self.width())
