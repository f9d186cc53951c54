"""What goes into the bundle and what does not: rules that a test can read. Standard library only.

PyInstaller takes along all that Qt's plugins could ever want. Here stays what this program uses: windows
under X11 and Wayland, drawing in memory, SVG, accessibility, Swedish. Libraries of the system are not
copied: the package depends on them, so that the system's own security updates reach them.
"""

from __future__ import annotations

import fnmatch
from pathlib import PurePosixPath

#: Never imported by the program; PyInstaller follows every `import` that a library could reach.
EXCLUDED_MODULES = [
    "PySide6.QtDBus",
    "PySide6.scripts",
    "_tkinter",
    "cffi",
    "curses",
    "dbm",
    "distutils",
    "ensurepip",
    "hypothesis",
    "lib2to3",
    "pip",
    "pycparser",
    "pydoc",
    "pydoc_data",
    "pytest",
    "readline",
    "rich",
    "setuptools",
    "sqlite3",
    "tkinter",
    "unittest",
    "xmlrpc",
    "zstandard._cffi",
    "zstandard.backend_cffi",
]

#: The holidays of one country; the library knows two hundred and fifty.
COUNTRY = "sweden"

#: Of Qt's plugins, these and no others.
PLUGINS = [
    "iconengines/libqsvgicon.so",
    "imageformats/libqjpeg.so",  # attached pictures; PNG is in Qt itself
    "imageformats/libqsvg.so",
    "platforminputcontexts/libcomposeplatforminputcontextplugin.so",
    "platforminputcontexts/libibusplatforminputcontextplugin.so",
    "platforms/libqoffscreen.so",
    "platforms/libqwayland*.so",
    "platforms/libqxcb.so",
    "platformthemes/libqxdgdesktopportal.so",
    "wayland-decoration-client/libadwaita.so",
    "wayland-decoration-client/libbradient.so",
    "wayland-graphics-integration-client/libshm-emulation-server.so",
    "wayland-shell-integration/libxdg-shell.so",
    # Windows, not tried.
    "iconengines/qsvgicon.dll",
    "imageformats/qjpeg.dll",
    "imageformats/qsvg.dll",
    "platforms/qoffscreen.dll",
    "platforms/qwindows.dll",
    "styles/qmodernwindowsstyle.dll",
]
TRANSLATIONS = ["qtbase_sv.qm"]

#: Of the system's libraries, those that Python's own modules are built on: their numbers differ between
#: systems, and a Python that is not Debian's brings other ones.
WITH_PYTHON = [
    "libbz2.so.*",
    "libcrypto.so.*",
    "libexpat.so.*",
    "libffi.so.*",
    "liblzma.so.*",
    "libmpdec.so.*",
    "libpython3*.so*",
    "libssl.so.*",
    "libuuid.so.*",
]
SYSTEM_FOLDERS = ("/lib/", "/lib64/", "/usr/lib/", "/usr/lib64/")


def wanted(target: str, source: str) -> bool:
    """Does this file belong in the bundle?

    Args:
        target: Its path in the bundle, such as ``PySide6/Qt/plugins/platforms/libqxcb.so``.
        source: Where it lies on the machine that builds.
    """
    path = PurePosixPath(target.replace("\\", "/"))
    if "plugins" in path.parts:
        return _one_of("/".join(path.parts[-2:]), PLUGINS)
    if "translations" in path.parts and path.suffix == ".qm":
        return _one_of(path.name, TRANSLATIONS)
    if path.parts[0] == "zstandard" and path.name.startswith("_cffi."):
        return False
    if path.parts[0] == "holidays" and path.suffix == ".mo":
        return path.parts[-3] == "sv" and path.stem == "SE"
    if source.startswith(SYSTEM_FOLDERS):
        return _one_of(path.name, WITH_PYTHON) or "lib-dynload" in source
    return True


def wanted_module(name: str) -> bool:
    """Does this module belong in the bundle?"""
    parts = name.split(".")
    if parts[:2] == ["holidays", "countries"] and len(parts) > 2:
        return parts[2] == COUNTRY
    return parts[:2] != ["holidays", "financial"] or len(parts) == 2


def _one_of(name: str, patterns: list[str]) -> bool:
    return any(fnmatch.fnmatchcase(name, pattern) for pattern in patterns)
