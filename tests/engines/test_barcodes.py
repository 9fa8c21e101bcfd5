"""Codes on a page: found, told from rules, and never in the way."""

from __future__ import annotations

import io

import numpy as np
import pypdfium2
import pytest
import zxingcpp

from pipeline.engines.barcodes import read_codes, separator_sheet
from pipeline.model.codes import code_from_json, code_to_json
from pipeline.model.scan import Pixels
from pipeline.rules import default_rules

TEXT = default_rules().documents.separators[0]


def sheet(dpi: int) -> Pixels:
    """The separator sheet as a scanner of this resolution sees it."""
    page = pypdfium2.PdfDocument(io.BytesIO(separator_sheet(TEXT)))[0]
    return np.asarray(page.render(scale=dpi / 72).to_pil().convert("L"), dtype=np.uint8)


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
    noise = np.random.default_rng(7).normal(0, 40, (1169, 827))
    page = np.clip(sheet(100).astype(float)[:1169, :827] + noise, 0, 255).astype(np.uint8)
    assert [code.text for code in read_codes(page)] == [TEXT]
    assert [code.text for code in read_codes(np.where(page > 128, 255, 0).astype(np.uint8))] == [
        TEXT
    ]


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
    assert read_codes(np.zeros((64, 64), dtype=np.uint8)) == ()


def test_trouble_with_codes_never_stops_a_page(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("no memory")

    monkeypatch.setattr(zxingcpp, "read_barcodes", broken)
    assert read_codes(np.zeros((64, 64), dtype=np.uint8)) == ()
