"""The contact routine: for every youth on any date, where in it, what comes next, when, whose and why."""

from kaa_core.rules.routine.judging import Standing, ask, enrolled_on, judge, stand
from kaa_core.rules.routine.packing import (
    RoutineUnreadable,
    in_force,
    pack,
    problems,
    reigns,
    unpack,
)
from kaa_core.rules.routine.types import DEFAULT, Anchor, Made, Proposal, Routine, Span, Step
from kaa_core.rules.routine.weeks import Gap, gaps, silence

__all__ = [
    "DEFAULT",
    "Anchor",
    "Gap",
    "Made",
    "Proposal",
    "Routine",
    "RoutineUnreadable",
    "Span",
    "Standing",
    "Step",
    "ask",
    "enrolled_on",
    "gaps",
    "in_force",
    "judge",
    "pack",
    "problems",
    "reigns",
    "silence",
    "stand",
    "unpack",
]
