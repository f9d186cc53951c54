"""Access to one case given to a colleague who does not see it by her unit, and taken back again."""

from __future__ import annotations

from concurrent.futures import Future

import attrs

from kaa_core.model.ids import RecordId, WorkerId, YouthId
from kaa_core.model.records import CaseAccess
from kaa_core.model.registry import Problem
from kaa_core.model.rights import Right
from kaa_desktop.app.clock import new_id
from kaa_desktop.app.context import Context
from kaa_desktop.app.operations import Operations
from kaa_desktop.app.views import Result
from kaa_desktop.store import known

CHOOSE = Problem(field="worker", sentence="Välj vem som ska få behörighet.")
WHY = Problem(field="reason", sentence="Skriv varför hen behöver se ärendet.")
ALREADY = Problem(field="worker", sentence="Hen har redan behörighet till ärendet.")


@attrs.frozen(kw_only=True, repr=False)
class AccessView:
    """Somebody who has been named on a case: who, why, and by whom."""

    id: RecordId
    worker: WorkerId
    name: str
    reason: str
    given_by: str


class Accesses:
    """Of one unlocked profile; giving is for those who keep the register."""

    def __init__(self, context: Context, operations: Operations) -> None:
        self._context = context
        self._operations = operations

    def of(self, youth: YouthId) -> list[AccessView]:
        """Who has been named on a case, by name."""
        names = self._context.names()
        found = [
            AccessView(
                id=one.id,
                worker=one.worker,
                name=names.get(one.worker, "En kollega"),
                reason=one.reason or "",
                given_by=names.get(one.given_by, "") if one.given_by else "",
            )
            for one in self._held(youth)
        ]
        return sorted(found, key=lambda one: one.name)

    def _held(self, youth: YouthId) -> list[CaseAccess]:
        [found] = self._context.queries.read(
            lambda one: known.of_youth(one, youth.bytes, CaseAccess)
        )
        return [one for one in found if isinstance(one, CaseAccess)]

    def problems(self, youth: YouthId, worker: WorkerId | None, reason: str) -> list[Problem]:
        """What is missing before it can be given."""
        found = [] if worker is not None else [CHOOSE]
        if worker is not None and any(one.worker == worker for one in self.of(youth)):
            found.append(ALREADY)
        return [*found, *([] if reason.strip() else [WHY])]

    def give(self, youth: YouthId, worker: WorkerId, reason: str) -> Future[Result]:
        """Let a colleague see the case, and write in it."""
        made = CaseAccess(
            id=RecordId(new_id(self._context.clock)),
            youth=youth,
            worker=worker,
            reason=reason.strip(),
            given_by=self._context.identity.worker,
        )
        name = self._context.names().get(worker, "Kollegan")
        return self._operations.record_as(
            made,
            lambda one: one.create(made),
            f"{name} får se ärendet när hens dator synkar.",
            Right.KEEP_REGISTER,
        )

    def take(self, access: AccessView) -> Future[Result]:
        """Take it back: the case leaves her computer when it synchronises."""
        held = self._context.queries.record(CaseAccess, access.id)
        if held is None:
            done: Future[Result] = Future()
            done.set_result(Result(sentence="Behörigheten är redan tillbakatagen."))
            return done
        return self._operations.record_as(
            held,
            lambda one: one.delete(CaseAccess, access.id),
            f"Behörigheten för {access.name} är tillbakatagen.",
            Right.KEEP_REGISTER,
        )
