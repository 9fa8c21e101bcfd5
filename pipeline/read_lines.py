"""Reads the lines of a prepared page: finds them, asks the readers, settles what they say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.engines import line_network, page_network, tesseract
from pipeline.model.geometry import Box, hull
from pipeline.model.ocr import Line, Word
from pipeline.model.reading import HANDWRITING
from pipeline.model.scan import PageImage, ReadingImage
from pipeline.settings import Quality, Reading
from pipeline.steps.agreement import Token, alone, disputed, doubtful, parted, settle
from pipeline.steps.confidence import confidence
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
        words, written = words_of(image, box, tokens)
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
    posteriors = [posterior for _, posterior in own]
    if settings.quality is Quality.FAST:
        return tuple(map(alone, firsts, posteriors))
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
        settle(first, posterior, seconds[n], thirds.get(n))
        if n in seconds
        else alone(first, posterior)
        for n, (first, posterior) in enumerate(zip(firsts, posteriors, strict=True))
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


def words_of(
    image: ReadingImage, box: Box, tokens: Sequence[Token]
) -> tuple[tuple[Word, ...], tuple[Box, ...]]:
    """The printed words of a line with their boxes, and the boxes of its handwriting."""
    boxes = word_boxes(image.pixels, box, tokens)
    words = tuple(
        Word(token.text, place, round(confidence(token), 4), token.alternatives)
        for token, place in zip(tokens, boxes, strict=True)
        if HANDWRITING not in token.text
    )
    written = tuple(
        place for token, place in zip(tokens, boxes, strict=True) if HANDWRITING in token.text
    )
    return words, written
