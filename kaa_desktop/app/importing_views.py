"""What the page "Läs in register" shows: values with ready Swedish words."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from datetime import date
from typing import Final

import attrs

from kaa_core.imports.judging import Outcome
from kaa_core.imports.proposing import Column
from kaa_core.imports.sources.recognising import Source
from kaa_core.model.enums import FactSource, RegistrationReason
from kaa_core.model.ids import WorkerId, YouthId
from kaa_desktop.app.views_base import Tone
from kaa_desktop.app.words import counted


class Shown(enum.Enum):
    """What the preview's list can be narrowed to: what would be done, and what would not."""

    ALL = "Alla"
    NEW = "Nya"
    FILLED = "Kompletteras"
    SAME = "Oförändrade"
    DIFFERS = "Skiljer sig"
    WAITS = "Väntar på ditt ja"
    UNREADABLE = "Kan inte läsas"
    DOUBLE = "Dubbletter"
    OUTSIDE = "Utanför åldern"


OF_OUTCOME: Final = {
    Outcome.NEW: Shown.NEW,
    Outcome.FILLED: Shown.FILLED,
    Outcome.SAME: Shown.SAME,
    Outcome.DIFFERS: Shown.DIFFERS,
    Outcome.UNREADABLE: Shown.UNREADABLE,
    Outcome.DOUBLE: Shown.DOUBLE,
    Outcome.OUTSIDE: Shown.OUTSIDE,
}
LOOKS: Final[Mapping[Shown, tuple[str, str, Tone]]] = {
    Shown.NEW: ("Ny", "plus", Tone.OK),
    Shown.FILLED: ("Kompletteras", "file-plus", Tone.INFO),
    Shown.SAME: ("Oförändrad", "check", Tone.NEUTRAL),
    Shown.DIFFERS: ("Skiljer sig", "copy-check", Tone.WARN),
    Shown.WAITS: ("Väntar på ditt ja", "circle-question-mark", Tone.WARN),
    Shown.UNREADABLE: ("Kan inte läsas", "triangle-alert", Tone.DANGER),
    Shown.DOUBLE: ("Dubblett", "copy", Tone.NEUTRAL),
    Shown.OUTSIDE: ("Utanför åldern", "circle-off", Tone.NEUTRAL),
}
"""The chip of a row: word, icon, tone."""
NOT_ACCEPTED: Final = "Inte godtaget"
"""What waited for a yes that never came, once the rest is written."""


@attrs.frozen(kw_only=True)
class Refusal:
    """Why a file or a sheet cannot be read, in three parts and a code."""

    code: str
    happened: str
    safe: str
    advice: str


@attrs.frozen(kw_only=True)
class Doing:
    """What is under way; `total` 0 when nobody knows how much it is."""

    words: str
    done: int = 0
    total: int = 0

    @property
    def percent(self) -> int:
        """How far it has come, 0 to 100."""
        return min(100, self.done * 100 // self.total) if self.total else 0


@attrs.frozen(kw_only=True, repr=False)
class ColumnView:
    """A column of the file: what stands over it, some of its values, and what it is taken as.

    `barred` says by which rule it cannot be imported; else empty.
    """

    index: int
    heading: str
    samples: tuple[str, ...]
    column: Column
    barred: str = ""


@attrs.frozen(kw_only=True, repr=False)
class SheetView:
    """A sheet and its table. `first_lines` are for pointing at the headings; rows count from 1.

    `refusal` says why no table was found; then there are no columns.
    """

    index: int
    name: str
    rows: int
    heading_row: int
    first_lines: tuple[tuple[int, str], ...]
    columns: tuple[ColumnView, ...]
    refusal: Refusal | None = None


@attrs.frozen(kw_only=True, repr=False)
class FileView:
    """A file that was read. `form` says what it is; `remarks` what had to be done to read it.

    `source`: which source it comes from; `choices` what else a person may say that it is. `as_of`: the
    day that it speaks of.
    """

    name: str
    form: str
    remarks: tuple[str, ...]
    sheets: tuple[str, ...]
    sheet: SheetView
    source: Source = Source.REGISTER
    choices: tuple[Source, ...] = ()
    as_of: date | None = None


@attrs.frozen(kw_only=True)
class Choices:
    """What the person has decided about the whole file.

    `enrol_new`: enrol every new youth from `start`. `reason` and `worker` are for those whose row
    does not say.
    """

    source: FactSource = FactSource.SCHOOL
    enrol_new: bool = False
    start: date | None = None
    reason: RegistrationReason | None = None
    worker: WorkerId | None = None


@attrs.frozen(kw_only=True, repr=False)
class RowView:
    """A row of the preview's list. `youth` is the known one, whose page can be opened."""

    row: int
    name: str
    number: str
    shown: Shown
    why: str
    youth: YouthId | None = None


@attrs.frozen(kw_only=True, repr=False)
class RowDetails:
    """A row, whole: what it says, what would be written, what differs, and what waits for a yes.

    `lines` are heading and text. `waits` says that something waits, `accepted` that it has its yes.
    """

    row: RowView
    lines: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]
    waits: bool = False
    accepted: bool = False


@attrs.frozen(kw_only=True)
class Proposal:
    """Rows or names that wait for a yes, by what was mended."""

    key: str
    title: str
    text: str
    count: int
    accepted: int


@attrs.frozen(kw_only=True, repr=False)
class Left:
    """A row that was left out, or of which something was: its number in the file, and why."""

    row: int
    shown: Shown
    why: str

    @property
    def what(self) -> str:
        """The row's word, now that all is written."""
        return NOT_ACCEPTED if self.shown is Shown.WAITS else LOOKS[self.shown][0]


@attrs.frozen(kw_only=True)
class Imported:
    """What was done. `left` are the rows that were not taken in whole, with the reason."""

    new: int
    filled: int
    enrolled: int
    unchanged: int
    left: tuple[Left, ...]

    @property
    def sentence(self) -> str:
        """What is said politely."""
        said = []
        if self.new:
            said.append(f"{counted(self.new, 'ny ungdom är inläst', 'nya ungdomar är inlästa')}.")
        if self.filled:
            said.append(f"{counted(self.filled, 'ungdom', 'ungdomar')} har fått fler uppgifter.")
        return " ".join(said) or "Inget ändrades. Allt som går att läsa finns redan i registret."
