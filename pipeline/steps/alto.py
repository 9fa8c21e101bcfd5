"""A document's words, tables and regions, with boxes and confidence, as one ALTO 4 file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain

from pipeline.model.geometry import Box, hull
from pipeline.model.ocr import Line, LineRole, OcrPage, Region, RegionKind, Table, Word
from pipeline.steps.layout.blocks import Block, page_blocks
from pipeline.steps.markup import attributes, text_node

ALTO_NS = "http://www.loc.gov/standards/alto/ns-v4#"
SCHEMA_VERSION = "4.4"
_DRAWN = (RegionKind.RULE, RegionKind.LEADER)
"""Printed lines, which ALTO calls graphical elements; the others are illustrations."""
_SKEW_DECIMALS = 3
_BY_HAND = """<Processing ID="person">
<processingCategory>contentModification</processingCategory>
<processingAgency>reviewer</processingAgency>
<processingStepDescription>words with CS="true" were corrected by hand</processingStepDescription>
</Processing>
"""


def alto_document(
    pages: Iterable[OcrPage],
    source_name: str,
    sha256: str,
    software_version: str,
    *,
    corrected: bool = False,
) -> Iterator[bytes]:
    """The file in pieces, UTF-8, a page at a time; lengths are pixels of the page as kept.

    A page that could not be read is there without text; QUALITY_DETAIL says why. What is not
    printed text, page numbers and running heads are told by TAGREFS; a table is a composed block
    of its written cells, whose IDs hold row and column, from 1. `corrected`: people corrected
    words of it (`CS`), which is a step of its processing.
    Source: https://www.loc.gov/standards/alto/, version 4.4.
    """
    yield _head(source_name, sha256, software_version, corrected=corrected).encode("utf-8")
    for page in pages:
        yield "\n".join([*_page(page), ""]).encode("utf-8")
    yield b"</Layout>\n</alto>\n"


def _head(source_name: str, sha256: str, software_version: str, *, corrected: bool) -> str:
    by_hand = _BY_HAND if corrected else ""
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<alto xmlns="{ALTO_NS}" SCHEMAVERSION="{SCHEMA_VERSION}">
<Description>
<MeasurementUnit>pixel</MeasurementUnit>
<sourceImageInformation>
<fileName>{text_node(source_name)}</fileName>
<fileIdentifier fileIdentifierLocation="urn:sohoa:sha256">{text_node(sha256)}</fileIdentifier>
</sourceImageInformation>
<Processing ID="sohoa">
<processingCategory>contentGeneration</processingCategory>
<processingSoftware>
<softwareName>sohoa</softwareName>
<softwareVersion>{text_node(software_version)}</softwareVersion>
</processingSoftware>
</Processing>
{by_hand}</Description>
<Tags>
{_tags()}
</Tags>
<Layout>
"""


def _tags() -> str:
    kinds = chain(
        (kind.value for kind in RegionKind), (LineRole.PAGE_NUMBER, LineRole.RUNNING_HEAD)
    )
    return "\n".join(
        f"<LayoutTag{attributes({'ID': _tag(kind), 'LABEL': str(kind)})}/>" for kind in kinds
    )


def _tag(kind: str) -> str:
    return f"tag_{kind}"


def _page(page: OcrPage) -> Iterator[str]:
    width, height = page.size
    values = {
        "ID": f"p{page.number}",
        "PHYSICAL_IMG_NR": page.number,
        "PRINTED_IMG_NR": _printed_number(page),
        "WIDTH": width,
        "HEIGHT": height,
        "PROCESSINGREFS": "sohoa",
        "PC": _share(_mean_confidence(page)),
        # Counterclockwise, as everywhere in ALTO; ours are clockwise.
        "ROTATION": round(-page.skew_deg, _SKEW_DECIMALS) if page.skew_deg else None,
        "QUALITY_DETAIL": f"not read: {page.failure}" if page.failure else None,
    }
    yield f"<Page{attributes(values)}>"
    yield f"<PrintSpace{_place(Box(0, 0, width, height))}>"
    for number, block in enumerate(page_blocks(page), start=1):
        yield from _block(f"p{page.number}b{number}", block)
    for number, region in enumerate(page.regions, start=1):
        yield _region(f"p{page.number}r{number}", region)
    yield "</PrintSpace>"
    yield "</Page>"


def _block(block_id: str, block: Block) -> Iterator[str]:
    if block.table is None:
        yield from _text_block(block_id, block.lines)
        return
    place = {"ID": block_id, "TYPE": "table"}
    yield f"<ComposedBlock{attributes(place)}{_place(block.table.box)}>"
    yield from _cells(block_id, block.table, block.lines)
    yield "</ComposedBlock>"


def _cells(block_id: str, table: Table, lines: tuple[Line, ...]) -> Iterator[str]:
    for cell in table.cells:
        written = tuple(line for line in lines if line.block == cell.block)
        if written:
            yield from _text_block(f"{block_id}r{cell.row + 1}c{cell.column + 1}", written)


def _text_block(block_id: str, lines: tuple[Line, ...]) -> Iterator[str]:
    role = lines[0].role
    values = {"ID": block_id, "TAGREFS": None if role is LineRole.BODY else _tag(role)}
    yield f"<TextBlock{attributes(values)}{_place(hull(x.box for x in lines))}>"
    for number, line in enumerate(lines, start=1):
        line_id = f"{block_id}l{number}"
        yield f"<TextLine{attributes({'ID': line_id})}{_place(line.box)}>"
        yield from _words(line_id, line.words)
        yield "</TextLine>"
    yield "</TextBlock>"


def _region(region_id: str, region: Region) -> str:
    name = "GraphicalElement" if region.kind in _DRAWN else "Illustration"
    values = {"ID": region_id, "TAGREFS": _tag(region.kind)}
    return f"<{name}{attributes(values)}{_place(region.box)}/>"


def _words(line_id: str, words: tuple[Word, ...]) -> Iterator[str]:
    for number, word in enumerate(words, start=1):
        if number > 1:
            yield _space(words[number - 2].box, word.box)
        values = {
            "ID": f"{line_id}w{number}",
            "CONTENT": word.text,
            "WC": _share(word.confidence),
            # Corrected by hand; who did it stands in the register.
            "CS": "true" if word.by_person else None,
        }
        opened = f"<String{attributes(values)}{_place(word.box)}"
        others = "".join(f"<ALTERNATIVE>{text_node(o)}</ALTERNATIVE>" for o in word.alternatives)
        yield f"{opened}>{others}</String>" if others else f"{opened}/>"


def _space(before: Box, after: Box) -> str:
    left, right = before.right, max(before.right, after.left)
    return f"<SP{attributes({'HPOS': left, 'VPOS': before.top, 'WIDTH': right - left})}/>"


def _printed_number(page: OcrPage) -> str | None:
    return next((x.text for x in page.lines if x.role is LineRole.PAGE_NUMBER), None)


def _mean_confidence(page: OcrPage) -> float | None:
    words = page.words
    return sum(word.confidence for word in words) / len(words) if words else None


def _share(confidence: float | None) -> str | None:
    return None if confidence is None else f"{min(max(confidence, 0.0), 1.0):.4f}"


def _place(box: Box) -> str:
    return attributes({"HPOS": box.left, "VPOS": box.top, "WIDTH": box.width, "HEIGHT": box.height})
