"""Every way in which a file can be no scan, by name: each is refused with its own code."""

from __future__ import annotations

import os
import zlib
from pathlib import Path

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pikepdf import Pdf

from pipeline.engines.scan_file import inspect_scan, load_page
from pipeline.errors import EngineFailed, ScanRejected
from pipeline.model.names import printable
from pipeline.model.scan import ScanInfo, ScanKind
from pipeline.settings import default_settings
from tests.engines.refused_scan import LIMITS, pdf_bytes, refusal, written
from tests.engines.scan_builders import (
    encoded,
    image_object,
    one_page,
    picture,
    save_pdf,
    scan_pdf,
    tiff_of,
)

PAGES = default_settings().pages


def test_empty_file(tmp_path: Path) -> None:
    assert refusal(written(tmp_path, "a.pdf", b"")).code == "empty_file"


def test_text_disguised_as_pdf(tmp_path: Path) -> None:
    error = refusal(written(tmp_path, "a.pdf", "Kính gửi: Sở Y tế\n".encode() * 20))
    assert (error.code, error.params["looks"]) == ("not_a_scan", "TXT")


@pytest.mark.parametrize(
    ("data", "looks"),
    [
        (b"PK\x03\x04" + bytes(40), "ZIP, DOCX, XLSX"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(9), "DOC, XLS"),
        (b"GIF89a" + bytes(9), "GIF"),
        (b"\x00\x00\x00\x18ftypheic", "HEIC"),
        (b"\xef\xbb\xbf<!DOCTYPE html><html>", "HTML"),
        (b"<?xml version='1.0'?>", "XML"),
        (bytes(range(256)), "?"),
    ],
)
def test_other_formats_are_named(tmp_path: Path, data: bytes, looks: str) -> None:
    error = refusal(written(tmp_path, "scan.jpg", data))
    assert (error.code, error.params["looks"]) == ("not_a_scan", looks)


def test_encrypted(tmp_path: Path) -> None:
    with Pdf.new() as pdf:
        one_page(pdf)
        locked = pikepdf.Encryption(owner="o", user="u")
        path = save_pdf(tmp_path / "locked.pdf", pdf, encryption=locked)
    assert refusal(path).code == "encrypted"


def test_owner_password_alone_locks_nobody_out(tmp_path: Path) -> None:
    with Pdf.new() as pdf:
        one_page(pdf, image_object(pdf, picture().tobytes(), picture()))
        owned = pikepdf.Encryption(owner="o", user="", allow=pikepdf.Permissions(extract=False))
        path = save_pdf(tmp_path / "owned.pdf", pdf, encryption=owned)
    info = inspect_scan(path, LIMITS)
    assert (load_page(path, info, 1, LIMITS, PAGES).pixels == picture()).all()


def test_pdf_without_pages(tmp_path: Path) -> None:
    with Pdf.new() as pdf:
        path = save_pdf(tmp_path / "a.pdf", pdf)
    assert refusal(path).code == "no_pages"


def test_tiff_without_pages(tmp_path: Path) -> None:
    assert refusal(written(tmp_path, "a.tif", b"II*\x00" + bytes(4))).code == "no_pages"


def test_tiff_whose_directories_run_in_a_circle(tmp_path: Path) -> None:
    data = bytearray(tiff_of(picture(mode="L")))
    first = int.from_bytes(data[4:8], "little")
    after = first + 2 + 12 * int.from_bytes(data[first : first + 2], "little")
    data[after : after + 4] = data[4:8]
    assert refusal(written(tmp_path, "a.tif", bytes(data))).code == "damaged"


def test_too_many_pages(tmp_path: Path) -> None:
    limits = LIMITS.model_copy(update={"max_pages": 2})
    with Pdf.new() as pdf:
        for _ in range(3):
            one_page(pdf)
        path = save_pdf(tmp_path / "a.pdf", pdf)
    assert refusal(path, limits).params["pages"] == 3
    tiff = written(tmp_path, "a.tif", tiff_of(*[picture(mode="L")] * 3))
    assert refusal(tiff, limits).code == "too_many_pages"


def test_too_large(tmp_path: Path) -> None:
    path = scan_pdf(tmp_path / "a.pdf", picture())
    limits = LIMITS.model_copy(update={"max_bytes": 100})
    assert refusal(path, limits).params["bytes"] == path.stat().st_size


@pytest.mark.parametrize("file_format", ["PNG", "TIFF"])
def test_picture_of_20000_by_20000(tmp_path: Path, file_format: str) -> None:
    data = encoded(picture(8, 8, "L"), file_format)
    side = (20_000).to_bytes(4, "big")
    if file_format == "PNG":
        header = b"IHDR" + side + side + data[24:29]
        data = data[:12] + header + zlib.crc32(header).to_bytes(4, "big") + data[33:]
    else:
        data = tiff_with_sides(data, 20_000)
    error = refusal(written(tmp_path, "bomb", data))
    assert (error.code, error.params["page"]) == ("too_many_pixels", 1)


def tiff_with_sides(data: bytes, side: int) -> bytes:
    changed = bytearray(data)
    start = int.from_bytes(data[4:8], "little")
    for at in range(start + 2, start + 26, 12):
        assert int.from_bytes(data[at : at + 2], "little") in (256, 257)
        changed[at + 2 : at + 12] = b"\x04\x00\x01\x00\x00\x00" + side.to_bytes(4, "little")
    return bytes(changed)


def test_image_of_20000_by_20000_in_a_pdf(tmp_path: Path) -> None:
    with Pdf.new() as pdf:
        tiny = picture(8, 8)
        image = image_object(pdf, tiny.tobytes(), tiny, Width=20_000, Height=20_000)
        one_page(pdf, image)
        path = save_pdf(tmp_path / "bomb.pdf", pdf)
    info = inspect_scan(path, LIMITS)
    with pytest.raises(ScanRejected) as caught:
        load_page(path, info, 1, LIMITS, PAGES)
    assert (caught.value.code, caught.value.params["page"]) == ("too_many_pixels", 1)


def test_page_of_huge_paper(tmp_path: Path) -> None:
    with Pdf.new() as pdf:
        one_page(pdf, content="0 0 9 9 re f", size=(14_400, 14_400))
        path = save_pdf(tmp_path / "a.pdf", pdf)
    with pytest.raises(ScanRejected, match="too_many_pixels"):
        load_page(path, inspect_scan(path, LIMITS), 1, LIMITS, PAGES)


def test_folder(tmp_path: Path) -> None:
    (tmp_path / "scan.pdf").mkdir()
    assert refusal(tmp_path / "scan.pdf").code == "is_folder"


def test_pipe(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "scan.pdf")
    assert refusal(tmp_path / "scan.pdf").code == "not_a_file"


def test_missing(tmp_path: Path) -> None:
    assert refusal(tmp_path / "gone.pdf").code == "unreadable"


def test_no_permission(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = scan_pdf(tmp_path / "a.pdf", picture())
    if os.geteuid() == 0:
        # The administrator may read everything: the system's answer to others is played back.
        refused = PermissionError(13, "Permission denied")
        monkeypatch.setattr(Path, "open", lambda *_: (_ for _ in ()).throw(refused))
    else:
        path.chmod(0)
    error = refusal(path)
    assert (error.code, error.params["why"]) == ("unreadable", "Permission denied")


def test_chain_of_links_without_end(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").symlink_to(tmp_path / "b.pdf")
    (tmp_path / "b.pdf").symlink_to(tmp_path / "a.pdf")
    assert refusal(tmp_path / "a.pdf").code == "unreadable"


@pytest.mark.parametrize(
    "name", ["a\nb.pdf", "..pdf", "-r.pdf", "quyết định số 1.pdf", "a\x1b[31m.pdf", "%s{x}.pdf"]
)
def test_odd_names(tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    scan_pdf(tmp_path / name, picture(), "0 0 9 9 re f")
    monkeypatch.chdir(tmp_path)
    path = Path(name)
    info = inspect_scan(path, LIMITS)
    assert load_page(path, info, 1, LIMITS, PAGES).pixels.shape == (800, 600)


@given(st.text())
def test_safe_names_are_one_printable_line(name: str) -> None:
    safe = printable(name)
    assert safe.isprintable()
    assert safe == name or not name.isprintable()


def test_safe_name_of_bytes_that_are_no_text() -> None:
    assert printable(os.fsdecode(b"a\xff\n")) == "a\\udcff\\n"


@pytest.mark.parametrize("name", ["a.jpg", "a.pdf", "a"])
def test_misnamed_files_are_known_by_content(tmp_path: Path, name: str) -> None:
    assert inspect_scan(written(tmp_path, name, encoded(picture(), "PNG")), LIMITS).kind == "png"


def test_pdf_behind_leading_garbage(tmp_path: Path) -> None:
    path = written(tmp_path, "a.pdf", b"\0junk\n" * 100 + pdf_bytes(tmp_path))
    assert inspect_scan(path, LIMITS) == ScanInfo(ScanKind.PDF, 1)


@pytest.mark.parametrize("kind", ["PDF", "JPEG", "PNG", "TIFF", "JPEG2000", "WEBP"])
@given(data=st.data())
def test_damaged_bytes_raise_only_our_errors(
    kind: str, data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("damaged")
    whole = pdf_bytes(folder) if kind == "PDF" else encoded(picture(), kind)
    changed = bytearray(whole)
    for _ in range(data.draw(st.integers(1, 6))):
        changed[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    path = written(folder, "a", bytes(changed))
    limits = LIMITS.model_copy(update={"max_page_pixels": 4_000_000})
    try:
        page = load_page(path, inspect_scan(path, limits), 1, limits, PAGES)
    except (ScanRejected, EngineFailed):
        return
    assert page.pixels.size > 0
