"""Anmälningar om okända: a school tells of a pupil who is not in the register (15 kap. 15 § skollagen).

It lies on the server, sealed, and is asked for there, so it needs the network. What becomes of it is a
person's to decide; several notices about one pupil are decided about together.
"""

from __future__ import annotations

from concurrent.futures import Future
from datetime import date, timedelta
from typing import Final

import attrs

from kaa_core.model.enums import NoticeKind, StudyForm
from kaa_core.model.identity import shown
from kaa_core.model.registry import moment
from kaa_core.sync.notices import ENTER, LET_GO, SOON, AnswerNotice, UnknownNotice, UnknownNotices
from kaa_desktop.app.admin_views import Told
from kaa_desktop.app.context import Context
from kaa_desktop.app.sync_views import FaultView
from kaa_desktop.app.told import Asking, told
from kaa_desktop.app.views_base import Fact
from kaa_desktop.app.words import counted
from kaa_desktop.sync import notices
from kaa_desktop.sync.faults import AWAY, SyncFault

_OFFLINE: Final = (
    "Du behöver nät. Anmälningarna finns på servern.",
    "Ingenting är ändrat.",
    "Försök igen när datorn har nät.",
)
_KINDS: Final = {int(one): one.label for one in NoticeKind}
_FORMS: Final = {int(one): one.label for one in StudyForm}


@attrs.frozen(kw_only=True, repr=False)
class NoticeView:
    """One that waits. `id` is the server's; `facts` all that the school told.

    `goes`: in words when it is erased, if nobody decides before; `soon`: it is within a fortnight.
    """

    id: bytes
    name: str
    what: str
    school: str
    when: str
    others: int
    """How many more wait about the same pupil."""
    facts: tuple[Fact, ...]
    goes: str = ""
    soon: bool = False


class Notices:
    """Of one unlocked profile."""

    def __init__(self, context: Context, asking: Asking) -> None:
        self._context = context
        self._asking = asking

    def unknown(self) -> Future[Told[list[NoticeView]]]:
        """What waits, the oldest first."""
        return told(self._asking, notices.unknown, self._views, _fault_view)

    def enter(self, view: NoticeView) -> Future[Told[int]]:
        """Enter the pupil in the register; how many notices are with her now."""
        return self._answer(view, ENTER)

    def let_go(self, view: NoticeView) -> Future[Told[int]]:
        """Let them go: nothing of what they told is kept. How many they were."""
        return self._answer(view, LET_GO)

    def _answer(self, view: NoticeView, answer: int) -> Future[Told[int]]:
        asked = AnswerNotice(view.id, answer)
        return told(
            self._asking,
            lambda client, access: notices.answer(client, access, asked),
            lambda done: done.notices,
            _fault_view,
        )

    def _views(self, found: UnknownNotices) -> list[NoticeView]:
        numbers = [one.identity_number for one in found.notices]
        waits = timedelta(days=found.days)
        return [
            self._view(one, numbers.count(one.identity_number) - 1, waits) for one in found.notices
        ]

    def _view(self, one: UnknownNotice, others: int, waits: timedelta) -> NoticeView:
        kind = _KINDS.get(one.kind, "har anmälts")
        when = self._context.when(moment(one.received))
        last = self._context.clock.local(moment(one.received) + waits).date()
        left = (last - self._context.today).days
        told_of = (
            ("Personnummer", shown(one.identity_number)),
            ("Anmälan gäller", f"{kind}, {date.fromisoformat(one.occurred_on)}"),
            ("Skola", one.school),
            ("Utbildning", _FORMS.get(one.form or 0, "")),
            ("Program", one.programme),
            ("Avsändare", one.sender),
            ("Frågor besvaras av", one.contact),
            ("Mottagen", when),
            ("Kvittonummer", one.receipt),
            ("Raderas", f"{last}, om ingen avgör den före"),
        )
        return NoticeView(
            id=one.notice,
            name=f"{one.given_name} {one.family_name}",
            what=kind,
            school=one.sender,
            when=when,
            others=others,
            facts=tuple(Fact(label=label, value=value) for label, value in told_of if value),
            goes="raderas i dag" if left <= 0 else f"raderas om {counted(left, 'dag', 'dagar')}",
            soon=left <= SOON,
        )


def _fault_view(fault: SyncFault) -> FaultView:
    parts = (fault.happened, fault.safe, fault.advice)
    happened, safe, advice = _OFFLINE if fault.code in AWAY else parts
    return FaultView(happened=happened, safe=safe, advice=advice, code=fault.code)
