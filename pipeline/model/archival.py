"""What goes out: the archival files of a document and what the index stores of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from pipeline.model.access import Access
from pipeline.model.entry import SignatureState
from pipeline.model.record import State


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


class Form(StrEnum):
    """How a document came to be (TT 05/2025/TT-BNV, `confidenceLevel` 01, 02, 03)."""

    ELECTRONIC = "electronic"
    """Issued electronically."""
    PAPER = "paper"
    """Scanned."""
    MIXED = "mixed"


@dataclass(frozen=True, slots=True)
class Guess:
    """What else an unsure word of a page's text may be."""

    page: int
    """From 1, within the document."""
    start: int
    end: int
    """Where the word stands in the text of its page, end exclusive."""
    texts: tuple[str, ...]
    """Other readings of it, likeliest first; NFC, without blanks."""


@dataclass(frozen=True, slots=True)
class IndexEntry:
    """Exactly what the index stores of one document. Text is NFC; empty is unknown."""

    document_id: str
    pages: tuple[str, ...]
    """Text of each page, lines separated by newlines; page 1 first."""
    code: str = ""
    number: str = ""
    """As written, leading zeros kept."""
    type: str = ""
    issuer: str = ""
    issuer_parent: str = ""
    subject: str = ""
    date: str = ""
    """ISO 8601 with `??` for unknown parts, or empty."""
    signer: str = ""
    urgency: str = ""
    unit: str = ""
    """The unit of the office whose document it is."""
    access: Access = Access.CONDITIONAL
    form: Form = Form.PAPER
    state: State = State.REVIEW
    """ACCEPTED or REVIEW; nothing else is indexed."""
    signatures: SignatureState = SignatureState.NONE
    """What the digital signatures of its file are worth together."""
    guesses: tuple[Guess, ...] = ()

    def __post_init__(self) -> None:
        if self.state not in (State.ACCEPTED, State.REVIEW):
            raise ValueError(f"{self.document_id}: what is {self.state} is not indexed")


@dataclass(frozen=True, slots=True)
class PageHit:
    """What a page says to a question: its best lines, and every word of it that answers."""

    page: int
    snippet: str
    """On one line."""
    marks: tuple[tuple[int, int], ...]
    """Character ranges of the snippet that match, end exclusive."""
    spans: tuple[tuple[int, int], ...] = ()
    """Character ranges of the page's NFC text that match, end exclusive; none when what matches
    is the description."""


@dataclass(frozen=True, slots=True)
class Hit:
    """One found document with the pages that answer, the best first."""

    document_id: str
    score: float
    pages: tuple[PageHit, ...]
    """At least one where they were asked for: where only the description answers, page 1 with the
    words of it."""
    code: str = ""
    date: str = ""
    issuer: str = ""
    subject: str = ""
    type: str = ""
    signer: str = ""
    urgency: str = ""
    unit: str = ""
    state: State = State.REVIEW
    form: Form = Form.PAPER
    signatures: SignatureState = SignatureState.NONE
    page_count: int = 0
    answering_pages: int = 0
    """Pages that answer, shown or not."""
