"""Seals are found by their ring, in any colour, and print is never one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipeline.engines.scan_file import inspect_scan, load_page
from pipeline.settings import default_settings
from pipeline.steps.regions.ink import sheet_of
from pipeline.steps.regions.seals import edge_seals, find_rings, red_part
from tests.steps.regions.region_pages import BLACK, RED, SIZE, Colour, headed, near

KEYED = Path(__file__).parents[2] / "data" / "regions.jsonl"


@pytest.mark.parametrize("colour", [RED, BLACK])
@pytest.mark.parametrize("radius_mm", [16.0, 18.5])
def test_a_seal_is_found_where_it_is(colour: Colour, radius_mm: float) -> None:
    drawn = headed()
    box = drawn.seal(120, 220, colour, radius_mm)
    sheet = sheet_of(drawn.page(grey=colour == BLACK))
    (ring,) = find_rings(sheet)
    assert near(sheet.outward(ring.box((sheet.width, sheet.height))), box)
    assert (red_part(sheet, ring) > 0.8) == (colour == RED)


def test_a_seal_over_print_is_found() -> None:
    drawn = headed()
    box = drawn.seal(80, 130)
    sheet = sheet_of(drawn.page())
    (ring,) = find_rings(sheet)
    assert near(sheet.outward(ring.box((sheet.width, sheet.height))), box)


def test_half_a_seal_at_the_edge_is_found() -> None:
    drawn = headed()
    drawn.seal(210, 150)
    sheet = sheet_of(drawn.page())
    rings = find_rings(sheet)
    boxes = [r.box((sheet.width, sheet.height)) for r in rings] + list(edge_seals(sheet, rings))
    assert len(boxes) == 1
    assert sheet.outward(boxes[0]).right >= SIZE[0] - 4


def test_a_sliver_of_a_seal_at_the_edge_is_found() -> None:
    drawn = headed()
    drawn.seal(225.5, 150)
    sheet = sheet_of(drawn.page())
    assert find_rings(sheet) == ()
    assert len(edge_seals(sheet, ())) == 1


def test_print_and_small_rings_are_no_seals() -> None:
    drawn = headed()
    drawn.seal(60, 240, radius_mm=7)
    sheet = sheet_of(drawn.page())
    assert find_rings(sheet) == ()
    assert edge_seals(sheet, ()) == ()


@pytest.mark.may_skip_in_ci
@pytest.mark.parametrize("name", ["scan001", "scan013", "scan019", "scan026", "scan089"])
def test_real_seals_are_found_and_no_others(shared_data: Path, name: str) -> None:
    pages = map(json.loads, KEYED.read_text(encoding="utf-8").splitlines())
    page = next(p for p in pages if p["id"] == name)
    settings = default_settings()
    path = next((shared_data / "scans" / "files").glob(f"{name}.*"))
    info = inspect_scan(path, settings.limits)
    image = load_page(path, info, page["page"], settings.limits, settings.pages)
    sheet = sheet_of(image)
    found = sorted(
        (round(1000 * r.x / sheet.width), round(1000 * r.y / sheet.height))
        for r in find_rings(sheet)
    )
    boxes = [r["box"] for r in page["regions"] if r["class"] == "seal" and not r.get("doubt")]
    truth = sorted(((b[0] + b[2]) / 2, (b[1] + b[3]) / 2) for b in boxes)
    assert len(found) == len(truth)
    assert all(
        abs(f[0] - t[0]) <= 6 and abs(f[1] - t[1]) <= 6 for f, t in zip(found, truth, strict=True)
    )
