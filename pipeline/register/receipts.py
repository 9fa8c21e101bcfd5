"""Receipt codes: what a sender may look up the progress of what they sent with."""

from __future__ import annotations

import secrets

_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""None that one mistakes for another."""
_GROUPS = 4
_OF = 4


def new_receipt() -> str:
    """Sixteen characters in groups of four: 79 bits that nobody guesses."""
    number, letters = secrets.randbelow(len(_LETTERS) ** (_GROUPS * _OF)), []
    for _ in range(_GROUPS * _OF):
        number, one = divmod(number, len(_LETTERS))
        letters.append(_LETTERS[one])
    return receipt_of("".join(letters))


def receipt_of(typed: str) -> str:
    """A code as it is kept, however it was typed: small letters, blanks, no hyphens."""
    bare = "".join(c for c in typed.upper() if c.isascii() and c.isalnum())
    return "-".join(bare[at : at + _OF] for at in range(0, len(bare), _OF))
