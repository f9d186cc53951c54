"""Start the desktop program."""

import sys

from kaa_core import __version__


def main() -> int:
    """Answer the command line; returns the exit status."""
    if sys.argv[1:] == ["--version"]:
        print(__version__)
        return 0
    return 2


if __name__ == "__main__":
    sys.exit(main())
