"""The running text of a document: its sentences, without head, lists of recipients and tables."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from pipeline.model.ocr import OcrPage
from pipeline.steps.record.layout import Placed, Row
from pipeline.steps.record.passages import passages
from pipeline.steps.record.spelling import fold, is_capital

LEAST_WORDS = 8
_SENTENCE_END = re.compile(r"(?:[.!?…;]|\./\.)[\"”’)]*$")
_BASIS = re.compile(r"^\W*can cu\b")
_CLOSES = re.compile(r"^\W*noi nhan\b")


def paragraphs(pages: Sequence[OcrPage]) -> Iterator[Row]:
    """Paragraphs of running text up to "Nơi nhận", those of the legal basis left out."""
    for passage in passages(pages):
        plain = fold(passage.text)
        if _CLOSES.match(plain):
            return
        if len(passage.words) < LEAST_WORDS or is_capital(passage.text) or _BASIS.match(plain):
            continue
        yield passage


def sentences(paragraph: Row) -> tuple[Row, ...]:
    """A paragraph cut behind each word that ends a sentence, before a capital."""
    cuts: list[list[Placed]] = [[paragraph.words[0]]]
    for word, following in pairwise(paragraph.words):
        capital = following.text.lstrip('-–("“')[:1].isupper()
        if _SENTENCE_END.search(word.text) and capital and not _abbreviated(word.text):
            cuts.append([])
        cuts[-1].append(following)
    return tuple(Row(tuple(cut)) for cut in cuts)


def _abbreviated(word: str) -> bool:
    """A full stop after capitals or digits may be that of "TP." or "1."."""
    letters = word.rstrip(".")
    return word.endswith(".") and (letters.isupper() or letters.isdigit() or len(letters) < 2)
