"""`sohoa quality`: what is wrong with scans, and what to do while the paper is at hand."""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.engines.child import ChildLimits, ChildPool
from pipeline.errors import EngineFailed, ScanRejected
from pipeline.intake import find_inputs
from pipeline.messages import say, say_error
from pipeline.model.names import printable
from pipeline.model.quality import Fault, Finding, finding_to_json
from pipeline.scan_quality import Side, look_over
from pipeline.settings import Settings, load_settings

_SCALED = {Fault.SHADOW: 100.0}
"""Shares are told as per cent."""


@dataclass(frozen=True, slots=True)
class _Told:
    """A page with a fault, its place in the stack (from 1) and its picture."""

    place: int
    side: Side
    picture: Path | None


def quality(options: argparse.Namespace) -> int:
    """Looks files over; nothing is stored. Exit code 1 where something is wrong."""
    settings = load_settings(options.settings)
    sources = find_inputs(options.paths, options.archive)
    paths = [Path(source.path) for source in sources]
    with tempfile.TemporaryDirectory(prefix="sohoa-") as folder:
        limits = ChildLimits(settings.limits.worker_bytes, settings.limits.max_bytes, Path(folder))
        with closing(ChildPool("pipeline.jobs", 1, limits)) as pool:
            sides = look_over(paths, settings, pool)
            faulty = [
                _Told(place, side, _picture(place, side, settings, pool, options.pictures))
                for place, side in enumerate(sides, 1)
                if side.findings
            ]
    for told in faulty:
        _print(told, sides, options)
    if not options.json:
        counts = {"pages": len(sides), "faulty": len(faulty)}
        print(say(options.language, "quality.sum" if faulty else "quality.good", counts))
    return 1 if faulty else 0


def _picture(
    place: int, side: Side, settings: Settings, pool: ChildPool, folder: Path | None
) -> Path | None:
    """Writes the page with its faults marked. The name of a scan is never part of a path."""
    if folder is None or side.error is not None:
        return None
    folder.mkdir(parents=True, exist_ok=True)
    out = folder.resolve() / f"{place:04d}.png"
    arguments = {
        "path": str(side.path.resolve()),
        "number": side.page,
        "boxes": [finding_to_json(finding)["box"] for finding in side.findings],
        "settings": settings.as_json(),
        "out": str(out),
    }
    try:
        pool.submit("mark", arguments, settings.limits.page_seconds).result()
    except (ScanRejected, EngineFailed):
        return None
    return out


def _print(told: _Told, sides: Sequence[Side], options: argparse.Namespace) -> None:
    if options.json:
        print(json.dumps(_json(told, sides), ensure_ascii=False))
        return
    side, language = told.side, options.language
    where = {"name": printable(side.path.name), "page": side.page}
    for finding in side.findings:
        if side.error is not None:
            what = say_error(language, side.error)
        else:
            what = say(language, f"quality.{finding.fault}", _words(finding, told, sides))
        todo = say(language, f"quality.{finding.fault}_do", where)
        print(say(language, "quality.line", {**where, "what": what, "todo": todo}))
    if told.picture is not None:
        print(say(language, "quality.picture", {"file": told.picture}))


def _words(finding: Finding, told: _Told, sides: Sequence[Side]) -> dict[str, Any]:
    """What the words of a finding are filled with."""
    scale = _SCALED.get(finding.fault, 1.0)
    words: dict[str, Any] = {"value": _number(finding.value * scale)}
    words["limit"] = _number(finding.limit * scale)
    if finding.other is not None:
        other = sides[finding.other - 1]
        words["other"] = other.page
        words["of"] = "" if other.path == told.side.path else f" · {printable(other.path.name)}"
    return words


def _number(value: float) -> str:
    return f"{value:.0f}" if value == round(value) else f"{value:.2f}".rstrip("0")


def _json(told: _Told, sides: Sequence[Side]) -> dict[str, Any]:
    side = told.side
    findings = []
    for finding in side.findings:
        data = finding_to_json(finding)
        other = sides[finding.other - 1] if finding.other is not None else None
        data["other"] = None if other is None else {"file": str(other.path), "page": other.page}
        findings.append(data)
    return {
        "file": str(side.path),
        "page": side.page,
        "pages": side.pages,
        "size": list(side.size),
        "shown": None if side.shown is None else side.shown[0],
        "findings": findings,
        "error": None if side.error is None else side.error.code,
        "picture": None if told.picture is None else str(told.picture),
    }
