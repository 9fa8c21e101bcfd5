"""Signatures in a PDF are noticed before any page is decoded."""

from __future__ import annotations

from pathlib import Path

import pytest
from pikepdf import Array, Dictionary, Name, Pdf

from pipeline.engines.scan_file import inspect_scan
from pipeline.settings import default_settings
from tests.engines.scan_builders import (
    one_page,
    save_pdf,
)

LIMITS, PAGES = default_settings().limits, default_settings().pages


@pytest.mark.parametrize("has_value", [True, False])
def test_signatures_are_noticed(tmp_path: Path, has_value: bool) -> None:
    value = Dictionary(Type=Name.Sig, ByteRange=[0, 1, 2, 3], Contents=b"\0")
    with Pdf.new() as pdf:
        one_page(pdf)
        field = Dictionary(FT=Name.Sig, T="a", Kids=[])
        kid = pdf.make_indirect(Dictionary(V=value) if has_value else Dictionary())
        field.Kids = Array([kid])
        pdf.Root.AcroForm = Dictionary(Fields=[pdf.make_indirect(field)])
        path = save_pdf(tmp_path / "a.pdf", pdf)
    assert inspect_scan(path, LIMITS).signed is has_value
