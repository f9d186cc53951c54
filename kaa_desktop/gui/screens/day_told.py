"""What colleagues ask and have decided in conflicts that the user is part of: a card on Min dag."""

from __future__ import annotations

from typing import Any

from kaa_core.model.ids import RecordId, YouthId
from kaa_desktop.app.sync_views import ConflictView, DecisionView
from kaa_desktop.gui.rows import Cell, Column, Row, Section
from kaa_desktop.gui.screens.conflict_words import grouped
from kaa_desktop.gui.screens.day_list import DayList
from kaa_desktop.gui.screens.desk import Desk
from kaa_desktop.gui.widgets.boxes import Card
from kaa_desktop.gui.widgets.buttons import button

TITLE = "Från kollegorna"
_COLUMNS = (Column("what", "Vad"),)


class ToldCard(Card):
    """Questions open the conflict; decisions the history, where the other value can be put back."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk.theme, TITLE, icon="message-circle", padded=False)
        self._desk = desk
        self._asked: dict[Any, list[ConflictView]] = {}
        self._decided: dict[Any, DecisionView] = {}
        self.list = DayList(
            desk,
            _COLUMNS,
            name="day_told",
            title=TITLE,
            two_lines=True,
            empty=("circle-check", "Inget nytt från kollegorna.", "Frågor och beslut visas här."),
        )
        self.list.view.opened.connect(self._open)
        self.body.addWidget(self.list)
        self._seen = button(
            desk.theme,
            "Jag har sett",
            name="day_told_seen",
            icon="check",
            compact=True,
            spoken="Jag har sett kollegornas beslut",
        )
        self._seen.clicked.connect(self.seen)
        self.add_to_header(self._seen)

    def reload(self) -> None:
        """Read again; hidden by its owner when nothing is left."""
        session = self._desk.session
        asked = [one for one in session.conflicts() if one.asked_me]
        self._asked = {group[0].id: group for group in grouped(asked)}
        self._decided = {one.id: one for one in session.agreeing.decisions()}
        rows: dict[Any, Row] = {key: _asked_row(group) for key, group in self._asked.items()}
        rows |= {key: _decided_row(one) for key, one in self._decided.items()}
        self.list.show_rows(rows, [Section("all", "", list(rows))])
        self._seen.setVisible(bool(self._decided))
        self.set_title(TITLE, f"{len(rows)} om konflikter")

    @property
    def empty(self) -> bool:
        """Whether there is nothing to tell."""
        return self.list.empty

    def youth_of(self, key: object) -> YouthId | None:
        """Whom a row is about."""
        group = self._asked.get(key)
        if group:
            return group[0].youth
        decided = self._decided.get(key)
        return None if decided is None else decided.youth

    def seen(self) -> None:
        """The decisions have been read; they stay in the history."""
        self._desk.then(self._desk.session.agreeing.saw(list(self._decided)), self._noted)

    def _noted(self, _nothing: object) -> None:
        self._desk.say("Besluten är lästa. De står kvar i historiken.")

    def _open(self, key: RecordId) -> None:
        from kaa_desktop.gui.screens.conflict import ConflictScreen  # noqa: PLC0415 - seldom
        from kaa_desktop.gui.screens.history import HistoryScreen  # noqa: PLC0415 - seldom

        if key in self._asked:
            youth = self._asked[key][0].youth
            group = [one for one in self._desk.session.conflicts(youth) if one.youth == youth]
            self._desk.open_screen(ConflictScreen(self._desk, group or self._asked[key]))
        elif key in self._decided:
            one = self._decided[key]
            screen = HistoryScreen(self._desk, one.target, one.label, one.youth)
            self._desk.open_screen(screen)


def _asked_row(group: list[ConflictView]) -> Row:
    first = group[0]
    about = f"{first.name or first.record} · {', '.join(one.label for one in group)}"
    return Row((Cell(first.asked, about, strong=True, icon="message-circle", tone="warn"),))


def _decided_row(one: DecisionView) -> Row:
    about = " · ".join(part for part in (one.name, one.label) if part)
    reason = f" Motivering: {one.reason}" if one.reason else ""
    mine = "" if one.mine in ("", one.chosen) else f" Ditt står i historiken: {one.mine}."
    told = f"{one.who} valde: {one.chosen}"
    return Row(
        (Cell(told, f"{about} · {one.when}.{mine}{reason}", strong=True, icon="copy-check"),)
    )
