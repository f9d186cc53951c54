"""What has been given out about a youth: to whom, when, and what was masked.

Articles 5 and 15 of the GDPR and 10 kap. 3 § and 14 § OSL: a municipality must be able to say to whom it
gave what. Of the content nothing is kept here.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import attrs

from kaa_core.model.enums import DisclosureKind
from kaa_core.model.fields import choice, day, integer, reference, text
from kaa_core.model.ids import WorkerId, YouthId
from kaa_core.model.registry import Problem, Record, record


def _check_disclosure(disclosure: Disclosure) -> Iterator[Problem]:
    if disclosure.what is DisclosureKind.COPY and not disclosure.receiver:
        yield Problem(field="receiver", sentence="Skriv vem som får kopian.")
    if disclosure.what is DisclosureKind.ARCHIVE:
        if not disclosure.receiver:
            yield Problem(field="receiver", sentence="Skriv vilket arkiv som tar emot.")
        if not disclosure.decision:
            yield Problem(field="decision", sentence="Skriv vem som har beslutat och när.")
    if disclosure.what is DisclosureKind.JOURNAL and not disclosure.reason:
        yield Problem(field="reason", sentence="Skriv varför journalen skrivs ut.")
    first, last = disclosure.first_day, disclosure.last_day
    if first is not None and last is not None and last < first:
        yield Problem(field="last_day", sentence="Perioden slutar innan den börjar.")
    if disclosure.masked and not disclosure.ground:
        yield Problem(
            field="ground", sentence="Skriv varför uppgifter är maskerade, gärna med paragraf."
        )


@record(25, "disclosure", "utlämnande", checks=_check_disclosure)
@attrs.frozen(kw_only=True, repr=False)
class Disclosure(Record):
    """A paper made to be given out. `entries`: how many records are in it; `masked`: how many not.

    `decision`: who decided that it is preserved, when, and on which ground (an export to the archive).
    `reason`, `first_day` and `last_day`: of a printed journal, why and which period.
    """

    youth: YouthId = reference(1, "ungdom", required=True)
    what: DisclosureKind | None = choice(2, "vad som lämnades ut", DisclosureKind, required=True)
    made_on: date | None = day(3, "datum", required=True)
    receiver: str | None = text(4, "mottagare", max_length=200)
    ground: str | None = text(5, "skäl för maskering", max_length=500)
    entries: int | None = integer(6, "antal poster", minimum=0)
    masked: int | None = integer(7, "maskerade poster", minimum=0)
    author: WorkerId | None = reference(8, "framtaget av")
    decision: str | None = text(9, "beslut om bevarande", max_length=500)
    reason: str | None = text(10, "varför", max_length=500)
    first_day: date | None = day(11, "från och med")
    last_day: date | None = day(12, "till och med")
