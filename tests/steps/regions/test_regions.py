"""What is not printed text is known as such, and none of it stays as words."""

from __future__ import annotations

import numpy as np
import pytest

from pipeline.model.geometry import Box, hull
from pipeline.model.ocr import Line, Region, RegionKind, Stamp, StampKind, Word
from pipeline.steps.regions import find_regions, printed_only, stamped_doubted
from tests.steps.regions.region_pages import BLACK, BLUE, MM, RED, Drawn, headed, near


def of_kind(regions: tuple[Region, ...], kind: RegionKind) -> list[Box]:
    return [region.box for region in regions if region.kind is kind]


def signed(ink: tuple[int, int, int], *, name: bool = True) -> tuple[Drawn, Box]:
    """The foot of a document: position, seal, signature, name."""
    drawn = headed()
    drawn.write(130, 215, "GIÁM ĐỐC", style="Bold")
    drawn.seal(118, 238, ink)
    pen = BLUE if ink == RED else BLACK
    box = drawn.scribble(128, 228, 50, 14, pen)
    if name:
        drawn.write(132, 264, "Lê Quang Anh", style="Bold")
    return drawn, box


def _rest(box: Box) -> tuple[int, int, int]:
    return box.top, box.right, box.bottom


@pytest.mark.parametrize("ink", [RED, BLACK])
def test_seal_and_signature_are_told_apart(ink: tuple[int, int, int]) -> None:
    drawn, box = signed(ink)
    regions = find_regions(drawn.page(grey=ink == BLACK), drawn.lines)
    assert len(of_kind(regions, RegionKind.SEAL)) == 1
    (signature,) = of_kind(regions, RegionKind.SIGNATURE)
    # Where it begins in a black seal cannot be seen.
    assert abs(signature.left - box.left) <= (17 if ink == BLACK else 2) * MM
    assert near(Box(box.left, *_rest(signature)), box, 2)
    assert of_kind(regions, RegionKind.HANDWRITING) == []
    assert of_kind(regions, RegionKind.NAME_STAMP) == []


def test_initials_behind_the_text_are_a_signature() -> None:
    drawn = headed()
    drawn.write(30, 200, "Đề nghị các đơn vị thực hiện./.")
    box = drawn.scribble(95, 195, 10, 6)
    regions = find_regions(drawn.page(), drawn.lines)
    (signature,) = of_kind(regions, RegionKind.SIGNATURE)
    assert near(signature, box)


def test_initials_read_as_letters_are_found_all_the_same() -> None:
    drawn = headed()
    drawn.write(30, 200, "Đề nghị các đơn vị thực hiện./.")
    box = drawn.scribble(95, 197, 9, 4, BLACK)
    words = (*drawn.lines[-1].words, Word("mw", box, 0.85))
    drawn.lines[-1] = Line(words, hull(word.box for word in words))
    regions = find_regions(drawn.page(grey=True), drawn.lines)
    (signature,) = of_kind(regions, RegionKind.SIGNATURE)
    assert near(signature, box)


def test_the_end_of_a_text_without_initials_has_none() -> None:
    drawn = headed()
    drawn.write(30, 200, "Đề nghị các đơn vị thực hiện./.")
    drawn.write(30, 208, "Nơi nhận: ban, ngành./. Như trên;")
    assert find_regions(drawn.page(), drawn.lines) == ()


def test_the_authority_before_the_position_is_handwriting() -> None:
    drawn, _ = signed(RED)
    box = drawn.stroke([(123, 216), (123, 211), (126, 211.5), (123, 213), (127, 216)])
    regions = find_regions(drawn.page(), drawn.lines)
    (written,) = of_kind(regions, RegionKind.HANDWRITING)
    assert near(written, box)


def test_a_red_name_by_the_seal_is_stamped() -> None:
    drawn, _ = signed(RED, name=False)
    box = drawn.write(132, 264, "Lê Quang Anh", style="Bold", colour=RED, read=False)
    drawn.write(30, 60, "Thông tin in màu đỏ", colour=RED)
    regions = find_regions(drawn.page(), drawn.lines)
    (name,) = of_kind(regions, RegionKind.NAME_STAMP)
    assert near(name, box)


def test_without_colours_a_bolder_name_is_stamped() -> None:
    drawn, _ = signed(BLACK, name=False)
    box = drawn.write(132, 264, "Lê Quang Anh", style="Bold", em_mm=5.6)
    for x in (131.8, 132.2):
        for y in (263.8, 264.2):
            drawn.write(x, y, "Lê Quang Anh", style="Bold", em_mm=5.6, read=False)
    regions = find_regions(drawn.page(grey=True), drawn.lines)
    (name,) = of_kind(regions, RegionKind.NAME_STAMP)
    assert near(name, box)


def test_what_was_written_into_the_blanks_is_found() -> None:
    drawn = headed()
    drawn.write(35, 45, "Số:         /QĐ-UBND")
    drawn.write(110, 45, "Kiên Giang, ngày        tháng 11 năm 2017", style="Italic")
    number = drawn.stroke([(43, 41), (45, 40.4), (45.4, 42), (43, 46), (46.5, 45.8)])
    drawn.stroke([(48, 41), (51, 40.6), (49, 46.6)])
    drawn.stroke([(143.6, 41), (146, 40.6), (144.4, 46.6)])
    regions = find_regions(drawn.page(), drawn.lines)
    boxes = sorted(of_kind(regions, RegionKind.HANDWRITING))
    assert len(boxes) == 2
    assert boxes[0].left <= number.left + MM
    assert boxes[0].right >= 50 * MM


def test_a_plain_page_has_none() -> None:
    drawn = headed()
    drawn.write(35, 45, "Số: 15/QĐ-UBND")
    drawn.write(110, 45, "Kiên Giang, ngày 18 tháng 10 năm 2017", style="Italic")
    assert find_regions(drawn.page(), drawn.lines) == ()
    assert find_regions(Drawn().page(), ()) == ()


def test_stamps_that_were_read_are_regions() -> None:
    drawn = headed()
    place = Box(round(30 * MM), round(60 * MM), round(60 * MM), round(68 * MM))
    drawn.pen.rectangle((place.left, place.top, place.right, place.bottom), outline=RED, width=4)
    stamp = Stamp(StampKind.URGENCY, "Hỏa tốc", place, 0.9)
    regions = find_regions(drawn.page(), drawn.lines, (), (stamp,))
    assert [(r.kind, near(r.box, place)) for r in regions] == [(RegionKind.STAMP, True)]


def test_a_hint_makes_writing_of_what_looks_like_print() -> None:
    drawn = headed()
    place = drawn.write(60, 230, "đãxem", em_mm=6, style="Italic", confidence=0.2)
    pixels = drawn.page(grey=True)
    assert of_kind(find_regions(pixels, drawn.lines), RegionKind.HANDWRITING) == []
    hinted = find_regions(pixels, drawn.lines, (place,))
    assert any(b.overlaps(place) for b in of_kind(hinted, RegionKind.HANDWRITING))


def test_boxes_stay_on_the_page() -> None:
    drawn, _ = signed(RED)
    drawn.seal(210, 150)
    page = drawn.page()
    for region in find_regions(page, drawn.lines):
        assert 0 <= region.box.left < region.box.right <= page.size[0]
        assert 0 <= region.box.top < region.box.bottom <= page.size[1]
    assert np.array_equal(page.pixels, drawn.page().pixels)


def line(*words: Word) -> Line:
    return Line(words, words[0].box)


def test_misread_ink_goes_and_sure_print_stays() -> None:
    seal = Region(RegionKind.SEAL, Box(100, 100, 200, 200), 0.9)
    rule = Region(RegionKind.RULE, Box(0, 300, 400, 310), 0.9)
    garbage = Word("|Ấ_", Box(120, 120, 160, 150), 0.2)
    printed = Word("GIÁM", Box(110, 160, 170, 180), 0.95)
    beside = Word("ĐỐC", Box(180, 160, 260, 180), 0.2)
    ruled = Word("đơn", Box(10, 295, 60, 312), 0.2)
    kept = printed_only((line(garbage, printed, beside), line(ruled)), (seal, rule))
    assert [w.text for k in kept for w in k.words] == ["GIÁM", "ĐỐC", "đơn"]
    assert kept[0].box == Box(110, 160, 260, 180)


def test_a_line_of_nothing_else_goes() -> None:
    writing = Region(RegionKind.HANDWRITING, Box(0, 0, 100, 100), 0.9)
    assert printed_only((line(Word("~ư", Box(10, 10, 50, 40), 0.1)),), (writing,)) == ()


def test_a_stamped_name_is_never_sure() -> None:
    word = Word("Hòa", Box(100, 100, 160, 130), 0.99)
    line = Line((word, Word("sở", Box(400, 100, 440, 130), 0.99)), Box(100, 100, 440, 130))
    stamp = Region(RegionKind.NAME_STAMP, Box(90, 90, 200, 140), 0.8)
    (doubted,) = stamped_doubted([line], [stamp])
    assert [w.confidence for w in doubted.words] == [0.8, 0.99]
    assert doubted.text == line.text
    assert stamped_doubted([line], []) == (line,)
