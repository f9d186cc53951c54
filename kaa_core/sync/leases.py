"""How long a device may be out of touch before it locks itself; the municipality decides, 0 = for ever.

What counts is time that has passed, and a clock that is set back gives none of it back: time is added
while the clock goes forward, and while the program runs at least as fast as its own seconds do.
"""

from __future__ import annotations

import attrs


@attrs.frozen
class Lease:
    """Since the last contact.

    `elapsed`: milliseconds; `own`: this computer's clock when they were counted; `seconds`: how long
    may pass, 0 = for ever.
    """

    elapsed: int = 0
    own: int = 0
    seconds: int = 0

    def contact(self, own: int, seconds: int) -> Lease:
        """The server has answered."""
        return Lease(0, own, seconds)

    def later(self, own: int, ran: int = 0) -> Lease:
        """At a later moment: what the clock shows, or what has been run since, whichever is more."""
        return Lease(self.elapsed + max(own - self.own, ran, 0), own, self.seconds)

    @property
    def out(self) -> bool:
        """Whether it has run out."""
        return self.seconds > 0 and self.elapsed > self.seconds * 1000
