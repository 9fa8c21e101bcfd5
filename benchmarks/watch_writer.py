"""`python -m benchmarks.watch_writer`: drops files into a folder as slow network scanners do.

In pieces, with pauses; under the last name or renamed at the end; some begun again from their
beginning. The last line it prints is the list of what was dropped, as JSON: name → SHA-256.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import json
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

_FORMATS = ("png", "jpg", "tif", "pdf")
_HOWS = ("at once", "pieces", "interrupted", "renamed", "begun again")


def page(number: int, form: str, hand: np.random.Generator) -> bytes:
    """A small page of one line that no other has, with the grain of a scan."""
    grain = hand.normal(248, 3, (120, 400)).clip(0, 255).astype(np.uint8)
    picture = Image.fromarray(grain)
    ImageDraw.Draw(picture).text((20, 40), f"So {number:05}/QD-UBND", fill=20, font_size=32)
    out = io.BytesIO()
    picture.save(out, {"jpg": "jpeg", "tif": "tiff"}.get(form, form), resolution=150.0)
    return out.getvalue()


def drop(path: Path, data: bytes, how: str, pause_s: float, hand: np.random.Generator) -> None:
    """Writes one file; `pause_s` is how long an interruption takes."""
    if how == "at once":
        path.write_bytes(data)
        return
    if how == "begun again":
        # The connection was lost: half a file lies there, and then it is sent anew.
        path.write_bytes(data[: int(len(data) * hand.uniform(0.1, 0.95))])
        time.sleep(pause_s)
    place = path.with_name(f"{path.name}.part") if how == "renamed" else path
    cuts = sorted(int(cut) for cut in hand.integers(1, len(data), 3))
    with place.open("wb") as file:
        for begin, end in zip((0, *cuts), (*cuts, len(data)), strict=True):
            file.write(data[begin:end])
            file.flush()
            os.fsync(file.fileno())
            time.sleep(pause_s if how == "interrupted" and begin == cuts[0] else 0.01)
    if place != path:
        place.rename(path)


def main(argv: Sequence[str]) -> int:
    """Exit 0 when all files are there."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.watch_writer")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--files", type=int, default=1_000)
    parser.add_argument("--pause", type=float, default=4.0, metavar="SECONDS")
    parser.add_argument("--seed", type=int, default=9)
    options = parser.parse_args(argv)
    hand = np.random.default_rng(options.seed)
    dropped = {}
    for number in range(options.files):
        form = _FORMATS[number % len(_FORMATS)]
        # Interruptions are rare in the field; each costs its pause.
        how = str(hand.choice(_HOWS, p=(0.4, 0.3, 0.05, 0.2, 0.05)))
        data = page(number, form, hand)
        path = options.folder / f"SCAN{number:05}.{form}"
        drop(path, data, how, options.pause, hand)
        dropped[path.name] = hashlib.sha256(data).hexdigest()
    print(json.dumps(dropped), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
