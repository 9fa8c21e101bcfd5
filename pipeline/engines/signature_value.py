"""What one signature says: whether it fits, who made it, when, and what is known of them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from asn1crypto import cms, pdf, tsp, x509
from pyhanko.sign.general import ValueErrorWithMessage
from pyhanko.sign.validation.generic_cms import validate_sig_integrity

from pipeline.engines.certificates import holder_of, validity_of
from pipeline.engines.signature_cms import (
    ChangedError,
    Cms,
    cms_of,
    document_digest,
    fit_of,
    fits_pkcs1,
    in_other_form,
    read_cms,
)
from pipeline.engines.signature_trust import (
    Chain,
    Evidence,
    When,
    evidence_with,
    judge_chain,
)
from pipeline.model.signature import NOBODY, Fit, Holder, Stamp, Trust, Validity

assert pdf.RevocationInfoArchival  # its import teaches asn1crypto an attribute

DigestOf = Callable[[str], bytes]
_UNKNOWN = Chain(Trust.UNKNOWN_ISSUER)
_BROKEN_DIGESTS = frozenset({"md5"})


@dataclass(frozen=True, slots=True)
class Judged:
    """What a signature's own bytes tell."""

    fit: Fit
    why: str | None = None
    signer: Holder = NOBODY
    claimed_at: datetime | None = None
    stamp: Stamp | None = None
    digest: str | None = None
    algorithm: str | None = None
    chain: Chain = _UNKNOWN
    validity: Validity = Validity.UNKNOWN


def judge_value(
    contents: bytes,
    digest_of: DigestOf,
    claimed_at: datetime | None,
    evidence: Evidence,
    anchors: Sequence[bytes],
    now: datetime,
) -> Judged:
    """A CMS signature, or a time stamp token in its place.

    Raises:
        ValueError, TypeError, LookupError and what cryptography raises: it cannot be judged.
    """
    signature = read_cms(contents)
    fit, why = _fit(signature, digest_of)
    told = signature.attribute("signing_time")
    claimed_at = told.native.astimezone(UTC) if told is not None else claimed_at
    evidence = _with_own(evidence, signature)
    stamp = _own_stamp(signature, evidence, anchors, now)
    is_token = signature.content_type == "tst_info"
    if is_token:
        claimed_at = _token(signature)["gen_time"].native.astimezone(UTC)
    holder = holder_of(signature.certificate)
    when = _when(stamp, claimed_at, now)
    chain = judge_chain(signature.certificate, evidence, anchors, when, stamping=is_token)
    if chain.trust is Trust.TRUSTED and signature.digest in _BROKEN_DIGESTS:
        chain = Chain(Trust.UNSUITABLE, chain.revocation, chain.anchor)
    return Judged(
        fit=fit,
        why=why,
        signer=holder,
        claimed_at=claimed_at,
        stamp=stamp,
        digest=signature.digest,
        algorithm=signature.algorithm,
        chain=chain,
        validity=validity_of(holder, when.signed_at, now),
    )


def judge_pkcs1(
    der: bytes,
    contents: bytes,
    digest_of: DigestOf,
    claimed_at: datetime | None,
    anchors: Sequence[bytes],
    now: datetime,
) -> Judged:
    """An adbe.x509.rsa_sha1 signature, whose certificate stands beside it. Raises: as above."""
    certificate = x509.Certificate.load(der)
    fits = fits_pkcs1(certificate, contents, digest_of("sha1"))
    holder = holder_of(certificate)
    when = _when(None, claimed_at, now)
    return Judged(
        # Nothing in it tells changed bytes from a changed signature.
        fit=Fit.INTACT if fits else Fit.CHANGED,
        signer=holder,
        claimed_at=claimed_at,
        digest="sha1",
        algorithm="rsassa_pkcs1v15",
        chain=judge_chain(certificate, Evidence(), anchors, when),
        validity=validity_of(holder, when.signed_at, now),
    )


def _fit(signature: Cms, digest_of: DigestOf) -> tuple[Fit, str | None]:
    """Intact where both readings find it so; what pyHanko cannot read, the plain one judges."""
    try:
        digest_of = document_digest(signature, digest_of)
    except ChangedError:
        return Fit.CHANGED, None
    plain = fit_of(signature, digest_of)
    if plain is not Fit.INTACT:
        other_form = plain is Fit.BROKEN and in_other_form(signature)
        return plain, "digest_form" if other_form else None
    try:
        same, valid = validate_sig_integrity(
            signature.signer_info,
            signature.certificate,
            signature.content_type,
            digest_of(signature.digest),
        )
    except ValueErrorWithMessage:
        # The signer's certificate is not the one that he signed for, or the algorithm is not.
        return Fit.BROKEN, "attributes"
    except (ValueError, TypeError, LookupError):
        return Fit.INTACT, None
    return (Fit.INTACT, None) if same and valid else (Fit.UNREADABLE, "readings_differ")


def _own_stamp(
    signature: Cms, evidence: Evidence, anchors: Sequence[bytes], now: datetime
) -> Stamp | None:
    """The time stamp on the signature's own value (RFC 3161, appendix A); None without one."""
    told = signature.attribute("signature_time_stamp_token", signed=False)
    if told is None:
        return None
    token = cms_of(cms.ContentInfo.load(told.dump()))
    value = signature.signer_info["signature"].native
    return judge_token(token, value, evidence, anchors, now)


def judge_token(
    token: Cms, value: bytes, evidence: Evidence, anchors: Sequence[bytes], now: datetime
) -> Stamp:
    """A time stamp token over some bytes. Raises: as `judge_value`."""

    def digest_of(name: str) -> bytes:
        return hashlib.new(name, value, usedforsecurity=False).digest()

    fit, _ = _fit(token, digest_of)
    at = _token(token)["gen_time"].native.astimezone(UTC)
    evidence = _with_own(evidence, token)
    when = When(at, proven=True, now=now)
    chain = judge_chain(token.certificate, evidence, anchors, when, stamping=True)
    return Stamp(at, holder_of(token.certificate), fit, chain.trust)


def _token(signature: Cms) -> Any:
    return tsp.TSTInfo.load(signature.content or b"")


def _with_own(evidence: Evidence, signature: Cms) -> Evidence:
    """What came inside the signature, with its revocation lists (adbe-revocationInfoArchival)."""
    own = Evidence((*evidence.certificates, *signature.others), evidence.lists, evidence.answers)
    told = signature.attribute("adobe_revocation_info_archival")
    if told is None:
        return own
    lists, answers = ([one.dump() for one in told[name] or ()] for name in ("crl", "ocsp"))
    return evidence_with(own, lists, answers)


def _when(stamp: Stamp | None, claimed_at: datetime | None, now: datetime) -> When:
    if stamp is not None and stamp.fit is Fit.INTACT and stamp.trust is Trust.TRUSTED:
        return When(stamp.at, proven=True, now=now)
    return When(claimed_at or now, proven=False, now=now)
