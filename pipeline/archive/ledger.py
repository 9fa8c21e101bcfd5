"""The page ledger: each page's reading, kept by content hash, page and settings digest."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

from pipeline.archive.folder import ArchiveFolder, usable
from pipeline.errors import NotFound
from pipeline.model.geometry import Box
from pipeline.model.ocr import OcrPage, page_from_json, page_to_json


class Ledger:
    """The readings of one scan under one digest of settings and engine version."""

    def __init__(self, archive: ArchiveFolder, sha256: str, digest: str) -> None:
        self._archive = archive
        self.folder = archive.pages / sha256[:2] / sha256 / digest

    def has(self, number: int) -> bool:
        """True when the page was read; a page that failed is read again."""
        try:
            return self.read(number).failure is None
        except NotFound:
            return False

    def read(self, number: int) -> OcrPage:
        """Raises: NotFound when the page has no whole reading."""
        path = self._path(number)
        try:
            return page_from_json(json.loads(path.read_text(encoding="utf-8")))
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise NotFound("page_reading", {"page": number, "file": str(path)}) from error

    def read_all(self, page_count: int) -> Iterator[OcrPage]:
        """Every page in order. Raises: NotFound."""
        return (self.read(number) for number in range(1, page_count + 1))

    def write(self, page: OcrPage, rendered: bytes | None = None) -> None:
        """Keeps a reading, and before it the drawing of a page that is more than one image."""
        if rendered is not None:
            self._archive.write(self.rendered(page.number), rendered)
        text = json.dumps(page_to_json(page), ensure_ascii=False, separators=(",", ":"))
        self._archive.write(self._path(page.number), text.encode())

    def rendered(self, number: int) -> Path:
        """Where the drawing of a page is kept."""
        return self.folder / f"{number:04}.jpg"

    def crop(self, number: int, box: Box) -> Path:
        """Where a picture of a place on a page is kept, once somebody asked for it."""
        place = f"{number:04}-{box.left}-{box.top}-{box.right}-{box.bottom}.jpg"
        return self.folder / "crops" / place

    def write_crop(self, number: int, box: Box, jpeg: bytes) -> None:
        self._archive.write(self.crop(number, box), jpeg)

    def drop(self) -> None:
        with usable(self._archive.root):
            if self.folder.exists():
                shutil.rmtree(self.folder)

    def _path(self, number: int) -> Path:
        return self.folder / f"{number:04}.json"
