"""The client together with this profile's tokens: renewed when they have run out, kept in the store.

A refresh token is replaced in the store before its successor is used. If the answer or the write is
lost, the old one is shown again, which the server accepts while nothing of the successor was used.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Protocol, TypeVar

from kaa_core.sync.messages import Login, Refresh, Tokens
from kaa_desktop.sync import faults
from kaa_desktop.sync.client import Client
from kaa_desktop.sync.faults import Effect, SyncFault

T = TypeVar("T")


class TokenVault(Protocol):
    """Where tokens are kept: the encrypted store."""

    def tokens(self) -> Tokens | None:
        """The tokens held, or None."""

    def keep_tokens(self, tokens: Tokens) -> None:
        """Keep new tokens; returns when they are on the disk."""


class Link:
    """Calls with a valid access token. Any thread may call; one renews at a time."""

    def __init__(self, client: Client, vault: TokenVault, municipality: str, device: bytes) -> None:
        self.client = client
        self._vault = vault
        self.municipality = municipality
        self.device = device
        self._renewing = threading.Lock()
        self._held = vault.tokens()

    def call(self, ask: Callable[[str], T]) -> T:
        """Run `ask` with an access token, renewing it once when it has run out."""
        held = self._held
        if held is None:
            raise faults.fault("login")
        try:
            return ask(held.access)
        except SyncFault as fault:
            if fault.effect is not Effect.LOGIN:
                raise
        return ask(self.renewed(held).access)

    def renewed(self, stale: Tokens) -> Tokens:
        """Tokens newer than `stale`; raises the fault `login` when the refresh token has run out."""
        with self._renewing:
            if self._held is not None and self._held is not stale:
                return self._held
            self._keep(self.client.refresh(Refresh(stale.refresh)))
            assert self._held is not None
            return self._held

    def log_in(self, password: str) -> None:
        """Begin a new session by the account's password."""
        tokens = self.client.log_in(Login(self.municipality, self.device, password))
        with self._renewing:
            self._keep(tokens)

    def _keep(self, tokens: Tokens) -> None:
        self._vault.keep_tokens(tokens)
        self._held = tokens
