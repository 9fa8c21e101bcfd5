from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from pipeline.model.geometry import Box, hull
from pipeline.model.ocr import Line, Word
from pipeline.steps.layout.order import cut_at_gaps, page_zones, reading_order, rows_of

SIZE = (1650, 2340)


def line(text: str, left: int, top: int, *, per_char: int = 14, height: int = 28) -> Line:
    """A line of evenly set words; "|" leaves a wide gap."""
    words = []
    x = left
    for part in text.split():
        if part == "|":
            x += 300
            continue
        width = per_char * len(part)
        words.append(Word(part, Box(x, top, x + width, top + height), 0.9))
        x += width + per_char
    return Line(tuple(words), hull(w.box for w in words))


def order(*lines: Line) -> list[str]:
    return [piece.text for piece in reading_order(lines, SIZE)]


HEAD = (
    line("UBND TỈNH TRƯỜNG SƠN | CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 230, 160),
    line("SỞ Y TẾ", 330, 200),
    line("Độc lập - Tự do - Hạnh phúc", 980, 202),
    line("Số: /KH-SYT", 300, 260),
    line("Trường Sơn, ngày tháng 10 năm 2017", 960, 262),
)
TITLE = line("KẾ HOẠCH", 830, 340)
BODY = (
    line("Căn cứ Hướng dẫn số 12/HD-UBND ngày 12 tháng 11 năm 2014 của Ủy ban nhân dân", 260, 460),
    line("tỉnh về việc xét công nhận sáng kiến, đề tài nghiên cứu khoa học trong năm;", 260, 500),
)


def test_left_header_then_right_header_then_title_and_body() -> None:
    assert order(*HEAD, TITLE, *BODY) == [
        "UBND TỈNH TRƯỜNG SƠN",
        "SỞ Y TẾ",
        "Số: /KH-SYT",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "Trường Sơn, ngày tháng 10 năm 2017",
        TITLE.text,
        BODY[0].text,
        BODY[1].text,
    ]


def test_header_columns_that_all_but_touch_are_told_apart() -> None:
    left = line("UBND TỈNH TRƯỜNG SƠN", 300, 160)
    right = line("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", left.box.right + 48, 160)
    joined = Line(left.words + right.words, hull((left.box, right.box)))
    dateline = line("Trường Sơn, ngày tháng 10 năm 2017", 960, 262)
    assert order(joined, line("SỞ Y TẾ", 260, 200), dateline, TITLE, *BODY)[:4] == [
        left.text,
        "SỞ Y TẾ",
        right.text,
        dateline.text,
    ]


def test_recipients_then_signature_at_the_foot() -> None:
    foot = (
        line("Nơi nhận: | | KT. GIÁM ĐỐC", 260, 1500),
        line("- Như trên;", 260, 1540),
        line("PHÓ GIÁM ĐỐC", 1010, 1542),
        line("- Lưu: VT.", 260, 1580),
        line("Trần Văn Bình", 1040, 1760),
    )
    texts = order(*BODY, *foot)
    assert texts[2:] == [
        "Nơi nhận:",
        "- Như trên;",
        "- Lưu: VT.",
        "KT. GIÁM ĐỐC",
        "PHÓ GIÁM ĐỐC",
        "Trần Văn Bình",
    ]


def test_the_address_is_no_part_of_the_header() -> None:
    address = line("Kính gửi: | - Giám đốc các bệnh viện;", 500, 330)
    more = line("- Giám đốc Trung tâm Y tế.", 1000, 370)
    texts = order(*HEAD, address, more, *BODY)
    assert texts[2:8] == [
        "Số: /KH-SYT",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "Trường Sơn, ngày tháng 10 năm 2017",
        "Kính gửi:",
        "- Giám đốc các bệnh viện;",
    ]


def test_notes_below_the_foot_do_not_hide_its_columns() -> None:
    foot = (
        line("Nơi nhận: | | GIÁM ĐỐC", 260, 1500),
        line("- Như trên;", 260, 1540),
        line("Trần Văn Bình", 1040, 1660),
    )
    note = line("Ghi chú: khi cần thêm thông tin xin liên hệ Phòng Nghiệp vụ Sở Y tế", 260, 1900)
    assert order(*BODY, *foot, note)[2:] == [
        "Nơi nhận:",
        "- Như trên;",
        "GIÁM ĐỐC",
        "Trần Văn Bình",
        note.text,
    ]


def test_the_short_end_of_the_body_is_not_the_foot() -> None:
    end = line("thi hành Quyết định này./.", 200, 540)
    foot = (line("Nơi nhận: | | GIÁM ĐỐC", 260, 600), line("- Lưu: VT.", 260, 640))
    zones = page_zones((*BODY, end, *foot), SIZE)
    assert [row[0].text for row in zones.body] == [BODY[0].text, BODY[1].text, end.text]
    assert [len(column) for column in zones.foot] == [2, 1]


def test_a_page_of_running_text_keeps_its_lines() -> None:
    assert order(*BODY) == [piece.text for piece in BODY]


def test_justified_spaces_do_not_cut_a_line() -> None:
    wide = Line(
        tuple(
            Word(text, Box(260 + n * 150, 100, 340 + n * 150, 128), 0.9)
            for n, text in enumerate(["một", "hai", "ba", "bốn"])
        ),
        Box(260, 100, 790, 128),
    )
    assert [piece.text for piece in cut_at_gaps(wide, SIZE[0])] == ["một hai ba bốn"]


def test_nothing_gives_nothing() -> None:
    assert reading_order((), SIZE) == ()


words = st.builds(
    lambda text, left, top, width, height: Word(
        text, Box(left, top, left + width, top + height), 0.5
    ),
    st.text("abcđớ", min_size=1, max_size=6),
    st.integers(0, 1500),
    st.integers(0, 2200),
    st.integers(1, 140),
    st.integers(1, 60),
)
lines = st.lists(
    st.lists(words, min_size=1, max_size=5).map(
        lambda ws: Line(tuple(ws), hull(w.box for w in ws))
    ),
    max_size=12,
)


@given(lines)
def test_reading_order_is_a_permutation_of_the_words(some: list[Line]) -> None:
    ordered = reading_order(some, SIZE)
    assert Counter(w for ln in ordered for w in ln.words) == Counter(
        w for ln in some for w in ln.words
    )


@given(lines)
def test_rows_hold_every_line_once(some: list[Line]) -> None:
    assert Counter(ln for row in rows_of(some) for ln in row) == Counter(some)
