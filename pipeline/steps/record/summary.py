"""What an official letter asks or tells, in its own words: the sentence that says it."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.model.ocr import OcrPage
from pipeline.model.record import ABSENT, Field
from pipeline.rules import Rules
from pipeline.steps.record.body import paragraphs, sentences
from pipeline.steps.record.layout import Row
from pipeline.steps.record.spelling import fold
from pipeline.steps.record.trust import as_read, noted, text_of, weakest

MOST_CHARACTERS = 500
"""As long as a subject may be in the register (NĐ 30/2020, Phụ lục VI)."""


def read_summary(pages: Sequence[OcrPage], rules: Rules) -> Field:
    """The first sentence with the strongest cue of a request or a notice; as printed."""
    found = [
        sentence
        for paragraph in paragraphs(pages)
        for sentence in sentences(paragraph)
        if sentence.words[0].text[:1].isupper() or sentence.words[0].text[:1] in "-–"
    ]
    for cues in rules.contents.requests:
        for sentence in found:
            plain = fold(sentence.text)
            if any(cue in plain for cue in cues):
                return _field(sentence)
    return ABSENT


def _field(sentence: Row) -> Field:
    words = list(sentence.words)
    while len(" ".join(w.text for w in words)) > MOST_CHARACTERS:
        words.pop()
    spelt = as_read(words)
    text = text_of(spelt).strip(" -–;")
    cut = len(words) < len(sentence.words)
    return noted(f"{text} …" if cut else text, weakest(spelt), words)
