"""What is answered about one document."""

from __future__ import annotations

from pydantic import Field

from pipeline.model.access import Access
from pipeline.web.shapes import Shape, Sides


class Candidate(Shape):
    """What a field in review may be."""

    value: str
    probability: float = Field(ge=0, le=1)
    why: list[str] = Field(description="What spoke for or against it.")


class Evidence(Shape):
    """A word that a value was read from."""

    page: int = Field(ge=1)
    text: str
    box: Sides
    confidence: float = Field(ge=0, le=1)


class FieldValue(Shape):
    """A field of the record (NĐ 30/2020, Phụ lục VI)."""

    value: str | list[str] | None = Field(description="null is unknown.")
    confidence: float = Field(ge=0, le=1)
    review: bool = Field(description="A person must look.")
    reason: str | None = Field(description="Why a person must look.")
    candidates: list[Candidate]
    evidence: list[Evidence]


class Reason(Shape):
    code: str
    detail: str


class PageOfDocument(Shape):
    page: int = Field(ge=1)
    size: tuple[int, int]
    dpi: float
    words: int = Field(ge=0)
    confidence: float | None = Field(description="Mean over its words.")
    failure: str | None


class ArchivalFile(Shape):
    href: str = Field(examples=["/api/v1/documents/0123456789abcdef/pdf"])
    sha256: str
    conformance: str | None = Field(
        description="PDF/A part and level, where the validator agreed.", examples=["2u"]
    )


class Document(Shape):
    """A document of the register."""

    document_id: str = Field(examples=["0123456789abcdef"])
    source_name: str = Field(description="The name of the scan that it came from.")
    batch: str
    access: Access = Field(description="Who may see it (TT 05/2025/TT-BNV, chế độ sử dụng).")
    unit: str = Field(description="The unit of the office whose document it is; empty: unknown.")
    state: str = Field(examples=["accepted", "review"])
    reasons: list[Reason] = Field(description="Why a person must look.")
    fields: dict[str, FieldValue] = Field(
        description="`type`, `number`, `notation`, `code`, `date`, `issuer`, `subject`, "
        "`signer_name` and more; all are there, unknown ones with null."
    )
    page_count: int = Field(ge=1)
    pages: list[PageOfDocument]
    pdf: ArchivalFile | None = Field(description="The searchable PDF/A.")
