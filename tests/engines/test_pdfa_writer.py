from __future__ import annotations

import re
import subprocess
from dataclasses import replace
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from lxml import etree
from PIL import Image

from pipeline.engines import xmp
from pipeline.engines.pdfa_check import check_pdfa
from pipeline.engines.pdfa_writer import points_per_pixel
from pipeline.errors import ArchiveUnusable, EngineFailed
from pipeline.model.archival import DocumentMetadata
from pipeline.model.ocr import OcrPage
from pipeline.model.scan import PageOrigin, ScanInfo, ScanKind
from tests.conftest import VeraPdf
from tests.engines.pdfa_pages import (
    METADATA,
    SAMPLE,
    SIZE,
    Paper,
    arrow_image,
    page,
    paper,
    skewed,
    text_line,
)


@pytest.fixture
def blank(tmp_path: Path) -> Paper:
    return paper(tmp_path)


def test_every_origin_and_an_unread_page_pass_verapdf(
    tmp_path: Path, verapdf: VeraPdf, blank: Paper
) -> None:
    pages = [
        replace(SAMPLE, origin=PageOrigin.IMAGE),
        replace(skewed(SAMPLE, 1.5), number=2),
        page(number=3, rotation_deg=270, failure="reading_timeout"),
    ]
    out = blank.write(tmp_path / "out.pdf", pages)
    assert check_pdfa(out) == ()
    assert verapdf.check(out) == {"compliant": True, "fails": {}}


def test_the_same_input_gives_the_same_bytes(tmp_path: Path, blank: Paper) -> None:
    pages = [replace(SAMPLE, number=number) for number in range(1, 20)]
    first = blank.write(tmp_path / "a.pdf", pages).read_bytes()
    assert blank.write(tmp_path / "b.pdf", iter(pages)).read_bytes() == first


def test_jpegs_are_kept_as_they_are_beyond_what_is_held_in_memory(
    tmp_path: Path, blank: Paper
) -> None:
    pages = [replace(SAMPLE, number=number) for number in range(1, 36)]
    out = blank.write(tmp_path / "out.pdf", pages)
    stored = blank.drawn(1).read_bytes()
    with pikepdf.open(out) as pdf:
        assert len(pdf.pages) == 35
        for each in pdf.pages:
            assert each.resources.XObject.Im.read_raw_bytes() == stored
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out.pdf", "page.jpg"]


def test_pages_of_a_pdf_keep_their_own_image(tmp_path: Path, blank: Paper) -> None:
    source = blank.write(tmp_path / "source.pdf", [replace(page(), number=1)])
    again = Paper(source, ScanInfo(ScanKind.PDF, 1), blank.drawn)
    out = again.write(tmp_path / "out.pdf", [replace(SAMPLE, origin=PageOrigin.IMAGE)])
    with pikepdf.open(out) as pdf:
        kept = pdf.pages[0].resources.XObject.Im.read_raw_bytes()
    assert kept == blank.drawn(1).read_bytes()
    assert check_pdfa(out) == ()


def test_a_page_has_the_size_of_its_paper(tmp_path: Path, blank: Paper) -> None:
    out = blank.write(tmp_path / "out.pdf", [SAMPLE])
    with pikepdf.open(out) as pdf:
        box = [float(side) for side in pdf.pages[0].mediabox]
    assert box == pytest.approx([0, 0, SIZE[0] * 0.72, SIZE[1] * 0.72], abs=0.01)


@pytest.mark.parametrize(
    ("size", "dpi"), [((20_000, 20_000), 1.0), ((20_000, 5), 72.0), ((1, 1), 600.0)]
)
def test_odd_sizes_stay_within_what_a_page_may_have(size: tuple[int, int], dpi: float) -> None:
    scale = points_per_pixel(replace(SAMPLE, size=size, dpi=dpi))
    assert 3 <= max(size) * scale <= 14_400


@pytest.mark.parametrize("turn_deg", [0, 90, 180, 270])
def test_a_page_is_shown_upright(tmp_path: Path, turn_deg: int) -> None:
    stored = arrow_image().rotate(turn_deg, expand=True)
    scan = paper(tmp_path, stored)
    out = scan.write(tmp_path / "out.pdf", [page(rotation_deg=turn_deg)])
    with pypdfium2.PdfDocument(out) as pdf:
        shown = pdf[0].render(scale=0.5).to_pil().convert("RGB")
    assert near(shown.getpixel((20, 20)), (255, 0, 0))
    assert near(shown.getpixel((shown.width - 20, 20)), (0, 0, 255))
    assert near(shown.getpixel((20, shown.height - 20)), (255, 255, 255))


def near(pixel: object, colour: tuple[int, int, int]) -> bool:
    assert isinstance(pixel, tuple)
    return all(abs(a - b) < 40 for a, b in zip(pixel, colour, strict=True))


@pytest.mark.parametrize("skew_deg", [0.0, 2.0, -2.0])
def test_words_lie_on_their_boxes(tmp_path: Path, blank: Paper, skew_deg: float) -> None:
    ocr_page = skewed(SAMPLE, skew_deg)
    out = blank.write(tmp_path / "out.pdf", [ocr_page])
    text_boxes = subprocess.run(
        ["pdftotext", "-bbox", str(out), "-"], capture_output=True, check=True, text=True
    ).stdout
    found = {
        text: [float(side) / 0.72 for side in sides]
        for *sides, text in re.findall(
            r'<word xMin="(.+?)" yMin="(.+?)" xMax="(.+?)" yMax="(.+?)">(.+?)</word>', text_boxes
        )
    }
    whole = [word for word in ocr_page.words if word.text in found]
    assert len(whole) >= len(ocr_page.words) / 2
    for word in whole:
        left, top, right, bottom = found[word.text]
        assert (left + right) / 2 == pytest.approx(word.box.center[0], abs=3)
        assert (top + bottom) / 2 == pytest.approx(word.box.center[1], abs=3)
        assert right - left == pytest.approx(word.box.width, abs=4)


def test_other_readers_find_the_lines_too(tmp_path: Path, blank: Paper) -> None:
    ocr_page = page([text_line("Điều 1. Phê duyệt"), text_line("đề án nêu trên", top=140)])
    out = blank.write(tmp_path / "out.pdf", [ocr_page])
    with pypdfium2.PdfDocument(out) as pdf:
        text = pdf[0].get_textpage().get_text_range()
    assert [" ".join(line.split()) for line in text.splitlines()] == ocr_page.text.splitlines()


def test_the_metadata_are_in_the_xmp(tmp_path: Path, blank: Paper) -> None:
    out = blank.write(tmp_path / "out.pdf", [SAMPLE])
    with pikepdf.open(out) as pdf:
        metadata = pdf.open_metadata()
        assert str(pdf.Root.Lang) == "vi"
        assert "/Info" not in pdf.trailer
        assert metadata["dc:title"] == METADATA.title
        assert metadata["dc:creator"] == [METADATA.issuer]
        assert metadata["dc:date"] == ["2017-11-02"]
        assert metadata["dc:identifier"] == METADATA.code
        assert metadata["dc:type"] == {METADATA.type}
        assert metadata[f"{{{xmp.RECORD_NS}}}documentCode"] == METADATA.code
        assert metadata[f"{{{xmp.RECORD_NS}}}issuedDate"] == "2017-11-02"
        assert metadata.pdfa_status == "2U"


@pytest.mark.parametrize(
    ("date", "known"),
    [("2017", ["2017"]), ("2017-11", ["2017-11"]), ("2017-11-??", None), ("2017-02-30", None)],
)
def test_only_a_known_date_is_a_dublin_core_date(date: str, known: list[str] | None) -> None:
    tree = etree.fromstring(xmp.xmp_packet(replace(METADATA, date=date)))
    found = [node.text for node in tree.iterfind(f".//{{{xmp.DC_NS}}}date//{{{xmp.RDF_NS}}}li")]
    assert found == (known or [])
    assert tree.findtext(f".//{{{xmp.RECORD_NS}}}issuedDate") == date


def test_a_bare_document_with_odd_characters_passes_too(
    tmp_path: Path, blank: Paper, verapdf: VeraPdf
) -> None:
    metadata = DocumentMetadata(title="a\x00b\x0b]]> & ỵ", document_id="1")
    out = blank.write(tmp_path / "out.pdf", [page()], metadata)
    assert check_pdfa(out) == ()
    assert verapdf.check(out)["compliant"]


def test_a_missing_drawing_leaves_nothing_behind(tmp_path: Path, blank: Paper) -> None:
    gone = replace(blank, drawn=lambda number: tmp_path / f"{number}.jpg")
    with pytest.raises(EngineFailed, match="drawn_page_unreadable"):
        gone.write(tmp_path / "out.pdf", [SAMPLE])
    assert [path.name for path in tmp_path.iterdir()] == ["page.jpg"]


def test_a_drawing_in_inks_is_refused(tmp_path: Path) -> None:
    scan = paper(tmp_path, Image.new("CMYK", SIZE))
    with pytest.raises(EngineFailed, match="drawn_page_unreadable"):
        scan.write(tmp_path / "out.pdf", [SAMPLE])


def test_a_folder_that_is_not_there_is_an_unusable_archive(tmp_path: Path, blank: Paper) -> None:
    with pytest.raises(ArchiveUnusable, match="pdf_not_written"):
        blank.write(tmp_path / "none" / "out.pdf", [SAMPLE])


def test_an_interrupted_write_keeps_the_old_file(tmp_path: Path, blank: Paper) -> None:
    out = blank.write(tmp_path / "out.pdf", [SAMPLE])
    before = out.read_bytes()

    def broken_off() -> list[OcrPage]:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        blank.write(out, (each for each in broken_off()))
    assert out.read_bytes() == before
    assert not list(tmp_path.glob(".*"))
