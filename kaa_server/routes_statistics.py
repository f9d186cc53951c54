"""Figures of the whole municipality, and sides beside each other; never who is behind a number."""

from __future__ import annotations

from datetime import date, datetime

from kaa_core.model.registry import milliseconds, moment
from kaa_core.model.rights import Right
from kaa_core.rules.target_group import definitions
from kaa_core.statistics.answers import Answer, packed
from kaa_core.statistics.day import Filter
from kaa_core.sync.statistics import (
    MOST_FIGURES,
    MUNICIPALITIES,
    UNITS,
    AskComparison,
    AskFigures,
    ComparisonTold,
    FiguresTold,
    FigureTold,
    filter_of,
)
from kaa_server import known_then, side_by_side, statistics, views
from kaa_server.clock import while_asked
from kaa_server.errors import Code, RequestError
from kaa_server.notices import today
from kaa_server.routing import Call, Proof, Route
from kaa_server.statistics import READING_SECONDS, Given, Question, StillReading

_FIRST, _LAST = date(2000, 1, 1), date(2100, 1, 1)


def tell_figures(call: Call) -> FiguresTold:
    """Figures on a day, as the register holds it now or held it then."""
    asked = call.message
    assert isinstance(asked, AskFigures)
    on = today(call.services.clock)
    protected = _sight(call)
    question = _question(asked, on)
    if not protected and not question.only.empty:
        # With and without a condition, what is told would tell who the protected are.
        raise RequestError(403, Code.ROLE)
    database, code = call.services.database, call.proven.municipality
    try:
        if asked.known_at:
            then = _moment(asked.known_at)
            return _told(known_then.ask(database, code, question, then, on), asked.known_at)
        return _told(
            statistics.ask(database, code, question, on, going_on=while_asked(READING_SECONDS)), 0
        )
    except StillReading:
        raise RequestError(503, Code.UNAVAILABLE, retry_after=1) from None


def tell_comparison(call: Call) -> ComparisonTold:
    """Units, or municipalities, side by side."""
    asked = call.message
    assert isinstance(asked, AskComparison)
    _sight(call)
    database, code = call.services.database, call.proven.municipality
    as_of = _day(asked.as_of) if asked.as_of else None
    try:
        if asked.by == UNITS:
            now = today(call.services.clock)
            on = as_of or now
            if on > now:
                raise RequestError(400, Code.BAD_REQUEST)
            return side_by_side.units(database, code, on, going_on=while_asked(READING_SECONDS))
        if asked.by == MUNICIPALITIES:
            return side_by_side.fellows(database, code, as_of)
    except StillReading:
        raise RequestError(503, Code.UNAVAILABLE, retry_after=1) from None
    raise RequestError(400, Code.BAD_REQUEST)


def told(answer: Answer) -> FigureTold:
    """An answer as it is sent."""
    stored_at = milliseconds(answer.stored_at) if answer.stored_at else 0
    return FigureTold(packed(answer), answer.origin.value, stored_at)


def _told(given: Given, known_at: int) -> FiguresTold:
    return FiguresTold(
        [told(one) for one in given.answers], given.seq, known_at, list(given.remarks)
    )


def _sight(call: Call) -> bool:
    """Whether the caller sees persons with skyddad folkbokföring too; 403 for a part of the cases."""
    caller = call.proven
    with call.services.database.tenant(caller.municipality) as connection:
        view = views.seen_by(connection, caller).view
    if not (view.reads_cases and view.whole):
        raise RequestError(403, Code.ROLE)
    return view.protected


def _question(asked: AskFigures, on: date) -> Question:
    if len(asked.figures) > MOST_FIGURES:
        raise RequestError(400, Code.BAD_REQUEST)
    try:
        only: Filter = filter_of(asked.only)
        figures = statistics.figures_named(list(dict.fromkeys(asked.figures)))
        named = [one for one in definitions.DEFINITIONS if one.key == asked.definition]
        [definition] = named if asked.definition else [None]
    except (KeyError, ValueError):
        raise RequestError(400, Code.BAD_REQUEST) from None
    question = Question(
        as_of=_day(asked.as_of),
        figures=figures,
        start=_day(asked.start) if asked.start else None,
        definition=definition,
        only=only,
    )
    if question.as_of > on:  # it has not been
        raise RequestError(400, Code.BAD_REQUEST)
    if question.start is not None and question.start > question.as_of:
        raise RequestError(400, Code.BAD_REQUEST)
    return question


def _moment(at: int) -> datetime:
    try:
        return moment(at)
    except (OverflowError, ValueError, OSError):
        raise RequestError(400, Code.BAD_REQUEST) from None


def _day(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise RequestError(400, Code.BAD_REQUEST) from None
    if not _FIRST <= day < _LAST or day.isoformat() != text:
        raise RequestError(400, Code.BAD_REQUEST)
    return day


ROUTES = (
    Route(
        "POST",
        "/v1/statistics",
        "Figures of the whole municipality on a day",
        Proof.ACCESS_TOKEN,
        FiguresTold,
        tell_figures,
        AskFigures,
        right=Right.READ_CASES,
    ),
    Route(
        "POST",
        "/v1/statistics/compare",
        "Units or municipalities side by side, small numbers hidden",
        Proof.ACCESS_TOKEN,
        ComparisonTold,
        tell_comparison,
        AskComparison,
        right=Right.READ_CASES,
    ),
)
