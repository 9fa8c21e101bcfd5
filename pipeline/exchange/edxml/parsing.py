"""Reads XML from outside into a small tree: no entities, no DTD, nothing fetched, all bounded."""

from __future__ import annotations

from dataclasses import dataclass, field

from lxml import etree

from pipeline.errors import ScanRejected

MOST_DEPTH = 32
MOST_ELEMENTS = 20_000
MOST_TEXT = 200_000
"""Characters of one element, of attributes together, other than a file's content."""
MOST_ALL_TEXT = 2_000_000
"""Characters of all elements together, other than files' content."""
CONTENT = "ContentTransferEncoded"
_CHUNK = 1 << 16


@dataclass(slots=True)
class Element:
    """An element by its name without namespace; `taken` when a reader has used it."""

    name: str
    namespace: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[Element] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)
    taken: bool = False

    @property
    def text(self) -> str:
        return "".join(self.parts)


class _Builder:
    """Target of lxml's parser. What it raises stops the parser."""

    def __init__(self, most_bytes: int) -> None:
        self._most_content = most_bytes
        self._open: list[Element] = []
        self._count = 0
        self._all = 0
        self._sizes: list[int] = []
        self.root: Element | None = None

    def doctype(self, _name: str, _public: str | None, _system: str | None) -> None:
        raise ScanRejected("edxml_doctype")

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self._count += 1
        if self._count > MOST_ELEMENTS:
            raise ScanRejected("edxml_too_many", {"most": MOST_ELEMENTS})
        if len(self._open) >= MOST_DEPTH:
            raise ScanRejected("edxml_too_deep", {"most": MOST_DEPTH})
        said = sum(len(name) + len(value) for name, value in attributes.items())
        self._weigh(said)
        namespace, _, name = tag.removeprefix("{").rpartition("}")
        one = Element(name.rpartition(":")[2][:100], namespace[:200], _local(attributes))
        if self._open:
            self._open[-1].children.append(one)
        else:
            self.root = one
        self._open.append(one)
        self._sizes.append(0)

    def data(self, text: str) -> None:
        if not self._open:
            return
        one = self._open[-1]
        self._sizes[-1] += len(text)
        if one.name == CONTENT:
            if self._sizes[-1] > self._most_content:
                raise ScanRejected("edxml_too_big", {"most": self._most_content})
        else:
            self._weigh(len(text), self._sizes[-1])
        one.parts.append(text)

    def end(self, _tag: str) -> None:
        one = self._open.pop()
        self._sizes.pop()
        one.parts = ["".join(one.parts)]

    def close(self) -> Element | None:
        return self.root

    def _weigh(self, characters: int, together: int = 0) -> None:
        self._all += characters
        if max(characters, together) > MOST_TEXT or self._all > MOST_ALL_TEXT:
            raise ScanRejected("edxml_too_long", {"most": MOST_TEXT})


def parse(data: bytes, most_bytes: int) -> Element:
    """The root element.

    Raises:
        ScanRejected: it is no well-formed XML, has a DTD, or is more than the bounds allow.
    """
    if len(data) > most_bytes:
        raise ScanRejected("edxml_too_big", {"most": most_bytes})
    builder = _Builder(most_bytes)
    parser = etree.XMLParser(
        target=builder,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        recover=False,
    )
    try:
        root = _fed(parser, data)
    except etree.XMLSyntaxError as error:
        raise ScanRejected("edxml_malformed", {"why": _said(error)}) from error
    if root is None:
        raise ScanRejected("edxml_malformed", {"why": "no element"})
    return root


def _fed(parser: etree.XMLParser, data: bytes) -> Element | None:
    # In pieces: libxml2 holds no more than 10 MB at a time unless it is let loose altogether.
    for at in range(0, len(data), _CHUNK):
        parser.feed(data[at : at + _CHUNK])
    root: Element | None = parser.close()
    return root


def _local(attributes: dict[str, str]) -> dict[str, str]:
    return {name.rpartition("}")[2]: value for name, value in attributes.items()}


def _said(error: etree.XMLSyntaxError) -> str:
    return " ".join(str(error.msg).split())[:200]
