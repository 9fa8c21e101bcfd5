"""A scan's page in a PDF of its own, checked against what its viewer shows."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pikepdf
import pikepdf.pdfa
from pikepdf import Pdf

from pipeline.engines.embedding import embed_page_image, open_source
from pipeline.engines.scan_file import inspect_scan, load_page
from pipeline.model.scan import PageOrigin
from pipeline.settings import default_settings
from tests.engines.scan_builders import (
    one_page,
    viewed,
)

LIMITS, PAGES = default_settings().limits, default_settings().pages
SHOWN = {
    0: "q {w} 0 0 {h} 0 0 cm /Im Do Q",
    90: "q 0 -{h} {w} 0 0 {h} cm /Im Do Q",
    180: "q -{w} 0 0 -{h} {w} {h} cm /Im Do Q",
    270: "q 0 {h} -{w} 0 {w} 0 cm /Im Do Q",
}


@dataclass(frozen=True)
class Embedded:
    """What stands in the target."""

    raw: bytes
    codec: str
    space: str
    keys: frozenset[str]
    width: int
    globals: bytes | None


def embedded(source: Path, number: int = 1) -> Embedded:
    """Page `number` in a PDF of its own, checked: it is PDF/A-2 and shows the loaded page."""
    info = inspect_scan(source, LIMITS)
    page = load_page(source, info, number, LIMITS, PAGES)
    assert page.origin is PageOrigin.IMAGE
    out = source.with_suffix(".out.pdf")
    with Pdf.new() as target, open_source(source, info) as opened:
        image, turn_deg = embed_page_image(target, opened, number)
        one_page(target, image, SHOWN[turn_deg], page.size)
        pikepdf.pdfa.prepare(target, "2b")
        target.save(out)
        findings = pikepdf.pdfa.check(target, "2b").findings
        codec = str(image.Filter)
        found = Embedded(
            image.read_raw_bytes(),
            codec,
            str(image.ColorSpace),
            frozenset(image.keys()),
            int(image.Width),
            globals_of(image),
        )
    # The check does not know JPEG 2000; veraPDF judges it in the writer's tests.
    assert not findings or "/JPXDecode" in codec
    lossy = "/DCTDecode" in codec or "/JPXDecode" in codec
    difference = np.abs(page.pixels.astype(int) - viewed(out))
    assert difference.max() <= (4 if lossy else 0)
    return found


def globals_of(image: pikepdf.Object) -> bytes | None:
    parms: Any = image.get("/DecodeParms", {})
    stream = parms.get("/JBIG2Globals")
    return stream.read_bytes() if stream is not None else None
