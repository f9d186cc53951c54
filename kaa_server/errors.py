"""Why a request is refused: a status and a code; the desktop has the sentence."""

from __future__ import annotations

import enum


class Code(enum.StrEnum):
    """Every code an ErrorBody can hold. None tells which of user, password and code was wrong."""

    BAD_REQUEST = "bad_request"
    BAD_SIGNATURE = "bad_signature"
    CREDENTIALS = "credentials"
    DEVICE_BLOCKED = "device_blocked"
    DIVERGED = "diverged"
    EPOCH = "epoch"
    GAP = "gap"
    SIGHT = "sight"
    NOT_FOUND = "not_found"
    METHOD = "method"
    SLOW_BODY = "slow_body"
    TOKEN = "token"  # noqa: S105 - the name of a fault
    TOO_LARGE = "too_large"
    TOO_MANY_TRIES = "too_many_tries"
    MEDIA_TYPE = "media_type"
    INTERNAL = "internal"
    UNAVAILABLE = "unavailable"
    WRONG_USER = "wrong_user"
    # Of attached files.
    CONTENT = "content"
    ATTACHMENTS_FULL = "attachments-full"
    # Of administration; only a proven user gets these.
    ROLE = "role"
    ROLE_LINE = "role-line"
    LAST_ADMINISTRATOR = "last-administrator"
    USERNAME_TAKEN = "username-taken"
    PASSWORD_SHORT = "password-short"  # noqa: S105 - the name of a fault
    UNKNOWN_USER = "unknown-user"
    UNKNOWN_DEVICE = "unknown-device"
    WRONG_PASSWORD = "wrong-password"  # noqa: S105 - the name of a fault
    # Of what is erased by a decision.
    ERASED = "erased"
    # Of what waits for a coordinator.
    DECIDED = "decided"
    NOT_TAKEN = "not-taken"


class RequestError(Exception):
    """A request that is answered with a status and a code."""

    def __init__(self, status: int, code: Code, *, expected: int = 0, retry_after: int = 0) -> None:
        super().__init__(code.value)
        self.status = status
        self.code = code
        self.expected = expected
        """The n that the server awaits, for ``gap``."""
        self.retry_after = retry_after
        """Whole seconds to wait, for ``too_many_tries`` and ``unavailable``."""
