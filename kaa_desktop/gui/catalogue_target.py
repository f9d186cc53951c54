"""The acts of the target group, as rows of the catalogue: id, text, icon, note, right, keys."""

from typing import Final

from kaa_core.model.rights import Right

READ, WRITE = Right.READ_CASES, Right.WRITE_CASES
TARGETS: Final = (
    ("target.show", "Pröva målgruppen", "scale", "de sju villkoren", READ, "Alt+6"),
    ("target.answer", "Genomför förslaget …", "check", "det eller de valda", WRITE),
    ("target.later", "Vänta med förslaget …", "clock", "", WRITE),
    ("target.decline", "Avböj förslaget …", "x", "", WRITE),
    ("target.decide", "Avgör prövningen", "scale", "", WRITE),
    ("target.when", "Pröva en annan dag", "calendar-clock", "", READ),
    ("target.copy", "Kopiera prövningen som text", "copy", "", READ),
    ("target.paper", "Spara prövningen som PDF …", "save", "till akten", READ),
    ("target.withdraw", "Ta tillbaka avgörandet …", "undo-2", "", WRITE),
    ("target.facts", "Visa uppgifter med källa", "file-text", "skola, betyg, bosättning", READ),
    ("target.youth", "Visa ungdomens sida", "user", "", READ),
    ("fact.study", "För in uppgift om studier", "file-plus", "med källa", WRITE),
    ("fact.credential", "För in uppgift om betygsdokument", "file-plus", "med källa", WRITE),
    ("fact.residence", "För in uppgift om bosättning", "file-plus", "med källa", WRITE),
    ("fact.notice", "För in anmälan från skola", "file-plus", "15 kap. 15 §", WRITE),
    ("fact.withdraw", "Återta uppgiften …", "undo-2", "", WRITE),
)
