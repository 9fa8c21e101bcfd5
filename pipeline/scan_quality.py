"""The quality of a stack of scans, told while its paper still lies on the desk."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from pipeline.errors import EngineFailed, ScanRejected, SohoaError
from pipeline.model.geometry import Box
from pipeline.model.quality import Fault, Finding, finding_from_json
from pipeline.settings import Settings
from pipeline.steps.quality import leaps
from pipeline.steps.quality.numbering import Shown
from pipeline.steps.quality.twins import ALIKE, Spread, Trace, alikeness, spread_of, trace_of

_COMPARED = 3
"""So many earlier pages are laid over a page at most, those most like it."""


class Jobs(Protocol):
    """Runs a job of `pipeline.jobs` in a bounded child."""

    def submit(
        self, job: str, arguments: Mapping[str, Any], timeout_s: float
    ) -> Future[dict[str, Any]]: ...


@dataclass(frozen=True, slots=True)
class Side:
    """One page of the stack."""

    path: Path
    page: int
    pages: int
    """Of its file."""
    size: tuple[int, int]
    """(width, height); (0, 0) of a page that could not be opened."""
    findings: tuple[Finding, ...]
    """`Finding.other` counts the sides of the stack from 1."""
    shown: Shown | None = None
    spread: Spread | None = None
    error: SohoaError | None = None
    """Why it could not be opened."""


def look_over(paths: Sequence[Path], settings: Settings, jobs: Jobs) -> tuple[Side, ...]:
    """Every page of the files, in their order, with what is wrong with it.

    A file that cannot be opened is one side with its error.
    """
    data = settings.as_json()
    waiting = [entry for path in paths for entry in _pages(path, settings, data, jobs)]
    sides = [_side(*entry) for entry in waiting]
    sides = _with_leaps(sides)
    return tuple(_with_twins(sides, settings, data, jobs))


def _pages(
    path: Path, settings: Settings, data: Mapping[str, Any], jobs: Jobs
) -> Iterator[tuple[Path, int, int, Future[dict[str, Any]]]]:
    arguments = {"path": str(path.resolve()), "settings": data}
    inspected = jobs.submit("inspect", arguments, settings.limits.file_seconds)
    try:
        count = int(inspected.result()["page_count"])
    except (ScanRejected, EngineFailed):
        yield path, 1, 1, inspected
        return
    for number in range(1, count + 1):
        asked = {**arguments, "number": number}
        yield path, number, count, jobs.submit("look_over", asked, settings.limits.page_seconds)


def _side(path: Path, number: int, count: int, coming: Future[dict[str, Any]]) -> Side:
    try:
        found = coming.result()
    except (ScanRejected, EngineFailed) as error:
        nothing = Finding(Fault.UNREADABLE, Box(0, 0, 0, 0), 0, 0, 1.0)
        return Side(path, number, count, (0, 0), (nothing,), error=error)
    findings = tuple(finding_from_json(one) for one in found["findings"])
    shown = (found["shown"][0], Box(*found["shown"][1])) if found["shown"] else None
    spread = spread_of(found["spread"]) if found["spread"] else None
    width, height = found["size"]
    return Side(path, number, count, (width, height), findings, shown, spread)


def _with_leaps(sides: Sequence[Side]) -> list[Side]:
    """Page numbers run through a file, and through files of a page each."""
    found = list(sides)
    runs: list[list[int]] = []
    for place, side in enumerate(sides):
        before = sides[place - 1] if place else None
        goes_on = before is not None and (
            before.path == side.path or before.pages == side.pages == 1
        )
        if not goes_on:
            runs.append([])
        runs[-1].append(place)
    for run in runs:
        for at, finding in leaps([sides[place].shown for place in run]).items():
            place = run[at - 1]
            found[place] = _and(found[place], replace(finding, other=place))
    return found


def _with_twins(
    sides: Sequence[Side], settings: Settings, data: Mapping[str, Any], jobs: Jobs
) -> Iterator[Side]:
    earlier: list[tuple[int, Side]] = []
    traces: list[Trace] = []
    for place, side in enumerate(sides):
        if side.spread is None or _is(side, Fault.BLANK):
            yield side
            continue
        alike = alikeness(side.spread, traces)
        most = [int(at) for at in np.argsort(-alike)[:_COMPARED] if alike[at] >= ALIKE]
        twin = _twin(side, [earlier[at] for at in most], settings, data, jobs)
        earlier.append((place, side))
        traces.append(trace_of(side.spread))
        if twin is None:
            yield side
            continue
        finding = Finding(Fault.TWICE, Box(0, 0, *side.size), twin + 1, 0, 1.0, twin + 1)
        yield _and(side, finding)


def _twin(
    side: Side,
    likely: Sequence[tuple[int, Side]],
    settings: Settings,
    data: Mapping[str, Any],
    jobs: Jobs,
) -> int | None:
    """Which earlier page is the same sheet."""
    for place, other in likely:
        pair = {
            "one": {"path": str(other.path.resolve()), "page": other.page},
            "other": {"path": str(side.path.resolve()), "page": side.page},
            "settings": data,
        }
        try:
            answer = jobs.submit("sheets", pair, settings.limits.page_seconds).result()
        except (ScanRejected, EngineFailed):
            continue
        if answer["same"]:
            return place
    return None


def _is(side: Side, fault: Fault) -> bool:
    return any(finding.fault is fault for finding in side.findings)


def _and(side: Side, finding: Finding) -> Side:
    return replace(side, findings=(*side.findings, finding))
