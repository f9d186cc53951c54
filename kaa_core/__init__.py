"""What both programs share: the model, its rules and the messages between them.

Pure: no Qt, no SQL, no network, no clock, no files. Those are handed in.
"""

__version__ = "0.1.0"
