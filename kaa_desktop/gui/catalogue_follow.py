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
    ("evaluation.show", "Utvärdering av läsåret", "copy-check", "tal, analys, förbättring", READ),
    ("evaluation.begin", "Börja utvärdera", "plus", "ett läsår", FOLLOW),
    ("evaluation.open", "Öppna utvärderingen", "notebook-pen", "", READ),
    ("evaluation.finish", "Klarmarkera", "circle-check", "utvärderingen", FOLLOW),
    ("evaluation.paper", "Spara utvärderingen som PDF …", "file-text", "", FOLLOW),
    ("evaluation.reopen", "Öppna igen …", "undo-2", "med ett skäl", FOLLOW),
    ("evaluation.history", "Visa utvärderingens historik", "history", "", READ),
    ("area.add", "Lägg till förbättringsområde", "plus", "i utvärderingen", FOLLOW),
)
