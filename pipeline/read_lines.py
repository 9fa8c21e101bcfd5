"""Reads the lines of a prepared page: finds them, asks the readers, settles what they say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.engines import line_network, page_network, tesseract
from pipeline.model.geometry import Box, hull
from pipeline.model.ocr import Line, Word
from pipeline.model.reading import HANDWRITING, LineReading
from pipeline.model.scan import PageImage, ReadingImage
from pipeline.settings import Quality, Reading
from pipeline.steps.agreement import Token, disputed, parted, settle
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
    own = line_network.own_reader().read_with_posteriors(image.pixels, boxes)
    firsts = [parted(reading) for reading, _ in own]
    seconds: Sequence[LineReading] = firsts
    thirds: dict[int, str] = {}
    if settings.quality is not Quality.FAST:
        seconds = line_network.trueocr_reader().read(image.pixels, boxes)
        asked = [
            number
            for number, (first, second) in enumerate(zip(firsts, seconds, strict=True))
            if settings.quality is Quality.CAREFUL or disputed(first, second, settings.sure_reader)
        ]
        answers = tesseract.read_boxes(
            image, [boxes[number] for number in asked], settings.language, timeout_s
        )
        thirds = {number: text for number, (text, _) in zip(asked, answers, strict=True)}
    lines: list[Line] = []
    handwriting: list[Box] = []
    for number, (box, first, (_, posterior)) in enumerate(zip(boxes, firsts, own, strict=True)):
        tokens = settle(first, posterior, seconds[number], thirds.get(number))
        words, written = _words(image, box, tokens)
        handwriting.extend(written)
        if words:
            lines.append(Line(words, hull(word.box for word in words), number))
    return LinesRead(tuple(lines), tuple(handwriting))


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
                min(box.left + round((word.box.left - left) * scale), box.right - 1),
                box.top,
                min(box.left + round((word.box.right - left) * scale), box.right),
                box.bottom,
            ),
        )
        for word in words
    )


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
