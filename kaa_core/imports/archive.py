"""A workbook's ZIP archive, opened with distrust.

What is handed on is an archive of our own making: only the members that are needed, each unpacked within
bounds and checked, and each sheet's extent known before any library makes room for it. See docs/adr/017.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import Final

import attrs

from kaa_core.imports.book import Progress
from kaa_core.imports.extents import Budget, Manifest, OdsContent, Watcher, Workbook1904, XlsxSheet
from kaa_core.imports.refusals import refusal

MOST_MEMBERS: Final = 2_000
MOST_UNPACKED: Final = 256 * 1024 * 1024
MOST_RATIO: Final = 200
SMALL: Final = 8 * 1024 * 1024
"""Below this a member may be packed as tightly as it likes."""

_CHUNK: Final = 512 * 1024
_ENTRY: Final = b"PK\x01\x02"
_ENCRYPTED: Final = 0x1
_ODS: Final = b"application/vnd.oasis.opendocument.spreadsheet"
_FAULTS: Final = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    ValueError,
    KeyError,
    NotImplementedError,
    OverflowError,
    RuntimeError,
)
"""What zipfile raises for archives that are not what they say."""

_NOT_NEEDED: Final = (
    "xl/media/", "xl/drawings/", "xl/charts/", "xl/theme/", "xl/pivot", "xl/comments", "xl/threaded",
    "xl/printersettings/", "xl/externallinks/", "xl/querytables/", "xl/persons/", "docprops/",
    "customxml/",
)  # fmt: skip


@attrs.frozen
class Workbook:
    """An archive that may be given to a library: `form` is "xlsx" or "ods"."""

    form: str
    content: io.BytesIO = attrs.field(repr=False)
    date1904: bool
    merged: dict[str, list[tuple[int, int, int]]]
    """.ods: for each sheet by name the (first row, last row, column) of cells that span several rows."""


def vetted(content: bytes, progress: Progress) -> Workbook:
    """Return the workbook in `content`; raises NotReadable when it is none or is not to be trusted."""
    if content.count(_ENTRY) > MOST_MEMBERS:
        raise refusal("bomb")
    stopped: list[BaseException] = []

    def tell(done: int, total: int) -> None:
        try:
            progress(done, total)
        except BaseException as error:
            stopped.append(error)  # of whatever class it is, it is no fault of the file
            raise

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = _members(archive)
            form = _form(archive, members)
            return _repacked(archive, form, members, tell)
    except _FAULTS:
        if stopped:
            raise
        raise refusal("damaged") from None


def _members(archive: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    """Return the members by name, after looking at what the directory says of their sizes."""
    found: dict[str, zipfile.ZipInfo] = {}
    for info in archive.infolist():
        if info.flag_bits & _ENCRYPTED:
            raise refusal("locked")
        if info.file_size > max(SMALL, info.compress_size * MOST_RATIO):
            raise refusal("bomb")
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise refusal("damaged")
        if info.filename in found:
            raise refusal("damaged")
        found[info.filename] = info
    return found


def _form(archive: zipfile.ZipFile, members: dict[str, zipfile.ZipInfo]) -> str:
    lowered = {name.lower() for name in members}
    if "xl/workbook.xml" in lowered:
        return "xlsx"
    if "xl/workbook.bin" in lowered:
        raise refusal("binary-excel")
    if "mimetype" in members and members["mimetype"].file_size < 200:
        kind = archive.read(members["mimetype"]).strip()
        if kind in (_ODS, _ODS + b"-template"):
            if "content.xml" not in members:
                raise refusal("damaged")
            return "ods"
    office = {"[content_types].xml", "mimetype"} & lowered or any(
        n.endswith(".iwa") for n in lowered
    )
    raise refusal("not-a-spreadsheet" if office else "packed")


def _needed(form: str, members: dict[str, zipfile.ZipInfo]) -> list[zipfile.ZipInfo]:
    if form == "ods":
        wanted = ("mimetype", "META-INF/manifest.xml", "content.xml")
        return [members[name] for name in wanted if name in members]
    return [
        info
        for name, info in members.items()
        if name.lower().endswith((".xml", ".rels")) and not name.lower().startswith(_NOT_NEEDED)
    ]


def _repacked(
    archive: zipfile.ZipFile,
    form: str,
    members: dict[str, zipfile.ZipInfo],
    progress: Progress,
) -> Workbook:
    needed = _needed(form, members)
    total = sum(info.file_size for info in needed)
    if total > MOST_UNPACKED:
        raise refusal(
            "bomb" if total > len(needed) * SMALL and total > MOST_UNPACKED * 4 else "too-big"
        )
    made, unpacked, budget = io.BytesIO(), 0, Budget()
    watchers: list[Watcher] = []
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as copy:
        for info in needed:
            watcher = _watcher(info.filename.lower(), budget)
            with copy.open(info.filename, "w") as target:
                for chunk in _chunks(archive, info):
                    if watcher is not None:
                        watcher.feed(chunk)
                    target.write(chunk)
                    unpacked += len(chunk)
                    progress(unpacked, total)
            if watcher is not None:
                watcher.close()
                watchers.append(watcher)
    made.seek(0)
    return Workbook(
        form=form,
        content=made,
        date1904=any(one.date1904 for one in watchers if isinstance(one, Workbook1904)),
        merged=next((one.merged for one in watchers if isinstance(one, OdsContent)), {}),
    )


def _watcher(name: str, budget: Budget) -> Watcher | None:
    """Return what reads a member on its way: every XML is looked through, a sheet is measured."""
    if not name.endswith(".xml"):
        return None if name == "mimetype" else Watcher()
    if name == "meta-inf/manifest.xml":
        return Manifest()
    if name == "content.xml":
        return OdsContent(budget)
    if name == "xl/workbook.xml":
        return Workbook1904()
    if name in ("xl/styles.xml", "xl/sharedstrings.xml", "[content_types].xml"):
        return Watcher()
    return XlsxSheet(budget)


def _chunks(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Iterator[bytes]:
    """Yield a member's content; never more than its directory says, and checked against its sum."""
    with archive.open(info) as source:
        while chunk := source.read(_CHUNK):
            yield chunk
