"""Profiles on this computer: a folder each, with a file in the clear that holds no secret."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import chain, count
from pathlib import Path
from typing import Any, Final, NamedTuple
from uuid import UUID

from kaa_desktop.store.files import write_atomically

NAME: Final = "profile.json"
PRACTICE: Final = "ovningskommunen"
"""The folder of the practice municipality (practice.py); one that is half made is made anew."""
CA_FILE: Final = "ca.pem"
"""A certificate to trust beside the system's, laid there by the municipality's IT."""
_FORMAT: Final = 1
_TRACES: Final = ("slots.json", "status.json")
_MAX_BYTES: Final = 16 * 1024
_UNREADABLE: Final = (
    *(OSError, ValueError, TypeError, KeyError),
    *(AttributeError, OverflowError, RecursionError),  # a number for a text, a number without end
)


class Profile(NamedTuple):
    """What profile.json says: no secrets. A plain tuple, as all that is read before the unlock window."""

    folder: Path
    id: UUID
    server: str
    municipality: str
    municipality_name: str
    practice: bool
    user: UUID
    user_name: str
    worker: UUID | None
    role: int
    device: UUID
    device_name: str

    def __repr__(self) -> str:
        return f"<Profile {self.id}>"

    @property
    def alone(self) -> bool:
        """Whether it is the practice municipality of this computer: made-up people and no server."""
        return self.practice and not self.server

    @property
    def ca_file(self) -> Path | None:
        """The municipality's own certificate, where there is one."""
        path = self.folder / CA_FILE
        return path if path.exists() else None


def default_folder() -> Path:
    """Where profiles lie unless --profile says otherwise."""
    import platformdirs  # noqa: PLC0415 - not needed when --profile is given

    return Path(platformdirs.user_data_dir("kaa-desktop", appauthor=False)) / "profiles"


def folder_for(municipality: str, username: str) -> Path:
    """Where a new profile is put when nobody says otherwise; the name is one that any disk takes."""
    safe = "".join(one if one.isalnum() else "-" for one in f"{municipality}-{username}")
    return default_folder() / safe


def found_in(folder: Path) -> list[Profile]:
    """The profiles in a folder's folders, by the user's name; what cannot be read is left out.

    So is the practice municipality, which has a door of its own (practice.py).
    """
    if not folder.is_dir():
        return []
    found = (one for path in sorted(folder.iterdir()) for one in read(path))
    profiles = [one for one in found if not one.alone]
    return sorted(profiles, key=lambda one: (one.user_name, one.device_name))


def free_folder(municipality: str, username: str) -> Path:
    """Where a new profile is put: beside the one that the user may have here already, never over it."""
    wanted = folder_for(municipality, username)
    numbered = (wanted.with_name(f"{wanted.name}-{number}") for number in count(2))
    return next(one for one in chain([wanted], numbered) if not (one / NAME).exists())


def is_damaged(folder: Path) -> bool:
    """Whether the folder holds a profile whose profile.json cannot be read, or is gone.

    What an attempt to connect left behind is none: it never came to synchronise.
    """
    if any(read(folder)):
        return False
    return (folder / NAME).exists() or all((folder / one).exists() for one in _TRACES)


def damaged_in(folder: Path) -> list[Path]:
    """The folders in a folder whose profile cannot be read."""
    if not folder.is_dir():
        return []
    found = (path for path in sorted(folder.iterdir()) if path.name != PRACTICE)
    return [path for path in found if path.is_dir() and is_damaged(path)]


def read(folder: Path) -> Iterator[Profile]:
    """The profile in this folder, if there is a whole one."""
    try:
        with (folder / NAME).open("rb") as stream:
            body = json.loads(stream.read(_MAX_BYTES))
        yield _parse(folder, body)
    except _UNREADABLE:
        return


def write(profile: Profile) -> None:
    """Write the file: from now on the folder is a profile."""
    values = profile._asdict().items()
    body = {name: _plain(value) for name, value in values if name != "folder"}
    content = json.dumps({"format": _FORMAT} | body, ensure_ascii=False, indent=1)
    write_atomically(profile.folder / NAME, content.encode())


def _plain(value: object) -> object:
    return str(value) if isinstance(value, UUID) else value


def _parse(folder: Path, body: dict[str, Any]) -> Profile:
    if body["format"] != _FORMAT:
        raise ValueError
    json.dumps(body, ensure_ascii=False).encode()  # half a character is in no name
    worker = body["worker"]
    return Profile(
        folder=folder,
        id=UUID(body["id"]),
        server=str(body["server"]),
        municipality=str(body["municipality"]),
        municipality_name=str(body["municipality_name"]),
        practice=bool(body["practice"]),
        user=UUID(body["user"]),
        user_name=str(body["user_name"]),
        worker=None if worker is None else UUID(worker),
        role=int(body["role"]),
        device=UUID(body["device"]),
        device_name=str(body["device_name"]),
    )
