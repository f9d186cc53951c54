"""Gör brev: one PDF with a letter to each of many youths, and a contact in each case, undone as one.

The letters are typeset in memory; the only file is the one she asks for. Who has skyddad folkbokföring
never gets one: the address is not here. Who has sekretessmarkering gets one when she is chosen by name.
A letter's contact can be taken back until the program is locked; then it is entered in the journal.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Future
from datetime import date
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import attrs
import msgspec

from kaa_core.model.enums import Channel, ContactOutcome, Counterpart, Direction, Protection
from kaa_core.model.ids import RecordId, YouthId
from kaa_core.model.organising import LetterTemplate
from kaa_core.model.records import Contact, Conversation, Enrolment, HomeVisit, Task, Youth
from kaa_core.model.registry import REGISTRY, Problem, Record
from kaa_core.model.rights import Right
from kaa_core.rules import letters as rules
from kaa_core.rules.case_state import current_enrolment
from kaa_desktop.app import entering, words
from kaa_desktop.app.clock import new_id
from kaa_desktop.app.context import Context, is_protected
from kaa_desktop.app.forms import ContactForm
from kaa_desktop.app.letter_templates import TemplateRow, ours, template_rows
from kaa_desktop.app.operations import Operations
from kaa_desktop.app.papers import Act, Papers
from kaa_desktop.app.roles import why_not
from kaa_desktop.app.views import Result
from kaa_desktop.app.views_base import PROTECTED_NAME
from kaa_desktop.app.words import counted
from kaa_desktop.store import linked
from kaa_desktop.store.store import Store
from kaa_desktop.store.transaction import Transaction

TITLE: Final = "Brev"
UNIT: Final = "Kommunala aktivitetsansvaret"
AT_A_TIME: Final = 400
UNSEALED: Final = "letters_unsealed"
"""Name of the setting that holds the contacts which can still be taken back."""
LAST_CONTACT: Final = "letters_contact"
"""Name of the setting with whom the youths were asked to call the last time."""
_MATTER: Final = (Youth, Enrolment, Contact, HomeVisit, Conversation, Task)
HIDDEN: Final = "Skyddad folkbokföring: adressen finns inte här. Brevet går genom Skatteverket."
MARKED: Final = "Sekretessmarkering: pröva om brevet kan skada, och välj ungdomen för sig."
NO_ADDRESS: Final = "Adress saknas."
DOUBTED: Final = (
    "Ett brev har kommit i retur, eller adressen var fel. Ta reda på rätt adress först."
)
OUTSIDE: Final = "Är inte inskriven."


@attrs.frozen(kw_only=True, repr=False)
class Recipient:
    """One who was chosen. `why_not`: why she gets no letter; `by_name`: unless she is chosen by name."""

    youth: YouthId
    name: str
    address: tuple[str, ...]
    given_name: str
    why_not: str = ""
    by_name: bool = False


@attrs.frozen(kw_only=True, repr=False)
class Batch:
    """What is to be made. `words`: those of the places that are asked for; `named`: chosen by name."""

    youths: tuple[YouthId, ...]
    template: RecordId | None
    words: Mapping[str, str] = attrs.field(factory=dict)
    named: frozenset[YouthId] = frozenset()


@attrs.frozen(kw_only=True, repr=False)
class Letter:
    """A letter as it will be typeset."""

    address: tuple[str, ...]
    heading: str
    blocks: tuple[rules.Block, ...]


class Letters:
    """Letters and their templates, of an unlocked profile."""

    def __init__(
        self,
        store: Store,
        context: Context,
        operations: Operations,
        papers: Papers,
        told: Callable[[Future[Any]], None],
    ) -> None:
        self._store = store
        self._context = context
        self._operations = operations
        self._told = told
        self._papers = papers

    # -- templates

    def templates(self, *, unused: bool = False) -> tuple[TemplateRow, ...]:
        """The texts to choose among; `unused`: also those that were put away."""
        rows = template_rows(self._context.queries)
        return tuple(row for row in rows if row.used or unused)

    def template(self, wanted: RecordId | None) -> LetterTemplate | None:
        """One of them."""
        rows = template_rows(self._context.queries)
        return next((row.template for row in rows if row.id == wanted), None)

    def template_problems(self, template: LetterTemplate) -> list[Problem]:
        """What keeps a text from being used."""
        return [*REGISTRY.of(template).validate(template), *rules.problems_of(template)]

    def new_template(self) -> LetterTemplate:
        """An empty text with an id."""
        return LetterTemplate(id=RecordId(new_id(self._context.clock)), name="", active=True)

    def save_template(
        self, template: LetterTemplate, before: LetterTemplate | None = None
    ) -> Future[Result]:
        """Keep a text for the whole municipality; one of the program's becomes the municipality's.

        `before`: what she had before her; only what differs from it is changed.
        """
        if problems := self.template_problems(template):
            return self._operations.answered(Result(problems=tuple(problems)))
        held = self._context.queries.record(LetterTemplate, template.id)
        shipped = held is None and any(one.id == template.id for one in ours())
        if shipped:
            template = attrs.evolve(template, id=RecordId(new_id(self._context.clock)))
        said = "Mallen är sparad." if template.active is not False else "Mallen används inte mer."

        def act(transaction: Transaction) -> None:
            if held is None:
                transaction.create(template)
            else:
                values = REGISTRY.of(template).values(template)
                seen = {} if before is None else REGISTRY.of(before).values(before)
                less = {one: said for one, said in values.items() if seen.get(one, ...) != said}
                transaction.set(LetterTemplate, template.id, seen, **less)

        return self._operations.record_as(template, act, said, Right.KEEP_REGISTER)

    # -- who

    def recipients(self, youths: Sequence[YouthId]) -> Future[list[Recipient]]:
        """Those chosen, each once, in order; read beside the window's thread."""
        return self._papers.submit(self._recipients, tuple(dict.fromkeys(youths)))

    def _recipients(self, youths: Sequence[YouthId]) -> list[Recipient]:
        held = self._records(youths, (Youth, Enrolment, Task))
        return [_recipient(one, held[one]) for one in youths if _youth_of(held[one]) is not None]

    # -- one letter

    def words_now(self) -> Mapping[str, str]:
        """What the places that are asked for held the last time; the first time one's own name."""
        kept = self._store.setting(LAST_CONTACT)
        told = {} if kept is None else msgspec.msgpack.decode(kept, type=dict[str, str])
        return {"kontakt": self._context.identity.who.name, "telefon": "", "tid": ""} | told

    def letter(self, batch: Batch, recipient: Recipient) -> Letter | None:
        """The letter to one, as it will stand; None without a template."""
        template = self.template(batch.template)
        if template is None:
            return None
        return self._letter(template, batch.words, recipient)

    def _letter(
        self, template: LetterTemplate, said: Mapping[str, str], recipient: Recipient
    ) -> Letter:
        values = {
            "förnamn": recipient.given_name,
            "namn": recipient.name,
            "datum": self._day(),
            "kommun": self._context.identity.who.municipality,
        } | {name: said[name].strip() for name in rules.ASKED if said.get(name, "").strip()}
        return Letter(
            address=recipient.address,
            heading=rules.filled(template.heading or template.name, values),
            blocks=rules.blocks(rules.filled(template.body or "", values)),
        )

    def _day(self) -> str:
        on = self._context.today
        return f"{on.day} {words.month(on).lower()}"

    # -- all of them

    def problems(self, batch: Batch) -> list[Problem]:
        """What keeps the letters from being made."""
        template = self.template(batch.template)
        if template is None:
            return [Problem(field="template", sentence="Välj ett brev.")]
        return [
            Problem(field=name, sentence=f"Brevet behöver {rules.PLACES[name].split(',')[0]}.")
            for name in rules.ASKED
            if name in rules.places_in(template) and not batch.words.get(name, "").strip()
        ]

    def pdf(self, batch: Batch, recipients: Iterable[Recipient]) -> bytes:
        """The letters as one tagged PDF. `problems` has been asked."""
        from kaa_desktop.documents.typeset import typeset  # noqa: PLC0415 - not at every start

        template = self.template(batch.template)
        assert template is not None
        made = [self._letter(template, batch.words, one) for one in recipients]
        data = {
            "title": TITLE,
            "sender": self._context.identity.who.municipality,
            "unit": UNIT,
            "date": self._day(),
            "letters": [attrs.asdict(one) for one in made],
        }
        return typeset("brev", data, self._context.clock.now())

    def make(self, batch: Batch, path: Path) -> Future[Result]:
        """Write the file where she says, and a contact in each case; all or nothing.

        The future raises `StoreFault` when the file cannot be written; then no contact is.
        """
        if refusal := why_not(self._context.identity.standing.role, Right.WRITE_CASES):
            return self._operations.answered(_refused(refusal))
        if problems := self.problems(batch):
            return self._operations.answered(Result(problems=tuple(problems)))
        return self._papers.submit(self._make, batch, path)

    def _make(self, batch: Batch, path: Path) -> Result:
        whole = self._recipients(batch.youths)
        sent = [one for one in whole if gets_one(one, batch.named)]
        if not sent:
            return _refused("Ingen av de valda kan få brevet. Se varför i listan.")
        content = self.pdf(batch, sent)
        prepared = self._prepared(batch, sent)
        said = f"{counted(len(sent), 'brev är gjort och infört', 'brev är gjorda och införda')}."
        left = len(whole) - len(sent)
        rest = f" {counted(left, 'ungdom', 'ungdomar')} fick inget." if left else ""

        def record(together: Act) -> Result:
            self._write(batch, prepared, said, together)
            return Result(sentence=said + rest)

        # The contacts can be taken back until it is locked (docs/adr/047).
        return self._papers.record(
            path, lambda stream: stream.write(content), record, undoable=True
        )

    def _write(
        self, batch: Batch, prepared: Sequence[entering.Entering], said: str, together: Act
    ) -> None:
        ids = [one.record.bytes for one in prepared]
        kept = self._store.setting(UNSEALED)
        former = [] if kept is None else msgspec.msgpack.decode(kept, type=list[bytes])
        contact = {name: batch.words.get(name, "") for name in ("kontakt", "telefon")}
        self._store.put_settings(
            {
                UNSEALED: msgspec.msgpack.encode(former + ids),
                LAST_CONTACT: msgspec.msgpack.encode(contact),
            }
        ).result()
        # One local transaction; to the server each case stands by itself.
        act = self._store.transact_each([*(one.write for one in prepared), together], label=said)
        try:
            act.result()
        finally:
            self._told(act)

    def _prepared(self, batch: Batch, sent: Sequence[Recipient]) -> list[entering.Entering]:
        template = self.template(batch.template)
        assert template is not None
        author = attrs.evolve(self._operations.author(), entered_at=None)
        held = self._records([one.youth for one in sent], _MATTER)
        return [
            entering.prepare(
                _form(one.youth, template, self._context.today),
                held[one.youth],
                author,
                record=RecordId(new_id(self._context.clock)),
                task=RecordId(new_id(self._context.clock)),
                draft=None,
            )
            for one in sent
        ]

    # -- what could be taken back until it was locked

    def enter_former(self) -> Future[None] | None:
        """Enter in the journal the letters of the last time; None when there are none."""
        kept = self._store.setting(UNSEALED)
        if kept is None:
            return None
        ids = [RecordId(UUID(bytes=one)) for one in msgspec.msgpack.decode(kept, type=list[bytes])]
        moment = self._context.clock.now()

        def entering_one(contact: RecordId) -> Callable[[Transaction], None]:
            def act(transaction: Transaction) -> None:
                held = transaction.get(Contact, contact)
                if isinstance(held, Contact) and held.entered_at is None:
                    transaction.set(Contact, contact, entered_at=moment)

            return act

        return self._papers.submit(self._enter, [entering_one(one) for one in ids])

    def _enter(self, acts: Sequence[Callable[[Transaction], None]]) -> None:
        act = self._store.transact_each(acts)
        try:
            act.result()
        finally:
            self._told(act)
        self._store.put_settings({UNSEALED: None}).result()

    # -- reading

    def _records(
        self, youths: Sequence[YouthId], kinds: Sequence[type[Record]]
    ) -> dict[YouthId, list[Record]]:
        """The records of these kinds about each, those of an entry that is hers too among them."""
        queries = self._context.queries
        packed = [one.bytes for one in youths]
        others = queries.read(lambda connection: linked.others_of(connection, packed))
        whose = {
            RecordId(UUID(bytes=other)): RecordId(UUID(bytes=kept))
            for kept, linked_ones in others.items()
            for other in linked_ones
        }
        found: dict[YouthId, list[Record]] = defaultdict(list)
        ids = [RecordId(one) for one in (*youths, *whose)]
        for start in range(0, len(ids), AT_A_TIME):
            for kind in kinds:
                for record in queries.about(kind, ids[start : start + AT_A_TIME]):
                    scope = REGISTRY.of(record).scope(record)
                    assert scope is not None  # it is about somebody: it was asked for so
                    if scope in whose and isinstance(record, Youth):
                        continue
                    found[YouthId(whose.get(RecordId(scope), RecordId(scope)))].append(record)
        return found


def gets_one(recipient: Recipient, named: frozenset[YouthId]) -> bool:
    """Whether she gets a letter."""
    return not recipient.why_not or (recipient.by_name and recipient.youth in named)


def _recipient(youth: YouthId, records: Sequence[Record]) -> Recipient:
    held = _youth_of(records)
    assert held is not None
    hidden = is_protected(held.protection)
    why, by_name = _why_not(held, records)
    name = f"{held.given_name} {held.family_name}".strip()
    return Recipient(
        youth=youth,
        name=f"{PROTECTED_NAME} {held.case_number or ''}".strip() if hidden else name,
        address=rules.address_lines(held),
        given_name="" if hidden else held.given_name,
        why_not=why,
        by_name=by_name,
    )


def _why_not(youth: Youth, records: Sequence[Record]) -> tuple[str, bool]:
    """Why she gets none, and whether she can be chosen by name all the same."""
    enrolment = current_enrolment(one for one in records if isinstance(one, Enrolment))
    if is_protected(youth.protection):
        return HIDDEN, False
    if enrolment is None or enrolment.end is not None:
        return OUTSIDE, False
    if not rules.address_lines(youth):
        return NO_ADDRESS, False
    if youth.protection is Protection.CONFIDENTIAL:
        return MARKED, True
    if any(isinstance(one, Task) and rules.asks_address(one) for one in records):
        return DOUBTED, True
    return "", False


def _youth_of(records: Iterable[Record]) -> Youth | None:
    return next((one for one in records if isinstance(one, Youth)), None)


def _form(youth: YouthId, template: LetterTemplate, on: date) -> ContactForm:
    return ContactForm(
        youth=youth,
        occurred_on=on,
        channel=Channel.LETTER,
        direction=Direction.OUTGOING,
        counterpart=Counterpart.YOUTH,
        outcome=ContactOutcome.SENT,
        note=template.name,
        template=template.id,
        conversation_offered=template.offers_conversation or None,
    )


def _refused(sentence: str) -> Result:
    return Result(problems=(Problem(field="", sentence=sentence),))
