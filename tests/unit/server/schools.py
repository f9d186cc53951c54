"""A school of another owner at the notice form: a browser without scripts, and what its pages hold."""

from __future__ import annotations

import time
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import attrs
import httpx
import pytest

from kaa_core.model.identity import synthetic_number
from kaa_server import notice_senders
from kaa_server.clock import system_clock
from kaa_server.database import Database
from kaa_server.notices import today
from tests.server_process import ServerProcess

VOID = {"meta", "link", "input", "br"}


def number(serial: int = 1, years: int = 17) -> str:
    """A pupil's number, of an age."""
    now = today(system_clock)
    return synthetic_number(now.replace(year=now.year - years, month=1, day=2), serial)


def notice(**changed: str) -> dict[str, str]:
    """What a school writes."""
    usual = {
        "kind": "left",
        "identity_number": number(),
        "given_name": "Alva",
        "family_name": "Testgren",
        "school": "Fria Exempelskolan",
        "education": "national",
        "programme": "Bygg",
        "date": today(system_clock).isoformat(),
    }
    return usual | changed


class Page(HTMLParser):
    """What a page holds, as somebody with a screen reader needs it. Refuses what does not nest."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.open: list[str] = []
        self.words: list[str] = []
        self.titles: dict[str, list[str]] = {}
        self.feed(text)
        assert not self.open, self.open

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        assert len({name for name, _ in attributes}) == len(attributes)
        self.tags.append((tag, {name: value or "" for name, value in attributes}))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)
        if self.open:
            self.titles.setdefault(self.open[-1], []).append(data)

    @property
    def text(self) -> str:
        """All its words."""
        return " ".join(" ".join(self.words).split())

    def all(self, tag: str) -> list[dict[str, str]]:
        """The attributes of every such tag."""
        return [attributes for one, attributes in self.tags if one == tag]

    def hidden(self) -> dict[str, str]:
        """What the form carries unseen; of two with one name the last, the form itself."""
        return {
            one["name"]: one["value"] for one in self.all("input") if one.get("type") == "hidden"
        }


@attrs.define
class Browser:
    """One browser at a school, at one municipality's form."""

    url: str
    municipality: str
    http: httpx.Client = attrs.field(init=False)
    page: Page = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        self.http = httpx.Client(base_url=self.url, timeout=30, trust_env=False)

    @property
    def path(self) -> str:
        """The form's."""
        return f"/anmalan/{self.municipality}"

    def open(self, path: str = "") -> httpx.Response:
        """Go to a page."""
        return self._read(self.http.get(path or self.path))

    def sign_in(self, key: str) -> httpx.Response:
        """Open the form and sign in; what came last."""
        self.open()
        return self.post({**self.page.hidden(), "key": key}, "/logga-in")

    def send(self, fields: dict[str, str], **hidden: str) -> httpx.Response:
        """Fill in the form that is open and send it."""
        return self.post({**self.page.hidden(), **hidden, **fields})

    def post(self, fields: dict[str, str], path: str = "", **headers: str) -> httpx.Response:
        """Post; a redirect is followed as browsers do."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        answer = self.http.post(self.path + path, data=fields, headers=sent)
        if answer.status_code == 303:
            return self.open(answer.headers["location"])
        return self._read(answer)

    def receipt(self) -> str:
        """The number on the receipt that is open."""
        return self.page.titles["dd"][0]

    def _read(self, answer: httpx.Response) -> httpx.Response:
        self.page = Page(answer.text)
        return answer


@attrs.define
class School:
    """A registered school."""

    url: str
    database: Database
    municipality: str
    key: str
    sender: notice_senders.Sender
    browsers: list[Browser] = attrs.field(factory=list)

    def browser(self, municipality: str = "") -> Browser:
        """A browser of its own, at nothing yet."""
        self.browsers.append(Browser(self.url, municipality or self.municipality))
        return self.browsers[-1]

    def signed_in(self) -> Browser:
        """A browser with the form open."""
        browser = self.browser()
        assert browser.sign_in(self.key).status_code == 200
        return browser

    def tell(self, **changed: str) -> str:
        """Send a notice; its receipt."""
        browser = self.signed_in()
        answer = browser.send(notice(**changed))
        assert answer.status_code == 200, browser.page.text
        return browser.receipt()

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Ask the database, in the municipality."""
        with self.database.tenant(self.municipality) as connection:
            return connection.execute(query.encode()).fetchall()


def register(
    url: str, database: Database, municipality: str, name: str = "Fria Exempelskolan"
) -> School:
    """A new school."""
    sender, key = notice_senders.add(
        database, system_clock, municipality, name, "12345678", "rektor@skola.example"
    )
    return School(url, database, municipality, key, sender)


@pytest.fixture
def school(server: ServerProcess, database: Database, municipality: str) -> Iterator[School]:
    """A school at the real server."""
    made = register(server.url, database, municipality)
    yield made
    for browser in made.browsers:
        browser.http.close()


def soon(happens: Any, within: float = 15.0) -> Any:
    """Wait until something is so; what it is."""
    until = time.monotonic() + within
    while not (found := happens()):
        assert time.monotonic() < until
        time.sleep(0.02)
    return found
