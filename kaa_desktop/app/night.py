"""Nattens inläsning: what the server has read by night, and what of it waits for an answer.

Reports and questions lie on the server, so they need the network. A personnummer that a source says is
changed is changed here, as any edit of a person's: it can be undone, and stands in the youth's history.
"""

from __future__ import annotations

import enum
from collections.abc import Iterator, Mapping
from concurrent.futures import Future
from datetime import date
from typing import Final
from uuid import UUID

import attrs

from kaa_core.imports.sources.facts import RemarkKind
from kaa_core.model.identity import shown
from kaa_core.model.ids import RecordId, YouthId
from kaa_core.model.records import Youth
from kaa_core.model.registry import moment
from kaa_core.model.rights import Right
from kaa_core.sync.imports import (
    ASIDE,
    YES,
    AnswerImport,
    ImportsTold,
    QuestionRow,
    RunRow,
    WaitingRow,
)
from kaa_desktop.app.admin_views import Told
from kaa_desktop.app.context import Context, youth_name
from kaa_desktop.app.operations import GONE, Operations
from kaa_desktop.app.sync_views import FaultView
from kaa_desktop.app.told import Asking, told
from kaa_desktop.app.views import Result
from kaa_desktop.app.views_base import Chip, Fact, Tone
from kaa_desktop.app.words import counted
from kaa_desktop.sync import imports
from kaa_desktop.sync.faults import AWAY, SyncFault

_OFFLINE: Final = (
    "Du behöver nät. Nattens inläsning finns på servern.",
    "Ingenting är ändrat.",
    "Försök igen när datorn har nät.",
)
_TITLES: Final[Mapping[str, str]] = {
    RemarkKind.NUMBER_CHANGED.value: "Personnumret är ändrat",
    RemarkKind.SAME_PERSON.value: "Samma person, enligt källan",
    RemarkKind.SEVERAL_NAMED.value: "Flera har namnet",
    RemarkKind.OTHER_NAME.value: "Numret är en annans",
    RemarkKind.LOWER_PROTECTION.value: "Svagare skydd i källan",
    RemarkKind.MENDED_NUMBER.value: "En nolla saknades i numret",
    RemarkKind.MANY_GONE.value: "Mycket saknas i leveransen",
}
_HOW: Final[Mapping[str, str]] = {
    RemarkKind.NUMBER_CHANGED.value: "Jämför med folkbokföringen. Godkänner du byts numret, och det går "
    "att ångra.",
    RemarkKind.SAME_PERSON.value: "Avgör under Samma person?. Ingenting flyttas.",
    RemarkKind.LOWER_PROTECTION.value: "Skyddet sänks aldrig av en källa. Ändra det på ungdomens sida om "
    "det stämmer.",
    RemarkKind.MENDED_NUMBER.value: "Säger du ja sätts nollan tillbaka nästa gång källan läses in.",
    RemarkKind.MANY_GONE.value: "Säger du ja tas det som saknas tillbaka nästa gång källan läses in.",
}
_IN_SOURCE: Final = "Raden är inte inläst. Rätta den i källan, eller ungdomens uppgifter här."
_YES_GIVEN: Final = (
    "Du har sagt ja. Det gäller nästa gång källan läses in, de närmaste två veckorna."
)


class Way(enum.Enum):
    """What a row is, and so what can be done with it."""

    NUMBER = "number"
    PAIR = "pair"
    FEED = "feed"
    OTHER = "other"
    RUN = "run"


@attrs.frozen(kw_only=True, repr=False)
class NightView:
    """A row: what waits, or a run. `id` is for the list; `youths` those that are on this computer.

    `report`: a run's lines. `hides`: of a protected case, which must be opened before its number is seen.
    """

    id: tuple[str, bytes | str]
    way: Way
    title: str
    about: str
    when: str
    chip: Chip
    facts: tuple[Fact, ...]
    note: str
    youths: tuple[YouthId, ...] = ()
    number: str = ""
    feed: str = ""
    kind: str = ""
    answered: bool = False
    hides: bool = False

    @property
    def waits(self) -> bool:
        """Whether it is something to answer."""
        return self.way is not Way.RUN


class Night:
    """Of one unlocked profile."""

    def __init__(self, context: Context, operations: Operations, asking: Asking) -> None:
        self._context = context
        self._operations = operations
        self._asking = asking

    def told(self) -> Future[Told[list[NightView]]]:
        """What waits first, then the runs, the newest first."""
        return told(self._asking, imports.told, self._views, _fault_view)

    def yes(self, view: NightView) -> Future[Told[bool]]:
        """Say yes to a feed's next reading, or that an item is done."""
        return self._answer(view, YES)

    def aside(self, view: NightView) -> Future[Told[bool]]:
        """Put it aside: it is not asked again about the same."""
        return self._answer(view, ASIDE)

    def change_number(self, view: NightView) -> Future[Result]:
        """Give the youth the number that the source says. Ask `yes` afterwards."""
        [youth] = view.youths
        held = self._context.queries.record(Youth, youth)
        if held is None:
            return self._operations.answered(GONE)
        number = view.number
        return self._operations.record_as(
            attrs.evolve(held, identity_number=number),
            lambda one: one.set(Youth, held.id, identity_number=number),
            "Personnumret är ändrat.",
            Right.KEEP_REGISTER,
        )

    def _answer(self, view: NightView, answer: int) -> Future[Told[bool]]:
        what, key = view.id
        asked = AnswerImport(answer, feed=view.feed, kind=view.kind)
        if what == "item" and isinstance(key, bytes):
            asked = AnswerImport(answer, item=key)
        return told(
            self._asking,
            lambda client, access: imports.answer(client, access, asked),
            lambda _: True,
            _fault_view,
        )

    # -- showing

    def _views(self, said: ImportsTold) -> list[NightView]:
        waiting = [view for one in said.waiting if (view := self._item(one)) is not None]
        asked = [self._question(one) for one in said.questions]
        return [*asked, *waiting, *map(self._run, said.runs)]

    def _item(self, row: WaitingRow) -> NightView | None:
        """None when the youth already has the number: it was changed here a moment ago."""
        held = self._youths(row)
        if row.kind == RemarkKind.NUMBER_CHANGED.value and held:
            if held[0].identity_number == row.number:
                return None
            way = Way.NUMBER if len(held) == 1 else Way.OTHER
        else:
            pair = row.kind == RemarkKind.SAME_PERSON.value and len(held) == 2
            way = Way.PAIR if pair else Way.OTHER
        hides = any(self._context.openings.hides(one) for one in held)
        names = ", ".join(map(youth_name, held)) or "Finns inte på datorn"
        return NightView(
            id=("item", row.item),
            way=way,
            title=names,
            about=_TITLES.get(row.kind, "Väntar på svar"),
            when=self._context.when(moment(row.told)),
            chip=Chip("Att avgöra", "circle-question-mark", Tone.WARN),
            facts=tuple(self._facts(row, held, hides=hides)),
            note=f"{row.sentence} {_HOW.get(row.kind, _IN_SOURCE)}",
            youths=tuple(YouthId(one.id) for one in held),
            number=row.number,
            feed=row.feed,
            kind=row.kind,
            hides=hides,
        )

    def _youths(self, row: WaitingRow) -> list[Youth]:
        ids = [RecordId(UUID(bytes=one)) for one in row.youths]
        held = {one.id: one for one in self._context.queries.records(Youth, ids)}
        return [held[one] for one in ids if one in held]

    def _facts(self, row: WaitingRow, held: list[Youth], *, hides: bool) -> Iterator[Fact]:
        yield Fact(label="Gäller", value=_TITLES.get(row.kind, ""))
        for one in held:
            secret = self._context.openings.hides(one)
            number = (one.case_number or "") if secret else shown(one.identity_number)
            yield Fact(label="I registret", value=youth_name(one), note=number)
        if row.number:
            value = "Öppna ärendet för att se det" if hides else shown(row.number)
            yield Fact(label="Källans nummer", value=value)
        yield from _where(row.feed, row.file)
        yield Fact(label="Rad", value=str(row.row))

    def _question(self, row: QuestionRow) -> NightView:
        answered = bool(row.answered)
        chip = Chip("Att avgöra", "circle-question-mark", Tone.WARN)
        if answered:
            chip = Chip("Ja, nästa gång", "circle-check", Tone.OK)
        rows = counted(row.count, "rad", "rader")
        return NightView(
            id=("question", f"{row.feed}\n{row.kind}"),
            way=Way.FEED,
            title=_TITLES.get(row.kind, "Väntar på svar"),
            about=f"{row.feed}, {rows}",
            when=self._context.when(moment(row.told)),
            chip=chip,
            facts=(*_where(row.feed, row.file), Fact(label="Hur många", value=rows)),
            note=_YES_GIVEN if answered else f"{row.sentence} {_HOW.get(row.kind, '')}".strip(),
            feed=row.feed,
            kind=row.kind,
            answered=answered,
        )

    def _run(self, row: RunRow) -> NightView:
        chip = Chip("Klar", "circle-check", Tone.OK)
        if row.stopped:
            chip = Chip("Blev inte klar", "triangle-alert", Tone.DANGER)
        elif not row.ended:
            chip = Chip("Pågår", "clock", Tone.INFO)
        elif row.unread or row.waiting:
            chip = Chip("Rader kvar", "circle-question-mark", Tone.WARN)
        left = [
            counted(row.unread, "rad gick inte att läsa", "rader gick inte att läsa")
            if row.unread
            else "",
            counted(row.waiting, "väntar", "väntar") if row.waiting else "",
        ]
        return NightView(
            id=("run", row.run),
            way=Way.RUN,
            title=row.feed,
            about=", ".join(filter(None, left)) or "Allt gick att läsa",
            when=self._context.when(moment(row.began)),
            chip=chip,
            facts=(Fact(label="Gäller", value=str(date.fromisoformat(row.as_of))),),
            note="\n".join(row.lines),
        )


def _where(feed: str, file: str) -> Iterator[Fact]:
    yield Fact(label="Källa", value=feed)
    if file != feed:
        yield Fact(label="Fil", value=file)


def _fault_view(fault: SyncFault) -> FaultView:
    parts = (fault.happened, fault.safe, fault.advice)
    happened, safe, advice = _OFFLINE if fault.code in AWAY else parts
    return FaultView(happened=happened, safe=safe, advice=advice, code=fault.code)
