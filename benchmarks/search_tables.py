"""What search systems measured, side by side: tables, ratios, and what was to be reached."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from benchmarks.report import ratio, table, target
from benchmarks.search_systems import OWN, SERVED, BenchQuestion, QuestionClass

ALL = "all"
_AIMED_AT = 1_000_000
"""Documents that the aims of a single system are about."""
_AT_MOST = {
    "p50 of all, ms": 12.0,
    "p95 of all, ms": 50.0,
    "p95 of quoted phrases, ms": 120.0,
    "p95 of facets over all hits, ms": 120.0,
    "first answer of a fresh process, ms": 400.0,
    "memory reading, MB": 1_000.0,
    "memory building, MB": 2_500.0,
}
_AT_LEAST = {
    "documents a CPU s": 2_500.0,
    "p95 of SQLite in multiples of ours": 15.0,
    "top 10 of both engines in common": 0.97,
}

System = Mapping[str, Any]


def tables(
    measured: Mapping[str, System], asked: Sequence[BenchQuestion], documents: int
) -> tuple[list[str], dict[str, Any]]:
    """Lines to print, and the same as data."""
    latencies = {name: by_class(system["ms"], asked) for name, system in measured.items()}
    names = list(measured)
    lines = ["milliseconds, p50 / p95 / max", *_latency_table(latencies, names)]
    peers = [name for name in names if name != OWN]
    if OWN in measured and peers:
        lines += ["", "p95 in multiples of ours", *_ratio_table(latencies, peers)]
    lines += ["", *table(("", *names), _cost_rows(measured))]
    summary: dict[str, Any] = {"latencies_ms": latencies}
    if OWN in measured:
        figures = aimed_at(measured[OWN], latencies)
        if SERVED in measured:
            best = (measured[name]["ids"] for name in (OWN, SERVED))
            shares = overlaps(*best)
            figures["top 10 of both engines in common"] = sum(shares) / len(shares)
            summary["apart"] = [
                (question.text, share)
                for share, question in zip(shares, asked, strict=True)
                if share < 1
            ]
        summary["figures"] = figures
        lines += ["", *verdicts(figures, documents)]
    return lines, summary


def by_class(ms: Sequence[float], asked: Sequence[BenchQuestion]) -> dict[str, list[float]]:
    """(p50, p95, max) of every class and of all questions."""
    found = {}
    for kind in QuestionClass:
        times = [each for each, question in zip(ms, asked, strict=True) if question.kind == kind]
        found[str(kind)] = _spread(times)
    return found | {ALL: _spread(ms)}


def percentile(values: Sequence[float], share: float) -> float:
    """The least value that at least this share of them does not exceed."""
    return sorted(values)[max(0, math.ceil(share * len(values)) - 1)]


def overlaps(ours: Sequence[Sequence[str]], theirs: Sequence[Sequence[str]]) -> list[float]:
    """Share of the documents in two lists of best hits that are in both, question by question."""
    return [
        len(set(one) & set(other)) / max(len(one), len(other)) if one or other else 1.0
        for one, other in zip(ours, theirs, strict=True)
    ]


def _spread(values: Sequence[float]) -> list[float]:
    return [percentile(values, 0.5), percentile(values, 0.95), max(values)]


def _latency_table(
    latencies: Mapping[str, Mapping[str, Sequence[float]]], names: Sequence[str]
) -> list[str]:
    classes = [*map(str, QuestionClass), ALL]
    rows = [
        (kind, *(" / ".join(f"{ms:.0f}" for ms in latencies[name][kind]) for name in names))
        for kind in classes
    ]
    return table(("", *names), rows)


def _ratio_table(
    latencies: Mapping[str, Mapping[str, Sequence[float]]], peers: Sequence[str]
) -> list[str]:
    rows = [
        (kind, *(ratio(latencies[name][kind][1], own[1]) for name in peers))
        for kind, own in latencies[OWN].items()
    ]
    return table(("", *peers), rows)


def _cost_rows(measured: Mapping[str, System]) -> list[tuple[object, ...]]:
    systems = list(measured.values())
    return [
        ("documents a CPU s", *(round(each["documents_a_cpu_s"]) for each in systems)),
        ("documents a s", *(round(each["documents_a_s"]) for each in systems)),
        ("size, MB", *(round(each["bytes"] / 1e6) for each in systems)),
        ("memory reading, MB", *(_memory(each, "reading_mb") for each in systems)),
        ("memory building, MB", *(_memory(each, "building_mb") for each in systems)),
        ("first answer, ms", *(round(each["first_ms"]) for each in systems)),
        ("CPU ms a question, p50 / p95", *(_cpu(each) for each in systems)),
        ("load while asked", *(max(each["loads"]) for each in systems)),
        ("1,000 changed, s", *(each["updating"]["update_s"] for each in systems)),
        ("p95 meanwhile, ms", *(_meanwhile(each) for each in systems)),
    ]


def _memory(system: System, key: str) -> str:
    """Of the process, and of the server behind it."""
    server = system[f"server_{key}"]
    return f"{system[key]:.0f}" + (f" + {server:.0f}" if server else "")


def _cpu(system: System) -> str | None:
    """Of all threads of the process that asks; a server's are not in it."""
    times = system["cpu_ms"]
    if system["server_reading_mb"]:
        return None
    return f"{percentile(times, 0.5):.0f} / {percentile(times, 0.95):.0f}"


def _meanwhile(system: System) -> float | None:
    times = system["updating"]["ms"]
    return percentile(times, 0.95) if times else None


def aimed_at(
    own: System, latencies: Mapping[str, Mapping[str, Sequence[float]]]
) -> dict[str, float]:
    """The figures that there is an aim for, by its name."""
    times = latencies[OWN]
    found = {
        "p50 of all, ms": times[ALL][0],
        "p95 of all, ms": times[ALL][1],
        "p95 of quoted phrases, ms": times[QuestionClass.PHRASE][1],
        "p95 of facets over all hits, ms": times[QuestionClass.FACETS][1],
        "first answer of a fresh process, ms": own["first_ms"],
        "memory reading, MB": own["reading_mb"],
        "memory building, MB": own["building_mb"],
        "documents a CPU s": own["documents_a_cpu_s"],
    }
    if "sqlite" in latencies:
        found["p95 of SQLite in multiples of ours"] = latencies["sqlite"][ALL][1] / times[ALL][1]
    return found


def verdicts(figures: Mapping[str, float], documents: int) -> list[str]:
    """Which aims are met."""
    lines = [
        f"{name}: {figures[name]:.1f}, at most {most:g}: {target(figures[name] <= most)}"
        for name, most in _AT_MOST.items()
        if name in figures
    ]
    lines += [
        f"{name}: {figures[name]:,.2f}, at least {least:g}: {target(figures[name] >= least)}"
        for name, least in _AT_LEAST.items()
        if name in figures
    ]
    return [*lines, f"The aims are about {_AIMED_AT:,} documents; these are {documents:,}."]
