"""At eighteen, and before a protected case is shown: a small page for each."""

from __future__ import annotations

from concurrent.futures import Future
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, QTimer

from kaa_core.model.ids import YouthId
from kaa_core.model.registry import Problem
from kaa_core.model.rights import Right
from kaa_core.rules.protection import SHOWN_FOR
from kaa_desktop.app.guarding import LONGEST, Guarding
from kaa_desktop.app.leaving_views import GuardianAfter
from kaa_desktop.app.views import Changes, Result
from kaa_desktop.gui.forms.choices import Dropdown
from kaa_desktop.gui.leaving_acts import close_readers
from kaa_desktop.gui.screens.desk import Desk
from kaa_desktop.gui.screens.erase import ErasePage
from kaa_desktop.gui.screens.leaving import LeavingForm
from kaa_desktop.gui.widgets.buttons import button

AT_EIGHTEEN = (
    "Från 18 år behöver kontakt med vårdnadshavare ungdomens samtycke. Uppgifter om den som "
    "ungdomen inte vill att vi talar med raderas."
)
WHY_LOGGED = (
    "Uppgifterna visas i fem minuter. Att du öppnade ärendet, när och varför sparas och kan inte "
    "ångras."
)
A_MOMENT_MS = 100


class GuardianPage(LeavingForm):
    """The youth's consent to contact with a guardian, or that what is kept about her goes."""

    def __init__(self, desk: Desk, youth: YouthId, guardians: list[GuardianAfter]) -> None:
        super().__init__(
            desk,
            "Vårdnadshavare efter 18 år",
            name="guardian_after",
            finish="Spara samtycket",
            card="Ungdomens samtycke",
        )
        self.youth, self._guardians = youth, guardians
        self.say(AT_EIGHTEEN)
        self._who = Dropdown()
        for one in guardians:
            self._who.addItem(one.name)
        self.field("guardian", "Vårdnadshavare", self._who)
        self._now = self.say("", "strong")
        self._given = self.date_field(
            "consent_on",
            "Ungdomen samtyckte till kontakt",
            optional=True,
            note="Töm fältet om samtycket är tillbakataget.",
        )
        self._until = self.date_field("consent_until", "Samtycket gäller till", optional=True)
        self._erase = button(
            self.theme, "Radera uppgifterna …", name="guardian_erase", icon="trash-2"
        )
        self._erase.clicked.connect(self._open_erase)
        self._erase.set_blocked(self.session.why_not(Right.KEEP_REGISTER))
        self.body.addWidget(self._erase, 0, Qt.AlignmentFlag.AlignLeft)
        self._who.currentIndexChanged.connect(self._show_chosen)
        self._show_chosen()
        self.settle()

    def _chosen(self) -> GuardianAfter:
        return self._guardians[max(0, self._who.currentIndex())]

    def _show_chosen(self, *_index: object) -> None:
        one = self._chosen()
        told = f"{one.consent}. Uppgifterna föreslås raderas." if one.erase else f"{one.consent}."
        self._now.setText(told)
        self._given.set_value(one.consent_on)
        self._until.set_value(one.consent_until)
        self._dirty = False

    def _open_erase(self) -> None:
        if reason := self.session.why_not(Right.KEEP_REGISTER):
            self.desk.say(reason)
            return
        outlook = self.session.erasing.outlook(self.youth, self._chosen().id)
        if outlook is None:
            self.desk.say("Uppgiften finns inte längre på den här datorn.")
            return
        desk = self.desk
        desk.back()
        desk.open_screen(ErasePage(desk, outlook))

    def refresh(self, changes: Changes) -> None:
        """What a colleague noted meanwhile is shown, unless something is being written here."""
        if self._dirty or not (changes.everything or self.youth in changes.youths):
            return
        held = {one.id: one for one in self.session.leaving.guarding.guardians_after(self.youth)}
        self._guardians = [held.get(one.id, one) for one in self._guardians]
        self._show_chosen()

    def problems(self) -> list[Problem]:
        guarding = self.session.leaving.guarding
        return self.unread() or guarding.consent_problems(self._given.value(), self._until.value())

    def send(self) -> Future[Result]:
        guarding = self.session.leaving.guarding
        return guarding.consent(self._chosen().id, self._given.value(), self._until.value())


class OpenPage(LeavingForm):
    """Why somebody needs to see one who is protected (design.md section 4)."""

    def __init__(self, desk: Desk, youth: YouthId, case_number: str) -> None:
        super().__init__(
            desk,
            "Visa skyddade uppgifter",
            name="open_protected",
            finish="Visa i fem minuter",
            subtitle=f"Ärende {case_number}" if case_number else "",
            card="Skyddade personuppgifter",
        )
        self.youth = youth
        self.say(WHY_LOGGED)
        self._reason = self.text_field("reason", "Varför behöver du se dem?", guarded=True)
        self._reason.setMaxLength(LONGEST)
        self.settle()

    def problems(self) -> list[Problem]:
        return self.session.leaving.guarding.open_problems(self._reason.text())

    def send(self) -> Future[Result]:
        return self.session.leaving.guarding.open_protected(self.youth, self._reason.text())

    def done(self, value: Any) -> None:
        hide_in_time(self.desk, self.youth)
        super().done(value)


def hide_in_time(desk: Desk, youth: YouthId) -> None:
    """Have the pages read anew when the five minutes are out; what decides is the time itself."""
    timer = QTimer(desk.home)
    timer.setSingleShot(True)
    timer.timeout.connect(partial(_look_again, desk, desk.session.leaving.guarding, youth))
    timer.timeout.connect(timer.deleteLater)
    timer.start(int(SHOWN_FOR.total_seconds() * 1000) + A_MOMENT_MS)


def _look_again(desk: Desk, guarding: Guarding, youth: YouthId) -> None:
    if not guarding.seconds_left(youth):
        guarding.hide_protected(youth)
        close_readers(desk, youth)
