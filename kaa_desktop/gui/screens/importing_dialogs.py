"""Which file to read, where to write a list, and what was dropped on the page."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QFileDialog, QWidget

_REGISTERS = ("Register (*.xlsx *.ods *.csv *.txt *.json)", "Alla filer (*)")
_LISTS = ("Tabell (*.csv)",)


def ask_for_file(parent: QWidget, title: str, then: Callable[[str], object]) -> None:
    """Ask which file to read; `then` gets its path."""
    _made(parent, title, QFileDialog.AcceptMode.AcceptOpen, _REGISTERS, then).open()


def ask_where_to(parent: QWidget, title: str, name: str, then: Callable[[str], object]) -> None:
    """Ask where to write a list; `then` gets the path."""
    dialog = _made(parent, title, QFileDialog.AcceptMode.AcceptSave, _LISTS, then)
    dialog.setDefaultSuffix("csv")
    dialog.selectFile(name)
    dialog.open()


def dropped(event: QDropEvent) -> str:
    """The one file on this computer that is dropped; empty when it is something else."""
    urls = event.mimeData().urls()
    return urls[0].toLocalFile() if len(urls) == 1 and urls[0].isLocalFile() else ""


def _made(
    parent: QWidget,
    title: str,
    mode: QFileDialog.AcceptMode,
    kinds: tuple[str, ...],
    then: Callable[[str], object],
) -> QFileDialog:
    dialog = QFileDialog(parent, title)
    dialog.setObjectName("import_dialog")
    dialog.setAcceptMode(mode)
    dialog.setNameFilters(kinds)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.fileSelected.connect(then)
    return dialog
