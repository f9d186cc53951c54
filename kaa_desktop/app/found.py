"""What the palette finds, as values to show: whom, why, and which letters to make stand out."""

from __future__ import annotations

import attrs

from kaa_core.model.ids import RecordId, YouthId

Mark = tuple[int, int]
"""Where in a text the letters begin that were looked for, and how many they are."""


@attrs.frozen(kw_only=True, repr=False)
class Hit:
    """A youth, or with `record` something written about her, which her page shows.

    `why`: what it was found by when neither name nor number says it, as "adress Storgatan 12" or
    "anteckning 12 nov: … ord …". The protected have neither name nor reason.
    """

    youth: YouthId
    name: str
    detail: str = ""
    why: str = ""
    record: RecordId | None = None
    name_marks: tuple[Mark, ...] = ()
    detail_marks: tuple[Mark, ...] = ()
    why_marks: tuple[Mark, ...] = ()

    def __repr__(self) -> str:
        return f"<Hit {self.youth} {self.record}>"


@attrs.frozen(kw_only=True)
class Notes:
    """What was found in notes. `more`: there is more than is shown. `built`: of the index, per cent."""

    hits: tuple[Hit, ...] = ()
    more: bool = False
    built: int = 100
