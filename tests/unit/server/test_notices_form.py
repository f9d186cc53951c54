"""The web form for schools' notices, at the real server: the way through it, and whoever should not come."""

from __future__ import annotations

import uuid

import httpx
import pytest

from kaa_server import municipalities, notice_senders
from kaa_server.clock import system_clock
from kaa_server.database import Database
from tests.server_process import ServerProcess
from tests.unit.server.schools import (  # noqa: F401 - a fixture
    School,
    notice,
    number,
    register,
    school,
)

XSS = "\"'><script>alert(1)</script><img src=x onerror=alert(2)>"


def _count(one: School) -> int:
    return int(one.rows("SELECT count(*) FROM notice")[0][0])


def test_from_key_to_receipt(school: School) -> None:  # noqa: F811
    browser = school.browser()
    opened = browser.open()
    assert opened.status_code == 200
    assert "Skolans nyckel" in browser.page.text
    assert browser.sign_in(school.key).status_code == 200
    assert "Anmäl en elev" in browser.page.text
    assert browser.send(notice()).status_code == 200
    assert "Kommunen har tagit emot anmälan" in browser.page.text
    assert "skolenhetskod 12345678" in browser.page.text
    receipt = browser.receipt()
    for personal in ("Alva", "Testgren", "Bygg", number(), number()[2:8]):
        assert personal not in browser.page.text
    assert browser.http.get(f"{browser.path}/kvitto/{receipt}").text.count(receipt) == 1
    browser.open()
    browser.post(browser.page.hidden(), "/logga-ut")
    assert "Skolans nyckel" in browser.page.text
    assert browser.open(f"{browser.path}/kvitto/{receipt}").status_code == 401


def test_what_is_wrong_is_said_at_its_field_and_nothing_is_lost(school: School) -> None:  # noqa: F811
    browser = school.signed_in()
    answer = browser.send(notice(identity_number="20090102TF01", date="i går"))
    assert answer.status_code == 422
    assert "TF-nummer" in browser.page.text
    assert "inte folkbokförd" in browser.page.text
    fields = {one["name"]: one for one in browser.page.all("input") if one.get("type") == "text"}
    assert fields["given_name"]["value"] == "Alva"
    assert {name for name, one in fields.items() if "aria-invalid" in one} == {
        "identity_number",
        "date",
    }
    assert _count(school) == 0
    assert browser.send(notice()).status_code == 200
    assert _count(school) == 1


# -- keys


def test_a_wrong_key_and_too_many_of_them(school: School) -> None:  # noqa: F811
    browser = school.browser()
    almost = school.key[:-1] + ("0" if school.key[-1] != "0" else "1")
    for _ in range(5):
        assert browser.sign_in(almost).status_code == 401
        assert "Nyckeln stämmer inte" in browser.page.text
    told = browser.sign_in(school.key)
    assert told.status_code == 429
    assert int(told.headers["retry-after"]) > 5
    assert "för många försök" in browser.page.text
    assert _api(browser.http, school, school.key).status_code == 429


def test_strangers_keep_no_school_out(school: School) -> None:  # noqa: F811
    stranger = school.browser()
    statuses = [stranger.sign_in(f"{n:04}-ABCD-EFGH-ABCD-EFGH-ABCD").status_code for n in range(7)]
    assert statuses == [401] * 5 + [429] * 2
    school.tell()
    assert school.rows("SELECT count(*) FROM attempt") == [(1,)]


@pytest.mark.parametrize("key", ["", "x", "\0", "å" * 1000, "A" * 5000, "----"])
def test_odd_keys(school: School, key: str) -> None:  # noqa: F811
    assert school.browser().sign_in(key).status_code == 401


def test_a_key_may_be_written_as_it_is_heard(school: School) -> None:  # noqa: F811
    heard = school.key.lower().replace("-", " ").replace("0", "o").replace("1", "l")
    assert school.browser().sign_in(heard).status_code == 200


def test_a_blocked_school_is_out_at_once(school: School) -> None:  # noqa: F811
    browser = school.signed_in()
    notice_senders.block(school.database, system_clock, school.municipality, school.sender.id)
    assert browser.send(notice()).status_code == 401
    assert "loggats ut" in browser.page.text
    assert browser.sign_in(school.key).status_code == 401
    assert _api(browser.http, school, school.key).status_code == 401
    assert _count(school) == 0


def test_what_is_kept_of_a_key_does_not_open(school: School) -> None:  # noqa: F811
    secret = school.key.replace("-", "")[8:].encode()
    [(kept, handle)] = school.rows("SELECT secret, handle FROM notice_sender")
    assert secret not in bytes(kept)
    assert handle == school.key.replace("-", "")[:8]
    assert school.key not in repr(school.sender)


# -- repeats


def test_the_same_form_twice_is_one_notice(school: School) -> None:  # noqa: F811
    browser = school.signed_in()
    hidden, fields = browser.page.hidden(), notice()
    receipts = []
    for _ in range(2):
        browser.post({**hidden, **fields})
        receipts.append(browser.receipt())
    assert receipts[0] == receipts[1]
    # Gone back in the browser, and another pupil written over the first: that is another notice.
    browser.post({**hidden, **fields, "given_name": "Bo"})
    assert browser.receipt() != receipts[0]
    assert _count(school) == 2


def test_another_visit_with_the_same_form_is_another_notice(school: School) -> None:  # noqa: F811
    assert school.tell() != school.tell()


# -- forged forms


def test_only_our_own_form_is_taken(school: School) -> None:  # noqa: F811
    browser = school.signed_in()
    hidden, other = browser.page.hidden(), school.signed_in().page.hidden()
    for changed in ({"csrf": ""}, {"csrf": "x" * 44}, {"csrf": other["csrf"]}, {"csrf": "å"}):
        assert browser.post({**hidden, **notice(), **changed}).status_code == 403
        assert "är inte mottagen" in browser.page.text
        assert browser.post({**hidden, **changed}, "/logga-ut").status_code == 403
    for site in ("cross-site", "same-site", "odd"):
        forged = browser.post({**hidden, **notice()}, Sec_Fetch_Site=site)
        assert forged.status_code == 403
    assert _count(school) == 0
    assert browser.post({**hidden, **notice()}, Sec_Fetch_Site="same-origin").status_code == 200


def test_nobody_is_signed_in_by_another_site(school: School) -> None:  # noqa: F811
    browser = school.browser()
    assert browser.post({"key": school.key}, "/logga-in").status_code == 403
    browser.open()
    bad = {"key": school.key, "csrf": "x"}
    assert browser.post(bad, "/logga-in").status_code == 403
    without = httpx.post(
        f"{school.url}{browser.path}/logga-in",
        data={**browser.page.hidden(), "key": school.key},
        trust_env=False,
    )
    assert without.status_code == 403


def test_the_cookie_is_kept_from_scripts_other_sites_and_other_paths(school: School) -> None:  # noqa: F811
    browser = school.browser()
    browser.open()
    sent = {**browser.page.hidden(), "key": school.key}
    answer = browser.http.post(f"{browser.path}/logga-in", data=sent)
    [visit] = [one for one in answer.headers.get_list("set-cookie") if "kaa_anmalan=" in one]
    for part in ("HttpOnly", "SameSite=strict", f"Path=/anmalan/{school.municipality}"):
        assert part in visit
    assert "Max-Age" not in visit
    assert "Secure" not in visit
    for headers in ({"x-forwarded-proto": "https"}, {"host": "kaa.exempel.se"}):
        opened = browser.http.get(browser.path, headers={**headers, "cookie": ""})
        assert "Secure" in opened.headers["set-cookie"]
    assert school.key not in answer.headers["location"]


# -- what is sent


@pytest.mark.parametrize(
    "field", ["kind", "identity_number", "given_name", "family_name", "school", "programme"]
)
def test_nothing_written_becomes_a_part_of_the_page(school: School, field: str) -> None:  # noqa: F811
    browser = school.signed_in()
    answer = browser.send(notice(date="", **{field: XSS}))
    assert answer.status_code == 422
    assert "<script" not in answer.text
    assert "<img" not in answer.text
    assert not browser.page.all("script")
    if field != "kind":
        [shown] = [one for one in browser.page.all("input") if one.get("name") == field]
        assert shown["value"] == XSS


def test_hidden_fields_and_names_neither(school: School, server: ServerProcess) -> None:  # noqa: F811
    odd = register(server.url, school.database, school.municipality, XSS[:60])
    browser = odd.signed_in()
    assert browser.send(notice(date=""), once=XSS).status_code == 422
    assert not browser.page.all("script")
    browser.send(notice())
    assert not browser.page.all("script")
    for odd_number in ("%3Cscript%3E", "%00", "%C3%A5", "x" * 2000):
        assert browser.open(f"{browser.path}/kvitto/{odd_number}").status_code == 404
    assert not browser.page.all("script")
    browser.http.close()


def test_the_policy_lets_nothing_in_from_elsewhere(school: School) -> None:  # noqa: F811
    browser = school.signed_in()
    pages = [browser.open(), browser.open(f"{browser.path}/kvitto/x"), school.browser().open()]
    for answer in pages:
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "form-action 'self'" in policy
        assert "script" not in policy
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "style=" not in answer.text
        assert "://" not in answer.text
    style = browser.http.get("/anmalan/stil.css")
    assert style.headers["content-type"].startswith("text/css")
    assert "url(" not in style.text


@pytest.mark.parametrize(
    ("body", "media", "status"),
    [
        (b"x=" + b"y" * 20_000, "application/x-www-form-urlencoded", 413),
        (b"given_name=%ff%fe", "application/x-www-form-urlencoded", 400),
        (b"\xff\xfe", "application/x-www-form-urlencoded", 400),
        (b"&".join([b"a=b"] * 40), "application/x-www-form-urlencoded", 400),
        (b"{}", "application/json", 415),
        (b"--x--", "multipart/form-data; boundary=x", 415),
        (b"", "text/plain", 415),
    ],
)
def test_bodies_that_are_no_form(
    school: School,  # noqa: F811
    body: bytes,
    media: str,
    status: int,
) -> None:
    browser = school.signed_in()
    for path in (browser.path, f"{browser.path}/logga-in"):
        answer = browser.http.post(path, content=body, headers={"content-type": media})
        assert answer.status_code == status
        assert answer.headers["content-type"].startswith("text/html")


# -- municipalities


def test_one_municipality_knows_nothing_of_another(
    school: School,  # noqa: F811
    database: Database,
    server: ServerProcess,
) -> None:
    other = f"7{school.municipality[1:]}"
    municipalities.add(database, system_clock, other, "Grannkommunen", practice=True)
    browser = school.signed_in()
    receipt = school.tell()
    assert browser.open(f"/anmalan/{other}").status_code == 404, "no school there yet"
    neighbour = register(server.url, database, other)
    stranger = school.browser(other)
    assert stranger.sign_in(school.key).status_code == 401
    cookie = {"cookie": f"kaa_anmalan={browser.http.cookies['kaa_anmalan']}"}
    assert "Skolans nyckel" in browser.http.get(f"/anmalan/{other}", headers=cookie).text
    theirs = neighbour.signed_in()
    assert theirs.open(f"{theirs.path}/kvitto/{receipt}").status_code == 404
    assert neighbour.rows("SELECT count(*) FROM notice") == [(0,)]
    assert neighbour.rows("SELECT name FROM notice_sender") == [("Fria Exempelskolan",)]
    theirs.http.close()


def test_another_school_does_not_see_a_receipt(school: School, server: ServerProcess) -> None:  # noqa: F811
    receipt = school.tell()
    another = register(server.url, school.database, school.municipality, "Andra skolan")
    browser = another.signed_in()
    assert browser.open(f"{browser.path}/kvitto/{receipt}").status_code == 404
    browser.http.close()


@pytest.mark.parametrize(
    "code", ["0000", "abcd", "%27OR%201", "99999", "stil", "%00", "\u0661\u0662\u0663\u0664"]
)
def test_there_is_no_form_where_nobody_takes_notices(school: School, code: str) -> None:  # noqa: F811
    browser = school.browser()
    assert browser.open(f"/anmalan/{code}").status_code == 404
    answer = browser.http.post(
        f"/anmalan/{code}/api", json=notice(), headers={"authorization": f"Bearer {school.key}"}
    )
    assert answer.status_code == 404


# -- floods


def test_a_program_gone_wild_is_stopped(school: School) -> None:  # noqa: F811
    school.tell()
    with school.database.tenant(school.municipality) as connection:
        connection.execute(
            "INSERT INTO notice (municipality, notice, sender, receipt, kind, received, digest, "
            "state) SELECT municipality, gen_random_uuid(), sender, 'r' || n, kind, received, "
            "decode(lpad(to_hex(n), 8, '0'), 'hex'), 1 FROM notice, generate_series(1, 298) n"
        )
    school.tell()
    browser = school.signed_in()
    stopped = browser.send(notice())
    assert stopped.status_code == 429
    assert stopped.headers["retry-after"] == "3600"
    assert "Vänta 60 min" in browser.page.text


# -- programs


def _api(http: httpx.Client, one: School, key: str, **headers: str) -> httpx.Response:
    sent = {"authorization": f"Bearer {key}"}
    sent |= {name.replace("_", "-"): value for name, value in headers.items()}
    return http.post(f"/anmalan/{one.municipality}/api", json=notice(), headers=sent)


def test_a_program_sends_the_same(school: School) -> None:  # noqa: F811
    http = school.browser().http
    first = _api(http, school, school.key, Idempotency_Key="1")
    assert first.status_code == 201
    again = _api(http, school, school.key, Idempotency_Key="1")
    assert again.status_code == 200
    assert again.json() == first.json()
    assert first.json().keys() == {"receipt", "received"}
    assert _api(http, school, school.key, Idempotency_Key="2").json() != first.json()
    assert _count(school) == 2
    path, sent = f"/anmalan/{school.municipality}/api", {"authorization": f"Bearer {school.key}"}
    wrong = http.post(path, json=notice(date="", given_name="", skäl="sjuk"), headers=sent)
    assert wrong.status_code == 422
    assert wrong.json()["errors"].keys() == {"date", "given_name", "fields"}
    assert "sjuk" not in wrong.text
    for body in (b"[]", b'{"date": 1}', b"\xff", b"[" * 10_000, b'{"date": null}'):
        bad = http.post(path, content=body, headers={**sent, "content-type": "application/json"})
        assert bad.status_code == 400
    assert http.post(path, data=notice(), headers=sent).status_code == 415
    assert http.post(path, json=notice()).status_code == 401


def test_the_description_lists_them(school: School) -> None:  # noqa: F811
    paths = school.browser().http.get("/openapi.json").json()["paths"]
    form = paths["/anmalan/{municipality}"]
    assert form.keys() == {"get", "post"}
    assert form["post"]["security"] == []
    assert form["get"]["parameters"][0]["name"] == "municipality"
    assert "post" in paths["/anmalan/{municipality}/api"]
    assert "post" in paths["/v1/notices/answer"]


# -- the log


def test_nothing_about_anybody_is_logged(school: School, server: ServerProcess) -> None:  # noqa: F811
    marked = f"Zebra{uuid.uuid4().hex[:8]}"
    browser = school.signed_in()
    browser.send(notice(family_name=marked, date=""))
    browser.send(notice(family_name=marked))
    receipt = browser.receipt()
    browser.open(f"{browser.path}?namn={marked}")
    _api(browser.http, school, school.key)
    written = server.log.read_text()
    assert '"/anmalan/{municipality}/kvitto/{receipt}"' in written
    assert browser.path not in written
    for one in (
        marked,
        number(),
        number()[2:],
        receipt,
        school.key,
        "Testgren",
    ):
        assert one not in written
