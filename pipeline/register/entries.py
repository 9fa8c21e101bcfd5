"""What goes into the register and what comes out of it: frozen, and free of the database."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from pipeline.model.access import UNDECLARED, Holding
from pipeline.model.correction import WordFix
from pipeline.model.entry import SignatureState
from pipeline.model.ocr import OcrPage
from pipeline.model.record import Reason, Record, State
from pipeline.model.scan import PageOrigin, ScanKind
from pipeline.register.history import LOOKS as LOOKS
from pipeline.register.history import Event as Event
from pipeline.register.history import Look as Look
from pipeline.register.history import ObjectKind as ObjectKind
from pipeline.register.history import What as What


@dataclass(frozen=True, slots=True)
class Batch:
    """One call of the archivist: a name and the inputs that came with it."""

    id: int
    name: str
    arguments_digest: str
    started_at: datetime
    finished_at: datetime | None
    holding: Holding = UNDECLARED
    """How its documents are held until somebody declares otherwise."""


@dataclass(frozen=True, slots=True)
class Source:
    """An input as it was handed in, before anything is known of its content."""

    path: str
    name: str
    """Evidence only, never used as a path."""


@dataclass(frozen=True, slots=True)
class Input:
    """One input of a batch; `state` is None until it has ended."""

    batch_id: int
    position: int
    """From 1, in the order in which the inputs were handed in."""
    source: Source
    sha256: str | None
    state: State | None
    document_id: str | None
    """The (first) document made of it; of a duplicate, the document that was there before."""
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """How an input without a new document ended: refused, duplicate or failed."""

    state: State
    reasons: tuple[Reason, ...] = ()
    sha256: str | None = None
    document_id: str | None = None


@dataclass(frozen=True, slots=True)
class Master:
    """A stored original; it is never altered."""

    sha256: str
    bytes: int
    kind: ScanKind
    page_count: int
    signed: bool
    stored_path: str
    """Relative to the archive."""
    source_name: str


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file of the archive and the hash it had when it was written."""

    path: str
    """Relative to the archive."""
    sha256: str


@dataclass(frozen=True, slots=True)
class PageFacts:
    """What the register keeps of a page; its text stays in the page ledger."""

    number: int
    """Page of the document, from 1."""
    width: int
    height: int
    dpi: float
    rotation_deg: int
    skew_deg: float
    origin: PageOrigin
    words: int
    confidence: float | None
    """Mean over the words; None without words."""
    failure: str | None = None


def page_facts(page: OcrPage, number: int) -> PageFacts:
    """The facts of a page as read, as page `number` of its document."""
    (width, height), sure = page.size, [word.confidence for word in page.words]
    return PageFacts(
        number=number,
        width=width,
        height=height,
        dpi=page.dpi,
        rotation_deg=page.rotation_deg,
        skew_deg=page.skew_deg,
        origin=page.origin,
        words=len(sure),
        confidence=sum(sure) / len(sure) if sure else None,
        failure=page.failure,
    )


WORST_FIRST = (State.QUARANTINED, State.REVIEW, State.ACCEPTED)
"""An input of several documents ends in the state that asks most of a person."""


def worst(states: Iterable[State]) -> State:
    """The state of an input with documents in these. Raises: StopIteration without any."""
    found = set(states)
    return next(state for state in WORST_FIRST if state in found)


@dataclass(frozen=True, slots=True)
class Under:
    """What a machine read of a document, where people said something over it."""

    record: Record
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class NewDocument:
    """A document ready to exist: `first_page` to `last_page` of the master `sha256`."""

    id: str
    sha256: str
    first_page: int
    last_page: int
    state: State
    """ACCEPTED or REVIEW."""
    reasons: tuple[Reason, ...]
    record: Record
    pages: tuple[PageFacts, ...]
    pdf: StoredFile | None
    pdf_conformance: str | None
    alto: StoredFile | None
    settings_digest: str
    software: str
    fixes: tuple[WordFix, ...] = ()
    """Words of its pages that people corrected; `alto` and `pdf` have them."""
    under: Under | None = None
    """What was read, where `record` and `reasons` have what people said over it."""

    def __post_init__(self) -> None:
        if self.state not in (State.ACCEPTED, State.REVIEW):
            raise ValueError(f"a document cannot be registered as {self.state}")
        _check_pages(self.first_page, self.last_page)


@dataclass(frozen=True, slots=True)
class NewQuarantined:
    """A document with a secrecy stamp: registered by its level alone, never read or indexed."""

    id: str
    sha256: str
    first_page: int
    last_page: int
    secrecy: str
    reasons: tuple[Reason, ...]
    settings_digest: str
    software: str

    def __post_init__(self) -> None:
        _check_pages(self.first_page, self.last_page)


@dataclass(frozen=True, slots=True)
class Document:
    """A document of the register."""

    id: str
    sha256: str
    batch: str
    source_name: str
    first_page: int
    last_page: int
    state: State
    reasons: tuple[Reason, ...]
    record: Record
    pdf: StoredFile | None
    pdf_conformance: str | None
    alto: StoredFile | None
    settings_digest: str
    software: str
    created_at: datetime
    holding: Holding = UNDECLARED
    signatures: SignatureState = SignatureState.NONE
    """What the digital signatures of its file are worth together."""
    revision: int = 0
    """Counts what changed its record; whoever answers a question hands it back."""
    machine_revision: int = 0
    """The revision of the last change that no correction made."""
    fixes: tuple[WordFix, ...] = ()
    """Words of its pages that people corrected."""

    @property
    def page_count(self) -> int:
        return self.last_page - self.first_page + 1


@dataclass(frozen=True, slots=True)
class PagePlace:
    """What must be known of a page to draw it, and of its document to let it be seen."""

    document_id: str
    state: State
    holding: Holding
    sha256: str
    stored_path: str
    """Of the master, relative to the archive."""
    settings_digest: str
    in_file: int
    """The page of its file, from 1."""
    size: tuple[int, int]
    rotation_deg: int


class IndexOp(StrEnum):
    """What the index still has to do for a document."""

    INDEX = "index"
    REMOVE = "remove"


@dataclass(frozen=True, slots=True)
class OutboxEntry:
    """One thing that the register promised the index."""

    id: int
    document_id: str
    op: IndexOp
    at: datetime


@dataclass(frozen=True, slots=True)
class Tally:
    """What became of a batch: the states of its inputs add up to `inputs` less `pending`."""

    inputs: int
    pending: int
    documents: int
    pages: int
    states: Mapping[State, int]
    """Inputs by state; every state is a key."""


def _check_pages(first_page: int, last_page: int) -> None:
    if not 1 <= first_page <= last_page:
        raise ValueError(f"pages {first_page} to {last_page}")
