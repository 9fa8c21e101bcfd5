"""Pictures of pages that are only looked at: a crop, a page, a page in tiles."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from pipeline.archive.folder import ArchiveFolder
from pipeline.archive.ledger import Ledger
from pipeline.engines.embedding import encode_jpeg
from pipeline.engines.scan_file import inspect_scan, load_page
from pipeline.engines.tile_pack import write_pack
from pipeline.model.geometry import Box
from pipeline.model.scan import PageImage
from pipeline.settings import Settings
from pipeline.steps import tiles as page_tiles
from pipeline.steps.crop import cut
from pipeline.steps.preparation.reduced import scaled
from pipeline.steps.upright import turned_page

Json = dict[str, Any]
CROP_QUALITY = 75
"""Of the JPEG of a crop."""
PICTURE_QUALITY = 85
"""Of the JPEG of a whole page."""


def crop(
    path: str,
    number: int,
    rotation: int,
    boxes: list[list[int]],
    settings: Json,
    archive: str,
    sha256: str,
    digest: str,
    around_mm: float = 1.0,
) -> Json:
    """Puts places on a page into the ledger as JPEGs; boxes in pixels of the page as kept.

    Raises:
        ScanRejected, EngineFailed: as `inspect_scan` and `load_page`.
    """
    ledger = Ledger(ArchiveFolder(Path(archive)), sha256, digest)
    image = _as_kept(ledger, Path(path), number, rotation, Settings.model_validate(settings))
    for box in (Box(*sides) for sides in boxes):
        pixels = cut(image, box, around_mm)
        ledger.write_crop(number, box, encode_jpeg(pixels, image.dpi, CROP_QUALITY))
    return {}


def picture(
    path: str,
    number: int,
    rotation: int,
    width: int,
    settings: Json,
    archive: str,
    sha256: str,
    digest: str,
    out: str,
) -> Json:
    """Writes a page as kept into a JPEG, at most `width` pixels wide. Raises: as `crop`."""
    ledger = Ledger(ArchiveFolder(Path(archive)), sha256, digest)
    image = _as_kept(ledger, Path(path), number, rotation, Settings.model_validate(settings))
    scale = min(1.0, width / image.pixels.shape[1])
    pixels = scaled(image.pixels, scale) if scale < 1 else image.pixels
    made = Path(f"{out}.{os.getpid()}")
    made.write_bytes(encode_jpeg(pixels, image.dpi * scale, PICTURE_QUALITY))
    made.replace(out)
    return {}


def tiles(
    path: str,
    number: int,
    rotation: int,
    size: list[int],
    settings: Json,
    archive: str,
    sha256: str,
    digest: str,
    out: str,
) -> Json:
    """Writes a page as kept, in tiles of every level, into one file.

    `size`: (width, height) of the page as the register has it. Raises: as `crop`.
    """
    ledger = Ledger(ArchiveFolder(Path(archive)), sha256, digest)
    image = _as_kept(ledger, Path(path), number, rotation, Settings.model_validate(settings))
    made = Path(f"{out}.{os.getpid()}")
    levels = page_tiles.levels(image.pixels, (size[0], size[1]))
    write_pack(
        made,
        (
            (level, column, row, tile)
            for level, picture in levels
            for column, row, tile in page_tiles.tiles(picture)
        ),
    )
    made.replace(out)
    return {}


def _as_kept(
    ledger: Ledger, path: Path, number: int, rotation: int, settings: Settings
) -> PageImage:
    """The page upright; one that was drawn is not drawn again: the ledger has its drawing."""
    drawn = ledger.rendered(number)
    source, at = (drawn, 1) if drawn.exists() else (path, number)
    info = inspect_scan(source, settings.limits)
    image = load_page(source, info, at, settings.limits, settings.pages)
    return turned_page(image, rotation - image.rotation_deg)
