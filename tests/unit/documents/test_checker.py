"""The checker of papers (tests/pdf.py) finds what it looks for: a paper is broken in each way in turn."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pikepdf
import pytest
import typst

from kaa_desktop.bundled import resource
from tests.pdf import assert_accessible, changed, faults, roles, tags, text_of

TITLE = "Provpapper"
_FORM = """
#set document(title: "Provpapper")
#set page(footer: context [Sida #counter(page).display("1 (1)", both: true)])
#set text(font: "Inter", lang: "sv", region: "SE")
= Provpapper
Text med en #link("https://exempel.se")[länk].
== Tabell
#table(columns: 2, table.header[Fråga][Svar], [Ett], [Ja], [Två], [Nej])
- en punkt
#pagebreak()
=== Mer
#figure(rect(fill: red), alt: "En röd ruta")
"""


@pytest.fixture(scope="module")
def paper() -> bytes:
    """Two pages with one of each."""
    with tempfile.TemporaryDirectory() as folder:
        form = Path(folder) / "form.typ"
        form.write_text(_FORM, encoding="utf-8")
        return typst.compile(
            form,
            format="pdf",
            font_paths=[resource("fonts")],
            ignore_system_fonts=True,
            pdf_standards=["ua-1"],
        )


def test_what_is_right_is_found_right(paper: bytes) -> None:
    assert_accessible(paper, title=TITLE)
    found = roles(paper)
    assert found[:2] == ["Document", "H1"]
    assert {"H2", "H3", "Table", "TH", "TD", "L", "LI", "Link", "Figure"} <= set(found)
    assert "Text med en länk ." in text_of(paper)


def _first(file: pikepdf.Pdf, role: str) -> Any:
    tree = tags(file)
    assert tree is not None
    return next(one.held for one in tree.walk() if one.role == role)


def _untag(file: pikepdf.Pdf) -> None:
    """The first page's content without its marks."""
    page = file.pages[0]
    kept = [
        one
        for one in pikepdf.parse_content_stream(page)
        if str(one.operator) not in ("BDC", "BMC", "EMC")
    ]
    page.Contents = file.make_stream(pikepdf.unparse_content_stream(kept))


def _without_title(file: pikepdf.Pdf) -> None:
    with file.open_metadata() as metadata:
        del metadata["dc:title"]


def _set(
    where: Callable[[pikepdf.Pdf], Any], name: str, value: Any
) -> Callable[[pikepdf.Pdf], None]:
    def change(file: pikepdf.Pdf) -> None:
        held = where(file)
        if value is None:
            del held[name]
        else:
            held[name] = value

    return change


def _role(role: str) -> Callable[[pikepdf.Pdf], Any]:
    return lambda file: _first(file, role)


def _headers_to_cells(file: pikepdf.Pdf) -> None:
    tree = tags(file)
    assert tree is not None
    for one in tree.walk():
        if one.role == "TH":
            one.held.S = pikepdf.Name("/TD")


BROKEN: dict[str, tuple[Callable[[pikepdf.Pdf], None], str]] = {
    "no tags": (_set(lambda file: file.Root, "/StructTreeRoot", None), "no structure tree"),
    "not marked": (_set(lambda file: file.Root.MarkInfo, "/Marked", False), "MarkInfo.Marked"),
    "english": (_set(lambda file: file.Root, "/Lang", pikepdf.String("en")), "not Swedish"),
    "name of the file": (
        _set(lambda file: file.Root.ViewerPreferences, "/DisplayDocTitle", False),
        "DisplayDocTitle",
    ),
    "no title": (_without_title, "its title is None"),
    "painted bare": (_untag, "neither tagged nor an artifact"),
    "no first heading": (_set(_role("H1"), "/S", pikepdf.Name.P), "first heading is of level 2"),
    "a level skipped": (_set(_role("H2"), "/S", pikepdf.Name.P), "level 3 follows one of level 1"),
    "unknown tag": (_set(_role("H2"), "/S", pikepdf.Name("/Egen")), "no standard one"),
    "no alternative": (_set(_role("Figure"), "/Alt", None), "no words in its place"),
    "no headers": (_headers_to_cells, "no headers (TH)"),
    "headers of nothing": (_set(_role("TH"), "/A", None), "Scope"),
    "cell outside": (_set(_role("TR"), "/S", pikepdf.Name.P), "TH stands in P"),
    "content untold": (_set(_role("H1"), "/K", pikepdf.Array()), "content that no tag holds: [0]"),
    "no way back": (_set(lambda file: file.pages[0].obj, "/StructParents", None), "ParentTree"),
    "tab order": (_set(lambda file: file.pages[0].obj, "/Tabs", None), "Tabs"),
}


@pytest.mark.parametrize(("change", "said"), BROKEN.values(), ids=BROKEN)
def test_each_fault_is_found(
    paper: bytes, change: Callable[[pikepdf.Pdf], None], said: str
) -> None:
    found = faults(changed(paper, change), title=TITLE)
    assert any(said in one for one in found), found
