"""Which fields a person must look at: calibrated confidence against the cost of an error."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace

from pipeline.model.record import DETAILS, LOW_CONFIDENCE, Candidate, Field, Record
from pipeline.rules import Calibration
from pipeline.settings import FieldSettings

IDENTITY = Calibration(shift=0.0, slope=1.0)
_EDGE = 1e-4
"""Nothing is surer than one in so many: no set of labelled pages could show more."""


def with_policy(
    record: Record, calibration: Mapping[str, Calibration], settings: FieldSettings
) -> Record:
    """The record with confidences that are how often such a value is right, and who must look.

    A field with a reason of its own (struck out, spelt otherwise, several signers …) stays for
    a person; of the others, those whose error would cost more than a look. Nobody need look at
    a field of `DETAILS`.
    """
    settled = {
        name: _settled(name, field, calibration.get(name, IDENTITY), settings)
        for name, field in record.items()
        if name not in DETAILS
    }
    settled["code"] = of_parts(settled["code"], settled["number"], settled["notation"])
    settled["signer_authority"] = _of_position(
        settled["signer_authority"], settled["signer_position"]
    )
    return replace(record, **settled)  # type: ignore[arg-type]


def calibrated(confidence: float, by: Calibration) -> float:
    """How often a value of this confidence is right (Platt scaling of its log-odds)."""
    return 1.0 / (1.0 + math.exp(-by.shift - by.slope * log_odds(confidence)))


def log_odds(confidence: float) -> float:
    bounded = min(max(confidence, _EDGE), 1.0 - _EDGE)
    return math.log(bounded / (1.0 - bounded))


def least_confidence(name: str, settings: FieldSettings) -> float:
    """Below this a look costs less than the errors that it saves."""
    return 1.0 - min(1.0, settings.look_cost / settings.error_costs.get(name, settings.error_cost))


def _settled(name: str, field: Field, by: Calibration, settings: FieldSettings) -> Field:
    if field.value is None:
        return field
    sure = round(calibrated(field.confidence, by), 4)
    field = replace(
        field, confidence=sure, candidates=_shared_out(field.candidates, field.value, sure)
    )
    if not field.only_unsure:
        return field
    review = sure < least_confidence(name, settings)
    return replace(
        field, review=review, reason=(field.reason or LOW_CONFIDENCE) if review else None
    )


def of_parts(code: Field, number: Field, notation: Field) -> Field:
    """A code is as sure as the less sure of its parts, and looked at with them."""
    if not code.only_unsure:
        return code
    review = number.review or notation.review
    return replace(
        code,
        confidence=min(number.confidence, notation.confidence),
        review=review,
        reason=(code.reason or LOW_CONFIDENCE) if review else None,
    )


def _of_position(authority: Field, position: Field) -> Field:
    """That nobody signed for another is no surer than the position in which it would stand."""
    if authority.value is not None or authority.review or not position.review:
        return authority
    return replace(authority, review=True, reason=position.reason)


def _shared_out(
    candidates: tuple[Candidate, ...], value: object, sure: float
) -> tuple[Candidate, ...]:
    """The others share what the calibrated value leaves, none of them above it."""
    if not candidates or candidates[0].value != value:
        return candidates
    first, *rest = candidates
    left = 1.0 - first.probability
    scale = (1.0 - sure) / left if left > 0 else 0.0
    others = (replace(c, probability=round(min(c.probability * scale, sure), 4)) for c in rest)
    return (replace(first, probability=sure), *others)
