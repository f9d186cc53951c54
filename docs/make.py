"""`python3 kaa.py docs`: writes the glossary, the target group and the guide's tables, and takes pictures.

`--texter` leaves the pictures as they are: they take a minute or two.
"""

from __future__ import annotations

import sys

from docs import malgruppen, ordlista, tabeller


def main() -> int:
    """Make everything that is made; returns the exit status."""
    ordlista.TARGET.write_text(ordlista.text(), encoding="utf-8")
    malgruppen.TARGET.write_text(malgruppen.text(), encoding="utf-8")
    guide = tabeller.GUIDE.read_text("utf-8")
    tabeller.GUIDE.write_text(tabeller.written(guide), encoding="utf-8")
    if "--texter" not in sys.argv[1:]:
        from docs import bilder  # noqa: PLC0415 - loads Qt, which texts need not

        bilder.make()
    return 0


if __name__ == "__main__":
    sys.exit(main())
