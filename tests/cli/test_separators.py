"""`sohoa separators`: what is printed is read again, page by page."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pypdfium2
import pytest

from pipeline.cli import main
from pipeline.engines.barcodes import read_codes
from pipeline.model.desk_sheet import DeskSheet, SheetKind
from pipeline.steps.documents.desk_sheets import read_sheet


def _read(path: Path, dpi: int = 150) -> list[set[DeskSheet | None]]:
    """What the two codes of each page say."""
    document = pypdfium2.PdfDocument(path)
    pages = [np.asarray(page.render(scale=dpi / 72).to_pil().convert("L")) for page in document]
    read = [read_codes(pixels) for pixels in pages]
    assert [len(codes) for codes in read] == [2] * len(pages)
    return [{read_sheet(code.text) for code in codes} for codes in read]


def test_a_cover_and_separators(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "sheets.pdf"
    said = ("Hộp 12", "Phòng Nội vụ", "Công văn", "12")
    names = ("--batch", "--unit", "--type", "--box")
    typed = [word for pair in zip(names, said, strict=True) for word in pair]
    assert main(["separators", "--out", str(out), "--count", "2", "--cover", *typed]) == 0
    assert "3 tờ" in capsys.readouterr().out
    cover, separator = DeskSheet(SheetKind.COVER, *said), DeskSheet(SheetKind.SEPARATOR, *said)
    assert _read(out) == [{cover}, {separator}, {separator}]
    text = pypdfium2.PdfDocument(out)[0].get_textpage().get_text_bounded()
    assert "TỜ BÌA LÔ" in text
    assert "Đơn vị: Phòng Nội vụ" in text


def test_the_longest_fields_are_read(tmp_path: Path) -> None:
    out = tmp_path / "sheets.pdf"
    batch = "Hồ sơ xử phạt vi phạm hành chính năm 1975 của phường Bến Ngh"
    assert main(["separators", "--out", str(out), "--count", "1", "--batch", batch]) == 0
    assert _read(out) == [{DeskSheet(batch=batch)}]


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        (["--count", "0"], "0 to 1000"),
        (["--count", "-1"], "0 to 1000"),
        (["--count", "1001"], "0 to 1000"),
        (["--batch", "a" * 61], "--batch: longer than 60"),
        (["--batch", "ặ" * 60], "too long together"),
        (["--out", "/nowhere/at/all.pdf"], "/nowhere/at"),
    ],
)
def test_what_cannot_be_printed_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], typed: list[str], told: str
) -> None:
    whole = ["separators", "--out", str(tmp_path / "a.pdf"), "--lang", "en", *typed]
    assert main(whole) != 0
    assert told in capsys.readouterr().err
    assert not (tmp_path / "a.pdf").exists()
