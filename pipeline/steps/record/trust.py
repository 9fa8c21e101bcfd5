"""From words to a field: its text, how far it can be trusted, and whether a person must look."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from pipeline.model.record import LOW_CONFIDENCE, Evidence, Field, Value
from pipeline.rules import Trust
from pipeline.steps.record.layout import Placed
from pipeline.steps.record.spelling import Vocabulary, is_odd


@dataclass(frozen=True, slots=True)
class Spelt:
    """A word as it goes into a value, with the words on the page that it came from."""

    text: str
    confidence: float
    source: Placed


def as_read(words: Iterable[Placed]) -> tuple[Spelt, ...]:
    """Words as the engine gave them; one that breaks Vietnamese spelling is not trusted.

    Tesseract's `vie` has no en dash and gives an em dash for it.
    """
    return tuple(
        Spelt(
            w.text.replace("—", "–"),
            min(w.word.confidence, 0.5) if is_odd(w.text) else w.word.confidence,
            w,
        )
        for w in words
    )


def restored(words: Sequence[Placed], vocabulary: Vocabulary, trust: Trust) -> tuple[Spelt, ...]:
    """Words as the vocabulary spells them, where it knows them."""
    result = []
    known = vocabulary.restore([w.text for w in words])
    for spelt, spelling in zip(as_read(words), known, strict=True):
        if spelling is None:
            result.append(spelt)
        else:
            sure = trust.restored
            if not spelling.remarked:
                sure = max(sure, spelt.source.word.confidence)
            result.append(replace(spelt, text=spelling.text, confidence=sure))
    return tuple(result)


def text_of(spelt: Iterable[Spelt]) -> str:
    return " ".join(s.text for s in spelt)


def weakest(spelt: Iterable[Spelt]) -> float:
    """Confidence of the least sure word that holds a letter or digit; 0 where there is none."""
    return min((s.confidence for s in spelt if any(c.isalnum() for c in s.text)), default=0.0)


def evidence_of(words: Iterable[Placed]) -> tuple[Evidence, ...]:
    return tuple(Evidence(w.page, w.text, w.word.box, w.word.confidence) for w in words)


def found(
    value: Value,
    confidence: float,
    words: Iterable[Placed],
    least: float,
    reason: str | None = None,
) -> Field:
    """A field that was read; below `least`, or with a reason, it is for a person to look at."""
    doubtful = confidence < least
    return Field(
        value=value,
        confidence=confidence,
        evidence=evidence_of(words),
        review=doubtful or reason is not None,
        reason=reason or (LOW_CONFIDENCE if doubtful else None),
    )


def missing(reason: str, words: Iterable[Placed] = ()) -> Field:
    """A field that must be there and could not be read; `words` are where it should stand."""
    return Field(review=True, reason=reason, evidence=evidence_of(words))


def noted(value: Value, confidence: float, words: Iterable[Placed]) -> Field:
    """A field that helps to find a document and binds nobody: never in review."""
    return Field(value=value, confidence=confidence, evidence=evidence_of(words))


def settled(field: Field, least: float) -> Field:
    """A field that a document may lack, only where it is sure: else unknown, with its place.

    It is never in review; the reason says why nothing is given.
    """
    if field.value is None or (field.confidence >= least and not field.review):
        return replace(field, review=False)
    return Field(None, field.confidence, field.evidence, reason=field.reason or "low_confidence")
