"""Is the program itself whole? Asked of a copy that was installed without Python (docs/adr/022).

Most is loaded late, when it is first used, so a part that did not come along would show months later.
"""

from __future__ import annotations

import importlib
import pkgutil
import ssl
from datetime import date

import sqlcipher3.dbapi2
import truststore

import kaa_core
import kaa_desktop
from kaa_core.rules.calendar import day_off

NATIONAL_DAY = date(2026, 6, 6)


def check_program() -> int:
    """Load every module; ask the calendar, the cipher and the certificates. Returns how many modules.

    Raises whatever is raised where something is missing: there is nobody to be told more kindly.
    """
    names = [
        found.name
        for package in (kaa_core, kaa_desktop)
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
        if not found.name.endswith("__main__")
    ]
    for name in names:
        importlib.import_module(name)
    if day_off(NATIONAL_DAY) != "nationaldagen":
        raise RuntimeError("the Swedish calendar")
    connection = sqlcipher3.dbapi2.connect(":memory:")
    if connection.execute("PRAGMA cipher_version").fetchone() is None:
        raise RuntimeError("the cipher")
    connection.close()
    truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    return len(names)
