"""What may be told to whom about a youth, and until when (domain.md section 3, Consent and Referral).

Secrecy within the municipality too: what the youth has not agreed to, and no law gives ground for, is
not shared (26 kap. OSL). A consent ends by its date, by being taken back, and, when a guardian gave it,
at eighteen.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final

import attrs

from kaa_core.model.enums import ConsentGiver, ReferralState, Shared
from kaa_core.model.ids import RecordId
from kaa_core.model.records import Consent, Occupation, Referral, Youth
from kaa_core.rules.calendar import in_words
from kaa_core.rules.case_state import latest_occupation
from kaa_core.rules.eighteen import is_adult
from kaa_core.rules.protection import warned

NOT_FOR_AN_ADULT: Final = "Ungdomen har fyllt 18 år och behöver samtycka själv."
OPEN: Final = frozenset({None, ReferralState.SENT, ReferralState.ACCEPTED})
"""Referrals that a consent still carries."""


def holds(consent: Consent, youth: Youth, on: date) -> bool:
    """Whether a consent holds on a date; the last day and the day before it is taken back count."""
    return not why_not(consent, youth, on)


def why_not(consent: Consent, youth: Youth, on: date) -> str:
    """Return why a consent does not hold on a date, in words; empty when it does."""
    if on < consent.given_on:
        return f"Samtycket gäller från {in_words(consent.given_on)}."
    if consent.withdrawn_on is not None and on >= consent.withdrawn_on:
        return f"Samtycket togs tillbaka {in_words(consent.withdrawn_on)}."
    if consent.until is None:
        return "Samtycket saknar slutdatum."
    if on > consent.until:
        return f"Samtycket gick ut {in_words(consent.until)}."
    if consent.given_by is ConsentGiver.GUARDIAN and is_adult(youth, on):
        return NOT_FOR_AN_ADULT
    return ""


def may_share(
    consents: Iterable[Consent], youth: Youth, actor: RecordId, on: date
) -> frozenset[Shared]:
    """What may be told an actor about a youth on a date: all that the consents that hold say together."""
    return frozenset(
        what
        for one in consents
        if one.actor == actor and holds(one, youth, on)
        for what in one.shares
    )


def state_on(
    referral: Referral, consents: Iterable[Consent], youth: Youth, on: date
) -> ReferralState:
    """What has become of a referral by a date: one whose consent has run out is withdrawn by that."""
    state = referral.state or ReferralState.SENT
    if state not in OPEN:
        return state
    carried = next((one for one in consents if one.id == referral.consent), None)
    if carried is None or not holds(carried, youth, on):
        return ReferralState.WITHDRAWN
    return state


@attrs.frozen(kw_only=True)
class Line:
    """A youth in the working group's list, with no more than everybody in the group may know."""

    youth: RecordId
    name: str
    number: str
    occupation: str
    shares: frozenset[Shared]


@attrs.frozen(kw_only=True)
class GroupList:
    """`lines`, and how many are left out: for want of consent, or because they are protected."""

    lines: tuple[Line, ...]
    without_consent: int
    protected: int


def group_list(
    youths: Iterable[Youth],
    consents: Mapping[RecordId, Iterable[Consent]],
    occupations: Mapping[RecordId, Iterable[Occupation]],
    actors: Iterable[RecordId],
    on: date,
) -> GroupList:
    """The fortnightly group's list: of each youth what every actor at the table may know on that date.

    Whom some actor may not even have the name of is left out and counted; so are the protected: with
    sekretessmarkering too the harm is weighed one by one, not in a list. Raises ValueError without an
    actor: then there is nobody to have agreed to.
    """
    group = tuple(actors)
    if not group:
        raise ValueError("a group of nobody")
    lines, without, protected = list[Line](), 0, 0
    for youth in youths:
        held = list(consents.get(youth.id, ()))
        shares = frozenset.intersection(*(may_share(held, youth, one, on) for one in group))
        if warned(youth.protection):
            protected += 1
        elif Shared.NAME not in shares:
            without += 1
        else:
            lines.append(_line(youth, shares, occupations.get(youth.id, ())))
    lines.sort(key=lambda one: (one.name, one.youth))
    return GroupList(lines=tuple(lines), without_consent=without, protected=protected)


def _line(youth: Youth, shares: frozenset[Shared], occupations: Iterable[Occupation]) -> Line:
    latest = latest_occupation(occupations) if Shared.OCCUPATION in shares else None
    return Line(
        youth=youth.id,
        name=f"{youth.given_name} {youth.family_name}",
        number=youth.identity_number if Shared.IDENTITY_NUMBER in shares else "",
        occupation=latest.kind.label if latest else "",
        shares=shares,
    )
