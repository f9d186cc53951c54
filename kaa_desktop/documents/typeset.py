"""Papers as tagged PDF (PDF/UA-1), typeset in memory from forms in resources/dokument.

A form is a typst file; what it is filled with comes as JSON and is only ever text to it, never code.
Nothing is written to the disk: the caller gets bytes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import typst

from kaa_desktop.bundled import resource


def typeset(form: str, data: Mapping[str, Any], made: datetime) -> bytes:
    """Fill a form and return the PDF.

    Args:
        form: Name of the file in resources/dokument, without its ending.
        data: What the form asks for: strings, numbers, lists and mappings of those.
        made: The moment written into the file; the same moment and data give the same bytes.

    Raises:
        typst.TypstError: when the form itself is at fault; never by what it is filled with.
    """
    return typst.compile(
        resource("dokument", f"{form}.typ"),
        format="pdf",
        font_paths=[resource("fonts")],
        ignore_system_fonts=True,
        pdf_standards=["ua-1"],
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        timestamp=int(made.timestamp()),
    )
