"""Nattens inläsning, for those who keep the register: what was done, and what waits for an answer."""

from __future__ import annotations

from kaa_core.model.registry import milliseconds
from kaa_core.model.rights import Right
from kaa_core.sync.administration import Done
from kaa_core.sync.imports import (
    ASIDE,
    MOST_LINES,
    MOST_RUNS,
    YES,
    AnswerImport,
    ImportsTold,
    RunRow,
)
from kaa_server.database import Connection
from kaa_server.errors import Code, RequestError
from kaa_server.importing import asking, runs, telling
from kaa_server.importing.runs import Run
from kaa_server.routing import Call, Proof, Route


def tell_imports(call: Call) -> ImportsTold:
    """The latest runs and what waits."""
    code = call.proven.municipality
    with call.services.database.tenant(code) as connection:
        found = runs.listed(connection, code, MOST_RUNS)
        return ImportsTold(
            [_row(connection, code, one) for one in found],
            asking.listed(connection, code),
            asking.questions(connection, code),
        )


def take_answer(call: Call) -> Done:
    """What whoever keeps the register has decided."""
    asked, caller, services = call.message, call.proven, call.services
    assert isinstance(asked, AnswerImport)
    if asked.answer not in {YES, ASIDE} or len(asked.item or bytes(16)) != 16:
        raise RequestError(400, Code.BAD_REQUEST)
    with services.database.tenant(caller.municipality) as connection:
        asking.answer(connection, services.clock, caller.municipality, asked, caller.account)
    return Done()


def _row(connection: Connection, code: str, run: Run) -> RunRow:
    lines = list(telling.told(run, runs.became(connection, code, run.id), rows=True))
    if len(lines) > MOST_LINES:
        left = len(lines) - MOST_LINES
        lines = [*lines[:MOST_LINES], f"  … och {left} rader till, på servern."]
    return RunRow(
        run=run.id.bytes,
        source=run.source,
        feed=run.feed,
        as_of=run.as_of.isoformat(),
        began=milliseconds(run.began),
        ended=0 if run.ended is None else milliseconds(run.ended),
        unread=run.report.unread,
        waiting=run.report.waiting,
        stopped=bool(run.report.stopped),
        lines=lines,
    )


ROUTES = (
    Route(
        "GET",
        "/v1/imports",
        "Imports by night, and what of them waits for an answer",
        Proof.ACCESS_TOKEN,
        ImportsTold,
        tell_imports,
        right=Right.KEEP_REGISTER,
    ),
    Route(
        "POST",
        "/v1/imports/answer",
        "Answer what waits of an import",
        Proof.ACCESS_TOKEN,
        Done,
        take_answer,
        AnswerImport,
        right=Right.KEEP_REGISTER,
    ),
)
