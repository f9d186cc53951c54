"""Papers as tagged PDF (PDF/UA-1), typeset in memory from forms in resources/dokument.

A form is a typst file; what it is filled with comes as JSON and is only ever text to it, never code.
Nothing is written to the disk: the caller gets bytes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import typst

from kaa_desktop.bundled import resource
from kaa_desktop.documents.letters import mended

_ANY_DAY: Final = datetime(2000, 1, 1, tzinfo=UTC)


def typeset(
    form: str, data: Mapping[str, Any], made: datetime, pictures: Sequence[str] = ()
) -> bytes:
    """Fill a form and return the PDF.

    Args:
        form: Name of the file in resources/dokument, without its ending.
        data: What the form asks for: strings, numbers, lists and mappings of those.
        made: The moment written into the file; the same moment and data give the same bytes.
        pictures: SVG, which the form shows by their number; their words have been through `shown`.

    Raises:
        typst.TypstError: when the form itself is at fault; never by what it is filled with.
    """
    told = json.dumps(shown(data), ensure_ascii=False)
    drawn = json.dumps(list(pictures), ensure_ascii=False)
    return _compiled(resource("dokument", f"{form}.typ"), told, made, drawn)


def pages(
    form: str,
    data: Mapping[str, Any],
    pictures: Sequence[str],
    ppi: float,
) -> list[bytes]:
    """The same paper as a PNG for each page: to be looked at before it is made."""
    told = json.dumps(shown(data), ensure_ascii=False)
    made: Any = typst.compile(  # bytes of one page, a list of several
        resource("dokument", f"{form}.typ"),
        format="png",
        font_paths=[resource("fonts")],
        ignore_system_fonts=True,
        ppi=ppi,
        sys_inputs={"data": told, "pictures": json.dumps(list(pictures), ensure_ascii=False)},
    )
    return list(made) if isinstance(made, list) else [made]


def shown(data: Any) -> Any:
    """The same strings, lists and mappings as they are shown: for what is drawn before it is typeset."""
    return mended(data, _can_be_shown)


def _can_be_shown(text: str) -> bool:
    try:
        _compiled(
            resource("dokument", "tecken.typ"), json.dumps(text, ensure_ascii=False), _ANY_DAY
        )
    except typst.TypstError:
        return False
    return True


def _compiled(form: Path, data: str, made: datetime, pictures: str = "[]") -> bytes:
    return typst.compile(
        form,
        format="pdf",
        font_paths=[resource("fonts")],
        ignore_system_fonts=True,
        pdf_standards=["ua-1"],
        sys_inputs={"data": data, "pictures": pictures},
        timestamp=int(made.timestamp()),
    )
