"""The administrator's acts: users and computers on the server, units and settings as records.

What is asked of the server needs the network and answers with `Told`: a value, or a fault in three parts.
Units and the municipality's settings are written here first, like all records.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from typing import Any, Final, Protocol, TypeVar

import attrs

from kaa_core.model import school_days
from kaa_core.model.enums import Role
from kaa_core.model.ids import RecordId, UnitId
from kaa_core.model.records import MunicipalitySettings, Unit
from kaa_core.model.registry import Problem, Record
from kaa_core.sync.administration import (
    ChangedUser,
    DeviceRow,
    IssuedCode,
    NewPassword,
    NewUser,
    UserRow,
)
from kaa_desktop.app.admin_views import DeviceView, Secret, Told, UnitView, UserForm, UserView
from kaa_desktop.app.admin_words import device_view, in_words, user_view
from kaa_desktop.app.clock import new_id
from kaa_desktop.app.context import Context
from kaa_desktop.app.municipality import Municipality, settings_record
from kaa_desktop.app.notice_senders import NoticeSenders
from kaa_desktop.app.passwords import readable_password
from kaa_desktop.app.sync_views import FaultView
from kaa_desktop.app.told import Asking, told
from kaa_desktop.app.views import Result
from kaa_desktop.store.transaction import Transaction
from kaa_desktop.sync import administration
from kaa_desktop.sync.client import Client
from kaa_desktop.sync.faults import AWAY, SyncFault

T = TypeVar("T")
U = TypeVar("U")

OFFLINE: Final = (
    "Du behöver nät. Användare och datorer finns på servern.",
    "Ingenting är ändrat.",
    "Enheter och inställningar kan du ändra ändå.",
)
MOST: Final = {"username": 100, "name": 200, "initials": 6}


class Recording(Protocol):
    """Where records of the municipality are written."""

    def administer(
        self, after: Record, act: Callable[[Transaction], None], sentence: str
    ) -> Future[Result]:
        """Check the role and the record, then write."""


class Administering:
    """Of one unlocked profile; other roles than the administrator are refused by the server."""

    def __init__(self, context: Context, recording: Recording, asking: Asking) -> None:
        self._context = context
        self._recording = recording
        self._asking = asking
        self.senders = NoticeSenders(context, asking)
        """The schools of other owners that may notify."""

    # -- users

    def users(self) -> Future[Told[list[UserView]]]:
        """All accounts by name, those out of use last."""
        return self._told(
            administration.users,
            lambda said: sorted(
                map(self._user, said.users), key=lambda one: (not one.active, one.name)
            ),
        )

    def problems(self, form: UserForm, *, new: bool) -> list[Problem]:
        """What keeps a user from being added or changed, as sentences by field."""
        found = [
            Problem(field=field, sentence=f"{label} har {len(text)} tecken. Det får ha {most}.")
            for field, label in (("username", "Användarnamnet"), ("name", "Namnet"))
            if len(text := getattr(form, field)) > (most := MOST[field])
        ]
        if new and (not form.username or any(one.isspace() for one in form.username)):
            sentence = "Skriv ett användarnamn utan mellanslag, till exempel karin.demolund."
            found.append(Problem(field="username", sentence=sentence))
        if not form.name:
            found.append(Problem(field="name", sentence="Skriv för- och efternamn."))
        if len(form.initials) > MOST["initials"]:
            sentence = f"Initialerna får ha högst {MOST['initials']} tecken."
            found.append(Problem(field="initials", sentence=sentence))
        if not form.role:
            found.append(Problem(field="role", sentence="Välj en roll."))
        return found

    def add_user(self, form: UserForm) -> Future[Told[Secret]]:
        """Add an account; gives the password to hand over, which is shown once."""
        password = readable_password()
        new = NewUser(
            username=form.username,
            name=form.name,
            initials=form.initials,
            role=form.role,
            unit=_packed(form.unit),
            password=password,
        )
        return self._told(
            partial(administration.add_user, user=new), lambda _: Secret(text=password)
        )

    def change_user(
        self, user: UserView, form: UserForm, *, active: bool
    ) -> Future[Told[UserView]]:
        """Change name, initials, role and unit, or take the account out of use and into it again."""
        changed = ChangedUser(
            user=user.id.bytes,
            name=form.name,
            initials=form.initials,
            role=form.role,
            unit=_packed(form.unit),
            active=active,
        )
        return self._told(partial(administration.change_user, user=changed), self._user)

    def new_password(self, user: UserView) -> Future[Told[Secret]]:
        """Set a new password for one who has lost hers; it is shown once."""
        password = readable_password()
        new = NewPassword(user=user.id.bytes, password=password)
        return self._told(
            partial(administration.set_password, new=new), lambda _: Secret(text=password)
        )

    def new_code(self, user: UserView) -> Future[Told[Secret]]:
        """A one-time code that connects one more computer of a user; it is shown once."""

        def shown(issued: IssuedCode) -> Secret:
            return Secret(text=issued.code, until=in_words(self._context, issued.until))

        return self._told(partial(administration.issue_code, user=user.id.bytes), shown)

    # -- computers

    def devices(self) -> Future[Told[list[DeviceView]]]:
        """All computers by name, the blocked ones last."""
        return self._told(
            administration.devices,
            lambda said: sorted(
                map(self._device, said.devices), key=lambda one: (one.blocked, one.name)
            ),
        )

    def block(self, device: DeviceView) -> Future[Told[bool]]:
        """Shut a lost computer out."""
        asked = partial(administration.block_device, device=device.id.bytes)
        return self._told(asked, lambda _: True)

    # -- units and settings, which need no network

    def units(self) -> list[UnitView]:
        """The units by name, those no longer used last."""
        workers = [one for one in self._context.workers().values() if one.active is not False]
        found = [
            UnitView(
                id=UnitId(one.id),
                name=one.name,
                active=one.active is not False,
                workers=sum(worker.unit == one.id for worker in workers),
            )
            for one in self._context.queries.records(Unit)
        ]
        return sorted(found, key=lambda one: (not one.active, one.name.casefold()))

    def add_unit(self, name: str) -> Future[Result]:
        """Add a unit."""
        made = Unit(id=RecordId(new_id(self._context.clock)), name=name.strip(), active=True)
        return self._recording.administer(made, lambda one: one.create(made), "Enheten är tillagd.")

    def rename_unit(self, unit: UnitId, name: str) -> Future[Result]:
        """Give a unit another name."""
        return self._change_unit(unit, "Enheten har bytt namn.", name=name.strip())

    def use_unit(self, unit: UnitId, *, active: bool) -> Future[Result]:
        """Take a unit out of use, or into it again. Those who belong to it are not changed."""
        words = "Enheten används igen." if active else "Enheten används inte längre."
        return self._change_unit(unit, words, active=active)

    def _change_unit(self, unit: UnitId, sentence: str, **values: Any) -> Future[Result]:
        held = next(one for one in self._context.queries.records(Unit) if one.id == unit)
        after = attrs.evolve(held, **values)
        return self._recording.administer(
            after, lambda one: one.set(Unit, held.id, **values), sentence
        )

    def set_municipality(self, wanted: Municipality) -> Future[Result]:
        """Decide for all the municipality's computers; what is unchanged is not written."""
        held = settings_record(self._context.queries)
        values: dict[str, Any] = {
            "support_name": wanted.support.name.strip() or None,
            "support_phone": wanted.support.phone.strip() or None,
            "support_email": wanted.support.email.strip() or None,
            "lock_minutes": wanted.lock_minutes,
            "lease_days": wanted.lease_days,
            "information_sheet_version": wanted.information_sheet_version.strip() or None,
            "caseworkers_see": wanted.caseworkers_see,
            "no_guardians": wanted.no_guardians or None,
            "register_rules": wanted.register_rules,
            "last_school_days": school_days.written(wanted.last_school_days) or None,
            "notice_days": wanted.notice_days,
            "early_basis": wanted.early_basis.strip() or None,
            "early_weeks": wanted.early_weeks,
            "shares_figures": wanted.shares_figures or None,
        }
        sentence = "Inställningarna är sparade. De når de andra datorerna när de synkar."
        if held is None:
            made = MunicipalitySettings(id=RecordId(new_id(self._context.clock)), **values)
            return self._recording.administer(made, lambda one: one.create(made), sentence)
        after = attrs.evolve(held, **values)
        return self._recording.administer(
            after, lambda one: one.set(MunicipalitySettings, held.id, **values), sentence
        )

    # -- parts

    def _user(self, row: UserRow) -> UserView:
        return user_view(self._context, row)

    def _device(self, row: DeviceRow) -> DeviceView:
        return device_view(self._context, row)

    def _told(
        self, question: Callable[[Client, str], T], shown: Callable[[T], U]
    ) -> Future[Told[U]]:
        return told(self._asking, question, shown, fault_view)


def fault_view(fault: SyncFault) -> FaultView:
    """The fault as an administrator is told it: nothing of hers is kept for later here."""
    parts = (fault.happened, fault.safe, fault.advice)
    happened, safe, advice = OFFLINE if fault.code in AWAY else parts
    return FaultView(happened=happened, safe=safe, advice=advice, code=fault.code)


def roles_to_choose(held: int) -> list[Role]:
    """The roles that an account may get; `held` is the one it has, 0 for a new account.

    An account never goes between the administrator and those who read cases (docs/adr/020).
    """
    with_cases = [Role.CASEWORKER, Role.COORDINATOR, Role.MANAGER]
    if not held:
        return [*with_cases, Role.ADMINISTRATOR]
    if held in {one.value for one in with_cases}:
        return with_cases
    return [one for one in Role if one.value == held]


def _packed(unit: UnitId | None) -> bytes | None:
    return None if unit is None else unit.bytes
