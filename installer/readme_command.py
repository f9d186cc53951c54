"""Print the commands that README.md gives: what .ci/run runs is what a person is told to run."""

import re
import sys
from pathlib import Path

README = Path(__file__).resolve().parent.parent / "README.md"


def readme_command(name: str, text: str) -> str:
    """Return the one line in the block under the marker `<!-- kommando: name -->`.

    Raises:
        LookupError: when the marker is missing or its block is not one line.
    """
    found = re.findall(rf"<!-- kommando: {name} -->\n+```\w*\n(.+)\n```", text)
    if len(found) != 1:
        raise LookupError(f"README.md saknar en rad efter <!-- kommando: {name} -->.")
    return str(found[0])


if __name__ == "__main__":
    try:
        for wanted in sys.argv[1:]:
            print(readme_command(wanted, README.read_text("utf-8")))
    except LookupError as missing:
        sys.exit(str(missing))
