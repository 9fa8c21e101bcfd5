"""What goes into the register and what comes out of it: frozen, and free of the database."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from pipeline.model.access import UNDECLARED, Holding
from pipeline.model.entry import SignatureState
from pipeline.model.ocr import OcrPage
from pipeline.model.record import Reason, Record, State
from pipeline.model.scan import PageOrigin, ScanKind


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
    sure = [word.confidence for word in page.words]
    return PageFacts(
        number=number,
        width=page.size[0],
        height=page.size[1],
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

    @property
    def page_count(self) -> int:
        return self.last_page - self.first_page + 1


class ObjectKind(StrEnum):
    """What an event happened to."""

    BATCH = "batch"
    INPUT = "input"
    MASTER = "master"
    DOCUMENT = "document"
    ENTRY = "entry"


class What(StrEnum):
    """What happened."""

    STARTED = "started"
    RESUMED = "resumed"
    FINISHED = "finished"
    STORED = "stored"
    ENDED = "ended"
    REGISTERED = "registered"
    QUARANTINED = "quarantined"
    SPLIT = "split"
    JOINED = "joined"
    SETTLED = "settled"
    """A person said that its pages are one document."""
    RECONSIDERED = "reconsidered"
    """Weighed once more, against the other records of its office."""
    JUDGED = "judged"
    """The digital signatures of a master were judged, or judged to be something else."""
    DECLARED = "declared"
    """A person said who may see it or whose it is."""
    ARRIVED = "arrived"
    """An entry of a register began; `new` has all that was written, as JSON."""
    CHANGED = "changed"
    """A field of an entry has another value."""
    FORM_ADDED = "form_added"
    """A document came in another form too; `new` has the form, as JSON."""
    REFUSED = "refused"
    """`new` has what it lacks, as JSON."""
    OPINION = "opinion"
    """Somebody wrote an opinion or a direction on an entry."""
    LOCKED = "locked"
    """A person said that it is secret: it went into quarantine; `new` is the level."""
    REDACTED = "redacted"
    """What an event said of a secret was taken out; `field` is its number, `new` its hash."""
    WITHDRAWN = "withdrawn"
    """Of an entry only its number is left; `new` has what is left, as JSON."""
    RELEASE_ASKED = "release_asked"
    """Somebody asked to let a document out of quarantine; `new` is why."""
    RELEASE_DENIED = "release_denied"
    RELEASED = "released"
    """Another let it out; `old` is who had asked, `new` why."""


@dataclass(frozen=True, slots=True)
class Event:
    """Who did what to which object, and when."""

    id: int
    at: datetime
    who: str
    what: What
    object_kind: ObjectKind
    object_id: str
    """Batch: its name; input: batch name/position; master: SHA-256; document, entry: its id."""
    field: str | None = None
    old: str | None = None
    new: str | None = None


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
