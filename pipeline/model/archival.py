"""What goes out: the archival files of a document and what the index stores of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class ArchivalPdf:
    """A written PDF/A and what its checks said."""

    path: Path
    sha256: str
    conformance: str | None
    """"2u" when the validator agreed; None when it did not."""
    violations: tuple[str, ...] = ()
    """What the validator objected to."""
    unequal_pages: tuple[int, ...] = ()
    """Pages whose text, read back by a second library, is not what was read."""


@dataclass(frozen=True, slots=True)
class DocumentMetadata:
    """What the PDF's XMP says of a document; None is left out."""

    title: str
    document_id: str
    language: str = "vi"
    code: str | None = None
    date: str | None = None
    """ISO 8601; a partial date keeps only its known leading parts."""
    issuer: str | None = None
    type: str | None = None


@dataclass(frozen=True, slots=True)
class IndexEntry:
    """Exactly what the index stores of one document. Text is NFC."""

    document_id: str
    pages: tuple[str, ...]
    """Text of each page, lines separated by newlines; page 1 first."""
    code: str = ""
    type: str = ""
    issuer: str = ""
    issuer_parent: str = ""
    subject: str = ""
    date: str = ""
    """ISO 8601 with `??` for unknown parts, or empty."""


@dataclass(frozen=True, slots=True)
class Hit:
    """One found document: the page that answers best, and a snippet of it."""

    document_id: str
    score: float
    page: int
    snippet: str
    marks: tuple[tuple[int, int], ...]
    """Character ranges of the snippet that match, end exclusive."""
    code: str
    date: str
    issuer: str
    subject: str
    type: str
