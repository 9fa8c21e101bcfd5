"""What the quality of scans is measured on: real pages as they are, and with faults put in."""

from __future__ import annotations

import json
import tomllib
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import numpy as np

from benchmarks import quality_damage as scanner
from benchmarks import quality_paper as paper
from benchmarks.offices import HALVES, half_of
from benchmarks.quality_damage import Hand
from pipeline.engines.resolution import grey_if_colourless
from pipeline.engines.scan_file import inspect_scan, load_page
from pipeline.model.quality import Fault
from pipeline.model.scan import PageImage, Pixels
from pipeline.settings import Settings

Damage = Callable[[Pixels, float, Hand], tuple[Pixels, float]]
SEED = 2026
EACH = 100
DAMAGES: dict[Fault, Damage] = {
    Fault.RESOLUTION: scanner.coarse,
    Fault.COLOUR: scanner.colourless,
    Fault.BLUR: scanner.blurred,
    Fault.FADED: scanner.faded,
    Fault.SKEW: scanner.leaning,
    Fault.CUT_OFF: scanner.cut,
    Fault.FOLDED: paper.folded,
    Fault.SHADOW: paper.shadowed,
    Fault.BLANK: paper.emptied,
    Fault.TURNED: scanner.wrong_way,
}
_LEAST_DPI = 194
"""Pages of less are not used for damage: they have a fault already."""


@dataclass(frozen=True, slots=True)
class Place:
    """One page of the real scans."""

    id: str
    half: str
    file: Path
    page: int
    pages: int

    @property
    def name(self) -> str:
        return f"{self.id}.{self.page}"


def places(shared: Path, settings: Settings) -> tuple[Place, ...]:
    """Every page of the labelled scans, then the first of what was issued electronically."""
    found = []
    labels = (shared / "scans" / "labels.jsonl").read_text(encoding="utf-8").splitlines()
    for label in map(json.loads, labels):
        file = shared / "scans" / label["file"]
        count = inspect_scan(file, settings.limits).page_count
        found += [Place(label["id"], half_of(label), file, n, count) for n in range(1, count + 1)]
    for file in sorted((shared / "born_digital").glob("*.pdf")):
        found.append(Place(file.stem, half_of({"issuer": file.stem}), file, 1, 1))
    return tuple(found)


def opened(place: Place, settings: Settings) -> PageImage:
    info = inspect_scan(place.file, settings.limits)
    return load_page(place.file, info, place.page, settings.limits, settings.pages)


@cache
def known() -> dict[str, dict[str, str | int]]:
    """Faults that real pages have, by eye: fault → page → what is to be seen; and `numbers`."""
    return tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))


def has(place: Place, fault: Fault) -> bool:
    return place.name in known().get(fault.value, {})


def damaged(
    fault: Fault, pages: tuple[Place, ...], settings: Settings, each: int = EACH
) -> Iterator[tuple[Place, PageImage]]:
    """`each` pages with this fault, half of them from either half of the offices."""
    for half in HALVES:
        hand = np.random.default_rng([SEED, zlib.crc32(f"{fault} {half}".encode())])
        there = [place for place in pages if place.half == half and not has(place, Fault.BLANK)]
        made = 0
        while made < each // 2:
            place = there[int(hand.integers(len(there)))]
            image = opened(place, settings)
            if not _fits(image, fault):
                continue
            made += 1
            yield place, _damaged(image, DAMAGES[fault], hand)


def _fits(image: PageImage, fault: Fault) -> bool:
    grey = image.pixels if image.pixels.ndim == 2 else image.pixels[:, :, 1]
    written = float((grey[::4, ::4] < 140).mean()) > 0.012
    coloured = image.pixels.ndim == 3 or fault is not Fault.COLOUR
    return image.dpi >= _LEAST_DPI and written and coloured


def _damaged(image: PageImage, damage: Damage, hand: Hand) -> PageImage:
    pixels, dpi = damage(image.pixels, image.dpi, hand)
    return replace(image, pixels=grey_if_colourless(np.ascontiguousarray(pixels)), dpi=dpi)
