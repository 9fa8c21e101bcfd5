"""A document's words, boxes and confidence as one ALTO 4 file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from xml.sax.saxutils import escape, quoteattr

from pipeline.model.geometry import Box, hull
from pipeline.model.ocr import Line, OcrPage, Word

ALTO_NS = "http://www.loc.gov/standards/alto/ns-v4#"
SCHEMA_VERSION = "4.4"
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SKEW_DECIMALS = 3


def alto_document(
    pages: Iterable[OcrPage], source_name: str, sha256: str, software_version: str
) -> Iterator[bytes]:
    """The file in pieces, UTF-8, a page at a time; lengths are pixels of the page as kept.

    A page that could not be read is there without text; QUALITY_DETAIL says why.
    Source: https://www.loc.gov/standards/alto/, version 4.4.
    """
    yield _head(source_name, sha256, software_version).encode("utf-8")
    for page in pages:
        yield "\n".join([*_page(page), ""]).encode("utf-8")
    yield b"</Layout>\n</alto>\n"


def _head(source_name: str, sha256: str, software_version: str) -> str:
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<alto xmlns="{ALTO_NS}" SCHEMAVERSION="{SCHEMA_VERSION}">
<Description>
<MeasurementUnit>pixel</MeasurementUnit>
<sourceImageInformation>
<fileName>{_text(source_name)}</fileName>
<fileIdentifier fileIdentifierLocation="urn:sohoa:sha256">{_text(sha256)}</fileIdentifier>
</sourceImageInformation>
<Processing ID="sohoa">
<processingCategory>contentGeneration</processingCategory>
<processingSoftware>
<softwareName>sohoa</softwareName>
<softwareVersion>{_text(software_version)}</softwareVersion>
</processingSoftware>
</Processing>
</Description>
<Layout>
"""


def _page(page: OcrPage) -> Iterator[str]:
    width, height = page.size
    attributes = {
        "ID": f"p{page.number}",
        "PHYSICAL_IMG_NR": page.number,
        "WIDTH": width,
        "HEIGHT": height,
        "PROCESSINGREFS": "sohoa",
        "PC": _share(_mean_confidence(page)),
        # Counterclockwise, as everywhere in ALTO; ours are clockwise.
        "ROTATION": round(-page.skew_deg, _SKEW_DECIMALS) if page.skew_deg else None,
        "QUALITY_DETAIL": f"not read: {page.failure}" if page.failure else None,
    }
    yield f"<Page{_attributes(attributes)}>"
    yield f"<PrintSpace{_place(Box(0, 0, width, height))}>"
    for number, (_, lines) in enumerate(groupby(_filled(page), lambda line: line.block), start=1):
        yield from _block(f"p{page.number}b{number}", tuple(lines))
    yield "</PrintSpace>"
    yield "</Page>"


def _block(block_id: str, lines: tuple[Line, ...]) -> Iterator[str]:
    yield f"<TextBlock{_attributes({'ID': block_id})}{_place(hull(x.box for x in lines))}>"
    for number, line in enumerate(lines, start=1):
        line_id = f"{block_id}l{number}"
        yield f"<TextLine{_attributes({'ID': line_id})}{_place(line.box)}>"
        yield from _words(line_id, line.words)
        yield "</TextLine>"
    yield "</TextBlock>"


def _words(line_id: str, words: tuple[Word, ...]) -> Iterator[str]:
    for number, word in enumerate(words, start=1):
        if number > 1:
            yield _space(words[number - 2].box, word.box)
        attributes = {
            "ID": f"{line_id}w{number}",
            "CONTENT": word.text,
            "WC": _share(word.confidence),
        }
        yield f"<String{_attributes(attributes)}{_place(word.box)}/>"


def _space(before: Box, after: Box) -> str:
    left, right = before.right, max(before.right, after.left)
    return f"<SP{_attributes({'HPOS': left, 'VPOS': before.top, 'WIDTH': right - left})}/>"


def _filled(page: OcrPage) -> list[Line]:
    """Lines with words: ALTO knows no empty line."""
    return [line for line in page.lines if line.words]


def _mean_confidence(page: OcrPage) -> float | None:
    words = page.words
    return sum(word.confidence for word in words) / len(words) if words else None


def _share(confidence: float | None) -> str | None:
    return None if confidence is None else f"{min(max(confidence, 0.0), 1.0):.4f}"


def _place(box: Box) -> str:
    return _attributes(
        {"HPOS": box.left, "VPOS": box.top, "WIDTH": box.width, "HEIGHT": box.height}
    )


def _attributes(values: Mapping[str, object]) -> str:
    return "".join(
        f" {name}={quoteattr(_legal(str(value)))}"
        for name, value in values.items()
        if value is not None
    )


def _text(value: str) -> str:
    return escape(_legal(value))


def _legal(value: str) -> str:
    """Without the characters that XML 1.0 does not allow."""
    return _NOT_XML.sub("", value)
