"""How a file travels in a message: base64, of the file itself or of a ZIP with the file in it."""

from __future__ import annotations

import base64
import binascii
import io
import re
import zipfile
import zlib

from pipeline.errors import ScanRejected

MOST_RATIO = 200
"""A ZIP that grows more than this by being opened is no document (deflate ends at some 1,030)."""
SMALL = 1_000_000
"""Bytes up to which the ratio does not matter."""
_SPACE = re.compile(r"\s+")
_OLDEST = (1980, 1, 1, 0, 0, 0)
_CHUNK = 1 << 16


def encoded(content: bytes, name: str, *, zipped: bool) -> str:
    """As it is written: the same file always becomes the same text."""
    return base64.b64encode(_zip(content, name) if zipped else content).decode("ascii")


def decoded(text: str, name: str, most_bytes: int, *, zipped: bool) -> tuple[bytes, bool]:
    """The file's bytes, and whether it travelled in a ZIP.

    `zipped`: whether the partner sends ZIPs. A ZIP of one file is opened then; anything else is
    kept as it came, for senders differ.

    Raises:
        ScanRejected: it is no base64, a damaged ZIP, or more than `most_bytes`.
    """
    packed = _bytes_of(text, name)
    if len(packed) > most_bytes:
        raise ScanRejected("edxml_too_big", {"most": most_bytes})
    if not zipped or not packed.startswith(b"PK\x03\x04"):
        return packed, False
    inside = _only_member(packed, name)
    return (packed, False) if inside is None else (_unzip(*inside, name, most_bytes), True)


def _bytes_of(text: str, name: str) -> bytes:
    try:
        return base64.b64decode(_SPACE.sub("", text).encode("ascii"), validate=True)
    except (binascii.Error, UnicodeEncodeError) as error:
        raise ScanRejected("edxml_base64", {"name": name}) from error


def _zip(content: bytes, name: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        one = zipfile.ZipInfo(_member_name(name), _OLDEST)
        one.compress_type = zipfile.ZIP_DEFLATED
        archive.writestr(one, content)
    return made.getvalue()


def _member_name(name: str) -> str:
    """Without what a path is made of."""
    return re.sub(r'[/\\:*?"<>|\x00-\x1f]', "_", name).strip(". ") or "file"


def _only_member(packed: bytes, name: str) -> tuple[zipfile.ZipFile, zipfile.ZipInfo] | None:
    """None for a ZIP of several files, which is a file itself (DOCX, XLSX, a folder)."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(packed))
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
        raise ScanRejected("edxml_zip", {"name": name, "why": str(error)[:200]}) from error
    members = archive.infolist()
    if len(members) != 1 or members[0].is_dir():
        return None
    return archive, members[0]


def _unzip(archive: zipfile.ZipFile, member: zipfile.ZipInfo, name: str, most_bytes: int) -> bytes:
    """Its path inside the ZIP is not used for anything."""
    most = min(most_bytes, max(SMALL, member.compress_size * MOST_RATIO))
    parts: list[bytes] = []
    size = 0
    try:
        with archive.open(member) as stream:
            while part := stream.read(_CHUNK):
                size += len(part)
                if size > most:
                    raise ScanRejected("edxml_zip_bomb", {"name": name, "most": most})
                parts.append(part)
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, OSError, ValueError) as error:
        raise ScanRejected("edxml_zip", {"name": name, "why": str(error)[:200]}) from error
    return b"".join(parts)
