"""What the digital signatures of a PDF are: each judged by itself, and what they are together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from pipeline.model.entry import SignatureState


class Fit(StrEnum):
    """Whether a signature fits what it signed."""

    INTACT = "intact"
    CHANGED = "changed"
    """The signed bytes are not those that were signed."""
    BROKEN = "broken"
    """The signature was not made with the key of its certificate, or was changed itself."""
    UNREADABLE = "unreadable"
    """It could not be judged; `why` says for what reason."""


class Coverage(StrEnum):
    """What a signature covers."""

    FILE = "file"
    REVISION = "revision"
    """The file as it was when it was signed; more was added after it."""
    PART = "part"
    """Less than that: bytes are left out that are not the signature itself."""


class After(StrEnum):
    """What was added to the file after a signature, the gravest that there is."""

    NOTHING = "nothing"
    SIGNATURES = "signatures"
    """Later signatures with their fields, and what proves them, alone."""
    FORM = "form"
    """Blanks of a form were filled."""
    ANNOTATIONS = "annotations"
    OTHER = "other"
    UNKNOWN = "unknown"
    """It could not be told."""


class Trust(StrEnum):
    """What is known of the chain from the signer's certificate to a trust anchor."""

    TRUSTED = "trusted"
    UNKNOWN_ISSUER = "unknown_issuer"
    """No trust anchor of the settings issued it, directly or not; this is not "invalid"."""
    EXPIRED = "expired"
    """A certificate was not valid yet, or no longer, when it signed."""
    REVOKED = "revoked"
    UNSUITABLE = "unsuitable"
    """A certificate of the chain must not be used for this, or its method is too weak."""


class Validity(StrEnum):
    """The signer's certificate by its own dates."""

    VALID = "valid"
    EXPIRED_SINCE = "expired_since"
    """Valid when it signed, expired now."""
    EXPIRED_THEN = "expired_then"
    """Expired, or not valid yet, when it signed."""
    UNKNOWN = "unknown"


class Revocation(StrEnum):
    """What the revocation lists and answers inside the file say; nobody is asked over a network."""

    NOT_CHECKED = "not_checked"
    GOOD = "good"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class Holder:
    """Whose a certificate is, as the certificate says; None where it does not."""

    name: str | None = None
    """CN."""
    organization: str | None = None
    """O."""
    unit: str | None = None
    """OU; several are parted by "; "."""
    place: str | None = None
    """L."""
    email: str | None = None
    numbers: tuple[str, ...] = ()
    """Of the holder: UID and serialNumber of the subject, such as MST:3300636497."""
    issuer: str | None = None
    """CN of who issued it."""
    serial: str | None = None
    """Of the certificate, hexadecimal."""
    valid_from: datetime | None = None
    valid_to: datetime | None = None


NOBODY = Holder()


@dataclass(frozen=True, slots=True)
class Stamp:
    """A time stamp token: somebody else's word for the time (RFC 3161)."""

    at: datetime
    authority: Holder
    fit: Fit
    trust: Trust


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature of a PDF, judged."""

    field: str
    """Name of its form field; empty for one that no field leads to."""
    fit: Fit
    timestamp: bool = False
    """A time stamp on the whole document (/DocTimeStamp), which nobody signed for its content."""
    method: str = ""
    """Its /SubFilter: adbe.pkcs7.detached, ETSI.CAdES.detached …"""
    ranges: tuple[int, ...] = ()
    """/ByteRange: offset and length of each signed range, in bytes of the file."""
    covers: Coverage = Coverage.PART
    after: After = After.UNKNOWN
    permitted: bool = True
    """What came after it is what it allows (DocMDP); a file that was certified allows less."""
    signer: Holder = NOBODY
    claimed_at: datetime | None = None
    """The signer's own word."""
    stamp: Stamp | None = None
    digest: str | None = None
    """sha1, sha256 …"""
    algorithm: str | None = None
    """rsassa_pkcs1v15, ecdsa …"""
    trust: Trust = Trust.UNKNOWN_ISSUER
    validity: Validity = Validity.UNKNOWN
    revocation: Revocation = Revocation.NOT_CHECKED
    anchor: str | None = None
    """The trust anchor that its chain leads to."""
    leading_bytes: int = 0
    """It is intact but for so many bytes that were put before the PDF begins."""
    why: str | None = None
    """What was wrong, as a word of the messages (`signature.why.<word>`)."""

    @property
    def weak(self) -> bool:
        """Its digest can be forged by whoever prepares the document, though not afterwards."""
        return self.digest in WEAK_DIGESTS

    @property
    def signed_at(self) -> datetime | None:
        """By the time stamp where it holds, else by the signer's own word."""
        if self.stamp is not None and self.stamp.fit is Fit.INTACT:
            return self.stamp.at
        return self.claimed_at

    @property
    def state(self) -> SignatureState:
        """What it is worth alone."""
        if self.fit is Fit.UNREADABLE:
            return SignatureState.UNREADABLE
        if self.fit is not Fit.INTACT:
            return SignatureState.INVALID
        if self.trust is Trust.TRUSTED:
            return SignatureState.TRUSTED
        if self.trust is Trust.UNKNOWN_ISSUER and self.validity is not Validity.EXPIRED_THEN:
            return SignatureState.UNKNOWN_ISSUER
        return SignatureState.NOT_TRUSTED


WEAK_DIGESTS = frozenset({"md5", "sha1"})
WORST_FIRST = (
    SignatureState.INVALID,
    SignatureState.UNREADABLE,
    SignatureState.CHANGED_AFTER,
    SignatureState.NOT_TRUSTED,
    SignatureState.UNKNOWN_ISSUER,
    SignatureState.TRUSTED,
    SignatureState.NONE,
)
_HARMLESS = (After.NOTHING, After.SIGNATURES)


def state_of(signatures: Sequence[Signature]) -> SignatureState:
    """What signatures, in the order in which they were made, are worth together."""
    states = {signature.state for signature in signatures}
    if signatures and (signatures[-1].after not in _HARMLESS or not signatures[-1].permitted):
        states.add(SignatureState.CHANGED_AFTER)
    return worst_state(states)


def worst_state(states: set[SignatureState]) -> SignatureState:
    return next((state for state in WORST_FIRST if state in states), SignatureState.NONE)


def covered_later(signatures: Sequence[Signature], number: int) -> bool:
    """What came after signature `number` (from 0) is itself covered by a later one that fits."""
    return any(
        later.fit is Fit.INTACT and later.after in _HARMLESS for later in signatures[number + 1 :]
    )


def signature_to_json(signature: Signature) -> dict[str, Any]:
    """As plain JSON: times ISO 8601 with their offset."""
    plain: dict[str, Any] = _plain(asdict(signature))
    return plain


def signature_from_json(data: dict[str, Any]) -> Signature:
    stamp = data["stamp"]
    return Signature(
        **{
            **data,
            "fit": Fit(data["fit"]),
            "ranges": tuple(data["ranges"]),
            "covers": Coverage(data["covers"]),
            "after": After(data["after"]),
            "signer": _holder(data["signer"]),
            "claimed_at": _time(data["claimed_at"]),
            "stamp": stamp
            and Stamp(
                datetime.fromisoformat(stamp["at"]),
                _holder(stamp["authority"]),
                Fit(stamp["fit"]),
                Trust(stamp["trust"]),
            ),
            "trust": Trust(data["trust"]),
            "validity": Validity(data["validity"]),
            "revocation": Revocation(data["revocation"]),
        }
    )


def _holder(data: dict[str, Any]) -> Holder:
    times = {name: _time(data[name]) for name in ("valid_from", "valid_to")}
    return Holder(**{**data, **times, "numbers": tuple(data["numbers"])})


def _time(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, tuple):
        return [_plain(inner) for inner in value]
    if isinstance(value, datetime):
        return value.isoformat()
    return value.value if isinstance(value, StrEnum) else value
