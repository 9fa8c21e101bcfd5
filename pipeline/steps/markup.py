"""Text and attributes as XML 1.0 allows them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from xml.sax.saxutils import escape, quoteattr

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def attributes(values: Mapping[str, object]) -> str:
    """Each as ` name="value"`; those that are None are left out."""
    return "".join(
        f" {name}={quoteattr(_legal(str(value)))}"
        for name, value in values.items()
        if value is not None
    )


def text_node(value: str) -> str:
    """The text of an element."""
    return escape(_legal(value))


def _legal(value: str) -> str:
    """Without the characters that XML 1.0 does not allow."""
    return _NOT_XML.sub("", value)
