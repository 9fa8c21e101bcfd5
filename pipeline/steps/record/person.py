"""What people said laid over the record that a machine read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from pipeline.model.correction import How, Said
from pipeline.model.evidence import Evidence
from pipeline.model.record import LOW_CONFIDENCE, PERSON, PERSON_UNREADABLE, Field, Record, Value
from pipeline.steps.record.code import Code, parse_code

_OF_CODE = ("number", "notation")


def said_over(record: Record, said: Iterable[Said]) -> Record:
    """The record with every word of a person in it, in their order: the last one counts.

    What a person said is sure and needs no look; number, notation and code stay one.
    """
    for one in said:
        record = _laid(record, one)
    return record


def _laid(record: Record, said: Said) -> Record:
    before: Field = getattr(record, said.field)
    settled = _settled(before, said)
    laid = replace(record, **{said.field: settled})  # type: ignore[arg-type]
    if said.field in _OF_CODE:
        return replace(laid, code=_code_of_parts(laid))
    if said.field == "code":
        return _with_parts(laid, said)
    if said.field == "signer_position":
        return replace(laid, signer_authority=_authority(laid.signer_authority, before))
    return laid


def _settled(before: Field, said: Said) -> Field:
    reason = PERSON_UNREADABLE if said.how is How.UNREADABLE else PERSON
    return Field(said.value, 1.0, _evidence(before, said), False, reason)


def _evidence(before: Field, said: Said) -> tuple[Evidence, ...]:
    """Where they pointed; otherwise what the machine read it from."""
    if said.page is None or said.box is None:
        return before.evidence
    return (Evidence(said.page, _text(said.value), said.box, 1.0),)


def _code_of_parts(record: Record) -> Field:
    """The code with its parts as they stand now, as sure as the less sure of them."""
    number, notation = record.number, record.notation
    both = (number, notation)
    review = any(part.review for part in both)
    said = PERSON if all(part.by_person for part in both) else None
    evidence = record.code.evidence or (*number.evidence, *notation.evidence)
    value = _joined(record.code.value, number.value, notation.value)
    return Field(
        value=value,
        confidence=min(part.confidence for part in both),
        evidence=evidence,
        review=review,
        reason=LOW_CONFIDENCE if review else said,
    )


def _joined(code: Value, number: Value, notation: Value) -> str | None:
    """Written as the code was: a year or the hyphen of the Party stays where it stood."""
    if not isinstance(number, str) or not isinstance(notation, str):
        return None
    known = _parsed(code)
    if known is None:
        return str(Code(number, notation))
    return str(replace(known, number=number, notation=notation))


def _with_parts(record: Record, said: Said) -> Record:
    """Number and notation of a code that a person said."""
    parts = _parsed(said.value)
    values = (None, None) if parts is None else (parts.number, parts.notation)
    number, notation = (replace(said, value=value) for value in values)
    return replace(
        record,
        number=_settled(record.number, number),
        notation=_settled(record.notation, notation),
    )


def _parsed(code: Value) -> Code | None:
    if not isinstance(code, str):
        return None
    try:
        return parse_code(code)
    except ValueError:
        return None


def _authority(authority: Field, position: Field) -> Field:
    """That nobody signed for another was only as sure as the position (`policy`)."""
    follows = authority.value is None and authority.review and authority.reason == position.reason
    return Field(None, 1.0, authority.evidence, False, PERSON) if follows else authority


def _text(value: Value) -> str:
    if isinstance(value, tuple):
        return "; ".join(value)
    return value or ""
