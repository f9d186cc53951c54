"""Skolor som anmäler: who may notify under 15 kap. 15 § skollagen, a key once, and closing a school."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import Future
from functools import partial

from kaa_core.model.registry import Problem
from kaa_desktop.app.admin_views import Secret, Told
from kaa_desktop.app.notice_senders import LONGEST, SenderForm, SenderView
from kaa_desktop.gui.actions import Binding
from kaa_desktop.gui.rows import Cell, Column, Row
from kaa_desktop.gui.screens.admin_form import AdminForm, ConfirmPage, SecretPage
from kaa_desktop.gui.screens.admin_list import AdminList
from kaa_desktop.gui.screens.desk import Desk
from kaa_desktop.gui.screens.looks import chip_look

TITLE = "Skolor som anmäler"
COLUMNS = (
    Column("name", "Skola, vem som svarar på frågor"),
    Column("used", "Senast inloggad", width=150, optional=1),
    Column("status", "Läge", width=130),
)
HAND_OVER = (
    "Lämna nyckeln till skolan personligen eller per telefon, aldrig tillsammans med adressen i samma mejl.",
    (
        "Den som har nyckeln kan anmäla i skolans namn, men inte läsa något. Kommer den bort: stäng "
        "skolan och lägg till den på nytt, så får den en ny nyckel."
    ),
)
BLOCK = (
    "Servern tar inte emot fler anmälningar med skolans nyckel. Det går inte att ångra.",
    "Det skolan har anmält finns kvar, och dess kvitton gäller.",
    "Ska skolan anmäla igen lägger du till den på nytt. Då får den en ny nyckel.",
)


class SendersScreen(AdminList):
    """The schools by name, those that are closed last."""

    noun = "skola"

    def __init__(self, desk: Desk) -> None:
        super().__init__(
            desk,
            TITLE,
            "Skolor med annan huvudman, som anmäler enligt 15 kap. 15 § skollagen",
            name="senders",
            columns=COLUMNS,
            empty=(
                "mail",
                "Ingen skola får anmäla än.",
                "Lägg till en, så öppnas formuläret på servern och skolan får en nyckel.",
            ),
            add="sender.add",
            acts=("sender.block",),
        )

    def load(self) -> None:
        self.ask(self.session.administering.senders.listed())

    def row_of(self, item: SenderView) -> Row:
        return Row(
            (
                Cell(item.name, item.contact, strong=True),
                Cell(item.used, tone="text2"),
                Cell(chip=chip_look(item.status)),
            )
        )

    def show_item(self, item: SenderView) -> None:
        note = f"Formuläret finns på {self.session.administering.senders.form}"
        if item.blocked:
            note = "Skolan är stängd. Det den har anmält finns kvar."
        self.pane.show_thing(item.name, (item.status,), item.facts, note)

    def main_act(self) -> str:
        return "sender.block"

    def acts(self) -> Mapping[str, Binding]:
        return {
            "sender.add": Binding(self._add),
            "sender.block": Binding(self._block, self._not_to_block),
        }

    def _not_to_block(self) -> str:
        sender = self.chosen()
        if sender is not None and sender.blocked:
            return "Skolan är redan stängd."
        return self.none_chosen()

    def _add(self) -> None:
        self.desk.open_screen(SenderPage(self.desk, self._added))

    def _added(self, form: SenderForm, secret: Secret) -> None:
        self.desk.back()
        address = f"Adress till formuläret: {self.session.administering.senders.form}"
        title = f"{form.name} får anmäla"
        said = (address, *HAND_OVER)
        self.desk.open_screen(SecretPage(self.desk, title, "Skolans nyckel", secret, said))

    def _block(self) -> None:
        sender: SenderView = self.chosen()
        self.desk.open_screen(
            ConfirmPage(
                self.desk,
                f"Stäng {sender.name}",
                BLOCK,
                "Stäng skolan",
                name="admin_sender_block",
                act=partial(self.session.administering.senders.block, sender),
                then=partial(self._blocked, sender),
            )
        )

    def _blocked(self, sender: SenderView, _value: object) -> None:
        self.changed(f"{sender.name} kan inte anmäla längre.")


class SenderPage(AdminForm):
    """A school, whom to ask there, and its code in Skolverket's register."""

    def __init__(self, desk: Desk, then: Callable[[SenderForm, Secret], object]) -> None:
        super().__init__(desk, "Lägg till skola", name="admin_sender", finish="Lägg till")
        self._then = then
        self._name = self.text_field("name", "Skolans namn")
        self._unit = self.text_field(
            "school_unit",
            "Skolenhetskod",
            note="Åtta siffror, ur Skolverkets skolenhetsregister.",
        )
        self._contact = self.text_field(
            "contact",
            "Vem på skolan svarar på frågor?",
            note="Namn eller funktion, och telefon. Visas för samordnaren vid varje anmälan.",
        )
        for field in (self._name, self._contact):
            field.setMaxLength(LONGEST)
        self.settle()

    def _form(self) -> SenderForm:
        return SenderForm(
            name=self._name.text().strip(),
            school_unit=self._unit.text().replace(" ", ""),
            contact=self._contact.text().strip(),
        )

    def problems(self) -> list[Problem]:
        return self.session.administering.senders.problems(self._form())

    def send(self) -> Future[Told[Secret]]:
        return self.session.administering.senders.add(self._form())

    def done(self, value: Secret) -> None:
        self._then(self._form(), value)
