"""One document of the register: its fields, each with evidence, and the verdict on it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any

from pipeline.model.evidence import Evidence as Evidence
from pipeline.model.evidence import evidence_from_json, evidence_to_json
from pipeline.model.geometry import Box, hull
from pipeline.model.reference import Reference, reference_from_json, reference_to_json

Value = str | tuple[str, ...] | None
"""Text in NFC, several texts (`to`), or unknown."""

LOW_CONFIDENCE = "low_confidence"
"""The reason of a field that is in review only because its confidence is low."""
HANDWRITTEN = "handwritten"
"""… or of one that a pen wrote."""
PERSON, PERSON_UNREADABLE = "person", "person_unreadable"
"""The reasons of a field that a person settled, and of one that they could not read either."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One value that a field may have."""

    value: str
    probability: float
    """0.0–1.0; those of a field's candidates add up to at most 1."""
    why: tuple[str, ...] = ()
    """What spoke for or against it: message codes (`why.<code>` in the catalogue)."""


@dataclass(frozen=True, slots=True)
class Field:
    """A value with its confidence (0.0–1.0), its evidence, and whether a person must look."""

    value: Value = None
    confidence: float = 0.0
    evidence: tuple[Evidence, ...] = ()
    review: bool = False
    reason: str | None = None
    """Why it is in review: a message code (`field.<reason>` in the catalogue)."""
    candidates: tuple[Candidate, ...] = ()
    """Values between which knowledge decided, best first; the value itself is the first."""

    @property
    def only_unsure(self) -> bool:
        """A whole value was read and nothing but its confidence speaks against it."""
        whole = self.value is not None and "??" not in self.value
        # Without candidates nothing that a pen wrote was read, whatever stands there.
        by_hand = self.reason == HANDWRITTEN and bool(self.candidates)
        return whole and (self.reason in (None, LOW_CONFIDENCE) or by_hand)

    @property
    def by_person(self) -> bool:
        """A person said it: no machine weighs it any more."""
        return self.reason in (PERSON, PERSON_UNREADABLE)

    @property
    def places(self) -> tuple[tuple[int, Box], ...]:
        """(page, box in its pixels) around the evidence, one a page."""
        boxes: dict[int, list[Box]] = {}
        for word in self.evidence:
            boxes.setdefault(word.page, []).append(word.box)
        return tuple((page, hull(around)) for page, around in sorted(boxes.items()))


ABSENT = Field()


@dataclass(frozen=True, slots=True)
class Record:
    """The fields of NĐ 30/2020, Phụ lục I and VI; names as in the register and in --json."""

    type: Field = ABSENT
    """Tên loại in words; "Công văn" for a letter without a heading (ô 5a)."""
    number: Field = ABSENT
    """Số as written, leading zeros kept (ô 3)."""
    notation: Field = ABSENT
    """Ký hiệu, e.g. QĐ-UBND (ô 3)."""
    code: Field = ABSENT
    """Number and notation as one cites them, e.g. 12/QĐ-UBND."""
    date: Field = ABSENT
    """ISO 8601, `??` for unknown parts, e.g. 2017-11-?? (ô 4)."""
    place: Field = ABSENT
    """Địa danh (ô 4)."""
    issuer_parent: Field = ABSENT
    """Cơ quan chủ quản (ô 2, upper lines)."""
    issuer: Field = ABSENT
    """Cơ quan ban hành (ô 2, bold line)."""
    subject: Field = ABSENT
    """Trích yếu (ô 5a, 5b), without "V/v"."""
    to: Field = ABSENT
    """Kính gửi (ô 9a), one text each."""
    signer_name: Field = ABSENT
    """Họ tên, without titles (ô 7b)."""
    signer_position: Field = ABSENT
    """Chức vụ, the whole line as printed (ô 7a)."""
    signer_authority: Field = ABSENT
    """TM., KT., TL., TUQ. or Q. (NĐ 30/2020, Phụ lục I)."""
    urgency: Field = ABSENT
    """Hỏa tốc, Thượng khẩn or Khẩn (ô 10b)."""
    secrecy: Field = ABSENT
    """Tuyệt mật, Tối mật or Mật (ô 10a)."""
    copy: Field = ABSENT
    """Sao y, Trích sao or Sao lục (NĐ 30/2020, Điều 25)."""
    copy_number: Field = ABSENT
    """Số of the copy, from the copying office's own series."""
    copy_notation: Field = ABSENT
    """Ký hiệu of the copy, e.g. SY-UBND."""
    copy_date: Field = ABSENT
    """The day on which it was copied, ISO 8601."""
    copy_issuer: Field = ABSENT
    """The office that copied it."""
    copy_signer_name: Field = ABSENT
    copy_signer_position: Field = ABSENT
    arrival_number: Field = ABSENT
    """Số đến in the stamp of the office that received it (NĐ 30/2020, Phụ lục IV)."""
    arrival_date: Field = ABSENT
    """Ngày đến, ISO 8601."""
    joint_issuers: Field = ABSENT
    """Every organ of a document of several, one text each; `issuer` is one of them."""
    joint_signers: Field = ABSENT
    """Every name where several sign side by side; "??" for one that could not be read."""
    joint_positions: Field = ABSENT
    """Their positions, in the order of `joint_signers`."""
    annexes: Field = ABSENT
    """The heading of each annex that follows, as printed."""
    attached_to: Field = ABSENT
    """What the first page says that it is an annex of: "Quyết định số 12/QĐ-UBND ngày …"."""
    copies_to: Field = ABSENT
    """Nơi nhận (ô 9b), one text each, without the file copy."""
    filed_with: Field = ABSENT
    """The units that file a copy ("Lưu:"): VT, NVY."""
    drafter: Field = ABSENT
    """Ký hiệu người soạn thảo (ô 12)."""
    copies_made: Field = ABSENT
    """Số lượng bản (ô 12), digits as printed."""
    language: Field = ABSENT
    """Ngôn ngữ: "Tiếng Việt"; two are parted by a semicolon."""
    keywords: Field = ABSENT
    """Từ khóa, at most eight, drawn from subject and text."""
    summary: Field = ABSENT
    """Of an official letter: the sentence that asks or tells, as printed."""
    references: tuple[Reference, ...] = ()
    """The documents that its text cites, in the order in which it does: no field of its own."""

    def items(self) -> Iterator[tuple[str, Field]]:
        """The fields by name; `references` are none."""
        for name in FIELD_NAMES:
            yield name, getattr(self, name)


FIELD_NAMES = tuple(field.name for field in fields(Record) if field.name != "references")
DETAILS = FIELD_NAMES[FIELD_NAMES.index("copy") + 1 :]
"""Fields that most documents lack, or that only help to find them: never in review."""


class State(StrEnum):
    """Where an input ends; each ends in exactly one."""

    ACCEPTED = "accepted"
    REVIEW = "review"
    REFUSED = "refused"
    QUARANTINED = "quarantined"
    DUPLICATE = "duplicate"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a state was given: a message code with its parameters (`reason.<code>`)."""

    code: str
    params: Mapping[str, str | int | float | None]


@dataclass(frozen=True, slots=True)
class Verdict:
    """The state of a document and every reason for it."""

    state: State
    reasons: tuple[Reason, ...] = ()


def record_to_json(record: Record, *, evidence: bool = True) -> dict[str, Any]:
    """Field name → value, confidence, review (and evidence), and the list of references.

    With evidence, `record_from_json` is its inverse.
    """
    data: dict[str, Any] = {
        name: _field_to_json(field, evidence=evidence) for name, field in record.items()
    }
    data["references"] = [reference_to_json(r, evidence=evidence) for r in record.references]
    return data


def record_from_json(data: Mapping[str, Any]) -> Record:
    """Raises: TypeError for a field that no record has."""
    named = {key: _field_from_json(data[key]) for key in data if key != "references"}
    references = tuple(reference_from_json(entry) for entry in data.get("references", ()))
    return Record(**named, references=references)


def _field_to_json(field: Field, *, evidence: bool) -> dict[str, Any]:
    value = list(field.value) if isinstance(field.value, tuple) else field.value
    data: dict[str, Any] = {
        "value": value,
        "confidence": round(field.confidence, 4),
        "review": field.review,
    }
    if evidence:
        data["reason"] = field.reason
        data["candidates"] = [[c.value, c.probability, list(c.why)] for c in field.candidates]
        data["evidence"] = evidence_to_json(field.evidence)
    return data


def _field_from_json(data: Mapping[str, Any]) -> Field:
    value = data["value"]
    return Field(
        value=tuple(value) if isinstance(value, list) else value,
        confidence=data["confidence"],
        evidence=evidence_from_json(data.get("evidence", ())),
        review=data["review"],
        reason=data.get("reason"),
        candidates=tuple(Candidate(c[0], c[1], tuple(c[2])) for c in data.get("candidates", ())),
    )
