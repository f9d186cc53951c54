"""The client of SS 12000 against a real server on loopback, both held against the description."""

from __future__ import annotations

import itertools
import logging
import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import trustme

from kaa_server.sources import ss12000_http
from kaa_server.sources.ss12000_client import OVERLAP, Bookmark, SourceFault, Why, deliveries
from tests.ss12000_server import (
    SECRET,
    Fault,
    SchoolServer,
    school_server,
    wrong_answer,
    wrong_question,
)
from tests.unit.server.pupils import ALL, NEW, OLD, Naps, an_id, config, filled, person, pupils, run

SINCE = datetime(2026, 11, 10, tzinfo=UTC)


def test_everything_page_by_page_pupils_only(school: SchoolServer, naps: Naps) -> None:
    delivered = run(school, naps)
    pages = [(one.resource, one.page, len(one.objects), one.last) for one in delivered]
    assert pages == [
        ("organisations", 1, 2, True),
        ("programmes", 1, 1, True),
        ("persons", 1, 2, False),
        ("persons", 2, 2, False),
        ("persons", 3, 1, True),
    ]
    assert pupils(delivered) == ALL
    assert delivered[-1].bookmark is None
    assert len({one.until for one in delivered}) == 1
    assert datetime.now(UTC) - delivered[0].until < OVERLAP + timedelta(minutes=1)
    assert len(school.tokens) == 1
    assert naps.taken == []


def test_what_has_changed_and_what_is_deleted(school: SchoolServer, naps: Naps) -> None:
    school.persons.append(person(7, NEW))
    school.deleted = {
        "persons": [an_id(1001), an_id(1002), an_id(1003)],
        "organisations": [an_id(4)],
    }
    delivered = run(school, naps, SINCE)
    assert pupils(delivered) == ["Testgren 7"]
    gone = [one.objects for one in delivered if one.resource == "deletedEntities"]
    assert gone == [
        ({"persons": [an_id(1001), an_id(1002)]},),
        ({"persons": [an_id(1003)], "organisations": [an_id(4)]},),
    ]
    asked = {one.path: one.query for one in school.asked if "pageToken" not in one.query}
    assert asked["/persons"]["meta.modified.after"] == ["2026-11-10T00:00:00+00:00"]
    assert asked["/deletedEntities"]["entities"] == ["Person", "Organisation", "Programme"]
    assert "meta.modified.after" not in asked["/organisations"]


def test_older_servers_have_school_units(school: SchoolServer, naps: Naps) -> None:
    school.school_units = True
    found = [one.resource for one in run(school, naps, school_units=True)]
    assert found[:3] == ["organisations", "schoolUnits", "programmes"]
    school.school_units = False
    missing = [one.resource for one in run(school, naps, school_units=True) if one.missing]
    assert missing == ["schoolUnits"]


def test_a_server_without_programmes_or_deletions_is_read_all_the_same(
    school: SchoolServer, naps: Naps
) -> None:
    school.absent = {"programmes", "deletedEntities"}
    delivered = run(school, naps, SINCE)
    assert [one.resource for one in delivered if one.missing] == ["programmes", "deletedEntities"]
    school.absent = {"persons"}
    with pytest.raises(SourceFault, match="slutar med versionen"):
        run(school, naps)


# -- tokens


def test_tokens_are_renewed_before_they_run_out(school: SchoolServer, naps: Naps) -> None:
    school.expires_in = 300
    run_on = deliveries(config(school), None, clock=naps.clock, sleep=naps)
    for _ in run_on:
        naps.clock.advance(seconds=239)
    assert len(school.tokens) == 3
    assert naps.taken == []


@pytest.mark.parametrize("told", [None, "120", 10, "snart", 1e9])
def test_any_life_of_a_token_is_lived_with(school: SchoolServer, naps: Naps, told: Any) -> None:
    school.expires_in = told
    assert pupils(run(school, naps)) == ALL


def test_a_token_that_ends_early_is_renewed_once(school: SchoolServer, naps: Naps) -> None:
    run_on = deliveries(config(school), None, clock=naps.clock, sleep=naps)
    delivered = [next(run_on), next(run_on)]
    school.valid.clear()
    delivered += run_on
    assert pupils(delivered) == ALL
    assert len(school.tokens) == 2
    school.faults += [Fault(status=401), Fault(status=401)]
    with pytest.raises(SourceFault) as refused:
        run(school, naps)
    assert refused.value.why is Why.REFUSED


def test_the_secret_may_go_in_the_body(school: SchoolServer, naps: Naps) -> None:
    assert pupils(run(school, naps, secret_in_body=True, scope="ss12000")) == ALL


def test_a_wrong_secret_is_said_at_once(school: SchoolServer, naps: Naps) -> None:
    with pytest.raises(SourceFault, match="klient-id och hemlighet") as refused:
        run(school, naps, client_secret="fel")
    assert refused.value.why is Why.SIGN_IN
    assert naps.taken == []
    assert "fel" not in str(refused.value)


def test_a_token_endpoint_that_answers_nonsense(school: SchoolServer, naps: Naps) -> None:
    school.token_faults += [Fault(status=503), Fault(body=b"{}"), Fault(body=b"<html>")]
    with pytest.raises(SourceFault) as broken:
        run(school, naps)
    assert broken.value.why is Why.BROKEN
    school.token_faults += [Fault(status=500), Fault(body=b'{"token_type": "mac"}')]
    assert pupils(run(school, naps)) == ALL


# -- going on


def test_a_broken_run_goes_on_after_any_page(school: SchoolServer, naps: Naps) -> None:
    school.deleted = {"persons": [an_id(1), an_id(2), an_id(3)]}
    whole = run(school, naps, datetime(2026, 10, 1, tzinfo=UTC))
    assert pupils(whole) == ALL
    for done in range(1, len(whole)):
        kept = whole[done - 1].bookmark
        assert kept is not None
        went_on = run(school, naps, resume=Bookmark.parse(kept.as_text()))
        assert [(one.resource, one.objects) for one in went_on] == [
            (one.resource, one.objects) for one in whole[done:]
        ]
        assert {one.until for one in went_on} == {whole[0].until}


def test_a_run_that_breaks_in_the_middle_keeps_what_came(school: SchoolServer, naps: Naps) -> None:
    run_on = deliveries(config(school), None, clock=naps.clock, sleep=naps)
    delivered = list(itertools.islice(run_on, 4))
    school.faults += [Fault(path="/persons", cut=True)] * 3
    with pytest.raises(SourceFault):
        next(run_on)
    delivered += run(school, naps, resume=delivered[-1].bookmark)
    assert pupils(delivered) == ALL


def test_a_forgotten_page_begins_the_resource_anew(school: SchoolServer, naps: Naps) -> None:
    run_on = deliveries(config(school), None, clock=naps.clock, sleep=naps)
    before = list(itertools.islice(run_on, 3))
    school.forget_pages()
    after = list(run_on)
    assert [(one.page, one.again) for one in after] == [(1, True), (2, True), (3, True)]
    assert pupils(after) == ALL
    assert pupils(before) == ALL[:2]
    run_on = deliveries(config(school), None, clock=naps.clock, sleep=naps)
    list(itertools.islice(run_on, 3))
    school.forget_pages()
    next(run_on)
    school.forget_pages()
    with pytest.raises(SourceFault):
        next(run_on)


# -- settings, certificates and secrets


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"base": "http://skola.example/v2.0"}, "okrypterade"),
        ({"token_url": "http://skola.example/token"}, "okrypterade"),
        ({"base": "skola.example/v2.0"}, "går inte att tyda"),
        ({"base": "https://kalle:hemligt@skola.example"}, "går inte att tyda"),
        ({"base": "https://skola.example/v2.0?x=1"}, "går inte att tyda"),
        ({"base": "https://[::1/v2.0"}, "går inte att tyda"),
        ({"client_id": ""}, "saknas"),
        ({"client_secret": ""}, "saknas"),
        ({"ca_file": Path("/finns/inte.pem")}, "Certifikatfilen"),
    ],
)
def test_settings_that_cannot_be(
    school: SchoolServer, naps: Naps, changed: dict[str, Any], why: str
) -> None:
    with pytest.raises(SourceFault, match=why) as refused:
        run(school, naps, **changed)
    assert refused.value.why is Why.SETTINGS
    assert school.asked == []


def test_certificates(naps: Naps, tmp_path: Path) -> None:
    authority = trustme.CA()
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(tls)
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    with school_server(filled(), tls) as school:
        with pytest.raises(SourceFault, match="inte litar på"):
            run(school, naps)
        assert naps.taken == []
        assert pupils(run(school, naps, ca_file=tmp_path / "ca.pem")) == ALL


def test_nothing_secret_is_shown(
    school: SchoolServer, naps: Naps, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    assert SECRET not in repr(config(school))
    delivered = run(school, naps)
    shown = repr(delivered) + caplog.text
    school.faults += [Fault(path="/persons", status=500)] * 3
    with pytest.raises(SourceFault) as fault:
        run(school, naps)
    assert fault.value.__cause__ is None
    shown += f"{fault.value!r} {fault.value.__context__!r}"
    for secret in (SECRET, *school.tokens, "Testgren", "sida-persons", school.url):
        assert secret not in shown


# -- the description


def test_the_description_finds_what_does_not_fit() -> None:
    wrong = [
        {"pageToken": ["x"], "meta.modified.after": [OLD]},
        {"meta.modified.after": ["i går"]},
        {"relationship.entity.type": ["elev"]},
        {"limit": ["0"]},
        {"limit": ["1", "2"]},
        {"expand": ["enrolments"]},
        {"enrolments": ["true"]},
    ]
    assert all(wrong_question("/persons", one) for one in wrong)
    assert not wrong_question("/persons", {"pageToken": ["x"], "limit": ["5"]})
    fine = person(1)
    assert not wrong_answer("/persons", {"data": [fine], "pageToken": None})
    changes: list[dict[str, Any]] = [
        {"id": "1"},
        {"personStatus": "x"},
        {"enrolments": [{}]},
        {"x": 1},
    ]
    for changed in changes:
        assert wrong_answer("/persons", {"data": [fine | changed]})
    assert wrong_answer("/organisations", {"data": [{"id": an_id(1)}]})


def test_every_sentence_is_whole() -> None:
    said = [
        value
        for name, value in vars(ss12000_http).items()
        if name.isupper() and isinstance(value, str) and len(value) > 20
    ]
    assert len(said) > 10
    assert all(one[0].isupper() and one.endswith(".") for one in said)
