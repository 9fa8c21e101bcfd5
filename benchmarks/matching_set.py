"""`python -m benchmarks.matching_set`: makes and reads what matching is measured on.

From the labelled scans (scanned once more), the documents issued electronically (printed,
stamped and scanned) and the drawn documents of `samples.generator` with their neighbours of the
same week. Nothing of it goes into the project: files and readings stay in a folder of their own.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import tempfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
from PIL import Image

from benchmarks.matching_damage import Hand, glass, marked, scanned
from benchmarks.offices import half_of
from benchmarks.options import ROOT
from pipeline.archive.folder import ArchiveFolder
from pipeline.engines.scan_file import inspect_scan, load_page
from pipeline.errors import SohoaError
from pipeline.evaluation.recording import Recorder
from pipeline.settings import Settings, default_settings
from samples.generator.compose import compose
from samples.generator.source import Document, document

SEED = 2026
TEMPLATES = (
    "bao-cao-6-thang", "bien-ban-ban-giao", "chi-thi-chay-rung", "cong-van-den",
    "cong-van-gui-danh-muc", "cong-van-ho-chua", "giay-gioi-thieu", "giay-moi-hoa-toc",
    "huong-dan-nop-luu", "quyet-dinh-1999", "quyet-dinh-ban-chi-dao", "quyet-dinh-cay-xanh",
    "thong-bao-nghi-tet", "to-trinh-kinh-phi",
)  # fmt: skip
NEIGHBOURS = 3
"""Documents of one template in one week."""
_SIGNERS = ("Lò Thị Mận", "Khúc Đình Vượng", "Thái Bá Nhượng", "Ngô Quý Thưởng")
_AMOUNT = re.compile(r"(?<![\d/.])\d{2,3}(?=[ .]\S)(?!\s*(?:/|tháng))")


@dataclass(frozen=True, slots=True)
class Made:
    """One scan of the set, and what it is of."""

    id: str
    document: str
    """The document that is on it: two with one are a true pair."""
    sheet: str
    """The sheet of paper that lay on the glass; empty for an electronic original."""
    half: str
    file: str
    pages: int
    truth: dict[str, str | None] | None = None
    """What an electronic message says of it, where no label does."""
    text: str = ""
    """Its whole text, where it was drawn."""


def drawn_documents() -> Iterator[tuple[str, Document]]:
    """Templates with their neighbours: other numbers, dates, signers and amounts."""
    for name in TEMPLATES:
        first = document(name)
        for step in range(NEIGHBOURS):
            yield f"{name}-{step}", _neighbour(first, step, _hand(f"{name}-{step}"))


def _neighbour(first: Document, step: int, hand: Hand) -> Document:
    if step == 0:
        return first
    day = date.fromisoformat(first.date) + timedelta(days=int(hand.integers(0, 4)))
    number = str(int(first.number or "7") + step).zfill(len(first.number or ""))
    body = first.body
    if step == 2:
        body = _AMOUNT.sub(lambda found: str(int(found[0]) + int(hand.integers(1, 9))), body)
    signer = replace(first.signer, name=_SIGNERS[int(hand.integers(4))])
    return replace(first, number=number, date=day.isoformat(), body=body, signer=signer)


def _hand(name: str) -> Hand:
    return np.random.default_rng([SEED, zlib.crc32(name.encode())])


def make(shared: Path, out: Path, settings: Settings) -> list[Made]:
    """Writes every file that is not there yet."""
    (out / "files").mkdir(parents=True, exist_ok=True)
    made = [*_rescans(shared, out, settings), *_prints(shared, out, settings), *_drawn(out)]
    lines = (json.dumps(asdict(one), ensure_ascii=False) for one in made)
    (out / "set.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return made


def _rescans(shared: Path, out: Path, settings: Settings) -> Iterator[Made]:
    """First and last page of each labelled scan, scanned again."""
    text = (shared / "scans" / "labels.jsonl").read_text(encoding="utf-8")
    for label in map(json.loads, text.splitlines()):
        name = f"{label['id']}-again"
        sheets = _pages(shared / "scans" / label["file"], settings)
        file = _scan(out, name, sheets, stamped=_hand(name).random() < 0.5)
        yield Made(name, label["id"], label["id"], half_of(label), file, len(sheets))


def _prints(shared: Path, out: Path, settings: Settings) -> Iterator[Made]:
    """Each electronic original as it is, a print of it scanned twice, and another print."""
    for path in sorted((shared / "born_digital").glob("*.pdf")):
        half = half_of({"issuer": path.stem})
        count = inspect_scan(path, settings.limits).page_count
        yield Made(path.stem, path.stem, "", half, str(path), count)
        sheets = _pages(path, settings)
        for copy, scans in (("a", 2), ("b", 1)):
            of_copy = _hand(f"{path.stem}-{copy}")
            paper = [
                (marked(sheet, of_copy, first=not place), dpi)
                for place, (sheet, dpi) in enumerate(sheets)
            ]
            for scan in range(1, scans + 1):
                name = f"{path.stem}-{copy}{scan}"
                file = _scan(out, name, paper, stamped=False)
                yield Made(name, path.stem, f"{path.stem}-{copy}", half, file, len(sheets))


def _drawn(out: Path) -> Iterator[Made]:
    for name, drawn in drawn_documents():
        sheets = compose(drawn, 200, _hand(name))
        said: dict[str, str | None] = {
            "type": drawn.type, "code_number": drawn.number, "code_notation": drawn.notation,
            "issued_on": drawn.date, "issuer": " ".join(drawn.issuer), "subject": drawn.subject,
            "signer_name": drawn.signer.name,
        }  # fmt: skip
        half = half_of({"issuer": " ".join(drawn.issuer)})
        text = "\n".join(line for sheet in sheets for line in sheet.lines)
        pictures = [(sheet.picture(), 200.0) for sheet in sheets]
        file = _scan(out, f"{name}-scan", pictures, stamped=_hand(name).random() < 0.5)
        yield Made(f"{name}-scan", name, name, half, file, len(sheets), said, text)


def _pages(path: Path, settings: Settings) -> list[tuple[Image.Image, float]]:
    """The first and the last page with their dpi."""
    info = inspect_scan(path, settings.limits)
    found = []
    for number in sorted({1, info.page_count}):
        page = load_page(path, info, number, settings.limits, settings.pages)
        found.append((Image.fromarray(page.pixels).convert("RGB"), page.dpi))
    return found


def _scan(
    out: Path, name: str, sheets: Sequence[tuple[Image.Image, float]], *, stamped: bool
) -> str:
    path = out / "files" / f"{name}.pdf"
    if path.is_file():
        return str(path)
    hand = _hand(f"scan {name}")
    on = glass(hand)
    pages = [
        scanned(marked(sheet, hand, first=not place) if stamped else sheet, dpi, on, hand)
        for place, (sheet, dpi) in enumerate(sheets)
    ]
    written = path.with_suffix(".part")
    # One bit is stored without loss, and Pillow refuses a quality for it.
    stored = {} if on.colour == "1" else {"quality": on.quality}
    more = pages[1:]
    pages[0].save(written, "PDF", save_all=True, append_images=more, resolution=on.dpi, **stored)
    written.rename(path)
    return str(path)


def read(made: Sequence[Made], out: Path, settings: Settings, workers: int) -> None:
    """Reads what the ledger lacks, a mixed order so that a part of it is a fair part."""
    archive = ArchiveFolder(out / "archive")
    with Recorder(archive, settings, workers) as recorder:
        for place, one in enumerate(sorted(made, key=lambda made: zlib.crc32(made.id.encode())), 1):
            path = Path(one.file)
            sha256 = recorder.sha256(path)
            ledger = recorder.ledger(sha256)
            wanted = sorted({1, one.pages})
            lacking = [number for number in wanted if not ledger.has(number)]
            if lacking:
                try:
                    recorder.read(path, sha256, recorder.inspect(path), lacking)
                except SohoaError as error:
                    print(f"{one.id}: {error}", flush=True)
                print(f"{place} of {len(made)}  {one.id}  {len(lacking)} pages", flush=True)


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.matching_set", description=__doc__)
    kept = Path(tempfile.gettempdir()) / "sohoa-bench-matching"
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared" / "data")
    parser.add_argument("--out", type=Path, default=kept, help="keeps files and readings")
    parser.add_argument("--workers", type=int, default=1)
    given = parser.parse_args(arguments)
    settings = default_settings()
    made = make(given.shared, given.out, settings)
    read(made, given.out, settings, given.workers)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
