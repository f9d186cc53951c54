"""What a screen may ask of the program around it, and what the program asks of a screen.

`gui.main` makes one `Desk` when a profile is unlocked and hands it to every screen and form; both end
with the lock. A screen never holds another screen: it asks the desk to open one. A form is a `Screen`
made by `forms.FORM_PAGES[order.kind](desk, order)`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any, Protocol

import attrs
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from kaa_core.model.ids import DraftId, RecordId, YouthId
from kaa_desktop.app.session import Session
from kaa_desktop.app.views import Changes
from kaa_desktop.gui.actions import Actions
from kaa_desktop.gui.mishaps import contained
from kaa_desktop.gui.pages import Page
from kaa_desktop.gui.theme import Theme

if TYPE_CHECKING:
    from kaa_desktop.gui.forms.keeper import DraftKeeper


@attrs.frozen(kw_only=True)
class FormOrder:
    """Which form to open. `kind` is a key of `forms.FORM_PAGES`.

    `contact`, `home_visit`, `conversation` and `journal_note` enter such a record; `addendum` corrects
    the entered `record`; `plan_visit` plans a visit; `task` adds a bevakning; `youth` changes the
    youth's own fields; `call_off` takes a planned visit off with a reason. `record` is the planned visit
    that a `home_visit` reports or a `call_off` is about, or what an `addendum` corrects. `draft` opens a
    draft again.
    """

    kind: str
    youth: YouthId
    record: RecordId | None = None
    draft: DraftId | None = None


def joined(first: Changes, second: Changes) -> Changes:
    """Two changes as one."""
    return Changes(
        youths=first.youths | second.youths,
        kinds=first.kinds | second.kinds,
        sync=first.sync or second.sync,
        drafts=first.drafts or second.drafts,
        everything=first.everything or second.everything,
        doubled=first.doubled + second.doubled,
        left=first.left | second.left,
        wiped=first.wiped | second.wiped,
    )


class Desk(Protocol):
    """The running program, as a screen sees it."""

    @property
    def session(self) -> Session:
        """The unlocked profile."""

    @property
    def theme(self) -> Theme:
        """The look in force."""

    @property
    def actions(self) -> Actions:
        """The window's acts."""

    @property
    def home(self) -> QWidget:
        """What holds the pages: a page is built in it."""

    @property
    def keeper(self) -> DraftKeeper:
        """What keeps the drafts of all forms; one for each unlocking, made as `DraftKeeper(session, then)`.

        Its `standing` carries since when something is unsaved, for the status bar.
        """

    def go(self, place: str) -> None:
        """Open a place of the navigation: `day`, `youths`, `mine`, `unreached`, `new`, `visits`, `sync`."""

    def open_youth(
        self,
        youth: YouthId,
        among: Sequence[YouthId] = (),
        follow: Callable[[YouthId], object] | None = None,
    ) -> None:
        """Open a youth's page.

        `among` is the list one came from, for Ctrl+PgDn and Ctrl+PgUp; `follow` is told whom they
        lead to, so that the row left is the one last shown.
        """

    def open_form(
        self,
        kind: str,
        youth: YouthId,
        *,
        record: RecordId | None = None,
        draft: DraftId | None = None,
    ) -> None:
        """Open a form on top of the page shown; Esc comes back to that page. See `FormOrder`."""

    def open_screen(self, screen: Screen) -> None:
        """Open a page that a screen has made, on top of the page shown."""

    def back(self) -> None:
        """Leave the page on top; the one below gets the focus where it was."""

    def entered(self, record: RecordId) -> None:
        """A form was entered: its event is the chosen one on the youth's page from now on."""

    def say(self, sentence: str) -> None:
        """Say politely what happened, in the window and to screen readers; never the trace of a fault."""

    def announce(self, words: str) -> None:
        """Say something to screen readers only: what a sighted person sees at once."""

    def copy(self, text: str) -> None:
        """Put a text on the clipboard until it is replaced, or the program is locked."""

    def then(
        self,
        future: Future[Any],
        done: Callable[[Any], object],
        failed: Callable[[str], object] | None = None,
    ) -> None:
        """Call `done(result)` on the window's thread when the future is ready.

        If it raises, `failed(sentence)` is called instead, or the sentence is said. Nothing is
        called after a lock.
        """


def youth_on(page: Page | None) -> YouthId | None:
    """Whose case the page shown is about; None when it is about nobody."""
    return page.youth_read() if isinstance(page, Screen) else None


class Screen(Page):
    """A page of the program that shows what the session holds and follows its changes."""

    reads_case = False
    """Whether it shows what is written about its youth: not of one who is protected and not opened."""

    def __init__(self, desk: Desk, title: str, *, name: str) -> None:
        super().__init__(title, name=name, parent=desk.home)
        self.desk = desk
        self._missed: Changes | None = None

    @property
    def session(self) -> Session:
        """The unlocked profile."""
        return self.desk.session

    @property
    def theme(self) -> Theme:
        """The look in force."""
        return self.desk.theme

    def chosen_youth(self) -> YouthId | None:
        """Whom the acts about a case are about on this page."""
        return None

    def youth_read(self) -> YouthId | None:
        """Whom the page shows, also when nothing more is written about her."""
        return self.chosen_youth()

    def chosen_youths(self) -> Sequence[YouthId]:
        """Whom acts on many are about on this page. Of 60 000 chosen it costs nothing to ask how many."""
        chosen = self.chosen_youth()
        return () if chosen is None else (chosen,)

    def why_no_youth(self) -> str:
        """Why the page's youth takes no acts, else empty."""
        return ""

    def refresh(self, changes: Changes) -> None:
        """Something became different: read again what is shown, keep selection, place and focus."""

    def take(self, changes: Changes) -> None:
        """Changes have come: a page that is covered reads them when it is seen again."""
        if self.isVisible():
            self.refresh(changes)
        else:
            self._missed = changes if self._missed is None else joined(self._missed, changes)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        missed, self._missed = self._missed, None
        if missed is not None:
            with contained():
                self.refresh(missed)
