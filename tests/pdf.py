"""Whether a PDF can be read by everybody: what PDF/UA-1 (ISO 14289-1) asks, looked for in the file.

This is not veraPDF. It looks, with pikepdf, for what a screen reader needs: the tags, their order, the
language, the title, the headers of tables, and that nothing is painted outside the tags. Every paper that
the program makes is tried with it: `assert_accessible(pdf, title="…")`.
"""

from __future__ import annotations

import io
import itertools
from collections.abc import Callable, Iterator
from typing import Any, Final

import attrs
import pikepdf

_STANDARD = """
    Document Part Art Sect Div BlockQuote Caption TOC TOCI Index NonStruct P H H1 H2 H3 H4 H5 H6
    L LI Lbl LBody Table TR TH TD THead TBody TFoot Span Quote Note Reference BibEntry Code Link
    Annot Ruby Warichu Figure Formula Form Private
"""
STANDARD: Final = frozenset(_STANDARD.split())
_PAINTS: Final = frozenset("Tj TJ ' \" S s f F f* B B* b b* sh Do".split())  # noqa: SIM905 - as it is read
_BEGINS: Final = frozenset({"BDC", "BMC"})
_WITHIN: Final = {
    "LI": {"L"},
    "Lbl": {"LI"},
    "LBody": {"LI"},
    "TR": {"Table", "THead", "TBody", "TFoot"},
    "TH": {"TR"},
    "TD": {"TR"},
    "THead": {"Table"},
    "TBody": {"Table"},
    "TFoot": {"Table"},
}
"""In what a tag must stand (ISO 32000-1, 14.8.4)."""


@attrs.frozen
class Tag:
    """An element of the structure tree. `marks`: page (by its number) and MCID of the content in it."""

    role: str
    held: Any
    kids: tuple[Tag, ...]
    marks: tuple[tuple[int, int], ...]
    annotations: int

    def walk(self) -> Iterator[Tag]:
        """Itself and all below it, in the order in which it is read."""
        yield self
        for kid in self.kids:
            yield from kid.walk()

    def attribute(self, name: str) -> Any:
        """The value of a structure attribute, of whichever owner; None when it has none."""
        found = self.held.get("/A")
        for one in found if isinstance(found, pikepdf.Array) else [found]:
            if isinstance(one, pikepdf.Dictionary) and name in one:
                return one[name]
        return None


def assert_accessible(pdf: bytes, *, title: str) -> None:
    """Fail, and say all that is wrong, unless the PDF can be read with a screen reader, in Swedish."""
    found = faults(pdf, title=title)
    assert not found, "\n".join(found)


def faults(pdf: bytes, *, title: str) -> list[str]:
    """Everything that keeps the PDF from being read by everybody, in words."""
    with pikepdf.open(io.BytesIO(pdf)) as file:
        found = list(_of_document(file, title))
        tree = tags(file)
        if tree is None:
            return [*found, "it has no structure tree"]
        found += _of_tags(tree)
        found += _of_headings(tree)
        for table in (one for one in tree.walk() if one.role == "Table"):
            found += _of_table(table)
        for number, page in enumerate(file.pages):
            found += _of_page(file, page, number, tree)
        found += _of_fonts(file)
        return found


def roles(pdf: bytes) -> list[str]:
    """The tags in the order in which they are read, as "H1", "P", "Table"."""
    with pikepdf.open(io.BytesIO(pdf)) as file:
        tree = tags(file)
        return [] if tree is None else [one.role for one in tree.walk()][1:]


# -- the document


def _of_document(file: pikepdf.Pdf, title: str) -> Iterator[str]:
    root: Any = file.Root
    marked = root.get("/MarkInfo")
    if marked is None or not bool(marked.get("/Marked", False)):
        yield "it does not say that it is tagged (MarkInfo.Marked)"
    if marked is not None and bool(marked.get("/Suspects", False)):
        yield "it says that its tags may be wrong (MarkInfo.Suspects)"
    if not str(root.get("/Lang", "")).lower().startswith("sv"):
        yield "its language is not Swedish (Lang)"
    shown = root.get("/ViewerPreferences")
    if shown is None or not bool(shown.get("/DisplayDocTitle", False)):
        yield "the window would show the name of the file instead of the title (DisplayDocTitle)"
    with file.open_metadata() as metadata:
        if metadata.get("dc:title") != title:
            yield f"its title is {metadata.get('dc:title')!r}, not {title!r}"
        if metadata.get("pdfuaid:part") != "1":
            yield "it does not say that it is PDF/UA-1 (pdfuaid:part)"
    if file.is_encrypted and not file.allow.accessibility:
        yield "it keeps screen readers out"


def _of_fonts(file: pikepdf.Pdf) -> Iterator[str]:
    for one in file.objects:
        if not isinstance(one, pikepdf.Dictionary) or one.get("/Type") != "/Font":
            continue
        held: Any = one
        if "/DescendantFonts" in held or held.get("/Subtype") != "/Type0":
            below = held.DescendantFonts[0] if "/DescendantFonts" in held else held
            described = below.get("/FontDescriptor")
            files = ("/FontFile", "/FontFile2", "/FontFile3")
            if described is None or not any(name in described for name in files):
                yield "a font is not in the file"
            if "/DescendantFonts" in held and "/ToUnicode" not in held:
                yield "a font does not say which letters its signs are (ToUnicode)"


# -- the tags


def tags(file: pikepdf.Pdf) -> Tag | None:
    """The structure tree, or None when there is none."""
    root: Any = file.Root.get("/StructTreeRoot")
    if root is None or "/K" not in root:
        return None
    called = root.get("/RoleMap", pikepdf.Dictionary())
    pages = {page.objgen: number for number, page in enumerate(file.pages)}
    return _tag(root, called, pages, None)


def _tag(held: Any, called: Any, pages: dict[Any, int], page: int | None) -> Tag:
    name = str(held.get("/S", "/Root"))
    for _ in range(9):
        if name[1:] in STANDARD or name not in called:
            break
        name = str(called[name])
    if "/Pg" in held:
        page = pages[held.Pg.objgen]
    kids: list[Tag] = []
    marks: list[tuple[int, int]] = []
    annotations = 0
    below = held.get("/K", pikepdf.Array())
    for one in below if isinstance(below, pikepdf.Array) else [below]:
        if not isinstance(one, pikepdf.Dictionary):
            marks.append((-1 if page is None else page, int(one)))
        elif one.get("/Type") == "/OBJR":
            annotations += 1
        elif one.get("/Type") == "/MCR":
            other = pages[one.Pg.objgen] if "/Pg" in one else page
            marks.append((-1 if other is None else other, int(one.MCID)))
        else:
            kids.append(_tag(one, called, pages, page))
    return Tag(name[1:], held, tuple(kids), tuple(marks), annotations)


def _of_tags(tree: Tag) -> Iterator[str]:
    for parent in tree.walk():
        for one in parent.kids:
            if one.role not in STANDARD:
                yield f"the tag {one.role} is no standard one and stands for none"
            if one.role in _WITHIN and parent.role not in _WITHIN[one.role]:
                yield f"{one.role} stands in {parent.role}"
            if one.role in ("Figure", "Formula") and not {"/Alt", "/ActualText"} & set(
                one.held.keys()
            ):
                yield f"{one.role} has no words in its place (Alt)"
            if one.role == "Link" and not one.annotations:
                yield "a link leads nowhere (OBJR)"
            if one.role == "L" and not any(kid.role == "LI" for kid in one.kids):
                yield "a list has no items"


def _of_headings(tree: Tag) -> Iterator[str]:
    levels = [
        int(one.role[1]) for one in tree.walk() if one.role[:1] == "H" and one.role[1:].isdigit()
    ]
    if not levels:
        yield "it has no heading"
    elif levels[0] != 1:
        yield f"its first heading is of level {levels[0]}"
    for former, level in itertools.pairwise(levels):
        if level > former + 1:
            yield f"a heading of level {level} follows one of level {former}"


def _of_table(table: Tag) -> Iterator[str]:
    rows = [one for one in table.walk() if one.role == "TR"]
    headers = [one for one in table.walk() if one.role == "TH"]
    if not headers:
        yield "a table has no headers (TH)"
    if any(one.attribute("/Scope") is None for one in headers):
        yield "a header of a table does not say what it is the header of (Scope)"
    widths = {sum(int(cell.attribute("/ColSpan") or 1) for cell in row.kids) for row in rows}
    spans = any(cell.attribute("/RowSpan") for row in rows for cell in row.kids)
    if len(widths) > 1 and not spans:
        yield f"the rows of a table are of different widths: {sorted(widths)}"


# -- what is painted


def _of_page(file: pikepdf.Pdf, page: pikepdf.Page, number: int, tree: Tag) -> Iterator[str]:
    where = f"page {number + 1}"
    painted, bare = _painted(page)
    if bare:
        yield f"{where}: {bare} things are painted that are neither tagged nor an artifact"
    told = {mark for one in tree.walk() for on, mark in one.marks if on == number}
    if painted - told:
        yield f"{where}: content that no tag holds: {sorted(painted - told)}"
    if told - painted:
        yield f"{where}: tags of content that is not there: {sorted(told - painted)}"
    if painted:
        yield from _of_parents(file, page, painted, where)
    notes = page.obj.get("/Annots", pikepdf.Array())
    if len(notes) and page.obj.get("/Tabs") != "/S":
        yield f"{where}: the Tab key would not follow the tags (Tabs)"
    for one in notes:
        if "/StructParent" not in one or not str(one.get("/Contents", "")):
            yield f"{where}: a link is not tagged, or has no words (Contents)"


def _of_parents(
    file: pikepdf.Pdf, page: pikepdf.Page, painted: set[int], where: str
) -> Iterator[str]:
    root: Any = file.Root
    parents = pikepdf.NumberTree(root.StructTreeRoot.ParentTree)
    key = page.obj.get("/StructParents")
    if key is None or int(key) not in parents:
        yield f"{where}: nothing leads from its content to the tags (ParentTree)"
    elif len(parents[int(key)]) <= max(painted):
        yield f"{where}: some of its content does not lead to its tag (ParentTree)"


def _painted(page: pikepdf.Page) -> tuple[set[int], int]:
    """The MCIDs of what is painted or marked, and how much is painted outside of all marks."""
    marks: set[int] = set()
    depth = bare = 0
    for one in pikepdf.parse_content_stream(page):
        operator = "Do" if isinstance(one, pikepdf.ContentStreamInlineImage) else str(one.operator)
        if operator in _BEGINS:
            depth += 1
            about = one.operands[1] if len(one.operands) > 1 else None
            if isinstance(about, pikepdf.Name):
                about = page.Resources.Properties[about]
            if isinstance(about, pikepdf.Dictionary) and "/MCID" in about:
                marks.add(int(about["/MCID"]))
        elif operator == "EMC":
            depth -= 1
        elif operator in _PAINTS and not depth:
            bare += 1
    return marks, bare


# -- its words


def text_of(pdf: bytes) -> str:
    """The text of a PDF by its ActualText-free way: what its fonts map to (ToUnicode)."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return " ".join(" ".join(_page_text(page).split()) for page in opened.pages)


def _page_text(page: pikepdf.Page) -> str:
    fonts = {name: _unicode_of(font) for name, font in page.Resources.Font.items()}
    current: dict[int, str] = {}
    found: list[str] = []
    for one in pikepdf.parse_content_stream(page):
        if isinstance(one, pikepdf.ContentStreamInlineImage):
            continue
        operands, operator = one.operands, one.operator
        if str(operator) == "Tf":
            current = fonts[str(operands[0])]
        elif str(operator) == "TJ":
            found += [_decoded(bytes(part), current) for part in operands[0] if _is_text(part)]
        elif str(operator) == "Tj":
            found.append(_decoded(bytes(operands[0]), current))
        elif str(operator) in ("Tm", "Td", "T*", "ET"):
            found.append(" ")
    return "".join(found)


def _is_text(one: object) -> bool:
    return isinstance(one, pikepdf.String)


def _decoded(raw: bytes, mapping: dict[int, str]) -> str:
    return "".join(
        mapping.get(int.from_bytes(raw[at : at + 2], "big"), "") for at in range(0, len(raw), 2)
    )


def _unicode_of(font: pikepdf.Object) -> dict[int, str]:
    """The font's ToUnicode map: glyph number to text."""
    found: dict[int, str] = {}
    for line in font.ToUnicode.read_bytes().decode("latin-1").splitlines():
        parts = line.replace("><", "> <").split()
        if len(parts) == 2 and all(part.startswith("<") for part in parts):
            code, text = (part.strip("<>") for part in parts)
            found[int(code, 16)] = bytes.fromhex(text).decode("utf-16-be")
    return found


def changed(pdf: bytes, change: Callable[[pikepdf.Pdf], object]) -> bytes:
    """The PDF with something in it changed: to see that a fault is found."""
    kept = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as file:
        change(file)
        file.save(kept)
    return kept.getvalue()
