"""Reads the lines of a prepared page: finds them, asks the readers, settles what they say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.engines import line_network, page_network, tesseract
from pipeline.model.geometry import Box, hull
from pipeline.model.ocr import Line, Word
from pipeline.model.reading import HANDWRITING
from pipeline.model.scan import PageImage, ReadingImage
from pipeline.model.signing import BlockReading, NameReading
from pipeline.rules import Names
from pipeline.settings import Quality, Reading
from pipeline.steps.agreement import Token, alone, disputed, doubtful, parted, settle
from pipeline.steps.confidence import confidence
from pipeline.steps.name_reading import (
    ScoredLine,
    lexicon_of,
    name_readings,
    syllable_scores,
)
from pipeline.steps.signing_block import block_pictures
from pipeline.steps.stamped_row import stamped_row
from pipeline.steps.word_boxes import word_boxes


@dataclass(frozen=True, slots=True)
class LinesRead:
    """The printed lines of a page and where handwriting was seen; pixels of the reading image."""

    lines: tuple[Line, ...]
    handwriting: tuple[Box, ...]


def read_lines(image: ReadingImage, settings: Reading, timeout_s: float) -> LinesRead:
    """The lines of a page, top to bottom.

    Raises:
        EngineFailed: a reader failed or took too long.
        ToolMissing: Tesseract is needed and not installed.
    """
    boxes = tuple(box for box, _ in page_network.find_lines(image.pixels))
    return read_boxes(image, boxes, settings, timeout_s)


def read_boxes(
    image: ReadingImage, boxes: Sequence[Box], settings: Reading, timeout_s: float
) -> LinesRead:
    """The same for lines that were found already."""
    lines: list[Line] = []
    handwriting: list[Box] = []
    settled = settled_lines(image, boxes, settings, timeout_s)
    for number, (box, tokens) in enumerate(zip(boxes, settled, strict=True)):
        words, written = _words(image, box, tokens)
        handwriting.extend(written)
        if words:
            lines.append(Line(words, hull(word.box for word in words), number))
    return LinesRead(tuple(lines), tuple(handwriting))


def settled_lines(
    image: ReadingImage, boxes: Sequence[Box], settings: Reading, timeout_s: float
) -> tuple[tuple[Token, ...], ...]:
    """The words of each line box, handwriting included, with what speaks for them."""
    own = line_network.own_reader().read_with_posteriors(image.pixels, boxes)
    firsts = [parted(reading) for reading, _ in own]
    if settings.quality is Quality.FAST:
        return tuple(alone(first) for first in firsts)
    careful = settings.quality is Quality.CAREFUL
    doubted = [n for n, first in enumerate(firsts) if careful or doubtful(first, settings.sure)]
    read = line_network.trueocr_reader().read(image.pixels, [boxes[n] for n in doubted])
    seconds = dict(zip(doubted, read, strict=True))
    asked = [
        n for n in doubted if careful or disputed(firsts[n], seconds[n], settings.sure_in_dispute)
    ]
    answers = tesseract.read_boxes(image, [boxes[n] for n in asked], settings.language, timeout_s)
    thirds = {n: text for n, (text, _) in zip(asked, answers, strict=True)}
    return tuple(
        settle(first, posterior, seconds[n], thirds.get(n)) if n in seconds else alone(first)
        for n, (first, (_, posterior)) in enumerate(zip(firsts, own, strict=True))
    )


def read_stamped(
    image: PageImage, box: Box, settings: Reading, timeout_s: float
) -> tuple[Word, ...]:
    """The words of a row of red stamped letters; pixels of the page, all with the row's height.

    Raises:
        EngineFailed, ToolMissing: as `read_lines`.
    """
    picture, letters = stamped_row(image.pixels, box)
    row = ReadingImage(image.number, picture, image.dpi)
    read = read_boxes(row, [letters], settings, timeout_s)
    words = [word for line in read.lines for word in line.words]
    left, scale = letters.left, box.width / max(letters.width, 1)
    return tuple(
        replace(
            word,
            box=Box(
                max(0, min(box.left + round((word.box.left - left) * scale), box.right - 1)),
                box.top,
                max(1, min(box.left + round((word.box.right - left) * scale), box.right)),
                box.bottom,
            ),
        )
        for word in words
    )


def read_block(
    image: PageImage, block: Box, names: Names
) -> tuple[tuple[BlockReading, ...], tuple[NameReading, ...]]:
    """The signing block, once from each of its pictures, and the names that may stand in it.

    Our own reader alone: the pictures are the second opinion. In pixels of the page.

    Raises:
        EngineFailed: the reader failed.
    """
    known = lexicon_of(names)
    readings: list[BlockReading] = []
    scored: list[ScoredLine] = []
    pictures = block_pictures(image, block)
    # All lines show in the first; finding them costs more than reading them.
    boxes = [box for box, _ in page_network.find_lines(next(iter(pictures.values())))]
    for ink, picture in pictures.items():
        part = ReadingImage(image.number, picture, image.dpi)
        lines = []
        own = line_network.own_reader().read_with_posteriors(picture, boxes)
        for box, (reading, posterior) in zip(boxes, own, strict=True):
            words, _ = _words(part, box, alone(parted(reading)))
            if words:
                line = Line(words, hull(word.box for word in words))
                lines.append(_moved(line, block))
            scores = syllable_scores(reading, posterior, known)
            if scores is not None:
                scored.append(ScoredLine(box.moved(block.left, block.top), scores))
        readings.append(BlockReading(ink, block, tuple(lines)))
    return tuple(readings), name_readings(scored)


def _moved(line: Line, block: Box) -> Line:
    words = tuple(replace(word, box=word.box.moved(block.left, block.top)) for word in line.words)
    return replace(line, words=words, box=line.box.moved(block.left, block.top))


def _words(
    image: ReadingImage, box: Box, tokens: Sequence[Token]
) -> tuple[tuple[Word, ...], tuple[Box, ...]]:
    """The printed words of a line with their boxes, and the boxes of its handwriting."""
    boxes = word_boxes(image.pixels, box, tokens)
    words = tuple(
        Word(token.text, place, round(confidence(token), 4))
        for token, place in zip(tokens, boxes, strict=True)
        if HANDWRITING not in token.text
    )
    written = tuple(
        place for token, place in zip(tokens, boxes, strict=True) if HANDWRITING in token.text
    )
    return words, written
