"""Delivers a message: into a folder, whole or not at all, or by HTTP."""

from __future__ import annotations

import os
import re
import tempfile
from pathlib import Path

import httpx

from pipeline.errors import ArchiveUnusable, EngineFailed, ScanRejected

_NO_NAME = re.compile(r"[^A-Za-z0-9._-]+")
_AGAIN = frozenset({401, 403, 404, 408, 425, 429})
"""Answers that a setting or time may change; other refusals are for good."""
MEDIA_TYPE = "application/xml"


def to_folder(outbox: Path, organ_id: str, message_id: str, data: bytes) -> Path:
    """Written aside and renamed, so that whoever fetches it finds it whole.

    The same message has the same name: written once more it is still one.

    Raises:
        ArchiveUnusable: the folder cannot be written.
    """
    folder = outbox / (_NO_NAME.sub("_", organ_id).strip(".") or "_")
    place = folder / f"{_NO_NAME.sub('_', message_id).strip('.')[:150]}.edxml"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _put(place, data)
    except OSError as error:
        why = error.strerror or str(error)
        raise ArchiveUnusable("no_access", {"archive": str(folder), "why": why}) from error
    return place


def _put(place: Path, data: bytes) -> None:
    descriptor, made = tempfile.mkstemp(prefix=".", suffix=".part", dir=place.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(made).chmod(0o640)
        os.replace(made, place)
    except BaseException:
        Path(made).unlink(missing_ok=True)
        raise


def to_http(url: str, token: str, data: bytes, timeout_s: float) -> None:
    """Raises: EngineFailed: worth a retry; ScanRejected: the receiver does not want it."""
    headers = {"Content-Type": MEDIA_TYPE, "Accept-Language": "vi"}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    try:
        # Where it goes is what the settings say: no proxy of the environment, no other address.
        with httpx.Client(timeout=timeout_s, trust_env=False, follow_redirects=False) as client:
            answer = client.post(url, content=data, headers=headers)
    except httpx.HTTPError as error:
        why = str(error) or type(error).__name__
        raise EngineFailed("exchange_unreachable", {"url": url, "why": why}) from error
    status = answer.status_code
    if 200 <= status < 300:
        return
    params: dict[str, str | int | float] = {
        "url": url,
        "status": status,
        "detail": " ".join(answer.text[:300].split()),
    }
    if status >= 500 or status in _AGAIN or status < 400:
        raise EngineFailed("exchange_rejected", params)
    raise ScanRejected("exchange_rejected", params)
