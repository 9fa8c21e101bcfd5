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
    ACCOUNT = "account"
    LIST = "list"
    """Of what somebody found; its id is the kind of file."""


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
    CORRECTED = "corrected"
    """A person gave a field another value, or a word of the text."""
    CONFIRMED = "confirmed"
    """A person looked: it is as it was read, or cannot be read (`new` is empty then)."""
    CORRECTION_UNDONE = "correction_undone"
    SAMPLE_DRAWN = "sample_drawn"
    """Of a batch documents were drawn for a second person; `new` has the plan and the seed."""
    SAMPLE_CHECKED = "sample_checked"
    """A second person checked it; `new` is what they found wrong."""
    BATCH_ACCEPTED = "batch_accepted"
    """By its sample; `new`: wrong documents among those checked."""
    BATCH_SENT_BACK = "batch_sent_back"
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
    ACCOUNT_ADDED = "account_added"
    ACCOUNT_CHANGED = "account_changed"
    """A field of an account has another value."""
    SIGNED_IN = "signed_in"
    """`new` is the address."""
    SIGN_IN_FAILED = "sign_in_failed"
    """With the name of an account (of no other: people type passwords there); `new`: address."""
    SIGN_IN_LOCKED = "sign_in_locked"
    """Too many failed in a row; `new` is until when."""
    SIGN_IN_UNLOCKED = "sign_in_unlocked"
    """Whoever manages accounts lets somebody try again at once."""
    SIGNED_OUT = "signed_out"
    SESSIONS_ENDED = "sessions_ended"
    """Before their time; `new` is how many."""
    PASSWORD_CHANGED = "password_changed"  # noqa: S105
    """By its owner."""
    PASSWORD_GIVEN = "password_given"  # noqa: S105
    """By somebody else: it must be changed at the first sign-in."""
    VIEWED = "viewed"
    """Somebody looked at it; of one session once in a while, not at each page."""
    DOWNLOADED = "downloaded"
    """A file of it was taken away; `new` is which."""
    EXPORTED = "exported"
    """A list of what was found was taken away; `new` is how many."""


LOOKS = (What.VIEWED, What.DOWNLOADED)
"""What changes nothing of a document: most of what happens to it."""


@dataclass(frozen=True, slots=True)
class Look:
    """Somebody saw something, or took it away."""

    at: datetime
    who: str
    what: What
    object_kind: ObjectKind
    object_id: str
    new: str | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """Who did what to which object, and when."""

    id: int
    at: datetime
    who: str
    what: What
    object_kind: ObjectKind
    object_id: str
    """Batch: its name; input: batch name/position; master: SHA-256; document, entry: its id;
    account: its name; list: the kind of file."""
    field: str | None = None
    old: str | None = None
    new: str | None = None
