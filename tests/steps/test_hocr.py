"""The hOCR file is well-formed, says where every word is, and keeps the page's structure."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from pipeline.model.geometry import Box, hull
from pipeline.model.ocr import (
    Cell,
    Line,
    LineRole,
    OcrPage,
    Region,
    RegionKind,
    Table,
    Word,
)
from pipeline.steps.hocr import hocr_document

NS = {"h": "http://www.w3.org/1999/xhtml"}


def line(text: str, left: int, top: int, block: int, role: LineRole = LineRole.BODY) -> Line:
    words = []
    for part in text.split():
        words.append(Word(part, Box(left, top, left + 60, top + 20), 0.987))
        left += 70
    return Line(tuple(words), hull(word.box for word in words), block, role)


TABLE = Table(
    Box(90, 190, 500, 320),
    (
        Cell(0, 0, Box(90, 190, 500, 250), 2, column_span=2),
        Cell(1, 0, Box(90, 250, 300, 320), None),
        Cell(1, 1, Box(300, 250, 500, 320), 3),
    ),
)
PAGE = OcrPage(
    number=3,
    size=(800, 1000),
    dpi=149.6,
    lines=(
        line("2", 400, 20, 0, LineRole.PAGE_NUMBER),
        line('Số: "1&<2>"', 100, 100, 1),
        line("tiếp theo", 100, 130, 1),
        line("Tên đơn vị", 100, 200, 2),
        line("Ghi chú", 310, 260, 3),
        line("Hệ thống", 100, 980, 4, LineRole.RUNNING_HEAD),
    ),
    engine="test",
    regions=(
        Region(RegionKind.SEAL, Box(500, 700, 650, 850), 0.9),
        Region(RegionKind.RULE, Box(100, 60, 300, 63), 0.9),
    ),
    tables=(TABLE,),
)


def parsed(*pages: OcrPage, name: str = "công văn.pdf") -> etree._Element:
    data = b"".join(hocr_document(pages, name, "1.0"))
    return etree.fromstring(data, etree.XMLParser(load_dtd=False, no_network=True))


def of_class(root: etree._Element, name: str) -> list[etree._Element]:
    return list(root.findall(f".//*[@class='{name}']"))


def test_every_word_has_its_place_and_confidence() -> None:
    nodes = of_class(parsed(PAGE), "ocrx_word")
    assert [node.text for node in nodes] == [word.text for word in PAGE.words]
    for node, word in zip(nodes, PAGE.words, strict=True):
        box = word.box
        expected = f"bbox {box.left} {box.top} {box.right} {box.bottom}; x_wconf 99"
        assert node.get("title") == expected


def test_the_page_says_its_picture_size_number_and_resolution() -> None:
    (page,) = of_class(parsed(PAGE, name='a"b\\c.pdf'), "ocr_page")
    assert page.get("title") == (
        'image "a\'b/c.pdf"; bbox 0 0 800 1000; ppageno 2; scan_res 150 150'
    )


def test_paragraphs_tables_numbers_heads_and_regions() -> None:
    root = parsed(PAGE)
    (area,) = of_class(root, "ocr_carea")
    assert [len(of_class(par, "ocr_line")) for par in of_class(area, "ocr_par")] == [2]
    (table,) = of_class(root, "ocr_table")
    cells = table.findall(".//h:td", NS)
    assert [(cell.get("colspan"), "".join(cell.itertext()).split()) for cell in cells] == [
        ("2", ["Tên", "đơn", "vị"]),
        (None, []),
        (None, ["Ghi", "chú"]),
    ]
    assert len(table.findall(".//h:tr", NS)) == 2
    (number,) = of_class(root, "ocr_pageno")
    assert "".join(number.itertext()).strip() == "2"
    assert len(of_class(root, "ocr_footer")) == 1
    assert of_class(root, "ocr_header") == []
    (seal,) = of_class(root, "ocr_image")
    assert seal.get("title") == "bbox 500 700 650 850; x_kind seal"
    assert len(of_class(root, "ocr_separator")) == 1


def test_what_is_used_is_announced_and_ids_are_unique() -> None:
    root = parsed(PAGE, replace(PAGE, number=4))
    content = root.find(".//h:meta[@name='ocr-capabilities']", NS).get("content")
    used = {node.get("class") for node in root.iter() if node.get("class")}
    assert used <= set(content.split())
    ids = [node.get("id") for node in root.iter() if node.get("id")]
    assert len(ids) == len(set(ids))


texts = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=8)


@given(texts, texts)
def test_any_text_and_name_give_well_formed_xhtml(text: str, name: str) -> None:
    try:
        word = Word(text, Box(0, 0, 5, 5), 1.0)
    except ValueError:
        return
    root = parsed(replace(PAGE, lines=(Line((word,), word.box),), tables=()), name=name)
    (node,) = of_class(root, "ocrx_word")
    assert (node.text or "") == "".join(c for c in text if c >= " " and c not in "\ufffe\uffff")
