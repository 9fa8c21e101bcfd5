"""The code of a sheet says what was meant, and no other code is ever taken for it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.model.codes import Code
from pipeline.model.desk_sheet import MOST_LETTERS, DeskSheet, SheetKind
from pipeline.model.geometry import Box
from pipeline.model.ocr import OcrPage, numbered
from pipeline.rules import Rules
from pipeline.steps.documents import Part, split_pages
from pipeline.steps.documents.desk_sheets import read_sheet, sheet_of, sheet_text
from tests.steps.documents.conftest import SIZE, Sheets

TEXTS = st.text("AaĐđằ 19.*&=%/+-,\"'", max_size=20).map(lambda text: " ".join(text.split()))
SHEETS = st.builds(DeskSheet, st.sampled_from(SheetKind), TEXTS, TEXTS, TEXTS, TEXTS, TEXTS)


def coded(text: str, side: int = 500) -> OcrPage:
    code = Code("QR Code", text, Box(100, 100, 100 + side, 100 + side))
    return OcrPage(1, SIZE, 200.0, (), "hand", codes=(code,))


@given(SHEETS)
def test_what_is_written_is_read(sheet: DeskSheet) -> None:
    text = sheet_text(sheet)
    assert text.isascii()
    assert text.isprintable()
    assert read_sheet(text) == sheet


@given(SHEETS, st.integers(0), st.sampled_from("0aA*&=%-bZ"))
def test_a_code_with_another_letter_is_no_sheet(sheet: DeskSheet, at: int, letter: str) -> None:
    text = sheet_text(sheet)
    at %= len(text)
    if text[at] != letter:
        assert read_sheet(text[:at] + letter + text[at + 1 :]) is None
    assert read_sheet(text[:at]) is None
    assert read_sheet(text + letter) is None


@given(st.text())
def test_no_other_text_is_a_sheet(text: str) -> None:
    assert read_sheet(text) is None
    assert read_sheet(f"SOHOA1*T*{text}*00000000") is None


@pytest.mark.parametrize(
    "text", ["a" * (MOST_LETTERS + 1), "hai  dấu cách", " a", "a\nb", "e\u0301"]
)
def test_a_field_is_one_short_line(text: str) -> None:
    with pytest.raises(ValueError, match="batch"):
        DeskSheet(batch=text)


def test_a_small_code_is_a_label_on_a_document() -> None:
    sheet = DeskSheet(SheetKind.COVER, batch="hộp 1")
    text = sheet_text(sheet)
    assert sheet_of(coded(text)) == sheet
    assert sheet_of(coded(text, side=200)) is None
    assert sheet_of(coded("SOHOA-TACH-VAN-BAN")) is None


def test_sheets_part_documents_however_they_lie(rules: Rules) -> None:
    mark, blank = coded(sheet_text(DeskSheet())), Sheets.back()
    decision = Sheets.decision()
    one_side = (mark, decision, mark, mark, decision, mark)
    assert split_pages(numbered(one_side), rules).parts == (Part(2, 2), Part(5, 5))
    # Both sides: the second sheet was fed the right way round, the third backwards.
    both = (decision, blank, mark, blank, decision, blank, blank, mark, decision, blank)
    split = split_pages(numbered(both), rules)
    assert split.parts == (Part(1, 2), Part(5, 6), Part(9, 10))
    assert split.separators == (3, 4, 7, 8)
