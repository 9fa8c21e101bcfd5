"""What `python -m benchmarks` is told, and where things are."""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PARTS = ("start", "reading", "fields", "flow", "memory", "regions", "stacks")


class NotMeasured(Exception):
    """A part that cannot run here; the text says why."""


@dataclass(frozen=True, slots=True)
class Options:
    """What to measure, on what, and how often."""

    parts: tuple[str, ...]
    scans: Path
    """`labels.jsonl`, `files/` and `transcripts/`; the scorers lie in its parent folder."""
    out: Path
    pages: int | None
    """At most so many pages a part, so many documents for `fields`."""
    rounds: int
    workers: int
    ocrmypdf: Path
    verapdf: Path
    readings: Path | None
    """Recorded pages of the scans, `<id>.json` each, for what needs no reading anew."""

    def folder(self, part: str) -> Path:
        """A new folder for a part, so that no older results are mixed in."""
        return Path(tempfile.mkdtemp(prefix=f"{part}-", dir=self.out))

    def of_scans(self, name: str) -> Path:
        """A file or folder of the scans. Raises: NotMeasured."""
        path = self.scans / name
        if not path.exists():
            raise NotMeasured(f"{path} is not there: name the folder of the scans with --scans")
        return path

    def scorer(self, name: str) -> Path:
        """Raises: NotMeasured."""
        path = self.scans.parent / name
        if not path.is_file():
            raise NotMeasured(f"{path} is not there")
        return path


def parse(arguments: Sequence[str]) -> Options:
    """The command line; `--out` is a new temporary folder unless it is named."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("part", nargs="?", default="all", choices=(*PARTS, "all"))
    parser.add_argument("--scans", type=Path, default=ROOT.parent / "shared" / "data" / "scans")
    parser.add_argument("--out", type=Path, help="where the report and what was made go")
    parser.add_argument("--pages", type=_count, help="a quick look at so many pages a part")
    parser.add_argument("--rounds", type=_count, default=3, help="how often systems take turns")
    parser.add_argument("--workers", type=_count, default=2, help="for fields, flow and memory")
    parser.add_argument("--ocrmypdf", type=Path, default=ROOT / ".venv-bench" / "bin" / "ocrmypdf")
    parser.add_argument(
        "--verapdf", type=Path, default=ROOT / ".venv" / "share" / "verapdf.jar", metavar="JAR"
    )
    parser.add_argument("--readings", type=Path, help="recorded pages of the scans, for stacks")
    given = parser.parse_args(arguments)
    out = given.out or Path(tempfile.mkdtemp(prefix="sohoa-bench-"))
    out.mkdir(parents=True, exist_ok=True)
    return Options(
        parts=PARTS if given.part == "all" else (given.part,),
        scans=given.scans.resolve(),
        out=out.resolve(),
        pages=given.pages,
        rounds=given.rounds,
        workers=given.workers,
        ocrmypdf=given.ocrmypdf.absolute(),
        verapdf=given.verapdf.absolute(),
        readings=given.readings,
    )


def _count(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{number} is less than 1")
    return number
