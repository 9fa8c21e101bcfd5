"""`python -m benchmarks.separators_bench`: separator sheets under damage, and codes of others.

Sheets with fields of their own are printed, damaged and read; codes of other makers, on white and
on real pages, must never be taken for ours. Choices were made with other seeds than the one that
is reported.
"""

from __future__ import annotations

import argparse
import io
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

import cv2
import numpy as np
import pypdfium2
import zxingcpp

from benchmarks.options import ROOT
from benchmarks.report import machine, table
from benchmarks.separators_damage import Damage, Grey, Hand, damage, damaged
from pipeline.engines.barcodes import qr_modules, read_codes
from pipeline.model.desk_sheet import DeskSheet, SheetKind
from pipeline.papers.desk_sheets import SheetPaper, write_sheets
from pipeline.steps.documents.desk_sheets import read_sheet, sheet_text

SEED = 2026
_DPI = 300
_CLEAR = 0.2
_UNITS = ("", "Phòng Nội vụ", "Văn phòng UBND", "Phòng Tài nguyên và Môi trường")
_TYPES = ("", "Công văn", "Quyết định", "Hồ sơ xử phạt vi phạm hành chính")
_OTHERS = ("QRCode", "DataMatrix", "PDF417", "Aztec", "Code128", "Code39")
_HEARD = (
    "https://example.gov.vn/tra-cuu?ma={n:08}",
    "00020101021238570010A00000072701270006970436011{n:010}0208QRIBFTTA5303704540{n:06}5802VN6304",
    "HS-{n:07}",
    "SOHOA-{n:06}",
    "SOHOA1*T**{n:08x}",
    "SOHOA1*L*b=H%E1%BB%99p%20{n}*{n:08x}",
    "ASN{n:05}",
    "WIFI:S:Van thu {n};T:WPA;P:mat-khau;;",
)


def sheets(count: int, hand: Hand) -> Iterator[DeskSheet]:
    """Plain ones, and such with any fields."""
    for number in range(count):
        if number % 4 == 0:
            yield DeskSheet()
            continue
        yield DeskSheet(
            SheetKind.COVER if number % 4 == 3 else SheetKind.SEPARATOR,
            batch=f"Hộp {number} năm {int(hand.integers(1975, 2027))}",
            unit=str(hand.choice(_UNITS)),
            type=str(hand.choice(_TYPES)),
            box=str(int(hand.integers(1, 400))),
            file=f"H49.64.33.{int(hand.integers(1990, 2027))}.{number}" if number % 2 else "",
        )


def printed(sheet: DeskSheet) -> Grey:
    """The sheet as a printer lays it on paper."""
    title = "TỜ BÌA LÔ" if sheet.kind is SheetKind.COVER else "TỜ TÁCH VĂN BẢN"
    lines = [f"{name}: {text}" for name, text in sheet.said.items()]
    out = io.BytesIO()
    write_sheets([SheetPaper(qr_modules(sheet_text(sheet)), title, lines, "sohoa")], out)
    page = pypdfium2.PdfDocument(out.getvalue())[0]
    return np.asarray(page.render(scale=_DPI / 72).to_pil().convert("L"), np.uint8)


def foreign(number: int, page: Grey, hand: Hand) -> Grey:
    """A page with one to three codes of other makers on it."""
    picture = page.copy()
    for at in range(int(hand.integers(1, 4))):
        text = _HEARD[(number + at) % len(_HEARD)].format(n=int(hand.integers(10**6)))
        kind = _OTHERS[int(hand.integers(len(_OTHERS)))]
        if kind == "Code39":
            text = f"HS {number:06}"
        made = zxingcpp.create_barcode(text, getattr(zxingcpp.BarcodeFormat, kind))
        drawn = np.array(zxingcpp.write_barcode_to_image(made, scale=int(hand.integers(2, 9))))
        height, width = (min(a, b - 1) for a, b in zip(drawn.shape, picture.shape, strict=True))
        top = int(hand.integers(picture.shape[0] - height))
        left = int(hand.integers(picture.shape[1] - width))
        picture[top : top + height, left : left + width] = drawn[:height, :width]
    return picture


def pages_of(scans: Path, hand: Hand, count: int) -> list[Grey]:
    """White paper and first pages of real scans."""
    white = np.full((3508, 2480), 255, np.uint8)
    found = [white]
    files = sorted(scans.glob("*.pdf")) if scans.is_dir() else []
    for path in [files[int(n)] for n in hand.permutation(len(files))[:count]]:
        page = pypdfium2.PdfDocument(path)[0]
        picture = page.render(scale=200 / 72).to_pil().convert("L")
        found.append(np.asarray(picture, np.uint8))
    return found


def heard(picture: Grey) -> list[DeskSheet]:
    """What the codes of a page say, as far as they are ours."""
    return [sheet for code in read_codes(picture) if (sheet := read_sheet(code.text)) is not None]


def read_damaged(count: int, seed: int, backs: Sequence[Grey]) -> list[tuple[str, Damage, float]]:
    """How each sheet was read: "read", "lost" or "wrong"; what was done to it; CPU seconds."""
    found = []
    for number, sheet in enumerate(sheets(count, np.random.default_rng([seed, 1]))):
        hand = np.random.default_rng([seed, 2, number])
        on = damage(hand)
        picture = damaged(printed(sheet), _DPI, backs[number % len(backs)], on, hand)
        began = time.process_time()
        said = heard(picture)
        spent = time.process_time() - began
        state = "read" if set(said) == {sheet} else "lost" if not said else "wrong"
        found.append((state, on, spent))
    return found


def read_foreign(count: int, seed: int, pages: Sequence[Grey]) -> tuple[int, int]:
    """Codes that were read on pages of others, and how many were taken for ours."""
    codes = ours = 0
    for number in range(count):
        hand = np.random.default_rng([seed, 3, number])
        read = read_codes(foreign(number, pages[number % len(pages)], hand))
        codes += len(read)
        ours += sum(read_sheet(code.text) is not None for code in read)
    return codes, ours


def _told(states: Sequence[str]) -> tuple[int, int, float, int]:
    read = states.count("read")
    return len(states), read, 100 * read / max(1, len(states)), states.count("wrong")


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit 1 when a sheet is taken for another or a foreign code for a sheet."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.separators_bench")
    parser.add_argument("--scans", type=Path, default=ROOT.parent / "shared/data/scans/files")
    parser.add_argument("--sheets", type=int, default=500)
    parser.add_argument("--pages", type=int, default=1000, help="pages with codes of others")
    parser.add_argument("--seed", type=int, default=SEED)
    options = parser.parse_args(arguments)
    cv2.setNumThreads(1)
    print(" · ".join(f"{name} {value}" for name, value in machine().items()))
    pages = pages_of(options.scans, np.random.default_rng([options.seed, 4]), 40)
    if len(pages) == 1:
        print(f"{options.scans}: no scans there; only white pages are used")
    found = read_damaged(options.sheets, options.seed, pages[1:] or pages)
    for state, on, _ in found:
        if state != "read":
            print(state, {name: value for name, value in asdict(on).items() if value})
    states = [state for state, *_ in found]
    codes, ours = read_foreign(options.pages, options.seed, pages)
    wrong = states.count("wrong")
    clear = [state for state, on, _ in found if on.ink >= _CLEAR]
    rows = [
        ("sheets", *_told(states)),
        (f"of them with {_CLEAR:.0%} of their ink or more", *_told(clear)),
        ("pages of others", options.pages, codes, None, ours),
    ]
    print("\n".join(table(("", "n", "codes read", "read %", "taken for ours or another"), rows)))
    seconds = sum(spent for *_, spent in found) / len(found)
    print(f"\n{seconds:.3f} CPU s a damaged sheet")
    return 1 if wrong or ours else 0


if __name__ == "__main__":
    sys.exit(main())
