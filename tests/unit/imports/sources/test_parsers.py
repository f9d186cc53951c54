"""The parsers against everything: any bytes and any objects give entries or a refusal, and nothing else."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaa_core.imports.book import NotReadable
from kaa_core.imports.sources import navet, ss12000
from kaa_core.imports.sources.facts import Given, SourcePerson, Unread
from kaa_core.imports.sources.lists import List
from kaa_core.imports.sources.long_lists import long_list
from kaa_core.imports.sources.people import identity_of, municipality_of
from kaa_core.imports.sources.schooling import (
    credential_of_words,
    form_of_code,
    form_of_words,
    of_programme,
)
from kaa_core.model.enums import CredentialKind, Protection, StudyForm
from kaa_core.model.registry import REGISTRY
from tests.unit.imports.making import TODAY, youths_born
from tests.unit.imports.sources.samples import ORGANISATIONS, PROGRAMMES, post

GIVEN = Given(feed="F", as_of=TODAY, today=TODAY, home="0682")
A, B = youths_born(2008, 2)

_json = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-5, 5)
    | st.text(max_size=8)
    | st.floats(allow_nan=False),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=8,
)
_enrolment = st.fixed_dictionaries(
    {},
    optional={
        "enroledAt": _json,
        "schoolType": _json | st.sampled_from(["GY", "GR", "FS", "XX"]),
        "startDate": _json | st.sampled_from(["2025-08-19", "2025-02-30"]),
        "endDate": _json | st.sampled_from(["2026-06-10", "2020-01-01"]),
        "cancelled": _json | st.just(True),
        "schoolYear": _json,
        "programme": _json,
        "educationCode": _json,
    },
)
_person = st.fixed_dictionaries(
    {"id": st.just("p") | _json},
    optional={
        "givenName": _json,
        "familyName": _json,
        "civicNo": _json | st.just({"value": A}),
        "birthDate": _json,
        "securityMarking": _json,
        "personStatus": _json | st.just("Avliden"),
        "addresses": _json,
        "emails": _json,
        "phoneNumbers": _json,
        "meta": _json,
        "enrolments": _json | st.lists(_enrolment, max_size=3),
    },
)


@given(st.lists(_person | _json, max_size=4), _json)
def test_any_objects_give_entries(persons: list[Any], lookups: Any) -> None:
    looked = ss12000.Lookups(ORGANISATIONS, PROGRAMMES)
    entries = list(ss12000.delivery(persons, looked, GIVEN, [{"persons": lookups}]).entries)
    assert len(entries) >= len(persons)
    for entry in entries:
        for fact in entry.facts if isinstance(entry, SourcePerson) else ():
            problems = {one.field for one in REGISTRY.of(fact).validate(fact)}
            assert problems <= {"source", "as_of"}  # these two are set when it is laid in


@given(_json)
def test_any_file_of_objects_is_sorted(decoded: Any) -> None:
    for name, found in ss12000.objects(decoded).items():
        assert isinstance(name, str)
        assert isinstance(found, list)


@given(st.binary(max_size=400))
def test_any_bytes_are_a_notification_file_or_refused(content: bytes) -> None:
    try:
        list(navet.delivery(content, GIVEN).entries)
    except NotReadable as refused:
        assert refused.code


_codes = st.sampled_from(["01001", "01003", "01006", "01007", "01011", "01012", "01021", "01023"])


@given(
    st.lists(st.tuples(_codes, st.text(max_size=14) | st.sampled_from([A, B, "AV", "20260101"])))
)
def test_any_terms_give_posts(terms: list[tuple[str, str]]) -> None:
    text = "".join(f"#UP {code} {value}\n" for code, value in terms)
    try:
        entries = list(navet.delivery(text.encode(), GIVEN).entries)
    except NotReadable:
        return
    for entry in entries:
        assert isinstance(entry, SourcePerson | Unread)


@given(st.binary(max_size=300), st.sampled_from(List))
def test_any_bytes_are_a_list_or_refused(content: bytes, what: List) -> None:
    try:
        found = long_list(content, what)
        if not found.faults:
            list(found.delivery(GIVEN).entries)
    except NotReadable as refused:
        assert refused.code


def test_a_file_of_objects_is_told_by_its_pages_or_by_what_the_objects_have() -> None:
    person = {"id": "p", "givenName": "A", "familyName": "B"}
    page = {"data": [person], "pageToken": None}
    assert ss12000.objects(page) == {"persons": [person]}
    assert ss12000.objects([page, page]) == {"persons": [person, person]}
    found = ss12000.objects({"persons": [person], "organisations": {"data": ORGANISATIONS}})
    assert found == {"persons": [person], "organisations": ORGANISATIONS}
    mixed = ss12000.objects([person, *ORGANISATIONS, *PROGRAMMES])
    assert {name: len(one) for name, one in mixed.items()} == {
        "persons": 1,
        "organisations": 1,
        "programmes": 3,
    }


@pytest.mark.parametrize(
    ("confidential", "protected", "means"),
    [
        ("J", "", Protection.CONFIDENTIAL),
        ("N", "", Protection.NONE),
        ("", "", None),
        ("N", "J", Protection.PROTECTED),
        ("J", "J", Protection.PROTECTED),
        ("?", "", Protection.CONFIDENTIAL),
        ("J", "N", Protection.CONFIDENTIAL),
    ],
)
def test_the_two_marks_of_folkbokforingen_are_two_things(
    confidential: str, protected: str, means: Protection | None
) -> None:
    marks = [(code, mark) for code, mark in (("01003", confidential), ("01020", protected)) if mark]
    (entry,) = navet.delivery(post(A, *marks).encode(), GIVEN).entries
    assert isinstance(entry, SourcePerson)
    assert entry.protection is means


def test_a_delivery_that_describes_its_terms_otherwise_is_read_by_its_description() -> None:
    terms = navet.Terms(given_name="99912")
    content = b"#UPPGIFT 01001 " + A.encode() + b"\n#UPPGIFT 99912 Kim\n"
    (entry,) = navet.delivery(content, GIVEN, terms).entries
    assert isinstance(entry, SourcePerson)
    assert entry.given_name == "Kim"


def test_a_file_made_in_the_future_speaks_of_today() -> None:
    delivery = navet.delivery(b"#SKAPAD 20300101\n" + post(A).encode(), GIVEN)
    assert delivery.as_of == TODAY
    assert delivery.remarks


@pytest.mark.parametrize(
    ("code", "programme", "form"),
    [
        ("GY", "NA", StudyForm.NATIONAL_PROGRAMME),
        ("GY", "IMV", StudyForm.INTRODUCTORY),
        ("gy", "IMAKOM", StudyForm.INTRODUCTORY),
        ("GY", "IB", StudyForm.INTERNATIONAL),
        ("GYS", "", StudyForm.ADAPTED_UPPER_SECONDARY),
        ("GYAN", "", StudyForm.ADAPTED_UPPER_SECONDARY),
        ("GR", "", StudyForm.COMPULSORY),
        ("SP", "", StudyForm.COMPULSORY),
        ("GRS", "", StudyForm.ADAPTED_COMPULSORY),
        ("KOMVUX", "", StudyForm.ADULT_EDUCATION),
        ("VUX", "", StudyForm.ADULT_EDUCATION),
        ("SFI", "", StudyForm.SFI),
        ("FHS", "", StudyForm.FOLK_HIGH_SCHOOL),
        ("FTH", "", None),
    ],
)
def test_school_types(code: str, programme: str, form: StudyForm | None) -> None:
    assert form_of_code(code, programme) == (form, True)


def test_words_for_forms_programmes_and_documents() -> None:
    assert form_of_code("XX") == (StudyForm.OTHER, False)
    assert of_programme("IN") is StudyForm.NATIONAL_PROGRAMME
    assert form_of_words("Gymnasiesärskola") is StudyForm.ADAPTED_UPPER_SECONDARY
    assert form_of_words("Gymnasieskola, introduktionsprogram") is StudyForm.INTRODUCTORY
    assert form_of_words("something else") is None
    assert credential_of_words("Saknar examensbevis") is CredentialKind.NONE
    assert credential_of_words("Yrkesexamen") is CredentialKind.EXAM
    assert credential_of_words("Studiebevis 2500 p") is CredentialKind.STUDY_CERTIFICATE
    assert credential_of_words("vet ej") is None


@pytest.mark.parametrize(
    ("code", "county", "means"),
    [
        ("0682", None, "0682"),
        ("682", None, "0682"),
        ("82", "06", "0682"),
        ("82", "6", "0682"),
        ("0682", "06", "0682"),
        ("Nässjö", None, None),
        ("", None, None),
        ("82", None, None),
    ],
)
def test_codes_of_municipalities(code: str, county: str | None, means: str | None) -> None:
    assert municipality_of(code, county) == means


@pytest.mark.parametrize("number", ["20130101TF01", "20080101-T239", "080101A123", "20080101TF1A"])
def test_a_tf_number_is_refused_with_its_reason(number: str) -> None:
    read = identity_of(number, date(2026, 1, 1))
    assert read.number is None
    assert "TF-nummer" in read.problem


@pytest.mark.parametrize(
    ("days", "start", "remarked"),
    [
        (["02/13/2026", "03/04/2026"], date(2026, 2, 13), False),  # a month 13 shows the order
        (["13/02/2026", "03/04/2026"], date(2026, 2, 13), False),
        (["02/03/2026", "03/04/2026"], date(2026, 3, 2), True),  # either: the day first, and said
    ],
)
def test_day_and_month_are_told_by_the_whole_list(
    days: list[str], start: date, remarked: bool
) -> None:
    rows = "".join(f"{A if n else B};Kim;Alm;Skolan;{day}\n" for n, day in enumerate(days))
    content = f"Personnummer;Förnamn;Efternamn;Skola;Startdatum\n{rows}".encode()
    delivery = long_list(content, List.PUPILS).delivery(GIVEN)
    first = next(iter(delivery.entries))
    assert isinstance(first, SourcePerson)
    assert getattr(first.facts[0], "start", None) == start
    assert bool(delivery.remarks) is remarked


def test_who_stays_in_compulsory_school_is_said() -> None:
    head = "Personnummer;Förnamn;Efternamn;Skolform;Startdatum;Slutdatum\n"
    content = f"{head}{A};Kim;Alm;GR;2015-08-18;\n{B};Kim;Alm;GR;2015-08-18;2024-06-10\n".encode()
    stays, left = long_list(content, List.PUPILS).delivery(GIVEN).entries
    assert isinstance(stays, SourcePerson)
    assert isinstance(left, SourcePerson)
    assert [one for one in stays.remarks if "skolplikt" in one.sentence]
    assert not left.remarks
