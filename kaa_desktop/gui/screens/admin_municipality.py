"""Kommunens inställningar: what holds for all its computers. An ordinary record: no network is needed."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future

from PySide6.QtWidgets import QWidget

from kaa_core.model import school_days
from kaa_core.model.enums import CaseworkersSee, RegisterRule
from kaa_core.model.registry import Problem
from kaa_core.rules import early
from kaa_core.sync import notices
from kaa_desktop.app.municipality import Municipality
from kaa_desktop.app.support import Support
from kaa_desktop.app.views import Changes, Result
from kaa_desktop.gui.forms.choices import Check, Dropdown
from kaa_desktop.gui.screens.admin_form import AdminForm
from kaa_desktop.gui.screens.desk import Desk

MINUTES = (None, 2, 5, 10, 15, 30)
DAYS = (None, 7, 14, 30, 60, 90)
SEE = {
    CaseworkersSee.OWN_UNIT: "Sin egen enhets ärenden",
    CaseworkersSee.MUNICIPALITY: "Hela kommunens ärenden",
}
EARLY_WEEKS = (4, 8, 12, 16, 20, 26)
NOTICE_DAYS = (30, 60, 90, 180, 365)
REGISTER = (
    "Det här ändrar vilka som står i registret. Besluta det tillsammans med samordnaren. "
    "Vem som har ändrat, och när, står i serverns logg."
)
ENROL = (
    "Gäller efter nattens inläsning. Varje inskrivning är märkt som regelns. Är den fel skriver "
    "handläggaren av som vanligt. Skyddad folkbokföring, ungdomens egna uppgifter och den som någon "
    "redan har svarat om frågar programmet ändå om. Ingen skrivs av av sig själv."
)
SCHOOL_DAYS = (
    "Skolplikten slutar med vårterminen. Skriv ett datum för varje år, till exempel 2027-06-10, med komma "
    "emellan. Ett år som saknas räknas till och med 30 juni. Ändrar du, prövas alla på nytt."
)
NOTICES = (
    "Gäller anmälningar om elever som inte står i registret. De syns under Anmälningar om okända."
)
EARLY = (
    "Listan är avstängd så länge fältet är tomt. Den gäller elever som ännu inte omfattas, och ligger "
    "utanför registret. Skriv grunden och vem som har beslutat. Tömmer du fältet raderas listan."
)
SHARES = (
    "Bara med kommuner på samma server som den som driftar den har lagt i samma grupp, och som själva delar. "
    "Tal för varje månads slut, aldrig personer, och små tal är dolda. Slår du av det tas talen bort."
)
LONGEST = {
    "support_name": 200,
    "support_phone": 40,
    "support_email": 200,
    "sheet": 40,
    "early_basis": 500,
}


class MunicipalityScreen(AdminForm):
    """A place of the navigation that is a form: it stays open when it is saved."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(
            desk,
            "Kommunens inställningar",
            name="admin_municipality",
            finish="Spara",
            subtitle="Gäller på alla kommunens datorer, när de har synkat",
        )
        self._close.hide()
        self.say("Vem hjälper till?", "strong")
        self._support = (
            self.text_field("support_name", "Namn eller funktion", optional=True),
            self.text_field("support_phone", "Telefon", optional=True),
            self.text_field(
                "support_email",
                "E-post",
                optional=True,
                note="Visas i hjälpen, i låsfönstret och där något har gått fel.",
            ),
        )
        for field, most in zip(self._support, list(LONGEST.values())[:3], strict=True):
            field.setMaxLength(most)
        self._minutes = Dropdown()
        for one in MINUTES:
            self._minutes.addItem("Var och en väljer" if one is None else f"{one} minuter")
        self.field(
            "lock_minutes",
            "Lås när ingen har rört datorn på, längst",
            self._minutes,
            note="Var och en kan välja en kortare tid.",
        )
        self._days = Dropdown()
        for days in DAYS:
            self._days.addItem("Ingen gräns" if days is None else f"{days} dagar")
        self.field(
            "lease_days",
            "Lås datorer som inte har haft kontakt med servern på",
            self._days,
            note="En sådan dator öppnas först när servern har svarat. Det skrivna är kvar på den.",
        )
        self._see = Dropdown()
        for words in SEE.values():
            self._see.addItem(words)
        self.field(
            "caseworkers_see",
            "Handläggare ser",
            self._see,
            note="Egna ärenden och dem de har fått behörighet till ser de alltid. "
            "Personer med skyddad folkbokföring ser bara handläggaren, de som fått behörighet "
            "och samordnaren.",
        )
        self._no_guardians = Check("Vi har inga uppgifter om vårdnadshavare", name="no_guardians")
        self._no_guardians.edited.connect(self._touched)
        self.body.addWidget(self._no_guardians)
        self.say("De som finns visas inte. De föreslås raderas på varje ungdoms sida.", "muted")
        self._add_register()
        self._sheet_version = self.text_field(
            "sheet",
            "Informationsbladets version",
            optional=True,
            note="Fylls i när någon för in att bladet har lämnats vid ett hembesök.",
        )
        self._sheet_version.setMaxLength(LONGEST["sheet"])
        self._shares = Check("Dela sammanställda tal med andra kommuner", name="shares_figures")
        self._shares.edited.connect(self._touched)
        self.body.addWidget(self._shares)
        self.say(SHARES, "muted")
        self._show()
        self.settle()

    def _add_register(self) -> None:
        """What follows of it is the register: others decide it, the administrator writes it in."""
        self.say("Beslut om registret", "strong")
        self.say(REGISTER, "muted")
        self._enrol = Check("Skriv in den som omfattas, utan att fråga", name="rule_enrol")
        self._enrol.edited.connect(self._touched)
        self.body.addWidget(self._enrol)
        self.say(ENROL, "muted")
        self._school_days = self.text_field(
            "last_school_days", "Sista skoldagen varje vår", optional=True, note=SCHOOL_DAYS
        )
        self._school_days.setMaxLength(school_days.LONGEST)
        self._notice_days = Dropdown()
        for days in NOTICE_DAYS:
            self._notice_days.addItem(f"{days} dagar")
        self.field(
            "notice_days",
            "Radera en skolas anmälan som ingen har tagit ställning till efter",
            self._notice_days,
            note=NOTICES,
        )

        self._early_basis = self.text_field(
            "early_basis", "Rättslig grund för Tidiga signaler", optional=True, note=EARLY
        )
        self._early_basis.setMaxLength(LONGEST["early_basis"])
        self._early_weeks = Dropdown()
        for weeks in EARLY_WEEKS:
            self._early_weeks.addItem(f"{weeks} veckor")
        self.field(
            "early_weeks",
            "Radera en tidig signal efter",
            self._early_weeks,
            note="Senast 31 augusti, när skolan har börjat.",
        )

    def _show(self) -> None:
        held = self._held = self.session.municipality()
        for field, text in zip(self._support, held.support, strict=True):
            field.setText(text)
        nearest = [one for one in MINUTES if one is not None and one <= (held.lock_minutes or 0)]
        chosen = nearest[-1] if nearest else (2 if held.lock_minutes else None)
        self._minutes.setCurrentIndex(MINUTES.index(chosen))
        near = [one for one in DAYS if one is not None and one <= (held.lease_days or 0)]
        kept = near[-1] if near else (DAYS[1] if held.lease_days else None)
        self._days.setCurrentIndex(DAYS.index(kept))
        self._see.setCurrentIndex(list(SEE).index(held.caseworkers_see or CaseworkersSee.OWN_UNIT))
        self._sheet_version.setText(held.information_sheet_version)
        self._no_guardians.setChecked(held.no_guardians)
        self._enrol.setChecked(RegisterRule.ENROL in held.register_rules)
        self._school_days.setText(held.last_school_days)
        wanted = held.notice_days or notices.DAYS
        self._notice_days.setCurrentIndex(_nearest(NOTICE_DAYS, wanted))
        self._early_basis.setText(held.early_basis)
        self._early_weeks.setCurrentIndex(_nearest(EARLY_WEEKS, held.early_weeks or early.WEEKS))
        self._shares.setChecked(held.shares_figures)
        self._dirty = False

    def wanted(self) -> Municipality:
        """What is filled in."""
        return Municipality(
            support=Support(*(field.text() for field in self._support)),
            lock_minutes=MINUTES[self._minutes.currentIndex()],
            lease_days=DAYS[self._days.currentIndex()],
            information_sheet_version=self._sheet_version.text(),
            caseworkers_see=self._chosen_sight(),
            no_guardians=self._no_guardians.isChecked(),
            register_rules=self._chosen_rules(),
            last_school_days=self._school_days.text(),
            notice_days=self._chosen_days(),
            early_basis=self._early_basis.text(),
            early_weeks=self._chosen_weeks(),
            shares_figures=self._shares.isChecked(),
        )

    def _chosen_rules(self) -> tuple[RegisterRule, ...]:
        chosen = set(self._held.register_rules) - {RegisterRule.ENROL}
        chosen |= {RegisterRule.ENROL} if self._enrol.isChecked() else set()
        return tuple(sorted(chosen))

    def _chosen_weeks(self) -> int | None:
        chosen = EARLY_WEEKS[self._early_weeks.currentIndex()]
        return None if self._held.early_weeks is None and chosen == early.WEEKS else chosen

    def _chosen_days(self) -> int | None:
        chosen = NOTICE_DAYS[self._notice_days.currentIndex()]
        return None if self._held.notice_days is None and chosen == notices.DAYS else chosen

    def _chosen_sight(self) -> CaseworkersSee | None:
        """What is chosen; nothing where nothing was decided and the own unit is what holds anyway."""
        chosen = list(SEE)[self._see.currentIndex()]
        undecided = self._held.caseworkers_see is None and chosen is CaseworkersSee.OWN_UNIT
        return None if undecided else chosen

    def problems(self) -> list[Problem]:
        email = self._support[2].text().strip()
        found = [*school_days.problems(self._school_days.text(), "last_school_days")][:1]
        if email and ("@" not in email or " " in email):
            sentence = "E-postadressen saknar @ eller har mellanslag. Kontrollera den."
            found.append(Problem(field="support_email", sentence=sentence))
        return found

    def send(self) -> Future[Result]:
        return self.session.administering.set_municipality(self.wanted())

    def done(self, value: Result) -> None:
        self.desk.say(value.sentence)

    def refresh(self, changes: Changes) -> None:
        """Another administrator's change is shown, unless something is being written here."""
        if (changes.everything or "municipality" in changes.kinds) and not self._dirty:
            self._show()

    def first_focus(self) -> QWidget | None:
        return self._support[0]


def _nearest(choices: Sequence[int], wanted: int) -> int:
    """The place of what is nearest: another program may have decided something between."""
    return choices.index(min(choices, key=lambda one: abs(one - wanted)))
