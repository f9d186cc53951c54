"""What has been saved here and not yet answered by the server, as a person reads it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from kaa_core.model.attachment import Attachment
from kaa_core.model.ids import RecordId, YouthId
from kaa_core.model.registry import REGISTRY, moment
from kaa_core.sync.messages import Operation, Verb
from kaa_desktop.app import words
from kaa_desktop.app.context import Context
from kaa_desktop.app.sync_views import WaitingView
from kaa_desktop.store import attachments, outbox
from kaa_desktop.store.attachments import File

SHOWN = 200
_VERBS = {Verb.CREATE: "", Verb.SET: "ändring av ", Verb.DELETE: "borttagning av "}


def waiting_views(context: Context) -> list[WaitingView]:
    """The first acts that wait, oldest first: what belongs together is one."""
    operations = context.queries.read(lambda connection: outbox.waiting(connection, SHOWN))
    acts: dict[int, list[Operation]] = {}
    for one in operations:
        acts.setdefault(one.tx, []).append(one)
    about = {tx: _youth(context, act[0]) for tx, act in acts.items()}
    files = context.queries.read(attachments.to_send)
    youths = {youth for youth in about.values() if youth is not None}
    names = context.youth_names(youths | {UUID(bytes=one.scope) for one in files})
    acts_told = [_view(context, act[0], about[tx], names) for tx, act in acts.items()]
    return acts_told + [_file_view(context, at, one, names) for at, one in enumerate(files, 1)]


def _view(
    context: Context, first: Operation, youth: UUID | None, names: dict[UUID, str]
) -> WaitingView:
    return WaitingView(
        n=first.n,
        youth=None if youth is None else YouthId(RecordId(youth)),
        name=names.get(youth, "") if youth is not None else "",
        title=act_title(first),
        since=context.when(moment(first.at)),
        waited=waited(context.clock.now(), moment(first.at)),
    )


def _file_view(context: Context, at: int, file: File, names: dict[UUID, str]) -> WaitingView:
    """A file whose record has gone: numbered below all acts."""
    youth, record = UUID(bytes=file.scope), RecordId(UUID(bytes=file.record))
    paper = context.queries.record(Attachment, record)
    since = context.clock.now() if paper is None else paper.added_at or context.clock.now()
    sent = f", skickat {file.sent} av {file.pieces} delar" if file.sent else ""
    return WaitingView(
        n=-at,
        youth=YouthId(RecordId(youth)),
        name=names.get(youth, ""),
        title=f"Bilagans fil{sent}",
        since=context.when(since),
        waited=waited(context.clock.now(), since),
    )


def waited(now: datetime, since: datetime) -> str:
    """For how long something has waited, in words; the clock may have been put back since."""
    minutes = max(0, int((now - since).total_seconds() // 60))
    if minutes < 1:
        return "nyss sparat"
    size, one, many = 24 * 60, "dag", "dagar"
    if minutes < 24 * 60:
        size, one, many = (60, "timme", "timmar") if minutes >= 60 else (1, "minut", "minuter")
    return f"har väntat {words.counted(minutes // size, one, many)}"


def act_title(first: Operation) -> str:
    """What an act does, by its first operation: "Ändring av ungdom"."""
    kind = REGISTRY.get(first.kind)
    label = "uppgift" if kind is None else kind.label
    return words.sentence_case(_VERBS.get(first.verb, "val i ") + label)


def _youth(context: Context, operation: Operation) -> UUID | None:
    """Whom an act is about: a creation says it, else the record does."""
    if operation.scope is not None:
        return UUID(bytes=operation.scope)
    kind, record = REGISTRY.get(operation.kind), RecordId(UUID(bytes=operation.record))
    if kind is None or kind.name == "youth":
        return record if kind is not None else None
    held = context.queries.record(kind.cls, record)
    return getattr(held, "youth", None)
