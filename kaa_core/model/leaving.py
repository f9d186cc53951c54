"""What is recorded on the way out, and of who looks at the protected.

4 § 3 förordningen (2006:39): why and when what the municipality did ended. A handover is made with the
youth's own consent, to whom and until when (domain.md sections 3 and 4).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

import attrs

from kaa_core.model.enums import HandoverTo
from kaa_core.model.fields import choice, day, instant, reference, text
from kaa_core.model.ids import WorkerId, YouthId
from kaa_core.model.registry import Problem, Record, record

WITHOUT_CONSENT = frozenset({HandoverTo.NOBODY, HandoverTo.COLLEAGUE})
"""Nothing leaves the activity: a consent has nothing to be about."""


def _check_handover(handover: Handover) -> Iterator[Problem]:
    if handover.to in WITHOUT_CONSENT or handover.to is None:
        return
    if handover.to is HandoverTo.OTHER and not handover.recipient:
        yield Problem(field="recipient", sentence="Skriv vem som tar emot.")
    if not handover.what:
        yield Problem(field="what", sentence="Skriv vad som lämnas över.")
    given, until, handed = handover.consent_on, handover.consent_until, handover.handed_on
    if given is not None and until is not None and until < given:
        yield Problem(
            field="consent_until",
            sentence="Samtycket slutar innan det lämnades. Ändra ett av datumen.",
        )
    if handed is None:
        return
    if given is None:
        yield Problem(
            field="consent_on",
            sentence="Fyll i när ungdomen samtyckte. Utan samtycke lämnas inget över.",
        )
    elif handed < given:
        yield Problem(
            field="handed_on",
            sentence="Överlämningen ligger före samtycket. Ändra ett av datumen.",
        )
    if until is not None and handed > until:
        yield Problem(
            field="handed_on",
            sentence="Samtycket hade gått ut den dagen. Fråga ungdomen igen.",
        )


@record(23, "handover", "överlämning", checks=_check_handover)
@attrs.frozen(kw_only=True, repr=False)
class Handover(Record):
    """A youth's way on when the responsibility ends at 20, or a case that changes hands.

    `consent_on`, `consent_until`: when the youth agreed to it, and the last day it holds. `handed_on`
    None: prepared, not done. `invited_on`: when she was invited to the utskrivningssamtal. For
    `HandoverTo.COLLEAGUE`: from which worker to which, and nothing of consent.
    """

    youth: YouthId = reference(1, "ungdom", required=True)
    to: HandoverTo | None = choice(2, "till vem", HandoverTo, required=True)
    recipient: str | None = text(3, "mottagare", max_length=200)
    what: str | None = text(4, "vad som lämnas över", max_length=2000)
    consent_on: date | None = day(5, "samtycke lämnat")
    consent_until: date | None = day(6, "samtycke gäller till")
    handed_on: date | None = day(7, "överlämnat")
    invited_on: date | None = day(8, "inbjuden till utskrivningssamtal")
    author: WorkerId | None = reference(9, "noterad av")
    from_worker: WorkerId | None = reference(10, "från handläggare")
    to_worker: WorkerId | None = reference(11, "till handläggare")


@record(24, "protected_opening", "öppnat skyddat ärende", sealed_by="opened_at")
@attrs.frozen(kw_only=True, repr=False)
class ProtectedOpening(Record):
    """Who looked at a case with skyddad folkbokföring, when and why. Sealed: never changed or deleted.

    A record and not a line in a log of the server's, so that it is kept when there is no network.
    """

    youth: YouthId = reference(1, "ungdom", required=True)
    worker: WorkerId | None = reference(2, "vem")
    opened_at: datetime | None = instant(3, "öppnat")
    reason: str | None = text(4, "varför", required=True, max_length=300)
