"""Keeps drafts, and never lets go of one that could not be saved.

One per unlocked session, owned by the window: a form may be left while its last save is on the way,
and a save may fail (full disk). The form then stays here in memory, is tried again every ten seconds,
and is what the person sees when the draft is opened again.
"""

from collections.abc import Callable, Iterable
from concurrent.futures import Future, wait
from functools import partial
from typing import Any, Protocol
from uuid import UUID

from PySide6.QtCore import QObject, QTimer, Signal

from kaa_core.model.ids import DraftId, YouthId
from kaa_desktop.app.forms import Form
from kaa_desktop.app.session import Session
from kaa_desktop.gui.later import sentence_of
from kaa_desktop.store.errors import StoreFault

RETRY_MS = 10_000
LAST_WAIT_S = 5.0
"""How long the window may wait for the disk when it locks or closes; a save takes milliseconds."""
TOO_SLOW = "Datorn hann inte spara. Texten finns kvar här. Vänta en stund och försök igen."


class Then(Protocol):
    """`Desk.then`: the result or the fault's sentence, on the window's thread."""

    def __call__(
        self,
        future: Future[Any],
        done: Callable[[Any], object],
        failed: Callable[[str], object] | None = None,
    ) -> None:
        """Call one of the two when the future is ready."""


class DraftKeeper(QObject):
    """``kept`` carries a draft's id, ``failed`` the id and the sentence for the person.

    ``standing`` carries since when something is unsaved ("15:12"), or an empty text once all is saved.
    """

    kept = Signal(object)
    failed = Signal(object, object)
    standing = Signal(object)

    def __init__(self, session: Session, then: Then, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._then = then
        self._pending: dict[DraftId, Form] = {}
        self._gone: set[UUID] = set()
        self._since = ""
        self._faults: dict[DraftId, str] = {}
        self._writing: dict[DraftId, Future[Any]] = {}
        self._entering: dict[DraftId, tuple[Form, Future[Any]]] = {}
        self.choices: dict[UUID, Any] = {}
        """Half-made choices in conflicts, by the conflict's id: until the lock."""
        self.reasons: dict[UUID, str] = {}
        """What was written about them, by the id of the page's first conflict."""
        self._again = QTimer(self)
        self._again.setInterval(RETRY_MS)
        self._again.timeout.connect(self.try_again)

    def keep(self, draft: DraftId, form: Form) -> None:
        """Save a form as it stands."""
        if form.youth in self._gone and self._session.youth_page(form.youth) is None:
            return  # the user may no longer see the youth: nothing about her is kept here
        self._pending[draft] = form
        self._writing[draft] = saving = self._session.save_draft(draft, form)
        self._then(
            saving,
            partial(self._kept, draft, form),
            partial(self._failed, draft, form),
        )

    def _kept(self, draft: DraftId, form: Form, _at: object) -> None:
        if self._pending.get(draft) is form:
            self.forget(draft)
            self.kept.emit(draft)

    def _failed(self, draft: DraftId, form: Form, sentence: str) -> None:
        if self._pending.get(draft) is not form:
            return  # something newer is on its way, or the draft is gone
        if not self._since:
            self._since = f"{self._session.now():%H:%M}"
        self._faults[draft] = sentence
        self._again.start()
        self.failed.emit(draft, sentence)
        self.standing.emit(self._since)

    def entering(
        self, draft: DraftId, form: Form, send: Callable[[Any], Future[Any]]
    ) -> Future[Any]:
        """Send a form on its way into the journal: if that fails, it is still a draft."""
        try:
            act = send(form)
        except StoreFault as fault:  # what it follows from could not be read
            act = Future()
            act.set_exception(fault)
        self._entering[draft] = (form, act)
        return act

    def answered(self, draft: DraftId) -> None:
        """Whether the form was entered is known, and its page sees to what follows."""
        self._entering.pop(draft, None)

    def settle(self) -> None:
        """Wait until all is written or refused: the window is about to go, and the texts with it."""
        entering, self._entering = self._entering, {}
        wait([act for _, act in entering.values()], LAST_WAIT_S)
        for draft, (form, act) in entering.items():
            if act.done() and act.exception() is None and act.result().done:
                self.forget(draft)
            else:
                self.keep(draft, form)
        wait(list(self._writing.values()), LAST_WAIT_S)
        for draft, form in list(self._pending.items()):
            saving = self._writing[draft]
            fault = saving.exception() if saving.done() else None
            if not saving.done():
                self._failed(draft, form, TOO_SLOW)
            elif fault is not None:
                self._failed(draft, form, sentence_of(fault))
            else:
                self._kept(draft, form, None)

    def _settle(self) -> None:
        if self._since and not self._pending:
            self._since = ""
            self._again.stop()
            self.standing.emit("")

    @property
    def unsaved_since(self) -> str:
        """When a save first failed and was not yet mended ("15:12"), else empty."""
        return self._since

    def fault(self, draft: DraftId) -> str:
        """Why a draft could not be saved the last time, else empty."""
        return self._faults.get(draft, "")

    def try_again(self) -> None:
        """Save what could not be saved."""
        for draft, form in list(self._pending.items()):
            self.keep(draft, form)

    def forget(self, draft: DraftId) -> None:
        """The draft was entered or thrown away."""
        self._pending.pop(draft, None)
        self._faults.pop(draft, None)
        self._writing.pop(draft, None)
        self._entering.pop(draft, None)
        self._settle()

    def discard(self, draft: DraftId) -> Future[None]:
        """Throw a draft away, here and in the store."""
        self.forget(draft)
        return self._session.discard_draft(draft)

    def about(self, youth: YouthId) -> dict[DraftId, Form]:
        """All drafts about a youth as last typed, saved or not."""
        held = {row.id: self.form(row.id) for row in self._session.drafts() if row.youth == youth}
        unsaved = {draft: form for draft, form in self._pending.items() if form.youth == youth}
        return {draft: form for draft, form in (held | unsaved).items() if form is not None}

    def let_go(self, youths: Iterable[UUID]) -> None:
        """The user may no longer see these youths; what was kept about them has been sent."""
        self._gone.update(youths)
        for draft in [one for one, form in self._pending.items() if form.youth in self._gone]:
            self.forget(draft)

    def form(self, draft: DraftId) -> Form | None:
        """The draft as last typed, saved or not."""
        return self._pending.get(draft) or self._session.draft(draft)
