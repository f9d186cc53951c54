"""How proposals and differences stand in their lists, and in the pane beside."""

from __future__ import annotations

from collections.abc import Sequence

from kaa_core.model.enums import Judged
from kaa_desktop.app import words
from kaa_desktop.app.target_views import (
    CriterionRow,
    DeviationRow,
    SourceRow,
    TargetPage,
    TargetRow,
)
from kaa_desktop.app.views_base import Chip, Fact
from kaa_desktop.gui.rows import Cell, Column, Row
from kaa_desktop.gui.screens.looks import chip_look, name_cell

COLUMNS = (
    Column("name", "Namn", width=180),
    Column("why", "Varför"),
    Column("belonging", "Målgrupp", width=124, optional=2),
    Column("since", "Sedan", width=96, optional=1),
)
DEVIATION_COLUMNS = (
    Column("name", "Namn", width=180),
    Column("question", "Fråga", width=190, optional=2),
    Column("counts", "Gäller nu"),
    Column("differs", "Skiljer sig", optional=1),
)
NOTHING = (
    "circle-check",
    "Inget är oklart och inget föreslås.",
    "Hit kommer den som ska skrivas in eller av.",
)
NO_HITS = ("search", "Inga träffar.", "Ta bort ett villkor eller rensa filtret.")
JUDGING = ("loader", "Målgruppen prövas.", "Det tar en stund efter en stor inläsning.")
NO_DEVIATIONS = (
    "circle-check",
    "Källorna är överens.",
    "Hit kommer uppgifter som motsäger varandra.",
)
Told = tuple[str, Sequence[Chip], Sequence[Fact], str]


def proposal_row(row: TargetRow) -> Row:
    """Whom, why, how she stands, and since when."""
    spoken = " ".join(part for part in (f"{row.proposal.text}: {row.why}", row.also) if part)
    first, second = _parts(row.why)
    below = " · ".join(part for part in (second, row.also) if part)
    return Row(
        (
            name_cell(row.name, protected=row.protected, second=row.number),
            Cell(first, below, spoken=spoken),
            Cell(chip=chip_look(row.belonging)),
            Cell(row.look_again_text or row.since_text),
        )
    )


def _parts(why: str) -> tuple[str, str]:
    """What has happened first, where a row has room for its beginning only; then the rest."""
    for sign, turned in ((": ", True), (". ", False)):
        head, found, tail = why.partition(sign)
        if found:
            first, second = (tail, head) if turned else (head, tail)
            return words.sentence_case(first).rstrip("."), second.rstrip(".")
    return why.rstrip("."), ""


def deviation_row(one: DeviationRow) -> Row:
    """Whom, the question, what counts and what differs, each with its source."""
    others = "; ".join(other.sentence for other in one.others)
    return Row(
        (
            name_cell(one.name, protected=one.protected, second=one.number),
            Cell(one.question),
            Cell(one.counts.sentence, origin(one.counts)),
            Cell(others, "; ".join(origin(other) for other in one.others)),
        )
    )


def origin(row: SourceRow) -> str:
    """The source and its date."""
    return ", ".join(part for part in (row.source, row.on_text) if part)


def proposal_facts(row: TargetRow, page: TargetPage | None) -> Told:
    """What the pane says of a proposal, and how the youth is judged now."""
    judged = [] if page is None else [_condition(one) for one in page.rows if not _met(one)]
    outcome = [] if page is None else [Fact(label="Målgrupp", value=page.headline, note=page.why)]
    facts = (
        Fact(label="Varför", value=row.why),
        Fact(label="Sedan", value=row.since_text),
        Fact(label="Fråga", value=row.ask),
        Fact(label="Tas upp igen", value=row.look_again_text),
        Fact(label="Även", value=words.sentence_case(row.also.removeprefix("Även: "))),
        *outcome,
        *judged,
        Fact(label="Handläggare", value=row.worker),
        Fact(label="Nummer", value=row.number),
        Fact(label="Ålder", value=row.age),
    )
    return row.name, (row.proposal, row.belonging), facts, ""


def _met(row: CriterionRow) -> bool:
    return row.judged is Judged.MET


def _condition(row: CriterionRow) -> Fact:
    """A condition that is not met, or that is not known."""
    return Fact(
        label=f"Villkor {row.number}", value=f"{row.title}: {row.verdict.text}", note=row.sentence
    )


def deviation_facts(one: DeviationRow) -> Told:
    """What the pane says of a difference: question, what counts, what differs, the proposed answer."""
    others = [
        Fact(label="Skiljer sig", value=other.sentence, note=origin(other)) for other in one.others
    ]
    facts = (
        Fact(label="Fråga", value=one.question),
        Fact(label="Gäller nu", value=one.counts.sentence, note=origin(one.counts)),
        *others,
        Fact(label="Förslag", value=one.proposed),
    )
    return one.name, (), facts, ""


def why_empty(*, judging: bool, filtered: bool) -> tuple[str, str, str]:
    """Icon, title and text of a list of proposals with nobody in it."""
    if judging:
        return JUDGING
    return NO_HITS if filtered else NOTHING
