"""Words in the head of a message: RFC 2047, raw UTF-8, and bytes that say no encoding."""

from __future__ import annotations

import unicodedata
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message

_LONGEST = 4_000
_NO_WORD = ("iso-8859-1", "latin1", "latin-1", "windows-1252", "us-ascii", "unknown-8bit")
"""Charsets that programs name for whatever bytes they have."""


def make_readable(part: Message) -> None:
    """Raw bytes in the heads of a part become text: of UTF-8, else a character for each byte.

    Asked for as they are, the library gives a replacement character for each (RFC 6532 allows
    them, and old programs write them anyway).
    """
    items = list(part.raw_items())
    if all(str(value).isascii() for _, value in items):
        return
    for name, _ in items:
        del part[name]
    for name, value in items:
        part.set_raw(name, _text(str(value).encode("utf-8", "surrogateescape"), None))


def words(text: str) -> str:
    """In NFC, on one line; bytes that say no encoding a character each."""
    read = (one if isinstance(one, str) else _text(one, charset) for one, charset in _parts(text))
    return unicodedata.normalize("NFC", " ".join("".join(read).split()))


def unlabelled(message: Message, header: str) -> bytes | None:
    """The bytes of a header that names no encoding, or one that means nothing; None where it does.

    Asked before `make_readable`: afterwards nobody can tell.
    """
    raw = next((str(v) for k, v in message.raw_items() if k.casefold() == header.casefold()), "")
    parts = [
        (one.encode("utf-8", "surrogateescape") if isinstance(one, str) else one, charset)
        for one, charset in _parts(raw)
    ]
    odd = [_is_odd(data, charset) for data, charset in parts]
    whole = all(is_odd or data.isascii() for is_odd, (data, _) in zip(odd, parts, strict=True))
    return b"".join(data for data, _ in parts) if any(odd) and whole else None


def _parts(text: str) -> list[tuple[bytes | str, str | None]]:
    """One part where there are no encoded words, or raw bytes beside them."""
    text = text[:_LONGEST]
    if "=?" not in text or not text.isascii():
        return [(text, None)]
    try:
        return list(decode_header(text))
    except (HeaderParseError, ValueError):
        return [(text, None)]


def _is_odd(data: bytes, charset: str | None) -> bool:
    if data.isascii() or _decoded(data, "utf-8") is not None:
        return False
    return charset is None or charset.casefold() in _NO_WORD or _decoded(b"a", charset) is None


def _text(data: bytes, charset: str | None) -> str:
    for name in (charset, "utf-8"):
        text = _decoded(data, name) if name else None
        if text is not None:
            return text
    return data.decode("latin-1")


def _decoded(data: bytes, charset: str) -> str | None:
    try:
        return data.decode(charset)
    except (UnicodeDecodeError, LookupError):
        return None
