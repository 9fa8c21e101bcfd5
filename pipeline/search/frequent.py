"""The syllables that stand in very many administrative documents.

Two of them side by side are a word of their own in the index, so that a phrase of nothing but such
syllables ("ủy ban nhân dân") need not compare the places of all of them in nearly every document.
Which they are is part of the index: whoever changes the list raises `fields.SCHEMA_VERSION`.
"""

from __future__ import annotations

from collections.abc import Iterable

_MOST_FREQUENT_FIRST = tuple(
    """
    so cong va thuc co tu cac cua tinh ve chi chu nhan dung nam dinh ngay hanh hien xa vi
    truong ban dong bo tai quan do noi thanh te de bao an thong y van trong thang phong hoi
    to theo ke doc thi duoc viec tren vu phuc du hoa chinh don qui dan dieu chuc toan hop
    dia qua viet thu li kinh lap pham doi can cap voi cao thoi nghi quyet gia cho cu ki
    trung lien tac sinh nhu tam nghia pho trinh sau kiem cuc thuoc giam huyen phuong nhiem
    phu truc dao vien tien hoach nguoi su phan tham tin tra luu xay khai moi chat tong ho
    giai benh muc ket khong luong la tich dich giao luc phap trien tri uy thuong the da bien
    huong dau nganh dien danh tuc dang le hinh den quyen nguyen san cau mot tuyen chuyen
    gian nang hoat nay che phi chung phat luat dam gui dai nghiep tiep truyen nuoc nghiem
    chua lieu hoc diem quoc tap hau phoi tieu han qd yeu hieu hang ca doan day tran duong
    xet giay vao lam nha trach ra xuat bang tang he khoa bi khi thiet kham trang vuc kem dat
    nhat mau doanh ten xu hoac neu soat cung nhung tao quang cuong uong ung khac ngan truoc
    tuong chong linh ti sung sach nghe kip sat hai tot tiet anh ghi gom duc nd chuan ma thuy
    hoang binh tram sang chap tru xac kh mua nguy nham sua biet chuong chan nguon khan minh
    hoan suc cham chiu mi vn bac atvstp loai xin long lay lanh lai mon duyet phep ngoai mat
    xuyen thuan phai khoe lao mo kien ubnd tt vt khieu nai boi tro
    """.split()  # noqa: SIM905  # a column of quoted words would be read by nobody
)
"""By the share of two-page pieces of office papers that have them: from nine tenths to a tenth."""

FREQUENT = frozenset(_MOST_FREQUENT_FIRST)


def rarest(words: Iterable[str]) -> str:
    """The one that tells most. Raises: ValueError without any."""
    places = {word: place for place, word in enumerate(_MOST_FREQUENT_FIRST)}
    return max(words, key=lambda word: places.get(word, len(places)))


def pair(one: str, two: str) -> str:
    """Two neighbours as one word of the index."""
    return f"{one}_{two}"
