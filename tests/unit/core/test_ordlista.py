"""The glossary cannot go stale: it is written from the registry."""

from __future__ import annotations

import runpy
from pathlib import Path

DOCS = Path(__file__).parents[3] / "docs"


def test_the_glossary_says_what_the_registry_says() -> None:
    written = runpy.run_path(str(DOCS / "ordlista.py"))["text"]()
    assert (DOCS / "ordlista.md").read_text(encoding="utf-8") == written, (
        "run: python docs/ordlista.py"
    )
