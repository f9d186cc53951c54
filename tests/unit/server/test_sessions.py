"""Enrolment, login, tokens: by function where time must pass, over HTTP where bytes are signed."""

from __future__ import annotations

import uuid

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kaa_core.model.enums import Role
from kaa_core.sync.messages import (
    Enrol,
    Enrolled,
    Login,
    PullAnswer,
    Refresh,
    SnapshotChunk,
    Tokens,
    pack,
)
from kaa_server import accounts, attempts, sessions
from kaa_server.accounts import CODE_TRIES
from kaa_server.clock import system_clock
from kaa_server.database import Database
from kaa_server.errors import RequestError
from kaa_server.faults import OperatorError
from kaa_server.passwords import Passwords
from tests.server_fixture import PASSWORD, Enroller, FakeClock
from tests.server_process import Device, Refused

KEY = bytes(32)


class Setting:
    """One user of one municipality, by function and with a clock that the test moves."""

    def __init__(
        self, database: Database, passwords: Passwords, clock: FakeClock, municipality: str
    ) -> None:
        self.database, self.passwords, self.clock = database, passwords, clock
        self.municipality = municipality
        self.account = accounts.add_account(
            database,
            passwords,
            clock,
            municipality=municipality,
            username="Anna",
            name="Anna",
            role=Role.CASEWORKER,
            worker=None,
            password=PASSWORD,
        )

    def code(self) -> str:
        return accounts.issue_code(self.database, self.clock, self.municipality, "anna")

    def enrol(
        self, code: str, *, username: str = "anna", password: str = PASSWORD
    ) -> accounts.Enrolment:
        request = Enrol(self.municipality, username, password, code, "Dator", KEY, "test")
        return accounts.enrol(self.database, self.passwords, self.clock, request)

    def begin(self) -> tuple[accounts.Enrolment, Tokens]:
        made = self.enrol(self.code())
        with self.database.tenant(self.municipality) as connection:
            tokens = sessions.begin(
                connection, self.clock, self.municipality, self.account, made.device
            )
        return made, tokens

    def authenticate(self, access: str) -> sessions.Caller:
        with self.database.tenant(self.municipality) as connection:
            return sessions.authenticate(connection, self.clock, access)

    def refresh(self, token: str) -> Tokens | None:
        with self.database.tenant(self.municipality) as connection:
            caller = sessions.holder_of_refresh(connection, self.clock, token)
            return sessions.refresh(connection, self.clock, caller, token)


@pytest.fixture
def setting(
    database: Database, passwords: Passwords, clock: FakeClock, municipality: str
) -> Setting:
    return Setting(database, passwords, clock, municipality)


def refused(status: int, code: str) -> pytest.RaisesExc[RequestError]:
    return pytest.RaisesExc(
        RequestError, check=lambda error: (error.status, error.code) == (status, code)
    )


def test_a_code_works_once_within_a_day(setting: Setting) -> None:
    code = setting.code()
    setting.enrol(code.lower().replace("-", " "), username=" ANNA ")
    with refused(401, "credentials"):
        setting.enrol(code)
    late = setting.code()
    setting.clock.advance(hours=24)
    with refused(401, "credentials"):
        setting.enrol(late)
    setting.enrol(setting.code())


def test_a_new_code_ends_the_one_before(setting: Setting) -> None:
    first, second = setting.code(), setting.code()
    with refused(401, "credentials"):
        setting.enrol(first)
    setting.enrol(second)


def test_a_code_is_spent_by_wrong_guesses_but_only_with_the_right_password(
    setting: Setting,
) -> None:
    code = setting.code()
    for _ in range(CODE_TRIES + 2):
        setting.clock.advance(minutes=16)
        with refused(401, "credentials"):
            setting.enrol("FEL", password="ett helt annat")
    setting.clock.advance(minutes=16)
    setting.enrol(code)
    code = setting.code()
    for _ in range(CODE_TRIES):
        setting.clock.advance(minutes=16)
        with refused(401, "credentials"):
            setting.enrol("FEL")
    setting.clock.advance(minutes=16)
    with refused(401, "credentials"):
        setting.enrol(code)


@pytest.mark.parametrize("username", ["anna", "finns-inte", "servern"])
def test_guessing_is_slowed_down_the_same_for_users_that_do_not_exist(
    setting: Setting, username: str
) -> None:
    for _ in range(attempts.FREE_TRIES):
        with refused(401, "credentials"):
            setting.enrol("X", username=username, password="fel")
    with refused(429, "too_many_tries") as slowed:
        setting.enrol("X", username=username, password="fel")
    assert slowed.value.retry_after == 16
    setting.clock.advance(seconds=16)
    with refused(401, "credentials"):
        setting.enrol("X", username=username, password="fel")
    with refused(429, "too_many_tries"):
        setting.enrol("X", username=username, password="fel")


def test_nobody_is_locked_out_for_good(setting: Setting) -> None:
    for _ in range(30):
        setting.clock.advance(minutes=16)
        with refused(401, "credentials"):
            setting.enrol("X", password="fel")
    setting.clock.advance(minutes=16)
    setting.enrol(setting.code())
    assert attempts.wait_after(10**6) == attempts.LONGEST_WAIT


def test_a_municipality_that_is_not_here_is_refused_alike(setting: Setting) -> None:
    request = Enrol("0000", "anna", PASSWORD, setting.code(), "Dator", KEY, "test")
    for _ in range(attempts.FREE_TRIES + 2):
        with refused(401, "credentials"):
            accounts.enrol(setting.database, setting.passwords, setting.clock, request)


def test_an_access_token_lives_fifteen_minutes(setting: Setting) -> None:
    made, tokens = setting.begin()
    assert setting.authenticate(tokens.access).device == made.device
    setting.clock.advance(minutes=14, seconds=59)
    setting.authenticate(tokens.access)
    setting.clock.advance(seconds=1)
    with refused(401, "token"):
        setting.authenticate(tokens.access)


def test_tokens_are_kept_as_hashes_only(setting: Setting) -> None:
    _, tokens = setting.begin()
    with setting.database.tenant(setting.municipality) as connection:
        kept = str(connection.execute("SELECT t::text, s::text FROM token t, session s").fetchall())
    for secret in (tokens.access, tokens.refresh):
        assert secret not in kept
        assert secret.partition(".")[2] not in kept


def test_refresh_tokens_rotate_and_live_sixty_days(setting: Setting) -> None:
    _, tokens = setting.begin()
    for _ in range(3):
        setting.clock.advance(days=59)
        renewed = setting.refresh(tokens.refresh)
        assert renewed is not None
        assert renewed.refresh != tokens.refresh
        setting.authenticate(renewed.access)
        tokens = renewed
    setting.clock.advance(days=60)
    with refused(401, "token"):
        setting.refresh(tokens.refresh)


def test_a_refresh_token_used_twice_ends_the_session(setting: Setting) -> None:
    _, first = setting.begin()
    second = setting.refresh(first.refresh)
    assert second is not None
    setting.authenticate(second.access)
    assert setting.refresh(first.refresh) is None
    with refused(401, "token"):
        setting.authenticate(second.access)
    assert setting.refresh(second.refresh) is None


def test_a_lost_answer_does_not_end_the_session(setting: Setting) -> None:
    _, first = setting.begin()
    lost = setting.refresh(first.refresh)
    again = setting.refresh(first.refresh)
    assert lost is not None
    assert again is not None
    # What was lost is worth nothing any more; what came is.
    with refused(401, "token"):
        setting.authenticate(lost.access)
    with refused(401, "token"):
        setting.refresh(lost.refresh)
    setting.authenticate(again.access)
    assert setting.refresh(first.refresh) is None


def test_an_access_token_is_no_refresh_token_and_the_other_way(setting: Setting) -> None:
    _, tokens = setting.begin()
    with refused(401, "token"):
        setting.refresh(tokens.access)
    with refused(401, "token"):
        setting.authenticate(tokens.refresh)


def test_a_token_says_nothing_in_another_municipality(setting: Setting) -> None:
    _, tokens = setting.begin()
    stolen = "9999." + tokens.access.partition(".")[2]
    with setting.database.tenant("9999") as connection, refused(401, "token"):
        sessions.authenticate(connection, setting.clock, stolen)


def test_a_blocked_device_is_out_at_once_and_cannot_come_back(setting: Setting) -> None:
    made, tokens = setting.begin()
    accounts.block_device(setting.database, setting.clock, setting.municipality, made.device)
    with refused(403, "device_blocked"):
        setting.authenticate(tokens.access)
    with refused(403, "device_blocked"):
        setting.refresh(tokens.refresh)
    with (
        setting.database.tenant(setting.municipality) as connection,
        refused(403, "device_blocked"),
    ):
        sessions.device_key(connection, setting.municipality, made.device.bytes)
    with pytest.raises(OperatorError):
        accounts.block_device(setting.database, setting.clock, "0000", made.device)


def test_a_short_password_is_refused_with_why(setting: Setting) -> None:
    with pytest.raises(OperatorError, match="minst 12 tecken"):
        accounts.add_account(
            setting.database,
            setting.passwords,
            setting.clock,
            municipality=setting.municipality,
            username="bo",
            name="Bo",
            role=Role.MANAGER,
            worker=None,
            password="kort",
        )


def test_argon2_is_what_keeps_the_passwords(setting: Setting) -> None:
    encoded = Passwords().hash(PASSWORD)
    assert encoded.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert Passwords().matches(encoded, PASSWORD)
    assert not Passwords().matches(encoded, PASSWORD + " ")
    assert not Passwords().matches(None, PASSWORD)
    # å typed as one character or as a and ring
    assert setting.passwords.matches(setting.passwords.hash("l\u00e5ng"), "la\u030ang")


# -- over HTTP: what must be signed


def test_a_request_must_be_signed_by_the_tokens_device(enroller: Enroller) -> None:
    anna, bo = enroller.device("anna"), enroller.device("bo")
    anna.ask("GET", "/v1/snapshot", SnapshotChunk)
    bo.access = anna.access
    with pytest.raises(Refused) as refusal:
        bo.ask("GET", "/v1/snapshot", SnapshotChunk)
    assert (refusal.value.status, refusal.value.body.code) == (401, "bad_signature")


@pytest.mark.parametrize(
    "headers",
    [
        {"kaa-signature": ""},
        {"kaa-signature": "AAAA"},
        {"kaa-signature": "!!"},
        {"kaa-signature": "A" * 86},
        {"authorization": ""},
        {"authorization": "Bearer"},
        {"authorization": "Bearer 9901."},
        {"authorization": "Bearer " + "9" * 300},
        {"authorization": "Basic YTpi"},
    ],
)
def test_without_proof_there_is_nothing(enroller: Enroller, headers: dict[str, str]) -> None:
    anna = enroller.device("anna")
    assert anna.send("GET", "/v1/snapshot", headers=headers).status_code == 401


def test_a_signature_holds_for_one_method_target_and_body(enroller: Enroller) -> None:
    anna = enroller.device("anna")
    assert anna.me is not None
    target = f"/v1/pull?epoch={anna.me.epoch.hex()}&after=0"
    other = anna.headers("GET", target.replace("after=0", "after=1"))
    assert anna.send("GET", target, headers=other).status_code == 401
    empty = anna.headers("POST", "/v1/push")
    body = pack(anna.signed([]))
    assert anna.send("POST", "/v1/push", body, headers=empty).status_code == 401


def test_log_in_by_password_on_the_enrolled_device(enroller: Enroller) -> None:
    anna = enroller.device("anna")
    assert anna.me is not None
    right = Login(enroller.municipality, anna.me.device, PASSWORD)
    anna.access = ""
    anna.use(anna.ask("POST", "/v1/session", Tokens, right))
    anna.ask("GET", "/v1/snapshot", SnapshotChunk)
    thief = Device(enroller.url, enroller.municipality, Ed25519PrivateKey.generate())
    enroller.devices.append(thief)
    for form, device, status in (
        (Login(enroller.municipality, anna.me.device, "fel"), anna, 401),
        (Login(enroller.municipality, bytes(16), PASSWORD), anna, 401),
        (Login(enroller.municipality, b"kort", PASSWORD), anna, 401),
        (Login("0000", anna.me.device, PASSWORD), anna, 401),
        (right, thief, 401),
    ):
        device.access = ""
        with pytest.raises(Refused) as refusal:
            device.ask("POST", "/v1/session", Tokens, form)
        assert refusal.value.status == status


def test_refresh_over_http(enroller: Enroller) -> None:
    anna = enroller.device("anna")
    old = anna.refresh
    anna.use(anna.ask("POST", "/v1/session/refresh", Tokens, Refresh(old)))
    anna.ask("GET", "/v1/snapshot", SnapshotChunk)
    with pytest.raises(Refused) as refusal:
        anna.ask("POST", "/v1/session/refresh", Tokens, Refresh(old))
    assert (refusal.value.status, refusal.value.body.code) == (401, "token")
    with pytest.raises(Refused):
        anna.ask("GET", "/v1/snapshot", SnapshotChunk)


def test_a_device_must_own_the_key_it_enrols(enroller: Enroller) -> None:
    enroller.user("anna")
    code = enroller.code("anna")
    device = Device(enroller.url, enroller.municipality)
    enroller.devices.append(device)
    others = Ed25519PrivateKey.generate().public_key().public_bytes_raw()
    for key, status in ((others, 401), (b"kort", 400)):
        form = Enrol(enroller.municipality, "anna", PASSWORD, code, "Dator", key, "test")
        with pytest.raises(Refused) as refusal:
            device.ask("POST", "/v1/enrol", Enrolled, form)
        assert refusal.value.status == status
    assert device.enrol("anna", PASSWORD, code).municipality == enroller.municipality


def test_wrong_user_password_and_code_look_the_same(enroller: Enroller) -> None:
    enroller.user("anna")
    code = enroller.code("anna")
    answers = set()
    for username, password, typed in (
        ("anna", PASSWORD, "FEL"),
        ("anna", "fel lösenord", code),
        ("ingen", PASSWORD, code),
    ):
        device = Device(enroller.url, enroller.municipality)
        enroller.devices.append(device)
        public = device.key.public_key().public_bytes_raw()
        form = Enrol(enroller.municipality, username, password, typed, "Dator", public, "test")
        response = device.send("POST", "/v1/enrol", pack(form))
        answers.add((response.status_code, response.content))
    assert len(answers) == 1


def test_a_blocked_device_hears_that_it_is(enroller: Enroller) -> None:
    anna = enroller.device("anna")
    assert anna.me is not None
    device = uuid.UUID(bytes=anna.me.device)
    accounts.block_device(enroller.database, system_clock, enroller.municipality, device)
    epoch = anna.me.epoch.hex()
    with pytest.raises(Refused) as refusal:
        anna.ask("GET", f"/v1/pull?epoch={epoch}&after=0", PullAnswer)
    assert (refusal.value.status, refusal.value.body.code) == (403, "device_blocked")
