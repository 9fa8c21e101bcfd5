"""Names of mailboxes as IMAP writes them (modified UTF-7, RFC 3501, 5.1.3)."""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from binascii import Error

_OTHER = re.compile(r"&|[^\x20-\x7e]+")
_SHIFTED = re.compile(r"&([A-Za-z0-9+,]*)-")


def to_imap(name: str) -> str:
    """`Thư đến` → `Th&AbA- &AREeuw-n`."""
    return _OTHER.sub(lambda found: _shifted(found[0]), name)


def from_imap(name: str) -> str:
    """As people read it; what is no modified UTF-7 stays as it is."""
    return _SHIFTED.sub(lambda found: _plain(found[0], found[1]), name)


def quoted(name: str) -> str:
    """As the argument of a command."""
    escaped = to_imap(name).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _shifted(text: str) -> str:
    if text == "&":
        return "&-"
    code = b64encode(text.encode("utf-16-be")).decode().rstrip("=").replace("/", ",")
    return f"&{code}-"


def _plain(whole: str, code: str) -> str:
    if not code:
        return "&"
    padded = code.replace(",", "/") + "=" * (-len(code) % 4)
    try:
        return b64decode(padded).decode("utf-16-be")
    except (Error, UnicodeDecodeError):
        return whole
