"""The profile of a computer whose register a section has made itself."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

from kaa_core.model.enums import Role
from kaa_desktop.app.profiles import Profile


def profile(folder: Path, seed: int, municipality: str = "9901") -> Profile:
    """A coordinator's, of a municipality with no server. `seed`: what its ids are made of."""
    return Profile(
        folder=folder,
        id=UUID(int=seed),
        server="http://127.0.0.1:9",  # nobody answers there
        municipality=municipality,
        municipality_name="Exempelås kommun",
        practice=True,
        user=UUID(int=seed + 1),
        user_name="Mata Modell",
        worker=None,
        role=int(Role.COORDINATOR),
        device=UUID(int=seed + 2),
        device_name="KAA-01",
    )
