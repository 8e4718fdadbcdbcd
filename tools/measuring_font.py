"""Make show/fonts/measure/measure.ttf: the widths of the bundled font alone, by which the text of charts is laid out.

    python tools/measuring_font.py

Charts are laid out before anyone sees them, by how wide their text will be. Measured with a whole Korean font it takes
four milliseconds a label, and with the fonts of a machine it differs from machine to machine. This font has the advance
widths of Noto Sans CJK KR (SIL Open Font License, show/fonts/OFL.txt), each glyph a box as wide as it advances; all
characters of one width share a glyph, so it is small. It never draws anything: pages and PDF set their own font.
"""

from __future__ import annotations

from pathlib import Path

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont

FONTS = Path(__file__).parent.parent / "src" / "podobat" / "show" / "fonts"
SOURCE = FONTS / "NotoSansCJKkr-Regular.otf"
TARGET = FONTS / "measure" / "measure.ttf"
FAMILY = "Podobat Measure"
#: Latin and Greek, punctuation, currencies, arrows and signs, Korean, and full-width forms.
RANGES = ((0x20, 0x7E), (0xA0, 0x24F), (0x370, 0x3FF), (0x1100, 0x11FF), (0x2000, 0x23FF), (0x2460, 0x27BF),
          (0x3000, 0x303F), (0x3130, 0x318F), (0xAC00, 0xD7A3), (0xFF01, 0xFFEE))  # fmt: skip


def main() -> None:
    """Write the font; the same source gives the same bytes."""
    source = TTFont(SOURCE)
    em, characters, widths = source["head"].unitsPerEm, source.getBestCmap(), source["hmtx"]
    known = [c for low, high in RANGES for c in range(low, high + 1) if c in characters]
    advance = {c: widths[characters[c]][0] for c in known}
    glyphs = {width: f"w{width}" for width in sorted(set(advance.values()))}
    builder = FontBuilder(em, isTTF=True)
    builder.setupGlyphOrder([".notdef", *glyphs.values()])
    builder.setupCharacterMap({c: glyphs[width] for c, width in advance.items()})
    builder.setupGlyf({".notdef": box(em), **{name: box(width) for width, name in glyphs.items()}})
    builder.setupHorizontalMetrics({".notdef": (em, 0), **{name: (width, 0) for width, name in glyphs.items()}})
    line = source["hhea"]
    builder.setupHorizontalHeader(ascent=line.ascent, descent=line.descent)
    builder.setupNameTable({"familyName": FAMILY, "styleName": "Regular", "psName": FAMILY.replace(" ", "")})
    builder.setupOS2(sTypoAscender=line.ascent, sTypoDescender=line.descent)
    builder.setupPost()
    builder.font["head"].created = builder.font["head"].modified = 3_000_000_000  # 1999: the same at every making
    builder.font.recalcTimestamp = False
    builder.save(TARGET)


def box(width: int):
    """A glyph that fills its advance, as high as a capital letter."""
    pen = TTGlyphPen(None)
    if width:
        pen.moveTo((0, 0))
        for corner in ((0, 730), (width, 730), (width, 0)):
            pen.lineTo(corner)
        pen.closePath()
    return pen.glyph()


if __name__ == "__main__":
    main()
