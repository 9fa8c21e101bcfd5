from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.engines.read_back import reads_as, unequal_pages
from pipeline.errors import EngineFailed
from pipeline.model.geometry import Box
from pipeline.model.ocr import Line, OcrPage, Word
from tests.engines.pdfa_pages import SAMPLE, SIZE, Paper, line, page, paper, skewed, text_line, word

LETTERS = "aăâđêơưỵạầễổựABĐỶ0123456789.,:;-–—…“”’/()[]%+*&@#§\\\"'!?=<>_^`$½×😀"


@pytest.fixture
def blank(tmp_path: Path) -> Paper:
    return paper(tmp_path)


@pytest.mark.parametrize(
    "ocr_page",
    [
        page(),
        SAMPLE,
        skewed(SAMPLE, 2.0),
        skewed(SAMPLE, -5.0),
        replace(SAMPLE, rotation_deg=90, size=SIZE),
        page([line(word("một", 50, 50), word("một", 50, 50), word("một", 50, 50))]),
        page([line(word("-", 50, 58, 6, 3), word("a", 60, 50, 1, 1), word(".", 60, 50, 1, 1))]),
        page([text_line("thông báo kết quả kiểm-"), text_line("tra, xử lý –", top=140)]),
        page([line(word("x" * 300, 10, 10, 800)), line(word("0123456789", 10, 40))]),
        page([line(word("chồng", 50, 50), word("lên", 70, 45, 90, 40), word("nhau", 60, 52))]),
        page([line(word("mép", SIZE[0] - 5, SIZE[1] - 4, 5, 4), word("b", 0, 0, 0, 0))]),
        page([line(word("a\x00b\ufeffc", 50, 50))]),
    ],
    ids=[
        "blank",
        "sample",
        "skew-right",
        "skew-left",
        "turned",
        "doubled",
        "tiny",
        "hyphen",
        "long",
        "heap",
        "edge",
        "control",
    ],
)
def test_what_was_written_reads_back_equal(blank: Paper, tmp_path: Path, ocr_page: OcrPage) -> None:
    out = blank.write(tmp_path / "out.pdf", [ocr_page])
    assert unequal_pages(out, [ocr_page]) == ()


def boxes(width: int, height: int) -> st.SearchStrategy[Box]:
    return st.builds(
        lambda x, y, w, h: Box(x, y, x + w, y + h),
        st.integers(0, width),
        st.integers(0, height),
        st.integers(0, 120),
        st.integers(0, 40),
    )


def lines_of(width: int, height: int) -> st.SearchStrategy[Line]:
    texts = st.text(LETTERS, min_size=1, max_size=10).map(
        lambda text: unicodedata.normalize("NFC", text)
    )
    words = st.builds(Word, texts, boxes(width, height), st.just(0.5))
    return st.lists(words, min_size=1, max_size=6).map(lambda some: line(*some))


pages = st.builds(
    lambda lines, skew_deg: page(lines, skew_deg=skew_deg),
    st.one_of(
        st.lists(lines_of(SIZE[0] - 120, SIZE[1] - 40), max_size=6),
        st.lists(lines_of(60, 30), max_size=3),
    ),
    st.sampled_from([0.0, 0.4, 2.0, -2.0, 7.5]),
)


@settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(pages)
def test_any_heap_of_words_reads_back_equal(
    blank: Paper, tmp_path: Path, ocr_page: OcrPage
) -> None:
    out = blank.write(tmp_path / "out.pdf", [ocr_page])
    assert unequal_pages(out, [ocr_page]) == ()


Damage = Callable[[pikepdf.Pdf], None]


def edit_cmap(change: Callable[[bytes], bytes]) -> Damage:
    def damage(pdf: pikepdf.Pdf) -> None:
        font = pdf.pages[0].resources.Font["/F"]
        font.ToUnicode.write(change(font.ToUnicode.read_bytes()))

    return damage


def shuffled(cmap: bytes) -> bytes:
    """Every code gets its neighbour's character."""
    targets = re.findall(rb"^<\w+> <(\w+)>$", cmap, re.MULTILINE)
    rest = iter([*targets[1:], targets[0]])
    return re.sub(
        rb"^(<\w+>) <\w+>$", lambda row: row[1] + b" <" + next(rest) + b">", cmap, flags=re.M
    )


def other_tone(cmap: bytes) -> bytes:
    """Ộ becomes Ổ."""
    assert b"<1ed8>" in cmap
    return cmap.replace(b"<1ed8>", b"<1ed4>")


def edit_content(pattern: bytes, new: bytes) -> Damage:
    def damage(pdf: pikepdf.Pdf) -> None:
        content = pdf.pages[0].Contents.read_bytes()
        changed = re.sub(pattern, new, content, count=1)
        assert changed != content
        pdf.pages[0].Contents = pikepdf.Stream(pdf, changed)

    return damage


@pytest.mark.parametrize(
    "damage",
    [
        edit_cmap(shuffled),
        edit_cmap(other_tone),
        edit_content(rb"<[0-9a-f]{12}> Tj", b"() Tj"),
        edit_content(rb"<([0-9a-f]{4})([0-9a-f]{4})", rb"<\2\1"),
        edit_content(rb"<([0-9a-f]{4})", rb"<\1\1"),
    ],
    ids=["shuffled-map", "other-tone", "word-dropped", "letters-swapped", "letter-doubled"],
)
def test_damage_is_seen(blank: Paper, tmp_path: Path, damage: Damage) -> None:
    sound, damaged = SAMPLE, replace(SAMPLE, number=2)
    out = blank.write(tmp_path / "out.pdf", [damaged])
    assert unequal_pages(out, [damaged]) == ()
    with pikepdf.open(out, allow_overwriting_input=True) as pdf:
        damage(pdf)
        pdf.save(out)
    assert unequal_pages(out, [damaged]) == (2,)
    assert unequal_pages(out, [replace(sound, lines=())]) == (1,)


def test_a_missing_page_is_unequal_and_a_page_too_many_is_an_error(
    blank: Paper, tmp_path: Path
) -> None:
    out = blank.write(tmp_path / "out.pdf", [SAMPLE])
    assert unequal_pages(out, [SAMPLE, replace(SAMPLE, number=2)]) == (2,)
    with pytest.raises(EngineFailed, match="read_back_failed"):
        unequal_pages(out, [])


def test_a_file_that_is_no_pdf_is_an_error(tmp_path: Path) -> None:
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(b"no pdf")
    with pytest.raises(EngineFailed, match="read_back_failed"):
        unequal_pages(broken, [SAMPLE])


def test_blanks_are_compared_within_a_line_only() -> None:
    two_lines = page([text_line("một hai"), text_line("ba", top=140)])
    assert reads_as(two_lines, "một hai\nba")
    assert reads_as(two_lines, "một\nhaiba")
    assert not reads_as(two_lines, "mộthai ba")
    assert not reads_as(two_lines, "một hai b a")
    assert not reads_as(two_lines, "một ba hai")
    assert not reads_as(two_lines, "một hai ba bốn")
