"""What comes in: one scanned file and the images of its pages."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import numpy as np
import numpy.typing as npt

from pipeline.model.geometry import IDENTITY, PageMap

Pixels = npt.NDArray[np.uint8]
"""uint8, (height, width) grey or (height, width, 3) RGB."""


class ScanKind(StrEnum):
    """File format, told by content and never by name."""

    PDF = "pdf"
    TIFF = "tiff"
    JPEG = "jpeg"
    PNG = "png"
    JP2 = "jp2"
    WEBP = "webp"

    @property
    def suffix(self) -> str:
        return {"jpeg": ".jpg", "tiff": ".tif"}.get(self.value, f".{self.value}")


class PageOrigin(StrEnum):
    """Where the image of a page as kept came from."""

    IMAGE = "image"
    """The page is exactly one image: its own bytes are kept."""
    RENDERED = "rendered"
    """The page is more than one image: it was drawn, and that drawing is kept."""
    MISSING = "missing"
    """The page could not be opened: an empty sheet holds its place."""


@dataclass(frozen=True, slots=True)
class ScanInfo:
    """What a look into a file told, before any page was decoded."""

    kind: ScanKind
    page_count: int
    signed: bool = False
    """It carries digital signatures, so its bytes must never change."""


@dataclass(frozen=True, slots=True)
class Scan:
    """An accepted input; the master is never altered."""

    id: str
    """SHA-256 of the bytes, hexadecimal."""
    path: Path
    """Where its bytes are now."""
    source_name: str
    """The name it came under; evidence only, never used as a path."""
    info: ScanInfo

    @property
    def sha256(self) -> str:
        return self.id

    @property
    def page_count(self) -> int:
        return self.info.page_count


@dataclass(frozen=True, slots=True, eq=False)
class PageImage:
    """The page as kept, upright.

    `pixels` are the stored image turned clockwise by `rotation_deg`; nothing else was done
    to them. Every box of the page is in these pixels.
    """

    number: int
    pixels: Pixels
    dpi: float
    origin: PageOrigin = PageOrigin.IMAGE
    rotation_deg: int = 0
    """0, 90, 180 or 270: clockwise turn from the stored image (as its viewer shows it)."""

    def __post_init__(self) -> None:
        if self.number < 1:
            raise ValueError(f"page numbers start at 1, not {self.number}")
        self.pixels.flags.writeable = False

    @property
    def size(self) -> tuple[int, int]:
        """(width, height)."""
        return self.pixels.shape[1], self.pixels.shape[0]


@dataclass(frozen=True, slots=True, eq=False)
class ReadingImage:
    """The page as read: grey and cleaned; `to_page` maps its pixels to the page as kept."""

    number: int
    pixels: Pixels
    dpi: float
    to_page: PageMap = IDENTITY
    skew_deg: float = 0.0
    """Clockwise angle of the text lines on the page as kept, in degrees."""

    def __post_init__(self) -> None:
        self.pixels.flags.writeable = False
