"""What the server says to the person who runs it, in Swedish."""

from __future__ import annotations


class OperatorError(Exception):
    """A fault that the operator can do something about; its text is a whole Swedish sentence."""


class PartlyDone(OperatorError):
    """It is done, but something in it is left for a person: another exit code, for cron to tell."""


class NotAsked(OperatorError):
    """What is asked for cannot be asked: as when a command is written wrongly, exit code 2."""
