"""Faults of a stack: a sheet that was fed twice, a page that is missing."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import groupby, product
from typing import Any, Protocol

import cv2
import numpy as np

from benchmarks.offices import HALVES
from benchmarks.quality_damage import again
from benchmarks.quality_set import SEED, Place, has, known, opened
from pipeline.model.geometry import Box
from pipeline.model.quality import Fault
from pipeline.model.scan import Pixels
from pipeline.read_quality import looked_over
from pipeline.settings import Settings
from pipeline.steps.matching.sheets import WIDTH, sheet_likeness
from pipeline.steps.quality import leaps
from pipeline.steps.quality.twins import ALIKE, Spread, alikeness, spread_of, trace_of

Seen = Mapping[str, Mapping[str, Any]]
_COMPARED = 3
"""As in `pipeline.scan_quality`."""


class Counts(Protocol):
    """Where results go: `quality_bench.Counted`."""

    found: dict[str, list[bool]]
    good: dict[str, list[bool]]
    missed: list[str]
    alarms: list[str]


def twins_found(
    pages: Sequence[Place], seen: Seen, settings: Settings, counted: Counts, each: int
) -> None:
    """Every page against all before it, as one stack; then pages fed once more."""
    spreads = {name: spread_of(found["spread"]) for name, found in seen.items()}
    written = [place for place in pages if not _is_blank(seen[place.name])]
    for at, place in enumerate(written):
        twin = _twin(_small(place, settings), spreads[place.name], written[:at], spreads, settings)
        true = has(place, Fault.TWICE)
        if not true:
            counted.good[place.half].append(twin is not None)
        if twin is not None and not true:
            counted.alarms.append(f"{place.name} = {twin}")
    for half in HALVES:
        hand = np.random.default_rng([SEED, zlib.crc32(f"twice {half}".encode())])
        there = [place for place in written if place.half == half]
        for _ in range(each // 2):
            place = there[int(hand.integers(len(there)))]
            image = opened(place, settings)
            pixels, dpi = again(image.pixels, image.dpi, hand)
            found = looked_over(replace(image, pixels=pixels, dpi=dpi), settings)
            small = _reduced(pixels)
            twin = _twin(small, spread_of(found["spread"]), written, spreads, settings)
            counted.found[half].append(twin == place.name)
            if twin != place.name:
                alike = alikeness(spread_of(found["spread"]), [trace_of(spreads[place.name])])[0]
                counted.missed.append(f"{place.name} (said {twin}, alike {alike:.2f})")


def _is_blank(found: Mapping[str, Any]) -> bool:
    return any(one["fault"] == Fault.BLANK for one in found["findings"])


def _twin(
    page: Pixels,
    spread: Spread,
    others: Sequence[Place],
    spreads: Mapping[str, Spread],
    settings: Settings,
) -> str | None:
    alike = alikeness(spread, [trace_of(spreads[one.name]) for one in others])
    for at in map(int, np.argsort(-alike)[:_COMPARED]):
        if alike[at] < ALIKE:
            return None
        told = sheet_likeness(_small(others[at], settings), page)
        if told is not None and told.same:
            return others[at].name
    return None


def _small(place: Place, settings: Settings) -> Pixels:
    return _reduced(opened(place, settings).pixels)


def _reduced(pixels: Pixels) -> Pixels:
    grey = pixels if pixels.ndim == 2 else cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    size = (WIDTH, round(grey.shape[0] * WIDTH / grey.shape[1]))
    return np.asarray(cv2.resize(grey, size, interpolation=cv2.INTER_AREA), np.uint8)


def leaps_found(pages: Sequence[Place], seen: Seen, counted: Counts) -> None:
    """Files as they are; then without one page or two, where the page after shows its number."""
    for _, group in groupby(pages, key=lambda place: place.id):
        file = list(group)
        shown = [_shown(seen[place.name]) for place in file]
        said = leaps(shown)
        for at, place in enumerate(file, 1):
            if not has(place, Fault.MISSING):
                counted.good[place.half].append(at in said)
                if at in said:
                    counted.alarms.append(f"{place.name} shows {said[at].value:.0f}")
        for at, many in product(range(len(file)), (1, 2)):
            after = at + many
            if after >= len(file) or file[after].name not in known()["numbers"]:
                continue
            found = at + 1 in leaps(shown[:at] + shown[after:])
            counted.found[file[at].half].append(found)
            if not found:
                counted.missed.append(f"{file[at].name} and so on, {many} left out")


def _shown(found: Mapping[str, Any]) -> tuple[int, Box] | None:
    told = found["shown"]
    return None if told is None else (told[0], Box(*told[1]))
