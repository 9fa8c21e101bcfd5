"""The font of the text layer: no ink, a code for every character, and what each code means."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import resources

from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream, String

UNITS_PER_EM = 1000
ADVANCE = 500
"""Width of every glyph. The text is stretched to its word anyway."""
ASCENT = 1000
DESCENT = -1
"""Almost nothing: a line's box is then its font size. Some readers take 0 for "not given"."""
_LONGEST_STRING = 8000
"""Codes in one string; ISO 19005-2, 6.1.13 allows 32,767 bytes."""
_MAPPINGS_PER_BLOCK = 100
"""Most rows of one `bfchar` block (Adobe TN 5014)."""


class CharCodes:
    """Gives every character of a document its own two-byte code, in order of first use.

    Codes are our own, not UTF-16, so that characters outside the first plane have one code
    like any other.
    """

    def __init__(self) -> None:
        self._codes: dict[str, int] = {}

    def encode(self, text: str) -> Iterator[str]:
        """PDF strings for `text`, each within the allowed length."""
        codes = [f"{self._codes.setdefault(char, len(self._codes) + 1):04x}" for char in text]
        for start in range(0, len(codes), _LONGEST_STRING):
            yield f"<{''.join(codes[start : start + _LONGEST_STRING])}>"

    def __len__(self) -> int:
        return len(self._codes)

    def unicode_map(self) -> bytes:
        """The ToUnicode CMap of all codes given so far."""
        rows = [
            f"<{code:04x}> <{char.encode('utf-16-be').hex()}>" for char, code in self._codes.items()
        ]
        blocks = [
            rows[start : start + _MAPPINGS_PER_BLOCK]
            for start in range(0, len(rows), _MAPPINGS_PER_BLOCK)
        ]
        mappings = "".join(
            f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar\n" for block in blocks
        )
        return _CMAP.format(mappings=mappings).encode("ascii")


_CMAP = """/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <ffff>
endcodespacerange
{mappings}endcmap
CMapName currentdict /CMap defineresource pop
end
end
"""


def fill_font(pdf: Pdf, font: Object, codes: CharCodes) -> None:
    """Make `font`, an empty indirect dictionary, the glyphless font of all `codes`.

    Every code selects the one empty glyph (ISO 19005-2, 6.2.11.3 and 6.2.11.7).
    """
    name = Name.SohoaGlyphless
    program = resources.files("pipeline.engines.fonts").joinpath("glyphless.ttf").read_bytes()
    descriptor = Dictionary(
        Type=Name.FontDescriptor,
        FontName=name,
        Flags=4,
        FontBBox=Array([0, DESCENT, ADVANCE, ASCENT]),
        ItalicAngle=0,
        Ascent=ASCENT,
        Descent=DESCENT,
        CapHeight=ASCENT,
        StemV=80,
        FontFile2=Stream(pdf, program, Length1=len(program)),
    )
    descendant = Dictionary(
        Type=Name.Font,
        Subtype=Name.CIDFontType2,
        BaseFont=name,
        CIDSystemInfo=Dictionary(
            Registry=String("Adobe"), Ordering=String("Identity"), Supplement=0
        ),
        DW=ADVANCE,
        CIDToGIDMap=Stream(pdf, b"\x00\x00" + b"\x00\x01" * len(codes)),
        FontDescriptor=pdf.make_indirect(descriptor),
    )
    font.Type = Name.Font
    font.Subtype = Name.Type0
    font.BaseFont = name
    font.Encoding = Name("/Identity-H")
    font.DescendantFonts = Array([pdf.make_indirect(descendant)])
    font.ToUnicode = Stream(pdf, codes.unicode_map())
