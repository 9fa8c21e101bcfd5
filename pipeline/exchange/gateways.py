"""Tells people through Apprise: mail, SMS gateways, chats."""

from __future__ import annotations

import logging
import re
from urllib.parse import unquote

import apprise

from pipeline.errors import EngineFailed

_log = logging.getLogger("apprise")
# What it logs names addresses and passwords: it is heard here and nowhere else.
_log.propagate = False
_MASK = "***"
_REASON_LENGTH = 200


class _Heard(logging.Handler):
    """Keeps the last warning."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.last = ""

    def emit(self, record: logging.LogRecord) -> None:
        self.last = record.getMessage()


def tell(gateway: str, url: str, title: str, body: str) -> None:
    """Sends a message in plain text to the Apprise address `url`.

    Raises:
        EngineFailed: the address is none, or what is behind it did not take the message. The
            reason has nothing of the address in it.
    """
    heard = _Heard()
    _log.addHandler(heard)
    try:
        sent = _send(gateway, url, title, body)
    finally:
        _log.removeHandler(heard)
    if not sent:
        why = _without_address(heard.last, url) or "—"
        raise EngineFailed("gateway_failed", {"gateway": gateway, "why": why})


def _send(gateway: str, url: str, title: str, body: str) -> bool:
    one = apprise.Apprise()
    if not one.add(url):
        raise EngineFailed("gateway_address", {"gateway": gateway})
    return bool(one.notify(body=body, title=title, body_format=apprise.NotifyFormat.TEXT))


def _without_address(text: str, url: str) -> str:
    """Every part of the address masked that could be a name, a password or a host."""
    parts = {part for part in re.split(r"[/:@?&=,#]+", url) if len(part) > 2}
    parts |= {unquote(part) for part in parts}
    for part in sorted(parts, key=len, reverse=True):
        text = text.replace(part, _MASK)
    return " ".join(text.split())[:_REASON_LENGTH]
