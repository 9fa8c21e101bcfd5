"""Tells what a file is by its first bytes, never by its name."""

from __future__ import annotations

from pipeline.model.scan import ScanKind

HEAD_BYTES = 1024
"""A PDF may begin this late (ISO 32000-1, Annex H, note 13)."""

_SIGNATURES: tuple[tuple[bytes, ScanKind], ...] = (
    (b"II*\x00", ScanKind.TIFF),
    (b"MM\x00*", ScanKind.TIFF),
    (b"II+\x00\x08\x00\x00\x00", ScanKind.TIFF),
    (b"MM\x00+\x00\x08\x00\x00", ScanKind.TIFF),
    (b"\xff\xd8\xff", ScanKind.JPEG),
    (b"\x89PNG\r\n\x1a\n", ScanKind.PNG),
    (b"\x00\x00\x00\x0cjP  \r\n\x87\n", ScanKind.JP2),
    (b"\xff\x4f\xff\x51", ScanKind.JP2),
)

_OTHERS: tuple[tuple[int, bytes, str], ...] = (
    (0, b"PK\x03\x04", "ZIP, DOCX, XLSX"),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "DOC, XLS"),
    (0, b"GIF8", "GIF"),
    (0, b"BM", "BMP"),
    (4, b"ftypheic", "HEIC"),
    (4, b"ftypmif1", "HEIC"),
    (4, b"ftypavif", "AVIF"),
    (4, b"ftyp", "MP4"),
    (0, b"{\\rtf", "RTF"),
    (0, b"%!PS", "PostScript"),
    (0, b"AT&TFORM", "DjVu"),
    (0, b"Rar!", "RAR"),
    (0, b"7z\xbc\xaf\x27\x1c", "7z"),
    (0, b"\x1f\x8b", "GZIP"),
    (0, b"MZ", "EXE"),
    (0, b"\x7fELF", "ELF"),
)
"""(offset, bytes, what people call it): named in the message, not read."""

UNKNOWN = "?"


def scan_kind(head: bytes) -> ScanKind | None:
    """The format of a file that begins with `head`; None when it is no scan."""
    for signature, kind in _SIGNATURES:
        if head.startswith(signature):
            return kind
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return ScanKind.WEBP
    return ScanKind.PDF if b"%PDF-" in head[:HEAD_BYTES] else None


def likely_format(head: bytes) -> str:
    """What a file that is no scan looks like, in a word that needs no translation."""
    for offset, signature, name in _OTHERS:
        if head[offset:].startswith(signature):
            return name
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<!doctype html", b"<html")):
        return "HTML"
    if start.startswith(b"<?xml"):
        return "XML"
    return "TXT" if _is_text(head) else UNKNOWN


def _is_text(head: bytes) -> bool:
    controls = bytes(set(range(32)) - {9, 10, 12, 13, 27})
    return head == head.translate(None, controls)
