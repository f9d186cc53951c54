"""What may be attached: told by the bytes; and what hides in a PDF."""

from __future__ import annotations

import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaa_core.model.media import JPEG, MOST_BYTES, PDF, PNG, FileRefused, examine
from tests.unit.app.papers import pdf, png, stream


def code(content: bytes) -> str:
    """Why it is refused; the form when it is let in."""
    try:
        return examine(content)
    except FileRefused as refused:
        for part in (refused.happened, refused.safe, refused.advice):
            assert part.endswith(".")
            assert "!" not in part
        return refused.code


def test_three_forms_are_let_in() -> None:
    assert code(pdf()) == PDF
    assert code(png()) == PNG
    assert code(b"\xff\xd8\xff\xe0" + bytes(100) + b"\xff\xd9") == JPEG
    assert code(pdf(size=MOST_BYTES)) == PDF


@pytest.mark.parametrize(
    "content",
    [
        b"GIF89a" + bytes(50),
        b"II*\x00" + bytes(50),
        b"PK\x03\x04" + bytes(50),
        b"MZ" + bytes(50),
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"\x00\x00\x00\x18ftypheic" + bytes(50),
        b" " + pdf(),
        b"\x7fELF" + bytes(50),
        b"%PDF-" + bytes(50),
    ],
)
def test_other_forms_are_not_whatever_they_are_called(content: bytes) -> None:
    assert code(content) == "type"


def test_sizes() -> None:
    assert code(b"") == "empty"
    assert code(pdf() + bytes(MOST_BYTES)) == "too-large"


HIDDEN = {
    "script": [b"<< /S /JavaScript /JS (app.alert) >>", b"<< /JS 5 0 R >>"],
    "action": [
        b"<< /S /Launch /F (calc.exe) >>",
        b"<< /S /SubmitForm /F (http://example.org) >>",
        b"<< /XFA [] >>",
    ],
    "files": [b"<< /Type /EmbeddedFile >>", b"<< /EmbeddedFiles 4 0 R >>", b"<< /S /RichMedia >>"],
    "locked": [b"<< /Encrypt 5 0 R >>"],
}
CASES = [(why, one) for why, all_ in HIDDEN.items() for one in all_]


@pytest.mark.parametrize(("why", "inside"), CASES)
def test_what_hides_in_a_pdf_is_found(why: str, inside: bytes) -> None:
    assert code(pdf(inside)) == why


@pytest.mark.parametrize(("why", "inside"), CASES)
def test_packed_objects_are_unpacked(why: str, inside: bytes) -> None:
    packed = pdf(stream(b"4 0 " + inside))
    assert inside not in packed
    assert code(packed) == why
    # With names written by number, as whoever hides them does.
    assert code(pdf(stream(b"4 0 " + inside, b"/Type /Obj#53tm /Filter /Fl#61teDecode"))) == why


@pytest.mark.parametrize(("why", "inside"), CASES)
def test_names_by_number_are_read(why: str, inside: bytes) -> None:
    for name in (
        b"JavaScript",
        b"JS",
        b"Launch",
        b"SubmitForm",
        b"XFA",
        b"RichMedia",
        b"Encrypt",
        b"EmbeddedFiles",
        b"EmbeddedFile",
    ):
        if b"/" + name in inside:
            odd = b"/" + b"".join(b"#%02x" % one for one in name)
            assert code(pdf(inside.replace(b"/" + name, odd))) == why


def test_a_page_may_speak_of_a_script() -> None:
    words = stream(b"BT (Vi talade om /JavaScript och /Launch) Tj ET", b"/Filter /FlateDecode")
    assert code(pdf(words)) == PDF


def test_a_longer_name_is_another() -> None:
    assert code(pdf(b"<< /JSON 1 /Launcher 2 >>")) == PDF


def test_what_cannot_be_looked_into_is_not_let_in() -> None:
    broken = b"<< /Type /ObjStm /Filter /FlateDecode >>\nstream\nnot packed\nendstream"
    assert code(pdf(broken)) == "unreadable"
    bomb = zlib.compress(bytes(80 * 1024 * 1024))
    head = b"<< /Type /ObjStm /Filter /FlateDecode >>\nstream\n"
    assert code(pdf(head + bomb + b"\nendstream")) == "unreadable"


@given(st.binary(max_size=400))
def test_anything_is_answered(content: bytes) -> None:
    code(content)
    code(pdf(content))
    code(pdf(stream(content)))
