"""A desk of the registers over an archive of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipeline.model.record import Field, Record, State
from pipeline.office.registry import Registry, registry
from pipeline.register.entries import Document
from pipeline.register.store import Register, open_register
from pipeline.settings import default_settings, load_settings
from tests.register.test_register import DOCUMENT, registered

NOW = datetime(2026, 3, 5, 3, tzinfo=UTC)
"""A Thursday."""
RECORD = Record(
    type=Field("Quyết định", 0.99),
    number=Field("012", 0.6, review=True),
    notation=Field("QĐ-UBND", 0.98),
    code=Field("012/QĐ-UBND", 0.6, review=True),
    date=Field("2026-02-??", 0.9),
    issuer=Field("UBND huyện Mẫu", 0.99),
    subject=Field("Về việc thu hồi đất", 0.97),
    urgency=Field("Khẩn", 0.99),
    to=Field(("Sở Y tế", "Công an tỉnh"), 0.9),
    copies_to=Field(("Như trên", "Sở Y tế"), 0.9),
)
PEOPLE = """
[[people]]
name = "lan"
roles = ["clerk"]
[[people]]
name = "chi"
roles = ["manager"]
[[people]]
name = "binh"
roles = ["staff"]
unit = "Phòng Một"
[[people]]
name = "mat"
roles = ["clerk", "keeper"]
"""

DeskOf = Callable[[str], Registry]


@pytest.fixture
def register(tmp_path: Path) -> Iterator[Register]:
    with open_register(tmp_path / "archive") as opened:
        yield opened


@pytest.fixture
def desk(register: Register) -> Registry:
    """Where nobody is named."""
    return registry(register, default_settings(), "ai", lambda: NOW)


@pytest.fixture
def desk_of(register: Register, tmp_path: Path) -> DeskOf:
    """The desk with one of the named people at it."""
    path = tmp_path / "office.toml"
    path.write_text(PEOPLE, encoding="utf-8")
    settings = load_settings(path)
    return lambda name: registry(register, settings, name, lambda: NOW)


@pytest.fixture
def document(register: Register) -> Document:
    """The only one of its batch, in review."""
    registered(register, replace(DOCUMENT, state=State.REVIEW, record=RECORD))
    return register.document(DOCUMENT.id)
