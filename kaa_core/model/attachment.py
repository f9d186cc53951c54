"""A paper attached to a case: the record of it. Its bytes travel apart from records (docs/adr/030)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

import attrs

from kaa_core.model.enums import AttachmentKind
from kaa_core.model.fields import choice, day, instant, integer, reference, text
from kaa_core.model.ids import WorkerId, YouthId
from kaa_core.model.media import MOST_BYTES, SUFFIXES
from kaa_core.model.registry import Problem, Record, record


def _check_attachment(attachment: Attachment) -> Iterator[Problem]:
    if attachment.media_type not in (None, *SUFFIXES):
        yield Problem(field="media_type", sentence="Välj en PDF-fil eller en bild.")


@record(15, "attachment", "bilaga", checks=_check_attachment)
@attrs.frozen(kw_only=True, repr=False)
class Attachment(Record):
    """A scan or a signed plan: what it is and the hash of its content, which travels in pieces.

    The content is named by this record's id, here and on the server, and is gone when it is.
    """

    youth: YouthId = reference(1, "ungdom", required=True)
    name: str = text(2, "namn", required=True, max_length=200, searchable=True)
    what: AttachmentKind = choice(3, "vad det är", AttachmentKind, required=True)
    dated: date = day(4, "datum", required=True)
    media_type: str = text(5, "filens slag", required=True, max_length=60)
    size: int = integer(6, "storlek i byte", required=True, minimum=1, maximum=MOST_BYTES)
    content: str = text(7, "kontrollsumma", required=True, max_length=64)
    author: WorkerId | None = reference(8, "tillagd av")
    added_at: datetime | None = instant(9, "tillagd")
