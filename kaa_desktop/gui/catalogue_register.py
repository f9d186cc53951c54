"""The acts of those who keep the register and of administrators on their lists: id, text, icon."""

from typing import Final

NIGHT: Final = (
    ("night.yes", "Godkänn …", "check"),
    ("night.aside", "Lägg undan …", "x"),
    ("night.first", "Visa ungdomen", "user"),
    ("night.second", "Visa den andra ungdomen", "user"),
)
NOTICES: Final = (
    ("notices.enter", "För in i registret", "user-plus"),
    ("notices.letgo", "Ta bort anmälan", "trash-2"),
)
SAME: Final = (
    ("same.decide", "Avgör", "check"),
    ("same.first", "Visa den ena", "user"),
    ("same.second", "Visa den andra", "user"),
    ("same.part", "Ta tillbaka beslutet …", "undo-2"),
)
