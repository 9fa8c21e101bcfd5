"""Makes `glyphless.ttf` and `srgb.icc`, byte for byte the same at every run.

Run `python -m pipeline.engines.fonts.build` after a change here; a test compares.
"""

from __future__ import annotations

import io
from pathlib import Path

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont
from PIL import ImageCms

from pipeline.engines.fonts.glyphless import ADVANCE, ASCENT, DESCENT, UNITS_PER_EM

FIXED_TIMESTAMP = 3_029_529_600
"""2000-01-01 in seconds since 1904."""
_ICC_DATE = slice(24, 36)
_FIXED_ICC_DATE = bytes.fromhex("07d0 0001 0001 0000 0000 0000")


def glyphless_font() -> bytes:
    """A TrueType font of two glyphs without ink: .notdef, and the one that every code selects.

    Each is one line there and back: it has an extent and no area. PDFium leaves out characters
    whose glyph has no extent.
    """
    pen = TTGlyphPen(None)
    pen.moveTo((0, 0))
    pen.lineTo((ADVANCE, ASCENT))
    pen.closePath()
    glyph = pen.glyph()
    glyphs = [".notdef", "blank"]
    builder = FontBuilder(UNITS_PER_EM, isTTF=True)
    builder.setupGlyphOrder(glyphs)
    builder.setupCharacterMap({0x20: "blank"})
    builder.setupGlyf(dict.fromkeys(glyphs, glyph))
    builder.setupHorizontalMetrics(dict.fromkeys(glyphs, (ADVANCE, 0)))
    builder.setupHorizontalHeader(ascent=ASCENT, descent=DESCENT)
    builder.setupNameTable({"familyName": "SohoaGlyphless", "styleName": "Regular"})
    builder.setupOS2(sTypoAscender=ASCENT, sTypoDescender=DESCENT, usWinAscent=ASCENT, fsType=0)
    builder.setupPost(isFixedPitch=1)
    builder.updateHead(created=FIXED_TIMESTAMP, modified=FIXED_TIMESTAMP)
    return _saved(builder.font)


def srgb_profile() -> bytes:
    """The sRGB profile of LittleCMS (free of copyright), its date of creation made constant."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    profile[_ICC_DATE] = _FIXED_ICC_DATE
    return bytes(profile)


def _saved(font: TTFont) -> bytes:
    font.recalcTimestamp = False
    buffer = io.BytesIO()
    font.save(buffer)
    return buffer.getvalue()


if __name__ == "__main__":
    folder = Path(__file__).parent
    (folder / "glyphless.ttf").write_bytes(glyphless_font())
    (folder / "srgb.icc").write_bytes(srgb_profile())
