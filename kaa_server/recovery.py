"""The municipality's recovery key: for the computer whose passphrase is forgotten.

An X25519 pair. The public half lies with the municipality, and each desktop wraps its data key for it. The
private half is written once, to a file under a password; the server keeps nothing of it.
"""

from __future__ import annotations

import os
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
)

from kaa_server.database import Database
from kaa_server.faults import OperatorError

#: It opens every computer of the municipality: as long as the passphrases that it stands in for.
MIN_LENGTH = 15


def make(database: Database, municipality: str, out: Path, password: str, *, replace: bool) -> None:
    """Make the pair: the private key to the new file ``out`` (PEM, 0600), the public key to the database.

    Both stand or neither does.

    Raises:
        OperatorError: too short a password, a file that exists or cannot be written, no such
            municipality, or one that has a key when ``replace`` is not asked for.
    """
    if len(password) < MIN_LENGTH:
        raise OperatorError(
            f"Lösenordet till nyckelfilen är för kort. Det ska ha minst {MIN_LENGTH} tecken. "
            "Ingenting är ändrat."
        )
    private = X25519PrivateKey.generate()
    encryption = BestAvailableEncryption(password.encode())
    pem = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encryption)
    written = False
    try:
        with database.tenant(municipality) as connection:
            row = connection.execute(
                "SELECT recovery_key FROM municipality WHERE municipality = %s FOR UPDATE",
                [municipality],
            ).fetchone()
            _check(municipality, row, replace=replace)
            connection.execute(
                "UPDATE municipality SET recovery_key = %s WHERE municipality = %s",
                [private.public_key().public_bytes_raw(), municipality],
            )
            write_new(out, pem)
            written = True
    except BaseException:
        if written:  # not committed: a file that fits no computer would only mislead
            out.unlink(missing_ok=True)
        raise


def _check(municipality: str, row: tuple[bytes | None] | None, *, replace: bool) -> None:
    if row is None:
        raise OperatorError(f"Kommunen {municipality} finns inte på den här servern.")
    if row[0] is not None and not replace:
        raise OperatorError(
            f"Kommunen {municipality} har redan en återställningsnyckel. Ingenting är ändrat. "
            "Ska den bytas, kör kommandot igen med --replace. Spara den gamla filen: den behövs "
            "för datorer som inte har låsts upp sedan bytet."
        )


def write_new(path: Path, content: bytes) -> None:
    """Write a secret to a new file that only its owner may read.

    Raises:
        OperatorError: when it exists or cannot be written.
    """
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise OperatorError(
            f"Filen {path} finns redan och skrivs inte över. Ingenting är ändrat. Ange en annan fil."
        ) from None
    except OSError as error:
        raise _unwritable(path) from error
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
    except OSError as error:
        path.unlink(missing_ok=True)
        raise _unwritable(path) from error


def _unwritable(path: Path) -> OperatorError:
    return OperatorError(
        f"Filen {path} går inte att skriva. Ingenting är ändrat. "
        "Kontrollera att mappen finns och att disken har plats."
    )
