"""Papers attached to a case: added, shown, saved as a copy, removed; the same for what the program makes.

`Attaching.add` takes bytes and says what they are; everything else goes by the record's id. Files are read,
checked and hashed on a thread of their own. What is opened with another program lies in the private
folder meanwhile; nothing else ever leaves the encrypted store, but by `save_copy`, which the person asks for.
"""

from __future__ import annotations

import contextlib
import enum
import hashlib
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any, Final

import attrs

from kaa_core.model.attachment import Attachment
from kaa_core.model.enums import AttachmentKind
from kaa_core.model.ids import RecordId, YouthId
from kaa_core.model.media import LABELS, MOST_BYTES, SUFFIXES, FileRefused, examine
from kaa_core.model.registry import Problem
from kaa_core.model.rights import Right
from kaa_core.sync.attachments import PIECE, pieces
from kaa_desktop.app import roles, words
from kaa_desktop.app.attachment_shelf import StoreShelf
from kaa_desktop.app.clock import new_id
from kaa_desktop.app.context import Context
from kaa_desktop.app.private_folder import PrivateFolder
from kaa_desktop.app.views import Changes, Result
from kaa_desktop.store import attachments
from kaa_desktop.store.attachments import KIND, File, FileState
from kaa_desktop.store.errors import StoreFault
from kaa_desktop.store.files import write_atomically
from kaa_desktop.store.store import Store
from kaa_desktop.sync.attachments import NOT_THERE, Carrier
from kaa_desktop.sync.link import Link

MEBI: Final = 1024 * 1024
NOT_YET: Final = "Servern har inte tagit emot bilagan än. Programmet försöker igen av sig självt."


class FileUnreadable(StoreFault):
    """The chosen file could not be read."""

    happened = "Filen går inte att läsa."
    safe = "Ingenting är tillagt."
    advice = "Kontrollera att filen finns kvar och att du får läsa den, och välj den igen."


class FileNotHere(StoreFault):
    """The content of a paper is not on this computer, or not all of it."""

    happened = "Bilagan finns inte på den här datorn än."
    safe = "Den finns på servern."
    advice = "Hämta den när datorn har kontakt med servern, och öppna den sedan."


class CopyThere(StoreFault):
    """A file with the name is there already."""

    happened = "Det finns redan en fil med det namnet."
    safe = "Den är orörd, och ingenting är sparat."
    advice = "Välj ett annat namn."


class Place(enum.Enum):
    """Where the content of a paper is; the word a person reads."""

    HERE = "Finns här och på servern"
    ALONE = "Finns på datorn"
    WAITING = "Väntar på att skickas"
    SENDING = "Skickas"
    FETCHING = "Hämtas"
    AWAY = "Finns på servern"


@attrs.frozen(kw_only=True, repr=False)
class AttachmentRow:
    """A paper in a list. `state` is where its content is, in words; `note` what keeps it from coming."""

    id: RecordId
    name: str
    what: str
    dated: date
    when: str
    form: str
    size: str
    place: Place
    state: str
    note: str = ""
    author: str = ""
    picture: bool = False

    @property
    def here(self) -> bool:
        """Whether it can be opened."""
        return self.place not in (Place.FETCHING, Place.AWAY)


@attrs.frozen(kw_only=True, repr=False)
class Found:
    """A file that may be attached, read whole."""

    name: str
    content: bytes
    media_type: str

    @property
    def form(self) -> str:
        """As "PDF, 1,4 MB"."""
        return f"{LABELS[self.media_type]}, {size_words(len(self.content))}"


@attrs.frozen(kw_only=True, repr=False)
class Described:
    """What the person says of a paper."""

    name: str | None
    what: AttachmentKind | None
    dated: date | None


class Adding:
    """A paper on its way into the store. `stop` breaks it off: then nothing of it is left."""

    def __init__(self, total: int) -> None:
        self.done = 0
        self.total = total
        self.stopped = False
        self.future: Future[Result] = Future()

    def stop(self) -> None:
        """Break it off."""
        self.stopped = True


class Attaching:
    """The attached papers of one unlocked profile. `told` is called with every act's future."""

    def __init__(
        self,
        store: Store,
        context: Context,
        folder: PrivateFolder,
        told: Callable[[Future[Any]], None],
    ) -> None:
        self._store = store
        self._context = context
        self._folder = folder
        self._told = told
        self._carrier: Carrier | None = None
        self._break_off: Callable[[], object] = _nothing
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="kaa-papers")
        self._adding: Adding | None = None
        # What a program that ended without warning left.
        self._thread.submit(folder.empty)
        self._thread.submit(self._sweep)

    # -- the connection

    def carry(self, link: Link, told: Callable[[], object]) -> None:
        """Begin to send and fetch; `told` is called on another thread when a file's fault changes."""
        shelf = StoreShelf(self._store, self._context.identity.worker)
        monotonic = self._context.clock.monotonic
        self._carrier = Carrier(shelf, link, monotonic=monotonic, told=told)
        self._break_off = link.client.interrupt
        self._carrier.start()

    def poke(self) -> None:
        """The records are synchronised: files may follow."""
        if self._carrier is not None:
            self._carrier.poke()

    def heard(self, changes: Changes) -> None:
        """A record of a paper came, went or was taken by the server. Any thread."""
        if changes.everything or KIND.name in changes.kinds:
            self.poke()

    def stop(self) -> None:
        """Begin to end: before the connection is closed."""
        if self._adding is not None:
            self._adding.stop()
        if self._carrier is not None:
            self._carrier.stop()

    def close(self) -> None:
        """Break off what runs, and empty the private folder: before the store is closed."""
        self.stop()
        self._break_off()
        if self._carrier is not None:
            self._carrier.join()
        self._thread.shutdown(wait=True, cancel_futures=True)
        self._folder.empty()

    # -- what is shown

    def of(self, youth: YouthId) -> list[AttachmentRow]:
        """A youth's papers, the newest first."""
        papers = self._context.queries.about(Attachment, [youth])
        if not papers:
            return []
        found = self._context.queries.read(lambda one: attachments.files(one, youth.bytes))
        files = {file.record: file for file in found}
        workers = self._context.workers()
        papers.sort(key=lambda one: (one.dated, one.id), reverse=True)
        rows = []
        for paper in papers:
            author = workers.get(paper.author) if paper.author is not None else None
            rows.append(self._row(paper, files.get(paper.id.bytes), author.name if author else ""))
        return rows

    def _row(self, paper: Attachment, file: File | None, author: str) -> AttachmentRow:
        place, state = self._place(file)
        fault = None if self._carrier is None else self._carrier.fault(paper.id.bytes)
        note = "" if fault is None else fault.sentence
        if fault is not None and fault.code == NOT_THERE:
            note = NOT_YET if place is Place.WAITING else FETCH_LATER
        return AttachmentRow(
            id=paper.id,
            name=paper.name,
            what=words.sentence_case(paper.what.label),
            dated=paper.dated,
            when=words.short(paper.dated, self._context.today),
            form=LABELS.get(paper.media_type, "fil"),
            size=size_words(paper.size),
            place=place,
            state=state,
            note=note,
            author=author,
            picture=paper.media_type.startswith("image/"),
        )

    def _place(self, file: File | None) -> tuple[Place, str]:
        if file is None or file.state is FileState.BEGUN:
            return Place.AWAY, Place.AWAY.value
        if file.state is FileState.WANTED:
            return Place.FETCHING, f"Hämtas: {file.held} av {file.pieces} delar"
        if file.state is FileState.SENT:
            return Place.HERE, Place.HERE.value
        if self._context.identity.who.alone:
            return Place.ALONE, Place.ALONE.value
        if file.sent:
            return Place.SENDING, f"Skickat {file.sent} av {file.pieces} delar"
        return Place.WAITING, Place.WAITING.value

    # -- acts

    def read(self, path: Path) -> Future[Found]:
        """Read and check a file. The future raises `FileRefused`, or `FileUnreadable`."""
        return self._thread.submit(_read, path)

    def add(self, youth: YouthId, content: bytes, described: Described) -> Adding:
        """Attach a paper. Its bytes come first, in pieces; then the record, which sends them."""
        count = -(-len(content) // PIECE)
        adding = self._adding = Adding(count)

        def work() -> None:
            try:
                adding.future.set_result(self._add(youth, content, described, adding))
            except BaseException as error:  # noqa: BLE001 - it belongs to whoever asked
                adding.future.set_exception(error)

        adding.future.add_done_callback(self._told)
        self._thread.submit(work)
        return adding

    def fetch(self, record: RecordId) -> Future[Result]:
        """Have the content come from the server."""

        def work() -> Result:
            file = attachments.file_of(self._paper(record))
            begin = partial(attachments.begin, file=file, state=FileState.WANTED)
            self._store.files.submit(begin).result()
            if self._carrier is not None:
                self._carrier.at_once(record.bytes)
            return Result(sentence="Bilagan hämtas.")

        return self._thread.submit(work)

    def content(self, record: RecordId) -> Future[bytes]:
        """The whole content, from the store into memory. Raises `FileNotHere`."""
        return self._thread.submit(self._content, record)

    def open_outside(self, record: RecordId) -> Future[Path]:
        """Lay the content in the private folder for another program to show; where it lies."""

        def work() -> Path:
            paper = self._paper(record)
            suffix = SUFFIXES.get(paper.media_type, "")
            return self._folder.keep(self._content(record), suffix)

        return self._thread.submit(work)

    def save_copy(self, record: RecordId, path: Path) -> Future[Result]:
        """Write the content to a new file, in the clear, because the person has asked for it."""

        def work() -> Result:
            content = self._content(record)
            if path.exists():
                raise CopyThere
            write_atomically(path, content)
            return Result(sentence="Kopian är sparad. Den är inte krypterad.")

        return self._thread.submit(work)

    def copy_name(self, record: RecordId) -> str:
        """What a copy may be called: nothing of the person."""
        paper = self._paper(record)
        return f"bilaga-{paper.dated.isoformat()}{SUFFIXES.get(paper.media_type, '')}"

    def remove(self, record: RecordId) -> Future[Result]:
        """Take a paper out of the case. Its bytes go when the server has the deletion."""
        refusal = roles.why_not(self._context.identity.standing.role, Right.WRITE_CASES)
        done: Future[Result] = Future()
        if refusal:
            done.set_result(Result(problems=(Problem(field="", sentence=refusal),)))
            return done
        deleting = self._store.delete(Attachment, record)
        deleting.add_done_callback(self._told)

        def then(deleted: Future[None]) -> None:
            error = deleted.exception()
            if error is not None:
                done.set_exception(error)
            else:
                done.set_result(Result(sentence="Bilagan är borttagen."))

        deleting.add_done_callback(then)
        return done

    # -- on the thread

    def _sweep(self) -> None:
        with contextlib.suppress(StoreFault):
            while self._store.files.submit(partial(attachments.sweep, begun=True)).result():
                pass

    def _paper(self, record: RecordId) -> Attachment:
        paper = self._context.queries.record(Attachment, record)
        if paper is None:
            raise FileNotHere
        return paper

    def _content(self, record: RecordId) -> bytes:
        paper = self._paper(record)
        read = self._store.files.read
        content = b"".join(read(lambda one: list(attachments.bodies(one, record.bytes))))
        if hashlib.sha256(content).hexdigest() != paper.content:
            raise FileNotHere
        return content

    def _add(self, youth: YouthId, content: bytes, described: Described, adding: Adding) -> Result:
        refusal = roles.why_not(self._context.identity.standing.role, Right.WRITE_CASES)
        if refusal:
            return Result(problems=(Problem(field="", sentence=refusal),))
        try:
            media_type = examine(content)
        except FileRefused as refused:
            return Result(problems=(Problem(field="file", sentence=refused.sentence),))
        paper = self._described(youth, content, media_type, described)
        problems = KIND.validate(paper)
        if problems:
            return Result(problems=tuple(problems))
        try:
            written = self._write(paper, content, adding)
        except BaseException:
            self._take_back(paper)
            raise
        if not written:
            self._take_back(paper)
            return Result(problems=(Problem(field="", sentence=BROKEN_OFF),))
        return Result(sentence="Bilagan är tillagd.", record=paper.id)

    def _described(
        self, youth: YouthId, content: bytes, media_type: str, described: Described
    ) -> Attachment:
        said: dict[str, Any] = attrs.asdict(
            described, recurse=False
        )  # `validate` says what is missing
        return Attachment(
            id=RecordId(new_id(self._context.clock)),
            youth=youth,
            media_type=media_type,
            size=len(content),
            content=hashlib.sha256(content).hexdigest(),
            author=self._context.identity.worker,
            added_at=self._context.clock.now(),
            **(said | {"name": (described.name or "").strip()}),
        )

    def _write(self, paper: Attachment, content: bytes, adding: Adding) -> bool:
        file, record = attachments.file_of(paper), paper.id.bytes
        submit = self._store.files.submit
        submit(partial(attachments.begin, file=file, state=FileState.BEGUN)).result()
        for index in range(pieces(paper.size)):
            if adding.stopped:
                return False
            body = content[index * PIECE : (index + 1) * PIECE]
            put = partial(attachments.put, record=record, index=index, body=body)
            submit(put).result()
            adding.done = index + 1
        self._store.attach(paper).result()
        return True

    def _take_back(self, paper: Attachment) -> None:
        with contextlib.suppress(StoreFault):  # what is left goes at the next start
            self._store.files.submit(partial(attachments.remove, record=paper.id.bytes)).result()


BROKEN_OFF: Final = "Du avbröt. Ingenting är tillagt, och filen ligger kvar där den låg."
FETCH_LATER: Final = (
    "Filen finns inte på servern än. Den kommer när datorn som lade till den har skickat den."
)


def _nothing() -> None:
    """There is no connection to break off."""


def size_words(size: int) -> str:
    """As "1,4 MB" or "12 kB"."""
    if size >= MEBI:
        return f"{size / MEBI:.1f} MB".replace(".", ",")
    return f"{max(1, round(size / 1024))} kB"


def _read(path: Path) -> Found:
    try:
        with path.open("rb") as stream:
            content = stream.read(MOST_BYTES + 1)
    except OSError:
        raise FileUnreadable from None
    return Found(name=path.stem, content=content, media_type=examine(content))
