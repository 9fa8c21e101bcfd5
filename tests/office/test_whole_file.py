"""Whether a dropped file is there to its end."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image

from pipeline.office.whole_file import is_whole

SAMPLES = Path("samples/files")
NAMES = (
    "01-cong-van.pdf",
    "03-thong-bao.jpg",
    "05-bao-cao-hai-mat.tif",
    "06-to-trinh.png",
    "11-cong-van-fax.tif",
    "20-giay-gioi-thieu-xoay.webp",
)


@pytest.mark.parametrize("name", NAMES)
def test_a_file_is_whole_only_with_its_end(name: str, tmp_path: Path) -> None:
    data = (SAMPLES / name).read_bytes()
    path = tmp_path / name
    path.write_bytes(data)
    assert is_whole(path) is True
    for share in (0.01, 0.1, 0.5, 0.9, 0.99):
        path.write_bytes(data[: int(len(data) * share)])
        assert is_whole(path) is False, share


@pytest.mark.parametrize("big", [False, True])
def test_a_tiff_of_many_pages_that_lacks_its_last_bytes(big: bool, tmp_path: Path) -> None:
    pages = [Image.effect_noise((300, 200), 60).convert("RGB") for _ in range(3)]
    out = io.BytesIO()
    how = {"save_all": True, "append_images": pages[1:], "compression": "tiff_lzw"}
    pages[0].save(out, "tiff", big_tiff=big, **how)
    path = tmp_path / "a.tif"
    path.write_bytes(out.getvalue())
    assert is_whole(path) is True
    # Its last 15 may be there to fill a row.
    path.write_bytes(out.getvalue()[:-16])
    assert is_whole(path) is False


def test_a_pdf_for_the_web_is_not_whole_with_its_first_half(tmp_path: Path) -> None:
    """It has an end marker near its beginning, which the last bytes that came may show."""
    head = b"%PDF-1.4\n1 0 obj\n<</Linearized 1/L 9000/H [ 1 2 ]/N 1>>\nendobj\n"
    path = tmp_path / "a.pdf"
    path.write_bytes(head + b"startxref\n0\n%%EOF\n")
    assert is_whole(path) is False
    path.write_bytes((head + b"startxref\n0\n%%EOF\n").ljust(8_970) + b"startxref\n9\n%%EOF\n" * 2)
    assert is_whole(path) is True


@pytest.mark.parametrize("letters", [b"II", b"MM"])
def test_a_tiff_that_points_anywhere_ends(letters: bytes, tmp_path: Path) -> None:
    path = tmp_path / "a.tif"
    mark = b"*\0" if letters == b"II" else b"\0*"
    for rest in (b"", b"\xff" * 4, b"\x08\0\0\0" + b"\xff" * 40, b"\0\0\0\x08" + b"\xff" * 40):
        path.write_bytes(letters + mark + rest)
        assert is_whole(path) is False


def test_what_has_no_end_to_tell_is_left_to_time(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"notes")
    assert is_whole(path) is None
    path.write_bytes(b"")
    assert is_whole(path) is False
