"""The acts of the plan, as rows of the catalogue: id, text, key, icon, note, right."""

from typing import Final

from kaa_core.model.rights import Right

READ, WRITE = Right.READ_CASES, Right.WRITE_CASES
OF_CASE: Final = (
    (
        "plan.show",
        "Öppna planen",
        "Ctrl+Shift+I",
        "list-checks",
        "mål, insatser, uppföljning",
        READ,
    ),
    ("measure.new", "Ny insats", "Ctrl+I", "plus", "i ungdomens plan", WRITE),
    ("goal.new", "Nytt mål", "", "target", "i ungdomens plan", WRITE),
    ("follow_up.new", "Följ upp", "", "flag", "planen eller en insats", WRITE),
    ("plan.end", "Avsluta planen …", "", "archive", "den ligger kvar med sina versioner", WRITE),
)
PLAN_YOUTH: Final = ("plan.youth", "Visa ungdomens sida")
PRINT: Final = ("page.print", "Skriv ut")
ITEMS: Final = ("plan.item", "Planens del 1–7")
KEYS: Final = tuple(f"Alt+{number}" for number in range(1, 8))
