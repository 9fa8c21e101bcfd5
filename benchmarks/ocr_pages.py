"""The pages that every system is given, each as a file and as the picture in it, with its truth."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from benchmarks.ocr_damage import Drawn, drawn, skewed
from benchmarks.offices import half_of
from benchmarks.options import NotMeasured
from benchmarks.pages import first_pages, picture_command
from benchmarks.process import must
from samples.generator.containers import SUFFIX, pack

REAL, EMPTY = "real", "empty"
TURNS = (0, 90, 180, 270)
SKEWS_DEG = (-7.0, -5.2, -3.7, -2.4, -1.3, -0.6, -0.25, 0.0, 0.25, 0.6, 1.3, 2.4, 3.7, 5.2, 7.0)


@dataclass(frozen=True, slots=True)
class Page:
    """One page and what is printed on it."""

    name: str
    condition: str
    file: Path
    """As it comes: a PDF of one page, or a picture file."""
    picture: Path
    """For those that read pictures only: what the PDF holds, or a grey drawing of it."""
    lines: tuple[str, ...]
    half: str = ""
    """Of a real page: of `offices.HALVES`."""


def real_pages(scans: Path, folder: Path, count: int | None) -> list[Page]:
    """The transcribed first pages. Raises: NotMeasured where they are not."""
    transcripts = sorted((scans / "transcripts").glob("*.txt"))[:count]
    if not transcripts:
        raise NotMeasured(f"there are no transcripts in {scans}: name the folder with --scans")
    names = [path.stem for path in transcripts]
    halves = _halves(scans / "labels.jsonl")
    files = first_pages(names, scans / "files", folder)
    return [
        Page(
            file.stem,
            REAL,
            file,
            picture_of(file, folder),
            tuple(path.read_text(encoding="utf-8").splitlines()),
            halves[file.stem],
        )
        for file, path in zip(files, transcripts, strict=True)
    ]


def drawn_pages(condition: str, count: int, folder: Path) -> list[Page]:
    """Pages 0 … count - 1 of a drawn condition."""
    folder.mkdir(parents=True, exist_ok=True)
    pages = []
    for number in range(count):
        page = drawn(condition, number)
        file = _store(page, folder / f"{condition}-{number}")
        pages.append(Page(file.stem, condition, file, picture_of(file, folder), page.lines))
    return pages


def turned_pages(page: Page, folder: Path, turns: Sequence[int] = TURNS) -> list[tuple[int, Page]]:
    """The picture of an upright page as if it lay otherwise on the glass: turned clockwise."""
    folder.mkdir(parents=True, exist_ok=True)
    made = []
    with Image.open(page.picture) as picture:
        dpi = picture.info.get("dpi", (200, 200))
        for turn in turns:
            path = folder / f"{page.name}-{turn}.png"
            image = picture if picture.mode in ("1", "L") else picture.convert("RGB")
            image.rotate(-turn, expand=True).save(path, dpi=dpi, compress_level=1)
            made.append((turn, Page(path.stem, page.condition, path, path, page.lines)))
    return made


def skewed_pages(folder: Path, angles_deg: Sequence[float]) -> list[tuple[float, Page]]:
    """Drawn pages whose lines run at known angles, clockwise."""
    folder.mkdir(parents=True, exist_ok=True)
    made = []
    for number, angle in enumerate(angles_deg):
        page = skewed(number, angle)
        file = _store(page, folder / f"skew-{number}")
        made.append((angle, Page(file.stem, "skew", file, file, page.lines)))
    return made


def picture_of(file: Path, folder: Path) -> Path:
    """What a reader of pictures is given; a picture file is one already."""
    if file.suffix != ".pdf":
        return file
    must(picture_command(file, folder))
    (picture,) = folder.glob(f"{file.stem}-*")
    return picture.rename(folder / f"{file.stem}{picture.suffix}")


def _store(page: Drawn, path: Path) -> Path:
    target = path.with_name(path.name + SUFFIX[page.sample.container])
    if page.sample.container == "png":
        # `pack` would keep sixteen greys, as scanners do; a clean page is one that nobody scanned.
        page.picture.save(target, dpi=(page.sample.dpi, page.sample.dpi))
    else:
        target.write_bytes(pack([page.picture], page.sample))
    return target


def _halves(labels: Path) -> dict[str, str]:
    rows = map(json.loads, labels.read_text(encoding="utf-8").splitlines())
    return {row["id"]: half_of(row) for row in rows}
