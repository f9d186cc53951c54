"""Datorer: which computers are connected, when they were last heard of, and shutting a lost one out."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from kaa_desktop.app.admin_views import DeviceView
from kaa_desktop.gui.actions import Binding
from kaa_desktop.gui.rows import Cell, Column, Row
from kaa_desktop.gui.screens.admin_form import ConfirmPage
from kaa_desktop.gui.screens.admin_list import AdminList
from kaa_desktop.gui.screens.desk import Desk
from kaa_desktop.gui.screens.looks import chip_look

COLUMNS = (
    Column("name", "Dator och användare"),
    Column("seen", "Senast på servern", width=150),
    Column("status", "Läge", width=120),
)
BLOCK = (
    (
        "Servern tar inte längre emot något från datorn och skickar ingenting till den. Det går inte "
        "att ångra: datorn kan bara anslutas på nytt med en ny engångskod."
    ),
    "Det som datorn redan har skickat finns kvar på servern.",
    (
        "Det som inte hann skickas finns bara på den datorn. Är den borta är det arbetet förlorat för er, "
        "men den som hittar datorn kan inte läsa det: allt på den är krypterat med en lösenfras."
    ),
    "Ge sedan användaren en ny engångskod, så kan hen ansluta en annan dator.",
)


class DevicesScreen(AdminList):
    """The computers by name."""

    noun = "dator"

    def __init__(self, desk: Desk) -> None:
        super().__init__(
            desk,
            "Datorer",
            "De datorer som är anslutna till kommunens server",
            name="devices",
            columns=COLUMNS,
            empty=("laptop", "Inga datorer att visa.", "De finns på servern och hämtas därifrån."),
            acts=("device.block",),
        )

    def load(self) -> None:
        self.ask(self.session.administering.devices())

    def row_of(self, item: DeviceView) -> Row:
        return Row(
            (
                Cell(item.name, item.user_name, strong=True),
                Cell(item.last_seen),
                Cell(chip=chip_look(item.status)),
            )
        )

    def show_item(self, item: DeviceView) -> None:
        note = "Är datorn borta eller stulen: spärra den genast."
        if item.blocked:
            note = "Datorn är spärrad. Den kan anslutas på nytt med en engångskod."
        if item.own:
            note = "Det är datorn som du sitter vid."
        self.pane.show_thing(item.name, (item.status,), item.facts, note)

    def main_act(self) -> str:
        return "device.block"

    def acts(self) -> Mapping[str, Binding]:
        return {"device.block": Binding(self._block, self._why_not)}

    def _why_not(self) -> str:
        device = self.chosen()
        if device is None:
            return self.none_chosen()
        if device.own:
            return "Du kan inte spärra datorn som du sitter vid. Gör det från en annan dator."
        return "Datorn är redan spärrad." if device.blocked else ""

    def _block(self) -> None:
        device: DeviceView = self.chosen()
        title = f"Spärra {device.name}"
        self.desk.open_screen(
            ConfirmPage(
                self.desk,
                title,
                (f"Datorn används av {device.user_name}.", *BLOCK),
                "Spärra datorn",
                name="admin_confirm",
                act=partial(self.session.administering.block, device),
                then=partial(self._blocked, device),
            )
        )

    def _blocked(self, device: DeviceView, _value: object) -> None:
        self.changed(f"{device.name} är spärrad.")
