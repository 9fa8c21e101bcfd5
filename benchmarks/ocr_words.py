"""Office Vietnamese of our own making for drawn pages: nothing of it stands in a real document."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

STATE = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"
HAND = "«hw»"
"""Stands in a line for what is written by hand, as in the transcripts of real pages."""

SLOTS: dict[str, tuple[str, ...]] = {
    "người": (
        "Nguyễn Thị Hoài Thương", "Trần Quốc Khánh", "Lê Văn Sỹ", "Phạm Thùy Dương",
        "Hoàng Đức Thuận", "Võ Thị Mỹ Hạnh", "Đặng Hữu Nghĩa", "Bùi Xuân Trường", "Đỗ Ngọc Quỳnh",
        "Huỳnh Tấn Phước", "Ngô Gia Bảo", "Lý Thị Kim Chi", "Vũ Đình Khôi", "Triệu Thị Ngần",
    ),
    "nơi": (
        "xã Phước Lộc", "phường Bình Khê", "huyện Đắk Rơ", "thị trấn Mỹ Thuận", "xã Ea Súp Thượng",
        "quận Hải Vân", "thành phố Tân Giang", "xã Nghĩa Kỳ", "huyện Yên Thủy", "xã Quảng Uyên",
    ),
    "cơ quan": (
        "Sở Xây dựng", "Sở Giao thông vận tải", "Phòng Tài chính - Kế hoạch", "Thanh tra huyện",
        "Ủy ban Mặt trận Tổ quốc", "Chi cục Kiểm lâm", "Kho bạc Nhà nước", "Công an tỉnh",
        "Bảo hiểm xã hội", "Hội Liên hiệp Phụ nữ", "Trung tâm Khuyến nông", "Điện lực khu vực",
    ),
    "việc": (
        "kiểm tra vệ sinh an toàn lao động", "bồi thường, giải phóng mặt bằng",
        "phòng, chống dịch tả lợn Châu Phi", "rà soát hộ nghèo, hộ cận nghèo",
        "chỉnh lý biến động đất đai", "tiếp nhận, xử lý đơn thư khiếu nại, tố cáo",
        "nâng cấp tuyến kênh cấp II", "cấp phát thẻ bảo hiểm y tế", "tuyển quân đợt một",
        "xây dựng nếp sống văn minh đô thị", "thu gom rác thải sinh hoạt",
        "trợ giúp pháp lý lưu động",
    ),
    "vật": (
        "máy photocopy", "tủ hồ sơ", "giống lúa thuần", "xi măng bền sun phát", "bàn ghế học sinh",
        "xe cứu thương", "thuốc khử khuẩn", "cống hộp bê tông", "đèn chiếu sáng", "sách giáo khoa",
    ),
}  # fmt: skip

SENTENCES = (
    "Căn cứ Luật Tổ chức chính quyền địa phương ngày {ngày};",
    "Theo đề nghị của {cơ quan} tại Tờ trình số {số}/TTr-{ký hiệu} ngày {ngày},",
    "Xét đơn của ông {người}, thường trú tại {nơi}, về {việc},",
    "Giao {cơ quan} chủ trì, phối hợp với {cơ quan} tổ chức {việc} trên địa bàn {nơi}.",
    "Kinh phí thực hiện là {tiền} đồng, trích từ nguồn dự phòng ngân sách năm {năm}.",
    "Thời hạn hoàn thành trước {giờ}, ngày {ngày}; quá hạn phải giải trình bằng văn bản.",
    "Qua kiểm tra {nhỏ} cơ sở, phát hiện {nhỏ} trường hợp vi phạm, đã lập biên bản và xử phạt.",
    "Yêu cầu các đơn vị gửi kết quả về {cơ quan} (qua bà {người}, điện thoại {điện thoại}).",
    "Ông {người} và bà {người} chịu trách nhiệm thi hành Quyết định này kể từ ngày ký.",
    "Tổng diện tích thu hồi {thập phân} ha, gồm {nhỏ} thửa thuộc tờ bản đồ số {nhỏ}.",
    "Đến nay đã bàn giao {nhỏ} {vật}, còn thiếu {nhỏ} so với hợp đồng số {số}/HĐKT.",
    "Việc {việc} tuy có chuyển biến nhưng còn chậm, nhất là ở {nơi} và {nơi}.",
    "Đề nghị quý cơ quan xem xét, bổ sung {nhỏ} {vật} để kịp phục vụ {việc}.",
    "Trường hợp vướng mắc, kịp thời phản ánh về {cơ quan} để tổng hợp, trình cấp thẩm quyền.",
    "Tỷ lệ hộ dân dùng nước hợp vệ sinh đạt {thập phân}%, tăng {thập phân}% so với cùng kỳ.",
    "Nghiêm cấm lợi dụng việc {việc} để sách nhiễu, gây phiền hà cho tổ chức, cá nhân.",
    "Hội nghị khai mạc lúc {giờ}, ngày {ngày}, tại Nhà văn hóa {nơi}.",
    "Mức hỗ trợ: {tiền} đồng/hộ đối với hộ nghèo; {tiền} đồng/hộ đối với hộ cận nghèo.",
    "Danh sách kèm theo gồm {nhỏ} người, đứng đầu là ông {người}, sinh ngày {ngày}.",
    "Đã niêm yết công khai tại trụ sở {nơi} từ ngày {ngày} nhưng chưa nhận được ý kiến phản hồi.",
    "Sau khi nghiên cứu Công văn số {số}/{ký hiệu}-VP ngày {ngày}, {cơ quan} có ý kiến như sau:",
    "Quyết định này thay thế Quyết định số {số}/QĐ-{ký hiệu} ngày {ngày} của {cơ quan}.",
    "Chủ đầu tư phải nghiệm thu khối lượng {vật}, quyết toán xong trong quý III/{năm}.",
    "Trong đêm, mưa lũ làm sạt lở {nhỏ} m kè, ngập úng {thập phân} ha hoa màu.",
)  # fmt: skip

KINDS = ("QUYẾT ĐỊNH", "THÔNG BÁO", "BÁO CÁO", "KẾ HOẠCH", "TỜ TRÌNH", "CHỈ THỊ")
SYMBOLS = ("UBND", "SXD", "STC", "TTr", "VP", "CCKL", "BHXH", "SGTVT")
HEADINGS = ("I. TÌNH HÌNH CHUNG", "II. KẾT QUẢ THỰC HIỆN", "III. TỔ CHỨC THỰC HIỆN")
POSITIONS = (
    ("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"),
    ("KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC"),
    ("TL. CHỦ TỊCH", "CHÁNH VĂN PHÒNG"),
)
COLUMNS = ("TT", "Nội dung", "Số lượng", "Thành tiền")
_CELLS = ("{nhỏ}", "{tiền}")
_SLOT = re.compile(r"\{([^}]+)\}")


@dataclass(frozen=True, slots=True)
class Office:
    """Whose letterhead a page carries."""

    parent: str
    name: str
    number: str
    date: str
    kind: str
    subject: str
    position: tuple[str, str]
    signer: str


def office(hand: np.random.Generator) -> Office:
    """A letterhead, a kind of document and who signs it."""
    symbol = _one(SYMBOLS, hand)
    place = _one(SLOTS["nơi"], hand)
    name = " ".join(word for word in place.split() if word[0].isupper())
    return Office(
        parent=f"ỦY BAN NHÂN DÂN {place.upper()}",
        name=_one(SLOTS["cơ quan"], hand).upper(),
        number=f"/{symbol}",
        date=f"{name}, ngày{HAND}tháng {filled('{tháng}', hand)}",
        kind=_one(KINDS, hand),
        subject=f"Về việc {_one(SLOTS['việc'], hand)} tại {place}",
        position=POSITIONS[int(hand.integers(len(POSITIONS)))],
        signer=_one(SLOTS["người"], hand),
    )


def paragraph(hand: np.random.Generator) -> str:
    """One to three sentences, some behind a number or a dash."""
    count = int(hand.integers(1, 4))
    places = hand.choice(len(SENTENCES), count, replace=False)
    text = " ".join(filled(SENTENCES[int(place)], hand) for place in places)
    head = ("", "", f"{int(hand.integers(1, 9))}. ", "- ")[int(hand.integers(4))]
    return head + text


def table_rows(hand: np.random.Generator) -> tuple[tuple[str, ...], ...]:
    """A head and three to five rows of goods."""
    count = int(hand.integers(3, 6))
    goods = hand.choice(len(SLOTS["vật"]), count, replace=False)
    rows = (
        (str(row + 1), SLOTS["vật"][int(good)].capitalize(), *(filled(s, hand) for s in _CELLS))
        for row, good in enumerate(goods)
    )
    return (COLUMNS, *rows)


def filled(template: str, hand: np.random.Generator) -> str:
    """The template with every slot given a value."""
    return _SLOT.sub(lambda slot: _value(slot[1], hand), template)


def _value(slot: str, hand: np.random.Generator) -> str:
    if slot in SLOTS:
        return _one(SLOTS[slot], hand)
    return {
        "số": lambda: str(hand.integers(1, 4000)),
        "nhỏ": lambda: f"{int(hand.integers(2, 99)):02d}",
        "năm": lambda: str(hand.integers(1998, 2026)),
        "tháng": lambda: f"{hand.integers(3, 13)} năm {hand.integers(1998, 2026)}",
        "ngày": lambda: (
            f"{int(hand.integers(1, 29)):02d}/{hand.integers(1, 13)}/{hand.integers(1998, 2026)}"
        ),
        "giờ": lambda: f"{int(hand.integers(7, 17)):02d} giờ {hand.integers(1, 6)}0",
        "tiền": lambda: f"{int(hand.integers(100, 99999)) * 1000:,}".replace(",", "."),
        "thập phân": lambda: f"{hand.integers(1, 97)},{hand.integers(1, 9)}",
        "điện thoại": lambda: f"02{hand.integers(10, 99)}.{hand.integers(3000000, 3999999)}",
        "ký hiệu": lambda: _one(SYMBOLS, hand),
    }[slot]()


def _one(values: tuple[str, ...], hand: np.random.Generator) -> str:
    return values[int(hand.integers(len(values)))]
