"""The tab Kartläggning: the version that holds, the one being written, and two beside each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kaa_core.model.ids import RecordId
from kaa_core.rules.assessing import PARTS, Difference, How, Piece
from kaa_desktop.app.assessments import VersionView
from kaa_desktop.app.views import YouthPage
from kaa_desktop.gui.actions import Binding
from kaa_desktop.gui.forms.choices import Dropdown
from kaa_desktop.gui.forms.frame import SideBySide, column
from kaa_desktop.gui.forms.sheet import ReadingSheet, SheetArea
from kaa_desktop.gui.screens.desk import Desk
from kaa_desktop.gui.screens.parts import is_narrow
from kaa_desktop.gui.screens.youth_tabs import YouthTab
from kaa_desktop.gui.tokens import Kind
from kaa_desktop.gui.widgets.boxes import Banner, Card, EmptyState
from kaa_desktop.gui.widgets.buttons import button
from kaa_desktop.gui.widgets.labels import label

EMPTY: Final = "Ingen kartläggning finns än."
WHY: Final = (
    "Kartläggningen har tre delar: förutsättningar, behov och önskemål. "
    "Du kan skriva den i omgångar, vid flera möten."
)
GOES_ON: Final = "Den pågår och kan skrivas vidare. Kollegor ser den efter nästa synk."
NOT_WRITTEN: Final = "Inte skrivet än."
SAME: Final = "Inget skiljer dem åt."


class AssessmentTab(YouthTab):
    """Reads the versions anew whenever it is shown."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._page: YouthPage | None = None
        self._versions: tuple[VersionView, ...] = ()
        self._shown: RecordId | None = None
        self._comparing = False
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addLayout(self._tools())
        self.area = SheetArea("assessment_area", "Kartläggning")
        outer.addWidget(self.area, 1)

    def _tools(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(20, 10, 20, 8)
        row.setSpacing(8)
        self._choose = Dropdown()
        self._choose.setObjectName("assessment_version")
        self._choose.setAccessibleName("Version av kartläggningen")
        self._choose.currentIndexChanged.connect(self._chosen)
        self._beside = button(
            self.desk.theme,
            "Jämför med förra",
            name="assessment_compare",
            icon="columns-3",
            spoken="Visa vad som har ändrats sedan förra versionen",
        )
        self._beside.setCheckable(True)
        self._beside.clicked.connect(self._compare)
        self._write = self.desk.actions.button(
            "assessment.write", kind="primary", name="assessment_write"
        )
        row.addWidget(self._choose)
        row.addWidget(self._beside)
        row.addStretch(1)
        row.addWidget(self._write)
        return row

    # -- what the page asks

    def show_page(self, page: YouthPage) -> None:
        other = self._page is None or self._page.id != page.id
        self._page = page
        self._versions = self.desk.session.assessments.of(page.id)
        if other or self._shown not in {one.id for one in self._versions}:
            self._shown = self._versions[0].id if self._versions else None
            self._comparing = False
        self._fill_choice()
        self._show()

    def panes(self) -> Sequence[QWidget]:
        return [self._choose if self._versions else self._write, self.area]

    def first_focus(self) -> QWidget | None:
        return self._choose if self._versions else self._write

    def bindings(self) -> Mapping[str, Binding]:
        return {"assessment.compare": Binding(self._beside.click, self._no_former)}

    # -- choosing

    def _fill_choice(self) -> None:
        self._choose.blockSignals(True)
        self._choose.clear()
        for one in self._versions:
            self._choose.addItem(f"{one.title}, {one.when}")
        at = next((n for n, one in enumerate(self._versions) if one.id == self._shown), -1)
        self._choose.setCurrentIndex(at)
        self._choose.blockSignals(False)
        self._choose.setVisible(bool(self._versions))

    def _chosen(self, index: int) -> None:
        if 0 <= index < len(self._versions):
            self._shown = self._versions[index].id
            self._show()

    def _compare(self) -> None:
        self._comparing = self._beside.isChecked()
        self._show()
        if self._comparing and self._former() is not None:
            self.desk.announce(self._told(self._differences()))

    def _current(self) -> VersionView | None:
        return next((one for one in self._versions if one.id == self._shown), None)

    def _former(self) -> VersionView | None:
        """The version before the one shown."""
        at = next((n for n, one in enumerate(self._versions) if one.id == self._shown), -1)
        return self._versions[at + 1] if 0 <= at < len(self._versions) - 1 else None

    def _no_former(self) -> str:
        return (
            ""
            if self._former() is not None
            else "Det finns ingen tidigare version att jämföra med."
        )

    # -- showing

    def _show(self) -> None:
        self._beside.setVisible(self._former() is not None)
        self._beside.setChecked(self._comparing)
        sheet = ReadingSheet(
            self.desk.theme, self.area, "Det som är skrivet", name="assessment_sheet"
        )
        sheet.setProperty("fill", "canvas")
        inside = QVBoxLayout(sheet)
        inside.setContentsMargins(20, 2, 20, 16)
        inside.setSpacing(10)
        current = self._current()
        if current is None:
            inside.addWidget(EmptyState(self.desk.theme, "list-checks", EMPTY, WHY))
        elif self._comparing and self._former() is not None:
            self._put_differences(inside, current)
        else:
            self._put_version(inside, current)
        inside.addStretch(1)
        self.desk.theme.dress(sheet)
        self.area.setWidget(sheet)

    def _put_version(self, inside: QVBoxLayout, one: VersionView) -> None:
        theme = self.desk.theme
        if one.ongoing:
            lacks = ", ".join(one.missing).lower()
            title = f"Saknas: {lacks}." if lacks else "Alla tre delarna är skrivna."
            inside.addWidget(Banner(theme, Kind.WARN if lacks else Kind.INFO, title, GOES_ON))
        else:
            by = f"Införd av {one.author}. " if one.author else ""
            inside.addWidget(label(f"{by}{one.changed}".strip(), "muted", wrap=True))
        for part in one.parts:
            if part.text or part.field in PARTS:
                card = Card(theme, part.title)
                role = "body" if part.text else "muted"
                text = label(part.text or NOT_WRITTEN, role, wrap=True)
                text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
                card.body.addWidget(text)
                inside.addWidget(card)

    def _differences(self) -> tuple[Difference, ...]:
        former, current = self._former(), self._current()
        if former is None or current is None or self._page is None:
            return ()
        return self.desk.session.assessments.changes(self._page.id, former.id, current.id)

    def _told(self, differences: Sequence[Difference]) -> str:
        """What differs, as one sentence for each part."""
        told = [
            f"{one.title}: {one.how.value.lower()}."
            for one in differences
            if one.how is not How.SAME
        ]
        return " ".join(told) or SAME

    def _put_differences(self, inside: QVBoxLayout, current: VersionView) -> None:
        theme, former = self.desk.theme, self._former()
        differences = self._differences()
        inside.addWidget(Banner(theme, Kind.INFO, self._told(differences), icon="columns-3"))
        for one in differences:
            card = Card(theme, one.title, subtitle=one.how.value)
            if one.how is How.SAME:
                same = " ".join(piece.text for piece in one.after)
                card.body.addWidget(label(same, "muted", wrap=True))
            else:
                sides = SideBySide(
                    _side(former.title if former else "", one.before, "Borttaget"),
                    _side(current.title, one.after, "Nytt"),
                )
                sides.fold(narrow=is_narrow(self, theme))
                card.body.addWidget(sides)
            inside.addWidget(card)


def _side(title: str, pieces: Sequence[Piece], word: str) -> QWidget:
    """One version of a part; the sentences that the other does not have say so before they begin."""
    lines = [label(title, "label")]
    if not pieces:
        lines.append(label(NOT_WRITTEN, "muted", wrap=True))
    for piece in pieces:
        words = f"{word}: {piece.text}" if piece.other else piece.text
        lines.append(label(words, "strong" if piece.other else "body", wrap=True))
    return column(*lines, spacing=4)
