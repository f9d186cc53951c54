"""Tidiga signaler: the short-lived list of those who are not yet anybody's responsibility under 29 kap. 9 §.

Grade-9 pupils without an upper-secondary choice, warnings before a drop-out, youths who come back to the
municipality (000 2.1.4–2.1.5; 003 s. 12). 4 § förordningen (2006:39) gives no ground for having them in
the register, so the list is kept apart: by the municipality's own decision, with a legal basis that it has
written down, and with a short life (domain.md section 6). An entry is no youth and no scope of one.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import attrs

from kaa_core.model.enums import EarlyKind
from kaa_core.model.fields import choice, day, reference, text
from kaa_core.model.identity import IdentityNumber, IdentityProblem
from kaa_core.model.ids import WorkerId
from kaa_core.model.registry import Problem, Record, record


def _check_early(signal: EarlySignal) -> Iterator[Problem]:
    try:
        IdentityNumber.parse(signal.identity_number or "")
    except IdentityProblem as problem:
        if signal.identity_number:
            yield Problem(field="identity_number", sentence=str(problem))
    if signal.erase_on <= signal.received_on:
        yield Problem(field="erase_on", sentence="Uppgiften ska raderas efter att den kom in.")


@record(45, "early_signal", "tidig signal", checks=_check_early)
@attrs.frozen(kw_only=True, repr=False)
class EarlySignal(Record):
    """One entry of the list. `told_by`: who it comes from; `erase_on`: the day it goes by itself.

    No field is searchable: nobody is found here who is looked for in the register.
    """

    identity_number: str = text(1, "personnummer", required=True, max_length=12)
    given_name: str = text(2, "förnamn", required=True, max_length=100)
    family_name: str = text(3, "efternamn", required=True, max_length=100)
    kind: EarlyKind = choice(4, "vad det gäller", EarlyKind, required=True)
    told_by: str = text(5, "vem som har sagt det", required=True, max_length=200)
    received_on: date = day(6, "kom in", required=True)
    erase_on: date = day(7, "raderas", required=True)
    school: str | None = text(8, "skola", max_length=200)
    next_step: str | None = text(9, "vad ni gör", max_length=300)
    worker: WorkerId | None = reference(10, "vem som gör det")
    author: WorkerId | None = reference(11, "förd av")
