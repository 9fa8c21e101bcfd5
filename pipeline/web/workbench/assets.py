"""The files that pages load: named by their content, so that a browser keeps them for good."""

from __future__ import annotations

import gzip
import hashlib
from dataclasses import dataclass
from functools import cache
from http import HTTPStatus
from pathlib import Path

from fastapi import APIRouter, HTTPException, Request, Response

PREFIX = "/static"
_FOLDER = Path(__file__).with_name("static")
_KINDS = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}

router = APIRouter(prefix=PREFIX, include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Asset:
    media_type: str
    data: bytes
    packed: bytes
    """The same, gzip."""
    digest: str


@cache
def assets() -> dict[str, Asset]:
    """Every file of `static/` by its name; read once."""
    return {path.name: _asset(path) for path in sorted(_FOLDER.iterdir()) if path.suffix in _KINDS}


def asset_url(name: str) -> str:
    """Where a page loads it from. Raises: KeyError for a file that is not there."""
    return f"{PREFIX}/{assets()[name].digest}/{name}"


@router.get("/{digest}/{name}")
def asset(digest: str, name: str, request: Request) -> Response:
    """Whatever digest is asked for: a page of before an update still finds its file."""
    found = assets().get(name)
    if found is None:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    lasting = digest == found.digest
    headers = {
        "Cache-Control": "public, max-age=31536000, immutable" if lasting else "no-cache",
        "Vary": "Accept-Encoding",
    }
    if "gzip" in request.headers.get("accept-encoding", ""):
        headers["Content-Encoding"] = "gzip"
        return Response(found.packed, HTTPStatus.OK, headers, found.media_type)
    return Response(found.data, HTTPStatus.OK, headers, found.media_type)


def _asset(path: Path) -> Asset:
    data = path.read_bytes()
    digest = hashlib.sha256(data).hexdigest()[:16]
    return Asset(_KINDS[path.suffix], data, gzip.compress(data, 9, mtime=0), digest)
