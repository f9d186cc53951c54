"""`python3 kaa.py docs`: writes what the program says of itself in the documentation, and takes pictures.

`--texter` leaves the pictures as they are: they take a minute or two.
"""

from __future__ import annotations

import sys

from docs import granskningen, malgruppen, ordlista, statistiken, tabeller


def main() -> int:
    """Make everything that is made; returns the exit status."""
    ordlista.TARGET.write_text(ordlista.text(), encoding="utf-8")
    granskningen.TARGET.write_text(granskningen.text(), encoding="utf-8")
    malgruppen.TARGET.write_text(malgruppen.text(), encoding="utf-8")
    statistiken.TARGET.write_text(statistiken.text(), encoding="utf-8")
    guide = tabeller.GUIDE.read_text("utf-8")
    tabeller.GUIDE.write_text(tabeller.written(guide), encoding="utf-8")
    if "--texter" not in sys.argv[1:]:
        from docs import bilder  # noqa: PLC0415 - loads Qt, which texts need not

        bilder.make()
    return 0


if __name__ == "__main__":
    sys.exit(main())
