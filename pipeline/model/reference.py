"""A document that another one names: a link of the register."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from pipeline.model.evidence import Evidence, evidence_from_json, evidence_to_json


class Relation(StrEnum):
    """What the citing document has to do with the cited one."""

    BASIS = "basis"
    """Căn cứ: what it was issued on the ground of."""
    FOLLOWS = "follows"
    """Theo, thực hiện, triển khai: what it carries out."""
    ANSWERS = "answers"
    """Trả lời, phúc đáp: what it replies to."""
    AMENDS = "amends"
    """Sửa đổi, bổ sung, điều chỉnh."""
    REPLACES = "replaces"
    """Thay thế."""
    REPEALS = "repeals"
    """Bãi bỏ, hủy bỏ, hết hiệu lực."""
    ATTACHED = "attached"
    """Kèm theo: what an annex belongs to, or what is sent with a letter."""
    MENTIONS = "mentions"
    """It is named, no more can be told."""


@dataclass(frozen=True, slots=True)
class Reference:
    """A cited document. Raises: ValueError when neither a code nor a title names it."""

    relation: Relation
    kind: str
    """Tên loại: "Nghị định", "Luật"; "Văn bản" where the text says no more."""
    code: str | None
    """Số, ký hiệu as cited: 30/2020/NĐ-CP; a bare number where no symbol was given."""
    title: str | None = None
    """Of a law that is cited by its name: "Tổ chức chính quyền địa phương"."""
    date: str | None = None
    """ISO 8601, `??` for unknown parts."""
    issuer: str | None = None
    clause: str | None = None
    """The part that is cited: "khoản 2 Điều 5"."""
    confidence: float = 0.0
    """Of the least sure word of kind, code or title, and date, 0.0–1.0."""
    evidence: tuple[Evidence, ...] = ()

    def __post_init__(self) -> None:
        if not self.code and not self.title:
            raise ValueError("a reference needs a code or a title")

    @property
    def name(self) -> str:
        """As one would call it: "Nghị định 30/2020/NĐ-CP", "Luật Đất đai"."""
        return " ".join(part for part in (self.kind, self.title, self.code) if part)


def citation_key(name: str) -> str:
    """Letters and digits in small letters without marks: what one types in haste finds it too."""
    marked = unicodedata.normalize("NFD", name.lower().replace("đ", "d"))
    return "".join(c for c in marked if c.isalnum())


def reference_to_json(reference: Reference, *, evidence: bool = True) -> dict[str, Any]:
    """The reference as plain JSON values; `reference_from_json` is its inverse."""
    data: dict[str, Any] = {
        "relation": reference.relation.value,
        "kind": reference.kind,
        "code": reference.code,
        "title": reference.title,
        "date": reference.date,
        "issuer": reference.issuer,
        "clause": reference.clause,
        "confidence": round(reference.confidence, 4),
    }
    if evidence:
        data["evidence"] = evidence_to_json(reference.evidence)
    return data


def reference_from_json(data: Mapping[str, Any]) -> Reference:
    """Raises: KeyError, ValueError or TypeError when the data is no reference."""
    return Reference(
        relation=Relation(data["relation"]),
        kind=data["kind"],
        code=data["code"],
        title=data["title"],
        date=data["date"],
        issuer=data["issuer"],
        clause=data["clause"],
        confidence=data["confidence"],
        evidence=evidence_from_json(data.get("evidence", ())),
    )
