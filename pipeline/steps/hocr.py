"""A document's words, tables and regions, with boxes and confidence, as one hOCR 1.2 file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from pipeline.model.geometry import Box, hull
from pipeline.model.ocr import Line, LineRole, OcrPage, Region, RegionKind, Table
from pipeline.steps.layout.blocks import Block, page_blocks
from pipeline.steps.markup import attributes, text_node

_CAPABILITIES = (
    "ocr_page ocr_carea ocr_par ocr_line ocrx_word ocr_table ocr_pageno ocr_header ocr_footer"
    " ocr_image ocr_separator"
)


def hocr_document(
    pages: Iterable[OcrPage], source_name: str, software_version: str
) -> Iterator[bytes]:
    """The file in pieces, UTF-8 XHTML, a page at a time; boxes are pixels of the page as kept.

    Source: https://kba.github.io/hocr-spec/1.2/.
    """
    yield _head(source_name, software_version).encode("utf-8")
    for page in pages:
        yield "\n".join([*_page(page, source_name), ""]).encode("utf-8")
    yield b"</body>\n</html>\n"


def _head(source_name: str, software_version: str) -> str:
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" \
"http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">
<html xmlns="http://www.w3.org/1999/xhtml" xml:lang="vi" lang="vi">
<head>
<title>{text_node(source_name)}</title>
<meta http-equiv="Content-Type" content="text/html;charset=utf-8"/>
<meta{attributes({"name": "ocr-system", "content": f"sohoa {software_version}"})}/>
<meta name="ocr-langs" content="vi"/>
<meta name="ocr-capabilities" content="{_CAPABILITIES}"/>
</head>
<body>
"""


def _page(page: OcrPage, source_name: str) -> Iterator[str]:
    name = source_name.replace('"', "'").replace("\\", "/")
    title = (
        f'image "{name}"; {_bbox(Box(0, 0, *page.size))}; ppageno {page.number - 1}; '
        f"scan_res {round(page.dpi)} {round(page.dpi)}"
    )
    yield f"<div{_element('ocr_page', f'p{page.number}', title)}>"
    middle = page.size[1] / 2
    for number, block in enumerate(page_blocks(page), start=1):
        yield from _block(f"p{page.number}b{number}", block, middle)
    for number, region in enumerate(page.regions, start=1):
        yield _region(f"p{page.number}r{number}", region)
    yield "</div>"


def _block(block_id: str, block: Block, middle: float) -> Iterator[str]:
    box = block.table.box if block.table else hull(line.box for line in block.lines)
    yield f"<div{_element(_class(block, box, middle), block_id, _bbox(box))}>"
    if block.table is None:
        yield from _paragraph(f"{block_id}p", block.lines)
    else:
        yield from _cells(block_id, block.table, block.lines)
    yield "</div>"


def _class(block: Block, box: Box, middle: float) -> str:
    if block.table is not None:
        return "ocr_table"
    if block.role is LineRole.PAGE_NUMBER:
        return "ocr_pageno"
    if block.role is LineRole.RUNNING_HEAD:
        return "ocr_header" if box.center[1] < middle else "ocr_footer"
    return "ocr_carea"


def _cells(block_id: str, table: Table, lines: tuple[Line, ...]) -> Iterator[str]:
    yield "<table>"
    for row, cells in groupby(table.cells, key=lambda cell: cell.row):
        yield "<tr>"
        for cell in cells:
            cell_id = f"{block_id}r{row + 1}c{cell.column + 1}"
            spans: dict[str, object] = {
                "rowspan": cell.row_span if cell.row_span > 1 else None,
                "colspan": cell.column_span if cell.column_span > 1 else None,
            }
            place = {"id": cell_id, "title": _bbox(cell.box)}
            yield f"<td{attributes({**place, **spans})}>"
            written = tuple(line for line in lines if line.block == cell.block)
            if written:
                yield from _paragraph(f"{cell_id}p", written)
            yield "</td>"
        yield "</tr>"
    yield "</table>"


def _paragraph(paragraph_id: str, lines: tuple[Line, ...]) -> Iterator[str]:
    yield f"<p{_element('ocr_par', paragraph_id, _bbox(hull(line.box for line in lines)))}>"
    for number, line in enumerate(lines, start=1):
        line_id = f"{paragraph_id}l{number}"
        yield f"<span{_element('ocr_line', line_id, _bbox(line.box))}>" + " ".join(
            _word(f"{line_id}w{n}", word.text, word.box, word.confidence)
            for n, word in enumerate(line.words, start=1)
        )
        yield "</span>"
    yield "</p>"


def _word(word_id: str, text: str, box: Box, confidence: float) -> str:
    title = f"{_bbox(box)}; x_wconf {round(100 * min(max(confidence, 0.0), 1.0))}"
    return f"<span{_element('ocrx_word', word_id, title)}>{text_node(text)}</span>"


def _region(region_id: str, region: Region) -> str:
    """A printed line is a separator; a leader, a seal, writing and the like are images."""
    kind = "ocr_separator" if region.kind is RegionKind.RULE else "ocr_image"
    title = f"{_bbox(region.box)}; x_kind {region.kind.value}"
    return f"<div{_element(kind, region_id, title)}></div>"


def _element(kind: str, element_id: str, title: str) -> str:
    return attributes({"class": kind, "id": element_id, "title": title})


def _bbox(box: Box) -> str:
    return f"bbox {box.left} {box.top} {box.right} {box.bottom}"
