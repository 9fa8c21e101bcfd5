"""`python -m benchmarks.quality_bench`: how surely faults of scans are told, by kind and by half.

A hundred pages of each kind with a fault put in, half of them from either half of the offices,
and every real page as it is: what it is said to have and by eye has not is a false alarm. Limits
(`[quality]`) were chosen looking at the first half.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import cv2

from benchmarks.offices import HALVES
from benchmarks.options import ROOT
from benchmarks.quality_set import DAMAGES, EACH, Place, damaged, has, opened, places
from benchmarks.quality_stacks import leaps_found, twins_found
from benchmarks.report import machine, table
from pipeline.model.geometry import Box
from pipeline.model.quality import Fault
from pipeline.model.scan import PageImage
from pipeline.read_quality import looked_over, marked
from pipeline.settings import Settings, default_settings

_OF_A_STACK = (Fault.TWICE, Fault.MISSING)


@dataclass
class Counted:
    """Of one kind: what was found of what there was, by half, and the alarms."""

    found: dict[str, list[bool]] = field(default_factory=lambda: defaultdict(list))
    good: dict[str, list[bool]] = field(default_factory=lambda: defaultdict(list))
    """Whether a page that has not this fault is said to have it."""
    missed: list[str] = field(default_factory=list)
    alarms: list[str] = field(default_factory=list)


def main(arguments: Sequence[str]) -> int:
    given = _parser().parse_args(arguments)
    if not (given.shared / "scans" / "labels.jsonl").is_file():
        print(f"not measured: there are no scans in {given.shared}")
        return 0
    cv2.setNumThreads(1)
    settings = default_settings()
    pages = places(given.shared, settings)
    counted = {fault: Counted() for fault in (*DAMAGES, *_OF_A_STACK)}
    seconds, seen = _good(pages, settings, counted, given)
    for fault in DAMAGES:
        if not given.kinds or fault.value in given.kinds:
            _damaged(fault, pages, settings, counted[fault], given)
    if not given.kinds or Fault.TWICE.value in given.kinds:
        twins_found(pages, seen, settings, counted[Fault.TWICE], given.each)
    leaps_found(pages, seen, counted[Fault.MISSING])
    _tell(counted, seconds)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.quality_bench", description=__doc__)
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared" / "data")
    parser.add_argument("--kinds", nargs="*", default=[], help="only these kinds are damaged")
    parser.add_argument("--each", type=int, default=EACH, help="damaged pages of a kind")
    parser.add_argument("--pictures", type=Path, help="keeps what was missed and false alarms")
    return parser


def _good(
    pages: Sequence[Place],
    settings: Settings,
    counted: dict[Fault, Counted],
    given: argparse.Namespace,
) -> tuple[list[float], dict[str, dict[str, object]]]:
    """Looks at every page as it is; the CPU seconds of each, decoding included."""
    seconds, seen = [], {}
    for place in pages:
        began = time.process_time()
        image = opened(place, settings)
        found = looked_over(image, settings)
        seconds.append(time.process_time() - began)
        seen[place.name] = found
        told = {Fault(one["fault"]) for one in found["findings"]}
        for fault in DAMAGES:
            true = has(place, fault) or _by_its_file(image, fault, settings)
            if true:
                continue
            counted[fault].good[place.half].append(fault in told)
            if fault in told:
                counted[fault].alarms.append(place.name)
                _keep(image, found, f"alarm-{fault}-{place.name}", given.pictures)
    return seconds, seen


def _by_its_file(image: PageImage, fault: Fault, settings: Settings) -> bool:
    """What a file says of itself: too few dots per inch, no colour."""
    if fault is Fault.RESOLUTION:
        return image.dpi < 0.97 * settings.quality.dpi
    return fault is Fault.COLOUR and image.pixels.ndim == 2


def _damaged(
    fault: Fault,
    pages: Sequence[Place],
    settings: Settings,
    counted: Counted,
    given: argparse.Namespace,
) -> None:
    for number, (place, image) in enumerate(damaged(fault, tuple(pages), settings, given.each)):
        found = looked_over(image, settings)
        told = {one["fault"] for one in found["findings"]}
        counted.found[place.half].append(fault.value in told)
        if fault.value not in told:
            counted.missed.append(f"{place.name} ({', '.join(sorted(told)) or 'nothing'})")
            _keep(image, found, f"missed-{fault}-{number:03d}-{place.name}", given.pictures)
        elif number % 25 == 0:
            _keep(image, found, f"found-{fault}-{number:03d}-{place.name}", given.pictures)


def _keep(image: PageImage, found: dict[str, object], name: str, folder: Path | None) -> None:
    if folder is None:
        return
    folder.mkdir(parents=True, exist_ok=True)
    boxes = [Box(*one["box"]) for one in found["findings"]]  # type: ignore[attr-defined]
    cv2.imwrite(str(folder / f"{name}.png"), marked(image.pixels, boxes))


def _tell(counted: dict[Fault, Counted], seconds: Sequence[float]) -> None:
    header = ["fault", "pages", *(f"recall, {half}" for half in HALVES), "all"]
    header += ["good", *(f"false, {half}" for half in HALVES), "all"]
    rows = []
    for fault, one in counted.items():
        row: list[object] = [fault.value, sum(map(len, one.found.values()))]
        row += [_share(one.found, (half,)) for half in HALVES] + [_share(one.found, HALVES)]
        row += [sum(map(len, one.good.values()))]
        row += [_share(one.good, (half,)) for half in HALVES] + [_share(one.good, HALVES)]
        rows.append(row)
    print("\n".join(table(header, rows)))
    ends = statistics.quantiles(seconds, n=20)
    print(
        f"\nCPU s a page, decoding included: mean {statistics.mean(seconds):.3f}, "
        f"95 % under {ends[-1]:.3f}, most {max(seconds):.3f}; {json.dumps(machine())}"
    )
    for fault, one in counted.items():
        if one.missed or one.alarms:
            print(f"{fault}: missed {'; '.join(one.missed) or '–'} | false {'; '.join(one.alarms)}")


def _share(found: dict[str, list[bool]], halves: Sequence[str]) -> str:
    told = [one for half in halves for one in found[half]]
    return f"{100 * sum(told) / len(told):.1f} %" if told else "–"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
