"""A page that could not be opened keeps its place in the PDF/A as an empty sheet."""

from pathlib import Path
from typing import Any

import pikepdf

from pipeline.engines.pdfa_check import check_pdfa
from pipeline.engines.pdfa_writer import write_pdfa
from pipeline.engines.read_back import unequal_pages
from pipeline.engines.scan_file import inspect_scan
from pipeline.jobs import failed_page
from pipeline.model.archival import DocumentMetadata
from pipeline.model.ocr import OcrPage
from pipeline.settings import default_settings

SAMPLE = Path(__file__).parents[2] / "samples" / "files" / "09-chi-thi-trang-nguoc.pdf"


def test_an_empty_sheet_holds_the_place(tmp_path: Path, verapdf: Any) -> None:
    info = inspect_scan(SAMPLE, default_settings().limits)
    blank = OcrPage(1, (1654, 2339), 200.0, (), "none")
    pages = (blank, failed_page(2, "page_unreadable"))
    out = tmp_path / "out.pdf"
    metadata = DocumentMetadata(title="x", document_id="x")
    write_pdfa(out, SAMPLE, info, pages, lambda n: tmp_path / str(n), metadata)
    with pikepdf.open(out) as pdf:
        assert len(pdf.pages) == 2
        assert len(pdf.pages[0].get_images()) == 1
        assert len(pdf.pages[1].get_images()) == 0
    assert check_pdfa(out) == ()
    assert unequal_pages(out, pages) == ()
    assert verapdf.check(out)["compliant"]
