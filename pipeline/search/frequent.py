"""The syllables that stand in very many administrative documents.

Two of them side by side are a word of their own in the index, so that a phrase of nothing but such
syllables ("ủy ban nhân dân") need not compare the places of all of them in nearly every document.
Which they are is part of the index: whoever changes the list raises `fields.SCHEMA_VERSION`.
"""

from __future__ import annotations

FREQUENT = frozenset(
    """
    an ban bao bo cac can cao cap chat chi chinh cho chu chuc co cong cu cua cuc dan dao de
    dia dieu dinh do doc doi don dong du dung duoc gia giai giam hanh hien ho hoa hoach hoi
    hop huyen ke ket khai khong ki kiem kien kinh lap li lien luat luong luu moi muc nam
    ngay nghi nghia nguoi nhan nhiem nhu noi pham phan pho phong phu phuc phuong qua quan
    qui quyen quyet sau sinh so su tac tai tam te tham thang thanh theo thi thoi thong thu
    thuc thuoc thuong tien tin tinh to toan tong tra tran tren trinh trong truc trung truong
    tu ubnd uy va van ve vi viec vien viet voi vu xa xay y
    """.split()  # noqa: SIM905  # a column of quoted words would be read by nobody
)


def pair(one: str, two: str) -> str:
    """Two neighbours as one word of the index."""
    return f"{one}_{two}"
