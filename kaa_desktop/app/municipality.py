"""What the municipality has decided for all its computers: a synchronised record, as values."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from pathlib import Path

import attrs

from kaa_core.model.enums import CaseworkersSee, RegisterRule
from kaa_core.model.records import MunicipalitySettings
from kaa_core.model.school_days import school_days
from kaa_desktop.app.support import Support, keep_support
from kaa_desktop.app.views import Changes
from kaa_desktop.store.errors import StoreFault
from kaa_desktop.store.queries import Queries

NOBODY_SAID = Support()


@attrs.frozen(kw_only=True, repr=False)
class Municipality:
    """What an administrator has decided; None and empty where she has not.

    `lock_minutes` is the longest that a computer may wait before it locks. `caseworkers_see`: whose
    cases; None as OWN_UNIT. `no_guardians`: nothing is kept about guardians (domain.md section 2, GDPR).
    `register_rules`: what the program answers by itself. `last_school_days`: of the spring terms, as text
    (model/school_days.py). `notice_days`: how long a school's notice about an unknown pupil waits.
    `early_basis`: why Tidiga signaler may be kept; empty: it is not. `early_weeks`: how long an entry lives.
    `shares_figures`: summed figures go to municipalities that are in the same group on the server.
    """

    support: Support = NOBODY_SAID
    lock_minutes: int | None = None
    information_sheet_version: str = ""
    lease_days: int | None = None
    caseworkers_see: CaseworkersSee | None = None
    no_guardians: bool = False
    register_rules: tuple[RegisterRule, ...] = ()
    last_school_days: str = ""
    notice_days: int | None = None
    early_basis: str = ""
    early_weeks: int | None = None
    shares_figures: bool = False


def settings_record(queries: Queries) -> MunicipalitySettings | None:
    """The record that counts: of several, the oldest."""
    return min(queries.records(MunicipalitySettings), key=lambda one: one.id.bytes, default=None)


def municipality_of(queries: Queries) -> Municipality:
    """What holds on this computer now."""
    held = settings_record(queries)
    if held is None:
        return Municipality()
    return Municipality(
        support=Support(
            held.support_name or "", held.support_phone or "", held.support_email or ""
        ),
        lock_minutes=held.lock_minutes,
        information_sheet_version=held.information_sheet_version or "",
        lease_days=held.lease_days,
        caseworkers_see=held.caseworkers_see,
        no_guardians=bool(held.no_guardians),
        register_rules=held.register_rules,
        last_school_days=held.last_school_days or "",
        notice_days=held.notice_days,
        early_basis=held.early_basis or "",
        early_weeks=held.early_weeks,
        shares_figures=bool(held.shares_figures),
    )


def last_school_days(queries: Queries) -> Mapping[int, date]:
    """The municipality's last school days by calendar year, by which everybody is judged."""
    held = settings_record(queries)
    return school_days(None if held is None else held.last_school_days)


def follow_support(
    folder: Path,
    queries: Queries,
    subscribe: Callable[[Callable[[Changes], None]], object],
) -> None:
    """Lay whom to ask for help beside the profile, now and when it has changed."""
    _lay(folder, queries, Changes(everything=True))
    subscribe(partial(_lay, folder, queries))


def _lay(folder: Path, queries: Queries, changes: Changes) -> None:
    if changes.everything or "municipality" in changes.kinds:
        with contextlib.suppress(StoreFault):  # locked at this very moment
            keep_support(folder, municipality_of(queries).support)
