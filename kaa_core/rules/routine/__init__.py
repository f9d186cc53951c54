"""The contact routine: for every youth on any date, where in it, what comes next, when, whose and why."""

from kaa_core.rules.routine.judging import Standing, ask, enrolled_on, judge, stand
from kaa_core.rules.routine.packing import (
    RoutineUnreadable,
    in_force,
    in_order,
    pack,
    problems,
    readable,
    reigns,
    unpack,
)
from kaa_core.rules.routine.planned import Planned, RoutineState, by_routine, planned, routine_state
from kaa_core.rules.routine.typed import Line, followed_up, lines, read_span, typed
from kaa_core.rules.routine.types import DEFAULT, Anchor, Made, Proposal, Routine, Span, Step
from kaa_core.rules.routine.weeks import Gap, gaps, silence

__all__ = [
    "DEFAULT",
    "Anchor",
    "Gap",
    "Line",
    "Made",
    "Planned",
    "Proposal",
    "Routine",
    "RoutineState",
    "RoutineUnreadable",
    "Span",
    "Standing",
    "Step",
    "ask",
    "by_routine",
    "enrolled_on",
    "followed_up",
    "gaps",
    "in_force",
    "in_order",
    "judge",
    "lines",
    "pack",
    "planned",
    "problems",
    "read_span",
    "readable",
    "reigns",
    "routine_state",
    "silence",
    "stand",
    "typed",
    "unpack",
]
