"""The tabs of a youth's page, as rows of the catalogue: id, text, key, icon, note."""

from typing import Final

from kaa_core.model.rights import Right

TABS: Final = (
    ("tab.overview", "Visa översikten", "Alt+1", "history", "journalen och det närmaste"),
    ("tab.assessment", "Visa kartläggningen", "Alt+2", "list-checks", "ungdomens tre delar"),
    ("tab.plan", "Visa plan och insatser", "Alt+3", "target", "mål och vem som gör vad"),
    ("tab.follow_up", "Visa uppföljning", "Alt+4", "flag", "det som ska och har följts upp"),
)
WRITING: Final = (
    (
        "assessment.write",
        "Skriv kartläggning",
        "",
        "list-checks",
        "förutsättningar, behov, önskemål",
        Right.WRITE_CASES,
    ),
    (
        "assessment.compare",
        "Jämför kartläggningens versioner",
        "",
        "columns-3",
        "vad som har ändrats",
        Right.READ_CASES,
    ),
)
