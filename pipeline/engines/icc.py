"""Tells whether an ICC profile may stand in a PDF/A-2."""

from __future__ import annotations

from io import BytesIO

from PIL import ImageCms

_SPACES = {1: b"GRAY", 3: b"RGB "}
_CLASSES = {b"scnr", b"mntr", b"prtr", b"spac"}
_NEWEST = 4


def is_archivable_profile(data: bytes, components: int) -> bool:
    """Sound, of a class and colour that fit an image (ISO 19005-2, 6.2.4.2)."""
    if len(data) < 128 or data[36:40] != b"acsp" or data[8] > _NEWEST:
        return False
    if int.from_bytes(data[:4], "big") != len(data):
        return False
    if data[12:16] not in _CLASSES or data[16:20] != _SPACES.get(components):
        return False
    try:
        ImageCms.ImageCmsProfile(BytesIO(data))
    except (OSError, ImageCms.PyCMSError):
        return False
    return True
