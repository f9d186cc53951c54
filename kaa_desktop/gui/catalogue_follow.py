"""The acts of goals, budget and the school year's evaluation: id, text, icon, note, right."""

from typing import Final

from kaa_core.model.rights import Right

READ, FOLLOW = Right.READ_CASES, Right.FOLLOW_UP
FOLLOWED: Final = (
    ("goal.add", "Skriv in ett mål", "plus", "nämndens", FOLLOW),
    ("goal.change", "Ändra målet …", "pencil", "", FOLLOW),
    ("budget.show", "Budget och utfall", "landmark", "efter period", READ),
    ("budget.add", "Lägg in budget", "plus", "", FOLLOW),
    ("budget.change", "Ändra budget eller utfall …", "pencil", "", FOLLOW),
    ("budget.history", "Visa historiken", "history", "vem som ändrade vad", READ),
)
