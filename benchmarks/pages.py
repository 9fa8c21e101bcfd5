"""Single pages of real scans, as PDF files and as the pictures that a bare engine is given."""

from __future__ import annotations

import hashlib
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pikepdf

from benchmarks.process import Words

DEFAULT_DPI = 300


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture of a PDF page, as `pdfimages -list` tells it."""

    kind: str
    pixels: int
    dpi: int


def first_pages(names: Iterable[str], files: Path, folder: Path) -> list[Path]:
    """Page 1 of each scan as a PDF of its own."""
    folder.mkdir(parents=True)
    made = []
    for name in names:
        path = folder / f"{name}.pdf"
        _save_page(files / f"{name}.pdf", 0, path)
        made.append(path)
    return made


def distinct_pages(count: int, files: Path, folder: Path) -> list[Path]:
    """So many pages as PDFs of their own, no two alike: first pages first, then the second ones."""
    folder.mkdir(parents=True)
    made: list[Path] = []
    seen: set[str] = set()
    for file, index in _by_page_number(sorted(files.glob("*.pdf"))):
        if len(made) == count:
            break
        path = folder / f"{file.stem}-{index + 1}.pdf"
        _save_page(file, index, path)
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        if digest in seen:
            path.unlink()
            continue
        seen.add(digest)
        made.append(path)
    return made


def blank_batch(folder: Path, count: int = 1) -> Path:
    """A folder of blank pages, no two alike: with nothing to read, a batch of one costs its start.

    Their widths differ by a hundredth of a point.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        with pikepdf.new() as pdf:
            pdf.add_blank_page(page_size=(595 + number / 100, 842))
            pdf.save(folder / f"blank-{number}.pdf", static_id=True)
    return folder


def has_annotations(path: Path) -> bool:
    """Whether something is stuck upon the first page, such as the picture of a signature."""
    with pikepdf.open(path) as pdf:
        return bool(pdf.pages[0].get("/Annots"))


def picture_command(path: Path, folder: Path) -> Words:
    """How a person would get what Tesseract reads: the page's one image as it is, or a drawing.

    A drawing has the resolution of the page's largest image and is grey and not compressed,
    which is what Tesseract opens fastest. The picture is `folder`/<stem>-….
    """
    pictures = _pictures(path)
    target = folder / path.stem
    if len(pictures) == 1 and pictures[0].kind == "image" and not has_annotations(path):
        return ["pdfimages", "-j", "-png", path, target]
    largest = max(pictures, key=lambda picture: picture.pixels, default=None)
    dpi = DEFAULT_DPI if largest is None else largest.dpi
    return ["pdftoppm", "-r", str(dpi), "-gray", "-tiff", "-tiffcompression", "none", path, target]


def pictures_in(listing: str) -> list[Picture]:
    """Rows of `pdfimages -list`: page, number, kind, width, height … x-ppi, y-ppi, size, ratio."""
    rows = (line.split() for line in listing.splitlines()[2:])
    return [
        Picture(row[2], int(row[3]) * int(row[4]), max(int(row[-4]), int(row[-3]))) for row in rows
    ]


def _pictures(path: Path) -> list[Picture]:
    return pictures_in(_poppler("pdfimages", "-list", str(path)))


def _poppler(*command: str) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def _save_page(scan: Path, index: int, path: Path) -> None:
    """One page in its document, whose form draws the signatures that stand on it."""
    with pikepdf.open(scan) as pdf:
        del pdf.pages[index + 1 :]
        del pdf.pages[:index]
        pdf.remove_unreferenced_resources()
        pdf.save(path, static_id=True)


def _by_page_number(files: list[Path]) -> Iterator[tuple[Path, int]]:
    counts = {}
    for file in files:
        with pikepdf.open(file) as scan:
            counts[file] = len(scan.pages)
    for index in range(max(counts.values(), default=0)):
        yield from ((file, index) for file in files if counts[file] > index)
