"""Accounts and computers from the server, in words."""

from __future__ import annotations

from uuid import UUID

from kaa_core.model.ids import DeviceId, RecordId, UnitId, UserId
from kaa_core.model.records import Unit
from kaa_core.model.registry import moment
from kaa_core.sync.administration import DeviceRow, UserRow
from kaa_desktop.app import words
from kaa_desktop.app.admin_views import DeviceView, UserView
from kaa_desktop.app.context import Context
from kaa_desktop.app.roles import role_label
from kaa_desktop.app.views_base import Chip, Fact, Tone

NEVER = "aldrig"


def in_words(context: Context, at: int) -> str:
    """A moment of the wire: "i dag 10:42", "21 nov 10:42", "aldrig"."""
    if not at:
        return NEVER
    local = context.clock.local(moment(at))
    said = words.moment(local, context.today)
    return f"i dag {said}" if local.date() == context.today else said


def user_view(context: Context, row: UserRow) -> UserView:
    """An account; initials and the unit's name are taken from the records on this computer."""
    worker = None if row.worker is None else context.workers().get(UUID(bytes=row.worker))
    unit = None if row.unit is None else UnitId(RecordId(UUID(bytes=row.unit)))
    units = {one.id: one.name for one in context.queries.records(Unit)}
    unit_text = "" if unit is None else units.get(unit, "en enhet som inte har hunnit hit")
    seen = in_words(context, row.last_seen)
    code = "" if not row.code_until else f"gäller till {in_words(context, row.code_until)}"
    role = words.sentence_case(role_label(row.role)) or "Okänd roll"
    initials = (worker.initials if worker else None) or ""
    return UserView(
        id=UserId(UUID(bytes=row.user)),
        username=row.username,
        name=row.name,
        initials=initials,
        role=row.role,
        role_text=role,
        unit=unit,
        unit_text=unit_text,
        active=row.active,
        last_seen=seen,
        devices=row.devices,
        status=_status(row),
        facts=(
            Fact(label="Användarnamn", value=row.username),
            Fact(label="Roll", value=role),
            Fact(label="Initialer", value=initials),
            Fact(label="Enhet", value=unit_text),
            Fact(label="Datorer", value=words.counted(row.devices, "dator", "datorer")),
            Fact(label="Engångskod", value=code),
            Fact(label="Senast på servern", value=seen),
            Fact(label="Tillagd", value=in_words(context, row.created)),
        ),
        own=UUID(bytes=row.user) == context.identity.user,
    )


def _status(row: UserRow) -> Chip:
    if not row.active:
        return Chip("Ur bruk", "circle-off", Tone.NEUTRAL)
    if not row.devices:
        return Chip("Utan dator", "laptop", Tone.WARN)
    return Chip("I bruk", "circle-check", Tone.OK)


def _put_back(numberings: int) -> str:
    if numberings < 2:
        return ""
    times = words.counted(numberings - 1, "gång", "gånger")
    return f"{times}: profilen eller servern lades tillbaka, eller profilen finns på två datorer"


def device_view(context: Context, row: DeviceRow) -> DeviceView:
    """A computer, its user and when it was last heard of."""
    device, seen = DeviceId(UUID(bytes=row.device)), in_words(context, row.last_seen)
    own = device == context.identity.device
    blocked = bool(row.blocked)
    chip = Chip("I bruk", "circle-check", Tone.OK)
    if blocked:
        chip = Chip("Spärrad", "circle-off", Tone.DANGER)
    return DeviceView(
        id=device,
        name=row.name,
        user_name=row.user_name,
        last_seen=seen,
        blocked=blocked,
        status=chip,
        facts=(
            Fact(label="Används av", value=row.user_name),
            Fact(label="Senast på servern", value=seen),
            Fact(label="Program", value=row.program),
            Fact(label="Ansluten", value=in_words(context, row.enrolled)),
            Fact(label="Spärrad", value=in_words(context, row.blocked) if blocked else ""),
            Fact(label="Återställd eller kopierad", value=_put_back(row.numberings)),
            Fact(label="", value="Det är den här datorn." if own else ""),
        ),
        own=own,
    )
