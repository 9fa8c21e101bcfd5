"""The two halves of the labelled scans: no office is on both sides."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from typing import Any

HALVES = ("tuned on", "held out")
"""The rules were made looking at the first; the second tells what they are worth elsewhere."""

_SAME_OFFICE = (
    (re.compile(r"ATVSTP|AN TOÀN VỆ SINH|^PHÒNG (TTTT|THÔNG TIN)"), "CHI CỤC ATVSTP HẬU GIANG"),
    (re.compile(r"BAN CHỈ ĐẠO"), "ỦY BAN NHÂN DÂN TỈNH QUẢNG NGÃI"),
)
"""One office under several names: its own departments and committees."""


def office_of(label: Mapping[str, Any]) -> str:
    """The office that a document came from, under one name."""
    issuer = str(label["issuer"] or "").replace("UỶ", "ỦY")
    same = (office for pattern, office in _SAME_OFFICE if pattern.search(issuer))
    return next(same, issuer)


def half_of(label: Mapping[str, Any]) -> str:
    """A half of `HALVES`, by the hash of the office."""
    digest = hashlib.sha256(office_of(label).encode()).hexdigest()
    return HALVES[0] if digest[0] < "8" else HALVES[1]
