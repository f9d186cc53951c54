"""Ändra kontaktuppgifter: the edit that can conflict, so it always shows what stands in the register.

Only what the person changed is sent. If a colleague's change arrives meanwhile, a field that the
person has not touched follows it, and one that is being changed says so beside it: nobody writes over
a value unseen.
"""

from __future__ import annotations

from concurrent.futures import Future
from typing import Any, cast

import attrs
from PySide6.QtWidgets import QVBoxLayout

from kaa_core.model.enums import Choice, FactSource, Protection
from kaa_core.model.identity import shown
from kaa_desktop.app.forms import Form, YouthForm
from kaa_desktop.app.numbers import NUMBER
from kaa_desktop.app.views import Result
from kaa_desktop.gui.forms.bound import canonical
from kaa_desktop.gui.forms.choices import ChoiceBox, word
from kaa_desktop.gui.forms.frame import SideBySide, column, row
from kaa_desktop.gui.forms.page import FormPage
from kaa_desktop.gui.tokens import Kind
from kaa_desktop.gui.widgets.boxes import Banner
from kaa_desktop.gui.widgets.fields import FieldBox, TextField
from kaa_desktop.gui.widgets.identity import IdentityField

FIELDS = (
    "phone",
    "phone_source",
    "email",
    "street",
    "postal_code",
    "city",
    "address_source",
    "protection",
    NUMBER,
)
SOURCES = (("phone",), "phone_source"), (("street", "postal_code", "city"), "address_source")
"""What is written anew is from somewhere else than the former: its source is asked for."""
ABOUT_PROTECTION = {
    Protection.CONFIDENTIAL: "Pröva alltid skadan innan du lämnar ut en uppgift.",
    Protection.PROTECTED: "Ingen adress får finnas här. Töm adressfälten.",
}


class YouthFormPage(FormPage):
    """Telephone, e-mail, address and protection, and a personnummer that is wrong or has become another."""

    form_class = YouthForm
    takes_draft = False
    finish_text = "Spara uppgifterna"
    not_done = "Uppgifterna är inte sparade. Det du skrev står kvar här."

    def build(self, body: QVBoxLayout) -> None:
        self._known = self._now()
        self._asked: set[str] = set()
        self._boxes: dict[str, FieldBox] = {}
        self._news = Banner(self.theme, Kind.WARN, icon="triangle-alert")
        self._news.hide()
        body.addWidget(self._news)
        left = column(
            self._text("phone", "Telefon"),
            self._source("phone_source", "Telefonnumret kommer från"),
            self._text("email", "E-post"),
        )
        place = row(
            self._text("postal_code", "Postnummer"), self._text("city", "Ort"), stretch=False
        )
        right = column(
            self._text("street", "Gatuadress"),
            place,
            self._source("address_source", "Adressen kommer från"),
        )
        body.addWidget(SideBySide(left, right))
        protection = ChoiceBox(list(Protection), empty="Inte angivet")
        self._boxes["protection"] = self.field("protection", "Skydd av uppgifter", protection)
        self._boxes[NUMBER] = self.field(NUMBER, "Personnummer", IdentityField(self.session.today))
        body.addWidget(SideBySide(self._boxes["protection"], self._boxes[NUMBER]))
        self._hide_protected()

    def _hide_protected(self) -> None:
        """What is not kept on this computer can neither be seen nor written here."""
        held = self.youth_page.editable if self.youth_page else {}
        hidden = [name for name in FIELDS if name not in held]
        for name in hidden:
            self._boxes[name].hide()
        if hidden:
            self._news.set_message(Kind.PROTECTED, "Skyddade uppgifter visas inte här.", "")
            self._news.show()

    def _source(self, name: str, title: str) -> FieldBox:
        box = ChoiceBox(list(FactSource), empty="Inte angivet")
        self._boxes[name] = self.field(name, title, box)
        return self._boxes[name]

    def _text(self, name: str, title: str) -> FieldBox:
        self._boxes[name] = self.field(name, title, TextField())
        return self._boxes[name]

    def _now(self) -> dict[str, Any]:
        held = dict(self.youth_page.editable) if self.youth_page else {}
        if held.get(NUMBER):
            held[NUMBER] = shown(str(held[NUMBER]))  # as it is typed
        return {name: held.get(name) for name in FIELDS}

    # -- the form holds only what was changed; "" in ``typed`` is a field that was emptied

    def empty_form(self) -> Form:
        return YouthForm(youth=self.order.youth)

    def load(self, form: Form) -> None:
        changed = cast(YouthForm, form)
        values: dict[str, Any] = {
            name: getattr(changed, name) if self._in(changed, name) else self._known[name]
            for name in FIELDS
        }
        typed = {name: text for name, text in form.typed.items() if text}
        super().load(attrs.evolve(changed, **values, typed=typed))
        self._form = form
        self._notes()

    def _in(self, form: YouthForm, name: str) -> bool:
        return getattr(form, name) is not None or name in form.typed

    def form(self) -> Form:
        whole = cast(YouthForm, super().form())
        mine = self._changed()
        values: dict[str, Any] = {name: mine.get(name) or None for name in FIELDS}
        if "protection" in mine:
            values["protection"] = mine["protection"]
        typed = {name: "" for name in mine if not mine[name] and mine[name] != Protection.NONE}
        kept = {name: text for name, text in whole.typed.items() if name in mine}
        return attrs.evolve(whole, **values, typed=typed | kept)

    def _changed(self) -> dict[str, Any]:
        """What differs from the register, by field; an emptied text is an empty text."""
        fields = {name: self._fields[name].read() for name in FIELDS}
        return {
            name: value
            for name, value in fields.items()
            if _plain(value) != _plain(self._known[name])
        }

    def noted(self, field: str) -> None:
        for fields, source in SOURCES:
            # Once, when the first letter is typed: what she then chooses stands.
            if field in fields and source not in self._asked and field in self._changed():
                self._asked.add(source)
                self.follow(source, None)
        self._notes()

    def _notes(self) -> None:
        mine = self._changed()
        for name, box in self._boxes.items():
            held = self._known[name]
            note = f"I registret nu: {_words(held) or 'tomt'}." if name in mine else ""
            if name == "protection" and not note:
                note = ABOUT_PROTECTION.get(cast(Protection, held), "")
            if name == NUMBER and note:
                typed = str(mine[name])
                note = (
                    f"{self.session.register.check_number(typed, self._form.youth).sentence} {note}"
                )
            box.set_note(note)

    # -- others change the same youth meanwhile

    def updated(self) -> None:
        self._hide_protected()
        mine, before = self._changed(), self._known
        self._known = self._now()
        hit = [name for name in FIELDS if self._known[name] != before[name]]
        self._loading = True
        for name in hit:
            if name not in mine:
                self._fields[name].write(self._known[name])
        self._loading = False
        both = [self._boxes[name].title.text().lower() for name in hit if name in mine]
        if both:
            self._news.set_message(
                Kind.WARN,
                f"Någon annan har ändrat {' och '.join(both)} medan du skrev.",
                "Det nya värdet står under fältet. Ditt gäller om du sparar.",
            )
            self._news.show()
        self._notes()

    def send(self, form: Form) -> Future[Result]:
        mine = {name: value if value != "" else None for name, value in self._changed().items()}
        # What came in a moment ago and is not shown yet must not be written over. What protection
        # hides is not shown at all, and not a colleague's news.
        open_here = self.youth_page.editable if self.youth_page else {}
        seen = {name: self._known[name] for name in mine if name in open_here}
        if NUMBER in seen:
            seen[NUMBER] = str(seen[NUMBER]).replace("-", "")  # as it is stored
        return self.session.change_youth(form.youth, mine, seen)


def _plain(value: Any) -> str:
    return str(int(value)) if isinstance(value, Choice) and value else canonical(value or None)


def _words(value: Any) -> str:
    return word(value) if isinstance(value, Choice) else canonical(value)
