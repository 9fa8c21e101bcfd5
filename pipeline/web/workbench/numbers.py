"""Whole numbers that a request brings: what no database takes is refused before one is asked."""

from __future__ import annotations

from typing import Annotated

from fastapi import Form, Path, Query

_LARGEST = 2**53
"""Further than any count of ours, and exact wherever a page or a program reads it."""
PathId = Annotated[int, Path(ge=-_LARGEST, le=_LARGEST)]
QueryId = Annotated[int, Query(ge=-_LARGEST, le=_LARGEST)]
FormId = Annotated[int, Form(ge=-_LARGEST, le=_LARGEST)]
"""Entries of secret books have negative numbers."""
