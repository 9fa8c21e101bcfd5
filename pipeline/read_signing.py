"""Reads the signing block of a page again, where names and titles lie under seals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipeline.engines import line_network, page_network
from pipeline.errors import EngineFailed
from pipeline.model.geometry import Box, hull
from pipeline.model.ocr import Line, Region, RegionKind
from pipeline.model.scan import PageImage, ReadingImage
from pipeline.model.signing import BlockReading, NameReading
from pipeline.read_lines import words_of
from pipeline.rules import Names, default_rules
from pipeline.steps.agreement import alone, parted
from pipeline.steps.name_reading import (
    ScoredLine,
    lexicon_of,
    name_readings,
    syllable_scores,
)
from pipeline.steps.regions.ink import resolution_of
from pipeline.steps.signing_block import block_pictures, signing_block
from pipeline.steps.stamped_row import stamped_row

_LARGER = 1.25
"""By so much more closely than a page the block is searched for lines."""


def read_signing(
    image: PageImage, regions: Sequence[Region]
) -> tuple[tuple[BlockReading, ...], tuple[NameReading, ...]]:
    """The signing block of a page and the names in it; neither where nobody signed."""
    block = signing_block(regions, image.size, resolution_of(image))
    if block is None:
        return (), ()
    try:
        stamps = [r.box for r in regions if r.kind is RegionKind.NAME_STAMP]
        return read_block(image, block, stamps, default_rules().names)
    except EngineFailed:
        # The page itself was read.
        return (), ()


def read_block(
    image: PageImage, block: Box, stamps: Sequence[Box], names: Names
) -> tuple[tuple[BlockReading, ...], tuple[NameReading, ...]]:
    """The signing block, once from each of its pictures, and the names that may stand in it.

    One reader alone: the pictures are the second opinion. `stamps` are rows that were put on with
    a stamp: the line finder, which knows print, may see but pieces of them, and a red one, which
    often stands askew, is read level as well. In pixels of the page.

    Raises:
        EngineFailed: the reader failed.
    """
    known, reader = lexicon_of(names), line_network.name_reader()
    readings: list[BlockReading] = []
    scored: list[ScoredLine] = []
    pictures = block_pictures(image, block)
    # All lines show in the first; finding them costs more than reading them.
    share = _LARGER * max(block.width, block.height) / max(image.size)
    seen = [box for box, _ in page_network.find_lines(next(iter(pictures.values())), share)]
    rows = [row.moved(-block.left, -block.top) for row in stamps if _within(row, block)]
    boxes = [*seen, *rows]
    for ink, picture in pictures.items():
        part = ReadingImage(image.number, picture, image.dpi)
        lines = []
        own = reader.read_with_posteriors(picture, boxes)
        for box, (reading, posterior) in zip(boxes, own, strict=True):
            words, _ = words_of(part, box, alone(parted(reading)))
            if words and (box in rows or not _part_of(box, rows)):
                line = Line(words, hull(word.box for word in words))
                lines.append(_moved(line, block))
            scores = syllable_scores(reading, posterior, known)
            if scores is not None:
                scored.append(ScoredLine(box.moved(block.left, block.top), scores))
        readings.append(BlockReading(ink, block, tuple(lines)))
    for stamp in stamps if image.pixels.ndim == 3 else ():
        row, letters = stamped_row(image.pixels, stamp)
        ((reading, posterior),) = reader.read_with_posteriors(row, [letters])
        scores = syllable_scores(reading, posterior, known)
        if scores is not None:
            scored.append(ScoredLine(stamp, scores))
    return tuple(readings), name_readings(scored)


def _within(row: Box, block: Box) -> bool:
    return (
        block.left <= row.left
        and row.right <= block.right
        and block.top <= row.top
        and row.bottom <= block.bottom
    )


def _part_of(box: Box, rows: Sequence[Box]) -> bool:
    """Whether a line that was found is (a piece of) a stamped row."""
    return any(row.contains(*map(round, box.center)) for row in rows)


def _moved(line: Line, block: Box) -> Line:
    words = tuple(replace(word, box=word.box.moved(block.left, block.top)) for word in line.words)
    return replace(line, words=words, box=line.box.moved(block.left, block.top))
