"""`python -m benchmarks.ocr_worker NAME`: a reader that loads once and reads page after page.

Paths come in, one a line; a line of JSON goes out for each, and one before the first.
"""

from __future__ import annotations

import importlib
import json
import os
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import cv2

Json = dict[str, Any]
Read = Callable[[Path], Json]


def main(name: str) -> int:
    """Answers until there is nothing more to read."""
    # Whatever a library prints must not get between the answers.
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    cv2.setNumThreads(1)
    read = READERS[name]()
    _say(answers, {"cpu_s": _cpu_s()})
    for line in sys.stdin:
        before, started = _cpu_s(), time.perf_counter()
        found = read(Path(line.rstrip("\n")))
        cost = {"cpu_s": _cpu_s() - before, "wall_s": time.perf_counter() - started}
        _say(answers, found | cost)
    return 0


def sohoa(quality: str | None) -> Read:
    """The story of one page with the default settings; the first page is read from each file."""
    from pipeline.engines.scan_file import inspect_scan
    from pipeline.errors import SohoaError
    from pipeline.read_page import read_page
    from pipeline.settings import Settings, default_settings

    settings = default_settings()
    if quality is not None:
        table = settings.as_json()
        table["reading"]["quality"] = quality
        settings = Settings.model_validate(table)

    def read(path: Path) -> Json:
        try:
            reading = read_page(path, inspect_scan(path, settings.limits), 1, settings)
        except SohoaError as error:
            return {"failure": error.code, "text": ""}
        page = reading.page
        words = [[word.text, *_corners(word.box), word.confidence] for word in page.words]
        return {
            "text": page.text,
            "words": words,
            "size": list(page.size),
            "rotation_deg": page.rotation_deg,
            "skew_deg": page.skew_deg,
            "failure": page.failure,
        }

    return read


def _corners(box: Any) -> list[int]:
    return [box.left, box.top, box.right, box.bottom]


def trueocr() -> Read:
    """TrueOCR as it comes, on one thread."""
    model = importlib.import_module("trueocr").load_model(threads=1)

    def read(path: Path) -> Json:
        data = model.predict(path).data
        return {"text": data["text"], "rotation_deg": data["rotation_clockwise_degrees"]}

    return read


READERS: dict[str, Callable[[], Read]] = {
    "sohoa": lambda: sohoa(None),
    "sohoa fast": lambda: sohoa("fast"),
    "sohoa careful": lambda: sohoa("careful"),
    "TrueOCR": trueocr,
}


def _cpu_s() -> float:
    """Of this process and every one that it waited for."""
    kinds = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return sum(usage.ru_utime + usage.ru_stime for usage in map(resource.getrusage, kinds))


def _say(answers: Any, value: Json) -> None:
    answers.write(json.dumps(value, ensure_ascii=False) + "\n")
    answers.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
