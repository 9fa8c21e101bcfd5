"""The syllables that stand in most administrative documents.

Two of them side by side are a word of their own in the index, so that a phrase of nothing but such
syllables ("ủy ban nhân dân") need not compare the places of all of them in nearly every document.
Which they are is part of the index: whoever changes the list raises `fields.SCHEMA_VERSION`.
"""

from __future__ import annotations

FREQUENT = frozenset(
    """
    an ban bang bao benh bi bien bo ca cac can cao cap cau chat che chi chinh cho chu chua
    chuc chung chuyen co cong cu cua cuc cung cuong da dai dam dan dang danh dao dat dau de
    den dia dich diem dien dieu dinh do doan doanh doc doi don dong du duc dung duoc duong
    gia giai giam gian giao giay hai hang hanh hau he hien hieu hinh ho hoa hoac hoach hoat
    hoc hoi hop huong huyen ke ket khai kham khoa khong ki kiem kien kinh la lam lap le li
    lien lieu luat luc luong mau moi mot muc nam nay nd ngan nganh ngay nghe nghi nghia
    nghiem nghiep nguoi nguyen nha nhan nhat nhiem nhu noi nuoc pham phan phap phat phi pho
    phoi phong phu phuc phuong qd qua quan quang qui quoc quyen quyet sau sinh so su sung
    tac tai tam tang tao tap te thai tham thang thanh thau the theo thi thiet thoi thong thu
    thuc thuoc thuong ti tich tien tiep tieu tin tinh to toan tong tra trach tram tran trang
    tren tri trien trieu trinh trong truc trung truong tu tuc tuong tuyen ubnd ung uy va van
    vao ve vi viec vien viet voi vu vuc xa xay xet xu xuat y yeu
    """.split()  # noqa: SIM905  # a column of quoted words would be read by nobody
)


def pair(one: str, two: str) -> str:
    """Two neighbours as one word of the index."""
    return f"{one}_{two}"
