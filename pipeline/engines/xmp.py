"""The XMP packet of a document: Dublin Core, the PDF/A claim, and our declared schema."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass

from lxml import etree

from pipeline.model.archival import DocumentMetadata

RECORD_NS = "urn:sohoa:ns:record:1#"
PDFAID_NS = "http://www.aiim.org/pdfa/ns/id/"
DC_NS = "http://purl.org/dc/elements/1.1/"
RDF_NS = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_X_NS = "adobe:ns:meta/"
_XMP_NS = "http://ns.adobe.com/xap/1.0/"
EXTENSION_NS = "http://www.aiim.org/pdfa/ns/extension/"
SCHEMA_NS = "http://www.aiim.org/pdfa/ns/schema#"
PROPERTY_NS = "http://www.aiim.org/pdfa/ns/property#"
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"

_PREFIXES = {
    "dc": DC_NS,
    "xmp": _XMP_NS,
    "pdfaid": PDFAID_NS,
    "sohoa": RECORD_NS,
    "pdfaExtension": EXTENSION_NS,
    "pdfaSchema": SCHEMA_NS,
    "pdfaProperty": PROPERTY_NS,
}
_BEGIN = '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n'.encode()
_END = b'\n<?xpacket end="r"?>'
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_PARTIAL_DATE = re.compile(r"\d{4}(-(0[1-9]|1[0-2]))?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Property:
    """A property of our schema: its name, the metadata it carries, and what it means."""

    name: str
    attribute: str
    description: str


RECORD_PROPERTIES = (
    Property("documentId", "document_id", "Identifier of the document in its register"),
    Property("documentCode", "code", "Number and notation of the document (số, ký hiệu)"),
    Property("documentType", "type", "Kind of the document (tên loại)"),
    Property("issuedDate", "date", "Date of issue, ISO 8601, known parts only (ngày ban hành)"),
    Property("issuer", "issuer", "Issuing body (cơ quan ban hành)"),
)
"""All are Text and internal (ISO 19005-2, 6.6.2.3.3)."""


def xmp_packet(metadata: DocumentMetadata) -> bytes:
    """The packet, UTF-8; the same metadata give the same bytes."""
    root = etree.Element(f"{{{_X_NS}}}xmpmeta", nsmap={"x": _X_NS})
    rdf = etree.SubElement(root, f"{{{RDF_NS}}}RDF", nsmap={"rdf": RDF_NS})
    description = etree.SubElement(rdf, f"{{{RDF_NS}}}Description", nsmap=_PREFIXES)
    description.set(f"{{{RDF_NS}}}about", "")
    _text(description, PDFAID_NS, "part", "2")
    _text(description, PDFAID_NS, "conformance", "U")
    _text(description, _XMP_NS, "CreatorTool", "sohoa")
    _dublin_core(description, metadata)
    for item in RECORD_PROPERTIES:
        _text(description, RECORD_NS, item.name, getattr(metadata, item.attribute))
    _declaration(description)
    body: bytes = etree.tostring(root, encoding="utf-8", pretty_print=True)
    return _BEGIN + body + _END


def secure_parser() -> etree.XMLParser:
    """Reads a packet without entities, network or repair."""
    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)


def _dublin_core(description: etree._Element, metadata: DocumentMetadata) -> None:
    _array(description, "title", "Alt", metadata.title)
    _array(description, "creator", "Seq", metadata.issuer)
    if metadata.date is not None and _is_date(metadata.date):
        _array(description, "date", "Seq", metadata.date)
    _text(description, DC_NS, "identifier", metadata.code)
    _array(description, "type", "Bag", metadata.type)
    _array(description, "language", "Bag", metadata.language)


def _declaration(description: etree._Element) -> None:
    """Says what our properties are, as every reader of PDF/A may ask."""
    schemas = etree.SubElement(description, f"{{{EXTENSION_NS}}}schemas")
    schema = _item(etree.SubElement(schemas, f"{{{RDF_NS}}}Bag"))
    _text(schema, SCHEMA_NS, "schema", "Administrative document record")
    _text(schema, SCHEMA_NS, "namespaceURI", RECORD_NS)
    _text(schema, SCHEMA_NS, "prefix", "sohoa")
    properties = etree.SubElement(schema, f"{{{SCHEMA_NS}}}property")
    sequence = etree.SubElement(properties, f"{{{RDF_NS}}}Seq")
    for item in RECORD_PROPERTIES:
        node = _item(sequence)
        _text(node, PROPERTY_NS, "name", item.name)
        _text(node, PROPERTY_NS, "valueType", "Text")
        _text(node, PROPERTY_NS, "category", "internal")
        _text(node, PROPERTY_NS, "description", item.description)


def _item(array: etree._Element) -> etree._Element:
    node = etree.SubElement(array, f"{{{RDF_NS}}}li")
    node.set(f"{{{RDF_NS}}}parseType", "Resource")
    return node


def _text(parent: etree._Element, namespace: str, name: str, value: str | None) -> None:
    if value is not None:
        etree.SubElement(parent, f"{{{namespace}}}{name}").text = _NOT_XML.sub("", value)


def _array(parent: etree._Element, name: str, form: str, value: str | None) -> None:
    if value is None:
        return
    node = etree.SubElement(parent, f"{{{DC_NS}}}{name}")
    item = etree.SubElement(etree.SubElement(node, f"{{{RDF_NS}}}{form}"), f"{{{RDF_NS}}}li")
    if form == "Alt":
        item.set(_XML_LANG, "x-default")
    item.text = _NOT_XML.sub("", value)


def _is_date(text: str) -> bool:
    """Whether an XMP reader takes it: a year, a year and month, or a day of the calendar."""
    if _PARTIAL_DATE.fullmatch(text):
        return True
    try:
        datetime.date.fromisoformat(text)
    except ValueError:
        return False
    return len(text) == len("2020-03-05")
