from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Dictionary, Name, Pdf, Stream, String
from PIL import Image

from pipeline.engines.pdfa_check import check_pdfa
from tests.conftest import VeraPdf
from tests.engines.pdfa_pages import SAMPLE, SIZE, paper


@pytest.fixture
def sound(tmp_path: Path) -> Path:
    return paper(tmp_path).write(tmp_path / "out.pdf", [SAMPLE])


def font(pdf: Pdf) -> pikepdf.Object:
    return pdf.pages[0].resources.Font["/F"]


def without_unicode_map(pdf: Pdf) -> None:
    del font(pdf).ToUnicode


def with_a_hole_in_the_unicode_map(pdf: Pdf) -> None:
    font(pdf).ToUnicode.write(font(pdf).ToUnicode.read_bytes().replace(b"<0001> <1ee6>\n", b""))


def with_a_code_that_means_nothing(pdf: Pdf) -> None:
    font(pdf).ToUnicode.write(font(pdf).ToUnicode.read_bytes().replace(b"<1ee6>", b"<feff>"))


def without_output_intent(pdf: Pdf) -> None:
    del pdf.Root.OutputIntents


def without_xmp(pdf: Pdf) -> None:
    del pdf.Root.Metadata


def without_font_program(pdf: Pdf) -> None:
    """Of text that is seen: veraPDF lets invisible text be without."""
    content = pdf.pages[0].Contents.read_bytes()
    pdf.pages[0].Contents = Stream(pdf, content.replace(b"3 Tr", b"0 Tr"))
    del font(pdf).DescendantFonts[0].FontDescriptor.FontFile2


def with_javascript(pdf: Pdf) -> None:
    pdf.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))


def edit_xmp(old: bytes, new: bytes) -> Callable[[Pdf], None]:
    def damage(pdf: Pdf) -> None:
        packet = pdf.Root.Metadata.read_bytes()
        assert old in packet
        changed = packet.replace(old, new)
        pdf.Root.Metadata = Stream(pdf, changed, Type=Name.Metadata, Subtype=Name.XML)

    return damage


DAMAGES: dict[str, Callable[[Pdf], None]] = {
    "no ToUnicode": without_unicode_map,
    "a hole in ToUnicode": with_a_hole_in_the_unicode_map,
    "ToUnicode to no character": with_a_code_that_means_nothing,
    "no output intent": without_output_intent,
    "no XMP": without_xmp,
    "font not embedded": without_font_program,
    "JavaScript": with_javascript,
    "claims part 3": edit_xmp(b"<pdfaid:part>2", b"<pdfaid:part>3"),
    "claims no conformance": edit_xmp(b"<pdfaid:conformance>U</pdfaid:conformance>", b""),
    "undeclared property": edit_xmp(b"<pdfaProperty:name>issuer<", b"<pdfaProperty:name>other<"),
    "XMP is no XML": edit_xmp(b"</x:xmpmeta>", b""),
}


def test_a_sound_file_has_no_violation(sound: Path) -> None:
    assert check_pdfa(sound) == ()


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES.keys())
def test_damage_is_found_here_and_by_verapdf(
    sound: Path, verapdf: VeraPdf, damage: Callable[[Pdf], None]
) -> None:
    with pikepdf.open(sound, allow_overwriting_input=True) as pdf:
        damage(pdf)
        pdf.save(sound, fix_metadata_version=False)
    assert check_pdfa(sound)
    assert not verapdf.check(sound)["compliant"]


@pytest.mark.parametrize(("mode", "allowed"), [("RGB", True), ("L", True), ("LA", False)])
def test_jpeg_2000_is_checked_too(sound: Path, verapdf: VeraPdf, mode: str, allowed: bool) -> None:
    buffer = BytesIO()
    Image.new(mode, SIZE, "white").save(buffer, "JPEG2000")
    with pikepdf.open(sound, allow_overwriting_input=True) as pdf:
        image = pdf.pages[0].resources.XObject.Im
        image.write(buffer.getvalue(), filter=Name.JPXDecode)
        image.ColorSpace = Name.DeviceGray if mode.startswith("L") else Name.DeviceRGB
        pdf.save(sound)
    assert (check_pdfa(sound) == ()) is allowed
    assert verapdf.check(sound)["compliant"] is allowed


def test_an_encrypted_file_is_a_violation(sound: Path) -> None:
    with pikepdf.open(sound, allow_overwriting_input=True) as pdf:
        pdf.save(sound, encryption=pikepdf.Encryption(owner="o", user=""))
    assert any("encrypt" in violation for violation in check_pdfa(sound))


@pytest.mark.parametrize("data", [b"", b"no pdf"])
def test_what_is_no_pdf_is_a_violation(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "x.pdf"
    path.write_bytes(data)
    assert check_pdfa(path)
