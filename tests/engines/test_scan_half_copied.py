"""Files whose copy stopped before their end are refused, and harmless loss is repaired."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pipeline.engines.scan_file import inspect_scan, load_page
from pipeline.model.scan import ScanInfo, ScanKind
from pipeline.settings import default_settings
from tests.engines.refused_scan import LIMITS, pdf_bytes, refusal, written
from tests.engines.scan_builders import (
    encoded,
    picture,
)

PAGES = default_settings().pages


def test_text_behind_a_pdf_header(tmp_path: Path) -> None:
    data = b"%PDF-1.7\n" + b"nothing that a PDF is made of\n" * 50
    assert refusal(written(tmp_path, "a.pdf", data)).code == "truncated"
    assert refusal(written(tmp_path, "b.pdf", data + b"%%EOF")).code == "damaged"


@pytest.mark.parametrize("share", [0.1, 0.3, 0.5, 0.7, 0.9])
def test_half_copied_pdf(tmp_path: Path, share: float) -> None:
    data = pdf_bytes(tmp_path)
    cut = data[: int(len(data) * share)]
    assert refusal(written(tmp_path, "half.pdf", cut)).code == "truncated"
    assert refusal(written(tmp_path, "zeros.pdf", cut + bytes(9000))).code == "truncated"


def test_pdf_cut_between_objects(tmp_path: Path) -> None:
    data = pdf_bytes(tmp_path)
    cuts = [at + 7 for at in range(len(data)) if data.startswith(b"endobj\n", at)]
    for cut in cuts[:-1]:
        assert refusal(written(tmp_path, "half.pdf", data[:cut])).code == "truncated"


def test_pdf_without_its_end_mark_is_repaired(tmp_path: Path) -> None:
    data = pdf_bytes(tmp_path)
    path = written(tmp_path, "a.pdf", data[: data.rindex(b"startxref")])
    info = inspect_scan(path, LIMITS)
    assert info == ScanInfo(ScanKind.PDF, 1)
    assert (load_page(path, info, 1, LIMITS, PAGES).pixels == picture()).all()


@pytest.mark.parametrize("share", [0.02, 0.3, 0.6, 0.95])
@pytest.mark.parametrize(
    ("file_format", "options"),
    [
        ("JPEG", {}),
        ("JPEG", {"progressive": True}),
        ("PNG", {}),
        ("JPEG2000", {}),
        ("JPEG2000", {"no_jp2": True}),
        ("WEBP", {"lossless": True}),
        ("TIFF", {}),
        ("TIFF", {"compression": "tiff_lzw"}),
        ("TIFF", {"big_tiff": True}),
    ],
)
def test_half_copied_picture(
    tmp_path: Path, file_format: str, options: dict[str, Any], share: float
) -> None:
    whole = encoded(picture(200, 300), file_format, **options)
    path = written(tmp_path, "half", whole[: max(int(len(whole) * share), 24)])
    assert refusal(path).code == "truncated"


def test_half_copied_jpeg_with_a_whole_thumbnail(tmp_path: Path) -> None:
    thumbnail = encoded(picture(), "JPEG")
    whole = encoded(picture(200, 300), "JPEG", exif=b"Exif\0\0" + thumbnail)
    assert whole.index(b"\xff\xd9") < len(whole) * 0.5
    assert refusal(written(tmp_path, "half.jpg", whole[:-200])).code == "truncated"
