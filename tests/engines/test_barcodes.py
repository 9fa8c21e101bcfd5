"""Codes on a page: found, told from rules, mended where they are damaged, and never in the way."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
import zxingcpp

from pipeline.engines.barcodes import qr_modules, read_codes
from pipeline.engines.faint_codes import may_have_code
from pipeline.model.codes import code_from_json, code_to_json
from pipeline.model.scan import Pixels
from pipeline.rules import default_rules

TEXT = default_rules().documents.separators[0]


def sheet(dpi: int) -> Pixels:
    """A sheet of A4 with one code of 68 mm in its middle, as a scanner at `dpi` sees it."""
    size = round(68 / 25.4 * dpi)
    dark = np.array(qr_modules(TEXT))
    code = cv2.resize((~dark).astype(np.uint8) * 255, (size, size), interpolation=cv2.INTER_NEAREST)
    page = np.full((round(297 / 25.4 * dpi), round(210 / 25.4 * dpi)), 255, np.uint8)
    top, left = ((side - size) // 2 for side in page.shape)
    page[top : top + size, left : left + size] = code
    return page


@pytest.mark.parametrize("turn", [0, 1, 2, 3])
@pytest.mark.parametrize("dpi", [100, 150, 200, 300])
def test_a_separator_sheet_is_read_however_it_lies(dpi: int, turn: int) -> None:
    pixels = np.rot90(sheet(dpi), turn).copy()
    (code,) = read_codes(pixels)
    assert (code.kind, code.text) == ("QR Code", TEXT)
    height, width = pixels.shape
    assert abs(code.box.center[0] - width / 2) < 0.05 * width
    assert abs(code.box.center[1] - height / 2) < 0.05 * height


def test_a_separator_sheet_is_read_through_noise_and_in_one_bit() -> None:
    page = sheet(100)
    noise = np.random.default_rng(7).normal(0, 40, page.shape)
    page = np.clip(page.astype(float) + noise, 0, 255).astype(np.uint8)
    assert [code.text for code in read_codes(page)] == [TEXT]
    assert [code.text for code in read_codes(np.where(page > 128, 255, 0).astype(np.uint8))] == [
        TEXT
    ]


def test_a_faded_code_is_mended_and_read_in_its_place() -> None:
    clean = sheet(150)
    faded = 235 - 0.12 * (255 - clean.astype(float))
    shadowed = cv2.GaussianBlur(faded * np.linspace(0.7, 1, clean.shape[1]), (0, 0), 1)
    noise = np.random.default_rng(3).normal(0, 18, clean.shape)
    page = np.clip(shadowed + noise, 0, 255).astype(np.uint8)
    formats = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode])
    plain = zxingcpp.read_barcodes(page, formats, try_invert=False)
    assert [one.text for one in plain] == []
    (code,) = read_codes(page)
    (sharp,) = read_codes(clean)
    assert code.text == TEXT
    for side in ("left", "top", "right", "bottom"):
        assert abs(getattr(code.box, side) - getattr(sharp.box, side)) <= 8


def test_a_label_in_colour_is_read_in_its_place() -> None:
    made = zxingcpp.create_barcode("HS-2019/0042", zxingcpp.BarcodeFormat.Code128)
    label = np.array(zxingcpp.write_barcode_to_image(made, scale=3))
    page = np.full((900, 1200, 3), 255, dtype=np.uint8)
    page[100 : 100 + label.shape[0], 500 : 500 + label.shape[1]] = label[..., None]
    page.flags.writeable = False
    (code,) = read_codes(page)
    assert (code.kind, code.text) == ("Code 128", "HS-2019/0042")
    assert code.box.top >= 90
    assert code.box.left >= 490
    assert code_from_json(code_to_json(code)) == code


def test_a_page_without_a_code_has_none() -> None:
    page = np.full((900, 1200), 255, dtype=np.uint8)
    page[::40] = 0
    page[:, ::90] = 0
    assert read_codes(page) == ()
    assert not may_have_code(np.full((900, 1200), 255, np.uint8))
    for empty in (np.zeros((64, 64), np.uint8), np.full((3, 5), 255, np.uint8)):
        assert read_codes(empty) == ()


def test_trouble_with_codes_never_stops_a_page(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("no memory")

    monkeypatch.setattr(zxingcpp, "read_barcodes", broken)
    assert read_codes(np.zeros((64, 64), dtype=np.uint8)) == ()
