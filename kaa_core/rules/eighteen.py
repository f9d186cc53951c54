"""Turning eighteen: guardians lose their standing (domain.md sections 2 and 4).

From the day on, contact with them needs the youth's consent, and what is held about them is proposed for
erasure. The same is proposed at any age where the municipality keeps no data about guardians at all.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Final

import attrs

from kaa_core.model.identity import MAJORITY
from kaa_core.model.records import Guardian, Youth
from kaa_core.model.registry import Record
from kaa_core.rules.birthdays import reaches

WEEK: Final = timedelta(days=7)


@attrs.frozen(kw_only=True)
class Eighteen:
    """Guardians of somebody who soon turns, or has turned, eighteen; or whom nothing may be held about.

    `turns`: None when the birth date is not known, and then the youth counts as a minor (as in
    `case_state`). `agreed`: those whom the youth lets us be in contact with; `erase`: those whose data
    is proposed for erasure. `near`: within a week of the birthday, when Min dag reminds.
    """

    turns: date | None
    adult: bool
    near: bool
    agreed: tuple[Guardian, ...] = ()
    erase: tuple[Guardian, ...] = ()


def is_adult(youth: Youth, on: date) -> bool:
    """Whether the youth has turned eighteen; one whose birth date is not known counts as a minor."""
    turns = reaches(youth.identity_number, MAJORITY)
    return turns is not None and on >= turns


def consents(guardian: Guardian, on: date) -> bool:
    """Whether the youth's consent to contact holds on a date."""
    given, until = guardian.consent_on, guardian.consent_until
    return given is not None and given <= on and (until is None or on <= until)


def may_contact(youth: Youth, guardian: Guardian, on: date) -> bool:
    """Whether a guardian may be contacted about the youth on a date."""
    return not is_adult(youth, on) or consents(guardian, on)


def eighteen(
    youth: Youth, records: Iterable[Record], on: date, *, switched_off: bool = False
) -> Eighteen | None:
    """Return what turning eighteen asks for on a date; None when there is nothing to say.

    Said from a week before the birthday, and as long as anything is held about a guardian.
    `switched_off`: the municipality keeps no data about guardians.
    """
    guardians = sorted(
        (one for one in records if isinstance(one, Guardian)), key=lambda one: (one.name, one.id)
    )
    if not guardians:
        return None
    turns = reaches(youth.identity_number, MAJORITY)
    if not switched_off and (turns is None or on < turns - WEEK):
        return None
    adult = turns is not None and on >= turns
    over = adult or switched_off
    kept = adult and not switched_off
    agreed = tuple(one for one in guardians if kept and consents(one, on))
    return Eighteen(
        turns=turns,
        adult=adult,
        near=turns is not None and turns - WEEK <= on <= turns + WEEK,
        agreed=agreed,
        erase=tuple(one for one in guardians if over and one not in agreed),
    )
