"""The history: what happened to which object."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


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
    """The digital signatures of a master were judged, perhaps anew."""
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
    MATCH_FOUND = "match_found"
    """It may be the same document as the entry `new`, or has its code and differs."""
    MATCHED = "matched"
    """It is the same document as the entry `new`: the forms of the later one are the first's."""
    MATCH_REJECTED = "match_rejected"
    """A person said that it is another document than that of the entry `new`."""
    MATCH_UNDONE = "match_undone"
    """Somebody took back that it is the same document as the entry `new`."""
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
