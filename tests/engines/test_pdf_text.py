"""The text that a PDF page carries: what shows, where it lies, and what does not show."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pikepdf import Array, Name

from pipeline.engines import pdf_text_glyphs
from pipeline.engines.pdf_text import EmbeddedText, embedded_lines
from pipeline.engines.scan_file import inspect_scan, load_page
from pipeline.errors import SohoaError
from pipeline.model.scan import PageImage
from pipeline.settings import default_settings
from pipeline.steps.legacy_text import as_unicode
from pipeline.steps.upright import turned_page
from tests.engines.text_pdfs import text_pdf

LIMITS, PAGES = default_settings().limits, default_settings().pages
TEXT = "BT /F 20 Tf 40 120 Td (Cong van) Tj ET"


def page_image(path: Path, number: int = 1, turn_deg: int = 0) -> PageImage:
    image = load_page(path, inspect_scan(path, LIMITS), number, LIMITS, PAGES)
    return turned_page(image, turn_deg)


def text_of(path: Path) -> EmbeddedText:
    found = embedded_lines(path, 1, page_image(path))
    assert found is not None
    return found


def visible(path: Path) -> list[str]:
    found = embedded_lines(path, 1, page_image(path))
    return [] if found is None else [line.text for line in found.lines]


@pytest.mark.parametrize("turn_deg", [0, 90, 180, 270])
@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
@pytest.mark.parametrize("crop", [None, [20, 90, 280, 190]])
def test_boxes_lie_around_the_ink(
    tmp_path: Path, turn_deg: int, rotate: int, crop: list[int] | None
) -> None:
    keys: dict[str, Any] = {"Rotate": rotate} | ({"CropBox": Array(crop)} if crop else {})
    path = text_pdf(tmp_path / "a.pdf", "BT /F 20 Tf 40 120 Td (Hello) Tj ET", **keys)
    image = page_image(path, turn_deg=turn_deg)
    found = embedded_lines(path, 1, image)
    assert found is not None
    (line,) = found.lines
    assert line.text == "Hello"
    rows, columns = np.nonzero(image.pixels < 128)
    ink = (columns.min(), rows.min(), columns.max() + 1, rows.max() + 1)
    box = (line.box.left, line.box.top, line.box.right, line.box.bottom)
    assert np.abs(np.array(ink) - np.array(box)).max() <= 3


def test_words_lines_and_fonts(tmp_path: Path) -> None:
    path = text_pdf(tmp_path / "a.pdf", f"{TEXT} BT /F 20 Tf 40 60 Td (so 12) Tj ET")
    found = text_of(path)
    assert [[word.text for word in line.words] for line in found.lines] == [
        ["Cong", "van"],
        ["so", "12"],
    ]
    assert found.fonts == (("Helvetica", "Helvetica"), ("Helvetica", "Helvetica"))
    assert found.hidden == ()
    assert found.meant_share == 1.0


def test_an_ocr_layer_is_kept_apart(tmp_path: Path) -> None:
    path = text_pdf(tmp_path / "a.pdf", f"{TEXT} BT 3 Tr /F 20 Tf 40 60 Td (c0ng uan) Tj ET")
    found = text_of(path)
    assert [line.text for line in found.lines] == ["Cong van"]
    assert [line.text for line in found.hidden] == ["c0ng uan"]


@pytest.mark.parametrize(
    "content",
    [
        f"1 g {TEXT}",
        TEXT.replace("120 Td", "320 Td"),
        f"q 0 0 10 10 re W n {TEXT} Q",
        f"{TEXT} 0.5 g 20 100 200 60 re f",
        f"{TEXT} 1 g 20 100 200 60 re f",
        f"{TEXT} q 200 0 0 60 20 100 cm /Im Do Q",
    ],
    ids=["white", "outside", "clipped", "under grey box", "under white box", "under image"],
)
def test_what_does_not_show_is_not_visible_text(tmp_path: Path, content: str) -> None:
    assert visible(text_pdf(tmp_path / "a.pdf", content)) == []


def test_new_text_over_a_cover_replaces_the_old(tmp_path: Path) -> None:
    cover = "1 g 20 100 200 60 re f 0 g"
    patch = TEXT.replace("Cong van", "To trinh")
    assert visible(text_pdf(tmp_path / "a.pdf", f"{TEXT} {cover} {patch}")) == ["To trinh"]


@pytest.mark.parametrize(
    ("content", "mask"),
    [
        (f"{TEXT} q 200 0 0 60 20 100 cm /Im Do Q", 60),
        (f"q 200 0 0 60 20 100 cm /Im Do Q {TEXT}", None),
        (f"{TEXT} /Half gs 1 0 0 rg 20 100 200 60 re f", None),
        (f"{TEXT} /Ink gs q 200 0 0 60 20 100 cm /Im Do Q", None),
        (f"{TEXT} 0 g 20 126 200 3 re f", None),
    ],
    ids=[
        "under a translucent seal",
        "over an image",
        "under a translucent box",
        "under ink",
        "struck out",
    ],
)
def test_what_shows_through_stays_visible(tmp_path: Path, content: str, mask: int | None) -> None:
    assert visible(text_pdf(tmp_path / "a.pdf", content, image={"mask": mask})) == ["Cong van"]


def test_number_and_date_in_annotations_stand_in_their_blanks(tmp_path: Path) -> None:
    form = "BT /F 14 Tf 20 120 Td (So:          /QD-UBND) Tj ET"
    number = {"Rect": [50, 115, 85, 140], "content": "BT /F 14 Tf 2 5 Td (311) Tj ET"}
    path = text_pdf(tmp_path / "a.pdf", form, annotations=(number,))
    assert visible(path) == ["So: 311 /QD-UBND"]


def test_hidden_annotations_say_nothing(tmp_path: Path) -> None:
    secret = {"Rect": [50, 115, 85, 140], "content": "BT /F 14 Tf 2 5 Td (311) Tj ET", "F": 2}
    assert visible(text_pdf(tmp_path / "a.pdf", TEXT, annotations=(secret,))) == ["Cong van"]


def test_signatures_are_told_by_their_place(tmp_path: Path) -> None:
    signature = {
        "subtype": "Widget",
        "Rect": [100, 20, 220, 60],
        "content": "BT /F 14 Tf 2 5 Td (Ky boi) Tj ET",
        "FT": Name.Sig,
        "T": "s",
    }
    path = text_pdf(tmp_path / "a.pdf", TEXT, annotations=(signature,))
    found = text_of(path)
    assert [line.text for line in found.lines] == ["Cong van", "Ky boi"]
    (box,) = found.signatures
    scale = PAGES.dpi / 72
    expected = np.array([100, 140, 220, 180]) * scale
    assert np.abs(np.array([box.left, box.top, box.right, box.bottom]) - expected).max() <= 2
    assert box.contains(*found.lines[1].box.center)


def test_bold_made_by_drawing_twice_is_read_once(tmp_path: Path) -> None:
    twice = f"{TEXT} {TEXT.replace('40 120', '40.4 120')}"
    assert visible(text_pdf(tmp_path / "a.pdf", twice)) == ["Cong van"]


def test_text_is_nfc_without_ligatures_and_what_is_never_seen(tmp_path: Path) -> None:
    mapping = {"C": "e\u0302\u0323", "o": "\u200b", "n": "\ufb01"}
    assert visible(text_pdf(tmp_path / "a.pdf", TEXT, mapping=mapping)) == ["ệfig vafi"]


def test_fonts_that_do_not_say_what_they_mean_are_told(tmp_path: Path) -> None:
    mapping = {"C": "\ue000", "o": "\ufffd", "n": "n", "g": "g", "v": "v", "a": "a"}
    found = text_of(text_pdf(tmp_path / "a.pdf", TEXT, mapping=mapping))
    assert found.meant_share == pytest.approx(5 / 7)


def test_a_word_that_goes_on_in_the_next_line_is_two(tmp_path: Path) -> None:
    content = "BT /F 14 Tf 20 120 Td (77/QD-) Tj 0 -20 Td (BGD) Tj ET"
    found = text_of(text_pdf(tmp_path / "a.pdf", content))
    # The hyphen at the end may be a letter of TCVN3: steps.legacy_text decides.
    assert [line.text for line in found.lines] == ["77/QD\u00ad", "BGD"]


def test_a_word_drawn_in_pieces_is_one(tmp_path: Path) -> None:
    content = "BT /F 20 Tf 40 120 Td (Con) Tj ET BT /F 20 Tf 76.7 120 Td (g van) Tj ET"
    assert visible(text_pdf(tmp_path / "a.pdf", content)) == ["Cong van"]


def test_rules_drawn_with_letters_are_no_words(tmp_path: Path) -> None:
    content = f"{TEXT} BT /F 20 Tf 40 60 Td (______) Tj ET"
    assert visible(text_pdf(tmp_path / "a.pdf", content)) == ["Cong van"]


def test_a_page_without_text_has_none(tmp_path: Path) -> None:
    path = text_pdf(tmp_path / "a.pdf", "0 g 20 20 50 50 re f")
    assert embedded_lines(path, 1, page_image(path)) is None


def test_what_pdfium_cannot_open_has_no_text(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(b"%PDF-1.4\nnothing else")
    assert embedded_lines(path, 1, PageImage(1, np.zeros((9, 9), np.uint8), 72.0)) is None


def test_a_page_of_too_many_characters_is_left_to_the_reader(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = text_pdf(tmp_path / "a.pdf", TEXT)
    monkeypatch.setattr(pdf_text_glyphs, "MOST_GLYPHS", 5)
    assert embedded_lines(path, 1, page_image(path)) is None


def test_legacy_fonts_are_converted_with_the_letter_that_pdf_calls_a_hyphen(
    tmp_path: Path,
) -> None:
    content = "BT /F 14 Tf 10 150 Td (Th\xad ViÖt Nam) Tj 0 -20 Td (N\xadíc céng hßa) Tj ET"
    found = text_of(text_pdf(tmp_path / "a.pdf", content, font_name=".VnTime"))
    lines = as_unicode(found.lines, found.fonts)
    assert [line.text for line in lines] == ["Thư Việt Nam", "Nước cộng hòa"]


@pytest.mark.may_skip_in_ci
def test_real_decisions_carry_their_number_and_date(shared_data: Path) -> None:
    path = shared_data / "born_digital" / "doc08.pdf"
    texts = [line.text for line in text_of(path).lines]
    assert "(Ban hành kèm theo Quyết định số: 221 /QĐ-UBND ngày 20 /02/2025" in texts


@pytest.mark.may_skip_in_ci
def test_words_that_pdfium_parts_are_whole(shared_data: Path) -> None:
    path = shared_data / "born_digital" / "doc10.pdf"
    found = embedded_lines(path, 6, page_image(path, 6))
    assert found is not None
    words = {word.text for line in found.lines for word in line.words}
    assert "điều" in words
    assert "ều" not in words


@pytest.mark.may_skip_in_ci
def test_layers_of_real_scans_are_hidden_and_their_stamps_visible(shared_data: Path) -> None:
    found = text_of(shared_data / "scans" / "files" / "scan022.pdf")
    assert found.lines == ()
    assert len(found.hidden) > 20
    stamp = text_of(shared_data / "scans" / "files" / "scan089.pdf")
    assert [line.text for line in stamp.lines] == ["Ký bởi: UBND tỉnh Điện Biên"]


@pytest.mark.may_skip_in_ci
def test_hostile_files_have_text_or_none(shared_data: Path) -> None:
    for path in sorted((shared_data / "hostile").glob("*/*.pdf")):
        try:
            image = page_image(path)
        except SohoaError:
            image = PageImage(1, np.tile(np.array([[0, 255]], np.uint8), (900, 300)), 72.0)
        found = embedded_lines(path, 1, image)
        assert found is None or found.lines or found.hidden or found.signatures
