"""Pictures are drawn once, kept within a bound, and not more than a few at a time."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from pipeline.archive.folder import ArchiveFolder
from pipeline.archive.ledger import Ledger
from pipeline.model.ocr import OcrPage
from pipeline.register.entries import Document, Master
from pipeline.register.store import open_register
from pipeline.settings import default_settings
from pipeline.web.pictures import AT_ONCE, Pictures
from pipeline.web.problems import Overloaded
from tests.web.shelf import Paper, fill

PICTURE = b"x" * 100


class Draws:
    """Writes what is no picture, when it is let."""

    def __init__(self) -> None:
        self.drawn = 0
        self.let = threading.Event()
        self.let.set()

    def submit(
        self, job: str, arguments: Mapping[str, Any], timeout_s: float
    ) -> Future[dict[str, Any]]:
        assert (job, timeout_s) == ("picture", default_settings().limits.page_seconds)
        self.let.wait()
        self.drawn += 1
        Path(arguments["out"]).write_bytes(PICTURE)
        done: Future[dict[str, Any]] = Future()
        done.set_result({})
        return done


Asked = tuple[Pictures, Draws, Document, Master, OcrPage]


@pytest.fixture
def asked(tmp_path: Path) -> Iterator[Asked]:
    archive: ArchiveFolder = fill(tmp_path / "archive", [Paper("1aaa", "một trang")])
    kept = tmp_path / "kept"
    kept.mkdir()
    draws = Draws()
    pictures = Pictures(archive, default_settings(), kept, lambda: draws, kept_bytes=350)
    with open_register(archive.root) as register:
        document = register.document("1aaa")
        master = register.master(document.sha256)
        page = Ledger(archive, document.sha256, document.settings_digest).read(1)
        yield pictures, draws, document, master, page


def test_a_picture_is_drawn_once(asked: Asked) -> None:
    pictures, draws, document, master, page = asked
    assert [pictures.jpeg(document, master, page, 1, 100) for _ in range(3)] == [PICTURE] * 3
    assert draws.drawn == 1
    pictures.jpeg(document, master, page, 1, 101)
    assert draws.drawn == 2


def test_the_oldest_are_forgotten(asked: Asked, tmp_path: Path) -> None:
    pictures, draws, document, master, page = asked
    for width in range(100, 110):
        pictures.jpeg(document, master, page, 1, width)
        assert sum(place.stat().st_size for place in (tmp_path / "kept").iterdir()) <= 350
    pictures.jpeg(document, master, page, 1, 109)
    assert draws.drawn == 10


def test_more_than_can_wait_are_turned_away(asked: Asked) -> None:
    pictures, draws, document, master, page = asked
    draws.let.clear()
    many = AT_ONCE + 40

    def ask(width: int) -> str:
        try:
            pictures.jpeg(document, master, page, 1, width)
        except Overloaded:
            # Only when somebody was turned away may the others go on.
            draws.let.set()
            return "turned away"
        return "drawn"

    with ThreadPoolExecutor(many) as threads:
        ends = list(threads.map(ask, range(100, 100 + many)))
    assert set(ends) == {"drawn", "turned away"}
