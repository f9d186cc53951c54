"""Qt objects in a cycle end in the window's thread, whoever makes the rubbish."""

import gc
import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject, QThread
from pytestqt.qtbot import QtBot

from kaa_desktop.gui.tidying import Tidying


@pytest.fixture(autouse=True)
def collecting() -> Iterator[None]:
    yield
    gc.enable()


class Ended:
    """Notes the thread in which it ends, as a Qt object that it belongs to would."""

    def __init__(self, threads: list[int]) -> None:
        self.threads = threads
        self.cycle = self

    def __del__(self) -> None:
        self.threads.append(threading.get_ident())


def litter(threads: list[int]) -> None:
    for _ in range(5_000):
        Ended(threads)


def test_only_the_windows_thread_collects(qtbot: QtBot) -> None:
    owner, threads = QObject(), list[int]()
    tidying = Tidying(owner)
    worker = threading.Thread(target=litter, args=(threads,))
    worker.start()
    worker.join()
    assert threads == []
    tidying.tidy()
    assert set(threads) == {threading.get_ident()}
    assert QThread.currentThread() is owner.thread()


def test_old_objects_are_not_forgotten(qtbot: QtBot) -> None:
    owner, threads = QObject(), list[int]()
    Ended(threads)
    gc.collect(1)
    threads.clear()
    kept = Ended(threads)
    for _ in range(3):
        gc.collect(1)  # it grows old
    del kept
    tidying = Tidying(owner)
    for _ in range(30):
        tidying.tidy()
    assert len(threads) == 1
