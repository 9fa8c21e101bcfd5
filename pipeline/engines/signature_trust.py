"""From a signer's certificate to a trust anchor of the settings, by what is in the file alone."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from asn1crypto import crl, ocsp, x509
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.errors import (
    DisallowedAlgorithmError,
    ExpiredError,
    InsufficientRevinfoError,
    NotYetValidError,
    PathBuildingError,
    RevokedError,
    ValidationError,
)
from pyhanko_certvalidator.path import ValidationPath
from pyhanko_certvalidator.policy_decl import (
    NO_REVOCATION,
    CertRevTrustPolicy,
    RevocationCheckingPolicy,
    RevocationCheckingRule,
)
from pyhanko_certvalidator.validate import async_validate_path

from pipeline.engines.certificates import common_name
from pipeline.model.signature import Revocation, Trust

_BROKEN_DIGESTS = ("md2", "md4", "md5")
_SIGNER = RevocationCheckingPolicy(
    RevocationCheckingRule.CRL_OR_OCSP_REQUIRED, RevocationCheckingRule.NO_CHECK
)
_AUTHORITIES = RevocationCheckingPolicy(
    RevocationCheckingRule.NO_CHECK, RevocationCheckingRule.CRL_OR_OCSP_REQUIRED
)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a file brings with it to judge a chain by."""

    certificates: tuple[Any, ...] = ()
    lists: tuple[Any, ...] = ()
    """Revocation lists (CRL)."""
    answers: tuple[Any, ...] = ()
    """Answers of an authority about a certificate (OCSP)."""


@dataclass(frozen=True, slots=True)
class Chain:
    """What is known of a signer's certificate."""

    trust: Trust
    revocation: Revocation = Revocation.NOT_CHECKED
    anchor: str | None = None


@dataclass(frozen=True, slots=True)
class When:
    """The moment of a signature, and now."""

    signed_at: datetime
    proven: bool
    """By a time stamp that is trusted; else it is the signer's own word."""
    now: datetime


def judge_chain(
    certificate: Any,
    evidence: Evidence,
    anchors: Sequence[bytes],
    when: When,
    *,
    stamping: bool = False,
) -> Chain:
    """The chain of a certificate at the time of a signature; of a time stamp's when `stamping`.

    Nothing is fetched. Revocation that the file does not speak of is "not checked". A signer's own
    word for the time proves nothing, so a revocation counts at any time that its list speaks of.
    """
    if not anchors:
        return Chain(Trust.UNKNOWN_ISSUER)
    if not _may_sign(certificate, stamping=stamping):
        return Chain(Trust.UNSUITABLE)
    path = _path(certificate, evidence, anchors, when.signed_at)
    if isinstance(path, Trust):
        return Chain(path)
    anchor = common_name(x509.Certificate.load(_anchor_of(path)).subject)
    revocation = _revocation(certificate, evidence, anchors, when)
    trust = Trust.REVOKED if revocation is Revocation.REVOKED else Trust.TRUSTED
    return Chain(trust, revocation, anchor)


def _may_sign(certificate: Any, *, stamping: bool) -> bool:
    if stamping:
        purposes = certificate.extended_key_usage_value
        return purposes is not None and "time_stamping" in purposes.native
    usage = certificate.key_usage_value
    return usage is None or bool(usage.native & {"digital_signature", "non_repudiation"})


def _path(
    certificate: Any, evidence: Evidence, anchors: Sequence[bytes], moment: datetime
) -> ValidationPath | Trust:
    """A chain that held at a moment, or why there is none."""
    try:
        return _validate(certificate, evidence, anchors, moment, NO_REVOCATION)
    except PathBuildingError:
        return Trust.UNKNOWN_ISSUER
    except (ExpiredError, NotYetValidError):
        return Trust.EXPIRED
    except (DisallowedAlgorithmError, ValidationError):
        return Trust.UNSUITABLE


def _revocation(
    certificate: Any, evidence: Evidence, anchors: Sequence[bytes], when: When
) -> Revocation:
    """What the lists and answers of the file say of the signer and of who issued to him."""
    if not evidence.lists and not evidence.answers:
        return Revocation.NOT_CHECKED
    found = set()
    for policy in (_SIGNER, _AUTHORITIES):
        for moment in _moments(evidence, when):
            found.add((policy is _SIGNER, _revoked(certificate, evidence, anchors, moment, policy)))
    told = {word for _, word in found}
    if Revocation.REVOKED in told:
        return Revocation.REVOKED
    return Revocation.GOOD if (True, Revocation.GOOD) in found else Revocation.NOT_CHECKED


def _moments(evidence: Evidence, when: When) -> list[datetime]:
    """Where only the signer tells the time, revocation is asked for at every time that is known."""
    if when.proven:
        return [when.signed_at]
    issued = (one["tbs_cert_list"]["this_update"].native for one in evidence.lists)
    return sorted({when.signed_at, when.now, *(at for at in issued if at <= when.now)})


def _revoked(
    certificate: Any,
    evidence: Evidence,
    anchors: Sequence[bytes],
    moment: datetime,
    policy: RevocationCheckingPolicy,
) -> Revocation:
    try:
        _validate(certificate, evidence, anchors, moment, policy)
    except RevokedError:
        return Revocation.REVOKED
    except (InsufficientRevinfoError, PathBuildingError, ValidationError):
        return Revocation.NOT_CHECKED
    return Revocation.GOOD


def _validate(
    certificate: Any,
    evidence: Evidence,
    anchors: Sequence[bytes],
    moment: datetime,
    policy: RevocationCheckingPolicy,
) -> ValidationPath:
    """Raises: PathBuildingError, ValidationError."""
    context = ValidationContext(
        trust_roots=[x509.Certificate.load(anchor) for anchor in anchors],
        other_certs=evidence.certificates,
        moment=moment,
        allow_fetching=False,
        crls=evidence.lists,
        ocsps=evidence.answers,
        revinfo_policy=CertRevTrustPolicy(policy, retroactive_revinfo=True),
        weak_hash_algos=_BROKEN_DIGESTS,
    )

    async def first_that_holds() -> ValidationPath:
        failure: ValidationError | None = None
        async for path in context.path_builder.async_build_paths_lazy(certificate):
            try:
                await async_validate_path(context, path)
            except ValidationError as error:
                failure = failure or error
            else:
                return path
        raise failure or PathBuildingError("no path")

    return asyncio.run(first_that_holds())


def _anchor_of(path: ValidationPath) -> bytes:
    der: bytes = path.first.dump()
    return der


def evidence_with(
    evidence: Evidence,
    lists: Iterable[bytes],
    answers: Iterable[bytes],
    certificates: Iterable[bytes] = (),
) -> Evidence:
    """More lists, answers and certificates (DER). Raises: ValueError, TypeError."""
    more = (x509.Certificate.load(der) for der in certificates)
    return Evidence(
        certificates=(*evidence.certificates, *more),
        lists=(*evidence.lists, *(crl.CertificateList.load(der) for der in lists)),
        answers=(*evidence.answers, *(ocsp.OCSPResponse.load(der) for der in answers)),
    )
