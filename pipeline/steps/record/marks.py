"""Urgency, secrecy and copy marks (ô 10a, 10b; NĐ 30/2020, Điều 25)."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.model.ocr import OcrPage, Stamp, StampKind
from pipeline.model.record import ABSENT, Evidence, Field
from pipeline.rules import Rules
from pipeline.steps.record.layout import Row, place, rows, runs
from pipeline.steps.record.spelling import fold, is_capital, squash
from pipeline.steps.record.trust import found

MOST_COPY_WORDS = 14


def read_stamp(
    page: OcrPage, kind: StampKind, values: Sequence[str], rules: Rules, least: float
) -> Field:
    """A stamp that was seen, else one whose words stand alone in capitals near the top."""
    words = _stamp_words(page, values, rules)
    seen = [stamp for stamp in page.stamps if stamp.kind is kind and stamp.value in values]
    if seen:
        return _from_stamp(max(seen, key=lambda s: s.confidence), words, page, least)
    if words is None:
        return ABSENT
    value, row = words
    confidence = min(w.word.confidence for w in row.words)
    exact = squash(row.text) == squash(value) and row.text.lower().startswith(value.lower()[:1])
    reason = None if exact else "low_confidence"
    return found(value, confidence, row.words, least, reason)


def _from_stamp(stamp: Stamp, words: tuple[str, Row] | None, page: OcrPage, least: float) -> Field:
    evidence = Evidence(page.number, stamp.value, stamp.box, stamp.confidence)
    if words is None:
        return Field(
            stamp.value,
            stamp.confidence,
            (evidence,),
            review=stamp.confidence < least,
            reason="low_confidence" if stamp.confidence < least else None,
        )
    field = found(stamp.value, max(stamp.confidence, least), words[1].words, least)
    if words[0] != stamp.value:
        field = found(stamp.value, stamp.confidence, words[1].words, least, "conflict")
    return Field(
        field.value, field.confidence, (evidence, *field.evidence), field.review, field.reason
    )


def _stamp_words(page: OcrPage, values: Sequence[str], rules: Rules) -> tuple[str, Row] | None:
    floor = rules.zones.stamp_bottom * page.size[1]
    for row in rows(w for w in place(page) if w.bottom < floor):
        for run in runs(row, rules.layout.run_gap):
            letters = squash(run.text)
            for value in values:
                if letters == squash(value) and is_capital(run.text):
                    return value, run
    return None


def read_copy(page: OcrPage, rules: Rules, least: float) -> Field:
    """A copy mark in the head of the page: "SAO Y", "SAO LỤC", "TRÍCH SAO"."""
    floor = rules.zones.motto_bottom * page.size[1]
    for row in rows(w for w in place(page) if w.bottom < floor):
        for run in runs(row, rules.layout.run_gap):
            if len(run.words) > MOST_COPY_WORDS or not is_capital(run.words[0].text):
                continue
            plain = " ".join("".join(c for c in fold(w.text) if c.isalnum()) for w in run.words)
            for words, value in rules.marks.copies:
                if plain == fold(words) or plain.startswith(f"{fold(words)} "):
                    confidence = min(w.word.confidence for w in run.words)
                    return found(value, confidence, run.words, least)
    return ABSENT
