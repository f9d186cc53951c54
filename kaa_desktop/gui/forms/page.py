"""What all forms have in common: the draft kept as one types, the checks, and the way in and out.

A form class lists its fields with ``self.field(...)`` in ``build`` and says what Ctrl+Enter does in
``send``. Everything typed goes to the ``DraftKeeper`` 0.8 s after typing stops, when a field is left
and when the page is left; nothing here waits for the store.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from typing import Any

import attrs
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget
from shiboken6 import isValid

from kaa_core.model.ids import DraftId
from kaa_core.model.registry import Problem
from kaa_desktop.app.drafts import TITLES
from kaa_desktop.app.forms import Form, StepChoice
from kaa_desktop.app.views import Changes, Result
from kaa_desktop.gui.actions import Binding
from kaa_desktop.gui.forms.bound import Bound, bind, watched
from kaa_desktop.gui.forms.frame import FormFrame
from kaa_desktop.gui.forms.step import StepBanner
from kaa_desktop.gui.screens.desk import Desk, FormOrder, Screen
from kaa_desktop.gui.watchers import Settled
from kaa_desktop.gui.widgets.fields import FieldBox, NoteField


class FormPage(Screen):
    """A form about one youth. Subclasses set ``form_class``, ``finish_text`` and the three methods."""

    form_class: type[Form]
    finish_text = "För in i journalen"
    not_done = "Det är inte infört i journalen. Texten står kvar här."
    nobody = "Ungdomen finns inte längre på datorn"
    has_step = False
    grows = False
    """Whether a note takes the room that is left."""
    takes_draft = True
    """Whether the session takes the draft away in the same transaction."""

    def __init__(self, desk: Desk, order: FormOrder) -> None:
        page = desk.session.youth_page(order.youth)
        self.name = page.heading if page else self.nobody
        heading = TITLES[order.kind]
        super().__init__(desk, f"{heading} – {self.name}", name=f"form_{order.kind}")
        self.order = order
        self.youth_page = page
        self.draft = order.draft or desk.session.new_draft_id()
        self._fields: dict[str, Bound] = {}
        self._loading = True
        self._dirty = False
        self._exists = order.draft is not None
        self._busy = False
        self._over = False
        self._settled = Settled(self)
        self._settled.settled.connect(self.save)
        self._peek = Settled(self, 150)
        self._peek.settled.connect(self._ask_for_step)
        self.frame = FormFrame(desk.theme, heading, self.name, self.finish_text)
        self.step = StepBanner(desk.theme, desk.session) if self.has_step else None
        self._lay_out()
        self._connect()
        self.load(self._first_form())

    # -- what a form says of itself

    def build(self, body: QVBoxLayout) -> None:
        """Make the fields, in reading order."""
        raise NotImplementedError

    def empty_form(self) -> Form:
        """The form as it is when nothing has been typed."""
        raise NotImplementedError

    def send(self, form: Form) -> Future[Result]:
        """Do what the form is for."""
        raise NotImplementedError

    def noted(self, field: str) -> None:
        """The person changed a field: let others follow."""

    # -- building

    def _lay_out(self) -> None:
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.frame)
        if self.youth_page is not None:
            self.frame.context.show_page(self.youth_page)
        self.build(self.frame.body)
        if self.step is not None:
            self.frame.body.addWidget(self.step)
            self.step.edited.connect(self._step_edited)
            self.step.left.connect(self._settled.now)
        if not self.grows:
            self.frame.body.addStretch(1)
        self.theme.dress(self)
        self.frame.chain()

    def _connect(self) -> None:
        self.frame.finish.clicked.connect(self.finish)
        self.frame.finish.set_blocked(self._locked())
        self.frame.close_button.clicked.connect(self._close)
        self.frame.discard.clicked.connect(self._discard)
        self.frame.retry.clicked.connect(self.save)
        self.desk.keeper.kept.connect(self._kept)
        self.desk.keeper.failed.connect(self._not_kept)

    def field(
        self, name: str, title: str, widget: QWidget, *, spoken: str = "", **box: Any
    ) -> FieldBox:
        """A labelled field that is part of the draft. ``name`` is the form's attribute."""
        made = FieldBox(self.theme, title, widget, name=name, spoken=spoken, **box)
        self.own(name, widget, watched(self.form_class, made, self.theme, self.desk.announce))
        return made

    def note(self, name: str, title: str, lines: int, **box: Any) -> FieldBox:
        """Several lines of text that take part in the room that is left."""
        text = NoteField()
        text.setProperty("lines", lines)
        text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        return self.field(name, title, text, **box)

    def own(self, name: str, widget: QWidget, box: FieldBox | None = None) -> None:
        """Make a widget part of the draft."""
        bound = bind(name, widget, box)
        self._fields[name] = bound
        bound.edited.connect(self._edited)
        bound.left.connect(self._settled.now)

    def widget(self, name: str) -> QWidget:
        """The widget of a field."""
        return self._fields[name].widget

    def follow(self, name: str, value: Any) -> None:
        """Fill a field because of another: it does not count as said by the person."""
        bound = self._fields[name]
        loading, self._loading = self._loading, True
        bound.write(value)
        bound.changed()
        self._loading = loading

    # -- the form as a value

    def _first_form(self) -> Form:
        kept = self.desk.keeper.form(self.order.draft) if self.order.draft else None
        return kept or self.empty_form()

    def load(self, form: Form) -> None:
        """Show a form, with the cursor where it was."""
        self._loading = True
        self._form = form
        for name, bound in self._fields.items():
            bound.write(getattr(form, name))
            if name in form.typed:
                bound.put(form.typed[name])
        if self.step is not None:
            self.step.set_value(form.next_step)
        self._place_cursor(form)
        for bound in self._fields.values():
            bound.changed()
        self._loading = False
        fault = self.desk.keeper.fault(self.draft)
        if fault:
            self._not_kept(self.draft, fault)
        elif self._exists:
            self.frame.show_kept("Utkast sparat lokalt")
        self._ask_for_step()

    def form(self) -> Form:
        """The form as it stands in the window."""
        values = {name: bound.read() for name, bound in self._fields.items()}
        typed = {name: bound.raw() for name, bound in self._fields.items() if bound.unread()}
        step = self.step.value() if self.step else StepChoice()
        made = attrs.evolve(self._form, **values, next_step=step, typed=typed)
        return attrs.evolve(made, cursor=self._cursor())

    def _cursor(self) -> tuple[str, int] | None:
        for name, bound in self._fields.items():
            if bound.widget.hasFocus() and bound.raw is not None:
                return name, bound.cursor()
        return self._form.cursor

    def _place_cursor(self, form: Form) -> None:
        self._focus_on: QWidget | None = None
        if form.cursor is None or form.cursor[0] not in self._fields:
            return
        name, place = form.cursor
        self._fields[name].set_cursor(place)
        self._focus_on = self._fields[name].widget

    # -- while one types

    def _edited(self, *_: object) -> None:
        if self._loading or self._over:
            return
        self._dirty = True
        self._settled.touch()
        self._peek.touch()
        for name, bound in self._fields.items():
            if bound.changed():
                if bound.box is not None and bound.box.error():
                    bound.box.set_error("")
                self.noted(name)

    def _step_edited(self) -> None:
        if not self._loading and not self._over:
            self._dirty = True
            self._settled.touch()

    def _ask_for_step(self) -> None:
        if self.step is not None and not self._over:
            self.step.set_preview(self.session.next_step_preview(self.form()))

    # -- the draft

    def save(self) -> None:
        """Hand the form to the keeper; ``_kept`` or ``_not_kept`` follows."""
        if self._over or self._busy:
            return
        self._dirty = False
        self._form = self.form()
        self.desk.keeper.keep(self.draft, self._form)

    def _kept(self, draft: DraftId) -> None:
        if draft == self.draft and not self._over:
            if not self._exists:
                self.desk.announce("Utkastet är sparat lokalt.")
            self._exists = True
            self.frame.show_kept(f"Utkast sparat lokalt {self.session.now():%H:%M}")

    def _not_kept(self, draft: DraftId, sentence: str) -> None:
        if draft == self.draft and not self._over:
            self.frame.show_unsaved(sentence, self.desk.keeper.unsaved_since)
            self.desk.announce(sentence)

    def leaving(self) -> None:
        self._settled.stop()
        self._peek.stop()
        if self._dirty and not self._busy:
            self.save()

    def _close(self) -> None:
        if not self.escape():
            self.desk.back()

    def escape(self) -> bool:
        """Esc closes and keeps the draft; with an unsaved text it says so the first time."""
        if self.frame.asking():
            self.frame.stop_asking()
            return True
        self.leaving()
        return False

    def _discard(self) -> None:
        if not self.frame.confirmed():
            return
        self._over = True
        self.desk.then(self.desk.keeper.discard(self.draft), self._discarded, self._discard_failed)

    def _discarded(self, _: object) -> None:
        if isValid(self):
            self.desk.back()
            self.desk.say("Utkastet är borttaget.")

    def _discard_failed(self, sentence: str) -> None:
        if isValid(self):
            self._over = False
            self.frame.show_fault("Utkastet är inte borttaget.", sentence)

    # -- Ctrl+Enter

    def finish(self) -> None:
        """Check, and do what the form is for."""
        if self._busy or self._over:
            return
        if self._locked():
            self.desk.say(self._locked())
            return
        unreadable = [
            Problem(field=name, sentence=sentence)
            for name, bound in self._fields.items()
            if (sentence := bound.problem())
        ]
        if unreadable:
            self.show_problems(unreadable)
        elif self.step is not None and self.step.problem():
            self.step.show_problem()
        else:
            self._busy = True
            self._form = self.form()
            act = self.desk.keeper.entering(self.draft, self._form, self.send)
            self.desk.then(act, self._sent, self._send_failed)

    def _sent(self, result: Result) -> None:
        self._busy = False
        self.desk.keeper.answered(self.draft)
        if not result.done:
            self._still_here(result)
            return
        self._over = True
        if self.takes_draft:
            self.desk.keeper.forget(self.draft)
        else:
            self.desk.then(self.desk.keeper.discard(self.draft), _nothing, _nothing)
        if isValid(self) and self.isVisible():
            self.desk.back()
        self.done(result)
        self.desk.say(result.sentence)

    def done(self, result: Result) -> None:
        """What follows once it is done and the page is left."""
        if result.record is not None:
            self.desk.entered(result.record)

    def _still_here(self, result: Result) -> None:
        if isValid(self):
            self.show_problems(result.problems)
            self._catch_up()
        else:  # left in the meantime: the draft says where one was
            self.desk.keeper.keep(self.draft, self._form)

    def _send_failed(self, sentence: str) -> None:
        self._busy = False
        self.desk.keeper.answered(self.draft)
        if isValid(self):
            unsaved = bool(self.desk.keeper.fault(self.draft))
            self.frame.show_fault(self.not_done, sentence, retry=unsaved)
            self._catch_up()
        else:
            self.desk.keeper.keep(self.draft, self._form)
            self.desk.say(f"{self.not_done} {sentence}")

    def _catch_up(self) -> None:
        """What was typed while the answer was awaited is saved as usual."""
        if self._dirty:
            self._settled.touch()

    def show_problems(self, problems: Sequence[Problem]) -> None:
        """Say each problem at its field and go to the first; what has no field is said on top."""
        first: Bound | None = None
        for name, bound in self._fields.items():
            found = [problem.sentence for problem in problems if problem.field == name]
            if bound.box is not None:
                bound.box.set_error(" ".join(found))
                first = first or (bound if found else None)
        homed = {name for name, bound in self._fields.items() if bound.box is not None}
        loose = " ".join(one.sentence for one in problems if one.field not in homed)
        if loose:
            self.frame.show_fault("Det går inte att föra in än.", loose)
        if first is not None:
            first.widget.setFocus(Qt.FocusReason.OtherFocusReason)
            self.frame.reveal(first.box or first.widget)
        self.frame.count_problems(len(problems))
        self.desk.announce(" ".join(problem.sentence for problem in problems))

    # -- the page

    def chosen_youth(self) -> Any:
        return self.order.youth

    def first_focus(self) -> QWidget | None:
        if self._focus_on is not None:
            return self._focus_on
        return next(iter(self._fields.values())).widget if self._fields else None

    def panes(self) -> Sequence[QWidget]:
        return [self.frame.context, self.frame.area, self.frame.footer]

    def bindings(self) -> Mapping[str, Binding]:
        return {"form.finish": Binding(self.finish, self._locked)}

    def _locked(self) -> str:
        """Why nothing more is entered about this youth, else empty; what was typed is kept."""
        return self.youth_page.read_only if self.youth_page else "Ungdomen finns inte på datorn."

    def key_hints(self) -> Sequence[tuple[str, str]]:
        return [("F6", "Nästa ruta"), ("Tab", "Nästa fält"), ("F1", "Hjälp")]

    def refresh(self, changes: Changes) -> None:
        """The column beside follows; what is being typed is never touched."""
        if not changes.everything and self.order.youth not in changes.youths:
            return
        page = self.session.youth_page(self.order.youth)
        if page is not None:
            self.youth_page = page
            self.frame.context.show_page(page)
            self.updated()

    def updated(self) -> None:
        """The youth has changed while the form is open."""


def _nothing(_: object) -> None:
    """The form is done; a draft that could not be taken away shows itself in the list of drafts."""
