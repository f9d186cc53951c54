"""A history played on a desktop: files read in by its importer, contacts and measures by its forms."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from concurrent.futures import Future
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any, Final

import attrs

from kaa_core.model.enums import (
    Channel,
    ContactOutcome,
    ConversationKind,
    MeasureKind,
    RegistrationReason,
    Responsible,
)
from kaa_core.model.ids import YouthId
from kaa_core.model.records import Enrolment, Youth
from kaa_desktop.app.forms import ContactForm, ConversationForm
from kaa_desktop.app.importing_views import Choices, FileView
from kaa_desktop.app.leaving_group import Closing
from kaa_desktop.app.plan_forms import MeasureForm
from tests.reported.stages import COLUMNS, HOME, Row, Stage
from tests.unit.app.desks import WAIT, Desktop

CHOICES: Final = Choices(reason=RegistrationReason.DROPPED_OUT)


def play(desk: Desktop, folder: Path, stages: list[Stage]) -> None:
    """Let everything happen, day by day. The profile is a coordinator's, and a practice one."""
    for stage in stages:
        desk.clock.moment = datetime.combine(stage.on, time(12), UTC)
        for at, rows in enumerate(_once_each(_of(desk, stage.rows))):
            _read_in(desk, folder / f"{stage.on}-{at}.csv", rows)
        _write(desk, stage)


def _of(desk: Desktop, rows: Iterable[Row]) -> list[Row]:
    """The rows of the desktop's own municipality."""
    home = desk.profile.municipality
    return [
        attrs.evolve(row, municipality=home) if row.municipality == HOME else row for row in rows
    ]


def _once_each(rows: Iterable[Row]) -> list[list[Row]]:
    """A youth with two schools stands in two files: a table has one line about each."""
    files: list[list[Row]] = []
    seen: dict[str, int] = {}
    for row in rows:
        at = seen.get(row.number, 0)
        seen[row.number] = at + 1
        if at == len(files):
            files.append([])
        files[at].append(row)
    return files


def _read_in(desk: Desktop, path: Path, rows: list[Row]) -> None:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";")
    writer.writerow(one.label for one in COLUMNS)
    writer.writerows(row.cells() for row in rows)
    path.write_text(text.getvalue(), encoding="utf-8")
    importing = desk.session.register.importing()
    view = importing.open(str(path)).result(WAIT)
    assert isinstance(view, FileView), view
    importing.judge(dict(enumerate(COLUMNS))).result(WAIT)
    assert importing.problems(CHOICES) == []
    done = importing.write(CHOICES).result(WAIT)
    importing.close()
    assert not done.left, done.left[:3]


def _write(desk: Desktop, stage: Stage) -> None:
    """The journal: many acts are under way at once, as the store takes them in turn."""
    ids = {one.identity_number: YouthId(one.id) for one in desk.store.queries.records(Youth)}
    acts: list[Future[Any]] = []
    session = desk.session
    for number, on in stage.written:
        form = ContactForm(
            youth=ids[number],
            occurred_on=on,
            channel=Channel.LETTER,
            outcome=ContactOutcome.SENT,
        )
        acts.append(session.enter_contact(form))
    for number, on in stage.reached:
        form = ContactForm(
            youth=ids[number],
            occurred_on=on,
            channel=Channel.TELEPHONE,
            outcome=ContactOutcome.REACHED,
            minutes=10,
        )
        acts.append(session.enter_contact(form))
    for number, on in stage.coached:
        talk = ConversationForm(
            youth=ids[number],
            kind=ConversationKind.COACHING,
            occurred_on=on,
            summary="Vi gick igenom vilka utbildningar som finns.",
        )
        acts.append(session.enter_conversation(talk))
    for number, on in stage.measures:
        measure = MeasureForm(
            youth=ids[number],
            kind=MeasureKind.INTERNSHIP,
            content="Praktik på en verkstad",
            responsible=Responsible.MUNICIPALITY,
            start=on,
        )
        acts.append(session.plans.save_measure(measure))
    _close(desk, stage, ids, acts)
    for act in acts:
        result = act.result(WAIT)
        assert result.done, result.problems


def _close(desk: Desktop, stage: Stage, ids: dict[str, YouthId], acts: list[Future[Any]]) -> None:
    if not stage.closed:
        return
    open_ = {one.youth: one.id for one in desk.store.queries.records(Enrolment) if one.end is None}
    for number, on, reason, doing in stage.closed:
        closing = Closing(enrolment=open_[ids[number]], end=on, reason=reason, occupation=doing)
        acts.append(desk.session.leaving.close(closing))
