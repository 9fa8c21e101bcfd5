from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.archive.folder import ArchiveFolder
from pipeline.archive.ledger import Ledger
from pipeline.errors import NotFound
from pipeline.model.geometry import Box
from pipeline.model.ocr import Line, OcrPage, Stamp, StampKind, Word

WORD = Word("đất", Box(10, 10, 40, 30), 0.9)
PAGE = OcrPage(
    number=1,
    size=(100, 200),
    dpi=200.0,
    lines=(Line((WORD,), WORD.box, 2),),
    engine="test",
    skew_deg=-0.4,
    stamps=(Stamp(StampKind.URGENCY, "Khẩn", Box(1, 2, 3, 4), 0.7),),
)


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    archive = ArchiveFolder(tmp_path)
    archive.prepare()
    return Ledger(archive, "ab" * 32, "digest")


def test_a_page_comes_back_as_it_was(ledger: Ledger) -> None:
    assert not ledger.has(1)
    ledger.write(PAGE, rendered=b"jpeg")
    assert ledger.has(1)
    assert ledger.read(1) == PAGE
    assert ledger.rendered(1).read_bytes() == b"jpeg"


def test_a_failed_page_is_read_again(ledger: Ledger) -> None:
    ledger.write(replace(PAGE, failure="reading_timeout"))
    assert not ledger.has(1)
    assert ledger.read(1).failure == "reading_timeout"


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b'{"format": 0}', b"\xff\xfe"])
def test_a_damaged_reading_counts_as_none(ledger: Ledger, damage: bytes) -> None:
    ledger.write(PAGE)
    (ledger.folder / "0001.json").write_bytes(damage)
    assert not ledger.has(1)
    with pytest.raises(NotFound):
        ledger.read(1)
