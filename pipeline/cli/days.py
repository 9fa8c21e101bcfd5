"""Days as people type them."""

from __future__ import annotations

import argparse
import re
from datetime import date

_HERE = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")


def day(text: str) -> date:
    """5/11/2026 or 2026-11-05. Raises: ArgumentTypeError."""
    match = _HERE.fullmatch(text.strip())
    if match:
        text = f"{match[3]}-{int(match[2]):02}-{int(match[1]):02}"
    try:
        return date.fromisoformat(text.strip())
    except ValueError as error:
        # In whatever language: what was typed, and what a day looks like.
        told = f"{text!r} ≠ 5/11/2026, 2026-11-05"
        raise argparse.ArgumentTypeError(told) from error


def day_text(one: date | None) -> str:
    return "—" if one is None else f"{one:%d/%m/%Y}"
