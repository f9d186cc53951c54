"""What is shown and filled in on the way out of the register, at 18 and at 20, and to a colleague."""

from __future__ import annotations

from datetime import date

import attrs

from kaa_core.model.enums import DeregistrationReason, OccupationKind
from kaa_core.model.ids import RecordId, WorkerId, YouthId
from kaa_desktop.app.views_base import Fact, Tone


@attrs.frozen(kw_only=True, repr=False)
class Notice:
    """Something that the age asks for. `acts`: what can be done about it, by id in the catalogue."""

    title: str
    text: str
    tone: Tone
    acts: tuple[str, ...] = ()


@attrs.frozen(kw_only=True, repr=False)
class WayOut:
    """What a youth's page shows of it. `periods`: the present one or the latest first.

    `lacking`: an imported period whose reason or last known occupation is wanting. `openings`: who has
    opened the case of one who is protected. `consent_needed`: she is eighteen, and no consent to contact
    with a guardian is noted.
    """

    periods: tuple[Fact, ...] = ()
    lacking: RecordId | None = None
    notices: tuple[Notice, ...] = ()
    handovers: tuple[Fact, ...] = ()
    openings: tuple[Fact, ...] = ()
    closable: bool = False
    enrollable: bool = False
    consent_needed: bool = False


NOTHING_OUT = WayOut()


@attrs.frozen(kw_only=True, repr=False)
class ClosingView:
    """What is known when somebody is to be deregistered.

    `occupation` is proposed from what was noted last; `discharge` says whether an utskrivningssamtal was
    held or offered, `discharge_missing` that nothing shows it; `left` what stays to be done.
    """

    youth: YouthId
    enrolment: RecordId
    name: str
    start: date
    reason: DeregistrationReason | None
    occupation: OccupationKind | None
    discharge: str
    discharge_missing: bool
    left: str = ""


@attrs.frozen(kw_only=True, repr=False)
class MendView:
    """An imported period that lacks something. `wants`: the fields to fill in, by name."""

    youth: YouthId
    enrolment: RecordId
    name: str
    when: str
    wants: tuple[str, ...]


@attrs.frozen(kw_only=True, repr=False)
class GuardianAfter:
    """A guardian of somebody who is eighteen, or whom the municipality keeps nothing about."""

    id: RecordId
    name: str
    consent: str
    consent_on: date | None = None
    consent_until: date | None = None
    erase: bool = False


@attrs.frozen(kw_only=True, repr=False)
class CasePageView:
    """A page to a colleague about one case: where in the routine, what is promised, what is missing."""

    youth: YouthId
    name: str
    number: str
    where: tuple[Fact, ...]
    promised: tuple[Fact, ...]
    missing: tuple[str, ...]
    to: WorkerId | None = None
    text: str = ""
