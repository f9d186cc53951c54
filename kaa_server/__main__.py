"""``kaa-server`` and ``python -m kaa_server``."""

from __future__ import annotations

import sys

from kaa_server.cli.main import main as run


def main() -> None:
    """The program's entry."""
    sys.exit(run())


if __name__ == "__main__":
    main()
