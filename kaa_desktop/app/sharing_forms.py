"""The forms of consent and referral as typed so far: kept as drafts like what is entered in the journal."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import ClassVar

import attrs

from kaa_core.model.enums import ConsentGiver, Shared
from kaa_core.model.ids import RecordId
from kaa_desktop.app.forms import Form


@attrs.frozen(kw_only=True, repr=False)
class ConsentForm(Form):
    """Nytt samtycke."""

    kind_name: ClassVar[str] = "consent"

    actor: RecordId | None = None
    shares: tuple[Shared, ...] = (Shared.NAME,)
    what: str | None = None
    given_on: date | None = None
    until: date | None = None
    given_by: ConsentGiver | None = ConsentGiver.YOUTH


@attrs.frozen(kw_only=True, repr=False)
class ReferralForm(Form):
    """Ny förmedling. The consent says to whom."""

    kind_name: ClassVar[str] = "referral"

    consent: RecordId | None = None
    what: str | None = None
    sent_on: date | None = None
    placement: RecordId | None = None


FORMS: Mapping[str, type[Form]] = MappingProxyType(
    {form.kind_name: form for form in (ConsentForm, ReferralForm)}
)
