"""Keep the process's memory, and with it the key, from being written to disk by a crash."""

from __future__ import annotations

import ctypes
import sys

_PR_SET_DUMPABLE = 4


def forbid_core_dumps() -> None:
    """Let no crash leave a core file, and let no other process of the user read our memory.

    Linux: the core limit becomes 0 for good (soft and hard), and the process is not dumpable; the
    latter also holds where the kernel pipes cores to a program and ignores the limit. macOS: the
    limit alone. Windows: nothing to do here; Windows Error Reporting writes no full dump unless the
    administrator turns local dumps on (docs for operations).
    """
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415  (POSIX only)

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        # Failure is possible only for an unknown option, and the limit above stands anyway.
        ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
