"""Where a file goes that a person has asked for: only there, under a name that says nothing of anybody."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget


def ask_where(
    parent: QWidget, title: str, name: str, what: str, then: Callable[[str], object]
) -> None:
    """Ask for a place; `then` gets its path.

    Args:
        parent: The page that asks.
        title: Of the dialog.
        name: What the file may be called, with its ending: other programs list recent files.
        what: The kind of file in words, as "PDF".
        then: Called when a place is chosen; not when she leaves the dialog.
    """
    suffix = name.rpartition(".")[2]
    dialog = QFileDialog(parent, title)
    dialog.setObjectName("where_dialog")
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setNameFilters((f"{what} (*.{suffix})",))
    dialog.setDefaultSuffix(suffix)
    dialog.selectFile(name)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.fileSelected.connect(then)
    dialog.open()
