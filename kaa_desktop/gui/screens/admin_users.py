"""Användare: who may use the program in the municipality, and the way back in for one who is locked out."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Future
from functools import partial
from typing import Any

from kaa_core.model.enums import Role
from kaa_core.model.ids import UnitId
from kaa_core.model.registry import Problem
from kaa_desktop.app.admin_views import Secret, Told, UserForm, UserView
from kaa_desktop.app.administering import roles_to_choose
from kaa_desktop.app.views import Changes
from kaa_desktop.gui.actions import Binding
from kaa_desktop.gui.forms.choices import ChoiceList, Dropdown
from kaa_desktop.gui.rows import Cell, Column, Row
from kaa_desktop.gui.screens.admin_form import AdminForm, ConfirmPage, SecretPage
from kaa_desktop.gui.screens.admin_list import AdminList
from kaa_desktop.gui.screens.desk import Desk
from kaa_desktop.gui.screens.looks import chip_look

COLUMNS = (
    Column("name", "Namn och användarnamn"),
    Column("role", "Roll och enhet", width=190),
    Column("seen", "Senast på servern", width=130, optional=1),
    Column("status", "Läge", width=120),
)
ROLE_NOTES = {
    Role.CASEWORKER: "Ser och skriver i sin enhets ärenden och sina egna.",
    Role.COORDINATOR: "Ser alla ärenden. Läser in register, fördelar ungdomar och ger behörighet.",
    Role.MANAGER: "Läser allt men ändrar ingenting.",
    Role.ADMINISTRATOR: "Sköter användare, datorer och inställningar. Ser inga ärenden.",
}
NO_UNIT = "Ingen enhet"
HAND_OVER = (
    "Lämna lösenordet till användaren själv, helst i handen. Skicka det inte med e-post. "
    "Hen byter det i Inställningar första gången."
)
LEAVE = (
    "Användaren kan inte längre logga in, och datorerna får ingenting från servern.",
    (
        "Det som är skrivet finns kvar i journalen under användarens namn. Ungdomar som "
        "användaren ansvarar för behöver en ny handläggare."
    ),
    (
        "Det som inte har skickats från datorerna når inte servern förrän kontot är i bruk igen. "
        "Är en dator borta: spärra den också."
    ),
)
RETURN = (
    "Användaren kan logga in igen med sitt lösenord.",
    "Datorer som är spärrade förblir spärrade.",
)


class UsersScreen(AdminList):
    """The accounts by name."""

    noun = "användare"

    def __init__(self, desk: Desk) -> None:
        self._new = ""  # the user name of who was just added
        super().__init__(
            desk,
            "Användare",
            "De som får använda programmet i kommunen",
            name="users",
            columns=COLUMNS,
            empty=("users", "Inga användare att visa.", "De finns på servern och hämtas därifrån."),
            add="user.add",
            acts=("user.change", "user.code", "user.password", "user.leave", "user.return"),
        )

    def load(self) -> None:
        self.ask(self.session.administering.users())

    def refresh(self, changes: Changes) -> None:
        if changes.everything or "worker" in changes.kinds:
            self.load()

    def show_items(self, items: Mapping[Any, Any]) -> None:
        """Show these; who was just added is chosen: the code that is given next is hers."""
        super().show_items(items)
        for key, user in items.items():
            if self._new and user.username == self._new and self.list.view.select(key):
                self._new = ""

    def row_of(self, item: UserView) -> Row:
        return Row(
            (
                Cell(item.name, item.username, strong=True),
                Cell(item.role_text, item.unit_text),
                Cell(item.last_seen),
                Cell(chip=chip_look(item.status)),
            )
        )

    def show_item(self, item: UserView) -> None:
        note = (
            "" if item.active else "Kontot är ur bruk. Det som är skrivet från kontot finns kvar."
        )
        if item.active and not item.devices:
            note = "Ge en engångskod, så kan användaren ansluta sin dator."
        if item.own:
            note = "Det är ditt eget konto."
        self.pane.show_thing(item.name, (item.status,), item.facts, note)

    def main_act(self) -> str:
        return "user.change"

    def acts(self) -> Mapping[str, Binding]:
        return {
            "user.add": Binding(self._add),
            "user.change": Binding(self._change, self.none_chosen),
            "user.code": Binding(self._code, self._not_in_use),
            "user.password": Binding(self._password, self._not_own),
            "user.leave": Binding(self._leave, self._not_to_leave),
            "user.return": Binding(self._return, self._not_to_return),
        }

    def _not_in_use(self) -> str:
        user = self.chosen()
        if user is not None and not user.active:
            return "Kontot är ur bruk. Ta det i bruk igen först."
        return self.none_chosen()

    def _not_own(self) -> str:
        user = self.chosen()
        if user is not None and user.own:
            return "Ditt eget lösenord byter du i Inställningar."
        return self._not_in_use()

    def _not_to_return(self) -> str:
        user = self.chosen()
        return "Kontot är i bruk." if user is not None and user.active else self.none_chosen()

    def _not_to_leave(self) -> str:
        user = self.chosen()
        if user is not None and user.own:
            return "Du kan inte ta ditt eget konto ur bruk. Be en annan administratör."
        if user is not None and not user.active:
            return "Kontot är redan ur bruk."
        return self.none_chosen()

    # -- acts

    def _add(self) -> None:
        self.desk.open_screen(UserPage(self.desk, None, self._added))

    def _added(self, form: UserForm, secret: Secret) -> None:
        self._new = form.username
        self.desk.back()
        self._show_secret(f"{form.name} är tillagd", "Lösenord", form.username, secret)

    def _change(self) -> None:
        user: UserView = self.chosen()
        self.desk.open_screen(UserPage(self.desk, user, self._changed_user))

    def _changed_user(self, form: UserForm, _told: Any) -> None:
        self.changed(f"{form.name} är ändrad.")

    def _code(self) -> None:
        user: UserView = self.chosen()
        self._ask_first(
            f"Engångskod för {user.name}",
            (
                (
                    "Koden ansluter en dator till kontot. Den gäller en gång, i ett dygn. En tidigare "
                    "kod som inte är använd slutar gälla."
                ),
                "Användaren behöver också sitt lösenord.",
            ),
            "Ge engångskod",
            partial(self.session.administering.new_code, user),
            partial(self._show_code, user),
        )

    def _show_code(self, user: UserView, secret: Secret) -> None:
        self.desk.back()
        server, code = self.session.connection
        self.desk.open_screen(
            SecretPage(
                self.desk,
                f"Engångskod för {user.name}",
                "Engångskod",
                secret,
                (
                    "På den nya datorn: starta KAA Desktop och välj Anslut datorn. Skriv:",
                    (
                        f"Serverns adress: {server}\nKommunkod: {code}\n"
                        f"Användarnamn: {user.username}\nLösenord: användarens eget\n"
                        "Engångskod: koden ovan"
                    ),
                    "Koden går bara att använda en gång.",
                ),
            )
        )

    def _password(self) -> None:
        user: UserView = self.chosen()
        self._ask_first(
            f"Nytt lösenord för {user.name}",
            (
                (
                    "Det gamla lösenordet slutar gälla, och användaren loggas ut från servern på alla "
                    "sina datorer."
                ),
                (
                    "Det som finns på datorerna är kvar, och lösenfrasen som låser upp dem är densamma. "
                    "Användaren öppnar Synkning och skriver det nya lösenordet där."
                ),
            ),
            "Sätt nytt lösenord",
            partial(self.session.administering.new_password, user),
            partial(self._show_password, user),
        )

    def _show_password(self, user: UserView, secret: Secret) -> None:
        self.desk.back()
        self._show_secret(f"Nytt lösenord för {user.name}", "Lösenord", user.username, secret)

    def _show_secret(self, title: str, what: str, username: str, secret: Secret) -> None:
        words = (f"Användarnamn: {username}", HAND_OVER)
        self.desk.open_screen(SecretPage(self.desk, title, what, secret, words))

    def _leave(self) -> None:
        user: UserView = self.chosen()
        self._ask_first(
            f"Ta {user.name} ur bruk",
            LEAVE,
            "Ta ur bruk",
            partial(self._in_use, user, active=False),
            partial(self._said, f"{user.name} är ur bruk."),
        )

    def _return(self) -> None:
        user: UserView = self.chosen()
        self._ask_first(
            f"Ta {user.name} i bruk igen",
            RETURN,
            "Ta i bruk",
            partial(self._in_use, user, active=True),
            partial(self._said, f"{user.name} är i bruk igen."),
        )

    def _in_use(self, user: UserView, *, active: bool) -> Future[Told[UserView]]:
        form = UserForm(
            username=user.username,
            name=user.name,
            initials=user.initials,
            role=user.role,
            unit=user.unit,
        )
        return self.session.administering.change_user(user, form, active=active)

    def _said(self, sentence: str, _value: object) -> None:
        self.changed(sentence)

    def _ask_first(
        self, title: str, words: tuple[str, ...], finish: str, act: Any, then: Any
    ) -> None:
        page = ConfirmPage(
            self.desk, title, words, finish, name="admin_confirm", act=act, then=then
        )
        self.desk.open_screen(page)


class UserPage(AdminForm):
    """Add a user, or change one."""

    def __init__(self, desk: Desk, user: UserView | None, then: Any) -> None:
        title = "Lägg till användare" if user is None else f"Ändra {user.name}"
        finish = "Lägg till" if user is None else "Spara"
        super().__init__(desk, title, name="admin_user", finish=finish)
        self._user, self._then = user, then
        self._name = self.text_field("name", "Namn", user.name if user else "")
        self._username = None
        if user is None:
            self._username = self.text_field(
                "username",
                "Användarnamn",
                note="Skrivs vid inloggning. Det går inte att ändra sedan.",
            )
        self._initials = self.text_field(
            "initials",
            "Initialer",
            user.initials if user else "",
            optional=True,
            note="Visas där namnet inte får plats, till exempel KD.",
        )
        self._role = ChoiceList(
            self.theme,
            "Roll",
            roles_to_choose(user.role if user else 0),
            name="role",
            notes=ROLE_NOTES,
        )
        self.field("role", "Roll", self._role)
        if user is not None:
            held = next((one for one in Role if one.value == user.role), None)
            self._role.set_value(held)
        self._unit = Dropdown()
        self._fill_units(user.unit if user else None)
        self.field("unit", "Enhet", self._unit, optional=True)
        if user is None:
            self.say(
                "Programmet gör ett lösenord, som du ser på nästa sida och lämnar över.", "muted"
            )
        else:
            self.say(
                "En ändrad roll gäller nästa gång användarens dator talar med servern, inom en "
                "kvart när den har nät.",
                "muted",
            )
        self.settle()

    def _fill_units(self, held: UnitId | None) -> None:
        self._units: list[UnitId | None] = [None]
        self._unit.addItem(NO_UNIT)
        for unit in self.session.administering.units():
            if unit.active or unit.id == held:
                self._units.append(unit.id)
                self._unit.addItem(unit.name)
        if held in self._units:
            self._unit.setCurrentIndex(self._units.index(held))

    def form(self) -> UserForm:
        """What is filled in."""
        role = self._role.value()
        typed = self._username.text().strip() if self._username else ""
        return UserForm(
            username=typed or (self._user.username if self._user else ""),
            name=self._name.text().strip(),
            initials=self._initials.text().strip(),
            role=role.value if role is not None else 0,
            unit=self._units[self._unit.currentIndex()],
        )

    def problems(self) -> list[Problem]:
        return self.session.administering.problems(self.form(), new=self._user is None)

    def send(self) -> Future[Told[Any]]:
        acts = self.session.administering
        if self._user is None:
            return acts.add_user(self.form())
        return acts.change_user(self._user, self.form(), active=self._user.active)

    def done(self, value: Any) -> None:
        self._then(self.form(), value)
