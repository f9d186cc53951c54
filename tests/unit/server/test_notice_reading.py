"""What a school writes is checked, field by field, and its pages can be read by everybody."""

from __future__ import annotations

import re
import uuid
from datetime import UTC, date, datetime
from itertools import pairwise

import pytest

from kaa_core.model.enums import NoticeKind, StudyForm
from kaa_core.model.identity import check_digit, synthetic_number
from kaa_desktop.gui.tokens import DARK, LIGHT, Tokens
from kaa_server import notice_form, notice_pages
from kaa_server.municipalities import Municipality
from kaa_server.notice_senders import Sender
from kaa_server.notices import Receipt
from tests.unit.server.schools import Page

TODAY = date(2026, 11, 23)
MADE = synthetic_number(date(2009, 1, 2), 1)
MISTYPED = MADE[:11] + str((int(MADE[11]) + 1) % 10)
COORDINATION = "090162001"
WRITTEN = {
    "kind": "began",
    "identity_number": MADE,
    "given_name": "Alva",
    "family_name": "Testgren",
    "school": "Fria Exempelskolan",
    "education": "introductory",
    "programme": "",
    "date": "2026-11-20",
}


def read(**changed: str) -> notice_form.Read:
    return notice_form.read(WRITTEN | changed, TODAY, practice=True)


def test_a_whole_notice() -> None:
    told = read(given_name="  Alva   Maria ").told
    assert told is not None
    assert told.given_name == "Alva Maria"
    assert told.kind == NoticeKind.BEGAN
    assert told.education == StudyForm.INTRODUCTORY
    assert "Alva" not in repr(read())


@pytest.mark.parametrize(
    ("changed", "field", "sentence"),
    [
        ({"kind": ""}, "kind", "Välj vad"),
        ({"kind": "stolen"}, "kind", "Välj vad"),
        ({"identity_number": ""}, "identity_number", "Skriv elevens personnummer"),
        ({"identity_number": "20090102TF01"}, "identity_number", "inte folkbokförd"),
        ({"identity_number": "090102-T123"}, "identity_number", "inte folkbokförd"),
        ({"identity_number": "20090231-1234"}, "identity_number", "Datum"),
        ({"identity_number": MISTYPED}, "identity_number", "Kontrollsiffran"),
        (
            {"identity_number": synthetic_number(date(2006, 11, 23), 1)},
            "identity_number",
            "fyllt 20",
        ),
        ({"identity_number": synthetic_number(date(2014, 1, 1), 1)}, "identity_number", "12 år"),
        ({"identity_number": synthetic_number(date(2027, 1, 1), 1)}, "identity_number", "framtid"),
        ({"given_name": " "}, "given_name", "förnamn"),
        ({"family_name": ""}, "family_name", "efternamn"),
        ({"school": ""}, "school", "skolans namn"),
        ({"given_name": "x" * 101}, "given_name", "högst 100"),
        ({"programme": "x" * 201}, "programme", "högst 200"),
        ({"given_name": "Al\0va"}, "given_name", "tecken som inte syns"),
        ({"family_name": "nerg\u202etseT"}, "family_name", "tecken som inte syns"),
        ({"school": "Fria\nskolan"}, "school", "tecken som inte syns"),
        ({"education": ""}, "education", "Välj vilken"),
        ({"education": "komvux"}, "education", "i listan"),
        ({"date": ""}, "date", "Skriv datumet"),
        ({"date": "20/11"}, "date", "ÅÅÅÅ-MM-DD"),
        ({"date": "2026-02-30"}, "date", "ÅÅÅÅ-MM-DD"),
        ({"date": "2016-11-20"}, "date", "årtalet"),
        ({"date": "2036-11-20"}, "date", "årtalet"),
        ({"kind": "absence", "date": "2026-11-24"}, "date", "framtiden"),
    ],
)
def test_what_is_wrong_is_said(changed: dict[str, str], field: str, sentence: str) -> None:
    found = read(**changed)
    assert found.told is None
    assert found.problems.keys() == {field}
    assert sentence in found.problems[field]
    assert found.problems[field].endswith(".")
    for value in changed.values():
        assert len(value) < 6 or value not in found.problems[field]


@pytest.mark.parametrize(
    "changed",
    [
        {"kind": "left", "education": ""},
        {"kind": "left", "date": "2027-06-11"},
        {"kind": "absence", "education": "", "date": "2026-11-23"},
        {"identity_number": synthetic_number(date(2006, 11, 24), 1)},
        {"date": "2027-01-11"},
        {"identity_number": f"20{COORDINATION}{(check_digit(COORDINATION) + 5) % 10}"},
    ],
)
def test_what_is_right_is_taken(changed: dict[str, str]) -> None:
    found = read(**changed)
    assert found.told is not None, found.problems


def test_made_up_people_are_for_practice_only() -> None:
    found = notice_form.read(WRITTEN, TODAY, practice=False)
    assert "Kontrollsiffran" in found.problems["identity_number"]


# -- pages for everybody

WHERE = Municipality("9901", "Exempelås kommun", True, uuid.UUID(int=1), 0, None)
SENDER = Sender(uuid.UUID(int=2), "Fria skolan", "12345678", "x", datetime.now(UTC), None, None)
EVERY_PROBLEM = dict.fromkeys(notice_form.FIELDS, "Rätta det här.")
PAGES = {
    "login": notice_pages.login(WHERE, "c"),
    "login again": notice_pages.login(WHERE, "c", "Nyckeln stämmer inte."),
    "form": notice_pages.form(WHERE, SENDER, "c", "o", {}, {}),
    "form to mend": notice_pages.form(WHERE, SENDER, "c", "o", WRITTEN, EVERY_PROBLEM),
    "receipt": notice_pages.receipt(
        WHERE, SENDER, "c", Receipt("20261123-ABCD-EFGH", NoticeKind.LEFT, datetime.now(UTC))
    ),
    "told": notice_pages.told(None, "Det gick inte", ["Sidan finns inte."]),
}


@pytest.mark.parametrize("name", PAGES)
def test_pages_can_be_read_and_used_without_seeing_them(name: str) -> None:
    page = Page(PAGES[name])
    assert page.all("html") == [{"lang": "sv"}]
    assert len(page.all("h1")) == 1
    levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch("h[1-6]", tag)]
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert len(page.all("main")) == 1
    assert page.titles["title"][0].strip()
    assert "user-scalable" not in PAGES[name]
    first = next(attributes for tag, attributes in page.tags if tag == "a")
    assert first == {"class": "skip", "href": "#innehall"}
    ids = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    labelled = {one["for"] for one in page.all("label")}
    for tag in ("input", "select"):
        for one in page.all(tag):
            if one.get("type") != "hidden":
                assert one["id"] in labelled
    for _, attributes in page.tags:
        for described in attributes.get("aria-describedby", "").split():
            assert described in ids
        assert "tabindex" not in attributes
        assert not any(one.startswith("on") for one in attributes)
    for one in page.all("a"):
        if one["href"].startswith("#"):
            assert one["href"][1:] in ids
    assert not page.all("script")


def test_a_form_to_mend_leads_to_its_fields() -> None:
    page = Page(PAGES["form to mend"])
    assert page.titles["title"][0].startswith("Rätta: ")
    alerts = [one for one in page.all("div") if one.get("role") == "alert"]
    assert len(alerts) == 1
    leads = {one["href"] for one in page.all("a")}
    assert {f"#{name}" for name in notice_form.FIELDS} <= leads
    invalid = [one for tag in ("input", "select") for one in page.all(tag) if "aria-invalid" in one]
    assert len(invalid) == len(notice_form.FIELDS) - 1, "the choices are a group"
    assert all(f"{one['id']}-problem" in one["aria-describedby"] for one in invalid)
    [group] = page.all("fieldset")
    assert group["aria-describedby"] == "kind-problem"


# -- colours


def _colours(dark: bool) -> dict[str, str]:
    light, _, rest = notice_pages.STYLE.partition("@media (prefers-color-scheme: dark)")
    text = rest.partition("} }")[0] if dark else light
    return dict(re.findall(r"--(\w+): (#[0-9A-F]{6})", text))


def _contrast(one: str, other: str) -> float:
    def light(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        red, green, blue = (
            part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
        )
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    high, low = sorted((light(one), light(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize(("dark", "tokens"), [(False, LIGHT), (True, DARK)])
def test_the_colours_are_the_programs_own_and_can_be_told_apart(dark: bool, tokens: Tokens) -> None:
    colours = _colours(dark)
    toned = {"danger": tokens.danger, "ok": tokens.ok, "warn": tokens.warn}
    for name, colour in colours.items():
        tone = toned.get(name.removesuffix("back"))
        wanted = (
            getattr(tokens, "border" if name == "line" else name)
            if tone is None
            else (tone.background if name.endswith("back") else tone.text)
        )
        assert colour == wanted, name
    read = [("text", "canvas"), ("text", "surface"), ("text2", "surface"), ("text2", "canvas")]
    read += [("link", "surface"), ("link", "canvas"), ("onaccent", "accent"), ("danger", "surface")]
    read += [(one, f"{one}back") for one in toned]
    for one, other in read:
        assert _contrast(colours[one], colours[other]) >= 4.5, (one, other)
    for one, other in (("ctrl", "surface"), ("focus", "surface"), ("focus", "canvas")):
        assert _contrast(colours[one], colours[other]) >= 3, (one, other)


def test_the_pages_grow_with_the_text() -> None:
    sizes = re.findall(r"[\d.]+px", notice_pages.STYLE)
    assert set(sizes) <= {"1px", "2px", "3px"}, "borders and outlines only"
    assert "nowrap" not in notice_pages.STYLE
    assert "@media print" in notice_pages.STYLE
