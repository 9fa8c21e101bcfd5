"""Real and hostile documents: each is opened or refused by name, and most stay as they are."""

from __future__ import annotations

from pathlib import Path

import pikepdf
import pytest
from pikepdf import Pdf

from pipeline.engines.embedding import embed_page_image, open_source
from pipeline.engines.pdf_page import page_plan
from pipeline.engines.scan_file import inspect_scan, load_page
from pipeline.errors import EngineFailed, ScanRejected
from pipeline.model.scan import PageOrigin
from pipeline.settings import default_settings

LIMITS, PAGES = default_settings().limits, default_settings().pages


def test_pages_that_are_one_image_stay_as_they_are(shared_data: Path) -> None:
    """183 of the 296 pages; the others have layers, or seals and signatures laid over them."""
    reasons: dict[str, int] = {}
    for path in sorted((shared_data / "scans" / "files").glob("*.pdf")):
        with Pdf.open(path) as pdf:
            for number in range(1, len(pdf.pages) + 1):
                why = page_plan(pdf, number).why_drawn
                kind = "layers" if why.endswith(" images") else why
                reasons[kind] = reasons.get(kind, 0) + 1
    assert reasons == {"": 183, "layers": 85, "annotation /Widget": 24, "annotation /Ink": 4}


@pytest.mark.parametrize(
    ("name", "codec", "signed"),
    [
        ("scan016", "/CCITTFaxDecode", False),
        ("scan024", "/DCTDecode", False),
        ("scan092", "/JPXDecode", False),
        ("scan069", None, True),
        ("scan036", None, False),
    ],
)
def test_one_scan_of_each_kind(
    shared_data: Path, name: str, codec: str | None, signed: bool
) -> None:
    path = shared_data / "scans" / "files" / f"{name}.pdf"
    info = inspect_scan(path, LIMITS)
    page = load_page(path, info, 1, LIMITS, PAGES)
    assert info.signed is signed
    assert page.origin is (PageOrigin.RENDERED if codec is None else PageOrigin.IMAGE)
    if codec is None:
        return
    with Pdf.new() as target, open_source(path, info) as source, Pdf.open(path) as original:
        image, turn_deg = embed_page_image(target, source, 1)
        stored = page_plan(original, 1).image
        assert isinstance(stored, pikepdf.Stream)
        assert image.read_raw_bytes() == stored.read_raw_bytes()
        assert (str(image.Filter), turn_deg) == (codec, 0)


def test_hostile_files_are_opened_or_refused(shared_data: Path) -> None:
    outcomes: dict[str, list[str]] = {}
    for path in sorted((shared_data / "hostile").rglob("*.pdf")):
        outcomes.setdefault(outcome(path), []).append(path.name)
    assert {code: len(names) for code, names in outcomes.items()} == {
        "opened": 37,
        "encrypted": 1,
        "damaged": 2,
        "page_unreadable": 4,
        "too_many_pixels": 1,
    }, outcomes


def outcome(path: Path) -> str:
    try:
        page = load_page(path, inspect_scan(path, LIMITS), 1, LIMITS, PAGES)
    except (ScanRejected, EngineFailed) as error:
        return error.code
    assert page.pixels.size > 0
    return "opened"
