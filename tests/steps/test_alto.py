from __future__ import annotations

import re
from dataclasses import replace

import pytest
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
from pipeline.steps.alto import ALTO_NS, alto_document

NS = {"a": ALTO_NS}

# The part of ALTO 4.4 that we write: element → (attributes it must have, may have; children).
PLACE = {"HPOS", "VPOS", "WIDTH", "HEIGHT"}
RULES: dict[str, tuple[set[str], set[str], str]] = {
    "alto": (set(), {"SCHEMAVERSION"}, r"Description Tags Layout "),
    "Description": (set(), set(), r"MeasurementUnit sourceImageInformation (Processing )*"),
    "MeasurementUnit": (set(), set(), ""),
    "sourceImageInformation": (set(), set(), r"(fileName )?(fileIdentifier )*"),
    "fileName": (set(), set(), ""),
    "fileIdentifier": (set(), {"fileIdentifierLocation"}, ""),
    "Processing": (
        {"ID"},
        set(),
        (
            r"processingCategory (processingAgency )?(processingStepDescription )?"
            r"(processingSoftware )?"
        ),
    ),
    "processingAgency": (set(), set(), ""),
    "processingStepDescription": (set(), set(), ""),
    "processingCategory": (set(), set(), ""),
    "processingSoftware": (set(), set(), r"softwareName softwareVersion "),
    "softwareName": (set(), set(), ""),
    "softwareVersion": (set(), set(), ""),
    "Tags": (set(), set(), r"(LayoutTag )*"),
    "LayoutTag": ({"ID", "LABEL"}, set(), ""),
    "Layout": (set(), set(), r"(Page )+"),
    "Page": (
        {"ID", "PHYSICAL_IMG_NR"},
        {
            "WIDTH",
            "HEIGHT",
            "PRINTED_IMG_NR",
            "PROCESSINGREFS",
            "PC",
            "ROTATION",
            "QUALITY_DETAIL",
        },
        r"PrintSpace ",
    ),
    "PrintSpace": (
        set(),
        PLACE,
        r"((TextBlock|ComposedBlock|Illustration|GraphicalElement) )*",
    ),
    "ComposedBlock": ({"ID"}, PLACE | {"TYPE"}, r"(TextBlock )+"),
    "Illustration": ({"ID"}, PLACE | {"TAGREFS"}, ""),
    "GraphicalElement": ({"ID"}, PLACE | {"TAGREFS"}, ""),
    "TextBlock": ({"ID"}, PLACE | {"TAGREFS"}, r"(TextLine )+"),
    "TextLine": (set(), PLACE | {"ID"}, r"(String (SP )?)+"),
    "String": ({"CONTENT"}, PLACE | {"ID", "WC", "CS"}, r"(ALTERNATIVE )*"),
    "ALTERNATIVE": (set(), set(), ""),
    "SP": (set(), PLACE, ""),
}
NUMBER = re.compile(r"-?\d+(\.\d+)?")
NUMBERS = {*PLACE, "PHYSICAL_IMG_NR", "PC", "WC", "ROTATION"}


def check_rules(root: etree._Element) -> None:
    ids: set[str] = set()
    for node in root.iter():
        name = etree.QName(node).localname
        required, allowed, children = RULES[name]
        assert etree.QName(node).namespace == ALTO_NS
        assert required <= set(node.attrib) <= required | allowed
        assert re.fullmatch(children, "".join(f"{etree.QName(x).localname} " for x in node))
        for attribute, value in node.attrib.items():
            assert attribute not in NUMBERS or NUMBER.fullmatch(value)
            assert attribute not in ("WC", "PC") or 0 <= float(value) <= 1
        if "ID" in node.attrib:
            assert re.fullmatch(r"[A-Za-z_][\w.-]*", node.get("ID"))
            assert node.get("ID") not in ids
            ids.add(node.get("ID"))
    assert {node.get("PROCESSINGREFS") for node in root.iter(f"{{{ALTO_NS}}}Page")} <= ids
    tags = {node.get("ID") for node in root.iter(f"{{{ALTO_NS}}}LayoutTag")}
    assert {node.get("TAGREFS") for node in root.iter() if "TAGREFS" in node.attrib} <= tags
    assert root.findtext(".//a:MeasurementUnit", namespaces=NS) == "pixel"
    assert root.findtext(".//a:processingCategory", namespaces=NS) == "contentGeneration"


def line(*words: Word, block: int = 0) -> Line:
    return Line(words, hull(word.box for word in words), block)


PAGE = OcrPage(
    number=1,
    size=(1654, 2339),
    dpi=200.0,
    lines=(
        line(
            Word("Số:", Box(100, 200, 150, 230), 0.9), Word('"1&<2>"', Box(160, 201, 260, 231), 1)
        ),
        line(Word("ngày", Box(100, 240, 180, 270), 0.25)),
        line(Word("Điều", Box(900, 200, 980, 230), 0.5), block=1),
    ),
    engine="test",
    skew_deg=1.25,
)


def parsed(*pages: OcrPage, source_name: str = "công văn.pdf") -> etree._Element:
    data = b"".join(alto_document(pages, source_name, "ab" * 32, "sohoa 1.0, tesseract 5.3"))
    root = etree.fromstring(data)
    check_rules(root)
    return root


def test_words_lines_and_blocks_are_where_they_were_read() -> None:
    root = parsed(PAGE)
    blocks = root.findall(".//a:TextBlock", NS)
    assert [len(block) for block in blocks] == [2, 1]
    strings = root.findall(".//a:String", NS)
    assert [node.get("CONTENT") for node in strings] == [word.text for word in PAGE.words]
    for node, word in zip(strings, PAGE.words, strict=True):
        left, top, width, height = (
            int(node.get(key)) for key in ("HPOS", "VPOS", "WIDTH", "HEIGHT")
        )
        assert Box(left, top, left + width, top + height) == word.box
        assert float(node.get("WC")) == pytest.approx(word.confidence)
    space = root.find(".//a:SP", NS)
    assert (space.get("HPOS"), space.get("WIDTH")) == ("150", "10")


def test_the_page_says_its_size_number_and_turn() -> None:
    first, second = parsed(PAGE, replace(PAGE, number=2, skew_deg=0.0)).findall(".//a:Page", NS)
    assert (first.get("WIDTH"), first.get("HEIGHT")) == ("1654", "2339")
    assert first.get("ROTATION") == "-1.25"
    assert (second.get("PHYSICAL_IMG_NR"), second.get("ROTATION")) == ("2", None)


def test_the_source_is_named_by_its_hash() -> None:
    root = parsed(PAGE, source_name="a\x00<b>\n&.pdf")
    assert root.findtext(".//a:fileIdentifier", namespaces=NS) == "ab" * 32
    assert root.findtext(".//a:fileName", namespaces=NS) == "a<b>\n&.pdf"


def test_a_page_that_was_not_read_says_why() -> None:
    root = parsed(replace(PAGE, lines=(), failure="reading_timeout"))
    assert root.find(".//a:Page", NS).get("QUALITY_DETAIL") == "not read: reading_timeout"
    assert root.find(".//a:TextBlock", NS) is None


def test_a_line_without_words_is_left_out() -> None:
    empty = Line((), Box(0, 0, 1, 1))
    assert len(parsed(replace(PAGE, lines=(empty, *PAGE.lines))).findall(".//a:TextLine", NS)) == 3


def label(root: etree._Element, node: etree._Element) -> str | None:
    tag = root.find(f".//a:LayoutTag[@ID='{node.get('TAGREFS')}']", NS)
    return None if tag is None else str(tag.get("LABEL"))


def test_what_is_not_printed_text_is_a_region_with_its_kind() -> None:
    regions = tuple(
        Region(kind, Box(10 * n, 20, 10 * n + 7, 31), 0.8) for n, kind in enumerate(RegionKind)
    )
    root = parsed(replace(PAGE, regions=regions))
    found = [
        node
        for name in ("Illustration", "GraphicalElement")
        for node in root.findall(f".//a:{name}", NS)
    ]
    assert {label(root, node) for node in found} == {kind.value for kind in RegionKind}
    lines = {label(root, node) for node in root.findall(".//a:GraphicalElement", NS)}
    assert lines == {"rule", "leader"}
    seal = next(node for node in found if label(root, node) == "seal")
    assert [seal.get(name) for name in ("HPOS", "VPOS", "WIDTH", "HEIGHT")] == [
        "0",
        "20",
        "7",
        "11",
    ]


def test_page_numbers_and_running_heads_are_tagged() -> None:
    number = replace(
        line(Word("7", Box(800, 50, 820, 80), 0.9), block=5), role=LineRole.PAGE_NUMBER
    )
    head = replace(
        line(Word("Luật", Box(100, 50, 180, 80), 0.9), block=6), role=LineRole.RUNNING_HEAD
    )
    root = parsed(replace(PAGE, lines=(number, head, *PAGE.lines)))
    blocks = root.findall(".//a:TextBlock", NS)
    assert [label(root, block) for block in blocks] == ["page_number", "running_head", None, None]
    assert root.find(".//a:Page", NS).get("PRINTED_IMG_NR") == "7"
    assert parsed(PAGE).find(".//a:Page", NS).get("PRINTED_IMG_NR") is None


def test_a_table_is_a_composed_block_of_its_written_cells() -> None:
    cells = (
        Cell(0, 0, Box(90, 190, 500, 235), 0, column_span=2),
        Cell(1, 0, Box(90, 235, 300, 300), None),
        Cell(1, 1, Box(300, 235, 500, 300), 1),
    )
    root = parsed(replace(PAGE, tables=(Table(Box(90, 190, 500, 300), cells),)))
    (table,) = root.findall(".//a:ComposedBlock", NS)
    assert (table.get("TYPE"), table.get("WIDTH")) == ("table", "410")
    blocks = root.findall(".//a:TextBlock", NS)
    assert list(table) == blocks
    assert [block.get("ID") for block in blocks] == ["p1b1r1c1", "p1b1r2c2"]


def test_pages_are_written_as_they_come() -> None:
    taken: list[int] = []

    def pages() -> list[OcrPage]:
        return [replace(PAGE, number=number) for number in (1, 2, 3)]

    def counted() -> object:
        for each in pages():
            taken.append(each.number)
            yield each

    pieces = alto_document(counted(), "a.pdf", "00", "1")  # type: ignore[arg-type]
    next(pieces)
    assert taken == []
    next(pieces)
    assert taken == [1]


texts = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=8)
boxes = st.builds(
    lambda x, y, w, h: Box(x, y, x + w, y + h), *[st.integers(0, 500) for _ in range(4)]
)


@given(texts.filter(lambda text: text.split() == [text]), boxes, boxes)
def test_any_text_gives_well_formed_alto(text: str, box: Box, other: Box) -> None:
    try:
        word = Word(text, box, 0.5)
    except ValueError:
        return
    root = parsed(replace(PAGE, lines=(line(word, Word("x", other, 0.1)),)))
    content = root.find(".//a:String", NS).get("CONTENT")
    assert content == "".join(char for char in text if char >= " " and char not in "\ufffe\uffff")


def test_what_else_a_word_may_be_is_told() -> None:
    word = Word("1&<2>", Box(100, 200, 150, 230), 0.5, ("l&<2>", "7&<2>"))
    (node,) = parsed(replace(PAGE, lines=(line(word),))).findall(".//a:String", NS)
    assert node.get("CONTENT") == "1&<2>"
    assert [other.text for other in node] == ["l&<2>", "7&<2>"]


def test_what_people_corrected_says_so() -> None:
    fixed = Word("hòa", Box(10, 10, 50, 30), 1.0, by_person=True)
    page = replace(PAGE, lines=(line(PAGE.words[0], fixed),))
    data = b"".join(alto_document([page], "a.pdf", "ab" * 32, "1.0", corrected=True))
    root = etree.fromstring(data)
    check_rules(root)
    assert [node.get("CS") for node in root.findall(".//a:String", NS)] == [None, "true"]
    steps = [node.get("ID") for node in root.findall(".//a:Processing", NS)]
    assert steps == ["sohoa", "person"]
    assert parsed(PAGE).find(".//a:String[@CS]", NS) is None
