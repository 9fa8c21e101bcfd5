"""Certificates: whose they are, how long they hold, and those of the settings."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from asn1crypto import pem, x509

from pipeline.errors import SettingsInvalid
from pipeline.model.signature import Holder, Validity

_CERTIFICATES = frozenset({".pem", ".crt", ".cer", ".der"})
_MOST_BYTES = 1_000_000


def load_anchors(places: Iterable[str]) -> tuple[bytes, ...]:
    """The certificates (DER) in files and folders, sorted.

    Raises:
        SettingsInvalid: one is not there, or holds no certificate.
    """
    found: set[bytes] = set()
    for place in places:
        path = Path(place)
        files = sorted(path.iterdir()) if path.is_dir() else [path]
        for file in files:
            if file == path or file.suffix.lower() in _CERTIFICATES:
                found |= _certificates(file)
    return tuple(sorted(found))


def anchors_digest(anchors: Iterable[bytes]) -> str:
    """Names a set of trust anchors."""
    return hashlib.sha256(b"".join(anchors)).hexdigest()[:12]


def holder_of(certificate: Any) -> Holder:
    """Whose a certificate is. Raises: ValueError when its names cannot be read."""
    subject = _names(certificate.subject)
    validity = certificate["tbs_certificate"]["validity"]
    return Holder(
        name=_one(subject, "common_name"),
        organization=_one(subject, "organization_name"),
        unit=_one(subject, "organizational_unit_name"),
        place=_one(subject, "locality_name"),
        email=_one(subject, "email_address"),
        numbers=(*subject.get("user_id", ()), *subject.get("serial_number", ())),
        issuer=common_name(certificate.issuer),
        serial=f"{certificate.serial_number:x}",
        valid_from=_utc(validity["not_before"].native),
        valid_to=_utc(validity["not_after"].native),
    )


def common_name(name: Any) -> str | None:
    names = _names(name)
    return _one(names, "common_name") or _one(names, "organization_name")


def validity_of(holder: Holder, signed_at: datetime | None, now: datetime) -> Validity:
    """A certificate by its own dates."""
    if holder.valid_from is None or holder.valid_to is None or signed_at is None:
        return Validity.UNKNOWN
    if not holder.valid_from <= signed_at <= holder.valid_to:
        return Validity.EXPIRED_THEN
    return Validity.VALID if now <= holder.valid_to else Validity.EXPIRED_SINCE


def _certificates(file: Path) -> set[bytes]:
    try:
        data = file.read_bytes()[:_MOST_BYTES]
    except OSError as error:
        params = {"path": str(file), "why": error.strerror or str(error)}
        raise SettingsInvalid("trust_unreadable", dict(params)) from error
    try:
        parts = (
            [part for _, _, part in pem.unarmor(data, multiple=True)]
            if pem.detect(data)
            else [data]
        )
        return {_whole(part) for part in parts}
    except (ValueError, TypeError) as error:
        params = {"path": str(file), "why": str(error).splitlines()[0]}
        raise SettingsInvalid("trust_unreadable", dict(params)) from error


def _whole(der: bytes) -> bytes:
    """A certificate that can be read to its end. Raises: ValueError, TypeError."""
    certificate = x509.Certificate.load(der, strict=True)
    holder_of(certificate)
    return der


def _names(name: Any) -> dict[str, tuple[str, ...]]:
    """The parts of a name by their kind, in their order."""
    parts: dict[str, tuple[str, ...]] = {}
    for one in name.chosen:
        for pair in one:
            kind, value = pair["type"].native, pair["value"].native
            parts[kind] = (*parts.get(kind, ()), str(value))
    return parts


def _one(names: dict[str, tuple[str, ...]], kind: str) -> str | None:
    return "; ".join(names[kind]) if kind in names else None


def _utc(at: datetime) -> datetime:
    return at.astimezone(UTC)
