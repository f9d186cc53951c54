"""What the pages about actors, places, consents and referrals show, ready made."""

from __future__ import annotations

from datetime import date

import attrs

from kaa_core.model.enums import ActorKind, ReferralState
from kaa_core.model.ids import RecordId, YouthId


@attrs.frozen(repr=False)
class Person:
    """Somebody at an actor, in her work."""

    contact: RecordId
    name: str
    role: str
    reach: str
    """Telephone and e-post in a line."""


@attrs.frozen(repr=False)
class There:
    """Who has a place now: the name as lists show it, and until when."""

    youth: YouthId
    name: str
    until: str


@attrs.frozen(kw_only=True, repr=False)
class PlaceRow:
    """A place, in a list or on its actor's page.

    `free_from` None: not known when. `free`: that in words. `why`: what speaks for it for one youth.
    """

    placement: RecordId
    actor: RecordId
    title: str
    about: str
    actor_name: str
    area: str
    there: tuple[There, ...]
    free_from: date | None
    free: str
    why: str = ""


@attrs.frozen(kw_only=True, repr=False)
class ActorRow:
    """An actor in the list."""

    actor: RecordId
    name: str
    kind: ActorKind
    area: str
    people: str
    places: str
    active: bool


@attrs.frozen(kw_only=True, repr=False)
class ActorPage:
    """An actor with its people and places."""

    row: ActorRow
    reach: str
    offers: str
    people: tuple[Person, ...]
    places: tuple[PlaceRow, ...]


@attrs.frozen(kw_only=True, repr=False)
class ConsentRow:
    """A consent as the youth's page shows it. `why_not` empty: it holds today."""

    consent: RecordId
    actor: RecordId | None
    actor_name: str
    what: str
    dates: str
    why_not: str

    @property
    def holds(self) -> bool:
        """Whether it holds today."""
        return not self.why_not


@attrs.frozen(kw_only=True, repr=False)
class ReferralRow:
    """A referral as the youth's page shows it; `state` as it stands today by its consent."""

    referral: RecordId
    actor_name: str
    what: str
    sent_on: date
    state: ReferralState
    open: bool


@attrs.frozen(kw_only=True, repr=False)
class GroupView:
    """The working group's list: a line a youth with only what everybody at the table may know.

    `left_out`: how many are not in it and why, in sentences. `heading` says who it is for and of when.
    """

    heading: str
    columns: tuple[str, ...]
    lines: tuple[tuple[YouthId, tuple[str, ...]], ...]
    left_out: tuple[str, ...]
