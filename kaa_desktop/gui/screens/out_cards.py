"""What a youth's page shows of the way out: what an age asks for, the periods, who has opened the case."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from kaa_desktop.app.leaving_views import Notice, WayOut
from kaa_desktop.gui.actions import Actions
from kaa_desktop.gui.screens.parts import FactTable
from kaa_desktop.gui.theme import Theme
from kaa_desktop.gui.tokens import Kind
from kaa_desktop.gui.widgets.boxes import Banner, Card
from kaa_desktop.gui.widgets.buttons import KeyButton
from kaa_desktop.gui.widgets.flow import FlowLayout
from kaa_desktop.gui.widgets.labels import label

NOTICES = 3
"""As many as can be asked for at a time: two ages, and an address that may not be here."""
NOTICE_ACTS = (
    *("enrolment.close", "handover.change", "handover.page", "guardian.after"),
    "protected.address",
)
PERIOD_ACTS = ("enrolment.close", "register.enrol", "enrolment.mend")


def buttons(actions: Actions, acts: Sequence[str], place: str, said: str) -> dict[str, KeyButton]:
    """Small buttons of acts; `said`: where they stand, for who hears two of the same act."""
    made = {}
    for act in acts:
        made[act] = actions.button(act, compact=True, name=f"{place}_{act.replace('.', '_')}")
        made[act].setProperty("hint", "")
        made[act].setAccessibleName(f"{said}: {made[act].text()}")
    return made


class _Band(QWidget):
    """What is asked for in words, and below it what can be done."""

    def __init__(self, theme: Theme, actions: Actions, number: int) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        self._banner = Banner(theme, Kind.INFO, icon="calendar-clock")
        column.addWidget(self._banner)
        self._acts = QWidget()
        row = FlowLayout(self._acts)
        self._buttons = buttons(actions, NOTICE_ACTS, f"notice{number}", f"Åldern {number}")
        for made in self._buttons.values():
            row.addWidget(made)
        column.addWidget(self._acts)
        self.hide()

    def show_notice(self, notice: Notice | None, said: str) -> None:
        """Say it, or nothing."""
        self.setVisible(notice is not None)
        acts = notice.acts if notice is not None else ()
        if notice is not None:
            self._banner.set_message(Kind(notice.tone.value), notice.title, notice.text)
        for act, made in self._buttons.items():
            made.setVisible(act in acts)
            made.setAccessibleName(f"{said}: {made.text()}")


class Notices(QWidget):
    """What 18 and 20 ask for, on top of the cards."""

    def __init__(self, theme: Theme, actions: Actions) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        self._bands = [_Band(theme, actions, at) for at in range(NOTICES)]
        for band in self._bands:
            column.addWidget(band)
        self.hide()

    def show_notices(self, notices: Sequence[Notice]) -> None:
        """Show those that there are."""
        self.setVisible(bool(notices))
        for at, band in enumerate(self._bands):
            one = notices[at] if at < len(notices) else None
            band.show_notice(one, "" if one is None else one.title.rstrip("."))


class PeriodCard(Card):
    """The present period and the former ones, what was handed over, and what can be done."""

    def __init__(self, theme: Theme, actions: Actions) -> None:
        super().__init__(theme, "Inskrivning", icon="archive")
        self._periods = FactTable(theme)
        self._given_title = label("Överlämnat", "strong")
        self._given = FactTable(theme)
        for widget in (self._periods, self._given_title, self._given):
            self.body.addWidget(widget)
        holder = QWidget()
        row = FlowLayout(holder)
        self._buttons = buttons(actions, PERIOD_ACTS, "period", "Inskrivning")
        for made in self._buttons.values():
            row.addWidget(made)
        self.body.addWidget(holder)

    def show_out(self, out: WayOut) -> None:
        """Show someone's; hidden when she never was enrolled and cannot be."""
        self.setVisible(bool(out.periods) or out.enrollable)
        self._periods.set_facts(out.periods)
        self._given.set_facts(out.handovers)
        self._given_title.setVisible(bool(out.handovers))
        self._buttons["enrolment.close"].setVisible(out.closable)
        self._buttons["register.enrol"].setVisible(out.enrollable)
        self._buttons["enrolment.mend"].setVisible(out.lacking is not None)


class OpeningsCard(Card):
    """Who has opened a protected case, when and why."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "Öppnat av", icon="shield")
        self._facts = FactTable(theme)
        self.body.addWidget(self._facts)

    def show_out(self, out: WayOut) -> None:
        """Show the latest; hidden for those who are not protected."""
        self.setVisible(bool(out.openings))
        self._facts.set_facts(out.openings)


class ProtectedBand(Banner):
    """On top of a protected case: hidden until a reason is given, then for five minutes."""

    def __init__(self, theme: Theme, actions: Actions) -> None:
        super().__init__(theme, Kind.PROTECTED, icon="shield", flat=True)
        self.opener = actions.button("protected.open", compact=True, name="band_protected_open")
        self._hide = actions.button("protected.hide", compact=True, name="band_protected_hide")
        for made in (self.opener, self._hide):
            made.setProperty("hint", "")  # at 200 % the key would push the words to three lines
            self.add_button(made)
        self.hide()

    def show_state(self, *, protected: bool, closed: bool) -> None:
        """Say whether it is open."""
        self.setVisible(protected)
        self.opener.setVisible(closed)
        self._hide.setVisible(not closed)
        if closed:
            self.set_message(
                Kind.PROTECTED, "Skyddade personuppgifter.", "Skriv varför du behöver se dem."
            )
        else:
            self.set_message(
                Kind.PROTECTED, "Skyddade personuppgifter visas.", "De döljs efter fem minuter."
            )
