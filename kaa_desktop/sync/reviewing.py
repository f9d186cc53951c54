"""What is asked about who sees what: digests, one youth, what waits for a coordinator and its decisions.

One function for each question, for `Link.call`: a client and an access token first. Each raises
`SyncFault`.
"""

from __future__ import annotations

from kaa_core.sync.administration import Done
from kaa_core.sync.messages import Digest, SnapshotChunk, pack
from kaa_core.sync.reviewing import Decide, HeldList, Verdicts
from kaa_desktop.sync.client import Client


def digest(client: Client, access: str, *, listed: bool) -> Digest:
    """What the server shows in numbers; `listed`: youth by youth."""
    return client.ask(Digest, "GET", f"/v1/digest?list={int(listed)}", access=access)


def youth(client: Client, access: str, *, youth: bytes) -> SnapshotChunk:
    """All that stands about one youth."""
    return client.ask(SnapshotChunk, "GET", f"/v1/youth/{youth.hex()}", access=access)


def verdicts(client: Client, access: str) -> Verdicts:
    """What was decided about what this computer had sent."""
    return client.ask(Verdicts, "GET", "/v1/verdicts", access=access)


def held(client: Client, access: str) -> HeldList:
    """What waits, the oldest first."""
    return client.ask(HeldList, "GET", "/v1/quarantine", access=access)


def decide(client: Client, access: str, decision: Decide) -> Done:
    """Carry a decision out."""
    return client.ask(Done, "POST", "/v1/quarantine/decide", pack(decision), access=access)
