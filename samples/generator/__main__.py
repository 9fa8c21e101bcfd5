"""python -m samples.generator OUT_DIR: writes files/ and truth.jsonl."""

from __future__ import annotations

import argparse
import json
import zlib
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from samples.generator.compose import compose
from samples.generator.containers import SUFFIX, pack
from samples.generator.scanner import OVERSAMPLING, fax, scan, turned
from samples.generator.sheet import Sheet
from samples.generator.source import Document, Sample, document, samples
from samples.generator.truth import truth

SEED = 2017
Drawn = tuple[list[Image.Image], list[tuple[Document, int, int]], list[list[str]]]


def main() -> None:
    options = _options()
    folder = options.out / "files"
    folder.mkdir(parents=True, exist_ok=True)
    made: dict[str, tuple[bytes, dict[str, Any]]] = {}
    for sample in samples():
        if options.only and sample.name not in options.only:
            continue
        file = sample.name + SUFFIX[sample.container]
        if sample.same_as is not None:
            data, known = made[sample.same_as]
            entry = {**known, "file": file, "expected_state": sample.state}
        else:
            pictures, documents, text = draw(sample, options.seed)
            data = pack(pictures, sample)
            if sample.kept_bytes is not None:
                data = data[: sample.kept_bytes].ljust(len(data), b"\0")
                documents, text = [], []
            entry = truth(sample, file, data, documents, text)
        made[sample.name] = (data, entry)
        (folder / file).write_bytes(data)
        print(f"{file}  {len(data):,} bytes")
    lines = (json.dumps(entry, ensure_ascii=False) for _, entry in made.values())
    (options.out / "truth.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")


def draw(sample: Sample, seed: int) -> Drawn:
    """The scanned pages of a sample, its documents with their pages, and the lines of each page."""
    hand = np.random.default_rng([seed, zlib.crc32(sample.name.encode())])
    dpi = 204 if sample.container == "tiff-g4" else sample.dpi
    sheets: list[Sheet] = []
    documents: list[tuple[Document, int, int]] = []
    blanks = 2 if sample.blank_backs else 1
    for name in sample.documents:
        source = document(name)
        first = len(sheets) * blanks + 1
        sheets += compose(source, dpi * OVERSAMPLING, hand)
        documents.append((source, first, len(sheets) * blanks))
    pictures: list[Image.Image] = []
    text: list[list[str]] = []
    for place, sheet in enumerate(sheets):
        skew = sample.skew[place % len(sample.skew)]
        front = sheet.picture()
        if sample.container == "tiff-g4":
            pictures.append(fax(front, place + 1, len(sheets), sample, skew, hand))
        else:
            pictures.append(scan(front, None, sample, skew, hand))
        text.append(sheet.lines)
        if sample.blank_backs:
            blank = Image.new("RGB", front.size, (255, 255, 255))
            pictures.append(scan(blank, front, sample, -skew, hand))
            text.append([])
    turns = sample.rotate or (0,) * len(pictures)
    return [turned(p, turn) for p, turn in zip(pictures, turns, strict=True)], documents, text


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m samples.generator", description=__doc__)
    parser.add_argument("out", type=Path, help="folder to write into")
    parser.add_argument("--only", nargs="+", metavar="NAME", help="these samples only")
    parser.add_argument("--seed", type=int, default=SEED, help="of every hand, stain and speck")
    return parser.parse_args()


if __name__ == "__main__":
    main()
