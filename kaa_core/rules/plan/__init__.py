"""The individual plan: its seven items, its versions, when it is looked at again (SKOLFS 2015:62)."""

from kaa_core.rules.plan.due import (
    Due,
    LockIn,
    due_dates,
    evaluated,
    led_on,
    lock_in,
    measures_of,
)
from kaa_core.rules.plan.items import Item, goals_that_hold, seven_items
from kaa_core.rules.plan.versions import (
    Established,
    gaps_of,
    pack_version,
    read_gaps,
    read_version,
    what_changed,
)

__all__ = [
    "Due",
    "Established",
    "Item",
    "LockIn",
    "due_dates",
    "evaluated",
    "gaps_of",
    "goals_that_hold",
    "led_on",
    "lock_in",
    "measures_of",
    "pack_version",
    "read_gaps",
    "read_version",
    "seven_items",
    "what_changed",
]
