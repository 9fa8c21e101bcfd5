"""Checks a written PDF/A-2u in process: pikepdf's PDF/A-2b, and what 2u asks beyond it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pikepdf
from lxml import etree
from pikepdf import Array, Dictionary, Name, Object, Operator, Page, Pdf, Stream, String

from pipeline.engines import jpx
from pipeline.engines.xmp import (
    EXTENSION_NS,
    PDFAID_NS,
    PROPERTY_NS,
    RDF_NS,
    RECORD_NS,
    SCHEMA_NS,
    secure_parser,
)

if TYPE_CHECKING:
    from pikepdf.pdfa import Finding

_NO_CHARACTER = {"\0", "\ufeff", "\ufffe"}
_CMAP_BLOCK = re.compile(rb"begin(bfchar|bfrange)(.*?)endbf", re.DOTALL)
_OBJECT = re.compile(r"obj (\d+) (\d+) ")
_HEX = re.compile(rb"<([0-9A-Fa-f\s]*)>")
_SHOWING = "Tf Tj TJ ' \""


def check_pdfa(path: Path) -> tuple[str, ...]:
    """What keeps the file from being a PDF/A-2u; empty when nothing does."""
    try:
        with pikepdf.open(path) as pdf:
            return tuple(_violations(pdf))
    except pikepdf.PdfError as error:
        return (f"file: {error}",)


def _violations(pdf: Pdf) -> Iterator[str]:
    # A second and a half of imports, which only whoever checks a file should pay.
    from pikepdf.pdfa import check

    if pdf.is_encrypted:
        yield "encryption: the file is encrypted"
    if not _has_output_intent(pdf):
        yield "6.2.3: no PDF/A output intent with a profile"
    yield from _unmapped_text(pdf)
    packet = pdf.Root.get(Name.Metadata)
    if not isinstance(packet, Stream):
        yield "6.6.2.1-1: no XMP metadata"
        return
    try:
        tree = etree.fromstring(packet.read_bytes(), secure_parser())
    except etree.XMLSyntaxError as error:
        yield f"6.6.2.1-4: XMP is no XML: {error}"
        return
    yield from _wrong_claims(tree)
    # pikepdf knows B and no extension schemas: it is shown the rest of the packet, as a B.
    # The file is open for reading only.
    pdf.Root.Metadata = Stream(pdf, _as_2b(tree), Type=Name.Metadata, Subtype=Name.XML)
    for finding in check(pdf, "2b").findings:
        if not _is_sound_jpeg2000(pdf, finding):
            yield f"{finding.rule} at {finding.where}: {finding.message}"


def _is_sound_jpeg2000(pdf: Pdf, finding: Finding) -> bool:
    """pikepdf leaves JPEG 2000 unchecked and says so; its rules (6.2.8.3) are checked here."""
    place = _OBJECT.match(finding.where)
    if place is None or finding.kind != "unsupported" or "JPEG 2000" not in finding.message:
        return False
    image = pdf.get_object(int(place[1]), int(place[2]))
    return isinstance(image, Stream) and jpx.may_be_archived(image.read_raw_bytes())


def _has_output_intent(pdf: Pdf) -> bool:
    intents = pdf.Root.get(Name.OutputIntents)
    return isinstance(intents, Array) and any(
        isinstance(intent, Dictionary)
        and intent.get(Name.S) == Name.GTS_PDFA1
        and isinstance(intent.get(Name.DestOutputProfile), Stream)
        for intent in intents
    )


def _wrong_claims(tree: etree._Element) -> Iterator[str]:
    """The claim to be 2U, and a declaration of each of our properties (6.6.4, 6.6.2.3)."""
    for name, value in (("part", "2"), ("conformance", "U")):
        if tree.findtext(f".//{{{PDFAID_NS}}}{name}") != value:
            yield f"6.6.4: pdfaid:{name} is not {value}"
    declared = {
        name.text
        for schema in tree.iterfind(f".//{{{EXTENSION_NS}}}schemas//{{{RDF_NS}}}li")
        if schema.findtext(f"{{{SCHEMA_NS}}}namespaceURI") == RECORD_NS
        for name in schema.iterfind(f".//{{{PROPERTY_NS}}}name")
    }
    for node in tree.iter(f"{{{RECORD_NS}}}*"):
        name = etree.QName(node).localname
        if name not in declared:
            yield f"6.6.2.3.1-1: XMP property sohoa:{name} is not declared"


def _as_2b(tree: etree._Element) -> bytes:
    for node in [*tree.iter(f"{{{RECORD_NS}}}*", f"{{{EXTENSION_NS}}}schemas")]:
        parent = node.getparent()
        if parent is not None:
            parent.remove(node)
    for node in tree.iter(f"{{{PDFAID_NS}}}conformance"):
        node.text = "B"
    etree.cleanup_namespaces(tree)
    packet: bytes = etree.tostring(tree, encoding="utf-8")
    return packet


def _unmapped_text(pdf: Pdf) -> Iterator[str]:
    """Fonts whose codes do not all lead to characters (6.2.11.7.2)."""
    mapped: dict[tuple[int, int], set[bytes] | None] = {}
    for number, page in enumerate(pdf.pages, start=1):
        for font, codes in _shown_codes(page):
            key = font.objgen
            if key not in mapped:
                mapped[key] = _mapped_codes(font)
            known = mapped[key]
            if known is None:
                yield f"6.2.11.7.2-1: page {number}: a font has no ToUnicode"
            elif codes - known:
                missing = b" ".join(sorted(codes - known)[:5]).hex(" ", 2)
                yield f"6.2.11.7.2-1: page {number}: codes without a character: {missing}"


def _shown_codes(page: Page) -> Iterator[tuple[Object, set[bytes]]]:
    """Each font that the page shows text with, and the two-byte codes shown."""
    fonts = page.resources.get(Name.Font, Dictionary())
    shown: dict[str, set[bytes]] = {}
    name = ""
    for instruction in pikepdf.parse_content_stream(page, _SHOWING):
        if instruction.operator == Operator("Tf"):
            name = str(instruction.operands[0])
            continue
        for text in _strings(instruction.operands):
            codes = shown.setdefault(name, set())
            codes.update(text[start : start + 2] for start in range(0, len(text), 2))
    for name, codes in shown.items():
        yield fonts[name], codes


def _strings(operands: Iterable[Object]) -> Iterator[bytes]:
    for operand in operands:
        if isinstance(operand, Array):
            yield from _strings(operand)
        elif isinstance(operand, String):
            yield bytes(operand)


def _mapped_codes(font: Object) -> set[bytes] | None:
    """Codes that ToUnicode leads to real characters; None without a ToUnicode."""
    cmap = font.get(Name.ToUnicode)
    if not isinstance(cmap, Stream):
        return None
    codes: set[bytes] = set()
    for kind, block in _CMAP_BLOCK.findall(cmap.read_bytes()):
        values = [bytes.fromhex(value.decode("ascii")) for value in _HEX.findall(block)]
        step = 2 if kind == b"bfchar" else 3
        for row in range(0, len(values) - step + 1, step):
            first, last, text = values[row], values[row + step - 2], values[row + step - 1]
            if _is_text(text):
                span = range(int.from_bytes(first), int.from_bytes(last) + 1)
                codes.update(code.to_bytes(len(first)) for code in span)
    return codes


def _is_text(value: bytes) -> bool:
    try:
        text = value.decode("utf-16-be")
    except UnicodeDecodeError:
        return False
    return bool(text) and not _NO_CHARACTER & set(text)
