"""A process that has imported both programs and forks them off: a start costs a few milliseconds.

    python -m tests.torture.cradle

Reads one JSON line for each process to make, {"role": "laptop" or "server", …}, and answers {"pid": …}. A
child ends by a kill; by itself only with a fault, which it writes to its log.
"""

from __future__ import annotations

import ctypes
import json
import os
import signal
import sys
import traceback
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from kaa_server.serve import Listen, Reached, serve
from tests.torture import laptop

PR_SET_PDEATHSIG = 1


def run_server(plan: Mapping[str, Any]) -> None:
    """`kaa-server serve` on a database that runs already."""
    serve(
        Reached(plan["database"], keys=Path(plan["keys"])),
        Listen(port=plan["port"], ready_file=Path(plan["ready"])),
    )


ROLES: Mapping[str, Callable[[Mapping[str, Any]], None]] = {
    "laptop": laptop.run,
    "server": run_server,
}


def child(plan: Mapping[str, Any], parent: int) -> None:
    """Be one of the programs; never returns."""
    status = 1
    try:
        # Whatever ends the cradle ends its children: nothing is left behind on the machine.
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        nothing = os.open(os.devnull, os.O_RDWR)
        log = os.open(plan["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        for taken, given in ((0, nothing), (1, log), (2, log)):
            os.dup2(given, taken)
        ROLES[plan["role"]](plan)
        status = 0
    except BaseException:  # noqa: BLE001 - told in the log; the process ends either way
        os.write(2, traceback.format_exc().encode())
    finally:
        os._exit(status)


def main() -> None:
    """Fork what is asked for until nobody asks any more."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the system takes the dead away
    parent = os.getpid()
    print(json.dumps({"ready": True}), flush=True)
    for line in sys.stdin:
        plan = json.loads(line)
        pid = os.fork()
        if pid == 0:
            child(plan, parent)
        print(json.dumps({"pid": pid}), flush=True)


if __name__ == "__main__":
    main()
