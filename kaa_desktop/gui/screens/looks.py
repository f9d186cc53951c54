"""From the session's values to what the kit draws."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Any

from kaa_desktop.app.sync_views import SyncMark
from kaa_desktop.app.views import DraftRow, Group, NotReachedRow, TaskRow, VisitRow
from kaa_desktop.app.views_base import Chip, Tone
from kaa_desktop.gui.painting import ChipLook
from kaa_desktop.gui.rows import Cell, Column, Row, Section
from kaa_desktop.gui.tokens import Kind

VISIT_COLUMNS = (
    Column("at", "Klockan", width=66),
    Column("name", "Namn och adress"),
    Column("history", "Tidigare försök", optional=1),
    Column("status", "Läge", width=128),
)
TASK_COLUMNS = (
    Column("name", "Namn", width=172),
    Column("what", "Att göra"),
    Column("why", "Varför", width=216, optional=1),
    Column("when", "När", width=144),
)
DRAFT_COLUMNS = (Column("title", "Utkast"),)
WAITING_COLUMNS = (
    Column("name", "Längst tid först"),
    Column("days", "Har väntat", width=92, align_right=True),
)

MARKS: dict[SyncMark, tuple[str, Kind]] = {
    SyncMark.SYNCED: ("circle-check", Kind.OK),
    SyncMark.WAITING: ("hard-drive", Kind.NEUTRAL),
    SyncMark.CONFLICT: ("triangle-alert", Kind.WARN),
    SyncMark.REFUSED: ("circle-alert", Kind.DANGER),
    SyncMark.QUARANTINED: ("user", Kind.INFO),
}


def kind_of(tone: Tone) -> Kind:
    """The colour family of a tone."""
    return Kind(tone.value)


def colour_of(tone: Tone) -> str:
    """The name of a tone's text colour for bare words; neutral is ordinary text."""
    return "text" if tone is Tone.NEUTRAL else tone.value


def chip_look(chip: Chip) -> ChipLook:
    """A chip as the delegates draw it."""
    return ChipLook(chip.text, chip.icon, kind_of(chip.tone))


def mark_look(mark: SyncMark) -> ChipLook:
    """Where a record stands, as icon and word; that all is well is said without a frame."""
    icon, kind = MARKS[mark]
    return ChipLook(mark.value, icon, kind, quiet=mark is SyncMark.SYNCED)


def sections(ids: Sequence[Hashable], groups: Sequence[Group]) -> list[Section]:
    """The ids under their headings; without groups one section without a heading."""
    if not groups:
        return [Section("all", "", ids)]
    return [
        Section(
            group.title,
            group.title,
            ids[group.start : group.start + group.count],
            group.icon,
            colour_of(group.tone),
        )
        for group in groups
    ]


def name_cell(name: str, *, protected: bool, second: str = "", second_tone: str = "text2") -> Cell:
    """A name; that of one who is protected has a shield."""
    return Cell(
        name,
        second,
        icon="shield" if protected else "",
        tone="protected" if protected else "text",
        strong=True,
        second_tone=second_tone,
    )


def visit_row(row: VisitRow) -> Row:
    """A visit: when, who and where, what was tried before, and whether it is done."""
    address = row.address or "Adressen finns inte på den här datorn"
    return Row(
        (
            Cell(row.at_text, strong=True),
            Cell(row.name, address, strong=True),
            Cell(row.history),
            Cell(chip=chip_look(row.status)),
        )
    )


def task_row(row: TaskRow) -> Row:
    """A task: who, what, why and when."""
    return Row(
        (
            _task_name(row),
            Cell(row.what),
            Cell(row.why, tone="text2"),
            Cell(chip=chip_look(row.when)),
        )
    )


def _task_name(row: TaskRow) -> Cell:
    """Of one who is protected the case number: it is all that tells two of them apart."""
    if not row.case_number:
        return Cell(row.name, strong=True)
    number = f"Ärende {row.case_number}"
    spoken = f"{row.name}, {number}"
    return Cell(number, icon="shield", tone="protected", strong=True, spoken=spoken)


def waiting_row(row: NotReachedRow) -> Row:
    """One never reached; a late next step is red, and says so in words."""
    tone = "danger" if row.late else "text2"
    number, _, unit = row.days_text.partition(" ")
    return Row(
        (
            name_cell(row.name, protected=row.protected, second=row.next_step, second_tone=tone),
            Cell(number, unit, strong=True, spoken=row.days_text),
        )
    )


def draft_row(row: DraftRow) -> Row:
    """An unfinished form: what and about whom, and when it was last written in."""
    return Row(
        (Cell(f"{row.title}, {row.name}", f"Sparat lokalt {row.changed_text}", strong=True),)
    )


def given(rows: Mapping[Any, Row]) -> Callable[[Sequence[Any]], Mapping[Any, Row]]:
    """A provider for rows already at hand; `rows` may change behind it."""

    def provide(ids: Sequence[Any]) -> Mapping[Any, Row]:
        return {id_: rows[id_] for id_ in ids if id_ in rows}

    return provide
